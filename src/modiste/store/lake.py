"""The lake: one Delta table per declared table, with one door for every write.

A write is staged as Parquet files in the table's own folder, where no reader sees them, and
becomes visible by one atomic commit to the Delta log. The door locks the table, refuses a
transaction it has seen, flushes files, log entry and folders to disk, and only then acknowledges
(Delta itself never calls fsync).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction
from filelock import FileLock, Timeout
from pyarrow.fs import FileSystem, LocalFileSystem

from modiste.model.errors import BusyError, StoreError
from modiste.model.schema import Table
from modiste.model.tables import TABLES, table
from modiste.store.files import sync_all

if TYPE_CHECKING:
    from modiste.store.stage import Mode, Stage

_REFUSED_FEATURES = {"deletionVectors", "columnMapping"}
_LOCK_SECONDS = 120.0


@dataclass(frozen=True)
class Written:
    """What a commit did to a table; ``version`` is the table's version after it."""

    table: str
    inserted: int
    updated: int
    unchanged: int
    version: int | None

    @property
    def written(self) -> int:
        """Rows that are new or different."""
        return self.inserted + self.updated


class Snapshot:
    """The lake at fixed table versions: every read through it sees the same data."""

    def __init__(self, lake: Lake, versions: Mapping[str, int]) -> None:
        self._lake = lake
        self.versions = dict(versions)

    def scan(self, name: str) -> pl.LazyFrame:
        """Lazy frame of a table; no rows where the table did not exist yet."""
        return self._lake.scan(name, version=self.versions.get(name, -1))

    def read(self, name: str) -> pl.DataFrame:
        """The whole table in memory."""
        return self.scan(name).collect()

    def files(self, name: str) -> list[str]:
        """Parquet files that hold the table."""
        return self._lake.files(name, version=self.versions.get(name, -1))


