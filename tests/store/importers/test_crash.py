from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from modiste.store.lake import Lake

ROWS = 60_000
SCRIPT = """
import os, signal, sys
from pathlib import Path
from modiste.store.importers.base import Context
from modiste.store.importers.mapping import load_mapping
from modiste.store.importers.run import run_import
from modiste.store.importers.source import Reading
from modiste.store.lake import Lake
from modiste.store.pseudonym import Pseudonymiser
from modiste.store.stage import Stage

folder, when = Path(sys.argv[1]), sys.argv[2]
done = 0

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def progress(file, rows):
    if when == "reading" and rows > 20_000:
        die()

commit = Stage.commit

def dying(self, *args, **kwargs):
    global done
    if when == "between" and done == 1:
        die()
    done += 1
    return commit(self, *args, **kwargs)

Stage.commit = dying
summary = run_import(
    [folder / "f.csv"],
    lake=Lake(folder / "lake"),
    context=Context(Pseudonymiser(b"k" * 32), currency="EUR"),
    mapping=load_mapping(folder / "map.toml"),
    reading=Reading(block=100_000),
    rejects_dir=folder / "out",
    progress=progress,
)
print(summary.written)
"""


def _run(folder: Path, when: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", SCRIPT, str(folder), when]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.slow
@pytest.mark.parametrize("when", ["reading", "between"])
def test_a_killed_import_is_completed_by_running_it_again(tmp_path: Path, when: str) -> None:
    lines = [f"{i // 3},S{i % 50},2024-05-01,1" for i in range(ROWS)]
    (tmp_path / "f.csv").write_text("order,sku,at,n\n" + "\n".join(lines) + "\n")
    (tmp_path / "map.toml").write_text(
        '[tables.sale]\norder_id = "order"\nvariant_id = "sku"\nsold_at = "at"\nquantity = "n"\n'
        '[derived.variant]\nvariant_id = "sku"\nproduct_id = "sku"\n'
    )
    killed = _run(tmp_path, when)
    assert killed.returncode == -9, killed.stderr
    lake = Lake(tmp_path / "lake")
    assert lake.rows("sale") == 0
    assert lake.rows("variant") == (50 if when == "between" else 0)
    again = _run(tmp_path, "never")
    assert again.returncode == 0, again.stderr
    assert int(again.stdout) == ROWS + (0 if when == "between" else 50)
    assert lake.rows("sale") == ROWS
    assert lake.rows("variant") == 50
    third = _run(tmp_path, "never")
    assert third.stdout.strip() == "0"
