"""What hangs from a waist: skirts and legs, on their own or under a bodice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.building import Draft
from modiste.design.make.curves import line
from modiste.design.make.details import finish_bottom, slit_notes
from modiste.design.make.gores import gores, tiers, yoke
from modiste.design.make.legs import Top, legs
from modiste.design.make.panel import Copies, Edge, Kind, Label, Panel, Role
from modiste.design.make.pieces import hem_finish, leg_pieces
from modiste.design.make.plan import Plan, hem_level
from modiste.design.make.pockets import pocket_pieces
from modiste.design.make.shaping import high_low
from modiste.design.make.skirts import (
    Ask,
    Quarter,
    cone,
    hem_allowance,
    quarter,
    with_inverted,
)
from modiste.design.make.waistbands import ELASTIC, add_fly, add_waistband, waist_chain
from modiste.design.make.yokes import part_leg
from modiste.design.spec.vocabulary import (
    Category,
    ClosurePlace,
    ClosureType,
    Darts,
    Gathers,
    Hem,
    Pleats,
    Seams,
    Slit,
    WaistPosition,
    Yoke,
)

if TYPE_CHECKING:
    from modiste.design.make.trunk import Trunk

_NAMES = {"back": ("Back skirt", "后裙片", "SB"), "front": ("Front skirt", "前裙片", "SF")}


def draft_lower(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """Draft what hangs from a bodice's waist seam, and sew it on."""
    top = trunk.shape.outline.bottom
    chains = trunk.chains
    held = {
        side: [c for c in chains[f"{side}.bottom"] if not c.endswith("_gather")]
        for side in ("back", "front")
    }
    waists = {side: draft.length(chain) for side, chain in held.items()}
    draft.girths["waist_seam"] = 2 * sum(waists.values())
    if plan.spec.category is Category.JUMPSUIT:
        _trousers_below(plan, draft, trunk, waists, top)
    else:
        short = plan.spec.category is not Category.DRESS
        _skirt(
            plan,
            draft,
            waists,
            top,
            open_front=trunk.extension if trunk.open_front else None,
            open_back=trunk.split_back,
            peplum=short,
        )
        for side in ("back", "front"):
            names = waist_chain(draft, side)
            draft.join(f"waist {side}", chains[f"{side}.bottom"], names)
        slit_notes(plan, draft)
        if trunk.open_front and trunk.extension > 0:
            _sew_stand(draft)


def _sew_stand(draft: Draft) -> None:
    front = next(n for n in ("front", "front_centre") if n in draft.panels)
    panel = draft.panels[front]
    lower = next(
        (n for n in ("skirt_front", "skirt_front_1", "skirt_front_centre") if n in draft.panels),
        None,
    )
    if panel.has("waist_stand") and lower and draft.panels[lower].has("waist_stand"):
        draft.join("waist stand", [f"{front}.waist_stand"], [f"-{lower}.waist_stand"])


def _skirt(
    plan: Plan,
    draft: Draft,
    waists: dict[str, float],
    top: float,
    *,
    open_front: float | None,
    open_back: bool,
    peplum: bool = False,
) -> None:
    """Draft both sides of a skirt and sew them together."""
    spec = plan.spec
    bottom = hem_level(spec.length, plan.body)
    bottom = min(bottom, top - 5.0)
    low = high_low(plan, bottom) if spec.hem is Hem.HIGH_LOW else 0.0
    rounded = 4.0 * plan.size if spec.hem is Hem.CURVED else 0.0
    slit = spec.slit
    open_front = 0.0 if open_front is None and slit is Slit.FRONT else open_front
    split_back = open_back or slit is Slit.BACK or spec.shaping.seams is Seams.CENTRE
    for side in ("back", "front"):
        back = side == "back"
        ask = Ask(
            waists[side],
            plan.hip / 4 + (0.3 if not back else -0.3) * (plan.body.people == "women"),
            top,
            bottom,
            hem_allowance(plan),
            back,
            spec.shaping.darts in (Darts.WAIST, Darts.BOTH),
            (low if back else -low * 0.5) + rounded,
        )
        _side(
            plan,
            draft,
            side,
            ask,
            peplum=peplum,
            split=split_back if back else open_front is not None,
            ext=0.0 if back else (open_front or 0.0),
        )
    _sew_skirt(plan, draft, split_back=split_back, front=open_front)


