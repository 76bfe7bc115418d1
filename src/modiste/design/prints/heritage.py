"""Paisley, Fair Isle and tie-dye."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from modiste.design.prints import flora
from modiste.design.prints.fields import level_set, noise
from modiste.design.prints.flora import Hue
from modiste.design.prints.palette import Palette, mixed
from modiste.design.prints.shapes import scatter
from modiste.design.prints.tile import Tile, disc, moved, num, path, rect, wrapped


def _boteh(size: float) -> list[tuple[float, float]]:
    """The outline of a paisley drop, its foot round and its tip curled to the right."""
    out = []
    for t in np.linspace(0, 2 * math.pi, 60, endpoint=False):
        along = 0.5 - 0.5 * math.cos(t)  # 0 at the foot, 1 at the tip
        half = 0.52 * math.sin(math.pi * min(along, 1) ** 0.62) * (1 - 0.32 * along)
        side = 1 if t < math.pi else -1
        curl = 0.95 * max(0.0, along - 0.28) ** 2.1
        y = 0.62 - 1.55 * along + 0.75 * max(0.0, along - 0.55) ** 2
        out.append((size * (side * half * (1 - 0.15 * side * along) + curl), size * y))
    return out


def _outline(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points) + "Z"


def _drop(p: Palette, first: int, r: np.random.Generator) -> str:
    a, b, c = (p.motif((first + i) % max(3, len(p.motifs))) for i in range(3))
    edge = _boteh(1.0)
    out = "".join(disc(x * 1.13, y * 1.13 - 0.02, 0.055, b) for x, y in edge[::2])
    for share, fill in ((1.0, a), (0.88, p.ground), (0.8, b), (0.62, p.ground), (0.55, a)):
        lower = 0.1 * (1 - share)
        out += path(_outline([(x * share, y * share + lower) for x, y in edge]), fill)
    inner = [(x * 0.71, y * 0.71 + 0.03) for x, y in edge]
    out += "".join(disc(x, y, 0.035, p.ground) for x, y in inner[::3])
    head = flora.blossom(Hue.of(c, b, p.ground), r)
    out += moved(head, 0.02, 0.2, size=0.24)
    stem = path("M.03 0C.05 -.2 .1 -.35 .22 -.5", stroke=c, width=0.03)
    for x, y, turn in ((0.04, -0.08, -70), (0.05, -0.1, 60), (0.08, -0.25, -55), (0.12, -0.3, 70)):
        stem += moved(flora.leaf(c, ""), x, y, turn=turn, size=0.16)
    return out + stem


def paisley(p: Palette, seed: int) -> Tile:
    """Curled drops on a half drop, each bordered, dotted and flowered, with sprigs between."""
    r = np.random.default_rng(seed)
    size = (10.4, 12.0)
    body = [rect(-0.5, -0.5, size[0] + 1, size[1] + 1, p.ground)]
    drops = [_drop(p, i, r) for i in range(2)]
    lean = float(r.uniform(-12, 12))
    large = [(2.6, 3.0, lean, 2.75), (7.8, 9.0, lean + 180, 2.75)]
    small = [(7.7, 2.8, lean + 140, 1.2), (2.6, 8.9, lean - 40, 1.2)]
    for i, (x, y, turn, scale) in enumerate(large + small):
        body.append(wrapped(drops[i % 2], (x, y), scale * 1.4, size, turn=turn, scale=scale))
    taken = [(x, y, 1.12 * s) for x, y, _, s in large + small]
    for x, y, q in scatter(r, size, ((0.5, 18), (0.25, 30)), 0.1, avoid=taken):
        colour = p.motif(int(r.integers(max(2, len(p.motifs)))))
        star = flora.star(Hue.of(colour, p.motif(1), p.ground), r)
        body.append(
            wrapped(star, (x, y), q, size, scale=q)
            if q > 0.4
            else wrapped(disc(0, 0, 0.09, colour), (x, y), 0.1, size)
        )
    return Tile("paisley", *size, "".join(body), (p.ground, *(p.motif(i) for i in range(3))))


# Bands of Shetland knitting, one character a stitch; a digit is a motif's colour, a dot the ground.
_BANDS = (
    ("0...", "00.0"),
    (
        "......1.....", ".....111....", "....11.11...", "...11.2.11..", "..11.222.11.",
        ".11.22.22.11", "..11.222.11.", "...11.2.11..", "....11.11...", ".....111....",
        "......1.....",
    ),
    ("2.2.", ".2.2"),
    (
        "0.....0.....", "00...00...0.", ".00.00.0.000", "..000.000.0.", ".00.00.0.000",
        "00...00...0.", "0.....0.....",
    ),
    ("1..", ".1.", "..1"),
)  # fmt: skip


@cache
def _chart() -> tuple[str, ...]:
    rows: list[str] = []
    for band in _BANDS:
        rows += ["." * 12, *(row * (12 // len(row)) for row in band)]
    return (*rows, "." * 12)


def fair_isle(p: Palette, _seed: int) -> Tile:
    """Bands of stranded knitting drawn stitch by stitch (each a V of two strokes)."""
    rows = _chart()
    w, h = 0.34, 0.28
    size = (12 * w, len(rows) * h)
    shades = {".": p.ground, "0": p.motif(0), "1": p.motif(1), "2": p.motif(2)}
    inks: dict[str, list[str]] = {}
    for y, row in enumerate(rows):
        for x, key in enumerate(row):
            at = f"M{num(x * w)} {num(y * h)}l{num(w / 2)} {num(h * 0.72)}v{num(h * 0.9)}"
            inks.setdefault(key, []).append(
                f"{at}l{num(-w / 2)} {num(-h * 0.72)}z"
                f"M{num((x + 1) * w)} {num(y * h)}l{num(-w / 2)} {num(h * 0.72)}v{num(h * 0.9)}"
                f"l{num(w / 2)} {num(-h * 0.72)}z"
            )
    gap = mixed(p.ground, "#000000", 0.1)
    body = rect(-0.5, -0.5, size[0] + 1, size[1] + 1, gap)
    drawn = "".join(path("".join(d), shades[key], stroke=gap, width=0.018)
                    for key, d in inks.items())  # fmt: skip
    for dy in (-size[1], 0.0):  # the last row's stitches hang into the first
        body += moved(drawn, 0, dy)
    return Tile("fair isle", *size, body, tuple(dict.fromkeys(shades.values())))


def tie_dye(p: Palette, seed: int) -> Tile:
    """Rings of dye about bound points, feathered by many translucent level sets."""
    n, side = 96, 34.0
    y, x = np.mgrid[:n, :n] / n
    r = np.random.default_rng(seed)
    wander = 0.02 * noise(n, 1.9, seed, waves=3)
    rays = 0.010 * noise(n, 1.2, seed + 1, waves=9)
    out = [rect(-0.5, -0.5, side + 1, side + 1, p.ground)]
    centres = [(0.27, 0.3), (0.77, 0.79), (0.8, 0.27), (0.25, 0.8)]
    reach = [float(r.uniform(0.19, 0.3)) for _ in centres]
    near = np.full((n, n), np.inf)
    for (cx, cy), q in zip(centres, reach, strict=True):
        dx, dy = np.abs(x - cx), np.abs(y - cy)
        away = np.hypot(np.minimum(dx, 1 - dx), np.minimum(dy, 1 - dy)) / q
        near = np.minimum(near, away)
    near = near + 4 * (wander + rays)
    for k, middle in enumerate((0.95, 0.66, 0.34)):
        colour = p.motif(k)
        for step in (0.16, 0.11, 0.06):
            band = step - np.abs(near - middle)
            d = level_set(band, 0.0, side)
            out.append(path(d, colour).replace("/>", ' fill-rule="evenodd" fill-opacity=".45"/>'))
    core = level_set(0.16 - near, 0.0, side)
    out.append(path(core, p.motif(0)).replace("/>", ' fill-rule="evenodd" fill-opacity=".8"/>'))
    return Tile("tie-dye", side, side, "".join(out), (p.ground, *(p.motif(i) for i in range(3))))
