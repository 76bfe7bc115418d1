"""Open-to-buy: one budget over all lines, solved to a proven gap.

Every line's profit is concave in what is bought of it, so the lines can be cut into steps of
falling profit for each unit of money. Taking steps in that order solves the problem in which steps
can be split (Dantzig's bound of the knapsack), which no whole purchase can beat. The plan takes
whole steps in the same order, goes on past those that no longer fit, and so falls short of the
bound by less than one step. Suppliers' minima and fixed costs make it a choice of suppliers, which
HiGHS decides over their profit as a function of what is spent with them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modiste.inventory.buying.chunks import Chunks, chunks
from modiste.inventory.buying.season import SeasonBuy
from modiste.inventory.buying.suppliers import Choice, SupplierTerms, chosen
from modiste.learn.distributions import Floats
from modiste.model.errors import InputError


@dataclass(frozen=True)
class BudgetBuy:
    """A budget over n lines.

    Attributes:
        lines: what they earn; costs and prices in the currency of the budget.
        budget: most that may be spent, in minor units of one currency.
        supplier: of each line, an index into the suppliers' terms, shape (n,); None for none.
        terms: minima and fixed costs of suppliers; None for none.

    Raises:
        InputError: the budget is negative, a line costs nothing, or suppliers and lines do not fit
            together.
    """

    lines: SeasonBuy
    budget: float
    supplier: NDArray[np.intp] | None = None
    terms: SupplierTerms | None = None

    def __post_init__(self) -> None:
        if not self.budget >= 0:
            raise InputError(
                f"the budget {self.budget} is negative or not known",
                remedy="Give what may be spent, 0 or more",
            )
        if np.any(np.asarray(self.lines.unit_cost) <= 0):
            raise InputError(
                "a line under a budget costs nothing",
                remedy="Give every line a unit cost above 0, or leave it out",
            )
        if (self.supplier is None) != (self.terms is None):
            raise InputError(
                "suppliers of lines and terms of suppliers come together or not at all",
                remedy="Give both, or leave both out",
            )
        if self.supplier is not None and self.terms is not None:
            inside = (self.supplier >= 0) & (self.supplier < len(self.terms))
            if self.supplier.shape != (len(self.lines),) or not inside.all():
                raise InputError(
                    "a line names a supplier that has no terms",
                    remedy="Give each line an index from 0 below the number of suppliers",
                )


@dataclass(frozen=True)
class BudgetPlan:
    """What to buy, and how much better any other purchase within the budget could be.

    Attributes:
        quantity: units of each line, shape (n,).
        spent: money.
        profit: expected, after suppliers' fixed costs.
        bound: no purchase within the budget is expected to earn more.
        price_of_money: profit of one more unit of budget.
        wanted: what every step that earns something would cost together.
        steps: the steps the plan chose from.
    """

    quantity: Floats
    spent: float
    profit: float
    bound: float
    price_of_money: float
    wanted: float
    steps: Chunks = field(repr=False)

    @property
    def gap(self) -> float:
        """Share of the bound that is not proven to be reached, from 0."""
        return max(self.bound - self.profit, 0.0) / self.bound if self.bound > 0 else 0.0

    def explain(self) -> dict[str, float]:
        """The numbers behind the plan."""
        return {
            "lines bought": float((self.quantity > 0).sum()),
            "spent": round(self.spent, 2),
            "wanted without a budget": round(self.wanted, 2),
            "expected profit": round(self.profit, 2),
            "proven bound": round(self.bound, 2),
            "gap": self.gap,
            "profit of one more unit of budget": round(self.price_of_money, 4),
        }


def spend(problem: BudgetBuy, *, seconds: float = 20.0) -> BudgetPlan:
    """The best purchase within a budget that can be proven.

    Args:
        problem: lines, budget, suppliers.
        seconds: most that HiGHS may think about the choice of suppliers.
    """
    steps = chunks(problem.lines)
    if problem.supplier is None or problem.terms is None:
        taken, bound, price = fill(steps, problem.budget)
        return _plan(steps, taken, bound, price, 0.0)
    wanted = np.bincount(problem.supplier[steps.line], steps.cost, len(problem.terms))
    short = (wanted < np.asarray(problem.terms.minimum))[problem.supplier]
    if short.any():
        steps = chunks(problem.lines, beyond=short)
    choice = chosen(steps, problem.supplier[steps.line], problem.terms, problem.budget, seconds)
    taken, price = _within(
        steps, problem.supplier[steps.line], problem.terms, choice, problem.budget
    )
    used = np.unique(problem.supplier[steps.line[taken]])
    fixed = float(np.asarray(problem.terms.fixed_cost)[used].sum())
    return _plan(steps, taken, choice.bound, price, fixed)


def _plan(
    steps: Chunks, taken: NDArray[np.bool_], bound: float, price: float, fixed: float
) -> BudgetPlan:
    profit = float(steps.value[taken].sum()) - fixed
    return BudgetPlan(
        steps.quantities(taken),
        float(steps.cost[taken].sum()) + fixed,
        profit,
        max(bound, profit),
        price,
        float(steps.cost[steps.value > 0].sum()),
        steps,
    )


def fill(
    steps: Chunks, budget: float, allowed: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.bool_], float, float]:
    """Steps taken within a budget, the bound of the splittable problem, and the price of money.

    Args:
        steps: of all lines.
        budget: what may be spent.
        allowed: steps that may be taken; all by default. What is not allowed below an allowed
            step of a line counts as taken already.
    """
    may = np.ones(len(steps.line), dtype=bool) if allowed is None else allowed
    density = np.where(may, steps.density, -1.0)
    # Stable: equal densities of a line keep their order, each step after the one below it.
    order = np.argsort(-density, kind="stable")[: int(may.sum())]
    spent = np.cumsum(steps.cost[order])
    taken = np.zeros(len(steps.line), dtype=bool)
    whole = int(np.searchsorted(spent, budget * (1 + 1e-12), side="right"))
    taken[order[:whole]] = True
    if whole == len(order):
        return taken, float(steps.value[order].sum()), 0.0
    rest = budget - (spent[whole - 1] if whole else 0.0)
    price = float(steps.density[order[whole]])
    bound = float(steps.value[order[:whole]].sum() + price * rest)
    _squeeze(steps, order[whole:], taken, may, rest)
    return taken, bound, price


def _squeeze(
    steps: Chunks,
    order: NDArray[np.intp],
    taken: NDArray[np.bool_],
    may: NDArray[np.bool_],
    rest: float,
) -> None:
    """Take further steps that fit into what is left, each after the one below it."""
    affordable = order[steps.cost[order] <= rest]
    cheapest = float(steps.cost[affordable].min(initial=np.inf))
    for step in affordable.tolist():
        if rest < cheapest:
            return
        below = step - 1
        same = below >= 0 and steps.line[below] == steps.line[step]
        reached = not same or taken[below] or not may[below]
        if reached and steps.cost[step] <= rest:
            taken[step], rest = True, rest - float(steps.cost[step])


def _within(
    steps: Chunks,
    supplier: NDArray[np.intp],
    terms: SupplierTerms,
    choice: Choice,
    budget: float,
) -> tuple[NDArray[np.bool_], float]:
    """Whole steps of the chosen suppliers: first their minima, then the best of the rest."""
    fixed, minimum = np.asarray(terms.fixed_cost), np.asarray(terms.minimum)
    worth = np.argsort(-choice.profit, kind="stable")
    opened = [int(s) for s in worth if choice.opened[s]]
    while True:
        taken = np.zeros(len(steps.line), dtype=bool)
        for s in opened:
            taken |= _minimum(steps, supplier == s, float(minimum[s]))
        left = budget - float(steps.cost[taken].sum()) - float(fixed[opened].sum())
        if left >= -1e-9 or not opened:
            break
        opened.pop()  # whole steps of the minima do not fit: do without the least worthy one
    free = np.isin(supplier, opened) & ~taken & (steps.value > 0)
    more, _, price = fill(steps, max(left, 0.0), free)
    return taken | more, price


def _minimum(steps: Chunks, mine: NDArray[np.bool_], minimum: float) -> NDArray[np.bool_]:
    """A supplier's best steps, up to the first with which the minimum is reached."""
    taken = np.zeros(len(steps.line), dtype=bool)
    if minimum <= 0:
        return taken
    rows = np.flatnonzero(mine)
    order = rows[np.lexsort((rows, -steps.density[rows]))]
    reached = int(np.searchsorted(np.cumsum(steps.cost[order]), minimum * (1 - 1e-12))) + 1
    taken[order[:reached]] = True
    return taken
