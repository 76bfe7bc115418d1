"""What is sewn to the neck: collars, ribs, facings, hoods; front and back openings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make import collars
from modiste.design.make.bare import is_bare
from modiste.design.make.building import Draft, free, half_strip, mark
from modiste.design.make.curves import path_split
from modiste.design.make.facings import face_lapel, face_neck, open_front
from modiste.design.make.necks import neck_stretch
from modiste.design.make.panel import Kind, Label, Mark, Role, Zone
from modiste.design.make.plan import Plan
from modiste.design.spec.vocabulary import (
    Category,
    ClosurePlace,
    Collar,
    Gathers,
    Neckline,
    Ruffles,
)

if TYPE_CHECKING:
    from modiste.design.make.trunk import Trunk


def sew_neck(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """Sew the collar or finish the neckline, and face the openings."""
    level = trunk.back.level - (3.0 * plan.size if is_bare(plan) else 0.5)
    under = trunk.front.edges[trunk.front.joint_after()].start.imag
    level = min(level, under - 0.5)
    if plan.body.people == "women":
        level = min(level, trunk.front.apex.imag)
    if trunk.shape.bust in ("waist", "gathers"):
        # The dart turns the side out of level: no line across the open panel is the bust's.
        draft.girths["bust"] = plan.bust
    else:
        draft.girths["bust_level"] = level
    spec = plan.spec
    chains = trunk.chains
    back, front = chains["back.neck"], chains["front.neck"]
    whole = draft.length(back) + draft.length(front)
    draft.girths["neck_opening"] = 2 * whole
    if "sleeve" in draft.panels and draft.panels["sleeve"].has("top"):
        draft.girths["neck_opening"] += 2 * draft.panels["sleeve"].edge("top").length
    if spec.collar is not Collar.NONE:
        _collar(plan, draft, trunk, back, front)
    elif spec.neckline is Neckline.COWL:
        draft.notes.append("The cowl's neck edge is hemmed 4 cm deep and hangs on the bias.")
        _binding(plan, draft, draft.length(back), "neck_binding")
    elif plan.knit and not is_bare(plan) and not trunk.open_front:
        _rib(plan, draft, back, front)
    elif is_bare(plan) or spec.fullness.gathers is Gathers.NECK or _parted(trunk):
        gathered = spec.fullness.gathers is Gathers.NECK
        held = whole * (0.62 if spec.neckline is Neckline.OFF_SHOULDER else 1.0)
        if gathered:
            held = draft.length([n for n in (*back, *front) if not n.endswith("_gather")])
        _binding(plan, draft, held, "neck_binding")
    else:
        face_neck(plan, draft, trunk)
    if spec.fullness.ruffles is Ruffles.NECK and spec.collar is not Collar.RUFFLE:
        draft.add(
            half_strip(
                "neck_ruffle",
                Label("RN", "Neck ruffle", "领口荷叶边"),
                whole * 1.8,
                5.0 * plan.size,
                folded=False,
                zone=Zone.NECK,
            )
        )
        draft.seam("neck ruffle", _from_back(back, front), ["neck_ruffle.seam"], Kind.GATHERED)
    open_front(plan, draft, trunk)
    _slit(plan, draft, trunk)


def _slit(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """A slit at the centre back where the neck alone does not pass the head."""
    spec = plan.spec
    open_ = spec.closure.place in (
        ClosurePlace.FRONT,
        ClosurePlace.BACK,
        ClosurePlace.HALF_FRONT,
    ) or spec.category in (Category.JACKET, Category.COAT)
    short = (plan.body.head + 0.5) / (1 + neck_stretch(spec.fabric.stretch))
    short -= draft.girths["neck_opening"]
    if open_ or short <= 0.0 or is_bare(plan):
        return
    long = round(short / 2 + 1.0, 1)
    panel, edge = trunk.chains["back.neck"][-1].split(".")
    top = draft.panels[panel].edge(edge).end
    draft.inside(panel, mark("neck_slit", Mark.PLACEMENT, top, top - 1j * long))
    draft.girths["neck_opening"] += 2 * long
    draft.notes.append(
        f"A slit of {long:.0f} cm at the centre back with a loop and button lets the head through."
    )


def _parted(trunk: Trunk) -> bool:
    """Whether the neck is in more pieces than a facing can be traced from."""
    return len(trunk.chains["back.neck"]) > 1 or len(trunk.chains["front.neck"]) > 1


def _from_back(back: list[str], front: list[str]) -> list[str]:
    """Half the neckline from the centre back to the centre front."""
    return [*[f"-{c}" for c in reversed(back)], *front]


def _from_front(back: list[str], front: list[str]) -> list[str]:
    return [*[f"-{c}" for c in reversed(front)], *back]


def _binding(plan: Plan, draft: Draft, half: float, name: str) -> None:
    draft.add(
        replace(
            half_strip(
                name,
                Label("NB", "Neck binding", "领口滚条"),
                half,
                3.0,
                folded=False,
                zone=Zone.NECK,
            ),
            bias=not plan.knit,
        )
    )


def _rib(plan: Plan, draft: Draft, back: list[str], front: list[str]) -> None:
    spec, s = plan.spec, plan.size
    whole = draft.length(back) + draft.length(front)
    held = whole
    if spec.fullness.gathers is Gathers.NECK:
        held = draft.length([n for n in (*back, *front) if not n.endswith("_gather")])
    pointed = spec.neckline in (Neckline.V, Neckline.DEEP_V, Neckline.SQUARE)
    ratio = 0.96 if pointed else 0.88
    deep = (2.6 if spec.category is Category.KNIT else 1.8) * max(0.75, s)
    draft.add(
        collars.rib("neck_rib", Label("NR", "Neck rib", "领口罗纹"), held, deep, ratio, folded=True)
    )
    draft.role([*back, *front], Role.SEAM)
    draft.seam("neck rib", _from_front(back, front), ["neck_rib.seam"], Kind.STRETCHED)
    draft.seam("neck rib end", ["neck_rib.end"], ["neck_rib.end"], opposite=True)


# Collars ------------------------------------------------------------------------------------------


def _collar(plan: Plan, draft: Draft, trunk: Trunk, back: list[str], front: list[str]) -> None:
    spec, s = plan.spec, plan.size
    kind = spec.collar
    in_back = spec.closure.place is ClosurePlace.BACK
    chain = _from_front(back, front) if in_back else _from_back(back, front)
    neck = draft.length(chain)
    stand = trunk.extension if trunk.open_front and not in_back else 0.0
    if spec.neckline is Neckline.WRAP:
        stand = 0.0
    small = max(0.75, s)
    seam = "collar.seam"
    draft.role(chain, Role.SEAM)
    if kind in (Collar.NOTCHED, Collar.PEAK, Collar.SHAWL):
        _tailored(plan, draft, trunk, back, front)
        return
    if kind in (Collar.SHIRT, Collar.BUTTON_DOWN):
        _shirt(plan, draft, chain, neck, stand)
        return
    if kind is Collar.PETER_PAN:
        panel = collars.flat(
            plan, trunk.necks["back"], trunk.necks["front"], 6.0 * small, turned=in_back
        )
        draft.add(panel)
        # The flat collar's edge is walked with the neckline, from its fold.
        draft.join("collar", chain, ["collar.seam" if in_back else "-collar.seam"])
        face_neck(plan, draft, trunk)
        return
    if kind is Collar.SAILOR:
        draft.add(collars.sailor(plan, trunk.necks["back"], trunk.necks["front"]))
        draft.join("collar", chain, ["-collar.seam"])
        face_neck(plan, draft, trunk)
        return
    if kind is Collar.HOOD:
        panel = collars.hood(plan, neck, stand)
        draft.add(panel)
        draft.join("hood", chain, ["hood.seam"])
        draft.seam("hood crown", ["hood.crown"], ["hood.crown"], opposite=True)
        return
    if kind in (Collar.BOW, Collar.RUFFLE):
        _soft(plan, draft, chain, neck, bow=kind is Collar.BOW)
        return
    panel = {
        Collar.BAND: lambda: collars.curved(
            "collar", Label("CO", "Band collar", "立领"), neck, stand, 3.4 * small, 1.3 * small
        ),
        Collar.CAMP: lambda: collars.curved(
            "collar",
            Label("CO", "Camp collar", "古巴领"),
            neck,
            0.0,
            7.0 * small,
            0.6,
            point=complex(1.8, 1.2) * small,
        ),
        Collar.POLO: lambda: collars.curved(
            "collar",
            Label("CO", "Polo collar", "POLO领"),
            neck * 0.96,
            0.0,
            6.6 * small,
            0.0,
            point=complex(1.6, 0.4) * small,
            layers=1,
            interfaced=False,
            material="rib",
        ),
        Collar.FUNNEL: lambda: collars.curved(
            "collar", Label("CO", "Funnel collar", "漏斗领"), neck, stand, 8.0 * small, 0.8 * small
        ),
        Collar.MOCK: lambda: collars.rib(
            "collar",
            Label("CO", "Mock neck", "半高领"),
            neck,
            5.0 * small,
            0.92 if plan.knit else 1.0,
            folded=True,
        ),
        Collar.TURTLE: lambda: collars.rib(
            "collar",
            Label("CO", "Turtleneck", "高领"),
            neck,
            20.0 * small,
            0.90 if plan.knit else 1.0,
            folded=False,
        ),
    }[kind]()
    if kind in (Collar.MOCK, Collar.TURTLE) and not plan.knit:
        panel = replace(panel, material="self", interfaced=kind is Collar.MOCK)
    draft.add(panel)
    gap = draft.length([seam]) - neck
    draft.seam("collar", chain, [seam], Kind.STRETCHED if gap < -0.15 else Kind.PLAIN)
    closed = (
        not in_back and not trunk.open_front and spec.closure.place is not ClosurePlace.HALF_FRONT
    )
    if closed:
        draft.seam("collar end", ["collar.end"], ["collar.end"], opposite=True)
    at = draft.length([f"-{c}" for c in back]) if not in_back else draft.length(front)
    edge = draft.panels["collar"].edge("seam")
    draft.notch("collar", "seam", at * edge.length / neck)


def _shirt(plan: Plan, draft: Draft, chain: list[str], neck: float, stand: float) -> None:
    small = max(0.75, plan.size)
    base = collars.curved(
        "collar_stand", Label("CS", "Collar stand", "领座"), neck, stand, 3.0 * small, 1.1 * small
    )
    top = base.edge("top").path
    # The fall is sewn to the stand's upper edge up to the centre front.
    whole = base.edge("top").length

    beyond = stand * 0.98
    rest, along = path_split(top, beyond) if stand > 0 else ((), top)
    edges = []
    for e in base.edges:
        if e.name == "top" and rest:
            edges += [free("top_end", rest), replace(e, path=along)]
        else:
            edges.append(e)
    draft.add(replace(base, edges=tuple(edges)))
    long = whole - (beyond if stand > 0 else 0.0)
    point = complex(2.2, 2.4) if plan.spec.collar is Collar.SHIRT else complex(2.0, 3.0)
    fall = collars.curved(
        "collar",
        Label("CO", "Collar", "翻领"),
        long,
        0.0,
        4.6 * small,
        -1.0 * small,
        point=point * small,
    )
    draft.add(fall)
    draft.seam("collar stand", chain, ["collar_stand.seam"])
    draft.join("collar fall", ["-collar_stand.top"], ["collar.seam"])
    draft.match("-collar_stand.top", "collar.seam", 0.5)


def _soft(plan: Plan, draft: Draft, chain: list[str], neck: float, *, bow: bool) -> None:
    s = plan.size
    if bow:
        draft.add(
            half_strip(
                "collar",
                Label("CO", "Bow collar", "蝴蝶结领"),
                neck,
                5.0 * s,
                stand=45.0 * s,
                zone=Zone.NECK,
                bias=True,
            )
        )
        draft.seam("collar", chain, ["collar.seam"])
        return
    draft.add(
        half_strip(
            "collar",
            Label("CO", "Ruffle collar", "荷叶领"),
            neck * 1.9,
            5.0 * s,
            folded=False,
            zone=Zone.NECK,
        )
    )
    draft.seam("collar", chain, ["collar.seam"], Kind.GATHERED)


def _tailored(plan: Plan, draft: Draft, trunk: Trunk, back: list[str], front: list[str]) -> None:
    name = "front_centre" if "front_centre" in draft.panels else "front"
    shawl = plan.spec.collar is Collar.SHAWL
    if not trunk.open_front:
        whole = draft.length(back) + draft.length(front)
        draft.add(
            half_strip(
                "collar",
                Label("CO", "Shawl collar", "青果领"),
                whole,
                8.0 * plan.size,
                zone=Zone.NECK,
                interfaced=not plan.knit,
            )
        )
        draft.seam("collar", _from_back(back, front), ["collar.seam"])
        draft.notes.append("The shawl's ends cross at the point of the V.")
        return
    if shawl:
        # A shawl is cut in one with the front: its neck edge is sewn to the back.
        draft.join("collar", back, [f"{name}.collar_neck"])
        draft.seam(
            "collar centre", [f"{name}.collar_centre"], [f"{name}.collar_centre"], opposite=True
        )
        trunk.chains["front.neck"] = []
        face_lapel(plan, draft, name)
        return
    neck = draft.panels[name].edge("neck")
    upper, gorge = neck.path
    panel = collars.tailored(
        plan, draft.length(back), abs(upper[1] - upper[0]), abs(gorge[1] - gorge[0])
    )
    draft.add(panel)
    draft.join("collar", _from_back(back, front), ["collar.seam"])
    draft.notch("collar", "seam", draft.length(back))
    face_lapel(plan, draft, name)


# Facings -----------------------------------------------------------------------------------------
