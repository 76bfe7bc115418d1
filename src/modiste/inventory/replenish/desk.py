"""The order desk: what a command does with the order book of a workspace.

Whatever changes an order ends with publishing it to the lake. A crash before that loses nothing:
the next command or plan publishes it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from modiste.inventory.replenish.alerts import Alert, alerts
from modiste.inventory.replenish.book import By, get_order, list_orders
from modiste.inventory.replenish.calendars import ALWAYS, Calendar, calendars
from modiste.inventory.replenish.order import Order
from modiste.inventory.replenish.outbox import Postman, deliver, messages, pending, queue
from modiste.inventory.replenish.papers import make_paper
from modiste.inventory.replenish.states import Act, require
from modiste.model.errors import ModisteError
from modiste.store.lake import Snapshot
from modiste.store.ledger import now
from modiste.store.orders import publish_orders
from modiste.store.workspace import Workspace


def local_now(workspace: Workspace) -> dt.datetime:
    """This moment where the business is."""
    return now().astimezone(ZoneInfo(workspace.settings.brand.zone))


def send_order(
    workspace: Workspace,
    order_id: str,
    by: By,
    via: str | None = None,
    *,
    again: bool = False,
    time: dt.time | None = None,
) -> dict[str, Any]:
    """Send an approved order.

    Args:
        workspace: whose.
        order_id: the order.
        by: who; its day is the day of sending.
        via: the channel; that of the settings by default.
        again: send an order again that was sent before.
        time: time of day, which decides about a cut-off.

    Returns:
        ``order, message, via, where``.

    Raises:
        ConflictError: the order is not approved, or was changed meanwhile.
        StoreError: it did not go out; then it waits in the outbox, or is refused for good.
    """
    way = via or workspace.settings.replenishment.send_by
    order = get_order(workspace.ledger, order_id)
    require(Act.RESEND if again else Act.SEND, order_id, order.state)
    if by.version is None:
        by = replace(by, version=order.version)  # the paper is of this version
    snapshot = workspace.lake.snapshot()
    expected = order.expected_on if again else _arrival(workspace, snapshot, order, by.day, time)
    paper = make_paper(order, snapshot, workspace.settings.brand.name, by.day, expected or by.day)
    message = queue(_postman(workspace), order_id, way, by, paper, again=again)
    where = deliver_message(workspace, message)
    return {"order": order_id, "message": message, "via": way, "where": where}


def deliver_message(workspace: Workspace, message_id: str) -> str:
    """Deliver a message that waits, and publish what became of its order.

    Raises:
        StoreError: it did not go out.
    """
    try:
        return deliver(_postman(workspace), message_id)
    finally:
        publish_orders(workspace.ledger, workspace.lake)


def send_all(
    workspace: Workspace, by: By, via: str | None = None, *, time: dt.time | None = None
) -> list[dict[str, Any]]:
    """Deliver everything that waits, then send every approved order.

    One that fails does not stop the others.

    Returns:
        ``order, message, via, where`` or ``error`` of each.
    """
    done = []
    for message in pending(workspace.ledger):
        order_id = message.rpartition(".")[0]
        try:
            done.append({"order": order_id, "message": message})
            done[-1]["where"] = deliver_message(workspace, message)
        except ModisteError as error:
            done[-1]["error"] = str(error)
    for order in list_orders(workspace.ledger, states=["approved"]):
        if _waits(workspace, order.purchase_order_id):
            continue
        try:
            done.append(send_order(workspace, order.purchase_order_id, by, via, time=time))
        except ModisteError as error:
            done.append({"order": order.purchase_order_id, "error": str(error)})
    return done


def list_alerts(workspace: Workspace, today: dt.date) -> list[Alert]:
    """Alerts on the orders of the book.

    Raises:
        InputError: a supplier's calendar cannot be understood.
    """
    orders = list_orders(workspace.ledger)
    stuck = {name.rpartition(".")[0] for name in pending(workspace.ledger)}
    return alerts(
        orders,
        _calendars(workspace, workspace.lake.snapshot(), today),
        today,
        acknowledge_days=workspace.settings.replenishment.acknowledge_days,
        undelivered=stuck,
    )


def _postman(workspace: Workspace) -> Postman:
    folder = workspace.folder("exports") / "orders"
    return Postman(workspace.ledger, workspace.settings, folder)


def _waits(workspace: Workspace, order_id: str) -> bool:
    return any(each.state == "pending" for each in messages(workspace.ledger, order_id))


def _arrival(
    workspace: Workspace, snapshot: Snapshot, order: Order, day: dt.date, time: dt.time | None
) -> dt.date:
    known = _calendars(workspace, snapshot, day)
    calendar = known.get(order.supplier_id or "", ALWAYS)
    return calendar.arrival(day, max(line.lead_days for line in order.lines), time)


def _calendars(workspace: Workspace, snapshot: Snapshot, day: dt.date) -> dict[str, Calendar]:
    by_country = workspace.settings.replenishment.holidays == "country"
    return calendars(snapshot, day, by_country=by_country)
