"""Princess seams: a half parted into a centre and a side panel through its darts.

The seam runs from the armhole over the bust point to the waist dart and down to the hem. Above the
bust point both edges are one curve turned by the bust dart's angle, below it one curve mirrored at
the dart's middle: both sides have one length by construction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.make.curves import (
    Path,
    Point,
    hermite,
    line,
    parameter_where,
    path_length,
    path_moved,
    path_reverse,
    solve,
    split,
    unit,
)
from modiste.design.make.panel import Edge

if TYPE_CHECKING:
    from collections.abc import Callable

    from modiste.design.make.half import Half


def part(
    half: Half, intake: float, hip: float, flare: float, share: float
) -> tuple[list[Edge], list[Edge]]:
    """Part a half into its centre and side panel.

    Args:
        half: the half; its bust dart is still to be opened.
        intake: what the seam takes in at the waist, in cm.
        hip: height of the seat, where it takes in nothing.
        flare: how far each edge widens per cm below that.
        share: where the seam starts along the armhole.

    Returns:
        The edges of the centre panel and of the side panel, both with an edge ``princess``.
    """
    apex, angle = half.apex, half.angle
    top = "armhole" if half.named("armhole") else "neck"
    edge = half.edge(top)
    at = edge.length * share if top == "armhole" else path_length(split_x(edge.path, apex.real))
    if angle > 1e-6:
        half.open_bust(top, at, "bust", 0.0)
        half.edges = [e for e in half.edges if e.name != "bust_mouth"]
        half.darts = [d for d in half.darts if d.name != "bust"]
    else:
        half.cut(top, at)
    inner_top = half.edge(f"{top}_2").start
    outer_top = half.edge(f"{top}_1").end
    k = half.index("side") - 1 if half.named("side") == ["side"] else 0
    lower, before = half.edges[k], half.edges[:k]
    bottom, end = lower.start.imag, lower.end

    def mirrored(p: Point) -> Point:
        return complex(2 * apex.real - p.real, p.imag)

    down = _down(apex, bottom, intake, hip, flare)
    upper = (hermite(apex, 1j, inner_top, unit(inner_top - apex) + 0.3, 0.36),)
    other_down = path_moved(down, mirrored)
    other_up = _fitted(apex, outer_top, path_length(upper), angle)
    stem = lower.name
    inner = [
        *before,
        _bottom(stem, lower, lower.start, down[-1][-1]),
        Edge("princess", (*path_reverse(down), *upper)),
        *half.edges[half.index(f"{top}_2") :],
    ]
    outer = [
        _bottom(stem, lower, other_down[-1][-1], end),
        *half.edges[half.index("side") : half.index(f"{top}_1") + 1],
        Edge("princess", (*path_reverse(other_up), *other_down)),
    ]
    return inner, outer


def split_x(path: Path, x: float) -> Path:
    """The part of a path before it first reaches an x."""
    kept = []
    for curve in path:
        t = parameter_where(curve, lambda p: p.real - x)
        if t is not None and t > 1e-9:
            kept.append(split(curve, t)[0])
            break
        kept.append(curve)
    return tuple(kept)


def _down(apex: Point, bottom: float, intake: float, hip: float, flare: float) -> Path:
    """The centre panel's edge from the bust point down."""
    waist = complex(apex.real - intake / 2, max(0.0, bottom))
    first = hermite(apex, -1j, waist, waist - apex if bottom >= 0 else -1j, 0.36)
    if bottom >= -1e-6:
        return (first,)
    seat = complex(apex.real, hip)
    into = complex(flare, -1.0)
    second = hermite(waist, -1j, seat, into, 0.38)
    if bottom >= hip:
        t = parameter_where(second, lambda p: p.imag - bottom)
        return (first, split(second, t)[0] if t else second)
    return (first, second, line(seat, seat + into * (hip - bottom)))


def _fitted(apex: Point, top: Point, length: float, angle: float) -> Path:
    """The side panel's edge over the bust: smooth, and as long as the centre panel's."""
    lean = unit(complex(0.5 * angle, 1.0))

    def edge(pull: float) -> Path:
        return (hermite(apex, lean, top, unit(top - apex) + 0.12, pull),)

    value: Callable[[float], float] = lambda pull: path_length(edge(pull)) - length  # noqa: E731
    if value(0.05) * value(0.9) > 0.0:
        return (hermite(apex, lean, top, unit(top - apex), 0.36),)
    return edge(solve(value, 0.05, 0.9))


def _bottom(stem: str, lower: Edge, start: Point, end: Point) -> Edge:

    chord = end - start
    if abs(chord.imag) < 0.05:
        return replace(lower, name=stem, path=(line(start, end),))
    return replace(
        lower, name=stem, path=(hermite(start, 1 + 0j, end, chord + abs(chord.imag) * 0.6j, 0.36),)
    )
