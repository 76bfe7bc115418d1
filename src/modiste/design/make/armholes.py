"""Sleeves sewn into armholes: set-in and its kin, raglan and cut-in-one; cuffs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.building import Draft, free, hem, mark, strip
from modiste.design.make.curves import (
    Path,
    Point,
    cross,
    hermite,
    line,
    lines,
    path_length,
    path_moved,
    path_split,
    solve,
    unit,
)
from modiste.design.make.panel import Copies, Edge, Kind, Label, Mark, Panel, Role, Zone
from modiste.design.make.plan import Plan, sleeve_length
from modiste.design.make.sleeves import (
    cap_for,
    cap_sleeve,
    cuff_depth,
    cuff_girth,
    hem_allowance,
    off_sleeve,
    sleeve,
)
from modiste.design.spec.vocabulary import (
    Cuff,
    Neckline,
    Ruffles,
    SleeveLength,
    SleeveType,
)

if TYPE_CHECKING:
    from modiste.design.make.trunk import Trunk

_STRIP = (SleeveType.NONE, SleeveType.STRAP)


def sew_sleeves(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """Draft the sleeves and sew them in; bind the armholes where there are none."""
    spec = plan.spec
    kind = spec.sleeve.type
    if kind is SleeveType.RAGLAN:
        _raglan(plan, draft, trunk)
    elif kind is SleeveType.KIMONO:
        _kimono(plan, draft, trunk)
    elif kind in _STRIP:
        _bound(plan, draft, trunk)
    else:
        _set_in(plan, draft, trunk)
    if kind not in _STRIP:
        _cuff(plan, draft)
    if spec.fullness.ruffles is Ruffles.SHOULDER:
        _shoulder_ruffle(plan, draft, trunk)


def _set_in(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    spec = plan.spec
    back, front = (trunk.chains[f"{s}.armhole"] for s in ("back", "front"))
    long_back, long_front = draft.length(back), draft.length(front)
    if spec.sleeve.length is SleeveLength.CAP and spec.sleeve.type is SleeveType.SET_IN:
        panel, taken_back, taken_front = cap_sleeve(plan, long_back, long_front)
        draft.add(panel)
        back = _upper(draft, trunk, "back", taken_back)
        front = _upper(draft, trunk, "front", taken_front)
        draft.join("cap front", front, ["sleeve.cap_front"])
        draft.join("cap back", back, ["-sleeve.cap_back"])
        return
    if spec.neckline is Neckline.OFF_SHOULDER:
        grown = 1.28
        panel, _ = sleeve(plan, long_back * grown, long_front * grown)
        panel = off_sleeve(panel, long_back, long_front)
        draft.add(panel)
        draft.notes.append("The neck edge is drawn in by elastic; it holds at the upper arm.")
    else:
        panel, _ = sleeve(plan, long_back, long_front)
        draft.add(panel)
    full = spec.sleeve.type in (SleeveType.PUFF, SleeveType.LEG_OF_MUTTON)
    for name, chain, edge, strokes in (
        ("front", front, "sleeve.cap_front", 1),
        ("back", back, "-sleeve.cap_back", 2),
    ):
        gap = draft.length([edge]) - draft.length(chain)
        kind = Kind.GATHERED if full and gap > 1.0 else Kind.EASED if gap > 0.15 else Kind.PLAIN
        draft.seam(f"armhole {name}", chain, [edge], kind)
        _pitch(draft, chain, edge, strokes)
    draft.seam("sleeve", ["sleeve.under_front"], ["-sleeve.under_back"])
    cap = draft.panels["sleeve"].edge("cap_front").length
    if "top" not in {e.name for e in draft.panels["sleeve"].edges}:
        draft.notch("sleeve", "cap_front", cap)


def _pitch(draft: Draft, chain: list[str], edge: str, strokes: int) -> None:
    """Notches that meet at 40 % of the armhole from the underarm."""
    at = draft.length(chain) * 0.40
    left = at
    for text in chain:
        size = draft.length([text])
        if left <= size:
            panel, name = text.split(".")
            draft.notch(panel, name, left, strokes)
            break
        left -= size
    panel, name = edge.lstrip("-").split(".")
    whole = draft.length([edge])
    # Little or no ease lies below the notch.
    draft.notch(panel, name, whole - at if edge.startswith("-") else at, strokes)


def _upper(draft: Draft, trunk: Trunk, side: str, taken: float) -> list[str]:
    """Part the armhole where a cap sleeve ends; the chain of its upper part."""
    chain = trunk.chains[f"{side}.armhole"]
    left = draft.length(chain) - taken
    lower: list[str] = []
    for n, text in enumerate(chain):
        size = draft.length([text])
        if left < size - 1e-6:
            panel_name, edge_name = text.split(".")
            panel = draft.panels[panel_name]
            i = next(k for k, e in enumerate(panel.edges) if e.name == edge_name)
            old = panel.edges[i]
            low, high = path_split(old.path, left)
            parts = (
                replace(old, name=f"{edge_name}_low", path=low, role=Role.EDGE),
                replace(old, name=f"{edge_name}_high", path=high),
            )
            draft.panels[panel_name] = replace(
                panel, edges=(*panel.edges[:i], *parts, *panel.edges[i + 1 :])
            )
            lower.append(f"{panel_name}.{edge_name}_low")
            upper = [f"{panel_name}.{edge_name}_high", *chain[n + 1 :]]
            trunk.chains[f"{side}.armhole"] = [*lower, *upper]
            return upper
        left -= size
        lower.append(text)
    return chain


def _bound(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """A bias binding for armholes without sleeves, and straps."""
    chains = [c for s in ("back", "front") for c in trunk.chains.get(f"{s}.armhole", [])]
    long = draft.length(chains) if chains else 0.0
    if trunk.strap > 0:
        draft.add(
            replace(
                strip(
                    "strap",
                    Label("ST", "Strap", "肩带"),
                    trunk.strap + 2.0,
                    1.0,
                    copies=Copies.PAIR,
                ),
                zone=Zone.TORSO,
            )
        )
        draft.notes.append(f"Straps of {trunk.strap:.1f} cm over the shoulders, 2 cm to spare.")
    if plan.spec.neckline is Neckline.HALTER:
        nape = plan.body.neck * 0.55
        draft.add(
            strip(
                "halter",
                Label("HB", "Halter band", "挂脖带"),
                nape,
                3.0 * plan.size,
                copies=Copies.SINGLE,
            )
        )
    if long > 4.0:
        name = "armhole_rib" if plan.knit else "armhole_binding"
        ratio = 0.92 if plan.knit else 1.0
        draft.add(
            replace(
                strip(
                    name,
                    Label("AB", "Armhole binding", "袖窿滚条"),
                    long * ratio + 0.5,
                    3.0 if not plan.knit else 4.0,
                    folded=False,
                    copies=Copies.PAIR,
                    material="rib" if plan.knit else "self",
                ),
                bias=not plan.knit,
            )
        )


def _cuff(plan: Plan, draft: Draft) -> None:
    """Cuffs, sewn to the sleeve's hem."""
    spec = plan.spec
    cuff = spec.sleeve.cuff
    deep = cuff_depth(plan)
    if deep == 0:
        if cuff is Cuff.ELASTIC:
            draft.notes.append(f"Elastic of {cuff_girth(plan) * 0.92:.0f} cm in each sleeve's hem.")
        return
    hems = [f"{n}.hem" for n in ("sleeve", "sleeve_front", "sleeve_back") if n in draft.panels]
    if not hems:
        hems = [f"{n}.sleeve_hem" for n in ("front", "back") if n in draft.panels]
    draft.role(hems, Role.SEAM)
    whole = draft.length(hems)
    girth = cuff_girth(plan)
    label = Label("CF", "Cuff", "袖克夫")
    if cuff is Cuff.RUFFLE:
        panel = strip(
            "cuff",
            Label("CF", "Cuff ruffle", "袖口荷叶边"),
            whole * 1.6,
            deep,
            folded=False,
            copies=Copies.PAIR,
            zone=Zone.WRIST,
        )
        draft.add(
            replace(
                panel,
                edges=tuple(
                    replace(e, role=Role.HEM) if e.name == "top" else e for e in panel.edges
                ),
            )
        )
        draft.join("cuff", _around(hems), ["cuff.seam"])
        draft.seam("cuff end", ["cuff.end_a"], ["-cuff.end_b"])
        return
    overlap = 2.5 * max(0.75, plan.size) if cuff in (Cuff.SHIRT, Cuff.FRENCH) else 0.0
    size = girth + overlap
    tall = deep * (2 if cuff is Cuff.FRENCH else 1)
    panel = strip(
        "cuff",
        label,
        size,
        tall,
        folded=cuff is not Cuff.FRENCH,
        copies=Copies.PAIR,
        layers=2 if cuff is Cuff.FRENCH else 1,
        material="rib" if cuff is Cuff.RIB else "self",
        interfaced=cuff is not Cuff.RIB,
        zone=Zone.WRIST,
    )
    draft.add(panel)
    if cuff is Cuff.RIB and size > 0.7 * whole:
        draft.seam("cuff", _around(hems), ["cuff.seam"], Kind.STRETCHED)
    else:
        draft.join("cuff", _around(hems), ["cuff.seam"])
    if overlap == 0:
        draft.seam("cuff end", ["cuff.end_a"], ["-cuff.end_b"])
        return
    draft.inside(
        "cuff",
        mark("button", Mark.BUTTON, complex(overlap / 2, deep / 2)),
        mark(
            "buttonhole",
            Mark.BUTTONHOLE,
            complex(size - overlap / 2 - 0.8, deep / 2),
            complex(size - overlap / 2 + 0.8, deep / 2),
        ),
    )
    draft.add(
        strip(
            "placket",
            Label("PL", "Sleeve placket", "袖衩条"),
            13.0 * plan.size,
            2.4 * plan.size,
            copies=Copies.PAIR,
        )
    )


