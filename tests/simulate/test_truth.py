from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from modiste.simulate import World

KEYS = ["variant_id", "location_id", "week"]


@pytest.fixture(params=["tiny", "demo"])
def world(request: pytest.FixtureRequest) -> World:
    made: World = request.getfixturevalue(request.param)
    return made


def _weekly(world: World) -> pl.DataFrame:
    texts = pl.col("variant_id", "location_id").cast(pl.String)
    return world.truth.weekly.with_columns(texts)


def test_stock_balances_exactly(world: World) -> None:
    weekly = world.truth.weekly.sort(KEYS).with_columns(
        before=pl.col("stock").shift(1).over("variant_id", "location_id").fill_null(0)
    )
    inflow = pl.col("before") + pl.col("received") + pl.col("moved") + pl.col("returned")
    assert weekly.select((inflow - pl.col("sales") == pl.col("stock")).all()).item()


def test_weeks_of_a_variant_follow_each_other(world: World) -> None:
    gaps = world.truth.weekly.sort(KEYS).select(
        pl.col("week").diff().over("variant_id", "location_id").dt.total_days()
    )
    assert gaps["week"].drop_nulls().unique().to_list() == [7]


def test_sales_are_the_lesser_of_demand_and_what_is_there(world: World) -> None:
    weekly = world.truth.weekly
    available = pl.col("stock") + pl.col("sales") - pl.col("returned")
    exact = pl.min_horizontal("demand", available.cast(pl.Int64)) == pl.col("sales")
    assert weekly.select(exact.all()).item()
    assert weekly.select(pl.col("stock", "demand", "sales", "received").min()).row(0) == (0,) * 4


def test_transfers_neither_make_nor_lose_units(world: World) -> None:
    moved = world.truth.weekly.group_by("variant_id", "week").agg(pl.col("moved").sum())
    assert (moved["moved"] == 0).all()


def test_sale_rows_sum_to_the_true_sales_and_returns(world: World) -> None:
    monday = pl.col("sold_at").dt.truncate("1w").dt.date().alias("week")
    units = pl.col("quantity")
    rows = (
        world.tables["sale"]
        .group_by("variant_id", "location_id", monday)
        .agg(sold=units.filter(units > 0).sum(), back=-units.filter(units < 0).sum())
    )
    joined = _weekly(world).join(rows, on=KEYS, how="full", coalesce=True).fill_null(0)
    assert joined.select((pl.col("sales") == pl.col("sold")).all()).item()
    assert joined.select((pl.col("returned") == pl.col("back")).all()).item()


def test_stock_counts_show_the_true_stock_where_they_are_known(world: World) -> None:
    week = pl.col("counted_at").dt.truncate("1w").dt.date().alias("week")
    joined = world.tables["stock"].with_columns(week).join(_weekly(world), on=KEYS)
    assert joined.height == world.tables["stock"].height
    known = joined.drop_nulls("on_hand")
    assert 0 < joined.height - known.height < 0.01 * joined.height
    assert known.select((pl.col("on_hand") - pl.col("committed") == pl.col("stock")).all()).item()


def test_orders_received_are_what_arrived(world: World) -> None:
    lines = world.tables["purchase_order_line"]
    assert (lines["received"] <= lines["quantity"]).all()
    # Opening stock is booked as received too, so styles of the first week are left out.
    weekly = _weekly(world)
    first = weekly.filter(pl.col("week") == world.config.week(0))["variant_id"].unique()
    since = weekly.filter(~pl.col("variant_id").is_in(first.implode()))
    arrived = since.group_by("variant_id").agg(pl.col("received").sum().alias("arrived"))
    booked = lines.group_by("variant_id").agg(pl.col("received").sum())
    joined = arrived.join(booked, on="variant_id", how="left").fill_null(0)
    # What arrives after a style's last counted week is not counted any more.
    assert (joined["arrived"] <= joined["received"]).all()
    assert joined["arrived"].sum() > 0.9 * joined["received"].sum()


def test_incoming_is_what_open_orders_still_bring(world: World) -> None:
    lines = world.tables["purchase_order_line"]
    open_units = lines.group_by("variant_id").agg(
        (pl.col("quantity") - pl.col("received")).sum().alias("open")
    )
    stock = world.tables["stock"]
    latest = stock.filter(pl.col("counted_at") == pl.col("counted_at").max())
    assert latest["incoming"].null_count() == 0
    per = latest.group_by("variant_id").agg(pl.col("incoming").sum())
    joined = per.join(open_units, on="variant_id", how="left").fill_null(0)
    assert (joined["incoming"] == joined["open"]).all()
    assert world.state.on_order.sum() == open_units["open"].sum()


def test_prices_paid_are_the_tickets_less_the_promotions(world: World) -> None:
    changes = world.tables["price_change"].sort("changed_at")
    sold = world.tables["sale"].filter(pl.col("quantity") > 0).sort("sold_at")
    joined = sold.join_asof(
        changes, left_on="sold_at", right_on="changed_at", by="variant_id",
        check_sortedness=False,
    )  # fmt: skip
    ticket = pl.col("unit_price") + pl.col("discount") // pl.col("quantity")
    assert joined.select((ticket == pl.col("price")).all()).item()


def test_the_kernel_gives_rates_and_repeatable_draws(tiny: World) -> None:
    rates = tiny.demand_rates(0)
    assert rates.shape == (tiny.config.skus, tiny.config.stores + 1)
    assert (rates >= 0).all()
    assert np.array_equal(tiny.draw(3), tiny.draw(3))
    assert not np.array_equal(tiny.draw(3), tiny.draw(4))
    assert not np.array_equal(tiny.draw(3, scenario=1), tiny.draw(3, scenario=0))
    weeks = list(tiny.future(5))
    assert [day for day, _ in weeks] == [tiny.config.week(tiny.config.weeks + i) for i in range(5)]
    assert np.array_equal(weeks[0][1], rates)


def test_price_elasticity_is_constant(tiny: World) -> None:
    cheap = np.full(tiny.config.skus, 0.8, dtype=np.float32)
    planned, lower = tiny.demand_rates(0), tiny.demand_rates(0, cheap)
    alive = planned[:, 0] > 0
    measured = np.log(lower[alive, 0] / planned[alive, 0]) / np.log(0.8)
    assert measured == pytest.approx(tiny.truth.kernel.elasticity[alive], rel=1e-3)


def test_draws_have_the_negative_binomial_moments(tiny: World) -> None:
    rates = tiny.demand_rates(0)
    alive = np.flatnonzero(rates.sum(1) > 0)
    draws = np.stack([tiny.draw(0, scenario)[alive] for scenario in range(3_000)])
    shape = tiny.truth.kernel.dispersion[alive][:, None]
    mean, variance = rates[alive], rates[alive] + rates[alive] ** 2 / shape
    z = (draws.mean(0) - mean) / np.sqrt(variance / len(draws))
    assert np.abs(z).max() < 5
    assert draws.var(0).sum() == pytest.approx(variance.sum(), rel=0.05)


def test_mean_demand_is_the_one_asked_for(demo: World) -> None:
    on_sale = demo.truth.weekly.filter("on_sale")
    per = on_sale.group_by("variant_id", "week").agg(pl.col("demand").sum())
    assert per["demand"].mean() == pytest.approx(demo.config.units_per_sku_week, rel=0.03)
