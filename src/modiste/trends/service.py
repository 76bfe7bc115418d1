"""Reads what is said of attributes; writes series, forecasts, readings, exposure, suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.learn.forecast.panel import SERIES, TIME
from modiste.model.schema import RUN
from modiste.store.context import Context
from modiste.trends import brand as brand_view
from modiste.trends.calibration import calibrate
from modiste.trends.catalogue import brand_range
from modiste.trends.forecasting import make
from modiste.trends.heard import Heard, listen
from modiste.trends.readings import all_calls, chosen, read_all, trend_panel
from modiste.trends.segments import ALL, MAINSTREAM, OUTSIDE, main_segment

HORIZON = 26
"""Weeks that are forecast; changes compare them with the same weeks of last year."""


def find_trends(context: Context) -> Mapping[str, Any]:
    """The plan's trends step; a workspace in which nothing is heard has no trends."""
    heard = _series(context)
    if not heard.rows.height:
        return heard.figures
    return {**heard.figures, **trend_forecast(context, heard), **trend_suggestions(context)}


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
    judged = calibrate(heard.rows)
    return {
        "forecast": readings.height,
        "model": forecaster.name,
        "influencer lead": calls[MAINSTREAM].lead if MAINSTREAM in calls else None,
        "stages": _stages(readings),
        "calibration": {
            "called": judged.called,
            "held": judged.held,
            "origins": [day.isoformat() for day in judged.origins],
        },
    }


def _stages(readings: pl.DataFrame) -> dict[str, int]:
    """Attributes by stage, in the main segment of all markets."""
    main = _main(readings)
    return dict(main["stage"].value_counts().sort("stage").iter_rows())


def _main(readings: pl.DataFrame) -> pl.DataFrame:
    segment = main_segment(readings)
    return readings.filter((pl.col("market") == ALL) & (pl.col("segment") == segment))


def trend_suggestions(context: Context) -> dict[str, Any]:
    """What the brand's range lacks and what it has too much of, by what the world wants."""
    readings = _main(context.findings("trend_reading"))
    outside = readings.filter(pl.col("segment").is_in(OUTSIDE))
    found = brand_range(context)
    if found is None or not outside.height:
        return {"range suggestions": 0}
    exposed = brand_view.exposure(found, outside)
    context.write("exposure", exposed.drop("all_revenue", "stock_value"))
    suggested = brand_view.suggestions(exposed, found)
    # The purchases of the same plan are another transaction of the same table.
    rows = suggested.with_columns(pl.lit(context.run_id).alias(RUN))
    context.lake.append("suggestion", rows, transaction=f"{context.run_id}/suggestion/trends")
    return {"range suggestions": suggested.height}
