"""New styles and what is expected of them, out of the plan's forecasts."""

from __future__ import annotations

import polars as pl


def launches_of(
    forecast: pl.DataFrame,
    total: pl.DataFrame,
    product: pl.DataFrame,
    variant: pl.DataFrame,
    sale: pl.DataFrame,
) -> pl.DataFrame:
    """Styles whose variants are forecast as launches, the newest first.

    Args:
        forecast: rows of ``demand_forecast`` by the forecasters of launches.
        total: rows of ``demand_total`` of the same run.
        product: the table.
        variant: the table.
        sale: the table.

    Returns:
        ``product_id, title, category, launched_on, model, series, weeks, sold, expected, low,
        high``: units; the interval adds the weeks' 10 % and 90 % quantiles up, which is wider than
        that of the sum.
    """
    style = variant.select("variant_id", "product_id")
    rows = forecast.join(style, on="variant_id")
    mine = rows.group_by("product_id").agg(
        model=pl.col("model").mode().sort().first(),
        series=pl.struct("variant_id", "location_id").n_unique(),
        weeks=pl.col("week").n_unique(),
        expected=pl.col("mean").sum(),
    )
    span = (
        total.filter(pl.col("level") == "style")
        .group_by(product_id="key")
        .agg(low=pl.col("q10").sum(), high=pl.col("q90").sum())
    )
    sold = (
        sale.filter(pl.col("quantity") > 0)
        .join(style, on="variant_id")
        .group_by("product_id")
        .agg(sold=pl.col("quantity").sum())
    )
    named = product.select(
        "product_id",
        "title",
        "launched_on",
        category=pl.coalesce("category", "source_category", "gender"),
    )
    return (
        mine.join(named, on="product_id", how="left")
        .join(span, on="product_id", how="left")
        .join(sold, on="product_id", how="left")
        .with_columns(pl.col("sold").fill_null(0))
        .sort("launched_on", "product_id", descending=[True, False], nulls_last=True)
        .select(
            "product_id", "title", "category", "launched_on", "model", "series", "weeks", "sold",
            "expected", "low", "high",
        )
    )  # fmt: skip
