"""Explanations, what-ifs, projections and exceptions."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from typer.testing import CliRunner

from modiste.inventory.cli import app
from modiste.inventory.exceptions import exceptions, find_exceptions
from modiste.inventory.explain import explain
from modiste.inventory.problem import Problem, only, solve
from modiste.inventory.projection import projection
from modiste.inventory.service import suggest
from modiste.inventory.whatif import Changes, changed, whatif
from modiste.model.errors import InputError, NotEnoughDataError, UnknownNameError
from modiste.model.money import Money
from modiste.simulate import preset, simulate
from modiste.store.context import Context
from modiste.store.runs import get_run, recorded
from modiste.store.settings import Planning
from modiste.store.workspace import Workspace

MONDAY = dt.date(2026, 6, 1)

NO_ORDERS = pl.DataFrame(
    schema={"purchase_order_id": pl.String, "variant_id": pl.String, "location_id": pl.String,
            "expected_on": pl.Date, "overdue_days": pl.Int64, "units": pl.Int64}
)  # fmt: skip
NOTHING_QUIET = pl.DataFrame(
    schema={"variant_id": pl.String, "location_id": pl.String, "on_hand": pl.Int64,
            "days": pl.Int64}
)  # fmt: skip


def series(name: str = "tee", **fields: Any) -> dict[str, Any]:
    """A series that sells ten a week and has too little; fields say what is otherwise."""
    return {
        "variant_id": name, "location_id": "web", "weekly": 10.0, "on_hand": 20, "on_order": 0,
        "committed": 0, "lead_time_days": 14.0, "lead_time_sd_days": 0.0, "moq": 0, "pack_size": 1,
        "unit_cost": 2000, "cost_currency": "EUR", "price": 5000, "currency": "EUR",
        "supplier_id": "mill", "product_id": name, "assumed": False,
    } | fields  # fmt: skip


def problem(*given: dict[str, Any], **changes: Any) -> Problem:
    every = pl.DataFrame(list(given), infer_schema_length=None)
    forecast = every.join(pl.DataFrame({"step": range(12)}), how="cross").select(
        "variant_id", "location_id",
        week=pl.lit(MONDAY) + pl.duration(weeks=pl.col("step")),
        mean="weekly",
        cumulative_sd=(pl.col("weekly") * (pl.col("step") + 1)).sqrt(),
        demand_class=pl.lit("smooth"),
    )  # fmt: skip
    supply = every.unique("variant_id", maintain_order=True).select(
        "variant_id", "product_id", "supplier_id", "assumed", "lead_time_days", "lead_time_sd_days",
        "moq", "pack_size", "unit_cost", "cost_currency", "price", "currency",
    )  # fmt: skip
    stock = every.select("variant_id", "location_id", "on_hand", "on_order", "committed")
    central = pl.DataFrame(schema={"variant_id": pl.String, "central": pl.Int64})
    return Problem(forecast, supply, stock, central, Planning(), MONDAY, **changes)


# --- explanations -----------------------------------------------------------------------------


def test_every_number_can_be_recomputed() -> None:
    asked = problem(series(moq=100, pack_size=12, lead_time_sd_days=3.5))
    (found,) = explain(solve(asked), asked.forecast, "tee")
    week = found.weeks[0]
    assert (week["mean"], len(found.weeks)) == (10.0, 12)
    assert found["protection_days"] == found["lead_time_days"] + found["review_days"] == 21
    assert found["protection_demand"] == pytest.approx(30)
    assert found["forecast_sd"] == pytest.approx(found.weeks[2]["cumulative_sd"])
    assert found["lead_time_part"] == pytest.approx(10 * 3.5 / 7)
    assert found["protection_sd"] ** 2 == pytest.approx(30 + 25)
    point = found["reorder_point"]
    size, chance = 30**2 / 25, 30 / 55
    assert stats.nbinom.cdf(point, size, chance) >= 0.95 > stats.nbinom.cdf(point - 1, size, chance)
    assert found["safety_stock"] == point - 30
    assert found["order_up_to"] == point + 40
    assert found["position"] == 20
    assert found["need"] == point + 40 - 20
    assert found["quantity"] == 108
    assert found["order_cost"] == 108 * 2000
    assert found["money_at_stake"] == round(min(found["saved"], 108) * 3000)
    assert found.verdict["en"].startswith("Position 20")
    assert "库存位置 20" in found.verdict["zh"]
    steps = found.as_dict()["steps"]
    assert all(step["en"] and step["zh"] for step in steps)
    json.dumps(found.as_dict(), default=str)


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"on_hand": 500}, "Position 500 is above reorder point"),
        ({"on_hand": None, "weekly": 0.0}, "Stock is not known, and nothing is expected"),
        ({"on_hand": None}, "Stock is not known, so this replaces"),
    ],
)
def test_verdicts(fields: dict[str, Any], verdict: str) -> None:
    asked = problem(series(**fields), series("other"))
    (found,) = explain(solve(asked), asked.forecast, "tee")
    assert found.verdict["en"].startswith(verdict)
    assert found.verdict["zh"]


def test_what_a_budget_leaves_out_is_said() -> None:
    asked = problem(series(), budget=Money(0, "EUR"))
    (found,) = explain(solve(asked), asked.forecast, "tee")
    assert found["quantity"] == 0
    assert found.verdict["en"].startswith("Wanted, and left out")


def test_all_locations_or_one() -> None:
    asked = problem(series(), series(location_id="store", on_hand=0))
    solution = solve(asked)
    assert [e.location_id for e in explain(solution, asked.forecast, "tee")] == ["store", "web"]
    (one,) = explain(solution, asked.forecast, "tee", "store")
    assert "for the variant, shared by need" in next(
        step.formula for step in one.steps if step.name == "quantity"
    )
    with pytest.raises(UnknownNameError, match="no forecast of 'tee' at 'moon'"):
        explain(solution, asked.forecast, "tee", "moon")
    with pytest.raises(UnknownNameError):
        explain(solution, asked.forecast, "hat")


# --- what if ----------------------------------------------------------------------------------


def many(n: int = 30) -> Problem:
    rng = np.random.default_rng(4)
    rows = (
        series(f"v{k}", weekly=float(rng.uniform(1, 20)), on_hand=int(rng.integers(0, 60)),
               unit_cost=int(rng.integers(500, 4000)), pack_size=int(rng.integers(1, 5)))
        for k in range(n)
    )  # fmt: skip
    return problem(*rows)


@settings(max_examples=15)
@given(st.floats(0.55, 0.94), st.floats(0.955, 0.999))
def test_more_service_orders_no_less(low: float, high: float) -> None:
    asked = many(8)
    units = [whatif(asked, Changes(service=s)).after.totals()["EUR"]["units"] for s in (low, high)]
    assert units[0] <= units[1]


def test_nothing_changed_changes_nothing() -> None:
    found = whatif(many(), Changes())
    assert found.changed().height == 0
    differences = [row["difference"] for row in found.totals()["EUR"].values()]
    assert differences == [0] * len(differences)


@pytest.mark.parametrize(
    "changes", [Changes(lead_factor=1.5), Changes(demand_factor=1.5), Changes(cycle_days=60)]
)
def test_what_needs_more_orders_more(changes: Changes) -> None:
    row = whatif(many(), changes).totals()["EUR"]["units"]
    assert row["after"] > row["before"]


def test_the_changed_problem_is_the_plain_one_with_those_numbers() -> None:
    asked = changed(problem(series()), Changes(lead_factor=2, demand_factor=0.5, service=0.9))
    assert asked.supply["lead_time_days"].to_list() == [28.0]
    assert asked.forecast["mean"].unique().to_list() == [5.0]
    plain = problem(series(weekly=5.0, lead_time_days=28.0))
    plain = replace(
        plain, forecast=asked.forecast, planning=Planning(service_level=0.9)
    )  # fmt: skip
    assert solve(asked).orders.equals(solve(plain).orders)


def test_a_budget_is_kept_and_the_greatest_changes_come_first() -> None:
    asked = many()
    whole = solve(asked).totals()["EUR"]["cost"]
    found = whatif(asked, Changes(budget=Money(whole // 3, "EUR")))
    after = found.after.totals()["EUR"]
    assert 0.9 * whole / 3 < after["cost"] <= whole / 3
    assert after["short_margin"] > found.before.totals()["EUR"]["short_margin"]
    cost = found.changed()["cost_difference"].abs().to_list()
    assert cost == sorted(cost, reverse=True)
    assert found.after.budget is not None
    assert found.after.budget.gap < 0.02


@pytest.mark.parametrize(
    "wrong",
    [
        {"service": 1.0}, {"service": 0.2}, {"lead_factor": 0.0}, {"lead_factor": float("nan")},
        {"demand_factor": 99.0}, {"budget": Money(-1, "EUR")}, {"review_days": 0},
    ],
)  # fmt: skip
def test_changes_that_make_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Changes(**wrong)


def test_a_budget_needs_costs() -> None:
    with pytest.raises(InputError, match="have none"):
        solve(problem(series(unit_cost=None)), Money(1, "EUR"))


# --- projections ------------------------------------------------------------------------------


def test_a_curve_by_hand() -> None:
    solution = solve(problem(series(on_hand=25, committed=5)))
    coming = pl.DataFrame(
        [("PO-1", "tee", "web", MONDAY + dt.timedelta(days=15), 0, 30)],
        schema=NO_ORDERS.schema, orient="row",
    )  # fmt: skip
    found = projection(solution, problem(series()).forecast, coming, MONDAY)
    assert found["arrivals"].to_list()[:4] == [0, 0, 30, 0]
    first, second, third = found.head(3).to_dicts()
    left = np.maximum(20 - np.arange(200), 0)
    assert first["mean"] == pytest.approx((left * stats.poisson.pmf(np.arange(200), 10)).sum())
    assert first["low"] == 20 - stats.poisson.ppf(0.9, 10)
    assert first["high"] == 20 - stats.poisson.ppf(0.1, 10)
    assert second["chance_out"] == pytest.approx(stats.poisson.sf(20, 20))
    assert third["mean"] > second["mean"]


def test_what_is_suggested_arrives_after_the_lead_time() -> None:
    asked = problem(series())
    found = projection(solve(asked), asked.forecast, NO_ORDERS, MONDAY, with_orders=True)
    assert found["arrivals"].to_list()[:4] == [0, 0, 59, 0]
    without = projection(solve(asked), asked.forecast, NO_ORDERS, MONDAY)
    assert without["arrivals"].sum() == 0
    assert without["mean"][-1] == pytest.approx(0, abs=1e-6)


def test_unknown_stock_has_no_curve() -> None:
    asked = problem(series(on_hand=None), series("hat"))
    found = projection(solve(asked), asked.forecast, NO_ORDERS, MONDAY)
    assert found["variant_id"].unique().to_list() == ["hat"]
    assert projection(
        only(solve(asked), "tee"), asked.forecast, NO_ORDERS, MONDAY
    ).is_empty()  # fmt: skip


# --- exceptions -------------------------------------------------------------------------------


def found_in(*given: dict[str, Any], **tables: pl.DataFrame) -> pl.DataFrame:
    solution = solve(problem(*given))
    fields = {"coming": NO_ORDERS, "quiet": NOTHING_QUIET} | tables
    return exceptions(solution.rows, solution.levels, solution.outlook, Planning(), **fields)


def test_a_stock_out_costs_what_is_lost_before_goods_can_come() -> None:
    (row,) = found_in(series(on_hand=5)).to_dicts()
    units = np.arange(200)
    lost = (np.maximum(units - 5, 0) * stats.poisson.pmf(units, 20)).sum()
    assert (row["kind"], row["rank"]) == ("stock out", 1)
    assert row["money"] == round(lost * 3000)
    assert row["units"] == round(lost)
    assert row["reason"].startswith("15 units are expected to be lost in the 14 days")
    assert "预计缺货 15 件" in row["reason_zh"]


def test_heavy_stock_costs_its_holding() -> None:
    (row,) = found_in(series(on_hand=1000)).to_dicts()
    assert row["kind"] == "heavy"
    assert row["units"] == 1000 - 260
    assert row["days"] == 700
    assert row["money"] == round(740 * 2000 * 0.2 * 700 / 365)


def test_what_never_sold_costs_itself() -> None:
    quiet = pl.DataFrame(
        [("sock", "web", 8, 90)], schema=NOTHING_QUIET.schema, orient="row"
    )  # fmt: skip
    rows = found_in(series(on_hand=80), series("sock", weekly=0.0, on_hand=8), quiet=quiet)
    row = rows.filter(kind="never sold").row(0, named=True)
    assert row["money"] == 8 * 2000
    assert row["reason"].startswith("8 units have been on hand for 90 days")


def test_sizes_that_lie_wrong_cost_what_they_lose() -> None:
    rows = found_in(
        series("S", product_id="tee", on_hand=0), series("L", product_id="tee", on_hand=200)
    )
    row = rows.filter(kind="wrong size mix").row(0, named=True)
    # Each sells 70 in the cycle: all of S is lost; with 100 each hardly any is.
    assert row["units"] == pytest.approx(70, abs=1)
    assert row["product_id"] == "tee"
    assert row["variant_id"] is None
    even = found_in(
        series("S", product_id="tee", on_hand=100), series("L", product_id="tee", on_hand=100)
    )
    assert "wrong size mix" not in even["kind"]


def test_a_late_order_costs_what_is_lost_without_it() -> None:
    coming = pl.DataFrame(
        [("PO-7", "tee", "web", MONDAY, 9, 40)], schema=NO_ORDERS.schema, orient="row"
    )
    rows = found_in(series(on_hand=30, on_order=40), coming=coming)
    row = rows.filter(kind="late order").row(0, named=True)
    assert (row["purchase_order_id"], row["days"], row["units"]) == ("PO-7", 9, 40)
    assert row["money"] == pytest.approx(3000 * 35, rel=0.1)  # 70 wanted, 70 or 30 there
    assert "40 units of order PO-7 are 9 days late" in row["reason"]


def test_most_money_first_and_nothing_where_all_is_well() -> None:
    rows = found_in(series(on_hand=5), series("hat", on_hand=0, price=9000), series("cap"))
    assert rows["variant_id"].to_list()[:2] == ["hat", "tee"]
    assert rows["money"].to_list() == sorted(rows["money"], reverse=True)
    assert found_in(series(on_hand=80)).is_empty()


# --- a workspace ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A plan of the steps of this capability, from a forecast that is a plain mean."""
    world = simulate(preset("tiny", weeks=60, sessions_per_week=0, posts_per_week=0))
    made = Workspace.init(tmp_path_factory.mktemp("brand") / "b", currency="EUR")
    for name, rows in world.tables.items():
        if rows.height:
            made.lake.append(name, rows, transaction=name)
    day, snapshot = world.config.as_of, made.lake.snapshot()
    inputs = {"tables": snapshot.versions, "as_of": day.isoformat()}
    settings = made.settings.model_dump(mode="json", exclude={"storage"})
    with recorded(made.ledger, "plan", settings=settings, inputs=inputs, seed=0) as record:
        context = Context(record.run_id, day, snapshot, made.lake, made.settings, lambda _: None)
        context.write("demand_forecast", plain_forecast(world.tables["sale"], day))
        suggest(context)
        record.outputs["exceptions"] = dict(find_exceptions(context))
    return made


