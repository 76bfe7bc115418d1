from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable
from worlds import products, quantities, sales

from modiste.model.errors import BusyError, SchemaError
from modiste.model.tables import table
from modiste.store import folder as folder_module
from modiste.store.folder import Root, TableFolder
from modiste.store.lake import Lake, Written
from modiste.store.stage import Mode, Stage


def parts(lake_root: Path, name: str = "sale") -> set[str]:
    return {path.name for path in (lake_root / name).glob("*.parquet")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "lake"


@pytest.fixture
def far_lake(root: Path, tmp_path: Path) -> Lake:
    """A lake that is treated as one behind a URL, which here happens to be a folder."""
    lake = Lake(root, locks=tmp_path / "locks")
    lake._root = Root(root.as_uri(), None)
    return lake


def test_frames_gather_unseen_until_one_commit(lake):
    with lake.stage("sale") as stage:
        stage.write(sales(["a", "b"]))
        stage.write(sales(["c"]))
        assert stage.rows == 3
        assert lake.version("sale") is None
        assert lake.read("sale").height == 0
        assert stage.commit() == Written("sale", 3, 0, 0, 1)
        assert stage.rows == 0
    assert quantities(lake) == {"a": 1, "b": 1, "c": 1}


@pytest.mark.parametrize("mode", Mode)
def test_two_rows_with_one_key_are_refused_by_name(lake, root, mode):
    twice = pl.concat([sales(["a", "b"]), sales(["b"], 2)])
    with Stage(lake, table("sale"), mode) as stage:
        stage.write(twice.head(2))
        stage.write(twice.tail(1))
        with pytest.raises(SchemaError) as caught:
            stage.commit()
    assert caught.value.what == (
        "sale: two rows of one write have the same key (order_id b, variant_id v, line_no 1)"
    )
    assert lake.version("sale") is None
    assert parts(root) == set()


def test_frames_of_one_write_have_the_same_columns(lake):
    with lake.stage("product") as stage:
        stage.write(products([{"product_id": "a", "title": "A"}]))
        with pytest.raises(SchemaError, match="frames written to 'product' differ"):
            stage.write(products([{"product_id": "b"}]))


def test_discard_removes_the_files(lake, root):
    stage = lake.stage("sale")
    stage.write(sales(["a"]))
    assert len(parts(root)) == 1
    stage.discard()
    assert parts(root) == set()
    assert stage.rows == 0
    assert stage.commit() == Written("sale", 0, 0, 0, None)


def test_leaving_without_a_commit_discards(lake, root):
    lake.upsert("sale", sales(["kept"]))
    before = parts(root)
    with lake.stage("sale") as stage:
        stage.write(sales(["a"]))
        assert len(parts(root)) == len(before) + 1
    assert parts(root) == before
    assert quantities(lake) == {"kept": 1}


def test_a_commit_leaves_only_files_that_some_version_names(lake, root):
    lake.upsert("sale", sales(["a", "b"]))
    lake.upsert("sale", pl.concat([sales(["a"]), sales(["b"], 2), sales(["c"])]))
    lake.upsert("sale", sales(["a", "c"]))
    delta = DeltaTable(root / "sale")
    named = {
        Path(uri).name
        for version in range(delta.version() + 1)
        for uri in DeltaTable(root / "sale", version=version).file_uris()
    }
    assert parts(root) == named


def test_a_change_rewrites_only_the_files_that_hold_it(lake, root):
    for order in ("a", "b", "c"):
        lake.upsert("sale", sales([order]))
    before = set(lake.files("sale"))
    lake.upsert("sale", sales(["b"], 9))
    after = set(lake.files("sale"))
    assert len(before - after) == 1
    assert len(after - before) == 1


def test_a_file_of_new_rows_is_used_as_it_was_staged(lake, root):
    lake.upsert("sale", sales(["a"]))
    with lake.stage("sale") as stage:
        stage.write(sales(["b", "c"]))
        stage.write(sales(["a", "d"]))
        staged = parts(root)
        stage.commit()
    used = {Path(file).name for file in lake.files("sale")}
    assert len(used & staged) == 2, "the first file, and the staged file of new rows"
    assert quantities(lake) == {"a": 1, "b": 1, "c": 1, "d": 1}


def test_a_stage_may_be_used_again_after_its_commit(lake):
    with lake.stage("sale") as stage:
        stage.write(sales(["a"]))
        stage.commit()
        stage.write(sales(["b"]))
        assert stage.commit() == Written("sale", 1, 0, 0, 2)
    assert quantities(lake) == {"a": 1, "b": 1}


def test_two_stages_of_one_table_see_each_others_rows(lake):
    with lake.stage("sale") as one, lake.stage("sale") as other:
        one.write(sales(["a", "b"]))
        other.write(sales(["b", "c"], 2))
        assert one.commit() == Written("sale", 2, 0, 0, 1)
        assert other.commit() == Written("sale", 1, 1, 0, 2)
    assert quantities(lake) == {"a": 1, "b": 2, "c": 2}


@pytest.mark.parametrize("step", ["_sync", "flush"])
def test_a_failure_around_the_commit_never_deletes_what_the_log_names(lake, monkeypatch, step):
    """The disk may fail after the log entry is written: its files must stay."""
    lake.upsert("sale", sales(["a"]))

    def fail(*_: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(TableFolder, step, fail)
        with pytest.raises(OSError, match="the disk is gone"):
            lake.upsert("sale", sales(["a", "b"], 2))
    assert quantities(lake) in ({"a": 1}, {"a": 2, "b": 2})
    lake.upsert("sale", sales(["a", "b"], 2))
    assert quantities(lake) == {"a": 2, "b": 2}


def test_everything_is_flushed_before_a_write_is_acknowledged(lake, root, monkeypatch):
    """Data before the entry that names it, the entry before it, folders after their files."""
    flushed: list[str] = []

    def remember(paths) -> None:
        flushed.extend(str(path.relative_to(root)) for path in paths)

    monkeypatch.setattr(folder_module, "sync_all", remember)
    lake.upsert("sale", sales(["a"]))
    data, *rest = flushed
    assert data.startswith("sale/part-")
    entries = [f"sale/_delta_log/{number:020d}.json" for number in (0, 1)]
    assert rest == [*entries, "sale/_delta_log", "sale"]
    flushed.clear()
    lake.upsert("sale", sales(["b"]))
    assert flushed[1:] == [
        f"sale/_delta_log/{1:020d}.json",  # its writer may have died before it flushed it
        f"sale/_delta_log/{2:020d}.json",
        "sale/_delta_log",
        "sale",
    ]


# --- behind a URL -----------------------------------------------------------------------------


def test_the_same_door_serves_a_lake_behind_a_url(far_lake, root, tmp_path):
    assert far_lake.upsert("sale", sales(["a", "b"])) == Written("sale", 2, 0, 0, 1)
    assert far_lake.upsert("sale", sales(["b", "c"], 2)) == Written("sale", 1, 1, 0, 2)
    assert quantities(far_lake) == {"a": 1, "b": 2, "c": 2}
    assert far_lake.append("sale", sales(["d"]), transaction="t").inserted == 1
    assert far_lake.append("sale", sales(["d"]), transaction="t").inserted == 0
    assert far_lake.read("sale", version=1).height == 2
    assert far_lake.compact("sale", retention_hours=0)["into"] == 1
    assert quantities(far_lake) == {"a": 1, "b": 2, "c": 2, "d": 1}
    assert all(file.startswith("file://") for file in far_lake.files("sale"))
    assert sorted(path.name for path in (tmp_path / "locks").iterdir()) == ["sale.lock"]
    assert [path.name for path in root.iterdir()] == ["sale"]
    assert far_lake.repair("sale") is None


def test_a_discarded_stage_leaves_nothing_behind_a_url(far_lake, root):
    stage = far_lake.stage("sale")
    stage.write(sales(["a"]))
    assert len(parts(root)) == 1
    stage.discard()
    assert parts(root) == set()


def test_another_machines_commit_is_noticed(far_lake, root, tmp_path, monkeypatch):
    """Its lock is not ours: what we worked out from the older version must not be published."""
    far_lake.upsert("sale", sales(["a"]))
    other = Lake(root, locks=tmp_path / "other locks")
    commit = TableFolder.commit

    def late(self, delta, **said) -> int:
        monkeypatch.setattr(TableFolder, "commit", commit)
        other.upsert("sale", sales(["b"], 5))
        return commit(self, delta, **said)

    monkeypatch.setattr(TableFolder, "commit", late)
    with pytest.raises(BusyError, match="another machine wrote to table 'sale'") as caught:
        far_lake.upsert("sale", sales(["a", "b"], 7))
    assert caught.value.remedy == "Nothing was written; do it again."
    assert quantities(far_lake) == {"a": 1, "b": 5}
    assert far_lake.upsert("sale", sales(["a", "b"], 7)).updated == 2


def test_another_machines_new_table_is_noticed(far_lake, root, tmp_path, monkeypatch):
    other = Lake(root, locks=tmp_path / "other locks")
    commit = TableFolder.commit

    def late(self, delta, **said) -> int:
        monkeypatch.setattr(TableFolder, "commit", commit)
        other.upsert("sale", sales(["a"]))
        return commit(self, delta, **said)

    monkeypatch.setattr(TableFolder, "commit", late)
    with pytest.raises(BusyError, match="another machine"):
        far_lake.upsert("sale", sales(["a"], 7))
    assert quantities(far_lake) == {"a": 1}
