"""``/v1/imports``."""
