"""``/v1/products`` and ``/v1/media``: the range with its figures, and its pictures."""
