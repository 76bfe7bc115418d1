"""The brand's view: how its range stands to what is rising and falling."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from modiste.trends.reason import gap_reason, risk_reason
from modiste.trends.vocabulary import ancestors

KEY = ("name", "value")
UP = ("emerging", "rising")
DOWN = ("falling", "fad")
PACE_WEEKS, AHEAD_WEEKS = 13, 26
EXTRA = (
    "all_styles", "all_revenue", "units", "stock", "stock_value", "change_low", "change_high",
)  # fmt: skip
"""Columns of an exposure that its table does not keep."""


@dataclass(frozen=True)
class Range:
    """The brand's styles.

    Attributes:
        attributes: ``product_id, name, value``.
        products: ``product_id, units, revenue, stock, stock_value``: units and revenue (minor
            units) of the last 13 weeks, units on hand and their value at cost; null is unknown.
        currency: of the money.
        margin: share of revenue that is margin.
    """

    attributes: pl.DataFrame
    products: pl.DataFrame
    currency: str
    margin: float


def exposure(brand: Range, readings: pl.DataFrame) -> pl.DataFrame:
    """How much of the range shows each attribute, beside its share of voice and stage.

    Shares are taken within an attribute: navy's share of the styles whose colour is known.

    Args:
        brand: the brand's styles.
        readings: ``name, value, level, stage, change, change_low, change_high`` of one market and
            segment.

    Returns:
        Rows of the table ``exposure`` without the run, and what suggestions need (:data:`EXTRA`);
        attributes that are talked about and not in the range are there with zero styles.
    """
    known = brand.attributes.select("product_id", *KEY).unique()
    rows = known.join(brand.products, on="product_id")
    mine = rows.group_by(KEY).agg(
        styles=pl.len(),
        units=pl.col("units").sum(),
        revenue=pl.col("revenue").sum(),
        stock=pl.col("stock").sum(),
        stock_value=pl.col("stock_value").sum(),
    )
    whole = (
        rows.unique(["product_id", "name"])
        .group_by("name")
        .agg(
            all_styles=pl.len(),
            all_units=pl.col("units").sum(),
            all_stock=pl.col("stock").sum(),
            all_revenue=pl.col("revenue").sum(),
        )
    )
    voice = readings.select(*KEY, "level", "stage", "change", "change_low", "change_high")
    joined = (
        voice.join(mine, on=list(KEY), how="full", coalesce=True)
        .join(whole, on="name")
        .join(_said_in_all(voice), on="name", how="left")
    )
    return joined.select(
        *KEY,
        pl.col("styles").fill_null(0).cast(pl.Int64),
        share_of_styles=_share("styles", "all_styles"),
        share_of_sales=_share("units", "all_units"),
        share_of_stock=_share("stock", "all_stock"),
        share_of_voice=pl.col("level") / pl.col("whole"),
        stage="stage",
        change="change",
        **{name: name for name in EXTRA},
    ).sort(KEY)


def _said_in_all(voice: pl.DataFrame) -> pl.DataFrame:
    """All that is said of an attribute: what is a kind of another value counts with that one."""
    above = ancestors(voice).join(
        voice.select("name", ancestor="value"), on=["name", "ancestor"], how="semi"
    )
    tops = voice.join(above.select(KEY).unique(), on=list(KEY), how="anti")
    return tops.group_by("name").agg(whole=pl.col("level").sum())


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part).fill_null(0) / pl.col(whole))


def suggestions(
    exposed: pl.DataFrame, brand: Range, *, language: str = "en", most: int = 20
) -> pl.DataFrame:
    """What to add to the range and what to reduce, most money first.

    A *gap* is an attribute that rises and of which the range has a smaller share than its share of
    voice will be; its money is the margin that the missing share would bring at the brand's own
    revenue of the last 13 weeks, four times over for a year: an upper estimate, for nobody knows
    whether the brand's customers follow. A *risk* is an attribute that falls and lies deep in
    stock: more of it than the next 26 weeks would sell at the pace of the last 13, fallen as
    expected; its money is the cost of what would be left.

    Args:
        exposed: result of :func:`exposure`.
        brand: the brand's styles.
        language: of the reasons, ``en`` or ``zh``.
        most: suggestions of each kind at the most.

    Returns:
        Rows of the table ``suggestion`` without the run.
    """
    coming = (pl.col("share_of_voice") * (1 + pl.col("change"))).clip(0, 1)
    gaps = (
        exposed.with_columns(missing=(coming - pl.col("share_of_styles").fill_null(0)).clip(0, 1))
        .filter(pl.col("stage").is_in(UP) & (pl.col("missing") > 0))
        .with_columns(
            kind=pl.lit("range"),
            money_at_stake=_minor(pl.col("missing") * pl.col("all_revenue") * 4 * brand.margin),
        )
    )
    pace = pl.col("units").fill_null(0) / PACE_WEEKS
    sells = pace * AHEAD_WEEKS * (1 + pl.col("change")).clip(lower_bound=0)
    risks = (
        exposed.with_columns(
            left=(pl.col("stock") - sells).clip(lower_bound=0),
            weeks_of_supply=pl.when(pace > 0).then(pl.col("stock") / pace),
        )
        .filter(pl.col("stage").is_in(DOWN) & (pl.col("stock") > 0) & (pl.col("left") >= 1))
        .with_columns(
            kind=pl.lit("reduce"),
            money_at_stake=_minor(pl.col("stock_value") * pl.col("left") / pl.col("stock")),
        )
    )
    return pl.concat(
        [
            _ranked(gaps.with_columns(reason=gap_reason(language)), most, brand),
            _ranked(risks.with_columns(reason=risk_reason(language)), most, brand),
        ]
    )


def _minor(amount: pl.Expr) -> pl.Expr:
    return amount.round().cast(pl.Int64)


def _ranked(rows: pl.DataFrame, most: int, brand: Range) -> pl.DataFrame:
    attribute = pl.format("{}={}", *KEY)
    best = rows.filter(pl.col("money_at_stake") > 0).sort(
        "money_at_stake", *KEY, descending=[True, False, False]
    )
    return best.head(most).select(
        suggestion_id=pl.concat_str(pl.col("kind"), attribute, separator="|"),
        rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        kind="kind",
        attribute=attribute,
        quantity=pl.lit(0, pl.Int64),
        money_at_stake="money_at_stake",
        currency=pl.lit(brand.currency),
        reason="reason",
    )
