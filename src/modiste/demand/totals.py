"""Forecasts of styles, categories, locations and the whole that agree with those of the parts.

Styles, and the established part of each category and of the brand (series with more than a season
behind them), are forecast on their own history, where season and trend show better than in a single
size. All are then reconciled with the forecasts of the series by weighted least squares
(``learn.reconcile``). What is younger takes part through its style alone: a history of what is on
sale today grows by launches, and would be mistaken for growth.

Means add up exactly. Quantiles do not add up, and must not: those of a sum are of a count whose
variance is that of its parts plus a shock that all parts share, measured where sums were forecast
on their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from modiste.demand.signal import Signal
from modiste.learn.distributions import negative_binomial_quantile
from modiste.learn.forecast.automatic import MODEL, Automatic, AutomaticConfig
from modiste.learn.forecast.base import CUMULATIVE_SD, MEAN
from modiste.learn.forecast.classes import NEW
from modiste.learn.forecast.effects import EFFECT
from modiste.learn.forecast.panel import SERIES, TIME, VALUE, Floats
from modiste.learn.reconcile import Hierarchy, reconcile
from modiste.model.findings import QUANTILES, quantile_name

SHARED = 0.01
"""Variance, over the squared mean, of the shock that all series share, where it is not measured."""

_MOST_MOVED = 2.0
"""A forecast is moved by this factor at the most, up or down."""

_BANDS = [quantile_name(q) for q in QUANTILES]


@dataclass(frozen=True)
class Agreed:
    """Forecasts of series that agree with those of sums.

    Attributes:
        series: the forecast of the series, with means, quantiles and deviations moved.
        styles: ``product_id, own, model``: what styles were forecast on their own to sell over
            the horizon, and by what; null where they were not.
        shared: variance of the shock that all share, over the squared mean.
        moved: mean absolute change of the means, over their sum.
    """

    series: pl.DataFrame
    styles: pl.DataFrame
    shared: float
    moved: float


def agree(signal: Signal, forecast: pl.DataFrame, *, season: int = 52, seed: int = 0) -> Agreed:
    """Reconcile the forecast of every series with those of sums.

    Args:
        signal: the history.
        forecast: ``series, time, mean, q…, cumulative_sd, model, demand_class``, every series with
            the same weeks, sorted.
        season: weeks in a season.
        seed: of everything random.
    """
    forecast = forecast.sort(SERIES, TIME)
    horizon = forecast[TIME].n_unique()
    nodes = _nodes(signal, forecast, season)
    own, model = _own_forecasts(signal, forecast, nodes, horizon, season, seed)
    means = _array(forecast, MEAN, horizon)
    deviation = _array(forecast, CUMULATIVE_SD, horizon)
    hierarchy = Hierarchy(tuple(node for node, _ in nodes))
    variance = np.maximum(deviation[:, -1] ** 2 / horizon, 1e-4)
    sums, spread = own
    level = np.maximum(spread[:, -1] ** 2 / horizon, 1e-4)
    unknown = np.isnan(sums[:, 0])
    level[unknown] = 1.0
    parts, agreed = reconcile(hierarchy, means, sums, variance, level)
    ratio = np.clip(
        np.where(means > 1e-9, parts / np.maximum(means, 1e-9), 1.0), 1 / _MOST_MOVED, _MOST_MOVED
    )
    moved = _moved(forecast, ratio, horizon)
    shared = _shared(hierarchy, deviation[:, -1] ** 2, spread[:, -1] ** 2, agreed.sum(axis=1))
    styles = _style_own(nodes[0][1], sums, model)
    change = float(np.abs(ratio * means - means).sum() / max(means.sum(), 1e-9))
    return Agreed(moved, styles, shared, change)


def _array(frame: pl.DataFrame, column: str, horizon: int) -> Floats:
    return frame[column].to_numpy().astype(np.float64).reshape(-1, horizon)


def _facts(signal: Signal, forecast: pl.DataFrame) -> pl.DataFrame:
    """One row a series in the forecast's order: style, category, location, weeks of history."""
    attributes = signal.attributes.unique("variant_id").select("variant_id", "product_id", "group")
    age = signal.weeks.group_by(SERIES).agg(age=pl.len())
    return (
        forecast.select(SERIES)
        .unique(maintain_order=True)
        .join(signal.keys, on=SERIES, how="left", maintain_order="left")
        .join(attributes, on="variant_id", how="left", maintain_order="left")
        .join(age, on=SERIES, how="left", maintain_order="left")
        .with_columns(pl.col("age").fill_null(0))
    )


