"""Drawn pieces of cloth with known patterns, to teach the pattern head more than catalogues do.

Every piece has random colours, scale, angle, contrast, folds and outline, from a seed; the
patterns are plain functions of the coordinates. They are ours: a head trained on them alone owes
nothing to any data set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.model.colourspace import oklch_to_rgb
from modiste.perceive.image.load import Picture
from modiste.perceive.image.pixels import Bools, Floats, eroded

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

SIDE: Final = 160
Ink = tuple[Floats, Floats]


def piece(pattern: str, rng: Generator) -> Picture:
    """A piece of cloth before white, 160 × 160 pixels.

    Args:
        pattern: a key of `PATTERNS`.
        rng: source of chance.
    """
    x, y = _coordinates(rng)
    first, second = PATTERNS[pattern](x, y, rng)
    ground, ink, other = _colours(rng, pattern)
    cloth = ground + first[..., None] * (ink - ground)
    cloth = cloth + second[..., None] * (other - cloth)
    cloth = cloth * _folds(rng)[..., None] + rng.normal(0, 2.5, cloth.shape)
    paper = np.full(3, rng.uniform(238, 255))
    outline = _outline(rng)
    cloth = cloth * (1 - 0.6 * rng.random() * _seams(outline, rng))[..., None]
    shown = np.where(outline[..., None], cloth, paper)
    return Picture(np.clip(np.round(shown), 0, 255).astype(np.uint8), name=pattern)


def _coordinates(rng: Generator) -> Ink:
    """Turned, scaled and gently bent coordinates in units of a repeat; two of (160, 160)."""
    rows, columns = np.indices((SIDE, SIDE)).astype(np.float64)
    angle = rng.normal(0, 0.12) + (np.pi / 4 if rng.random() < 0.12 else 0.0)
    repeat = float(np.exp(rng.uniform(np.log(9), np.log(48))))
    bend = rng.uniform(0, 3) * np.sin(rows / rng.uniform(25, 60) + rng.uniform(0, 6))
    x = (columns + bend) * np.cos(angle) + rows * np.sin(angle)
    y = rows * np.cos(angle) - (columns + bend) * np.sin(angle)
    return x / repeat + rng.random(), y / repeat + rng.random()


def _colours(rng: Generator, pattern: str) -> tuple[Floats, Floats, Floats]:
    """Ground and two inks, sRGB 0 … 255, far enough apart to be seen."""
    low = 0.05 if pattern == "animal print" else 0.0
    ground = (rng.uniform(0.2, 0.97), rng.uniform(low, 0.17), rng.uniform(0, 360))
    inks: list[tuple[float, float, float]] = []
    for _ in range(2):
        step = rng.uniform(0.16, 0.6) * (1 if ground[0] < 0.5 or rng.random() < 0.15 else -1)
        light = float(np.clip(ground[0] + step, 0.05, 0.98))
        inks.append((light, rng.uniform(0, 0.18), rng.uniform(0, 360)))
    made = [oklch_to_rgb(colour) for colour in (ground, *inks)]
    one, two, three = (np.array(rgb, dtype=np.float64) for rgb in made)
    return one, two, three


def _folds(rng: Generator) -> Floats:
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    along = columns * np.cos(turn := rng.uniform(-0.6, 0.6)) + rows * np.sin(turn)
    wave = np.sin(along / rng.uniform(12, 45) + rng.uniform(0, 6))
    return np.asarray(1 - rng.uniform(0.0, 0.09) * (1 + wave))


def _outline(rng: Generator) -> Bools:
    """A garment-like outline: a trunk with two sleeves, or a plain panel."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    half = rng.uniform(0.18, 0.32)
    flare = rng.uniform(-0.03, 0.12)
    top, bottom = rng.uniform(0.05, 0.15), rng.uniform(0.8, 0.97)
    trunk = (np.abs(columns - 0.5) < half + flare * rows) & (rows > top) & (rows < bottom)
    reach, length = rng.uniform(0.1, 0.3), rng.uniform(0.12, 0.5)
    drop = rows - top - 0.5 * np.maximum(np.abs(columns - 0.5) - half, 0)
    sleeve = (np.abs(columns - 0.5) < half + reach) & (drop > 0) & (drop < length)
    return np.asarray(trunk | sleeve if rng.random() < 0.7 else trunk)


def _seams(outline: Bools, rng: Generator) -> Floats:
    """Where a garment has lines that are no pattern: its edge, a placket, seams; 0 or 1."""
    lines = np.zeros((SIDE, SIDE), dtype=np.bool_)
    if rng.random() < 0.6:
        lines |= outline & ~eroded(outline, int(rng.integers(1, 3)))
    if rng.random() < 0.4:
        at = int(SIDE * rng.uniform(0.45, 0.55))
        lines[:, at : at + int(rng.integers(1, 3))] = True
    for _ in range(int(rng.integers(0, 3))):
        at = int(SIDE * rng.uniform(0.2, 0.9))
        lines[at : at + 1] = True
    if rng.random() < 0.4:
        side = int(SIDE * rng.uniform(0.2, 0.35))
        lines[:, side] = lines[:, SIDE - side] = True
    return (lines & outline).astype(float)


