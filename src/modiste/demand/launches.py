"""New styles: forecast from their analogues, moved by their first sales, split into variants.

A style is new until eight weeks after its first sale. The earlier styles of the brand, each from
its own launch on, are what may resemble it (``learn.analogues``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from modiste.demand.signal import Signal
from modiste.demand.sizes import EVERYWHERE, size_curves, size_scales
from modiste.learn.analogues import AnalogueConfig, Analogues, Features, LaunchForecast
from modiste.learn.analogues import launch as before_launch
from modiste.learn.analogues import updated as after_launch
from modiste.learn.forecast.automatic import CLASS, MODEL
from modiste.learn.forecast.base import CUMULATIVE_SD, MEAN
from modiste.learn.forecast.classes import NEW, Demand
from modiste.learn.forecast.panel import Floats
from modiste.model.calendar import first_day, last_day
from modiste.model.findings import QUANTILES, quantile_name

NAME = "analogues"

WEEKS = 12
"""Weeks after launch that analogues are compared on; later weeks follow at the last one's pace."""

LEAST_STYLES = 15
"""Earlier launches below which a brand has no analogues to speak of."""

ATTRIBUTES = ("group", "colour", "material", "pattern", "half")


@dataclass(frozen=True)
class Styles:
    """What is known of styles.

    Attributes:
        facts: ``product_id, group, colour, material, pattern, half`` (of the year of launch),
            ``price, launched_on``, one row a style.
        variants: ``variant_id, product_id, group, size``.
        vectors: pictures' vectors by style, where there are some.
        over: ``variant_id`` of what is no longer sold.
    """

    facts: pl.DataFrame
    variants: pl.DataFrame
    vectors: dict[str, Floats] | None = None
    over: pl.DataFrame | None = None

    @property
    def selling(self) -> pl.DataFrame:
        """The variants that are still sold, or will be."""
        if self.over is None:
            return self.variants
        return self.variants.join(self.over, on="variant_id", how="anti")


@dataclass(frozen=True)
class NewStyles:
    """Forecasts of new styles.

    Attributes:
        rows: ``variant_id, location_id, week, mean, q…, cumulative_sd, model, demand_class``.
        styles: ``product_id, launched_on, weeks_known, units, expected, low, high, analogues``
            (the most alike and their weights, as text).
    """

    rows: pl.DataFrame
    styles: pl.DataFrame


def with_new(forecast: pl.DataFrame, found: NewStyles | None) -> pl.DataFrame:
    """A forecast with that of new styles: theirs replaces what single young series were given.

    Args:
        forecast: ``variant_id, location_id, week`` and numbers, every series with the same weeks.
        found: result of :func:`forecast_new`.
    """
    if found is None:
        return forecast
    kept = forecast.join(
        found.rows.select("variant_id", "location_id").unique(),
        on=["variant_id", "location_id"],
        how="anti",
    )
    names = [name for name in forecast.columns if name in found.rows.columns]
    both = pl.concat([kept.select(names), found.rows.select(names)], how="vertical_relaxed")
    return both.sort("variant_id", "location_id", "week")


