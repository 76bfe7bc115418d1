"""``modiste inventory orders …``: thin commands over the order book."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modiste.inventory.replenish.commands import (
    change,
    check_states,
    cost_text,
    lines_meant,
    moment_of,
    one_each,
    open_workspace,
    plain,
    show_order,
    time_of,
    units_of,
    who_does,
)
from modiste.present.console import JsonOption, WorkspaceOption, emit, next_step, table

if TYPE_CHECKING:
    from modiste.inventory.replenish.book import By
    from modiste.inventory.replenish.order import Order
    from modiste.store.ledger import Ledger

app = typer.Typer(no_args_is_help=True, help="Purchase orders, from suggestion to shelf.")

OrderArgument = Annotated[str, typer.Argument(help="Number of the order.")]
OrdersArgument = Annotated[list[str], typer.Argument(help="Numbers of the orders.")]
LineOption = Annotated[
    list[str], typer.Option("--line", help="VARIANT@LOCATION=UNITS; may be given again.")
]
WhyOption = Annotated[str | None, typer.Option(help="The reason; it goes into the audit log.")]
ByOption = Annotated[str | None, typer.Option(help="Who does it; the signed-in user by default.")]
OnOption = Annotated[
    dt.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Day on which it is done; today by default."),
]
VersionOption = Annotated[
    int | None, typer.Option(help="Version that was looked at; a newer one is not changed.")
]


@app.command("list")
def list_(
    *,
    state: Annotated[list[str] | None, typer.Option(help="Only orders in this state.")] = None,
    supplier: Annotated[str | None, typer.Option(help="Only orders of this supplier.")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """List purchase orders; those that are closed or void only where asked for."""
    from modiste.inventory.replenish.book import list_orders
    from modiste.model.facts import PO_STATES

    states = state or [each for each in PO_STATES if each not in ("closed", "void")]
    check_states(states, PO_STATES)
    orders = list_orders(open_workspace(workspace).ledger, states=states, supplier=supplier)
    columns = ("order", "supplier", "state", "to come", "cost", "expected")
    rows = [
        (
            order.purchase_order_id,
            order.supplier_id,
            order.state,
            order.outstanding,
            cost_text(order),
            order.expected_on,
        )
        for order in orders
    ]
    emit(
        [order.as_dict() for order in orders],
        as_json=json,
        text=lambda: table("Purchase orders", columns, rows, whole=["order"]),
    )
    if not json and any(order.state == "suggested" for order in orders):
        next_step("approve an order: modiste inventory orders approve NUMBER")


@app.command()
def show(
    order: OrderArgument, *, workspace: WorkspaceOption = None, json: JsonOption = False
) -> None:
    """Show an order with its lines and messages."""
    from modiste.inventory.replenish.book import get_order
    from modiste.inventory.replenish.outbox import messages

    ledger = open_workspace(workspace).ledger
    found = get_order(ledger, order)
    posts: list[dict[str, Any]] = [
        {"message": each.message_id, "via": each.channel, "state": each.state}
        | {"attempts": each.attempts, "result": each.result, "delivered_at": each.delivered_at}
        for each in messages(ledger, order)
    ]
    emit(
        found.as_dict() | {"messages": posts},
        as_json=json,
        text=lambda: show_order(found, posts),
    )


@app.command()
def approve(
    orders: OrdersArgument,
    *,
    why: WhyOption = None,
    by: ByOption = None,
    on: OnOption = None,
    version: VersionOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Approve suggested orders."""
    from modiste.inventory.replenish import changes

    change(workspace, orders, (by, on, why, version), changes.approve, json=json)
    if not json:
        next_step(f"send: modiste inventory orders send {' '.join(orders)}")


@app.command()
def edit(
    order: OrderArgument,
    *,
    line: LineOption = [],  # noqa: B006 - Typer reads the default and never keeps it
    supplier: Annotated[str | None, typer.Option(help="Order from this supplier.")] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Accept what minimum and packs do not.")
    ] = False,
    why: WhyOption = None,
    by: ByOption = None,
    on: OnOption = None,
    version: VersionOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Change quantities or the supplier of an order that is not yet sent; 0 takes a line out."""
    from modiste.inventory.replenish import changes

    def do(ledger: Ledger, number: str, who: By) -> Order:
        wanted = one_each(ledger, number, line)
        return changes.edit(ledger, number, who, wanted, supplier=supplier, anyway=anyway)

    change(workspace, [order], (by, on, why, version), do, json=json)


@app.command()
def send(
    orders: Annotated[list[str] | None, typer.Argument(help="Numbers of the orders.")] = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Send what waits and every approved order.")
    ] = False,
    via: Annotated[
        str | None, typer.Option(help="csv, xlsx, shopify, email, webhook or hand.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Send a sent order once more.")] = False,
    drop: Annotated[
        bool, typer.Option("--drop", help="Give up messages that never arrived.")
    ] = False,
    why: WhyOption = None,
    by: ByOption = None,
    on: OnOption = None,
    version: VersionOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Send approved orders to their suppliers."""
    from modiste.inventory.replenish import desk, outbox
    from modiste.model.errors import InputError

    found = open_workspace(workspace)
    if every == bool(orders):
        raise InputError(
            "name the orders to send, or send --all", remedy="'list --state approved' lists them."
        )
    who = who_does(found, by, on, why, version)
    if drop:
        done = [{"order": o, "dropped": outbox.drop(found.ledger, o, who)} for o in orders or []]
    elif every:
        done = desk.send_all(found, who, via, time=time_of(found, on))
    else:
        done = [
            desk.send_order(found, number, who, via, again=again, time=time_of(found, on))
            for number in orders or []
        ]
    columns = ("order", "message", "via", "where", "error")
    rows = [[row.get(name) for name in columns] for row in done]
    emit(done, as_json=json, text=lambda: table("Sent", columns, rows, whole=["order"]))
    if any("error" in row for row in done):
        raise typer.Exit(1)


