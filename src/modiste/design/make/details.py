"""The rest of a torso garment: hems, waist casings, pockets, ruffles, belts, trims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.make.building import Draft, mark, strip
from modiste.design.make.panel import Copies, Label, Mark
from modiste.design.make.pieces import hem_band, hem_finish, pleat_note, pocket_pieces, rectangle
from modiste.design.make.plan import Plan
from modiste.design.make.shaping import rib_depth
from modiste.design.spec.vocabulary import Belt, Category, Hem, Ruffles, Trim, WaistStyle

if TYPE_CHECKING:
    from modiste.design.make.trunk import Trunk


def add_details(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """Finish hems and waist, and add what is sewn on."""
    spec, s = plan.spec, plan.size
    chains = trunk.chains
    deep = rib_depth(plan)
    lower = [*chains["back.bottom"], *[f"-{c}" for c in reversed(chains["front.bottom"])]]
    if not trunk.shape.seamed and deep > 0:
        hem_band(plan, draft, lower, deep, knit=spec.hem is Hem.RIB)
    if trunk.shape.seamed:
        hem_finish(plan, draft, ["skirt_back", "skirt_front"])
    else:
        hem_finish(plan, draft, ["back", "front"])
    _waist(plan, draft, trunk)
    pocket_pieces(plan, draft)
    pleat_note(plan, draft)
    if spec.fullness.ruffles is Ruffles.FRONT:
        long = 30.0 * s
        draft.add(strip("front_ruffle", Label("RF", "Front ruffle", "前门襟荷叶边"), long * 1.8, 4.0 * s,
                        folded=False, copies=Copies.PAIR))  # fmt: skip
        draft.notes.append(
            f"The front ruffle is gathered to {long:.0f} cm beside the centre front."
        )
    if spec.fullness.ruffles is Ruffles.SLEEVE:
        hems = [n for n in ("sleeve", "sleeve_front") if n in draft.panels]
        long = sum(draft.panels[n].edge("hem").length for n in hems) * (
            2 if hems == ["sleeve_front"] else 1
        )
        long = long or 34.0 * s
        draft.add(strip("sleeve_ruffle", Label("RL", "Sleeve ruffle", "袖口荷叶边"), long * 1.7, 5.0 * s,
                        folded=False, copies=Copies.PAIR))  # fmt: skip
        draft.notes.append("The sleeve ruffle is gathered to the sleeve's end.")
    _trims(plan, draft)


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
                        draft.inside(name, mark("waist_casing", Mark.ELASTIC, complex(left, 0.0),
                                                complex(right, 0.0)))  # fmt: skip
        what = {"elastic": "Elastic", "shirred": "Rows of elastic thread", "drawstring": "A cord"}
        draft.notes.append(f"{what[style]} at the waist, drawn in to {held:.0f} cm.")
    if spec.waist.belt is Belt.SASH:
        draft.add(strip("sash", Label("SA", "Sash", "腰带(布)"), body.waist * 1.1 + 45, 5.0 * plan.size,
                        copies=Copies.PAIR))  # fmt: skip
    if spec.waist.belt is Belt.BELT:
        draft.add(strip("belt", Label("BE", "Belt", "腰带"), body.waist + 28, 3.5 * plan.size,
                        interfaced=True))  # fmt: skip


def _trims(plan: Plan, draft: Draft) -> None:
    spec, s = plan.spec, plan.size
    if Trim.EPAULETTES in spec.trims:
        draft.add(rectangle("epaulette", Label("EP", "Epaulette", "肩章"), 4.5 * s,
                            max(7.0, plan.body.shoulder * 0.95), point=2.0 * s, layers=2, top=1.0))  # fmt: skip
    if Trim.ELBOW_PATCHES in spec.trims:
        draft.add(rectangle("elbow_patch", Label("EL", "Elbow patch", "肘贴"), 10.0 * s, 14.0 * s,
                            round_=4.8 * s, top=0.7))  # fmt: skip
    if Trim.SIDE_STRIPE in spec.trims:
        legs_ = spec.category in (Category.TROUSERS, Category.SHORTS, Category.JUMPSUIT)
        name = "leg_front" if legs_ else next(iter(draft.panels))
        long = max((e.length for e in draft.panels[name].edges if e.name.startswith("side")),
                   default=60.0)  # fmt: skip
        draft.add(strip("side_stripe", Label("SS", "Side stripe", "侧条"), long, 3.0 * s, folded=False,
                        copies=Copies.PAIR))  # fmt: skip
    if Trim.BOW in spec.trims:
        draft.add(strip("bow", Label("BO", "Bow", "蝴蝶结"), 26.0 * s, 7.0 * s))
    rest = [t.value for t in spec.trims if t not in (Trim.EPAULETTES, Trim.ELBOW_PATCHES,
                                                     Trim.SIDE_STRIPE, Trim.BOW)]  # fmt: skip
    if rest:
        draft.notes.append(
            "Trims bought or worked, without a pattern piece: " + ", ".join(rest) + "."
        )
