from __future__ import annotations

import datetime as dt
import threading
from multiprocessing.synchronize import Barrier

import polars as pl
import pytest
from pydantic import ValidationError
from tests.inventory.orderbook import (
    DAY,
    FORK,
    MONDAY,
    needs,
    plan_again,
    seen_in,
    want,
)

from modiste.inventory.replenish.arrivals import receive_all
from modiste.inventory.replenish.book import By, get_order, history, list_orders
from modiste.inventory.replenish.changes import approve, edit, void
from modiste.inventory.replenish.needs import wanted_lines, wanted_orders
from modiste.inventory.replenish.raising import Raised
from modiste.inventory.replenish.rule import Limits
from modiste.store.lake import Lake
from modiste.store.ledger import Ledger, PurchaseOrder
from modiste.store.settings import Replenishment

ANN = By("ann", MONDAY)
TEE, COAT = {"variant_id": "tee"}, {"variant_id": "coat"}


def live(ledger: Ledger) -> list:
    return [order for order in list_orders(ledger) if order.state != "void"]


def put(ledger: Ledger, order_id: str, **columns) -> None:
    with ledger.write() as session:
        row = session.get_one(PurchaseOrder, order_id)
        for name, value in columns.items():
            setattr(row, name, value)
        row.version += 1


# --- one order a need -------------------------------------------------------------------------


def test_orders_are_gathered_by_supplier_and_currency(ledger: Ledger) -> None:
    lines = want(
        TEE,
        COAT,
        {"variant_id": "cap", "currency": "USD"},
        {"variant_id": "hat", "supplier_id": None, "currency": None, "unit_cost": None},
        {"variant_id": "sock", "supplier_id": "knit"},
    )
    done = plan_again(ledger, lines)
    found = list_orders(ledger)
    assert done.created == [f"PO-20260601-00{k}" for k in (1, 2, 3, 4)]
    parties = [(o.supplier_id, o.currency, needs([o])) for o in found]
    assert parties == [
        ("knit", "EUR", [("sock", "web")]),
        ("mill", "EUR", [("coat", "web"), ("tee", "web")]),
        ("mill", "USD", [("cap", "web")]),
        (None, None, [("hat", "web")]),
    ]
    assert [(o.cost, o.units, o.state, o.version) for o in found] == [
        (5_000, 10, "suggested", 1),
        (10_000, 20, "suggested", 1),
        (5_000, 10, "suggested", 1),
        (None, 10, "suggested", 1),
    ]


def test_the_same_plan_again_changes_nothing(ledger: Ledger) -> None:
    plan_again(ledger, want(TEE, COAT))
    before = list_orders(ledger)
    again = plan_again(ledger, want(COAT, TEE))
    assert again == Raised(kept=["PO-20260601-001"])
    assert list_orders(ledger) == before
    assert [row["action"] for row in history(ledger, "PO-20260601-001")] == ["suggest"]


def test_a_later_plan_that_wants_something_else_takes_the_place(ledger: Ledger) -> None:
    plan_again(ledger, want(TEE, COAT))
    done = plan_again(ledger, want(TEE | {"quantity": 12}, COAT), MONDAY + 7 * DAY)
    assert (done.created, done.voided) == (["PO-20260608-001"], ["PO-20260601-001"])
    old, new = list_orders(ledger)
    assert (old.state, old.note) == ("void", "superseded by PO-20260608-001")
    assert needs(live(ledger)) == [("coat", "web"), ("tee", "web")]
    assert new.units == 22
    (made, voided) = history(ledger, old.purchase_order_id)
    assert (made["from"], made["to"]) == (None, "suggested")
    assert made["after"]["tee@web"] == {"quantity": 10, "received": 0, "held": 0, "rejected": 0}
    assert (voided["from"], voided["to"], voided["actor"]) == ("suggested", "void", "plan")


def test_a_need_that_is_gone_voids_its_order(ledger: Ledger) -> None:
    plan_again(ledger, want(TEE))
    done = plan_again(ledger, want())
    assert done.voided == ["PO-20260601-001"]
    assert get_order(ledger, "PO-20260601-001").note == "nothing of it is needed any more"


