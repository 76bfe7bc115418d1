"""What planners do without a model: the policies that others are measured against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from modiste.inventory.policies.base import DAYS, LevelPolicy, Outlook, Points, Terms
from modiste.learn.distributions import Floats


@dataclass(frozen=True)
class FixedPoints(LevelPolicy):
    """Reorder points set once, from what sold then, and left alone.

    Attributes:
        weekly: mean weekly units when the points were set, shape (n,).
        safety_weeks: weeks of such sales kept beyond lead time and review.
        name: as in the table ``stock_policy``.
    """

    weekly: Floats
    safety_weeks: float = 2.0
    name: str = "fixed reorder point"

    def points(self, outlook: Outlook, terms: Terms) -> Points:  # noqa: ARG002
        """See :class:`LevelPolicy`; the outlook is not looked at."""
        weeks = (terms.lead_days + terms.review_days) / DAYS + self.safety_weeks
        point = np.floor(self.weekly * weeks + 0.5)
        return Points(point, point + np.floor(self.weekly * terms.cycle_days / DAYS + 0.5))


@dataclass(frozen=True)
class WeeksOfCover(LevelPolicy):
    """At every review up to the expected sales of so many weeks, however uncertain they are.

    Attributes:
        weeks: cover beyond lead time and review.
        name: as in the table ``stock_policy``.
    """

    weeks: float = 4.0
    name: str = "weeks of cover"

    def points(self, outlook: Outlook, terms: Terms) -> Points:
        """See :class:`LevelPolicy`."""
        days = terms.lead_days + terms.review_days + self.weeks * DAYS
        level = np.floor(outlook.over(days)[0] + 0.5)
        return Points(level - 1, level)


@dataclass(frozen=True)
class NormalSafety(LevelPolicy):
    """The textbook's s = μ + z σ √(L + R), demand being normal and its weeks independent.

    σ is the deviation of the first week's forecast; a random lead time adds μ² σ_L² (Silver, Pyke
    and Thomas, §6.10). S lies one order cycle above s.
    """

    name: str = "normal safety stock"

    def points(self, outlook: Outlook, terms: Terms) -> Points:
        """See :class:`LevelPolicy`."""
        days = terms.lead_days + terms.review_days
        mean, _ = outlook.over(days)
        weekly = mean / np.maximum(days / DAYS, 1e-9)
        variance = outlook.cumulative_sd[:, 0] ** 2 * days / DAYS
        variance = variance + (weekly * terms.lead_sd_days / DAYS) ** 2
        point = np.ceil(mean + special.ndtri(terms.service) * np.sqrt(variance) - 1e-9)
        whole, _ = outlook.over(days + terms.cycle_days)
        return Points(point, point + np.floor(np.maximum(whole - mean, 0.0) + 0.5))
