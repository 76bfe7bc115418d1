"""Optional image models behind one protocol; their pictures are marked as made by AI."""

from modiste.design.images.backends import backend
from modiste.design.images.mark import is_marked, marked
from modiste.design.images.protocol import Abilities, ImageBackend, Made

__all__ = ["Abilities", "ImageBackend", "Made", "backend", "is_marked", "marked"]
