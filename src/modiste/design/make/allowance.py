"""Cutting lines: the sewing line moved out by each edge's allowance, with its corners treated.

* Where two allowances meet, their lines are lengthened until they cross (a mitre); a corner sharper
  than the limit is cut off square.
* At a hem the side's allowance is mirrored at the hem line, so that a hem folded up lies on the
  side that it comes from (a reflected corner).
* A dart's or pleat's mouth gets a roof: the cutting line over it follows the edge when it is closed
  and pressed to one side, here its highest point.
* Folds have no allowance: the piece is mirrored there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from modiste.design.make.curves import Point, cross, path_flatten, unit
from modiste.design.make.panel import Copies, Edge, Panel, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

MITRE: Final = 2.6
"""Longest mitre, in allowances."""
_HEM: Final = 1.6


def cutting_line(panel: Panel, tolerance: float = 0.03) -> list[Point]:
    """The cutting line of a panel as points, anticlockwise, without repeating the first."""
    roofs = _roofs(panel)
    sides = [
        _moved_out(edge, roofs.get(edge.name) or path_flatten(edge.path, tolerance))
        for edge in panel.edges
    ]
    points: list[Point] = []
    count = len(sides)
    for n in range(count):
        here, after = sides[n], sides[(n + 1) % count]
        points.extend(here[1:-1] if n else here[:-1][1:])
        points.extend(
            _corner(
                panel.edges[n],
                panel.edges[(n + 1) % count],
                here,
                after,
            )
        )
    return _mended(panel, _tidy(points))


def _mended(panel: Panel, points: list[Point]) -> list[Point]:
    """The line without the small loops that offsets of tight hollows leave."""
    from shapely.geometry import LinearRing, Polygon

    ring = [(p.real, p.imag) for p in points]
    if LinearRing(ring).is_simple:
        return points
    inner = Polygon([(p.real, p.imag) for p in panel.outline(0.05)]).buffer(0)
    joined = Polygon(ring).buffer(0).union(inner)
    parts = list(getattr(joined, "geoms", [joined]))
    outer = max(parts, key=lambda part: part.area).exterior
    outer = outer if outer.is_ccw else outer.reverse()
    return [complex(x, y) for x, y in list(outer.coords)[:-1]]


def _roofs(panel: Panel) -> dict[str, list[Point]]:
    """The edge over each sewn dart's mouth: its fold meets the seam when pressed to one side."""
    found = {}
    for dart in panel.darts:
        if not dart.edge:
            continue
        i = next(n for n, e in enumerate(panel.edges) if e.name == dart.edge)
        edge, before = panel.edges[i], panel.edges[i - 1]
        a, b = edge.start, edge.end
        curve = before.path[-1]
        back = unit(curve[-2] - curve[-1])
        leg = unit(dart.apex - a)
        folded = leg * leg * back.conjugate()
        top = cross(a, folded, dart.apex, (a + b) / 2 - dart.apex)
        if top is not None and abs(top - (a + b) / 2) < 3.0:
            found[edge.name] = [a, top, b]
    return found


def _moved_out(edge: Edge, points: list[Point]) -> list[Point]:
    """Points of an edge moved to the outside (its right) by its allowance."""
    if edge.allowance <= 0.0:
        return points
    moved = []
    for n, p in enumerate(points):
        before = unit(p - points[n - 1]) if n else unit(points[1] - p)
        after = unit(points[n + 1] - p) if n + 1 < len(points) else before
        bisector = unit(before + after)
        share = max(0.35, (bisector.conjugate() * after).real)
        moved.append(p - bisector * 1j * edge.allowance / share)
    return moved


