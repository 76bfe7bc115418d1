"""Intakes of many lines over a finite horizon, under limits of each period.

The plan is fixed at its start (the static strategy of Bookbinder and Tan, Strategies for the
probabilistic lot-sizing problem with service-level constraints, Management Science 34, 1988) and
replanned at the next review. Expected cost of a period is convex in what has been taken in so far;
it is drawn by tangents, which makes one linear programme of all lines, and mixed-integer where an
intake has a fixed cost. HiGHS solves it; the true cost of its answer against its bound is the
proven gap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp

from modiste.learn.distributions import Count, Floats
from modiste.model.errors import InputError, NotEnoughDataError

TANGENTS = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.999)
"""Quantiles of demand until a period at which its cost gets a tangent."""


@dataclass(frozen=True)
class HorizonBuy:
    """n lines over H periods.

    Attributes:
        mean: expected demand from the start to the end of each period, shape (n, H).
        variance: variance of it, shape (n, H).
        have: units there at the start, shape (n,).
        coming: units already ordered, by the period in which they arrive, shape (n, H).
        unit_cost: shape (n,).
        holding: of a unit left at the end of a period, shape (n,).
        shortage: of a unit owed at the end of a period, shape (n,).
        salvage: of a unit left at the very end, below the unit cost, shape (n,).
        intake: most units of all lines that each period can take in, shape (H,).
        budget: most money for the intakes of each period, shape (H,).
        first: first period, from 0, in which an order placed now can arrive, shape (n,).
        order_cost: of an intake of a line, shape (n,); 0 keeps the problem linear.

    Raises:
        InputError: a number is out of bounds or not known, or shapes do not fit together.
    """

    mean: Floats
    variance: Floats
    have: Floats
    coming: Floats
    unit_cost: Floats
    holding: Floats
    shortage: Floats
    salvage: Floats
    intake: Floats
    budget: Floats
    first: Floats
    order_cost: Floats

    def __post_init__(self) -> None:
        lines, periods = self.mean.shape
        wanted = {
            "variance": (lines, periods), "coming": (lines, periods), "have": (lines,),
            "unit_cost": (lines,), "holding": (lines,), "shortage": (lines,), "salvage": (lines,),
            "intake": (periods,), "budget": (periods,), "first": (lines,), "order_cost": (lines,),
        }  # fmt: skip
        for name, shape in wanted.items():
            value = getattr(self, name)
            if np.shape(value) != shape or not np.all(value >= 0):
                raise InputError(
                    f"{name} of a horizon's buy is negative, not known or not of shape {shape}",
                    remedy="Give numbers of at least 0; infinite where there is no limit",
                )
        if np.any(np.diff(self.mean, axis=1) < 0) or np.any(self.mean < 0):
            raise InputError(
                "expected demand until a period falls from one period to the next",
                remedy="Give running totals from the start",
            )
        free = (self.salvage >= self.unit_cost) | (self.holding <= 0)
        if np.any(free | (self.salvage >= self.shortage + self.holding)):
            raise InputError(
                "a salvage is not below the unit cost and the shortage cost, or holding costs 0",
                remedy="Buying only to be left over would be free: correct the costs",
            )


@dataclass(frozen=True)
class HorizonPlan:
    """Intakes and what they are expected to cost.

    Attributes:
        intake: units of each line and period, shape (n, H), whole.
        cost: expected, of purchase, holding, shortage and orders, less salvage.
        bound: no plan is expected to cost less.
        owed: expected units owed at the end of each period, shape (n, H).
        left: expected units left at the end of each period, shape (n, H).
        worth_of_room: what one more unit of each period's intake limit would save, shape (H,); NaN
            where intakes have a fixed cost.
        worth_of_money: the same for its budget.
    """

    intake: Floats
    cost: float
    bound: float
    owed: Floats
    left: Floats
    worth_of_room: Floats
    worth_of_money: Floats

    @property
    def gap(self) -> float:
        """Share of the cost that a better plan could at most save."""
        return max(self.cost - self.bound, 0.0) / self.cost if self.cost > 0 else 0.0


def plan_intakes(problem: HorizonBuy, *, seconds: float = 20.0) -> HorizonPlan:
    """The cheapest intakes over the horizon.

    Args:
        problem: lines, costs and limits.
        seconds: most that HiGHS may think where intakes have fixed costs.

    Raises:
        NotEnoughDataError: HiGHS found no answer in that time.
    """
    answer = _Model(problem).solve(seconds)
    lines, periods = problem.mean.shape
    so_far = answer.variables[: lines * periods].reshape(lines, periods)
    intake = _whole(problem, so_far)
    cost, owed, left = expected_cost(problem, intake)
    room, money = answer.prices[:periods], answer.prices[periods:]
    return HorizonPlan(intake, cost, min(answer.bound, cost), owed, left, room, money)


def expected_cost(problem: HorizonBuy, intake: Floats) -> tuple[float, Floats, Floats]:
    """Expected cost of intakes, units owed and units left by line and period."""
    reached = problem.have[:, None] + np.cumsum(problem.coming + intake, axis=1)
    owed = Count(problem.mean, problem.variance).loss(reached)
    left = reached - problem.mean + owed
    cost = (
        (problem.unit_cost[:, None] * intake).sum()
        + (problem.holding[:, None] * left).sum()
        + (problem.shortage[:, None] * owed).sum()
        - (problem.salvage * left[:, -1]).sum()
        + (problem.order_cost[:, None] * (intake > 0)).sum()
    )
    return float(cost), owed, left


def _whole(problem: HorizonBuy, so_far: Floats) -> Floats:
    """Intakes in whole units, running totals rounded, none above a limit of its period."""
    intake = np.diff(so_far, axis=1, prepend=0.0)
    whole = np.diff(np.floor(so_far + 0.5), axis=1, prepend=0.0)
    limits = ((np.ones(len(intake)), problem.intake), (problem.unit_cost, problem.budget))
    for weight, limit in limits:
        for period in np.flatnonzero(np.isfinite(limit)):
            over = float((weight * whole[:, period]).sum()) - float(limit[period])
            # Those rounded up furthest go back first.
            for line in np.argsort(intake[:, period] - whole[:, period], kind="stable"):
                if over <= 1e-9:
                    break
                units = min(np.ceil(over / weight[line] - 1e-9), whole[line, period])
                whole[line, period] -= units
                over -= units * weight[line]
    return whole


@dataclass(frozen=True)
class _Answer:
    """HiGHS's variables and bound, and what one more unit of each limit would save."""

    variables: Floats
    bound: float
    prices: Floats


