"""Small pieces: facings, pockets, hem bands, ruffles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.building import Draft, free, half_strip, hem, mark, strip
from modiste.design.make.curves import (
    Path,
    Point,
    length_to,
    line,
    lines,
    parameter_where,
    path_at,
    path_length,
    path_split,
    smooth,
)
from modiste.design.make.legs import rib_depth
from modiste.design.make.panel import Copies, Edge, Kind, Label, Mark, Panel, Role, Zone
from modiste.design.make.plan import Plan
from modiste.design.make.scallops import scalloped
from modiste.design.spec.vocabulary import (
    Category,
    Hem,
    LegPocket,
    Pleats,
    Ruffles,
    Slit,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def rectangle(  # noqa: PLR0913, what a patch can be
    name: str,
    label: Label,
    wide: float,
    tall: float,
    *,
    point: float = 0.0,
    round_: float = 0.0,
    copies: Copies = Copies.PAIR,
    layers: int = 1,
    top: float = 2.5,
    material: str = "self",
    interfaced: bool = False,
) -> Panel:
    """A patch: square, pointed below by ``point`` or rounded by ``round_`` cm."""
    corners: Path
    if round_:
        r = round_
        k = r * 0.45
        corners = (
            line(complex(0, tall), complex(0, r)),
            (complex(0, r), complex(0, r - (r - k)), complex(k, 0), complex(r, 0)),
            line(complex(r, 0), complex(wide - r, 0)),
            (complex(wide - r, 0), complex(wide - k, 0), complex(wide, k), complex(wide, r)),
            line(complex(wide, r), complex(wide, tall)),
        )
    else:
        corners = lines(
            complex(0, tall),
            complex(0, point),
            *([complex(wide / 2, 0)] if point else []),
            complex(wide, point),
            complex(wide, tall),
        )
    return Panel(
        name,
        (
            Edge("sides", corners),
            hem("top", lines(complex(wide, tall), complex(0, tall)), top),
        ),
        label,
        (complex(wide / 2, tall * 0.25), complex(wide / 2, tall * 0.8)),
        copies,
        layers,
        material,
        interfaced,
    )


def place(draft: Draft, panel: str, name: str, corner: Point, size: Point) -> None:
    """Mark where a pocket is sewn, by its upper corner nearest the centre and its size."""
    a, b = corner, corner + size.real
    c, d = corner + complex(size.real, -size.imag), corner - 1j * size.imag
    draft.inside(panel, mark(name, Mark.PLACEMENT, a, b, c, d, a))


def facing_along(
    name: str, label: Label, path: Path, width: float, copies: Copies, *, fold: bool
) -> Panel:
    """A facing that follows an edge, inside it by ``width`` cm.

    Args:
        name: of the panel.
        label: its names.
        path: the edge, in the outline's direction (the cloth is to its left).
        width: of the facing in cm.
        copies: how it is cut.
        fold: its end lies on a fold.
    """
    whole = path_length(path)
    count = 7
    inner = []
    for n in range(count + 1):
        point, along = path_at(path, whole * n / count)
        inner.append(point + along * 1j * width)
    start, end = path[0][0], path[-1][-1]
    if fold:
        inner[-1] = complex(end.real, inner[-1].imag)
    back = smooth(*reversed(inner))
    return Panel(
        name,
        (
            free("edge", path),
            Edge("end", lines(end, inner[-1]), Role.FOLD if fold else Role.SEAM, 0 if fold else 1),
            Edge("inner", back, Role.EDGE, 0.7),
            Edge("shoulder", lines(inner[0], start)),
        ),
        label,
        _short_grain(end, inner[-1]),
        copies,
        interfaced=True,
        zone=Zone.NONE,
    )


def _short_grain(a: Point, b: Point) -> tuple[Point, Point]:
    x = a.real + 0.8
    low, high = min(a.imag, b.imag), max(a.imag, b.imag)
    if high - low < 1.5:
        high = low + 3.0
    return complex(x, low + 0.4), complex(x, high - 0.4)


def split_where_x(path: Path, x: float) -> tuple[Path, Path]:
    """Part a path where it first reaches an x."""
    done = 0.0
    for curve in path:
        t = parameter_where(curve, lambda p: p.real - x)
        if t is not None and t > 1e-9:
            return path_split(path, done + length_to(curve, t))
        done += path_length((curve,))
    return path, ()


# Hems -------------------------------------------------------------------------------------------


def hem_finish(plan: Plan, draft: Draft, panels: Sequence[str]) -> None:
    """Ribs, ruffles, scallops and elastic at the lower edge of the panels that have one."""
    kind = plan.spec.hem
    found = [
        name
        for name, panel in draft.panels.items()
        if any(name == p or name.startswith(p + "_") for p in panels)
        and any(e.name == "hem" and e.role is Role.HEM for e in panel.edges)
    ]
    if kind is Hem.SCALLOPED:
        for name in found:
            panel = draft.panels[name]
            edges = tuple(
                replace(e, path=scalloped(e.path, 5.0 * plan.size), allowance=0.7)
                if e.name in ("hem", "hem_stand")
                else e
                for e in panel.edges
            )
            draft.panels[name] = replace(panel, edges=edges)
        draft.notes.append("The scalloped edge is faced: cut a facing 5 cm deep from each hem.")
    if kind is Hem.ELASTIC:
        draft.notes.append("Elastic in the casing of the hem.")
    if plan.spec.fullness.ruffles is Ruffles.HEM:
        _hem_ruffle(plan, draft, found)


def _hem_ruffle(plan: Plan, draft: Draft, found: list[str]) -> None:
    deep = (9.0 if plan.spec.category is not Category.SHORTS else 4.0) * plan.size
    for name in found:
        edge = draft.panels[name].edge("hem")
        label = Label(f"R{draft.panels[name].label.code}", "Hem ruffle", "下摆荷叶边")
        draft.role([f"{name}.hem"], Role.SEAM)
        fold = draft.panels[name].copies is Copies.FOLD
        make = half_strip if fold else strip
        panel = make(
            f"ruffle_{name}", label, edge.length * 1.7, deep, folded=False, zone=Zone.TORSO
        )
        if not fold:
            panel = replace(panel, copies=draft.panels[name].copies)
        edges = tuple(
            replace(e, role=Role.HEM, allowance=1.0) if e.name == "top" else e for e in panel.edges
        )
        draft.add(replace(panel, edges=edges))
        draft.seam(f"ruffle {name}", [f"{name}.hem"], [f"ruffle_{name}.seam"], Kind.GATHERED)


def hem_band(draft: Draft, chains: Sequence[str], deep: float, *, knit: bool) -> None:
    """A rib or a band round the lower edge."""
    draft.role(chains, Role.SEAM)
    whole = draft.length(chains)
    ratio = 0.86 if knit else 0.93
    panel = half_strip(
        "hem_rib",
        Label("HR", "Hem rib" if knit else "Hem band", "下摆罗纹" if knit else "下摆边"),
        whole * ratio,
        deep,
        material="rib" if knit else "self",
    )
    draft.add(panel)
    if knit:
        draft.seam("hem rib", chains, ["hem_rib.seam"], Kind.STRETCHED)
    else:
        draft.join("hem rib", chains, ["hem_rib.seam"])


# Pockets ----------------------------------------------------------------------------------------


def leg_pieces(plan: Plan, draft: Draft) -> None:
    """Ribs, ruffles and slits at the legs' ends, and cargo pockets."""
    spec, s = plan.spec, plan.size
    hems = ["leg_front.hem", "leg_back.hem"]
    deep = rib_depth(plan)
    if deep > 0:
        whole = draft.length(hems)
        draft.add(
            strip(
                "leg_rib",
                Label("LR", "Leg rib", "裤口罗纹"),
                max(whole * 0.82, 0.0),
                deep,
                copies=Copies.PAIR,
                material="rib",
            )
        )
        draft.seam("leg rib", [hems[1], f"-{hems[0]}"], ["leg_rib.seam"], Kind.STRETCHED)
        draft.seam("leg rib end", ["leg_rib.end_a"], ["-leg_rib.end_b"])
    hem_finish(plan, draft, ["leg_front", "leg_back"])
    if spec.slit is not Slit.NONE:
        draft.notes.append(f"Slit of {8 * s:.0f} cm at each leg's {spec.slit} from the hem.")
        edge = draft.panels["leg_front"].edge("side")
        draft.notch("leg_front", "side", min(8 * s, edge.length * 0.4))
    if spec.pockets.leg is LegPocket.CARGO:
        wide, tall = 17.0 * s, 19.0 * s
        panel = rectangle("cargo_pocket", Label("PC", "Cargo pocket", "工装口袋"), wide, tall)
        draft.add(panel)
        draft.add(
            rectangle(
                "cargo_flap",
                Label("PCF", "Cargo pocket flap", "工装袋盖"),
                wide + 0.6,
                6.0 * s,
                round_=1.5 * s,
                layers=2,
                top=1.0,
            )
        )
        side = draft.panels["leg_front"].edge("side")
        crotch = draft.panels["leg_front"].edge("inside").start.imag
        point = side.end
        x = point.real - wide / 2 - 1.0
        place(draft, "leg_front", "cargo", complex(x, crotch - 3.0), complex(wide / 2, tall))


def pleat_note(plan: Plan, draft: Draft) -> None:
    """How pleats are pressed."""
    words = {
        Pleats.KNIFE: "Knife pleats: fold each on its outer line to the next, all one way.",
        Pleats.BOX: "Box pleats: fold both lines of a pleat away from each other.",
        Pleats.INVERTED: "Inverted pleat: fold both lines to meet over the centre.",
        Pleats.SUNRAY: "Sunray pleats are set by a pleater before cutting the waist true.",
        Pleats.PINTUCK: "Pintucks: stitch 3 mm from each fold.",
        Pleats.FRONT: "Front pleats: fold towards the side seam.",
    }.get(plan.spec.fullness.pleats)
    if words:
        draft.notes.append(words)
