"""Live through history: deliveries, transfers, demand, sales, returns, and orders, week by week.

The brand replenishes by an ordinary rule of thumb (exponentially smoothed *sales*, a fixed number
of weeks of cover), so that stock runs out here and piles up there, and sales are censored.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.buying import Book, deliveries, launch_orders, life_plan, rounded
from modiste.simulate.config import WorldConfig
from modiste.simulate.demand import DemandKernel
from modiste.simulate.lifecycle import CARRY_OVER, FASHION
from modiste.simulate.places import Places
from modiste.simulate.returning import DELAYS, draw_returns
from modiste.simulate.streams import stream
from modiste.simulate.styles import Assortment
from modiste.simulate.supply import Supply

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]

_RING = 64  # weeks ahead in which deliveries are kept by week; the rest wait in a list
_SMOOTHING = np.float32(0.22)
AFTERLIFE = 4
"""Weeks after its end in which a style is still counted, because returns come back."""


@dataclass(frozen=True)
class Week:
    """One week of all variants that are counted in it; arrays are ``(rows, locations)``.

    Attributes:
        week: index of the week.
        rows: the variants.
        demand: units wanted, sold or not; zero at a warehouse.
        sales: units sold: the lesser of demand and what was there.
        received: units delivered by suppliers, and at a variant's first week its opening stock.
        moved: units moved in (positive) or out (negative) between the brand's locations.
        returned: units brought back by customers.
        stock: units present at the week's end.
        back_variant: variant of each unit of this week's sales that will come back.
        back_place: where it does.
        back_delay: after how many weeks.
    """

    week: int
    rows: I64
    demand: I32
    sales: I32
    received: I32
    moved: I32
    returned: I32
    stock: I32
    back_variant: I64
    back_place: I64
    back_delay: I64


@dataclass
class State:
    """Stock of the brand at the start of a week; what a policy needs to go on from there.

    Attributes:
        stock: ``(variants, locations)`` units present.
        inbound: ``(64, variants)`` units that arrive at the hub, by week modulo 64.
        on_order: ``(variants,)`` units ordered and not yet arrived.
        forecast: ``(variants, selling locations)`` the legacy rule's smoothed weekly sales.
        back: ``(delays, variants, selling locations)`` units to come back, by week modulo.
        far: variants, units and weeks of deliveries beyond the ring's reach.
        book: every purchase order so far.
    """

    stock: I32
    inbound: I32
    on_order: I32
    forecast: F32
    back: NDArray[np.int16]
    far: list[tuple[I64, I64, I64]] = field(default_factory=list)
    book: Book = field(default_factory=Book)


class _Outlook:
    """What every planner knows of the year: the season of a category and the shop's calendar.

    They trust it by half of what it is (in logs), and never beyond twice or half.
    """

    def __init__(self, kernel: DemandKernel) -> None:
        wave = np.sqrt(kernel.season * kernel.calendar.mean(1)[None, :])
        self._sum = np.zeros((wave.shape[0], wave.shape[1] + 1))
        np.cumsum(wave, axis=1, out=self._sum[:, 1:])

    def ahead(self, style: I64, week: int, reach: I64) -> F32:
        """Mean level of the ``reach`` weeks after a week over that of the last five weeks."""
        last = self._sum.shape[1] - 1
        now = np.clip(week + 1, 1, last)
        then = np.minimum(now + np.maximum(reach, 1), last)
        back = max(now - 5, 0)
        recent = (self._sum[style, now] - self._sum[style, back]) / (now - back)
        coming = (self._sum[style, then] - self._sum[style, now]) / np.maximum(then - now, 1)
        return np.asarray(np.clip(coming / recent, 0.5, 2.0), dtype=np.float32)


@dataclass
class History:
    """The past of a brand, ready to be lived one week after another."""

    config: WorldConfig
    assortment: Assortment
    kernel: DemandKernel
    places: Places
    supply: Supply
    return_rate: F32
    state: State = field(init=False)

    def __post_init__(self) -> None:
        variants, places = self.assortment.variants, self.places
        self.state = State(
            stock=np.zeros((variants, len(places)), dtype=np.int32),
            inbound=np.zeros((_RING, variants), dtype=np.int32),
            on_order=np.zeros(variants, dtype=np.int32),
            forecast=np.zeros((variants, places.selling), dtype=np.float32),
            back=np.zeros((len(DELAYS), variants, places.selling), dtype=np.int16),
        )
        style = self.assortment.variant_style
        lives = self.assortment.styles.lives
        self._launch, self._end = lives.launch[style], lives.end[style]
        self._kind = lives.kind[style]
        self._supplier = self.supply.of_style[style]
        self._stated = self.supply.stated_days[self._supplier] / 7
        self._outlook = _Outlook(self.kernel)
        launch_orders(self.config, self.assortment, self.kernel, self.supply, self.state.book)
        for lines in self.state.book.lines:
            self._expect(lines.variant, lines.first, np.maximum(lines.first_week, 0), 0)
            rest = lines.quantity - lines.first
            self._expect(lines.variant, rest, np.maximum(lines.second_week, 0), 0)
        self._open_stock()

    def _expect(self, variant: I64, units: I64, week: I64, now: int) -> None:
        """Enter deliveries into the ring, and what lies beyond its reach into the far list."""
        near = week - now < _RING
        np.add.at(self.state.inbound, (week[near] % _RING, variant[near]), units[near])
        np.add.at(self.state.on_order, variant, units)
        if (~near).any():
            self.state.far.append((variant[~near], units[~near], week[~near]))

    def _open_stock(self) -> None:
        """What is on the shelves when history begins."""
        rng = stream(self.config.seed, "buying", 1)
        old = np.flatnonzero((self._launch <= 0) & (self._end > 0))
        plan = life_plan(self.config, self.assortment, self.kernel)[old]
        units = np.rint(plan * rng.lognormal(0, 0.2, len(old))).astype(np.int32)
        self.state.stock[old, self.places.hub] = units
        self._guess(old, 0)

    def _guess(self, rows: I64, week: int) -> None:
        """First forecast of styles without sales: what the buyer believed."""
        styles = self.assortment.styles
        bias = (styles.belief / styles.popularity)[self.kernel.style[rows]]
        later = min(week + 2, self.config.horizon - 1)
        rates = self.kernel.rates(later, rows)
        self.state.forecast[rows] = rates * bias[:, None].astype(np.float32)

    def live(self, week: int) -> Week:
        """Live one week; weeks must follow each other from 0."""
        self._recall_far(week)
        hub, selling, state = self.places.hub, self.places.selling, self.state
        arrived = state.inbound[week % _RING].copy()
        state.inbound[week % _RING] = 0
        state.on_order -= arrived
        state.stock[:, hub] += arrived
        rows = np.flatnonzero((self._launch <= week) & (week < self._end + AFTERLIFE))
        first = (self._launch[rows] == week) | (week == 0)
        received = np.zeros((len(rows), len(self.places)), dtype=np.int32)
        received[:, hub] = np.where(first, state.stock[rows, hub], arrived[rows])
        new = rows[self._launch[rows] == week]
        if week > 0 and len(new):
            self._guess(new, week)
        moved = self._move(rows, week)
        stock = state.stock[rows] + moved
        rng = stream(self.config.seed, "demand", week)
        demand = np.zeros_like(stock)
        demand[:, :selling] = self.kernel.draw(self.kernel.rates(week, rows), rng, rows)
        sales = np.minimum(demand, stock)
        back = draw_returns(
            self.return_rate, rows, sales[:, :selling], stream(self.config.seed, "returns", week)
        )
        ring = len(DELAYS)
        np.add.at(state.back, ((week + back.delay) % ring, back.variant, back.place), 1)
        returned = np.zeros_like(stock)
        returned[:, :selling] = state.back[week % ring, rows]
        state.back[week % ring] = 0
        stock = stock - sales + returned
        state.stock[rows] = stock
        self._learn(rows, sales[:, :selling], stock[:, :selling])
        self._review(rows, week)
        return Week(
            week, rows, demand, sales, received, moved, returned, stock,
            back.variant, back.place, back.delay,
        )  # fmt: skip

    def _recall_far(self, week: int) -> None:
        far, self.state.far = self.state.far, []
        for variant, units, when in far:
            self.state.on_order[variant] -= units.astype(np.int32)
            self._expect(variant, units, when, week)

    def _move(self, rows: I64, week: int) -> I32:
        """Weekly transfers from the hub: fill up to a fixed cover, in rotating order when short."""
        hub, selling, state = self.places.hub, self.places.selling, self.state
        stock = state.stock[rows]
        soon = self._outlook.ahead(self.kernel.style[rows], week - 1, np.full(len(rows), 3))
        forecast = state.forecast[rows] * soon[:, None]
        cover = np.full(selling, 2.6, dtype=np.float32)
        cover[self.places.web] = 3.2
        target = np.ceil(forecast * cover + 1.1 * np.sqrt(forecast * cover)).astype(np.int32)
        target[self._end[rows] <= week] = 0
        need = np.maximum(target - stock[:, :selling], 0)
        spare = stock[:, hub].copy()
        if hub < selling:  # the web shop is the hub: it keeps what it needs itself
            need[:, hub] = 0
            spare = np.maximum(spare - np.ceil(forecast[:, hub] * 2).astype(np.int32), 0)
        turn = np.roll(np.arange(selling), week)
        taken = np.minimum(np.cumsum(need[:, turn], axis=1), spare[:, None])
        moved = np.zeros_like(stock)
        moved[:, turn] = np.diff(taken, axis=1, prepend=0)
        moved[:, hub] -= taken[:, -1]
        return moved

    def _learn(self, rows: I64, sales: I32, stock: I32) -> None:
        """Smooth sales; a shelf that was empty all week teaches nothing."""
        forecast = self.state.forecast
        told = (sales > 0) | (stock > 0)
        forecast[rows] += np.where(told, _SMOOTHING * (sales - forecast[rows]), np.float32(0))

    def _review(self, rows: I64, week: int) -> None:
        """Order from suppliers what the rule of thumb wants at the end of the week."""
        state = self.state
        left = self._end[rows] - week
        able = (self._kind[rows] != FASHION) & (left > self._stated[rows] + 5)
        rows, left = rows[able], left[able]
        reach = np.rint(self._stated[rows] + 5).astype(np.int64)
        rate = state.forecast[rows].sum(1)
        rate = rate * self._outlook.ahead(self.kernel.style[rows], week, reach)
        position = state.stock[rows].sum(1) + state.on_order[rows]
        weeks = self._stated[rows] + 1
        point = rate * weeks + 1.0 * np.sqrt(2.5 * rate * weeks)
        level = point + 5 * rate
        seasonal = self._kind[rows] != CARRY_OVER
        point = np.where(seasonal, np.minimum(point, 0.35 * rate * left), point)
        level = np.where(seasonal, np.minimum(level, 0.45 * rate * left), level)
        wanted = np.where(position < point, level - position, 0.0)
        units = rounded(wanted, self.supply.pack[rows], self.supply.moq[rows])
        if (units > 0).any():
            self._order(rows[units > 0], units[units > 0], week)

    def _order(self, rows: I64, units: I64, week: int) -> None:
        """One purchase order for each supplier, placed on the Monday after."""
        book, supplier = self.state.book, self._supplier[rows]
        sort = np.argsort(supplier, kind="stable")
        rows, units, supplier = rows[sort], units[sort], supplier[sort]
        distinct, number = np.unique(supplier, return_inverse=True)
        day = self.config.week(week + 1).toordinal() - 3
        lines = deliveries(
            self.config,
            self.supply,
            stream(self.config.seed, "lead", week),
            (book.orders + number, supplier, rows, units, np.full(len(rows), day)),
        )
        book.orders += len(distinct)
        book.lines.append(lines)
        self._expect(rows, lines.first, np.maximum(lines.first_week, week + 1), week)
        rest = units - lines.first
        self._expect(rows, rest, np.maximum(lines.second_week, week + 1), week)
