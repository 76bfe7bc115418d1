from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from worlds import products, quantities, read_sorted, sales

from modiste.model.errors import StoreError
from modiste.store import care
from modiste.store.lake import Lake

DAY = 86_400


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def log(root: Path) -> Path:
    return root / "sale" / "_delta_log"


def age(folder: Path, days: float) -> None:
    """Let files look as if they had been written days ago."""
    then = time.time() - days * DAY
    for path in folder.glob("*.parquet"):
        os.utime(path, (then, then))


def parts(root: Path) -> set[str]:
    return {str(path) for path in (root / "sale").glob("*.parquet")}


# --- compaction -------------------------------------------------------------------------------


def test_small_files_become_one_with_the_same_rows(lake):
    for number in range(5):
        lake.upsert("sale", sales([f"o{number}"], number + 1))
    before = read_sorted(lake, "sale")
    assert lake.compact("sale") == {"merged": 5, "into": 1, "deleted": 0}
    assert len(lake.files("sale")) == 1
    assert read_sorted(lake, "sale").equals(before)
    assert lake.compact("sale") == {"merged": 0, "into": 0, "deleted": 0}


def test_an_absent_table_needs_no_care(lake, root):
    assert lake.compact("sale") == {"merged": 0, "into": 0, "deleted": 0}
    assert lake.repair("sale") is None


def test_versions_within_the_retention_stay_readable(lake):
    for quantity in (1, 2, 3):
        lake.upsert("sale", sales(["a", "b"], quantity))
        lake.upsert("sale", sales([f"only {quantity}"]))
    versions = {number: lake.read("sale", version=number) for number in range(1, 7)}
    lake.compact("sale", retention_hours=24 * 30)
    for number, content in versions.items():
        assert lake.read("sale", version=number).equals(content)


def test_versions_beyond_the_retention_are_gone_and_say_so(lake, root):
    lake.upsert("sale", sales(["a"], 1))
    lake.upsert("sale", sales(["a"], 2))
    assert lake.compact("sale", retention_hours=0)["deleted"] == 1
    assert len(parts(root)) == 1
    assert quantities(lake) == {"a": 2}
    for version in (0, 1):
        with pytest.raises(StoreError, match=f"'sale' cannot be opened at version {version}"):
            lake.read("sale", version=version)
    assert lake.upsert("sale", sales(["a"], 3)).updated == 1


def test_a_snapshot_of_a_vanished_version_names_the_remedy(lake, root):
    lake.upsert("sale", sales(["a"], 1))
    then = lake.snapshot()
    lake.upsert("sale", sales(["a"], 2))
    for path in map(Path, then.files("sale")):
        path.unlink()
    with pytest.raises(StoreError, match="version 1 of table 'sale' is no longer there") as caught:
        then.read("sale")
    assert "retention_days" in caught.value.remedy


def test_files_of_killed_writers_go_once_nobody_can_be_writing_them(lake, root):
    lake.upsert("sale", sales(["a"]))
    kept = parts(root)
    abandoned = lake.stage("sale")
    abandoned.write(sales(["b"]))
    lake.compact("sale", retention_hours=48)
    assert len(parts(root)) == 2, "its writer may still be at work"
    age(root / "sale", days=3)
    assert lake.compact("sale", retention_hours=48)["deleted"] == 1
    assert parts(root) == kept
    assert quantities(lake) == {"a": 1}


def test_a_short_retention_never_takes_a_stage_under_way(lake):
    lake.upsert("sale", sales(["a"]))
    with lake.stage("sale") as stage:
        stage.write(sales(["b"]))
        lake.compact("sale", retention_hours=0)
        stage.commit()
    assert quantities(lake) == {"a": 1, "b": 1}


def test_a_file_replaced_lately_stays_however_old_it_is(lake, root):
    """A version is as old as what ended it, not as the files that it had."""
    lake.upsert("sale", sales(["a"], 1))
    age(root / "sale", days=400)
    lake.upsert("sale", sales(["a"], 2))
    lake.compact("sale", retention_hours=24 * 30)
    lake.compact("sale", retention_hours=24 * 30)
    assert lake.read("sale", version=1)["quantity"].to_list() == [1]


