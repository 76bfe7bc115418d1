"""Reads what is said of attributes; writes series, forecasts, readings, exposure, suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.learn.forecast.panel import SERIES, TIME
from modiste.model.schema import RUN
from modiste.store.context import Context
from modiste.trends import brand as brand_view
from modiste.trends.brand import Range
from modiste.trends.calibration import calibrate
from modiste.trends.calls import VOICE
from modiste.trends.catalogue import brand_range
from modiste.trends.drivers import post_drivers, product_drivers
from modiste.trends.forecasting import make
from modiste.trends.heard import Heard, listen
from modiste.trends.peaks import judge_peaks
from modiste.trends.readings import all_calls, chosen, read_all, trend_panel
from modiste.trends.segments import ALL, MAINSTREAM, OUTSIDE, main_segment

HORIZON = 26
"""Weeks that are forecast; changes compare them with the same weeks of last year."""
PEAKS_JUDGED = 60
"""Series whose peaks are forecast again from half a year ago."""


def find_trends(context: Context) -> Mapping[str, Any]:
    """The plan's trends step; a workspace in which nothing is heard has no trends."""
    heard = _series(context)
    if not heard.rows.height:
        return heard.figures
    figures = trend_forecast(context, heard)
    if not figures["forecast"]:
        return {**heard.figures, **figures}
    readings = main_readings(context.findings("trend_reading"))
    found = brand_range(context, heard.shown)
    figures |= trend_drivers(context, heard, readings, found)
    return {**heard.figures, **figures, **trend_suggestions(context, readings, found)}


def trend_series(context: Context) -> dict[str, Any]:
    """Weekly shares of every attribute that is posted, searched, viewed or bought often enough."""
    return _series(context).figures


def _series(context: Context) -> Heard:
    heard = listen(context)
    if heard.rows.height:
        context.write("trend_series", heard.rows)
    return heard


def trend_forecast(context: Context, heard: Heard) -> dict[str, Any]:
    """Forecast and read the series that are long enough."""
    long = chosen(heard.rows, context.settings.trends.series)
    if not long.height:
        return {"forecast": 0}
    context.progress(f"forecasting {long['series_id'].n_unique():,} trends")
    panel = trend_panel(long, heard.rows)
    model, seed = context.settings.trends.model, context.settings.planning.seed
    forecaster = make(model, season=52, horizon=HORIZON, seed=seed).fit(panel)
    forecast = forecaster.predict(HORIZON).rename({SERIES: "series_id", TIME: "week"})
    names = [n for n in forecast.columns if n in {"series_id", "week", "mean"} or n[0] == "q"]
    context.write(
        "trend_forecast", forecast.select(names).with_columns(model=pl.lit(forecaster.name))
    )
    context.progress("reading what rises and falls")
    calls = all_calls(heard.rows)
    readings = read_all(long, heard.rows, forecast, calls, heard.leaders)
    context.write("trend_reading", readings)
    context.progress("judging earlier calls")
    main = main_segment(readings)
    segments = VOICE if main == MAINSTREAM else (str(main),)
    again = make(model, season=52, horizon=HORIZON, seed=seed)
    return {
        "forecast": readings.height,
        "model": forecaster.name,
        "influencer lead": calls[MAINSTREAM].lead if MAINSTREAM in calls else None,
        "stages": _stages(readings),
        "calibration": calibrate(heard.rows, segments=segments).figures(),
        "peaks": judge_peaks(_largest(panel, long, main), again, HORIZON).figures(),
    }


def _largest(panel: pl.DataFrame, long: pl.DataFrame, segment: str | None) -> pl.DataFrame:
    """The panel of the most mentioned series of a segment: enough to judge, and quickly done."""
    mine = long.filter((pl.col("market") == ALL) & (pl.col("segment") == segment))
    ranked = mine.group_by("series_id").agg(pl.col("mentions").sum())
    first = ranked.sort(-pl.col("mentions"), "series_id").head(PEAKS_JUDGED)
    return panel.join(first, left_on=SERIES, right_on="series_id", how="semi")


def _stages(readings: pl.DataFrame) -> dict[str, int]:
    """Attributes by stage, in the main segment of all markets."""
    main = main_readings(readings)
    return dict(main["stage"].value_counts().sort("stage").iter_rows())


def main_readings(readings: pl.DataFrame) -> pl.DataFrame:
    """Readings of the main segment of all markets together."""
    segment = main_segment(readings)
    return readings.filter((pl.col("market") == ALL) & (pl.col("segment") == segment))


def trend_drivers(
    context: Context, heard: Heard, readings: pl.DataFrame, found: Range | None
) -> dict[str, Any]:
    """Which posts and which of the brand's styles carry each trend.

    Args:
        context: of the run.
        heard: posts and what they mention.
        readings: rows of ``trend_reading`` of the main segment.
        found: the brand's styles, if it has any.
    """
    parts = [post_drivers(heard.posts.frame, heard.mentions, context.this_week)]
    if found is not None:
        parts.append(product_drivers(found.attributes, found.products))
    named = readings.select("series_id", "name", "value")
    rows = pl.concat(parts).join(named, on=["name", "value"]).drop("name", "value")
    if rows.height:
        context.write("trend_driver", rows.sort("series_id", "kind", "rank"))
    return {"drivers": rows.height}


def trend_suggestions(
    context: Context, readings: pl.DataFrame, found: Range | None
) -> dict[str, Any]:
    """What the brand's range lacks and what it has too much of, by what the world wants.

    Args:
        context: of the run.
        readings: rows of ``trend_reading`` of the main segment.
        found: the brand's styles, if it has any.
    """
    outside = readings.filter(pl.col("segment").is_in(OUTSIDE))
    if found is None or not outside.height:
        return {"range suggestions": 0}
    exposed = brand_view.exposure(found, outside)
    context.write("exposure", exposed.drop(brand_view.EXTRA))
    suggested = brand_view.suggestions(exposed, found, language=context.settings.brand.language)
    # The purchases of the same plan are another transaction of the same table.
    rows = suggested.with_columns(pl.lit(context.run_id).alias(RUN))
    context.lake.append("suggestion", rows, transaction=f"{context.run_id}/suggestion/trends")
    return {"range suggestions": suggested.height}
