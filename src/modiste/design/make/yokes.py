"""The back yoke of jeans: the dart is turned out into the seam of the yoke."""

from __future__ import annotations

import cmath
from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.curves import (
    cross,
    line,
    lines,
    moved,
    path_split,
    turn,
)
from modiste.design.make.panel import Copies, Edge, Label, Panel, Role, Zone

if TYPE_CHECKING:
    from modiste.design.make.building import Draft
    from modiste.design.make.plan import Plan


def part_leg(plan: Plan, draft: Draft) -> None:
    """Cut a yoke from the back leg, 4 cm deep at the side and 6.5 cm at the centre.

    The seam is laid through the dart's point; the part behind the dart is turned about that point
    until the dart is closed, and the seam keeps its length.
    """
    panel = draft.panels["leg_back"]
    s = plan.size
    side, crotch = panel.edge("side"), panel.edge("crotch")
    low_side, top_side = path_split(side.path, side.length - 4.0 * s)
    top_crotch, low_crotch = path_split(crotch.path, 6.5 * s)
    a, b = top_side[0][0], top_crotch[-1][-1]
    i, j = (next(n for n, e in enumerate(panel.edges) if e.name == k) for k in ("side", "crotch"))
    waist = list(panel.edges[i + 1 : j])
    draft.panels["leg_back"] = replace(
        panel,
        edges=(
            *panel.edges[:i],
            replace(side, path=low_side),
            Edge("yoke", (line(a, b),)),
            replace(crotch, path=low_crotch),
            *panel.edges[j + 1 :],
        ),
        darts=(),
    )
    mouths = [n for n, e in enumerate(waist) if e.role is Role.DART]
    lower = lines(b, a)
    if mouths:
        n = mouths[0]
        m1, m2 = waist[n].start, waist[n].end
        middle = (m1 + m2) / 2
        tip = cross(middle, (m2 - m1) * 1j, a, b - a)
        if tip is not None:
            angle = _angle(m1 - tip, m2 - tip)
            spin = turn(angle, tip)
            behind = [
                replace(e, path=tuple(moved(c, spin) for c in e.path)) for e in waist[n + 1 :]
            ]
            waist = [*waist[:n], *behind]
            top_crotch = tuple(moved(c, spin) for c in top_crotch)
            lower = lines(spin(b), tip, a)
    yoke = Panel(
        "leg_back_yoke",
        (
            Edge("lower", lower),
            Edge("side", top_side),
            *waist,
            Edge("crotch", top_crotch),
        ),
        Label("BY", "Back yoke", "后育克"),
        (a + complex(-5.0 * s, 1.0), a + complex(-5.0 * s, 4.0 * s)),
        Copies.PAIR,
        zone=Zone.LEG,
        facing="back",
    )
    draft.add(yoke)
    draft.seam("back yoke", ["-leg_back_yoke.lower"], ["leg_back.yoke"])
    draft.match("-leg_back_yoke.lower", "leg_back.yoke", 0.5, 2)


def _angle(to: complex, start: complex) -> float:

    return cmath.phase(to / start)