def _side(
    plan: Plan,
    draft: Draft,
    side: str,
    ask: Ask,
    *,
    peplum: bool,
    split: bool,
    ext: float,
) -> None:
    spec = plan.spec
    en, zh, code = _NAMES[side]
    label = Label(code, "Peplum " + side if peplum else en, "下摆" + zh[0] if peplum else zh)
    turned = side == "front"
    name = f"skirt_{side}"
    if spec.shaping.yoke is Yoke.HIP and spec.category is Category.SKIRT:
        piece, ask = yoke(
            plan,
            ask,
            9.0 * plan.size,
            f"{name}_yoke",
            Label(f"{code}Y", f"{en} yoke", f"{zh[0]}腰育克"),
        )
        if split:
            piece = _opened(piece, ext)
        draft.add(piece, turned=turned)
    if spec.fullness.tiers:
        panels = tiers(ask, spec.fullness.tiers, name, label)
        for panel in panels:
            draft.add(_opened(panel, ext) if split else panel, turned=turned)
        for n in range(1, spec.fullness.tiers):
            draft.seam(
                f"tier {side} {n}", [f"{name}_{n}.hem"], [f"-{name}_{n + 1}.waist"], Kind.GATHERED
            )
        return
    if spec.shaping.seams is Seams.GORED:
        for panel in gores(plan, ask, name, label):
            opens = split and panel.copies is Copies.FOLD
            draft.add(_opened(panel, ext) if opens else panel, turned=turned)
        draft.seam(f"gore {side}", [f"{name}_centre.gore"], [f"-{name}_side.gore"])
        draft.match(f"{name}_centre.gore", f"-{name}_side.gore", 0.5)
        return
    made = _quarter(plan, ask, peplum=peplum)
    panel = made.panel(name, label, facing=side)
    draft.add(_opened(panel, ext) if split else panel, turned=turned)


def _quarter(plan: Plan, ask: Ask, *, peplum: bool) -> Quarter:
    spec = plan.spec
    if peplum and spec.fullness.gathers is not Gathers.WAIST and spec.waist.style not in ELASTIC:
        made = cone(ask, max(0.5, (ask.hip - ask.waist) / max(6.0, ask.top + plan.body.hip_depth)))
        pleated = spec.fullness.pleats in (Pleats.BOX, Pleats.INVERTED) and ask.back
        return with_inverted(made, 6.0 * plan.size) if pleated else made
    made = quarter(plan, ask)
    if spec.fullness.pleats in (Pleats.INVERTED, Pleats.FRONT) and not ask.back:
        return with_inverted(made, 7.0 * plan.size)
    if spec.fullness.pleats is Pleats.INVERTED and spec.category is not Category.SKIRT:
        return with_inverted(made, 7.0 * plan.size)
    return made


def _opened(panel: Panel, ext: float) -> Panel:
    """The panel as a pair: its fold a seam or, with an extension, an edge beyond the centre."""
    i = next(n for n, e in enumerate(panel.edges) if e.name == "centre")
    edge = panel.edges[i]
    if ext <= 0:
        edges = list(panel.edges)
        edges[i] = replace(edge, role=Role.SEAM, allowance=1.5)
        return replace(panel, edges=tuple(edges), copies=Copies.PAIR)
    out = complex(ext, 0.0)
    top, bottom = edge.start, edge.end
    lower = panel.edges[0]
    edges = [
        replace(lower, name=f"{lower.name}_stand", path=(line(bottom - out, bottom),)),
        *panel.edges[:i],
        Edge("waist_stand", (line(top, top - out),)),
        Edge("front", (line(top - out, bottom - out),), Role.EDGE, 1.0),
        *panel.edges[i + 1 :],
    ]
    return replace(panel, edges=tuple(edges), copies=Copies.PAIR)


