from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from worlds import sales

from modiste.store.context import Context
from modiste.store.engine import DuckEngine
from modiste.store.settings import Settings


def context(lake, run_id: str = "plan-1", **said) -> Context:
    fields = {
        "as_of": dt.date(2026, 1, 7),
        "settings": Settings(),
        "progress": lambda _: None,
        **said,
    }
    return Context(run_id=run_id, snapshot=lake.snapshot(), lake=lake, **fields)


def forecast(variant: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "variant_id": [variant],
            "location_id": ["web"],
            "week": [dt.date(2026, 1, 5)],
            "mean": [1.5],
            "model": ["theta"],
        }
    )


def attribute(confidence: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "product_id": ["p"],
            "name": ["colour"],
            "value": ["navy"],
            "source": ["text"],
            "confidence": [confidence],
        }
    )


@pytest.mark.parametrize(
    ("first_weekday", "as_of", "expected"),
    [
        (0, dt.date(2026, 1, 7), dt.date(2026, 1, 5)),
        (0, dt.date(2026, 1, 5), dt.date(2026, 1, 5)),
        (6, dt.date(2026, 1, 7), dt.date(2026, 1, 4)),
        (6, dt.date(2026, 1, 3), dt.date(2025, 12, 28)),
    ],
)
def test_this_week_begins_on_the_brands_first_weekday(lake, first_weekday, as_of, expected):
    settings = Settings.model_validate({"brand": {"first_weekday": first_weekday}})
    assert context(lake, as_of=as_of, settings=settings).this_week == expected


def test_findings_bear_their_run_and_are_kept_by_run(lake):
    assert context(lake, "plan-1").write("demand_forecast", forecast("a")).inserted == 1
    assert context(lake, "plan-2").write("demand_forecast", forecast("b")).inserted == 1
    assert context(lake, "plan-1").findings("demand_forecast")["variant_id"].to_list() == ["a"]
    assert context(lake, "plan-2").findings("demand_forecast")["variant_id"].to_list() == ["b"]
    assert context(lake, "plan-3").findings("demand_forecast").height == 0


def test_a_run_that_is_repeated_writes_once(lake):
    rows = forecast("a")
    context(lake).write("demand_forecast", rows)
    assert context(lake).write("demand_forecast", rows).written == 0
    assert lake.rows("demand_forecast") == 1


def test_findings_of_which_there_is_one_for_all_runs_are_replaced(lake):
    """Their key has no run: a second run must not add a second row of the same key."""
    context(lake, "plan-1").write("attribute", attribute(0.5))
    done = context(lake, "plan-2").write("attribute", attribute(0.9))
    assert (done.inserted, done.updated) == (0, 1)
    assert lake.read("attribute").select("confidence", "run_id").rows() == [(0.9, "plan-2")]


def test_the_engine_reads_the_snapshot_within_its_memory(lake):
    lake.upsert("sale", sales(["a"]))
    settings = Settings.model_validate({"storage": {"memory_mb": 300}})
    step = context(lake, settings=settings)
    lake.upsert("sale", sales(["b"]))
    with step.engine() as engine:
        assert isinstance(engine, DuckEngine)
        assert engine.run(engine.table("sale"))["order_id"].to_list() == ["a"]
        limit = engine._connection.raw_sql("SELECT current_setting('memory_limit')").fetchone()
    assert limit == ("286.1 MiB",)
