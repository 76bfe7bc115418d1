"""The moving parts of a replay in numpy: all series of all scenarios, one week after another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.inventory.judge.scene import Ints, Scene


@dataclass(frozen=True)
class Flows:
    """What happened over all weeks; every array has shape (S, n) and counts units.

    Attributes:
        demand: wanted.
        served: sold from the shelf in the week it was wanted.
        received: arrived.
        ordered: ordered.
        orders: number of orders.
        stock_weeks: Σ over weeks of units on hand at the week's end.
        short_weeks: weeks in which not all demand could be served.
        waste: on hand when the series' life ended, or arrived later.
        closing: on hand after the last week.
        owed: promised and not yet delivered after the last week; 0 where sales are lost.
        coming: ordered and not arrived after the last week.
        revenue: Σ over weeks of the week's price × units demanded and not lost.
        full_revenue: the same at full price.
    """

    demand: Ints
    served: Ints
    received: Ints
    ordered: Ints
    orders: Ints
    stock_weeks: Ints
    short_weeks: Ints
    waste: Ints
    closing: Ints
    owed: Ints
    coming: Ints
    revenue: Ints
    full_revenue: Ints

    @property
    def unserved(self) -> Ints:
        """Units not sold from the shelf: lost, or delivered late."""
        return self.demand - self.served


NAMES = tuple(Flows.__dataclass_fields__)


class Shelf:
    """Stock of n series in S scenarios while a scene is played; arrays have shape (S, n)."""

    def __init__(self, scene: Scene, price: Ints, full_price: Ints) -> None:
        self.scene = scene
        shape = (scene.scenarios, scene.series)
        due = scene.deliveries
        # Orders of the last week may arrive after it: one slot for every week a lead can reach.
        longest = int(scene.lead.max(initial=0))
        self._slots = max(longest + 1, due.shape[1], 1)
        # An order that may not overtake waits for the one before it, never beyond the longest lead.
        self.net = np.broadcast_to(scene.opening, shape).astype(np.int64)
        self._ring = np.zeros((self._slots, *shape), dtype=np.int64)
        self._ring[: due.shape[1]] = due.T[:, None, :]
        self.on_order = np.broadcast_to(due.sum(axis=1), shape).astype(np.int64)
        last = np.where(due > 0, np.arange(due.shape[1]), -1).max(axis=1)
        self._last = np.broadcast_to(last, shape).astype(np.int64)
        self._ends = scene.last_weeks
        self._price = np.broadcast_to(price, (scene.weeks, scene.series))
        self._full_price = full_price
        self.total = {name: np.zeros(shape, dtype=np.int64) for name in NAMES}

    @property
    def position(self) -> Ints:
        """Net stock and what is on order."""
        return self.net + self.on_order

    def arrivals(self, week: int, weeks: int) -> Ints:
        """Units on order by the week in which they arrive, shape (S, n, weeks)."""
        reach = np.arange(weeks)
        found = self._ring[(week + reach) % self._slots]
        found = np.where((reach < self._slots)[:, None, None], found, 0)
        return np.moveaxis(found, 0, -1)

    def receive(self, week: int) -> None:
        """Put what is due on the shelf; what comes after the end of a life is waste."""
        slot = self._ring[week % self._slots]
        self.on_order -= slot
        self._arrive(week, slot)
        slot[:] = 0

    def _arrive(self, week: int, units: Ints) -> None:
        over = self._ends <= week
        self.total["received"] += units
        self.total["waste"] += np.where(over, units, 0)
        self.net += np.where(over, 0, units)

    def place(self, week: int, units: Ints) -> None:
        """Order some units, shape (S, n)."""
        self.total["ordered"] += units
        self.total["orders"] += units > 0
        due = week + self.scene.lead_weeks[:, week].astype(np.int64)
        if not self.scene.crossing:
            due = np.maximum(due, self._last)
        self._last = np.where(units > 0, due, self._last)
        now = due == week
        self._arrive(week, np.where(now, units, 0))
        later = np.where(now, 0, units)
        s, i = np.nonzero(later)
        self._ring[due[s, i] % self._slots, s, i] += later[s, i]
        self.on_order += later

    def serve(self, week: int) -> None:
        """Sell what is wanted as far as it is there, and close the week."""
        wanted = self.scene.demand[:, week].astype(np.int64)
        served = np.minimum(wanted, np.maximum(self.net, 0))
        taken = wanted if self.scene.backorders else served
        self.net -= taken
        total = self.total
        total["demand"] += wanted
        total["served"] += served
        total["short_weeks"] += wanted > served
        total["revenue"] += self._price[week] * taken
        total["full_revenue"] += self._full_price * taken
        over = self._ends == week + 1
        total["waste"] += np.where(over, np.maximum(self.net, 0), 0)
        self.net = np.where(over, np.minimum(self.net, 0), self.net)
        total["stock_weeks"] += np.maximum(self.net, 0)

    def flows(self) -> Flows:
        """Close the books after the last week."""
        self.total["closing"] = np.maximum(self.net, 0)
        self.total["owed"] = np.maximum(-self.net, 0)
        self.total["coming"] = self.on_order
        return Flows(**self.total)
