"""One order to one supplier: lines, minima of the whole order, containers and their cost.

A mixed-integer programme on the steps of the lines, solved by HiGHS to a gap that it proves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from modiste.inventory.buying.chunks import Chunks, chunks
from modiste.inventory.buying.season import SeasonBuy
from modiste.learn.distributions import Floats
from modiste.model.errors import InputError, NotEnoughDataError


@dataclass(frozen=True)
class JointOrder:
    """Lines of one supplier and what binds their order as a whole.

    Attributes:
        lines: what they earn, with their own minima and packs; money in the supplier's currency.
        least_units: least units of an order.
        least_value: least cost of an order's goods.
        fixed_cost: of placing an order at all.
        volume: of a unit of each line, such as m³, shape (n,); None where it does not matter.
        container: volume of a container; infinite where one holds everything.
        container_cost: freight of a container.
        containers: most containers of an order.
        already: what goods earn that come with the order whatever else is in it; the minima are
            then what it still lacks.

    Raises:
        InputError: a number is negative or not known.
    """

    lines: SeasonBuy
    least_units: float = 0.0
    least_value: float = 0.0
    fixed_cost: float = 0.0
    volume: Floats | None = None
    container: float = np.inf
    container_cost: float = 0.0
    containers: int = 50
    already: float = 0.0

    def __post_init__(self) -> None:
        numbers = (
            self.least_units,
            self.least_value,
            self.fixed_cost,
            self.container_cost,
            self.already,
        )
        if not all(number >= 0 for number in numbers) or not self.container > 0:
            raise InputError(
                "a minimum or cost of an order is below 0 or not known, or containers hold nothing",
                remedy="Give minima and costs of at least 0 and a container above 0",
            )
        if self.volume is None and np.isfinite(self.container):
            raise InputError(
                "a container is given, but no volume of the lines",
                remedy="Give the volume of a unit of each line, or no container",
            )
        if self.volume is not None and (
            len(self.volume) != len(self.lines) or not np.all(self.volume >= 0)
        ):
            raise InputError(
                "volumes of lines are negative, not known or not one a line",
                remedy="Give each line the volume of one unit",
            )


@dataclass(frozen=True)
class JointPlan:
    """What to order together; ``bound`` is what no order is expected to beat.

    Attributes:
        quantity: units of each line, shape (n,); all 0 where no order is worth placing.
        profit: expected, after fixed cost and freight.
        bound: proven by HiGHS.
        containers: whole containers paid for.
        filled: share of their volume that is used; NaN without containers.
        spent: cost of the goods.
    """

    quantity: Floats
    profit: float
    bound: float
    containers: int
    filled: float
    spent: float

    @property
    def gap(self) -> float:
        """Share of the bound that is not proven to be reached."""
        return max(self.bound - self.profit, 0.0) / self.bound if self.bound > 0 else 0.0


def order_together(problem: JointOrder, *, seconds: float = 20.0) -> JointPlan:
    """The most profitable order of a supplier's lines, or none.

    Args:
        problem: lines and terms.
        seconds: most that HiGHS may think.

    Raises:
        NotEnoughDataError: HiGHS found no answer in that time.
    """
    count = len(problem.lines)
    # Beyond each line's best as well: a minimum or a half-empty container may be worth it.
    wide = np.full(count, problem.least_units > 0 or problem.least_value > 0)
    steps = chunks(problem.lines, beyond=wide)
    found = _solved(problem, steps, seconds)
    taken = found[: len(steps.line)] > 0.5
    containers = round(float(found[-2]))
    opened = bool(taken.any())
    quantity = steps.quantities(taken)
    cost = (problem.fixed_cost - problem.already) * opened + problem.container_cost * containers
    profit = float(steps.value[taken].sum()) - cost
    room = containers * problem.container
    used = 0.0 if problem.volume is None else float((quantity * problem.volume).sum())
    filled = used / room if np.isfinite(room) and room > 0 else float("nan")
    spent = float(steps.cost[taken].sum())
    return JointPlan(quantity, profit, max(float(found[-1]), profit), containers, filled, spent)


def _solved(problem: JointOrder, steps: Chunks, seconds: float) -> Floats:
    """Steps, opened, containers and, last, the bound."""
    count = len(steps.line)
    size = count + 2  # the steps, whether there is an order, containers
    limited = np.isfinite(problem.container)
    goods = [steps.units, steps.cost]
    least = [problem.least_units, problem.least_value]
    rows = [_row(size, weight, -low, 0.0) for weight, low in zip(goods, least, strict=True)]
    constraints = [
        LinearConstraint(sparse.vstack(rows), lb=0),
        LinearConstraint(_linked(steps, size), ub=0),
        LinearConstraint(_ordered(steps, size), lb=0),
    ]
    if limited and problem.volume is not None:
        room = _row(size, steps.units * problem.volume[steps.line], 0.0, -problem.container)
        constraints.append(LinearConstraint(room, ub=0))
    most = problem.containers if limited else 0
    cost = np.concatenate(
        [-steps.value, [problem.fixed_cost - problem.already, problem.container_cost]]
    )
    found = milp(
        cost,
        integrality=np.ones(size),
        bounds=Bounds(0, np.concatenate([np.ones(count + 1), [most]])),
        constraints=constraints,
        options={"time_limit": seconds, "mip_rel_gap": 1e-4},
    )
    if found.x is None:
        raise NotEnoughDataError(
            f"no joint order was found within {seconds:g} seconds: {found.message}",
            remedy="Allow more seconds, or plan the supplier's lines in two parts",
        )
    bound = -found.mip_dual_bound if found.mip_dual_bound is not None else -found.fun
    return np.concatenate([found.x, [bound]])


def _row(size: int, weights: Floats, opened: float, containers: float) -> sparse.csr_array:
    row = np.concatenate([weights, [opened, containers]])
    return sparse.csr_array(row.reshape(1, size))


def _linked(steps: Chunks, size: int) -> sparse.csr_array:
    """A line's first step needs an order: first − opened ≤ 0."""
    first = np.flatnonzero(np.diff(steps.line, prepend=-1) != 0)
    at = np.arange(len(first))
    ones = np.ones(len(first))
    where = (np.concatenate([at, at]), np.concatenate([first, np.full(len(first), size - 2)]))
    return sparse.csr_array((np.concatenate([ones, -ones]), where), shape=(len(first), size))


def _ordered(steps: Chunks, size: int) -> sparse.csr_array:
    """A step needs the one below it: below − step ≥ 0."""
    later: NDArray[np.intp] = np.flatnonzero(np.diff(steps.line, prepend=-1) == 0)
    at, ones = np.arange(len(later)), np.ones(len(later))
    where = (np.concatenate([at, at]), np.concatenate([later - 1, later]))
    return sparse.csr_array((np.concatenate([ones, -ones]), where), shape=(len(later), size))
