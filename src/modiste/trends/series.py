"""From mentions to weekly shares of voice.

The share of an attribute is the weighted part of posts that show it. Each source is measured
against its own volume and counts with its overall weight, so that a source that grows does not move
the shares of the others. In a week in which a source is out, the shares of those that reported are
scaled by how much of the attribute they usually show (a ratio estimator: Cochran, Sampling
Techniques, ch. 6), so that the silence of a source that loves navy does not look like the end of
navy.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from modiste.trends.segments import ALL, MAINSTREAM

GROUP = ("market", "segment")
ATTRIBUTE = ("name", "value")


@dataclass(frozen=True)
class SeriesConfig:
    """What becomes a series.

    Attributes:
        least_mentions: mentions over all weeks below which an attribute is left out.
        by_market: also make series of each market, beside those of all markets together.
    """

    least_mentions: float = 20.0
    by_market: bool = True


def share_series(
    posts: pl.DataFrame,
    mentions: pl.DataFrame,
    *,
    outages: pl.DataFrame | None = None,
    config: SeriesConfig | None = None,
) -> pl.DataFrame:
    """Weekly shares with their uncertainty.

    Args:
        posts: ``post_id, week, source, market, segment, weight``; a weight of 0 does not count.
        mentions: ``post_id, name, value, confidence``.
        outages: ``source, week`` in which a source cannot be trusted.
        config: what becomes a series.

    Returns:
        Rows of the table ``trend_series`` without the run, sorted. Weeks in which no source
        reported have no share; weeks in which sources reported and nobody mentioned the attribute
        have 0.
    """
    config = config or SeriesConfig()
    counted = _grouped(posts.filter(pl.col("weight") > 0), by_market=config.by_market)
    if outages is not None and outages.height:
        counted = counted.join(outages, on=["source", "week"], how="anti")
    volume = counted.group_by(*GROUP, "source", "week").agg(
        volume=pl.col("weight").sum(), squares=(pl.col("weight") ** 2).sum()
    )
    hits = (
        counted.join(_once(mentions), on="post_id")
        .group_by(*GROUP, *ATTRIBUTE, "source", "week")
        .agg(hits=(pl.col("weight") * pl.col("confidence")).sum())
    )
    kept = hits.group_by(*GROUP, *ATTRIBUTE).agg(total=pl.col("hits").sum())
    kept = kept.filter(pl.col("total") >= config.least_mentions).drop("total")
    return count_series(volume, hits, kept)


def _once(mentions: pl.DataFrame) -> pl.DataFrame:
    """An attribute counts once a post, with its highest confidence."""
    return mentions.group_by("post_id", *ATTRIBUTE).agg(pl.col("confidence").max())


def _grouped(posts: pl.DataFrame, *, by_market: bool) -> pl.DataFrame:
    """Every post in its own segment and market, and in all markets together."""
    columns = ["post_id", "week", "source", *GROUP, "weight"]
    known = posts.with_columns(
        pl.col("market").fill_null(ALL), pl.col("segment").fill_null(MAINSTREAM)
    ).select(columns)
    everywhere = known.with_columns(market=pl.lit(ALL))
    if not by_market:
        return everywhere
    return pl.concat([everywhere, known.filter(pl.col("market") != ALL)])


_LEAST_SEEN = 0.1
"""Part of an attribute that the sources of a week usually show, below which the week is unknown."""


def count_series(volume: pl.DataFrame, hits: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Weekly shares of counts: posts, page views, units.

    Args:
        volume: ``market, segment, source, week, volume, squares``: the sum of all weights and that
            of their squares.
        hits: ``market, segment, name, value, source, week, hits``: weight of what shows it.
        kept: ``market, segment, name, value`` of the series that are wanted.

    Returns:
        Rows of the table ``trend_series`` without the run, sorted.
    """
    usual = _usual(volume, hits, kept)
    grid = usual.join(volume, on=[*GROUP, "source"])
    by_source = grid.join(hits, on=[*GROUP, *ATTRIBUTE, "source", "week"], how="left").with_columns(
        pl.col("hits").fill_null(0.0)
    )
    effective = pl.col("volume") ** 2 / pl.col("squares")
    share = (pl.col("hits") / pl.col("volume")).clip(0, 1)
    # Half a mention more in the variance: none in ten posts is not known to be none at all.
    likely = (share * effective + 0.5) / (effective + 1)
    source = pl.col("source_weight")
    weekly = by_source.group_by(*GROUP, *ATTRIBUTE, "week").agg(
        share=(source * share).sum() / source.sum(),
        share_sd=(source**2 * likely * (1 - likely) / effective).sum().sqrt() / source.sum(),
        mentions=pl.col("hits").sum(),
        volume=pl.col("volume").sum(),
        there=source.sum(),
        shown=(source * pl.col("usual")).sum(),
        all_there=pl.col("all_there").first(),
        all_shown=pl.col("all_shown").first(),
    )
    return named_series(_with_gaps(_scaled(weekly)))


