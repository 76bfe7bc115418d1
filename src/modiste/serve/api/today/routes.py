"""``/v1/decisions``: one list ranked by money, and what people decide about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import Annotated, Any, Literal

import polars as pl
from fastapi import Path, Query, Response

from modiste.inventory.day import business_day
from modiste.inventory.replenish.book import book_version, list_orders
from modiste.model.errors import ModisteError
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Tables, Who
from modiste.present.http.editing import IfMatch, etag, require_match
from modiste.present.http.money import Amount
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_of, problem_responses, unknown
from modiste.present.http.routing import Router
from modiste.serve.api.today.acting import Where, Wish, act, state_of, where_lines_are
from modiste.serve.api.today.decision_views import (
    Accept,
    DecisionDone,
    DecisionFilter,
    DecisionsMeant,
    DecisionSum,
    DecisionView,
    Dismiss,
    EvidenceView,
    PlaceView,
)
from modiste.serve.api.today.gather import Gathered, Item, gathered
from modiste.store.decisions import Decision, decided, decided_version
from modiste.store.exporters.tables import table_bytes
from modiste.store.reading import Tables as CachedTables
from modiste.store.workspace import Workspace

router = Router(prefix="/decisions", tags=["today"])

Id = Annotated[str, Path(max_length=900, description="Id of the decision.")]
_PROBLEMS = problem_responses(404, 409, 412)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Desk:
    """Decisions with what was decided about them, as they stand at one moment."""

    def __init__(self, workspace: Workspace, tables: CachedTables) -> None:
        self.workspace, self.tables = workspace, tables
        self.found: Gathered | None = gathered(workspace, tables, business_day(workspace, tables))
        run = self.found.run_id if self.found else ""
        self.decided = decided_version(workspace.ledger, run)
        self.book = book_version(workspace.ledger)
        self.rows: dict[str, Decision] = decided(workspace.ledger, run)
        self.where: Where | None = None
        if self.found:
            self.where = tables.derived(
                "where lines are",
                (),
                lambda: where_lines_are(workspace, run),
                also=(run, self.book),
            ) or where_lines_are(workspace, run)  # orders may be raised later
        self.orders: dict[str, str] = tables.derived(
            "states of orders",
            (),
            lambda: {each.purchase_order_id: each.state for each in list_orders(workspace.ledger)},
            also=self.book,
        )

    def item(self, name: str) -> Item:
        """An item.

        Raises:
            NotFoundError: the newest plan has none of that id.
        """
        if self.found is None or name not in self.found.by_id:
            raise unknown("decision", name)
        return self.found.by_id[name]

    def act(self, item: Item, wish: Wish) -> None:
        """Carry a decision out; see ``acting.act``."""
        assert self.found is not None  # noqa: S101 - an item was found
        act(self.workspace, self.tables, self.found, item, wish)

    def state(self, item: Item) -> str:
        """State of an item."""
        return self.states()[item.id]

    def states(self) -> dict[str, str]:
        """State of every item."""
        found = self.found

        def find() -> dict[str, str]:
            return {
                item.id: state_of(item, self.rows.get(item.id), self.where)[0]
                for item in (found.items if found else ())
            }

        return self.tables.derived("states of decisions", (), find, also=self.version)

    @property
    def version(self) -> tuple[Hashable, ...]:
        """Changes whenever the items or their states do."""
        found = self.found.version if self.found else None
        return found, self.book, self.decided, self.where is None

    def tag(self, item: Item) -> str:
        """Entity tag of a decision's version."""
        row = self.rows.get(item.id)
        run = self.found.run_id if self.found else ""
        return etag([run, item.id, row.version if row else 0])

    def view(self, item: Item) -> DecisionView:
        """An item as the API tells it."""
        row = self.rows.get(item.id)
        state, number = state_of(item, row, self.where)
        accepted = row if row is not None and row.state == "accepted" else None
        editable = {"buy": "quantity", "transfer": "quantity", "markdown": "cut"}.get(item.kind)
        names = (
            "id", "rank", "kind", "title", "product_id", "variant_id", "colour", "size",
            "category", "picture", "location", "from_location", "attribute", "label", "supplier",
            "sells_out_on", "reason",
        )  # fmt: skip
        plain = {name: getattr(item, name) for name in names}
        return DecisionView(
            **plain,
            state=state,
            money=Amount.of(item.money, item.currency),
            quantity=accepted.quantity if accepted and accepted.quantity else item.quantity,
            suggested=item.quantity,
            cut=accepted.cut if accepted and accepted.cut else item.cut,
            cost=Amount.of(item.cost, item.cost_currency),
            purchase_order_id=number,
            order_state=self.orders.get(number or ""),
            places=[PlaceView.model_validate(each) for each in item.places],
            evidence=[EvidenceView.model_validate(each) for each in item.evidence],
            editable=editable,
            version=row.version if row else 0,
            etag=self.tag(item),
            why=row.reason if row else None,
            actor=row.actor if row else None,
            at=row.at if row else None,
        )


