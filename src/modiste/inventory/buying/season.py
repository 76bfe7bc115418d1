"""The newsvendor: what to buy once for a season, with a markdown and a salvage at its end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.learn.distributions import Distribution, Floats
from modiste.model.errors import InputError

Number = Floats | float

_NUMBERS = (
    "price", "unit_cost", "salvage", "markdown_price", "have", "moq", "pack", "most"
)  # fmt: skip


@dataclass(frozen=True)
class SeasonBuy:
    """n lines to be bought once; numbers or arrays of shape (n,), money in one currency.

    A unit sells at the price while the season lasts; what is left then sells at the markdown price
    to demand of its own, and what is left of that brings the salvage. As a unit that outlasts the
    season and the markdown has outlasted their sum, expected profit needs two distributions only:

        −c q + p E[min(D, x)] + p₂ (E[(x − D)⁺] − E[(x − T)⁺]) + s E[(x − T)⁺],  x = have + q,

    with T the demand of season and markdown together. It is concave in q where p ≥ p₂ ≥ s: every
    further unit earns (p − c) − (p − p₂) P(D ≤ x) − (p₂ − s) P(T ≤ x) (Snyder and Shen, §4.3; with
    salvage at once, the quantile of (p − c) ÷ (p − s)).

    Attributes:
        demand: of the season at full price.
        price: p.
        unit_cost: c, below the price.
        salvage: s, below the cost: money for a unit left at the very end.
        markdown_price: p₂ of the clearance; NaN where there is none.
        with_markdown: T; None where there is no clearance.
        have: units already on hand or on order.
        moq: least units bought, if any.
        pack: units bought come in multiples of it.
        most: most units that may be bought.

    Raises:
        InputError: prices, costs and salvage do not follow p ≥ p₂ ≥ s < c, or a number is unusable.
    """

    demand: Distribution
    price: Number
    unit_cost: Number
    salvage: Number
    markdown_price: Number = np.nan
    with_markdown: Distribution | None = None
    have: Number = 0.0
    moq: Number = 0.0
    pack: Number = 1.0
    most: Number = np.inf
    _count: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        count = len(self.demand.mean)
        object.__setattr__(self, "_count", count)
        for name in _NUMBERS:
            value = np.broadcast_to(np.asarray(getattr(self, name), dtype=float), (count,))
            object.__setattr__(self, name, value)
        if self.with_markdown is None:
            object.__setattr__(self, "markdown_price", self.salvage)
            object.__setattr__(self, "with_markdown", self.demand)
        self._check()

    def _check(self) -> None:
        p, p2, s, c = self.price, self.markdown_price, self.salvage, self.unit_cost
        problems = {
            "a price, cost or salvage is not known": ~np.isfinite(p + np.asarray(p2) + s + c),
            "a salvage is not below the unit cost": np.asarray(s) >= c,
            "a markdown price is above the price or below the salvage": (p2 > p) | (p2 < s),
            "a unit cost is negative": np.asarray(c) < 0,
            "a pack is below 1": np.asarray(self.pack) < 1,
            "a minimum or most is negative": (np.asarray(self.moq) < 0)
            | (np.asarray(self.most) < 0),
        }
        for what, wrong in problems.items():
            if np.any(wrong):
                row = int(np.argmax(np.broadcast_to(wrong, (self._count,))))
                raise InputError(
                    f"{what} in line {row + 1} of a season's buy",
                    remedy="Give price ≥ markdown price ≥ salvage, a salvage below the cost, "
                    "packs of at least 1",
                )

    def __len__(self) -> int:
        return self._count

    def rows(self, index: NDArray[np.intp]) -> SeasonBuy:
        """The problem of some lines; a line may come several times."""
        assert self.with_markdown is not None  # noqa: S101
        same = self.with_markdown is self.demand
        demand = self.demand.rows(index)
        numbers: dict[str, Any] = {
            name: np.asarray(getattr(self, name))[index] for name in _NUMBERS
        }
        together = demand if same else self.with_markdown.rows(index)
        return replace(self, demand=demand, with_markdown=together, **numbers)

    def profit(self, quantity: Number) -> Floats:
        """Expected profit of buying a quantity over buying nothing; what is there is sunk."""
        return self._worth(np.asarray(quantity, dtype=float)) - self._worth(np.zeros(self._count))

    def marginal(self, quantity: Number) -> Floats:
        """What one unit beyond a quantity earns."""
        assert self.with_markdown is not None  # noqa: S101
        x = np.asarray(self.have + np.asarray(quantity, dtype=float))
        full = (self.price - self.unit_cost) - (
            self.price - np.asarray(self.markdown_price)
        ) * self.demand.cdf(x)
        rest: Floats = (np.asarray(self.markdown_price) - self.salvage) * self.with_markdown.cdf(x)
        return full - rest

    def expected(self, quantity: Number) -> tuple[Floats, Floats, Floats]:
        """Units expected to sell at full price, at the markdown, and left at the very end."""
        assert self.with_markdown is not None  # noqa: S101
        x = np.asarray(self.have + np.asarray(quantity, dtype=float))
        after = x - self.demand.mean + self.demand.loss(x)
        left = x - self.with_markdown.mean + self.with_markdown.loss(x)
        return self.demand.mean - self.demand.loss(x), after - left, left

    def _worth(self, quantity: Floats) -> Floats:
        full, cut, left = self.expected(quantity)
        worth: Floats = (
            self.price * full
            + self.markdown_price * cut
            + self.salvage * left
            - self.unit_cost * quantity
        )
        return worth


@dataclass(frozen=True)
class Bought:
    """The best purchase of each line and what it is expected to do; arrays of shape (n,)."""

    quantity: Floats
    profit: Floats
    full_price_units: Floats
    markdown_units: Floats
    left_units: Floats
    in_stock: Floats
    ratio: Floats

    def explain(self, line: int) -> dict[str, float]:
        """The numbers behind one line's quantity."""
        return {
            "quantity": float(self.quantity[line]),
            "critical ratio": round(float(self.ratio[line]), 4),
            "chance of no shortage": round(float(self.in_stock[line]), 4),
            "sold at full price": round(float(self.full_price_units[line]), 2),
            "sold at markdown": round(float(self.markdown_units[line]), 2),
            "left at the end": round(float(self.left_units[line]), 2),
            "expected profit": round(float(self.profit[line]), 2),
        }


