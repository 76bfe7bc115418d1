"""What if: other service, budget or lead times, solved again at once."""

from __future__ import annotations

import time
from typing import Any

from pydantic import Field

from modiste.inventory.api.naming import location_names, named
from modiste.inventory.problem import solve
from modiste.inventory.served import plan_problem, plan_solution
from modiste.inventory.whatif import Changes, Comparison, changed
from modiste.model.money import Money
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Tables
from modiste.present.http.money import Amount
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer, Strict

router = Router(prefix="/plan", tags=["plan"])


class Budget(Strict):
    """An amount of money."""

    minor: int = Field(ge=0, le=10**15, description="Minor units of the currency.")
    currency: str = Field(pattern="^[A-Z]{3}$", description="ISO 4217 code.")


class Question(Strict):
    """What is otherwise; what is left out stays as it is."""

    service: float | None = Field(
        None, gt=0.5, lt=1, description="Chance of not running out before goods arrive."
    )
    budget: Budget | None = Field(None, description="Most that all orders together may cost.")
    lead_factor: float = Field(1.0, gt=0, le=5, description="Lead times over today's.")
    demand_factor: float = Field(1.0, gt=0, le=5, description="Demand over the forecast's.")
    review_days: int | None = Field(None, ge=1, le=365, description="Days between two plans.")
    cycle_days: int | None = Field(
        None, ge=1, le=365, description="Days of demand that an order covers beyond the need."
    )
    limit: int = Field(50, ge=0, le=500, description="Changed lines that are told at the most.")


class Figure(Answer):
    """A total as it is, as it would be, and the difference."""

    before: float = Field(description="As it is.")
    after: float = Field(description="As it would be.")
    difference: float = Field(description="After less before.")


class Totals(Answer):
    """Totals of one currency; money in minor units."""

    currency: str = Field(description="ISO 4217 code.")
    figures: dict[str, Figure] = Field(
        description="series, orders, units, cost, money_at_stake, short_units, short_margin, "
        "safety_stock, mean_stock."
    )


class ChangedLine(Answer):
    """A variant and place whose order changes."""

    variant_id: str = Field(description="What.")
    title: str | None = Field(description="Name of the style.")
    colour: str | None = Field(description="Colour.")
    size: str | None = Field(description="Size.")
    picture: str | None = Field(description="Address of a picture.")
    location_id: str = Field(description="Where.")
    location: str = Field(description="Name of the place.")
    before: int = Field(description="Units ordered as it is.")
    after: int = Field(description="Units ordered as it would be.")
    difference: int = Field(description="After less before.")
    cost_difference: Amount | None = Field(description="What that costs.")


class Answered(Answer):
    """The plan solved again."""

    series: int = Field(description="Variants and places solved.")
    seconds: float = Field(description="Time that solving took.")
    totals: list[Totals] = Field(description="By currency.")
    gap: float | None = Field(description="Proven gap of the budget's solution; null without one.")
    changed: int = Field(description="Lines that change.")
    lines: list[ChangedLine] = Field(description="The greatest changes of cost first.")


@router.post(
    "/what-if",
    scope=Scope.INVENTORY_READ,
    summary="Ask what if",
    responses=problem_responses(409),
)
def ask(body: Question, workspace: OpenWorkspace, tables: Tables) -> Answered:
    """Solve the newest plan again under other assumptions; nothing is stored."""
    problem, before = plan_problem(workspace, tables), plan_solution(workspace, tables)
    budget = Money(body.budget.minor, body.budget.currency) if body.budget else None
    wanted = Changes(
        service=body.service,
        budget=budget,
        lead_factor=body.lead_factor,
        demand_factor=body.demand_factor,
        review_days=body.review_days,
        cycle_days=body.cycle_days,
    )
    begun = time.perf_counter()
    after = solve(changed(problem, wanted), budget)
    seconds = time.perf_counter() - begun
    compared = Comparison(before, after)
    lines = compared.changed()
    places = location_names(tables)

    def line(row: dict[str, Any]) -> ChangedLine:
        cost = Amount.of(row.pop("cost_difference"), row.pop("currency"))
        where = places.get(row["location_id"], row["location_id"])
        names = {**named(tables, row["variant_id"]), **row}
        return ChangedLine(**names, location=where, cost_difference=cost)

    return Answered(
        series=after.rows.height,
        seconds=round(seconds, 4),
        totals=[
            Totals(currency=currency, figures={k: Figure(**v) for k, v in figures.items()})
            for currency, figures in compared.totals().items()
        ],
        gap=None if after.budget is None else float(after.budget.gap),
        changed=lines.height,
        lines=[line(row) for row in lines.head(body.limit).to_dicts()],
    )
