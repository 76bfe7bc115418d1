"""Scenes of real histories: the year that was, with what its empty shelves hid, and years like it.

What a shelf that stood empty hid is drawn from the weeks around it in which it did not (a hot deck:
Little and Rubin, Statistical Analysis with Missing Data, §4.4), never less than what was sold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from modiste.inventory.judge.foresight import Outlooks
from modiste.inventory.judge.scene import Counts, Ints
from modiste.inventory.policies.base import DAYS, Outlook
from modiste.learn.distributions import Floats
from modiste.model.errors import InputError

REACH = 8
"""Weeks on each side from which hidden demand is drawn."""

_YEAR = 52


@dataclass(frozen=True)
class Past:
    """Weekly sales of n series over T weeks.

    Attributes:
        sold: units, shape (n, T); NaN before a series began.
        censored: weeks in which the shelf was found empty, shape (n, T).
    """

    sold: Floats
    censored: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.sold.ndim != 2 or self.sold.shape != self.censored.shape:
            raise InputError(
                "sales and empty shelves differ in shape", remedy="Give one row a series."
            )
        if np.nanmin(self.sold, initial=0) < 0:
            raise InputError("sales below zero", remedy="Give units sold, without returns.")

    def rows(self, rows: Ints) -> Past:
        """The past of some series."""
        return Past(self.sold[rows], self.censored[rows])

    def until(self, week: int) -> Past:
        """The past before a week."""
        return Past(self.sold[:, :week], self.censored[:, :week])

    def before(self, week: int) -> Floats:
        """Sales before a week as a forecaster may know them then, shape (n, week).

        A week with an empty shelf counts as the mean of the eight weeks before it that had none,
        where that is more: nothing later is looked at.
        """
        sold = self.sold[:, :week]
        clear = ~self.censored[:, :week] & ~np.isnan(sold)
        units: Floats = np.cumsum(np.where(clear, sold, 0.0), axis=1)
        weeks: Floats = np.cumsum(clear, axis=1, dtype=float)
        mean = _trailing(units) / np.maximum(_trailing(weeks), 1)
        known = np.where(np.isnan(sold), np.nan, np.maximum(sold, mean))
        return np.where(self.censored[:, :week], known, sold)

    def demand(self, first: int, weeks: int, scenarios: int, seed: int = 0) -> Counts:
        """Demand of some weeks, (S, weeks, n): what was sold, and draws of what was hidden."""
        whole = np.nan_to_num(self.sold[:, first : first + weeks]).astype(np.int32)
        out = np.repeat(whole.T[None], scenarios, axis=0)
        hidden = np.argwhere(self.censored[:, first : first + weeks])
        if not len(hidden):
            return out
        series, week = hidden[:, 0], hidden[:, 1] + first
        n, last = self.sold.shape[0], self.sold.shape[1] - 1
        clear = np.flatnonzero((~self.censored & ~np.isnan(self.sold)).ravel())
        if not len(clear):
            return out
        start = series * (last + 1)
        low = np.searchsorted(clear, start + np.maximum(week - REACH, 0))
        high = np.searchsorted(clear, start + np.minimum(week + REACH, last), side="right")
        rng = np.random.default_rng((seed, n))
        picked = low + (rng.random((scenarios, len(hidden))) * (high - low)).astype(np.int64)
        some = high > low
        values = self.sold.ravel()[clear[np.minimum(picked, len(clear) - 1)]]
        sold = self.sold[series, week]
        drawn = np.where(some, np.maximum(values, sold), np.nan_to_num(sold))
        out[:, hidden[:, 1], series] = drawn.astype(np.int32)
        return out

    def resampled(self, weeks: int, scenarios: int, block: int = 8, seed: int = 0) -> Counts:
        """Years like the past: blocks of successive weeks in random order, shape (S, weeks, n).

        All series keep their weeks together, so that they move together as they did (moving block
        bootstrap: Künsch, Annals of Statistics, 1989). With two years or more, a block comes from
        the same season of any year, up to two weeks away. Weeks before a series began repeat its
        later ones.

        Raises:
            InputError: the past is shorter than a block.
        """
        length = self.sold.shape[1]
        if not 1 <= block <= length:
            raise InputError(
                f"blocks of {block} weeks do not fit into {length} weeks of history",
                remedy="Give shorter blocks.",
            )
        rng = np.random.default_rng((seed, block))
        whole = self._filled(self.demand(0, length, scenarios, seed), rng)
        out = np.empty((scenarios, weeks, self.sold.shape[0]), dtype=np.int32)
        for scenario in range(scenarios):
            for start in range(0, weeks, block):
                begin = self._begin(start, block, rng)
                end = min(start + block, weeks)
                out[scenario, start:end] = whole[scenario, begin : begin + end - start]
        return out

    def _begin(self, start: int, block: int, rng: np.random.Generator) -> int:
        """First week of a block that is to stand so many weeks after the past's end."""
        last = self.sold.shape[1] - block
        if self.sold.shape[1] < 2 * _YEAR:
            return int(rng.integers(0, last + 1))
        same = np.arange((self.sold.shape[1] + start) % _YEAR, last + 1, _YEAR)
        near = (same[:, None] + np.arange(-2, 3)).ravel()
        near = near[(near >= 0) & (near <= last)]
        return int(rng.choice(near)) if len(near) else int(rng.integers(0, last + 1))

    def _filled(self, demand: Counts, rng: np.random.Generator) -> Counts:
        """Weeks before a series began as draws from its own later ones."""
        absent = np.isnan(self.sold)
        for series in np.flatnonzero(absent.any(axis=1)):
            there = np.flatnonzero(~absent[series])
            gone = np.flatnonzero(absent[series])
            if len(there):
                demand[:, gone, series] = demand[:, rng.choice(there, len(gone)), series]
        return demand


