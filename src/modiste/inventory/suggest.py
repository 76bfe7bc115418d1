"""From policies and positions to suggestions with money and a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl

from modiste.inventory.policies.catalogue import policy
from modiste.inventory.policy import Levels, Outlook, Terms, levels
from modiste.inventory.sharing import shared_by_value
from modiste.learn.distributions import Count, Floats
from modiste.model.currency import find_currency
from modiste.store.settings import Planning

KEYS = ("variant_id", "location_id")


def outlook(forecast: pl.DataFrame, elapsed_days: float = 0.0) -> tuple[pl.DataFrame, Outlook]:
    """The forecast as arrays, and the series in their order.

    Args:
        forecast: ``variant_id, location_id, week, mean, cumulative_sd, demand_class``; every series
            has the same weeks.
        elapsed_days: days of the first week that have passed.
    """
    rows = forecast.sort(*KEYS, "week")
    series = rows.group_by(KEYS, maintain_order=True).agg(pl.col("demand_class").first())
    shape = (series.height, forecast["week"].n_unique())
    mean = rows["mean"].to_numpy().reshape(shape)
    deviation = rows["cumulative_sd"].fill_null(0.0).to_numpy().reshape(shape)
    return series, Outlook(mean, deviation, elapsed_days)


def policies(
    forecast: pl.DataFrame,
    supply: pl.DataFrame,
    position: pl.DataFrame,
    central: pl.DataFrame,
    planning: Planning,
    elapsed_days: float = 0.0,
) -> tuple[pl.DataFrame, Levels, Outlook]:
    """The policy of every series.

    Args:
        forecast: see :func:`outlook`.
        supply: result of ``state.supply``.
        position: result of ``state.positions``.
        central: result of ``state.central_stock``.
        planning: the settings.
        elapsed_days: days of the first forecast week that have passed.

    Returns:
        Rows with everything known of a series (terms, position, levels), the levels as arrays in
        the same order, and the outlook.
    """
    series, ahead = outlook(forecast, elapsed_days)
    known = (
        series.join(supply, on="variant_id", how="left", maintain_order="left")
        .join(position, on=KEYS, how="left", maintain_order="left")
        .join(central, on="variant_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("lead_time_days").fill_null(planning.lead_time_days),
            pl.col("lead_time_sd_days").fill_null(planning.lead_time_sd_days),
            pl.col("moq").fill_null(0),
            pl.col("pack_size").fill_null(1),
            pl.col("central").fill_null(0),
            pl.col("on_order").fill_null(0),
            pl.col("committed").fill_null(0),
        )
    )
    bound = _terms(known, planning)
    points = policy(planning.policy).points(ahead, bound)
    level = replace(
        levels(ahead, bound), reorder_point=points.reorder_point, order_up_to=points.order_up_to
    )
    lot = np.full(known.height, np.nan) if points.lot is None else points.lot
    rows = known.with_columns(
        policy=pl.lit(planning.policy),
        service_kind=pl.lit(planning.service_kind),
        moved=pl.lit(0, dtype=pl.Int64),
        lot=pl.Series(lot).fill_nan(None).cast(pl.Int64),
        service_target=pl.lit(planning.service_level),
        review_days=pl.lit(float(planning.review_days)),
        lead_time_demand=pl.Series(level.lead_mean),
        protection_demand=pl.Series(level.protection_mean),
        protection_sd=pl.Series(np.sqrt(level.protection_variance)),
        safety_stock=pl.Series(level.safety_stock),
        reorder_point=pl.Series(level.reorder_point).cast(pl.Int64),
        order_up_to=pl.Series(level.order_up_to).cast(pl.Int64),
        cycle_demand=pl.Series(level.cycle_mean - level.protection_mean),
        weekly_demand=pl.Series(ahead.mean.mean(axis=1)),
        position=pl.col("on_hand") + pl.col("on_order") - pl.col("committed"),
    ).with_columns(
        weeks_of_supply=pl.when(pl.col("weekly_demand") > 0).then(
            pl.col("position") / pl.col("weekly_demand")
        )
    )
    return rows, level, ahead


def _terms(known: pl.DataFrame, planning: Planning) -> Terms:
    """What orders of the series are bound by; packs and minima bind variants as a whole later."""
    money = known.select(
        cost=pl.col("unit_cost").cast(pl.Float64).fill_null(np.nan),
        price=pl.when(pl.col("currency") == pl.col("cost_currency"))
        .then(pl.col("price").cast(pl.Float64))
        .fill_null(np.nan),
        line=(planning.order_line_cost * minor_units(known, "cost_currency")).fill_null(np.nan),
    )
    return Terms(
        lead_days=known["lead_time_days"].to_numpy(),
        lead_sd_days=known["lead_time_sd_days"].to_numpy(),
        review_days=float(planning.review_days),
        cycle_days=float(planning.order_cycle_days),
        service=planning.service_level,
        service_kind=planning.service_kind,
        unit_cost=money["cost"].to_numpy(),
        price=money["price"].to_numpy(),
        holding_rate=planning.holding_rate,
        order_cost=money["line"].to_numpy(),
    )


def minor_units(frame: pl.DataFrame, currency: str) -> pl.Expr:
    """Minor units in a whole unit of each row's currency: 100 for euros, 1 for yen."""
    codes = frame[currency].drop_nulls().unique().to_list()
    minor = {"": 1.0} | {code: float(10 ** find_currency(code).digits) for code in codes}
    code = pl.col(currency).cast(pl.String)
    return code.replace_strict(minor, default=None, return_dtype=pl.Float64)


