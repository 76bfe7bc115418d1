"""The newest plan's problem and solution, kept in memory for pages."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from modiste.inventory.clearing import holds, markdowns
from modiste.inventory.planned import plan_context, planned_problem, price_response
from modiste.inventory.problem import Problem, Solution, solve
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

_RUN = ("demand_forecast",)
"""Changes with every plan; what a plan read of facts is fixed by its run."""


def plan_problem(workspace: Workspace, tables: Tables) -> Problem:
    """The problem that the newest plan solved.

    Raises:
        NotEnoughDataError: no plan has been made.
    """
    return tables.derived("plan problem", _RUN, lambda: planned_problem(workspace))


def plan_solution(workspace: Workspace, tables: Tables) -> Solution:
    """Its solution.

    Raises:
        NotEnoughDataError: no plan has been made.
    """
    return tables.derived("plan solution", _RUN, lambda: solve(plan_problem(workspace, tables)))


def reasons(workspace: Workspace, tables: Tables, language: str) -> dict[str, str]:
    """Reasons of the newest plan's transfers, markdowns and holds in a language.

    The table holds them in the brand's language only; they are worded anew out of the same numbers.

    Args:
        workspace: whose plan.
        tables: its tables.
        language: en or zh.

    Returns:
        Reasons by suggestion.
    """

    def word() -> dict[str, str]:
        problem = replace(plan_problem(workspace, tables), language=language)
        solution = solve(problem)
        rows, ahead, planning = solution.rows, solution.outlook, problem.planning
        response = price_response(plan_context(workspace))
        parts = [
            markdowns(rows, ahead, planning, language, response),
            holds(rows, ahead, planning, language),
            *([solution.moves] if solution.moves is not None else []),
        ]
        every = pl.concat([part.select("suggestion_id", "reason") for part in parts])
        return dict(every.iter_rows())

    return tables.derived(("reasons", language), _RUN, word)
