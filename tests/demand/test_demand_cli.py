"""The commands over a workspace."""

from __future__ import annotations

import json

import pytest
from tests.demand.shop import AS_OF, rows, sales, variant
from typer.testing import CliRunner

from modiste.demand.cli import app
from modiste.model.errors import NotEnoughDataError, UnknownNameError
from modiste.store.runs import list_runs
from modiste.store.workspace import Workspace


@pytest.fixture
def shop(workspace: Workspace) -> Workspace:
    """One style in three sizes, sold steadily."""
    workspace.lake.upsert("product", rows("product", {"product_id": "p", "category": "coat"}))
    for size, level in (("S", 2), ("M", 6), ("L", 4)):
        workspace.lake.upsert("variant", variant(f"p-{size}", product_id="p", size=size))
        workspace.lake.upsert("sale", sales(f"p-{size}", [level + k % 3 - 1 for k in range(30)]))
    return workspace


def call(workspace: Workspace, *arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "-w", str(workspace.root)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def test_forecast_then_explain_then_sizes(shop: Workspace) -> None:
    day = ["--as-of", AS_OF.isoformat()]
    report = json.loads(call(shop, "forecast", *day, "--json"))
    assert report["series"] == 3
    (run,) = list_runs(shop.ledger, kind="demand")
    assert run.state == "done"
    assert report["run"] == run.run_id
    told = json.loads(call(shop, "explain", "p-M", "--json"))
    assert told["run"] == run.run_id
    assert {row["variant_id"] for row in told["forecast"]} == {"p-M"}
    shown = call(shop, "explain", "p-M")
    assert "Forecast of p-M" in shown
    assert "Its style" in shown
    curve = json.loads(call(shop, "sizes", "--category", "coat", "--json"))
    assert [row["size"] for row in curve] == ["S", "M", "L"]
    assert json.loads(call(shop, "new", *day, "--json")) == []


def test_backtest_the_workspace(shop: Workspace) -> None:
    models = ["--models", "moving average,TSB", "--horizon", "4", "--origins", "2"]
    found = json.loads(call(shop, "backtest", "--as-of", AS_OF.isoformat(), *models, "--json"))
    assert {row["model"] for row in found} == {"moving average", "TSB"}
    assert list_runs(shop.ledger, kind="demand") == []


def test_before_anything_was_forecast(shop: Workspace) -> None:
    with pytest.raises(UnknownNameError, match="not been forecast yet"):
        call(shop, "explain", "p-M")


def test_without_sales(workspace: Workspace) -> None:
    with pytest.raises(NotEnoughDataError, match="no sales have been imported"):
        call(workspace, "forecast")
