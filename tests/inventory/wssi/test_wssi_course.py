from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.demand.shop import rows, variant

from modiste.inventory.pooled import pooled_projection
from modiste.inventory.wssi import course, facts
from modiste.inventory.wssi.facts import Clock

MONDAY = dt.date(2026, 3, 2)
WEEK = dt.timedelta(days=7)
PARIS = Clock("Europe/Paris", 0, "EUR")


def at(day: int, hour: int = 12) -> dt.datetime:
    """A moment of March 2026, in UTC."""
    return dt.datetime(2026, 3, 1, hour, tzinfo=dt.UTC) + dt.timedelta(days=day - 1)


def sale(order: str, moment: dt.datetime, quantity: int, **more) -> dict:
    usual = {
        "order_id": order, "variant_id": "tee", "line_no": 1, "sold_at": moment,
        "quantity": quantity, "unit_price": 800, "currency": "EUR", "location_id": "web",
    }  # fmt: skip
    return usual | more


@pytest.fixture
def shop(lake):
    lake.upsert("product", rows("product", {"product_id": "tee", "title": "Tee"}))
    more = {"product_id": "tee", "price": 900, "full_price": 1000, "cost": 400, "currency": "EUR"}
    lake.upsert("variant", variant("tee", **more))
    lake.upsert(
        "sale",
        rows(
            "sale",
            sale("1", at(1, 22), 1),  # Sunday 23:00 in Paris: the week before
            sale("2", at(1, 23), 2),  # Monday 00:00 in Paris
            sale("3", at(4), 3),
            sale("4", at(5), -1),
            sale("5", at(6), 5, currency="USD"),
        ),
    )
    count = {"variant_id": "tee", "location_id": "web"}
    lake.upsert(
        "stock",
        rows(
            "stock",
            count | {"counted_at": at(1, 20), "on_hand": 20},
            count | {"counted_at": at(5, 20), "on_hand": 30},
        ),
    )
    lake.upsert(
        "receipt",
        rows(
            "receipt",
            count | {"receipt_id": "r", "purchase_order_id": "p", "received_at": at(7),
                     "quantity": 4},
        ),
    )  # fmt: skip
    return lake.snapshot()


def test_weeks_begin_where_the_brand_is(shop):
    found = facts.weekly_sales(shop, PARIS, MONDAY - WEEK, MONDAY)
    assert found.to_dicts() == [
        {"product_id": "tee", "week": MONDAY - WEEK, "units": 1, "revenue": 800, "costed": 800,
         "cost": 400},
        # 2 + 3 − 1 + 5; of dollars only the units count
        {"product_id": "tee", "week": MONDAY, "units": 9, "revenue": 3200, "costed": 3200,
         "cost": 1600},
    ]  # fmt: skip


def test_revenue_without_a_cost_is_no_margin(shop, lake):
    lake.upsert("variant", variant("cap", product_id="tee", price=500, cost=None, currency="EUR"))
    lake.upsert("sale", rows("sale", sale("9", at(4), 1, variant_id="cap", unit_price=500)))
    found = facts.weekly_sales(lake.snapshot(), PARIS, MONDAY, MONDAY).row(0, named=True)
    assert (found["revenue"], found["costed"], found["cost"]) == (3700, 3200, 1600)


def test_stock_is_the_newest_count_less_what_left_and_more_what_came(shop):
    found = facts.stock_at(shop, PARIS, [MONDAY - 2 * WEEK, MONDAY - WEEK, MONDAY])
    assert found.select("week", "on_hand").rows() == [
        (MONDAY - WEEK, 19),  # counted at 21:00, one sold at 23:00
        (MONDAY, 29),  # 30 − 5 + 4
    ]  # nothing was counted before the first week's end


def test_stock_of_many_series_is_what_counting_off_gives(lake):
    draw = np.random.default_rng(5)
    names = [f"v{n}" for n in range(6)]
    spots = [(name, place) for name in names for place in ("web", "paris")]
    made = [variant(name, product_id=f"style {n % 2}") for n, name in enumerate(names[:5])]
    lake.upsert("variant", pl.concat(made))  # the last variant is not known
    sales = [(*spots[draw.integers(12)], at(int(draw.integers(1, 40))), int(draw.integers(-2, 9)))
             for _ in range(150)]  # fmt: skip
    came = [(*spots[draw.integers(12)], at(int(draw.integers(1, 40)), 13), int(draw.integers(1, 9)))
            for _ in range(40)]  # fmt: skip
    counts = {(*spots[draw.integers(9)], at(int(draw.integers(1, 40)))):
              None if draw.random() < 0.2 else int(draw.integers(-3, 40))
              for _ in range(60)}  # fmt: skip
    lake.upsert("sale", rows("sale", *(
        sale(str(n), moment, units, variant_id=name, location_id=place)
        for n, (name, place, moment, units) in enumerate(sales)
    )))  # fmt: skip
    lake.upsert("receipt", rows("receipt", *(
        {"receipt_id": str(n), "purchase_order_id": "p", "variant_id": name, "location_id": place,
         "received_at": moment, "quantity": units}
        for n, (name, place, moment, units) in enumerate(came)
    )))  # fmt: skip
    lake.upsert("stock", rows("stock", *(
        {"variant_id": name, "location_id": place, "counted_at": moment, "on_hand": units}
        for (name, place, moment), units in counts.items()
    )))  # fmt: skip
    moves = [*sales, *((*head, -units) for *head, units in came)]
    weeks = [MONDAY + n * WEEK for n in (4, 0, -1, 2)]
    wanted = []
    for name, place in sorted(spots):
        for week in sorted(weeks):
            end = PARIS.end_of(week)
            known = [key for key in counts if key[:2] == (name, place) and key[2] < end]
            if not known:
                continue
            newest = max(known, key=lambda key: key[2])
            held = counts[newest]
            since = sum(units for *spot, moment, units in moves
                        if tuple(spot) == (name, place) and newest[2] < moment < end)  # fmt: skip
            left = None if held is None else max(held - since, min(held, 0))
            wanted.append((name, place, week, left))
    found = facts.stock_at(lake.snapshot(), PARIS, weeks)
    assert found.rows() == wanted
    assert any(row[3] is None for row in wanted)
    by_style = facts.by_style(lake.snapshot(), found)
    assert_frame_equal(facts.style_stock(lake.snapshot(), PARIS, weeks), by_style)


