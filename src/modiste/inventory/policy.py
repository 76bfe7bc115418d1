"""The (R, s, S) policy: at every review, order up to S where the position is at or below s.

s covers demand over lead time and review with the service aimed at; S lies one order cycle's
expected demand above it. The next review protects again, so S needs no uncertainty of its own
(Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains, chapter 6, with the
variance of a random lead time). Demand over a span is a negative binomial with the forecast's mean
and variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from modiste.inventory.policies.targets import point_for_cycle, point_for_fill
from modiste.learn.distributions import Count, Floats, negative_binomial_loss
from modiste.model.errors import InputError

DAYS = 7.0


@dataclass(frozen=True)
class Outlook:
    """Forecast of n series over H weeks: expected units a week and deviation of running totals.

    Attributes:
        mean: shape (n, H).
        cumulative_sd: shape (n, H).
        elapsed_days: days of the first week that have passed; their demand is no longer to come.

    Raises:
        InputError: a number is negative or not known, or the shapes differ.
    """

    mean: Floats
    cumulative_sd: Floats
    elapsed_days: float = 0.0

    def __post_init__(self) -> None:
        shape = np.shape(self.mean)
        if len(shape) != 2 or shape[1] < 1 or np.shape(self.cumulative_sd) != shape:
            raise InputError(
                f"an outlook has means of shape {shape} and deviations of shape "
                f"{np.shape(self.cumulative_sd)}",
                remedy="Give both one row a series and one column a week",
            )
        for name in ("mean", "cumulative_sd"):
            value = getattr(self, name)
            # Of a number that is not known neither is true.
            if not (np.min(value, initial=0.0) >= 0 and np.max(value, initial=0.0) < np.inf):
                raise InputError(
                    f"{name} of an outlook is negative, infinite or not known",
                    remedy="Give expected units and deviations of at least 0",
                )

    def over(self, days: Floats, sd_days: Floats | float = 0.0) -> tuple[Floats, Floats]:
        """Mean and variance of demand over the coming days, whose number is itself uncertain.

        Var = Var(demand over the mean span) + (demand a day)² Var(span).

        Args:
            days: length of the span, shape (n,); beyond the forecast the last week repeats.
            sd_days: standard deviation of that length.
        """
        weeks = (days + self.elapsed_days) / DAYS
        total = _at(np.cumsum(self.mean, axis=1), weeks)
        mean = np.maximum(total - self._passed, 0.0)
        # Of the variance since the week began, the part of the days to come.
        share = np.divide(mean, total, out=np.ones_like(total), where=total > 0)
        variance = np.maximum(_at(self.cumulative_sd**2, weeks), 0.0) * share
        week = np.clip(np.ceil(weeks).astype(int) - 1, 0, self.mean.shape[1] - 1)
        rate = np.take_along_axis(self.mean, week[:, None], axis=1)[:, 0]
        return mean, variance + rate**2 * (np.asarray(sd_days) / DAYS) ** 2

    def days_until(self, units: Floats) -> Floats:
        """Days until expected demand has used up some units; infinite beyond the forecast."""
        units = units + self._passed
        total = np.cumsum(self.mean, axis=1)
        before = np.concatenate([np.zeros((len(total), 1)), total[:, :-1]], axis=1)
        reached = total >= units[:, None]
        week = np.argmax(reached, axis=1)
        rows = np.arange(len(total))
        rest = np.maximum(units - before[rows, week], 0.0)
        rate = np.maximum(self.mean[rows, week], 1e-12)
        days = (week + np.minimum(rest / rate, 1.0)) * DAYS - self.elapsed_days
        return np.where(reached.any(axis=1), np.maximum(days, 0.0), np.inf)

    @property
    def _passed(self) -> Floats:
        """Expected demand of the days of the first week that have passed."""
        passed: Floats = self.mean[:, 0] * (self.elapsed_days / DAYS)
        return passed


def _at(total: Floats, weeks: Floats) -> Floats:
    """A running total at a fractional week; straight lines between weeks and beyond the last."""
    horizon = total.shape[1]
    padded = np.concatenate([np.zeros((len(total), 1)), total], axis=1)
    low = np.clip(np.floor(weeks).astype(int), 0, horizon - 1)
    rows = np.arange(len(total))
    slope = padded[rows, low + 1] - padded[rows, low]
    value: Floats = padded[rows, low] + (weeks - low) * slope
    return value


ServiceKind = Literal["cycle", "fill"]


@dataclass(frozen=True)
class Terms:
    """What orders of n series are bound by; every array has shape (n,).

    Attributes:
        lead_days: expected days from order to arrival.
        lead_sd_days: standard deviation of them.
        review_days: days between two reviews; 0 is continuous review.
        cycle_days: days of demand that one order covers beyond the need.
        service: target in (0, 1); one for all, or an array.
        service_kind: ``cycle`` aims at the chance of no shortage before goods arrive, ``fill`` at
            the share of units served from stock.
        moq: least units of an order.
        pack: orders are multiples of it, at least 1.
        unit_cost: money units a piece; NaN is unknown, as for all that follow.
        price: money units a piece.
        holding_rate: cost of holding stock, a share of the unit cost a year.
        salvage: what a unit left at the end brings.
        order_cost: fixed cost of an order line.

    Raises:
        InputError: a time is negative or not known, a service not between 0 and 1, a pack below 1,
            or a minimum below 0.
    """

    lead_days: Floats
    lead_sd_days: Floats
    review_days: float
    cycle_days: float
    service: float | Floats
    service_kind: ServiceKind = "cycle"
    moq: Floats | float = 0.0
    pack: Floats | float = 1.0
    unit_cost: Floats | float = np.nan
    price: Floats | float = np.nan
    holding_rate: Floats | float = np.nan
    salvage: Floats | float = np.nan
    order_cost: Floats | float = np.nan

    def __post_init__(self) -> None:
        times = (self.lead_days, self.lead_sd_days, self.review_days, self.cycle_days)
        service = np.asarray(self.service)
        wrong = {
            "a time of stock terms is negative or not known": not all(
                np.all(np.asarray(days) >= 0) for days in times
            ),
            "a service of stock terms is not between 0 and 1": not np.all(
                (service > 0) & (service < 1)
            ),
            "a pack of stock terms is below 1": not np.all(np.asarray(self.pack) >= 1),
            "a minimum of stock terms is negative": not np.all(np.asarray(self.moq) >= 0),
        }
        for what, found in wrong.items():
            if found:
                raise InputError(
                    what, remedy="Give times of at least 0, services such as 0.95 and packs from 1"
                )


@dataclass(frozen=True)
class Levels:
    """The policy's numbers, arrays of shape (n,)."""

    lead_mean: Floats
    lead_variance: Floats
    protection_mean: Floats
    protection_variance: Floats
    cycle_mean: Floats
    cycle_variance: Floats
    reorder_point: Floats
    order_up_to: Floats

    @property
    def safety_stock(self) -> Floats:
        """Reorder point less expected demand over lead time and review."""
        return self.reorder_point - self.protection_mean

    def shortage_avoided(self, position: Floats) -> Floats:
        """Units expected to be short until the end of the cycle that ordering now would save.

        What is short before goods can arrive is lost either way and does not count. Units that are
        owed already (a position below zero) are served by the order and count in full.
        """
        stock, owed = np.maximum(position, 0.0), np.maximum(-position, 0.0)
        without = negative_binomial_loss(self.cycle_mean, self.cycle_variance, stock)
        lost_anyway = negative_binomial_loss(self.lead_mean, self.lead_variance, stock)
        return np.maximum(without - lost_anyway, 0.0) + owed


def levels(outlook: Outlook, terms: Terms) -> Levels:
    """Reorder point and order-up-to level of every series."""
    protection = terms.lead_days + terms.review_days
    lead_mean, lead_variance = outlook.over(terms.lead_days, terms.lead_sd_days)
    mean, variance = outlook.over(protection, terms.lead_sd_days)
    whole, whole_variance = outlook.over(protection + terms.cycle_days, terms.lead_sd_days)
    cycle = np.floor(np.maximum(whole - mean, 0.0) + 0.5)
    demand = Count(mean, variance)
    if terms.service_kind == "fill":
        lead = Count(lead_mean, lead_variance)
        reorder = point_for_fill(lead, demand, np.maximum(cycle, 1.0), terms.service)
    else:
        reorder = point_for_cycle(demand, terms.service)
    return Levels(
        lead_mean,
        lead_variance,
        mean,
        variance,
        whole,
        whole_variance,
        reorder,
        reorder + cycle,
    )
