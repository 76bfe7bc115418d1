"""Searches, page views and sales as trend series, worked out by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from modiste.simulate.config import preset
from modiste.simulate.world import simulate
from modiste.store.lake import Lake
from modiste.trends.catalogue import item_attributes
from modiste.trends.searches import search_series, term_attributes
from modiste.trends.segments import main_segment
from modiste.trends.shop import unit_series

START = dt.date(2025, 1, 6)


def weeks(count: int) -> list[dt.date]:
    return [START + dt.timedelta(weeks=k) for k in range(count)]


def searched(**terms: list[float | None]) -> pl.DataFrame:
    rows = [
        (term.replace("_", " "), "google_trends", "US", week, amount)
        for term, amounts in terms.items()
        for week, amount in zip(weeks(len(amounts)), amounts, strict=True)
        if amount is not None
    ]
    return pl.DataFrame(
        rows, schema=["term", "source", "market", "week", "amount"], orient="row"
    ).with_columns(pl.col("amount").cast(pl.Float64))


def shares(rows: pl.DataFrame, attribute: str) -> list[float | None]:
    return rows.filter(pl.col("series_id") == f"all|search|{attribute}")["share"].to_list()


# --- searches -----------------------------------------------------------------------------------


def test_the_share_of_a_term_is_its_part_of_all_terms():
    rows = search_series(searched(linen=[30, 30, 60], velvet=[70, 30, 20]))
    sure = 0.95  # of a plain word
    assert shares(rows, "material=linen") == pytest.approx([0.3 * sure, 0.5 * sure, 0.75 * sure])
    assert set(rows["segment"]) == {"search"}


def test_a_term_that_begins_later_does_not_move_the_others():
    early = searched(linen=[40] * 6, velvet=[40] * 6, corduroy=[None, None, None, 20, 20, 20])
    found = shares(search_series(early), "material=linen")
    assert found == pytest.approx([0.4 * 0.95] * 6)


def test_a_week_in_which_most_of_the_interest_is_missing_is_unknown():
    rows = search_series(searched(linen=[10] * 5, velvet=[45, 45, None, 45, 45],
                                  satin=[45, 45, None, 45, 45]))  # fmt: skip
    assert shares(rows, "material=linen")[2] is None
    assert [share is None for share in shares(rows, "material=velvet")] == [
        False, False, True, False, False,
    ]  # fmt: skip


def test_exports_of_different_scale_count_alike():
    world = searched(linen=[50, 50], velvet=[50, 50])
    baidu = world.with_columns(source=pl.lit("baidu"), amount=pl.col("amount") * 1000)
    mixed = search_series(pl.concat([world, baidu]))
    assert shares(mixed, "material=linen") == pytest.approx([0.475, 0.475])


def test_markets_have_series_of_their_own_where_there_are_several():
    us = searched(linen=[50, 50], velvet=[50, 50])
    rows = search_series(pl.concat([us, us.with_columns(market=pl.lit("DE"))]))
    assert set(rows["market"]) == {"all", "US", "DE"}
    assert set(search_series(us)["market"]) == {"all"}


def test_the_error_of_a_share_is_that_of_its_neighbours():
    rng = np.random.default_rng(5)
    noisy = 50 + rng.normal(0, 4, 400)
    rows = search_series(searched(linen=list(noisy), velvet=[50_000.0] * 400))
    error = rows.filter(pl.col("value") == "linen")["share_sd"].unique().item()
    assert error == pytest.approx(4 / 50_050 * 0.95, rel=0.2)


def test_a_smooth_share_is_no_surer_than_its_rounding():
    rows = search_series(searched(linen=[10] * 20, velvet=[90] * 20))
    error = rows.filter(pl.col("value") == "linen")["share_sd"].unique().item()
    assert error == pytest.approx(12**-0.5 / 100 * 0.95)


def test_terms_near_zero_and_terms_without_a_meaning_say_nothing():
    rows = search_series(searched(linen=[50, 50], corduroy=[1, 2], weather=[100, 100]))
    assert set(rows["value"]) == {"linen"}
    assert shares(rows, "material=linen") == pytest.approx([0.95, 0.95])
    assert search_series(searched(weather=[100.0])).height == 0


def test_a_term_alone_is_read_as_if_it_stood_before_a_garment():
    found = term_attributes(pl.Series(["soft lilac", "color_sage_green", "baby tee", "jeans"]))
    told = {(term, f"{name}={value}") for term, name, value, _ in found.rows()}
    assert ("soft lilac", "colour=lilac") in told
    assert ("color_sage_green", "colour=sage") in told
    # One kind of top says little of all tops, and one purple of all purples.
    assert ("baby tee", "category=t-shirt") in told
    assert not {"category=tops", "colour=purple", "category=dresses"} & {name for _, name in told}
    both = term_attributes(pl.Series(["sage green", "forest green dress"]))
    assert both.filter(pl.col("value") == "green")["term"].n_unique() == 2


# --- the shop -----------------------------------------------------------------------------------


def units(*rows: tuple[str, int, float]) -> pl.DataFrame:
    return pl.DataFrame(
        [(item, START + dt.timedelta(weeks=week), sold, sold) for item, week, sold in rows],
        schema=["item", "week", "units", "squares"], orient="row",
    )  # fmt: skip


ITEMS = pl.DataFrame(
    [("v1", "p1", "navy", 1.0), ("v2", "p2", "navy", 1.0), ("v3", "p3", "red", 1.0),
     ("v4", "p4", "navy", 0.5), ("v4", "p4", "red", 0.5)],
    schema=["item", "style", "value", "confidence"], orient="row",
).with_columns(name=pl.lit("colour"))  # fmt: skip


def test_the_share_of_sales_is_that_of_the_units_and_a_week_without_any_is_unknown():
    rows = unit_series(
        units(("v1", 0, 60.0), ("v3", 0, 40.0), ("v2", 2, 30.0), ("v3", 2, 20.0), ("v4", 2, 50.0)),
        ITEMS, "sales", least_styles=3,
    )  # fmt: skip
    assert rows["series_id"].unique().to_list() == ["all|sales|colour=navy"]
    assert rows["week"].to_list() == weeks(3)
    assert rows["share"].to_list() == [pytest.approx(0.6), None, pytest.approx(0.55)]
    # A binomial count of 100 units, half a unit added.
    likely = (60 + 0.5) / 101
    assert rows["share_sd"][0] == pytest.approx((likely * (1 - likely) / 100) ** 0.5)


def test_units_that_come_in_large_orders_are_less_certain():
    plain = units(("v1", 0, 600.0), ("v3", 0, 400.0))
    whole = plain.with_columns(squares=pl.col("units") * 10)
    many, few = (unit_series(each, ITEMS, "sales")["share_sd"][0] for each in (plain, whole))
    assert few / many == pytest.approx(10**0.5, rel=0.1)


def test_an_attribute_of_few_styles_or_units_has_no_series():
    assert unit_series(units(("v1", 0, 500.0)), ITEMS, "sales", least_styles=3).height == 0
    assert unit_series(units(("v1", 0, 99.0)), ITEMS, "sales").height == 0


def test_a_variant_has_its_own_colour_and_a_style_all_of_them(tmp_path):
    lake = Lake(tmp_path / "lake")
    world = simulate(preset("tiny"))
    lake.upsert("product", world.tables["product"])
    lake.upsert("variant", world.tables["variant"])
    rows = item_attributes(lake.snapshot()).filter(pl.col("name") == "colour")
    variants = rows.filter(pl.col("variant_id").is_not_null())
    assert variants.group_by("variant_id").len()["len"].unique().to_list() == [1]
    styles = rows.filter(pl.col("variant_id").is_null())
    weight = styles.group_by("product_id").agg(pl.col("confidence").sum())["confidence"]
    assert weight.to_list() == pytest.approx([1.0] * len(weight))
    assert styles.group_by("product_id").len()["len"].max() > 1


def test_posts_are_the_main_segment_then_searches_then_the_shop():
    def there(*segments: str) -> pl.DataFrame:
        return pl.DataFrame({"market": "all", "segment": list(segments)})

    assert main_segment(there("sales", "mainstream", "search")) == "mainstream"
    assert main_segment(there("sales", "search")) == "search"
    assert main_segment(there("sales", "views")) == "views"
    assert main_segment(there("influencer", "teens")) == "influencer"
    assert main_segment(there().with_columns(pl.col("segment").cast(pl.String))) is None