def _around(hems: list[str]) -> list[str]:
    """The hems of a sleeve's parts in one direction round the arm."""
    return hems if len(hems) < 2 else [hems[0], f"-{hems[1]}"]


def _shoulder_ruffle(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """A ruffle in the armhole's upper part, tapering to both ends."""
    chains = [c for s in ("back", "front") for c in trunk.chains.get(f"{s}.armhole", [])]
    long = draft.length(chains) * 0.62 * 1.7
    deep = 5.0 * plan.size
    draft.add(
        Panel(
            "shoulder_ruffle",
            (
                Edge("seam", lines(0j, complex(long, 0))),
                hem(
                    "hem",
                    (
                        hermite(
                            complex(long, 0), -0.2 + 1j, complex(long / 2, deep), -1 + 0j, 0.45
                        ),
                        hermite(complex(long / 2, deep), -1 + 0j, 0j, -0.2 - 1j, 0.45),
                    ),
                    1.0,
                ),
            ),
            Label("RS", "Shoulder ruffle", "肩部荷叶边"),
            (complex(long * 0.5, deep * 0.2), complex(long * 0.5, deep * 0.8)),
            Copies.PAIR,
            zone=Zone.ARM,
            facing="around",
        )
    )
    draft.notes.append("The shoulder ruffle is gathered into the upper 62 % of each armhole.")


# Raglan -----------------------------------------------------------------------------------------


def _raglan(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """A two-part sleeve that takes the shoulder with it, up to the neck."""
    lengths = {}
    for side in ("back", "front"):
        lengths[side] = draft.length(trunk.chains[f"{side}.armhole"])
    cap, _ = cap_for(plan, lengths["back"], lengths["front"])
    parts = {}
    for side in ("back", "front"):
        parts[side] = _raglan_side(plan, draft, trunk, side, cap.height)
    # Both parts are one above the other along the arm: their centre lines must agree.
    for side in ("back", "front"):
        draft.add(parts[side], turned=side == "front")
        body_name = "back" if side == "back" else "front"
        draft.seam(f"raglan {side}", [f"{body_name}.raglan"], [f"-sleeve_{side}.raglan"])
        draft.match(
            f"{body_name}.raglan", f"-sleeve_{side}.raglan", 0.4, 2 if side == "back" else 1
        )
        if parts[side].has("cap"):
            draft.seam(f"underarm {side}", trunk.chains[f"{side}.armhole"], [f"-sleeve_{side}.cap"])
        else:
            draft.role(trunk.chains[f"{side}.armhole"], Role.EDGE)
    draft.join("sleeve top", ["sleeve_back.top"], ["sleeve_front.top"])
    draft.match("sleeve_back.top", "sleeve_front.top", 0.7)
    if parts["back"].has("under"):
        draft.join("sleeve", ["sleeve_back.under"], ["sleeve_front.under"])
    trunk.chains["back.shoulder"] = trunk.chains["front.shoulder"] = []
    draft.seams[:] = [s for s in draft.seams if s.name != "shoulder"]
    for side in ("back", "front"):
        trunk.chains[f"{side}.neck"] = [f"sleeve_{side}.neck", *trunk.chains[f"{side}.neck"]]


def _raglan_side(plan: Plan, draft: Draft, trunk: Trunk, side: str, height: float) -> Panel:
    """Part the raglan's upper piece from a side and draft that half of the sleeve."""
    panel = draft.panels[side]
    names = [e.name for e in panel.edges]
    armhole_name = trunk.chains[f"{side}.armhole"][-1].split(".")[1]
    neck_name = trunk.chains[f"{side}.neck"][0].split(".")[1]
    armhole, neck, shoulder = (panel.edge(n) for n in (armhole_name, neck_name, "shoulder"))
    take = min(3.2 * plan.size, neck.length * (0.30 if side == "front" else 0.42))
    upper_neck, lower_neck = path_split(neck.path, take)
    low_arm, _ = path_split(armhole.path, armhole.length * 0.42)
    notch, corner = lower_neck[0][0], low_arm[-1][-1]
    bow = unit(corner - notch) * -1j
    raglan: Path = (
        hermite(
            corner,
            (notch - corner) - bow * 0.12 * abs(notch - corner),
            notch,
            (notch - corner) + bow * 0.10 * abs(notch - corner),
            0.34,
        ),
    )
    i, j = names.index(armhole_name), names.index(neck_name)
    draft.panels[side] = replace(
        panel,
        edges=(
            *panel.edges[:i],
            replace(armhole, path=low_arm),
            Edge("raglan", raglan),
            replace(neck, path=lower_neck),
            *panel.edges[j + 1 :],
        ),
    )
    # The piece taken off stands on the sleeve's top with the shoulder leaning out by 10 degrees.
    tip, inner = shoulder.start, shoulder.end
    top = complex(0.0, height)
    want = unit(complex(-0.17, 1.0))
    have = unit(inner - tip)

    def place(p: Point) -> Point:
        return top + (p - tip) / have * want

    corner_at = place(corner)
    neck_path = path_moved(upper_neck, place)
    raglan_at = path_moved(raglan, place)
    under = path_length(low_arm)
    base_y = corner_at.imag - under * 0.42

    def cap_path(x: float) -> Path:
        start = complex(-x, base_y)
        return (hermite(start, 1 + 0.10j, corner_at, raglan_at[0][1] - raglan_at[0][0], 0.42),)

    x = solve(
        lambda v: path_length(cap_path(v)) - under, -corner_at.real + 0.2, -corner_at.real + under
    )
    cap = cap_path(x)
    low = top - 1j * max(sleeve_length(plan.spec.sleeve.length, plan.body) - cuff_depth(plan), 3.0)
    if low.imag > corner_at.imag - 4.0:
        # A cap sleeve: the hem runs from the raglan seam straight round the arm.
        low = complex(0.0, corner_at.imag - 2.0)
        short = (
            hem("hem", (hermite(corner_at, 1 - 0.3j, low, 1 + 0j, 0.4),), 1.5),
            _raglan_top(plan, low, top, place(inner), want),
            Edge("neck", neck_path, Role.EDGE),
            Edge("raglan", tuple(tuple(reversed(c)) for c in reversed(raglan_at))),
        )
        return _raglan_panel(side, short, low, top)
    wide = _raglan_hem(plan, x)
    end = complex(-wide, low.imag)
    edges = (
        hem("hem", (line(end, low),), 2.0 if cuff_depth(plan) == 0 else 1.0),
        _raglan_top(plan, low, top, place(inner), want),
        Edge("neck", neck_path, Role.EDGE),
        Edge("raglan", tuple(tuple(reversed(c)) for c in reversed(raglan_at))),
        Edge("cap", tuple(tuple(reversed(c)) for c in reversed(cap))),
        Edge("under", (line(cap[0][0], end),)),
    )
    return _raglan_panel(side, edges, low, top)


def _raglan_top(plan: Plan, low: Point, top: Point, inner: Point, along: complex) -> Edge:
    """The seam along the arm and over the shoulder to the neck."""
    turn = top - 1j * min(6.0 * plan.size, abs(top - low) * 0.6)
    return Edge("top", (line(low, turn), hermite(turn, 1j, inner, along, 0.36)))


def _raglan_panel(side: str, edges: tuple[Edge, ...], low: Point, top: Point) -> Panel:
    en, zh = ("Front sleeve", "前袖片") if side == "front" else ("Back sleeve", "后袖片")
    return Panel(
        f"sleeve_{side}",
        edges,
        Label("SF" if side == "front" else "SB", en, zh),
        (low + complex(-4.0, 4.0), top - complex(4.0, 4.0)),
        Copies.PAIR,
        zone=Zone.ARM,
        facing=side,
    )


def _raglan_hem(plan: Plan, half: float) -> float:
    from modiste.design.make.sleeves import hem_girth

    cuff = plan.spec.sleeve.cuff
    girth = hem_girth(plan, plan.spec.sleeve.length, 2 * half)
    if cuff_depth(plan) > 0 or cuff is Cuff.ELASTIC:
        girth = max(cuff_girth(plan) * 1.15, min(girth, cuff_girth(plan) * 1.4))
    return min(girth / 2, half * 1.02)


# Cut in one ------------------------------------------------------------------------------------


def _kimono(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """Sleeves cut in one with the trunk: shoulder and underarm run on to the wrist."""
    long = max(sleeve_length(plan.spec.sleeve.length, plan.body) - cuff_depth(plan), 4.0)
    for side in ("back", "front"):
        _kimono_side(plan, draft, side, long)
        trunk.chains[f"{side}.side"] = [*trunk.chains[f"{side}.side"], f"{side}.under"]
        trunk.chains[f"{side}.shoulder"] = [f"{side}.shoulder"]
        trunk.chains[f"{side}.armhole"] = []
    draft.seams[:] = [s for s in draft.seams if s.name not in ("shoulder", "side")]
    draft.join("shoulder", ["back.shoulder"], ["front.shoulder"])
    draft.join("side", trunk.chains["back.side"], trunk.chains["front.side"])


def _kimono_side(plan: Plan, draft: Draft, side: str, long: float) -> None:
    panel = draft.panels[side]
    names = [e.name for e in panel.edges]
    j, k = names.index("armhole"), names.index("shoulder")
    k_side = next(n for n in range(j - 1, -1, -1) if names[n].startswith("side"))
    shoulder = panel.edges[k]
    tip, inner = shoulder.start, shoulder.end
    down = unit(tip - inner)
    arm = unit(down - 0.28j)
    wrist = tip + arm * long
    from modiste.design.make.sleeves import hem_girth

    arm_girth = plan.arm + 6.0 * plan.size
    cuffed = cuff_depth(plan) > 0 or plan.spec.sleeve.cuff is Cuff.ELASTIC
    girth = hem_girth(plan, plan.spec.sleeve.length, arm_girth)
    wide = (max(girth, cuff_girth(plan) * 1.2) if cuffed else girth) / 2
    low_wrist = wrist + arm * -1j * wide
    under = panel.edges[k_side]
    # The underarm is rounded from the side into the sleeve.
    gives_up = min(7.0 * plan.size, under.length * 0.45)
    side_path, _ = path_split(under.path, under.length - gives_up)
    start = side_path[-1][-1]
    into = side_path[-1][-1] - side_path[-1][-2]
    if ((low_wrist - start) / arm).real < 6.0 * plan.size:
        # A short wide sleeve: its hem runs down to just beyond the side.
        low_wrist = start + arm * 6.0 * plan.size + arm * 1j * 2.0 * plan.size
    meet = cross(start, into, low_wrist, arm)
    bend = abs((meet if meet is not None else start) - start) * 0.9 + 3.0
    straight = abs(low_wrist - start) - bend * 1.6
    turn_point = low_wrist - arm * max(1.0 * plan.size, straight)
    under_path = (
        hermite(start, into, turn_point, arm, 0.45),
        line(turn_point, low_wrist),
    )
    soft = tip - down * 2.5
    over = (
        line(wrist, tip + arm * 4.0),
        hermite(tip + arm * 4.0, -arm, soft, -down, 0.36),
        line(soft, inner),
    )
    deep = hem_allowance(plan)
    end = free("sleeve_hem", (line(low_wrist, wrist),), deep)
    draft.panels[side] = replace(
        panel,
        edges=(
            *panel.edges[:k_side],
            replace(under, path=side_path),
            Edge("under", under_path),
            replace(end, role=Role.HEM),
            Edge("shoulder", over),
            *panel.edges[k + 1 :],
        ),
    )
