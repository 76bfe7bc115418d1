"""The trunk of a garment: back and front halves shaped, opened, parted and named.

`Trunk` keeps for each seam line of the trunk the chain of panel edges that make it up, so that
sleeves, collars and skirts can be sewn to it whatever darts, yokes and seams it has.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from modiste.design.make.bare import cut_bare, is_bare, strap_length
from modiste.design.make.building import Draft
from modiste.design.make.collars import Neck
from modiste.design.make.curves import (
    Point,
    line,
)
from modiste.design.make.darting import open_back_dart, open_darts
from modiste.design.make.fullness import add_fullness, widen
from modiste.design.make.half import Half
from modiste.design.make.lapels import lapel_edges
from modiste.design.make.openings import open_edge, wrap_reach
from modiste.design.make.panel import (
    Copies,
    Edge,
    Kind,
    Label,
    Panel,
    Role,
    Zone,
)
from modiste.design.make.plan import hem_level
from modiste.design.make.princess import part
from modiste.design.make.shaping import Shape, extension, shape_of
from modiste.design.make.torso import Frame, back_half, frame_of, front_half
from modiste.design.spec.vocabulary import (
    Category,
    ClosurePlace,
    Collar,
    Darts,
    Gathers,
    Neckline,
    Pleats,
    Seams,
    SleeveType,
    Slit,
    Yoke,
)

if TYPE_CHECKING:
    from modiste.design.make.plan import Plan


LAPELS = (Collar.NOTCHED, Collar.PEAK, Collar.SHAWL)


@dataclass
class Trunk:
    """A drafted trunk.

    Attributes:
        frame: shared points.
        shape: what it follows.
        back: the back half as it was before it was parted into panels.
        front: the front half.
        chains: edges by line: ``back.neck`` from shoulder to centre, ``front.armhole`` upwards …
        open_front: the front opens along its whole length.
        split_back: the back has a centre seam.
        split_front: the front has a centre seam.
        extension: button extension in cm.
        strap: length of the straps in cm; 0 without.
        necks: the necklines before anything is opened in them.
    """

    frame: Frame
    shape: Shape
    back: Half
    front: Half
    chains: dict[str, list[str]] = field(default_factory=dict)
    open_front: bool = False
    split_back: bool = False
    split_front: bool = False
    extension: float = 0.0
    strap: float = 0.0
    necks: dict[str, Neck] = field(default_factory=dict)


def _neck(half: Half) -> Neck:
    return Neck(half.edge("neck").path, half.edge("shoulder").start)


def draft_trunk(plan: Plan, draft: Draft) -> Trunk:
    """Draft back and front with all their shaping, and sew them together."""
    spec = plan.spec
    frame = frame_of(plan)
    shape = shape_of(plan, frame)
    back = back_half(plan, frame, shape.outline)
    front = front_half(plan, frame, shape.outline, darted=shape.bust != "flat")
    trunk = Trunk(frame, shape, back, front)
    trunk.open_front = spec.closure.place is ClosurePlace.FRONT or spec.neckline is Neckline.WRAP
    trunk.open_front = trunk.open_front or spec.category in (Category.JACKET, Category.COAT)
    trunk.split_back = (
        spec.closure.place is ClosurePlace.BACK
        or spec.shaping.seams is Seams.CENTRE
        or (spec.slit is Slit.BACK and not shape.seamed)
    )
    trunk.split_front = spec.slit is Slit.FRONT and not shape.seamed and not trunk.open_front
    if is_bare(plan):
        cut_bare(plan, frame, back, front)
        if spec.sleeve.type is SleeveType.STRAP:
            trunk.strap = strap_length(plan, back, front)
    else:
        trunk.necks = {"back": _neck(back), "front": _neck(front)}
    add_fullness(plan, trunk)
    princess = spec.shaping.seams is Seams.PRINCESS
    if not princess:
        open_darts(plan, trunk)
    if trunk.open_front:
        trunk.extension = extension(plan)
        if spec.neckline is Neckline.WRAP:
            lapel = spec.collar in LAPELS
            trunk.extension = 9.0 * plan.size if lapel else wrap_reach(plan)
    _finish_half(plan, draft, trunk, "back", princess=princess)
    _finish_half(plan, draft, trunk, "front", princess=princess)
    _sew(plan, draft, trunk)
    if shape.bust == "flat" and spec.shaping.darts in (Darts.BUST, Darts.BOTH):
        draft.notes.append(
            "The bust dart is left unsewn as ease: this sleeve leaves no edge to take it."
        )
    return trunk


# Shaping ----------------------------------------------------------------------------------------


# Panels -----------------------------------------------------------------------------------------


def _label(side: str, part_: str) -> Label:
    names = {
        "front": ("Front", "前片", "F"),
        "back": ("Back", "后片", "B"),
    }
    en, zh, code = names[side]
    more = {
        "": ("", "", "1"),
        "centre": (", centre panel", "(中片)", "1"),
        "side": (", side panel", "(侧片)", "2"),
        "yoke": (" yoke", "育克", "3"),
    }[part_]
    if part_ == "yoke":
        return Label(f"{code}3", f"{en} yoke", f"{zh[0]}育克")
    return Label(code + more[2], en + more[0], zh + more[1])


def _grain(edges: list[Edge]) -> tuple[Point, Point]:
    points = [e.start for e in edges]
    low, top = min(p.imag for p in points), max(p.imag for p in points)
    xs = [p.real for p in points]
    x = min(xs) + (max(xs) - min(xs)) * 0.36
    return complex(x, low + (top - low) * 0.15), complex(x, low + (top - low) * 0.55)


def _finish_half(plan: Plan, draft: Draft, trunk: Trunk, side: str, *, princess: bool) -> None:
    half = trunk.front if side == "front" else trunk.back
    shape = trunk.shape
    chains = trunk.chains
    paired = (trunk.open_front or trunk.split_front) if side == "front" else trunk.split_back
    yoked = side == "back" and plan.spec.shaping.yoke is Yoke.SHOULDER
    if princess and yoked:
        open_back_dart(plan, trunk)
        draft.notes.append("The back has darts in place of princess seams below its yoke.")
    elif princess:
        intake = shape.front_dart if side == "front" else shape.back_dart
        if side == "back":
            half.apex = complex(
                plan.body.back_width / 4 + 0.6,
                half.level - (6.0 * plan.size if is_bare(plan) else 1.0),
            )
        inner, outer = part(half, intake, -plan.body.hip_depth, shape.gore, 0.46)
        _panel(plan, draft, trunk, side, "centre", inner, half, paired=paired)
        _panel(plan, draft, trunk, side, "side", outer, Half(outer, half.apex), paired=True)
        c, o = f"{side}_centre", f"{side}_side"
        names = {e.name for e in inner}, {e.name for e in outer}
        shawl = side == "front" and trunk.open_front and plan.spec.collar is Collar.SHAWL
        necks = [] if shawl else half.named("neck")
        chains[f"{side}.neck"] = [f"{c if n in names[0] else o}.{n}" for n in necks]
        chains[f"{side}.shoulder"] = [f"{c}.shoulder"] if "shoulder" in names[0] else []
        chains[f"{side}.armhole"] = [
            f"{c if n in names[0] else o}.{n}" for n in half.named("armhole")
        ]
        chains[f"{side}.side"] = [f"{o}.side"]
        stem = "waist" if shape.seamed else "hem"
        chains[f"{side}.bottom"] = [f"{c}.{stem}", f"{o}.{stem}"]
        draft.seam(f"{side} princess", [f"{c}.princess"], [f"-{o}.princess"])
        draft.match(f"{c}.princess", f"-{o}.princess", 0.5)
        return
    if (
        side == "back"
        and plan.spec.shaping.yoke is Yoke.SHOULDER
        and half.named("armhole") == ["armhole"]
    ):
        _yoked(plan, draft, trunk, half, paired=paired)
        return
    _panel(plan, draft, trunk, side, "", half.edges, half, paired=paired)
    shawl = side == "front" and trunk.open_front and plan.spec.collar is Collar.SHAWL
    for line_name, stem in (
        ("neck", "none" if shawl else "neck"),
        ("shoulder", "shoulder"),
        ("armhole", "armhole"),
        ("side", "side"),
        ("bottom", "waist" if shape.seamed else "hem"),
    ):
        chains[f"{side}.{line_name}"] = [f"{side}.{n}" for n in half.named(stem)]


def _panel(
    plan: Plan,
    draft: Draft,
    trunk: Trunk,
    side: str,
    part_: str,
    edges: list[Edge],
    half: Half,
    *,
    paired: bool,
) -> None:
    centred = part_ != "side"
    if centred:
        edges = [_centre(e, paired=paired) if e.name == "centre" else e for e in edges]
        if side == "front" and trunk.open_front and plan.spec.collar in LAPELS:
            edges = lapel_edges(plan, edges, trunk.extension, _neck_length(trunk.back))
        elif side == "front" and trunk.open_front:
            edges = open_edge(plan, edges, trunk.extension)
    if plan.spec.sleeve.type in (SleeveType.NONE, SleeveType.STRAP):
        edges = [
            replace(e, role=Role.EDGE)
            if e.name.startswith("armhole") and e.role is Role.SEAM
            else e
            for e in edges
        ]
    name = f"{side}_{part_}" if part_ else side
    draft.add(
        Panel(
            name,
            tuple(edges),
            _label(side, part_),
            _grain(edges),
            Copies.PAIR if paired or not centred else Copies.FOLD,
            zone=Zone.TORSO,
            facing=side,
            darts=tuple(half.darts),
            inside=tuple(half.inside),
            bias=plan.spec.neckline is Neckline.COWL and side == "front",
        ),
        turned=side == "front",
    )


def _neck_length(half: Half) -> float:
    return sum(half.edge(n).length for n in half.named("neck"))


def _centre(edge: Edge, *, paired: bool) -> Edge:
    return replace(edge, role=Role.SEAM if paired else Role.FOLD, allowance=1.5 if paired else 0.0)


def _yoked(plan: Plan, draft: Draft, trunk: Trunk, half: Half, *, paired: bool) -> None:
    """Part the back into a yoke and the piece below it."""
    armhole = half.edge("armhole")
    at = armhole.length * 0.66
    half.cut("armhole", at)
    corner = half.edge("armhole_1").end
    centre = half.edge("centre")
    level = corner.imag
    above = Edge("centre", (line(centre.start, complex(0.0, level)),))
    i = half.index("armhole_2")
    upper = [
        Edge("lower", (line(complex(0.0, level), corner),)),
        *[e for e in half.edges[i:] if e.name not in ("centre",)],
        above,
    ]
    lower: list[Edge] = [*half.edges[:i]]
    below = replace(centre, path=(line(complex(0.0, level), centre.end),))
    spec = plan.spec
    extra = 0.0
    role = Role.SEAM
    if spec.fullness.gathers is Gathers.YOKE:
        extra = 4.0 * plan.size
    elif spec.fullness.pleats in (Pleats.BOX, Pleats.INVERTED) and not trunk.shape.seamed:
        extra, role = 3.0 * plan.size, Role.PLEAT
    lower = [*lower, Edge("yoke", (line(corner, complex(0.0, level)),)), below]
    piece = Half(lower, half.apex, 0.0, half.darts, half.inside)
    if extra:
        piece.rename(yoke="neck")
        widen(piece, extra, role)
        piece.rename(neck="yoke", neck_gather="yoke_gather", neck_fold="yoke_fold")
        piece.edges = [
            replace(e, role=Role.SEAM) if e.name == "yoke_gather" else e for e in piece.edges
        ]
    _panel(plan, draft, trunk, "back", "", piece.edges, piece, paired=paired)
    yoke_edges = [_centre(e, paired=False) if e.name == "centre" else e for e in upper]
    split_yoke = spec.closure.place is ClosurePlace.BACK
    _panel(plan, draft, trunk, "back", "yoke", yoke_edges, Half(upper, 0j), paired=split_yoke)
    draft.panels["back_yoke"] = replace(draft.panels["back_yoke"], layers=2)
    stem = "waist" if trunk.shape.seamed else "hem"
    trunk.chains |= {
        "back.neck": ["back_yoke.neck"],
        "back.shoulder": ["back_yoke.shoulder"],
        "back.armhole": ["back.armhole_1", "back_yoke.armhole_2"],
        "back.side": [f"back.{n}" for n in piece.named("side")],
        "back.bottom": [f"back.{n}" for n in piece.named(stem)],
    }
    chain = [f"-back.{n}" for n in reversed(piece.named("yoke"))]
    kind = Kind.GATHERED if spec.fullness.gathers is Gathers.YOKE else Kind.PLAIN
    draft.seam("back yoke", ["back_yoke.lower"], chain, kind)
    if split_yoke:
        draft.seam("yoke centre", ["back_yoke.centre"], ["back_yoke.centre"], opposite=True)


def _sew(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    chains = trunk.chains
    if chains.get("back.shoulder") and chains.get("front.shoulder"):
        draft.seam("shoulder", chains["back.shoulder"], chains["front.shoulder"])
    slit = plan.spec.slit is Slit.SIDE and not trunk.shape.seamed
    long = draft.length(chains["back.side"])
    fall = -hem_level(plan.spec.length, plan.body)
    open_ = min(long * 0.45, max(6.0, fall * 0.3)) if slit else 0.0
    draft.seam("side", chains["back.side"], chains["front.side"], partial=open_)
    draft.match(chains["back.side"][0], chains["front.side"][0], 0.5) if (
        len(chains["front.side"]) == 1
    ) else None
    if trunk.split_front:
        name = "front_centre" if "front_centre" in draft.panels else "front"
        draft.seam("centre front", [f"{name}.centre"], [f"{name}.centre"], opposite=True)
    if trunk.split_back:
        name = "back_centre" if "back_centre" in draft.panels else "back"
        whole = draft.panels[name].edge("centre").length
        place = plan.spec.closure.place is ClosurePlace.BACK
        opening = min(whole, whole if trunk.shape.seamed else 45.0 * plan.size) if place else 0.0
        draft.seam(
            "centre back", [f"{name}.centre"], [f"{name}.centre"], opposite=True, partial=opening
        )
