from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable, Field, Schema
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import products, quantities, read_sorted, sales

from modiste.model.errors import BusyError, SchemaError, StoreError, UnknownNameError
from modiste.model.schema import Column, Kind, Table, Type, key
from modiste.model.tables import TABLES, table
from modiste.store.lake import Lake, Written

ODD_NAMES = [
    "My Brand",
    "工作室",
    "é~+&",
    "a[x]b",
    "st*r",
    "q?x",
    "h#h",
    "50%",
    "{a,b}",
    "currency=EUR",
]


def log(lake_root: Path, name: str = "sale") -> Path:
    return lake_root / name / "_delta_log"


@pytest.fixture
def vectors(monkeypatch) -> Table:
    """A table with every type of column."""
    declared = Table(
        "sample",
        Kind.FACT,
        "A row with every type.",
        ("id", "at"),
        (
            key("id", "Id."),
            key("at", "When.", Type.TIMESTAMP),
            Column("n", Type.INTEGER, "Number."),
            Column("share", Type.REAL, "Share."),
            Column("sure", Type.BOOLEAN, "Sure."),
            Column("day", Type.DATE, "Day."),
            Column("tags", Type.TEXTS, "Tags."),
            Column("vector", Type.VECTOR, "Vector."),
        ),
    )
    monkeypatch.setitem(TABLES, "sample", declared)
    return declared


# --- counts -----------------------------------------------------------------------------------


def test_new_changed_and_equal_rows_are_counted(lake):
    assert lake.upsert("sale", sales(["a", "b", "c"])) == Written("sale", 3, 0, 0, 1)
    again = pl.concat([sales(["a"]), sales(["b"], 7), sales(["d", "e"])])
    assert lake.upsert("sale", again) == Written("sale", 2, 1, 1, 2)
    assert quantities(lake) == {"a": 1, "b": 7, "c": 1, "d": 1, "e": 1}


def test_the_same_rows_again_make_no_version(lake):
    lake.upsert("sale", sales(["a", "b"]))
    assert lake.upsert("sale", sales(["b", "a"])) == Written("sale", 0, 0, 2, 1)
    assert lake.version("sale") == 1


def test_written_is_what_is_new_or_different():
    assert Written("sale", 3, 2, 9, 1).written == 5


def test_no_rows_make_no_table(lake):
    assert lake.upsert("sale", sales([])) == Written("sale", 0, 0, 0, None)
    assert lake.version("sale") is None
    assert lake.tables() == []


def test_a_key_is_all_of_its_columns(lake):
    lake.upsert("sale", sales(["a"]))
    lake.upsert("sale", sales(["a"], 5, variant_id="w"))
    lake.upsert("sale", sales(["a"], 6, line_no=2))
    rows = read_sorted(lake, "sale").select("variant_id", "line_no", "quantity").rows()
    assert rows == [("v", 1, 1), ("v", 2, 6), ("w", 1, 5)]


# --- columns ----------------------------------------------------------------------------------


def test_an_absent_column_keeps_what_is_stored_and_null_overwrites_it(lake):
    lake.upsert("product", products([{"product_id": "p", "title": "Dress", "brand": "B"}]))
    done = lake.upsert("product", products([{"product_id": "p", "title": "Robe"}]))
    assert (done.inserted, done.updated) == (0, 1)
    assert lake.read("product").select("title", "brand").rows() == [("Robe", "B")]
    done = lake.upsert("product", products([{"product_id": "p", "brand": None}]))
    assert (done.inserted, done.updated) == (0, 1)
    assert lake.read("product").select("title", "brand").rows() == [("Robe", None)]


def test_an_absent_column_of_a_new_row_is_null(lake):
    lake.upsert("product", products([{"product_id": "p", "title": "Dress"}]))
    assert lake.read("product")["brand"].to_list() == [None]


def test_rows_of_keys_alone_are_inserted_once(lake):
    only = products([{"product_id": "p"}])
    assert lake.upsert("product", only).inserted == 1
    lake.upsert("product", products([{"product_id": "p", "title": "Dress"}]))
    assert lake.upsert("product", only) == Written("product", 0, 0, 1, 2)
    assert lake.read("product")["title"].to_list() == ["Dress"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([None], [""]),
        ([], [None]),
        (["x", "y"], ["xy"]),
        (["x", "y"], ["y", "x"]),
        (None, []),
        ([], None),
    ],
)
def test_lists_that_differ_are_told_apart(lake, before, after):
    lake.upsert("product", products([{"product_id": "p", "tags": before}]))
    assert lake.upsert("product", products([{"product_id": "p", "tags": after}])).updated == 1
    assert lake.read("product")["tags"].to_list() == [after]
    assert lake.upsert("product", products([{"product_id": "p", "tags": after}])).unchanged == 1


