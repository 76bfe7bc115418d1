"""Tops that leave the shoulders bare: straps, straight across, halter, off the shoulder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.building import free
from modiste.design.make.curves import (
    Path,
    Point,
    cubic,
    hermite,
    length_to,
    line,
    parameter_where,
    path_length,
    path_split,
)
from modiste.design.make.necks import front_neck
from modiste.design.make.panel import Edge
from modiste.design.spec.vocabulary import Neckline, SleeveType

if TYPE_CHECKING:
    from modiste.design.make.half import Half
    from modiste.design.make.plan import Plan
    from modiste.design.make.torso import Frame

# How far the neckline lies below the straps at the centre, at size 1.
_DEEP = {
    Neckline.V: 7.0, Neckline.DEEP_V: 11.0, Neckline.WRAP: 9.0, Neckline.SCOOP: 4.5,
    Neckline.SQUARE: 2.5, Neckline.SWEETHEART: 4.5, Neckline.STRAIGHT: 0.4, Neckline.COWL: 3.0,
}  # fmt: skip


def is_bare(plan: Plan) -> bool:
    """Whether the design leaves the shoulders bare."""
    return (
        plan.spec.neckline in (Neckline.STRAIGHT, Neckline.HALTER, Neckline.OFF_SHOULDER)
        or plan.spec.sleeve.type is SleeveType.STRAP
        or (plan.spec.neckline is Neckline.SWEETHEART and plan.spec.sleeve.type is SleeveType.NONE)
    )


def cut_bare(plan: Plan, frame: Frame, back: Half, front: Half) -> None:
    """Cut the tops of both halves (before darts are opened)."""
    kind, sleeve = plan.spec.neckline, plan.spec.sleeve.type
    if sleeve is SleeveType.STRAP:
        _straps(plan, back, front)
    elif kind is Neckline.HALTER:
        _halter(plan, frame, back, front)
    elif kind is Neckline.OFF_SHOULDER:
        level = min(back.edge("armhole").end.imag, front.edge("armhole").end.imag) - 6.0 * plan.size
        for half, deep in ((back, 0.5), (front, 1.5)):
            _off_shoulder(half, level, deep * plan.size)
    else:
        _across(plan, back, front)


def strap_length(plan: Plan, back: Half, front: Half) -> float:
    """Length of a strap from front to back over the shoulder in cm."""
    body = plan.body
    over = body.back_length + 0.7
    start, end = front.edge("neck").start, back.edge("neck").start
    return (over - start.imag) + (over - end.imag)


def _low(half: Half) -> Point:
    return half.edge("armhole").start


def _put(half: Half, *edges: Edge) -> None:
    i, j = half.index("armhole"), half.index("neck")
    half.edges[i : j + 1] = list(edges)
    middle = half.edge("neck").end
    centre = half.edge("centre")
    half.replace("centre", replace(centre, path=(line(middle, centre.end),)))


def _across(plan: Plan, back: Half, front: Half) -> None:
    """Strapless: level at the back, over the bust in front."""
    s = plan.size
    top = front.apex.imag + 7.5 * s if front.apex else _low(front).imag + 2.0
    low = _low(front)
    if plan.spec.neckline is Neckline.SWEETHEART:
        crest = complex(front.apex.real, top + 1.0 * s)
        path: Path = (
            hermite(low, -1 + 0.35j, crest, -1 + 0.0j, 0.36),
            hermite(crest, -1 + 0j, complex(0.0, top - 3.2 * s), -0.5 - 1j, 0.42),
        )
    else:
        path = (hermite(low, -1 + 0.30j, complex(0.0, top), -1 + 0j, 0.40),)
    _put(front, free("neck", path))
    start = _low(back)
    _put(back, free("neck", (hermite(start, -1 - 0.06j, complex(0.0, start.imag - 1.0), -1 + 0j),)))


def _straps(plan: Plan, back: Half, front: Half) -> None:
    s, kind = plan.size, plan.spec.neckline
    apex = front.apex if front.apex else complex(plan.body.bust_span / 2, _low(front).imag - 1.0)
    strap = complex(apex.real + 0.8, apex.imag + 8.8 * s)
    low = _low(front)
    deep = _DEEP.get(kind, 3.0) * s
    _put(
        front,
        Edge("armhole", (hermite(low, -1 + 0.12j, strap, complex(-0.35, 1.0), 0.40),)),
        free("neck", front_neck(kind, strap, strap.imag - deep, apex)),
    )
    start = _low(back)
    end = complex(strap.real, start.imag + 2.6 * s)
    _put(
        back,
        Edge("armhole", (hermite(start, -1 + 0.02j, end, complex(-0.8, 1.0), 0.36),)),
        free(
            "neck",
            (hermite(end, complex(-0.8, -0.9), complex(0.0, start.imag + 0.4 * s), -1 + 0j, 0.4),),
        ),
    )


def _halter(plan: Plan, frame: Frame, back: Half, front: Half) -> None:
    s = plan.size
    old = front.edge("shoulder")
    neck_end = old.end - 1.5j * s
    outer = neck_end + complex(3.0 * s, -1.0 * s)
    low = _low(front)
    apex = front.apex if front.apex else complex(plan.body.bust_span / 2, low.imag)
    centre = frame.neck.depth
    y = neck_end.imag - centre * 0.9
    _put(
        front,
        Edge(
            "armhole",
            (
                hermite(
                    low, -1 + 0.10j, outer, outer - complex(apex.real + 2, apex.imag) + 3j, 0.42
                ),
            ),
        ),
        Edge("shoulder", (line(outer, neck_end),)),
        free(
            "neck",
            (
                cubic(
                    neck_end,
                    neck_end - 0.5j * centre,
                    complex(neck_end.real * 0.6, y),
                    complex(0.0, y),
                ),
            ),
        ),
    )
    start = _low(back)
    _put(back, free("neck", (hermite(start, -1 - 0.06j, complex(0.0, start.imag - 2.0), -1 + 0j),)))


def _off_shoulder(half: Half, level: float, deep: float) -> None:
    """Cut level across below the shoulder point; the armhole ends there."""
    armhole = half.edge("armhole")
    done = 0.0
    for curve in armhole.path:
        t = parameter_where(curve, lambda p: p.imag - level)
        if t is not None:
            done += length_to(curve, t)
            break
        done += path_length((curve,))
    lower, _ = path_split(armhole.path, done)
    end = lower[-1][-1]
    _put(
        half,
        replace(armhole, path=lower),
        free("neck", (hermite(end, -1 - 0.10j, complex(0.0, level - deep), -1 + 0j, 0.4),)),
    )
