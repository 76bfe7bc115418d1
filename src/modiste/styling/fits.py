"""Fit records out of a workspace: ratings, returns with a reason, and what was kept."""

from __future__ import annotations

import datetime as dt

import polars as pl

from modiste.learn.fit.records import FitRecords
from modiste.store.lake import Snapshot

KEPT_AFTER = dt.timedelta(days=45)
"""Age from which a sale that did not come back counts as kept."""

MOST_KEPT = 20_000
"""Kept sales looked at, the latest; they say which sizes people own, not how those fit exactly."""

_MORE = r"(?:too|runs?|bit|slightly|very|way|much)"
_SMALL = (
    rf"(?i)\b{_MORE}\s+(?:small|tight|narrow)\b|\bsmaller than|\btighter than"
    r"|^\s*(?:small|tight)\s*$|太小|偏小|小了|太紧|偏紧"
)
_LARGE = (
    rf"(?i)\b{_MORE}\s+(?:large|big|loose|wide)\b|\blarger than|\bbigger than|\blooser than"
    r"|^\s*(?:large|big|loose)\s*$|太大|偏大|大了|太松|偏松"
)


def direction(reason: pl.Expr) -> pl.Expr:
    """``small`` or ``large`` where the words of a reason speak of one of them, else null.

    What is too short or too long is a matter of length, not of the size.
    """
    small, large = reason.str.contains(_SMALL), reason.str.contains(_LARGE)
    return (
        pl.when(small & ~large)
        .then(pl.lit("small"))
        .when(large & ~small)
        .then(pl.lit("large"))
        .otherwise(None)
    )


def fit_records(snapshot: Snapshot, garments: pl.DataFrame, end: dt.datetime) -> FitRecords:
    """How garments fitted, as far as the shop knows.

    A rating of fit says it best. A return whose reason speaks of size says small or large; a sale
    that was kept for 45 days counts as fit. Where a person both rated and kept or returned the same
    variant, the rating counts.

    Args:
        snapshot: the facts.
        garments: variants as in :class:`~modiste.styling.garments.Garments`.
        end: nothing from this moment on is looked at.
    """
    parts = [_rated(snapshot, end), _returned(snapshot, end), _kept(snapshot, end)]
    told = pl.concat(parts).unique(["person", "variant_id"], keep="first", maintain_order=True)
    return with_bodies(snapshot, told.join(_sized(garments), on="variant_id"))


def with_bodies(snapshot: Snapshot, rows: pl.DataFrame) -> FitRecords:
    """Fit records with what customers let the shop know of their bodies."""
    body = snapshot.scan("customer").select(
        pl.col("customer_id").alias("person"),
        "height_cm",
        "weight_kg",
        "bust_cm",
        "waist_cm",
        "hip_cm",
        "body_type",
    )
    return FitRecords.of(rows.join(body.collect(), on="person", how="left"))


def _sized(garments: pl.DataFrame) -> pl.DataFrame:
    """Variants that come in sizes, with what a record needs."""
    sized = garments.filter(pl.col("size").is_not_null() & (pl.col("kind").fill_null("") != "none"))
    return sized.select("variant_id", "size", "category", "gender", "kind", item="product_id")


def _rated(snapshot: Snapshot, end: dt.datetime) -> pl.DataFrame:
    events = snapshot.scan("event").filter(
        pl.col("at") < end,
        pl.col("fit").is_not_null(),
        pl.col("variant_id").is_not_null(),
        pl.col("customer_id").is_not_null(),
    )
    return events.sort("at", descending=True).select(
        "variant_id", "fit", person="customer_id", at=pl.col("at").dt.date(), source=pl.lit("rated")
    ).collect()  # fmt: skip


def _returned(snapshot: Snapshot, end: dt.datetime) -> pl.DataFrame:
    back = snapshot.scan("sale").filter(
        pl.col("sold_at") < end, pl.col("quantity") < 0, pl.col("customer_id").is_not_null()
    )
    told = back.with_columns(fit=direction(pl.col("return_reason"))).filter(
        pl.col("fit").is_not_null()
    )
    return told.sort("sold_at", descending=True).select(
        "variant_id", "fit", person="customer_id", at=pl.col("sold_at").dt.date(),
        source=pl.lit("sold"),
    ).collect()  # fmt: skip


def _kept(snapshot: Snapshot, end: dt.datetime) -> pl.DataFrame:
    sales = snapshot.scan("sale").filter(
        pl.col("sold_at") < end, pl.col("customer_id").is_not_null()
    )
    balance = sales.group_by("customer_id", "variant_id").agg(
        units=pl.col("quantity").sum(), last=pl.col("sold_at").max()
    )
    kept = balance.filter(pl.col("units") > 0, pl.col("last") < end - KEPT_AFTER)
    latest = kept.sort("last", "customer_id", "variant_id", descending=True).head(MOST_KEPT)
    return latest.select(
        "variant_id",
        pl.lit("fit").alias("fit"),
        person="customer_id",
        at=pl.col("last").dt.date(),
        source=pl.lit("sold"),
    ).collect()  # fmt: skip
