"""Pictures of garments into colours, attributes and vectors; nothing about persons."""

from modiste.perceive.image.cutout import Cutout, cut_out
from modiste.perceive.image.describe import (
    ImageAttributes,
    Models,
    attribute_frame,
    describe,
    describe_many,
    models,
)
from modiste.perceive.image.heads import Head, Heads
from modiste.perceive.image.load import Picture, load
from modiste.perceive.image.palette import Swatch, base_colour, palette
from modiste.perceive.image.segment import Segmenter
from modiste.perceive.image.vectors import Embedder, Vectors, embedder

__all__ = [
    "Cutout",
    "Embedder",
    "Head",
    "Heads",
    "ImageAttributes",
    "Models",
    "Picture",
    "Segmenter",
    "Swatch",
    "Vectors",
    "attribute_frame",
    "base_colour",
    "cut_out",
    "describe",
    "describe_many",
    "embedder",
    "load",
    "models",
    "palette",
]
