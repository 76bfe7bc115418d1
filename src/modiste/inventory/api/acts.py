"""Acting on purchase orders, from approval to the last delivery.

Every act may name the version it is based on (If-Match); the order book refuses what somebody else
was faster with, and what the state does not allow. Whatever changes is published to the lake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Path, Response

from modiste.inventory.api.order_reads import find_order
from modiste.inventory.api.order_requests import (
    Acknowledge,
    Inspect,
    MustReason,
    OrderDone,
    OrderEdit,
    OrdersMeant,
    OrdersToSend,
    Reason,
    Receive,
    Send,
    Sent,
)
from modiste.inventory.api.order_views import OrderView, tag_of
from modiste.inventory.api.orders import view_of
from modiste.inventory.day import business_day
from modiste.inventory.replenish import arrivals, changes, desk
from modiste.inventory.replenish.book import By, get_order
from modiste.inventory.replenish.limits import check_limit
from modiste.inventory.replenish.order import Key, Order
from modiste.model.errors import ConflictError, InputError, ModisteError
from modiste.model.limits import parse_limits
from modiste.present.http.access import Principal, Scope
from modiste.present.http.depends import OpenWorkspace, Tables, Who
from modiste.present.http.editing import IfMatch, require_match
from modiste.present.http.problems import problem_of, problem_responses
from modiste.present.http.routing import Router
from modiste.store.ledger import Ledger, now
from modiste.store.orders import publish_orders
from modiste.store.workspace import Workspace

router = Router(prefix="/orders", tags=["orders"])

Number = Annotated[str, Path(description="Number of the order.", max_length=200)]
_PROBLEMS = problem_responses(404, 409, 412)


@router.patch(
    "/{number}", scope=Scope.ORDERS_WRITE, responses=problem_responses(404, 409, 412, 428)
)
def edit(
    number: Number, body: OrderEdit, workspace: OpenWorkspace, tables: Tables, who: Who,
    response: Response, match: IfMatch = None,
) -> OrderView:  # fmt: skip
    """Change quantities or the supplier of an order that is not sent yet; needs If-Match."""
    wanted = _by_key([(line, line.quantity) for line in body.lines])

    def do(ledger: Ledger, name: str, by: By) -> Order:
        return changes.edit(ledger, name, by, wanted, supplier=body.supplier_id, anyway=body.anyway)

    if not wanted and body.supplier_id is None:
        raise InputError("nothing is changed", remedy="Name lines, or a supplier.")
    require_match(match, tag_of(_own(workspace, tables, number)))
    return _act(workspace, tables, who, number, match, response, body.why, do)


@router.post("/{number}/approve", scope=Scope.ORDERS_APPROVE, responses=_PROBLEMS)
def approve(
    number: Number, body: Reason, workspace: OpenWorkspace, tables: Tables, who: Who,
    response: Response, match: IfMatch = None,
) -> OrderView:  # fmt: skip
    """Approve a suggested order, within the limit of your role."""
    return _act(
        workspace, tables, who, number, match, response, body.why, _approving(workspace, who)
    )


@router.post("/approve", scope=Scope.ORDERS_APPROVE, summary="Approve several orders")
def approve_all(
    body: OrdersMeant, workspace: OpenWorkspace, tables: Tables, who: Who
) -> list[OrderDone]:
    """Approve orders one by one; one that cannot be approved does not stop the others."""
    do = _approving(workspace, who)
    return [_one(workspace, tables, who, name, body.why, do) for name in body.numbers]


@router.post("/send", scope=Scope.ORDERS_WRITE, summary="Send several orders")
def send_all(
    body: OrdersToSend, workspace: OpenWorkspace, tables: Tables, who: Who
) -> list[OrderDone]:
    """Send approved orders one by one; one that does not go out does not stop the others."""
    found = []
    for name in body.numbers:
        by = _by(workspace, tables, who, body.why, None)
        try:
            where = desk.send_order(workspace, name, by, body.via)["where"]
        except ModisteError as error:
            found.append(_failed(workspace, name, error))
        else:
            state = get_order(workspace.ledger, name).state
            found.append(
                OrderDone(purchase_order_id=name, done=True, state=state, where=str(where))
            )
    return found


@router.post("/{number}/send", scope=Scope.ORDERS_WRITE, responses=_PROBLEMS)
def send(
    number: Number, body: Send, workspace: OpenWorkspace, tables: Tables, who: Who,
    response: Response, match: IfMatch = None,
) -> Sent:  # fmt: skip
    """Send an approved order to its supplier; what does not go out waits and is sent once."""
    version = _matched(workspace, tables, number, match)
    by = _by(workspace, tables, who, body.why, version)
    done = desk.send_order(workspace, number, by, body.via, again=body.again)
    order = get_order(workspace.ledger, number)
    response.headers["ETag"] = tag_of(order)
    view = view_of(workspace, tables, order, "book")
    return Sent(**view.model_dump(), where=str(done["where"]))


@router.post("/{number}/acknowledge", scope=Scope.ORDERS_WRITE, responses=_PROBLEMS)
def acknowledge(
    number: Number, body: Acknowledge, workspace: OpenWorkspace, tables: Tables, who: Who,
    response: Response, match: IfMatch = None,
) -> OrderView:  # fmt: skip
    """Note that the supplier accepts the order, and what it promises."""
    confirmed = _by_key([(line, line.quantity) for line in body.lines])

    def do(ledger: Ledger, name: str, by: By) -> Order:
        return changes.acknowledge(
            ledger, name, by, expected_on=body.expected_on, reference=body.reference,
            confirmed=confirmed,
        )  # fmt: skip

    return _act(workspace, tables, who, number, match, response, body.why, do)


@router.post("/{number}/receive", scope=Scope.ORDERS_WRITE, responses=_PROBLEMS)
def receive(
    number: Number, body: Receive, workspace: OpenWorkspace, tables: Tables, who: Who,
    response: Response, match: IfMatch = None,
) -> OrderView:  # fmt: skip
    """Take a delivery in, in part or whole, some of it perhaps into quality hold."""
    if body.all == bool(body.lines):
        raise InputError("say what came", remedy="Name lines, or all; not both.")
    moment = _moment(workspace, tables)

    def do(ledger: Ledger, name: str, by: By) -> Order:
        if body.all:
            return arrivals.receive_all(ledger, name, by, at=moment, delivery=body.delivery)
        came = _by_key([(x, arrivals.Arrived(x.accepted, x.held, x.rejected)) for x in body.lines])
        return arrivals.receive(ledger, name, by, came, at=moment, delivery=body.delivery)

    return _act(workspace, tables, who, number, match, response, body.why, do)


@router.post("/{number}/inspect", scope=Scope.ORDERS_WRITE, responses=_PROBLEMS)
def inspect(
    number: Number, body: Inspect, workspace: OpenWorkspace, tables: Tables, who: Who,
    response: Response, match: IfMatch = None,
) -> OrderView:  # fmt: skip
    """Decide on units that quality control holds."""
    moment = _moment(workspace, tables)

    def do(ledger: Ledger, name: str, by: By) -> Order:
        verdicts = _by_key([(x, arrivals.Arrived(x.accepted, 0, x.rejected)) for x in body.lines])
        return arrivals.inspect(ledger, name, by, verdicts, at=moment)

    return _act(workspace, tables, who, number, match, response, body.why, do)


@router.post("/{number}/close", scope=Scope.ORDERS_WRITE, responses=_PROBLEMS)
def close(
    number: Number, body: Reason, workspace: OpenWorkspace, tables: Tables, who: Who,
    response: Response, match: IfMatch = None,
) -> OrderView:  # fmt: skip
    """End an order; what has not arrived is not waited for any more."""
    return _act(workspace, tables, who, number, match, response, body.why, changes.close)


@router.post("/{number}/void", scope=Scope.ORDERS_WRITE, responses=_PROBLEMS)
def void(
    number: Number, body: MustReason, workspace: OpenWorkspace, tables: Tables, who: Who,
    response: Response, match: IfMatch = None,
) -> OrderView:  # fmt: skip
    """Give an order up; a plan of the same review does not raise its needs again."""
    return _act(workspace, tables, who, number, match, response, body.why, changes.void)


Do = Callable[[Ledger, str, By], Order]


def _approving(workspace: Workspace, who: Principal) -> Do:
    limits = parse_limits(workspace.settings.replenishment.approve_roles)
    role = who.role.value if who.role else "key"

    def do(ledger: Ledger, name: str, by: By) -> Order:
        order = get_order(ledger, name)
        check_limit(order, role, limits)
        # The limit was held against this version.
        seen = By(by.actor, by.day, by.why, order.version if by.version is None else by.version)
        return changes.approve(ledger, name, seen)

    return do


def _act(
    workspace: Workspace, tables: Tables, who: Principal, number: str, match: str | None,
    response: Response, why: str | None, do: Do,
) -> OrderView:  # fmt: skip
    version = _matched(workspace, tables, number, match)
    order = _do(workspace, tables, who, number, why, do, version)
    response.headers["ETag"] = tag_of(order)
    return view_of(workspace, tables, order, "book")


def _one(
    workspace: Workspace, tables: Tables, who: Principal, number: str, why: str | None, do: Do
) -> OrderDone:
    try:
        _own(workspace, tables, number)
        order = _do(workspace, tables, who, number, why, do, None)
    except ModisteError as error:
        return _failed(workspace, number, error)
    return OrderDone(purchase_order_id=number, done=True, state=order.state)


def _do(
    workspace: Workspace, tables: Tables, who: Principal, number: str, why: str | None, do: Do,
    version: int | None,
) -> Order:  # fmt: skip
    order = do(workspace.ledger, number, _by(workspace, tables, who, why, version))
    publish_orders(workspace.ledger, workspace.lake)
    return order


def _failed(workspace: Workspace, number: str, error: ModisteError) -> OrderDone:
    try:
        state = get_order(workspace.ledger, number).state
    except ModisteError:
        state = None
    return OrderDone(purchase_order_id=number, done=False, state=state, problem=problem_of(error))


def _matched(workspace: Workspace, tables: Tables, number: str, match: str | None) -> int | None:
    """The version that the caller looked at; ``None`` where it names none."""
    order = _own(workspace, tables, number)
    if match is None:
        return None
    require_match(match, tag_of(order))
    return None if match.strip() == "*" else order.version


def _own(workspace: Workspace, tables: Tables, number: str) -> Order:
    """An order of the book.

    Raises:
        NotFoundError: there is none of that number.
        ConflictError: another system placed it.
    """
    order, source = find_order(workspace, tables, number)
    if source == "imported":
        raise ConflictError(
            f"order {number} was placed in another system",
            remedy="Change it there and import it again; here it can only be looked at.",
        )
    return order


def _by(
    workspace: Workspace, tables: Tables, who: Principal, why: str | None, version: int | None
) -> By:
    return By(who.name, business_day(workspace, tables), why or None, version)


def _moment(workspace: Workspace, tables: Tables) -> dt.datetime:
    """When something arrives: now, or on the day to which old data goes."""
    moment = now()
    behind = desk.local_now(workspace).date() - business_day(workspace, tables)
    return moment - behind


def _by_key(lines: list[tuple[Any, Any]]) -> dict[Key, Any]:
    """Values by variant and location.

    Raises:
        InputError: a line is named twice.
    """
    found: dict[Key, Any] = {}
    for line, value in lines:
        key = line.variant_id, line.location_id
        if key in found:
            raise InputError(
                f"{key[0]} for {key[1]} is named twice", remedy="Name every line once."
            )
        found[key] = value
    return found
