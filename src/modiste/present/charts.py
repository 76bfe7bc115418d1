"""Small charts as SVG text. Colours come from the page's style sheet, so that both themes work."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """Where a chart's plot lies within its box, and the values at its edges."""

    width: float
    height: float
    steps: int
    top: float
    left: float = 34
    right: float = 8
    above: float = 10
    below: float = 18
    percent: bool = False

    def x(self, step: float) -> float:
        """Position of a step, counted from 0."""
        span = self.width - self.left - self.right
        return self.left + span * (step + 0.5) / self.steps

    def y(self, value: float) -> float:
        """Position of a value."""
        span = self.height - self.above - self.below
        return self.above + span * (1 - min(max(value, 0.0), self.top) / self.top)


def demand_chart(
    history: Sequence[float | None],
    mean: Sequence[float],
    bands: Sequence[tuple[Sequence[float], Sequence[float]]],
    first_week: dt.date,
    *,
    label: str,
    width: float = 420,
    height: float = 150,
) -> str:
    """Weekly sales as bars, the forecast as a line with bands, widest band first.

    Args:
        history: units of past weeks, ``None`` where not known.
        mean: forecast of the weeks after them.
        bands: pairs of lower and upper quantiles of the same weeks.
        first_week: first day of the first past week.
        label: what a screen reader says.
        width: of the picture.
        height: of the picture.
    """
    known = [value for value in history if value is not None]
    highest = max([*known, *mean, *(v for _, high in bands for v in high), 1.0])
    frame = Frame(width, height, len(history) + len(mean), nice_ceiling(highest))
    start = len(history)
    parts = [_grid(frame), _weeks(frame, first_week)]
    bar = max((frame.x(1) - frame.x(0)) * 0.7, 1.0)
    for step, value in enumerate(history):
        if value:
            top = frame.y(value)
            parts.append(
                f'<rect class="bar" x="{short(frame.x(step) - bar / 2)}" y="{short(top)}" '
                f'width="{short(bar)}" height="{short(frame.y(0) - top)}"/>'
            )
    parts += [_band(frame, start, low, high) for low, high in bands]
    parts.append(f'<path class="line" d="{_path(_points(frame, start, mean))}"/>')
    return svg(frame, parts, label)


@dataclass(frozen=True)
class Projection:
    """Expected stock from today on, at week ends.

    Attributes:
        without: if nothing is ordered.
        low: its lower quantile.
        high: its upper quantile.
        ordered: with the suggested order.
    """

    without: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    ordered: Sequence[float]


def stock_chart(
    stock: Projection,
    levels: Sequence[tuple[str, float]],
    first_week: dt.date,
    *,
    label: str,
    width: float = 420,
    height: float = 150,
) -> str:
    """Projected stock at week ends: without the order (with its band) and with it.

    Args:
        stock: what is drawn.
        levels: named horizontal lines, such as the reorder point.
        first_week: first day of the first week.
        label: what a screen reader says.
        width: of the picture.
        height: of the picture.
    """
    marks = [value for _, value in levels]
    highest = max([*stock.without, *stock.high, *stock.ordered, *marks, 1.0])
    frame = Frame(width, height, len(stock.without), nice_ceiling(highest))
    parts = [_grid(frame), _weeks(frame, first_week)]
    parts.append(_band(frame, 0, stock.low, stock.high))
    for name, value in levels:
        y, right = short(frame.y(value)), short(frame.width - frame.right)
        parts.append(
            f'<line class="level" x1="{short(frame.left)}" x2="{right}" '
            f'y1="{y}" y2="{y}"/>'
            f'<text class="tick" x="{right}" y="{short(frame.y(value) - 3)}" '
            f'text-anchor="end">{escape(name)}</text>'
        )
    for kind, values in (("line", stock.without), ("line order", stock.ordered)):
        parts.append(f'<path class="{kind}" d="{_path(_points(frame, 0, values))}"/>')
    return svg(frame, parts, label)


