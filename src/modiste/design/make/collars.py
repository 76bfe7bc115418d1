"""Collars: stands, falls, flat collars, hoods, each solved to the length of its neckline.

A collar is drafted as a half on the fold, from the fold (x = 0) to where the neck opens; its lower
edge ``seam`` has the length of half the neckline, ``stand`` that of the button extension.
Flat collars are traced from the necklines with back and front laid together at the shoulder, the
shoulder points overlapping, which rolls the seam under (the usual construction of a Peter Pan).
"""

from __future__ import annotations

import cmath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modiste.design.make.building import centre, free, mark
from modiste.design.make.curves import (
    Path,
    Point,
    hermite,
    line,
    lines,
    mirror,
    path_at,
    path_length,
    path_moved,
    path_reverse,
    path_split,
    smooth,
    solve,
    unit,
)
from modiste.design.make.panel import Copies, Edge, Inside, Label, Mark, Panel, Zone

if TYPE_CHECKING:
    from modiste.design.make.plan import Plan


def curved(  # noqa: PLR0913, the measures of a band
    name: str,
    label: Label,
    neck: float,
    stand: float,
    depth: float,
    rise: float,
    *,
    point: complex = 0j,
    layers: int = 2,
    interfaced: bool = True,
    material: str = "self",
) -> Panel:
    """A band that curves up to its end: a stand, a mandarin or funnel collar, a collar's fall.

    Args:
        name: of the panel.
        label: its names.
        neck: half the neckline that it is sewn to, in cm.
        stand: what it runs on beyond the centre, in cm.
        depth: at the fold in cm.
        rise: how far the lower edge rises to its end (negative: it falls, as a rolled collar's).
        point: how far the end's upper corner departs from square, in cm.
        layers: how many are cut.
        interfaced: whether one is interfaced.
        material: what it is cut from.
    """

    def lower(across: float) -> Path:
        return (hermite(0j, 1 + 0j, complex(across, rise), complex(1.0, 1.9 * rise / across), 0.4),)

    whole = neck + stand
    across = solve(lambda x: path_length(lower(x)) - whole, whole * 0.7, whole)
    bottom = lower(across)
    end = bottom[-1][-1]
    _, along = path_at(bottom, whole)
    corner = end + along * 1j * depth + point
    top = (
        hermite(
            corner,
            -along - 0.25 * (point.real * 1j if point else 0j),
            complex(0.0, depth),
            -1 + 0j,
            0.36,
        ),
    )
    seam, rest = path_split(bottom, neck) if stand > 0 else (bottom, ())
    edges = [Edge("seam", seam)]
    if rest:
        edges.append(free("stand", rest))
    edges += [
        free("end", lines(end, corner)),
        Edge("top", top),
        centre("centre", lines(complex(0, depth), 0j), fold=True),
    ]
    return Panel(
        name,
        tuple(edges),
        label,
        _cross_grain(across, depth),
        Copies.FOLD,
        layers,
        material,
        interfaced,
        Zone.NECK,
        "around",
    )


def _cross_grain(across: float, depth: float) -> tuple[Point, Point]:
    return complex(across * 0.42, depth * 0.55), complex(across * 0.72, depth * 0.62)


def rib(name: str, label: Label, neck: float, depth: float, ratio: float, *, folded: bool) -> Panel:
    """A straight strip on the fold, shorter than its neckline by ``ratio``: a rib or roll neck."""
    across, tall = neck * ratio, depth * (2 if folded else 1)
    inside: tuple[Inside, ...] = ()
    if folded:
        inside = (mark("fold", Mark.FOLD, complex(0, depth), complex(across, depth)),)
    return Panel(
        name,
        (
            Edge("seam", (line(0j, complex(across, 0)),)),
            Edge("end", (line(complex(across, 0), complex(across, tall)),)),
            Edge("top", (line(complex(across, tall), complex(0, tall)),)),
            centre("centre", lines(complex(0, tall), 0j), fold=True),
        ),
        label,
        (complex(across * 0.5, tall * 0.2), complex(across * 0.5, tall * 0.8)),
        Copies.FOLD,
        material="rib",
        zone=Zone.NECK,
        facing="around",
        inside=inside,
    )


