"""Exact costs and service of lots: the position is equally likely anywhere above r, up to r + Q.

That holds for (r, Q) under continuous review with demand unit by unit, and for (R, nQ) under
periodic review with any demand (Zipkin, Foundations of Inventory Management, §6.2 and 6.5; Zheng
and Chen, Inventory policies with quantized ordering, 1992). Means over those positions are
differences of losses: of the first for the chance to be out, of the second for units owed. A lot of
one whole unit is a base stock, or (R, S), with S = r + 1.

Periods are whatever the demand's span is counted in; all arrays have shape (n,) or broadcast with
it. What is short waits (backorders); where it is lost, costs of shortage are bounded by these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from modiste.learn.distributions import Distribution, Floats
from modiste.model.errors import InputError


@dataclass(frozen=True)
class Rates:
    """What stock costs; numbers or arrays of shape (n,), all in the same money.

    Attributes:
        order: for each order, at least 0.
        holding: for each unit on hand and period, above 0.
        shortage: for each unit owed and period, above 0.

    Raises:
        InputError: a rate is out of these bounds or not known.
    """

    order: Floats | float
    holding: Floats | float
    shortage: Floats | float

    def __post_init__(self) -> None:
        for name, least in (("order", 0.0), ("holding", None), ("shortage", None)):
            value = np.asarray(getattr(self, name))
            good = value >= least if least is not None else value > 0
            if not np.all(good & np.isfinite(value)):
                raise InputError(
                    f"the {name} cost of a stock policy is negative, zero or not known",
                    remedy="Give every series a finite cost; only the order cost may be 0",
                )

    @property
    def critical_ratio(self) -> Floats:
        """Shortage ÷ (shortage + holding): the best chance to have stock."""
        ratio: Floats = np.asarray(self.shortage / (self.shortage + np.asarray(self.holding)))
        return ratio

    def rows(self, index: object, count: int) -> Rates:
        """The rates of some of ``count`` series."""
        return Rates(
            *(
                np.broadcast_to(np.asarray(value, dtype=float), (count,))[index]  # type: ignore[call-overload]
                for value in (self.order, self.holding, self.shortage)
            )
        )


def implied_shortage(holding: ArrayLike, service: ArrayLike) -> Floats:
    """Shortage cost a unit and period at which a cycle service is the best one: h α ÷ (1 − α).

    Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains, §6.5: a target
    and a cost are two ways to say the same.
    """
    alpha = np.asarray(service, dtype=float)
    cost: Floats = np.asarray(holding) * alpha / (1 - alpha)
    return cost


def out_of_stock(demand: Distribution, point: ArrayLike, lot: ArrayLike) -> Floats:
    """Chance to have nothing left after the demand, over all positions of r + 1 … r + Q."""
    r, q = np.asarray(point, dtype=float), np.asarray(lot, dtype=float)
    value: Floats = (demand.loss(r) - demand.loss(r + q)) / q
    return value


def backorders(demand: Distribution, point: ArrayLike, lot: ArrayLike) -> Floats:
    """Expected units owed after the demand."""
    r, q = np.asarray(point, dtype=float), np.asarray(lot, dtype=float)
    value: Floats = (demand.second_loss(r) - demand.second_loss(r + q)) / q
    return value


def on_hand(demand: Distribution, point: ArrayLike, lot: ArrayLike) -> Floats:
    """Expected units left after the demand: mean position − mean demand + units owed."""
    r, q = np.asarray(point, dtype=float), np.asarray(lot, dtype=float)
    position = r + (q + (1.0 if demand.whole else 0.0)) / 2
    value: Floats = position - demand.mean + backorders(demand, r, q)
    return np.maximum(value, 0.0)


def fill_rate(
    lead: Distribution, protection: Distribution, point: ArrayLike, lot: ArrayLike
) -> Floats:
    """Share of demand served from stock under periodic review.

    Units owed at the end of a review's reach less those owed at its start are the units newly
    short; 1 where nothing is asked for.

    Args:
        lead: demand over the lead time.
        protection: demand over lead time and review.
        point: r.
        lot: Q.
    """
    asked = protection.mean - lead.mean
    short = backorders(protection, point, lot) - backorders(lead, point, lot)
    share = np.divide(short, asked, out=np.zeros(np.broadcast(short, asked).shape), where=asked > 0)
    return np.clip(1.0 - share, 0.0, 1.0)


def order_chance(review: Distribution, lot: ArrayLike) -> Floats:
    """Chance that a review orders under (R, nQ): E[min(D, Q)] ÷ Q of the demand between reviews."""
    q = np.asarray(lot, dtype=float)
    value: Floats = (review.mean - review.loss(q)) / q
    return value


def lot_cost(
    demand: Distribution, rate: ArrayLike, rates: Rates, point: ArrayLike, lot: ArrayLike
) -> Floats:
    """Cost a period of (r, Q): K λ ÷ Q + h E[on hand] + b E[owed].

    Snyder and Shen, Fundamentals of Supply Chain Theory, equations (5.8) and (5.60).

    Args:
        demand: over the lead time.
        rate: expected units a period, λ.
        rates: what stock costs.
        point: r.
        lot: Q.
    """
    orders = np.asarray(rates.order) * np.asarray(rate) / np.asarray(lot)
    held = np.asarray(rates.holding) * on_hand(demand, point, lot)
    cost: Floats = orders + held + np.asarray(rates.shortage) * backorders(demand, point, lot)
    return cost


def base_stock_cost(demand: Distribution, rates: Rates, level: ArrayLike) -> Floats:
    """Cost a period of a base stock: h E[(S − D)⁺] + b E[(D − S)⁺], also of one purchase."""
    at = np.asarray(level, dtype=float)
    short = demand.loss(at)
    cost: Floats = np.asarray(rates.holding) * (at - demand.mean + short) + rates.shortage * short
    return cost
