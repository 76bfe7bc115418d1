"""A panel: many series on one regular time grid, as flat arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.forecast.grid import (
    ESTIMATED,
    SERIES,
    TIME,
    VALUE,
    Step,
    is_signal,
    on_grid,
    refuse_duplicates,
    refuse_empty,
    step_of,
    typed,
)

__all__ = ["ESTIMATED", "SERIES", "TIME", "VALUE", "Floats", "Panel", "Step", "is_signal"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Panel:
    """Series on one grid.

    Attributes:
        frame: ``series, time, value`` and static columns, sorted, one row a step of each series'
            own span; value is null where it is missing.
        step: the grid.
    """

    frame: pl.DataFrame
    step: Step

    @classmethod
    def of(cls, frame: pl.DataFrame | Panel) -> Panel:
        """Bring a long frame onto a grid; a panel is taken as it is.

        Args:
            frame: columns ``series``, ``time`` (date, datetime or integer) and ``value`` (number;
                null or NaN is missing), and ``estimated`` where some values are. Columns that
                :func:`is_signal` names are weak signals; other columns are static attributes of
                the series.

        Raises:
            InputError: a column is absent, a time comes twice, the times fit no grid, a series has
                no value at all.
        """
        if isinstance(frame, Panel):
            return frame
        rows = typed(frame)
        refuse_duplicates(rows)
        step = step_of(rows)
        full = on_grid(rows, step)
        refuse_empty(full)
        return cls(full, step)

    @cached_property
    def starts(self) -> Whole:
        """Index of each series' first step in the flat arrays, and the total at the end."""
        names = self.frame[SERIES]
        first = (names != names.shift()).fill_null(value=True).to_numpy()
        return np.append(np.flatnonzero(first), len(names)).astype(np.int64)

    @cached_property
    def lengths(self) -> Whole:
        """Number of steps of each series."""
        return np.diff(self.starts)

    @cached_property
    def names(self) -> pl.Series:
        """Names of the series, in the order of every array below."""
        return self.frame[SERIES].gather(self.starts[:-1])

    @cached_property
    def numbers(self) -> Whole:
        """Flat times as whole numbers, one more a step; equal for equal times of any series."""
        number = self.frame.select(self.step.number(pl.col(TIME))).to_series().to_numpy()
        return np.asarray(number // self.step.size, dtype=np.int64)

    @cached_property
    def values(self) -> Floats:
        """Flat values; NaN where missing or estimated."""
        value = pl.col(VALUE)
        if ESTIMATED in self.frame.columns:
            value = pl.when(pl.col(ESTIMATED).fill_null(value=False)).then(None).otherwise(value)
        return self.frame.select(value).to_series().to_numpy().astype(np.float64)

    @cached_property
    def filled(self) -> Floats:
        """Flat values, estimates included, with gaps interpolated and ends carried outwards."""
        if not self.frame[VALUE].null_count():
            return self.frame[VALUE].to_numpy().astype(np.float64)
        value = pl.col(VALUE).interpolate().forward_fill().backward_fill().over(SERIES)
        return self.frame.select(value).to_series().to_numpy().astype(np.float64)

    @cached_property
    def signals(self) -> tuple[str, ...]:
        """Names of the weak signals."""
        return tuple(name for name in self.frame.columns if is_signal(name))

    def signal(self, name: str) -> Floats:
        """Flat values of a weak signal, on the same steps as ``values``; NaN where missing."""
        return self.frame[name].to_numpy().astype(np.float64)

    @cached_property
    def statics(self) -> tuple[str, ...]:
        """Names of the static attributes."""
        moving = {SERIES, TIME, VALUE, ESTIMATED, *self.signals}
        return tuple(name for name in self.frame.columns if name not in moving)

    @cached_property
    def counts(self) -> bool:
        """Whether every value is a whole number of at least zero."""
        known = self.values[~np.isnan(self.values)]
        return bool(len(known) and (known >= 0).all() and (known == np.round(known)).all())

    @cached_property
    def positive(self) -> bool:
        """Whether no value is below zero, so that no forecast should be."""
        return bool((self.filled >= 0).all())

    def static(self, name: str) -> pl.Series | None:
        """A static column, one value a series; ``None`` where the panel has no such column."""
        if name not in self.frame.columns:
            return None
        column = self.frame[name]
        if not column.null_count():
            return column.gather(self.starts[:-1])
        known = pl.col(name).drop_nulls().first()
        return self.frame.group_by(SERIES, maintain_order=True).agg(known)[name]

    def tails(self, length: int) -> Floats:
        """The last values of each series: shape (series, length), NaN before a series begins."""
        offset = np.arange(length, 0, -1)
        index = self.starts[1:, None] - offset
        inside = offset <= self.lengths[:, None]
        return np.where(inside, self.filled[np.where(inside, index, 0)], np.nan)

    def future(self, horizon: int) -> pl.DataFrame:
        """The ``horizon`` times after each series' last one, as ``series, time``."""
        last = pl.DataFrame(
            {SERIES: self.names, "last": self.frame[TIME].gather(self.starts[1:] - 1)}
        )
        ends = last["last"].unique().to_list()
        kind = last["last"].dtype
        coming = pl.DataFrame(
            {"last": ends, TIME: [self.step.following(end, horizon) for end in ends]},
            schema={"last": kind, TIME: pl.List(kind)},
        )
        joined = last.join(coming, on="last", how="left", maintain_order="left")
        return joined.explode(TIME, empty_as_null=False).select(SERIES, TIME)

    def until(self, steps_back: int) -> Panel:
        """The panel without its last steps (of the whole grid); shorter series vanish."""
        return self._kept(self.numbers <= self.numbers.max() - steps_back)

    def shortened(self, steps: int) -> Panel:
        """The panel without the last steps of each series; shorter series vanish."""
        left = np.repeat(self.starts[1:], self.lengths) - np.arange(len(self.numbers))
        return self._kept(left > steps)

    def _kept(self, rows: NDArray[np.bool_]) -> Panel:
        """Some rows of each series, without the series that have no value among them."""
        known = rows & self.frame[VALUE].is_not_null().to_numpy()
        some = np.logical_or.reduceat(known, self.starts[:-1])
        return Panel(self.frame.filter(rows & np.repeat(some, self.lengths)), self.step)

    def only(self, names: pl.Series) -> Panel:
        """The named series."""
        return self.where(self.names.is_in(names.implode()).to_numpy())

    def where(self, chosen: NDArray[np.bool_]) -> Panel:
        """The chosen series; shape (series,)."""
        return Panel(self.frame.filter(np.repeat(chosen, self.lengths)), self.step)