@pytest.mark.parametrize("swap", [("title", "brand"), ("brand", "title")])
def test_a_value_that_moves_to_another_column_is_a_change(lake, swap):
    first, second = swap
    lake.upsert("product", products([{"product_id": "p", first: "x", second: None}]))
    done = lake.upsert("product", products([{"product_id": "p", first: None, second: "x"}]))
    assert done.updated == 1


def test_every_type_comes_back_as_it_went_in(lake, vectors):
    frame = pl.DataFrame(
        {
            "id": ["a", "b", "工"],
            "at": [dt.datetime(2026, 1, day, 1, 2, 3, 456_789, tzinfo=dt.UTC) for day in (1, 2, 3)],
            "n": [-(2**63), 2**63 - 1, None],
            "share": [0.1, -1e-300, None],
            "sure": [True, False, None],
            "day": [dt.date(1, 1, 1), dt.date(9999, 12, 31), None],
            "tags": [["a", None], [], None],
            "vector": [[0.5, -0.25], [], None],
        },
        schema=vectors.polars(),
    )
    assert lake.upsert("sample", frame).inserted == 3
    assert read_sorted(lake, "sample").equals(frame)
    assert lake.upsert("sample", frame).unchanged == 3


def test_a_column_declared_later_is_added_and_old_files_read_as_null(lake, monkeypatch):
    lake.upsert("location", pl.DataFrame({"location_id": ["old"], "name": ["Old"]}))
    declared = table("location")
    wider = Table(
        declared.name,
        declared.kind,
        declared.meaning,
        declared.key,
        (*declared.columns, Column("floors", Type.TEXTS, "Floors.")),
    )
    monkeypatch.setitem(TABLES, "location", wider)
    assert lake.read("location")["floors"].to_list() == [None]
    lake.upsert("location", pl.DataFrame({"location_id": ["new"], "floors": [["1", "2"]]}))
    rows = read_sorted(lake, "location").select("location_id", "name", "floors").rows()
    assert rows == [("new", None, ["1", "2"]), ("old", "Old", None)]
    done = lake.upsert("location", pl.DataFrame({"location_id": ["old"], "floors": [["3"]]}))
    assert done.updated == 1
    assert read_sorted(lake, "location")["floors"].to_list() == [["1", "2"], ["3"]]
    stored = DeltaTable(Path(lake.files("location")[0]).parent)
    assert [field.name for field in stored.schema().fields] == list(wider.names)


def test_a_table_of_a_newer_version_is_read_and_not_overwritten(lake, tmp_path):
    lake.upsert("sale", sales(["a"]))
    delta = DeltaTable(tmp_path / "lake" / "sale")
    delta.alter.add_columns([Field("mood", "string")])
    assert quantities(lake) == {"a": 1}
    with pytest.raises(
        StoreError, match="columns that this version of Modiste does not know: mood"
    ):
        lake.upsert("sale", sales(["b"]))
    assert quantities(lake) == {"a": 1}


def test_a_column_stored_in_another_type_is_an_error(lake, tmp_path):
    schema = table("sale").empty().to_arrow().schema
    fields = [
        Field("quantity", "string") if field.name == "quantity" else field
        for field in Schema.from_arrow(schema).fields
    ]
    DeltaTable.create(tmp_path / "lake" / "sale", schema=Schema(fields))
    with pytest.raises(StoreError, match="stores quantity in another type") as caught:
        lake.read("sale")
    assert caught.value.place.column == "quantity"


# --- modes ------------------------------------------------------------------------------------


def test_insert_only_leaves_stored_rows_alone(lake):
    lake.upsert("sale", sales(["a"], 1))
    with lake.stage("sale", insert_only=True) as stage:
        stage.write(sales(["a", "b"], 9))
        assert stage.commit() == Written("sale", 1, 0, 1, 2)
    assert quantities(lake) == {"a": 1, "b": 9}


def test_append_adds_without_looking(lake):
    assert lake.append("sale", sales(["a"]), transaction="t1") == Written("sale", 1, 0, 0, 1)
    assert lake.append("sale", sales(["b"]), transaction="t2") == Written("sale", 1, 0, 0, 2)
    assert quantities(lake) == {"a": 1, "b": 1}


