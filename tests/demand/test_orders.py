"""Cancelled lines and one-off bulk."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from modiste.demand.orders import adjusted, bulk, cancelled, weekly_units

NOON = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
SCHEMA = {
    "order_id": pl.String,
    "variant_id": pl.String,
    "location_id": pl.String,
    "sold_at": pl.Datetime("us", "UTC"),
    "quantity": pl.Int64,
    "customer_id": pl.String,
    "return_reason": pl.String,
}
NOBODY = pl.DataFrame(schema={"variant_id": pl.String, "group": pl.String})


def line(order: str, quantity: int, days: float = 0.0, **more: Any) -> dict[str, Any]:
    return {
        "order_id": order,
        "variant_id": "tee",
        "location_id": "web",
        "sold_at": NOON + dt.timedelta(days=days),
        "quantity": quantity,
        **more,
    }


def lines(*rows: dict[str, Any]) -> pl.LazyFrame:
    return pl.DataFrame([{c: row.get(c) for c in SCHEMA} for row in rows], schema=SCHEMA).lazy()


def test_a_cancelled_line_is_taken_off_the_week_of_its_sale() -> None:
    found = cancelled(lines(line("a", 2), line("a", -2, 9, return_reason="Order cancelled")))
    assert found.rows() == [("tee", "web", NOON, 2)]


def test_a_return_of_what_did_not_fit_was_demand() -> None:
    rows = lines(line("a", 2), line("a", -1, 5, return_reason="too small"))
    assert cancelled(rows).height == 0


def test_an_order_undone_at_once_by_the_same_person() -> None:
    found = cancelled(
        lines(line("a", 74_215, customer_id="c"), line("C1", -74_215, 0.1, customer_id="c"))
    )
    assert found.rows() == [("tee", "web", NOON, 74_215)]


def test_another_quantity_another_person_or_a_week_later_undoes_nothing() -> None:
    for back in (
        line("C1", -3, 0.1, customer_id="c"),
        line("C1", -4, 0.1, customer_id="d"),
        line("C1", -4, 7, customer_id="c"),
        line("C1", -4, 0.1, customer_id="c", return_reason="faulty"),
    ):
        assert cancelled(lines(line("a", 4, customer_id="c"), back)).height == 0


def test_one_order_is_undone_once() -> None:
    twice = [line(f"C{k}", -4, 0.1 + k / 10, customer_id="c") for k in range(2)]
    assert cancelled(lines(line("a", 4, customer_id="c"), *twice)).height == 1


def usual(many: int = 40, quantity: int = 1) -> list[dict[str, Any]]:
    return [line(f"u{k}", quantity, k) for k in range(many)]


def test_a_bulk_order_stands_out() -> None:
    found = bulk(lines(*usual(), line("big", 60, 3)), NOBODY, "UTC", 0)
    assert found.select("units", "usual").rows() == [(60, 1.0)]


def test_what_is_large_every_week_is_usual() -> None:
    large = [line(f"b{k}", 60, 7 * k) for k in range(5)]
    assert bulk(lines(*usual(), *large), NOBODY, "UTC", 0).height == 0


def test_a_wholesale_item_sells_by_dozens() -> None:
    rows = [line(f"u{k}", 6 * (1 + k % 8), k) for k in range(40)]
    assert bulk(lines(*rows, line("big", 96, 3)), NOBODY, "UTC", 0).height == 0
    assert bulk(lines(*rows, line("big", 80_995, 3)), NOBODY, "UTC", 0).height == 1


def test_lines_of_one_order_are_one() -> None:
    split = [line("big", 30, 3), {**line("big", 30, 3), "line_no": 2}]
    assert bulk(lines(*usual(), *split), NOBODY, "UTC", 0)["units"].to_list() == [60]


def test_a_rare_item_is_judged_by_its_group() -> None:
    groups = pl.DataFrame({"variant_id": ["tee", "rare"], "group": ["top", "top"]})
    rare = {**line("r", 12, 3), "variant_id": "rare"}
    found = bulk(lines(*usual(), rare), groups, "UTC", 0)
    assert found["variant_id"].to_list() == ["rare"]


def test_nothing_large_at_all() -> None:
    assert bulk(lines(*usual()), NOBODY, "UTC", 0).height == 0


def test_an_undone_bulk_order_is_taken_off_once() -> None:
    big = [line("big", 60, 3, customer_id="c"), line("C1", -60, 3.1, customer_id="c")]
    found = adjusted(lines(*usual(), *big), NOBODY, "UTC", 0)
    assert found.select("cancelled", "bulk").rows() == [(60, 0)]
    kept = adjusted(lines(*usual(), line("big", 60, 3)), NOBODY, "UTC", 0)
    assert kept.select("cancelled", "bulk").rows() == [(0, 59)]


def test_moments_become_weeks() -> None:
    rows = cancelled(lines(line("a", 2), line("a", -2, 9, return_reason="void")))
    found = weekly_units(rows, "cancelled", "UTC", 0)
    assert found.rows() == [("tee", "web", dt.date(2026, 1, 5), 2)]
