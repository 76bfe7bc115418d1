"""Asymmetric hems: the two halves of a garment drafted apart.

The hem slants from the wearer's right, where it is shorter, to the left, where it is longer by
as much; the centre keeps its length. Panels on the fold become single pieces of both halves, whose
left edges end in ``_l``; pairs become a right piece and a left piece, whose name ends in ``_left``.
Seams are said for both halves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.curves import Path, Point, hermite, line, path_split, unit
from modiste.design.make.panel import Copies, Edge, Notch, Panel, Role, Seam, Side, Zone

if TYPE_CHECKING:
    from modiste.design.make.building import Draft
    from modiste.design.make.plan import Plan


def slant(plan: Plan, draft: Draft) -> None:
    """Slant the hem of a drafted garment, and part or unfold every panel of its trunk."""
    names = [n for n, p in draft.panels.items() if p.zone is Zone.TORSO and _main(n)]
    low = min(draft.panels[n].box[1] for n in names)
    much = min(9.0 * plan.size, 3.0 * plan.size + 0.07 * abs(low))
    folded: set[str] = set()
    panels: dict[str, Panel] = {}
    for name, panel in draft.panels.items():
        if name not in names:
            panels[name] = panel
            continue
        right, left = _sloped(panel, -much), _sloped(panel, much).mirrored()
        if panel.copies is Copies.FOLD:
            folded.add(name)
            panels[name] = _unfolded(right, left)
        else:
            panels[name] = replace(right, copies=Copies.SINGLE)
            panels[f"{name}_left"] = replace(
                left,
                name=f"{name}_left",
                copies=Copies.SINGLE,
                label=replace(
                    left.label,
                    code=f"{left.label.code}L",
                    en=f"{left.label.en}, left",
                    zh=f"{left.label.zh}(左)",
                ),
            )
            if name in draft.turned:
                draft.turned.add(f"{name}_left")
    draft.panels = panels
    draft.seams = [s for seam in draft.seams for s in _both(seam, set(names), folded)]
    draft.notes.append(
        f"The hem is {much:.0f} cm shorter at the right side seam and as much longer at the left. "
        "Lay single pieces with the right side of the cloth up."
    )


def _main(name: str) -> bool:
    return name.startswith(("front", "back", "skirt_")) and "facing" not in name


def _sloped(panel: Panel, drop: float) -> Panel:
    """The panel with its side longer by ``drop`` cm (shorter: negative) and the hem slanted."""
    i = next((n for n, e in enumerate(panel.edges) if e.name == "hem" and e.role is Role.HEM), None)
    if i is None:
        return panel
    old, side = panel.edges[i], panel.edges[i + 1]
    path: Path
    if drop < 0:
        _, path = path_split(side.path, -drop)
    else:
        along = unit(side.path[0][1] - side.path[0][0])
        path = (line(side.start - along * drop, side.start), *side.path)
    edges = list(panel.edges)
    edges[i] = replace(old, path=_hem(old.start, path[0][0], old))
    edges[i + 1] = replace(side, path=path)
    notches = tuple(
        Notch(n.edge, max(0.0, n.distance + drop), n.strokes) if n.edge == side.name else n
        for n in panel.notches
    )
    return replace(panel, edges=tuple(edges), notches=notches)


def _hem(start: Point, end: Point, old: Edge) -> Path:
    """A hem to a new end, bowed as the old one was."""
    chord, before = end - start, old.end - old.start
    leave = unit(old.path[0][1] - old.path[0][0]) / unit(before) * unit(chord)
    arrive = unit(old.path[-1][-1] - old.path[-1][-2]) / unit(before) * unit(chord)
    return (hermite(start, leave, end, arrive, 0.36),)


def _unfolded(right: Panel, left: Panel) -> Panel:
    """Both halves of a panel on the fold as one piece."""
    ours = [e for e in right.edges if e.role is not Role.FOLD]
    theirs = [replace(e, name=f"{e.name}_l") for e in left.edges if e.role is not Role.FOLD]
    darts = [replace(d, name=f"{d.name}_l", edge=d.edge and f"{d.edge}_l") for d in left.darts]
    kept = {e.name for e in (*ours, *theirs)}
    notches = (*right.notches, *(replace(n, edge=f"{n.edge}_l") for n in left.notches))
    return replace(
        right,
        edges=(*ours, *theirs),
        copies=Copies.SINGLE,
        darts=(*right.darts, *darts),
        notches=tuple(n for n in notches if n.edge in kept),
        inside=(*right.inside, *(replace(i, name=f"{i.name}_l") for i in left.inside)),
    )


def _both(seam: Seam, parted: set[str], folded: set[str]) -> list[Seam]:
    """A seam for the right half and for the left."""
    mine = [any(s.panel in parted for s in chain) for chain in (seam.a, seam.b)]
    if not any(mine):
        return [seam]
    left_a, left_b = (tuple(_left(s, parted, folded) for s in c) for c in (seam.a, seam.b))
    if seam.opposite and all(mine):
        return [replace(seam, b=left_b, opposite=False)]
    name = f"{seam.name}, left"
    if all(mine):
        return [seam, replace(seam, name=name, a=left_a, b=left_b)]
    if mine[0]:
        return [seam, replace(seam, name=name, a=left_a, opposite=True)]
    return [seam, replace(seam, name=name, a=left_b, b=seam.a, ease=-seam.ease, opposite=True)]


def _left(side: Side, parted: set[str], folded: set[str]) -> Side:
    if side.panel not in parted:
        return side
    # A mirrored outline is walked the other way round.
    if side.panel in folded:
        return Side(side.panel, f"{side.edge}_l", not side.backwards)
    return Side(f"{side.panel}_left", side.edge, not side.backwards)
