"""``/v1/today``: last week at a glance, each figure with its definition."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from fastapi import Request, Response
from pydantic import Field

from modiste.inventory.api.order_reads import imported_orders
from modiste.inventory.day import business_day, newest_sale
from modiste.inventory.replenish.book import book_version, list_orders
from modiste.inventory.replenish.order import Order
from modiste.inventory.replenish.states import OPEN
from modiste.inventory.wssi.planning import open_to_buy
from modiste.inventory.wssi.sheet import read_sheet, sheet_version
from modiste.model.errors import NotEnoughDataError
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Tables
from modiste.present.http.money import Amount
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer
from modiste.serve.api.today.week import Figures, last_week
from modiste.serve.api.today.words import DEFINITIONS, TITLES
from modiste.store.reading import Tables as CachedTables
from modiste.store.workspace import Workspace

router = Router(prefix="/today", tags=["today"])

Unit = Literal["units", "money", "share", "weeks", "series", "orders", "day"]


class Tile(Answer):
    """One figure."""

    key: str = Field(description="Stable name.")
    title: dict[str, str] = Field(description="Its name in en and zh.")
    definition: dict[str, str] = Field(description="What it is, in en and zh.")
    unit: Unit = Field(description="What it is measured in.")
    value: float | None = Field(description="The figure; null is unknown, or is money.")
    money: Amount | None = Field(None, description="The figure where it is money.")
    day: dt.date | None = Field(None, description="The figure where it is a day.")
    of: float | None = Field(None, description="What it is a part of, if of anything.")
    change: float | None = Field(None, description="Relative to the week before: 0.1 is 10 % more.")
    change_year: float | None = Field(None, description="Relative to the same week of last year.")
    good: Literal["up", "down", "none"] = Field("none", description="Which way is good.")


class Plan(Answer):
    """The newest plan."""

    run_id: str = Field(description="Its run.")
    as_of: dt.date = Field(description="The day that it was made for.")
    ended_at: dt.datetime | None = Field(description="When it was done.")


class Today(Answer):
    """Last week at a glance."""

    day: dt.date = Field(description="The day that this speaks of.")
    week: dt.date = Field(description="First day of the last full week.")
    stale: bool = Field(description="Whether the data ended long before today.")
    plan: Plan | None = Field(description="The newest plan; null where none was made.")
    tiles: list[Tile] = Field(description="The figures.")


@router.get("", scope=Scope.INVENTORY_READ, summary="Read last week's figures")
def today(workspace: OpenWorkspace, tables: Tables, request: Request, response: Response) -> Today:
    """Sales, margin, stock, orders and budget since last week, each with its definition."""
    del request
    response.headers["Cache-Control"] = "private, no-cache"
    return at_a_glance(workspace, tables)


def at_a_glance(workspace: Workspace, tables: CachedTables) -> Today:
    """What :func:`today` answers."""
    day = business_day(workspace, tables)
    found = last_week(workspace, tables)
    run = tables.plan_run()
    newest = newest_sale(workspace, tables)
    return Today(
        day=day,
        week=found.week,
        stale=newest is not None and (dt.datetime.now(dt.UTC) - newest).days > 14,
        plan=None
        if run is None
        else Plan(
            run_id=run.run_id,
            as_of=dt.date.fromisoformat(run.inputs["as_of"]),
            ended_at=run.ended_at,
        ),
        tiles=[
            *_of_week(found.figures, workspace.settings.brand.currency),
            *_of_orders(workspace, tables, day),
            _budget(workspace, tables),
            _tile("freshness", "day", day=None if newest is None else newest.date()),
        ],
    )


def _tile(key: str, unit: Unit, *, value: float | None = None, **figures: Any) -> Tile:
    titles = {"title": TITLES[key], "definition": DEFINITIONS[key]}
    return Tile(key=key, unit=unit, value=value, **titles, **figures)


def _of_week(figures: dict[str, Figures], currency: str) -> list[Tile]:
    def made(key: str, unit: Unit, good: str, of: float | None = None) -> Tile:
        mine = figures[key]
        money = unit == "money" and mine.last is not None
        return _tile(
            key,
            unit,
            value=None if unit == "money" else mine.last,
            money=Amount.of(round(mine.last), currency) if money else None,  # type: ignore[arg-type]
            of=of,
            change=_change(mine.last, mine.before, share=unit == "share"),
            change_year=_change(mine.last, mine.year, share=unit == "share"),
            good=good,
        )

    return [
        made("units", "units", "up"),
        made("revenue", "money", "up"),
        made("margin", "money", "up"),
        made("margin_rate", "share", "up"),
        made("stock_cost", "money", "none"),
        made("cover", "weeks", "none"),
        made("stockouts", "series", "down", figures["series"].last),
    ]


def _change(now: float | None, then: float | None, *, share: bool) -> float | None:
    """Relative change; of shares the difference, for they are relative already."""
    if now is None or then is None:
        return None
    if share:
        return now - then
    return now / then - 1 if then > 0 else None


def _of_orders(workspace: Workspace, tables: CachedTables, day: dt.date) -> list[Tile]:
    return tables.derived(
        ("tiles of orders", day, workspace.settings.brand.currency),
        ("purchase_order", "purchase_order_line"),
        lambda: _orders(workspace, tables, day),
        also=book_version(workspace.ledger),
    )


def _orders(workspace: Workspace, tables: CachedTables, day: dt.date) -> list[Tile]:
    every = [*list_orders(workspace.ledger), *imported_orders(workspace, tables).values()]
    opened = [order for order in every if order.state in OPEN and order.outstanding]
    late = [order for order in opened if order.expected_on and order.expected_on < day]
    currency = workspace.settings.brand.currency
    return [
        _tile(
            name,
            "orders",
            value=float(len(orders)),
            money=Amount.of(sum(_outstanding(order, currency) for order in orders), currency),
            good=good,
        )
        for name, orders, good in (
            ("open_orders", opened, "none"), ("late_orders", late, "down"),
        )
    ]  # fmt: skip


def _outstanding(order: Order, currency: str) -> int:
    if order.currency != currency:
        return 0
    return sum(line.outstanding * (line.unit_cost or 0) for line in order.lines)


def _budget(workspace: Workspace, tables: CachedTables) -> Tile:
    return tables.derived(
        "tile of the budget",
        (),
        lambda: _left(workspace, tables),
        also=sheet_version(workspace, tables),
    )


def _left(workspace: Workspace, tables: CachedTables) -> Tile:
    try:
        sheet = read_sheet(workspace, tables)
        rows = open_to_buy(sheet, by="all", level="total", measure="cost")
    except NotEnoughDataError:
        return _tile("open_to_buy", "money")
    left = float(rows["open_to_buy"].sum()) if rows.height else None
    currency = workspace.settings.brand.currency
    money = None if left is None else Amount.of(round(left), currency)
    return _tile("open_to_buy", "money", money=money)
