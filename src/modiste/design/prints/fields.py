"""Periodic fields and their level sets as vectors: camouflage, leopard, zebra."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from modiste.design.prints.palette import Palette, lightness, mixed
from modiste.design.prints.tile import Tile, path, rect

if TYPE_CHECKING:
    from modiste.perceive.image.pixels import Floats


def noise(n: int, roughness: float, seed: int, stretch: float = 1.0, waves: float = 1.0) -> Floats:
    """Periodic Gaussian noise with a power-law spectrum; shape (n, n), mean 0, deviation 1.

    Args:
        n: side.
        roughness: exponent; 3 gives broad smooth shapes, 1.5 ragged ones.
        seed: of the noise.
        stretch: how much longer shapes are across than down.
        waves: of the repeat below which the spectrum fades: shapes are about its side by this.
    """
    rng = np.random.default_rng(seed)
    f = np.fft.fftfreq(n) * n
    k = np.hypot(f[:, None], f[None, :] * stretch)
    k[0, 0] = 1
    power = k**-roughness / (1 + (waves / k) ** 8) ** 0.5
    power[0, 0] = 0
    out = np.real(np.fft.ifft2(np.fft.fft2(rng.normal(size=(n, n))) * power))
    return np.asarray((out - out.mean()) / out.std())


def level_set(field: Floats, level: float, size: float) -> str:
    """Path data of where a periodic field is above a level, for filling by the even-odd rule.

    Marching squares over the field and a margin of its own copies; linked, thinned and drawn as
    quadratic splines through the middles, so that copies at the edges agree exactly.

    Args:
        field: shape (n, n), periodic.
        level: contour value.
        size: of the repeat in cm.
    """
    n = field.shape[0]
    pad = 3
    wide = np.pad(field, pad, mode="wrap") - level
    # Outside the margin nothing is above the level: every contour closes.
    wide[0, :] = wide[-1, :] = wide[:, 0] = wide[:, -1] = -max(1e-6, float(np.abs(wide).max()))
    loops = _march(wide)
    step = size / n
    return "".join(_spline([((x - pad) * step, (y - pad) * step) for x, y in loop])
                   for loop in loops if len(loop) > 3)  # fmt: skip


def _march(field: Floats) -> list[list[tuple[float, float]]]:
    """Closed contours at zero; points lie on the edges of the grid."""
    above = field > 0
    cells = (above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]).astype(
        int
    )
    follow: dict[tuple[int, int, int], list[tuple[int, int, int]]] = {}
    for y, x in zip(*np.nonzero((cells > 0) & (cells < 15)), strict=True):
        for a, b in _SIDES[int(cells[y, x])]:
            one, two = _edge(int(x), int(y), a), _edge(int(x), int(y), b)
            follow.setdefault(one, []).append(two)
            follow.setdefault(two, []).append(one)
    loops = []
    while follow:
        start = next(iter(follow))
        loop, at = [start], start
        while follow.get(at):
            after = follow[at].pop()
            follow[after].remove(at)
            if not follow[at]:
                del follow[at]
            at = after
            if at == start:
                break
            loop.append(at)
        follow.pop(at, None) if not follow.get(at) else None
        loops.append([_point(field, edge) for edge in loop])
    return loops


# Corners from the upper left clockwise are bits 1, 2, 4, 8; sides are top, right, bottom, left.
_SIDES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 0), (1, 2)), 6: ((0, 2),),
    7: ((3, 2),), 8: ((2, 3),), 9: ((0, 2),), 10: ((0, 1), (2, 3)), 11: ((1, 2),), 12: ((1, 3),),
    13: ((0, 1),), 14: ((3, 0),),
}  # fmt: skip


def _edge(x: int, y: int, side: int) -> tuple[int, int, int]:
    """A side of a cell as the grid edge that its neighbour knows too: (x, y, 0 across | 1 down)."""
    return ((x, y, 0), (x + 1, y, 1), (x, y + 1, 0), (x, y, 1))[side]


def _point(field: Floats, edge: tuple[int, int, int]) -> tuple[float, float]:
    x, y, down = edge
    a = float(field[y, x])
    b = float(field[y + down, x + 1 - down])
    share = min(max(a / (a - b), 0.02), 0.98)
    return (x, y + share) if down else (x + share, y)


def _spline(points: list[tuple[float, float]]) -> str:
    middles = [
        ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        for a, b in zip(points, [*points[1:], points[0]], strict=True)
    ]
    first = middles[-1]
    out = [f"M{first[0]:.2f} {first[1]:.2f}"]
    out += [f"Q{c[0]:.2f} {c[1]:.2f} {m[0]:.2f} {m[1]:.2f}" for c, m in zip(points, middles,
                                                                          strict=True)]  # fmt: skip
    return "".join(out) + "Z"


@lru_cache(maxsize=16)
def gray_scott(n: int, feed: float, kill: float, steps: int, seed: int, stripes: int) -> Floats:
    """The Gray–Scott reaction and diffusion on a torus; shape (n, n), the inhibitor's field.

    Pearson, "Complex patterns in a simple system", Science 261 (1993).

    Args:
        n: side.
        feed: rate of the activator.
        kill: rate at which the inhibitor goes.
        steps: of time 1.
        seed: of the first seeds.
        stripes: 0 begins with scattered seeds, else with so many wavering bands across, which the
            reaction forks and joins as it evens them out.
    """
    rng = np.random.default_rng(seed)
    u = np.ones((n, n), np.float32)
    v = np.zeros((n, n), np.float32)
    if stripes:
        wave = noise(n, 2.4, seed + 1, stretch=1.5)
        y = np.arange(n)[:, None] * (2 * np.pi * stripes / n)
        v[np.sin(y + 1.3 * wave) > 0.2] = 0.4
    else:
        for x, y in rng.integers(0, n, (n * n // 150, 2)):
            v[np.ix_(np.arange(y, y + 4) % n, np.arange(x, x + 4) % n)] = 0.5
    u[v > 0] = 0.5
    for _ in range(steps):
        reaction = u * v * v
        u += np.float32(0.16) * _spread(u) - reaction + np.float32(feed) * (1 - u)
        v += np.float32(0.08) * _spread(v) + reaction - np.float32(feed + kill) * v
    v.setflags(write=False)
    return v


def _spread(z: Floats) -> Floats:
    out = np.roll(z, 1, 1) + np.roll(z, -1, 1) + np.roll(z, 1, 0) + np.roll(z, -1, 0)
    return np.asarray(out - 4 * z)


def _filled(d: str, colour: str) -> str:
    return path(d, colour).replace("/>", ' fill-rule="evenodd"/>')


def _share(field: Floats, share: float) -> float:
    """The level above which that share of the field lies."""
    return float(np.quantile(field, 1 - share))


def camouflage(p: Palette, seed: int) -> Tile:
    """Woodland camouflage: broad shapes of each motif over the ground, the last ones smaller."""
    n, size = 84, 32.0
    body = rect(0, 0, size, size, p.ground)
    colours = [p.motif(i) for i in range(max(3, len(p.motifs)))][:4]
    for i, colour in enumerate(colours):
        field = noise(n, 2.3, seed * 31 + i, stretch=0.62, waves=4.5)
        body += _filled(level_set(field, _share(field, 0.34 - 0.055 * i), size), colour)
    return Tile("camouflage", size, size, body, (p.ground, *colours))


def leopard(p: Palette, seed: int) -> Tile:
    """Rosettes: spots of a reaction–diffusion, their rims broken, their hearts deeper."""
    n, size = 128, 18.0
    field = gray_scott(n, 0.0325, 0.0625, 1700, seed + 11, 0)
    ink = min((p.line, *p.motifs), key=lightness)
    if lightness(p.ground) < 0.4:
        ink = p.motif(0)
    heart = mixed(p.ground, p.motif(1) if len(p.motifs) > 1 else ink, 0.42)
    top = float(np.quantile(field, 0.995))
    broken = noise(n, 1.5, seed + 5, waves=7)
    rim = np.where(broken > 0.75, field * 0.3, field)
    centre = field + 0.04 * top * noise(n, 1.6, seed + 9)
    inner = np.where(broken > -1.7, centre, -1.0)
    body = rect(0, 0, size, size, p.ground)
    body += _filled(level_set(_soft(rim), 0.30 * top, size), ink)
    body += _filled(level_set(_soft(inner), 0.74 * top, size), heart)
    return Tile("leopard", size, size, body, (p.ground, ink, heart))


def _soft(field: Floats) -> Floats:
    """A light periodic blur, so that cut rims end round."""
    out = field.copy()
    for axis in (0, 1):
        out = 0.5 * out + 0.25 * (np.roll(out, 1, axis) + np.roll(out, -1, axis))
    return np.asarray(out)


def zebra(p: Palette, seed: int) -> Tile:
    """Forked stripes of an uneven reaction–diffusion."""
    n, size = 128, 26.0
    field = _soft(gray_scott(n, 0.037, 0.0585, 700, seed + 3, 8))
    ink = p.motif(0)
    body = rect(0, 0, size, size, p.ground)
    uneven = field + 0.045 * noise(n, 2.4, seed + 8, waves=3)
    body += _filled(level_set(uneven, _share(uneven, 0.5), size), ink)
    return Tile("zebra", size, size, body, (p.ground, ink))


def marble(p: Palette, seed: int) -> Tile:
    """Marbled paper: level sets of a field that is folded by two others."""
    n, size = 128, 24.0
    y, x = np.mgrid[:n, :n]
    bend = noise(n, 3.2, seed), noise(n, 3.2, seed + 1)
    turn = 2 * np.pi / n
    field = np.sin(turn * 2 * x + 1.9 * bend[0]) + np.cos(turn * 2 * y + 1.9 * bend[1])
    body = rect(0, 0, size, size, p.ground)
    colours = [p.motif(i) for i in range(max(3, len(p.motifs)))][:5]
    for share, colour in zip(np.linspace(0.72, 0.12, len(colours)), colours, strict=True):
        body += _filled(level_set(field, _share(field, float(share)), size), colour)
    return Tile("marble", size, size, body, (p.ground, *colours))


def cow(p: Palette, seed: int) -> Tile:
    """A Friesian's patches."""
    n, size = 96, 36.0
    field = noise(n, 3.4, seed + 2, waves=3)
    body = rect(0, 0, size, size, p.ground)
    body += _filled(level_set(field, _share(field, 0.36), size), p.motif(0))
    return Tile("cow", size, size, body, (p.ground, p.motif(0)))


FIELDS: dict[str, Callable[[Palette, int], Tile]] = {
    "camouflage": camouflage, "leopard": leopard, "zebra": zebra, "marble": marble, "cow": cow,
}  # fmt: skip
"""Prints traced from fields, by name."""
