"""Accepting, editing, dismissing and taking back: what is decided is written once, with its order.

A purchase goes through the order book: its lines are moved into an order of what was accepted, or
of what was dismissed, in the same transaction as the decision. Repeating one changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import orm

from modiste.inventory.day import business_day
from modiste.inventory.planned import plan_context
from modiste.inventory.replenish.book import By, list_orders, numbers_of
from modiste.inventory.replenish.choosing import accept, dismiss, places, places_in, put_back
from modiste.inventory.replenish.order import Key
from modiste.inventory.replenish.states import COUNTED
from modiste.inventory.replenish.step import replenish
from modiste.inventory.wssi.budget import spread
from modiste.model.errors import InputError, Place
from modiste.serve.api.today.gather import BUY, Gathered, Item
from modiste.store.decisions import Decision, Verdict, check_version, decide
from modiste.store.orders import publish_orders
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

Where = dict[Key, tuple[str, str, int, str | None, bool]]
"""Order, its state, units, note and whether it was edited, by variant and location."""

_MOST = 10_000_000


@dataclass(frozen=True)
class Wish:
    """What somebody decides about an item.

    Attributes:
        action: accept, dismiss or undo.
        actor: who.
        quantity: units accepted, where others than suggested.
        cut: markdown accepted, likewise.
        reason: why it is dismissed.
        anyway: accept what the supplier's minimum and packs do not.
        version: the version looked at; ``None`` for the newest.
    """

    action: str
    actor: str
    quantity: int | None = None
    cut: float | None = None
    reason: str | None = None
    anyway: bool = False
    version: int | None = None


def act(workspace: Workspace, tables: Tables, found: Gathered, item: Item, wish: Wish) -> None:
    """Carry a decision out.

    Raises:
        ConflictError: somebody else decided meanwhile, or the order has gone its way already.
        InputError: a quantity or cut cannot be taken, or no reason is given.
    """
    _check(item, wish)
    if item.kind != BUY:
        with workspace.ledger.write() as session:
            row = _row(session, found, item, wish)
            if not _same(row, wish):
                _write(session, found, item, wish, {})
        return
    orders = _orders(workspace, found)
    taken = frozenset(tables.facts("purchase_order")["purchase_order_id"])
    by = By(wish.actor, business_day(workspace, tables), wish.reason)
    with workspace.ledger.write() as session:
        row = _row(session, found, item, wish)
        if _same(row, wish):
            return
        if row is not None and row.state != "open":
            put_back(session, row.detail["moved"], by)
        detail: dict[str, Any] = {}
        variant = item.variant_id or ""
        if wish.action == "accept":
            wanted = None
            if wish.quantity is not None:
                wanted = _split(places(session, orders), variant, wish.quantity)
            moved = accept(
                session, orders, variant, by, quantities=wanted, taken=taken, anyway=wish.anyway
            )
            detail = {"moved": moved}
        elif wish.action == "dismiss":
            detail = {"moved": dismiss(session, orders, variant, by, taken=taken)}
        _write(session, found, item, wish, detail)
    publish_orders(workspace.ledger, workspace.lake)


def _check(item: Item, wish: Wish) -> None:
    if wish.action == "dismiss" and not wish.reason:
        raise InputError(
            "no reason is given", place=Place(column="reason"), remedy="Say why it is dismissed."
        )
    if wish.quantity is not None:
        most = item.quantity if item.kind == "transfer" else _MOST
        if item.kind not in (BUY, "transfer") or not 1 <= wish.quantity <= (most or _MOST):
            raise InputError(
                f"{wish.quantity} units cannot be accepted of a {item.kind}",
                place=Place(column="quantity", value=str(wish.quantity)),
                remedy="Purchases take one unit or more, transfers at most what is suggested.",
            )
    if wish.cut is not None and (item.kind != "markdown" or not 0 < wish.cut < 1):
        raise InputError(
            f"a cut of {wish.cut:g} cannot be accepted of a {item.kind}",
            place=Place(column="cut", value=f"{wish.cut:g}"),
            remedy="Give a share of the price for a markdown, such as 0.3.",
        )


def _row(session: orm.Session, found: Gathered, item: Item, wish: Wish) -> Decision | None:
    row = session.get(Decision, (found.run_id, item.id))
    check_version(row, item.id, wish.version)
    return row


def _same(row: Decision | None, wish: Wish) -> bool:
    """Whether it is decided like that already."""
    state = _STATES[wish.action]
    if row is None:
        return state == "open"
    if row.state != state:
        return False
    return state != "accepted" or (row.quantity, row.cut) == (wish.quantity, wish.cut)


_STATES = {"accept": "accepted", "dismiss": "dismissed", "undo": "open"}


def _write(
    session: orm.Session, found: Gathered, item: Item, wish: Wish, detail: dict[str, Any]
) -> None:
    kept = wish.action == "accept"
    verdict = Verdict(
        item.kind,
        _STATES[wish.action],
        wish.quantity if kept else None,
        wish.cut if kept else None,
        wish.reason if wish.action == "dismiss" else None,
        detail,
    )
    decide(session, found.run_id, item.id, verdict, actor=wish.actor, version=None)


def _orders(workspace: Workspace, found: Gathered) -> list[str]:
    """Numbers of the plan's orders, which are raised now where the plan did not."""
    numbers = numbers_of(workspace.ledger, found.run_id)
    if numbers is None:
        context = plan_context(workspace, found.run_id)
        replenishment = context.settings.replenishment.model_copy(update={"raise_orders": True})
        settings = context.settings.model_copy(update={"replenishment": replenishment})
        replenish(replace(context, ledger=workspace.ledger, settings=settings))
        numbers = numbers_of(workspace.ledger, found.run_id)
    return sorted(set((numbers or {}).values()))


def where_lines_are(workspace: Workspace, run_id: str) -> Where | None:
    """Where each line of a plan is in the order book; ``None`` where it raised no orders."""
    numbers = numbers_of(workspace.ledger, run_id)
    if numbers is None:
        return None
    return places_in(list_orders(workspace.ledger), set(numbers.values()))


def state_of(item: Item, row: Decision | None, where: Where | None) -> tuple[str, str | None]:
    """State of an item and the number of the order that it is in.

    Returns:
        open, accepted, dismissed; for a purchase also ordered, where its order was approved as a
        whole, and covered, where the order book found it taken care of.
    """
    own = "open" if row is None else row.state
    if item.kind != BUY:
        return own, item.purchase_order_id
    if where is None:
        return own, None
    variant = item.variant_id or ""
    keys = [(variant, place.location_id) for place in item.places]
    lines = [where[key] for key in keys if key in where]
    number = lines[0][0] if lines else None
    if own != "open":
        return own, number
    if not lines:
        hub = [key for key in where if key[0] == variant]
        if not hub:
            return "covered", None
        lines, number = [where[hub[0]]], where[hub[0]][0]
    states = {line[1] for line in lines}
    if states & set(COUNTED):
        return "ordered", number
    return ("dismissed", number) if states == {"void"} else ("open", number)


def _split(where: Where, variant: str, quantity: int) -> Mapping[Key, int]:
    """Another quantity shared out to the lines of a variant as the suggested one was."""
    lines = {key: units for key, (_, _, units, _, _) in where.items() if key[0] == variant}
    if not lines:
        return {}
    parts = spread(quantity, np.array(list(lines.values()), dtype=float))
    return {key: int(part) for key, part in zip(lines, parts, strict=True)}
