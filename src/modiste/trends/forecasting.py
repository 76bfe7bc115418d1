"""Forecasts of trend series, whatever they come from."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from modiste.learn.forecast import forecaster, forecasters
from modiste.learn.forecast.base import Forecaster
from modiste.learn.forecast.panel import SERIES, TIME, VALUE
from modiste.model.errors import InputError

AUTO = "auto"
AUTO_TREND = "auto trend"
WEAK = "weak"


def named(name: str) -> type[Forecaster]:
    """A forecaster by a forgiving name: ``moving-average``, ``LSTM``; ``auto`` is the trend one.

    Without the trend one ``auto`` is the automatic choice among statistical forecasters;
    :func:`fallback` says so.

    Raises:
        UnknownNameError: none has it.
    """
    plain = {_plain(known): kind for known, kind in forecasters().items()}
    wanted = _plain(name)
    found = plain.get(AUTO_TREND) if wanted == AUTO else None
    return found or plain.get(wanted) or forecaster(name)


def fallback(name: str) -> str | None:
    """What is said where ``auto`` is not the forecaster of trends, because none is installed."""
    if _plain(name) != AUTO or named(name).name == AUTO_TREND:
        return None
    return (
        "The automatic forecaster of trends is not installed; the best statistical one is used, "
        "which reads no weak signal."
    )


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.strip().casefold())


def make(
    name: str, *, season: int | None = None, horizon: int | None = None, seed: int = 0
) -> Forecaster:
    """A fresh forecaster with the season, horizon and seed asked for, where it knows them."""
    kind = named(name)
    config = type(kind().config)
    asked = {"season": season, "horizon": horizon, "seed": seed}
    given = {
        key: value
        for key, value in asked.items()
        if key in config.model_fields and value is not None
    }
    return kind(config.model_validate(given))  # type: ignore[call-arg]


def with_weak(panel: pl.DataFrame, weak: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """A panel with another panel of the same series as its weak signal.

    Args:
        panel: ``series, time, value``.
        weak: the same columns; series that the panel does not have are ignored.

    Returns:
        The panel with the column ``weak``, and how many of its series have the signal.

    Raises:
        InputError: the two have no series in common.
    """
    signal = weak.select(SERIES, TIME, pl.col(VALUE).alias(WEAK))
    shared = panel.select(SERIES).unique().join(signal.select(SERIES).unique(), on=SERIES).height
    if not shared:
        raise InputError(
            "the weak signal has no series in common with the input",
            remedy="Give its series the same names.",
        )
    return panel.join(signal, on=[SERIES, TIME], how="left"), shared


def levels_to_quantiles(levels: Sequence[float]) -> tuple[float, ...]:
    """Quantiles of central intervals: 80 gives 0.1 and 0.9; the median is always there.

    Raises:
        InputError: a level is not between 0 and 100.
    """
    found = {0.5}
    for level in levels:
        if not 0 < level < 100:
            raise InputError(
                f"the level {level:g} is not between 0 and 100",
                remedy="Ask for levels such as 80,95.",
            )
        found |= {round(0.5 - level / 200, 6), round(0.5 + level / 200, 6)}
    return tuple(sorted(found))


def forecast_series(
    panel: pl.DataFrame,
    horizon: int,
    *,
    model: str = AUTO,
    season: int | None = None,
    quantiles: Sequence[float] = (0.1, 0.5, 0.9),
    seed: int = 0,
) -> tuple[pl.DataFrame, Forecaster]:
    """Forecast a panel.

    Returns:
        ``series, time, mean, q…``, and the fitted forecaster, which may explain itself.
    """
    fitted = make(model, season=season, horizon=horizon, seed=seed).fit(panel)
    forecast = fitted.predict(horizon, quantiles)
    keep = [name for name in forecast.columns if re.fullmatch(r"series|time|mean|q\d+", name)]
    return forecast.select(keep), fitted