def _corner(  # noqa: PLR0911, one answer a kind of corner
    first: Edge, second: Edge, here: Sequence[Point], after: Sequence[Point]
) -> list[Point]:
    """The points of the cutting line around the corner between two edges."""
    point = first.end
    if first.allowance <= 0.0 and second.allowance <= 0.0:
        return [point]
    u, v = _end_direction(here), _start_direction(after)
    bend = (u.conjugate() * v).imag
    forward = (u.conjugate() * v).real
    if abs(bend) < 0.05 and forward > 0:
        # Smooth on: a step where the widths differ.
        same = abs(first.allowance - second.allowance) < 1e-6
        return [here[-1]] if same else [here[-1], after[0]]
    meet = cross(here[-1], u, after[0], v)
    if meet is None:
        return [here[-1], after[0]]
    widest = max(first.allowance, second.allowance)
    if Role.HEM in (first.role, second.role) and widest > _HEM:
        turned = _reflected(first, second, here, after, u, v)
        if turned is not None:
            return turned
    if bend < 0 and abs(meet - point) > 3 * widest:
        return [here[-1], point, after[0]]
    if bend > 0 and abs(meet - point) > MITRE * widest:
        return [_reach(here[-1], u, meet, widest), _reach(after[0], -v, meet, widest)]
    return [meet]


def _reach(start: Point, along: complex, meet: Point, limit: float) -> Point:
    """As far towards a mitre as the limit allows."""
    return start + unit(along) * min(limit, abs(meet - start))


def _end_direction(points: Sequence[Point]) -> complex:
    return unit(points[-1] - points[-2])


def _start_direction(points: Sequence[Point]) -> complex:
    return unit(points[1] - points[0])


def _reflected(
    first: Edge,
    second: Edge,
    here: Sequence[Point],
    after: Sequence[Point],
    u: complex,
    v: complex,
) -> list[Point] | None:
    """A hem's corner: the side's cutting line mirrored at the hem line."""
    if first.role is second.role or Role.FOLD in (first.role, second.role):
        return None
    ends = first.role is Role.HEM
    hem_at = first.end
    side, along, hem_along = (after, v, u) if ends else (here, u, v)
    start = side[0] if ends else side[-1]
    on_line = cross(hem_at, hem_along, start, along)
    if on_line is None or abs(on_line - hem_at) > 4.0:
        return None
    # The direction away from the piece, mirrored at the hem line.
    away = -along if ends else along
    normal = hem_along * -1j
    mirrored = away - 2 * (away.conjugate() * hem_along).real * hem_along
    if (mirrored.conjugate() * normal).real < 0:
        mirrored = -mirrored
    edge = here if ends else after
    base = edge[-1] if ends else edge[0]
    outer = cross(base, hem_along, on_line, mirrored)
    if outer is None or abs(outer - hem_at) > 4 * max(first.allowance, second.allowance):
        return None
    return [outer, on_line] if ends else [on_line, outer]


def _tidy(points: list[Point]) -> list[Point]:
    kept: list[Point] = []
    for p in points:
        if not kept or abs(p - kept[-1]) > 1e-4:
            kept.append(p)
    if len(kept) > 1 and abs(kept[0] - kept[-1]) < 1e-4:
        kept.pop()
    return kept


def whole_line(panel: Panel, tolerance: float = 0.03) -> list[Point]:
    """The cutting line of a whole piece: panels on the fold with their mirror image.

    The part that the allowance leaves beyond the fold is cut away before mirroring.
    """
    points = cutting_line(panel, tolerance)
    if panel.copies is not Copies.FOLD:
        return points
    fold = next(e for e in panel.edges if e.role is Role.FOLD)
    axis, at = unit(fold.end - fold.start), fold.start

    def reflect(p: Point) -> Point:
        d = (p - at) / axis
        return at + d.conjugate() * axis

    start = min(range(len(points)), key=lambda n: abs(points[n] - fold.end))
    turned = points[start:] + points[:start]
    half = [
        p for p in turned if ((p - at) / axis).imag > -1e-6 or abs(((p - at) / axis).imag) < 1e-6
    ]
    half = half if len(half) > 2 else turned
    return _tidy([*half, *[reflect(p) for p in reversed(half)]])
