"""Does the demo look like a fashion brand? Bounds are wide, numbers are the trade's."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from modiste.simulate import World, preset, simulate


def _on_sale(world: World) -> pl.DataFrame:
    return world.truth.weekly.filter("on_sale")


def _share_returned(world: World, channel: str) -> float:
    units = pl.col("quantity")
    sale = world.tables["sale"].filter(pl.col("channel") == channel)
    back, sold = sale.select(
        -units.filter(units < 0).sum(), units.filter(units > 0).sum().alias("s")
    )
    return float(back.item()) / float(sold.item())


def test_between_5_and_15_percent_of_weeks_are_censored(demo: World) -> None:
    censored = _on_sale(demo)["censored"].mean()
    assert isinstance(censored, float)
    assert 0.05 < censored < 0.15


def test_returns_are_those_of_fashion(demo: World) -> None:
    assert 0.2 < _share_returned(demo, "web") < 0.3
    assert 0.05 < _share_returned(demo, "store") < 0.11


def test_fit_is_the_reason_of_a_third_to_two_thirds_of_returns(demo: World) -> None:
    reasons = demo.tables["sale"]["return_reason"].drop_nulls()
    fit = reasons.is_in(["too small", "too large"]).mean()
    assert isinstance(fit, float)
    assert 0.33 < fit < 0.66


def test_the_stock_lasts_for_a_usual_number_of_weeks(demo: World) -> None:
    weekly = demo.truth.weekly
    weeks = weekly["stock"].sum() / weekly["sales"].sum()
    assert 8 < weeks < 20


def test_ended_styles_have_sold_most_but_not_all_of_what_was_bought(demo: World) -> None:
    ended = demo.truth.styles.filter(
        pl.col("life") != "carry-over",
        pl.col("ends_on") < demo.config.as_of,
        pl.col("launched_on") > demo.config.week(0),
    )["product_id"]
    variants = demo.tables["variant"].filter(pl.col("product_id").is_in(ended.implode()))
    weekly = demo.truth.weekly.with_columns(pl.col("variant_id").cast(pl.String))
    units = weekly.join(variants.select("variant_id"), on="variant_id").select(
        pl.col("received", "sales", "returned").sum()
    )
    received, sales, returned = units.row(0)
    assert 0.55 < (sales - returned) / received < 0.9


def test_some_variants_sell_far_better_than_others(demo: World) -> None:
    sales = demo.truth.weekly.group_by("variant_id").agg(pl.col("sales").sum())["sales"]
    ranked = np.sort(sales.to_numpy())
    n = len(ranked)
    gini = 2 * (np.arange(1, n + 1) * ranked).sum() / (n * ranked.sum()) - (n + 1) / n
    assert 0.5 < gini < 0.8


def test_most_series_are_intermittent(demo: World) -> None:
    zero = (
        _on_sale(demo)
        .group_by("variant_id", "location_id")
        .agg((pl.col("demand") == 0).mean().alias("zero"))["zero"]
    )
    # Syntetos and Boylan call a series intermittent when demand comes less than each 1.32 weeks.
    intermittent = (zero > 1 - 1 / 1.32).mean()
    assert isinstance(intermittent, float)
    assert 0.6 < intermittent < 0.97


def test_warm_things_sell_in_winter_and_light_things_in_summer(demo: World) -> None:
    category = demo.tables["variant"].join(demo.tables["product"], on="product_id")
    weekly = _on_sale(demo).with_columns(pl.col("variant_id").cast(pl.String))
    joined = weekly.join(category.select("variant_id", "category"), on="variant_id")
    winter = pl.col("week").dt.month().is_in([11, 12, 1])
    summer = pl.col("week").dt.month().is_in([5, 6, 7])
    units = joined.group_by(pl.col("category").is_in(["shorts", "sandals"]).alias("light")).agg(
        winter=pl.col("demand").filter(winter).sum(), summer=pl.col("demand").filter(summer).sum()
    )
    light = units.filter("light").row(0, named=True)
    assert light["summer"] > 3 * light["winter"]
    warm = joined.filter(pl.col("category").is_in(["sweater", "cardigan", "coat", "boots"]))
    assert warm.filter(winter)["demand"].sum() > 1.5 * warm.filter(summer)["demand"].sum()


def test_suppliers_are_late_now_and_then_and_some_orders_are_open(demo: World) -> None:
    states = demo.tables["purchase_order"]["state"].value_counts()
    by = dict(states.iter_rows())
    assert {"closed", "acknowledged", "sent"} <= set(by)
    late = demo.tables["purchase_order"].filter(
        pl.col("state") != "closed", pl.col("expected_on") < demo.config.as_of
    )
    assert late.height > 0


def test_there_are_new_styles_and_styles_to_come(demo: World) -> None:
    product = demo.tables["product"]
    age = (pl.lit(demo.config.as_of) - pl.col("launched_on")).dt.total_days()
    assert product.filter(age.is_between(1, 42)).height >= 3
    assert product.filter(pl.col("status") == "draft").height >= 1
    assert product.filter(pl.col("status") == "archived").height >= 20


def test_people_return_what_does_not_fit(demo: World) -> None:
    rated = demo.tables["event"].filter(pl.col("fit").is_not_null())
    shares = dict(rated["fit"].value_counts(normalize=True).iter_rows())
    assert 0.5 < shares["fit"] < 0.85
    assert min(shares["small"], shares["large"]) > 0.06
    stars = rated.group_by(pl.col("fit") == "fit").agg(pl.col("rating").mean())
    by = dict(stars.iter_rows())
    assert by[True] > by[False] + 0.3


@pytest.mark.slow
def test_twenty_thousand_variants_keep_the_same_truths() -> None:
    config = preset("medium", posts_per_week=0, sessions_per_week=0, event_weeks=0, stock_weeks=1)
    world = simulate(config)
    assert world.tables["variant"].height == 20_000
    censored = _on_sale(world)["censored"].mean()
    assert isinstance(censored, float)
    assert 0.05 < censored < 0.2
    units = pl.col("quantity")
    sold = world.tables["sale"].select(units.filter(units > 0).sum()).item()
    assert sold == world.truth.weekly["sales"].cast(pl.Int64).sum()
    left = world.truth.weekly.select(
        pl.col("received", "moved", "returned", "sales").cast(pl.Int64).sum()
    ).row(0)
    last = world.truth.weekly.group_by("variant_id", "location_id").agg(
        pl.col("stock").sort_by("week").last().cast(pl.Int64)
    )
    assert last["stock"].sum() == left[0] + left[1] + left[2] - left[3]