@dataclass(frozen=True)
class Pooled:
    """The past of n groups of series, such as variants over all their locations.

    What shelves hid is drawn place by place, then added up.

    Attributes:
        past: of m series.
        group: number of the group of each, shape (m,), from 0 to n − 1, each with a member.
    """

    past: Past
    group: Ints

    @property
    def sold(self) -> Floats:
        """Units sold by each group, shape (n, T); NaN before its first series began."""
        return self._summed(self.past.sold)

    def rows(self, rows: Ints) -> Pooled:
        """The past of some groups, in ascending order."""
        kept = np.isin(self.group, rows)
        return Pooled(self.past.rows(np.flatnonzero(kept)), np.searchsorted(rows, self.group[kept]))

    def until(self, week: int) -> Pooled:
        """See :class:`Past`."""
        return Pooled(self.past.until(week), self.group)

    def before(self, week: int) -> Floats:
        """See :class:`Past`."""
        return self._summed(self.past.before(week))

    def demand(self, first: int, weeks: int, scenarios: int, seed: int = 0) -> Counts:
        """See :class:`Past`; one scenario at a time, as places may be many."""
        draws = (self.past.demand(first, weeks, 1, seed + each)[0] for each in range(scenarios))
        return np.stack([self._counted(units) for units in draws])

    def resampled(self, weeks: int, scenarios: int, block: int = 8, seed: int = 0) -> Counts:
        """See :class:`Past`."""
        draws = (self.past.resampled(weeks, 1, block, seed + each)[0] for each in range(scenarios))
        return np.stack([self._counted(units) for units in draws])

    def _counted(self, units: Counts) -> Counts:
        return self._summed(units.T.astype(float)).T.astype(np.int32)

    def _summed(self, values: Floats) -> Floats:
        out = np.zeros((int(self.group.max(initial=-1)) + 1, values.shape[1]))
        np.add.at(out, self.group, np.nan_to_num(values))
        known = np.zeros(out.shape, dtype=bool)
        np.logical_or.at(known, self.group, ~np.isnan(values))
        out[~known] = np.nan
        return out


def _trailing(total: Floats) -> Floats:
    """Sums of the eight weeks before each week, out of running totals."""
    padded = np.concatenate([np.zeros((len(total), 1)), total], axis=1)[:, :-1]
    back = np.maximum(np.arange(total.shape[1]) - REACH, 0)
    found: Floats = padded - padded[:, back]
    return found


def lead_weeks(
    days: Floats, sd: Floats, supplier: Ints, weeks: int, scenarios: int, seed: int = 0
) -> Ints:
    """Weeks from order to shelf, shape (S, weeks, n): gamma, one draw a supplier and week.

    Goods are sold from the week after their arrival on.

    Args:
        days: mean lead time of each series.
        sd: its deviation; 0 is certain.
        supplier: number of the supplier of each series.
        weeks: W.
        scenarios: S.
        seed: of the draws.
    """
    rng = np.random.default_rng((seed, 5))
    count = int(supplier.max(initial=0)) + 1
    uniform = rng.random((scenarios, weeks, count))[:, :, supplier]
    safe = np.maximum(sd, 1e-9)
    shape = np.minimum((days / safe) ** 2, 1e8)
    found = np.where(sd > 0, special.gammaincinv(shape, uniform) * days / shape, days)
    return np.asarray(np.ceil(found / DAYS - 1e-9), dtype=np.int64)


def moving_average(past: Past | Pooled, first: int, weeks: int, horizon: int) -> Outlooks:
    """What planners' rules are told: the mean of eight weeks, the deviation of 26, every week."""
    ahead = np.sqrt(np.arange(1, horizon + 1))
    made = []
    for week in range(weeks):
        known = past.before(first + week)
        mean = _mean(known[:, -8:])
        spread = known[:, -26:] - _mean(known[:, -26:])[:, None]
        deviation = np.sqrt(_mean(spread**2))
        flat = np.repeat(mean[:, None], horizon, axis=1)
        made.append((week, Outlook(flat, deviation[:, None] * ahead)))
    return Outlooks(made)


def _mean(values: Floats) -> Floats:
    """Mean of what is known in each row; 0 where nothing is."""
    known = ~np.isnan(values)
    total = np.where(known, values, 0.0).sum(axis=1)
    found: Floats = total / np.maximum(known.sum(axis=1), 1)
    return found
