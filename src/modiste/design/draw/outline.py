"""Sides and hems: how a garment runs down from the underarm or the waist."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from modiste.design.draw.path import Path, Point, through
from modiste.design.spec.vocabulary import Hem, Silhouette, WaistStyle

if TYPE_CHECKING:
    from modiste.design.draw.figure import Figure, Frame
    from modiste.design.spec.model import DesignSpec

_FULL = frozenset({Silhouette.CIRCLE, Silhouette.FIT_AND_FLARE})


def body_width(f: Figure, y: float) -> float:
    """Half width of the body at a height."""
    marks = ((f.armhole, f.chest), (f.waist_y, f.waist), (f.hip_y, f.hip), (f.knee_y, f.hip * 0.8))
    for (y0, x0), (y1, x1) in pairwise(marks):
        if y <= y1:
            return x0 + (x1 - x0) * max(0.0, (y - y0) / (y1 - y0))
    return marks[-1][1]


def waist_corner(spec: DesignSpec, m: Frame) -> Point:
    """The upper corner of a skirt or leg, below its band."""
    y = m.waist_y + 3.6 * m.unit  # the band above it reaches to the waist
    wide = body_width(m.figure, y) + (m.waist - m.figure.waist)
    if spec.waist.style in {"elastic", "drawstring", "shirred"}:
        wide += 0.4 * m.unit
    return max(wide, m.waist * 0.98), y


def hem_width(spec: DesignSpec, m: Frame, length: float) -> float:
    """Half width at the hem of a skirt, dress, coat or top of that length."""
    f, u = m.figure, m.unit
    below = max(0.0, (length - f.hip_y) / (f.floor_y - f.hip_y))
    base = m.hip
    added = {
        Silhouette.STRAIGHT: 0.3 + 1.5 * below,
        Silhouette.BOXY: 0.0,
        Silhouette.SHEATH: -3.2 * below,
        Silhouette.PENCIL: -5.0 * below,
        Silhouette.A_LINE: 3.0 + 17 * below,
        Silhouette.TRAPEZE: 7.0 + 19 * below,
        Silhouette.FIT_AND_FLARE: 8.0 + 27 * below,
        Silhouette.CIRCLE: 11.0 + 34 * below,
        Silhouette.COCOON: -2.2 - 2 * below,
        Silhouette.MERMAID: 2.0 + 15 * below,
    }.get(spec.silhouette, 0.3)
    full = spec.fullness
    if full.gathers == "waist" or spec.waist.style in {WaistStyle.ELASTIC, WaistStyle.SHIRRED}:
        added += 2.5 + 5 * below
    if full.pleats in {"knife", "box", "sunray"}:
        added += 2.0 + 7 * below
    added += 1.6 * full.tiers * below
    if length < f.hip_y:  # between waist and hip the body is narrower
        base += (m.waist - m.hip) * 0.75 * (f.hip_y - length) / (f.hip_y - f.waist_y)
        base = max(base, m.waist + 0.3 * u)
    return base + added * u


def rise_of(m: Frame, width: float) -> float:
    """By how much the hem lies higher at the side than in the middle."""
    return min(0.25 * m.unit + 0.16 * max(0.0, width - m.hip), 7.5 * m.unit)


def torso_side(spec: DesignSpec, m: Frame, top: Point, length: float) -> Path:
    """From the underarm to the hem at the side, without a seam at the waist."""
    f, u = m.figure, m.unit
    wide = hem_width(spec, m, length)
    end = (wide, length - rise_of(m, wide))
    kind = spec.silhouette
    if kind is Silhouette.BOXY:
        return Path(top).line((max(top[0] - 0.2 * u, wide), end[1]))
    if kind is Silhouette.TRAPEZE:
        return Path(top).curve((top[0] + 0.4 * u, top[1] + 9 * u), _toward(end, top, 0.45), end)
    if kind is Silhouette.COCOON and length > f.waist_y + 6 * u:
        bulge = (m.hip + 3.6 * u, top[1] + 0.6 * (length - top[1]))
        return through([top, bulge, end])
    waist = (m.waist, f.waist_y)
    if length <= f.waist_y + 5 * u:
        at = top[0] + (m.waist - top[0]) * min(1.0, (length - top[1]) / (f.waist_y - top[1]))
        return Path(top).line((at, length - 0.2 * u))
    upper = Path(top).curve((top[0] - 0.5 * u, top[1] + 7 * u), (waist[0], waist[1] - 7 * u), waist)
    return upper.then(_below(spec, m, waist, end))


def skirt_side(spec: DesignSpec, m: Frame, top: Point, length: float) -> Path:
    """From a seam or band at the waist to the hem at the side."""
    wide = hem_width(spec, m, length)
    return _below(spec, m, top, (wide, length - rise_of(m, wide)))


def _below(spec: DesignSpec, m: Frame, top: Point, end: Point) -> Path:
    f, u = m.figure, m.unit
    kind = spec.silhouette
    gathered = spec.fullness.gathers == "waist" or spec.waist.style in {
        WaistStyle.ELASTIC,
        WaistStyle.SHIRRED,
        WaistStyle.DRAWSTRING,
    }
    deep = end[1] - top[1]
    if kind in _FULL:
        return Path(top).curve(
            (top[0] + (end[0] - top[0]) * 0.34, top[1] + deep * 0.16),
            (end[0] - (end[0] - top[0]) * 0.22, top[1] + deep * 0.62),
            end,
        )
    hip = (m.hip, f.hip_y)
    if end[1] <= f.hip_y + 4 * u or top[1] > f.hip_y - 3 * u:
        return Path(top).curve(
            (top[0] + 0.25 * u, top[1] + deep * 0.35), (end[0] - 0.3 * u, end[1] - deep * 0.4), end
        )
    if kind is Silhouette.COCOON:
        return through([top, (m.hip + 3.4 * u, top[1] + deep * 0.52), end])
    if kind is Silhouette.A_LINE or gathered:
        swell = 0.5 if gathered else 0.3
        return Path(top).curve(
            (top[0] + (end[0] - top[0]) * swell, top[1] + deep * (0.10 if gathered else 0.2)),
            (end[0] - (end[0] - top[0]) * 0.2, top[1] + deep * 0.66),
            end,
        )
    first = Path(top).curve(
        (top[0] + 1.6 * u, top[1] + (hip[1] - top[1]) * 0.4),
        (hip[0], hip[1] - (hip[1] - top[1]) * 0.36),
        hip,
    )
    if kind is Silhouette.MERMAID and end[1] > f.knee_y - 12 * u:
        knee_y = min(f.knee_y - 6 * u, hip[1] + 0.58 * (end[1] - hip[1]))
        knee = (m.hip - 2.6 * u, knee_y)
        return first.curve((hip[0], hip[1] + 10 * u), (knee[0], knee[1] - 9 * u), knee).curve(
            (knee[0] + 0.4 * u, knee[1] + 0.4 * (end[1] - knee[1])),
            (end[0] - 5 * u, end[1] - 0.35 * (end[1] - knee[1])),
            end,
        )
    lower = end[1] - hip[1]
    return first.curve((hip[0], hip[1] + lower * 0.3), (end[0], end[1] - lower * 0.4), end)


def hem_curve(spec: DesignSpec, m: Frame, side: Point, length: float, *, back: bool) -> Path:
    """From the hem at the side to the middle."""
    u = m.unit
    kind = spec.hem
    if kind is Hem.CURVED:
        high = (side[0], side[1] - 5.5 * u)
        low = length + (1.6 if back else 0.4) * u
        return (
            Path(high)
            .curve(
                (side[0] - 1.6 * u, side[1] - 1.6 * u), (side[0] * 0.74, low), (side[0] * 0.4, low)
            )
            .line((0, low))
        )
    if kind is Hem.HIGH_LOW and not back:
        up = length - min(0.3 * (length - m.armhole), 24 * u)
        return Path(side).curve((side[0] * 0.8, side[1] - 1 * u), (side[0] * 0.4, up), (0, up))
    if kind is Hem.HIGH_LOW:
        low = length + 2.5 * u
        return Path(side).curve((side[0] * 0.8, low - 1 * u), (side[0] * 0.4, low), (0, low))
    if kind is Hem.SCALLOPED:
        return _scallops(side, length, u)
    return Path(side).curve((side[0] * 0.66, length), (side[0] * 0.33, length), (0, length))


def _scallops(side: Point, length: float, u: float) -> Path:
    count = max(3, round(side[0] / (4.6 * u)))
    plain = Path(side).curve((side[0] * 0.66, length), (side[0] * 0.33, length), (0, length))
    out = Path(side)
    for k in range(count):
        # Each scallop hangs between two points of the hem; the last ends half way, on the axis.
        a, b = plain.along(k / (count - 0.5)), plain.along(min(1.0, (k + 1) / (count - 0.5)))
        deep = 1.9 * u
        if k == count - 1:
            out = out.curve(
                (a[0] - 0.1 * u, a[1] + deep * 0.8),
                (0.9 * u, b[1] + deep * 0.78),
                (0, b[1] + deep * 0.78),
            )
        else:
            out = out.curve((a[0] - 0.1 * u, a[1] + deep), (b[0] + 0.1 * u, b[1] + deep), b)
    return out


def _toward(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
