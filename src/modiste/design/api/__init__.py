"""``/v1/design``: words, pictures and products to designs, boards of them, flats."""

from modiste.design.api.routes import router

__all__ = ["router"]
