"""Abstract prints: brush strokes and paper cut-outs."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from modiste.design.prints.palette import Palette
from modiste.design.prints.shapes import blob, scatter, smooth
from modiste.design.prints.tile import Tile, num, path, rect, wrapped


def brush(p: Palette, seed: int) -> Tile:
    """Dry brush strokes: each a bundle of bristle lines that thin out at the end."""
    r = np.random.default_rng(seed)
    size = (20.0, 20.0)
    body = rect(0, 0, *size, p.ground)
    colours = max(2, len(p.motifs))
    for i, (x, y, q) in enumerate(scatter(r, size, ((2.5, 12), (1.4, 20)), gap=-0.5)):
        stroke = _stroke(r, q * 2.1, q * 0.75, p.motif(i % colours))
        body += wrapped(stroke, (x, y), q * 2, size, turn=float(r.uniform(-38, 38)) - 30)
    return Tile("brush strokes", *size, body, (p.ground, *p.motifs))


def _stroke(r: np.random.Generator, long: float, thick: float, colour: str) -> str:
    out = []
    bend = r.uniform(-0.18, 0.18) * long
    bristles = max(7, round(thick / 0.085))
    for k in range(bristles):
        y = thick * (k / (bristles - 1) - 0.5)
        edge = 1 - (2 * k / (bristles - 1) - 1) ** 2
        start = -long / 2 + r.uniform(0, 0.06) * long + (1 - edge) * 0.1 * long
        end = long / 2 - r.uniform(0, 0.42) ** 1.4 * long * 0.8
        out.append(f"M{num(start)} {num(y)}Q0 {num(y + bend)} {num(end)} {num(y + bend * 0.1)}")
    return path("".join(out), stroke=colour, width=0.098)


def cutouts(p: Palette, seed: int) -> Tile:
    """Paper cut-outs: pebbles, fronds and arcs, each of one colour."""
    r = np.random.default_rng(seed)
    size = (22.0, 22.0)
    body = rect(0, 0, *size, p.ground)
    makers: tuple[Callable[[np.random.Generator, float], str], ...] = (_pebble, _frond, _arc)
    colours = max(3, len(p.motifs))
    spots = scatter(r, size, ((3.0, 6), (2.1, 9), (1.2, 14), (0.6, 20)), gap=0.25)
    for i, (x, y, q) in enumerate(spots):
        maker = makers[i % 3] if q > 1 else _pebble
        shape = path(maker(r, q), p.motif(int(r.integers(colours))))
        body += wrapped(shape, (x, y), q * 1.15, size, turn=float(r.uniform(0, 360)))
    return Tile("cut-outs", *size, body, (p.ground, *(p.motif(i) for i in range(colours))))


def _pebble(r: np.random.Generator, q: float) -> str:
    return blob(r, q * 0.92, int(r.integers(5, 8)), 0.22)


def _frond(r: np.random.Generator, q: float) -> str:
    """A seaweed leaf after the paper cut-outs: fingers on both sides of a stem."""
    points = []
    fingers = 3
    for side in (1, -1):
        order = range(fingers) if side == 1 else range(fingers - 1, -1, -1)
        for k in order:
            y = -q + 2 * q * (k + 0.5) / fingers
            long = q * (0.5 + 0.32 * math.sin(math.pi * (k + 0.6) / fingers)) * r.uniform(0.85, 1.1)
            a = (side * q * 0.12, y - q * 0.2)
            tip = (side * long, y - q * 0.42)
            tip2 = (side * long, y - q * 0.02)
            b = (side * q * 0.12, y + q * 0.12)
            points += [a, tip, tip2, b] if side == 1 else [b, tip2, tip, a]
    return smooth(points)


def _arc(r: np.random.Generator, q: float) -> str:
    inner = q * r.uniform(0.42, 0.58)
    y = q * 0.45
    return (
        f"M{num(-q)} {num(y)}A{num(q)} {num(q)} 0 0 1 {num(q)} {num(y)}L{num(inner)} {num(y)}"
        f"A{num(inner)} {num(inner)} 0 0 0 {num(-inner)} {num(y)}Z"
    )


ABSTRACT: dict[str, Callable[[Palette, int], Tile]] = {
    "brush strokes": brush, "cut-outs": cutouts,
}  # fmt: skip
"""Abstract prints by name."""
