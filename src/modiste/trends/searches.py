"""Search interest as trend series.

An export of search interest holds few terms on a scale of its own, and no number of searches. The
share of an attribute is its part of the interest in all exported terms that name one. Terms differ
in how far back they go: weeks in which some are missing are scaled by how much of the interest the
others usually hold (the ratio estimator of :mod:`modiste.trends.series`), and are unknown where
that is less than half. How uncertain a share is, cannot come from counts; it comes from how much
each week departs from the mean of its neighbours (Gasser, Sroka and Jennen-Steinmetz, Biometrika
1986), and is at least what rounding to whole numbers costs.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from modiste.perceive.text.extract import extract
from modiste.trends.segments import ALL, SEARCH
from modiste.trends.series import named_series, with_ancestors
from modiste.trends.vocabulary import ancestors

_LEAST_KNOWN: Final = 0.5
_ROUNDING: Final = 12**-0.5
"""Deviation of what is rounded to a whole number."""
_LEAST_INTEREST: Final = 3.0
_GARMENT: Final = "dress"
_ATTRIBUTE: Final = ["name", "value"]
_SERIES: Final = ["market", *_ATTRIBUTE]
_LINE: Final = ["source", "place", "term"]


def search_series(searches: pl.DataFrame) -> pl.DataFrame:
    """Weekly shares of search interest.

    Args:
        searches: ``term, source, market, week, amount``; a null market is the whole world.

    Returns:
        Rows of the table ``trend_series`` without the run, sorted; the segment is ``search``. Each
        market has series of its own where there are several. Terms without an attribute say
        nothing.
    """
    meanings = term_attributes(searches["term"])
    line = ["source", "market", "term"]
    known = searches.with_columns(pl.col("market").fill_null("world")).join(
        meanings.select("term").unique(), on="term", how="semi"
    )
    weekly = known.group_by(*line, "week").agg(pl.col("amount").mean()).drop_nulls()
    if not weekly.height:
        return named_series(pl.DataFrame(schema=_SCHEMA))
    # Of a term that never reaches a few points, rounding is all there is to see.
    weekly = weekly.filter(pl.col("amount").max().over(line) >= _LEAST_INTEREST)
    # Scales of different exports have nothing to do with each other: each counts alike.
    usual = weekly.group_by(line).agg(usual=pl.col("amount").mean())
    usual = usual.with_columns(scale=pl.col("usual").sum().over("source", "market"))
    lines = weekly.join(usual, on=line).with_columns(
        pl.col("amount") / pl.col("scale"),
        usual=pl.col("usual") / pl.col("scale"),
        rounding=_ROUNDING / pl.col("scale"),
    )
    return named_series(_shares(_by_market(lines), meanings))


_SCHEMA: Final = {
    "market": pl.String, "segment": pl.String, "name": pl.String, "value": pl.String,
    "week": pl.Date, "share": pl.Float64, "share_sd": pl.Float64, "mentions": pl.Float64,
    "volume": pl.Float64,
}  # fmt: skip


def term_attributes(terms: pl.Series) -> pl.DataFrame:
    """What search terms mean, with what that is a kind of.

    A term stands alone: *coral*, which a post may mean otherwise, is read as if it stood before a
    garment.

    Returns:
        ``term, name, value, confidence``.
    """
    plain = terms.drop_nulls().unique().sort()
    frame = pl.DataFrame({"term": plain, "text": plain.str.replace_all("_", " ")})
    first = _read(frame)
    rest = frame.join(first, on="term", how="anti")
    beside = _read(rest.with_columns(pl.col("text") + f" {_GARMENT}"))
    second = beside.filter(pl.col("name") != "category")
    found = pl.concat([first, second])
    named = found.rename({"term": "post_id"})
    whole = with_ancestors(named, ancestors(named)).rename({"post_id": "term"})
    return _told_apart(whole, found)


def _told_apart(whole: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Without what is a kind of nothing else here: *baby tee* alone says little of all tops."""
    terms = whole.group_by(*_ATTRIBUTE).agg(pl.col("term").unique().sort())
    direct = terms.join(said.select(_ATTRIBUTE).unique(), on=_ATTRIBUTE, how="semi")
    above = terms.join(direct, on=_ATTRIBUTE, how="anti")
    copies = above.join(direct.select("name", "term"), on=["name", "term"], how="semi")
    return whole.join(copies, on=_ATTRIBUTE, how="anti")


def _read(frame: pl.DataFrame) -> pl.DataFrame:
    found = extract(frame["text"])
    return found.select(
        frame["term"].gather(found["row"]).alias("term"), "name", "value", "confidence"
    )


def _by_market(lines: pl.DataFrame) -> pl.DataFrame:
    """Every line in all markets together, and in its own where there are several."""
    placed = lines.with_columns(place="market")
    everywhere = placed.with_columns(market=pl.lit(ALL))
    return everywhere if lines["market"].n_unique() < 2 else pl.concat([everywhere, placed])


def _shares(lines: pl.DataFrame, meanings: pl.DataFrame) -> pl.DataFrame:
    # Sorted, for sums must come out alike to the last bit in every replay.
    rows = lines.sort("market", "week", *_LINE)
    whole = _whole(rows, ["market"]).select("market", "week", volume="whole")
    sure = pl.col("confidence")
    mine = rows.join(meanings, on="term").with_columns(
        pl.col("amount") * sure, pl.col("usual") * sure, pl.col("rounding") * sure
    )
    hits = _whole(mine.sort(*_SERIES, "week", *_LINE), _SERIES)
    span = hits.group_by(_SERIES).agg(
        week=pl.date_ranges(pl.col("week").min(), pl.col("week").max(), "1w")
    )
    weekly = (
        span.explode("week")
        .join(hits, on=[*_SERIES, "week"], how="left")
        .join(whole, on=["market", "week"], how="left")
        .sort(*_SERIES, "week")
        .with_columns(share=(pl.col("whole") / pl.col("volume")).clip(0, 1))
    )
    share = pl.col("share")
    away = (share - (share.shift(1) + share.shift(-1)) / 2).abs()
    spread = 1.4826 * away.median() / 1.5**0.5
    rounded = (pl.col("rounding") / pl.col("volume")).mean()
    error = pl.max_horizontal(spread.fill_null(0.0), rounded).over(_SERIES)
    return weekly.select(
        "market",
        pl.lit(SEARCH).alias("segment"),
        "name",
        "value",
        "week",
        "share",
        share_sd=pl.when(share.is_not_null()).then(error),
        mentions=pl.col("whole"),
        volume=pl.when(share.is_not_null()).then(pl.col("volume")),
    )


def _whole(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Interest of the terms of a week as if all had been there; unknown where too few were."""
    usual = rows.unique([*keys, *_LINE], maintain_order=True)
    everything = usual.group_by(keys, maintain_order=True).agg(all_usual=pl.col("usual").sum())
    weekly = rows.group_by(*keys, "week", maintain_order=True).agg(
        pl.col("amount").sum(),
        pl.col("usual").sum(),
        rounding=(pl.col("rounding") ** 2).sum().sqrt(),
    )
    part = pl.col("usual") / pl.col("all_usual")
    return (
        weekly.join(everything, on=keys, maintain_order="left")
        .with_columns(whole=pl.when(part >= _LEAST_KNOWN).then(pl.col("amount") / part))
        .select(*keys, "week", "whole", "rounding")
    )
