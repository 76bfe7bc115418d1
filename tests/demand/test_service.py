from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.demand.shop import AS_OF, context, rows, sales, variant

from modiste.demand.explain import explain
from modiste.demand.inputs import attributes, weekly_panel
from modiste.demand.service import forecast_demand, forecast_weeks
from modiste.learn.forecast.global_demand import GlobalDemand
from modiste.model.errors import NotEnoughDataError, UnknownNameError
from modiste.model.findings import DEMAND_FORECAST
from modiste.store.lake import Lake

STEADY = [4, 5, 3, 4, 6, 4] * 5


def forecast(lake: Lake, **settings: object) -> pl.DataFrame:
    made = context(lake, **settings)  # type: ignore[arg-type]
    forecast_demand(made)
    return made.findings("demand_forecast")


@pytest.fixture
def shop(lake: Lake) -> Lake:
    """A steady seller on the web and one in a store."""
    for name in ("tee", "coat"):
        lake.upsert("variant", variant(name))
        lake.upsert("product", rows("product", {"product_id": name, "category": name}))
    lake.upsert("sale", sales("tee", STEADY))
    lake.upsert("sale", sales("coat", STEADY, location="store"))
    return lake


def test_every_series_is_forecast_for_the_weeks_to_come(shop: Lake) -> None:
    made = context(shop, horizon_weeks=3, lead_time_days=7, lead_time_sd_days=0, order_cycle_days=7)
    figures = forecast_demand(made)
    found = made.findings("demand_forecast")
    weeks = [AS_OF + dt.timedelta(weeks=k) for k in range(4)]
    assert figures["series"] == 2
    assert figures["weeks"] == 4
    assert found.columns == list(DEMAND_FORECAST.names)
    assert found.sort("variant_id", "week").select("variant_id", "location_id", "week").rows() == [
        *(("coat", "store", week) for week in weeks),
        *(("tee", "web", week) for week in weeks),
    ]
    assert found["mean"].is_between(3.5, 5.5).all()
    assert set(found["demand_class"]) == {"smooth"}
    backtest = made.findings("backtest")
    assert set(backtest["scope"]) == {"all"}
    assert backtest.filter("chosen").height == 1


def test_later_sales_change_nothing(shop: Lake) -> None:
    before = forecast(shop, run="before")
    shop.upsert("sale", sales("tee", [90, 90], until=AS_OF + dt.timedelta(weeks=2)))
    after = forecast(shop, run="after")
    assert_frame_equal(before.drop("run_id"), after.drop("run_id"), check_row_order=False)


def test_a_day_within_the_week_looks_no_further(shop: Lake) -> None:
    shop.upsert("sale", sales("tee", [90], until=AS_OF + dt.timedelta(weeks=1)))
    monday = forecast(shop, run="monday")
    friday = forecast(shop, as_of=AS_OF + dt.timedelta(days=4), run="friday")
    assert_frame_equal(monday.drop("run_id"), friday.drop("run_id"), check_row_order=False)


def test_an_item_that_has_just_come_is_new(shop: Lake) -> None:
    shop.upsert("variant", variant("hat"))
    shop.upsert("sale", sales("hat", [2, 3]))
    found = forecast(shop).filter(pl.col("variant_id") == "hat")
    assert set(found["demand_class"]) == {"new"}
    assert set(found["model"]) == {"launch"}


def test_an_item_that_no_longer_sells_is_dormant_and_expected_to_stay_so(shop: Lake) -> None:
    shop.upsert("variant", variant("old"))
    shop.upsert("sale", sales("old", [5] * 20 + [0] * 30))
    found = forecast(shop).filter(pl.col("variant_id") == "old")
    assert set(found["demand_class"]) == {"dormant"}
    assert found["mean"].max() < 0.2


def test_a_stockout_is_no_lack_of_demand(shop: Lake) -> None:
    counted = [AS_OF - dt.timedelta(weeks=k) for k in range(4)]
    noon = dt.time(0, 0, tzinfo=dt.UTC)
    shop.upsert("variant", variant("sold-out"))
    shop.upsert("sale", sales("sold-out", STEADY[:-4] + [0] * 4))
    blind = forecast(shop, run="blind").filter(pl.col("variant_id") == "sold-out")
    shop.upsert(
        "stock",
        rows(
            "stock",
            *(
                {
                    "variant_id": "sold-out",
                    "location_id": "web",
                    "counted_at": dt.datetime.combine(day, noon),
                    "on_hand": 0,
                }
                for day in counted
            ),
        ),
    )
    seeing = forecast(shop, run="seeing").filter(pl.col("variant_id") == "sold-out")
    assert seeing["mean"].mean() == pytest.approx(4.3, abs=0.5)
    assert blind["mean"].mean() < 0.8 * seeing["mean"].mean()


