"""Paths of straight and cubic pieces: what a flat's lines are made of (cm, y down)."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

Point = tuple[float, float]
Piece = tuple[Point, ...]
"""One point for a straight piece; two handles and the end for a cubic one."""


def num(value: float) -> str:
    """A coordinate to a hundredth of a centimetre."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


@dataclass(frozen=True)
class Path:
    """An open run of pieces."""

    start: Point
    pieces: tuple[Piece, ...] = ()

    @property
    def end(self) -> Point:
        """Where it ends."""
        return self.pieces[-1][-1] if self.pieces else self.start

    def line(self, *points: Point) -> Path:
        """With straight pieces to these points."""
        return Path(self.start, (*self.pieces, *((p,) for p in points)))

    def curve(self, first: Point, second: Point, end: Point) -> Path:
        """With a cubic piece."""
        return Path(self.start, (*self.pieces, (first, second, end)))

    def bow(self, handle: Point, end: Point) -> Path:
        """With a quadratic piece, raised to a cubic."""
        a, b = self.end, end
        return self.curve(_lerp(a, handle, 2 / 3), _lerp(b, handle, 2 / 3), end)

    def then(self, other: Path) -> Path:
        """Followed by another path, joined by a straight piece where they do not meet."""
        gap = () if _near(self.end, other.start) else ((other.start,),)
        return Path(self.start, (*self.pieces, *gap, *other.pieces))

    def reversed(self) -> Path:
        """From its end to its start."""
        out: list[Piece] = []
        points = [self.start, *(piece[-1] for piece in self.pieces)]
        for i in range(len(self.pieces) - 1, -1, -1):
            piece = self.pieces[i]
            out.append((piece[1], piece[0], points[i]) if len(piece) == 3 else (points[i],))
        return Path(self.end, tuple(out))

    def mirrored(self) -> Path:
        """Mirrored at x = 0."""
        return Path(
            (-self.start[0], self.start[1]),
            tuple(tuple((-x, y) for x, y in piece) for piece in self.pieces),
        )

    def moved(self, dx: float, dy: float) -> Path:
        """Shifted."""
        return Path(
            (self.start[0] + dx, self.start[1] + dy),
            tuple(tuple((x + dx, y + dy) for x, y in piece) for piece in self.pieces),
        )

    def whole(self) -> Path:
        """The closed shape whose right half, from axis to axis, is this."""
        return self.then(self.mirrored().reversed())

    def d(self, *, closed: bool = False) -> str:
        """SVG path data."""
        out = [f"M{num(self.start[0])} {num(self.start[1])}"]
        out += [
            "LC"[len(piece) == 3] + " ".join(f"{num(x)} {num(y)}" for x, y in piece)
            for piece in self.pieces
        ]
        return "".join(out) + ("Z" if closed else "")

    def points(self, each: int = 8) -> list[Point]:
        """Points along it: the ends of straight pieces, ``each`` steps of curved ones."""
        out = [self.start]
        for piece in self.pieces:
            if len(piece) == 1:
                out.append(piece[0])
                continue
            a, (b, c, d) = out[-1], piece
            out += [_cubic(a, b, c, d, k / each) for k in range(1, each + 1)]
        return out

    def at_y(self, y: float) -> float:
        """The first x where it passes that height; of its nearer end where it does not."""
        points = self._walk[0]
        for (x0, y0), (x1, y1) in pairwise(points):
            if y0 != y1 and min(y0, y1) <= y <= max(y0, y1):
                return x0 + (x1 - x0) * (y - y0) / (y1 - y0)
        return min(points, key=lambda p: abs(p[1] - y))[0]

    def at_x(self, x: float) -> float:
        """The first y where it passes that x; of its nearer end where it does not."""
        points = self._walk[0]
        for (x0, y0), (x1, y1) in pairwise(points):
            if x0 != x1 and min(x0, x1) <= x <= max(x0, x1):
                return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
        return min(points, key=lambda p: abs(p[0] - x))[1]

    @cached_property
    def _walk(self) -> tuple[list[Point], list[float]]:
        """Points along it, and the length of the course to each."""
        points = self.points(10)
        return points, [0.0, *accumulate(math.dist(a, b) for a, b in pairwise(points))]

    def along(self, share: float) -> Point:
        """The point at a share of its length."""
        points, reached = self._walk
        want = share * reached[-1]
        k = bisect_left(reached, want, 1, len(reached) - 1) if len(reached) > 1 else 0
        if k == 0:
            return self.start
        step = reached[k] - reached[k - 1]
        return (
            _lerp(points[k - 1], points[k], (want - reached[k - 1]) / step) if step else points[k]
        )

    def length(self) -> float:
        """Of its course, cm."""
        return self._walk[1][-1]

    def part(self, first: float, last: float, steps: int = 14) -> Path:
        """From one share of its length to another, as a smooth curve."""
        return through([self.along(first + (last - first) * k / steps) for k in range(steps + 1)])

    def beside(self, by: float) -> Path:
        """A line parallel to it, ``by`` to the right of its course (y down: to its left on paper).

        Corners are mitred up to twice the distance.
        """
        points = _distinct(self.points(6))
        if len(points) < 2:
            return self
        normals = []
        for a, b in pairwise(points):
            long = math.dist(a, b)
            normals.append((-(b[1] - a[1]) / long, (b[0] - a[0]) / long))
        out = []
        for i, (x, y) in enumerate(points):
            n0 = normals[max(0, i - 1)]
            n1 = normals[min(i, len(normals) - 1)]
            mx, my = n0[0] + n1[0], n0[1] + n1[1]
            size = max(math.hypot(mx, my) ** 2 / 2, 0.5)
            out.append((x + by * mx / size, y + by * my / size))
        return polyline(out)


def polyline(points: Sequence[Point]) -> Path:
    """Straight pieces through points."""
    return Path(points[0], tuple((p,) for p in points[1:]))


def through(points: Sequence[Point], *, ease: float = 1.0) -> Path:
    """A smooth curve through points (Catmull–Rom, centripetal in effect by clamped handles)."""
    out = Path(points[0])
    n = len(points)
    for i in range(n - 1):
        p0, p1, p2, p3 = (
            points[max(0, i - 1)],
            points[i],
            points[i + 1],
            points[min(n - 1, i + 2)],
        )
        span = math.dist(p1, p2)
        out = out.curve(_handle(p0, p1, p2, span, ease), _handle(p3, p2, p1, span, ease), p2)
    return out


def _handle(before: Point, at: Point, after: Point, span: float, ease: float) -> Point:
    dx, dy = after[0] - before[0], after[1] - before[1]
    long = math.hypot(dx, dy)
    if not long:
        return at
    size = ease * span / 3
    return at[0] + dx / long * size, at[1] + dy / long * size


def _lerp(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def between(a: Point, b: Point, t: float) -> Point:
    """The point a share of the way from one to another."""
    return _lerp(a, b, t)


def _near(a: Point, b: Point) -> bool:
    return abs(a[0] - b[0]) < 1e-9 and abs(a[1] - b[1]) < 1e-9


def _distinct(points: Iterable[Point]) -> list[Point]:
    out: list[Point] = []
    for p in points:
        if not out or math.dist(out[-1], p) > 1e-6:
            out.append(p)
    return out


def _cubic(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    s = 1 - t
    w = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
    return (
        w[0] * a[0] + w[1] * b[0] + w[2] * c[0] + w[3] * d[0],
        w[0] * a[1] + w[1] * b[1] + w[2] * c[1] + w[3] * d[1],
    )
