from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.demand.shop import AS_OF, rows, sales, variant

from modiste.model.errors import InputError, NotEnoughDataError, SettingsError, StoreError
from modiste.plan import weekly
from modiste.plan.weekly import in_order, make_plan, replay_plan
from modiste.store.capability import Capability, Step
from modiste.store.context import Context
from modiste.store.ledger import Run
from modiste.store.runs import get_run, list_runs, recorded
from modiste.store.workspace import Workspace

FINDINGS = ("demand_forecast", "stock_policy", "suggestion", "backtest")


def step(name: str, *after: str, function: str = "tests.plan.test_weekly:fine") -> Step:
    return Step(name, after, function)


def fine(context: Context) -> Mapping[str, Any]:
    return {"ran": str(context.as_of)}


def broken(context: Context) -> Mapping[str, Any]:
    """Suggests something and then fails."""
    row = {"suggestion_id": "buy|tee|web", "rank": 1, "kind": "buy", "variant_id": "tee"}
    row |= {"location_id": "web", "quantity": 5, "reason": "Because."}
    context.write("suggestion", rows("suggestion", row))
    raise NotEnoughDataError("the looms stand still", remedy="Wait.")


# --- order ------------------------------------------------------------------------------------


def test_each_step_comes_after_those_it_needs() -> None:
    steps = [step("ship", "cut", "sew"), step("sew", "cut"), step("cut")]
    assert [each.name for each in in_order(steps)] == ["cut", "sew", "ship"]


def test_steps_that_are_not_installed_are_not_waited_for() -> None:
    assert [each.name for each in in_order([step("sew", "cut")])] == ["sew"]


def test_independent_steps_run_in_the_same_order_every_time() -> None:
    names = [f"step {k}" for k in range(9)]
    steps = [step(name) for name in names] + [step("last", *reversed(names))]
    assert [each.name for each in in_order(reversed(steps))] == [*names, "last"]


@pytest.mark.parametrize(
    "steps",
    [[step("a", "b"), step("b", "c"), step("c", "a")], [step("a", "a")]],
)
def test_steps_that_wait_for_each_other_are_refused(steps: list[Step]) -> None:
    with pytest.raises(SettingsError, match="steps wait for each other: "):
        in_order(steps)


def test_two_steps_of_one_name_are_refused() -> None:
    with pytest.raises(SettingsError, match="two capabilities have a step 'cut'"):
        in_order([step("cut"), step("sew"), step("cut")])


# --- runs -------------------------------------------------------------------------------------


@pytest.fixture
def shop(workspace: Workspace) -> Workspace:
    """Two steady sellers, one of them nearly sold out."""
    lake = workspace.lake
    for name, on_hand in (("tee", 3), ("coat", 400)):
        lake.upsert("product", rows("product", {"product_id": name, "category": name}))
        lake.upsert("variant", variant(name))
        lake.upsert("sale", sales(name, [4, 5, 3, 4, 6, 4] * 5))
        count = {"variant_id": name, "location_id": "web", "on_hand": on_hand}
        moment = dt.datetime.combine(AS_OF, dt.time(tzinfo=dt.UTC))
        lake.upsert("stock", rows("stock", count | {"counted_at": moment}))
    return workspace


def findings(workspace: Workspace, run_id: str) -> dict[str, pl.DataFrame]:
    return {
        name: workspace.lake.read(name).filter(pl.col("run_id") == run_id).drop("run_id")
        for name in FINDINGS
    }


def assert_equal_findings(workspace: Workspace, first: str, second: str) -> None:
    one, two = findings(workspace, first), findings(workspace, second)
    for name in FINDINGS:
        assert one[name].height > 0
        assert_frame_equal(one[name], two[name], check_row_order=False)


def test_a_plan_suggests_what_is_short_and_records_itself(shop: Workspace) -> None:
    told: list[str] = []
    versions = shop.lake.versions()
    plan = make_plan(shop, AS_OF, progress=told.append)
    found = findings(shop, plan.run_id)
    kinds = found["suggestion"].sort("kind").select("kind", "variant_id", "product_id").rows()
    assert kinds == [("buy", "tee", "tee"), ("markdown", None, "coat")]
    assert set(found["stock_policy"]["variant_id"]) == {"tee", "coat"}
    assert "forecasting 2 series" in told
    run = get_run(shop.ledger, plan.run_id)
    assert (run.kind, run.state, run.error, run.seed) == ("plan", "done", None, 0)
    assert run.inputs == {"tables": versions, "as_of": "2026-06-01"}
    assert run.settings["planning"]["service_level"] == 0.95
    assert run.outputs == plan.figures
    assert run.outputs["purchase suggestions"]["suggestions"] == 1
    assert run.ended_at is not None


