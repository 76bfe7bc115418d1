from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from tests.serve.conftest import Cli

from modiste import __version__
from modiste.serve.demo import Demo


def test_version(cli: Cli) -> None:
    assert cli("--version").out == f"modiste {__version__}\n"


def test_without_arguments_it_shows_help(cli: Cli) -> None:
    said = cli()
    assert "Commands" in said.out + said.err
    assert said.code == 2


def test_init_makes_a_workspace_once(cli: Cli, tmp_path: Path) -> None:
    said = cli("init", tmp_path / "w", "--currency", "JPY", "--zone", "Asia/Tokyo", "--json")
    assert said.code == 0
    assert said.json["workspace"] == str(tmp_path / "w")
    text = (tmp_path / "w" / "modiste.toml").read_text(encoding="utf-8")
    assert 'currency = "JPY"' in text
    again = cli("init", tmp_path / "w")
    assert again.code == 4
    assert "already" in again.err


def test_errors_name_what_where_and_next(cli: Cli, tmp_path: Path) -> None:
    said = cli("plan", "--workspace", tmp_path)
    assert said.code == 4
    assert said.out == ""
    assert "Error: there is no workspace" in said.err
    assert "Where:" in said.err
    assert "Next:" in said.err
    assert "modiste init" in said.err


def test_errors_as_json(cli: Cli, tmp_path: Path) -> None:
    said = cli("plan", "--workspace", tmp_path, "--json")
    assert said.code == 4
    assert said.json["error"] == "workspace"
    assert said.json["place"] == {"file": str(tmp_path)}


def test_settings_errors_have_their_exit_code(cli: Cli, tmp_path: Path) -> None:
    cli("init", tmp_path / "w", "--json")
    (tmp_path / "w" / "modiste.toml").write_text('[brand]\nzone = "Mars"\n', encoding="utf-8")
    said = cli("doctor", "--workspace", tmp_path / "w")
    assert said.code == 4
    assert "'Mars' is no time zone" in said.err


def test_plan_without_sales_says_what_to_do(cli: Cli, tmp_path: Path) -> None:
    cli("init", tmp_path / "w", "--json")
    said = cli("plan", "--workspace", tmp_path / "w")
    assert said.code == 6
    assert "modiste import" in said.err


def test_import_plan_show_export(cli: Cli, shop: Path) -> None:
    workspace = shop / "w"
    cli("init", workspace, "--json")
    drafted = cli("import", shop / "sales.csv", "--suggest-map")
    assert drafted.code == 0
    mapping = shop / "map.toml"
    mapping.write_text(drafted.out, encoding="utf-8")

    first = cli("import", shop / "sales.csv", "--map", mapping, "-w", workspace, "--json").json
    assert (first["rows"], first["set_aside"]) == (60, 0)
    assert first["tables"]["sale"]["inserted"] == 60
    second = cli("import", shop / "sales.csv", "--map", mapping, "-w", workspace, "--json").json
    assert (second["written"], second["unchanged"]) == (0, 60)

    plan = cli("plan", "-w", workspace, "--as-of", "2026-05-25", "--json").json
    assert plan["suggestions"] == 3
    assert Path(plan["report"]).is_file()

    rows = cli("show", "suggestion", "-w", workspace, "--format", "json").json
    wanted = {"variant_id", "location_id", "quantity", "supplier_id", "reason", "run_id"}
    assert all(wanted | {"money_at_stake", "currency"} <= set(row) for row in rows)
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert all(row["run_id"] == plan["run"] for row in rows)

    exported = cli("export", "purchase-orders", "-w", workspace, "--format", "xlsx", "--json").json
    assert exported["rows"] == 3
    assert Path(exported["file"]).suffix == ".xlsx"


def test_plan_before_any_sale_names_the_last_one(cli: Cli, shop: Path) -> None:
    workspace = shop / "w"
    cli("init", workspace, "--json")
    mapping = shop / "map.toml"
    mapping.write_text(cli("import", shop / "sales.csv", "--suggest-map").out, encoding="utf-8")
    cli("import", shop / "sales.csv", "--map", mapping, "-w", workspace, "--json")
    said = cli("plan", "-w", workspace, "--as-of", "2020-01-06")
    assert said.code == 6
    assert "2026-05-22" in said.err
    assert "--as-of" in said.err


