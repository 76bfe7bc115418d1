"""Exposure, gaps and risks with their money, worked out by hand."""

from __future__ import annotations

import polars as pl
import pytest

from modiste.trends.brand import Range, exposure, suggestions
from modiste.trends.catalogue import attributes

RANGE = Range(
    attributes=pl.DataFrame(
        [("p1", "colour", "navy"), ("p2", "colour", "navy"), ("p3", "colour", "red"),
         ("p4", "colour", "red"), ("p1", "pattern", "stripe")],
        schema=["product_id", "name", "value"], orient="row",
    ),
    products=pl.DataFrame(
        {
            "product_id": ["p1", "p2", "p3", "p4"],
            "units": [10, 30, 40, 20],
            "revenue": [1_000, 3_000, 4_000, 2_000],
            "stock": [5, 5, 0, None],
            "stock_value": [500, 500, 0, None],
        }
    ),
    currency="EUR",
    margin=0.6,
)  # fmt: skip

READINGS = pl.DataFrame(
    [("colour", "navy", 0.1, "falling", -0.4), ("colour", "red", 0.1, "flat", 0.0),
     ("colour", "plum", 0.2, "rising", 0.5), ("length", "maxi", 0.2, "rising", 0.5)],
    schema=["name", "value", "level", "stage", "change"], orient="row",
)  # fmt: skip


def test_exposure_is_measured_within_an_attribute():
    rows = {(r["name"], r["value"]): r for r in exposure(RANGE, READINGS).iter_rows(named=True)}
    assert set(rows) == {("colour", "navy"), ("colour", "red"), ("colour", "plum"),
                         ("pattern", "stripe")}  # fmt: skip
    navy, plum = rows["colour", "navy"], rows["colour", "plum"]
    assert navy["styles"] == 2
    assert navy["share_of_styles"] == pytest.approx(0.5)
    assert navy["share_of_sales"] == pytest.approx(0.4)
    assert navy["share_of_stock"] == pytest.approx(1.0)
    assert navy["share_of_voice"] == pytest.approx(0.25)
    assert (plum["styles"], plum["share_of_styles"]) == (0, 0.0)
    assert plum["share_of_voice"] == pytest.approx(0.5)
    assert rows["pattern", "stripe"]["stage"] is None


def test_a_gap_is_worth_the_margin_of_the_missing_share_and_a_risk_the_expected_fall():
    rows = suggestions(exposure(RANGE, READINGS), RANGE).to_dicts()
    assert [(r["kind"], r["attribute"], r["rank"], r["currency"]) for r in rows] == [
        ("range", "colour=plum", 1, "EUR"),
        ("reduce", "colour=navy", 1, "EUR"),
    ]
    # Half of the talk, half as much again to come, nothing in the range: 75 % of 10,000 a quarter.
    assert rows[0]["money_at_stake"] == round(0.75 * 10_000 * 4 * 0.6)
    assert rows[1]["money_at_stake"] == 400
    assert rows[0]["reason"] == (
        "plum is rising: expected +50% year on year. It makes 50% of the talk about colour and 0% "
        "of your styles (0 of them)."
    )
    assert rows[1]["reason"] == (
        "navy is falling: expected -40% year on year. It makes 100% of your stock and 40% of your "
        "sales."
    )


def test_what_falls_without_known_stock_is_no_risk():
    unknown = Range(
        RANGE.attributes,
        RANGE.products.with_columns(stock_value=pl.lit(None, pl.Int64)),
        "EUR",
        0.6,
    )
    kinds = suggestions(exposure(unknown, READINGS), unknown)["kind"].to_list()
    assert kinds == ["range"]


def test_columns_of_the_catalogue_come_before_words_of_the_title():
    products = pl.DataFrame(
        {
            "product_id": ["p1", "p2"],
            "title": ["Striped linen maxi dress", "Red shirt"],
            "category": ["dresses", None],
            "material": ["100% cotton", None],
            "pattern": ["floral", None],
        }
    )
    variants = pl.DataFrame({"product_id": ["p1", "p1"], "colour": ["Navy", "marine"]})
    found: dict[tuple[str, str], set[str]] = {}
    for product, name, value in attributes(products, variants).iter_rows():
        found.setdefault((product, name), set()).add(value)
    assert found["p1", "colour"] == {"navy"}
    assert found["p1", "pattern"] == {"floral"}
    assert found["p1", "category"] == {"dresses"}
    assert found["p1", "length"] == {"maxi"}
    assert found["p2", "colour"] == {"red"}
    assert found["p2", "category"] == {"shirt"}
