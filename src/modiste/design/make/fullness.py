"""Fullness in a trunk: gathers, pleats, tucks and cowls from the neck."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.building import mark
from modiste.design.make.curves import (
    Point,
    line,
    lines,
    path_moved,
)
from modiste.design.make.half import Half
from modiste.design.make.panel import (
    Edge,
    Mark,
    Role,
)
from modiste.design.spec.vocabulary import (
    Category,
    ClosurePlace,
    Gathers,
    Neckline,
    Pleats,
    Yoke,
)

if TYPE_CHECKING:
    from modiste.design.make.plan import Plan
if TYPE_CHECKING:
    from modiste.design.make.trunk import Trunk


def add_fullness(plan: Plan, trunk: Trunk) -> None:
    """Widen halves at the centre for gathers, pleats and tucks from the neck."""
    spec, s = plan.spec, plan.size
    kind = spec.fullness.pleats
    if spec.neckline is Neckline.COWL:
        cowl(trunk.front, 7.0 * s)
    if spec.fullness.gathers is Gathers.NECK and trunk.shape.bust != "neck":
        widen(trunk.front, 4.0 * s, Role.SEAM)
    if kind is Pleats.PINTUCK:
        widen(trunk.front, 5 * 0.6, Role.PLEAT)
        top = trunk.front.edge("neck_fold").start
        for n in range(5):
            x = 0.6 * (n + 0.5)
            trunk.front.inside.append(
                mark(
                    f"tuck_{n + 1}",
                    Mark.STITCH,
                    complex(x, top.imag),
                    complex(x, top.imag - 18 * s),
                )
            )
    if kind in (Pleats.BOX, Pleats.INVERTED) and not trunk.shape.seamed:
        if spec.shaping.yoke is Yoke.SHOULDER:
            return
        deep = (6.0 if plan.spec.category in (Category.COAT, Category.JACKET) else 4.0) * s
        widen(trunk.back, deep, Role.PLEAT)
        if spec.category is Category.DRESS and spec.closure.place is not ClosurePlace.FRONT:
            widen(trunk.front, deep, Role.PLEAT)


def widen(half: Half, by: float, role: Role) -> None:
    """Move the centre outwards by ``by`` cm from neck to hem; the new bit of neck has a role."""
    shift = complex(by, 0.0)
    half.edges = [replace(e, path=path_moved(e.path, lambda p: p + shift)) for e in half.edges]
    half.inside = [replace(i, path=path_moved(i.path, lambda p: p + shift)) for i in half.inside]
    half.apex += by
    neck = half.edges[half.index("centre") - 1].end
    lower = half.edges[0]
    start = lower.start - shift
    extra = Edge(
        "neck_fold" if role is Role.PLEAT else "neck_gather",
        (line(neck, neck - shift),),
        role if role is Role.PLEAT else Role.EDGE,
    )
    i = half.index("centre")
    half.edges[i] = replace(half.edges[i], path=(line(neck - shift, start),))
    half.edges.insert(i, extra)
    bit = line(start, lower.start)
    if lower.role is Role.SEAM:
        first = Edge(f"{lower.name}_fold", (bit,), Role.PLEAT if role is Role.PLEAT else Role.SEAM)
        half.edges.insert(0, first)
        return
    half.edges[0] = replace(lower, path=(bit, *lower.path))


def cowl(half: Half, by: float) -> None:
    """Swing the centre line out at the top so that the neck edge is level and falls in folds."""
    neck = half.edge("neck")
    bottom = half.edges[0].start
    top = complex(-by, neck.start.imag - 0.5)
    lean = (top - bottom) / abs(top - bottom)

    def upright(p: Point) -> Point:
        return (p - bottom) / lean * 1j + bottom

    i = half.index("neck")
    half.edges[i] = replace(neck, path=lines(neck.start, top))
    half.edges[i + 1] = replace(half.edge("centre"), path=(line(top, bottom),))
    half.edges = [replace(e, path=path_moved(e.path, upright)) for e in half.edges]
    half.apex = upright(half.apex)
