"""Plans that are killed: a brand that keeps 30 of everything, ordered by the real step.

Forecasting is left out; needs come from the real positions, so that what is on order counts.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import orm

from modiste.inventory import state
from modiste.plan import weekly
from modiste.plan.weekly import make_plan
from modiste.store import folder, runs
from modiste.store.capability import Capability, Step
from modiste.store.context import Context
from modiste.store.workspace import Workspace

LEVEL = 30
DAY = dt.date(2026, 6, 1)
NEEDED = ("purchase suggestions", (), "tests.inventory.replenish_workers:suggest")
ORDERED = (
    "replenishment",
    ("purchase suggestions",),
    "modiste.inventory.replenish.step:replenish",
)


def suggest(context: Context) -> Mapping[str, Any]:
    """Suggest what is missing to the level at every place that was ever counted."""
    position = state.positions(context.snapshot, context.as_of)
    terms = state.supply(context.snapshot, context.settings.planning, context.as_of)
    have = pl.col("on_hand") + pl.col("on_order") - pl.col("committed")
    rows = position.with_columns(position=have).join(terms, on="variant_id")
    missing = rows.with_columns(quantity=LEVEL - pl.col("position")).filter(pl.col("quantity") > 0)
    context.write(
        "stock_policy",
        rows.select("variant_id", "location_id", "position", policy=pl.lit("level")),
    )
    found = missing.sort("variant_id", "location_id").with_row_index("rank", offset=1)
    context.write(
        "suggestion",
        found.select(
            pl.col("rank").cast(pl.Int64),
            suggestion_id=pl.concat_str("variant_id", "location_id", separator="|"),
            kind=pl.lit("buy"),
            variant_id="variant_id",
            product_id="product_id",
            location_id="location_id",
            supplier_id="supplier_id",
            quantity="quantity",
            unit_cost="unit_cost",
            cost_currency="cost_currency",
            reason=pl.lit("Below the level."),
        ),
    )
    return {"suggestions": found.height}


def plan(workspace: Workspace, day: dt.date = DAY) -> None:
    """Make a plan of suggestions and orders alone."""
    short = {"short": Capability("short", "Short", (Step(*NEEDED), Step(*ORDERED)))}
    before, weekly.capabilities = weekly.capabilities, lambda: short  # type: ignore[assignment]
    try:
        make_plan(workspace, day)
    finally:
        weekly.capabilities = before


def plan_until(root: str, step: int) -> None:
    """Make a plan, and die at a step of writing; steps are counted from 1."""
    workspace = Workspace.open(Path(root))
    assert workspace.ledger
    _die_at(step)
    plan(workspace)
    sys.exit(0)


def whole_plan(root: str) -> None:
    """Make a plan with everything that is installed."""
    make_plan(Workspace.open(Path(root)), DAY)
    sys.exit(0)


def _die_at(step: int) -> None:
    """Count the moments at which something is half written, and die at one of them."""
    from deltalake import DeltaTable

    left = [step]

    def tick(*_: object, **__: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(owner: object, name: str) -> None:
        function: Callable[..., object] = getattr(owner, name)

        def wrapped(*arguments: object, **named: object) -> object:
            tick()
            result = function(*arguments, **named)
            tick()
            return result

        setattr(owner, name, wrapped)

    around(folder.TableFolder, "put")
    around(DeltaTable, "create_write_transaction")
    around(folder.TableFolder, "flush")
    around(runs, "_end")
    for event in ("after_begin", "after_flush", "before_commit", "after_commit"):
        sa.event.listen(orm.Session, event, tick)
