"""What was sold, week by week, for pages that show it beside the forecast."""

from __future__ import annotations

import polars as pl

from modiste.model.calendar import local_date_expr, week_start_expr
from modiste.store.lake import Snapshot


def weekly_units(snapshot: Snapshot, zone: str, first_weekday: int) -> pl.DataFrame:
    """Units sold in every week, gross of returns.

    Args:
        snapshot: the facts.
        zone: time zone in which days begin.
        first_weekday: Monday 0 … Sunday 6.

    Returns:
        ``variant_id, product_id, category, location_id, week, units``.
    """
    week = week_start_expr(local_date_expr("sold_at", zone), first_weekday)
    group = pl.coalesce("category", "source_category", "gender")
    product = snapshot.scan("product").select("product_id", category=group)
    variant = snapshot.scan("variant").select("variant_id", "product_id")
    return (
        snapshot.scan("sale")
        .filter(pl.col("quantity") > 0)
        .with_columns(week=week)
        .group_by("variant_id", "location_id", "week")
        .agg(units=pl.col("quantity").sum())
        .join(variant, on="variant_id", how="left")
        .join(product, on="product_id", how="left")
        .select("variant_id", "product_id", "category", "location_id", "week", "units")
        .collect()
    )
