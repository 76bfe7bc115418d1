from __future__ import annotations

import datetime as dt
import socket
import sys
from pathlib import Path

import polars as pl
import pytest
from groups import running, summed
from polars.testing import assert_frame_equal
from worlds import products, sales

from modiste.model.errors import MissingExtraError, SettingsError, StoreError
from modiste.model.tables import TABLES, table
from modiste.store.engine import DuckEngine, connect
from modiste.store.folder import Root
from modiste.store.lake import Lake

ODD_NAMES = ["My Brand", "工作室", "a[x]b", "st*r", "q?x", "50%", "{a,b}", "currency=EUR", "it's"]


def many(groups: int, rows: int) -> pl.DataFrame:
    """Sales of several variants, all groups of the same size."""
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    listed = [
        (f"v{group}", start + dt.timedelta(days=row), (group * 7 + row * 3) % 11)
        for row in range(rows)
        for group in range(groups)
    ]
    return pl.DataFrame(listed, schema=["variant_id", "sold_at", "quantity"], orient="row")


# --- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_an_absent_table_is_empty_with_its_columns(lake, engine_over, name):
    engine = engine_over(lake)
    found = engine.run(engine.table(name))
    assert found.height == 0
    assert found.schema == table(name).polars()


def test_a_table_reads_as_the_lake_reads_it(lake, engine_over):
    lake.upsert("sale", sales(["a", "b"], currency="EUR"))
    lake.upsert("sale", sales(["c"], 3))
    engine = engine_over(lake)
    found = engine.run(engine.table("sale")).sort("order_id")
    assert_frame_equal(found, lake.read("sale").sort("order_id"))


def test_lists_are_read(lake, engine_over):
    rows = [{"product_id": "p", "tags": ["x", None]}, {"product_id": "q", "tags": []}]
    lake.upsert("product", products(rows))
    engine = engine_over(lake)
    found = engine.run(engine.table("product").select("product_id", "tags"))
    assert dict(found.rows()) == {"p": ["x", None], "q": []}


def test_a_column_younger_than_the_files_is_null(lake, engine_over, monkeypatch):
    from modiste.model.schema import Column, Table, Type

    lake.upsert("location", pl.DataFrame({"location_id": ["web"]}))
    old = table("location")
    columns = (*old.columns, Column("floors", Type.INTEGER, "Floors."))
    wider = Table(old.name, old.kind, old.meaning, old.key, columns)
    monkeypatch.setitem(TABLES, "location", wider)
    engine = engine_over(lake)
    found = engine.run(engine.table("location"))
    assert found.schema == wider.polars()
    assert found["floors"].to_list() == [None]


def test_an_engine_reads_its_snapshot_whatever_is_written_later(lake, engine_over):
    lake.upsert("sale", sales(["a"], 1))
    engine = engine_over(lake)
    lake.upsert("sale", sales(["a", "b"], 2))
    assert engine.run(engine.table("sale"))["quantity"].to_list() == [1]


def test_two_engines_over_two_snapshots_do_not_meet(lake, engine_over):
    lake.upsert("sale", sales(["a"], 1))
    one = engine_over(lake)
    early = one.table("sale")
    lake.upsert("sale", sales(["a"], 2))
    other = engine_over(lake)
    assert other.run(other.table("sale"))["quantity"].to_list() == [2]
    assert one.run(early)["quantity"].to_list() == [1]
    other.close()
    assert one.run(early)["quantity"].to_list() == [1]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_lake_in_a_folder_of_any_name_is_read(tmp_path, engine_over, name):
    lake = Lake(tmp_path / name / "lake")
    lake.upsert("sale", sales(["a", "b"]))
    engine = engine_over(lake)
    found = engine.run(engine.table("sale")).sort("order_id")
    assert found.select("order_id", "currency").rows() == [("a", None), ("b", None)]


def test_what_lies_behind_a_url_is_fetched(lake, tmp_path):
    lake.upsert("sale", sales(["a", "b"]))
    lake._root = Root((tmp_path / "lake").as_uri(), None)
    with connect(lake.snapshot()) as engine:
        assert engine.run(engine.table("sale")).height == 2


def test_a_frame_in_memory_joins_the_tables(lake, engine_over):
    lake.upsert("sale", sales(["a", "b"], 2))
    engine = engine_over(lake)
    named = engine.memory(pl.DataFrame({"order_id": ["b", "c"], "who": ["B", "C"]}))
    other = engine.memory(pl.DataFrame({"order_id": ["b"], "n": [1]}))
    sale = engine.table("sale")
    joined = sale.join(named, "order_id").join(other, "order_id")
    found = engine.run(joined.select("order_id", "quantity", "who", "n"))
    assert found.rows() == [("b", 2, "B", 1)]


