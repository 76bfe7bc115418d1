"""Google Trends: interest over time, as exported, or as a long table of terms and weeks.

Exports (``multiTimeline.csv``) of the same place and time that lie in one folder or archive are one
set: they are brought onto a common scale through the terms that they share. A post of the kind
``search`` is made for every term and period; its time is the middle of the period, so that a week
that Google begins on Sunday falls into the planning week that it mostly covers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from importlib.resources import files

import polars as pl

from modiste.model.errors import InputError
from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells
from modiste.store.importers.headers import find
from modiste.store.importers.moments import ISO, ISO_ZONED
from modiste.store.importers.source import Chunk, Source, sources
from modiste.store.importers.trends_batch import BELOW_ONE, Trend, is_trend, joined, parse_trend

_LONG = {
    "term": ("trend_id", "term", "keyword", "query", "search term", "关键词"),
    "at": ("week", "date", "day", "month", "周", "日期"),
    "amount": ("raw_signal", "interest", "hits", "value", "search interest", "指数"),
    "source": ("source",),
    "market": ("geo", "market", "country", "location"),
    "partial": ("isPartial", "partial"),
}
_PREFIX = r"(?i)^(colou?r|fabric|material|silhouette|pattern|style|category|trend|keyword)_"
_MIDDLE = {
    "hour": timedelta(minutes=30),
    "day": timedelta(hours=12),
    "week": timedelta(days=3, hours=12),
    "month": timedelta(days=15),
}
_LARGEST = 4 << 20


class GoogleTrends:
    """Interest over time."""

    name = "google_trends"
    title = "Google Trends"
    tables = ("post",)

    def match(self, sample: Sample) -> float:
        """Google's preamble or headers, or a term, a week and its interest."""
        if sample.kind == "csv" and _exported(sample.headers):
            return 0.98
        found = find(sample.headers, _LONG)
        if not {"term", "at", "amount"} <= found.keys() or len(sample.headers) > 8:
            return 0.0
        named = sample.rows.select(
            pl.any_horizontal(pl.all().str.contains("(?i)google.?trends")).fill_null(False)
        ).to_series()
        return 0.95 if named.any() or sample.has("isPartial") else 0.6

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read one export together with its kin, or a long table chunk by chunk."""
        if source.kind == "csv" and _exported(source.sample.headers):
            yield _export(source)
            return
        headers = find(source.sample.headers, _LONG)
        period = _period(headers["at"])
        for chunk in source.frames(list(headers.values())):
            yield _long(chunk, headers, context, period)


def _exported(headers: tuple[str, ...]) -> bool:
    first = headers[0].casefold() if headers else ""
    preamble = first.startswith(
        ("category:", "kategorie:", "catégorie", "categoría", "类别", "類別")
    )
    return preamble or is_trend(",".join(f'"{header}"' for header in headers))


def _export(source: Source) -> Batch:
    own = _trend(source)
    kin = [trend for other in _beside(source) if (trend := _other(other)) and trend.kin == own.kin]
    factors = joined([own, *kin])
    rows = [
        (term, time, value * factors[own.file, term])
        for term, column in zip(own.terms, own.values, strict=True)
        if (own.file, term) in factors
        for time, value in zip(own.times, column, strict=True)
        if value is not None
    ]
    frame = pl.DataFrame(
        rows,
        schema={"text": pl.String, "at": pl.Datetime("us"), "amount": pl.Float64},
        orient="row",
    )
    market = pl.lit(_code(own.place), pl.String)
    post = _posts(frame.with_columns(pl.col("at").dt.replace_time_zone("UTC"), market=market,
                                     source=pl.lit("google_trends")), own.period)  # fmt: skip
    return Batch(tables={"post": post}, rows=len(own.times))


def _trend(source: Source) -> Trend:
    with io.BufferedReader(source.text()) as stream:
        data = stream.read(_LARGEST)
    return parse_trend(data.decode("utf-8", errors="replace"), source.name)


def _other(source: Source) -> Trend | None:
    """An export beside the one that is read; other files are none of its business."""
    try:
        headers = source.sample.headers if source.kind == "csv" else ()
        return _trend(source) if _exported(headers) else None
    except InputError:
        return None


def _beside(source: Source) -> list[Source]:
    """The other files of the same archive or folder."""
    if source.member is not None:
        found = sources([source.path], source.reading)
    else:
        paths = [
            path
            for path in sorted(source.path.parent.glob("*.[cC][sS][vV]"))
            if path.is_file() and path.stat().st_size < _LARGEST
        ]
        found = [Source(path, reading=source.reading) for path in paths]
    return [other for other in found if other.name != source.name]


def _long(chunk: Chunk, headers: dict[str, str], context: Context, period: str) -> Batch:
    cells = Cells(chunk.frame, headers, context)
    at = cells.moment("at", *ISO, *ISO_ZONED, "%Y-%m", zone="UTC")
    cells.refuse(cells.text("at").is_null(), "the time is missing", "at")
    term = cells.text("term").str.replace(_PREFIX, "").str.replace_all("_", " ")
    cells.refuse(term.is_null(), "the term is missing", "term")
    small = cells.text("amount").str.starts_with("<").fill_null(False)
    amounts = chunk.frame.with_columns(
        pl.when(small).then(pl.lit(str(BELOW_ONE))).otherwise(headers["amount"])
        .alias(headers["amount"])
    )  # fmt: skip
    numbers = Cells(amounts, headers, context)
    amount = numbers.real("amount")
    cells.refuse(amount.is_null(), "the interest is missing or no number", "amount")
    cells.refuse(amount < 0, "the interest is negative", "amount")
    if cells.has("partial"):
        cells.refuse(cells.boolean("partial"), "the period is not over yet", "partial")
    frame = pl.DataFrame(
        {
            "text": term,
            "at": at,
            "amount": amount,
            "market": _codes(cells.text("market")),
            "source": cells.text("source").fill_null("google_trends"),
        }
    )
    good, problems = cells.split(frame)
    return Batch(
        tables={"post": _posts(good, period)},
        rejects=pl.concat([chunk.rejects, problems]),
        rows=chunk.rows,
    )


def _posts(frame: pl.DataFrame, period: str) -> pl.DataFrame:
    day = pl.col("at").dt.strftime("%Y-%m-%dT%H" if period == "hour" else "%Y-%m-%d")
    key = pl.concat_str("source", pl.col("market").fill_null("world"), "text", day, separator=":")
    return frame.with_columns(
        key.alias("post_id"), pl.lit("search").alias("kind"), pl.col("at") + _MIDDLE[period]
    )


def _period(header: str) -> str:
    name = header.casefold()
    return next((p for p in ("hour", "day", "month") if p in name), "week")


def _codes(places: pl.Series) -> pl.Series:
    known = {place: _code(place) for place in places.unique().drop_nulls().to_list()}
    return places.replace_strict(known, default=None, return_dtype=pl.String)


def _code(place: str) -> str | None:
    """The ISO 3166 code of a country; another place as it is written; null for the world."""
    if not place:
        return None
    return _countries().get(place.casefold(), place.upper() if len(place) == 2 else place)


@cache
def _countries() -> dict[str, str]:
    text = files("modiste.store.importers").joinpath("data/countries.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {name.strip().casefold(): code for code, names in rows for name in names.split(";")}
