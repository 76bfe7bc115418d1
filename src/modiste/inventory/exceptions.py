"""What cannot wait, most money first: running out, heavy, never sold, wrong sizes, late orders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from modiste.inventory.moves import moved, moves
from modiste.inventory.planned import problem_of
from modiste.inventory.policies.base import Levels, Outlook
from modiste.inventory.projection import arriving
from modiste.inventory.suggest import KEYS, policies, ranked
from modiste.learn.distributions import Floats, negative_binomial_loss
from modiste.model.findings import EXCEPTION
from modiste.store.context import Context
from modiste.store.lake import Snapshot
from modiste.store.settings import Planning

LIMIT = 2_000
"""Exceptions of a run at the most."""

COVER_WEEKS = 26
"""Weeks of expected demand beyond which stock is heavy."""

QUIET_DAYS = 28
"""Days on hand without a single sale after which an article counts as never sold."""

UNJUDGED = "series of unknown stock"
"""Figure of a run: series that neither run out nor lie heavy as far as anybody knows."""

_TEXT = {
    "stock out": {
        "en": "{units} units are expected to be lost in the {days} days before goods ordered now "
        "could arrive: position {position}, {weekly} a week wanted.",
        "zh": "现在订购的货物 {days} 天后到达，此前预计缺货 {units} 件：库存位置 {position}，"
        "每周需求 {weekly} 件。",
    },
    "heavy": {
        "en": "{units} of {position} units go beyond half a year of demand at {weekly} a week; "
        "selling them takes {days} days.",
        "zh": "库存位置 {position} 中有 {units} 件超过半年需求（每周 {weekly} 件），"
        "售完需 {days} 天。",
    },
    "never sold": {
        "en": "{units} units have been on hand for {days} days or more and not one was sold.",
        "zh": "{units} 件已在库至少 {days} 天，从未售出。",
    },
    "wrong size mix": {
        "en": "The style's {position} units would lose {units} sales fewer if its sizes and "
        "colours lay as they sell.",
        "zh": "该款 {position} 件若按尺码颜色的销售比例分布，可少损失 {units} 件销售。",
    },
    "late order": {
        "en": "{units} units of order {order} are {days} days late.",
        "zh": "订单 {order} 的 {units} 件已延迟 {days} 天。",
    },
}  # fmt: skip


def find_exceptions(context: Context) -> Mapping[str, Any]:
    """A step of the plan after the suggestions: writes the table ``exception``."""
    context.progress("exceptions")
    problem = problem_of(context)
    rows, level, ahead = policies(
        problem.forecast, problem.supply, problem.position, problem.central, problem.planning,
        problem.elapsed_days,
    )  # fmt: skip
    if problem.held is not None:
        rows = moved(rows, moves(rows, level, problem.held, problem.planning, problem.language))
    found = exceptions(
        rows,
        level,
        ahead,
        problem.planning,
        coming=arriving(context.snapshot, context.as_of),
        quiet=never_sold(context.snapshot, context.as_of),
    )
    context.write("exception", found.select(n for n in EXCEPTION.names if n in found.columns))
    counts = dict(found["kind"].value_counts().sort("kind").iter_rows())
    return {**counts, UNJUDGED: int(rows["position"].null_count())}


def exceptions(
    rows: pl.DataFrame,
    level: Levels,
    ahead: Outlook,
    planning: Planning,
    *,
    coming: pl.DataFrame,
    quiet: pl.DataFrame,
) -> pl.DataFrame:
    """All exceptions, ranked by money; money of different currencies is never compared.

    The money is: of a stock-out, the margin expected to be lost before goods ordered now could
    arrive; of heavy stock, the cost of holding what exceeds half a year's demand until it is sold,
    two years at the most; of what never sold, its cost; of a wrong size mix, the margin expected to
    be lost until the end of the order cycle more than if the style's units lay as its sizes sell;
    of a late order, the margin expected to be lost until then if it does not come.

    Args:
        rows: all series, see ``suggest.policies``.
        level: their levels.
        ahead: their outlook.
        planning: the settings.
        coming: result of ``projection.arriving``.
        quiet: result of :func:`never_sold`.

    Returns:
        Rows of the table ``exception`` without the run, at most :data:`LIMIT`.
    """
    known = rows.with_columns(
        after=pl.col("position") + pl.col("moved"),
        margin=_margin(planning),
        weekly=pl.col("weekly_demand"),
        lead_mean=pl.Series(level.lead_mean),
        lead_variance=pl.Series(level.lead_variance),
        cycle_mean=pl.Series(level.cycle_mean),
        cycle_variance=pl.Series(level.cycle_variance),
        until=pl.Series(_until(rows, ahead)),
    )
    counted = known.filter(pl.col("after").is_not_null())
    parts = [
        _stock_outs(counted),
        _heavy(counted, planning),
        _unsold(quiet, rows),
        _size_mix(counted),
        _late(counted, coming),
    ]
    every = pl.concat([_worded(part) for part in parts if part.height] or [_none()])
    worth = every.filter(pl.col("money_at_stake").fill_null(1) > 0)
    return ranked(worth).head(LIMIT).rename({"money_at_stake": "money"})


def never_sold(snapshot: Snapshot, as_of: dt.date) -> pl.DataFrame:
    """Variants and locations with stock now, counted weeks ago too, that never sold anything.

    Returns:
        ``variant_id, location_id, on_hand, days``: days since stock was first counted.
    """
    end = dt.datetime.combine(as_of + dt.timedelta(days=1), dt.time(), dt.UTC)
    sold = snapshot.scan("sale").filter(pl.col("quantity") > 0).select("variant_id").unique()
    counted = snapshot.scan("stock").filter(pl.col("counted_at") < end)
    newest = counted.group_by(KEYS).agg(pl.col("on_hand").sort_by("counted_at").last())
    first = (
        counted.filter(pl.col("on_hand") > 0).group_by(KEYS).agg(first=pl.col("counted_at").min())
    )
    days = (pl.lit(as_of) - pl.col("first").dt.date()).dt.total_days()
    return (
        newest.filter(pl.col("on_hand") > 0)
        .join(first, on=KEYS)
        .join(sold, on="variant_id", how="anti")
        .with_columns(days=days)
        .filter(pl.col("days") >= QUIET_DAYS)
        .select(*KEYS, "on_hand", "days")
        .collect()
    )


def _margin(planning: Planning) -> pl.Expr:
    """Margin of a unit, in minor units of the price's currency."""
    same = (pl.col("cost_currency") == pl.col("currency")) & pl.col("unit_cost").is_not_null()
    return (
        pl.when(same)
        .then((pl.col("price") - pl.col("unit_cost")).clip(lower_bound=0))
        .otherwise(pl.col("price") * planning.margin)
    )


