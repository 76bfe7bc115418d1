"""What the commands of purchase orders share: who asks, which lines are meant, how it is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modiste.present.console import emit, money, note, table

if TYPE_CHECKING:
    from modiste.inventory.replenish.book import By
    from modiste.inventory.replenish.order import Key, Order
    from modiste.store.ledger import Ledger
    from modiste.store.workspace import Workspace

Who = tuple[str | None, dt.datetime | None, str | None, int | None]


def change(
    workspace: Path | None,
    numbers: list[str],
    by: Who,
    do: Callable[[Ledger, str, By], Order],
    *,
    json: bool,
) -> None:
    """Change orders one by one, publish them and show them."""
    from modiste.store.orders import publish_orders

    found = open_workspace(workspace)
    who = who_does(found, *by)
    try:
        orders = [do(found.ledger, number, who) for number in numbers]
    finally:
        publish_orders(found.ledger, found.lake)
    emit([order.as_dict() for order in orders], as_json=json, text=lambda: _said(orders))


def _said(orders: list[Order]) -> None:
    for order in orders:
        note(f"[bold]{order.purchase_order_id}[/bold] is {order.state}, version {order.version}.")


def show_order(order: Order, posts: list[dict[str, Any]]) -> None:
    """Print an order with its lines and messages."""
    columns = ("variant", "location", "ordered", "received", "held", "refused", "to come")
    rows = [
        (
            line.variant_id,
            line.location_id,
            line.quantity,
            line.received,
            line.held,
            line.rejected,
            line.in_transit,
        )
        for line in order.lines
    ]
    title = f"{order.purchase_order_id} · {order.supplier_id or 'no supplier'} · {order.state}"
    table(f"{title} · version {order.version} · {cost_text(order)}", columns, rows, whole=columns)
    reasons = [(line.variant_id, line.reason) for line in order.lines if line.reason]
    if reasons:
        table("Why", ("variant", "reason"), reasons, whole=["variant"])
    if order.note:
        note(order.note)
    if posts:
        table("Messages", list(posts[0]), [[plain(x) for x in row.values()] for row in posts])


def open_workspace(workspace: Path | None) -> Workspace:
    """The workspace that is meant."""
    from modiste.store.workspace import Workspace

    return Workspace.find(workspace)


def who_does(
    workspace: Workspace,
    by: str | None,
    on: dt.datetime | None,
    why: str | None,
    version: int | None,
) -> By:
    """Who does something, on which day."""
    from modiste.inventory.replenish.book import By
    from modiste.inventory.replenish.desk import local_now

    day = on.date() if on else local_now(workspace).date()
    return By(by or _user(), day, why, version)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container without a user of that number
        return "somebody"


def moment_of(workspace: Workspace, on: dt.datetime | None) -> dt.datetime:
    """Now, or noon of another day."""
    from modiste.inventory.replenish.desk import local_now

    moment = local_now(workspace)
    return moment if on is None else dt.datetime.combine(on.date(), dt.time(12), moment.tzinfo)


def time_of(workspace: Workspace, on: dt.datetime | None) -> dt.time | None:
    """Time of day, where the day is today."""
    from modiste.inventory.replenish.desk import local_now

    return local_now(workspace).time() if on is None else None


def lines_meant(ledger: Ledger, number: str, texts: list[str]) -> dict[Key, str]:
    """Lines as the user wrote them, by their keys; the location may be left out if there is one."""
    from modiste.inventory.replenish.book import get_order
    from modiste.model.errors import InputError, Place

    order, found = get_order(ledger, number), {}
    for text in texts:
        name, _, units = text.rpartition("=")
        keys = [line.key for line in order.lines]
        meant = [key for key in keys if "@".join(key) == name] or [k for k in keys if k[0] == name]
        if len(meant) != 1 or meant[0] in found:
            raise InputError(
                f"order {number} has no one line that is meant",
                place=Place(column="--line", value=text),
                remedy=f"Write VARIANT@LOCATION=UNITS once for each line, such as "
                f"{'@'.join(keys[0])}=12.",
            )
        found[meant[0]] = units
    return found


def one_each(ledger: Ledger, number: str, texts: list[str]) -> dict[Key, int]:
    """The one number of units that the user wrote for each line."""
    return {key: units_of(text, 1)[0] for key, text in lines_meant(ledger, number, texts).items()}


def units_of(text: str, most: int) -> list[int]:
    """One to so many whole numbers with commas between."""
    from modiste.model.errors import InputError, Place

    parts = text.split(",")
    if len(parts) > most or not all(part.strip().isdecimal() for part in parts):
        raise InputError(
            f"{text!r} is not {'units' if most == 1 else f'one to {most} numbers of units'}",
            place=Place(column="--line", value=text),
            remedy="Write whole numbers, with commas between.",
        )
    return [int(part) for part in parts]


def check_states(states: list[str], known: tuple[str, ...]) -> None:
    """Refuse the name of a state that there is not."""
    from modiste.model.errors import UnknownNameError

    for state in states:
        if state not in known:
            raise UnknownNameError(
                f"there is no state {state!r}", remedy=f"The states are: {', '.join(known)}."
            )


def cost_text(order: Order) -> str:
    """Cost of an order as people read it."""
    if order.cost is None or order.currency is None:
        return "not known"
    return money({order.currency: order.cost})


def plain(value: Any) -> Any:
    """A moment to the minute; the rest as it is."""
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, dt.datetime) else value