# --- groups -------------------------------------------------------------------------------------

TOTALS = pl.Schema({"variant_id": pl.String, "total": pl.Int64, "mean": pl.Float64})
RUNNING = pl.Schema({"variant_id": pl.String, "so_far": pl.Int64})


def test_a_function_is_called_once_a_group(lake, engine_over):
    frame = many(groups=5, rows=7)
    found = engine_over(lake).map_groups(frame, ["variant_id"], summed, TOTALS)
    units = pl.col("quantity")
    expected = frame.group_by("variant_id").agg(total=units.sum(), mean=units.mean())
    assert_frame_equal(found.sort("variant_id"), expected.sort("variant_id"))


def test_a_group_may_give_many_rows_in_columns_of_any_order(lake, engine_over):
    frame = many(groups=3, rows=4)
    found = engine_over(lake).map_groups(frame, ["variant_id"], running, RUNNING)
    expected = frame.sort("sold_at").select(
        "variant_id", so_far=pl.col("quantity").cum_sum().over("variant_id")
    )
    assert found.schema == RUNNING
    assert sorted(found.rows()) == sorted(expected.rows())


def test_no_rows_make_no_groups(lake, engine_over):
    frame = many(groups=1, rows=1).clear()
    found = engine_over(lake).map_groups(frame, ["variant_id"], summed, TOTALS)
    assert found.schema == TOTALS
    assert found.height == 0


@pytest.mark.slow
def test_groups_over_processes_equal_groups_in_this_one(lake):
    frame = many(groups=9, rows=3)
    here = DuckEngine(lake.snapshot())
    spread = DuckEngine(lake.snapshot(), workers=2)
    one = here.map_groups(frame, ["variant_id"], summed, TOTALS)
    many_ = spread.map_groups(frame, ["variant_id"], summed, TOTALS)
    assert_frame_equal(one.sort("variant_id"), many_.sort("variant_id"))


# --- settings -----------------------------------------------------------------------------------


def setting_of(engine: DuckEngine, name: str) -> str:
    found = engine._connection.raw_sql(f"SELECT current_setting('{name}')").fetchone()
    return str(found[0])


def test_duckdb_keeps_to_the_memory_it_is_given(lake):
    with connect(lake.snapshot(), memory_mb=512) as engine:
        assert isinstance(engine, DuckEngine)
        assert setting_of(engine, "memory_limit") == "488.2 MiB"  # 512 MB of a million bytes


def test_duckdb_spills_beside_other_temporary_files(lake, tmp_path, monkeypatch):
    """Not into the folder in which the command happens to be run."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with connect(lake.snapshot()) as engine:
        spill = Path(setting_of(engine, "temp_directory"))
    assert spill.parent == tmp_path
    assert not spill.exists()


def test_duckdb_fetches_no_extension_and_thinks_in_utc(lake):
    with connect(lake.snapshot()) as engine:
        assert setting_of(engine, "autoinstall_known_extensions") == "False"
        assert setting_of(engine, "TimeZone") == "UTC"


@pytest.mark.parametrize("setting", ["", "postgres", "DuckDB", "spark://host:7077"])
def test_an_unknown_engine_is_refused(lake, setting):
    with pytest.raises(SettingsError, match=f"there is no engine '{setting}'") as caught:
        connect(lake.snapshot(), setting)
    assert "storage.engine" in caught.value.remedy


def test_spark_without_its_extra_names_the_extra(lake, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(MissingExtraError, match="is not installed") as caught:
        connect(lake.snapshot(), "sc://localhost:15002")
    assert "modiste[spark]" in caught.value.remedy


@pytest.mark.spark
def test_a_spark_server_that_does_not_answer_is_told_at_once(lake):
    pytest.importorskip("pyspark")
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        address = f"sc://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(StoreError, match="does not answer") as caught:
            connect(lake.snapshot(), address)
    assert caught.value.place.value == address


@pytest.mark.spark
@pytest.mark.parametrize("address", ["sc://127.0.0.1:port", "sc://127.0.0.1:99999"])
def test_an_address_with_no_port_in_it_is_told(lake, address):
    pytest.importorskip("pyspark")
    with pytest.raises(StoreError, match="does not answer"):
        connect(lake.snapshot(), address)
