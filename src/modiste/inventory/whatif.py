"""What if: other service, budget, lead times or demand, solved again at once."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from modiste.inventory.problem import Problem, Solution, solve
from modiste.inventory.suggest import KEYS
from modiste.model.errors import InputError
from modiste.model.findings import QUANTILES, quantile_name
from modiste.model.money import Money

_MOST = 20.0
"""Greatest factor that makes sense."""


@dataclass(frozen=True)
class Changes:
    """What is changed; what is left out stays as it is.

    Attributes:
        service: chance aimed at of not running out before goods arrive, in (0, 1).
        budget: most that all orders together may cost.
        lead_factor: lead times and their deviations over today's.
        demand_factor: demand and its deviation over the forecast's.
        review_days: days between two plans.
        cycle_days: days of demand that one order covers beyond the need.

    Raises:
        InputError: a value is out of range.
    """

    service: float | None = None
    budget: Money | None = None
    lead_factor: float = 1.0
    demand_factor: float = 1.0
    review_days: int | None = None
    cycle_days: int | None = None

    def __post_init__(self) -> None:
        if self.service is not None and not 0.5 < self.service < 1:
            raise InputError(
                f"a service of {self.service} is outside (0.5, 1)",
                remedy="Give the chance of not running out, such as 0.95.",
            )
        for name in ("lead_factor", "demand_factor"):
            value = getattr(self, name)
            if not (math.isfinite(value) and 0 < value <= _MOST):
                raise InputError(
                    f"a {name.replace('_', ' ')} of {value} is outside (0, {_MOST:g}]",
                    remedy="1 leaves things as they are, 1.2 is a fifth more.",
                )
        if self.budget is not None and self.budget.minor < 0:
            raise InputError("the budget is below zero", remedy="Give what may be spent.")
        for name in ("review_days", "cycle_days"):
            value = getattr(self, name)
            if value is not None and not 1 <= value <= 365:
                raise InputError(f"{value} {name.replace('_', ' ')}", remedy="Give 1 to 365 days.")


@dataclass(frozen=True)
class Comparison:
    """Today's solution and that of the changed problem."""

    before: Solution
    after: Solution

    def totals(self) -> dict[str, dict[str, dict[str, Any]]]:
        """By currency: each total before, after, and the difference."""
        before, after = self.before.totals(), self.after.totals()
        return {
            currency: {
                name: {
                    "before": before[currency][name],
                    "after": value,
                    "difference": value - before[currency][name],
                }
                for name, value in row.items()
            }
            for currency, row in after.items()
        }

    def changed(self) -> pl.DataFrame:
        """Series whose order changes, the greatest change of cost first.

        Returns:
            ``variant_id, location_id, before, after, difference, cost_difference, currency``.
        """
        one, other = (
            solution.orders.select(
                *KEYS, "unit_cost", "cost_currency", pl.col("quantity").alias(name)
            )
            for name, solution in (("before", self.before), ("after", self.after))
        )
        both = one.join(other, on=KEYS, how="full", coalesce=True).with_columns(
            pl.col("before", "after").fill_null(0),
            unit_cost=pl.coalesce("unit_cost", "unit_cost_right"),
            currency=pl.coalesce("cost_currency", "cost_currency_right"),
        )
        found = both.with_columns(difference=pl.col("after") - pl.col("before")).filter(
            pl.col("difference") != 0
        )
        cost = pl.col("difference") * pl.col("unit_cost")
        return (
            found.with_columns(cost_difference=cost)
            .sort(cost.abs(), *KEYS, descending=[True, False, False], nulls_last=True)
            .select(*KEYS, "before", "after", "difference", "cost_difference", "currency")
        )


def whatif(problem: Problem, changes: Changes) -> Comparison:
    """Solve a problem as it is and as it would be.

    Args:
        problem: what is known.
        changes: what would be otherwise.

    Raises:
        InputError: a budget cannot be compared with the costs.
    """
    return Comparison(solve(problem), solve(changed(problem, changes), changes.budget))


def changed(problem: Problem, changes: Changes) -> Problem:
    """The problem with everything changed but the budget, which is not part of it."""
    settings = {
        "service_level": changes.service,
        "review_days": changes.review_days,
        "order_cycle_days": changes.cycle_days,
    }
    planning = problem.planning.model_copy(
        update={name: value for name, value in settings.items() if value is not None}
    )
    lead = pl.col("lead_time_days", "lead_time_sd_days") * changes.lead_factor
    factor = changes.demand_factor
    moved = [
        name
        for name in ("mean", "cumulative_sd", *map(quantile_name, QUANTILES))
        if name in problem.forecast.columns
    ]
    return replace(
        problem,
        planning=planning,
        supply=problem.supply.with_columns(lead),
        forecast=problem.forecast.with_columns(pl.col(moved) * factor),
    )