@dataclass(frozen=True)
class Neck:
    """A half neckline from the shoulder to the centre, and the shoulder point."""

    path: Path
    tip: Point


def joined_neck(back: Neck, front: Neck, overlap: float) -> tuple[Path, Path, Point]:
    """Back and front neckline laid together at the shoulder, from the centre back on.

    Args:
        back: the back's neckline.
        front: the front's.
        overlap: by how much the shoulder points overlap, in cm.

    Returns:
        The back's part, the front's part, and the back's shoulder point.
    """
    b_neck, b_tip = back.path[0][0], back.tip
    f_neck, f_tip = front.path[0][0], front.tip
    want = unit(b_tip - b_neck)
    have = unit(mirror(f_tip) - mirror(f_neck))
    tilt = cmath.rect(1.0, -overlap / max(1.0, abs(b_tip - b_neck)))

    def place(p: Point) -> Point:
        return b_neck + (mirror(p) - mirror(f_neck)) / have * want / tilt

    return (
        path_reverse(back.path),
        path_moved(front.path, place),
        b_tip,
    )


def flat(plan: Plan, back: Neck, front: Neck, depth: float, *, turned: bool) -> Panel:
    """A Peter Pan collar: the neckline and a line beside it, rounded at the open end.

    Args:
        plan: the plan.
        back: the back's neckline.
        front: the front's.
        depth: width in cm.
        turned: the fold is at the centre front (the neck opens in the back).
    """
    first, second, _ = joined_neck(back, front, 2.2 * plan.size)
    path = (*first, *second)
    whole = path_length(path)
    outer: list[Point] = []
    shares = (0.0, 0.14, 0.28, 0.42, 0.56, 0.7, 0.84, 0.95)
    for share in shares:
        point, along = path_at(path, share * whole)
        narrow = 1.0 if share < 0.9 else 0.97
        outer.append(point - along * 1j * depth * narrow)
    end, along = path_at(path, whole)
    round_off = end - along * 1j * depth * 0.42 + along * depth * 0.12
    edge = smooth(*outer, round_off, end, leaving=1 + 0j, arriving=along * 1j + 0.15 * along)
    if turned:
        start, going = path[0][0], unit(path_at(path, 0.0)[1])
        corner = start - going * 1j * depth
        tail = smooth(start, start - going * 1j * depth * 0.45 - going * depth * 0.1, outer[1])
        front_low, _ = end - along * 1j * depth, corner
        body = smooth(*outer[1:7], front_low, leaving=outer[2] - outer[0])
        opened = (
            free("end", tail),
            Edge("top", body),
            centre("centre", lines(front_low, end), fold=True),
            Edge("seam", path_reverse(path)),
        )
        return _flat_panel(opened, "Peter Pan collar", "小圆领", whole)
    edges = (
        centre("centre", lines(path[0][0], outer[0]), fold=True),
        Edge("top", edge),
        Edge("seam", path_reverse(path)),
    )
    return _flat_panel(edges, "Peter Pan collar", "小圆领", whole)


def sailor(plan: Plan, back: Neck, front: Neck) -> Panel:
    """A sailor collar: square on the back, tapering to the point of the V."""
    first, second, tip = joined_neck(back, front, 1.5 * plan.size)
    path = (*first, *second)
    nape, end = path[0][0], path[-1][-1]
    deep = 15.0 * plan.size
    wide = min(tip.real - 1.5, 15.0 * plan.size)
    corner = complex(wide, nape.imag - deep)
    at_shoulder = complex(wide, tip.imag)
    edges = (
        centre("centre", lines(nape, complex(0.0, nape.imag - deep)), fold=True),
        Edge(
            "top",
            (
                line(complex(0.0, nape.imag - deep), corner),
                line(corner, at_shoulder),
                hermite(
                    at_shoulder,
                    1j + 0.2,
                    end,
                    end - at_shoulder - 0.2j * abs(end - at_shoulder),
                    0.3,
                ),
            ),
        ),
        Edge("seam", path_reverse(path)),
    )
    return _flat_panel(edges, "Sailor collar", "水手领", path_length(path))