def test_the_same_plan_twice(shop: Workspace) -> None:
    first, second = make_plan(shop, AS_OF), make_plan(shop, AS_OF)
    assert first.run_id != second.run_id
    assert first.figures == second.figures
    assert_equal_findings(shop, first.run_id, second.run_id)


def test_a_failing_step_leaves_no_plan(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    good = make_plan(shop, AS_OF)
    bad = Capability("bad", "Fails", (step("break", function="tests.plan.test_weekly:broken"),))
    monkeypatch.setattr(weekly, "capabilities", lambda: {"bad": bad})
    with pytest.raises(NotEnoughDataError, match="the looms stand still"):
        make_plan(shop, AS_OF)
    failed = list_runs(shop.ledger, kind="plan")[0]
    assert failed.state == "failed"
    assert failed.error == "NotEnoughDataError: the looms stand still. Wait."
    assert findings(shop, failed.run_id)["suggestion"].height == 1  # kept, under a run that failed
    assert get_run(shop.ledger, "plan").run_id == good.run_id
    assert get_run(shop.ledger, "latest").run_id == good.run_id


def test_steps_of_others_are_run_and_recorded(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Capability("other", "Others", (step("later", "sooner"), step("sooner")))
    monkeypatch.setattr(weekly, "capabilities", lambda: {"other": other})
    plan = make_plan(shop, AS_OF)
    assert plan.figures == {"sooner": {"ran": "2026-06-01"}, "later": {"ran": "2026-06-01"}}


def test_nothing_imported(workspace: Workspace) -> None:
    with pytest.raises(NotEnoughDataError, match="no sales have been imported"):
        make_plan(workspace, AS_OF)
    assert list_runs(workspace.ledger) == []


# --- replay -----------------------------------------------------------------------------------


def test_a_replay_gives_the_same_though_newer_data_came(shop: Workspace) -> None:
    plan = make_plan(shop, AS_OF)
    shop.lake.upsert("sale", sales("coat", [500] * 8, location="store"))
    shop.lake.upsert("sale", sales("tee", [0, 0, 0, 70]).with_columns(order_id=pl.lit("rush")))
    moment = dt.datetime.combine(AS_OF, dt.time(1, tzinfo=dt.UTC))
    count = {"variant_id": "tee", "location_id": "web", "counted_at": moment, "on_hand": 999}
    shop.lake.upsert("stock", rows("stock", count))
    again = replay_plan(shop, plan.run_id)
    assert again.figures == plan.figures
    assert_equal_findings(shop, plan.run_id, again.run_id)
    now = make_plan(shop, AS_OF)
    found = findings(shop, now.run_id)["suggestion"].filter(pl.col("kind") == "buy")
    assert found["variant_id"].to_list() == ["coat"]


def test_a_replay_keeps_the_settings_of_then(shop: Workspace) -> None:
    plan = make_plan(shop, AS_OF + dt.timedelta(days=3))
    changed = {"planning": {"service_level": 0.99, "order_cycle_days": 90}}
    changed |= {"brand": {"language": "zh", "first_weekday": 6, "zone": "Asia/Shanghai"}}
    shop.settings = type(shop.settings).model_validate(changed)
    again = replay_plan(shop, plan.run_id)
    assert_equal_findings(shop, plan.run_id, again.run_id)
    now = make_plan(shop, AS_OF + dt.timedelta(days=3))
    assert "库存位置" in findings(shop, now.run_id)["suggestion"]["reason"][0]


def test_only_plans_are_replayed(shop: Workspace) -> None:
    with recorded(shop.ledger, "import", settings={}, inputs={}) as record:
        pass
    with pytest.raises(InputError, match="is no plan"):
        replay_plan(shop, record.run_id)


def test_settings_that_are_no_more_are_named(shop: Workspace) -> None:
    plan = make_plan(shop, AS_OF)
    with shop.ledger.write() as session:
        run = session.get_one(Run, plan.run_id)
        run.settings = {**run.settings, "planning": {"astrology": True}}
        run.code = {"modiste": "0.0.7"}
    with pytest.raises(StoreError, match="are not those of this version") as refused:
        replay_plan(shop, plan.run_id)
    assert refused.value.remedy == "Install modiste 0.0.7 to replay it."
