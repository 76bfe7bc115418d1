"""Pockets, with the marks where they are sewn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.building import Draft, hem, mark, strip
from modiste.design.make.curves import (
    Path,
    line,
    lines,
    path_at,
)
from modiste.design.make.panel import Copies, Edge, Inside, Label, Mark, Panel, Role
from modiste.design.make.plan import Plan
from modiste.design.spec.vocabulary import (
    BackPocket,
    Category,
    ChestPocket,
    HipPocket,
)

if TYPE_CHECKING:
    pass
from modiste.design.make.pieces import place, rectangle


def pocket_pieces(plan: Plan, draft: Draft) -> None:
    """Pockets of the hips, the seat and the chest, with their marks."""
    _hip(plan, draft)
    _seat(plan, draft)
    _chest(plan, draft)


def _front_name(draft: Draft) -> str:
    for name in (
        "leg_front",
        "skirt_front",
        "skirt_front_yoke",
        "skirt_front_1",
        "skirt_front_centre",
        "front",
        "front_centre",
    ):
        if name in draft.panels:
            return name
    return "front"


def _hip(plan: Plan, draft: Draft) -> None:
    spec, s = plan.spec, plan.size
    kind = spec.pockets.hip
    if kind is HipPocket.NONE:
        return
    name = _front_name(draft)
    panel = draft.panels[name]
    side = next((e for e in panel.edges if e.name.startswith("side")), panel.edges[0])
    left, low, right, top = panel.box
    wide = min(15.0 * s, (right - max(left, 0.0)) * 0.7)
    bag = Label("PB", "Pocket bag", "口袋布")
    if kind is HipPocket.IN_SEAM:
        draft.add(_bag(bag, 16.0 * s, 26.0 * s, 4))
        start = max(
            3.0, side.length - (7.0 if name.startswith(("leg", "skirt")) else 0.0) * s - 15 * s
        )
        draft.notch(name, side.name, min(start, side.length * 0.6))
        draft.notch(name, side.name, min(start + 15.0 * s, side.length * 0.95))
        return
    if kind in (HipPocket.SLANT, HipPocket.FIVE):
        _cut_pocket(plan, draft, name, curved=kind is HipPocket.FIVE)
        return
    if kind is HipPocket.KANGAROO:
        wide, tall = min(17.0 * s, (right - max(left, 0.0)) * 0.75), 19.0 * s
        draft.add(_kangaroo(wide, tall))
        draft.inside(
            name,
            mark(
                "kangaroo",
                Mark.PLACEMENT,
                complex(0, low + 2 + tall),
                complex(wide * 0.55, low + 2 + tall),
                complex(wide, low + 2 + tall * 0.35),
                complex(wide, low + 2),
            ),
        )
        return
    level = _pocket_level(plan, top, low)
    x = (right + max(left, 0.0)) / 2 - wide / 2 + 0.5
    x = min(max(x, max(left, 0.0) + 1.5), right - wide - 1.0)
    if kind is HipPocket.PATCH:
        tall = min(17.0 * s, (level - low) * 0.8)
        draft.add(
            rectangle("hip_pocket", Label("PH", "Hip pocket", "大贴袋"), wide, tall, round_=2.0 * s)
        )
        place(draft, name, "hip_pocket", complex(x, level), complex(wide, tall))
        return
    draft.inside(
        name, mark("hip_pocket", Mark.PLACEMENT, complex(x, level), complex(x + wide, level))
    )
    draft.add(_bag(bag, wide + 3.0, 24.0 * s, 2))
    if kind is HipPocket.FLAP:
        draft.add(
            rectangle(
                "hip_flap",
                Label("PF", "Pocket flap", "袋盖"),
                wide,
                5.5 * s,
                round_=1.5 * s,
                layers=2,
                top=1.0,
                interfaced=True,
            )
        )
    draft.add(
        strip(
            "hip_welt",
            Label("PW", "Pocket welt", "袋嵌条"),
            wide + 3.0,
            2.0 * s,
            copies=Copies.PAIR,
            interfaced=True,
        )
    )


def _pocket_level(plan: Plan, top: float, low: float) -> float:
    level = -6.0 * plan.size if top > -1.0 else top - 8.0
    return max(level, low + (top - low) * 0.25) if top - low > 10 else (top + low) / 2


def _bag(label: Label, wide: float, tall: float, layers: int) -> Panel:
    panel = rectangle(
        "pocket_bag", label, wide, tall, round_=4.0, layers=max(1, layers // 2), top=1.0
    )
    return replace(panel, material="lining")


def _cut_pocket(plan: Plan, draft: Draft, name: str, *, curved: bool) -> None:
    """The line at which the front is cut away for a slanted or curved pocket, and its pieces."""
    s = plan.size
    panel = draft.panels[name]
    side = next((e for e in panel.edges if e.name.startswith("side")), panel.edges[0])
    corner = side.end
    deep, wide = (9.0, 9.5) if curved else (16.0, 3.6)
    start, _ = path_at(side.path, max(0.5, side.length - deep * s))
    end = corner - wide * s + 0j
    path: Path = (
        ((start, start + (corner - start) * 0.15 - 4.5 * s, end - 4.5j * s, end),)
        if curved
        else (line(start, end),)
    )

    draft.inside(name, Inside("pocket_mouth", path, Mark.PLACEMENT))
    draft.add(_bag(Label("PB", "Pocket bag", "口袋布"), 17.0 * s, 28.0 * s, 2))
    draft.add(
        replace(
            rectangle(
                "pocket_stay",
                Label("PS", "Pocket stay (hip piece)", "垫袋布"),
                12.0 * s,
                20.0 * s,
                top=1.0,
            )
        )
    )
    draft.notes.append(
        "Cut the front away at the pocket mouth, 1 cm outside the line; the pocket "
        "stay, cut to the front's outline, replaces the corner."
    )
    if curved:
        draft.add(
            rectangle(
                "coin_pocket",
                Label("PN", "Coin pocket", "表袋"),
                7.5 * s,
                8.5 * s,
                copies=Copies.SINGLE,
            )
        )


def _kangaroo(wide: float, tall: float) -> Panel:
    a, b, c = complex(0, 0), complex(wide, 0), complex(wide, tall * 0.35)
    d, e = complex(wide * 0.55, tall), complex(0, tall)
    return Panel(
        "kangaroo",
        (
            Edge("bottom", lines(a, b)),
            Edge("side", lines(b, c)),
            hem("mouth", lines(c, d), 2.5),
            Edge("top", lines(d, e)),
            Edge("centre", lines(e, a), Role.FOLD, 0.0),
        ),
        Label("PK", "Kangaroo pocket", "袋鼠口袋"),
        (complex(wide * 0.2, tall * 0.2), complex(wide * 0.2, tall * 0.8)),
        Copies.FOLD,
    )


def _seat(plan: Plan, draft: Draft) -> None:
    spec, s = plan.spec, plan.size
    kind = spec.pockets.back
    if kind is BackPocket.NONE:
        return
    name = next(
        (
            n
            for n in ("leg_back", "skirt_back", "skirt_back_1", "skirt_back_centre")
            if n in draft.panels
        ),
        "leg_back",
    )
    left, low, right, top = draft.panels[name].box
    level = top - min(8.0 * s, (top - low) * 0.25)
    wide = min(13.5 * s, (right - max(left, 0.0)) * 0.62)
    x = max(left, 0.0) + (right - max(left, 0.0)) * 0.55 - wide / 2
    if kind is BackPocket.PATCH:
        tall = min(14.5 * s, (level - low) * 0.7)
        draft.add(
            rectangle(
                "back_pocket", Label("PBK", "Back pocket", "后贴袋"), wide, tall, point=2.2 * s
            )
        )
        place(draft, name, "back_pocket", complex(x, level), complex(wide, tall))
        return
    draft.inside(
        name, mark("back_pocket", Mark.PLACEMENT, complex(x, level), complex(x + wide, level))
    )
    draft.add(
        strip(
            "back_welt",
            Label("BW", "Back pocket welt", "后袋嵌条"),
            wide + 3.0,
            2.0 * s,
            copies=Copies.PAIR,
            interfaced=True,
        )
    )
    panel = _bag(Label("BB", "Back pocket bag", "后袋布"), wide + 3.0, 17.0 * s, 2)
    draft.add(replace(panel, name="back_pocket_bag"))


def _chest(plan: Plan, draft: Draft) -> None:
    spec, s = plan.spec, plan.size
    kind = spec.pockets.chest
    name = next((n for n in ("front", "front_centre") if n in draft.panels), None)
    if kind is ChestPocket.NONE or name is None:
        return
    left, low, right, top = draft.panels[name].box
    one = spec.category in (Category.SHIRT, Category.TEE, Category.BLOUSE, Category.KNIT)
    copies = Copies.SINGLE if one and kind is ChestPocket.PATCH else Copies.PAIR
    level = min(top - 14.0 * s, top - (top - low) * 0.28)
    wide = min(11.0 * s, (right - max(left, 0.0)) * 0.55)
    x = min(4.5 * s + max(left, 0.0), right - wide - 0.5)
    tall = min(12.5 * s, (level - low) * 0.7)
    if kind is ChestPocket.WELT:
        draft.inside(
            name,
            mark("chest_welt", Mark.PLACEMENT, complex(x, level), complex(x + wide, level + 0.8)),
        )
        draft.add(
            strip(
                "chest_welt",
                Label("CW", "Chest welt", "胸袋牌"),
                wide,
                2.4 * s,
                copies=Copies.SINGLE,
                interfaced=True,
            )
        )
        return
    draft.add(
        rectangle(
            "chest_pocket",
            Label("CP", "Chest pocket", "胸袋"),
            wide,
            tall,
            point=1.8 * s,
            copies=copies,
        )
    )
    place(draft, name, "chest_pocket", complex(x, level), complex(wide, tall))
    if kind is ChestPocket.FLAP:
        draft.add(
            rectangle(
                "chest_flap",
                Label("CPF", "Chest pocket flap", "胸袋盖"),
                wide + 0.4,
                5.0 * s,
                point=1.2 * s,
                layers=2,
                top=1.0,
            )
        )
