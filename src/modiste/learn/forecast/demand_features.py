"""What the demand trees look at: one row for a series, an origin and a coming step.

Sizes are logarithms of ratios to the series' own recent level, so that one model serves slow and
fast sellers alike; the level itself is a feature, and the offset of the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from modiste.learn.forecast.known import Known
from modiste.learn.forecast.panel import Floats, Panel, Whole

WINDOWS = (1, 2, 4, 8, 13, 26, 52)
"""Steps whose means are compared with the level."""

LEVEL = {8: 0.5, 26: 0.35, 104: 0.15}
"""Weights of the means over the last steps that make a series' level."""

PRICED = 8
"""Steps before the origin against which a covariate's coming value is compared."""

_GROUPS_MOST = 2_000
"""Groups whose totals are features; with more, only everyone's are."""


@dataclass(frozen=True)
class Dense:
    """A panel as one array in which every series ends in the last column.

    Attributes:
        values: demand, gaps filled, 0 before a series begins; shape (series, steps).
        judged: where a value was seen, neither filled nor estimated; shape (series, steps).
        begun: column of each series' first step; shape (series,).
        last: number of each series' last step; shape (series,).
        group: number of each series' group; shape (series,).
        codes: number of each static attribute's value; shape (series, attributes).
        season: steps in a season.
        known: covariates known for the future, if there are any.
        known_rows: place of each series in them.
    """

    values: NDArray[np.float32]
    judged: NDArray[np.bool_]
    begun: Whole
    last: Whole
    group: Whole
    codes: Whole
    season: int
    known: Known | None
    known_rows: Whole

    @classmethod
    def of(
        cls, panel: Panel, *, season: int, group: str, known: Known | None, most: int = 208
    ) -> Dense:
        """Bring a panel into that form; only its last ``most`` steps are kept."""
        lengths = np.minimum(panel.lengths, most)
        steps = int(lengths.max())
        index = panel.starts[1:, None] - np.arange(steps, 0, -1)
        inside = np.arange(steps, 0, -1) <= lengths[:, None]
        index = np.where(inside, index, 0)
        values = np.where(inside, np.maximum(panel.filled[index], 0.0), 0.0)
        judged = inside & ~np.isnan(panel.values)[index]
        codes = [_codes(panel, name) for name in panel.statics]
        many = len(panel.lengths)
        return cls(
            values=values.astype(np.float32),
            judged=judged,
            begun=(steps - lengths).astype(np.int64),
            last=panel.numbers[panel.starts[1:] - 1],
            group=_codes(panel, group) if group in panel.statics else np.zeros(many, np.int64),
            codes=np.stack(codes, axis=1) if codes else np.empty((many, 0), dtype=np.int64),
            season=season,
            known=known,
            known_rows=known.rows(panel.names) if known else np.zeros(many, dtype=np.int64),
        )

    @property
    def steps(self) -> int:
        """Steps of the longest series."""
        return int(self.values.shape[1])

    @cached_property
    def sums(self) -> Floats:
        """Running sums, shape (series, steps + 1)."""
        return _running(self.values)

    @cached_property
    def sales(self) -> Floats:
        """Running counts of steps with a sale, shape (series, steps + 1)."""
        return _running(self.values > 0)

    @cached_property
    def squares(self) -> Floats:
        """Running sums of squares, shape (series, steps + 1)."""
        return _running(self.values.astype(np.float64) ** 2)

    @cached_property
    def newest(self) -> Whole:
        """Column of the last sale before each column, −1 for none; shape (series, steps + 1)."""
        place = np.where(self.values > 0, np.arange(self.steps), -1)
        running = np.maximum.accumulate(place, axis=1)
        return np.concatenate([np.full((len(place), 1), -1), running], axis=1).astype(np.int64)

    @cached_property
    def small(self) -> float:
        """What is added to every level, so that a logarithm exists: 2 % of the typical one."""
        mean = self.sums[:, -1] / np.maximum(self.steps - self.begun, 1)
        sold = mean[mean > 0]
        return 0.02 * float(np.exp(np.log(sold).mean())) if len(sold) else 0.02

    @cached_property
    def first(self) -> int:
        """Number of the earliest step of all."""
        return int((self.last - self.steps + 1).min())

    @cached_property
    def totals(self) -> tuple[Floats, Floats]:
        """Running totals of each group, and of all (last row), by number; and of their series.

        Returns:
            Units and steps counted, each of shape (groups + 1, numbers + 1).
        """
        groups = int(self.group.max()) + 1
        if groups > _GROUPS_MOST:
            groups = 0
        span = int(self.last.max()) - self.first + 1
        units, many = np.zeros((groups + 1, span)), np.zeros((groups + 1, span))
        for shift in range(self.steps):
            there = self.begun <= shift
            at = (self.last - self.steps + 1 + shift - self.first)[there]
            for row in ([self.group[there]] if groups else []) + [np.full(len(at), groups)]:
                np.add.at(units, (row, at), self.values[there, shift])
                np.add.at(many, (row, at), 1.0)
        return _running(units), _running(many)

    def mean(self, rows: Whole, end: int, window: int) -> Floats:
        """Mean over the ``window`` columns before ``end``, over fewer where a series is younger."""
        low = np.maximum(end - window, self.begun[rows])
        found: Floats = (self.sums[rows, end] - self.sums[rows, low]) / np.maximum(end - low, 1)
        return found

    def level(self, rows: Whole, end: int) -> Floats:
        """Recent level of each series before ``end``, above 0; shape (rows,)."""
        means = [share * self.mean(rows, end, window) for window, share in LEVEL.items()]
        return np.asarray(np.sum(means, axis=0) + self.small)


