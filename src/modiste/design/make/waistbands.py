"""Waistbands and flies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.make.building import Draft, half_strip, mark, strip
from modiste.design.make.curves import line
from modiste.design.make.panel import Copies, Edge, Label, Mark, Panel, Role
from modiste.design.make.plan import Plan
from modiste.design.spec.vocabulary import (
    Category,
    ClosurePlace,
    WaistStyle,
)

if TYPE_CHECKING:
    pass


ELASTIC = (WaistStyle.ELASTIC, WaistStyle.DRAWSTRING, WaistStyle.SHIRRED)


def waist_chain(draft: Draft, side: str) -> list[str]:
    """The waist edges of a skirt's side from the centre outwards, as walked from the centre."""
    names: list[str] = []
    for panel in (
        f"skirt_{side}_yoke",
        f"skirt_{side}",
        f"skirt_{side}_1",
    ):
        if panel in draft.panels:
            names = [
                f"-{panel}.{e.name}"
                for e in reversed(draft.panels[panel].edges)
                if e.name.startswith("waist") and e.role is Role.SEAM and e.name != "waist_stand"
            ]
            break
    else:
        names = [f"-skirt_{side}_centre.waist", f"-skirt_{side}_side.waist"]
    return names


def add_fly(plan: Plan, draft: Draft, long: float) -> None:
    """Add the pieces of a fly and mark it on the front leg."""
    wide = 3.5 * max(0.75, plan.size)
    facing = Panel(
        "fly_facing",
        (
            Edge("centre", (line(complex(0, 0), complex(0, long)),)),
            Edge("top", (line(complex(0, long), complex(-wide, long)),)),
            Edge(
                "curve",
                (
                    line(complex(-wide, long), complex(-wide, wide)),
                    (complex(-wide, wide), complex(-wide, wide * 0.3), complex(-wide * 0.4, 0), 0j),
                ),
            ),
        ),
        Label("FF", "Fly facing", "门襟贴"),
        (complex(-wide * 0.5, long * 0.3), complex(-wide * 0.5, long * 0.85)),
        Copies.SINGLE,
        interfaced=True,
    )
    draft.add(facing)

    draft.add(strip("fly_shield", Label("FS", "Fly shield", "里襟"), long + 1.0, wide, folded=True))
    edge = draft.panels["leg_front"].edge("crotch")
    start = edge.start
    draft.inside(
        "leg_front",
        mark(
            "fly",
            Mark.STITCH,
            start + wide,
            start + wide - 1j * long * 0.8,
            start - 1j * long * 0.97,
        ),
    )
    draft.notes.append(f"Zip of {long - 1.5:.0f} cm under the fly.")


def add_waistband(plan: Plan, draft: Draft, waists: dict[str, float], *, gathered: bool) -> None:
    """Waistband pieces, sewn to the upper edge."""
    spec = plan.spec
    wide = (4.0 if spec.category is not Category.SKIRT else 3.5) * max(0.75, plan.size)
    place = spec.closure.place
    chains = {
        side: leg_chain(draft, side) if f"leg_{side}" in draft.panels else waist_chain(draft, side)
        for side in ("back", "front")
    }
    whole = waists["back"] + waists["front"]
    stretch = plan.knit and not gathered
    name = Label("WB", "Waistband", "腰头")
    if gathered:
        full = sum(draft.length(c) for c in chains.values())
        held = whole
        panel = half_strip(
            "waistband",
            name,
            min(full, max(held * 1.08, plan.hip / 2 * 1.02)),
            wide,
            material="self",
        )
        draft.add(panel)
        draft.inside(
            "waistband",
            mark(
                "elastic",
                Mark.ELASTIC,
                complex(0, wide * 0.5),
                complex(panel.edge("seam").length, wide * 0.5),
            ),
        )
        kind = {
            WaistStyle.DRAWSTRING: "cord",
            WaistStyle.SHIRRED: "elastic thread",
        }.get(spec.waist.style, "elastic")
        draft.notes.append(f"Waist: {kind}, {2 * held * 0.94:.0f} cm round.")
        chain = [*chains["front"], *[_flip(c) for c in reversed(chains["back"])]]
        draft.join("waistband", ["waistband.seam"], chain)
        draft.seam("waistband end", ["waistband.end"], ["waistband.end"], opposite=True)
        return
    if place is ClosurePlace.SIDE or (place is ClosurePlace.NONE and not stretch):
        for side in ("front", "back"):
            stand = 3.0 if side == "back" else 0.0
            label = Label(
                f"WB{side[0].upper()}",
                f"Waistband {side}",
                "前腰头" if side == "front" else "后腰头",
            )
            draft.add(
                half_strip(
                    f"waistband_{side}", label, waists[side], wide, stand=stand, interfaced=True
                )
            )
            draft.join(f"waistband {side}", [f"waistband_{side}.seam"], chains[side])
        return
    fold = "front" if place is ClosurePlace.BACK else "back"
    other = "back" if fold == "front" else "front"
    stand = 0.0 if place is ClosurePlace.NONE else 3.0
    front = "skirt_front" if "skirt_front" in draft.panels else ""
    if place is ClosurePlace.FRONT and front and draft.panels[front].has("waist_stand"):
        stand = draft.panels[front].edge("waist_stand").length
    draft.add(half_strip("waistband", name, whole, wide, stand=stand, interfaced=not stretch))
    chain = [*chains[fold], *[_flip(c) for c in reversed(chains[other])]]
    draft.join("waistband", ["waistband.seam"], chain)
    if place is ClosurePlace.NONE:
        draft.seam("waistband end", ["waistband.end"], ["waistband.end"], opposite=True)
    draft.notch("waistband", "seam", waists[fold])


def _flip(text: str) -> str:
    return text[1:] if text.startswith("-") else f"-{text}"


def leg_chain(draft: Draft, side: str) -> list[str]:
    """The waist edges of a leg or of its yoke, as walked from the centre."""
    name = f"leg_{side}_yoke" if f"leg_{side}_yoke" in draft.panels else f"leg_{side}"
    panel = draft.panels[name]
    return [
        f"-{name}.{e.name}"
        for e in reversed(panel.edges)
        if e.name.startswith("waist") and e.role is Role.SEAM
    ]
