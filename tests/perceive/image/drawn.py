"""Garments and figures drawn as arrays, with known colours."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

TEE = [(30, 20), (42, 14), (58, 14), (70, 20), (88, 38), (78, 50), (70, 44), (70, 90), (30, 90),
       (30, 44), (22, 50), (12, 38)]  # fmt: skip


def tee(
    colour: str, *, paper: str = "#ffffff", scale: int = 2, pattern: str = "", ink: str = "#000000"
):
    """A T-shirt of 100 × 100 units; rgb, shape (100 scale, 100 scale, 3)."""
    side = 100 * scale
    outline = [(x * scale, y * scale) for x, y in TEE]
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    cloth = Image.new("RGB", (side, side), colour)
    draw = ImageDraw.Draw(cloth)
    step = 10 * scale
    if pattern == "stripe":
        for y in range(0, side, step):
            draw.rectangle((0, y, side, y + step * 3 // 10 - 1), fill=ink)
    return np.array(Image.composite(cloth, Image.new("RGB", (side, side), paper), mask))


def inside(scale: int = 2):
    """The T-shirt's own pixels; bool, shape (100 scale, 100 scale)."""
    return (tee("#000000", scale=scale) == 0).all(axis=2)


def wearer(
    cloth: str,
    skin: str,
    *,
    hair: str = "#1c1614",
    trousers: str = "#2a3350",
    paper: str = "#e3eaee",
):
    """A figure cut off at the hips, in a T-shirt, on plain paper; rgb, shape (240, 180, 3)."""
    image = Image.new("RGB", (180, 240), paper)
    draw = ImageDraw.Draw(image)
    draw.ellipse((68, 8, 112, 66), fill=skin)
    draw.pieslice((66, 4, 114, 50), 180, 360, fill=hair)
    draw.rectangle((80, 58, 100, 80), fill=skin)
    draw.polygon([(22, 120), (36, 120), (40, 215), (26, 215)], fill=skin)
    draw.polygon([(144, 120), (158, 120), (154, 215), (140, 215)], fill=skin)
    draw.rectangle((50, 200, 130, 240), fill=trousers)
    draw.polygon([(60, 74), (80, 70), (100, 70), (120, 74), (160, 96), (160, 132), (140, 132),
                  (132, 112), (132, 212), (48, 212), (48, 112), (40, 132), (20, 132), (20, 96)],
                 fill=cloth)  # fmt: skip
    return np.array(image)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The bytes of a file."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()