def test_what_a_warehouse_merely_holds_is_not_forecast(shop: Lake) -> None:
    shop.upsert(
        "location",
        rows(
            "location",
            {"location_id": "hub", "kind": "warehouse"},
            {"location_id": "outlet", "kind": "warehouse"},
            {"location_id": "web", "kind": "web"},
        ),
    )
    noon = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
    held = [
        {"variant_id": "tee", "location_id": place, "counted_at": noon, "on_hand": 40}
        for place in ("hub", "outlet")
    ]
    shop.upsert("stock", rows("stock", *held))
    shop.upsert("sale", sales("tee", [1, 0, 2], location="outlet"))
    found = set(forecast(shop).select("variant_id", "location_id").unique().rows())
    assert found == {("tee", "web"), ("tee", "outlet"), ("coat", "store")}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("variant", {"variant_id": "tee", "product_id": "tee", "status": "archived"}),
        ("product", {"product_id": "tee", "status": "archived"}),
        ("product", {"product_id": "tee", "ended_on": AS_OF - dt.timedelta(days=1)}),
    ],
)
def test_what_is_off_sale_is_left_out(shop: Lake, table: str, change: dict[str, object]) -> None:
    shop.upsert(table, rows(table, change))
    assert set(forecast(shop)["variant_id"]) == {"coat"}


def test_what_ends_later_is_still_forecast(shop: Lake) -> None:
    shop.upsert("product", rows("product", {"product_id": "tee", "ended_on": AS_OF}))
    assert set(forecast(shop)["variant_id"]) == {"coat", "tee"}


def test_sales_of_an_unknown_variant_count(shop: Lake) -> None:
    shop.upsert("sale", sales("stranger", STEADY))
    assert "stranger" in set(forecast(shop)["variant_id"])


def test_no_sales_in_the_weeks_looked_at(shop: Lake) -> None:
    with pytest.raises(
        NotEnoughDataError, match="no sales lie between 2017-01-02 and 2019-12-30"
    ) as none:
        weekly_panel(context(shop, dt.date(2020, 1, 1)))
    assert none.value.remedy == (
        "The last sale is of 2026-05-27: plan for the week after it with --as-of."
    )


def test_no_sales_at_all(lake: Lake) -> None:
    lake.upsert("variant", variant("tee"))
    with pytest.raises(NotEnoughDataError) as none:
        weekly_panel(context(lake))
    assert none.value.remedy == "Import sales first."


def test_nothing_left_on_sale(shop: Lake) -> None:
    for name in ("tee", "coat"):
        shop.upsert("product", rows("product", {"product_id": name, "status": "archived"}))
    with pytest.raises(NotEnoughDataError, match="is still on sale"):
        weekly_panel(context(shop))


def test_the_forecast_covers_the_longest_wait(shop: Lake) -> None:
    short = context(
        shop, lead_time_days=10, lead_time_sd_days=2, horizon_weeks=1, order_cycle_days=28
    )
    assert forecast_weeks(short) == 8  # (10 + 4 + 7 + 28) ÷ 7 = 7, and one week begun
    term = {
        "supplier_id": "mill",
        "variant_id": "tee",
        "lead_time_days": 100,
        "lead_time_sd_days": 20,
    }
    shop.upsert("supply_term", rows("supply_term", term))
    assert forecast_weeks(context(shop, order_cycle_days=28)) == 26  # 175 days are 25 weeks
    endless = {"supplier_id": "moon", "variant_id": "tee", "lead_time_days": 5000.0}
    shop.upsert("supply_term", rows("supply_term", endless))
    assert forecast_weeks(context(shop)) == 104


def test_a_variant_shares_the_season_of_its_category(lake: Lake) -> None:
    lake.upsert(
        "product",
        rows(
            "product",
            {"product_id": "a", "category": "coat", "source_category": "Outer", "gender": "men"},
            {"product_id": "b", "source_category": "Outer", "gender": "men"},
            {"product_id": "c", "gender": "men"},
            {"product_id": "d"},
        ),
    )
    for name in "abcde":
        lake.upsert("variant", variant(name))
    found = dict(attributes(lake.snapshot()).select("variant_id", "group").rows())
    assert found == {"a": "coat", "b": "Outer", "c": "men", "d": None, "e": None}


# --- the findings beside the forecast -----------------------------------------------------------


