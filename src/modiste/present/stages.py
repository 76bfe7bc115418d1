"""A map of attributes by where they are going and how much they are talked about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from modiste.present.charts import Frame, short, svg

_LOW, _HIGH = -0.6, 1.0
"""Changes at the edges of the map; what lies beyond is drawn at the edge."""


@dataclass(frozen=True)
class Bubble:
    """One attribute: its expected change, its share, its stage and its name."""

    change: float
    share: float
    stage: str
    name: str


@dataclass(frozen=True)
class _Map:
    """Places on the map; shares are logarithmic."""

    frame: Frame
    bottom: float
    top: float

    def x(self, change: float) -> float:
        span = self.frame.width - self.frame.left - self.frame.right
        inside = min(max(change, _LOW), _HIGH)
        return self.frame.left + span * (inside - _LOW) / (_HIGH - _LOW)

    def y(self, share: float) -> float:
        span = self.frame.height - self.frame.above - self.frame.below
        return self.frame.above + span * (
            1 - (math.log10(share) - self.bottom) / max(self.top - self.bottom, 1e-9)
        )


def stage_map(
    bubbles: Sequence[Bubble], *, label: str, width: float = 980, height: float = 360
) -> str:
    """Attributes by expected change (across) and share (up).

    Args:
        bubbles: the attributes; those without a share are left out.
        label: what a screen reader says.
        width: of the picture.
        height: of the picture.
    """
    frame = Frame(width, height, 2, 1.0, left=48, below=24)
    shown = [bubble for bubble in bubbles if bubble.share > 0]
    if not shown:
        return svg(frame, [], label)
    logs = [math.log10(bubble.share) for bubble in shown]
    place = _Map(frame, min(logs) - 0.1, max(logs) + 0.1)
    return svg(frame, [*_axes(place), *_dots(place, shown), *_names(place, shown)], label)


def _axes(place: _Map) -> list[str]:
    frame = place.frame
    across = [
        f'<line class="grid" x1="{short(place.x(tick))}" x2="{short(place.x(tick))}" '
        f'y1="{short(frame.above)}" y2="{short(frame.height - frame.below)}"/>'
        f'<text class="tick" x="{short(place.x(tick))}" y="{short(frame.height - 8)}" '
        f'text-anchor="middle">{tick:+.0%}</text>'
        for tick in (-0.5, 0.0, 0.5, 1.0)
    ]
    up = [
        f'<text class="tick" x="{short(frame.left - 6)}" y="{short(place.y(10.0**power) + 3)}" '
        f'text-anchor="end">{100 * 10.0**power:g}%</text>'
        for power in range(math.ceil(place.bottom), math.floor(place.top) + 1)
    ]
    return across + up


def _dots(place: _Map, bubbles: Sequence[Bubble]) -> list[str]:
    return [
        f'<circle class="bubble {escape(bubble.stage)}" cx="{short(place.x(bubble.change))}" '
        f'cy="{short(place.y(bubble.share))}" r="5">'
        f"<title>{escape(bubble.name)}: {bubble.change:+.0%}</title></circle>"
        for bubble in bubbles
    ]


def _names(place: _Map, bubbles: Sequence[Bubble]) -> list[str]:
    """Names of the attributes that move most, where no other name is near."""
    taken: list[tuple[float, float]] = []
    parts = []
    for bubble in sorted(bubbles, key=lambda each: -abs(each.change)):
        x, y = place.x(bubble.change), place.y(bubble.share)
        if any(abs(x - a) < 90 and abs(y - b) < 12 for a, b in taken):
            continue
        taken.append((x, y))
        left = x > place.frame.width - 110
        parts.append(
            f'<text class="tick" x="{short(x + (-8 if left else 8))}" y="{short(y + 3)}" '
            f'text-anchor="{"end" if left else "start"}">{escape(bubble.name)}</text>'
        )
    return parts
