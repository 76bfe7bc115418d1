"""Facings of necks and fronts, buttons and plackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.make.building import Draft, free, mark, strip
from modiste.design.make.curves import hermite, line, lines, path_split
from modiste.design.make.panel import Copies, Edge, Label, Mark, Panel, Role
from modiste.design.make.pieces import facing_along, split_where_x
from modiste.design.make.plan import Plan
from modiste.design.spec.vocabulary import (
    Category,
    ClosurePlace,
    ClosureType,
    Neckline,
)

if TYPE_CHECKING:
    from modiste.design.make.curves import Path
    from modiste.design.make.trunk import Trunk


def face_lapel(plan: Plan, draft: Draft, name: str) -> None:
    """The facing of a front with a lapel: its edges, and a line from the shoulder to the hem."""
    panel = draft.panels[name]
    s = plan.size
    names = [e.name for e in panel.edges]

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


def face_neck(plan: Plan, draft: Draft, trunk: Trunk) -> None:
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


def open_front(plan: Plan, draft: Draft, trunk: Trunk) -> None:
    """Face the front edge, mark its buttons, and add the pieces of other openings."""
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
