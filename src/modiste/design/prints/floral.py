"""Floral repeats composed of `flora`: ditsy, Liberty-like, large bloom, botanical."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from modiste.design.prints import flora
from modiste.design.prints.flora import Hue
from modiste.design.prints.palette import Palette, lightness, mixed, shaded
from modiste.design.prints.shapes import scatter
from modiste.design.prints.tile import Tile, disc, moved, path, rect, wrapped

Flower = Callable[[Hue, np.random.Generator], str]


def _hues(p: Palette, line: str = "") -> list[Hue]:
    count = max(2, len(p.motifs))
    hearts = [p.motif((i + 1) % count) for i in range(count)]
    gold = "#d9a441"
    return [
        Hue.of(p.motif(i), gold if lightness(hearts[i]) < 0.35 else hearts[i], p.ground, line)
        for i in range(count)
    ]


class _Field:
    """A repeat being filled, layer by layer."""

    def __init__(self, kind: str, p: Palette, side: float, seed: int) -> None:
        self.kind, self.p, self.size = kind, p, (side, side)
        self.rng = np.random.default_rng(seed)
        self.body = [rect(-0.5, -0.5, side + 1, side + 1, p.ground)]
        self.drawn: dict[str, str] = {}

    def put(
        self, motif: str, at: tuple[float, float], size: float, reach: float, turn: float
    ) -> None:
        """Place a motif; each is drawn once and used wherever it stands."""
        name = self.drawn.setdefault(motif, f"m{len(self.drawn)}")
        use = f'<use href="#{name}"/>'
        self.body.append(wrapped(use, at, size * reach, self.size, turn=turn, scale=size))

    def angle(self) -> float:
        return float(self.rng.uniform(0, 360))

    def tile(self, *colours: str) -> Tile:
        defs = "".join(f'<g id="{name}">{motif}</g>' for motif, name in self.drawn.items())
        body = f"<defs>{defs}</defs>{''.join(self.body)}"
        return Tile(self.kind, *self.size, body, (self.p.ground, *colours))


def ditsy(p: Palette, seed: int) -> Tile:
    """Small flowers, buds and sprigs scattered in every direction, no two alike in colour."""
    f = _Field("ditsy", p, 9.0, seed)
    r, hues = f.rng, _hues(p)
    vein = mixed(p.leaf, p.ground, 0.45)
    heads = [[maker(hue, r) for hue in hues] for maker in (flora.blossom, flora.daisy)]
    for i, (x, y, q) in enumerate(scatter(r, f.size, ((0.86, 14), (0.5, 26), (0.22, 60)), 0.1)):
        which = int(r.integers(len(hues)))
        hue = hues[which]
        turn = f.angle()
        if q > 0.8:
            stalk = path("M0 .1Q.1 .6 -.15 1.15", stroke=p.leaf, width=0.09)
            pair = moved(flora.leaf(p.leaf, vein), 0, 0.95, turn=115, size=0.8)
            pair += moved(flora.leaf(p.leaf, vein), 0.03, 0.8, turn=-118, size=0.62)
            head = moved(heads[i % 2][which], 0, -0.2, size=0.85)
            f.put(stalk + pair + head, (x, y), q * 0.82, 1.7, turn)
        elif q > 0.4:
            kinds = (flora.star(hue, r), flora.bud(hue, r, p.leaf), flora.sprig(p.leaf, "", 3))
            f.put(kinds[i % 3], (x, y), q * (0.72 if i % 3 == 0 else 1.0), 1.3, turn)
        else:
            f.body.append(wrapped(disc(0, 0, 0.085, hue.petal), (x, y), 0.1, f.size))
    return f.tile(*p.motifs, p.leaf)


def liberty(p: Palette, seed: int) -> Tile:
    """A dense allover after the art-nouveau lawns: outlined flowers knit together by leaves."""
    f = _Field("liberty", p, 14.0, seed)
    r, line = f.rng, p.line if lightness(p.ground) > 0.42 else shaded(p.ground, -0.08)
    hues = _hues(p, line)
    pale, deep = mixed(p.leaf, p.ground, 0.32), shaded(p.leaf, -0.12)
    spots = scatter(r, f.size, ((1.75, 9), (1.2, 15), (0.75, 26), (0.42, 50)), -0.12)
    for x, y, q in spots:  # foliage first: it fills what the flowers leave open
        for k in range(4 if q > 0.7 else 2):
            turn = f.angle()
            out = (x + 0.5 * q * math.sin(math.radians(turn)),
                   y - 0.5 * q * math.cos(math.radians(turn)))  # fmt: skip
            tone = (p.leaf, pale, deep)[k % 3]
            part = flora.leaf(tone, line, wide=0.4) if k % 2 else flora.sprig(tone, "", 4)
            f.put(part, out, q * (0.95 if k % 2 else 1.15), 1.1, turn)
    makers: tuple[Flower, ...] = (flora.peony, flora.blossom, flora.poppy, flora.daisy)
    heads = [[maker(hue, r) for hue in hues] for maker in makers]
    for i, (x, y, q) in sorted(enumerate(spots), key=lambda one: one[1][2]):
        which = (i * 7 + int(r.integers(2))) % len(hues)
        hue = hues[which]
        if q > 0.7:
            f.put(heads[(i + (q < 1)) % 4][which], (x, y), q * 0.86, 1.1, f.angle())
        elif i % 3:
            f.put(flora.star(hue, r), (x, y), q * 0.75, 1.1, f.angle())
        else:
            f.put(flora.bud(hue, r, p.leaf), (x, y), q, 1.1, f.angle())
    return f.tile(*p.motifs, p.leaf, line)


def bloom(p: Palette, seed: int) -> Tile:
    """Large roses and peonies on a half drop, with buds, leaves and open ground."""
    f = _Field("bloom", p, 25.0, seed)
    r, hues = f.rng, _hues(p)
    vein = mixed(p.leaf, p.ground, 0.4)
    deep = shaded(p.leaf, -0.1)
    side = f.size[0]
    bunches = ((side / 4, side / 4, 0), (0.75 * side, 0.75 * side, 1))
    for cx, cy, first in bunches:
        lean = float(r.uniform(-25, 25))
        plan = ((0.0, 0.0, 4.2), (5.0, 3.4, 3.0), (-4.4, 4.2, 2.7), (1.2, -6.0, 2.2))
        for dx, dy, q in plan:
            for k in range(5):
                a = lean + 72 * k + float(r.uniform(-16, 16))
                at = _off(cx + dx, cy + dy, 0.55 * q, a)
                part = (flora.leaf(p.leaf, vein, wide=0.42), flora.leaf(deep, vein, wide=0.36),
                        flora.sprig(p.leaf, "", 4))[k % 3]  # fmt: skip
                f.put(part, _mod(at, side), q * 1.02, 1.1, a)
        for k in range(4):
            a = lean + 45 + 90 * k
            at = _off(cx, cy, 8.0, a)
            stem = path("M0 .9Q.1 .4 0 0", stroke=p.leaf, width=0.07)
            f.put(stem + flora.bud(hues[(first + k) % len(hues)], r, p.leaf), _mod(at, side), 1.5,
                  1.3, a)  # fmt: skip
        for k, (dx, dy, q) in reversed(list(enumerate(plan))):
            maker = (flora.rose, flora.peony, flora.rose, flora.blossom)[(k + first) % 4]
            hue = hues[(k + first) % len(hues)]
            f.put(maker(hue, r), _mod((cx + dx, cy + dy), side), q, 1.1, f.angle())
    return f.tile(*p.motifs, p.leaf)


def botanical(p: Palette, seed: int) -> Tile:
    """Herbarium stems that grow upwards: ferns, seed heads, berries, tulips and poppies."""
    f = _Field("botanical", p, 22.0, seed)
    r, hues = f.rng, _hues(p)
    pale = mixed(p.leaf, p.ground, 0.45)
    spots = scatter(r, f.size, ((3.1, 7), (2.1, 12), (1.1, 22)), -0.45)
    for i, (x, y, q) in enumerate(spots):
        hue = hues[i % len(hues)]
        turn = float(r.uniform(-24, 24))
        foot = (x, (y + q) % f.size[1])
        kind = i % 5
        if q < 1.5:
            part, size = (flora.sprig(pale, "", 4, round_=True), 2 * q)
        elif kind == 0:
            part, size = flora.fern(p.leaf), 2 * q
        elif kind == 1:
            part, size = flora.umbel(p.leaf, hue.petal), 2 * q
        elif kind == 2:
            part, size = flora.berries(p.leaf, hue.petal, hue.light), 1.7 * q
        else:
            part, size = _stemmed(p, hue, r, flora.tulip if kind == 3 else flora.poppy), 2 * q
        f.put(part, foot, size, 1.25, turn)
    return f.tile(*p.motifs, p.leaf)


def _stemmed(p: Palette, hue: Hue, r: np.random.Generator, flower: Flower) -> str:
    """A flower on its stem with two leaves; from the origin to (0, −1)."""
    vein = mixed(p.leaf, p.ground, 0.4)
    out = path("M0 0C.07 -.25 -.05 -.5 0 -.72", stroke=p.leaf, width=0.035)
    for turn, size, y in ((-34, 0.52, -0.06), (30, 0.42, -0.14)):
        out += moved(flora.leaf(p.leaf, vein, wide=0.26), 0, y, turn=turn, size=size)
    if flower is flora.tulip:
        return out + moved(flower(hue, r), 0, -0.68, size=0.26)
    return out + moved(flower(hue, r), 0, -0.76, size=0.25)


def _off(x: float, y: float, by: float, angle: float) -> tuple[float, float]:
    return x + by * math.sin(math.radians(angle)), y - by * math.cos(math.radians(angle))


def _mod(at: tuple[float, float], side: float) -> tuple[float, float]:
    return at[0] % side, at[1] % side


FLORALS: dict[str, Callable[[Palette, int], Tile]] = {
    "ditsy": ditsy, "liberty": liberty, "bloom": bloom, "botanical": botanical,
}  # fmt: skip
"""Floral styles by name."""
