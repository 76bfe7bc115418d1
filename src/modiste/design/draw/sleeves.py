"""Sleeves and cuffs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from modiste.design.draw.cuffs import finish, piece
from modiste.design.draw.limb import Limb, is_long, limb_of
from modiste.design.draw.path import Path, between, through
from modiste.design.spec.vocabulary import SleeveLength, SleeveType, Trim

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.draw.upper import Upper
    from modiste.design.spec.model import DesignSpec


def draw_sleeves(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """Both sleeves (one for a one-shoulder garment), with their cuffs and stitches."""
    kind = spec.sleeve.type
    if kind in {SleeveType.NONE, SleeveType.STRAP} or spec.sleeve.length is SleeveLength.NONE:
        return
    limb = limb_of(spec, m, up)
    if kind is SleeveType.KIMONO and up.kind == "shoulder":
        finish(sheet, spec, m, limb, None)
        return
    outer, inner = _edges(spec, m, limb)
    end = _end(spec, limb, m)
    outline = outer.then(end).then(inner).then(_head(spec, up))
    piece(sheet, "sleeve", outline, up, grain=-limb.angle)
    if kind is SleeveType.RAGLAN and up.kind == "shoulder":
        pass
    elif up.kind != "one":
        _cap_details(sheet, spec, m, limb, outer)
    finish(sheet, spec, m, limb, up, outer=outer, inner=inner)
    sheet.note("sleeve", limb.down(between(limb.outer, limb.inner, 0.5), -limb.width))


def _head(spec: DesignSpec, up: Upper) -> Path:
    """From the underarm back to the start of the sleeve's outer edge."""
    if spec.sleeve.type is SleeveType.RAGLAN and up.kind == "shoulder":
        return raglan_seam(up).reversed().line(up.side).line(up.tip)
    return up.armhole.reversed()


def raglan_seam(up: Upper) -> Path:
    """From the neckline to the underarm."""
    start = up.neck.along(0.86)
    under = up.underarm
    return Path(start).curve(
        (start[0] + (under[0] - start[0]) * 0.3, start[1] + (under[1] - start[1]) * 0.5),
        (under[0] - (under[0] - start[0]) * 0.36, under[1] - (under[1] - start[1]) * 0.08),
        under,
    )


def _edges(spec: DesignSpec, m: Frame, limb: Limb) -> tuple[Path, Path]:
    """The outer edge from the head down, and the inner one from its end up to the underarm."""
    u, kind = m.unit, spec.sleeve.type
    long = math.dist(limb.top, limb.outer)
    short = math.dist(limb.inner, limb.under)
    out = limb.top
    if kind in {SleeveType.PUFF, SleeveType.LEG_OF_MUTTON} or (
        kind is SleeveType.BISHOP and not is_long(spec)
    ):
        lift = 3.4 * u
        if kind is SleeveType.PUFF and not is_long(spec):
            outer = (
                Path(out)
                .curve(
                    (out[0] + 3.2 * u, out[1] - lift * 1.25),
                    limb.down(limb.outer, -long * 0.62, 6.2 * u),
                    limb.down(limb.outer, -long * 0.3, 4.6 * u),
                )
                .curve(
                    limb.down(limb.outer, -long * 0.12, 3.6 * u),
                    limb.down(limb.outer, -0.4 * u, 1.8 * u),
                    limb.outer,
                )
            )
            inner = Path(limb.inner).curve(
                limb.down(limb.inner, -0.6 * u, -2.0 * u),
                limb.down(limb.under, short * 0.45, -1.4 * u),
                limb.under,
            )
            return outer, inner
        bulge = limb.down(limb.outer, -long * 0.62, 4.6 * u)
        outer = (
            Path(out)
            .curve(
                (out[0] + 3.0 * u, out[1] - lift), limb.down(bulge, -long * 0.16, 1.0 * u), bulge
            )
            .curve(
                limb.down(bulge, long * 0.16, -1.0 * u),
                limb.down(limb.outer, -long * 0.26, 0.2 * u),
                limb.outer,
            )
        )
        return outer, _inner(limb, short, u)
    slope = (3.6 * u, 3.6 * u * limb.top[1] / max(1.0, limb.top[0] - m.figure.neck))
    if kind is SleeveType.DROP_SHOULDER:
        slope = (1.6 * u, 1.0 * u)
    if kind is SleeveType.BELL and is_long(spec):
        outer = (
            Path(out)
            .curve(
                (out[0] + slope[0], out[1] + slope[1]),
                limb.down(limb.outer, -long * 0.72, -4.5 * u),
                limb.down(limb.outer, -long * 0.42, -4.0 * u),
            )
            .curve(
                limb.down(limb.outer, -long * 0.2, -3.4 * u),
                limb.down(limb.outer, -long * 0.08, -1.2 * u),
                limb.outer,
            )
        )
        inner = Path(limb.inner).curve(
            limb.down(limb.inner, -short * 0.3, 2.2 * u),
            limb.down(limb.under, short * 0.3, 0.4 * u),
            limb.under,
        )
        return outer, inner
    if kind is SleeveType.BISHOP:
        outer = (
            Path(out)
            .curve(
                (out[0] + slope[0], out[1] + slope[1]),
                limb.down(limb.outer, -long * 0.62, 1.2 * u),
                limb.down(limb.outer, -long * 0.24, 3.4 * u),
            )
            .curve(
                limb.down(limb.outer, -long * 0.1, 4.4 * u),
                limb.down(limb.outer, -0.2 * u, 2.6 * u),
                limb.outer,
            )
        )
        inner = (
            Path(limb.inner)
            .curve(
                limb.down(limb.inner, 0.4 * u, -3.4 * u),
                limb.down(limb.inner, -short * 0.22, -3.8 * u),
                limb.down(limb.inner, -short * 0.42, -1.6 * u),
            )
            .curve(
                limb.down(limb.inner, -short * 0.62, 0.0),
                limb.down(limb.under, short * 0.16),
                limb.under,
            )
        )
        return outer, inner
    swell = 0.9 if is_long(spec) else 0.3
    outer = Path(out).curve(
        (out[0] + slope[0], out[1] + slope[1]),
        limb.down(limb.outer, -long * (0.58 if is_long(spec) else 0.44), swell * u),
        limb.outer,
    )
    return outer, _inner(limb, short, u)


