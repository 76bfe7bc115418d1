"""The rest of a torso garment: hems, waist casings, pockets, ruffles, belts, trims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.make.building import Draft, half_strip, mark, strip
from modiste.design.make.panel import Copies, Label, Mark, Role, Zone
from modiste.design.make.pieces import hem_band, hem_finish, pleat_note, rectangle
from modiste.design.make.plan import Plan
from modiste.design.make.pockets import pocket_pieces
from modiste.design.make.shaping import rib_depth
from modiste.design.spec.vocabulary import (
    Belt,
    Category,
    ClosureType,
    Hem,
    Ruffles,
    Seams,
    Slit,
    Trim,
    WaistStyle,
)

if TYPE_CHECKING:
    from modiste.design.make.trunk import Trunk


def add_details(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """Finish hems and waist, and add what is sewn on."""
    spec, s = plan.spec, plan.size
    chains = trunk.chains
    deep = rib_depth(plan)
    lower = [*chains["back.bottom"], *[f"-{c}" for c in reversed(chains["front.bottom"])]]
    if not trunk.shape.seamed and deep > 0:
        hem_band(draft, lower, deep, knit=spec.hem is Hem.RIB)
    if trunk.shape.seamed:
        hem_finish(plan, draft, ["skirt_back", "skirt_front"])
    else:
        hem_finish(plan, draft, ["back", "front"])
    _waist(plan, draft, trunk)
    pocket_pieces(plan, draft)
    pleat_note(plan, draft)
    if not trunk.shape.seamed:
        slit_notes(plan, draft)
    if spec.fullness.ruffles is Ruffles.FRONT:
        _front_ruffle(plan, draft)
    if spec.fullness.ruffles is Ruffles.WAIST and spec.category in (
        Category.DRESS,
        Category.JUMPSUIT,
    ):
        whole = draft.girths.get("waist_seam", plan.waist) / 2
        draft.add(
            half_strip(
                "waist_ruffle",
                Label("RW", "Waist ruffle", "腰部荷叶边"),
                whole * 1.7,
                14.0 * s,
                folded=False,
                zone=Zone.TORSO,
            )
        )
        draft.notes.append("The waist ruffle is gathered into the waist seam.")
    if spec.fullness.ruffles is Ruffles.SLEEVE:
        hems = [n for n in ("sleeve", "sleeve_front") if n in draft.panels]
        long = sum(draft.panels[n].edge("hem").length for n in hems) * (
            2 if hems == ["sleeve_front"] else 1
        )
        long = long or 34.0 * s
        draft.add(
            strip(
                "sleeve_ruffle",
                Label("RL", "Sleeve ruffle", "袖口荷叶边"),
                long * 1.7,
                5.0 * s,
                folded=False,
                copies=Copies.PAIR,
            )
        )
        draft.notes.append("The sleeve ruffle is gathered to the sleeve's end.")
    _trims(plan, draft)


def finish_bottom(plan: Plan, draft: Draft) -> None:
    """What is sewn on or said of skirts, trousers and shorts."""
    spec, s = plan.spec, plan.size
    _belt(plan, draft)
    pleat_note(plan, draft)
    place = spec.closure.place
    if spec.closure.type not in (ClosureType.NONE, ClosureType.FLY):
        words = spec.closure.type.replace("-", " ").capitalize()
        draft.notes.append(f"{words} at the {place.replace('-', ' ')}.")
    if spec.closure.type is ClosureType.TIE:
        draft.add(strip("tie", Label("TI", "Tie", "系带"), 60.0 * s, 2.5 * s, copies=Copies.PAIR))
    if spec.fullness.ruffles is Ruffles.FRONT:
        _front_ruffle(plan, draft)
    if spec.shaping.seams is Seams.CENTRE and "leg_front" in draft.panels:
        draft.notes.append("A pintuck or seam is stitched along each leg's crease line.")
    _trims(plan, draft)


def slit_notes(plan: Plan, draft: Draft) -> None:
    """Where a slit ends: a notch on the edge that is left open, and how long it is."""
    slit = plan.spec.slit
    if slit is Slit.NONE:
        return
    edge = "side" if slit is Slit.SIDE else "centre"
    sides = ("back", "front") if slit is Slit.SIDE else (slit.value,)
    for name, panel in list(draft.panels.items()):
        parts = name.split("_")
        lowest = not parts[-1].isdigit() or f"{'_'.join(parts[:-1])}_{int(parts[-1]) + 1}" not in (
            draft.panels
        )
        if panel.zone is not Zone.TORSO or panel.facing not in sides or not lowest:
            continue
        found = next((e for e in panel.edges if e.name == edge), None)
        if (
            found is None
            or found.role is Role.FOLD
            or name.startswith(("back_yoke", "skirt_back_yoke", "skirt_front_yoke"))
        ):
            continue
        long = min(found.length * 0.45, max(8.0, 0.3 * -panel.box[1]))
        draft.notch(name, edge, long if edge == "side" else found.length - long)
        draft.notes.append(f"{panel.label.en}: slit of {long:.0f} cm from the hem up to the notch.")


def _front_ruffle(plan: Plan, draft: Draft) -> None:
    long = 30.0 * plan.size
    draft.add(
        strip(
            "front_ruffle",
            Label("RF", "Front ruffle", "前荷叶边"),
            long * 1.8,
            4.0 * plan.size,
            folded=False,
            copies=Copies.PAIR,
        )
    )
    draft.notes.append(f"The front ruffle is gathered to {long:.0f} cm beside the centre front.")


def _belt(plan: Plan, draft: Draft) -> None:
    spec, body = plan.spec, plan.body
    if spec.waist.belt is Belt.SASH:
        draft.add(
            strip(
                "sash",
                Label("SA", "Sash", "腰带(布)"),
                body.waist * 1.1 + 45,
                5.0 * plan.size,
                copies=Copies.PAIR,
            )
        )
    if spec.waist.belt is Belt.BELT:
        draft.add(
            strip(
                "belt",
                Label("BE", "Belt", "腰带"),
                body.waist + 28,
                3.5 * plan.size,
                interfaced=True,
            )
        )


def _waist(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    spec, body = plan.spec, plan.body
    style = spec.waist.style
    held = body.waist + 2.0
    if style in (WaistStyle.ELASTIC, WaistStyle.SHIRRED, WaistStyle.DRAWSTRING):
        if not trunk.shape.seamed:
            for name in ("back", "front", "back_centre", "front_centre", "back_side", "front_side"):
                if name in draft.panels:
                    left, low, right, _ = draft.panels[name].box
                    if low < 0.0:
                        draft.inside(
                            name,
                            mark(
                                "waist_casing",
                                Mark.ELASTIC,
                                complex(left, 0.0),
                                complex(right, 0.0),
                            ),
                        )
        what = {"elastic": "Elastic", "shirred": "Rows of elastic thread", "drawstring": "A cord"}
        draft.notes.append(f"{what[style]} at the waist, drawn in to {held:.0f} cm.")
    _belt(plan, draft)


def _trims(plan: Plan, draft: Draft) -> None:
    spec, s = plan.spec, plan.size
    if Trim.EPAULETTES in spec.trims:
        draft.add(
            rectangle(
                "epaulette",
                Label("EP", "Epaulette", "肩章"),
                4.5 * s,
                max(7.0, plan.body.shoulder * 0.95),
                point=2.0 * s,
                layers=2,
                top=1.0,
            )
        )
    if Trim.ELBOW_PATCHES in spec.trims:
        draft.add(
            rectangle(
                "elbow_patch",
                Label("EL", "Elbow patch", "肘贴"),
                10.0 * s,
                14.0 * s,
                round_=4.8 * s,
                top=0.7,
            )
        )
    if Trim.SIDE_STRIPE in spec.trims:
        legs_ = spec.category in (Category.TROUSERS, Category.SHORTS, Category.JUMPSUIT)
        name = "leg_front" if legs_ else next(iter(draft.panels))
        long = max(
            (e.length for e in draft.panels[name].edges if e.name.startswith("side")), default=60.0
        )
        draft.add(
            strip(
                "side_stripe",
                Label("SS", "Side stripe", "侧条"),
                long,
                3.0 * s,
                folded=False,
                copies=Copies.PAIR,
            )
        )
    if Trim.BOW in spec.trims:
        draft.add(strip("bow", Label("BO", "Bow", "蝴蝶结"), 26.0 * s, 7.0 * s))
    rest = [
        t.value
        for t in spec.trims
        if t not in (Trim.EPAULETTES, Trim.ELBOW_PATCHES, Trim.SIDE_STRIPE, Trim.BOW)
    ]
    if rest:
        draft.notes.append(
            "Trims bought or worked, without a pattern piece: " + ", ".join(rest) + "."
        )