def _nodes(
    signal: Signal, forecast: pl.DataFrame, season: int
) -> list[tuple[np.ndarray, list[str]]]:
    """Sums that are forecast on their own: number of each series' sum, and names of the sums."""
    facts = _facts(signal, forecast)
    known = pl.col("age") >= NEW
    old = pl.col("age") > season + NEW
    keys = [
        facts.select(pl.when(known).then("product_id")).to_series(),
        facts.select(pl.when(old).then("group")).to_series(),
        facts.select(pl.when(old).then(pl.lit("total"))).to_series(),
    ]
    found = []
    for column in keys:
        names = sorted(column.drop_nulls().unique().to_list())
        number = pl.DataFrame(
            {"name": names, "n": range(len(names))}, schema={"name": pl.String, "n": pl.Int64}
        )
        joined = (
            column.cast(pl.String)
            .to_frame("name")
            .join(number, on="name", how="left", maintain_order="left")
        )
        found.append((joined["n"].fill_null(-1).to_numpy().astype(np.int64), names))
    return found


def _own_forecasts(
    signal: Signal,
    forecast: pl.DataFrame,
    nodes: list[tuple[np.ndarray, list[str]]],
    horizon: int,
    season: int,
    seed: int,
) -> tuple[tuple[Floats, Floats], list[str | None]]:
    """Means and running deviations of every sum, NaN where it is not forecast; style models."""
    order = forecast[SERIES].unique(maintain_order=True)
    means, spreads, models = [], [], []
    for level, (node, names) in enumerate(nodes):
        count = len(names)
        mean, spread = np.full((count, horizon), np.nan), np.full((count, horizon), np.nan)
        model: list[str | None] = [None] * count
        # A sum of one series would only repeat it.
        sizes = np.bincount(node[node >= 0], minlength=count)
        if count and (sizes > 1).any():
            of = pl.DataFrame({SERIES: order, "sum": node}).filter(pl.col("sum") >= 0)
            panel = _summed(signal, of).filter(pl.col(SERIES).is_in(np.flatnonzero(sizes > 1)))
            config = AutomaticConfig(
                season=season,
                horizon=horizon,
                series=100,
                trees=False,
                linear=False,
                values="counts",
                seed=seed,
            )
            effects = _style_effects(signal, names) if level == 0 else None
            said = Automatic(config).fit(panel, covariates=effects).predict(horizon, ())
            at = said[SERIES].unique(maintain_order=True).to_numpy().astype(np.int64)
            mean[at] = _array(said, MEAN, horizon)
            spread[at] = _array(said, CUMULATIVE_SD, horizon)
            for place, name in zip(at, said[MODEL].to_list()[::horizon], strict=True):
                model[int(place)] = str(name)
        means.append(mean)
        spreads.append(spread)
        models.append(model)
    return (np.concatenate(means), np.concatenate(spreads)), models[0]


def _summed(signal: Signal, of: pl.DataFrame) -> pl.DataFrame:
    """Panel of sums: whole units a week, from the first week that any part has."""
    rows = signal.weeks.select(SERIES, "week", "demand").join(of, on=SERIES)
    return (
        rows.group_by("sum", "week")
        .agg(pl.col("demand").sum().round().alias(VALUE))
        .select(pl.col("sum").alias(SERIES), pl.col("week").alias(TIME), VALUE)
        .sort(SERIES, TIME)
    )


def _style_effects(signal: Signal, names: list[str]) -> pl.DataFrame | None:
    """Effects of prices on the sums that are styles."""
    from modiste.demand.signal import effects

    if not signal.prices.height:
        return None
    group = signal.attributes.select("product_id", "group").unique("product_id")
    found = effects(signal.prices, group, signal.response)
    number = pl.DataFrame({"product_id": names, SERIES: range(len(names))})
    rows = found.join(number, on="product_id").select(SERIES, pl.col("week").alias(TIME), EFFECT)
    return rows if rows.height else None


def _moved(forecast: pl.DataFrame, ratio: Floats, horizon: int) -> pl.DataFrame:
    """The forecast with every number of a week moved in proportion to its mean."""
    means = _array(forecast, MEAN, horizon)
    before, after = np.cumsum(means, axis=1), np.cumsum(means * ratio, axis=1)
    running = np.where(before > 1e-9, after / np.maximum(before, 1e-9), 1.0)
    spread = np.maximum.accumulate(_array(forecast, CUMULATIVE_SD, horizon) * running, axis=1)
    bands = [name for name in _BANDS if name in forecast.columns]
    factor = pl.Series("factor", ratio.ravel())
    return forecast.with_columns(
        *(pl.col(name) * factor for name in (MEAN, *bands)),
        pl.Series(CUMULATIVE_SD, spread.ravel()),
    )


