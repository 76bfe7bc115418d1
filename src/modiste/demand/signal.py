"""From sales to demand: the true rate of sale, with what was taken off, added and set apart.

Demand of a week = units sold − cancelled − one-off bulk + lost to empty shelves. Beside it stands
what prices and promotions did to it (*uplift*), so that the rest (*baseline*) is what the week
would have brought at full price.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from modiste.demand.censoring import KEYS, uncovered, weekly_exposure
from modiste.demand.elasticity import Response, respond
from modiste.learn.forecast.effects import EFFECT
from modiste.learn.forecast.panel import ESTIMATED, SERIES, TIME, VALUE, Floats

OUT_DAYS = 1.0
"""Days out of stock from which a week's demand is an estimate, learnt from but never judged by."""

_STEADY = 5.0
"""Units expected of a group in a week whose weight a flat season has against what it sold."""

_LEAST_PROFILE = 0.1
_EFFECTS = (-1.0, 2.0)
"""Bounds of the logarithm of what a price or promotion is believed to do."""


@dataclass(frozen=True)
class Sources:
    """What a signal is made of.

    Attributes:
        panel: ``variant_id, location_id, week, sold``, one row a week of each series, without
            gaps; where days are not known ``censored`` marks weeks that ended with an empty shelf.
        attributes: ``variant_id, product_id, group`` and other static columns.
        out: ``variant_id, location_id, day, out``, see ``censoring.days_out``; ``None`` where
            nothing is known of single days.
        adjustments: ``variant_id, location_id, week, cancelled, bulk``; weeks without either may
            be absent.
        prices: ``product_id, week, ratio, promoted``, past and planned, see
            ``prices.price_index``; products without any may be absent.
        over: ``variant_id`` of what is no longer sold: it teaches, and is not forecast.
        first_weekday: day on which weeks begin; 0 is Monday.
    """

    panel: pl.DataFrame
    attributes: pl.DataFrame
    out: pl.DataFrame | None = None
    adjustments: pl.DataFrame | None = None
    prices: pl.DataFrame | None = None
    over: pl.DataFrame | None = None
    first_weekday: int = 0


@dataclass(frozen=True)
class Signal:
    """The demand of every series.

    Attributes:
        weeks: a row a week of each series: ``series, variant_id, location_id, week, sold,
            cancelled, bulk, days_out, lost, demand, price_ratio, promoted, uplift, baseline,
            estimated``, sorted. ``days_out`` is null where only the week's end is known.
        keys: ``series, variant_id, location_id`` of what is still sold: which number stands for
            which series.
        attributes: as given.
        response: answers to price and promotion by group.
        prices: as given, empty where there were none.
    """

    weeks: pl.DataFrame
    keys: pl.DataFrame
    attributes: pl.DataFrame
    response: Response
    prices: pl.DataFrame

    def selling(self) -> pl.DataFrame:
        """The weeks of what is still sold."""
        return self.weeks.join(self.keys.select(SERIES), on=SERIES, how="semi").sort(SERIES, "week")

    def panel(self) -> pl.DataFrame:
        """The forecasters' panel: ``series, time, value, estimated`` and the static columns.

        Series are numbers, which cost a fraction of the memory of texts.
        """
        statics = self.attributes.unique("variant_id")
        names = [name for name in statics.columns if name not in {"variant_id", "product_id"}]
        kept = statics.select("variant_id", pl.col(names).cast(pl.Categorical))
        number = self.keys.join(kept, on="variant_id", how="left").select(SERIES, *names)
        return (
            self.selling()
            .select(
                SERIES,
                pl.col("week").alias(TIME),
                pl.col("demand").alias(VALUE),
                pl.col("estimated").alias(ESTIMATED),
            )
            .join(number, on=SERIES, how="left", maintain_order="left")
        )

    def covariates(self) -> pl.DataFrame | None:
        """What prices and promotions do, past and planned: ``series, time, effect, promoted``.

        ``None`` where no price ever moves.
        """
        moving = self.prices.filter((pl.col("ratio") < 1) | (pl.col("promoted") > 0))
        if not moving.height:
            return None
        group = self.attributes.select("product_id", "group").unique("product_id")
        effect = effects(self.prices, group, self.response)
        product = self.attributes.select("variant_id", "product_id").unique("variant_id")
        rows = self.keys.join(product, on="variant_id").select(SERIES, "product_id")
        return rows.join(effect, on="product_id").select(
            SERIES,
            pl.col("week").alias(TIME),
            pl.col(EFFECT, "promoted").cast(pl.Float32),
        )