def _flat_panel(edges: tuple[Edge, ...], en: str, zh: str, whole: float) -> Panel:
    top = edges[-1].path[-1][-1]
    return Panel(
        "collar",
        edges,
        Label("CO", en, zh),
        (complex(1.2, top.imag - 1.2 - whole * 0.12), complex(1.2, top.imag - 1.2)),
        Copies.FOLD,
        2,
        interfaced=True,
        zone=Zone.NECK,
        facing="around",
    )


def hood(plan: Plan, neck: float, stand: float) -> Panel:
    """A hood in two halves: its height clears the head, its depth is half the head's girth.

    Args:
        plan: the plan.
        neck: half the neckline in cm.
        stand: what runs on beyond the centre front in cm.
    """
    body = plan.body
    tall = 0.13 * body.height + 13.0 + 0.4 * plan.step
    deep = body.head * 0.42 + 1.0 + 0.3 * plan.step

    def lower(across: float) -> Path:
        return (
            hermite(0j, 1 - 0.12j, complex(across * 0.5, -0.6), 1 + 0.0j, 0.36),
            hermite(complex(across * 0.5, -0.6), 1 + 0j, complex(across, -3.0), 1 - 0.32j, 0.36),
        )

    whole = neck + stand
    across = solve(lambda x: path_length(lower(x)) - whole, whole * 0.6, whole * 1.05)
    bottom = lower(across)
    front_low = bottom[-1][-1]
    brow = complex(across + 1.2, tall - 1.0)
    crown = complex(across * 0.42, tall + 1.8)
    nod = complex(across - deep, tall * 0.62)
    seam, rest = path_split(bottom, neck) if stand > 0 else (bottom, ())
    edges = [Edge("seam", seam)]
    if rest:
        edges.append(free("stand", rest))
    edges += [
        Edge("face", (hermite(front_low, 0.05 + 1j, brow, 0.02 + 1j, 0.33),), allowance=3.0),
        Edge(
            "crown",
            (
                hermite(brow, -1 + 0.10j, crown, -1 + 0.0j, 0.36),
                hermite(crown, -1 + 0j, nod, -0.12 - 1j, 0.5),
                hermite(nod, -0.12 - 1j, 0j, 0.45 - 1j, 0.36),
            ),
        ),
    ]
    return Panel(
        "hood",
        tuple(edges),
        Label("HD", "Hood", "风帽"),
        (complex(across * 0.55, 2.0), complex(across * 0.55, tall - 4.0)),
        Copies.PAIR,
        zone=Zone.HEAD,
        facing="around",
    )


def tailored(plan: Plan, back: float, front: float, gorge: float) -> Panel:
    """The collar of a notched or peaked lapel, on the fold at the centre back.

    Args:
        plan: the plan.
        back: half the back neckline in cm.
        front: the part of the front neckline down to the gorge in cm.
        gorge: the part of the gorge that it is sewn to in cm.
    """
    depth = (6.6 + 0.5 * plan.step) * max(0.75, plan.size)
    whole = back + front + gorge

    def lower(across: float) -> Path:
        mid = complex(across * 0.55, 1.0)
        return (
            hermite(0j, 1 + 0j, mid, 1 + 0.20j, 0.36),
            hermite(mid, 1 + 0.20j, complex(across, 3.6), 1 + 0.10j, 0.36),
        )

    across = solve(lambda x: path_length(lower(x)) - whole, whole * 0.7, whole)
    bottom = lower(across)
    end = bottom[-1][-1]
    corner = end + complex(2.6, 2.9) * max(0.75, plan.size)
    top = (hermite(corner, complex(-1.0, 0.05), complex(0, depth), -1 + 0j, 0.36),)
    return Panel(
        "collar",
        (
            Edge("seam", bottom),
            free("end", lines(end, corner)),
            Edge("top", top),
            centre("centre", lines(complex(0, depth), 0j), fold=True),
        ),
        Label("CO", "Collar", "领片"),
        _cross_grain(across, depth),
        Copies.FOLD,
        2,
        interfaced=True,
        zone=Zone.NECK,
        facing="around",
    )
