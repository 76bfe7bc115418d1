"""A lake in memory, with the interface that imports use."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from modiste.model.schema import ROW
from modiste.model.tables import table

KEY = b"k" * 32
EXAMPLES = Path(__file__).parents[3] / "examples"


@dataclass(frozen=True)
class Written:
    inserted: int
    updated: int
    unchanged: int


@dataclass
class FakeLake:
    tables: dict[str, dict[tuple, dict]] = field(default_factory=dict)
    commits: list[str] = field(default_factory=list)
    open_stages: int = 0
    fail_at: str | None = None

    def stage(self, name: str, *, insert_only: bool = False) -> FakeStage:
        self.open_stages += 1
        return FakeStage(self, name, insert_only)

    def read(self, name: str) -> pl.DataFrame:
        rows = list(self.tables.get(name, {}).values())
        full = [{c: row.get(c) for c in table(name).names} for row in rows]
        return pl.DataFrame(full, schema=table(name).polars(), orient="row")


@dataclass
class FakeStage:
    lake: FakeLake
    name: str
    insert_only: bool
    frames: list[pl.DataFrame] = field(default_factory=list)

    def write(self, frame: pl.DataFrame, *, checked: bool = False) -> None:
        assert checked
        assert ROW not in frame.columns
        assert not self.frames or self.frames[0].columns == frame.columns
        self.frames.append(frame)

    def commit(self, transaction: str | None = None) -> Written:
        assert transaction
        if self.lake.fail_at == self.name:
            raise KeyboardInterrupt
        self.lake.commits.append(self.name)
        stored = self.lake.tables.setdefault(self.name, {})
        inserted = updated = unchanged = 0
        seen = set()
        key = table(self.name).key
        for row in (r for f in self.frames for r in f.iter_rows(named=True)):
            at = tuple(row[k] for k in key)
            assert at not in seen, f"{self.name}: key {at} comes twice"
            seen.add(at)
            old = stored.get(at)
            if old is None:
                stored[at] = dict(row)
                inserted += 1
            elif self.insert_only or all(old.get(c) == v for c, v in row.items()):
                unchanged += 1
            else:
                old.update(row)
                updated += 1
        return Written(inserted, updated, unchanged)

    def discard(self) -> None:
        self.lake.open_stages -= 1
        self.frames = []