def _shared(hierarchy: Hierarchy, inner: Floats, outer: Floats, total: Floats) -> float:
    """What sums over the horizon stray beyond what their parts explain, over their squared mean.

    Args:
        hierarchy: the sums.
        inner: variance of each part's total over the horizon.
        outer: of each sum's, NaN where it was not forecast on its own.
        total: expected units of each sum over the horizon.
    """
    apart = np.asarray(hierarchy.matrix() @ inner).ravel()
    used = ~np.isnan(outer) & (total > 10.0)
    if not used.any():
        return SHARED
    excess = (outer - apart)[used] / total[used] ** 2
    order = np.argsort(excess)
    running = np.cumsum(total[used][order])
    middle = float(excess[order][np.searchsorted(running, running[-1] / 2)])
    return float(np.clip(middle, 0.0, 0.25))


def total_rows(forecast: pl.DataFrame, attributes: pl.DataFrame, agreed: Agreed) -> pl.DataFrame:
    """Rows of ``demand_total`` without the run, for every level that is shown.

    Args:
        forecast: ``variant_id, location_id, week, mean, cumulative_sd``, every series with the
            same weeks; new styles included.
        attributes: ``variant_id, product_id, group``.
        agreed: result of :func:`agree`.
    """
    series = ("variant_id", "location_id")
    before = pl.col(CUMULATIVE_SD).shift(1).over(series).fill_null(0.0)
    # The growth of the running variance holds what neighbouring weeks share.
    growth = pl.col(CUMULATIVE_SD) ** 2 - before**2
    rows = (
        forecast.sort(*series, "week")
        .select(
            *series,
            "week",
            MEAN,
            variance=pl.max_horizontal(growth, MEAN),
            running=pl.col(CUMULATIVE_SD) ** 2,
        )
        .join(attributes.unique("variant_id"), on="variant_id", how="left")
    )
    levels = {
        "style": pl.col("product_id"),
        "category": pl.col("group"),
        "location": pl.col("location_id"),
        "total": pl.lit("total"),
    }
    tables = []
    for level, key in levels.items():
        summed = (
            rows.with_columns(key=key)
            .filter(pl.col("key").is_not_null())
            .group_by("key", "week")
            .agg(pl.col(MEAN, "variance", "running").sum())
            .sort("key", "week")
        )
        if summed.height:
            tables.append(_shown(summed.with_columns(level=pl.lit(level)), agreed.shared))
    own = agreed.styles.select(
        pl.lit("style").alias("level"), pl.col("product_id").alias("key"), "own", "model"
    )
    whole = pl.concat(tables).join(own, on=["level", "key"], how="left", maintain_order="left")
    total = pl.col(MEAN).sum().over("level", "key")
    return whole.with_columns(
        apart=pl.when(total > 0).then(pl.col("own") / total - 1),
        model=pl.col("model").fill_null("sum of its parts"),
    ).select("level", "key", "week", MEAN, *_BANDS, CUMULATIVE_SD, "model", "apart")


def _style_own(styles: list[str], own: Floats, model: list[str | None]) -> pl.DataFrame:
    """What styles were forecast on their own to sell over the horizon; null where not."""
    return pl.DataFrame(
        {
            "product_id": styles,
            "own": own[: len(styles)].sum(axis=1),
            "model": model,
        },
        schema={"product_id": pl.String, "own": pl.Float64, "model": pl.String},
    ).with_columns(pl.col("own").fill_nan(None))


def _shown(rows: pl.DataFrame, shared: float) -> pl.DataFrame:
    """Quantiles and deviations of sums."""
    mean = rows[MEAN].to_numpy()
    variance = rows["variance"].to_numpy() + shared * mean**2
    bands = {quantile_name(q): negative_binomial_quantile(mean, variance, q) for q in QUANTILES}
    together = pl.col(MEAN).cum_sum().over("key")
    return rows.select(
        "level",
        pl.col("key").cast(pl.String),
        "week",
        MEAN,
        *(pl.Series(name, values) for name, values in bands.items()),
        (pl.col("running") + shared * together**2).sqrt().alias(CUMULATIVE_SD),
    )
