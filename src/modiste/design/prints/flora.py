"""The flowers and leaves that floral prints are composed of: each about the origin, 1 cm in radius.

Shapes are Bézier outlines; colours come as arguments. A petal points up (to −y).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from modiste.design.prints.palette import mixed, shaded
from modiste.design.prints.tile import disc, num, path


@dataclass(frozen=True)
class Hue:
    """Colours of one flower.

    Attributes:
        petal: of the petals.
        deep: of their shaded parts.
        light: of their lit parts.
        heart: of the centre.
        line: of veins and outlines; empty for none.
    """

    petal: str
    deep: str
    light: str
    heart: str
    line: str = ""

    @staticmethod
    def of(petal: str, heart: str, ground: str, line: str = "") -> Hue:
        """Shades of one colour that stand out from the ground and from each other."""
        return Hue(
            petal, shaded(petal, -0.11), mixed(shaded(petal, 0.1), ground, 0.12), heart, line
        )


def petal(long: float, wide: float, *, notch: float = 0.0, base: float = 0.1) -> str:
    """Outline of a petal from the origin to (0, −long), notched at the tip by a share of it."""
    tip = -long * (1 - notch)
    w, b = wide, base * wide
    return (
        f"M{num(-b)} 0C{num(-w * 0.55)} {num(-long * 0.2)} {num(-w)} {num(-long * 0.55)} "
        f"{num(-w * 0.82)} {num(-long * 0.8)}C{num(-w * 0.68)} {num(-long * 1.02)} "
        f"{num(-w * 0.22)} {num(-long * 1.03)} 0 {num(tip)}"
        f"C{num(w * 0.22)} {num(-long * 1.03)} {num(w * 0.68)} {num(-long * 1.02)} "
        f"{num(w * 0.82)} {num(-long * 0.8)}C{num(w)} {num(-long * 0.55)} {num(w * 0.55)} "
        f"{num(-long * 0.2)} {num(b)} 0Z"
    )


def turned(shape: str, angle: float) -> str:
    """A shape turned about the origin, degrees."""
    return f'<g transform="rotate({num(angle)})">{shape}</g>' if angle else shape


def _ring(shape: str, count: int, start: float = 0.0) -> str:
    return "".join(turned(shape, start + 360 * i / count) for i in range(count))


def _outlined(d: str, fill: str, line: str, width: float = 0.035) -> str:
    return path(d, fill, stroke=line, width=width) if line else path(d, fill)


def blossom(h: Hue, r: np.random.Generator) -> str:
    """Five notched petals with a streak on each, and stamens."""
    d = petal(1.0, 0.6, notch=0.12)
    one = _outlined(d, h.petal, h.line)
    streak = path("M0 -.25Q.03 -.45 0 -.7", stroke=h.deep, width=0.07)
    streak += path(
        "M-.1 -.28Q-.17 -.42 -.2 -.55M.1 -.28Q.17 -.42 .2 -.55", stroke=h.deep, width=0.04
    )
    out = _ring(one + streak, 5, float(r.uniform(0, 72)))
    out += disc(0, 0, 0.2, h.heart)
    ring = np.linspace(0, 2 * math.pi, 8, endpoint=False)
    return out + "".join(
        disc(0.3 * math.cos(a), 0.3 * math.sin(a), 0.045, h.heart) for a in ring
    )  # fmt: skip


def daisy(h: Hue, r: np.random.Generator) -> str:
    """Twelve narrow petals in two rows about a button."""
    start = float(r.uniform(0, 30))
    out = _ring(path(petal(1.0, 0.2, base=0.4), h.deep), 12, start + 15)
    out += _ring(_outlined(petal(0.96, 0.19, base=0.4), h.petal, h.line, 0.025), 12, start)
    return out + disc(0, 0, 0.28, h.heart) + disc(-0.06, -0.06, 0.15, shaded(h.heart, 0.09))


def star(h: Hue, _r: np.random.Generator) -> str:
    """A tiny five-petalled flower, simple enough to stay clear at 5 mm."""
    out = "".join(
        disc(0.58 * math.sin(a), -0.58 * math.cos(a), 0.42, h.petal)
        for a in np.linspace(0, 2 * math.pi, 5, endpoint=False)
    )
    return out + disc(0, 0, 0.26, h.heart)


def rose(h: Hue, r: np.random.Generator) -> str:
    """A garden rose seen from above: rows of cupped petals that close towards the heart."""
    out = ""
    rows = ((5, 1.0, 0.72, h.petal), (5, 0.8, 0.6, h.light), (4, 0.6, 0.48, h.petal),
            (4, 0.43, 0.36, h.deep))  # fmt: skip
    start = float(r.uniform(0, 360))
    for k, (count, reach, wide, colour) in enumerate(rows):
        for i in range(count):
            angle = start + 36 * k + 360 * i / count + float(r.uniform(-7, 7))
            d = petal(reach * float(r.uniform(0.94, 1.05)), wide, notch=0.05, base=0.5)
            lip = path(
                f"M{num(-wide * 0.62)} {num(-reach * 0.86)}Q0 {num(-reach * 0.72)} "
                f"{num(wide * 0.62)} {num(-reach * 0.86)}",
                stroke=h.deep, width=0.035,
            )  # fmt: skip
            under = path(petal(reach * 1.035, wide * 1.06, notch=0.05, base=0.5), h.deep)
            out += turned(under + _outlined(d, colour, h.line, 0.022) + lip, angle)
    swirl = "M0 .02C.16 -.02 .16 -.22 -.02 -.2C-.24 -.18 -.25 .14 0 .18C.28 .2 .34 -.16 .16 -.3"
    return out + disc(0, 0, 0.27, h.deep) + path(swirl, stroke=h.light, width=0.06)


def peony(h: Hue, r: np.random.Generator) -> str:
    """A full bloom: ruffled outer petals round a bowl of small ones."""
    out = ""
    start = float(r.uniform(0, 60))
    rows = ((1.0, 7, 0.56, h.deep), (0.92, 7, 0.5, h.petal), (0.7, 6, 0.42, h.light),
            (0.5, 6, 0.32, h.petal))  # fmt: skip
    for reach, count, wide, colour in rows:
        start += 25
        for i in range(count):
            long = reach * float(r.uniform(0.92, 1.04))
            d = petal(long, wide, notch=float(r.uniform(0.06, 0.18)), base=0.4)
            vein = "".join(
                f"M{num(x * 0.4)} {num(-long * 0.35)}Q{num(x * 0.8)} {num(-long * 0.6)} {num(x)} "
                f"{num(-long * 0.78)}"
                for x in (-wide * 0.4, 0.0, wide * 0.4)
            )
            shape = _outlined(d, colour, h.line, 0.02) + path(vein, stroke=h.deep, width=0.018)
            out += turned(shape, start + 360 * i / count + float(r.uniform(-8, 8)))
    out += disc(0, 0, 0.2, h.heart)
    for i in range(11):
        a = i * 2.4
        q = 0.03 + 0.02 * i
        out += disc(q * math.cos(a), q * math.sin(a), 0.032, shaded(h.heart, -0.16))
    return out


def poppy(h: Hue, r: np.random.Generator) -> str:
    """Four crumpled petals about a dark crown."""
    out = ""
    start = float(r.uniform(0, 90))
    for i in (0, 2, 1, 3):
        d = petal(1.0, 0.86, notch=0.06, base=0.3)
        fold = path("M-.3 -.2Q-.42 -.5 -.38 -.82M.3 -.2Q.42 -.5 .38 -.82M0 -.3Q.05 -.6 0 -.88",
                    stroke=h.deep, width=0.028)  # fmt: skip
        shape = _outlined(d, h.petal if i % 2 else h.light, h.line, 0.025) + fold
        out += turned(shape, start + 90 * i)
    out += _ring(path("M0 0L0 -.36", stroke=h.line or h.heart, width=0.03), 16)
    out += _ring(disc(0, -0.36, 0.035, h.line or h.heart), 16)
    return out + disc(0, 0, 0.17, h.heart)


def tulip(h: Hue, _r: np.random.Generator) -> str:
    """A tulip from the side, standing on the origin."""
    back = path("M-.3 -.2C-.45 -.8 -.2 -1.2 0 -1.35C.2 -1.2 .45 -.8 .3 -.2Z", h.deep)
    left = _outlined("M0 0C-.6 -.05 -.68 -.7 -.52 -1.3C-.2 -1.1 .1 -.7 0 0Z", h.petal, h.line)
    right = _outlined("M0 0C.6 -.05 .68 -.7 .52 -1.3C.2 -1.1 -.1 -.7 0 0Z", h.light, h.line)
    return back + left + right


def bud(h: Hue, _r: np.random.Generator, green: str = "") -> str:
    """A closed bud on its calyx."""
    out = _outlined("M0 .1C-.42 0 -.4 -.6 0 -.95C.4 -.6 .42 0 0 .1Z", h.petal, h.line)
    out += path("M0 -.1C-.1 -.4 -.02 -.7 .06 -.86C.26 -.6 .3 -.2 0 -.1Z", h.light)
    if green:
        out += path("M-.3 -.22C-.34 .1 -.12 .24 0 .26C.12 .24 .34 .1 .3 -.22Q.14 0 0 -.3"
                    "Q-.14 0 -.3 -.22Z", green)  # fmt: skip
    return out


def leaf(colour: str, vein: str, *, wide: float = 0.34, bend: float = 0.12) -> str:
    """A pointed leaf from the origin to (0, −1), with its midrib and side veins."""
    w = wide
    d = (
        f"M0 0C{num(-w + bend)} -.12 {num(-w * 1.1 + bend)} -.62 {num(bend * 0.6)} -1"
        f"C{num(w * 1.1 + bend)} -.7 {num(w + bend)} -.2 0 0Z"
    )
    ribs = f"M0 0Q{num(bend)} -.5 {num(bend * 0.6)} -.95"
    for y in (0.25, 0.45, 0.65):
        x = bend * 0.8
        ribs += f"M{num(x)} {num(-y)}L{num(x - w * 0.5)} {num(-y - 0.14)}"
        ribs += f"M{num(x)} {num(-y)}L{num(x + w * 0.5)} {num(-y - 0.14)}"
    return path(d, colour) + (path(ribs, stroke=vein, width=0.022) if vein else "")


def sprig(colour: str, vein: str, pairs: int = 4, *, round_: bool = False) -> str:
    """A stem from the origin to (0, −1) with leaves in pairs and one at its tip."""
    out = path("M0 0C.06 -.3 -.04 -.6 0 -.9", stroke=colour, width=0.035)
    for k in range(pairs):
        y = -0.2 - 0.62 * k / max(1, pairs - 1)
        size = (0.26 if round_ else 0.36) - 0.03 * k
        one = leaf(colour, vein, wide=0.62 if round_ else 0.34, bend=0.0)
        for side in (-1, 1):
            shift = y - (0.04 if side > 0 else 0)
            out += (
                f'<g transform="translate(0 {num(shift)}) rotate({side * 52}) '
                f'scale({num(size)})">{one}</g>'
            )
    return out + f'<g transform="translate(0 -.86) scale(.3)">{leaf(colour, vein)}</g>'


def fern(colour: str, leaves: int = 9) -> str:
    """A fern frond from the origin to (0, −1)."""
    d = ["M0 0C.05 -.35 -.04 -.7 .03 -1"]
    blades = []
    for k in range(leaves):
        y = 0.12 + 0.85 * k / leaves
        long = 0.36 * math.sin(math.pi * (0.25 + 0.72 * (1 - k / leaves))) + 0.03
        for side in (-1, 1):
            x = side * long
            blades.append(
                f"M0 {num(-y)}Q{num(x * 0.55)} {num(-y - long * 0.62)} {num(x)} "
                f"{num(-y - long * 0.4)}"
                f"Q{num(x * 0.6)} {num(-y - long * 0.08)} 0 {num(-y + 0.03)}Z"
            )
    return path("".join(d), stroke=colour, width=0.028) + path("".join(blades), colour)


def umbel(colour: str, dots: str, rays: int = 11) -> str:
    """A head of cow parsley from the origin to (0, −1)."""
    out, heads = ["M0 0L0 -.5"], []
    for i in range(rays):
        a = math.radians(-70 + 140 * i / (rays - 1))
        q = 0.46 + 0.05 * math.cos(3 * a)
        x, y = q * math.sin(a), -0.5 - q * math.cos(a)
        out.append(f"M0 -.5Q{num(x * 0.3)} {num(-0.5 + (y + 0.5) * 0.7)} {num(x)} {num(y)}")
        for dx, dy in ((0, -0.03), (0.055, 0.02), (-0.055, 0.02)):
            heads.append(disc(x + dx, y + dy, 0.036, dots))
    return path("".join(out), stroke=colour, width=0.02) + "".join(heads)


def berries(stem: str, colour: str, light: str) -> str:
    """A sprig of berries from the origin to (0, −1)."""
    stems = (
        "M0 0Q.08 -.5 0 -.9M.04 -.4Q.2 -.55 .3 -.7M.04 -.3Q-.2 -.45 -.28 -.62"
        "M.02 -.6Q.14 -.7 .16 -.92"
    )
    out = path(stems, stroke=stem, width=0.03)
    for x, y in ((0.0, -0.95), (0.3, -0.74), (-0.29, -0.66), (0.17, -0.98)):
        out += disc(x, y, 0.12, colour) + disc(x - 0.035, y - 0.035, 0.03, light)
    return out