def named_series(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of series with the name of each, sorted; sums are rounded.

    Args:
        rows: ``market, segment, name, value, week, share, share_sd, mentions, volume``.
    """
    # Sums over threads differ in their last bits; a replay must not.
    rounded = rows.with_columns(pl.col("share", "share_sd", "mentions", "volume").round(12))
    named = pl.format("{}|{}|{}={}", *GROUP, *ATTRIBUTE).alias("series_id")
    return rounded.with_columns(named).sort("series_id", "week")


def _usual(volume: pl.DataFrame, hits: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Weight of each source, and the share that it usually gives to each attribute."""
    sources = volume.group_by(*GROUP, "source").agg(source_weight=pl.col("volume").sum())
    said = hits.group_by(*GROUP, *ATTRIBUTE, "source").agg(said=pl.col("hits").sum())
    joined = (
        kept.join(sources, on=list(GROUP))
        .join(said, on=[*GROUP, *ATTRIBUTE, "source"], how="left")
        .with_columns(usual=pl.col("said").fill_null(0.0) / pl.col("source_weight"))
    )
    series = [*GROUP, *ATTRIBUTE]
    return joined.drop("said").with_columns(
        all_there=pl.col("source_weight").sum().over(series),
        all_shown=(pl.col("source_weight") * pl.col("usual")).sum().over(series),
    )


def _scaled(weekly: pl.DataFrame) -> pl.DataFrame:
    """Shares of the sources that reported, as if all had; unknown where they show too little."""
    part = pl.col("shown") / pl.col("all_shown")
    factor = pl.when(part >= _LEAST_SEEN).then(pl.col("there") / pl.col("all_there") / part)
    return weekly.with_columns(
        share=(pl.col("share") * factor).clip(0, 1), share_sd=pl.col("share_sd") * factor
    ).drop("there", "shown", "all_there", "all_shown")


def _with_gaps(weekly: pl.DataFrame) -> pl.DataFrame:
    """One row a week of each series; what no source saw has no share."""
    span = weekly.group_by(*GROUP, *ATTRIBUTE).agg(
        week=pl.date_ranges(pl.col("week").min(), pl.col("week").max(), "1w")
    )
    grid = span.explode("week")
    return grid.join(weekly, on=[*GROUP, *ATTRIBUTE, "week"], how="left")


def with_ancestors(mentions: pl.DataFrame, parents: pl.DataFrame) -> pl.DataFrame:
    """Mentions of a value are mentions of what it is a kind of: crimson is red.

    Args:
        mentions: ``post_id, name, value, confidence``.
        parents: ``name, value, ancestor``, every ancestor of every value.
    """
    above = mentions.join(parents, on=list(ATTRIBUTE)).select(
        "post_id", "name", value="ancestor", confidence="confidence"
    )
    both = pl.concat([mentions.select(above.columns), above])
    return both.group_by("post_id", *ATTRIBUTE).agg(pl.col("confidence").max())


def combinations(
    mentions: pl.DataFrame,
    posts: pl.DataFrame,
    *,
    least_support: int = 50,
    least_lift: float = 1.5,
    most: int = 50,
) -> pl.DataFrame:
    """Pairs of attributes that come together more often than chance: linen with wide legs.

    Lift is P(a and b) ÷ (P(a) P(b)) over posts; a pair counts if the log-odds of its excess are
    three standard errors above zero.

    Args:
        mentions: ``post_id, name, value, confidence``.
        posts: ``post_id, weight``; those that weigh 0 do not count.
        least_support: posts that show both.
        least_lift: lift from which a pair counts.
        most: pairs at the most, by support × log lift.

    Returns:
        ``first, second, support, lift``, best first; each as ``name=value``.
    """
    counted = mentions.join(posts.filter(pl.col("weight") > 0), on="post_id", how="semi")
    item = pl.format("{}={}", *ATTRIBUTE).alias("item")
    items = counted.select("post_id", "name", item).unique()
    total = posts.filter(pl.col("weight") > 0)["post_id"].n_unique()
    single = items.group_by("item").agg(count=pl.len()).filter(pl.col("count") >= least_support)
    frequent = items.join(single, on="item", how="semi")
    pairs = frequent.join(frequent, on="post_id", suffix="_b").filter(
        (pl.col("item") < pl.col("item_b")) & (pl.col("name") != pl.col("name_b"))
    )
    counts = pairs.group_by(first="item", second="item_b").agg(support=pl.len())
    joined = (
        counts.filter(pl.col("support") >= least_support)
        .join(single.rename({"item": "first", "count": "a"}), on="first")
        .join(single.rename({"item": "second", "count": "b"}), on="second")
    )
    lift = pl.col("support") * total / (pl.col("a").cast(pl.Float64) * pl.col("b"))
    error = (1 / pl.col("support") + 1 / pl.col("a") + 1 / pl.col("b")).sqrt()
    return (
        joined.with_columns(lift=lift)
        .filter((pl.col("lift") >= least_lift) & (pl.col("lift").log() > 3 * error))
        .sort(
            pl.col("support") * pl.col("lift").log(),
            "first",
            "second",
            descending=[True, False, False],
        )
        .head(most)
        .select("first", "second", "support", "lift")
    )


def combination_mentions(mentions: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Mentions of pairs as an attribute of their own: ``combination``, ``linen + wide-leg``."""
    item = pl.format("{}={}", *ATTRIBUTE).alias("item")
    items = mentions.select("post_id", item, "value", "confidence")
    first = items.join(pairs.select("first", "second"), left_on="item", right_on="first")
    both = first.join(
        items, left_on=["post_id", "second"], right_on=["post_id", "item"], suffix="_b"
    )
    return both.select(
        "post_id",
        name=pl.lit("combination"),
        value=pl.format("{} + {}", "value", "value_b"),
        confidence=pl.col("confidence") * pl.col("confidence_b"),
    )
