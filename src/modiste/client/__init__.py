"""A typed client of the HTTP API.

``Modiste("http://127.0.0.1:8100", key=…)`` has a group for each part of the API::

    with Modiste(url, key=key) as modiste:
        for style in modiste.products.iterate_products(limit=100):
            ...

Models and groups are generated from the API's description by
``python -m modiste.serve.api.client``.
"""

from __future__ import annotations

from modiste.client import models
from modiste.client.errors import ApiError, UnreachableError
from modiste.client.groups import Modiste

__all__ = ["ApiError", "Modiste", "UnreachableError", "models"]
