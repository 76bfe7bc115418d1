"""``/v1/design``: words, pictures and products to designs, boards, flats, patterns and models."""

from modiste.design.api import making
from modiste.design.api.routes import router

__all__ = ["making", "router"]