def rows_of(dense: Dense, rows: Whole, end: int, steps: Whole) -> Floats:
    """Features of series at one origin.

    Args:
        dense: the panel.
        rows: the series, shape (rows,).
        end: column of the first step that is not known at the origin.
        steps: coming steps, 0 is the first; shape (steps,).

    Returns:
        Shape (steps × rows, features), the series of a step together.
    """
    level = dense.level(rows, end)
    origin = np.stack(_origin_features(dense, rows, end, level), axis=1).astype(np.float32)
    moving = np.stack(_step_features(dense, rows, end, steps, level), axis=2).astype(np.float32)
    each = np.broadcast_to(origin, (len(steps), *origin.shape))
    both = np.concatenate([moving, each], axis=2)
    return both.reshape(-1, both.shape[2])


def _origin_features(dense: Dense, rows: Whole, end: int, level: Floats) -> list[Floats]:
    """What does not depend on the step."""
    small = dense.small
    age = (end - dense.begun[rows]).astype(np.float64)
    low = np.maximum(end - 26, dense.begun[rows])
    many = np.maximum(end - low, 1)
    sold = dense.sales[rows, end] - dense.sales[rows, low]
    total = dense.sums[rows, end] - dense.sums[rows, low]
    squares = dense.squares[rows, end] - dense.squares[rows, low]
    size = total / np.maximum(sold, 1)
    spread = squares / np.maximum(sold, 1) - size**2
    last_year = dense.mean(rows, max(end - dense.season, 0), 8) if end > dense.season else level
    found = [np.log((dense.mean(rows, end, w) + small) / level) for w in WINDOWS]
    found += [
        np.log(level),
        np.minimum(age, 2.0 * dense.season),
        sold / many,
        np.minimum(end - 1 - dense.newest[rows, end], 60).astype(np.float64),
        np.log((size + small) / level),
        np.sqrt(np.maximum(spread, 0.0)) / np.maximum(size, small),
        np.log((last_year + small) / level),
    ]
    found += _group_pace(dense, rows, end)
    found += [dense.codes[rows, k].astype(np.float64) for k in range(dense.codes.shape[1])]
    return found


def _span(dense: Dense, row: Whole, low: Whole, high: Whole) -> Floats:
    """Mean units of a group's series from number ``low`` up to before ``high``."""
    units, many = dense.totals
    top = units.shape[1] - 1
    a, b = np.clip(low - dense.first, 0, top), np.clip(high - dense.first, 0, top)
    count = many[row, b] - many[row, a]
    mean = (units[row, b] - units[row, a]) / np.maximum(count, 1)
    return np.asarray(np.where(count > 0, mean, np.nan))


def _bearers(dense: Dense, rows: Whole) -> list[Whole]:
    """Rows of the group totals that speak for each series: everyone's, and its own group's."""
    groups = len(dense.totals[0]) - 1
    everyone = np.full(len(rows), groups)
    return [everyone, dense.group[rows]] if groups > 1 else [everyone]


