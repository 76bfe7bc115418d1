"""The lake: one Delta table per declared table, with one door for every write.

A write is staged as Parquet files in the table's own folder, where no reader sees them, and
becomes visible by one atomic commit to the Delta log. The door locks the table, refuses a
transaction it has seen, flushes files, log entry and folders to disk, and only then acknowledges.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from filelock import FileLock, Timeout

from modiste.model.errors import BusyError, Place, StoreError
from modiste.model.schema import Table
from modiste.model.tables import TABLES, table
from modiste.store import care
from modiste.store.folder import Root, TableFolder, scan_files

if TYPE_CHECKING:
    from modiste.store.stage import Mode, Stage

_LOCK_SECONDS = 120.0
_CHECKPOINT_EVERY = 100
BEFORE = -1
"""The version of a table that did not exist yet."""


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


@dataclass(frozen=True)
class Version:
    """A version of a table: its number, when it was written, and by what operation."""

    version: int
    at: dt.datetime
    operation: str


class Snapshot:
    """The lake at fixed table versions: every read through it sees the same data."""

    def __init__(self, lake: Lake, versions: Mapping[str, int]) -> None:
        self._lake = lake
        self.versions = dict(versions)

    def scan(self, name: str) -> pl.LazyFrame:
        """Lazy frame of a table; no rows where the table did not exist yet."""
        return self._lake.scan(name, version=self.versions.get(name, BEFORE))

    def read(self, name: str) -> pl.DataFrame:
        """The whole table in memory."""
        return self.scan(name).collect()

    def files(self, name: str) -> list[str]:
        """Parquet files that hold the table."""
        return self._lake.files(name, version=self.versions.get(name, BEFORE))


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
        self._root = Root.of(root, storage_options)
        self._lock_seconds = lock_seconds
        if locks is None:
            if self._root.folder is None:
                raise StoreError(
                    "a lake behind a URL needs a local folder for its locks",
                    remedy="Open it through a workspace, or pass locks=.",
                )
            locks = self._root.folder / "_locks"
        self._locks = locks
        self._known: dict[str, int] = {}

    # --- reading ---------------------------------------------------------------------------

    def tables(self) -> list[str]:
        """Names of the tables that have been written to."""
        return [name for name in TABLES if self.version(name) is not None]

    def version(self, name: str) -> int | None:
        """Newest version of a table, or ``None`` where nothing was ever written.

        Opening a table takes milliseconds. On a disk, once it was opened, it is enough to look
        whether its log has an entry more.
        """
        folder, known = self.folder(name), self._known.get(name)
        if known is not None and folder.has_entry(known) and not folder.has_entry(known + 1):
            return known
        if folder.path is not None and not folder.path.exists():
            return None
        delta = folder.open()
        if delta is None:
            self._known.pop(name, None)
            return None
        self._known[name] = int(delta.version())
        return self._known[name]

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
        return scan_files(declared, files, self._root.options)

    def read(self, name: str, *, version: int | None = None) -> pl.DataFrame:
        """A whole table in memory."""
        return self.scan(name, version=version).collect()

    def files(self, name: str, *, version: int | None = None) -> list[str]:
        """Parquet files of a table at a version; ``-1`` means before it existed.

        Raises:
            StoreError: the version is gone.
        """
        if version == BEFORE:
            return []
        folder = self.folder(name)
        delta = folder.open(version)
        if delta is None:
            return []
        files = [folder.address(each) for each in folder.names(delta)]
        if version is not None and folder.path is not None:
            self._check_kept(name, version, files)
        return files

    def rows(self, name: str) -> int:
        """Number of rows of a table."""
        return int(self.scan(name).select(pl.len()).collect().item())

    def history(self, name: str, *, limit: int | None = None) -> list[Version]:
        """Versions of a table, newest first; none where nothing was ever written."""
        delta = self.folder(name).open()
        if delta is None:
            return []
        newest = int(delta.version())
        return [
            Version(
                int(entry.get("version", newest - back)),
                dt.datetime.fromtimestamp(entry["timestamp"] / 1000, dt.UTC),
                str(entry.get("operation", "")),
            )
            for back, entry in enumerate(delta.history(limit))
        ]

    def _check_kept(self, name: str, version: int, files: list[str]) -> None:
        gone = [file for file in files if not Path(file).exists()]
        if gone:
            raise StoreError(
                f"version {version} of table {name!r} is no longer there: "
                f"{len(gone)} of its {len(files)} files were cleaned up",
                place=Place(file=gone[0]),
                remedy="Choose a newer version; storage.retention_days says how long they stay.",
            )

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

    def empty(self, name: str) -> int | None:
        """Take every row out of a table; older versions stay as long as the retention says.

        Returns:
            The table's version afterwards; ``None`` where it does not exist.
        """
        folder = self.folder(name)
        with self.lock(folder.table):
            delta = folder.open()
            if delta is None:
                return None
            stored = folder.names(delta)
            if not stored:
                return int(delta.version())
            version = folder.commit(delta, added={}, removed=stored, transaction=None)
            self.summed_up(folder, version)
            return version

    # --- care ------------------------------------------------------------------------------

    def compact(self, name: str, *, retention_hours: int = 24 * 30) -> dict[str, int]:
        """Merge small files, write a log checkpoint, delete files older than the retention.

        Time travel beyond the retention ends. Keep it longer than the longest reader runs.

        Returns:
            Files removed and added by the merge, and files deleted.
        """
        folder = self.folder(name)
        with self.lock(folder.table):
            delta = folder.open()
            if delta is None:
                return {"merged": 0, "into": 0, "deleted": 0}
            merged, into = care.merge_small(folder, delta)
            delta.update_incremental()
            return {
                "merged": merged,
                "into": into,
                "deleted": care.clean(folder, delta, retention_hours),
            }

    def repair(self, name: str) -> Path | None:
        """Set a log entry aside that a power cut tore before it was acknowledged.

        Returns:
            Where the entry lies now, or ``None`` where there was nothing to mend.
        """
        folder = self.folder(name)
        if folder.path is None or not folder.path.exists():
            return None
        with self.lock(folder.table):
            return care.set_torn_aside(folder)

    # --- the door's parts, for Stage ---------------------------------------------------------

    def folder(self, name: str) -> TableFolder:
        """The place of a table."""
        return TableFolder(self._root, table(name))

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

    def summed_up(self, folder: TableFolder, version: int) -> None:
        """Sum a log up that has grown long since the last time."""
        if version % _CHECKPOINT_EVERY == 0:
            delta = folder.open()
            if delta is not None:
                care.checkpoint(folder, delta)
