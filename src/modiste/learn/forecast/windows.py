"""What the learnt forecasters see of a panel: right-aligned arrays, origins, seasonal profiles.

Every array of :class:`Aligned` ends with each series' own last step, so that one index counts the
steps back from there for all of them. A :class:`View` is all that may be known at one origin: it
holds no later step, hence nothing built from it can look ahead.

Values are seen in *deviations*: ``(y − level) ÷ scale`` with the mean and the mean absolute value
of the last year before the origin. For shares, counts and other values of at least 0 that is the
ratio to last year's mean, less 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from modiste.learn.forecast.panel import Floats, Panel, Step

Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]

LOW, HIGH = -3.0, 6.0
"""Deviations are clipped here: a series that comes to life cannot rule what all others teach."""

LEAST_CYCLE = 12
"""A year has at least this many steps, so that a short season still gives something to look at."""

DECAY = 0.7
"""Weight of a year in the profile against the year after it."""

YEARS = 4
"""Years that make a profile."""

_TINY = 1e-12


def season_of(step: Step, season: int | None) -> int:
    """The season asked for, or the one of the grid: a year of weeks or months, a week of days."""
    if season is not None:
        return season
    if step.unit.startswith("month"):
        return max(1, 12 // step.size)
    if step.unit == "days":
        return max(1, round(364 / step.size)) if step.size >= 7 else 7 if step.size == 1 else 1
    return 52


def cycle_of(season: int) -> int:
    """Steps in the year of a model: the least multiple of the season from ``LEAST_CYCLE`` on."""
    return season * max(1, -(-LEAST_CYCLE // season))


@dataclass(frozen=True)
class Aligned:
    """A panel as arrays that end together.

    Attributes:
        values: gaps interpolated, NaN before a series begins; shape (series, steps).
        known: where a value was seen, neither interpolated nor estimated; shape (series, steps).
        signals: weak signals, NaN where unknown; shape (signals, series, steps).
        position: place of the step after the last one within the cycle; shape (series,).
        codes: number of each static attribute's value; shape (series, attributes).
        lengths: steps of each series, at most ``steps``; shape (series,).
        season: steps in a season.
        cycle: steps in a year of the model, a multiple of the season.
    """

    values: Floats
    known: Truths
    signals: Floats
    position: Whole
    codes: Whole
    lengths: Whole
    season: int
    cycle: int

    @classmethod
    def of(cls, panel: Panel, season: int | None = None, *, years: int = 8) -> Aligned:
        """Align a panel.

        Args:
            panel: the series.
            season: steps in a season; by the grid where it is ``None``.
            years: cycles of history that are kept.
        """
        season = season_of(panel.step, season)
        cycle = cycle_of(season)
        steps = int(min(panel.lengths.max(), years * cycle))
        index = panel.starts[1:, None] - np.arange(steps, 0, -1)
        inside = index >= panel.starts[:-1, None]
        index = np.where(inside, index, 0)

        def tail(flat: Floats) -> Floats:
            return np.where(inside, flat[index], np.nan)

        signals = [tail(panel.signal(name)) for name in panel.signals]
        return cls(
            values=tail(panel.filled),
            known=inside & ~np.isnan(panel.values)[index],
            signals=np.array(signals).reshape(len(signals), len(panel.lengths), steps),
            position=(panel.numbers[panel.starts[1:] - 1] + 1) % cycle,
            codes=_codes(panel),
            lengths=np.minimum(panel.lengths, steps).astype(np.int64),
            season=season,
            cycle=cycle,
        )

    @property
    def steps(self) -> int:
        """Steps of the longest series."""
        return int(self.values.shape[1])

    @cached_property
    def errors(self) -> Floats:
        """In-sample mean absolute error of repeating the last cycle; shape (series,).

        Series without a second cycle get the typical ratio of that error to the level.
        """
        change = np.abs(self.values[:, self.cycle :] - self.values[:, : -self.cycle])
        seen = self.known[:, self.cycle :] & self.known[:, : -self.cycle]
        many = (seen & ~np.isnan(change)).sum(axis=1)
        own = np.where(seen, np.nan_to_num(change), 0.0).sum(axis=1) / np.maximum(many, 1)
        level = _mean(np.abs(self.values), axis=1)
        measured = many > 0
        ratio = own[measured] / np.maximum(level[measured], _TINY)
        typical = float(np.median(ratio)) if measured.any() else 1.0
        return np.where(measured, own, typical * level)

    @property
    def ready(self) -> Truths:
        """Series with a whole cycle of history; shape (series,)."""
        return self.lengths >= self.cycle

    def shortened(self, steps: int) -> Aligned:
        """The same without each series' last steps; series that end by that are left empty."""
        return Aligned(
            self.values[:, :-steps],
            self.known[:, :-steps],
            self.signals[:, :, :-steps],
            (self.position - steps) % self.cycle,
            self.codes,
            np.maximum(self.lengths - steps, 0),
            self.season,
            self.cycle,
        )

    def with_signals_as_series(self) -> Aligned:
        """The same with every weak signal as a series more; its signal is the series it is of.

        A signal is left out where it begins late or has gaps, and where it never moves.
        """
        extra = []
        for which, signal in enumerate(self.signals):
            inside = np.arange(self.steps) >= self.steps - self.lengths[:, None]
            whole = ~(np.isnan(signal) & inside).any(axis=1) & (self.lengths > self.cycle)
            moves = np.nanstd(np.where(whole[:, None], signal, 0.0), axis=1) > _TINY
            rows = np.flatnonzero(whole & moves)
            swapped = self.signals[:, rows].copy()
            swapped[which] = self.values[rows]
            extra.append((rows, signal[rows], swapped))
        if not extra:
            return self
        rows = np.concatenate([np.arange(len(self.lengths)), *(each for each, _, _ in extra)])
        values = np.concatenate([self.values, *(each for _, each, _ in extra)])
        known = np.concatenate([self.known, *(~np.isnan(each) for _, each, _ in extra)])
        signals = np.concatenate([self.signals, *(each for _, _, each in extra)], axis=1)
        return Aligned(
            values,
            known,
            signals,
            self.position[rows],
            self.codes[rows],
            self.lengths[rows],
            self.season,
            self.cycle,
        )

    def view(self, back: int = 0) -> View:
        """What is known ``back`` steps before the end, of the series that have a cycle by then."""
        rows = np.flatnonzero(self.lengths - back >= self.cycle)
        end = self.steps - back
        return View(self, rows, end, (self.position[rows] - back) % self.cycle)

    def origins(self, stride: int = 1) -> Iterator[View]:
        """Every ``stride``-th origin that at least one step follows, newest first."""
        for back in range(1, int(self.lengths.max()) - self.cycle + 1, stride):
            yield self.view(back)


