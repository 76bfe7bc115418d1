"""Sleeve ends: hems, cuffs, plackets, ruffles."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from modiste.design.draw.limb import Limb, is_long
from modiste.design.draw.path import Path, Point, between
from modiste.design.spec.vocabulary import Cuff, SleeveType, Trim

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Fill, Sheet, Stroke
    from modiste.design.draw.upper import Upper
    from modiste.design.spec.model import DesignSpec


def finish(
    sheet: Sheet,
    spec: DesignSpec,
    m: Frame,
    limb: Limb,
    up: Upper | None,
    *,
    outer: Path | None = None,
    inner: Path | None = None,
) -> None:
    """The lower end: hem stitches or a cuff."""
    u, cuff = m.unit, spec.sleeve.cuff
    fill: Fill = "trim" if Trim.CONTRAST_CUFFS in spec.trims else "main"
    if cuff in {Cuff.NONE, Cuff.HEM}:
        for depth in (1.9, 2.3) if spec.category in {"tee"} else (2.2,):
            _line(
                sheet, "topstitch", _across(limb, -depth * u, m, spec, outer, inner), "stitch", up
            )
        return
    tall = {
        Cuff.BAND: 2.6,
        Cuff.SHIRT: 5.6,
        Cuff.FRENCH: 7.0,
        Cuff.RIB: 5.6,
        Cuff.ELASTIC: 1.5,
        Cuff.TURN_UP: 3.4,
        Cuff.RUFFLE: 4.5,
    }[cuff] * u
    if not is_long(spec) and cuff in {Cuff.RIB, Cuff.SHIRT, Cuff.FRENCH}:
        tall = 2.8 * u
    if cuff is Cuff.RUFFLE:
        _ruffle(sheet, limb, m, tall, up)
        return
    bulge = 0.35 * u if cuff is Cuff.TURN_UP else 0.0
    gathered = spec.sleeve.type in {SleeveType.BISHOP, SleeveType.PUFF} or cuff is Cuff.ELASTIC
    a, b = limb.down(limb.outer, 0, bulge), limb.down(limb.inner, 0, -bulge)
    if cuff is Cuff.TURN_UP or not gathered:
        top_a = limb.down(limb.outer, -tall, bulge + (0.04 * tall))
        top_b = limb.down(limb.inner, -tall, -bulge - (0.04 * tall))
        low_a, low_b = a, b
    else:
        top_a, top_b = a, b
        low_a, low_b = limb.down(limb.outer, tall, -0.1 * u), limb.down(limb.inner, tall, 0.1 * u)
    band = (
        Path(top_a)
        .line(low_a)
        .curve(
            limb.down(between(low_a, low_b, 0.3), 0.5 * u),
            limb.down(between(low_a, low_b, 0.7), 0.5 * u),
            low_b,
        )
        .line(top_b)
        .curve(
            limb.down(between(top_b, top_a, 0.3), 0.45 * u),
            limb.down(between(top_b, top_a, 0.7), 0.45 * u),
            top_a,
        )
    )
    grain = None if cuff in {Cuff.RIB} else -limb.angle
    piece(sheet, "cuff", band, up, fill=fill, grain=grain, layer="panels")
    sheet.note("cuff", between(low_a, low_b, 0.4))
    _surface(sheet, spec, m, limb, (top_a, top_b, low_a, low_b), up)
    if cuff in {Cuff.SHIRT, Cuff.FRENCH} and is_long(spec):
        _placket(sheet, m, limb, (top_a, top_b, low_a, low_b), tall, up)
    if gathered:
        _gathers(sheet, limb, (top_a, top_b), u, up, 1 if cuff is Cuff.ELASTIC else -1)


def _surface(
    sheet: Sheet,
    spec: DesignSpec,
    m: Frame,
    limb: Limb,
    corners: tuple[Point, Point, Point, Point],
    up: Upper | None,
) -> None:
    """The ribs of a knitted cuff, the edge stitches of a woven one."""
    u, cuff = m.unit, spec.sleeve.cuff
    top_a, top_b, low_a, low_b = corners
    if cuff is Cuff.RIB:
        for k in range(1, max(6, round(limb.width / (0.75 * u)))):
            t = k / max(6, round(limb.width / (0.75 * u)))
            _line(
                sheet,
                "ribs",
                Path(limb.down(between(top_a, top_b, t), 0.5 * u)).line(
                    limb.down(between(low_a, low_b, t), 0.2 * u)
                ),
                "rib",
                up,
            )
    elif cuff is not Cuff.ELASTIC:
        inset = 0.55 * u
        _line(
            sheet,
            "topstitch",
            Path(limb.down(between(low_a, low_b, 0.03), -inset)).curve(
                limb.down(between(low_a, low_b, 0.3), 0.5 * u - inset),
                limb.down(between(low_a, low_b, 0.7), 0.5 * u - inset),
                limb.down(between(low_a, low_b, 0.97), -inset),
            ),
            "stitch",
            up,
        )


def _across(
    limb: Limb, by: float, m: Frame, spec: DesignSpec, outer: Path | None, inner: Path | None
) -> Path:
    """A line across the sleeve parallel to its end."""
    a, b = limb.down(limb.outer, by), limb.down(limb.inner, by)
    if outer is not None and inner is not None:
        share_o = 1 + by / max(outer.length(), 1.0)
        share_i = -by / max(inner.length(), 1.0)
        a, b = outer.along(max(0.0, share_o)), inner.along(min(1.0, share_i))
    sag = (1.8 if spec.sleeve.type in {SleeveType.BELL, SleeveType.FLUTTER} else 0.6) * m.unit
    return Path(a).curve(limb.down(between(a, b, 0.3), sag), limb.down(between(a, b, 0.7), sag), b)


def _placket(
    sheet: Sheet,
    m: Frame,
    limb: Limb,
    corners: tuple[Point, Point, Point, Point],
    tall: float,
    up: Upper | None,
) -> None:
    """The sleeve's slit with its button, and the cuff's buttons, on the back of the sleeve."""
    u = m.unit
    top_a, top_b, low_a, low_b = corners
    share = 0.34 if sheet.back else 0.78
    foot = limb.down(between(top_a, top_b, share), 0.4 * u)
    head = limb.down(foot, -9 * u)
    wide = 1.1 * u
    if sheet.back:
        strip = [
            limb.down(foot, 0, -wide),
            limb.down(head, 0, -wide),
            limb.down(head, -1.0 * u, -wide / 2),
            head,
            foot,
        ]
        for a, b in pairwise(strip):
            _line(sheet, "seams", Path(a).line(b), "fine", up)
        mid = limb.down(between(foot, head, 0.5), 0, -wide / 2)
        _dots(sheet, [mid], 0.32 * u, up)
    mid_a = between(top_a, low_a, 0.55)
    mid_b = between(top_b, low_b, 0.55)
    places = [between(mid_a, mid_b, share + (0.09 if sheet.back else 0.06))]
    if tall > 6 * u:
        places = [
            between(between(top_a, low_a, t), between(top_b, low_b, t), share) for t in (0.4, 0.75)
        ]
    _dots(sheet, places, 0.42 * u, up)


def _dots(sheet: Sheet, places: list[Point], size: float, up: Upper | None) -> None:
    if up is not None and up.kind == "one":
        sheet.buttons("sleeves", [(-x, y) for x, y in places], size, lone=True)
    else:
        sheet.button_pairs("sleeves", places, size)


def _gathers(
    sheet: Sheet, limb: Limb, edge: tuple[Point, Point], u: float, up: Upper | None, both: int
) -> None:
    """Short strokes that fan out of a gathered edge."""
    count = 8
    for k in range(count):
        t = (k + 0.5) / count
        at = between(*edge, t)
        long = (2.6, 4.6, 3.4)[k % 3] * u
        tip = limb.down(at, -long, (0.5 - t) * 2.4 * u)
        bend = limb.down(at, -long * 0.5, (0.5 - t) * 0.3 * u)
        _line(sheet, "gathers", Path(at).bow(bend, tip), "fine", up)
        if both > 0 and k % 2:
            low = limb.down(at, 1.4 * u)
            _line(sheet, "gathers", Path(at).line(low), "fine", up)


def _ruffle(sheet: Sheet, limb: Limb, m: Frame, tall: float, up: Upper | None) -> None:
    u = m.unit
    flare = 2.0 * u
    a, b = limb.outer, limb.inner
    low_a, low_b = limb.down(a, tall, flare), limb.down(b, tall, -flare)
    waves = 5
    edge = Path(low_a)
    for k in range(waves):
        p, q = between(low_a, low_b, k / waves), between(low_a, low_b, (k + 1) / waves)
        edge = edge.curve(limb.down(p, 1.1 * u), limb.down(q, 1.1 * u), q)
    sag = limb.down(between(a, b, 0.5), 0.6 * u)
    outline = Path(a).line(low_a).then(edge).line(b).bow(sag, a)
    piece(sheet, "ruffle", outline, up, grain=-limb.angle, layer="panels")
    for k in range(1, waves):
        t = k / waves
        foot = between(low_a, low_b, t)
        top = limb.down(between(a, b, t), 0.6 * u)
        _line(
            sheet,
            "gathers",
            Path(foot).bow(limb.down(top, tall * 0.4), between(foot, top, 0.75)),
            "fine",
            up,
        )
    _gathers(sheet, limb, (a, b), u * 0.7, up, -1)


def piece(
    sheet: Sheet,
    name: str,
    outline: Path,
    up: Upper | None,
    *,
    fill: Fill = "main",
    grain: float | None = 0.0,
    outer: bool = True,
    layer: str = "panels",
) -> None:
    """A pair of pieces; on a one-shoulder garment only the one on the covered side."""
    if up is not None and up.kind == "one":
        turn = None if grain is None else -grain
        sheet.lone("sleeves", name, outline.mirrored(), fill, grain=turn, outer=outer, layer=layer)
    else:
        sheet.pair("sleeves", name, outline, fill, grain=grain, outer=outer, layer=layer)


def _line(sheet: Sheet, layer: str, path: Path, stroke: Stroke, up: Upper | None) -> None:
    if up is not None and up.kind == "one":
        sheet.single("sleeves", layer, path.mirrored(), stroke)
    else:
        sheet.both("sleeves", layer, path, stroke)