@pytest.mark.parametrize("write", ["append", "upsert"])
def test_a_transaction_is_refused_a_second_time(lake, write):
    first = getattr(lake, write)("sale", sales(["a", "b"]), transaction="run-1/sale")
    again = getattr(lake, write)("sale", sales(["c"], 9), transaction="run-1/sale")
    assert first == Written("sale", 2, 0, 0, 1)
    assert again == Written("sale", 0, 0, 1, 1)
    assert quantities(lake) == {"a": 1, "b": 1}


def test_transactions_are_remembered_through_checkpoints_and_compaction(lake):
    for number in range(3):
        lake.append("sale", sales([f"o{number}"]), transaction=f"t{number}")
    lake.compact("sale", retention_hours=0)
    for number in range(3):
        lake.append("sale", sales([f"o{number}"]), transaction=f"t{number}")
    assert quantities(lake) == {"o0": 1, "o1": 1, "o2": 1}


def test_transactions_belong_to_a_table(lake):
    lake.append("sale", sales(["a"]), transaction="t")
    lake.append("product", products([{"product_id": "p"}]), transaction="t")
    assert lake.tables() == ["product", "sale"]


def test_a_frame_that_does_not_fit_is_refused_and_nothing_is_written(lake, tmp_path):
    with pytest.raises(SchemaError, match="quantity is not a whole number"):
        lake.upsert("sale", sales(["a"]).with_columns(quantity=pl.lit(0.5)))
    with pytest.raises(UnknownNameError, match="there is no table 'sales'"):
        lake.upsert("sales", sales(["a"]))
    assert not (tmp_path / "lake").exists()


# --- versions ---------------------------------------------------------------------------------


def test_an_absent_table_reads_as_empty_with_its_columns(lake):
    assert lake.read("sale").schema == table("sale").polars()
    assert lake.snapshot().read("sale").schema == table("sale").polars()
    assert lake.rows("sale") == 0
    assert lake.files("sale") == []
    assert lake.version("sale") is None
    assert lake.versions() == {}


def test_a_snapshot_stays_while_the_table_moves_on(lake):
    lake.upsert("sale", sales(["a"], 1))
    before = lake.snapshot()
    lake.upsert("sale", sales(["a"], 2))
    lake.upsert("product", products([{"product_id": "p"}]))
    assert before.versions == {"sale": 1}
    assert before.read("sale")["quantity"].to_list() == [1]
    assert before.read("product").height == 0, "it did not exist yet"
    assert lake.snapshot().versions == {"product": 1, "sale": 2}
    assert lake.snapshot().read("sale")["quantity"].to_list() == [2]


def test_time_travel_by_the_versions_of_an_earlier_run(lake):
    for quantity in (1, 2, 3):
        lake.upsert("sale", sales(["a"], quantity))
    then = lake.snapshot({"sale": 2})
    assert then.read("sale")["quantity"].to_list() == [2]
    assert lake.read("sale", version=1)["quantity"].to_list() == [1]
    assert lake.read("sale", version=-1).height == 0


def test_a_version_that_never_was_is_an_error(lake):
    lake.upsert("sale", sales(["a"]))
    with pytest.raises(StoreError, match="'sale' cannot be opened at version 7"):
        lake.read("sale", version=7)


def test_rows_are_counted(lake):
    lake.upsert("sale", sales(["a", "b"]))
    lake.upsert("sale", sales(["b", "c"], 2))
    assert lake.rows("sale") == 3


# --- places -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_lake_lives_in_a_folder_of_any_name(tmp_path, name):
    lake = Lake(tmp_path / name / "lake")
    lake.upsert("sale", sales(["a", "b"]))
    lake.upsert("sale", sales(["a"], 5, currency="USD"))
    lake.compact("sale", retention_hours=0)
    assert quantities(lake) == {"a": 5, "b": 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]
    url = Lake((tmp_path / name / "lake").as_uri())
    assert quantities(url) == {"a": 5, "b": 1}
    assert url.upsert("sale", sales(["a"], 6)).updated == 1


@pytest.mark.parametrize("name", ["100%25", "a\\b"])
def test_a_folder_that_delta_would_misread_is_refused(tmp_path, name):
    with pytest.raises(StoreError, match="the Delta library cannot read"):
        Lake(tmp_path / name)


