"""Surfaces of plain cloth whose construction is seen: quilting, cables, ribs, wales, nets."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from modiste.design.prints.palette import lightness, mixed, shaded
from modiste.design.prints.shapes import scatter
from modiste.design.prints.tile import Tile, disc, num, path, rect, wrapped


def _tones(colour: str) -> tuple[str, str]:
    """A deeper and a lighter shade of a cloth, for its relief."""
    deep = shaded(colour, -0.1) if lightness(colour) > 0.3 else mixed(colour, "#ffffff", 0.22)
    return deep, mixed(colour, "#ffffff", 0.35)


def _quilted(colour: str) -> Tile:
    """Diamonds of 6 cm, each stitched line beside its shadow."""
    deep, light = _tones(colour)
    w = 6.0
    lines = "".join(
        f"M{num(x)} {num(-w)}l{num(3 * w)} {num(3 * w)}M{num(x)} {num(2 * w)}l{num(3 * w)} "
        f"{num(-3 * w)}"
        for x in (-2 * w, -w, 0.0, w)
    )
    body = rect(0, 0, w, w, colour)
    body += f'<g transform="translate(0 .16)">{path(lines, stroke=light, width=0.12)}</g>'
    return Tile("quilted", w, w, body + path(lines, stroke=deep, width=0.11), (colour, deep, light))


def _cabled(colour: str) -> Tile:
    """A cable of two strands every 8 cm, between columns of plain stitches."""
    deep, light = _tones(colour)
    w, h = 8.0, 4.4
    strands = []
    for turn in (0.0, h / 2):
        y = turn
        strands.append(
            f"M2.9 {num(y - h / 2)}C2.9 {num(y - 0.6)} 5.1 {num(y - h / 2 + 0.6)} 5.1 {num(y)}"
            f"C5.1 {num(y + 0.4)} 4.3 {num(y + 0.9)} 4 {num(y + h / 4)}"
        )
        strands.append(
            f"M5.1 {num(y - h / 2)}C5.1 {num(y - h / 2 + 0.7)} 4.5 {num(y - h / 4 - 0.3)} 4.2 "
            f"{num(y - h / 4 - 0.1)}M3.8 {num(y - h / 4 + 0.4)}C3.4 {num(y - 0.7)} 2.9 "
            f"{num(y - 0.4)} 2.9 {num(y)}"
        )
    columns = "".join(f"M{num(x)} -1V{num(h + 1)}" for x in (1.9, 6.1, 0.9, 7.1))
    body = rect(0, 0, w, h, colour) + path(columns, stroke=deep, width=0.09)
    drawn = "".join(strands)
    for dy in (0.0, h):
        body += f'<g transform="translate(0 {num(dy)})">{path(drawn, stroke=deep, width=0.14)}</g>'
    return Tile("cable knit", w, h, body, (colour, deep, light))


def _lined(name: str, step: float, width: float) -> Callable[[str], Tile]:
    def drawn(colour: str) -> Tile:
        deep, _ = _tones(colour)
        tall = 12.0  # long, as every join of a repeat is one that a renderer must round
        body = rect(0, 0, step, tall, colour)
        body += rect(step / 2 - width / 2, -1, width, tall + 2, deep)
        return Tile(name, step, tall, body, (colour, deep))

    return drawn


def _tweed(colour: str) -> Tile:
    """Flecks of lighter and deeper yarn."""
    rng = np.random.default_rng(11)
    deep, light = _tones(colour)
    warm = mixed(colour, "#b5651d", 0.45)
    size = (7.0, 7.0)
    body = rect(0, 0, *size, colour)
    for x, y, q in scatter(rng, size, ((0.09, 130),), 0.05):
        fleck = path(f"M0 0l{num(2.6 * q)} {num(q * 0.6)}", width=0.09,
                     stroke=(deep, light, warm, deep)[int(rng.integers(4))])  # fmt: skip
        body += wrapped(fleck, (x, y), 0.4, size, turn=float(rng.uniform(-30, 60)))
    return Tile("tweed", *size, body, (colour, deep, light))


def _crinkled(colour: str) -> Tile:
    """Seersucker: puckered stripes between flat ones."""
    deep, light = _tones(colour)
    step, tall = 1.3, 0.9
    body = rect(0, 0, step, tall, colour)
    marks = "".join(f"M{num(0.08 + 0.06 * (k % 2))} {num(0.1 + 0.225 * k)}q.2 .1 .42 0"
                    for k in range(4))  # fmt: skip
    return Tile("seersucker", step, tall, body + path(marks, stroke=deep, width=0.07),
                (colour, deep, light))  # fmt: skip


def _lace(colour: str) -> Tile:
    """A net under flowers and leaves."""
    deep, _ = _tones(colour)
    ground = mixed(colour, "#ffffff", 0.3) if lightness(colour) < 0.9 else shaded(colour, -0.05)
    w, h = 4.8, 4.8
    body = rect(0, 0, w, h, ground)
    grid = "".join(f"M{num(i * 0.4)} -1V{num(h + 1)}M-1 {num(i * 0.4)}H{num(w + 1)}"
                   for i in range(13))  # fmt: skip
    body += path(grid, stroke=deep, width=0.03)
    petal = "".join(
        f'<ellipse cx="0" cy="-.62" rx=".34" ry=".52" fill="{colour}" stroke="{deep}" '
        f'stroke-width=".06" transform="rotate({72 * i})"/>'
        for i in range(5)
    )
    flower = petal + disc(0, 0, 0.22, deep)
    sprig = path("M0 0q.5 -.5 1.1 -.4q-.3 .6 -1.1 .4q.4 .5 .2 1.1q-.6 -.3 -.2 -1.1", colour,
                 stroke=deep, width=0.05)  # fmt: skip
    for at, motif in (((1.2, 1.2), flower), ((3.6, 3.6), flower), ((3.4, 1.2), sprig),
                      ((1.0, 3.6), sprig)):  # fmt: skip
        body += wrapped(motif, at, 1.4, (w, h))
    return Tile("lace", w, h, body, (ground, colour, deep))


def _crochet(colour: str) -> Tile:
    """Shells of crochet in offset rows."""
    deep, light = _tones(colour)
    w, h = 2.4, 2.4
    fan = "".join(f"M0 0Q{num(0.5 * s)} -.5 {num(s)} -.95" for s in (-1.0, -0.5, 0.0, 0.5, 1.0))
    arc = "M-1.2 -.7Q-.9 -1.3 -.5 -1.05Q-.25 -1.5 0 -1.2Q.25 -1.5 .5 -1.05Q.9 -1.3 1.2 -.7"
    shell = path(fan + arc, stroke=deep, width=0.09)
    body = rect(0, 0, w, h, colour)
    for at in ((0.0, 1.2), (1.2, 2.4)):
        body += wrapped(shell, at, 1.6, (w, h))
    return Tile("crochet", w, h, body, (colour, deep, light))


_WEAVES: dict[str, Callable[[str], Tile]] = {
    "quilted": _quilted,
    "cable-knit": _cabled,
    "rib": _lined("rib", 0.62, 0.12),
    "corduroy": _lined("corduroy", 0.34, 0.1),
    "tweed": _tweed,
    "seersucker": _crinkled,
    "lace": _lace,
    "crochet": _crochet,
}


@lru_cache(maxsize=64)
def texture(weave: str, colour: str) -> Tile | None:
    """The surface of an unprinted cloth, tone in tone; ``None`` where it is smooth."""
    return _WEAVES[weave](colour) if weave in _WEAVES else None
