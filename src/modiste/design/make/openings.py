"""Fronts that open: button extensions and crossed fronts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.building import free
from modiste.design.make.curves import (
    line,
)
from modiste.design.make.panel import (
    Edge,
    Role,
)
from modiste.design.spec.vocabulary import (
    Category,
    Neckline,
)

if TYPE_CHECKING:
    from modiste.design.make.plan import Plan


def open_edge(plan: Plan, edges: list[Edge], ext: float) -> list[Edge]:
    """The edges of a front that opens, with its button extension beyond the centre front."""
    wrap = plan.spec.neckline is Neckline.WRAP
    i = next(k for k, e in enumerate(edges) if e.name == "centre")
    top, bottom = edges[i].start, edges[i].end
    if ext <= 0.0 and not wrap:
        edges[i] = replace(edges[i], name="front", role=Role.EDGE, allowance=1.5)
        return edges
    lower = edges[0]
    if wrap:
        return _wrapped(plan, edges, i)
    out = complex(ext, 0.0)
    stand = free("stand", (line(top, top - out),))
    front = free("front", (line(top - out, bottom - out),))
    bit = replace(lower, name=f"{lower.name}_stand", path=(line(bottom - out, bottom),))
    return [bit, *edges[:i], stand, front, *edges[i + 1 :]]


def wrap_reach(plan: Plan) -> float:
    """How far a crossed front reaches beyond the centre at the waist, in cm."""
    outer = plan.spec.category in (Category.JACKET, Category.COAT)
    return plan.waist / 4 * (0.5 if outer else 0.8)


def _wrapped(plan: Plan, edges: list[Edge], i: int) -> list[Edge]:
    """A crossed front: the neckline runs on over the centre to the other side of the waist."""
    bottom = edges[i].end
    lower = edges[0]
    reach = wrap_reach(plan)
    level = max(0.5, bottom.imag) if bottom.imag > -3.0 else 0.0
    out = complex(reach, 0.0)
    k = next(n for n, e in enumerate(edges) if e.name == "neck")
    shoulder = edges[k].start
    end = complex(-reach, level)
    bow = (shoulder + end) / 2 - 0.02 * abs(end - shoulder) * (1 + 0j)
    neck = free(
        "neck",
        ((shoulder, shoulder + (bow - shoulder) * 0.66, end + (bow - end) * 0.66, end),),
    )
    tail = [] if level <= bottom.imag + 1e-6 else [free("front", (line(end, bottom - out),))]
    start = end if not tail else bottom - out
    bit = replace(lower, name=f"{lower.name}_stand", path=(line(start, bottom),))
    return [bit, *edges[:k], neck, *tail, *edges[i + 1 :]]