def _solid(x: Floats, _y: Floats, _rng: Generator) -> Ink:
    return np.zeros_like(x), np.zeros_like(x)


def _stripe(x: Floats, y: Floats, rng: Generator) -> Ink:
    along = y if rng.random() < 0.7 else x
    width = rng.uniform(0.12, 0.6)
    first = (along % 1 < width).astype(float)
    fine = rng.random() < 0.35
    second = (np.abs((along + 0.5 * width) % 1 - 0.8) < 0.05) if fine else np.zeros_like(x)
    return first, np.asarray(second, dtype=float)


def _check(x: Floats, y: Floats, rng: Generator) -> Ink:
    width = rng.uniform(0.15, 0.6)
    both = ((x % 1 < width).astype(float) + (y % 1 < width)) / 2
    line = rng.uniform(0.03, 0.1)
    second = (np.abs(x % 1 - 0.8) < line) | (np.abs(y % 1 - 0.8) < line)
    return both, second * (0.8 if rng.random() < 0.6 else 0.0)


def _dots(x: Floats, y: Floats, rng: Generator) -> Ink:
    shift = 0.5 * (np.floor(y) % 2) if rng.random() < 0.8 else 0.0
    away = np.hypot((x + shift) % 1 - 0.5, y % 1 - 0.5)
    return (away < rng.uniform(0.15, 0.36)).astype(float), np.zeros_like(x)


def _scattered(x: Floats, y: Floats, rng: Generator) -> tuple[Floats, Floats, Floats]:
    """For each point: distance and angle to the nearest motif, and that motif's own number."""
    column, row = np.floor(x), np.floor(y)
    nearest = np.full(x.shape, np.inf)
    turn, number = np.zeros_like(x), np.zeros_like(x)
    salt = rng.uniform(0, 1000)
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            a, b = column + dx, row + dy
            jitter = np.sin(a * 127.1 + b * 311.7 + salt) * 43758.5453 % 1
            other = np.sin(a * 269.5 + b * 183.3 + salt) * 43758.5453 % 1
            gap_x, gap_y = x - a - 0.25 - 0.5 * jitter, y - b - 0.25 - 0.5 * other
            away = np.hypot(gap_x, gap_y)
            closer = away < nearest
            nearest = np.where(closer, away, nearest)
            turn = np.where(closer, np.arctan2(gap_y, gap_x) + 6.3 * jitter, turn)
            number = np.where(closer, other, number)
    return nearest, turn, number


def _floral(x: Floats, y: Floats, rng: Generator) -> Ink:
    away, turn, number = _scattered(x, y, rng)
    petals = int(rng.integers(4, 8))
    size = rng.uniform(0.25, 0.4) * (0.6 + 0.5 * number)
    flower = away < size * (0.65 + 0.35 * np.cos(petals * turn))
    heart = away < 0.3 * size
    leaf, leaf_turn, _ = _scattered(x * 1.3 + 5, y * 1.3 + 9, rng)
    leaves = (leaf < 0.3 * np.abs(np.cos(leaf_turn)) ** 3) & ~flower
    return flower.astype(float), (heart | leaves).astype(float)


def _animal(x: Floats, y: Floats, rng: Generator) -> Ink:
    away, turn, number = _scattered(x * 1.4, y * 1.4, rng)
    size = 0.24 + 0.14 * number
    ring = (np.abs(away - size) < 0.07) & (np.cos(3 * turn + 9 * number) > -0.4)
    if rng.random() < 0.35:  # zebra
        wave = y + 0.35 * np.sin(1.7 * x) + 0.2 * np.sin(4.1 * x + y)
        return (np.sin(2 * np.pi * wave) > 0.1).astype(float), np.zeros_like(x)
    return ring.astype(float), ((away < 0.5 * size) * 0.4).astype(float)


def _print(_x: Floats, _y: Floats, rng: Generator) -> Ink:
    """A placed picture on the chest: blobs and bars inside a frame, the rest plain."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    middle, tall, wide = rng.uniform(0.3, 0.5), rng.uniform(0.08, 0.24), rng.uniform(0.1, 0.22)
    frame = (np.abs(rows - middle) < tall) & (np.abs(columns - 0.5) < wide)
    wave = np.zeros((SIDE, SIDE))
    for _ in range(4):
        wave += np.sin(rng.uniform(8, 60) * columns + rng.uniform(8, 60) * rows + rng.uniform(0, 6))
    return (frame & (wave > rng.uniform(-0.6, 0.4))).astype(float), (
        frame & (wave < -rng.uniform(0.8, 1.6))
    ).astype(float)


PATTERNS: Final[dict[str, Callable[[Floats, Floats, Generator], Ink]]] = {
    "solid": _solid,
    "stripe": _stripe,
    "check": _check,
    "polka dot": _dots,
    "floral": _floral,
    "animal print": _animal,
    "print": _print,
}