def test_demo_json_reports_rows_suggestions_and_report(cli: Cli, tmp_path: Path) -> None:
    said = cli("demo", "-w", tmp_path / "d", "--size", "tiny", "--no-serve", "--json")
    assert said.code == 0
    result = said.json
    assert result["rows"] > 10_000
    assert result["suggestions"] > 0
    assert Path(result["report"]).is_file()


def test_demo_refuses_a_workspace_of_ones_own(cli: Cli, tmp_path: Path) -> None:
    cli("init", tmp_path / "w", "--json")
    said = cli("demo", "-w", tmp_path / "w", "--size", "tiny", "--no-serve")
    assert said.code == 4
    assert "no demo" in said.err


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_show_formats_agree(cli: Cli, demo: Demo, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"stock_policy.{kind}"
    said = cli("show", "stock_policy", "-w", demo.root, "--format", kind, "--out", out)
    assert said.code == 0
    readers = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}
    frame = readers[kind](out)
    expected = demo.plan.figures["demand forecast"]["series"]
    assert frame.height == expected


def test_show_filters(cli: Cli, demo: Demo) -> None:
    said = cli("show", "suggestion", "-w", demo.root, "--where", "quantity > 20", "--json")
    assert said.code == 0
    assert all(row["quantity"] > 20 for row in said.json)
    both = cli(
        "show", "suggestion", "-w", demo.root, "--json",
        "--where", "quantity > 20", "--where", "location_id = web",
    )  # fmt: skip
    assert {row["location_id"] for row in both.json} <= {"web"}


def test_show_at_a_run(cli: Cli, demo: Demo) -> None:
    said = cli("show", "suggestion", "-w", demo.root, "--at", demo.plan.run_id, "--json")
    bought = [row for row in said.json if row["kind"] == "buy"]
    assert len(bought) == demo.plan.figures["purchase suggestions"]["suggestions"]
    nothing = cli("show", "suggestion", "-w", demo.root, "--at", "plan-x")
    assert nothing.code == 3
    assert "modiste runs" in nothing.err


def test_show_unknown_table_lists_the_tables(cli: Cli, demo: Demo) -> None:
    said = cli("show", "sales", "-w", demo.root)
    assert said.code == 3
    assert "suggestion" in said.err


def test_runs(cli: Cli, demo: Demo) -> None:
    listed = cli("runs", "-w", demo.root, "--json").json
    assert {run["kind"] for run in listed} == {"plan", "simulate"}
    one = json.loads(cli("runs", demo.plan.run_id, "-w", demo.root).out)
    assert one["state"] == "done"
    assert one["inputs"]["as_of"] == demo.plan.as_of.isoformat()
    assert one["inputs"]["tables"]["sale"] == 1


def test_doctor_is_content(cli: Cli, demo: Demo) -> None:
    said = cli("doctor", "-w", demo.root, "--json")
    assert said.code == 0
    assert {check["state"] for check in said.json["checks"]} <= {"ok", "note"}


def test_doctor_lists_settings(cli: Cli, demo: Demo) -> None:
    rows = cli("doctor", "-w", demo.root, "--settings", "--json").json
    assert {"setting": "brand.currency", "value": "EUR"}.items() <= rows[1].items()


def test_replay_makes_the_same_plan(cli: Cli, demo: Demo) -> None:
    said = cli("plan", "-w", demo.root, "--replay", demo.plan.run_id, "--no-report", "--json")
    again = said.json
    assert again["run"] != demo.plan.run_id
    columns = "suggestion_id,quantity,money_at_stake,rank"
    first = cli("show", "suggestion", "-w", demo.root, "--at", demo.plan.run_id,
                "--columns", columns, "--json").json  # fmt: skip
    second = cli("show", "suggestion", "-w", demo.root, "--at", again["run"],
                 "--columns", columns, "--json").json  # fmt: skip
    assert first == second