def test_there_is_no_stock_without_counts_or_weeks(lake, shop):
    assert facts.stock_at(shop, PARIS, []).is_empty()
    assert facts.style_stock(shop, PARIS, [MONDAY - 10 * WEEK]).is_empty()


def test_what_was_adds_up(shop):
    weeks = [MONDAY]
    stock = facts.by_style(shop, facts.stock_at(shop, PARIS, [MONDAY - WEEK, MONDAY]))
    sales = facts.weekly_sales(shop, PARIS, MONDAY, MONDAY)
    row = course.actual(sales, stock, facts.prices(shop, PARIS), weeks).row(0, named=True)
    assert (row["opening"], row["sales"], row["closing"]) == (19, 9, 29)
    assert row["intake"] == 29 - 19 + 9
    assert row["markdown"] == 9 * 1000 - 3200


def test_at_retail_markdown_is_taken_off(shop):
    money = facts.prices(shop, PARIS)
    plan = pl.DataFrame(
        {"product_id": ["tee"], "week": [MONDAY], "opening": [10.0], "sales": [4.0],
         "intake": [6.0], "closing": [12.0], "markdown": [500.0]}
    )  # fmt: skip
    row = course.valued(plan, money, "retail").row(0, named=True)
    assert (row["opening"], row["intake"], row["closing"]) == (10_000, 6_000, 12_000)
    assert row["sales"] == 4 * 1000 - 500
    assert row["closing"] == row["opening"] + row["intake"] - row["sales"] - row["markdown"]
    cost = course.valued(plan, money, "cost").row(0, named=True)
    assert (cost["sales"], cost["markdown"]) == (1_600, 0)


def weekly(*units: float) -> pl.DataFrame:
    return pl.DataFrame(
        {"product_id": "tee", "week": [MONDAY + WEEK * k for k in range(len(units))],
         "units": list(units)},
        schema={"product_id": pl.String, "week": pl.Date, "units": pl.Float64},
    )  # fmt: skip


def test_the_forecast_runs_on_and_shows_what_is_missing():
    start = pl.DataFrame({"product_id": ["tee"], "units": [10.0]})
    money = pl.DataFrame({"product_id": ["tee"], "full_price": [1000.0], "price": [900.0]})
    found = course.onwards(start, weekly(6, 6, 6), weekly(0, 4, 0), money)
    assert found["opening"].to_list() == [10, 4, 2]
    assert found["closing"].to_list() == [4, 2, -4]
    assert found["markdown"].to_list() == [600, 600, 600]


@pytest.mark.parametrize(
    ("closing", "sales", "weeks"),
    [
        ([25, 0, 0, 0], [9, 10, 10, 10], 2.5),
        ([10, 0, 0, 0], [9, 10, 10, 10], 1.0),
        ([55, 0, 0, 0], [10, 10, 10, 10], 5.5),  # beyond the end at the mean of the last four
        ([0, 0, 0, 0], [1, 1, 1, 1], 0.0),
        ([-3, 0, 0, 0], [1, 1, 1, 1], 0.0),
        ([5, 0, 0, 0], [0, 0, 0, 0], None),
    ],
)
def test_weeks_of_supply_count_off_the_sales_to_come(closing, sales, weeks):
    rows = pl.DataFrame(
        {"key": "a", "closing": closing, "sales": sales}, schema_overrides={"closing": pl.Float64}
    )
    assert course.cover(rows)[0] == weeks


def test_pooled_stock_counts_arrivals_and_keeps_its_order():
    demand = pl.DataFrame(
        {"week": [MONDAY, MONDAY + WEEK], "mean": [10.0, 10.0], "cumulative_sd": [0.001, 0.001]}
    )
    arrivals = pl.DataFrame({"week": [MONDAY + WEEK], "units": [5]})
    found = pooled_projection(12, demand, arrivals)
    assert found["arrivals"].to_list() == [0, 5]
    assert found["mean"].to_list() == pytest.approx([2.0, 0.0], abs=1.5)
    assert all(low <= high for low, high in found.select("low", "high").iter_rows())
    assert found["chance_out"][1] > found["chance_out"][0]
