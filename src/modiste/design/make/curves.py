"""Plane curves for drafting: straight lines and Bézier curves, in centimetres.

A point is a complex number: the real part runs across the piece, the imaginary part up it. A curve
is the tuple of its control points: two for a straight line, three for a quadratic, four for a
cubic. A path is a tuple of curves, each beginning where the one before it ends. Circular arcs are
kept as cubics of at most 45 degrees, whose radius is then true to 5 parts in a million.

Lengths are by Gauss-Legendre quadrature of the speed with 12 nodes on each of two halves, which for
the gentle curves of a pattern is exact to well below a micrometre.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Point = complex
Curve = tuple[complex, ...]
Path = tuple[Curve, ...]

# Nodes and weights of Gauss-Legendre quadrature with 12 nodes, for the interval -1 … 1.
_NODES: Final = (
    (0.1252334085114689, 0.2491470458134028),
    (0.3678314989981802, 0.2334925365383548),
    (0.5873179542866175, 0.2031674267230659),
    (0.7699026741943047, 0.1600783285433462),
    (0.9041172563704749, 0.1069393259953184),
    (0.9815606342467192, 0.0471753363865118),
)
_UNIT: Final = tuple((0.5 + sign * x / 2, w / 2) for x, w in _NODES for sign in (-1, 1))
_HALVES: Final = tuple((h + t / 2, w / 2) for h in (0.0, 0.5) for t, w in _UNIT)


def line(start: Point, end: Point) -> Curve:
    """A straight line."""
    return (start, end)


def cubic(start: Point, leave: Point, arrive: Point, end: Point) -> Curve:
    """A cubic Bézier curve by its control points."""
    return (start, leave, arrive, end)


def hermite(
    start: Point, leaving: complex, end: Point, arriving: complex, pull: float = 0.38
) -> Curve:
    """A cubic from two points and the directions in which it leaves and arrives.

    Args:
        start: first point.
        leaving: direction at the start (any length but zero).
        end: last point.
        arriving: direction at the end.
        pull: length of each handle as a share of the chord.
    """
    reach = abs(end - start) * pull
    return (start, start + unit(leaving) * reach, end - unit(arriving) * reach, end)


def unit(vector: complex) -> complex:
    """A vector of length one in the same direction; zero stays zero."""
    size = abs(vector)
    return vector / size if size else 0j


def at(curve: Curve, t: float) -> Point:
    """The point at parameter ``t``, 0 … 1."""
    s = 1.0 - t
    if len(curve) == 2:
        return s * curve[0] + t * curve[1]
    if len(curve) == 3:
        return s * s * curve[0] + 2 * s * t * curve[1] + t * t * curve[2]
    a, b, c, d = curve
    return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d


def velocity(curve: Curve, t: float) -> complex:
    """The derivative by the parameter at ``t``."""
    s = 1.0 - t
    if len(curve) == 2:
        return curve[1] - curve[0]
    if len(curve) == 3:
        return 2 * s * (curve[1] - curve[0]) + 2 * t * (curve[2] - curve[1])
    a, b, c, d = curve
    return 3 * s * s * (b - a) + 6 * s * t * (c - b) + 3 * t * t * (d - c)


def direction(curve: Curve, t: float) -> complex:
    """The unit tangent at ``t``, also where a handle is of no length."""
    found = velocity(curve, t)
    if abs(found) < 1e-9:
        step = 1e-4 if t < 0.5 else -1e-4
        found = (at(curve, t + step) - at(curve, t)) * (1 if step > 0 else -1)
    return unit(found)


@lru_cache(maxsize=8192)
def length(curve: Curve) -> float:
    """Length of a curve in cm."""
    if len(curve) == 2:
        return abs(curve[1] - curve[0])
    return sum(w * abs(velocity(curve, t)) for t, w in _HALVES)


def length_to(curve: Curve, t: float) -> float:
    """Length from the start to parameter ``t``."""
    return length(split(curve, t)[0]) if 0.0 < t < 1.0 else (length(curve) if t >= 1.0 else 0.0)


def parameter_at(curve: Curve, distance: float) -> float:
    """The parameter at a distance along the curve from its start."""
    whole = length(curve)
    if distance <= 0.0 or whole == 0.0:
        return 0.0
    if distance >= whole:
        return 1.0
    if len(curve) == 2:
        return distance / whole
    t = distance / whole
    for _ in range(12):
        gap = length_to(curve, t) - distance
        speed = abs(velocity(curve, t))
        if abs(gap) < 1e-7 or speed == 0.0:
            break
        t = min(1.0, max(0.0, t - gap / speed))
    return t


def split(curve: Curve, t: float) -> tuple[Curve, Curve]:
    """The two parts of a curve at ``t`` (de Casteljau)."""
    left, right = [curve[0]], [curve[-1]]
    points: Sequence[complex] = curve
    while len(points) > 1:
        points = [a + (b - a) * t for a, b in pairwise(points)]
        left.append(points[0])
        right.append(points[-1])
    return tuple(left), tuple(reversed(right))


def reverse(curve: Curve) -> Curve:
    """The curve walked the other way."""
    return tuple(reversed(curve))


def flatten(curve: Curve, tolerance: float = 0.02) -> list[Point]:
    """Points along a curve, both ends included, that stay within ``tolerance`` cm of it."""
    if len(curve) == 2:
        return list(curve)
    bend = max(abs(a - 2 * b + c) for a, b, c in zip(curve, curve[1:], curve[2:], strict=False))
    degree = len(curve) - 1
    # Wang's formula: chords this many stay within the tolerance.
    count = max(1, math.ceil(math.sqrt(degree * (degree - 1) * bend / (8 * tolerance))))
    return [at(curve, i / count) for i in range(count + 1)]


def moved(curve: Curve, change: Callable[[Point], Point]) -> Curve:
    """The curve under a map of its control points (true for affine maps)."""
    return tuple(change(p) for p in curve)


def turn(angle: float, about: Point = 0j) -> Callable[[Point], Point]:
    """A rotation by an angle in radians, anticlockwise where y points up."""
    spin = complex(math.cos(angle), math.sin(angle))
    return lambda p: about + (p - about) * spin


def mirror(p: Point) -> Point:
    """A point mirrored at the line x = 0."""
    return complex(-p.real, p.imag)


def arc(centre: Point, radius: float, start: float, end: float) -> Path:
    """A circular arc from one angle to another (radians), as cubics of at most 45 degrees."""
    pieces = max(1, math.ceil(abs(end - start) / (math.pi / 4) - 1e-9))
    step = (end - start) / pieces
    handle = 4 / 3 * math.tan(step / 4) * radius
    curves = []
    for i in range(pieces):
        a, b = start + i * step, start + (i + 1) * step
        u, v = complex(math.cos(a), math.sin(a)), complex(math.cos(b), math.sin(b))
        p, q = centre + radius * u, centre + radius * v
        curves.append((p, p + handle * u * 1j, q - handle * v * 1j, q))
    return tuple(curves)


# Paths ----------------------------------------------------------------------------------------


def path_length(path: Iterable[Curve]) -> float:
    """Length of a path in cm."""
    return sum(length(c) for c in path)


def path_reverse(path: Path) -> Path:
    """The path walked the other way."""
    return tuple(reverse(c) for c in reversed(path))


def path_moved(path: Path, change: Callable[[Point], Point]) -> Path:
    """The path under a map of its control points."""
    return tuple(moved(c, change) for c in path)


def path_split(path: Path, distance: float) -> tuple[Path, Path]:
    """The two parts of a path at a distance from its start."""
    done = 0.0
    for i, curve in enumerate(path):
        size = length(curve)
        if distance < done + size - 1e-9:
            t = parameter_at(curve, distance - done)
            if t <= 1e-9:
                return path[:i], path[i:]
            left, right = split(curve, t)
            return (*path[:i], left), (right, *path[i + 1 :])
        done += size
    return path, ()


def path_at(path: Path, distance: float) -> tuple[Point, complex]:
    """The point at a distance along a path, and the direction there."""
    for curve in path[:-1]:
        size = length(curve)
        if distance <= size:
            break
        distance -= size
    else:
        curve = path[-1]
    t = parameter_at(curve, distance)
    return at(curve, t), direction(curve, t)


def path_flatten(path: Path, tolerance: float = 0.02) -> list[Point]:
    """Points along a path, both ends included, none twice in succession."""
    points: list[Point] = []
    for curve in path:
        found = flatten(curve, tolerance)
        points.extend(found[1:] if points and abs(points[-1] - found[0]) < 1e-6 else found)
    return points


def lines(*points: Point) -> Path:
    """A path of straight lines through points."""
    return tuple(pairwise(points))


def smooth(*points: Point, leaving: complex | None = None, arriving: complex | None = None) -> Path:
    """A smooth path through points: cubics with tangents by the neighbours (Catmull-Rom)."""
    slopes = [b - a for a, b in pairwise(points)]
    tangents = [
        leaving if leaving is not None else slopes[0],
        *(unit(unit(a) * abs(b) + unit(b) * abs(a)) for a, b in pairwise(slopes)),
        arriving if arriving is not None else slopes[-1],
    ]
    return tuple(
        hermite(a, u, b, v, 1 / 3)
        for (a, b), (u, v) in zip(pairwise(points), pairwise(tangents), strict=True)
    )


def cross(p: Point, u: complex, q: Point, v: complex) -> Point | None:
    """Where the line through ``p`` along ``u`` meets the line through ``q`` along ``v``."""
    det = u.real * v.imag - u.imag * v.real
    if abs(det) < 1e-9 * max(1e-12, abs(u) * abs(v)):
        return None
    w = q - p
    return p + u * ((w.real * v.imag - w.imag * v.real) / det)


def parameter_where(curve: Curve, value: Callable[[Point], float], tries: int = 60) -> float | None:
    """The first parameter where a function of the point changes sign; None where it does not."""
    steps = 24
    before = value(at(curve, 0.0))
    for i in range(1, steps + 1):
        after = value(at(curve, i / steps))
        if before == 0.0:
            return (i - 1) / steps
        if before * after <= 0.0:
            return _bisect(lambda t: value(at(curve, t)), (i - 1) / steps, i / steps, tries)
        before = after
    return None


def _bisect(value: Callable[[float], float], low: float, high: float, tries: int) -> float:
    sign = value(low) <= 0.0
    for _ in range(tries):
        middle = (low + high) / 2
        if (value(middle) <= 0.0) == sign:
            low = middle
        else:
            high = middle
        if high - low < 1e-9:
            break
    return (low + high) / 2


def solve(value: Callable[[float], float], low: float, high: float, tries: int = 60) -> float:
    """Where a monotone function of one number is zero, within an interval.

    The nearer end is returned where the function does not change sign.
    """
    a, b = value(low), value(high)
    if a * b > 0.0:
        return low if abs(a) < abs(b) else high
    # Illinois: regula falsi that halves the weight of an end which stays.
    side = 0
    for _ in range(tries):
        middle = (a * high - b * low) / (a - b) if a != b else (low + high) / 2
        found = value(middle)
        if abs(found) < 1e-6 or high - low < 1e-9:
            return middle
        if found * b > 0.0:
            high, b = middle, found
            a = a / 2 if side == -1 else a
            side = -1
        else:
            low, a = middle, found
            b = b / 2 if side == 1 else b
            side = 1
    return (low + high) / 2