@pytest.fixture
def styled(lake: Lake) -> Lake:
    """A style in three sizes, one of them sold out of late; another with a markdown."""
    lake.upsert("product", rows("product", {"product_id": "p", "category": "coat"}))
    for size, level in (("S", 2), ("M", 6), ("L", 4)):
        lake.upsert("variant", variant(f"p-{size}", product_id="p", size=size))
        units = [level + (k % 3) - 1 for k in range(40)]
        if size == "M":
            units[-3:] = [0, 0, 0]
        lake.upsert("sale", sales(f"p-{size}", units))
    noon = dt.time(12, tzinfo=dt.UTC)
    counts = [
        {
            "variant_id": "p-M",
            "location_id": "web",
            "counted_at": dt.datetime.combine(AS_OF - dt.timedelta(days=21 - k), noon),
            "on_hand": 0,
        }
        for k in range(21)
    ]
    lake.upsert("stock", rows("stock", *counts))
    return lake


def test_totals_add_up_to_the_forecast(styled: Lake) -> None:
    made = context(styled, horizon_weeks=4)
    forecast_demand(made)
    said, totals = made.findings("demand_forecast"), made.findings("demand_total")
    bottom = said.group_by("week").agg(pl.col("mean").sum()).sort("week")["mean"].to_list()
    for level, name in (
        ("style", "p"),
        ("category", "coat"),
        ("location", "web"),
        ("total", "total"),
    ):
        mine = totals.filter((pl.col("level") == level) & (pl.col("key") == name)).sort("week")
        assert mine["mean"].to_list() == pytest.approx(bottom)


def test_the_evidence_of_an_empty_shelf_is_kept(styled: Lake) -> None:
    made = context(styled)
    figures = forecast_demand(made)
    found = made.findings("demand_signal").filter(pl.col("variant_id") == "p-M").sort("week")
    assert found["days_out"].to_list()[-2:] == pytest.approx([7.0, 7.0])
    assert found["sold"].to_list()[-2:] == [0, 0]
    assert found["demand"].to_list()[-1] == pytest.approx(6.0, abs=1.0)
    assert figures["signal"]["lost to empty shelves"] >= 12
    mean = made.findings("demand_forecast").filter(pl.col("variant_id") == "p-M")["mean"].mean()
    assert mean == pytest.approx(6.0, abs=1.5)


def test_sizes_are_those_of_demand_not_of_sales(styled: Lake) -> None:
    made = context(styled)
    forecast_demand(made)
    curve = made.findings("size_curve").filter(pl.col("location_id") == "all").sort("position")
    assert curve["size"].to_list() == ["S", "M", "L"]
    assert curve["share"].to_list() == pytest.approx([1 / 6, 1 / 2, 1 / 3], abs=0.03)


def test_a_cancelled_order_is_no_demand(styled: Lake) -> None:
    moment = dt.datetime.combine(AS_OF - dt.timedelta(days=10), dt.time(12), dt.UTC)
    big = {
        "order_id": "x",
        "variant_id": "p-L",
        "line_no": 1,
        "sold_at": moment,
        "quantity": 9,
        "location_id": "web",
    }
    back = big | {"line_no": 2, "quantity": -9, "return_reason": "cancelled by customer"}
    styled.upsert("sale", rows("sale", big, back))
    made = context(styled)
    forecast_demand(made)
    week = made.findings("demand_signal").filter(pl.col("cancelled") > 0)
    assert week.select("variant_id", "cancelled").rows() == [("p-L", 9.0)]
    assert week["demand"].item() == week["sold"].item() - 9


def test_the_same_run_twice_gives_the_same(styled: Lake) -> None:
    once, again = forecast(styled, run="once"), forecast(styled, run="again")
    assert_frame_equal(once.drop("run_id"), again.drop("run_id"), check_row_order=False)


def test_without_lightgbm_the_others_compete(shop: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GlobalDemand, "installed", lambda: False)
    figures = forecast_demand(context(shop))
    assert figures["demand trees"] == "lightgbm is not installed"
    assert figures["series"] == 2


def test_why_a_variant_is_forecast_so(styled: Lake) -> None:
    made = context(styled, run="demand-20260601T000000-a")
    forecast_demand(made)
    found = explain(styled, "p-M")
    assert found["run"] == made.run_id
    assert found["forecast"]["variant_id"].unique().to_list() == ["p-M"]
    assert found["evidence"].height >= 2
    assert found["style"]["key"].unique().to_list() == ["p"]
    with pytest.raises(UnknownNameError, match="'ghost' was not forecast"):
        explain(styled, "ghost")


def test_nothing_to_explain_yet(lake: Lake) -> None:
    with pytest.raises(UnknownNameError, match="not been forecast yet"):
        explain(lake, "p-M")
