from __future__ import annotations

import polars as pl
import pytest

from modiste.inventory.planned import planned_problem
from modiste.inventory.problem import solve
from modiste.store.runs import get_run


def mine(brand, name: str) -> pl.DataFrame:
    run = get_run(brand.ledger, "plan").run_id
    return brand.lake.read(name).filter(pl.col("run_id") == run)


def test_what_if_solves_the_plan_again(brand, viewer):
    answer = viewer.post("/v1/plan/what-if", json={"service": 0.98, "limit": 3}).json()
    before = solve(planned_problem(brand)).totals()["EUR"]
    figures = answer["totals"][0]["figures"]
    assert figures["units"]["before"] == before["units"]
    assert figures["units"]["after"] > figures["units"]["before"]
    assert figures["short_units"]["difference"] < 0
    assert len(answer["lines"]) <= 3


def test_what_if_keeps_to_a_budget(viewer):
    budget = {"minor": 100_000, "currency": "EUR"}
    answer = viewer.post("/v1/plan/what-if", json={"budget": budget}).json()
    assert answer["totals"][0]["figures"]["cost"]["after"] <= 100_000
    assert answer["gap"] is not None


@pytest.mark.parametrize("wrong", [{"service": 1.5}, {"lead_factor": 0}, {"colour": "red"}])
def test_what_if_refuses_nonsense(viewer, wrong):
    assert viewer.post("/v1/plan/what-if", json=wrong).status_code == 422


def test_projected_stock_of_a_style(brand, viewer):
    style = mine(brand, "demand_total").filter(pl.col("level") == "style")["key"][0]
    found = viewer.get("/v1/plan/projection", params={"level": "style", "key": style}).json()
    assert found["pooled"] is True
    for week in found["weeks"]:
        assert week["low"] <= week["high"]
        assert 0 <= week["chance_out"] <= 1
    more = viewer.get(
        "/v1/plan/projection", params={"level": "style", "key": style, "with_orders": True}
    ).json()
    assert sum(x["arrivals"] for x in more["weeks"]) >= sum(x["arrivals"] for x in found["weeks"])


def test_projected_stock_of_a_variant_at_a_place(brand, viewer):
    row = mine(brand, "stock_policy").filter(pl.col("on_hand") > 0).row(0, named=True)
    query = {"level": "variant", "key": row["variant_id"], "location_id": row["location_id"]}
    found = viewer.get("/v1/plan/projection", params=query).json()
    assert (found["pooled"], found["on_hand"]) == (False, row["on_hand"] - row["committed"])
    first = found["weeks"][0]
    assert first["mean"] >= found["on_hand"] + first["arrivals"] - first["demand"] - 1e-6


@pytest.mark.parametrize(
    ("query", "status"),
    [("level=style", 422), ("level=style&key=none", 404), ("level=total&location_id=web", 422)],
)
def test_projections_that_cannot_be_made(viewer, query, status):
    assert viewer.get(f"/v1/plan/projection?{query}").status_code == status


def test_exceptions_are_the_plans(brand, viewer):
    table = mine(brand, "exception")
    page = viewer.get("/v1/plan/exceptions?limit=500").json()
    assert page["total"] == table.height
    assert [row["rank"] for row in page["items"]] == sorted(table["rank"])[:500]
    kind = table["kind"][0]
    some = viewer.get("/v1/plan/exceptions", params={"kind": kind}).json()
    assert some["total"] == table.filter(pl.col("kind") == kind).height


def test_an_explanation_can_be_checked_by_hand(brand, viewer):
    row = mine(brand, "suggestion").filter(pl.col("kind") == "buy").row(0, named=True)
    url = f"/v1/inventory/explain/{row['variant_id']}"
    found = viewer.get(url, params={"location_id": row["location_id"]}).json()[0]
    numbers = {step["name"]: step["value"] for step in found["steps"]}
    assert numbers["quantity"] == row["quantity"]
    if numbers["position"] is not None:
        assert numbers["position"] == (
            numbers["on_hand"] + numbers["on_order"] - numbers["committed"]
        )
    assert viewer.get("/v1/inventory/explain/none").status_code == 404


def test_positions_are_the_plans(brand, viewer):
    table = mine(brand, "stock_policy")
    page = viewer.get("/v1/inventory/positions?sort=weeks_of_supply&limit=500").json()
    assert page["total"] == table.height
    weeks = [row["weeks_of_supply"] for row in page["items"] if row["weeks_of_supply"] is not None]
    assert weeks == sorted(weeks)


def test_forecasts_of_every_level(brand, viewer):
    total = mine(brand, "demand_total")
    for level in ("total", "category", "style", "location"):
        rows = total.filter(pl.col("level") == level)
        key = rows["key"][0]
        found = viewer.get("/v1/demand/forecast", params={"level": level, "key": key}).json()
        expected = rows.filter(pl.col("key") == key).sort("week")
        assert [week["mean"] for week in found["forecast"]] == expected["mean"].to_list()
        assert found["forecast"][0]["quantiles"]["q90"] == expected["q90"][0]


def test_history_is_what_was_sold(brand, viewer):
    found = viewer.get("/v1/demand/forecast?history_weeks=520").json()
    sold = brand.lake.read("sale").filter(pl.col("quantity") > 0)
    assert sum(week["units"] for week in found["history"]) == sold["quantity"].sum()


def test_a_variant_of_several_places_has_no_quantiles(brand, viewer):
    rows = mine(brand, "demand_forecast")
    many = rows.group_by("variant_id").agg(pl.col("location_id").n_unique().alias("places"))
    variant = many.filter(pl.col("places") > 1).sort("variant_id")["variant_id"][0]
    query = {"level": "variant", "key": variant}
    found = viewer.get("/v1/demand/forecast", params=query).json()
    first = rows.filter((pl.col("variant_id") == variant) & (pl.col("week") == rows["week"].min()))
    assert found["forecast"][0]["mean"] == pytest.approx(first["mean"].sum())
    assert set(found["forecast"][0]["quantiles"].values()) == {None}


def test_demand_explains_itself(brand, viewer):
    variant = mine(brand, "demand_forecast")["variant_id"][0]
    found = viewer.get(f"/v1/demand/explain/{variant}").json()
    assert found["forecast"]
    assert viewer.get("/v1/demand/explain/none").status_code == 404


def test_size_curves_add_up(viewer):
    rows = viewer.get("/v1/demand/size-curves?location_id=all&limit=500").json()["items"]
    sums: dict[tuple[str, str], float] = {}
    for row in rows:
        key = row["category"], row["scale"]
        sums[key] = sums.get(key, 0.0) + row["share"]
    assert list(sums.values()) == pytest.approx([1.0] * len(sums))


def test_launches_and_quality(brand, viewer):
    rows = viewer.get("/v1/demand/launches").json()["items"]
    launched = mine(brand, "demand_forecast").filter(pl.col("model").is_in(("analogues", "launch")))
    variants = brand.lake.read("variant").select("variant_id", "product_id")
    styles = launched.join(variants, on="variant_id")["product_id"].n_unique()
    assert len(rows) == min(styles, 50)
    chosen = [row for row in viewer.get("/v1/demand/quality").json()["items"] if row["chosen"]]
    assert len(chosen) == mine(brand, "backtest")["chosen"].sum()
