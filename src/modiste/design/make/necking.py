"""What is sewn to the neck: collars, ribs, facings, hoods; front and back openings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make import collars
from modiste.design.make.bare import is_bare
from modiste.design.make.building import Draft, free, half_strip, mark, strip
from modiste.design.make.curves import line, lines
from modiste.design.make.necks import neck_stretch
from modiste.design.make.panel import Copies, Edge, Kind, Label, Mark, Panel, Role, Zone
from modiste.design.make.pieces import facing_along, split_where_x
from modiste.design.make.plan import Plan
from modiste.design.spec.vocabulary import (
    Category,
    ClosurePlace,
    ClosureType,
    Collar,
    Gathers,
    Neckline,
    Ruffles,
)

if TYPE_CHECKING:
    from modiste.design.make.curves import Path
    from modiste.design.make.trunk import Trunk


def sew_neck(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """Sew the collar or finish the neckline, and face the openings."""
    level = trunk.back.level - (3.0 * plan.size if is_bare(plan) else 0.5)
    under = trunk.front.edges[trunk.front.joint_after()].start.imag
    level = min(level, under - 0.5)
    if plan.body.people == "women":
        level = min(level, trunk.front.apex.imag)
    draft.girths["bust_level"] = level
    spec = plan.spec
    chains = trunk.chains
    back, front = chains["back.neck"], chains["front.neck"]
    whole = draft.length(back) + draft.length(front)
    draft.girths["neck_opening"] = 2 * whole
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
        _facings(plan, draft, trunk)
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
    _front_opening(plan, draft, trunk)
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
        _facings(plan, draft, trunk)
        return
    if kind is Collar.SAILOR:
        draft.add(collars.sailor(plan, trunk.necks["back"], trunk.necks["front"]))
        draft.join("collar", chain, ["-collar.seam"])
        _facings(plan, draft, trunk)
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
    from modiste.design.make.curves import path_split

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
        _facing_lapel(plan, draft, name)
        return
    neck = draft.panels[name].edge("neck")
    upper, gorge = neck.path
    panel = collars.tailored(
        plan, draft.length(back), abs(upper[1] - upper[0]), abs(gorge[1] - gorge[0])
    )
    draft.add(panel)
    draft.join("collar", _from_back(back, front), ["collar.seam"])
    draft.notch("collar", "seam", draft.length(back))
    _facing_lapel(plan, draft, name)


def _facing_lapel(plan: Plan, draft: Draft, name: str) -> None:
    """The facing of a front with a lapel: its edges, and a line from the shoulder to the hem."""
    panel = draft.panels[name]
    s = plan.size
    names = [e.name for e in panel.edges]
    from modiste.design.make.curves import hermite, path_split

    short: Path = ()
    k = names.index("shoulder") if "shoulder" in names else names.index("neck") - 1
    start = panel.edges[k].end
    if "shoulder" in names:
        shoulder = panel.edge("shoulder")
        share = min(4.0 * s, shoulder.length * 0.5)
        _, short = path_split(shoulder.path, shoulder.length - share)
        start = short[0][0]
    bottom = panel.edge("front").end
    low = complex(bottom.real + 7.5 * s, bottom.imag)
    outline = [e for e in panel.edges[k + 1 :] if e.role is not Role.FOLD]
    edges = (
        Edge("lower", lines(bottom, low), Role.HEM, panel.edges[0].allowance),
        Edge("inner", (hermite(low, 1j, start, complex(-0.15, 1.0), 0.42),), Role.EDGE, 0.7),
        *([Edge("shoulder", short)] if short else []),
        *outline,
    )
    draft.add(
        Panel(
            "front_facing",
            edges,
            Label("FF", "Front facing", "挂面"),
            (complex(low.real - 2.5, low.imag + 6), complex(low.real - 2.5, start.imag * 0.4)),
            Copies.PAIR,
            interfaced=True,
        ),
        turned=True,
    )


# Facings -----------------------------------------------------------------------------------------


def _facings(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """Shaped facings for the neckline."""
    wide = 4.5 * max(0.75, plan.size)
    for side in ("back", "front"):
        text = trunk.chains[f"{side}.neck"]
        if len(text) != 1:
            continue
        panel_name, edge_name = text[0].split(".")
        panel = draft.panels[panel_name]
        if side == "front" and trunk.open_front and panel.has("front"):
            continue
        edge = panel.edge(edge_name)
        fold = panel.copies is Copies.FOLD
        en = f"{'Back' if side == 'back' else 'Front'} neck facing"
        zh = f"{'后' if side == 'back' else '前'}领贴"
        draft.add(
            facing_along(
                f"{side}_neck_facing",
                Label(f"N{side[0].upper()}", en, zh),
                edge.path,
                wide,
                Copies.FOLD if fold else Copies.PAIR,
                fold=fold,
            ),
            turned=side == "front",
        )


def _front_opening(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    spec, s = plan.spec, plan.size
    name = "front_centre" if "front_centre" in draft.panels else "front"
    panel = draft.panels[name]
    place, kind = spec.closure.place, spec.closure.type
    if trunk.open_front and panel.has("front") and "front_facing" not in draft.panels:
        _straight_facing(plan, draft, name)
    if trunk.open_front and trunk.extension > 0 and spec.neckline is not Neckline.WRAP:
        _buttons(plan, draft, name, trunk.extension)
    if place is ClosurePlace.HALF_FRONT:
        top = neck_end(panel).end
        long = 16.0 * s
        draft.inside(
            name, mark("placket", Mark.PLACEMENT, complex(0, top.imag), complex(0, top.imag - long))
        )
        draft.add(
            strip(
                "front_placket",
                Label("FP", "Front placket", "半门襟"),
                long + 2.0,
                3.0 * s,
                copies=Copies.PAIR,
                interfaced=True,
            )
        )
        draft.girths["neck_opening"] += 2 * long
    if spec.neckline is Neckline.KEYHOLE:
        side = "back" if place is ClosurePlace.BACK else "front"
        target = "back" if side == "back" and "back" in draft.panels else name
        y = neck_end(draft.panels[target]).end.imag
        ends = (
            complex(0, y),
            complex(1.6, y - 4 * s),
            complex(1.6, y - 6 * s),
            complex(0, y - 8 * s),
        )
        draft.inside(target, mark("keyhole", Mark.PLACEMENT, *ends))
        draft.girths["neck_opening"] += 16 * s
    if place in (ClosurePlace.BACK, ClosurePlace.FRONT):
        draft.girths["neck_opening"] += 60.0
    words = {
        ClosureType.ZIP: "Zip",
        ClosureType.INVISIBLE_ZIP: "Invisible zip",
        ClosureType.LACING: "Eyelets and a cord",
        ClosureType.TIE: "Ties",
    }.get(kind)
    if words:
        draft.notes.append(f"{words} at the {place.replace('-', ' ')}.")
    if kind is ClosureType.TIE:
        draft.add(strip("tie", Label("TI", "Tie", "系带"), 70.0 * s, 2.5 * s, copies=Copies.PAIR))
    if kind is ClosureType.LACING:
        draft.add(
            strip(
                "lacing_guard",
                Label("LG", "Guard behind the lacing", "系带里襟"),
                20.0 * s,
                4.0 * s,
                copies=Copies.SINGLE,
            )
        )


def neck_end(panel: Panel) -> Edge:
    """The part of a panel's neckline that reaches the centre."""
    names = [e for e in panel.edges if e.name.startswith("neck") and e.role is not Role.DART]
    return names[-1] if names else panel.edges[-1]


