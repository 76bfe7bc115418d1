from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from fake_lake import FakeLake

from modiste.model.errors import InputError, UnknownNameError
from modiste.store.importers import BUILT_IN, Importer, find_importer, importers
from modiste.store.importers.mapping import parse_mapping
from modiste.store.importers.summary import ImportSummary
from modiste.store.lake import Lake

MAPPING = parse_mapping("""
[tables.sale]
order_id = "order"
variant_id = "sku"
sold_at = "at"
quantity = "n"
[derived.variant]
variant_id = "sku"
product_id = "sku"
""")
HEAD = "order,sku,at,n\n"
ONE = HEAD + "1,A,2024-05-01,1\n1,A,2024-05-01,1\n2,B,2024-05-01,2\n"


def test_the_same_import_twice_writes_nothing(run: Callable, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    first, _ = run({"f.csv": ONE}, mapping=MAPPING, lake=lake)
    again, _ = run({"f.csv": ONE}, mapping=MAPPING, lake=lake)
    assert (first.written, first.unchanged) == (5, 0)
    assert (again.written, again.unchanged) == (0, 3)
    assert lake.read("sale").sort("order_id", "line_no")["line_no"].to_list() == [1, 2, 1]
    assert lake.version("sale") == 1 or lake.version("sale") == 0


def test_lines_of_an_order_are_numbered_across_blocks(run: Callable, lake: FakeLake) -> None:
    from modiste.store.importers.source import Reading

    rows = [f"{i % 50},A,2024-05-01,{i}" for i in range(2000)]
    run({"f.csv": HEAD + "\n".join(rows)}, mapping=MAPPING, reading=Reading(block=512))
    sale = lake.read("sale").sort("quantity")
    assert sale["line_no"].to_list() == [i // 50 + 1 for i in range(2000)]


def test_of_two_files_the_last_named_counts(run: Callable, lake: FakeLake) -> None:
    files = {
        "a.csv": HEAD + "1,A,2024-05-01,1\n2,B,2024-05-01,2\n",
        "b.csv": HEAD + "1,A,2024-05-01,9\n2,B,2024-05-01,2\n",
    }
    summary, rejects = run(files, mapping=MAPPING)
    assert lake.read("sale").sort("order_id")["quantity"].to_list() == [9, 2]
    assert summary.tables["sale"].repeated == 1
    assert rejects.select("file", "row", "reason").rows() == [
        ("a.csv", "1", "duplicate of row 1 of another file")
    ]
    again, _ = run(files, mapping=MAPPING)
    assert again.written == 0


def test_dimension_rows_that_repeat(run: Callable, lake: FakeLake) -> None:
    mapping = parse_mapping('[tables.supplier]\nsupplier_id = "id"\nname = "label"\n')
    summary, rejects = run({"f.csv": "id,label\nS,one\nS,one\nS,two\nT,x\n"}, mapping=mapping)
    assert lake.read("supplier")["name"].to_list() == ["one", "x"]
    assert summary.tables["supplier"].repeated == 1
    assert summary.reasons == {"duplicate of an earlier row": 1}
    assert rejects.rows() == [("f.csv", "3", "supplier_id", "S", "duplicate of row 1")]


def test_an_error_leaves_nothing(run: Callable, lake: FakeLake, tmp_path: Path) -> None:
    bad = ONE + '3,"' + "x" * (20 << 20)
    with pytest.raises(InputError, match="longer than"):
        run({"f.csv": bad}, mapping=MAPPING)
    assert lake.tables == {}
    assert lake.open_stages == 0
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True


def test_an_interrupted_commit_is_completed_by_the_same_import(
    run: Callable, lake: FakeLake
) -> None:
    lake.fail_at = "sale"
    with pytest.raises(KeyboardInterrupt):
        run({"f.csv": ONE}, mapping=MAPPING)
    assert (set(lake.tables), lake.open_stages) == ({"variant"}, 0)
    lake.fail_at = None
    summary, _ = run({"f.csv": ONE}, mapping=MAPPING)
    assert summary.tables["variant"].written == 0
    assert summary.tables["sale"].inserted == 3


def test_a_dry_run_writes_nothing_but_rejects(run: Callable, lake: FakeLake) -> None:
    summary, rejects = run({"f.csv": ONE + "x\n"}, mapping=MAPPING, dry_run=True)
    assert lake.tables == {}
    assert summary.tables["sale"].staged == 3
    assert (summary.written, summary.dry_run, rejects.height) == (0, True, 1)


def test_hooks_and_progress(run: Callable) -> None:
    told: list[object] = []

    class Hooks:
        def started(self, _: str, importers: list[str], files: list[str]) -> None:
            told.append((importers, files))

        def finished(self, summary: ImportSummary) -> None:
            told.append(summary.rows)

        def failed(self, _: str, error: BaseException) -> None:
            told.append(type(error))

    options = {"mapping": MAPPING, "ledger_hooks": Hooks()}
    run({"f.csv": ONE}, progress=lambda file, rows: told.append((file, rows)), **options)
    assert told == [(["generic"], ["f.csv"]), ("f.csv", 3), 3]
    with pytest.raises(InputError):
        run({"f.csv": HEAD + '3,"' + "x" * (20 << 20)}, **options)
    assert told[-1] is InputError


def test_rejects_hide_people_and_formulas(run: Callable) -> None:
    mapping = parse_mapping("""
[[set_aside]]
reason = "=HYPERLINK(1)"
column = "Customer Name"
missing = false
[[set_aside]]
reason = "formula"
column = "note"
matches = "="
[[set_aside]]
reason = "mail"
column = "note"
matches = "@"
[tables.supplier]
supplier_id = "id"
""")
    text = "id,Customer Name,note\n1,Ann Lee,x\n2,,=1+1\n3,,write to ann@example.com\n4,,+49\n"
    _, rejects = run({"f.csv": text}, mapping=mapping)
    assert rejects.select("value", "reason").rows() == [
        ("(personal)", "'=HYPERLINK(1)"),
        ("'=1+1", "formula"),
        ("(personal)", "mail"),
    ]


def test_unknown_files(run: Callable, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"no importer knows a file with the columns foo, bar.*suggest-map"
    ):
        run({"f.csv": "foo,bar\n1,2\n"})
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("readme.txt", "hello\n")
        archive.writestr("g.csv", "foo,bar\n1,2\n")
    with pytest.raises(InputError, match="none of the 2 files can be imported"):
        run(tmp_path / "z.zip")


def test_every_importer_is_sound() -> None:
    assert set(BUILT_IN) <= set(importers())
    for name, importer in importers().items():
        assert isinstance(importer, Importer)
        assert importer.name == name
        assert importer.title
    with pytest.raises(UnknownNameError, match="no importer 'magento'"):
        find_importer("magento")


def test_counts_add_up_for_any_mix(run: Callable, lake: FakeLake) -> None:
    rows = ["1,A,2024-05-01,1", "2,B,x,1", "short", "3,C,2024-05-01,1", ""]
    text = HEAD + "\n".join(rows * 3) + "\n"
    summary, rejects = run({"f.csv": text}, mapping=MAPPING)
    assert summary.rows == 15
    assert summary.set_aside == 9 == rejects["row"].n_unique()
    assert summary.tables["sale"].inserted == 6
    assert lake.read("sale").height == 6
    assert pl.Series(list(summary.reasons.values())).sum() == 9