def _group_pace(dense: Dense, rows: Whole, end: int) -> list[Floats]:
    """How the group's mean of the last steps compares with that of the steps before."""
    now = dense.last[rows] - dense.steps + 1 + end
    found = []
    for bearer in _bearers(dense, rows):
        near = _span(dense, bearer, now - 4, now)
        wide = _span(dense, bearer, now - 13, now)
        found.append(np.log((near + dense.small) / (wide + dense.small)))
    return found


def _step_features(
    dense: Dense, rows: Whole, end: int, steps: Whole, level: Floats
) -> list[Floats]:
    """What depends on the step; each of shape (steps, rows)."""
    season, small = dense.season, dense.small
    now = dense.last[rows] - dense.steps + 1 + end
    numbers = now[None, :] + steps[:, None]
    shape = numbers.shape
    found = [np.broadcast_to(steps[:, None].astype(np.float64), shape)]
    if season > 1:
        found.append((numbers % season).astype(np.float64))
        found += [_own_season(dense, rows, end, steps, level, reach) for reach in (0, 2)]
        for bearer in _bearers(dense, rows):
            who = np.broadcast_to(bearer, shape)
            then = _span(dense, who, numbers - season - 1, numbers - season + 2)
            before = _span(dense, bearer, now - season - 8, now - season)
            found.append(np.log((then + small) / (before + small)[None, :]))
    if dense.known is not None:
        found += _known_features(dense, rows, now, numbers)
    return found


def _own_season(
    dense: Dense, rows: Whole, end: int, steps: Whole, level: Floats, reach: int
) -> Floats:
    """The series' own sales around the same step of last season over its level; NaN if unborn."""
    at = end + steps - dense.season
    low, high = np.maximum(at - reach, 0), np.clip(at + reach + 1, 0, end)
    mean = (dense.sums[rows][:, high] - dense.sums[rows][:, low]).T / np.maximum(high - low, 1)[
        :, None
    ]
    born = (at - reach)[:, None] >= dense.begun[rows][None, :]
    ratio = np.log((mean + dense.small) / level[None, :])
    return np.asarray(np.where(born & (at < end)[:, None], ratio, np.nan))


def _known_features(dense: Dense, rows: Whole, now: Whole, numbers: Whole) -> list[Floats]:
    """Each covariate at the step, and less its mean over the steps before the origin."""
    assert dense.known is not None  # noqa: S101
    at = dense.known_rows[rows]
    coming = dense.known.at(at, numbers.T)
    before = dense.known.at(at, now[:, None] - np.arange(1, PRICED + 1))
    seen = ~np.isnan(before)
    total = np.where(seen, before, 0.0).sum(axis=1)
    mean = np.where(seen.any(axis=1), total / np.maximum(seen.sum(axis=1), 1), np.nan)
    found = []
    for k in range(coming.shape[2]):
        found += [coming[:, :, k].T, (coming[:, :, k] - mean[:, None, k]).T]
    return found


def feature_names(dense: Dense, statics: tuple[str, ...]) -> list[str]:
    """Names of the columns of :func:`rows_of`, in their order."""
    who = ["all", "group"] if len(dense.totals[0]) > 2 else ["all"]
    names = ["step ahead"]
    if dense.season > 1:
        names += ["season position", "own last season", "own last season, smoothed"]
        names += [f"season of {each}" for each in who]
    for name in dense.known.every_name if dense.known else ():
        names += [name, f"{name} against the last {PRICED} steps"]
    names += [f"mean of {w}" for w in WINDOWS]
    names += ["level", "age", "share of steps with a sale", "steps since a sale"]
    names += ["size of a sale", "variation of sizes", "level of last season"]
    names += [f"pace of {each}" for each in who]
    return names + [f"attribute {name}" for name in statics]


def _running(values: np.ndarray) -> Floats:
    """Running sums along the last axis, with a zero before the first."""
    total = np.cumsum(values, axis=1, dtype=np.float64)
    return np.concatenate([np.zeros((len(total), 1)), total], axis=1)


def _codes(panel: Panel, name: str) -> Whole:
    """Number of each series' value of a static column; the same at every origin."""
    column = panel.static(name)
    assert column is not None  # noqa: S101
    return column.cast(str).fill_null("").rank("dense").to_numpy().astype(np.int64) - 1