@router.get("", scope=Scope.INVENTORY_READ, summary="List decisions")
def read(
    workspace: OpenWorkspace,
    tables: Tables,
    query: PageQuery,
    wanted: Annotated[DecisionFilter, Query()],
) -> Page[DecisionView]:
    """Purchases, transfers, markdowns, trends, exceptions and alerts, most money first."""
    desk = Desk(workspace, tables)
    return paged(_chosen(desk, wanted), query, key="id", make=desk.view)


def _chosen(desk: Desk, wanted: DecisionFilter) -> list[Item]:
    """The decisions asked for, in order."""
    states = desk.states()
    if wanted == DecisionFilter():  # what every visit begins with
        return desk.tables.derived(
            "open decisions", (), lambda: _sifted(desk, wanted, states), also=desk.version
        )
    return _sifted(desk, wanted, states)


def _sifted(desk: Desk, wanted: DecisionFilter, states: dict[str, str]) -> list[Item]:
    items = [
        item
        for item in (desk.found.items if desk.found else ())
        if (not wanted.kind or item.kind in wanted.kind)
        and (wanted.category is None or item.category == wanted.category)
        and (wanted.product_id is None or item.product_id == wanted.product_id)
        and (not wanted.search or _mentions(item, wanted.search))
        and (not wanted.state or states[item.id] in wanted.state)
    ]
    if wanted.sort == "quantity":
        items.sort(key=lambda item: -(item.quantity or 0))
    elif wanted.sort == "sells_out_on":
        items.sort(key=lambda item: item.sells_out_on or dt.date.max)
    return items


def _mentions(item: Item, text: str) -> bool:
    said = (item.id, item.title, item.colour, item.supplier, item.purchase_order_id)
    return any(text.casefold() in each.casefold() for each in said if each)


@router.get("/summary", scope=Scope.INVENTORY_READ, summary="Count decisions")
def summary(workspace: OpenWorkspace, tables: Tables) -> list[DecisionSum]:
    """How many there are of each kind and state, and the money in them."""
    desk = Desk(workspace, tables)
    found: dict[tuple[str, str], tuple[int, dict[str, int]]] = {}
    states = desk.states()
    for item in desk.found.items if desk.found else ():
        many, money = found.get((item.kind, states[item.id]), (0, {}))
        if item.money is not None and item.currency is not None:
            money[item.currency] = money.get(item.currency, 0) + item.money
        found[item.kind, states[item.id]] = (many + 1, money)
    return [
        DecisionSum(kind=kind, state=state, count=many, money=Amount.all_of(money))
        for (kind, state), (many, money) in sorted(found.items())
    ]