def make_signal(sources: Sources) -> Signal:
    """Make the signal.

    Raises:
        InputError: the panel has a week twice (see ``Panel.of``).
    """
    weeks, keys = _numbered(sources)
    response, prices = _answers(weeks, sources)
    weeks = _priced(weeks, sources.attributes, prices, response)
    # Less than a day out is within chance; a part of a unit would make a judged week of no count.
    estimated = pl.col("days_out").fill_null(7.0) >= OUT_DAYS
    weeks = weeks.with_columns(
        lost=pl.Series(_lost(weeks, sources.attributes)), estimated=estimated
    ).with_columns(pl.when("estimated").then("lost").otherwise(0.0).alias("lost"))
    demand = pl.col("net") + pl.col("lost")
    weeks = weeks.with_columns(demand=demand).with_columns(
        uplift=pl.col("demand") * (1 - (-pl.col(EFFECT)).exp())
    )
    weeks = weeks.with_columns(baseline=pl.col("demand") - pl.col("uplift"))
    if sources.over is not None:
        keys = keys.join(sources.over, on="variant_id", how="anti", maintain_order="left")
    return Signal(weeks.drop("net", EFFECT), keys, sources.attributes, response, prices)


def _numbered(sources: Sources) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The panel with numbers of series, net sales and days out of stock."""
    panel = sources.panel
    keys = panel.select(KEYS).unique().sort(KEYS).with_row_index(SERIES)
    rows = panel.join(keys, on=KEYS).sort(SERIES, "week")
    if sources.out is not None:
        rows = weekly_exposure(rows, sources.out, sources.first_weekday)
    else:
        empty = pl.col("censored").fill_null(value=False)
        whole = pl.when(empty & (pl.col("sold") <= 0)).then(7.0)
        rows = rows.with_columns(days_out=whole.when(~empty).then(0.0))
    rows = rows.with_columns(pl.lit(0.0).alias(c) for c in ("cancelled", "bulk"))
    if sources.adjustments is not None and sources.adjustments.height:
        found = sources.adjustments.select(*KEYS, "week", pl.col("cancelled", "bulk"))
        rows = rows.drop("cancelled", "bulk").join(
            found, on=[*KEYS, "week"], how="left", maintain_order="left"
        )
        rows = rows.with_columns(pl.col("cancelled", "bulk").fill_null(0).cast(pl.Float64))
    net = pl.col("sold") - pl.col("cancelled") - pl.col("bulk")
    rows = rows.with_columns(net=pl.max_horizontal(net, 0.0).cast(pl.Float64))
    columns = (SERIES, *KEYS, "week", "sold", "cancelled", "bulk", "days_out", "net")
    return rows.select(columns), keys


def _answers(weeks: pl.DataFrame, sources: Sources) -> tuple[Response, pl.DataFrame]:
    """How categories answer to prices, and the prices."""
    kinds = {"product_id": pl.String, "week": pl.Date, "ratio": pl.Float64, "promoted": pl.Float64}
    if sources.prices is None or not sources.prices.height:
        none = pl.DataFrame(schema=kinds)
        return respond(_style_weeks(weeks.clear(), sources.attributes, none)), none
    rows = _style_weeks(weeks, sources.attributes, sources.prices)
    return respond(rows), sources.prices


def _style_weeks(
    weeks: pl.DataFrame, attributes: pl.DataFrame, prices: pl.DataFrame
) -> pl.DataFrame:
    """Units and exposure by style and week, with prices; see ``elasticity.respond``."""
    style = attributes.select("variant_id", "product_id", "group").unique("variant_id")
    exposure = 1 - pl.col("days_out").fill_null(3.5) / 7
    return (
        weeks.join(style, on="variant_id")
        .group_by("product_id", pl.col("group").alias("category"), "week")
        .agg(units=pl.col("net").sum(), exposure=exposure.sum())
        .join(prices, on=["product_id", "week"])
        .with_columns(week_number=pl.col("week").cast(pl.Int32).cast(pl.Int64) // 7)
        .sort("product_id", "week")
    )


def effects(prices: pl.DataFrame, groups: pl.DataFrame, response: Response) -> pl.DataFrame:
    """Logarithm of what prices and promotions do to demand.

    Args:
        prices: ``product_id, week, ratio, promoted``.
        groups: ``product_id, group``.
        response: answers by group.

    Returns:
        ``product_id, week, effect, promoted, ratio``.
    """
    found = response.effect(pl.col("group"), pl.col("ratio"), pl.col("promoted"))
    joined = prices.join(groups, on="product_id", how="left")
    return joined.select(
        "product_id", "week", found.clip(*_EFFECTS).alias(EFFECT), "promoted", "ratio"
    )


def _priced(
    weeks: pl.DataFrame, attributes: pl.DataFrame, prices: pl.DataFrame, response: Response
) -> pl.DataFrame:
    style = attributes.select("variant_id", "product_id", "group").unique("variant_id")
    found = effects(prices, style.select("product_id", "group").unique("product_id"), response)
    product = weeks.join(
        style.select("variant_id", "product_id"),
        on="variant_id",
        how="left",
        maintain_order="left",
    )
    joined = product.join(found, on=["product_id", "week"], how="left", maintain_order="left")
    return (
        joined.drop("product_id")
        .with_columns(
            pl.col(EFFECT).fill_null(0.0),
            pl.col("promoted").fill_null(0.0),
            price_ratio=pl.col("ratio").fill_null(1.0),
        )
        .drop("ratio")
    )


def _lost(weeks: pl.DataFrame, attributes: pl.DataFrame) -> Floats:
    """Units lost to empty shelves, from the rate around, the group's season and prices."""
    out = weeks["days_out"].to_numpy().astype(np.float64)
    exposure = 1 - out / 7
    if not (exposure < 1).any() and not np.isnan(exposure).any():
        return np.zeros(len(out))
    first = (weeks[SERIES] != weeks[SERIES].shift()).fill_null(value=True).to_numpy()
    starts = np.append(np.flatnonzero(first), weeks.height).astype(np.int64)
    sold = weeks["net"].to_numpy().astype(np.float64)
    factor = np.exp(weeks[EFFECT].to_numpy().astype(np.float64))
    profile = factor * _season(weeks, attributes, exposure, sold / factor, starts)
    lost, _ = uncovered(sold, exposure, starts, profile)
    return lost


