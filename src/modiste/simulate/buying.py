"""What the buyers order before a style is launched, and the book of purchase orders."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.demand import DemandKernel
from modiste.simulate.lifecycle import CARRY_OVER, KINDS
from modiste.simulate.streams import stream
from modiste.simulate.styles import Assortment
from modiste.simulate.supply import Supply

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

PERMANENT_COVER = 8
"""Weeks of demand, beyond the lead time, that a permanent style's first order covers."""


@dataclass(frozen=True)
class Lines:
    """Purchase order lines as parallel arrays; each arrives in one or two deliveries.

    Attributes:
        order: number of the purchase order.
        supplier: its supplier.
        variant: what is ordered.
        quantity: units ordered.
        ordered: day it is placed, as ordinal.
        expected: day the supplier promised, as ordinal.
        first: units of the first delivery.
        first_week: week of the world at whose start the first delivery is on the shelf.
        second_week: the same for the rest.
    """

    order: I64
    supplier: I64
    variant: I64
    quantity: I64
    ordered: I64
    expected: I64
    first: I64
    first_week: I64
    second_week: I64

    def __len__(self) -> int:
        return len(self.order)


@dataclass
class Book:
    """All purchase orders so far; grows while history is lived."""

    lines: list[Lines] = field(default_factory=list)
    orders: int = 0

    def all(self) -> Lines:
        """Every line of every order."""
        names = Lines.__dataclass_fields__
        if not self.lines:
            return Lines(**{name: np.empty(0, dtype=np.int64) for name in names})
        return Lines(
            **{name: np.concatenate([getattr(x, name) for x in self.lines]) for name in names}
        )


def deliveries(
    config: WorldConfig,
    supply: Supply,
    rng: np.random.Generator,
    lines: tuple[I64, I64, I64, I64, I64],
) -> Lines:
    """Draw when what is ordered arrives: one lead time an order, now and then in two parts.

    Args:
        config: the world.
        supply: its suppliers.
        rng: generator of lead times.
        lines: parallel arrays: order number (lines of an order stand together), supplier,
            variant, units, ordinal of the day of the order.
    """
    order, supplier, variant, quantity, ordered = lines
    numbers, head, line = np.unique(order, return_index=True, return_inverse=True)
    days = supply.lead_days(supplier[head], ordered[head], rng)
    split = rng.random(len(numbers)) < 0.08
    kept = np.where(split, rng.uniform(0.5, 0.9, len(numbers)), 1.0)
    later = rng.integers(2, 5, len(numbers))
    start = config.week(0).toordinal()
    arrival = np.ceil((ordered[head] + days - start) / 7).astype(np.int64)
    stated = supply.stated_days[supplier].astype(np.int64)
    return Lines(
        order=order,
        supplier=supplier,
        variant=variant,
        quantity=quantity,
        ordered=ordered,
        expected=ordered + stated,
        first=np.floor(quantity * kept[line]).astype(np.int64),
        first_week=arrival[line],
        second_week=(arrival + later)[line],
    )


def rounded(units: F64, pack: I64, moq: I64) -> I64:
    """Units as the supplier takes them: nothing, or at least the minimum, in whole packs."""
    packs = np.ceil(np.maximum(units, moq) / pack) * pack
    return np.where(units > 0, packs, 0).astype(np.int64)


def launch_orders(
    config: WorldConfig, assortment: Assortment, kernel: DemandKernel, supply: Supply, book: Book
) -> None:
    """Order every style that is launched after history began: two thirds first, the rest later.

    Buyers believe in ``styles.belief`` instead of the true popularity, and know neither trends nor
    how stores differ.
    """
    rng = stream(config.seed, "buying")
    lives = assortment.styles.lives
    styles = np.flatnonzero(lives.launch > 0)
    plan = life_plan(config, assortment, kernel)
    slack = rng.integers(10, 32, len(lives.launch))
    for part in (0, 1):
        chosen = styles if part == 0 else styles[lives.kind[styles] != CARRY_OVER]
        if not len(chosen):
            continue
        share = np.where(lives.kind == CARRY_OVER, 1.0, (0.65, 0.35)[part])
        gap = (0.3 * np.minimum(lives.end - lives.launch, 40)).astype(np.int64) * part
        due = config.week(0).toordinal() + 7 * (lives.launch + gap)
        ordered = due - supply.stated_days[supply.of_style].astype(np.int64) - slack
        chosen = chosen[ordered[chosen] < config.as_of.toordinal()]
        rows = np.flatnonzero(np.isin(assortment.variant_style, chosen))
        style = assortment.variant_style[rows]
        units = rounded(plan[rows] * share[style], supply.pack[rows], supply.moq[rows] // 2)
        rows, units, style = rows[units > 0], units[units > 0], style[units > 0]
        number = book.orders + np.searchsorted(chosen, style)
        book.orders += len(chosen)
        lines = (number, supply.of_style[style], rows, units, ordered[style])
        book.lines.append(deliveries(config, supply, rng, lines))


def life_plan(config: WorldConfig, assortment: Assortment, kernel: DemandKernel) -> F64:
    """Units that the buyer expects to sell of each variant from history's start or launch on.

    For permanent styles it covers the lead time's worth and :data:`PERMANENT_COVER` weeks only.
    """
    styles = assortment.styles
    lives = styles.lives
    expected = kernel.life * kernel.season * kernel.relative_price ** styles.elasticity[:, None]
    first = np.maximum(lives.launch, 0)
    last = np.where(lives.kind == CARRY_OVER, first + PERMANENT_COVER + 8, lives.end)
    week = np.arange(config.horizon)[None, :]
    inside = (week >= first[:, None]) & (week < last[:, None])
    weeks = (expected * inside).sum(1)
    # Level of one unit of popularity, in units a week: right on average for each kind of life.
    real = np.zeros(kernel.life.shape, dtype=np.float64)
    np.add.at(real, assortment.style, kernel.factor * assortment.share[:, None])
    guess = (expected * styles.popularity[:, None]).sum(1)
    sums = [np.bincount(lives.kind, total, len(KINDS)) for total in (real.sum(1), guess)]
    level = (sums[0] / np.maximum(sums[1], 1e-9))[lives.kind]
    total = level * styles.belief * weeks
    return np.asarray(total[kernel.style] * kernel.share.sum(1), dtype=np.float64)
