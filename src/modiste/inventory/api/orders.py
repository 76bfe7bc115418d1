"""Reading purchase orders: lists, one of them, its history, its papers, alerts and limits."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Annotated, Any, Literal

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from modiste.inventory.api.naming import supplier_names
from modiste.inventory.api.order_reads import (
    ALERT_TABLES,
    alerts_version,
    all_alerts,
    find_order,
    imported_orders,
)
from modiste.inventory.api.order_views import (
    HistoryRow,
    MessageView,
    OrderRow,
    OrderView,
    history_of,
    lines_of,
    row_of,
    tag_of,
)
from modiste.inventory.day import business_day
from modiste.inventory.replenish.alerts import Alert
from modiste.inventory.replenish.book import history, list_orders
from modiste.inventory.replenish.order import Order
from modiste.inventory.replenish.outbox import messages
from modiste.inventory.replenish.papers import as_file, as_shopify, file_name, make_paper
from modiste.inventory.replenish.states import OPEN
from modiste.model.facts import PO_STATES
from modiste.model.limits import parse_limits
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Tables, Who
from modiste.present.http.money import Amount
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_responses, unknown
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer

router = Router(prefix="/orders", tags=["orders"])

State = Literal["suggested", "approved", "sent", "acknowledged", "part received", "closed", "void"]
SortBy = Literal[
    "purchase_order_id", "supplier", "state", "cost", "units", "expected_on", "days_late"
]
Number = Annotated[str, Path(description="Number of the order.", max_length=200)]
_KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class OrderFilter(BaseModel):
    """Which orders are listed, and how they are sorted."""

    model_config = ConfigDict(frozen=True)

    state: list[State] = Field([], description="Only in these states; all by default.")
    supplier: str | None = Field(None, max_length=300, description="Only of this supplier.")
    search: str | None = Field(
        None, max_length=100, description="Part of number, supplier or variant."
    )
    source: Literal["book", "imported", "all"] = Field("all", description="Where they come from.")
    late: bool = Field(False, description="Only late ones.")
    sort: SortBy = Field("purchase_order_id", description="What they are sorted by.")
    descending: bool = Field(True, description="Greatest first.")

    def takes(self, order: Order) -> bool:
        """Whether an order is among those asked for."""
        if self.state and order.state not in self.state:
            return False
        if self.supplier is not None and order.supplier_id != self.supplier:
            return False
        if not self.search:
            return True
        lines = (line.variant_id for line in order.lines)
        said = [order.purchase_order_id, order.supplier_id or "", *lines]
        return any(self.search.casefold() in each.casefold() for each in said)


class StateSum(Answer):
    """What stands in one state."""

    state: str = Field(description="The state.")
    orders: int = Field(description="Orders.")
    units: int = Field(description="Units that still count as on order, or are suggested.")
    cost: list[Amount] = Field(description="Cost by currency, of the orders whose cost is known.")


class AlertRow(Answer):
    """Something about an order that cannot wait."""

    purchase_order_id: str = Field(description="The order.")
    kind: str = Field(
        description="overdue, not acknowledged, to be sent, closure ahead, held, not delivered."
    )
    days: int = Field(description="Days late; below zero days are left.")
    units: int = Field(description="Units concerned.")
    what: str = Field(description="In words.")
    supplier_id: str | None = Field(description="The supplier.")
    cost: Amount | None = Field(description="Cost of the order.")


class LimitView(Answer):
    """What the caller may approve."""

    role: str = Field(description="Role of the caller; key for a program.")
    may_approve: bool = Field(description="Whether it may approve at all.")
    limited: bool = Field(description="Whether there is a limit on one order.")
    limits: list[Amount] = Field(description="Limits by currency; others may not be approved.")


@router.get("", scope=Scope.ORDERS_READ, summary="List purchase orders")
def list_all(
    workspace: OpenWorkspace,
    tables: Tables,
    query: PageQuery,
    wanted: Annotated[OrderFilter, Query()],
) -> Page[OrderRow]:
    """Orders raised here and open ones of other systems."""
    rows = [
        row
        for order, row in order_rows(workspace, tables, business_day(workspace, tables))
        if wanted.source in ("all", row["source"])
        and (row["days_late"] or not wanted.late)
        and wanted.takes(order)
    ]
    rows.sort(key=lambda row: str(row["purchase_order_id"]), reverse=wanted.descending)
    rows.sort(key=lambda row: _worth(row, wanted.sort), reverse=wanted.descending)
    return paged(rows, query, key="purchase_order_id", make=lambda row: OrderRow(**row))


def order_rows(
    workspace: OpenWorkspace, tables: Tables, today: dt.date
) -> list[tuple[Order, dict[str, Any]]]:
    """Every order with its row, until one of them or what is to be said of one changes."""

    def make() -> list[tuple[Order, dict[str, Any]]]:
        told: dict[str, list[str]] = {}
        for alert in all_alerts(workspace, tables, today):
            told.setdefault(alert.purchase_order_id, []).append(alert.kind)
        found = [(order, "book") for order in list_orders(workspace.ledger)]
        found += [(order, "imported") for order in imported_orders(workspace, tables).values()]
        names = supplier_names(tables)
        return [
            (order, row_of(order, names, today, told.get(order.purchase_order_id, []),
                           source=where))
            for order, where in found
        ]  # fmt: skip

    version = alerts_version(workspace)
    return tables.derived(("order rows", today), ALERT_TABLES, make, also=version)


def _worth(row: dict[str, object], by: str) -> tuple[bool, object]:
    """What a list is sorted by; unknown is less than anything."""
    value = row[by]
    if by == "state":
        value = PO_STATES.index(str(value))
    if isinstance(value, Amount):
        value = value.minor
    return value is not None, value if value is not None else 0


@router.get("/states", scope=Scope.ORDERS_READ, summary="Count orders by state")
def count_states(workspace: OpenWorkspace, tables: Tables) -> list[StateSum]:
    """Orders, units and cost in every state, in the order of the states."""
    every = [*list_orders(workspace.ledger), *imported_orders(workspace, tables).values()]
    found = []
    for state in PO_STATES:
        mine = [order for order in every if order.state == state]
        cost: dict[str, int] = {}
        for order in mine:
            if order.cost is not None and order.currency is not None:
                cost[order.currency] = cost.get(order.currency, 0) + order.cost
        units = sum(order.outstanding if state in OPEN else order.units for order in mine)
        found.append(StateSum(state=state, orders=len(mine), units=units, cost=Amount.all_of(cost)))
    return found


@router.get("/alerts", scope=Scope.ORDERS_READ, summary="List alerts")
def alerts(
    workspace: OpenWorkspace,
    tables: Tables,
    query: PageQuery,
    day: Annotated[
        dt.date | None,
        Query(ge=dt.date(2000, 1, 1), le=dt.date(2199, 12, 31), description="As of this day."),
    ] = None,
) -> Page[AlertRow]:
    """What about orders cannot wait, the latest first."""
    found = all_alerts(workspace, tables, day or business_day(workspace, tables))
    return paged(found, query, key=("purchase_order_id", "kind"), make=_alert)


def _alert(alert: Alert) -> AlertRow:
    cost = Amount.of(alert.cost, alert.currency)
    names = ("purchase_order_id", "kind", "days", "units", "what", "supplier_id")
    return AlertRow(**{name: getattr(alert, name) for name in names}, cost=cost)


@router.get("/limits", scope=Scope.ORDERS_READ, summary="What you may approve")
def limits(workspace: OpenWorkspace, who: Who) -> LimitView:
    """Limits of your role on one order."""
    role = who.role.value if who.role else "key"
    mine = parse_limits(workspace.settings.replenishment.approve_roles).get(role)
    return LimitView(
        role=role,
        may_approve=who.may(Scope.ORDERS_APPROVE),
        limited=mine is not None,
        limits=Amount.all_of({code: each.minor for code, each in (mine or {}).items()}),
    )


@router.get(
    "/{number}", scope=Scope.ORDERS_READ, summary="Show an order", responses=problem_responses(404)
)
def show(number: Number, workspace: OpenWorkspace, tables: Tables, response: Response) -> OrderView:
    """An order with its lines and messages; its ETag is what an edit names."""
    order, source = find_order(workspace, tables, number)
    response.headers["ETag"] = tag_of(order)
    return view_of(workspace, tables, order, source)


def view_of(workspace: OpenWorkspace, tables: Tables, order: Order, source: str) -> OrderView:
    """An order as a whole."""
    today = business_day(workspace, tables)
    told = [
        alert.kind
        for alert in all_alerts(workspace, tables, today)
        if alert.purchase_order_id == order.purchase_order_id
    ]
    posts = messages(workspace.ledger, order.purchase_order_id)
    names = ("version", "run_id", "reference", "approved_by", "approved_on")
    return OrderView(
        **row_of(order, supplier_names(tables), today, told, source=source),
        **{name: getattr(order, name) for name in names},
        items=lines_of(order, tables),
        messages=[MessageView.model_validate(each) for each in posts],
    )


@router.get(
    "/{number}/history",
    scope=Scope.ORDERS_READ,
    summary="Show what happened to an order",
    responses=problem_responses(404),
)
def show_history(number: Number, workspace: OpenWorkspace, tables: Tables) -> list[HistoryRow]:
    """Who did what, when and why, newest first; nothing of orders of other systems."""
    order, source = find_order(workspace, tables, number)
    if source == "imported":
        return []
    return history_of(history(workspace.ledger, order.purchase_order_id))


@router.get(
    "/{number}/paper",
    scope=Scope.ORDERS_READ,
    summary="Download an order",
    response_class=Response,
    responses={
        200: {"content": {kind: {} for kind in (*_KINDS.values(), "application/zip")}},
        **problem_responses(404, 409),
    },
)
def paper(
    number: Number,
    workspace: OpenWorkspace,
    tables: Tables,
    kind: Annotated[
        Literal["csv", "xlsx", "shopify"], Query(alias="format", description="Kind of file.")
    ] = "xlsx",
) -> Response:
    """What the supplier gets. Shopify takes one CSV a destination; several come as a ZIP."""
    order, _ = find_order(workspace, tables, number)
    if not any(line.quantity for line in order.lines):
        raise unknown("line with units in order", number)
    today = business_day(workspace, tables)
    made = make_paper(
        order,
        workspace.lake.snapshot(),
        workspace.settings.brand.name,
        order.ordered_on or today,
        order.expected_on or today,
    )
    if kind != "shopify":
        return _file(as_file(made, kind), file_name(number), kind)
    files = {file_name(number, place) + ".csv": body for place, body in as_shopify(made).items()}
    if len(files) == 1:
        return _file(next(iter(files.values())), file_name(number), "csv")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted(files.items()):
            archive.writestr(name, body)
    return _file(stream.getvalue(), file_name(number), "zip")


def _file(body: bytes, name: str, kind: str) -> Response:
    return Response(
        body,
        media_type=_KINDS.get(kind, "application/zip"),
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )
