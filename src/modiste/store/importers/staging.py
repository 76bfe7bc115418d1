"""Where rows wait for the commit: one stage for each table and set of columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

import polars as pl

from modiste.model.schema import ROW
from modiste.model.tables import table
from modiste.model.validate import check, no_problems
from modiste.store.importers.base import problem_rows
from modiste.store.importers.seen import Keys
from modiste.store.importers.summary import TableCount

_FIRST = (
    "supplier",
    "location",
    "product",
    "variant",
    "image",
    "customer",
    "supply_term",
    "supplier_calendar",
    "supplier_closure",
    "promotion",
    "purchase_order",
)
_MOMENTS = {
    "sale": "sold_at",
    "stock": "counted_at",
    "event": "at",
    "post": "at",
    "price_change": "changed_at",
    "receipt": "received_at",
}
_CLOCKS_DIFFER = timedelta(days=1)
_PIECE = 400_000


class WrittenLike(Protocol):
    """What a commit did."""

    @property
    def inserted(self) -> int:
        """Rows with new keys."""

    @property
    def updated(self) -> int:
        """Rows that differ from what was stored."""

    @property
    def unchanged(self) -> int:
        """Rows equal to what was stored."""


class StageLike(Protocol):
    """Rows on their way into one table."""

    def write(self, frame: pl.DataFrame, *, checked: bool = False) -> None:
        """Add rows."""

    def commit(self, transaction: str | None = None) -> WrittenLike:
        """Make them visible."""

    def discard(self) -> None:
        """Forget them."""


class LakeLike(Protocol):
    """The part of the lake that an import needs."""

    def stage(self, name: str, *, insert_only: bool = False) -> StageLike:
        """Begin a write."""


@dataclass
class _Waiting:
    """Rows of one table with one set of columns."""

    table: str
    derived: bool
    stage: StageLike | None
    keys: Keys = field(default_factory=Keys)
    rows: int = 0
    repeated: int = 0
    pending: list[pl.DataFrame] = field(default_factory=list)

    def put(self, rows: pl.DataFrame) -> None:
        """Add rows; they reach the stage in large pieces, which make few files."""
        self.rows += rows.height
        if self.stage is not None and rows.height:
            self.pending.append(rows.drop(ROW, strict=False))
            if sum(frame.height for frame in self.pending) >= _PIECE:
                self.flush()

    def flush(self) -> None:
        """Hand over what is pending."""
        if self.stage is not None and self.pending:
            self.stage.write(pl.concat(self.pending, rechunk=False), checked=True)
            self.pending = []


class Staging:
    """Checks rows, keeps keys unique, stages what is good and commits it in order."""

    def __init__(
        self, lake: LakeLike, as_of: datetime | None, files: int, *, dry_run: bool = False
    ) -> None:
        self._lake = lake
        self._latest = None if as_of is None else as_of + _CLOCKS_DIFFER
        self._files = files
        self._dry_run = dry_run
        self._waiting: dict[tuple[str, bool, tuple[str, ...]], _Waiting] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for waiting in self._waiting.values():
            if waiting.stage is not None:
                waiting.stage.discard()

    def add(self, name: str, frame: pl.DataFrame, file: int, *, unique: bool) -> pl.DataFrame:
        """Stage rows of a table; returns the problems of those that were set aside.

        Args:
            name: the table.
            frame: its rows.
            file: number of the file.
            unique: no key comes twice in this file.
        """
        checked = check(table(name), frame)
        good, late = self._without_future(name, checked.good)
        waiting = self._place(name, good, derived=False)
        problems = [checked.problems, late]
        if not unique or self._files > 1:
            good, again = _without_repeats(waiting, good, file)
            problems.append(again)
        waiting.put(good)
        return pl.concat(problems)

    def derive(self, name: str, frame: pl.DataFrame, file: int) -> pl.DataFrame:
        """Stage rows that are written only where their key is not stored; the first one counts."""
        checked = check(table(name), frame)
        waiting = self._place(name, checked.good, derived=True)
        keys = checked.good.select(table(name).key)
        fresh, _ = waiting.keys.split(keys, None, _rows(checked.good), file)
        waiting.put(checked.good.filter(fresh))
        return checked.problems

    def commit(self, import_id: str) -> dict[str, TableCount]:
        """Commit every table, dimensions before facts; returns what happened to each."""
        counts: dict[str, TableCount] = {}
        for number, waiting in enumerate(sorted(self._waiting.values(), key=_order)):
            count = counts.setdefault(waiting.table, TableCount())
            count.repeated += waiting.repeated
            if waiting.stage is None:
                count.staged += waiting.rows
                continue
            waiting.flush()
            written = waiting.stage.commit(f"{import_id}-{number}")
            count.add(
                waiting.rows,
                written.inserted,
                written.updated,
                written.unchanged,
                derived=waiting.derived,
            )
        return counts

    def _place(self, name: str, rows: pl.DataFrame, *, derived: bool) -> _Waiting:
        columns = tuple(c for c in rows.columns if c != ROW)
        place = (name, derived, columns)
        if place not in self._waiting:
            stage = None if self._dry_run else self._lake.stage(name, insert_only=derived)
            self._waiting[place] = _Waiting(name, derived, stage)
        return self._waiting[place]

    def _without_future(self, name: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        column = _MOMENTS.get(name)
        if self._latest is None or column is None or column not in rows.columns:
            return rows, no_problems()
        late = (rows[column] > self._latest).fill_null(False)
        if not late.any():
            return rows, no_problems()
        wrong = rows.filter(late)
        problems = problem_rows(_rows(wrong), column, wrong[column], f"{column} lies in the future")
        return rows.filter(~late), problems


def _without_repeats(
    waiting: _Waiting, rows: pl.DataFrame, file: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first row of every key; same repeats are dropped, differing ones set aside."""
    data = rows.drop(ROW, strict=False)
    at = _rows(rows)
    fresh, repeats = waiting.keys.split(data.select(table(waiting.table).key), data, at, file)
    if not repeats.height:
        return rows, no_problems()
    waiting.repeated += repeats.filter("same").height
    others = repeats.filter(~pl.col("same"))
    where = pl.concat_str(
        pl.lit("duplicate of row "),
        pl.col("at"),
        pl.when(pl.col("file") != file).then(pl.lit(" of another file")).otherwise(pl.lit("")),
    )
    key = table(waiting.table).key[0]
    problems = others.select(
        at.gather(others["index"]).cast(pl.Int64).alias("row"),
        pl.lit(key).alias("column"),
        rows[key].gather(others["index"]).cast(pl.String).alias("value"),
        where.alias("reason"),
    )
    return rows.filter(fresh), problems


def _rows(frame: pl.DataFrame) -> pl.Series:
    if ROW in frame.columns:
        return frame[ROW]
    return pl.int_range(1, frame.height + 1, eager=True, dtype=pl.Int64)


def _order(waiting: _Waiting) -> tuple[int, bool]:
    rank = _FIRST.index(waiting.table) if waiting.table in _FIRST else len(_FIRST)
    return rank, waiting.derived
