"""The brand's view: how its range stands to what is rising and falling."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

KEY = ("name", "value")
UP = ("emerging", "rising")
DOWN = ("falling", "fad")


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
        readings: ``name, value, level, stage, change`` of one market and segment.

    Returns:
        Rows of the table ``exposure`` without the run, and ``revenue, stock_value``; attributes
        that are talked about and not in the range are there with zero styles.
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
    voice = readings.select(*KEY, "level", "stage", "change")
    joined = voice.join(mine, on=list(KEY), how="full", coalesce=True).join(whole, on="name")
    return joined.select(
        *KEY,
        pl.col("styles").fill_null(0).cast(pl.Int64),
        share_of_styles=_share("styles", "all_styles"),
        share_of_sales=_share("units", "all_units"),
        share_of_stock=_share("stock", "all_stock"),
        share_of_voice=pl.col("level") / pl.col("level").sum().over("name"),
        stage="stage",
        change="change",
        all_revenue="all_revenue",
        stock_value="stock_value",
    ).sort(KEY)


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part).fill_null(0) / pl.col(whole))


def suggestions(exposed: pl.DataFrame, brand: Range, *, most: int = 20) -> pl.DataFrame:
    """What to add to the range and what to reduce, most money first.

    A *gap* is an attribute that rises and of which the range has a smaller share than its share of
    voice will be; its money is the margin that the missing share would bring at the brand's own
    revenue of the last 13 weeks, four times over for a year: an upper estimate, for nobody knows
    whether the brand's customers follow. A *risk* is an attribute that falls and lies in stock; its
    money is the value of that stock times the expected fall.

    Args:
        exposed: result of :func:`exposure`.
        brand: the brand's styles.
        most: suggestions of each kind at the most.

    Returns:
        Rows of the table ``suggestion`` without the run.
    """
    coming = (pl.col("share_of_voice") * (1 + pl.col("change"))).clip(0, 1)
    missing = (coming - pl.col("share_of_styles").fill_null(0)).clip(0, 1)
    gaps = exposed.filter(pl.col("stage").is_in(UP) & (missing > 0)).with_columns(
        kind=pl.lit("range"),
        money_at_stake=(missing * pl.col("all_revenue") * 4 * brand.margin).round().cast(pl.Int64),
        reason=pl.format(
            "{} is {}: expected {}% year on year. It makes {}% of the talk about {} and {}% of "
            "your styles ({} of them).",
            "value",
            "stage",
            _percent("change", signed=True),
            _percent("share_of_voice"),
            "name",
            _percent("share_of_styles"),
            "styles",
        ),
    )
    falling = pl.col("stage").is_in(DOWN) & (pl.col("stock_value") > 0)
    risks = exposed.filter(falling).with_columns(
        kind=pl.lit("reduce"),
        money_at_stake=(pl.col("stock_value") * -pl.col("change")).round().cast(pl.Int64),
        reason=pl.format(
            "{} is {}: expected {}% year on year. It makes {}% of your stock and {}% of your "
            "sales.",
            "value",
            "stage",
            _percent("change", signed=True),
            _percent("share_of_stock"),
            _percent("share_of_sales"),
        ),
    )
    return pl.concat([_ranked(gaps, most, brand), _ranked(risks, most, brand)])


def _percent(name: str, *, signed: bool = False) -> pl.Expr:
    whole = (pl.col(name).fill_null(0) * 100).round().cast(pl.Int64)
    sign = pl.when(whole > 0).then(pl.lit("+")).otherwise(pl.lit(""))
    return pl.concat_str(sign, whole.cast(pl.String)) if signed else whole.cast(pl.String)


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