def plain_forecast(sale: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """Twelve times the mean weekly sales of the last quarter, Poisson."""
    recent = (pl.col("quantity") > 0) & (pl.col("sold_at") >= day - dt.timedelta(weeks=13))
    weekly = (
        sale.filter(recent)
        .group_by("variant_id", "location_id")
        .agg(mean=pl.col("quantity").sum() / 13)
    )
    weeks = pl.DataFrame({"step": range(12)})
    return weekly.join(weeks, how="cross").select(
        "variant_id", "location_id", "mean",
        week=pl.lit(day) + pl.duration(weeks=pl.col("step")),
        cumulative_sd=(pl.col("mean") * (pl.col("step") + 1)).sqrt(),
        model=pl.lit("mean"),
        demand_class=pl.lit("smooth"),
    )  # fmt: skip


def run(brand: Workspace, *arguments: Any) -> Any:
    done = CliRunner().invoke(
        app, [*map(str, arguments), "-w", str(brand.root)], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_plan_and_its_explanation_agree(brand: Workspace) -> None:
    bought = brand.lake.scan("suggestion").filter(pl.col("kind") == "buy").collect()
    assert bought.height
    for row in bought.head(5).to_dicts():
        found = json.loads(run(brand, "explain", row["variant_id"], "--json"))
        mine = next(e for e in found if e["location_id"] == row["location_id"])
        steps = {step["name"]: step["value"] for step in mine["steps"]}
        assert steps["quantity"] == row["quantity"]
        assert steps["money_at_stake"] == row["money_at_stake"]
        assert mine["verdict"]["en"] == row["reason"]
    assert "Forecast of" in run(brand, "explain", bought["variant_id"][0])


def test_commands_over_a_plan(brand: Workspace) -> None:
    found = json.loads(run(brand, "whatif", "--service", 0.99, "--json"))
    assert found["totals"]["EUR"]["units"]["difference"] > 0
    listed = json.loads(run(brand, "exceptions", "--json"))
    assert [row["rank"] for row in listed] == list(range(1, len(listed) + 1))
    shown = run(brand, "exceptions", "--kind", "heavy")
    assert "exceptions of" in shown
    unknown = get_run(brand.ledger, "plan").outputs["exceptions"]["series of unknown stock"]
    assert (f"The stock of {unknown} series is not known" in shown) == (unknown > 0)
    variant = brand.lake.scan("demand_forecast").collect()["variant_id"][0]
    curve = json.loads(run(brand, "projection", variant, "--json"))
    assert all(row["low"] <= row["high"] for row in curve)
    assert "Stock of" in run(brand, "projection", variant, "--ordered")


def test_no_plan_is_said(tmp_path: Path) -> None:
    empty = Workspace.init(tmp_path / "empty")
    with pytest.raises(NotEnoughDataError, match="no plan has been made"):
        run(empty, "explain", "x")
    empty.ledger.close()