def _sew_skirt(plan: Plan, draft: Draft, *, split_back: bool, front: float | None) -> None:
    spec = plan.spec
    at_side = spec.closure.place is ClosurePlace.SIDE
    zip_ = 20.0 * plan.size if at_side and spec.category is Category.SKIRT else 0.0
    pairs = [("skirt_{}", "side")]
    if spec.fullness.tiers:
        pairs = [(f"skirt_{{}}_{n + 1}", "side") for n in range(spec.fullness.tiers)]
    elif spec.shaping.seams is Seams.GORED:
        pairs = [("skirt_{}_side", "side")]
    if spec.shaping.yoke is Yoke.HIP and spec.category is Category.SKIRT:
        pairs.insert(0, ("skirt_{}_yoke", "side"))
    for n, (pattern, edge) in enumerate(pairs):
        a, b = pattern.format("back"), pattern.format("front")
        draft.join(
            f"skirt side {n + 1}", [f"{a}.{edge}"], [f"{b}.{edge}"], partial=zip_ if n == 0 else 0.0
        )
        draft.match(f"{a}.{edge}", f"{b}.{edge}", 0.6)
    if spec.shaping.yoke is Yoke.HIP and spec.category is Category.SKIRT:
        for side in ("back", "front"):
            chain = _chain_below(draft, side)
            draft.join(f"hip yoke {side}", [f"skirt_{side}_yoke.lower"], chain)
    centre_names = [p.format("{}").replace("_side", "_centre") for p, _ in pairs]
    for name in centre_names:
        back, fore = name.format("back"), name.format("front")
        if split_back:
            opening = 20.0 * plan.size if spec.closure.place is ClosurePlace.BACK else 0.0
            draft.seam(
                f"{back} centre",
                [f"{back}.centre"],
                [f"{back}.centre"],
                opposite=True,
                partial=min(opening, draft.panels[back].edge("centre").length),
            )
        if front is not None and front <= 0 and draft.panels[fore].has("centre"):
            opens = spec.closure.place is ClosurePlace.FRONT
            whole = draft.panels[fore].edge("centre").length
            part = whole if opens and spec.category is not Category.SKIRT else 20.0 * plan.size
            draft.seam(
                f"{fore} centre",
                [f"{fore}.centre"],
                [f"{fore}.centre"],
                opposite=True,
                partial=min(part, whole) if opens else 0.0,
            )


def _chain_below(draft: Draft, side: str) -> list[str]:
    """The waist of the piece below a hip yoke."""
    for panel in (f"skirt_{side}", f"skirt_{side}_1"):
        if panel in draft.panels:
            return [
                f"-{panel}.{e.name}"
                for e in reversed(draft.panels[panel].edges)
                if e.name.startswith("waist") and e.role is Role.SEAM and e.name != "waist_stand"
            ]
    return [f"-skirt_{side}_centre.waist", f"-skirt_{side}_side.waist"]


def _trousers_below(
    plan: Plan, draft: Draft, trunk: Trunk, waists: dict[str, float], top: float
) -> None:
    spec = plan.spec
    gathered = spec.waist.style in ELASTIC or spec.fullness.gathers is Gathers.WAIST
    # Legs follow the hip from the natural waist on; an empire bodice is lengthened to it.
    front, back = legs(
        plan, Top(waists["front"], waists["back"], top, darts=True, gathered=gathered)
    )
    draft.add(front, turned=True)
    draft.add(back)
    _sew_legs(draft)
    chains = trunk.chains
    for side in ("back", "front"):
        panel = draft.panels[f"leg_{side}"]
        names = [
            f"-leg_{side}.{e.name}"
            for e in reversed(panel.edges)
            if e.name.startswith("waist") and e.role is Role.SEAM
        ]
        draft.join(f"waist {side}", chains[f"{side}.bottom"], names)
    leg_pieces(plan, draft)


