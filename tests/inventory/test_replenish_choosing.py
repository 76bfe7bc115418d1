from __future__ import annotations

import pytest
from tests.inventory.orderbook import MONDAY, plan_again, want

from modiste.inventory.replenish.book import By, get_order, list_orders
from modiste.inventory.replenish.changes import approve, void
from modiste.inventory.replenish.choosing import accept, dismiss, places, put_back
from modiste.model.errors import ConflictError, InputError, UnknownNameError
from modiste.store.ledger import Ledger

KAI = By("kai", MONDAY, "too many")
ONE, TWO = "PO-20260601-001", "PO-20260601-002"
TEE = {("tee", "web"): 10, ("tee", "rome"): 4}
LINES = want({}, {"location_id": "rome", "quantity": 4}, {"variant_id": "cap", "product_id": "cap"})


@pytest.fixture
def book(ledger: Ledger) -> Ledger:
    plan_again(ledger, LINES)
    return ledger


def units(ledger: Ledger, number: str) -> dict[tuple[str, str], int]:
    return {line.key: line.quantity for line in get_order(ledger, number).lines if line.quantity}


def test_what_is_accepted_goes_into_an_order_of_its_own(book: Ledger):
    with book.write() as session:
        accept(session, [ONE], "tee", KAI)
    assert units(book, ONE) == {("cap", "web"): 10}
    assert units(book, TWO) == TEE
    order = get_order(book, TWO)
    assert (order.state, order.edited, order.expected_on) == (
        "suggested", True, get_order(book, ONE).expected_on,
    )  # fmt: skip


def test_a_second_variant_joins_the_first(book: Ledger):
    with book.write() as session:
        accept(session, [ONE], "tee", KAI)
        accept(session, [ONE], "cap", KAI)
    assert units(book, TWO) == TEE | {("cap", "web"): 10}
    assert get_order(book, ONE).state == "void"  # nothing is left of it


def test_other_quantities_may_be_accepted(book: Ledger):
    with book.write() as session:
        accept(session, [ONE], "tee", KAI, quantities={("tee", "web"): 7, ("tee", "rome"): 0})
    assert units(book, TWO) == {("tee", "web"): 7}


def test_packs_bind_other_quantities(ledger: Ledger):
    plan_again(ledger, want({"pack_size": 5}))
    with pytest.raises(InputError, match="packs of 5"), ledger.write() as session:
        accept(session, [ONE], "tee", KAI, quantities={("tee", "web"): 7})
    assert units(ledger, ONE) == {("tee", "web"): 10}
    with ledger.write() as session:
        accept(session, [ONE], "tee", KAI, quantities={("tee", "web"): 7}, anyway=True)


def test_accepted_lines_are_not_raised_again(book: Ledger):
    with book.write() as session:
        accept(session, [ONE], "tee", KAI)
    raised = plan_again(book, LINES)
    assert (raised.kept, raised.created, raised.voided) == ([ONE], [], [])
    assert units(book, TWO) == TEE


def test_dismissed_lines_are_given_up_for_this_review(book: Ledger):
    with book.write() as session:
        dismiss(session, [ONE], "tee", KAI)
    assert get_order(book, TWO).state == "void"
    raised = plan_again(book, LINES)
    assert (raised.kept, raised.created) == ([ONE], [])


def test_a_dismissal_needs_a_reason(book: Ledger):
    with pytest.raises(InputError, match="reason"), book.write() as session:
        dismiss(session, [ONE], "tee", By("kai", MONDAY))


@pytest.mark.parametrize("how", [accept, dismiss])
def test_undoing_puts_lines_back(book: Ledger, how):
    before = units(book, ONE)
    with book.write() as session:
        moved = how(session, [ONE], "tee", KAI)
    with book.write() as session:
        put_back(session, moved, KAI)
    assert units(book, ONE) == before
    assert get_order(book, TWO).state == "void"
    assert not units(book, TWO)


def test_undoing_brings_an_emptied_order_back(book: Ledger):
    with book.write() as session:
        moved = accept(session, [ONE], "tee", KAI)
        accept(session, [ONE], "cap", KAI)
        put_back(session, moved, KAI)
    assert get_order(book, ONE).state == "suggested"
    assert units(book, ONE) == TEE


def test_undone_and_accepted_again(book: Ledger):
    with book.write() as session:
        put_back(session, accept(session, [ONE], "tee", KAI), KAI)
        accept(session, [ONE], "tee", KAI)
    found = {order.purchase_order_id: order.units for order in list_orders(book)}
    assert found == {ONE: 10, TWO: 14}  # the emptied order is used again
    assert get_order(book, TWO).state == "suggested"


def test_undoing_another_quantity_brings_the_suggested_one_back(book: Ledger):
    with book.write() as session:
        moved = accept(session, [ONE], "tee", KAI, quantities={("tee", "web"): 7})
        put_back(session, moved, KAI)
    assert units(book, ONE) == TEE | {("cap", "web"): 10}


def test_what_was_approved_is_not_undone(book: Ledger):
    with book.write() as session:
        moved = accept(session, [ONE], "tee", KAI)
    approve(book, TWO, KAI)
    with pytest.raises(ConflictError, match="approved"), book.write() as session:
        put_back(session, moved, KAI)


def test_lines_of_an_approved_order_are_not_chosen_from(book: Ledger):
    approve(book, ONE, KAI)
    with pytest.raises(ConflictError, match="approved"), book.write() as session:
        accept(session, [ONE], "tee", KAI)


def test_a_dismissal_that_a_newer_plan_has_passed_stays(book: Ledger):
    with book.write() as session:
        moved = dismiss(session, [ONE], "tee", KAI)
    void(book, ONE, KAI)
    with pytest.raises(ConflictError, match="void already"), book.write() as session:
        put_back(session, moved, KAI)


def test_unknown_variants_are_told(book: Ledger):
    with pytest.raises(UnknownNameError, match="hat"), book.write() as session:
        accept(session, [ONE], "hat", KAI)


def test_places_say_where_lines_are(book: Ledger):
    with book.write() as session:
        accept(session, [ONE], "tee", KAI)
    with book.read() as session:
        found = places(session, [ONE])
    assert {key: value[:3] for key, value in found.items()} == {
        ("tee", "web"): (TWO, "suggested", 10),
        ("tee", "rome"): (TWO, "suggested", 4),
        ("cap", "web"): (ONE, "suggested", 10),
    }