def test_a_lake_elsewhere_needs_a_folder_for_its_locks():
    with pytest.raises(StoreError, match="needs a local folder for its locks"):
        Lake("s3://bucket/lake")


def test_a_folder_that_cannot_be_written_is_an_error_of_the_store(tmp_path):
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "sale").write_text("in the way")
    with pytest.raises(StoreError, match="a file of table 'sale' cannot be written") as caught:
        Lake(tmp_path / "lake").upsert("sale", sales(["a"]))
    assert "space" in caught.value.remedy


@pytest.mark.parametrize(
    ("feature", "named"),
    [
        ("delta.enableDeletionVectors", "deletionVectors"),
        ("delta.columnMapping.mode", "columnMapping"),
    ],
)
def test_features_that_would_be_misread_are_refused(lake, tmp_path, feature, named):
    lake.upsert("sale", sales(["a"]))
    protocol = {
        "minReaderVersion": 3,
        "minWriterVersion": 7,
        "readerFeatures": [named],
        "writerFeatures": [named],
    }
    entry = log(tmp_path / "lake") / f"{2:020d}.json"
    entry.write_text(json.dumps({"protocol": protocol}) + "\n")
    for use in (lambda: lake.read("sale"), lambda: lake.upsert("sale", sales(["b"]))):
        with pytest.raises(StoreError, match=f"'sale' uses {named}"):
            use()


def test_a_writer_waits_for_the_lock_and_then_says_so(tmp_path):
    lake = Lake(tmp_path / "lake", lock_seconds=0.05)
    lake.upsert("sale", sales(["a"]))
    with FileLock(tmp_path / "lake" / "_locks" / "sale.lock"):
        with pytest.raises(BusyError, match=r"'sale' has been locked for 0\.05 s"):
            lake.upsert("sale", sales(["b"]))
        assert quantities(lake) == {"a": 1}, "readers are let in"
        lake.upsert("product", products([{"product_id": "p"}]))
    assert lake.upsert("sale", sales(["b"])).inserted == 1


# --- property ---------------------------------------------------------------------------------

KEYS = st.sampled_from(["a", "b", "c", "d", "e"])
TEXT = st.one_of(st.none(), st.sampled_from(["", "x", "y"]))
TAGS = st.one_of(st.none(), st.lists(st.sampled_from(["", "s", "t"]), max_size=2))
VALUES = {"title": TEXT, "brand": TEXT, "tags": TAGS}


@st.composite
def writes(draw: st.DrawFn) -> tuple[str, tuple[str, ...], dict[str, dict]]:
    """How to write, the columns said, and the rows by key."""
    mode = draw(st.sampled_from(["upsert", "upsert", "insert", "compact"]))
    said = tuple(name for name in VALUES if draw(st.booleans()))
    row = st.fixed_dictionaries({name: VALUES[name] for name in said})
    return mode, said, draw(st.dictionaries(KEYS, row, max_size=5))


def apply(model: dict[str, dict], mode: str, rows: dict[str, dict]) -> tuple[int, int, int]:
    """The same write on a plain dictionary; returns inserted, updated, unchanged."""
    counts = [0, 0, 0]
    for name, row in rows.items():
        if name not in model:
            model[name] = {**dict.fromkeys(VALUES), **row}
            counts[0] += 1
        elif mode == "insert" or all(model[name][column] == row[column] for column in row):
            counts[2] += 1
        else:
            model[name] |= row
            counts[1] += 1
    return counts[0], counts[1], counts[2]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sequence=st.lists(writes(), min_size=1, max_size=6))
def test_any_sequence_of_writes_equals_a_dictionary(tmp_path_factory, sequence):
    lake = Lake(tmp_path_factory.mktemp("lake"))
    model: dict[str, dict] = {}
    types = table("product").polars()
    for mode, said, rows in sequence:
        if mode == "compact":
            lake.compact("product", retention_hours=0)
            continue
        expected = apply(model, mode, rows)
        listed = [{"product_id": name, **row} for name, row in rows.items()]
        schema = {name: types[name] for name in ("product_id", *said)}
        half = len(listed) // 2
        with lake.stage("product", insert_only=mode == "insert") as stage:
            for part in (listed[:half], listed[half:]):
                stage.write(pl.DataFrame(part, schema=schema))
            done = stage.commit()
        assert (done.inserted, done.updated, done.unchanged) == expected
        stored = lake.read("product").select("product_id", *VALUES)
        assert {row.pop("product_id"): row for row in stored.to_dicts()} == model
        assert stored.height == len(model)