def _until(rows: pl.DataFrame, ahead: Outlook) -> Floats:
    """Days until the position is sold, two years at the most."""
    stock = rows.select(
        pl.max_horizontal(pl.col("position") + pl.col("moved"), pl.lit(0)).fill_null(0)
    )
    units = stock.to_series().to_numpy().astype(float)
    weekly = np.maximum(ahead.mean.mean(axis=1), 1e-9)
    days = ahead.days_until(units)
    return np.minimum(np.where(np.isfinite(days), days, units / weekly * 7), 730.0)


def _loss(frame: pl.DataFrame, span: str, stock: pl.Expr) -> pl.Series:
    """Units expected to be short over a span from some stock, owed ones included."""
    at = frame.select(stock.cast(pl.Float64)).to_series().to_numpy()
    mean, variance = (frame[f"{span}_{name}"].to_numpy() for name in ("mean", "variance"))
    short = negative_binomial_loss(mean, variance, np.maximum(at, 0.0))
    return pl.Series(short + np.maximum(-at, 0.0))


def _stock_outs(known: pl.DataFrame) -> pl.DataFrame:
    lost = _loss(known, "lead", pl.col("after"))
    found = known.with_columns(lost=lost).filter(pl.col("lost") >= 0.5)
    return found.with_columns(
        kind=pl.lit("stock out"),
        units=pl.col("lost").round().cast(pl.Int64),
        days=pl.col("lead_time_days").ceil().cast(pl.Int64),
        money_at_stake=(pl.col("lost") * pl.col("margin")).round().cast(pl.Int64),
    )


def _heavy(known: pl.DataFrame, planning: Planning) -> pl.DataFrame:
    most = pl.col("weekly") * COVER_WEEKS
    over = (pl.col("after") - pl.max_horizontal(most.ceil(), "order_up_to")).cast(pl.Int64)
    rate = planning.holding_rate * pl.col("until") / 365
    return known.with_columns(units=over).filter(pl.col("units") > 0).with_columns(
        kind=pl.lit("heavy"),
        days=pl.col("until").round().cast(pl.Int64),
        money_at_stake=(pl.col("units") * pl.col("unit_cost") * rate).round().cast(pl.Int64),
        currency=pl.col("cost_currency"),
    )  # fmt: skip


