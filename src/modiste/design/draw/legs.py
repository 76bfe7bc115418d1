"""Trouser legs: of trousers, shorts and jumpsuits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.draw.leg_details import Leg, leg_details
from modiste.design.draw.path import Path, Point, between
from modiste.design.spec.vocabulary import (
    Hem,
    Silhouette,
    WaistStyle,
)

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.spec.model import DesignSpec


def draw_legs(sheet: Sheet, spec: DesignSpec, m: Frame, top: Point) -> Path:
    """Both legs below a waist point; gives the outer seam of the right one."""
    f, u = m.figure, m.unit
    tail = 6.0 * u if spec.hem is Hem.RIB else 0.0
    hem_y = m.length - tail
    low_rise = (0.6 + 0.35 * max(0.0, m.ease / u)) * u
    fork = f.crotch_y + low_rise
    half_hem, half_knee = _widths(spec, m, hem_y)
    thigh = m.hip + 0.3 * u
    # The leg stands slightly out, so that both inner seams are seen.
    centre = max(thigh * 0.48, half_hem + (1.2 if hem_y > f.knee_y else 0.4) * u)
    spread = 0.4 * u + max(0.0, centre - thigh * 0.48) * 0.6
    at_hem = centre + spread * 0.6
    outer_hem = (at_hem + half_hem, hem_y - 0.15 * u)
    inner_hem = (at_hem - half_hem, hem_y + 0.15 * u)
    hip = (m.hip, min(f.hip_y, fork - 4 * u))
    if top[1] > hip[1] - 3 * u:
        hip = (max(m.hip, top[0]), top[1] + 0.6 * (fork - top[1]))
    deep = hip[1] - top[1]
    outer = Path(top).curve(
        (top[0] + 1.5 * u, top[1] + deep * 0.36), (hip[0], hip[1] - deep * 0.36), hip
    )
    if spec.waist.style in {WaistStyle.ELASTIC, WaistStyle.DRAWSTRING, WaistStyle.SHIRRED}:
        outer = Path(top).curve(
            (top[0] + 2.2 * u, top[1] + deep * 0.2), (hip[0] + 0.6 * u, hip[1] - deep * 0.5), hip
        )
    crotch = (0.35 * u, fork)
    if hem_y > f.knee_y + 8 * u:
        outer, inner = _long(spec, m, outer, (hip, outer_hem, inner_hem, crotch), half_knee)
    else:
        tall = outer_hem[1] - hip[1]
        outer = outer.curve(
            (hip[0] + 0.3 * u, hip[1] + tall * 0.4),
            (outer_hem[0] - 0.1 * u, outer_hem[1] - tall * 0.4),
            outer_hem,
        )
        inner = Path(inner_hem).curve(
            between(inner_hem, crotch, 0.4), (crotch[0] + 0.5 * u, crotch[1] + 2 * u), crotch
        )
    end = Path(outer_hem).curve(
        (at_hem + half_hem * 0.4, hem_y + 0.7 * u),
        (at_hem - half_hem * 0.4, hem_y + 0.7 * u),
        inner_hem,
    )
    sag = 0.7 * u
    centre_top = (0.0, top[1] + sag)
    leg = (
        outer.then(end)
        .then(inner)
        .curve((0.2 * u, fork - 1.2 * u), (0, fork - 2.6 * u), (0, fork - 4.2 * u))
        .line(centre_top)
    )
    leg = leg.curve((top[0] * 0.3, centre_top[1]), (top[0] * 0.6, centre_top[1]), top)
    sheet.pair("body", "leg", leg)
    sheet.middle("body", "seams", Path(centre_top).line((0, fork - 4.2 * u)))
    leg_details(sheet, spec, m, Leg(top, outer, inner, end, fork, at_hem))
    sheet.note("leg", between(hip, inner_hem, 0.5))
    sheet.note("hem", end.along(0.4))
    return outer


def _widths(spec: DesignSpec, m: Frame, hem_y: float) -> tuple[float, float]:
    """Half widths of a leg at hem and knee."""
    u, ease = m.unit, max(0.0, m.ease / m.unit)
    hem, knee = {
        Silhouette.SKINNY: (6.4, 8.2),
        Silhouette.TAPERED: (8.0, 11.0),
        Silhouette.STRAIGHT: (9.6, 10.2),
        Silhouette.WIDE_LEG: (16.2, 14.6),
        Silhouette.FLARED: (15.0, 9.2),
        Silhouette.BARREL: (8.6, 13.8),
        Silhouette.A_LINE: (16.0, 14.0),
    }.get(spec.silhouette, (9.6, 10.2))
    fit = 0.28 * (ease - 1.0)
    hem, knee = (hem + fit) * u, (knee + fit) * u
    f = m.figure
    if hem_y <= f.knee_y + 8 * u:  # shorts: between the thigh and the knee
        share = (hem_y - f.crotch_y) / (f.knee_y + 8 * u - f.crotch_y)
        thigh = m.hip * 0.5 + 0.2 * u
        wide = {
            Silhouette.A_LINE: 2.0,
            Silhouette.WIDE_LEG: 2.2,
            Silhouette.SKINNY: -1.2,
            Silhouette.TAPERED: -0.7,
        }.get(spec.silhouette, 0.0)
        calm = thigh + (knee - thigh) * share
        if spec.silhouette in {Silhouette.A_LINE, Silhouette.WIDE_LEG}:
            calm = thigh
        hem = calm + wide * u
    return hem, knee


def _long(
    spec: DesignSpec, m: Frame, outer: Path, marks: tuple[Point, Point, Point, Point], half: float
) -> tuple[Path, Path]:
    """The seams of a leg that passes the knee, which is ``half`` wide each way there.

    ``marks`` are the hip, the ends of the hem outside and inside, and the fork.
    """
    hip, outer_hem, inner_hem, crotch = marks
    u, knee = m.unit, m.figure.knee_y
    at_hem = (outer_hem[0] + inner_hem[0]) / 2
    at_knee = (at_hem + m.hip * 0.52) / 2 + 0.2 * u
    if spec.silhouette in {Silhouette.WIDE_LEG, Silhouette.BARREL}:
        at_knee = max(at_knee, half + 0.6 * u)
    if spec.silhouette is Silhouette.FLARED:  # close to the knee, then outwards
        at_knee = max(m.hip * 0.5 + 0.4 * u, half + 0.8 * u)
    knee_o, knee_i = (at_knee + half, knee), (at_knee - half, knee)
    if spec.silhouette is Silhouette.BARREL:
        knee_o = (max(knee_o[0] - 1.0 * u, m.hip + 1.6 * u), knee - 3 * u)
        knee_i = (max(knee_i[0], 1.4 * u), knee)
    elif knee_o[0] > hip[0] + 0.5 * u and spec.silhouette is not Silhouette.FLARED:
        return _swept(u, outer, marks)
    tall, low = knee_o[1] - hip[1], outer_hem[1] - knee_o[1]
    lead = (knee_o[0] - outer_hem[0]) * 0.25
    outer = outer.curve(
        (hip[0] + 0.15 * u, hip[1] + tall * 0.34),
        (knee_o[0] + lead * 0.5, knee_o[1] - tall * 0.3),
        knee_o,
    )
    outer = outer.curve(
        (knee_o[0] - lead * 0.5, knee_o[1] + low * 0.3),
        (outer_hem[0] + lead * 0.2, outer_hem[1] - low * 0.35),
        outer_hem,
    )
    inner = Path(inner_hem).curve(
        (inner_hem[0] - lead * 0.1, inner_hem[1] - low * 0.35),
        (knee_i[0], knee_i[1] + low * 0.3),
        knee_i,
    )
    rise = knee_i[1] - crotch[1]
    inner = inner.curve(
        (knee_i[0], knee_i[1] - rise * 0.42), (crotch[0] + 1.2 * u, crotch[1] + rise * 0.22), crotch
    )
    return outer, inner


def _swept(u: float, outer: Path, marks: tuple[Point, Point, Point, Point]) -> tuple[Path, Path]:
    """The seams of a leg that widens from the hip in one sweep."""
    hip, outer_hem, inner_hem, crotch = marks
    tall, rise = outer_hem[1] - hip[1], inner_hem[1] - crotch[1]
    outer = outer.curve(
        (hip[0] + 0.2 * u, hip[1] + tall * 0.3),
        (outer_hem[0] - 1.6 * u, hip[1] + tall * 0.66),
        outer_hem,
    )
    inner = Path(inner_hem).curve(
        (inner_hem[0] + 0.3 * u, inner_hem[1] - rise * 0.5),
        (crotch[0] + 0.6 * u, crotch[1] + rise * 0.2),
        crotch,
    )
    return outer, inner
