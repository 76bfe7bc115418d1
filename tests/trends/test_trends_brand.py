"""Exposure, gaps and risks with their money, worked out by hand."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest

from modiste.trends.brand import Range, exposure, suggestions
from modiste.trends.catalogue import attributes, with_kinds

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
    [("colour", "navy", 0.1, "falling", -0.4, -0.6, -0.2),
     ("colour", "red", 0.1, "flat", 0.0, 0.0, 0.0),
     ("colour", "plum", 0.2, "rising", 0.5, 0.3, 0.7),
     ("length", "maxi", 0.2, "rising", 0.5, 0.0, 1.0)],
    schema=["name", "value", "level", "stage", "change", "change_low", "change_high"], orient="row",
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


def deep(**columns: list[int | None]) -> Range:
    return replace(RANGE, products=RANGE.products.with_columns(**columns))


def test_a_gap_is_worth_the_margin_of_the_missing_share():
    rows = suggestions(exposure(RANGE, READINGS), RANGE).to_dicts()
    assert [(r["kind"], r["attribute"], r["rank"], r["currency"]) for r in rows] == [
        ("range", "colour=plum", 1, "EUR"),
    ]
    # Half of the talk, half as much again to come, nothing in the range: 75 % of 10,000 a quarter.
    assert rows[0]["money_at_stake"] == round(0.75 * 10_000 * 4 * 0.6)
    assert rows[0]["reason"] == (
        "Plum is rising: +50% expected on the same weeks of last year (+30% to +70%). It makes 50% "
        "of what is said of colour and 0% of your styles (0 of 4). At stake is the margin of 75% "
        "of a year's sales, if customers followed: an upper estimate."
    )


def test_a_risk_is_worth_what_half_a_year_would_leave():
    # 40 units in 13 weeks; 26 weeks at that pace, 40 % down, sell 48 of 148.
    brand = deep(stock=pl.Series([100, 48, 0, None]), stock_value=pl.Series([1000, 480, 0, None]))
    rows = suggestions(exposure(brand, READINGS), brand).filter(kind="reduce").to_dicts()
    assert [(r["attribute"], r["rank"], r["money_at_stake"]) for r in rows] == [
        ("colour=navy", 1, 1000)
    ]
    assert rows[0]["reason"] == (
        "Navy is falling: −40% expected on the same weeks of last year (−60% to −20%). You hold "
        "148 units, 100% of your stock, against 40% of your sales: 48 weeks of supply at today's "
        "pace. At stake is the cost of the 100 units that the next 26 weeks would leave."
    )
    dead = brand.products.with_columns(units=pl.when(pl.col("units") > 30).then("units"))
    dead = replace(brand, products=dead.filter(pl.col("product_id") != "p2"))
    found = suggestions(exposure(dead, READINGS), dead).filter(kind="reduce").to_dicts()
    assert found[0]["money_at_stake"] == 1000
    assert "none of them sold in 13 weeks" in found[0]["reason"]


def test_what_sells_out_before_it_falls_is_no_risk():
    kinds = suggestions(exposure(RANGE, READINGS), RANGE)["kind"].to_list()
    assert kinds == ["range"]


def test_reasons_speak_chinese_with_the_same_numbers():
    brand = deep(stock=pl.Series([100, 48, 0, None]), stock_value=pl.Series([1000, 480, 0, None]))
    rows = suggestions(exposure(brand, READINGS), brand, language="zh")
    gap, risk = rows["reason"].to_list()
    assert "（颜色）上升：预计与去年同期相比 +50%（+30% 至 +70%）。" in gap
    assert "4 款中 0 款" in gap
    assert risk.startswith("藏青色（颜色）下降：预计与去年同期相比 −40%")
    assert "库存 148 件" in risk
    assert "可供 48 周" in risk
    assert not re.search("[a-z]", gap + risk)


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


def test_a_style_shows_what_its_values_are_a_kind_of():
    plain = pl.DataFrame(
        [("p1", "colour", "camel"), ("p1", "pattern", "gingham"), ("p2", "colour", "brown")],
        schema=["product_id", "name", "value"], orient="row",
    )  # fmt: skip
    assert set(with_kinds(plain).rows()) == {
        *plain.rows(), ("p1", "colour", "brown"), ("p1", "pattern", "check"),
    }  # fmt: skip


def test_the_share_of_voice_counts_a_kind_with_what_it_is_a_kind_of():
    voice = pl.DataFrame(
        [("colour", "brown", 0.3), ("colour", "camel", 0.1), ("colour", "navy", 0.1)],
        schema=["name", "value", "level"], orient="row",
    ).with_columns(stage=pl.lit("flat"), change=0.0, change_low=0.0, change_high=0.0)  # fmt: skip
    rows = exposure(RANGE, voice).select("value", "share_of_voice")
    found = {value: share for value, share in rows.rows() if share is not None}
    # Camel posts are brown posts: of 0.4 in all, 0.1 are camel.
    assert found == pytest.approx({"brown": 0.75, "camel": 0.25, "navy": 0.25})