def suggestions(
    rows: pl.DataFrame, level: Levels, ahead: Outlook, planning: Planning, as_of: dt.date
) -> pl.DataFrame:
    """What to buy now, most money first.

    Where the position is known: up to the order-up-to level, or by whole lots, if it is at or below
    the reorder point; what comes or goes by transfers (``moved``) counts. Where it is not known:
    what will be sold in one order cycle, which keeps an unknown stock as it is.

    Args:
        rows: result of :func:`policies`, with the levels and the outlook.
        level: see above.
        ahead: see above.
        planning: the settings.
        as_of: the day of the plan.

    Returns:
        Rows of the table ``suggestion`` without the run, and the figures their reasons quote.
    """
    after = pl.col("position") + pl.col("moved")
    position = rows.select(after.cast(pl.Float64).fill_null(np.nan)).to_series().to_numpy()
    known = ~np.isnan(position)
    saved = np.where(
        known, level.shortage_avoided(np.nan_to_num(position)), rows["cycle_demand"].to_numpy()
    )
    out = np.where(known, ahead.days_until(np.maximum(np.nan_to_num(position), 0.0)), np.inf)
    lots = (pl.col("reorder_point") - after + pl.col("lot")) // pl.col("lot") * pl.col("lot")
    raised = pl.coalesce(lots, pl.col("order_up_to") - after)
    short = pl.when(after <= pl.col("reorder_point")).then(raised).otherwise(0)
    unknown = pl.col("cycle_demand").round().cast(pl.Int64)
    need = pl.when(pl.col("position").is_null()).then(unknown).otherwise(short)
    found = rows.with_columns(
        need=pl.max_horizontal(need, pl.lit(0)),
        sells_out_on=_days_after(as_of, out),
        saved=pl.Series(saved),
    )
    # A stock that is not known is taken to last until goods arrive and are reviewed again.
    have = np.where(known, np.nan_to_num(position), level.protection_mean)
    demand = Count(level.cycle_mean, level.cycle_variance)
    wanted = shared_by_value(found, demand, have).filter(pl.col("quantity") > 0)
    return ranked(priced(wanted, planning)).with_columns(
        suggestion_id=pl.concat_str(pl.lit("buy"), *(safe(key) for key in KEYS), separator="|"),
        kind=pl.lit("buy"),
        raised=pl.lit(0, dtype=pl.Int64),
    )


def ranked(priced: pl.DataFrame) -> pl.DataFrame:
    """Most money first, with ``rank`` from 1.

    Money of different currencies is never compared: first come the most urgent of each currency,
    the one with most suggestions leading, then the second ones, and so on. What has no price comes
    last.
    """
    worth = pl.col("money_at_stake")
    order = priced.sort(worth, *KEYS, descending=[True, False, False], nulls_last=True)
    placed = order.with_columns(
        _unknown=worth.is_null() | pl.col("currency").is_null(),
        _place=pl.int_range(pl.len()).over("currency"),
        _many=pl.len().over("currency"),
    ).sort("_unknown", "_place", "_many", "currency", descending=[False, False, True, False])
    numbered = placed.drop("_unknown", "_place", "_many").with_row_index("rank", offset=1)
    return numbered.with_columns(pl.col("rank").cast(pl.Int64))


def safe(name: str) -> pl.Expr:
    """A key in an id whose parts are parted by bars."""
    return pl.col(name).str.replace_all("%", "%25").str.replace_all("|", "%7C", literal=True)


def priced(orders: pl.DataFrame, planning: Planning) -> pl.DataFrame:
    """Cost of each order and margin at stake, in whole minor units; null where not known."""
    same = pl.col("cost_currency") == pl.col("currency")
    margin = (
        pl.when(same & pl.col("unit_cost").is_not_null())
        .then((pl.col("price") - pl.col("unit_cost")).clip(lower_bound=0))
        .otherwise(pl.col("price") * planning.margin)
    )
    # Cannot save more margin than the quantity ordered brings.
    saved = pl.min_horizontal(pl.col("saved"), pl.col("quantity").cast(pl.Float64))
    return orders.with_columns(
        order_cost=pl.col("unit_cost") * pl.col("quantity"),
        money_at_stake=(margin * saved).round().cast(pl.Int64),
    )


def _days_after(day: dt.date, days: Floats) -> pl.Series:
    """The day so many days later; null where infinite."""
    whole = pl.Series(np.where(np.isfinite(days), days, np.nan)).fill_nan(None).floor()
    later = pl.lit(day) + pl.duration(days=pl.col("days").cast(pl.Int64))
    return whole.to_frame("days").select(later.cast(pl.Date)).to_series()
