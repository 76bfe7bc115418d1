"""Rolling-origin backtests: forecast from several past moments, see what came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn import metrics
from modiste.learn.forecast.base import MEAN, Forecaster
from modiste.learn.forecast.panel import Floats, Panel
from modiste.model.errors import InputError, NotEnoughDataError
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


@dataclass(frozen=True)
class Case:
    """One origin: what was known, what came, and the yardsticks.

    Attributes:
        known: the panel up to the origin.
        actual: what came, shape (series, horizon); NaN where it is not known.
        scale: in-sample mean absolute naive error, shape (series,).
        squared_scale: the same, root mean squared.
    """

    known: Panel
    actual: Floats
    scale: Floats
    squared_scale: Floats


@dataclass(frozen=True)
class Forecast:
    """What a forecaster said in a case: arrays of shape (series, horizon)."""

    mean: Floats
    bands: Mapping[float, Floats]


def backtest(
    panel: pl.DataFrame | Panel,
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
    found = cases(Panel.of(panel), horizon=horizon, origins=origins, step=step, lag=lag, hide=hide)
    scores = [
        score(name, [(case, forecast_of(make(), case)) for case in found])
        for name, make in candidates.items()
    ]
    return pl.DataFrame([asdict(each) for each in scores]).sort("rmsse", nulls_last=True)


def cases(
    whole: Panel,
    *,
    horizon: int,
    origins: int = 3,
    step: int | None = None,
    lag: int = 1,
    hide: int = 0,
) -> list[Case]:
    """The origins of a backtest, newest first; see :func:`backtest`.

    Raises:
        InputError: horizon, origins or step is below 1.
        NotEnoughDataError: no series is long enough for one origin.
    """
    for name, value in {"horizon": horizon, "origins": origins, "step": step or horizon}.items():
        if value < 1:
            raise InputError(f"the {name} of a backtest is {value}", remedy="Ask for at least 1.")
    backs = [hide + horizon + k * (step or horizon) for k in range(origins)]
    found = [case for case in (_case(whole, back, horizon, lag) for back in backs) if case]
    if not found:
        raise NotEnoughDataError(
            f"no series is longer than the {backs[0]} steps that a backtest hides",
            remedy="Give more history, or ask for a shorter horizon.",
        )
    return found


def _case(whole: Panel, back: int, horizon: int, lag: int) -> Case | None:
    known = whole.until(back)
    if not known.frame.height:
        return None
    later = whole.only(known.names).until(back - horizon)
    enough = (later.lengths - known.lengths == horizon) & (known.lengths >= 2)
    if not enough.any():
        return None
    known, later = known.where(enough), later.where(enough)
    index = later.starts[1:, None] - horizon + np.arange(horizon)
    return Case(
        known,
        later.values[index],
        metrics.naive_scale(known.values, known.starts, lag),
        metrics.naive_scale(known.values, known.starts, lag, squared=True),
    )


def forecast_of(forecaster: Forecaster, case: Case) -> Forecast:
    """Fit a forecaster to what was known, and forecast."""
    shape = case.actual.shape
    frame = forecaster.fit(case.known).predict(shape[1])
    bands = {q: frame[quantile_name(q)].to_numpy().reshape(shape) for q in QUANTILES}
    return Forecast(frame[MEAN].to_numpy().reshape(shape), bands)


def score(
    name: str,
    results: Sequence[tuple[Case, Forecast]],
    chosen: Sequence[NDArray[np.bool_]] | None = None,
) -> Score:
    """The figures of one forecaster.

    Args:
        name: how it is called.
        results: its forecasts, one an origin.
        chosen: which series of each case count; all by default.
    """
    picked = chosen or [np.ones(len(case.actual), dtype=np.bool_) for case, _ in results]
    used = [(case, said, mask) for (case, said), mask in zip(results, picked, strict=True)]
    actual = np.concatenate([case.actual[mask] for case, _, mask in used])
    mean = np.concatenate([said.mean[mask] for _, said, mask in used])
    scale = np.concatenate([case.scale[mask] for case, _, mask in used])
    squared = np.concatenate([case.squared_scale[mask] for case, _, mask in used])
    band = {q: np.concatenate([said.bands[q][mask] for _, said, mask in used]) for q in QUANTILES}
    return Score(
        model=name,
        series=len({each for case, _, mask in used for each in case.known.names.filter(mask)}),
        origins=sum(bool(mask.any()) for _, _, mask in used),
        wape=metrics.wape(actual, mean),
        bias=metrics.bias(actual, mean),
        mase=metrics.mase(actual, mean, scale),
        rmsse=metrics.rmsse(actual, mean, squared),
        pinball=metrics.pinball(actual, band, scale),
        coverage80=metrics.coverage(actual, band[0.1], band[0.9]),
    )
