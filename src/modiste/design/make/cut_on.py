"""Raglan sleeves and sleeves cut in one with the trunk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.building import Draft, free, hem
from modiste.design.make.curves import (
    Path,
    Point,
    cross,
    hermite,
    line,
    path_length,
    path_moved,
    path_split,
    solve,
    unit,
)
from modiste.design.make.panel import Copies, Edge, Label, Panel, Role, Zone
from modiste.design.make.plan import Plan, sleeve_length
from modiste.design.make.sleeves import (
    cap_for,
    cuff_depth,
    cuff_girth,
    hem_allowance,
    hem_girth,
)
from modiste.design.spec.vocabulary import (
    Cuff,
)

if TYPE_CHECKING:
    from modiste.design.make.trunk import Trunk


def sew_raglan(plan: Plan, draft: Draft, trunk: Trunk) -> None:
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

    cuff = plan.spec.sleeve.cuff
    girth = hem_girth(plan, plan.spec.sleeve.length, 2 * half)
    if cuff_depth(plan) > 0 or cuff is Cuff.ELASTIC:
        girth = max(cuff_girth(plan) * 1.15, min(girth, cuff_girth(plan) * 1.4))
    return min(girth / 2, half * 1.02)


def sew_kimono(plan: Plan, draft: Draft, trunk: Trunk) -> None:
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
