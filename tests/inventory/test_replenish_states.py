"""The state machine, driven at random beside a small model of itself."""

from __future__ import annotations

import datetime as dt
import tempfile
from itertools import count, pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.inventory.orderbook import DAY, MONDAY, plan_of

from modiste.inventory.replenish import arrivals, changes
from modiste.inventory.replenish.arrivals import Arrived
from modiste.inventory.replenish.book import SUBJECT, By, get_order, history
from modiste.inventory.replenish.outbox import Postman, deliver, queue
from modiste.inventory.replenish.states import FROM, OPEN, Act, allowed, require
from modiste.model.errors import ConflictError, InputError
from modiste.model.facts import PO_STATES
from modiste.store.ledger import Audit, Ledger, PurchaseOrder, PurchaseOrderLine, now
from modiste.store.settings import Settings

KEYS = (("tee", "web"), ("tee", "rome"), ("coat", "web"))
NOON = dt.datetime.combine(MONDAY, dt.time(12), dt.UTC)
PAPER = {"purchase_order": "x", "ordered_on": "2026-06-02", "expected_on": "2026-06-20"}
PAPER |= {"supplier": "mill"}

keys = st.sampled_from(KEYS)
units = st.integers(0, 30)


def new_order(ledger: Ledger, number: str, quantity: int = 10, **line: int) -> None:
    """A suggested order with a line for each of the keys."""
    plan = plan_of()
    usual = {"received": 0, "held": 0, "rejected": 0, "unit_cost": 500, "moq": 0, "pack_size": 1}
    with ledger.write() as session:
        session.add(
            PurchaseOrder(
                purchase_order_id=number,
                need=number,
                supplier_id="mill",
                currency="EUR",
                state="suggested",
                version=1,
                published=0,
                run_id=plan.run_id,
                planned_on=plan.as_of,
                edited=False,
                created_at=now(),
                changed_at=now(),
                lines=[
                    PurchaseOrderLine(
                        purchase_order_id=number,
                        variant_id=variant,
                        location_id=place,
                        quantity=quantity,
                        lead_days=14.0,
                        **(usual | line),
                    )
                    for variant, place in KEYS
                ],
            )
        )