@router.get(
    "/export",
    scope=Scope.INVENTORY_READ,
    summary="Download decisions",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}, _XLSX: {}}}},
)
def export(
    workspace: OpenWorkspace,
    tables: Tables,
    who: Who,
    wanted: Annotated[DecisionFilter, Query()],
    kind: Annotated[Literal["csv", "xlsx"], Query(alias="format", description="Kind.")] = "xlsx",
) -> Response:
    """Decisions as a table: a list of transfers to pick, of prices to change, of what to buy."""
    desk = Desk(workspace, tables)
    views = [desk.view(item) for item in _chosen(desk, wanted)]
    names = (
        "rank", "kind", "state", "product_id", "variant_id", "title", "colour", "size", "supplier",
        "from_location", "location", "quantity", "suggested", "cut", "sells_out_on",
        "purchase_order_id",
    )  # fmt: skip
    types = {
        "rank": pl.Int64, "quantity": pl.Int64, "suggested": pl.Int64, "cut": pl.Float64,
        "sells_out_on": pl.Date,
    }  # fmt: skip
    rows = [
        {name: getattr(view, name) for name in names}
        | {"money_at_stake": view.money.minor if view.money else None}
        | {"currency": view.money.currency if view.money else None}
        | {"reason": view.reason.get(who.language, view.reason["en"]), "why": view.why}
        for view in views
    ]
    columns = (*names, "money_at_stake", "currency", "reason", "why")
    schema = {name: types.get(name, pl.String) for name in columns} | {"money_at_stake": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    body = table_bytes(frame, kind, title="Decisions", money={"money_at_stake": "currency"})
    return Response(
        body,
        media_type="text/csv" if kind == "csv" else _XLSX,
        headers={"Content-Disposition": f'attachment; filename="decisions.{kind}"'},
    )


@router.post("/bulk", scope=Scope.INVENTORY_WRITE, summary="Decide several at once")
def bulk(
    body: DecisionsMeant, workspace: OpenWorkspace, tables: Tables, who: Who
) -> list[DecisionDone]:
    """Decide one by one; one that cannot be done does not stop the others."""
    desk = Desk(workspace, tables)
    failed: dict[str, ModisteError] = {}
    for each in body.items:
        accept = body.action == "accept"
        wish = Wish(
            body.action,
            who.name,
            each.quantity if accept else None,
            each.cut if accept else None,
            body.reason,
            body.anyway,
            each.version,
        )
        try:
            desk.act(desk.item(each.id), wish)
        except ModisteError as error:
            failed[each.id] = error
    after = Desk(workspace, tables)
    known = after.found.by_id if after.found else {}
    return [
        DecisionDone(
            id=each.id,
            done=each.id not in failed,
            decision=after.view(known[each.id]) if each.id in known else None,
            problem=problem_of(failed[each.id]) if each.id in failed else None,
        )
        for each in body.items
    ]


@router.post(
    "/{decision_id:path}/accept",
    scope=Scope.INVENTORY_WRITE,
    summary="Accept",
    responses=_PROBLEMS,
)
def accept(
    decision_id: Id, body: Accept, workspace: OpenWorkspace, tables: Tables, who: Who,
    response: Response, match: IfMatch = None,
) -> DecisionView:  # fmt: skip
    """Accept as it is, or with another quantity or cut.

    A purchase moves into a suggested order of what was accepted, for approval with the order.
    """
    wish = Wish("accept", who.name, body.quantity, body.cut, None, body.anyway)
    return _one(workspace, tables, decision_id, wish, match, response)


@router.post(
    "/{decision_id:path}/dismiss",
    scope=Scope.INVENTORY_WRITE,
    summary="Dismiss",
    responses=_PROBLEMS,
)
def dismiss(
    decision_id: Id, body: Dismiss, workspace: OpenWorkspace, tables: Tables, who: Who,
    response: Response, match: IfMatch = None,
) -> DecisionView:  # fmt: skip
    """Dismiss with a reason; a purchase is not raised again by a plan of the same review."""
    wish = Wish("dismiss", who.name, reason=body.reason)
    return _one(workspace, tables, decision_id, wish, match, response)


@router.post(
    "/{decision_id:path}/undo", scope=Scope.INVENTORY_WRITE, summary="Undo", responses=_PROBLEMS
)
def undo(
    decision_id: Id, workspace: OpenWorkspace, tables: Tables, who: Who, response: Response,
    match: IfMatch = None,
) -> DecisionView:  # fmt: skip
    """Take a decision back; a purchase only as long as its order is not approved."""
    return _one(workspace, tables, decision_id, Wish("undo", who.name), match, response)


@router.get(
    "/{decision_id:path}",
    scope=Scope.INVENTORY_READ,
    summary="Show a decision",
    responses=problem_responses(404),
)
def show(
    decision_id: Id, workspace: OpenWorkspace, tables: Tables, response: Response
) -> DecisionView:
    """DecisionMeant decision; its ETag is what a decision about it may name."""
    desk = Desk(workspace, tables)
    view = desk.view(desk.item(decision_id))
    response.headers["ETag"] = view.etag
    return view


def _one(
    workspace: Workspace,
    tables: CachedTables,
    name: str,
    wish: Wish,
    match: str | None,
    response: Response,
) -> DecisionView:
    desk = Desk(workspace, tables)
    item = desk.item(name)
    if match is not None:
        require_match(match, desk.tag(item))
    row = desk.rows.get(item.id)
    seen = None if match in (None, "*") else (row.version if row else 0)
    values: dict[str, Any] = {**vars(wish), "version": seen}
    desk.act(item, Wish(**values))
    after = Desk(workspace, tables)
    view = after.view(after.item(name))
    response.headers["ETag"] = view.etag
    return view
