"""What is known of the future too: prices as planned, promotions, the calendar, a trend's forecast.

A forecaster that learns from such covariates sees them at every past origin as they were planned
or came; a backtest therefore trusts that plans were kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.forecast.panel import SERIES, TIME, Floats, Panel, Whole
from modiste.model.errors import InputError, Place


@dataclass(frozen=True)
class Known:
    """Covariates on the grid of a panel.

    Attributes:
        names: names of the covariates.
        series: names of the series, sorted, in the order of the first axis.
        first: number of the first step (see ``Panel.numbers``).
        values: shape (series, steps, covariates), float32; NaN where unknown.
        shared: covariates that hold for every series, such as the calendar.
    """

    names: tuple[str, ...]
    series: pl.Series
    first: int
    values: NDArray[np.float32]
    shared: Known | None = None

    @property
    def every_name(self) -> tuple[str, ...]:
        """Names of the covariates in the order of :meth:`at`, those that are shared last."""
        return self.names + (self.shared.names if self.shared else ())

    @classmethod
    def of(cls, frame: pl.DataFrame, panel: Panel) -> Self:
        """Bring covariates onto a panel's grid.

        Args:
            frame: ``series, time`` and one column of numbers each; times after a series' end are
                what it is for. Without ``series`` they hold for all.
            panel: whose grid and series count; others are left out.

        Raises:
            InputError: ``time`` or any number is absent, or a series and time come twice.
        """
        keys = [name for name in (SERIES, TIME) if name in frame.columns]
        names = tuple(name for name in frame.columns if name not in keys)
        if TIME not in keys or not names:
            raise InputError(
                "covariates need the column 'time' and at least one more",
                place=Place(column=TIME),
                remedy=f"The columns are {', '.join(frame.columns)}.",
            )
        if frame.select(pl.struct(keys).is_duplicated().any()).item():
            raise InputError(
                "covariates name a series and time twice", remedy="Keep one row for each of them."
            )
        series = panel.names if SERIES in keys else panel.names[:0]
        time = pl.col(TIME).cast(panel.frame[TIME].dtype)
        rows = frame.with_columns(number=panel.step.number(time) // panel.step.size)
        rows = rows.with_columns(row=_rows(rows, series) if SERIES in keys else pl.lit(0))
        rows = rows.filter(pl.col("row").is_not_null())
        first = int(rows["number"].min() or 0) if rows.height else 0  # type: ignore[arg-type]
        last = int(rows["number"].max() or 0) if rows.height else 0  # type: ignore[arg-type]
        shape = (max(len(series), 1), last - first + 1, len(names))
        values = np.full(shape, np.nan, dtype=np.float32)
        at = rows["row"].to_numpy(), rows["number"].to_numpy() - first
        for k, name in enumerate(names):
            values[at[0], at[1], k] = rows[name].cast(pl.Float32).to_numpy()
        return cls(names, series, first, values)

    def rows(self, names: pl.Series) -> Whole:
        """Place of each named series on the first axis; −1 where it has no covariates."""
        if not len(self.series):
            return np.zeros(len(names), dtype=np.int64)
        frame = names.to_frame(SERIES)
        found = frame.select(row=_rows(frame, self.series))["row"].fill_null(-1)
        return found.to_numpy().astype(np.int64)

    def at(self, rows: Whole, numbers: Whole) -> Floats:
        """Covariates of series at steps.

        Args:
            rows: see :meth:`rows`, shape (series,).
            numbers: numbers of steps, shape (series, steps).

        Returns:
            Shape (series, steps, covariates); NaN outside of what is known.
        """
        column = numbers - self.first
        inside = (column >= 0) & (column < self.values.shape[1]) & (rows >= 0)[:, None]
        found = self.values[np.maximum(rows, 0)[:, None], np.where(inside, column, 0)]
        own = np.where(inside[:, :, None], found, np.nan).astype(np.float64)
        if self.shared is None:
            return own
        return np.concatenate([own, self.shared.at(np.zeros_like(rows), numbers)], axis=2)


def _rows(frame: pl.DataFrame, series: pl.Series) -> pl.Series:
    """Index of each row's series; null where there is none of that name."""
    index = pl.DataFrame({SERIES: series}).with_row_index("row")
    names = frame.select(pl.col(SERIES).cast(series.dtype))
    joined = names.join(index, on=SERIES, how="left", maintain_order="left")
    return joined["row"].cast(pl.Int64)