def test_an_order_that_stays_gets_the_dates_of_the_newer_plan(ledger: Ledger) -> None:
    plan_again(ledger, want(TEE))
    put(ledger, "PO-20260601-001", expected_on=MONDAY)
    assert plan_again(ledger, want(TEE)).kept == ["PO-20260601-001"]
    assert get_order(ledger, "PO-20260601-001").expected_on == MONDAY + 14 * DAY
    assert history(ledger, "PO-20260601-001")[-1]["action"] == "date"


def test_a_plan_for_an_earlier_day_leaves_the_book_alone(ledger: Ledger) -> None:
    plan_again(ledger, want(TEE))
    before = list_orders(ledger)
    assert plan_again(ledger, want(COAT), MONDAY - DAY) == Raised(too_early=True)
    assert list_orders(ledger) == before


def test_numbers_that_are_taken_elsewhere_are_not_used(ledger: Ledger, lake: Lake) -> None:
    head = {"purchase_order_id": "PO-20260601-001", "supplier_id": "x", "state": "closed"}
    lake.upsert("purchase_order", pl.DataFrame([head]))
    done = plan_again(ledger, want(TEE), seen=seen_in(lake, ledger))
    assert done.created == ["PO-20260601-002"]


# --- what is taken care of --------------------------------------------------------------------


def test_an_order_placed_while_the_plan_was_being_made_is_not_ordered_twice(
    ledger: Ledger, lake: Lake
) -> None:
    plan_again(ledger, want(TEE, COAT))
    seen = seen_in(lake, ledger)  # the plan looks, and then …
    approve(ledger, "PO-20260601-001", ANN)
    done = plan_again(ledger, want(TEE, COAT, {"variant_id": "cap"}), seen=seen)
    assert done.left_out == 2
    assert needs(live(ledger)) == [("cap", "web"), ("coat", "web"), ("tee", "web")]


def test_more_is_ordered_where_the_plan_counted_the_open_order(ledger: Ledger, lake: Lake) -> None:
    plan_again(ledger, want(TEE))
    approve(ledger, "PO-20260601-001", ANN)
    done = plan_again(ledger, want(TEE), seen=seen_in(lake, ledger))
    assert done.created == ["PO-20260601-002"]


def test_an_order_sent_after_the_day_of_the_plan_is_not_ordered_twice(
    ledger: Ledger, lake: Lake
) -> None:
    """The position of an earlier day does not count it; the need is covered all the same."""
    plan_again(ledger, want(TEE))
    put(ledger, "PO-20260601-001", state="sent", ordered_on=MONDAY + DAY)
    assert plan_again(ledger, want(TEE), seen=seen_in(lake, ledger)).left_out == 1


def test_what_came_after_the_day_of_the_plan_is_not_ordered_twice(
    ledger: Ledger, lake: Lake
) -> None:
    plan_again(ledger, want(TEE))
    put(ledger, "PO-20260601-001", state="sent", ordered_on=MONDAY)
    tuesday = dt.datetime.combine(MONDAY + DAY, dt.time(9), dt.UTC)
    receive_all(ledger, "PO-20260601-001", ANN, at=tuesday)
    assert get_order(ledger, "PO-20260601-001").state == "closed"
    assert plan_again(ledger, want(TEE), seen=seen_in(lake, ledger)).left_out == 1
    later = MONDAY + 7 * DAY
    done = plan_again(ledger, want(TEE), later, seen=seen_in(lake, ledger, later))
    assert done.created == ["PO-20260608-001"]


def test_an_order_that_a_person_edited_stands(ledger: Ledger) -> None:
    plan_again(ledger, want(TEE, COAT))
    edit(ledger, "PO-20260601-001", ANN, {("tee", "web"): 3, ("coat", "web"): 0})
    done = plan_again(ledger, want(TEE, COAT))
    assert (done.created, done.voided, done.left_out) == (["PO-20260601-002"], [], 1)
    assert needs(live(ledger)) == [("coat", "web"), ("tee", "web")]