class _Model:
    """The programme: units taken in so far, units owed and, if mixed, whether there is intake."""

    def __init__(self, problem: HorizonBuy) -> None:
        self.problem = problem
        self.mixed = bool(np.any(problem.order_cost > 0))
        lines, periods = problem.mean.shape
        self.size = lines * periods
        self.width = self.size * (3 if self.mixed else 2)
        one, before = sparse.eye_array(periods), sparse.eye_array(periods, k=-1)
        self.taken = sparse.kron(sparse.eye_array(lines), one - before, format="csr")
        self.matrix, self.least = self._rows()
        self.limits, self.most = self._limits(lines, periods)
        self.cost, self.constant = self._costs()
        late = np.arange(periods) >= problem.first[:, None]
        most = Count(problem.mean, problem.variance).quantile(0.99999).max(axis=1, keepdims=True)
        self.upper = np.where(late, most, 0.0).ravel()

    def _rows(self) -> tuple[sparse.csr_array, Floats]:
        """Intakes of at least 0; owed units above their tangents at quantiles of demand."""
        p = self.problem
        demand = Count(p.mean, p.variance)
        start = p.have[:, None] + np.cumsum(p.coming, axis=1)
        nothing = sparse.csr_array((self.size, self.size))
        blocks, least = [sparse.hstack([self.taken, nothing])], [np.zeros(self.size)]
        for level in (0.0, *TANGENTS):
            at = demand.quantile(level) if level else np.zeros(p.mean.shape)
            value = demand.loss(at)
            slope = demand.loss(at + 1) - value  # the straight line between whole numbers
            falling = sparse.diags_array(-slope.ravel())
            blocks.append(sparse.hstack([falling, sparse.eye_array(self.size)]))
            least.append((value + slope * (start - at)).ravel())
        matrix = sparse.vstack(blocks, format="csr")
        return self._padded(matrix), np.concatenate(least)

    def _limits(self, lines: int, periods: int) -> tuple[sparse.csr_array, Floats]:
        each = np.ones((1, lines))
        units = sparse.kron(each, sparse.eye_array(periods))
        money = sparse.kron(self.problem.unit_cost[None, :], sparse.eye_array(periods))
        of_intakes = sparse.vstack([units, money]) @ self.taken
        both = sparse.hstack([of_intakes, sparse.csr_array((2 * periods, self.size))])
        most = np.concatenate([self.problem.intake, self.problem.budget])
        return self._padded(both.tocsr()), most

    def _costs(self) -> tuple[Floats, float]:
        """Costs by variable: left units are X − mean + u."""
        p = self.problem
        kept = np.broadcast_to(p.holding[:, None], p.mean.shape).copy()
        kept[:, -1] -= p.salvage
        prices = np.broadcast_to(p.unit_cost[:, None], p.mean.shape).ravel()
        bought = self.taken.T @ prices + kept.ravel()
        owed = (p.shortage[:, None] + kept).ravel()
        start = p.have[:, None] + np.cumsum(p.coming, axis=1) - p.mean
        parts = [bought, owed]
        if self.mixed:
            parts.append(np.broadcast_to(p.order_cost[:, None], p.mean.shape).ravel())
        return np.concatenate(parts), float((kept * start).sum())

    def _padded(self, matrix: sparse.csr_array) -> sparse.csr_array:
        missing = self.width - matrix.shape[1]
        if not missing:
            return matrix
        return sparse.hstack([matrix, sparse.csr_array((matrix.shape[0], missing))], format="csr")

    def solve(self, seconds: float) -> _Answer:
        """HiGHS's answer; the constant part of the cost is added to the bound."""
        found = self._mixed(seconds) if self.mixed else self._linear()
        if found.x is None:
            raise NotEnoughDataError(
                f"no plan of intakes was found within {seconds:g} seconds: {found.message}",
                remedy="Allow more seconds, or plan fewer lines at once",
            )
        prices = np.full(len(self.most), np.nan)
        bound = found.mip_dual_bound if self.mixed else found.fun
        if not self.mixed:
            prices = np.zeros(len(self.most))
            prices[np.isfinite(self.most)] = -found.ineqlin.marginals[len(self.least) :]
        return _Answer(found.x, float(bound) + self.constant, prices)

    def _linear(self) -> OptimizeResult:
        bounded = np.flatnonzero(np.isfinite(self.most))
        upper = np.concatenate([self.upper, np.full(self.size, np.inf)])
        return linprog(
            self.cost,
            A_ub=sparse.vstack([-self.matrix, self.limits[bounded]], format="csr"),
            b_ub=np.concatenate([-self.least, self.most[bounded]]),
            bounds=np.stack([np.zeros(self.width), upper], axis=1),
            method="highs",
        )

    def _mixed(self, seconds: float) -> OptimizeResult:
        nothing = sparse.csr_array((self.size, self.size))
        link = [self.taken, nothing, sparse.diags_array(-self.upper)]
        upper = [self.upper, np.full(self.size, np.inf), np.ones(self.size)]
        return milp(
            self.cost,
            integrality=np.repeat([0, 0, 1], self.size),
            bounds=Bounds(0, np.concatenate(upper)),
            constraints=[
                LinearConstraint(self.matrix, lb=self.least),
                LinearConstraint(self.limits, ub=self.most),
                LinearConstraint(sparse.hstack(link), ub=0),
            ],
            options={"time_limit": seconds, "mip_rel_gap": 1e-4},
        )
