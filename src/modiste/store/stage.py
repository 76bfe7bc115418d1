"""A write in the making: rows gather in files that nobody sees until one commit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Self

import polars as pl

from modiste.model.errors import SchemaError
from modiste.model.schema import ROW, Table
from modiste.model.validate import validated
from modiste.store.lake import Lake, Written

if TYPE_CHECKING:
    from deltalake import DeltaTable


class Mode(StrEnum):
    """What happens to a staged row whose key is already stored."""

    UPSERT = "upsert"
    INSERT = "insert"
    APPEND = "append"


class Stage:
    """Rows on their way into one table.

    Every frame must have the same columns. Columns that the frames lack keep their stored values in
    rows that are updated and are null in rows that are new. Keys must be unique over all frames.
    """

    def __init__(self, lake: Lake, declared: Table, mode: Mode) -> None:
        self._lake = lake
        self._table = declared
        self._folder = lake.folder(declared.name)
        self._mode = mode
        self._id = uuid.uuid4().hex
        self._count = 0
        self._parts: dict[str, int] = {}  # what was written to the stage
        self._unseen: dict[str, int] = {}  # every file of ours that no commit has published
        self._columns: tuple[str, ...] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()

    @property
    def rows(self) -> int:
        """Rows staged so far."""
        return sum(self._parts.values())

    def write(self, frame: pl.DataFrame, *, checked: bool = False) -> None:
        """Add rows.

        Args:
            frame: rows in the table's columns.
            checked: the rows come out of ``validate.check`` just now.

        Raises:
            SchemaError: a row does not fit, or the columns differ from those of earlier frames.
        """
        rows = frame.drop(ROW, strict=False) if checked else validated(self._table, frame)
        self._remember_columns(tuple(rows.columns))
        if rows.height:
            self._parts[self._put(self._full(rows))] = rows.height

    def commit(self, transaction: str | None = None) -> Written:
        """Make the rows visible and durable; the stage is empty afterwards.

        Args:
            transaction: an id; a second commit with the same id changes nothing.

        Raises:
            SchemaError: two staged rows have the same key.
            BusyError: another writer holds the table.
        """
        self._check_keys()
        with self._lake.lock(self._table):
            delta = self._folder.open()
            if transaction and delta and delta.transaction_version(transaction) is not None:
                rows, version = self.rows, delta.version()
                self.discard()
                return Written(self._table.name, 0, 0, rows, version)
            return self._commit(delta, transaction)

    def discard(self) -> None:
        """Forget the staged rows and delete their files."""
        for name in self._unseen:
            self._folder.delete(name)
        self._parts, self._unseen = {}, {}

    # --- staging -----------------------------------------------------------------------------

    def _remember_columns(self, columns: tuple[str, ...]) -> None:
        if self._columns is None:
            self._columns = columns
        elif columns != self._columns:
            raise SchemaError(
                f"the frames written to {self._table.name!r} differ in their columns",
                remedy="Give every frame of one write the same columns.",
            )

    def _full(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.select(
            pl.col(name) if name in rows.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in self._table.polars().items()
        )

    def _put(self, rows: pl.DataFrame) -> str:
        """Write a file of full rows into the table's folder, unseen until it is committed."""
        name = f"part-{self._id}-{self._count:05d}.parquet"
        self._count += 1
        self._unseen[name] = rows.height
        self._folder.put(name, rows)
        return name

    def _staged(self) -> pl.LazyFrame:
        return self._folder.scan(self._parts)

    def _check_keys(self) -> None:
        """Refuse two rows with one key: hashes first, the keys themselves where hashes meet."""
        if not self._parts:
            return
        keys = list(self._table.key)
        hashed = self._staged().select(pl.struct(keys).hash()).collect(engine="streaming")
        if hashed.to_series().n_unique() == self.rows:
            return
        twice = self._staged().group_by(keys).len().filter(pl.col("len") > 1).drop("len").head(1)
        for first in twice.collect(engine="streaming").iter_rows(named=True):
            named = ", ".join(f"{name} {value}" for name, value in first.items())
            raise SchemaError(
                f"{self._table.name}: two rows of one write have the same key ({named})",
                remedy="Keep one of the rows.",
            )

    # --- committing --------------------------------------------------------------------------

    def _commit(self, delta: DeltaTable | None, transaction: str | None) -> Written:
        stored = self._folder.names(delta) if delta else []
        if not stored or self._mode is Mode.APPEND:
            change = _Change(dict(self._parts), [], self.rows, 0)
        else:
            change = self._merge(stored)
        return self._publish(delta, change, transaction)

    def _publish(
        self, delta: DeltaTable | None, change: _Change, transaction: str | None
    ) -> Written:
        """Commit what changed; a write that changes nothing makes no new version."""
        unchanged = self.rows - change.fresh - change.changed
        version = None if delta is None else int(delta.version())
        if change.added or change.removed:
            for name in change.added:  # from here on a failure may come after the log names them
                del self._unseen[name]
            version = self._folder.commit(
                delta, added=change.added, removed=change.removed, transaction=transaction
            )
            self._lake.summed_up(self._folder, version)
        self.discard()
        return Written(self._table.name, change.fresh, change.changed, unchanged, version)

    def _merge(self, stored: list[str]) -> _Change:
        """Work out the files that turn the stored rows into stored and staged rows."""
        different = self._different(stored)
        fresh = different.filter("_fresh")["_row"]
        updated = different.filter(~pl.col("_fresh"))["_row"] if self._updates else fresh.clear()
        added = {name: self._unseen[name] for name in self._fresh_parts(fresh)}
        removed: list[str] = []
        if len(updated):
            rows = (
                self._staged()
                .with_row_index("_row")
                .join(updated.to_frame().lazy(), on="_row", how="semi")
            )
            changed = rows.drop("_row").collect(engine="streaming")
            removed = self._touched(stored, changed)
            for old in removed:
                name = self._put(self._rewritten(old, changed))
                added[name] = self._unseen[name]
        return _Change(added, removed, len(fresh), len(updated))

    @property
    def _updates(self) -> bool:
        return self._mode is Mode.UPSERT

    def _different(self, stored: list[str]) -> pl.DataFrame:
        """Numbers of the staged rows that are new or unlike the stored row of their key."""
        keys = list(self._table.key)
        said = [name for name in self._columns or () if name not in keys]
        content = pl.struct(said).hash() if said else pl.lit(0, pl.UInt64)
        old = self._folder.scan(stored).select(*keys, content.alias("_old"))
        new = self._staged().with_row_index("_row").select("_row", *keys, content.alias("_new"))
        joined = new.join(old, on=keys, how="left").filter(
            pl.col("_old").is_null() | (pl.col("_old") != pl.col("_new"))
        )
        found = joined.select("_row", _fresh=pl.col("_old").is_null())
        return found.collect(engine="streaming").sort("_row")

    def _fresh_parts(self, fresh: pl.Series) -> list[str]:
        """Files that hold the new rows: a staged file as it is, or the new rows of one."""
        names, start = [], 0
        for name, rows in list(self._parts.items()):
            mine = fresh.filter((fresh >= start) & (fresh < start + rows)) - start
            start += rows
            if len(mine) == rows:
                names.append(name)
            elif len(mine):
                part = self._folder.scan([name]).collect()
                names.append(self._put(part[mine]))
        return names

    def _touched(self, stored: list[str], changed: pl.DataFrame) -> list[str]:
        keys = changed.lazy().select(self._table.key)
        return [
            name
            for name in stored
            if self._folder.scan([name])
            .join(keys, on=self._table.key, how="semi")
            .head(1)
            .collect()
            .height
        ]

    def _rewritten(self, name: str, changed: pl.DataFrame) -> pl.DataFrame:
        """A stored file's rows with the changed columns of the changed rows replaced."""
        said = list(self._columns or ())
        return (
            self._folder.scan([name])
            .collect()
            .update(changed.select(said), on=list(self._table.key), include_nulls=True)
            .select(self._table.names)
        )


@dataclass(frozen=True)
class _Change:
    """Files to add (with their rows) and to remove, and what that means in rows."""

    added: dict[str, int]
    removed: list[str]
    fresh: int
    changed: int