@dataclass(frozen=True)
class View:
    """What is known at one origin.

    Attributes:
        whole: the arrays it is cut from.
        rows: the series that are seen; every array below has one row for each of them.
        end: column of the first step that is not known.
        position: place of that step within the cycle.
    """

    whole: Aligned
    rows: Whole
    end: int
    position: Whole

    def _year(self, values: Floats, back: int) -> Floats:
        """The cycle that ended ``back`` cycles before the origin; NaN where there was none."""
        cycle = self.whole.cycle
        high = self.end - back * cycle
        if high - cycle < 0:
            return np.full((len(self.rows), cycle), np.nan)
        return values[self.rows, high - cycle : high]

    @cached_property
    def raw(self) -> list[Floats]:
        """Values of the last cycles, newest first; each of shape (rows, cycle)."""
        return [self._year(self.whole.values, back) for back in range(YEARS)]

    @cached_property
    def levels(self) -> Floats:
        """Mean of each of those cycles; shape (cycles, rows)."""
        return np.stack([_mean(year, axis=1) for year in self.raw])

    @cached_property
    def scales(self) -> Floats:
        """Mean absolute value of each of those cycles; shape (cycles, rows)."""
        return np.stack([np.maximum(_mean(np.abs(year), axis=1), _TINY) for year in self.raw])

    @property
    def level(self) -> Floats:
        """Mean of the last cycle; shape (rows,)."""
        newest: Floats = self.levels[0]
        return newest

    @property
    def scale(self) -> Floats:
        """Mean absolute value of the last cycle; shape (rows,)."""
        newest: Floats = self.scales[0]
        return newest

    @cached_property
    def years(self) -> list[Floats]:
        """Deviations of each cycle from its own mean, newest first; each (rows, cycle)."""
        own = zip(self.raw, self.levels, self.scales, strict=True)
        return [np.clip((y - m[:, None]) / s[:, None], LOW, HIGH) for y, m, s in own]

    @cached_property
    def rough(self) -> Floats:
        """Weighted mean of the cycles, of the repeats within one for a short season."""
        stacked = np.stack(self.years)
        weight = np.where(np.isnan(stacked), 0.0, DECAY ** np.arange(YEARS)[:, None, None])
        mean = np.where(weight > 0, stacked * weight, 0.0).sum(axis=0) / weight.sum(axis=0)
        repeats = mean.reshape(len(mean), -1, self.whole.season).mean(axis=1)
        return np.tile(repeats, (1, self.whole.cycle // self.whole.season))

    @cached_property
    def profile(self) -> Floats:
        """The rough profile under a triangular kernel of three weeks to each side."""
        return smoothed_circle(self.rough, 3 * self.whole.season // 52)

    def ahead(self, curve: Floats, horizon: int) -> Floats:
        """A curve over the cycle, carried over the coming steps; shape (rows, horizon)."""
        return curve[:, np.arange(horizon) % self.whole.cycle]

    def targets(self, horizon: int) -> Floats:
        """Deviations that came after the origin, clipped; NaN where unknown."""
        found = np.full((len(self.rows), horizon), np.nan)
        high = min(self.end + horizon, self.whole.steps)
        came = self.whole.values[self.rows, self.end : high]
        seen = self.whole.known[self.rows, self.end : high]
        found[:, : high - self.end] = np.where(seen, came, np.nan)
        return np.clip(self.deviations(found), LOW, HIGH)

    def deviations(self, values: Floats) -> Floats:
        """Values, shape (rows, steps), as deviations."""
        found: Floats = (values - self.level[:, None]) / self.scale[:, None]
        return found

    def restored(self, deviations: Floats) -> Floats:
        """Deviations, shape (rows, steps), as values."""
        found: Floats = self.level[:, None] + self.scale[:, None] * deviations
        return found

    @cached_property
    def weight(self) -> Floats:
        """Scale over the yardstick of MASE: turns deviations into scaled errors; shape (rows,)."""
        yardstick = self.whole.errors[self.rows]
        ratio = np.where(yardstick > _TINY, self.scale / np.maximum(yardstick, _TINY), 0.0)
        return np.minimum(ratio, 50.0)

    @cached_property
    def signals(self) -> list[View]:
        """Each weak signal as a view of its own, gaps filled with its last known step."""
        return [
            View(_as_values(self.whole, which), self.rows, self.end, self.position)
            for which in range(len(self.whole.signals))
        ]


def smoothed_circle(curves: Floats, reach: int) -> Floats:
    """Triangular moving mean of curves over a circle; shape (rows, steps) in and out."""
    shares = reach + 1.0 - np.abs(np.arange(-reach, reach + 1))
    parts = [
        share * np.roll(curves, shift, axis=1)
        for shift, share in zip(range(-reach, reach + 1), shares / shares.sum(), strict=True)
    ]
    return np.asarray(np.sum(parts, axis=0))


def smoothed(curves: Floats, reach: int) -> Floats:
    """Plain moving mean of curves, narrower at their ends; shape (rows, steps) in and out."""
    steps = curves.shape[1]
    total = np.concatenate([np.zeros((len(curves), 1)), np.cumsum(curves, axis=1)], axis=1)
    low = np.maximum(np.arange(steps) - reach, 0)
    high = np.minimum(np.arange(steps) + reach + 1, steps)
    mean: Floats = (total[:, high] - total[:, low]) / (high - low)
    return mean


def _as_values(whole: Aligned, which: int) -> Aligned:
    """A weak signal in the place of the values."""
    kept: dict[int, Aligned] = whole.__dict__.setdefault("_signals_as_values", {})
    if which not in kept:
        filled = _carried(whole.signals[which])
        kept[which] = Aligned(
            filled,
            ~np.isnan(whole.signals[which]),
            whole.signals[:0],
            whole.position,
            whole.codes,
            whole.lengths,
            whole.season,
            whole.cycle,
        )
    return kept[which]


def _carried(values: Floats) -> Floats:
    """Gaps filled with the last known step; zeros before the first one."""
    place = np.where(np.isnan(values), 0, np.arange(values.shape[1]))
    place = np.maximum.accumulate(place, axis=1)
    return np.nan_to_num(np.take_along_axis(values, place, axis=1))


def _codes(panel: Panel) -> Whole:
    """Static attributes as numbers from 0; those that nearly name the series are left out."""
    found = []
    for name in panel.statics:
        column = panel.static(name)
        assert column is not None  # noqa: S101
        if column.n_unique() <= max(2, len(column) // 2):
            found.append(column.rank("dense").fill_null(0).to_numpy().astype(np.int64))
    return np.array(found, dtype=np.int64).reshape(len(found), len(panel.lengths)).T


def _mean(values: Floats, axis: int) -> Floats:
    """Mean of what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    many = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    return np.where(many > 0, total / np.maximum(many, 1), np.nan)