def _inner(limb: Limb, short: float, u: float) -> Path:
    return Path(limb.inner).curve(
        limb.down(limb.inner, -short * 0.4, 0.1 * u),
        limb.down(limb.under, short * 0.3, 0.5 * u),
        limb.under,
    )


def _end(spec: DesignSpec, limb: Limb, m: Frame) -> Path:
    """The lower edge, from the outer to the inner end, slightly rounded."""
    sag = (1.8 if spec.sleeve.type in {SleeveType.BELL, SleeveType.FLUTTER} else 0.6) * m.unit
    return Path(limb.outer).curve(
        limb.down(between(limb.outer, limb.inner, 0.3), sag),
        limb.down(between(limb.outer, limb.inner, 0.7), sag),
        limb.inner,
    )


def kimono_edge(spec: DesignSpec, m: Frame, up: Upper) -> Path:
    """Shoulder, sleeve and underarm of a body cut in one with its sleeves, down to the side."""
    u, limb = m.unit, limb_of(spec, m, up)
    long = math.dist(limb.top, limb.outer)
    top = Path(up.side).curve(
        between(up.side, limb.top, 0.6), (limb.top[0] - 2 * u, limb.top[1] - 0.7 * u), limb.top
    )
    arm = top.curve(
        (limb.top[0] + 3.6 * u, limb.top[1] + 1.4 * u),
        limb.down(limb.outer, -long * 0.55, 0.6 * u),
        limb.outer,
    ).then(_end(spec, limb, m))
    deep = math.dist(limb.inner, limb.under)
    return arm.curve(
        limb.down(limb.inner, -deep * 0.5, -0.6 * u),
        (limb.under[0] + 1.4 * u, limb.under[1] - 1.0 * u),
        (limb.under[0] - 0.2 * u, limb.under[1] + 6 * u),
    )


def _cap_details(sheet: Sheet, spec: DesignSpec, m: Frame, limb: Limb, outer: Path) -> None:
    """Gathers of a puffed head, folds at elbow and underarm."""
    u = m.unit
    if spec.sleeve.type in {SleeveType.PUFF, SleeveType.LEG_OF_MUTTON}:
        for k in range(6):
            t = k / 5
            at = between(limb.top, limb.under, 0.03 + 0.4 * t)
            out = outer.along(0.1 + 0.22 * t)
            tip = between(at, out, (0.52, 0.72, 0.6)[k % 3])
            mid = between(at, tip, 0.5)
            sheet.both(
                "sleeves",
                "gathers",
                Path(at).bow((mid[0] + 0.3 * u, mid[1] - 0.9 * u), tip),
                "fine",
            )
    if spec.sleeve.type in {SleeveType.BELL, SleeveType.FLUTTER}:
        for t in (0.28, 0.62):
            foot = between(limb.outer, limb.inner, t)
            start = limb.down(foot, 1.0 * u)
            head = between(limb.top, limb.under, 0.25 + 0.5 * t)
            sheet.both(
                "sleeves",
                "folds",
                Path(start).bow(
                    limb.down(between(start, head, 0.5), 0.0, -0.6 * u), between(start, head, 0.62)
                ),
                "fold",
            )
    if Trim.ELBOW_PATCHES in spec.trims and sheet.back and is_long(spec):
        _patch(sheet, limb, u)
    if is_long(spec) and spec.sleeve.type not in {SleeveType.BELL}:
        elbow = between(limb.under, limb.inner, 0.46)
        for lower in (0.0, 1.6 * u):
            start = limb.down(elbow, lower, 0.3 * u)
            sheet.both(
                "sleeves",
                "folds",
                Path(start).curve(
                    limb.down(start, -0.4 * u, 1.6 * u),
                    limb.down(start, -1.3 * u, 3.0 * u),
                    limb.down(start, -2.6 * u + lower * 0.4, 3.9 * u),
                ),
                "fold",
            )
    if spec.sleeve.type in {SleeveType.SET_IN, SleeveType.DROP_SHOULDER, SleeveType.RAGLAN}:
        start = limb.down(limb.under, 0.3 * u, 0.9 * u)
        sheet.both(
            "sleeves",
            "folds",
            through(
                [
                    start,
                    limb.down(limb.under, -1.2 * u, 3.0 * u),
                    limb.down(limb.under, -3.4 * u, 4.4 * u),
                ]
            ),
            "fold",
        )


def _patch(sheet: Sheet, limb: Limb, u: float) -> None:
    """An oval patch over the elbow, on the back of the sleeve."""
    middle = between(limb.under, between(limb.outer, limb.inner, 0.5), 0.44)
    middle = limb.down(middle, 0.0, 2.6 * u)
    tall, wide = 6.5 * u, 3.6 * u
    head, foot = limb.down(middle, -tall), limb.down(middle, tall)
    oval = (
        Path(head)
        .curve(limb.down(head, 0.0, wide * 1.3), limb.down(foot, 0.0, wide * 1.3), foot)
        .curve(limb.down(foot, 0.0, -wide * 1.3), limb.down(head, 0.0, -wide * 1.3), head)
    )
    sheet.pair("sleeves", "elbow patch", oval, "trim", grain=None, outer=False)
    sheet.note("elbow patch", middle)