def buy(problem: SeasonBuy) -> Bought:
    """The most profitable quantity of each line that pack, minimum and most allow.

    The best whole number is the least whose next unit earns nothing; of the multiples around it
    the better one is taken, and nothing where the minimum earns nothing.
    """
    quantity = _best_lattice(problem, _best_unit(problem))
    full, cut, left = problem.expected(quantity)
    stock = np.asarray(problem.have) + quantity
    over = np.asarray(problem.price) - problem.salvage
    return Bought(
        quantity,
        problem.profit(quantity),
        full,
        cut,
        left,
        problem.demand.cdf(stock),
        (np.asarray(problem.price) - problem.unit_cost) / np.where(over > 0, over, 1.0),
    )


def _best_unit(problem: SeasonBuy) -> Floats:
    """Least whole quantity whose next unit earns nothing."""
    assert problem.with_markdown is not None  # noqa: S101
    low = np.full(len(problem), -1.0)
    high = np.maximum(np.ceil(problem.with_markdown.mean - problem.have), 1.0)
    while True:
        more = problem.marginal(high) > 0
        if not more.any():
            break
        low, high = np.where(more, high, low), np.where(more, 2 * high + 1, high)
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        more = problem.marginal(middle) > 0
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return high


def _best_lattice(problem: SeasonBuy, unit: Floats) -> Floats:
    pack, most = np.asarray(problem.pack), np.asarray(problem.most)
    least = np.ceil(np.maximum(np.asarray(problem.moq), 1.0) / pack) * pack
    ceiling = np.where(np.isfinite(most), np.floor(most / pack) * pack, np.inf)
    floor = np.minimum(np.maximum(np.floor(unit / pack) * pack, least), ceiling)
    above = np.minimum(np.maximum(floor + pack, least), ceiling)
    options = [np.where(option >= least, option, 0.0) for option in (floor, above)]
    profits = [problem.profit(option) for option in options]
    best = np.where(profits[1] > profits[0], options[1], options[0])
    worth: Floats = np.where(np.maximum(*profits) > 0, best, 0.0)
    return worth