def test_groups_are_of_small_files_and_not_too_large(monkeypatch):
    monkeypatch.setattr(care, "_TARGET_BYTES", 100)
    sizes = {"a": 40, "b": 60, "c": 30, "d": 45, "e": 20, "f": 49, "g": 1}
    groups = list(care._groups(sizes))
    assert groups == [["a", "c"], ["d", "e"], ["f", "g"]]
    assert list(care._groups({"a": 40, "b": 60})) == []
    assert list(care._groups({})) == []


def test_the_log_is_summed_up_now_and_then(lake, root, monkeypatch):
    monkeypatch.setattr("modiste.store.lake._CHECKPOINT_EVERY", 4)
    for number in range(9):
        lake.append("sale", sales([f"o{number}"]), transaction=f"t{number}")
    names = sorted(path.name for path in log(root).glob("*.checkpoint.parquet"))
    assert names == [f"{4:020d}.checkpoint.parquet", f"{8:020d}.checkpoint.parquet"]
    for entry in log(root).glob("*.json"):
        if int(entry.stem) <= 8:
            entry.unlink()  # what a checkpoint says need not be said again
    assert len(quantities(lake)) == 9
    assert lake.append("sale", sales(["o0"]), transaction="t0").inserted == 0


def test_the_log_is_shortened_only_beyond_the_retention(lake, root):
    for number in range(3):
        lake.upsert("sale", sales([f"o{number}"]))
    lake.compact("sale", retention_hours=24 * 30)
    assert (log(root) / f"{0:020d}.json").exists()
    lake.compact("sale", retention_hours=0)
    assert not (log(root) / f"{0:020d}.json").exists()
    assert len(quantities(lake)) == 3


# --- after a power cut ------------------------------------------------------------------------


def torn_entries(body: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "half a line": body[: len(body) // 2],
        "half a character": "é".encode()[:1],
        "zeros": b"\0" * len(body),
        "half zeros": body[:40] + b"\0" * 400,
    }


@pytest.mark.parametrize("how", torn_entries(b""))
def test_a_torn_newest_entry_is_set_aside(lake, root, how):
    lake.upsert("sale", sales(["a"]))
    lake.upsert("sale", sales(["b"]))
    entry = log(root) / f"{2:020d}.json"
    torn = torn_entries(entry.read_bytes())[how]
    entry.write_bytes(torn)
    if torn:
        for use in (lambda: lake.read("sale"), lambda: lake.upsert("sale", sales(["c"]))):
            with pytest.raises(StoreError, match="newest log entry of table 'sale' is torn") as e:
                use()
            assert e.value.place.file == str(entry)
            assert "doctor --repair" in e.value.remedy
    aside = lake.repair("sale")
    assert aside is not None
    assert aside.parent == root / "sale" / "_torn"
    assert aside.read_bytes() == torn
    assert quantities(lake) == {"a": 1}
    assert lake.upsert("sale", sales(["b"])).version == 2
    assert quantities(lake) == {"a": 1, "b": 1}
    assert lake.repair("sale") is None


def test_a_torn_first_entry_is_set_aside_too(lake, root):
    lake.upsert("sale", sales(["a"]))
    (log(root) / f"{1:020d}.json").unlink()
    (log(root) / f"{0:020d}.json").write_bytes(b'{"commitInfo":{"times')
    with pytest.raises(StoreError, match="is torn"):
        lake.read("sale")
    assert lake.repair("sale") is not None
    assert lake.version("sale") is None
    assert lake.upsert("sale", sales(["a"])).inserted == 1


def test_a_sound_table_is_not_touched_by_a_repair(lake, root):
    lake.upsert("sale", sales(["a"]))
    before = sorted(path.name for path in log(root).iterdir())
    assert lake.repair("sale") is None
    assert sorted(path.name for path in log(root).iterdir()) == before


def test_damage_before_the_newest_entry_is_not_for_a_repair(lake, root):
    for order in ("a", "b"):
        lake.upsert("sale", sales([order]))
    (log(root) / f"{1:020d}.json").write_bytes(b'{"add":{"pa')
    with pytest.raises(StoreError, match="'sale' cannot be opened") as caught:
        lake.read("sale")
    assert "unknown" not in caught.value.what, "the library's trace is left out"
    assert lake.repair("sale") is None


def test_other_tables_live_on_beside_a_torn_one(lake, root):
    lake.upsert("sale", sales(["a"]))
    lake.upsert("product", products([{"product_id": "p"}]))
    (log(root) / f"{1:020d}.json").write_bytes(json.dumps({"add": 1}).encode()[:5])
    assert lake.read("product").height == 1
    assert Lake(root).repair("product") is None