def _straight_facing(plan: Plan, draft: Draft, name: str) -> None:
    """A facing along the front edge, up to the neckline."""
    panel = draft.panels[name]
    front = panel.edge("front")
    x = front.end.real + (
        6.0 if plan.spec.category in (Category.COAT, Category.JACKET) else 4.5
    ) * (max(0.75, plan.size))
    low, top = front.end, front.start
    neck = neck_end(panel)
    _, inner = split_where_x(neck.path, x)
    if not inner or neck.start.real <= x + 0.3:
        inner = neck.path
        x = neck.start.real
    at = inner[0][0]
    stand = [free("stand", (line(inner[-1][-1], top),))] if abs(inner[-1][-1] - top) > 1e-6 else []
    edges = (
        Edge("lower", lines(low, complex(x, low.imag)), Role.HEM, 1.0),
        Edge("inner", lines(complex(x, low.imag), at), Role.EDGE, 0.7),
        free("neck", inner),
        *stand,
        free("front", lines(top, low)),
    )
    if plan.spec.neckline is Neckline.WRAP:
        return
    y = (low.imag + top.imag) / 2
    draft.add(
        Panel(
            "front_facing",
            edges,
            Label("FF", "Front facing", "门襟贴"),
            (complex((x + low.real) / 2, y - 8), complex((x + low.real) / 2, y + 8)),
            Copies.PAIR,
            interfaced=True,
        ),
        turned=True,
    )


def _buttons(plan: Plan, draft: Draft, name: str, ext: float) -> None:
    spec = plan.spec
    panel = draft.panels[name]
    if not panel.has("front"):
        return
    front = panel.edge("front")
    top, bottom = front.start, front.end
    coat = spec.category in (Category.COAT, Category.JACKET)
    first, gap = (1.2, 11.0) if coat else (1.5, 8.5)
    double = spec.closure.type is ClosureType.DOUBLE_BREASTED
    long = abs(top - bottom)
    last = 2.0 if spec.waist.style != "none" else max(6.0, long * 0.12)
    count = max(2, 1 + round((long - first - last) / (gap * max(0.75, plan.size))))
    step = (long - first - last) / max(1, count - 1)
    x = 0.0 if not double else -ext + 2.5 * plan.size
    marks = []
    for n in range(count):
        y = top.imag - first - n * step
        marks.append(mark(f"button_{n + 1}", Mark.BUTTON, complex(x, y)))
        if double:
            marks.append(mark(f"button_{n + 1}_b", Mark.BUTTON, complex(-x, y)))
    marks.append(
        mark(
            "centre_front",
            Mark.GUIDE,
            complex(0, top.imag),
            complex(0, bottom.imag),
        )
    )
    draft.inside(name, *marks)


__all__ = ["sew_neck"]
