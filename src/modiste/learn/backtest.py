"""Rolling-origin backtests: forecast from several past moments, see what came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import numpy as np
import polars as pl

from modiste.learn import metrics
from modiste.learn.forecast.base import MEAN, Forecaster
from modiste.learn.forecast.panel import Floats, Panel
from modiste.model.errors import NotEnoughDataError
from modiste.model.findings import QUANTILES, quantile_name


@dataclass(frozen=True)
class Score:
    """How a forecaster did; see ``modiste.learn.metrics`` for each figure."""

    model: str
    series: int
    origins: int
    wape: float
    bias: float
    mase: float
    rmsse: float
    pinball: float
    coverage80: float


def backtest(
    panel: pl.DataFrame,
    candidates: Mapping[str, Callable[[], Forecaster]],
    *,
    horizon: int,
    origins: int = 3,
    step: int | None = None,
    lag: int = 1,
    hide: int = 0,
) -> pl.DataFrame:
    """Judge forecasters on the same past origins.

    Args:
        panel: long frame, see ``Panel.of``; unknown values are not judged.
        candidates: makers of fresh forecasters, by name.
        horizon: steps forecast at each origin.
        origins: origins, the last one ``horizon`` steps before the end.
        step: steps between origins; the horizon by default.
        lag: naive lag of the scale of MASE, RMSSE and pinball loss.
        hide: steps at the end that nothing may look at (a test set).

    Returns:
        One row a candidate in the fields of :class:`Score`, best RMSSE first.

    Raises:
        NotEnoughDataError: no series is long enough for one origin.
    """
    whole = Panel.of(panel)
    backs = [hide + horizon + k * (step or horizon) for k in range(origins)]
    cases = [case for case in (_case(whole, back, horizon, lag) for back in backs) if case]
    if not cases:
        raise NotEnoughDataError(
            f"no series is longer than the {backs[0]} steps that a backtest hides",
            remedy="Give more history, or ask for a shorter horizon.",
        )
    scores = [
        _score(name, [(case, make().fit(case.known.frame)) for case in cases], horizon)
        for name, make in candidates.items()
    ]
    return pl.DataFrame([asdict(score) for score in scores]).sort("rmsse", nulls_last=True)


@dataclass(frozen=True)
class _Case:
    """One origin: what was known, what came, and the yardsticks."""

    known: Panel
    actual: Floats
    scale: Floats
    squared_scale: Floats


def _case(whole: Panel, back: int, horizon: int, lag: int) -> _Case | None:
    known = whole.until(back)
    if not known.frame.height:
        return None
    later = whole.only(known.names).until(back - horizon)
    enough = (later.lengths - known.lengths == horizon) & (known.lengths >= 2)
    if not enough.any():
        return None
    known = known.only(known.names.filter(enough))
    later = later.only(known.names)
    index = later.starts[1:, None] - horizon + np.arange(horizon)
    return _Case(
        known,
        later.values[index],
        metrics.naive_scale(known.values, known.starts, lag),
        metrics.naive_scale(known.values, known.starts, lag, squared=True),
    )


def _score(name: str, fitted: list[tuple[_Case, Forecaster]], horizon: int) -> Score:
    means, actuals, scales, squared = [], [], [], []
    bands: dict[float, list[Floats]] = {level: [] for level in QUANTILES}
    for case, forecaster in fitted:
        forecast = forecaster.predict(horizon)
        shape = case.actual.shape
        means.append(forecast[MEAN].to_numpy().reshape(shape))
        for level, found in bands.items():
            found.append(forecast[quantile_name(level)].to_numpy().reshape(shape))
        actuals.append(case.actual)
        scales.append(case.scale)
        squared.append(case.squared_scale)
    actual, mean, scale = (np.concatenate(parts) for parts in (actuals, means, scales))
    band = {level: np.concatenate(parts) for level, parts in bands.items()}
    return Score(
        model=name,
        series=len({name for case, _ in fitted for name in case.known.names}),
        origins=len(fitted),
        wape=metrics.wape(actual, mean),
        bias=metrics.bias(actual, mean),
        mase=metrics.mase(actual, mean, scale),
        rmsse=metrics.rmsse(actual, mean, np.concatenate(squared)),
        pinball=metrics.pinball(actual, band, scale),
        coverage80=metrics.coverage(actual, band[0.1], band[0.9]),
    )