def launch_courses(signal: Signal, weeks: int = WEEKS) -> tuple[pl.DataFrame, dt.date]:
    """Demand of every style in its first weeks.

    Returns:
        ``product_id, first, known, course`` (a list of units, null beyond what is known); the
        first day after the panel. Styles that were there when the panel began have no known launch
        and are left out.
    """
    product = signal.attributes.select("variant_id", "product_id").unique("variant_id")
    weekly = (
        signal.weeks.join(product, on="variant_id")
        .filter(pl.col("product_id").is_not_null())
        .group_by("product_id", "week")
        .agg(pl.col("demand").sum())
    )
    start = first_day(signal.weeks["week"])
    last = last_day(signal.weeks["week"])
    sold = (
        weekly.filter(pl.col("demand") > 0).group_by("product_id").agg(first=pl.col("week").min())
    )
    young = sold.filter(pl.col("first") > start + dt.timedelta(weeks=2))
    place = (pl.col("week") - pl.col("first")).dt.total_days() // 7
    near = weekly.join(young, on="product_id").with_columns(k=place)
    near = near.filter(pl.col("k").is_between(0, weeks - 1)).sort("product_id", "k")
    courses = near.group_by("product_id", "first", maintain_order=True).agg(course=pl.col("demand"))
    ended = last + dt.timedelta(weeks=1)
    known = ((pl.lit(ended) - pl.col("first")).dt.total_days() // 7).clip(0, weeks)
    return courses.with_columns(known=known).select("product_id", "first", "known", "course"), ended


def forecast_new(
    signal: Signal, styles: Styles, week: dt.date, horizon: int, *, seed: int = 0
) -> NewStyles | None:
    """Forecast styles that are about to launch or have just done so.

    Args:
        signal: the history, with demand of earlier styles.
        styles: what is known of all styles.
        week: first week that is forecast.
        horizon: weeks to forecast.
        seed: of the forest.

    Returns:
        ``None`` where the brand has no new styles, or too few earlier launches.
    """
    courses, _ = launch_courses(signal)
    whole = courses.filter(pl.col("known") >= WEEKS).join(styles.facts, on="product_id")
    fresh = _fresh(courses, styles.facts, week, horizon).join(
        styles.selling.select("product_id"), on="product_id", how="semi"
    )
    if whole.height < LEAST_STYLES or not fresh.height:
        return None
    every = pl.concat([whole.select("product_id"), fresh.select("product_id")])
    features = _features(every.join(styles.facts, on="product_id", maintain_order="left"), styles)
    past = np.arange(whole.height)
    found = Analogues(AnalogueConfig(seed=seed)).fit(features.rows(past), _padded(whole, WEEKS))
    now = features.rows(np.arange(whole.height, every.height))
    first = before_launch(found, now)
    tables, facts = [], []
    for k, style in enumerate(fresh.iter_rows(named=True)):
        law = _of(first, k)
        if style["known"]:
            sold = np.array([style["course"][: style["known"]]], dtype=np.float64)
            law = after_launch(
                found, law, np.pad(sold, ((0, 0), (0, style["known"] - sold.shape[1])))
            )
        tables.append(_style_weeks(style, law, week, horizon))
        facts.append(_told(style, law, whole["product_id"].to_list()))
    split = _split(signal, styles, fresh)
    return NewStyles(_rows(pl.concat(tables), split), pl.DataFrame(facts))


def _fresh(courses: pl.DataFrame, facts: pl.DataFrame, week: dt.date, horizon: int) -> pl.DataFrame:
    """New styles: those to be launched within the horizon, and those that sell for few weeks."""
    selling = courses.filter(pl.col("known") < NEW)
    end = week + dt.timedelta(weeks=horizon)
    # A style that should be there and has not sold yet is given four weeks to begin.
    since = week - dt.timedelta(weeks=4)
    coming = facts.filter(pl.col("launched_on").is_between(since, end, closed="left")).join(
        courses, on="product_id", how="anti"
    )
    begin = pl.max_horizontal("launched_on", pl.lit(week))
    monday = begin - pl.duration(days=(begin - pl.lit(week)).dt.total_days() % 7)
    planned = coming.select(
        "product_id",
        first=monday,
        known=pl.lit(0, dtype=pl.Int64),
        course=pl.lit([], dtype=pl.List(pl.Float64)),
    )
    both = pl.concat([selling.select(planned.columns), planned]).sort("product_id")
    return both.with_columns(units=pl.col("course").list.sum())


def _features(rows: pl.DataFrame, styles: Styles) -> Features:
    vectors = None
    if styles.vectors:
        size = len(next(iter(styles.vectors.values())))
        missing = np.full(size, np.nan)
        vectors = np.stack([styles.vectors.get(p, missing) for p in rows["product_id"]])
    texts = [rows[name].cast(pl.String).to_list() for name in ATTRIBUTES]
    price = rows["price"].cast(pl.Float64).log().fill_null(float("nan"))
    spread = price.fill_nan(None).std()
    scale = float(spread) if isinstance(spread, float) and spread > 0 else 1.0
    return Features.of(texts, [(price / scale).to_list()], vectors)


def _padded(rows: pl.DataFrame, weeks: int) -> Floats:
    """Courses as an array; weeks after a style's last sale are zeros."""
    found = np.zeros((rows.height, weeks))
    for k, course in enumerate(rows["course"].to_list()):
        found[k, : len(course)] = course
    return found


def _of(law: LaunchForecast, k: int) -> LaunchForecast:
    one = slice(k, k + 1)
    return LaunchForecast(law.mean[one], law.total[one], law.shape[one], law.whim, law.weights[one])


def _style_weeks(
    style: dict[str, object], law: LaunchForecast, week: dt.date, horizon: int
) -> pl.DataFrame:
    """The style's expected units and variance in each week of the horizon."""
    first, known = style["first"], style["known"]
    assert isinstance(first, dt.date)  # noqa: S101
    assert isinstance(known, int)  # noqa: S101
    start = (week - first).days // 7
    place = np.arange(horizon) + start
    inside = np.clip(place, 0, law.mean.shape[1] - 1)
    mean = np.where(place >= 0, law.mean[0][inside], 0.0)
    return pl.DataFrame(
        {
            "product_id": [style["product_id"]] * horizon,
            "week": [week + dt.timedelta(weeks=k) for k in range(horizon)],
            MEAN: mean,
            "unsure": np.full(horizon, law.whim + 1 / law.shape[0]),
            "shared": np.full(horizon, 1 / law.shape[0]),
        }
    )


def _told(style: dict[str, object], law: LaunchForecast, names: list[str]) -> dict[str, object]:
    strongest = np.argsort(-law.weights[0], kind="stable")[:5]
    like = ", ".join(f"{names[k]} ({law.weights[0][k]:.0%})" for k in strongest)
    return {
        "product_id": style["product_id"],
        "launched_on": style["first"],
        "weeks_known": style["known"],
        "units": style["units"],
        "expected": float(law.total[0]),
        "low": float(law.total_quantile(0.1)[0]),
        "high": float(law.total_quantile(0.9)[0]),
        "analogues": like,
    }


def _split(signal: Signal, styles: Styles, fresh: pl.DataFrame) -> pl.DataFrame:
    """Shares of each new style's demand: ``variant_id, location_id, product_id, share``.

    Locations share as in the category, colours equally, sizes by the category's curve at the
    location; a style without known sizes splits evenly over its variants.
    """
    demand = signal.weeks.group_by("variant_id", "location_id").agg(units=pl.col("demand").sum())
    curves = size_curves(demand, styles.variants)
    mine = styles.selling.join(fresh.select("product_id"), on="product_id", how="semi")
    mine = mine.with_columns(pl.col("group").fill_null(""))
    group = styles.variants.select("variant_id", pl.col("group").fill_null("")).unique("variant_id")
    places = (
        demand.join(group, on="variant_id")
        .group_by("group", "location_id")
        .agg(pl.col("units").sum())
    )
    everywhere = demand.group_by("location_id").agg(pl.col("units").sum())
    total = pl.col("units").sum()
    common = everywhere.select("location_id", common=pl.col("units") / total)
    local = (
        mine.select("group")
        .unique()
        .join(common, how="cross")
        .join(places, on=["group", "location_id"], how="left")
    )
    sold = pl.col("units").fill_null(0.0)
    # A category of few sales follows the brand: twenty units of the brand's split come first.
    local = local.with_columns(
        place=(sold + 20 * pl.col("common")) / (sold.sum().over("group") + 20)
    )
    scale = size_scales(styles.variants).select("product_id", "scale")
    rows = mine.join(scale, on="product_id", how="left").join(
        local.select("group", "location_id", "place"), on="group"
    )
    curve = curves.select("category", "scale", "location_id", "size", "share")
    keys = {"left_on": ["group", "scale", "size"], "right_on": ["category", "scale", "size"]}
    rows = rows.join(
        curve,
        left_on=["group", "scale", "location_id", "size"],
        right_on=["category", "scale", "location_id", "size"],
        how="left",
    ).join(
        curve.filter(pl.col("location_id") == EVERYWHERE).drop("location_id"),
        how="left",
        suffix="_all",
        **keys,  # type: ignore[arg-type]
    )
    part = pl.coalesce("share", "share_all", pl.lit(1.0))
    whole = part.sum().over("product_id", "location_id")
    return rows.select(
        "variant_id", "location_id", "product_id", share=pl.col("place") * part / whole
    )


def _rows(weeks: pl.DataFrame, split: pl.DataFrame) -> pl.DataFrame:
    """Weeks of styles split into those of variants and locations, with their quantiles."""
    from modiste.learn.distributions import negative_binomial_quantile

    rows = (
        split.join(weeks, on="product_id")
        .with_columns(mean=pl.col(MEAN) * pl.col("share"))
        .sort("variant_id", "location_id", "week")
    )
    mean = rows[MEAN].to_numpy()
    # How a split strays from the curve is unsure too: a tenth of the mean, squared.
    variance = mean + mean**2 * (rows["unsure"].to_numpy() + 0.1)
    bands = [
        pl.Series(quantile_name(q), negative_binomial_quantile(mean, variance, q))
        for q in QUANTILES
    ]
    series = ("variant_id", "location_id")
    running = pl.col(MEAN).cum_sum().over(series)
    whim = (pl.col(MEAN) ** 2 * (pl.col("unsure") - pl.col("shared"))).cum_sum().over(series)
    spread = running + whim + running**2 * (pl.col("shared") + 0.1)
    return rows.with_columns(bands).select(
        *series,
        "week",
        MEAN,
        *(quantile_name(q) for q in QUANTILES),
        spread.sqrt().alias(CUMULATIVE_SD),
        pl.lit(NAME).alias(MODEL),
        pl.lit(Demand.NEW.value).alias(CLASS),
    )
