"""What is there: positions, terms and prices, as frames of the snapshot."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl

from modiste.inventory.replenish.calendars import calendars, with_calendars
from modiste.inventory.replenish.states import OPEN
from modiste.store.lake import Snapshot
from modiste.store.settings import Planning

KEYS = ("variant_id", "location_id")


def positions(snapshot: Snapshot, as_of: dt.date, zone: str = "UTC") -> pl.DataFrame:
    """Stock of each variant and location at the end of a day.

    The newest count is carried forward by the sales, returns and receipts since. It never falls
    below zero that way: what sold beyond the count must have arrived since. A count that was itself
    below zero stands, as units owed. Units on order come from open purchase orders, those held for
    quality control among them; where there are none, from the count's own ``incoming`` less what
    was received since, and where that is not known either, none are assumed.

    Args:
        snapshot: the facts.
        as_of: the day.
        zone: where that day ends.

    Returns:
        ``variant_id, location_id, counted_at, on_hand, on_order, committed``; an ``on_hand`` that
        is null is unknown.
    """
    end = day_end(as_of, zone)
    newest = (
        snapshot.scan("stock")
        .filter(pl.col("counted_at") < end)
        .group_by(KEYS)
        .agg(pl.all().sort_by("counted_at").last())
    )
    since = (
        snapshot.scan("sale")
        .filter(pl.col("sold_at") < end)
        .select(*KEYS, "sold_at", "quantity")
        .join(newest.select(*KEYS, "counted_at"), on=KEYS)
        .filter(pl.col("sold_at") > pl.col("counted_at"))
        .group_by(KEYS)
        .agg(sold=pl.col("quantity").sum())
    )
    came = (
        snapshot.scan("receipt")
        .filter(pl.col("received_at") < end)
        .join(newest.select(*KEYS, "counted_at"), on=KEYS)
        .filter(pl.col("received_at") > pl.col("counted_at"))
        .group_by(KEYS)
        .agg(came=pl.col("quantity").sum())
    )
    ordered = _on_order(snapshot, as_of)
    joined = (
        newest.join(since, on=KEYS, how="left")
        .join(came, on=KEYS, how="left")
        .join(ordered, on=KEYS, how="full", coalesce=True)
    )
    arrived = pl.col("came").fill_null(0)
    return joined.select(
        *KEYS,
        "counted_at",
        on_hand=_carried(pl.col("on_hand"), pl.col("sold").fill_null(0) - arrived),
        on_order=pl.coalesce("ordered", _not_below_zero(pl.col("incoming") - arrived), pl.lit(0)),
        committed=pl.col("committed").fill_null(0),
    ).collect()


def day_end(day: dt.date, zone: str) -> dt.datetime:
    """The moment at which a day ends in a time zone, in UTC."""
    tomorrow = day + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)


def _carried(counted: pl.Expr, sold: pl.Expr) -> pl.Expr:
    """A count after net sales: not below zero, unless it was below zero when counted."""
    floor = pl.min_horizontal(counted, pl.lit(0))
    return pl.when(counted.is_not_null()).then(pl.max_horizontal(counted - sold, floor))


def _not_below_zero(units: pl.Expr) -> pl.Expr:
    return pl.when(units.is_not_null()).then(pl.max_horizontal(units, pl.lit(0)))


def _on_order(snapshot: Snapshot, as_of: dt.date) -> pl.LazyFrame:
    placed = pl.col("ordered_on").is_null() | (pl.col("ordered_on") <= as_of)
    orders = snapshot.scan("purchase_order").filter(pl.col("state").is_in(OPEN) & placed)
    done = pl.col("received").fill_null(0) + pl.col("rejected").fill_null(0)
    rest = pl.col("quantity") - done
    return (
        snapshot.scan("purchase_order_line")
        .join(orders.select("purchase_order_id"), on="purchase_order_id")
        .group_by(KEYS)
        .agg(ordered=pl.max_horizontal(rest, pl.lit(0)).sum())
    )


def warehouse_stock(
    snapshot: Snapshot, position: pl.DataFrame, series: pl.DataFrame
) -> pl.DataFrame:
    """Rows of :func:`positions` in warehouses without sales of their own; see central_stock."""
    warehouse = snapshot.scan("location").filter(pl.col("kind") == "warehouse").collect()
    held = position.join(warehouse, on="location_id", how="semi")
    return held.join(series, on=KEYS, how="anti")


def central_stock(snapshot: Snapshot, position: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    """Units of each variant that warehouses without sales of their own hold or await.

    Args:
        snapshot: for the kinds of locations.
        position: result of :func:`positions`.
        series: ``variant_id, location_id`` that are forecast and so speak for themselves.

    Returns:
        ``variant_id, central``.
    """
    held = warehouse_stock(snapshot, position, series)
    free = pl.col("on_hand").fill_null(0) + pl.col("on_order") - pl.col("committed")
    return held.group_by("variant_id").agg(central=pl.max_horizontal(free.sum(), pl.lit(0)))


def supply(
    snapshot: Snapshot,
    planning: Planning,
    as_of: dt.date | None = None,
    *,
    by_country: bool = True,
) -> pl.DataFrame:
    """Terms of each variant: the preferred supplier's, else the cheapest, else assumed ones.

    Costs are compared within a currency only; those in the currency of the variant go first.

    Args:
        snapshot: the facts.
        planning: what is assumed where no term is known.
        as_of: day of ordering; where given, lead times are those that the suppliers' calendars
            make of the stated ones, see ``replenish.calendars``.
        by_country: keep the holidays of a supplier's country where its calendar names none.

    Returns:
        ``variant_id, supplier_id, lead_time_days, lead_time_sd_days, moq, pack_size, unit_cost,
        cost_currency, price, currency, product_id, assumed, nominal_lead_time_days``.
    """
    terms = _terms(snapshot, planning)
    if as_of is None:
        return terms.with_columns(nominal_lead_time_days="lead_time_days")
    known = calendars(snapshot, as_of, by_country=by_country)
    return with_calendars(terms, known, as_of, planning.review_days)


def _terms(snapshot: Snapshot, planning: Planning) -> pl.DataFrame:
    variant = snapshot.scan("variant")
    home = variant.select("variant_id", home="currency")
    best = (
        snapshot.scan("supply_term")
        .join(home, on="variant_id", how="left")
        .sort(
            pl.col("preferred").fill_null(value=False),
            (pl.col("currency") == pl.col("home")).fill_null(value=False),
            "currency",
            "unit_cost",
            "supplier_id",
            descending=[True, True, False, False, False],
            nulls_last=True,
        )
        .group_by("variant_id", maintain_order=True)
        .first()
        .rename({"currency": "term_currency"})
    )
    joined = variant.join(best, on="variant_id", how="left")
    from_term = pl.col("unit_cost").is_not_null()
    return joined.select(
        "variant_id",
        "product_id",
        "supplier_id",
        assumed=pl.col("lead_time_days").is_null(),
        lead_time_days=pl.col("lead_time_days").fill_null(planning.lead_time_days),
        lead_time_sd_days=pl.when(pl.col("lead_time_days").is_null())
        .then(planning.lead_time_sd_days)
        .otherwise(pl.col("lead_time_sd_days").fill_null(0.0)),
        moq=pl.col("moq").fill_null(0),
        pack_size=pl.max_horizontal(pl.col("pack_size").fill_null(1), pl.lit(1)),
        unit_cost=pl.coalesce("unit_cost", "cost"),
        cost_currency=pl.when(from_term).then("term_currency").otherwise("currency"),
        price="price",
        currency="currency",
    ).collect()
