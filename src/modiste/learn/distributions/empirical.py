"""Demand known by quantiles of a forecast or by scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from modiste.learn.distributions.base import Floats
from modiste.model.errors import InputError


@dataclass(frozen=True)
class Sample:
    """Equally likely scenarios, shape (n, k).

    Attributes:
        values: units of each series in each scenario.
        whole: whether they are whole numbers.
    """

    values: Floats
    whole: bool = True

    def rows(self, index: NDArray[np.intp]) -> Sample:
        """See :class:`Distribution`."""
        return Sample(self.values[index], self.whole)

    @property
    def mean(self) -> Floats:
        """See :class:`Distribution`."""
        value: Floats = self.values.mean(axis=1)
        return value

    @property
    def variance(self) -> Floats:
        """See :class:`Distribution`; of the scenarios themselves."""
        value: Floats = self.values.var(axis=1)
        return value

    @cached_property
    def _ordered(self) -> Floats:
        return np.sort(self.values, axis=1)

    def cdf(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        value: Floats = (self.values <= np.asarray(x)[..., None]).mean(axis=-1)
        return value

    def quantile(self, level: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        count = self.values.shape[1]
        place = np.clip(np.ceil(np.asarray(level) * count - 1e-9).astype(int) - 1, 0, count - 1)
        rows = np.arange(len(self.values))
        value: Floats = self._ordered[rows, np.broadcast_to(place, rows.shape)]
        return value

    def loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        value: Floats = np.maximum(self.values - np.asarray(x)[..., None], 0.0).mean(axis=-1)
        return value

    def second_loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        short = np.maximum(self.values - np.asarray(x)[..., None], 0.0)
        next_one = np.maximum(short - 1, 0.0) if self.whole else short
        value: Floats = (short * next_one).mean(axis=-1) / 2
        return value


@dataclass(frozen=True)
class Curve:
    """Quantiles joined by straight lines.

    From 0 up to the lowest quantile demand is spread evenly; above the highest it falls off
    exponentially with the density of the last stretch, for a forecast's last quantile is not its
    greatest value.

    Attributes:
        levels: rising probabilities in (0, 1), shape (q,), two or more.
        values: quantiles, not below 0 and not falling along a row, shape (n, q).
        whole: always false; quantities between whole numbers are possible.

    Raises:
        InputError: levels or quantiles fall, or do not fit together.
    """

    levels: Floats
    values: Floats
    whole: bool = False

    def __post_init__(self) -> None:
        levels = np.asarray(self.levels)
        fits = levels.ndim == 1 and len(levels) >= 2 and self.values.shape[1:] == levels.shape
        if not fits or np.any(np.diff(levels) <= 0) or levels[0] <= 0 or levels[-1] >= 1:
            raise InputError(
                "levels of quantiles must rise between 0 and 1, one a column",
                remedy="Give at least two levels, such as 0.1, 0.5 and 0.9",
            )
        if np.any(np.diff(self.values, axis=1) < 0) or np.any(self.values < 0):
            raise InputError(
                "quantiles fall along a row or lie below 0",
                remedy="Sort the quantiles of each series and cut them at 0",
            )

    def rows(self, index: NDArray[np.intp]) -> Curve:
        """See :class:`Distribution`."""
        return Curve(self.levels, self.values[index])

    @cached_property
    def _knots(self) -> tuple[Floats, Floats]:
        """Levels and values with the beginning at 0, shapes (q + 1,) and (n, q + 1)."""
        values = np.concatenate([np.zeros((len(self.values), 1)), self.values], axis=1)
        return np.concatenate([[0.0], self.levels]), values

    @cached_property
    def _tail(self) -> Floats:
        """Mean excess over the highest quantile, shape (n,)."""
        last = self.values[:, -1] - self.values[:, -2]
        tail: Floats = last / (self.levels[-1] - self.levels[-2]) * (1 - self.levels[-1])
        return tail

    @cached_property
    def _losses(self) -> tuple[Floats, Floats]:
        """First and second loss at the knots, shape (n, q + 1): summed from the tail down."""
        levels, values = self._knots
        rest, width = 1 - levels, np.diff(values, axis=1)
        at_last = rest[-1] * self._tail
        pieces = width * (rest[:-1] + rest[1:]) / 2
        first = _summed_down(pieces, at_last)
        slant = (rest[:-1] - rest[1:]) / 6
        second_pieces = first[:, 1:] * width + width**2 * (rest[1:] / 2 + slant)
        return first, _summed_down(second_pieces, at_last * self._tail)

    @property
    def mean(self) -> Floats:
        """See :class:`Distribution`."""
        return self._losses[0][:, 0]

    @property
    def variance(self) -> Floats:
        """See :class:`Distribution`: E[D²] is twice the second loss at 0."""
        value: Floats = 2 * self._losses[1][:, 0] - self.mean**2
        return np.maximum(value, 0.0)

    def cdf(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        place, part, above = self._place(np.asarray(x, dtype=float))
        levels, _ = self._knots
        inside = levels[place] + part * (levels[place + 1] - levels[place])
        decay = np.exp(-above / np.where(self._tail > 0, self._tail, 1e-300))
        beyond = 1 - (1 - levels[-1]) * decay
        value = np.where(above >= 0, beyond, inside)
        return np.where(np.asarray(x) < 0, 0.0, value)

    def quantile(self, level: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        levels, values = self._knots
        wanted = np.broadcast_to(np.asarray(level, dtype=float), (len(values),))
        place = np.clip(np.searchsorted(levels, wanted, side="left") - 1, 0, len(levels) - 2)
        part = (wanted - levels[place]) / (levels[place + 1] - levels[place])
        rows = np.arange(len(values))
        low, high = values[rows, place], values[rows, place + 1]
        beyond = values[:, -1] + self._tail * np.log((1 - levels[-1]) / (1 - wanted))
        return np.where(wanted > levels[-1], beyond, low + part * (high - low))

    def loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        return self._integrated(np.asarray(x, dtype=float), 0)

    def second_loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        return self._integrated(np.asarray(x, dtype=float), 1)

    def _integrated(self, x: Floats, order: int) -> Floats:
        place, part, above = self._place(x)
        levels, values = self._knots
        rows = np.broadcast_to(np.arange(len(values)), place.shape)
        width = values[rows, place + 1] - values[rows, place]
        left, rest = width * (1 - part), 1 - levels[place + 1]
        rise = (levels[place + 1] - levels[place]) * (1 - part)
        at = [loss[rows, place + 1] for loss in self._losses]
        inside = at[0] + left * (rest + rise / 2)
        if order:
            inside = at[1] + at[0] * left + left**2 * (rest / 2 + rise / 6)
        decay = np.exp(-np.maximum(above, 0) / np.where(self._tail > 0, self._tail, 1e-300))
        beyond = (1 - levels[-1]) * self._tail ** (order + 1) * decay
        below = self.mean - x
        if order:
            below = self._losses[1][:, 0] - x * self.mean + x**2 / 2
        return np.where(x < 0, below, np.where(above >= 0, beyond, inside))

    def _place(self, x: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
        """The stretch in which x lies, how far along it, and how far beyond the last knot."""
        _, values = self._knots
        at = np.broadcast_to(x, np.broadcast_shapes(x.shape, (len(values),)))
        reached = (values <= at[..., None]).sum(axis=-1) - 1
        place = np.clip(reached, 0, values.shape[1] - 2)
        rows = np.broadcast_to(np.arange(len(values)), place.shape)
        low, high = values[rows, place], values[rows, place + 1]
        part = np.clip((at - low) / np.where(high > low, high - low, 1.0), 0.0, 1.0)
        return place, part, at - values[:, -1]


def _summed_down(pieces: Floats, last: Floats) -> Floats:
    """Sums of the pieces from each knot to the last one, plus what lies beyond it."""
    sums = np.concatenate([pieces, last[:, None]], axis=1)
    value: Floats = np.cumsum(sums[:, ::-1], axis=1)[:, ::-1]
    return value
