"""The commands on a workspace: one brand, every command after the other."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from modiste.model.errors import NotEnoughDataError, UnknownNameError
from modiste.simulate.config import preset
from modiste.simulate.world import simulate
from modiste.store.workspace import Workspace
from modiste.trends.cli import app
from modiste.trends.runs import make_trends

AS_OF = "2026-03-02"
FACTS = ("product", "variant", "location", "sale", "event", "post", "stock", "image")


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODISTE_TRENDS__MODEL", "seasonal naive")
        made = Workspace.init(tmp_path_factory.mktemp("trends") / "brand")
        world = simulate(preset("tiny", posts_per_week=60, weeks=80))
        for name in FACTS:
            made.lake.upsert(name, world.tables[name], transaction=f"{name}/1")
        made.lake.upsert("post", searches(), transaction="searches/1")
        yield made.root
        made.ledger.close()


def searches() -> pl.DataFrame:
    """Two years of searches for two terms."""
    start = dt.datetime(2024, 3, 7, tzinfo=dt.UTC)
    rng = np.random.default_rng(0)
    rows = [
        (f"{term}:{week}", start + dt.timedelta(weeks=week), "google_trends", "search", term,
         float(level + rng.integers(0, 5)))
        for term, level in (("linen", 40), ("plum", 20))
        for week in range(104)
    ]  # fmt: skip
    return pl.DataFrame(
        rows, schema=["post_id", "at", "source", "kind", "text", "amount"], orient="row"
    )


def run(brand: Path, *given: str) -> object:
    result = CliRunner().invoke(app, [*given, "--workspace", str(brand), "--json"])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def text(brand: Path, *given: str) -> str:
    result = CliRunner().invoke(app, [*given, "--workspace", str(brand)], env={"COLUMNS": "250"})
    assert result.exit_code == 0, result.output
    return result.output


def test_before_a_run_nothing_can_be_shown(workspace):
    for given in (("show", "navy"), ("stages",), ("report",)):
        with pytest.raises(NotEnoughDataError):
            run(workspace.root, *given)


def test_series_count_every_signal(brand):
    done = run(brand, "series", "--as-of", AS_OF)
    assert set(done["signals"]) == {"search", "views", "sales"}
    assert done["signals"]["search"] == 2
    assert done["series"] > 50


def test_forecast_then_every_way_to_read_it(brand):
    done = run(brand, "forecast", "--as-of", AS_OF)
    assert done["forecast"] > 50
    assert done["drivers"] > 50
    rows = run(brand, "stages")
    assert sum(done["stages"].values()) == len(rows)
    flat = run(brand, "stages", "--stage", rows[0]["stage"])
    assert {row["stage"] for row in flat} == {rows[0]["stage"]}
    with pytest.raises(UnknownNameError, match="stages are"):
        run(brand, "stages", "--stage", "huge")
    assert "modiste trends show" in text(brand, "stages")

    found = run(brand, "show", "linen")
    assert (found["name"], found["value"]) == ("material", "linen")
    heard = {row["segment"] for row in found["readings"] if row["market"] == "all"}
    assert {"mainstream", "search"} <= heard
    weights = [post["weight"] for post in found["posts"]]
    assert weights == sorted(weights, reverse=True)
    assert all(post["text"] and post["source"] for post in found["posts"])
    assert not any("author" in key for post in found["posts"] for key in post)

    carried = Workspace.open(brand).lake.scan("trend_driver").filter(kind="product").collect()
    mine = run(brand, "show", carried["series_id"][0].split("|")[-1])
    assert mine["products"][0]["product_id"] == carried["driver_id"][0]
    assert mine["products"][0]["title"] in text(brand, "show", f"{mine['name']}={mine['value']}")
    with pytest.raises(UnknownNameError):
        run(brand, "show", "no such thing")

    report = Path(run(brand, "report")["report"]).read_text(encoding="utf-8")
    assert "<svg" in report


def test_searches_alone_have_trends_and_a_report(workspace, monkeypatch):
    monkeypatch.setenv("MODISTE_TRENDS__MODEL", "seasonal naive")
    workspace.lake.upsert("post", searches(), transaction="searches/1")
    done = run(workspace.root, "forecast", "--as-of", AS_OF)
    assert (done["posts"], done["forecast"]) == (0, 2)
    assert done["influencer lead"] is None
    assert {row["segment"] for row in run(workspace.root, "stages")} == {"search"}
    found = run(workspace.root, "show", "linen")
    assert (found["posts"], found["products"]) == ([], [])
    assert Path(run(workspace.root, "report")["report"]).is_file()


def test_sales_alone_have_trends_but_suggest_nothing(brand, workspace, monkeypatch):
    monkeypatch.setenv("MODISTE_TRENDS__MODEL", "seasonal naive")
    old = Workspace.open(brand)
    for name in ("product", "variant", "location", "sale", "stock"):
        workspace.lake.upsert(name, old.lake.scan(name).collect(), transaction=f"{name}/1")
    done = make_trends(workspace.root, dt.datetime(2026, 3, 2, tzinfo=dt.UTC), lambda _: None)
    assert done["signals"] == {"sales": done["series"]}
    assert done["range suggestions"] == 0


def test_too_little_to_forecast_is_said(workspace):
    early = searches().filter(pl.col("at") > dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    workspace.lake.upsert("post", early, transaction="searches/1")
    assert run(workspace.root, "forecast", "--as-of", AS_OF)["forecast"] == 0
    assert "often enough" in text(workspace.root, "forecast", "--as-of", AS_OF)
