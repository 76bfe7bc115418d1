"""What an import did, in numbers that add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from modiste.store.importers.groups import firsts


@dataclass
class TableCount:
    """What happened to one table.

    Attributes:
        staged: rows that passed all checks (in a dry run the only number).
        inserted: rows with new keys.
        updated: rows that differed from what was stored.
        unchanged: rows equal to what was stored.
        derived: new rows deduced from other tables' rows, such as variants from order lines.
        repeated: rows that the files hold more than once, dropped because they are the same.
    """

    staged: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    derived: int = 0
    repeated: int = 0

    def add(
        self, staged: int, inserted: int, updated: int, unchanged: int, *, derived: bool
    ) -> None:
        """Count a commit."""
        self.staged += staged
        if derived:
            self.derived += inserted
        else:
            self.inserted += inserted
            self.updated += updated
            self.unchanged += unchanged

    @property
    def written(self) -> int:
        """Rows that changed the table."""
        return self.inserted + self.updated + self.derived


@dataclass(frozen=True)
class FileCount:
    """What became of one file's rows.

    Attributes:
        rows: rows read.
        set_aside: rows that were set aside, wholly or in one of the tables they feed.
        reasons: rows set aside by reason; a row counts under its first reason.
        left_out: values left out of rows that were kept, by reason.
    """

    file: str
    importer: str
    confidence: float
    rows: int
    set_aside: int
    reasons: dict[str, int]
    left_out: dict[str, int]


@dataclass(frozen=True)
class ImportSummary:
    """The end of an import."""

    import_id: str
    files: tuple[FileCount, ...]
    skipped: dict[str, str]
    tables: dict[str, TableCount]
    rejects: Path | None
    seconds: float
    dry_run: bool = False

    @property
    def rows(self) -> int:
        """Rows read."""
        return sum(file.rows for file in self.files)

    @property
    def set_aside(self) -> int:
        """Rows set aside."""
        return sum(file.set_aside for file in self.files)

    @property
    def written(self) -> int:
        """Rows that changed the lake."""
        return sum(count.written for count in self.tables.values())

    @property
    def unchanged(self) -> int:
        """Rows that the lake had already."""
        return sum(count.unchanged for count in self.tables.values())

    @property
    def reasons(self) -> dict[str, int]:
        """Rows set aside by reason, most frequent first."""
        total: Counter[str] = Counter()
        for file in self.files:
            total.update(file.reasons)
        return dict(total.most_common())


@dataclass
class Tally:
    """Counts while a file is read."""

    rows: int = 0
    set_aside: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, rows: int, bad: pl.DataFrame, left_out: pl.DataFrame) -> None:
        """Count one batch."""
        self.rows += rows
        first = firsts(bad, "row")
        self.set_aside += first.height
        self.reasons.update(_by_reason(first))
        self.left_out.update(_by_reason(left_out))

    def count(self, file: str, importer: str, confidence: float) -> FileCount:
        """The final numbers."""
        return FileCount(
            file,
            importer,
            confidence,
            self.rows,
            self.set_aside,
            dict(self.reasons.most_common()),
            dict(self.left_out.most_common()),
        )


def _by_reason(problems: pl.DataFrame) -> dict[str, int]:
    if not problems.height:
        return {}
    general = pl.col("reason").str.replace(r"^duplicate of row .*$", "duplicate of an earlier row")
    counted = problems.group_by(general).len()
    return dict(counted.iter_rows())
