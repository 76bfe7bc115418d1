"""From weekly units to order lines: baskets, buyers, hours of the day, returns with reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.history import Week
from modiste.simulate.places import Places
from modiste.simulate.prices import Prices
from modiste.simulate.shoppers import Matcher
from modiste.simulate.streams import stream

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]
B = NDArray[np.bool_]

_JOINERS = 0.42
"""Share of units that try to join somebody's basket instead of opening one."""

_DAYS = {"store": (0.10, 0.11, 0.12, 0.14, 0.18, 0.25, 0.10),
         "web": (0.16, 0.14, 0.13, 0.13, 0.12, 0.13, 0.19)}  # fmt: skip

REASONS = ("too small", "too large", "changed mind", "not as pictured", "quality", "late")
"""Why things come back; the order is that of ``Lines.reason``."""


@dataclass(frozen=True)
class Back:
    """Units that come back as parallel arrays; a line may come back on several occasions.

    Attributes:
        line: index of the order line.
        nth: which return of that line, from 1.
        quantity: units.
        delay: weeks from the week of the sale.
        reason: index into :data:`REASONS`.
        second: when, in seconds from the start of the week in which they come back.
    """

    line: I64
    nth: I64
    quantity: I64
    delay: I64
    reason: I64
    second: I64


@dataclass(frozen=True)
class OrderLines:
    """Lines of one week's orders as parallel arrays.

    Attributes:
        order: number of the order, counted over the whole world.
        variant: what.
        place: index of the location.
        person: buyer, known to the brand or not.
        known: whether the brand knows the buyer.
        quantity: units sold.
        second: when, in seconds from the week's start.
        unit_price: paid for one unit, in minor units.
        ticket: ticket price at the moment, in minor units.
        misfit: sizes by which the garment is too large for its buyer.
        back: what comes back of them.
    """

    order: I64
    variant: I64
    place: I64
    person: I64
    known: B
    quantity: I64
    second: I64
    unit_price: I64
    ticket: I64
    misfit: F32
    back: Back

    def __len__(self) -> int:
        return len(self.order)


