from __future__ import annotations

import datetime as dt

import polars as pl

from modiste.model.tables import table
from modiste.serve import quality

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def facts(**given: list[dict]):
    """Tables of rows; columns that no row says are null."""

    def of(name: str) -> pl.DataFrame:
        rows = given.get(name, [])
        return pl.DataFrame(rows, schema=table(name).polars()) if rows else table(name).empty()

    return of


def sale(variant: str, quantity: int = 1, days: int = 0, **more: object) -> dict:
    at = NOW - dt.timedelta(days=days)
    base = {"order_id": f"{variant}-{days}", "variant_id": variant, "line_no": 1, "sold_at": at}
    return {**base, "quantity": quantity, "location_id": "web", "currency": "EUR", **more}


def stock(variant: str, on_hand: int | None = 3, days: int = 0) -> dict:
    at = NOW - dt.timedelta(days=days)
    return {"variant_id": variant, "location_id": "web", "counted_at": at, "on_hand": on_hand}


def variant(name: str, **more: object) -> dict:
    base = {"variant_id": name, "product_id": f"P-{name}", "price": 100, "cost": 40}
    return {**base, "currency": "EUR", **more}


def product(name: str, **more: object) -> dict:
    return {"product_id": f"P-{name}", **more}


SOUND = {
    "sale": [sale("A")],
    "stock": [stock("A")],
    "variant": [variant("A")],
    "product": [product("A")],
    "supply_term": [{"supplier_id": "S", "variant_id": "A"}],
    "image": [{"image_id": "I", "product_id": "P-A"}],
}


def found(**changed: list[dict]) -> dict[str, tuple[int, int, tuple[str, ...]]]:
    told = quality.find(facts(**{**SOUND, **changed}))
    return {each.code: (each.count, each.total, each.examples) for each in told}


def test_what_is_in_order_is_not_mentioned():
    assert found() == {}
    assert quality.find(facts()) == []


def test_costs_may_stand_with_the_variant_or_the_supplier():
    lacking = [variant("A", cost=None)]
    assert found(variant=lacking) == {"missing-cost": (1, 1, ("A",))}
    term = {"supplier_id": "S", "variant_id": "A", "unit_cost": 40, "currency": "EUR"}
    assert found(variant=lacking, supply_term=[term]) == {}
    assert found(variant=lacking, sale=[sale("A"), sale("A", -1, 1)])["missing-cost"][0] == 1
    assert "missing-cost" not in found(variant=[*SOUND["variant"], variant("B", cost=None)])


def test_unknown_stock_is_not_zero():
    assert found(stock=[stock("A", 0)]) == {}
    assert found(stock=[stock("A", None)]) == {"unknown-stock": (1, 1, ("A",))}
    assert "unknown-stock" not in found(
        stock=[], sale=[sale("B"), sale("A", days=200)], variant=[]
    ) or found(stock=[], sale=[sale("B"), sale("A", days=200)])["unknown-stock"][2] == ("B",)


def test_the_worst_come_first_and_examples_by_what_sells():
    sales = [sale("A"), sale("B", 9), sale("C", 4)]
    told = quality.find(facts(sale=sales))
    assert told[0].severity == "high"
    by_code = {each.code: each for each in told}
    assert by_code["missing-cost"].examples == ("B", "C", "A")
    assert by_code["unknown-variant"].count == 3


def test_things_that_do_not_hang_together():
    assert found(product=[]) == {"no-product": (1, 1, ("A",))}
    two = [product("A"), product("B")]
    assert found(product=two) == {"no-variant": (1, 2, ("P-B",)), "no-picture": (1, 2, ("P-B",))}
    archived = [product("A"), product("B", status="archived")]
    assert found(product=archived) == {"no-variant": (1, 2, ("P-B",))}
    twins = [variant("A", gtin="04006381333931"), variant("B", gtin="04006381333931")]
    assert found(variant=twins, product=two, image=[*SOUND["image"], {"image_id": "J",
                 "product_id": "P-B"}]) == {"double-gtin": (2, 2, ("A", "B"))}  # fmt: skip


def test_old_counts_negative_counts_and_sales_that_ended():
    assert found(stock=[stock("A", days=9)]) == {"old-stock": (1, 1, ("A",))}
    assert found(stock=[stock("A", days=7)]) == {}
    assert found(stock=[stock("A", -2), stock("A", 5, 3)]) == {"negative-stock": (1, 1, ("A",))}
    assert found(stock=[stock("A", 2), stock("A", -5, 3)]) == {}
    assert found(sale=[sale("A", days=9)]) == {"old-sales": (1, 1, ("A-9",))}


def test_amounts_without_a_currency_and_missing_prices_and_terms():
    bare = [sale("A", unit_price=100, currency=None)]
    assert found(sale=bare) == {"no-currency": (1, 1, ("A-0",))}
    assert found(variant=[variant("A", price=None)]) == {"missing-price": (1, 1, ("A",))}
    assert found(supply_term=[]) == {"missing-terms": (1, 1, ("A",))}
