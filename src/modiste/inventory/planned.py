"""The problem that a plan solved, from the tables as they were when it ran."""

from __future__ import annotations

import datetime as dt

import polars as pl

from modiste.inventory import state
from modiste.inventory.problem import Problem
from modiste.inventory.supplier_orders import TERMS
from modiste.model.errors import InputError, NotEnoughDataError, UnknownNameError
from modiste.model.money import Money
from modiste.store.context import Context
from modiste.store.runs import get_run
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace


def planned_problem(workspace: Workspace, run_id: str | None = None) -> Problem:
    """The problem of a plan: its forecast, and terms and stock as it saw them.

    Args:
        workspace: where the plan was made.
        run_id: the plan; the newest that is done by default.

    Raises:
        NotEnoughDataError: no plan has been made, or it has no forecast.
        UnknownNameError: there is no such run.
        InputError: the run is no plan.
    """
    return problem_of(plan_context(workspace, run_id))


def plan_context(workspace: Workspace, run_id: str | None = None) -> Context:
    """What the steps of a plan could see; see :func:`planned_problem`."""
    try:
        run = get_run(workspace.ledger, run_id or "plan")
    except UnknownNameError:
        if run_id is not None:
            raise
        raise NotEnoughDataError(
            "no plan has been made yet", remedy="Make one with 'modiste plan'."
        ) from None
    if run.kind != "plan":
        raise InputError(
            f"{run.run_id} is no plan", remedy="'modiste runs --kind plan' lists them."
        )
    settings = Settings.model_validate({**run.settings, "storage": workspace.settings.storage})
    return Context(
        run.run_id,
        dt.date.fromisoformat(run.inputs["as_of"]),
        workspace.lake.snapshot(run.inputs["tables"]),
        workspace.lake,
        settings,
        lambda _: None,
    )


def problem_of(context: Context) -> Problem:
    """The problem of a run whose forecast has been made."""
    forecast = context.findings("demand_forecast")
    if not forecast.height:
        raise NotEnoughDataError(
            f"the run {context.run_id} has no demand forecast",
            remedy="Make a plan with 'modiste plan', then ask again.",
        )
    position = state.positions(context.snapshot, context.as_of, context.settings.brand.zone)
    series = forecast.select("variant_id", "location_id").unique()
    open_to_buy = context.settings.planning.open_to_buy
    return Problem(
        forecast,
        terms(context),
        position,
        state.central_stock(context.snapshot, position, series),
        context.settings.planning,
        context.as_of,
        float((context.as_of - context.this_week).days),
        context.settings.brand.language,
        state.warehouse_stock(context.snapshot, position, series),
        Money.of(open_to_buy, context.settings.brand.currency) if open_to_buy else None,
        context.snapshot.scan("supplier").select("supplier_id", "currency", *TERMS).collect(),
    )


def terms(context: Context) -> pl.DataFrame:
    """Terms of each variant on the day of the plan, with the suppliers' holidays."""
    by_country = context.settings.replenishment.holidays == "country"
    planning = context.settings.planning
    return state.supply(context.snapshot, planning, context.as_of, by_country=by_country)


def price_response(context: Context) -> pl.DataFrame:
    """Elasticity of each product's category as the run's demand step estimated it.

    Only where the category's own prices said something: a mere assumption about it is none.

    Returns:
        ``product_id, category, elasticity``, below 0.
    """
    found = context.findings("price_response").filter(pl.col("own").is_not_null())
    products = context.snapshot.scan("product").select(
        "product_id", category=pl.coalesce("category", "source_category", "gender")
    )
    answers = found.select("category", "elasticity")
    return products.collect().join(answers, on="category")