@dataclass
class Till:
    """Writes the orders of one week after another."""

    config: WorldConfig
    places: Places
    prices: Prices
    matcher: Matcher
    style: I64
    orders: int = 0

    def ring_up(self, week: Week) -> OrderLines:
        """Order lines whose quantities sum to the week's sales, and returns to its returns."""
        rng = stream(self.config.seed, "orders", week.week)
        at, place = np.nonzero(week.sales)
        count = week.sales[at, place]
        variant = np.repeat(week.rows[at], count)
        place = np.repeat(place, count)
        # Orders of a place stand together.
        sort = np.argsort(place, kind="stable")
        variant, place = variant[sort], place[sort]
        order, person = self._baskets(variant, place, rng)
        misfit = self.matcher.misfit(variant, person)
        delay = self._returns(week, variant, place, misfit, rng)
        return self._lines(week, (order, variant, place, person, misfit, delay), rng)

    def _baskets(self, variant: I64, place: I64, rng: np.random.Generator) -> tuple[I64, I64]:
        """Order number (within the week) and buyer of each unit."""
        opens = rng.random(len(variant)) >= _JOINERS
        heads = np.flatnonzero(opens)
        buyers = self.matcher.match(variant[heads], place[heads], rng)
        order = np.full(len(variant), -1, dtype=np.int64)
        order[heads] = np.arange(len(heads))
        start = np.searchsorted(place[heads], np.arange(self.places.selling + 1))
        rest = np.flatnonzero(~opens)
        size = np.diff(start)[place[rest]]
        able = rest[size > 0]
        if len(able):
            joined, suits = self.matcher.join(
                variant[able], place[able], buyers, start[place[able]], np.diff(start)[place[able]],
                rng,
            )  # fmt: skip
            order[able[suits]] = joined[suits]
        alone = np.flatnonzero(order < 0)
        order[alone] = len(heads) + np.arange(len(alone))
        buyers = np.concatenate([buyers, self.matcher.match(variant[alone], place[alone], rng)])
        return order, buyers[order]

    def _returns(
        self, week: Week, variant: I64, place: I64, misfit: F32, rng: np.random.Generator
    ) -> I64:
        """Weeks until each unit comes back, or -1: the kernel says how many, misfit says which."""
        delay = np.full(len(variant), -1, dtype=np.int64)
        if not len(week.back_variant):
            return delay
        group = variant * self.places.selling + place
        urge = 1.6 * np.minimum(np.abs(misfit), 2.0) + rng.gumbel(size=len(group))
        units = np.lexsort((-urge, group))
        wanted = week.back_variant * self.places.selling + week.back_place
        back = np.argsort(wanted, kind="stable")
        first = np.searchsorted(group[units], wanted[back])
        nth = np.arange(len(back)) - np.searchsorted(wanted[back], wanted[back])
        delay[units[first + nth]] = week.back_delay[back]
        return delay

    def _lines(
        self,
        week: Week,
        units: tuple[I64, I64, I64, I64, F32, I64],
        rng: np.random.Generator,
    ) -> OrderLines:
        """Group units of a variant in an order into a line."""
        order, variant, place, person, misfit, delay = units
        span = int(variant.max(initial=0)) + 1
        _, head, line = np.unique(order * span + variant, return_index=True, return_inverse=True)
        quantity = np.bincount(line, minlength=len(head))
        order, variant, place, person = order[head], variant[head], place[head], person[head]
        orders = int(order.max(initial=-1)) + 1
        known = (rng.random(orders) < self.config.known_in_store)[order]
        known |= place == self.places.web
        price = self.prices.list_price[self.style[variant], week.week].astype(np.int64)
        off = self.prices.promotion[self.style[variant], week.week]
        second = _moments(rng, orders, self._web_orders(order, place, orders))[order]
        lines = OrderLines(
            order=self.orders + order,
            variant=variant,
            place=place,
            person=person,
            known=known,
            quantity=quantity,
            second=second,
            unit_price=np.rint(price * (1.0 - off)).astype(np.int64),
            ticket=price,
            misfit=misfit[head],
            back=self._back(line, delay, (misfit[head], place, second), rng),
        )
        self.orders += orders
        return lines

    def _back(
        self, line: I64, delay: I64, lines: tuple[F32, I64, I64], rng: np.random.Generator
    ) -> Back:
        """Group the units of a line that come back in the same week."""
        misfit, place, sold = lines
        span = int(delay.max(initial=0)) + 2
        keys, quantity = np.unique((line * span + delay)[delay >= 0], return_counts=True)
        of, wait = keys // span, keys % span
        second = _moments(rng, len(of), place[of] == self.places.web)
        left = 604_799 - sold[of]
        same = sold[of] + 1 + (rng.random(len(of)) * np.maximum(left - 1, 0)).astype(np.int64)
        return Back(
            line=of,
            nth=np.arange(len(of)) - np.searchsorted(of, of) + 1,
            quantity=quantity,
            delay=wait,
            reason=self._reasons(misfit[of], place[of], rng),
            second=np.where(wait == 0, same, second),
        )

    def _web_orders(self, order: I64, place: I64, orders: int) -> B:
        web = np.zeros(orders, dtype=bool)
        web[order] = place == self.places.web
        return web

    def _reasons(self, misfit: F32, place: I64, rng: np.random.Generator) -> I64:
        """Fit reasons where it does not fit; any other reason elsewhere."""
        other = rng.choice([2, 3, 4, 5], len(misfit), p=[0.55, 0.2, 0.17, 0.08])
        other = np.where((other == 5) & (place != self.places.web), 2, other)
        limit = 0.45 + 0.15 * rng.normal(size=len(misfit))
        return np.where(misfit > limit, 1, np.where(misfit < -limit, 0, other))


def _moments(rng: np.random.Generator, count: int, web: B) -> I64:
    """Seconds from the week's start: busy days and hours of web and stores, in UTC."""
    u = rng.random(count)
    days = {kind: np.searchsorted(np.cumsum(p)[:-1], u) for kind, p in _DAYS.items()}
    hours_web = np.clip(rng.normal(19.0, 4.0, count) % 24, 0, 23.99)
    hours_store = np.clip(rng.normal(14.5, 2.4, count), 9.0, 19.0)
    day = np.where(web, days["web"], days["store"])
    hour = np.where(web, hours_web, hours_store)
    return np.asarray(day * 86_400 + (hour * 3_600).astype(np.int64))
