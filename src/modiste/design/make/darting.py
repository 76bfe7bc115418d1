"""The darts of a trunk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.half import Half
from modiste.design.make.panel import (
    Dart,
)

if TYPE_CHECKING:
    from modiste.design.make.plan import Plan
if TYPE_CHECKING:
    from modiste.design.make.trunk import Trunk


def open_darts(plan: Plan, trunk: Trunk) -> None:
    """Open the waist darts of both halves and the bust dart of the front."""
    shape, front, back = trunk.shape, trunk.front, trunk.back
    stem = "waist" if shape.seamed else "hem"
    body = plan.body
    if shape.front_dart > 0 and shape.seamed and shape.bust != "gathers":
        tip = front.apex - 2.0j * plan.size
        front.open_wedge(stem, front.apex.real, shape.front_dart, tip, "waist_dart")
    if shape.back_dart > 0 and shape.seamed:
        x = body.back_width / 4 + 0.4
        back.open_wedge(stem, x, shape.back_dart, complex(x, back.level - 1.5), "waist_dart")
    if not shape.seamed:
        _diamonds(plan, trunk)
    if shape.bust == "waist":
        front.widen_wedge("waist_dart", 2.0 * plan.size)
    elif shape.bust == "side":
        side = front.edge("side").length
        front.open_bust("side", side - min(5.5 * plan.size, side * 0.35), "bust_dart", 2.5)
    elif shape.bust == "gathers":
        front.open_bust(stem, front.apex.real, "bust_gathers", 2.0)
        _sewn_in(front, "bust_gathers", f"{stem}_gather")
    elif shape.bust == "neck":
        front.open_bust("neck", front.edge("neck").length * 0.55, "bust_gathers", 2.0)
        _sewn_in(front, "bust_gathers", "neck_gather")


def open_back_dart(plan: Plan, trunk: Trunk) -> None:
    """The back's waist dart alone."""
    shape, back = trunk.shape, trunk.back
    x = plan.body.back_width / 4 + 0.4
    if shape.back_dart <= 0:
        return
    if shape.seamed:
        back.open_wedge("waist", x, shape.back_dart, complex(x, back.level - 1.5), "waist_dart")
        return
    low = max(shape.outline.bottom + 1.5, -plan.body.hip_depth * 0.62)
    _diamond(back, x, shape.back_dart, back.level - 2.0, low)


def _diamond(half: Half, x: float, takes: float, top: float, low: float) -> None:
    """A dart inside the panel, widest at the natural waist."""
    if low > -4.0:
        return
    half.darts.append(
        Dart(
            "waist_dart",
            (complex(x - takes / 2, 0.0), complex(x + takes / 2, 0.0)),
            complex(x, top),
            complex(x, low),
        )
    )


def _sewn_in(half: Half, dart: str, name: str) -> None:
    """Make a dart's mouth a part of the edge, to be gathered into its seam."""
    i = half.index(f"{dart}_mouth")
    half.edges[i] = replace(half.edges[i], name=name, role=half.edges[i - 1].role)
    half.darts = [d for d in half.darts if d.name != dart]


def _diamonds(plan: Plan, trunk: Trunk) -> None:
    """Waist darts of a one-piece garment: diamonds, or wedges where it ends above the hip."""
    shape, body = trunk.shape, plan.body
    bottom = shape.outline.bottom
    low = max(bottom + 1.5, -body.hip_depth * 0.62)
    pairs = (
        (trunk.front, trunk.front.apex.real, shape.front_dart, trunk.front.apex.imag - 2.5),
        (trunk.back, body.back_width / 4 + 0.4, shape.back_dart, trunk.back.level - 2.0),
    )
    for half, x, takes, top in pairs:
        if takes > 0 and x:
            _diamond(half, x, takes, top, low)
