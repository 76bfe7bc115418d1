"""Exports of Google Trends on one common scale.

Google scales every export so that its largest value is 100, and compares at most five terms. Two
exports can be compared where they share a term: its values in both say how their scales relate.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from modiste.model.errors import InputError, Place

BELOW_ONE: Final = 0.5
"""What ``<1`` is read as: Google says that there were searches, but fewer than half a point."""

_TERM: Final = re.compile(r"^\s*(?P<term>.+?)\s*[:：]\s*[(（](?P<place>[^()（）]*)[)）]\s*$")
_PERIODS: Final = {
    "week": "week", "woche": "week", "semaine": "week", "semana": "week", "周": "week",
    "settimana": "week", "週": "week", "day": "day", "tag": "day", "jour": "day", "día": "day",
    "天": "day", "日": "day", "month": "month", "monat": "month", "mois": "month", "mes": "month",
    "月": "month", "time": "hour", "date": "week",
}  # fmt: skip
_LEAST: Final = 3  # periods in which a term must be seen in both exports to relate them


@dataclass(frozen=True)
class Trend:
    """One export.

    Attributes:
        file: its name, for messages.
        period: ``hour``, ``day``, ``week`` or ``month``.
        place: country or region as Google writes it; empty for the whole world.
        terms: the terms in their order.
        times: first moment of each period.
        values: for each term its values; ``None`` where the export says nothing.
    """

    file: str
    period: str
    place: str
    terms: tuple[str, ...]
    times: tuple[datetime, ...]
    values: tuple[tuple[float | None, ...], ...]

    @property
    def kin(self) -> tuple[str, str, datetime, datetime]:
        """What exports of one set have in common."""
        return self.period, self.place, self.times[0], self.times[-1]


def is_trend(text: str) -> bool:
    """Whether the beginning of a file is that of an export over time."""
    head = _header(_rows(text[:20_000])[:6])
    return head is not None


def parse_trend(text: str, file: str) -> Trend:
    """Read ``multiTimeline.csv`` as Google exports it.

    Raises:
        InputError: it is no such export, or a value or date has no reading.
    """
    rows = _rows(text)
    at = _header(rows[:6])
    if at is None:
        raise InputError(
            "the file is no interest over time of Google Trends",
            place=Place(file),
            remedy="Export the chart 'Interest over time' as CSV.",
        )
    head = rows[at]
    named = [_TERM.match(cell) for cell in head[1:]]
    terms = tuple(m["term"].strip() if m else cell.strip()
                  for m, cell in zip(named, head[1:], strict=True))  # fmt: skip
    places = {m["place"].strip() for m in named if m}
    if len(set(terms)) < len(terms) or len(places) > 1:
        raise InputError(
            "the export compares places or repeats a term",
            place=Place(file),
            remedy="Export one place at a time, each term once.",
        )
    body = [(n, row) for n, row in enumerate(rows[at + 1 :], start=1) if any(row)]
    if not body:
        raise InputError("the export holds no values", place=Place(file), remedy="Export again.")
    times = tuple(_time(row[0], n, file) for n, row in body)
    columns = tuple(
        tuple(_value(row[k] if k < len(row) else "", n, file, terms[k - 1]) for n, row in body)
        for k in range(1, len(head))
    )
    period = _PERIODS[head[0].strip().casefold()]
    return Trend(file, period, _worldwide(places), terms, times, columns)


def joined(trends: Sequence[Trend]) -> dict[tuple[str, str], float]:
    """Factors that bring exports of one set onto one scale, whose largest value is 100.

    Each export is related to the others through the shared term that is largest in both, strongest
    relations first. The result does not depend on the order of the exports.

    Returns:
        A factor for each ``(file, term)`` that speaks for its term; a term that several exports
        hold is taken from the first by name.

    Raises:
        InputError: some exports share no term with the others.
    """
    ordered = sorted(trends, key=lambda trend: trend.file)
    factors = _factors(ordered)
    top = max(
        (v * factors[t.file] for t in ordered for column in t.values for v in column if v),
        default=0.0,
    )
    scale = 100 / top if top else 1.0
    if len(ordered) == 1:
        scale = 1.0  # a lone export keeps Google's own scale
    out: dict[tuple[str, str], float] = {}
    taken: set[str] = set()
    for trend in ordered:
        for term in trend.terms:
            if _key(term) not in taken:
                taken.add(_key(term))
                out[trend.file, term] = factors[trend.file] * scale
    return out


def _factors(ordered: Sequence[Trend]) -> dict[str, float]:
    """Every export's factor to the first one's scale, along the strongest anchors."""
    factors = {ordered[0].file: 1.0}
    left = list(ordered[1:])
    while left:
        links = [
            (strength, known.file, trend.file, ratio)
            for trend in left
            for known in ordered
            if known.file in factors
            for strength, ratio in [_relation(known, trend)]
            if strength > 0
        ]
        if not links:
            raise _unrelated(ordered, factors, left)
        _, known_file, file, ratio = max(links, key=lambda link: (link[0], link[1], link[2]))
        factors[file] = factors[known_file] * ratio
        left = [trend for trend in left if trend.file != file]
    return factors


def _relation(known: Trend, other: Trend) -> tuple[float, float]:
    """How much the best anchor of two exports weighs, and what to multiply the other's values by.

    Sums over all periods in which both see the anchor make rounding to whole points matter least.
    """
    best = (0.0, 1.0)
    mine = {_key(term): column for term, column in zip(known.terms, known.values, strict=True)}
    for term, column in zip(other.terms, other.values, strict=True):
        base = mine.get(_key(term))
        if base is None:
            continue
        here = dict(zip(known.times, base, strict=True))
        pairs = [
            (a, b)
            for time, b in zip(other.times, column, strict=True)
            if (a := here.get(time)) is not None and b is not None and a >= 1 and b >= 1
        ]
        if len(pairs) < _LEAST:
            continue
        total, others = sum(a for a, _ in pairs), sum(b for _, b in pairs)
        best = max(best, (min(total, others), total / others))
    return best


def _unrelated(
    ordered: Sequence[Trend], factors: dict[str, float], left: Iterable[Trend]
) -> InputError:
    one = ", ".join(t.file for t in ordered if t.file in factors)
    other = ", ".join(t.file for t in left)
    return InputError(
        f"these exports share no term that both see, so their scales cannot be related: {one} "
        f"and {other}",
        place=Place(next(iter(left)).file),
        remedy="Export one more comparison that holds a term of each, or keep unrelated exports "
        "in folders of their own.",
    )


def _key(term: str) -> str:
    return " ".join(term.casefold().split())


def _rows(text: str) -> list[list[str]]:
    lines = text.removeprefix("\ufeff").replace("\0", "").splitlines()
    sample = "\n".join(lines[:50])
    delimiter = max(",;\t", key=sample.count)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:  # a field without end; such a file is no export
        return []


def _header(rows: Sequence[Sequence[str]]) -> int | None:
    """The row that names the terms: a word for the period, then terms with their place."""
    for at, row in enumerate(rows):
        if len(row) >= 2 and row[0].casefold() in _PERIODS and any(map(_TERM.match, row[1:])):
            return at
    return None


def _worldwide(places: set[str]) -> str:
    place = next(iter(places), "")
    return "" if place.casefold() in {"worldwide", "weltweit", "全球", "dans le monde"} else place


def _time(cell: str, row: int, file: str) -> datetime:
    text = f"{cell}-01" if re.fullmatch(r"\d{4}-\d{2}", cell) else cell
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            "the export has a row without a date",
            place=Place(file, row=row, value=cell),
            remedy="Export it again; nothing of it was imported.",
        ) from None
    return read.replace(tzinfo=None) if isinstance(read, date) else read


def _value(cell: str, row: int, file: str, term: str) -> float | None:
    text = cell.replace("\u00a0", "").replace(" ", "")
    if not text:
        return None
    if text.startswith(("<", "＜")):
        return BELOW_ONE
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise InputError(
            "a value of the export is no number from 0 to 100",
            place=Place(file, row=row, column=term, value=cell),
            remedy="Export it again; nothing of it was imported.",
        )
    return value