def test_what_a_person_gave_up_is_not_raised_again_in_the_same_review(ledger: Ledger) -> None:
    plan_again(ledger, want(TEE))
    void(ledger, "PO-20260601-001", By("ann", MONDAY, "out of fashion"))
    assert plan_again(ledger, want(TEE), MONDAY + 6 * DAY).left_out == 1
    assert plan_again(ledger, want(TEE), MONDAY + 7 * DAY).created == ["PO-20260608-001"]


def test_an_unknown_stock_is_ordered_for_once_a_cycle(ledger: Ledger, lake: Lake) -> None:
    lines = want(TEE | {"unknown": True})
    plan_again(ledger, lines)
    approve(ledger, "PO-20260601-001", ANN)
    for weeks, created in ((1, []), (3, []), (4, ["PO-20260629-001"])):
        day = MONDAY + 7 * weeks * DAY
        assert plan_again(ledger, lines, day, seen=seen_in(lake, ledger, day)).created == created


def test_what_is_left_of_a_variant_is_rounded_as_the_supplier_takes_it(ledger: Ledger) -> None:
    packed = TEE | {"moq": 24, "pack_size": 12}
    plan_again(ledger, want(packed | {"quantity": 24}))
    edit(ledger, "PO-20260601-001", ANN, {("tee", "web"): 36})
    lines = want(packed | {"quantity": 31}, packed | {"location_id": "rome", "quantity": 5})
    plan_again(ledger, lines)
    assert {o.units for o in live(ledger)} == {36, 24}


# --- by rule ----------------------------------------------------------------------------------


def test_small_orders_are_approved_by_rule(ledger: Ledger) -> None:
    lines = want(
        TEE | {"supplier_id": "a", "quantity": 10},
        TEE | {"supplier_id": "b", "quantity": 11, "variant_id": "coat"},
        TEE | {"supplier_id": "c", "currency": "USD", "variant_id": "cap"},
        TEE | {"supplier_id": None, "variant_id": "hat"},
        TEE | {"supplier_id": "d", "unit_cost": None, "variant_id": "sock"},
    )
    done = plan_again(ledger, lines, limits=Limits({"EUR": 5_000}))
    assert done.approved == ["PO-20260601-001"]
    order = get_order(ledger, done.approved[0])
    assert (order.approved_by, order.approved_on) == ("rule", MONDAY)
    row = history(ledger, done.approved[0])[-1]
    assert (row["actor"], row["from"], row["to"]) == ("rule", "suggested", "approved")
    assert row["why"] == "cost 5000 of EUR in minor units, 5000 this week"


def test_the_limit_of_a_week_holds_over_all_its_plans(ledger: Ledger, lake: Lake) -> None:
    limits = Limits({"EUR": 5_000}, {"EUR": 8_000})
    first = want(
        TEE | {"supplier_id": "a"},
        COAT | {"supplier_id": "b"},
        {"variant_id": "cap", "supplier_id": "c", "quantity": 6},
    )
    assert plan_again(ledger, first, limits=limits).approved == [
        "PO-20260601-001",
        "PO-20260601-003",
    ]
    second = want({"variant_id": "sock", "supplier_id": "d", "quantity": 1})
    thursday = MONDAY + 3 * DAY
    seen = seen_in(lake, ledger, thursday)
    assert plan_again(ledger, second, thursday, seen=seen, limits=limits).approved == []
    void(ledger, "PO-20260601-003", By("ann", thursday, "too dear"))
    assert len(plan_again(ledger, second, thursday, seen=seen, limits=limits).approved) == 1
    monday = MONDAY + 7 * DAY
    third = want({"variant_id": "belt", "supplier_id": "e"})
    assert len(plan_again(ledger, third, monday, limits=limits).approved) == 1


def test_no_limit_no_rule(ledger: Ledger) -> None:
    assert plan_again(ledger, want(TEE), limits=Limits({}, {"EUR": 10**9})).approved == []


def test_limits_are_read_from_the_settings() -> None:
    stated = Replenishment(approve_order="EUR 5,000; USD 60", approve_week="EUR 20000")
    assert Limits.of(stated) == Limits({"EUR": 500_000, "USD": 6_000}, {"EUR": 2_000_000})


# --- destinations -----------------------------------------------------------------------------


