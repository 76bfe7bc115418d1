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


class Config(BaseModel):
    """Settings of a forecaster: frozen, closed, with a default for everything."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Forecaster(ABC):
    """Learns from a panel and forecasts every series of it."""

    name: ClassVar[str]
    config: Config

    @abstractmethod
    def fit(self, panel: pl.DataFrame, *, covariates: pl.DataFrame | None = None) -> Self:
        """Learn.

        Args:
            panel: long frame ``series, time, value`` and static columns (see ``Panel.of``).
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
        InputError: another version wrote it.
    """
    version, forecaster = pickle.loads(path.read_bytes())  # noqa: S301  our own file
    if version != __version__:
        raise InputError(
            f"the model was written by version {version}",
            place=Place(file=str(path)),
            remedy="Fit it again.",
        )
    assert isinstance(forecaster, Forecaster)  # noqa: S101
    return forecaster


def check_request(horizon: int, quantiles: Sequence[float]) -> None:
    """Refuse a horizon below 1 and quantiles outside (0, 1).

    Raises:
        InputError: one of them is out of range.
    """
    if horizon < 1:
        raise InputError(f"the horizon is {horizon}", remedy="Ask for at least one step.")
    for level in quantiles:
        if not 0 < level < 1:
            raise InputError(
                f"the quantile {level} is outside (0, 1)", remedy="Ask for levels such as 0.9."
            )


def forecast_frame(
    panel: Panel,
    means: Floats,
    bands: dict[float, Floats],
    cumulative_sd: Floats,
) -> pl.DataFrame:
    """Arrays of shape (series, horizon) as a forecast frame; quantiles are put in order."""
    levels = sorted(bands)
    stacked = np.maximum.accumulate(np.stack([bands[level] for level in levels]), axis=0)
    columns: dict[str, Any] = {MEAN: means.ravel()}
    columns |= {quantile_name(level): stacked[i].ravel() for i, level in enumerate(levels)}
    columns[CUMULATIVE_SD] = cumulative_sd.ravel()
    future = panel.future(means.shape[1])
    return future.select(SERIES, TIME).with_columns(
        pl.Series(name, values) for name, values in columns.items()
    )