def _sew_legs(draft: Draft, fly: float = 0.0) -> None:
    yoke = ["leg_back_yoke"] if "leg_back_yoke" in draft.panels else []
    sides = ["leg_back.side", *[f"{n}.side" for n in yoke]]
    draft.seam("outside leg", sides, ["leg_front.side"])
    draft.match("leg_back.side", "leg_front.side", 0.5)
    draft.seam("inside leg", ["leg_back.inside"], ["leg_front.inside"])
    draft.match("leg_back.inside", "leg_front.inside", 0.5)
    draft.seam(
        "centre front", ["leg_front.crotch"], ["leg_front.crotch"], opposite=True, partial=fly
    )
    seat = [*[f"{n}.crotch" for n in yoke], "leg_back.crotch"]
    draft.seam("centre back", seat, seat, opposite=True)
    draft.notch("leg_back", "crotch", draft.panels["leg_back"].edge("crotch").length * 0.45, 2)
    draft.notch("leg_front", "crotch", draft.panels["leg_front"].edge("crotch").length * 0.45)


# Skirts, trousers and shorts ---------------------------------------------------------------------


def waist_level(plan: Plan) -> tuple[float, float]:
    """Height of the upper edge of a skirt or trousers, and the garment's girth there, in cm."""
    body, s = plan.body, plan.size
    height = {
        WaistPosition.HIGH: 4.0 * s,
        WaistPosition.LOW: -6.0 * s,
    }.get(plan.spec.waist.position, 0.0)
    ease = plan.waist - body.waist
    if height <= 0:
        share = -height / body.hip_depth
        girth = body.waist + (body.hip - body.waist) * share**1.1 + ease
    else:
        girth = body.waist + 0.25 * height + ease
    return height, girth


def draft_bottom(plan: Plan, draft: Draft) -> None:
    """Draft a skirt, trousers or shorts with its waistband."""
    spec = plan.spec
    height, girth = waist_level(plan)
    gathered = spec.waist.style in ELASTIC
    skirt = spec.category is Category.SKIRT
    shift = 0.4 * plan.size if plan.body.people == "women" else 0.0
    waists = {"front": girth / 4 + shift, "back": girth / 4 - shift}
    draft.girths["waistband"] = girth
    front_opens = spec.closure.place is ClosurePlace.FRONT
    if skirt:
        ext = _skirt_extension(plan)
        opens = front_opens and spec.closure.type in (
            ClosureType.BUTTONS,
            ClosureType.SNAPS,
            ClosureType.TIE,
        )
        _skirt(
            plan,
            draft,
            waists,
            height,
            open_front=ext if opens else (0.0 if front_opens else None),
            open_back=spec.closure.place is ClosurePlace.BACK,
        )
        hem_finish(plan, draft, ["skirt_back", "skirt_front"])
        slit_notes(plan, draft)
    else:
        front, back = legs(
            plan,
            Top(
                waists["front"],
                waists["back"],
                height,
                spec.shaping.darts is not Darts.NONE,
                gathered or spec.fullness.gathers is Gathers.WAIST,
            ),
        )
        draft.add(front, turned=True)
        draft.add(back)
        if spec.shaping.yoke is Yoke.HIP:
            part_leg(plan, draft)
        fly = 0.0
        if front_opens:
            fly = min(17.0 * plan.size, front.edge("crotch").length * 0.6)
            add_fly(plan, draft, fly)
        _sew_legs(draft, fly)
        leg_pieces(plan, draft)
    add_waistband(plan, draft, waists, gathered=gathered)
    pocket_pieces(plan, draft)
    finish_bottom(plan, draft)


def _skirt_extension(plan: Plan) -> float:
    if plan.spec.closure.type is ClosureType.TIE:
        return plan.waist / 4 * 0.8
    return 2.0 * plan.size
