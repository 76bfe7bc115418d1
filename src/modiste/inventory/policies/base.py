"""The protocol of policies: from what is there and what is expected to what is ordered now."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from modiste.inventory.policy import DAYS, Levels, Outlook, ServiceKind, Terms, levels
from modiste.learn.distributions import Count, Floats
from modiste.model.errors import InputError

__all__ = [
    "DAYS",
    "LevelPolicy",
    "Levels",
    "Outlook",
    "Points",
    "Policy",
    "ServiceKind",
    "Spans",
    "State",
    "Terms",
    "levels",
    "spans",
    "whole_orders",
]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class State:
    """What is there of n series at a review; every array has shape (n,).

    Attributes:
        on_hand: units present; below zero they are owed.
        on_order: units ordered and not yet arrived.
        committed: units promised to open orders of customers.
        arrivals: units of ``on_order`` by the week of their arrival, shape (n, H); not needed by
            policies that look at the position alone.
    """

    on_hand: Ints
    on_order: Ints
    committed: Ints
    arrivals: Ints | None = None

    def __post_init__(self) -> None:
        shape = np.shape(self.on_hand)
        same = shape == np.shape(self.on_order) == np.shape(self.committed)
        weekly = self.arrivals is None or np.shape(self.arrivals)[:1] == shape
        if len(shape) != 1 or not same or not weekly:
            raise InputError(
                "the arrays of a stock state differ in length",
                remedy="Give on_hand, on_order and committed one number a series, arrivals one row",
            )

    @property
    def position(self) -> Ints:
        """On hand + on order − committed."""
        return self.on_hand + self.on_order - self.committed


@dataclass(frozen=True)
class Points:
    """The numbers of a level policy, arrays of shape (n,).

    Where the position is at or below ``reorder_point``, it is raised: to ``order_up_to``, or, where
    ``lot`` is given, by the fewest lots that bring it above the reorder point.
    """

    reorder_point: Floats
    order_up_to: Floats
    lot: Floats | None = None

    def need(self, position: ArrayLike) -> Floats:
        """Units wanted at some positions, before minimum and pack; shapes broadcast with (n,)."""
        at = np.asarray(position, dtype=float)
        if self.lot is None:
            wanted = self.order_up_to - at
        else:
            wanted = self.lot * np.ceil((self.reorder_point + 1 - at) / self.lot)
        need: Floats = np.where(at <= self.reorder_point, np.maximum(wanted, 0.0), 0.0)
        return need


class Policy(Protocol):
    """A rule that says what to order at a review."""

    @property
    def name(self) -> str:
        """Name as in the table ``stock_policy``."""

    def order(self, state: State, outlook: Outlook, terms: Terms) -> Ints:
        """Units to order now, shape (n,), in whole packs and not below the minimum."""


@dataclass(frozen=True)
class Spans:
    """Demand of n series over the spans that policies look at.

    Attributes:
        lead: over the lead time.
        protection: over lead time and review.
        review: over one review, as on average until the end of the order cycle.
        cycle: expected units of one order cycle beyond the protection, shape (n,).
    """

    lead: Count
    protection: Count
    review: Count
    cycle: Floats


def spans(outlook: Outlook, terms: Terms) -> Spans:
    """The spans of a forecast, reviewed at least daily."""
    review = max(terms.review_days, 1.0)
    to_protect = terms.lead_days + review
    protection = Count(*outlook.over(to_protect, terms.lead_sd_days))
    whole, variance = outlook.over(to_protect + terms.cycle_days)
    share = review / (to_protect + terms.cycle_days)
    return Spans(
        Count(*outlook.over(terms.lead_days, terms.lead_sd_days)),
        protection,
        Count(whole * share, np.maximum(variance, whole) * share),
        np.maximum(whole - protection.mean, 0.0),
    )


class LevelPolicy(ABC):
    """A policy that compares the position with levels; subclasses give name and levels.

    Simulators may ask for :meth:`points` once where the outlook does not change.
    """

    name: str

    @abstractmethod
    def points(self, outlook: Outlook, terms: Terms) -> Points:
        """Reorder points and order-up-to levels of every series."""

    def order(self, state: State, outlook: Outlook, terms: Terms) -> Ints:
        """See :class:`Policy`."""
        return whole_orders(self.points(outlook, terms).need(state.position), terms)


def whole_orders(need: Floats, terms: Terms) -> Ints:
    """Least multiple of the pack that covers the need and the minimum; 0 for no need."""
    pack = np.maximum(terms.pack, 1.0)
    # Needs that come out of sums of floats: a billionth above a whole pack is not another pack.
    packs = np.ceil(np.maximum(need, terms.moq) / pack - 1e-9)
    return np.where(need > 1e-9, packs * pack, 0.0).astype(np.int64)