def _unsold(quiet: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    priced = rows.select("variant_id", "product_id", "unit_cost", "cost_currency", "weekly_demand")
    joined = quiet.join(priced.unique("variant_id"), on="variant_id", how="left")
    return joined.with_columns(
        kind=pl.lit("never sold"),
        units="on_hand",
        after="on_hand",
        on_order=pl.lit(0),
        weekly="weekly_demand",
        money_at_stake=pl.col("on_hand") * pl.col("unit_cost"),
        currency="cost_currency",
    )


def _size_mix(known: pl.DataFrame) -> pl.DataFrame:
    """Styles whose units lie in the wrong sizes and colours, over all their locations."""
    variant = known.group_by("product_id", "variant_id", maintain_order=True).agg(
        pl.col("after", "cycle_mean", "cycle_variance", "weekly", "on_hand", "on_order").sum(),
        pl.col("margin", "currency").first(),
    ).filter(pl.col("product_id").is_not_null())  # fmt: skip
    total, share = pl.col("after").clip(0).sum(), pl.col("cycle_mean") / pl.col("cycle_mean").sum()
    even = (total * share).over("product_id").fill_nan(0.0).fill_null(0.0).floor()
    now, best = _loss(variant, "cycle", pl.col("after")), _loss(variant, "cycle", even)
    # Rounded down, so that what is said to be lost by the mix is never too much.
    lost = pl.Series(np.asarray(now) - np.asarray(best))
    return (
        variant.with_columns(lost=lost, spared=lost * variant["margin"].fill_null(0))
        .group_by("product_id", maintain_order=True)
        .agg(
            pl.col("lost", "spared", "after", "weekly", "on_hand", "on_order").sum(),
            pl.col("currency").first(),
            variants=pl.len(),
        )
        .filter((pl.col("variants") > 1) & (pl.col("lost") >= 1))
        .with_columns(
            kind=pl.lit("wrong size mix"),
            variant_id=pl.lit(None, dtype=pl.String),
            location_id=pl.lit(None, dtype=pl.String),
            units=pl.col("lost").round().cast(pl.Int64),
            days=pl.lit(None, dtype=pl.Int64),
            money_at_stake=pl.col("spared").round().cast(pl.Int64),
        )
    )


def _late(known: pl.DataFrame, coming: pl.DataFrame) -> pl.DataFrame:
    late = coming.filter(pl.col("overdue_days") > 0)
    mine = known.join(late, on=KEYS)
    with_it = _loss(mine, "cycle", pl.col("after"))
    without = _loss(mine, "cycle", pl.col("after") - pl.col("units"))
    lost = np.asarray(without) - np.asarray(with_it)
    return mine.with_columns(
        kind=pl.lit("late order"),
        days=pl.col("overdue_days"),
        money_at_stake=(pl.Series(lost) * mine["margin"]).round().cast(pl.Int64),
    )


_COLUMNS = {
    "kind": pl.String, "variant_id": pl.String, "product_id": pl.String, "location_id": pl.String,
    "purchase_order_id": pl.String, "money_at_stake": pl.Int64, "currency": pl.String,
    "units": pl.Int64, "position": pl.Int64, "on_hand": pl.Int64, "on_order": pl.Int64,
    "weekly_demand": pl.Float64, "days": pl.Int64, "reason": pl.String, "reason_zh": pl.String,
}  # fmt: skip


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema=_COLUMNS)


def _worded(part: pl.DataFrame) -> pl.DataFrame:
    """Rows of one kind with their reasons, in the columns of the table."""
    if "purchase_order_id" not in part.columns:
        part = part.with_columns(purchase_order_id=pl.lit(None, dtype=pl.String))
    part = part.drop("position", "weekly_demand", "reason", strict=False).rename(
        {"after": "position", "weekly": "weekly_demand"}
    )
    said = {
        "units": pl.col("units"),
        "days": pl.col("days"),
        "position": pl.col("position"),
        "weekly": pl.col("weekly_demand").fill_null(0.0).round(1),
        "order": pl.col("purchase_order_id"),
    }
    kind = part["kind"][0]
    reasons = [_formatted(_TEXT[kind][language], said) for language in ("en", "zh")]
    worded = part.with_columns(reasons[0].alias("reason"), reasons[1].alias("reason_zh"))
    return worded.select(pl.col(name).cast(kind) for name, kind in _COLUMNS.items())


def _formatted(text: str, said: Mapping[str, pl.Expr]) -> pl.Expr:
    """A text with names in braces as an expression."""
    plain, arguments = "", []
    for piece in text.split("{"):
        name, brace, rest = piece.partition("}")
        if not brace:
            plain += piece
            continue
        arguments.append(said[name])
        plain += "{}" + rest
    return pl.format(plain, *arguments)
