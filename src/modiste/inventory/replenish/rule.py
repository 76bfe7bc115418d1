"""Approval by rule: orders up to a sum, and up to a sum a week, each in its own currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.inventory.replenish.book import By, picture, record
from modiste.inventory.replenish.changes import approve_row
from modiste.inventory.replenish.order import cost_of
from modiste.inventory.replenish.states import Act
from modiste.model.money import parse_amounts
from modiste.store.ledger import PurchaseOrder
from modiste.store.settings import Replenishment

RULE = "rule"
"""The actor of what a rule does."""


@dataclass(frozen=True)
class Limits:
    """Limits in minor units by currency.

    Attributes:
        order: cost of one order at the most; a currency that is not named is never approved.
        week: cost of all orders of a week at the most; one that is not named has no such limit.
    """

    order: Mapping[str, int] = field(default_factory=dict)
    week: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, replenishment: Replenishment) -> Limits:
        """The limits that the settings state."""
        return cls(
            {code: each.minor for code, each in parse_amounts(replenishment.approve_order).items()},
            {code: each.minor for code, each in parse_amounts(replenishment.approve_week).items()},
        )


def approve_by_rule(session: orm.Session, day: dt.date, week: dt.date, limits: Limits) -> list[str]:
    """Approve suggested orders within the limits, in the order of their numbers.

    An order without a supplier, or whose cost is not fully known, and one that a person edited
    waits for a person. An order that would pass the week's limit is left, a smaller one after it
    may still fit.

    Args:
        session: a transaction that holds the write lock.
        day: day of the plan.
        week: first day of its week.
        limits: see :class:`Limits`.

    Returns:
        Numbers of the orders approved.
    """
    if not limits.order:
        return []
    session.flush()
    spent = _spent(session, week)
    query = (
        sa.select(PurchaseOrder)
        .where(PurchaseOrder.state == "suggested", PurchaseOrder.edited.is_(False))
        .order_by(PurchaseOrder.purchase_order_id)
    )
    done = []
    for row in session.scalars(query).all():
        cost, code = cost_of(row.lines), row.currency
        if row.supplier_id is None or cost is None or code is None:
            continue
        total = spent.get(code, 0) + cost
        if cost > limits.order.get(code, -1) or total > limits.week.get(code, total):
            continue
        before = picture(row)
        by = By(RULE, day, f"cost {cost} of {code} in minor units, {total} this week")
        approve_row(row, by)
        record(session, row, Act.APPROVE, by, before)
        spent[code] = total
        done.append(row.purchase_order_id)
    return done


def _spent(session: orm.Session, week: dt.date) -> dict[str, int]:
    """Cost of what the rule approved in a week and nobody gave up, by currency."""
    query = sa.select(PurchaseOrder).where(
        PurchaseOrder.approved_by == RULE,
        PurchaseOrder.approved_on >= week,
        PurchaseOrder.approved_on < week + dt.timedelta(days=7),
        PurchaseOrder.state != "void",
    )
    spent: dict[str, int] = {}
    for row in session.scalars(query):
        if row.currency is not None:
            spent[row.currency] = spent.get(row.currency, 0) + (cost_of(row.lines) or 0)
    return spent
