"""A plan meets the order book: every need is ordered once, however often plans are made.

All of it is one transaction under the ledger's write lock: a plan that dies leaves the book as it
was or as it should be, and plans that are made at once follow each other. What is already taken
care of is left out:

* needs of an order that the plan could not count: placed since it looked at what is on order, or
  placed or received after the day that it is made for;
* needs of a suggested order that a person edited, and of one that a person gave up in this review;
* needs that rest on no known stock, while the order cycle of their last order still runs.

A suggested order that nobody touched is the plan's own: it stays if the plan still wants the same,
else it is voided, with its reason, and another takes its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field

import polars as pl
import sqlalchemy as sa
from sqlalchemy import orm

from modiste.inventory.replenish.book import RAISED, RUN_SUBJECT, By, picture, record
from modiste.inventory.replenish.needs import Wanted, WantedLine, wanted_orders, without
from modiste.inventory.replenish.order import Key
from modiste.inventory.replenish.rule import Limits, approve_by_rule
from modiste.inventory.replenish.states import COUNTED, OPEN
from modiste.store.lake import Snapshot
from modiste.store.ledger import Audit, Ledger, PurchaseOrder, PurchaseOrderLine, Receipt, now

Dates = Callable[[Wanted], tuple[dt.date, dt.date]]
"""Day by which an order must go out, and day on which it should arrive then."""


@dataclass(frozen=True)
class PlanDay:
    """What the book must know of a plan.

    Attributes:
        run_id: its run.
        as_of: its day.
        ends: the moment at which that day ends.
        week: first day of the week of that day, over which money limits are counted.
        review_days: days until the next plan.
        cycle_days: days that one order should cover.
    """

    run_id: str
    as_of: dt.date
    ends: dt.datetime
    week: dt.date
    review_days: int
    cycle_days: int


@dataclass
class Raised:
    """What a plan did to the book: numbers of orders, and how many needs it left out."""

    created: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    voided: list[str] = field(default_factory=list)
    approved: list[str] = field(default_factory=list)
    left_out: int = 0
    too_early: bool = False


@dataclass(frozen=True)
class Seen:
    """What the plan looked at.

    Attributes:
        placed: units of each line, by order, variant and location, that the plan counted.
        counted: numbers of the orders that it counted.
        numbers: numbers of purchase orders that are taken.
    """

    placed: dict[tuple[str, str, str], int]
    counted: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, snapshot: Snapshot, as_of: dt.date) -> Seen:
        """The orders of a snapshot that a plan of a day counts."""
        head = snapshot.read("purchase_order").select("purchase_order_id", "state", "ordered_on")
        early = pl.col("ordered_on").is_null() | (pl.col("ordered_on") <= as_of)
        counted = head.filter(pl.col("state").is_in(COUNTED) & early)
        placed = (
            snapshot.scan("purchase_order_line")
            .join(counted.lazy(), on="purchase_order_id", how="semi")
            .select("purchase_order_id", "variant_id", "location_id", "quantity")
            .collect()
        )
        return cls(
            {(order, variant, place): units for order, variant, place, units in placed.iter_rows()},
            frozenset(counted["purchase_order_id"]),
            frozenset(head["purchase_order_id"]),
        )


def raise_orders(
    ledger: Ledger, lines: pl.DataFrame, seen: Seen, plan: PlanDay, dates: Dates, limits: Limits
) -> Raised:
    """Bring the book to what a plan wants.

    Args:
        ledger: the ledger.
        lines: result of :func:`replenish.needs.wanted_lines`.
        seen: what the plan looked at.
        plan: its run and day.
        dates: when an order must go out and should arrive.
        limits: what is approved by rule.

    Returns:
        What was done; nothing, where a plan for a later day was made before.
    """
    with ledger.write() as session:
        newest = session.scalar(sa.select(sa.func.max(PurchaseOrder.planned_on)))
        if newest is not None and plan.as_of < newest:
            early = Raised(too_early=True)
            _note(session, plan, early)
            return early
        left = without(lines, _taken_care_of(session, lines, seen, plan))
        done = Raised(left_out=lines.height - left.height)
        standing = _standing(session)
        for wanted in wanted_orders(left):
            _raise(session, wanted, standing.pop(wanted.need, []), (plan, dates, seen), done)
        for rows in standing.values():
            for row in rows:
                _void(session, row, plan, "nothing of it is needed any more", done)
        done.approved = approve_by_rule(session, plan.as_of, plan.week, limits)
        _note(session, plan, done)
        return done


def _raise(
    session: orm.Session,
    wanted: Wanted,
    standing: list[PurchaseOrder],
    at: tuple[PlanDay, Dates, Seen],
    done: Raised,
) -> None:
    """Keep the standing order of a need, or put another in its place."""
    plan, dates, seen = at
    same = next((row for row in standing if _same(row, wanted)), None)
    order_by, expected_on = dates(wanted)
    if same is not None:
        number = same.purchase_order_id
        done.kept.append(number)
        if (same.order_by, same.expected_on) != (order_by, expected_on):
            before = picture(same)
            same.order_by, same.expected_on, same.planned_on = order_by, expected_on, plan.as_of
            record(session, same, "date", _by(plan, "the plan was made again"), before)
    else:
        number = free_number(session, plan.as_of, seen.numbers)
        _add(session, number, wanted, plan, (order_by, expected_on))
        done.created.append(number)
    for row in standing:
        if row is not same:
            _void(session, row, plan, f"superseded by {number}", done)


def _same(row: PurchaseOrder, wanted: Wanted) -> bool:
    stands = {
        (line.variant_id, line.location_id): (line.quantity, line.unit_cost)
        for line in row.lines
        if line.quantity  # what was decided on by itself stays behind without units
    }
    asks = {
        (line.variant_id, line.location_id): (line.quantity, line.unit_cost)
        for line in wanted.lines
    }
    return stands == asks


def _add(
    session: orm.Session,
    number: str,
    wanted: Wanted,
    plan: PlanDay,
    dates: tuple[dt.date, dt.date],
) -> None:
    row = PurchaseOrder(
        purchase_order_id=number,
        need=wanted.need,
        supplier_id=wanted.supplier_id,
        destination=wanted.destination,
        currency=wanted.currency,
        state="suggested",
        version=0,
        published=0,
        run_id=plan.run_id,
        planned_on=plan.as_of,
        order_by=dates[0],
        expected_on=dates[1],
        edited=False,
        created_at=now(),
        changed_at=now(),
        lines=[_row(number, line) for line in wanted.lines],
    )
    session.add(row)
    record(session, row, "suggest", _by(plan, f"run {plan.run_id}"), {})


def _row(number: str, line: WantedLine) -> PurchaseOrderLine:
    return PurchaseOrderLine(purchase_order_id=number, received=0, held=0, rejected=0, **vars(line))


def _void(session: orm.Session, row: PurchaseOrder, plan: PlanDay, why: str, done: Raised) -> None:
    before = picture(row)
    row.state, row.note = "void", why
    record(session, row, "void", _by(plan, why), before)
    done.voided.append(row.purchase_order_id)


def _note(session: orm.Session, plan: PlanDay, done: Raised) -> None:
    """Write down what the plan did to the book; :func:`replenish.book.numbers_of` reads it."""
    session.add(
        Audit(
            at=now(),
            actor="plan",
            action=RAISED,
            subject=RUN_SUBJECT + plan.run_id,
            detail=asdict(done),
        )
    )


def _by(plan: PlanDay, why: str) -> By:
    return By("plan", plan.as_of, why)


def _standing(session: orm.Session) -> dict[str, list[PurchaseOrder]]:
    """Suggested orders that nobody touched, by need."""
    query = (
        sa.select(PurchaseOrder)
        .where(PurchaseOrder.state == "suggested", PurchaseOrder.edited.is_(False))
        .order_by(PurchaseOrder.purchase_order_id)
    )
    found: dict[str, list[PurchaseOrder]] = {}
    for row in session.scalars(query):
        found.setdefault(row.need, []).append(row)
    return found


def free_number(session: orm.Session, day: dt.date, taken: Collection[str]) -> str:
    """The next free number of a day, ``PO-20260302-001``."""
    prefix = f"PO-{day:%Y%m%d}-"
    session.flush()
    query = sa.select(PurchaseOrder.purchase_order_id)
    ours = set(session.scalars(query.where(PurchaseOrder.purchase_order_id.startswith(prefix))))
    number = len(ours) + 1
    while (name := f"{prefix}{number:03}") in ours or name in taken:
        number += 1
    return name


def _taken_care_of(
    session: orm.Session, lines: pl.DataFrame, seen: Seen, plan: PlanDay
) -> set[Key]:
    order = PurchaseOrder
    touched = order.edited.is_(True)
    review = plan.as_of - dt.timedelta(days=plan.review_days)
    cycle = plan.as_of - dt.timedelta(days=plan.cycle_days)
    unknown = set(lines.filter("unknown").select("variant_id", "location_id").iter_rows())
    recent = _keys(session, order.state.in_(COUNTED), order.planned_on > cycle)
    return (
        _placed_since(session, seen)
        | _received_since(session, plan.ends)
        | _keys(session, order.state == "suggested", touched)
        | _keys(session, order.state == "void", touched, order.planned_on > review)
        | (recent & unknown)
    )


def _keys(session: orm.Session, *conditions: sa.ColumnElement[bool]) -> set[Key]:
    query = (
        sa.select(PurchaseOrderLine.variant_id, PurchaseOrderLine.location_id)
        .join(PurchaseOrder)
        .where(PurchaseOrderLine.quantity > 0, *conditions)
    )
    return {(variant, location) for variant, location in session.execute(query)}


def _placed_since(session: orm.Session, seen: Seen) -> set[Key]:
    """Variants and locations of which the book holds more than the plan counted."""
    order = PurchaseOrder
    rows = list(session.scalars(sa.select(order).where(order.state.in_(OPEN))))
    closed = session.scalars(sa.select(order.purchase_order_id).where(order.state == "closed"))
    rows += [session.get_one(order, name) for name in closed.all() if name not in seen.counted]
    return {
        (line.variant_id, line.location_id)
        for row in rows
        for line in row.lines
        if line.quantity
        > seen.placed.get((row.purchase_order_id, line.variant_id, line.location_id), 0)
    }


def _received_since(session: orm.Session, moment: dt.datetime) -> set[Key]:
    query = sa.select(Receipt.variant_id, Receipt.location_id).where(Receipt.at >= moment)
    return {(variant, location) for variant, location in session.execute(query)}