@app.command()
def acknowledge(
    order: OrderArgument,
    *,
    expected: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of arrival promised.")
    ] = None,
    reference: Annotated[str | None, typer.Option(help="The supplier's number.")] = None,
    line: LineOption = [],  # noqa: B006 - Typer reads the default and never keeps it
    why: WhyOption = None,
    by: ByOption = None,
    on: OnOption = None,
    version: VersionOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Note that the supplier accepts an order; --line where it will deliver other quantities."""
    from modiste.inventory.replenish import changes

    def do(ledger: Ledger, number: str, who: By) -> Order:
        confirmed = one_each(ledger, number, line)
        day = expected.date() if expected else None
        return changes.acknowledge(
            ledger, number, who, expected_on=day, reference=reference, confirmed=confirmed
        )

    change(workspace, [order], (by, on, why, version), do, json=json)


@app.command()
def receive(
    order: OrderArgument,
    *,
    line: Annotated[
        list[str],
        typer.Option(
            "--line", help="VARIANT@LOCATION=ACCEPTED, or =ACCEPTED,HELD,REJECTED; again for more."
        ),
    ] = [],  # noqa: B006 - Typer reads the default and never keeps it
    every: Annotated[bool, typer.Option("--all", help="Everything that was to come.")] = False,
    delivery: Annotated[
        str | None, typer.Option(help="Number of the delivery note; none counts twice.")
    ] = None,
    why: WhyOption = None,
    by: ByOption = None,
    on: OnOption = None,
    version: VersionOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Take a delivery in, in part or whole, some of it perhaps into quality hold."""
    from modiste.inventory.replenish import arrivals
    from modiste.model.errors import InputError

    if every == bool(line):
        raise InputError("say what came", remedy="Give --line for each variant, or --all.")
    at = moment_of(open_workspace(workspace), on)

    def do(ledger: Ledger, number: str, who: By) -> Order:
        if every:
            return arrivals.receive_all(ledger, number, who, at=at, delivery=delivery)
        came = {
            key: arrivals.Arrived(*units_of(text, 3))
            for key, text in lines_meant(ledger, number, line).items()
        }
        return arrivals.receive(ledger, number, who, came, at=at, delivery=delivery)

    change(workspace, [order], (by, on, why, version), do, json=json)


@app.command()
def inspect(
    order: OrderArgument,
    *,
    line: Annotated[
        list[str],
        typer.Option("--line", help="VARIANT@LOCATION=ACCEPTED,REJECTED; again for more."),
    ],
    why: WhyOption = None,
    by: ByOption = None,
    on: OnOption = None,
    version: VersionOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Decide on units that are held for quality control."""
    from modiste.inventory.replenish import arrivals

    at = moment_of(open_workspace(workspace), on)

    def do(ledger: Ledger, number: str, who: By) -> Order:
        verdicts = {}
        for key, text in lines_meant(ledger, number, line).items():
            accepted, *rest = units_of(text, 2)
            verdicts[key] = arrivals.Arrived(accepted, 0, sum(rest))
        return arrivals.inspect(ledger, number, who, verdicts, at=at)

    change(workspace, [order], (by, on, why, version), do, json=json)


@app.command()
def close(
    orders: OrdersArgument,
    *,
    why: WhyOption = None,
    by: ByOption = None,
    on: OnOption = None,
    version: VersionOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """End orders; what has not arrived is not waited for any more."""
    from modiste.inventory.replenish import changes

    change(workspace, orders, (by, on, why, version), changes.close, json=json)


@app.command()
def void(
    orders: OrdersArgument,
    *,
    why: Annotated[str, typer.Option(help="The reason; it goes into the audit log.")],
    by: ByOption = None,
    on: OnOption = None,
    version: VersionOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Give orders up."""
    from modiste.inventory.replenish import changes

    change(workspace, orders, (by, on, why, version), changes.void, json=json)


@app.command()
def history(
    order: OrderArgument, *, workspace: WorkspaceOption = None, json: JsonOption = False
) -> None:
    """Show what happened to an order: who, when, from which state to which, and why."""
    from modiste.inventory.replenish import book

    found = book.history(open_workspace(workspace).ledger, order)
    columns = ("at", "actor", "action", "from", "to", "why")
    rows = [[plain(row[name]) for name in columns] for row in found]
    emit(found, as_json=json, text=lambda: table(f"History of {order}", columns, rows))


@app.command()
def alerts(
    *, on: OnOption = None, workspace: WorkspaceOption = None, json: JsonOption = False
) -> None:
    """List what about orders cannot wait: late ones, and those that must go out."""
    from modiste.inventory.replenish.desk import list_alerts, local_now

    found = open_workspace(workspace)
    day = on.date() if on else local_now(found).date()
    listed = [vars(alert) for alert in list_alerts(found, day)]
    columns = ("purchase_order_id", "kind", "days", "units", "what")
    shown = ("order", *columns[1:])
    rows = [[row[name] for name in columns] for row in listed]
    emit(listed, as_json=json, text=lambda: table(f"Alerts of {day}", shown, rows, whole=["order"]))