def _season(
    weeks: pl.DataFrame,
    attributes: pl.DataFrame,
    exposure: Floats,
    plain: Floats,
    starts: np.ndarray,
) -> Floats:
    """The group's course: what series in stock sold over what they sell on the average."""
    seen = np.where(np.isnan(exposure), 0.0, exposure)
    counted = np.where(np.isnan(exposure), 0.0, plain)
    lengths = np.diff(starts)
    total = np.add.reduceat(counted, starts[:-1])
    level = np.repeat(total / np.maximum(np.add.reduceat(seen, starts[:-1]), 1.0), lengths)
    group = attributes.select("variant_id", "group").unique("variant_id")
    frame = weeks.select("variant_id", "week").with_columns(
        sold=pl.Series(counted), expected=pl.Series(seen * level)
    )
    frame = frame.join(group, on="variant_id", how="left", maintain_order="left")
    by_week = frame.group_by("group", "week").agg(pl.col("sold", "expected").sum())
    near = [
        pl.col(c).rolling_sum(3, min_samples=1, center=True).over("group")
        for c in ("sold", "expected")
    ]
    course = by_week.sort("group", "week").with_columns(near)
    index = (pl.col("sold") + _STEADY) / (pl.col("expected") + _STEADY)
    course = course.select("group", "week", index=index.clip(lower_bound=_LEAST_PROFILE))
    joined = frame.select("group", "week").join(
        course, on=["group", "week"], how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["index"].to_numpy().astype(np.float64)


def named(forecast: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Numbers of series back into ``variant_id`` and ``location_id``.

    Args:
        forecast: ``series`` and other columns.
        keys: see :class:`Signal`.
    """
    joined = forecast.join(keys, on=SERIES, how="left", maintain_order="left")
    return joined.select(*KEYS, pl.exclude(SERIES, *KEYS))
