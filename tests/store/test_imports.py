from __future__ import annotations

from pathlib import Path

import pytest
from worlds import NEW_YEAR

from modiste.model.errors import InputError
from modiste.store.imports import import_files
from modiste.store.runs import get_run, list_runs

MAPPING = """
[tables.sale]
order_id = "Order"
variant_id = "SKU"
sold_at = "Date"
quantity = "Qty"
unit_price = "Price"
"""
HEADER = "Order,SKU,Date,Qty,Price\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    file = tmp_path / "map.toml"
    file.write_text(MAPPING, encoding="utf-8")
    return file


def csv(folder: Path, *lines: str, name: str = "sales.csv") -> Path:
    file = folder / name
    file.write_text(HEADER + "".join(line + "\n" for line in lines), encoding="utf-8")
    return file


def test_a_file_comes_in_as_a_recorded_run(workspace, tmp_path, mapping):
    file = csv(tmp_path, "1,A,2026-01-01,2,9.99", "2,B,2026-01-02,1,5.00", "3,C,never,1,5.00")
    told: list[tuple[str, int]] = []
    done = import_files(
        workspace, [file], mapping=mapping, progress=lambda *said: told.append(said)
    )
    sale = workspace.lake.read("sale").sort("order_id")
    assert sale.select("order_id", "variant_id", "quantity", "unit_price", "currency").rows() == [
        ("1", "A", 2, 999, "EUR"),
        ("2", "B", 1, 500, "EUR"),
    ]
    assert sale["sold_at"][0] == NEW_YEAR
    assert sale["location_id"].unique().to_list() == ["online"]
    run = get_run(workspace.ledger, done.run_id)
    assert (run.kind, run.state, run.error) == ("import", "done", None)
    assert run.inputs == {"files": ["sales.csv"], "dry_run": False}
    assert set(run.settings) == {"brand", "imports"}
    figures = run.outputs
    assert (figures["rows"], figures["set_aside"]) == (3, 1)
    assert figures["tables"]["sale"]["inserted"] == 2
    assert sum(figures["reasons"].values()) == 1
    assert told == [("sales.csv", 3)]


def test_the_same_file_again_changes_nothing(workspace, tmp_path, mapping):
    file = csv(tmp_path, "1,A,2026-01-01,2,9.99")
    import_files(workspace, [file], mapping=mapping)
    versions = workspace.lake.versions()
    again = import_files(workspace, [file], mapping=mapping)
    assert (again.summary.written, again.summary.unchanged) == (0, 1)
    assert workspace.lake.versions() == versions
    assert [run.state for run in list_runs(workspace.ledger)] == ["done", "done"]


def test_a_dry_run_writes_nothing(workspace, tmp_path, mapping):
    file = csv(tmp_path, "1,A,2026-01-01,2,9.99")
    done = import_files(workspace, [file], mapping=mapping, dry_run=True)
    assert done.summary.tables["sale"].staged == 1
    assert workspace.lake.versions() == {}
    assert get_run(workspace.ledger, done.run_id).inputs["dry_run"] is True


def test_an_import_that_fails_leaves_the_tables_alone(workspace, tmp_path, mapping):
    import_files(workspace, [csv(tmp_path, "1,A,2026-01-01,2,9.99")], mapping=mapping)
    before, stored = workspace.lake.versions(), workspace.lake.read("sale")
    good = csv(tmp_path, "2,B,2026-01-02,1,5.00", name="good.csv")
    bad = tmp_path / "bad.csv"
    bad.write_text("Quite,Other,Headers\n1,2,3\n", encoding="utf-8")
    with pytest.raises(InputError):
        import_files(workspace, [good, bad], mapping=mapping)
    assert workspace.lake.versions() == before
    assert workspace.lake.read("sale").equals(stored)
    assert len(list((workspace.root / "lake" / "sale").glob("*.parquet"))) == 1
    newest = list_runs(workspace.ledger, limit=1)[0]
    assert newest.state == "failed"
    assert newest.error.startswith("InputError: ")
    assert newest.outputs == {}


def test_an_import_that_is_stopped_leaves_the_tables_alone(workspace, tmp_path, mapping):
    file = csv(tmp_path, "1,A,2026-01-01,2,9.99")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files(workspace, [file], mapping=mapping, progress=stop)
    assert workspace.lake.versions() == {}
    assert list_runs(workspace.ledger)[0].state == "interrupted"
    assert import_files(workspace, [file], mapping=mapping).summary.written == 1


def test_a_file_that_is_not_there_is_a_failed_run(workspace, tmp_path, mapping):
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        import_files(workspace, [tmp_path / "nowhere.csv"], mapping=mapping)
    assert list_runs(workspace.ledger)[0].state == "failed"