def share_chart(
    history: Sequence[float | None],
    mean: Sequence[float],
    bands: Sequence[tuple[Sequence[float], Sequence[float]]],
    first_week: dt.date,
    *,
    label: str,
    width: float = 420,
    height: float = 150,
) -> str:
    """A share over time as a line with gaps, its forecast as a line with bands, widest first.

    Args:
        history: shares of past weeks from 0 to 1, ``None`` where no source reported.
        mean: forecast of the weeks after them.
        bands: pairs of lower and upper quantiles of the same weeks.
        first_week: first day of the first past week.
        label: what a screen reader says.
        width: of the picture.
        height: of the picture.
    """
    known = [value for value in history if value is not None]
    highest = max([*known, *mean, *(v for _, high in bands for v in high), 1e-6])
    frame = Frame(width, height, len(history) + len(mean), nice_ceiling(highest), percent=True)
    start = len(history)
    parts = [_grid(frame), _weeks(frame, first_week)]
    parts += [_band(frame, start, low, high) for low, high in bands]
    parts += [
        f'<path class="past" d="{_path(run)}"/>' for run in _runs_of(frame, history) if len(run) > 1
    ]
    parts.append(f'<path class="line" d="{_path(_points(frame, start, mean))}"/>')
    return svg(frame, parts, label)


def _runs_of(frame: Frame, values: Sequence[float | None]) -> list[list[Point]]:
    """Stretches of known values as points."""
    runs: list[list[Point]] = [[]]
    for step, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((frame.x(step), frame.y(value)))
    return runs


def nice_ceiling(value: float) -> float:
    """Least of 1, 2, 2.5, 5 × a power of ten that is not below the value."""
    power = 10.0 ** math.floor(math.log10(max(value, 1e-9)))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0):
        if factor * power >= value * (1 - 1e-12):
            return factor * power
    return 10.0 * power


def _points(frame: Frame, start: int, values: Sequence[float]) -> list[Point]:
    """Values as places, from a step on."""
    return [(frame.x(start + k), frame.y(value)) for k, value in enumerate(values)]


def _band(frame: Frame, start: int, low: Sequence[float], high: Sequence[float]) -> str:
    """The area between two lines."""
    around = _points(frame, start, high) + _points(frame, start, low)[::-1]
    return f'<path class="band" d="{_path(around)}Z"/>'


def _grid(frame: Frame) -> str:
    parts = []
    for share in (0.0, 0.5, 1.0):
        value = frame.top * share
        y = short(frame.y(value))
        parts.append(
            f'<line class="grid" x1="{short(frame.left)}" x2="{short(frame.width - frame.right)}" '
            f'y1="{y}" y2="{y}"/><text class="tick" x="{short(frame.left - 4)}" '
            f'y="{short(frame.y(value) + 3)}" text-anchor="end">{_label(frame, value)}</text>'
        )
    return "".join(parts)


def _weeks(frame: Frame, first: dt.date) -> str:
    """Month names below the week in which a month begins, as many as there is room for."""
    weeks = [first + dt.timedelta(weeks=k) for k in range(frame.steps)]
    starts = [k for k, day in enumerate(weeks) if day.day <= 7]
    room = max(1, math.ceil(len(starts) * 34 / max(frame.width - frame.left - frame.right, 1)))
    return "".join(
        f'<text class="tick" x="{short(frame.x(k))}" y="{short(frame.height - 5)}" '
        f'text-anchor="middle">{weeks[k]:%Y-%m}</text>'
        if room > 1
        else f'<text class="tick" x="{short(frame.x(k))}" y="{short(frame.height - 5)}" '
        f'text-anchor="middle">{weeks[k]:%m/%d}</text>'
        for k in starts[::room]
        if frame.x(k) < frame.width - 14
    )


def svg(frame: Frame, parts: Sequence[str], label: str) -> str:
    """A picture of its parts, with what a screen reader says."""
    return (
        f'<svg class="chart" viewBox="0 0 {short(frame.width)} {short(frame.height)}" role="img" '
        f'aria-label="{escape(label, quote=True)}">{"".join(parts)}</svg>'
    )


def _path(points: Sequence[Point]) -> str:
    return "".join(f"{'L' if k else 'M'}{short(x)} {short(y)}" for k, (x, y) in enumerate(points))


def short(value: float) -> str:
    """A number of a picture, as short as it can be said."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _label(frame: Frame, value: float) -> str:
    return f"{value * 100:.3g}%" if frame.percent else _short(value)


def _short(value: float) -> str:
    if value >= 1_000_000:
        return f"{value / 1_000_000:g}M"
    if value >= 1_000:
        return f"{value / 1_000:g}k"
    return f"{value:g}"
