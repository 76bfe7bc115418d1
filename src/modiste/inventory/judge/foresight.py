"""What a policy is told of the future at every review of a replay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from modiste.inventory.judge.scene import Ints
from modiste.inventory.policies.base import Outlook
from modiste.learn.distributions import Floats
from modiste.model.errors import InputError


class Foresight(Protocol):
    """Gives an outlook at every review, and may learn from what was sold.

    Attributes:
        shared: whether all scenarios are told the same, outlooks of shape (n, H); else every
            scenario is told something of its own, of shape (S·n, H) with scenarios outermost.
    """

    @property
    def shared(self) -> bool:
        """See the class."""

    def start(self, scenarios: int) -> None:
        """Forget all scenarios and begin again."""

    def outlook(self, week: int) -> Outlook:
        """What is expected from the start of a week on."""

    def learn(self, week: int, served: Ints, short: NDArray[np.bool_]) -> None:
        """Be told units sold in a week and where they fell short of demand, shape (S, n)."""


@dataclass(frozen=True)
class Outlooks:
    """Forecasts that were made before, at some weeks; in between, the newest one moves on.

    Attributes:
        made: pairs of the week from whose start a forecast looks ahead, and the forecast; in order.
    """

    made: Sequence[tuple[int, Outlook]]
    shared: bool = True

    def __post_init__(self) -> None:
        weeks = [week for week, _ in self.made]
        if not weeks or weeks != sorted(set(weeks)) or weeks[0] > 0:
            raise InputError(
                "the forecasts of a replay are not in order or begin after its first week",
                remedy="Give one forecast a week at most, the first one for week 0 or before.",
            )

    def start(self, scenarios: int) -> None:
        """Nothing to forget."""

    def outlook(self, week: int) -> Outlook:
        """See :class:`Foresight`."""
        origin, found = next((o, f) for o, f in reversed(self.made) if o <= week)
        return moved_on(found, week - origin)

    def learn(self, week: int, served: Ints, short: NDArray[np.bool_]) -> None:
        """Forecasts that were made before learn nothing."""


def moved_on(outlook: Outlook, weeks: int) -> Outlook:
    """A forecast some weeks after it was made, nothing learnt since.

    Of the variance up to a coming week, the part of the mean that is still to come is kept, as
    ``Outlook.over`` does within a week. Weeks beyond the forecast repeat its last one.
    """
    if weeks == 0:
        return outlook
    horizon = outlook.mean.shape[1]
    step = min(weeks, horizon - 1)
    mean = outlook.mean[:, step:]
    total = np.cumsum(outlook.mean, axis=1)[:, step:]
    come = np.cumsum(mean, axis=1)
    share = np.divide(come, total, out=np.ones(total.shape), where=total > 0)
    deviation = outlook.cumulative_sd[:, step:] * np.sqrt(share)
    return Outlook(mean, deviation, outlook.elapsed_days)


class Smoothing:
    """Learns level and error of every series of every scenario from its own sales.

    Exponential smoothing of sales over a given season, in weeks in which demand was met or sales
    were above the level: an empty shelf teaches nothing else (Gardner, Exponential smoothing: the
    state of the art, 1985). The variance of h weeks is h·e² + h²·l², e² the smoothed squared error
    of a week and l² = α/(2 − α)·e² that of the level.

    Args:
        level: units a week at the start, shape (n,).
        variance: variance of a week at the start, shape (n,).
        season: multipliers of the coming weeks, shape (n, W + H); 0 where nothing is sold.
        horizon: H, weeks of each outlook.
        alpha: weight of the newest week.
    """

    shared = False

    def __init__(
        self, level: Floats, variance: Floats, season: Floats, horizon: int, alpha: float = 0.1
    ) -> None:
        if not 0 < alpha < 1:
            raise InputError(f"the weight {alpha} is outside (0, 1)", remedy="Take 0.1 to 0.3.")
        self._first = np.asarray(level, dtype=float), np.asarray(variance, dtype=float)
        self._season, self._horizon, self._alpha = season, horizon, alpha
        self.start(1)

    def start(self, scenarios: int) -> None:
        """See :class:`Foresight`."""
        self._level, self._error = (np.tile(each, (scenarios, 1)) for each in self._first)

    def outlook(self, week: int) -> Outlook:
        """See :class:`Foresight`."""
        ahead = self._season[:, week : week + self._horizon]
        mean = self._level[:, :, None] * ahead
        weeks = np.cumsum(ahead, axis=1)
        known = self._alpha / (2 - self._alpha)
        variance = self._error[:, :, None] * (weeks + known * weeks**2)
        rows = mean.shape[0] * mean.shape[1]
        return Outlook(mean.reshape(rows, -1), np.sqrt(variance).reshape(rows, -1))

    def learn(self, week: int, served: Ints, short: NDArray[np.bool_]) -> None:
        """See :class:`Foresight`."""
        factor = self._season[:, week]
        selling = factor > 0
        seen = np.divide(served, factor, out=np.zeros(served.shape), where=selling)
        told = selling & (~short | (seen > self._level))
        miss = np.where(told, seen - self._level, 0.0)
        squared = np.where(told, miss**2 - self._error, 0.0)
        self._level = self._level + self._alpha * miss
        self._error = np.maximum(self._error + self._alpha * squared, self._level)
