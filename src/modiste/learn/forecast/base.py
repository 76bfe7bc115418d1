"""The contract of every forecaster.

``tests/learn/forecast/contract.py`` holds the suite that each of them passes.
"""

from __future__ import annotations

import pickle
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict

from modiste import __version__
from modiste.learn.forecast.panel import SERIES, TIME, Floats, Panel
from modiste.model.errors import InputError, Place
from modiste.model.findings import QUANTILES, quantile_name

MEAN = "mean"
CUMULATIVE_SD = "cumulative_sd"
"""Deviation of the sum of all values from the first forecast step up to this one: what an order
that must last several weeks needs, and what weekly quantiles cannot tell."""


_UNREADABLE = (
    pickle.UnpicklingError,
    EOFError,
    ImportError,
    AttributeError,
    IndexError,
    ValueError,
)
"""What unpickling raises on a file that is no pickle or names what is gone."""


_LEAST = 1e-6
"""Least level of a quantile: column names carry six digits."""


class Config(BaseModel):
    """Settings of a forecaster: frozen, closed, with a default for everything."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Forecaster(ABC):
    """Learns from a panel and forecasts every series of it."""

    name: ClassVar[str]
    config: Config

    @abstractmethod
    def fit(self, panel: pl.DataFrame | Panel, *, covariates: pl.DataFrame | None = None) -> Self:
        """Learn.

        Args:
            panel: long frame ``series, time, value`` and static columns (see ``Panel.of``), which
                is not changed, or a panel made from one.
            covariates: long frame ``series, time`` and columns known for the future too.

        Returns:
            The forecaster itself.
        """

    @abstractmethod
    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        """Forecast the steps after each series' last one.

        Args:
            horizon: number of steps, at least 1.
            quantiles: levels strictly between 0 and 1.

        Returns:
            Frame ``series, time, mean, q…, cumulative_sd``, quantiles not decreasing in a row,
            sorted like the panel.
        """

    def save(self, path: Path) -> None:
        """Write the fitted forecaster to a file that :func:`load` reads."""
        path.write_bytes(pickle.dumps((__version__, self)))


def load(path: Path) -> Forecaster:
    """Read a forecaster that :meth:`Forecaster.save` wrote.

    The file is a pickle: read only files of your own.

    Raises:
        InputError: it is no such file, or another version wrote it.
    """
    try:
        content = pickle.loads(path.read_bytes())  # noqa: S301  our own file
    except _UNREADABLE as error:
        raise InputError(
            f"the model cannot be read: {error}",
            place=Place(file=str(path)),
            remedy="Fit it again and save it.",
        ) from None
    sound = isinstance(content, tuple) and len(content) == 2
    version, forecaster = content if sound else ("", None)
    if version != __version__ or not isinstance(forecaster, Forecaster):
        raise InputError(
            f"the model was written by version {version or 'unknown'}, this is {__version__}",
            place=Place(file=str(path)),
            remedy="Fit it again and save it.",
        )
    return forecaster


def check_request(horizon: int, quantiles: Sequence[float]) -> None:
    """Refuse a horizon below 1 and quantiles outside (0, 1).

    Raises:
        InputError: one of them is out of range, or the horizon is no whole number.
    """
    if not isinstance(horizon, int | np.integer) or horizon < 1:
        raise InputError(f"the horizon is {horizon}", remedy="Ask for one step or more.")
    for level in quantiles:
        if not _LEAST <= level <= 1 - _LEAST:
            raise InputError(
                f"the quantile {level} is outside (0, 1)",
                remedy=f"Ask for levels such as 0.9, from {_LEAST:f} to {1 - _LEAST:f}.",
            )


def forecast_frame(
    panel: Panel,
    means: Floats,
    bands: dict[float, Floats],
    cumulative_sd: Floats,
) -> pl.DataFrame:
    """Arrays of shape (series, horizon) as a forecast frame; quantiles are put in order."""
    levels = sorted(bands)
    columns: dict[str, Any] = {MEAN: means.ravel()}
    if levels:
        stacked = np.maximum.accumulate(np.stack([bands[level] for level in levels]), axis=0)
        columns |= {quantile_name(level): stacked[i].ravel() for i, level in enumerate(levels)}
    columns[CUMULATIVE_SD] = cumulative_sd.ravel()
    future = panel.future(means.shape[1])
    return future.select(SERIES, TIME).with_columns(
        pl.Series(name, values) for name, values in columns.items()
    )
