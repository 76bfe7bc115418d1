"""What is sewn to trouser legs: pleats, darts, creases, hems, pockets on thigh and seat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modiste.design.draw.path import Path, Point, between
from modiste.design.spec.vocabulary import BackPocket, Category, Hem, LegPocket, Ruffles, WaistStyle

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.spec.model import DesignSpec

_CASUAL = frozenset({"denim", "canvas", "corduroy", "jersey", "fleece", "rib"})


@dataclass(frozen=True)
class Leg:
    """The lines of a right leg.

    Attributes:
        top: upper corner at the waist.
        outer: outer seam, from waist to hem.
        inner: inner seam, from hem to fork.
        end: lower edge, from outside to inside.
        fork: y of the fork.
        middle: x of the middle of the hem.
    """

    top: Point
    outer: Path
    inner: Path
    end: Path
    fork: float
    middle: float

    def across(self, u: float, by: float) -> Path:
        """A line across, ``by`` above the hem, from outside to inside."""
        a = self.outer.along(1 - by / max(self.outer.length(), 1))
        b = self.inner.along(by / max(self.inner.length(), 1))
        drop, wide = 0.55 * u, b[0] - a[0]
        return Path(a).curve((a[0] + wide * 0.3, a[1] + drop), (a[0] + wide * 0.7, b[1] + drop), b)


def leg_details(sheet: Sheet, spec: DesignSpec, m: Frame, leg: Leg) -> None:
    """Everything on both legs but the pockets at the hip."""
    u = m.unit
    _hems(sheet, spec, m, leg)
    _waist_shaping(sheet, spec, m, leg)
    _crease(sheet, spec, m, leg)
    # Whiskers at the fork.
    for k in (0.0, 1.7):
        y = leg.fork - (2.4 - k) * u
        line = Path((0.9 * u, y)).curve(
            (3.0 * u, y), (5.5 * u, y - 1.0 * u), (8.0 * u, leg.fork - (5.6 - 0.6 * k) * u)
        )
        sheet.both("body", "folds", line, "fold")
    if spec.pockets.leg is LegPocket.CARGO:
        _cargo(sheet, m, leg)
    if spec.pockets.back is not BackPocket.NONE and sheet.back:
        back_pockets(sheet, spec, m, leg.top)


def _waist_shaping(sheet: Sheet, spec: DesignSpec, m: Frame, leg: Leg) -> None:
    """Pleats, darts or gathers below the waist."""
    u, top = m.unit, leg.top
    x = top[0] * 0.52
    if spec.fullness.pleats == "front" and not sheet.back:
        for k, long in ((0.0, 11.0), (3.0, 7.5)):
            fold = Path((x + k * u, top[1] + 0.6 * u)).bow(
                (x + (k + 0.2) * u, top[1] + long * 0.6 * u), (x + (k + 0.5) * u, top[1] + long * u)
            )
            sheet.both("body", "pleats", fold)
    if spec.shaping.darts == "waist":
        for at in (0.5,) if not sheet.back else (0.38, 0.66):
            foot = (top[0] * at + 0.3 * u, top[1] + 10 * u)
            sheet.both("body", "darts", Path((top[0] * at, top[1] + 0.6 * u)).line(foot))
    if spec.waist.style != WaistStyle.BAND or spec.fullness.gathers == "waist":
        for k in range(9):
            t = (k + 0.5) / 9
            long = (5.0, 9.0, 6.5)[k % 3] * u
            stroke = Path((top[0] * t, top[1] + 0.55 * u)).bow(
                (top[0] * t + 0.05 * long, top[1] + long * 0.5),
                (top[0] * t + 0.2 * long * t, top[1] + long),
            )
            sheet.both("body", "gathers", stroke, "fine")


def _crease(sheet: Sheet, spec: DesignSpec, m: Frame, leg: Leg) -> None:
    """The pressed crease of dress trousers."""
    if (
        spec.fabric.weave in _CASUAL
        or spec.waist.style != WaistStyle.BAND
        or spec.category is not Category.TROUSERS
        or spec.silhouette == "skinny"
    ):
        return
    u, x = m.unit, leg.top[0] * 0.52
    start = leg.top[1] + (12 if spec.fullness.pleats == "front" else 20) * u
    line = Path((x + 0.4 * u, start)).curve(
        (x + 1 * u, start + 20 * u),
        (leg.middle, m.length - 30 * u),
        (leg.middle, leg.end.start[1] - 0.5),
    )
    sheet.both("body", "folds", line, "fold")


def _hems(sheet: Sheet, spec: DesignSpec, m: Frame, leg: Leg) -> None:
    """The lower edge of a leg."""
    u, kind, end = m.unit, spec.hem, leg.end

    if spec.fullness.ruffles is Ruffles.HEM:
        _flounce(sheet, u, leg)
    elif kind is Hem.TURN_UP:
        _turn_up(sheet, u, leg)
    elif kind is Hem.RIB:
        _rib_leg(sheet, m, end)
    elif kind is Hem.ELASTIC:
        _elastic(sheet, u, leg)
    elif kind is Hem.SCALLOPED:
        sheet.both("body", "topstitch", leg.across(u, 0.8 * u), "stitch")
    elif kind is not Hem.RAW:
        for by in (1.4, 1.8) if spec.fabric.weave == "denim" else (2.6,):
            sheet.both("body", "topstitch", leg.across(u, by * u), "stitch")


def _flounce(sheet: Sheet, u: float, leg: Leg) -> None:
    """A gathered flounce at the hem."""
    end = leg.end
    line = leg.across(u, 5 * u)
    sheet.both("body", "seams", line)
    for k in range(8):
        a, b = line.along((k + 0.5) / 8), end.along((k + 0.5) / 8)
        sheet.both("body", "gathers", Path(a).line(between(a, b, (0.45, 0.75)[k % 2])), "fine")


def _turn_up(sheet: Sheet, u: float, leg: Leg) -> None:
    """A cuff turned up outside."""
    line, end, grow = leg.across(u, 4.0 * u), leg.end, 0.25 * u
    low_a, low_b = (end.start[0] + grow, end.start[1]), (end.end[0] - grow, end.end[1])
    top_a, top_b = (line.start[0] + grow, line.start[1]), (line.end[0] - grow, line.end[1])
    foot, head = end.pieces[-1], line.pieces[0]
    cuff = Path(top_a).line(low_a).curve(foot[0], foot[1], low_b).line(top_b)
    sheet.pair("body", "turn-up", cuff.curve(head[1], head[0], top_a), layer="ruffles")


def _elastic(sheet: Sheet, u: float, leg: Leg) -> None:
    """A casing with elastic."""
    line = leg.across(u, 1.8 * u)
    sheet.both("body", "topstitch", line, "stitch")
    for k in range(8):
        x, y = line.along((k + 0.5) / 8)
        sheet.both(
            "body",
            "gathers",
            Path((x, y - (1.4, 2.6)[k % 2] * u)).line((x, y + 1.1 * u)),
            "fine",
        )


def _rib_leg(sheet: Sheet, m: Frame, end: Path) -> None:
    """A ribbed cuff below the leg."""
    u, tall = m.unit, 6.0 * m.unit
    a, b = end.start, end.end
    lean = (a[0] - b[0]) * 0.1
    low_a, low_b = (a[0] - lean, a[1] + tall), (b[0] + lean, b[1] + tall)
    foot = Path(low_a).curve(
        (low_a[0] * 0.7 + low_b[0] * 0.3, low_a[1] + 0.5 * u),
        (low_a[0] * 0.3 + low_b[0] * 0.7, low_b[1] + 0.5 * u),
        low_b,
    )
    sheet.pair("body", "leg rib", end.reversed().line(low_a).then(foot).line(b), grain=None)
    count = max(7, round((a[0] - b[0]) / (0.9 * u)))
    for k in range(1, count):
        sheet.both("body", "ribs", Path(end.along(k / count)).line(foot.along(k / count)), "rib")


def _cargo(sheet: Sheet, m: Frame, leg: Leg) -> None:
    u, outer, fork = m.unit, leg.outer, leg.fork
    low = leg.end.start[1] - 2.6 * u
    wide, tall = 12.0 * u, min(14.0 * u, max(7.0 * u, low - fork - 1.0 * u))
    y = min(fork + 8 * u, low - tall)
    x = outer.at_y(y + tall / 2) - 0.9 * wide + (0.5 if sheet.back else 0.0) * u
    bag = Path((x, y)).line((x + wide, y), (x + wide, y + tall), (x, y + tall), (x, y))
    sheet.pair("pockets", "cargo pocket", bag, outer=False)
    flap = Path((x - 0.3 * u, y - 1.2 * u)).line(
        (x + wide + 0.3 * u, y - 1.2 * u),
        (x + wide + 0.3 * u, y + 2.6 * u),
        (x + wide / 2, y + 4.2 * u),
        (x - 0.3 * u, y + 2.6 * u),
        (x - 0.3 * u, y - 1.2 * u),
    )
    sheet.pair("pockets", "cargo flap", flap, outer=False)
    sheet.both("pockets", "seams", Path((x + wide / 2, y + 4.2 * u)).line((x + wide / 2, y + tall)))
    sheet.button_pairs("pockets", [(x + wide / 2, y + 2.6 * u)], 0.5 * u, "snap")
    sheet.note("cargo pocket", (x + wide, y + tall / 2))


def back_pockets(sheet: Sheet, spec: DesignSpec, m: Frame, top: Point) -> None:
    """Patch or welt pockets on the seat."""
    u = m.unit
    y = top[1] + (9.0 if spec.pockets.hip == "five" else 8.0) * u
    inner = 3.6 * u
    if spec.pockets.back is BackPocket.WELT:
        strip = Path((inner + 1.4 * u, y)).line(
            (inner + 13.4 * u, y - 0.6 * u),
            (inner + 13.4 * u, y + 0.7 * u),
            (inner + 1.4 * u, y + 1.3 * u),
            (inner + 1.4 * u, y),
        )
        sheet.pair("pockets", "back welt", strip, outer=False)
        sheet.button_pairs("pockets", [(inner + 7.4 * u, y + 2.5 * u)], 0.5 * u)
        return
    wide, tall, tip = 13.4 * u, 13.2 * u, 15.4 * u
    bag = Path((inner, y + 0.8 * u)).line(
        (inner + wide, y),
        (inner + wide - 0.8 * u, y + tall - 0.6 * u),
        (inner + wide / 2, y + tip),
        (inner + 0.9 * u, y + tall),
        (inner, y + 0.8 * u),
    )
    sheet.pair("pockets", "back pocket", bag, outer=False)
    sheet.both(
        "pockets",
        "topstitch",
        Path((inner + 0.2 * u, y + 2.6 * u)).line((inner + wide - 0.2 * u, y + 1.8 * u)),
        "stitch",
    )
    if spec.fabric.weave == "denim":
        for k in (0.0, 0.6 * u):
            sheet.both(
                "pockets",
                "topstitch",
                Path((inner + 0.5 * u, y + 6.5 * u + k))
                .curve(
                    (inner + 4 * u, y + 4.6 * u + k),
                    (inner + 5.6 * u, y + 8.8 * u + k),
                    (inner + wide / 2, y + 8.4 * u + k),
                )
                .curve(
                    (inner + 8 * u, y + 8.6 * u + k),
                    (inner + 9.4 * u, y + 4.2 * u + k),
                    (inner + wide - 0.5 * u, y + 5.8 * u + k),
                ),
                "stitch",
            )
    sheet.note("back pocket", (inner + wide, y + tall / 2))
