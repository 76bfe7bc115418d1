"""Dots, argyle and geometric repeats."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from modiste.design.prints.palette import Palette
from modiste.design.prints.tile import Tile, disc, num, path, polygon, rect, wrapped


def polka(p: Palette, _seed: int) -> Tile:
    """Round dots on a half drop; the motifs take turns."""
    s, r = 3.2, 0.8
    spots = ((0.0, 0.0), (s / 2, s / 2))
    body = rect(0, 0, s, s, p.ground)
    for i, at in enumerate(spots):
        body += wrapped(disc(0, 0, r, p.motif(i % len(p.motifs))), at, r, (s, s))
    return Tile("polka dots", s, s, body, (p.ground, *p.motifs[:2]), drop=0.5)


def pin_dots(p: Palette, _seed: int) -> Tile:
    """Pin dots: 2.4 mm on a half drop of 1 cm."""
    s = 1.0
    body = rect(0, 0, s, s, p.ground)
    for at in ((0.25, 0.25), (0.75, 0.75)):
        body += disc(*at, 0.12, p.motif(0))
    return Tile("pin dots", s, s, body, (p.ground, p.motif(0)), drop=0.5)


def scattered_dots(p: Palette, seed: int) -> Tile:
    """Dots of three sizes, hand-painted, spaced so that none touch."""
    r = np.random.default_rng(seed)
    size = (9.0, 9.0)
    body = rect(0, 0, *size, p.ground)
    for x, y, radius in scatter(r, size, ((0.62, 9), (0.4, 22), (0.2, 40)), gap=0.22):
        d = blob(r, radius, 9, rough=0.1)
        body += wrapped(
            path(d, p.motif(int(r.integers(len(p.motifs))))), (x, y), radius * 1.3, size
        )
    return Tile("scattered dots", *size, body, (p.ground, *p.motifs))


def scatter(
    r: np.random.Generator,
    size: tuple[float, float],
    kinds: tuple[tuple[float, int], ...],
    gap: float = 0.0,
    tries: int = 400,
    *,
    avoid: Sequence[tuple[float, float, float]] = (),
) -> list[tuple[float, float, float]]:
    """Places (x, y, radius) on the torus whose discs stay apart: large ones first.

    Of the first nine free places the one farthest from its neighbours is taken (Mitchell's best
    candidate), so that the field is even but not a grid.
    """
    kept = len(avoid)
    spots = np.array(avoid, dtype=float).reshape(-1, 3)
    for radius, count in kinds:
        for _ in range(count):
            tried = r.random((tries, 2)) * size
            if len(spots):
                delta = np.abs(tried[:, None, :] - spots[None, :, :2])
                delta = np.minimum(delta, np.array(size) - delta)
                room = np.hypot(delta[..., 0], delta[..., 1]) - spots[:, 2] - radius - gap
                free = np.flatnonzero(room.min(axis=1) >= 0)
                if not free.size:
                    break
                some = free[:9]
                pick = int(some[np.argmax(room[some].min(axis=1))])
            else:
                pick = 0
            spots = np.vstack((spots, [*tried[pick], radius]))
    return [(float(x), float(y), float(q)) for x, y, q in spots[kept:]]


def blob(r: np.random.Generator, radius: float, points: int, rough: float) -> str:
    """Path data of a smooth closed outline about the origin, uneven by a share of the radius."""
    angles = np.linspace(0, 2 * math.pi, points, endpoint=False) + r.uniform(0, 2)
    reach = radius * (1 + rough * r.uniform(-1, 1, points))
    return smooth([(q * math.cos(a), q * math.sin(a)) for q, a in zip(reach, angles, strict=True)])


def smooth(points: list[tuple[float, float]]) -> str:
    """Path data of the closed quadratic spline whose corners are these points."""
    middles = [
        ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        for a, b in zip(points, [*points[1:], points[0]], strict=True)
    ]
    start = middles[-1]
    return (
        f"M{num(start[0])} {num(start[1])}"
        + "".join(
            f"Q{num(c[0])} {num(c[1])} {num(m[0])} {num(m[1])}"
            for c, m in zip(points, middles, strict=True)
        )
        + "Z"
    )


def argyle(p: Palette, _seed: int) -> Tile:
    """Diamonds in columns of two colours, with the crossing rules of a jacquard knit."""
    w, h = 5.0, 7.5
    size = (2 * w, h)
    diamond = polygon([(0, -h / 2), (w / 2, 0), (0, h / 2), (-w / 2, 0)])
    body = rect(0, 0, *size, p.ground)
    second = p.motif(1) if len(p.motifs) > 1 else p.tint(0, 0.55)
    for x, colour in ((0.0, p.motif(0)), (w, second)):
        body += wrapped(path(diamond, colour), (x, h / 2), h / 2, size)
    line = p.motif(2) if len(p.motifs) > 2 else p.line
    rules = "".join(
        f"M{num(x)} {num(-h / 2)}l{num(3 * w)} {num(3 * h)}M{num(x)} {num(1.5 * h)}"
        f"l{num(3 * w)} {num(-3 * h)}"
        for x in (-2 * w, -w, 0.0, w)
    )
    dashed = path(rules, stroke=line, width=0.1).replace("/>", ' stroke-dasharray=".3 .1506"/>')
    return Tile("argyle", *size, body + dashed, (p.ground, p.motif(0), second, line))


def chevron(p: Palette, _seed: int) -> Tile:
    """Zigzag stripes of every motif in turn."""
    w, rise, thick = 4.0, 1.6, 1.3
    colours = (p.ground, *p.motifs)
    height = thick * len(colours)
    body = rect(0, 0, w, height, p.ground)
    for turn in (-height, 0.0, height):
        for i, colour in enumerate(colours):
            y = turn + i * thick
            points = [(0, y + rise), (w / 2, y), (w, y + rise), (w, y + rise + thick),
                      (w / 2, y + thick), (0, y + rise + thick)]  # fmt: skip
            body += path(polygon(points), colour)
    return Tile("chevron", w, height, body, colours)


def scallop(p: Palette, _seed: int) -> Tile:
    """Overlapping waves of concentric arcs."""
    w, h = 4.0, 2.0
    rings = ((2.0, p.motif(0)), (1.72, p.ground), (1.42, p.motif(1)), (1.1, p.ground),
             (0.8, p.motif(2)), (0.45, p.ground))  # fmt: skip
    fan = "".join(disc(0, 0, radius, colour) for radius, colour in rings)
    body = rect(0, 0, w, h, p.ground)
    for row in range(-2, 5):
        y = row * h / 2
        for column in (-1, 0, 1, 2):
            x = column * w + (w / 2 if row % 2 else 0)
            body += f'<g transform="translate({num(x)} {num(y)})">{fan}</g>'
    return Tile("scallop", w, h, body, (p.ground, *(p.motif(i) for i in range(3))))


def blocks(p: Palette, _seed: int) -> Tile:
    """Tumbling blocks: rhombi in three tones."""
    a = 1.6
    w, h = a * math.sqrt(3), 3 * a
    c, e = w / 2, a / 2
    top = polygon([(0, -a), (c, -e), (0, 0), (-c, -e)])
    left = polygon([(-c, -e), (0, 0), (0, a), (-c, e)])
    right = polygon([(c, -e), (c, e), (0, a), (0, 0)])
    cube = path(top, p.ground) + path(left, p.motif(0)) + path(right, p.motif(1))
    body = "".join(
        wrapped(cube, at, 1.2 * a, (w, h)) for at in ((0.0, 0.0), (c, 1.5 * a))
    )  # fmt: skip
    return Tile(
        "blocks", w, h, rect(0, 0, w, h, p.motif(0)) + body, (p.ground, p.motif(0), p.motif(1))
    )


def lattice(p: Palette, _seed: int) -> Tile:
    """A tie-silk lattice: diamonds outlined, with a lozenge and four dots in each."""
    w, h = 3.0, 3.0
    ink, second = p.motif(0), p.motif(1) if len(p.motifs) > 1 else p.tint(0, 0.3)
    cross = "".join(f"M{num(x)} 0L{num(x + w)} {num(h)}M{num(x + w)} 0L{num(x)} {num(h)}"
                    for x in (-w, 0.0, w))  # fmt: skip
    body = rect(0, 0, w, h, p.ground) + path(cross, stroke=ink, width=0.12)
    lozenge = path(polygon([(0, -0.55), (0.42, 0), (0, 0.55), (-0.42, 0)]), second)
    lozenge += path(polygon([(0, -0.24), (0.18, 0), (0, 0.24), (-0.18, 0)]), p.ground)
    for dx, dy in ((0.0, 0.92), (0.0, -0.92), (0.8, 0.0), (-0.8, 0.0)):
        lozenge += disc(dx, dy, 0.11, ink)
    for at in ((0.0, h / 2), (w / 2, 0.0)):
        body += wrapped(lozenge, at, 1.2, (w, h))
    return Tile("lattice", w, h, body, (p.ground, ink, second))


def terrazzo(p: Palette, seed: int) -> Tile:
    """Angular chips of every motif."""
    r = np.random.default_rng(seed)
    size = (12.0, 12.0)
    body = rect(0, 0, *size, p.ground)
    for x, y, radius in scatter(r, size, ((0.95, 10), (0.6, 24), (0.3, 60), (0.14, 90)), gap=0.12):
        count = int(r.integers(4, 7))
        angles = np.sort(r.uniform(0, 2 * math.pi, count))
        if np.diff(np.append(angles, angles[0] + 2 * math.pi)).max() > 2.6:
            angles = np.linspace(0, 2 * math.pi, count, endpoint=False) + r.uniform(0, 1)
        chip = polygon([(radius * math.cos(a), radius * math.sin(a)) for a in angles])
        colour = p.motif(int(r.integers(max(2, len(p.motifs)))))
        body += wrapped(path(chip, colour), (x, y), radius, size)
    return Tile("terrazzo", *size, body, (p.ground, *p.motifs))


SHAPES: dict[str, Callable[[Palette, int], Tile]] = {
    "polka dots": polka, "pin dots": pin_dots, "scattered dots": scattered_dots, "argyle": argyle,
    "chevron": chevron, "scallop": scallop, "blocks": blocks, "lattice": lattice,
    "terrazzo": terrazzo,
}  # fmt: skip
"""Dots and geometric prints by name."""