class Machine(RuleBasedStateMachine):
    """Every act at random; the model says what must come of it."""

    ledger: Ledger
    folder: Path
    numbers = count(1)

    @initialize()
    def begin(self) -> None:
        self.number = f"PO-{next(self.numbers)}"
        new_order(self.ledger, self.number)
        self.state = "suggested"
        self.version = 1
        self.audits = 0
        self.ordered = dict.fromkeys(KEYS, 10)
        self.came = {key: [0, 0, 0] for key in KEYS}

    def by(self, why: str | None = None) -> By:
        return By("ann", MONDAY + DAY, why, self.version)

    def attempt(self, act: Act, state: str | None, do, *, sensible: bool = True) -> bool:
        """Do something; whether it was done. What is refused must change nothing."""
        if self.state in FROM[act] and sensible:
            do()
            self.state = state or self.state
            self.version += 1
            self.audits += 1
            return True
        with pytest.raises((ConflictError, InputError)) as refused:
            do()
        if self.state not in FROM[act]:
            assert isinstance(refused.value, ConflictError)
            named = ", ".join(allowed(self.state))
            assert (named or "Nothing is") in refused.value.remedy
        return False

    @rule()
    def approve(self) -> None:
        self.attempt(
            Act.APPROVE,
            "approved",
            lambda: changes.approve(self.ledger, self.number, self.by()),
        )

    @rule(key=keys, quantity=units)
    def edit(self, key: tuple[str, str], quantity: int) -> None:
        rest = sum(each for other, each in self.ordered.items() if other != key)
        done = self.attempt(
            Act.EDIT,
            None,
            lambda: changes.edit(self.ledger, self.number, self.by(), {key: quantity}),
            sensible=rest + quantity > 0,
        )
        if done:
            self.ordered[key] = quantity

    @rule()
    def send(self) -> None:
        postman = Postman(self.ledger, Settings(), self.folder)

        def do() -> None:
            message = queue(postman, self.number, "hand", self.by(), PAPER)
            assert deliver(postman, message) == "by hand to mill"

        if self.attempt(Act.SEND, "sent", do):
            self.version += 1  # it was queued, and it was delivered
            self.audits += 1

    @rule(key=keys, quantity=units)
    def acknowledge(self, key: tuple[str, str], quantity: int) -> None:
        done = self.attempt(
            Act.ACKNOWLEDGE,
            "acknowledged",
            lambda: changes.acknowledge(
                self.ledger, self.number, self.by(), confirmed={key: quantity}
            ),
        )
        if done:
            self.ordered[key] = quantity

    @rule(key=keys, accepted=units, held=units, rejected=units)
    def receive(self, key: tuple[str, str], accepted: int, held: int, rejected: int) -> None:
        if accepted + held + rejected == 0:
            return
        came = Arrived(accepted, held, rejected)
        done = self.attempt(
            Act.RECEIVE,
            "part received",
            lambda: arrivals.receive(self.ledger, self.number, self.by(), {key: came}, at=NOON),
        )
        if done:
            add(self.came[key], (accepted, held, rejected))
            self.settle()

    @rule(key=keys, accepted=units, rejected=units)
    def inspect(self, key: tuple[str, str], accepted: int, rejected: int) -> None:
        if accepted + rejected == 0:
            return
        verdict = Arrived(accepted, 0, rejected)
        done = self.attempt(
            Act.INSPECT,
            "part received",
            lambda: arrivals.inspect(self.ledger, self.number, self.by(), {key: verdict}, at=NOON),
            sensible=verdict.total <= self.came[key][1],
        )
        if done:
            add(self.came[key], (accepted, -verdict.total, rejected))
            self.settle()

    @rule()
    def close(self) -> None:
        self.attempt(
            Act.CLOSE,
            "closed",
            lambda: changes.close(self.ledger, self.number, self.by("enough")),
            sensible=not any(held for _, held, _ in self.came.values()),
        )

    @rule(why=st.sampled_from(["too dear", ""]))
    def void(self, why: str) -> None:
        self.attempt(
            Act.VOID,
            "void",
            lambda: changes.void(self.ledger, self.number, self.by(why)),
            sensible=bool(why),
        )

    @rule(act=st.sampled_from(["approve", "close", "edit"]))
    def somebody_else_was_faster(self, act: str) -> None:
        stale = By("bob", MONDAY, "why", self.version - 1)
        do = {
            "approve": lambda: changes.approve(self.ledger, self.number, stale),
            "close": lambda: changes.close(self.ledger, self.number, stale),
            "edit": lambda: changes.edit(self.ledger, self.number, stale, {KEYS[0]: 1}),
        }[act]
        with pytest.raises(ConflictError, match="was changed meanwhile"):
            do()

    def settle(self) -> None:
        if all(
            held == 0 and accepted + rejected >= self.ordered[key]
            for key, (accepted, held, rejected) in self.came.items()
        ):
            self.state = "closed"

    @invariant()
    def the_book_says_what_the_model_says(self) -> None:
        order = get_order(self.ledger, self.number)
        assert order.state == self.state
        assert order.version == self.version
        for line in order.lines:
            accepted, held, rejected = self.came[line.key]
            assert (line.received, line.held, line.rejected) == (accepted, held, rejected)
            assert line.quantity == self.ordered[line.key]
            # What counts in the position never is less than what is held.
            if order.state in OPEN and line.quantity >= accepted + held + rejected:
                assert line.outstanding == line.in_transit + line.held

    @invariant()
    def every_change_has_its_audit_row(self) -> None:
        query = sa.select(sa.func.count()).where(Audit.subject == SUBJECT + self.number)
        with self.ledger.read() as session:
            assert session.scalar(query) == self.audits
        rows = history(self.ledger, self.number)
        for before, after in pairwise(rows):
            assert before["to"] == after["from"]
        if rows:
            assert rows[-1]["to"] == self.state


def add(counts: list[int], more: tuple[int, int, int]) -> None:
    for place, number in enumerate(more):
        counts[place] += number


def test_acts_at_random() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Machine.ledger = Ledger.of_file(Path(folder) / "ledger.db")
        Machine.folder = Path(folder)
        try:
            case = Machine.TestCase()
            case.settings = settings(max_examples=60, stateful_step_count=14, deadline=None)
            case.runTest()
        finally:
            Machine.ledger.close()


# --- the table of acts ------------------------------------------------------------------------


def test_acts_name_states_that_there_are() -> None:
    assert set(FROM) == set(Act)
    assert {state for states in FROM.values() for state in states} <= set(PO_STATES)
    assert allowed("closed") == allowed("void") == ()


@pytest.mark.parametrize("state", PO_STATES)
def test_every_act_is_allowed_or_refused_by_name(state: str) -> None:
    for act in Act:
        if act in allowed(state):
            require(act, "PO-1", state)
        else:
            with pytest.raises(ConflictError, match=f"order PO-1 is {state}") as refused:
                require(act, "PO-1", state)
            assert refused.value.remedy.endswith(".")


def test_a_state_that_is_none() -> None:
    with pytest.raises(ValueError, match="no state"):
        require(Act.VOID, "PO-1", "lost")
