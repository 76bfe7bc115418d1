"""Lapels and shawl collars: the front edge of a tailored front.

The lapel rolls over a line from the break point on the front edge to a point two centimetres beyond
the base of the neck. It is designed as it lies when worn and turned over at the roll line. The
gorge runs from a point below the neck, parallel to the roll line, through to the lapel's tip; a
shawl's outer edge runs on to the centre back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.make.building import free
from modiste.design.make.curves import Point, cross, hermite, line, lines, smooth, unit
from modiste.design.make.panel import Edge
from modiste.design.spec.vocabulary import ClosureType, Collar

if TYPE_CHECKING:
    from modiste.design.make.plan import Plan


def lapel_edges(plan: Plan, edges: list[Edge], ext: float, back_neck: float) -> list[Edge]:
    """The edges of a front with a lapel, in place of its neck and centre.

    Args:
        plan: the plan.
        edges: edges from the lower one on, with ``shoulder``, ``neck`` and ``centre``.
        ext: button extension in cm.
        back_neck: half the back neckline in cm, which a shawl runs along.
    """
    k = next(n for n, e in enumerate(edges) if e.name == "neck")
    i = next(n for n, e in enumerate(edges) if e.name == "centre")
    neck, bottom, lower = edges[k], edges[i].end, edges[0]
    start, low = neck.start, neck.end
    shoulder = edges[k - 1]
    out = complex(ext, 0.0)
    broken = low - out
    roll_top = start + unit(shoulder.end - shoulder.start) * 2.0 * plan.size
    roll = unit(roll_top - broken)
    bit = (
        [Edge(f"{lower.name}_stand", (line(bottom - out, bottom),), lower.role, lower.allowance)]
        if ext > 0
        else []
    )
    front = free("front", lines(broken, bottom - out))
    if plan.spec.collar is Collar.SHAWL:
        made = _shawl(plan, start, broken, roll, back_neck)
    else:
        made = _notched(plan, start, broken, roll)
    return [*bit, *edges[:k], *made, front, *edges[i + 1 :]]


def _notched(plan: Plan, start: Point, broken: Point, roll: complex) -> list[Edge]:
    s = plan.size
    peak = plan.spec.collar is Collar.PEAK
    wide = (8.5 if plan.spec.closure.type is ClosureType.DOUBLE_BREASTED else 7.6) * s
    left = roll * 1j
    below = start - roll * 5.0 * s
    height = abs(broken - start) * 0.98
    on_roll = cross(broken, roll, below, left + 0.30 * roll)
    on_roll = on_roll if on_roll is not None else below
    # The worn lapel's tip, already turned over: to the left of the roll line.
    tip = on_roll + left * wide + roll * (1.6 if peak else 0.4) * s
    gorge = unit(tip - below) if not peak else unit(on_roll + left * wide * 0.62 - below)
    end = below + gorge * (abs(on_roll + left * wide * 0.52 - below))
    if peak:
        tip = end + left * 3.4 * s + roll * 3.6 * s
    bow = min(2.0 * s, height * 0.06)
    chord = broken - tip
    swell = hermite(tip, chord + left * bow * 2.2, broken, chord - left * bow * 1.6, 0.34)
    return [
        Edge("neck", (line(start, below), line(below, end))),
        free("lapel_top", lines(end, tip)),
        free("lapel", (swell,)),
    ]


def _shawl(plan: Plan, start: Point, broken: Point, roll: complex, back_neck: float) -> list[Edge]:
    s = plan.size
    wide = 7.0 * s
    lean = unit(roll - 0.26 * roll * 1j)
    inner = start + lean * back_neck
    left = lean * 1j
    outer = inner + left * wide
    middle = start + roll * 1j * 8.2 * s - roll * 3.0 * s
    lower = broken + roll * abs(broken - start) * 0.40 + roll * 1j * 6.2 * s
    edge = smooth(outer, middle, lower, broken, leaving=-lean, arriving=-roll - roll * 0.35j)
    return [
        Edge("collar_neck", (line(start, inner),)),
        Edge("collar_centre", (line(inner, outer),)),
        free("lapel", edge),
    ]