class Lake:
    """A folder (or an object-store URL) of Delta tables."""

    def __init__(
        self,
        root: str | Path,
        *,
        locks: Path | None = None,
        storage_options: Mapping[str, str] | None = None,
        lock_seconds: float = _LOCK_SECONDS,
    ) -> None:
        """Open a lake; nothing is created until the first write.

        Args:
            root: folder, or a URL such as ``s3://bucket/lake``.
            locks: folder of the lock files; beside the tables by default. A lake behind a URL
                needs one, and then serialises the writers of this machine only.
            storage_options: credentials and options for a URL.
            lock_seconds: how long a writer waits for another one.
        """
        self.remote = "://" in str(root)
        self.root = str(root).rstrip("/") if self.remote else str(Path(root).absolute())
        self._options = dict(storage_options or {})
        self._lock_seconds = lock_seconds
        if locks is None and self.remote:
            raise StoreError(
                "a lake behind a URL needs a local folder for its locks",
                remedy="Open it through a workspace, or pass locks=.",
            )
        self._locks = locks or Path(self.root) / "_locks"

    # --- reading ---------------------------------------------------------------------------

    def tables(self) -> list[str]:
        """Names of the tables that have been written to."""
        return [name for name in TABLES if self.version(name) is not None]

    def version(self, name: str) -> int | None:
        """Newest version of a table, or ``None`` where nothing was ever written."""
        delta = self.open(table(name))
        return None if delta is None else delta.version()

    def versions(self) -> dict[str, int]:
        """Newest version of every table that exists."""
        found = {name: self.version(name) for name in TABLES}
        return {name: version for name, version in found.items() if version is not None}

    def snapshot(self, versions: Mapping[str, int] | None = None) -> Snapshot:
        """Fix the versions that a run reads: the newest ones, or those of an earlier run."""
        return Snapshot(self, self.versions() if versions is None else versions)

    def scan(self, name: str, *, version: int | None = None) -> pl.LazyFrame:
        """Lazy frame of a table in its declared columns; no rows where it does not exist."""
        declared = table(name)
        files = self.files(name, version=version)
        if not files:
            return declared.empty().lazy()
        return scan_files(declared, files, self._options)

    def read(self, name: str, *, version: int | None = None) -> pl.DataFrame:
        """A whole table in memory."""
        return self.scan(name, version=version).collect()

    def files(self, name: str, *, version: int | None = None) -> list[str]:
        """Parquet files of a table at a version; ``-1`` means before it existed."""
        if version == -1:
            return []
        delta = self.open(table(name), version)
        return [] if delta is None else sorted(delta.file_uris())

    def rows(self, name: str) -> int:
        """Number of rows of a table."""
        files = self.files(name)
        if not files:
            return 0
        return int(scan_files(table(name), files, self._options).select(pl.len()).collect().item())

    # --- writing ---------------------------------------------------------------------------

    def stage(self, name: str, *, insert_only: bool = False) -> Stage:
        """Begin a write of many frames that becomes visible at once.

        Args:
            name: the table.
            insert_only: leave rows alone whose key is already stored.
        """
        from modiste.store.stage import Mode, Stage

        return Stage(self, table(name), Mode.INSERT if insert_only else Mode.UPSERT)

    def upsert(self, name: str, frame: pl.DataFrame, *, transaction: str | None = None) -> Written:
        """Insert new keys, update rows that differ, leave equal rows alone.

        A column that the frame does not have keeps its stored values.
        """
        from modiste.store.stage import Mode

        return self._write(name, frame, Mode.UPSERT, transaction)

    def append(self, name: str, frame: pl.DataFrame, *, transaction: str) -> Written:
        """Add rows whose keys are new by construction, such as the findings of a new run."""
        from modiste.store.stage import Mode

        return self._write(name, frame, Mode.APPEND, transaction)

    def _write(
        self, name: str, frame: pl.DataFrame, mode: Mode, transaction: str | None
    ) -> Written:
        from modiste.store.stage import Stage

        with Stage(self, table(name), mode) as stage:
            stage.write(frame)
            return stage.commit(transaction)

    # --- care ------------------------------------------------------------------------------

    def compact(self, name: str, *, retention_hours: int = 24 * 30) -> dict[str, int]:
        """Merge small files, write a log checkpoint, delete files older than the retention.

        Time travel beyond the retention ends. Keep it longer than the longest reader runs.

        Returns:
            Files removed and added by the merge, and files deleted.
        """
        declared = table(name)
        with self.lock(declared):
            delta = self.open(declared)
            if delta is None:
                return {"merged": 0, "into": 0, "deleted": 0}
            done = delta.optimize.compact()
            delta.create_checkpoint()
            gone = delta.vacuum(
                retention_hours=retention_hours, dry_run=False, enforce_retention_duration=False
            )
            self.flush(declared, delta, [])
        return {
            "merged": int(done["numFilesRemoved"]),
            "into": int(done["numFilesAdded"]),
            "deleted": len(gone),
        }

    # --- the door's parts, for Stage ---------------------------------------------------------

    def uri(self, declared: Table) -> str:
        """Address of a table's folder."""
        return f"{self.root}/{declared.name}"

    @property
    def options(self) -> dict[str, str]:
        """Storage options for a URL; empty for a folder."""
        return dict(self._options)

    def filesystem(self, declared: Table) -> tuple[FileSystem, str]:
        """The file system of a table and the path of its folder in it."""
        if self.remote:
            system, folder = FileSystem.from_uri(self.uri(declared))
            return system, str(folder)
        return LocalFileSystem(), self.uri(declared)

    @contextmanager
    def lock(self, declared: Table) -> Iterator[None]:
        """Hold the table against other writers.

        Raises:
            BusyError: another writer held it for too long.
        """
        self._locks.mkdir(parents=True, exist_ok=True)
        held = FileLock(self._locks / f"{declared.name}.lock", timeout=self._lock_seconds)
        try:
            held.acquire()
        except Timeout:
            raise BusyError(
                f"table {declared.name!r} has been locked for {self._lock_seconds:g} s",
                remedy="Another import or plan is writing to it; try again when it has ended.",
            ) from None
        try:
            yield
        finally:
            held.release()

    def open(self, declared: Table, version: int | None = None) -> DeltaTable | None:
        """The Delta table, or ``None`` where it does not exist yet."""
        try:
            delta = DeltaTable(
                self.uri(declared), version=version, storage_options=self._options or None
            )
        except TableNotFoundError:
            return None
        except (DeltaError, OSError, ValueError) as error:
            raise StoreError(
                f"table {declared.name!r} cannot be opened"
                + (f" at version {version}" if version is not None else "")
                + f": {error}",
                remedy="Run 'modiste doctor'; if the version is old, it may have been cleaned up.",
            ) from error
        features = set(delta.protocol().reader_features or ())
        if features & _REFUSED_FEATURES:
            raise StoreError(
                f"table {declared.name!r} uses {', '.join(sorted(features & _REFUSED_FEATURES))}",
                remedy="Another tool rewrote it; turn the feature off there and rewrite the table.",
            )
        return delta

    def create(self, declared: Table) -> DeltaTable:
        """Create the Delta table, or bring an older one up to the declared columns."""
        schema = declared.empty().to_arrow().schema
        delta = self.open(declared)
        if delta is None:
            return DeltaTable.create(
                self.uri(declared),
                schema=schema,
                mode="ignore",
                description=declared.meaning,
                storage_options=self._options or None,
            )
        known = {field.name for field in delta.schema().fields}
        missing = [name for name in declared.names if name not in known]
        if missing:
            from deltalake import Schema

            fields = [f for f in Schema.from_arrow(schema).fields if f.name in missing]
            delta.alter.add_columns(fields)
            delta.update_incremental()
        return delta

    def commit(
        self,
        declared: Table,
        *,
        added: Mapping[str, int],
        removed: list[str],
        transaction: str | None,
    ) -> int:
        """Make files visible and others vanish in one step, and make it last.

        Args:
            declared: the table.
            added: file names within the table's folder with their row counts.
            removed: file names that no longer count.
            transaction: id that is refused a second time.

        Returns:
            The new version.
        """
        delta = self.create(declared)
        now = int(time.time() * 1000)
        actions: list[Any] = [
            AddAction(name, self._size(declared, name), {}, now, True, _stats(rows))
            for name, rows in added.items()
        ]
        actions += [RemoveAction(name, True, now) for name in removed]
        seen = [Transaction(transaction, 1, now)] if transaction else None
        paths = [Path(self.uri(declared)) / name for name in added]
        if not self.remote:
            sync_all(paths)
        delta.create_write_transaction(
            actions,
            "append",
            delta.schema(),
            commit_properties=CommitProperties(app_transactions=seen),
        )
        delta.update_incremental()
        self.flush(declared, delta, paths)
        return int(delta.version())

    def flush(self, declared: Table, delta: DeltaTable, files: list[Path]) -> None:
        """Flush the newest log entry, its folder and the table's folders to disk."""
        if self.remote:
            return
        log = Path(self.uri(declared)) / "_delta_log"
        entry = log / f"{delta.version():020d}.json"
        sync_all([entry, *files])
        sync_all([log, Path(self.uri(declared))])

    def _size(self, declared: Table, name: str) -> int:
        system, folder = self.filesystem(declared)
        return int(system.get_file_info(f"{folder}/{name}").size)


def scan_files(declared: Table, files: list[str], options: Mapping[str, str]) -> pl.LazyFrame:
    """Lazy frame over Parquet files of a table; columns younger than a file read as null."""
    return pl.scan_parquet(
        files,
        schema=declared.polars(),
        missing_columns="insert",
        storage_options=dict(options) or None,
    )


def _stats(rows: int) -> str:
    return json.dumps({"numRecords": rows})