SUGGESTIONS = pl.DataFrame(
    {
        "kind": ["buy", "buy", "buy", "reduce"],
        "variant_id": ["tee", "tee", "coat", "cap"],
        "location_id": ["rome", "oslo", "rome", "rome"],
        "product_id": ["tee", "tee", "coat", "cap"],
        "supplier_id": ["mill", "mill", None, "mill"],
        "quantity": [8, 4, 5, 9],
        "unit_cost": [500, 500, 900, 100],
        "cost_currency": ["EUR"] * 4,
        "reason": ["Rome.", "Oslo.", "Coat.", "Cap."],
    }
)
SUPPLY = pl.DataFrame(
    {
        "variant_id": ["tee", "coat"],
        "moq": [12, 0],
        "pack_size": [6, 1],
        "nominal_lead_time_days": [30.0, 20.0],
    }
)
POLICY = pl.DataFrame(
    {"variant_id": ["tee", "tee", "coat"], "location_id": ["rome", "oslo", "rome"],
     "position": [1, None, 3]}
)  # fmt: skip


def wanted(**stated: str) -> list:
    lines = wanted_lines(SUGGESTIONS, SUPPLY, POLICY, Replenishment(**stated))
    return [
        (o.supplier_id, o.destination, [(x.variant_id, x.location_id, x.quantity) for x in o.lines])
        for o in wanted_orders(lines)
    ]


def test_one_order_for_all_locations() -> None:
    assert wanted() == [
        ("mill", None, [("tee", "oslo", 4), ("tee", "rome", 8)]),
        (None, None, [("coat", "rome", 5)]),
    ]


def test_one_order_for_each_location_and_a_supplier_where_none_is_known() -> None:
    assert wanted(destination="location", supplier="maker") == [
        ("maker", "rome", [("coat", "rome", 5)]),
        ("mill", "oslo", [("tee", "oslo", 4)]),
        ("mill", "rome", [("tee", "rome", 8)]),
    ]


def test_everything_to_one_hub() -> None:
    assert wanted(destination="hub", hub="dc") == [
        ("mill", "dc", [("tee", "dc", 12)]),
        (None, "dc", [("coat", "dc", 5)]),
    ]
    lines = wanted_lines(
        SUGGESTIONS, SUPPLY, POLICY, Replenishment(destination="hub", hub="dc")
    ).sort("variant_id")
    assert lines["reason"].to_list() == ["Coat.", "Oslo.\nRome."]
    assert lines["unknown"].to_list() == [False, True]
    assert lines["lead_days"].to_list() == [20, 30]


# --- at once ----------------------------------------------------------------------------------


def raise_at(barrier: Barrier, url: str, variants: list[str]) -> None:
    barrier.wait()
    ledger = Ledger(url)
    for _ in range(3):
        plan_again(ledger, want(*({"variant_id": name} for name in variants)))
    ledger.close()


@pytest.mark.slow
def test_plans_made_at_once_order_each_need_once(ledger: Ledger, ledger_url: str) -> None:
    variants = ["tee", "coat", "cap"]
    barrier = FORK.Barrier(3)
    makers = [FORK.Process(target=raise_at, args=(barrier, ledger_url, variants)) for _ in "abc"]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert [maker.exitcode for maker in makers] == [0, 0, 0]
    assert needs(list_orders(ledger)) == sorted((name, "web") for name in variants)
    assert [o.purchase_order_id for o in list_orders(ledger)] == ["PO-20260601-001"]


def test_a_plan_and_an_approval_at_once_order_each_need_once(ledger: Ledger, lake: Lake) -> None:
    plan_again(ledger, want(TEE))
    seen = seen_in(lake, ledger)
    person = threading.Thread(target=approve, args=(ledger, "PO-20260601-001", ANN))
    person.start()
    plan_again(ledger, want(TEE), seen=seen)
    person.join()
    assert needs(live(ledger)) == [("tee", "web")]
    assert get_order(ledger, "PO-20260601-001").state == "approved"


# --- settings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "what"),
    [
        ({"destination": "hub"}, "hub must name a location"),
        ({"approve_order": "5000"}, "currency"),
        ({"approve_week": "EUR 1, EUR 2"}, "named twice"),
    ],
)
def test_settings_that_cannot_be_followed(stated: dict[str, str], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        Replenishment.model_validate(stated)
