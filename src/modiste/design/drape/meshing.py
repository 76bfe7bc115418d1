"""Panels as triangles: darts cut out, bands folded, halves unfolded."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from modiste.design.drape.pieces import LEFT, WHOLE, Doubles, Indices, Piece
from modiste.design.make.curves import Path, path_at
from modiste.design.make.panel import Mark, Panel, Role, Zone

if TYPE_CHECKING:
    from modiste.design.drape.sampling import Samples


def piece_of(
    panel: Panel, side: str, samples: Samples, spacing: float, first: int
) -> tuple[Piece, dict[str, Indices]]:
    """A piece and the vertices along each of its edges, in the outline's direction."""
    outline, along = _outline(panel, samples)
    points = np.array([[p.real, p.imag] for p in outline])
    if _doubled(panel):
        low = points[:, 1].min()
        points[:, 1] = low + (points[:, 1] - low) / 2
    inside = _inside(points, spacing)
    triangles = _triangulated(np.concatenate([points, inside]), points)
    points = np.concatenate([points, inside])
    if side == LEFT:
        points = points * [-1.0, 1.0]
        triangles = triangles[:, ::-1]
    if side == WHOLE:
        points, triangles, along = _unfolded(panel, points, triangles, along)
    return Piece(panel, side, points, np.ascontiguousarray(triangles, np.int32), first), along


def _doubled(panel: Panel) -> bool:
    """Whether a band is folded along its middle when it is sewn; its outer half is draped."""
    bands = (Zone.WAIST, Zone.NECK, Zone.WRIST)
    return panel.zone in bands and any(line.mark is Mark.FOLD for line in panel.inside)


def _outline(panel: Panel, samples: Samples) -> tuple[list[complex], dict[str, Indices]]:
    """The sewing line with darts cut out, and which of its points lie on which edge."""
    darts = {dart.edge: dart for dart in panel.darts if dart.edge}
    points: list[complex] = []
    along: dict[str, Indices] = {}
    for edge in panel.edges:
        if edge.name in darts:
            apex = darts[edge.name].apex
            path: Path = ((edge.start, apex), (apex, edge.end))
            leg = abs(edge.start - apex)
            other = abs(edge.end - apex)
            share = np.linspace(0.0, 1.0, max(2, math.ceil(leg / 2.0) + 1))
            at = np.concatenate([share * leg, leg + share[1:] * other])
        else:
            path, at = edge.path, samples[panel.name, edge.name]
        start = len(points)
        points += [path_at(path, float(d))[0] for d in at[:-1]]
        along[edge.name] = np.arange(start, start + len(at), dtype=np.int32)
    for name, at in along.items():
        along[name] = at % len(points)
    return points, along


def _inside(outline: Doubles, spacing: float) -> Doubles:
    """Points of a triangular grid well inside an outline."""
    import shapely

    shape = shapely.Polygon(outline)
    room = shape.buffer(0).buffer(-0.55 * spacing)
    low, high = outline.min(axis=0), outline.max(axis=0)
    rows = np.arange(low[1], high[1], spacing * math.sqrt(3) / 2)
    grid = [
        np.stack(
            [np.arange(low[0] + (k % 2) * spacing / 2, high[0], spacing),
             np.full(len(np.arange(low[0] + (k % 2) * spacing / 2, high[0], spacing)), y)],
            axis=1,
        )
        for k, y in enumerate(rows)
    ]  # fmt: skip
    if not grid or room.is_empty:
        return np.empty((0, 2))
    points = np.concatenate(grid)
    found: Doubles = points[shapely.contains_xy(room, points[:, 0], points[:, 1])]
    return found


def _triangulated(points: Doubles, outline: Doubles) -> Indices:
    """Delaunay triangles inside an outline, anticlockwise."""
    import shapely
    from scipy.spatial import Delaunay

    triangles = Delaunay(points).simplices
    centre = points[triangles].mean(axis=1)
    shape = shapely.Polygon(outline).buffer(0)
    triangles = triangles[shapely.contains_xy(shape, centre[:, 0], centre[:, 1])]
    a, b, c = (points[triangles[:, k]] for k in range(3))
    twice = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    triangles = np.where(twice[:, None] < 0, triangles[:, ::-1], triangles)
    found: Indices = triangles[np.abs(twice) > 1e-4].astype(np.int32)
    return found


def _unfolded(
    panel: Panel, points: Doubles, triangles: Indices, along: dict[str, Indices]
) -> tuple[Doubles, Indices, dict[str, Indices]]:
    """A piece cut on the fold: the panel and its mirror image over the fold line.

    Vertices along an edge are those of the half as drawn; ``edge~`` names the other half's.
    """
    fold = next((edge for edge in panel.edges if edge.role is Role.FOLD), None)
    on = np.zeros(len(points), dtype=bool)
    if fold is not None:
        on[along[fold.name]] = True
        origin = np.array([fold.start.real, fold.start.imag])
        axis = np.array([(fold.end - fold.start).real, (fold.end - fold.start).imag])
        axis /= np.linalg.norm(axis)
        offset = points - origin
        twin = origin + 2 * np.outer(offset @ axis, axis) - offset
    else:
        twin = points * [-1.0, 1.0]
    number = np.where(on, np.arange(len(points)), 0)
    number[~on] = len(points) + np.arange(int((~on).sum()))
    both = np.concatenate([points, twin[~on]])
    turned = number[triangles][:, ::-1]
    other = {f"{name}~": number[at].astype(np.int32) for name, at in along.items()}
    return both, np.concatenate([triangles, turned.astype(np.int32)]), {**along, **other}
