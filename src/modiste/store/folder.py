"""Where one table lives: its Parquet files and its Delta log, on a disk or behind a URL.

A file is written whole, flushed and only then named by one log entry, which is flushed in its turn
(Delta itself never calls fsync). Who writes holds the table's lock; see :mod:`modiste.store.lake`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import polars as pl
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, Schema, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction
from pyarrow.fs import FileSelector, FileSystem

from modiste.model.errors import BusyError, Place, StoreError
from modiste.model.schema import Table
from modiste.store.files import sync_all

_REFUSED_FEATURES = {"deletionVectors", "columnMapping"}
_UNREADABLE = re.compile(r"%[0-9A-Fa-f]{2}|\\")
QUIET = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
"""Checkpoints are written by :mod:`modiste.store.care`, which flushes them."""


@dataclass(frozen=True)
class Root:
    """The folder of all tables.

    Attributes:
        url: its address, percent-encoded.
        folder: the same on this machine's disk; ``None`` where it lies elsewhere.
        options: credentials and options for the URL.
    """

    url: str
    folder: Path | None
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: str | Path, options: Mapping[str, str] | None = None) -> Root:
        """A root named by a path or a URL.

        Raises:
            StoreError: Delta cannot live there.
        """
        text = str(root)
        if "://" in text and not text.startswith("file://"):
            return cls(text.rstrip("/"), None, dict(options or {}))
        if text.startswith("file://"):
            text = unquote(text.removeprefix("file://").removeprefix("localhost"))
        folder = Path(text).absolute()
        if _UNREADABLE.search(folder.as_posix()):
            raise StoreError(
                "the Delta library cannot read a folder whose name holds a backslash, or a percent "
                "sign before two hexadecimal digits",
                place=Place(file=str(folder)),
                remedy="Rename the folder.",
            )
        return cls(folder.as_uri(), folder, dict(options or {}))


class TableFolder:
    """One table's folder. Files are called by the names that the log uses, relative to it."""

    def __init__(self, root: Root, table: Table) -> None:
        self.table = table
        self.url = f"{root.url}/{table.name}"
        self.path = None if root.folder is None else root.folder / table.name
        self.options = dict(root.options)

    # --- files -------------------------------------------------------------------------------

    def address(self, name: str) -> str:
        """Where a reader finds a file."""
        return f"{self.url}/{name}" if self.path is None else str(self.path / unquote(name))

    def scan(self, names: Iterable[str]) -> pl.LazyFrame:
        """Lazy frame over files in the declared columns."""
        return scan_files(self.table, [self.address(name) for name in names], self.options)

    def put(self, name: str, rows: pl.DataFrame) -> None:
        """Write a file of full rows, unseen until it is committed."""
        try:
            if self.path is not None:
                self.path.mkdir(parents=True, exist_ok=True)
                rows.write_parquet(self.path / name, compression="snappy")
                return
            system, folder = self._elsewhere
            system.create_dir(folder, recursive=True)
            with system.open_output_stream(f"{folder}/{name}") as stream:
                rows.write_parquet(stream, compression="snappy")
        except OSError as error:
            raise StoreError(
                f"a file of table {self.table.name!r} cannot be written: {error}",
                place=Place(file=self.address(name)),
                remedy="See that there is space and that the folder may be written to.",
            ) from error

    def delete(self, name: str) -> None:
        """Delete a file that no version names; one that stays is cleaned up by compaction."""
        with suppress(OSError):
            if self.path is not None:
                (self.path / name).unlink()
            else:
                system, folder = self._elsewhere
                system.delete_file(f"{folder}/{name}")

    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        """Bytes of each file."""
        if self.path is not None:
            return {name: (self.path / unquote(name)).stat().st_size for name in names}
        system, folder = self._elsewhere
        found = {info.base_name: info.size for info in system.get_file_info(FileSelector(folder))}
        return {name: int(found[name]) for name in names}

    @cached_property
    def _elsewhere(self) -> tuple[FileSystem, str]:
        system, folder = FileSystem.from_uri(self.url)
        return system, str(folder)

    # --- reading the log -----------------------------------------------------------------------

    def open(self, version: int | None = None) -> DeltaTable | None:
        """The Delta table, or ``None`` where it does not exist yet.

        Raises:
            StoreError: it is damaged, too new, or the version is gone.
        """
        try:
            delta = DeltaTable(self.url, version=version, storage_options=self.options or None)
        except TableNotFoundError as error:
            if version is None:
                return None
            raise self._unreadable(error, version) from error
        except (DeltaError, OSError, ValueError) as error:
            raise self._unreadable(error, version) from error
        self._refuse_foreign(delta)
        return delta

    def has_entry(self, version: int) -> bool:
        """Whether the log has an entry of this version; never known where it is not on a disk."""
        if self.path is None:
            return False
        return (self.path / "_delta_log" / f"{version:020}.json").exists()

    def names(self, delta: DeltaTable) -> list[str]:
        """Names of the files that hold a version, in order."""
        url = delta.table_uri.rstrip("/") + "/"
        path = urlsplit(url).path
        return sorted(uri.removeprefix(url).removeprefix(path) for uri in delta.file_uris())

    def newest_entry(self) -> Path | None:
        """The newest entry of the log, where it lies on a disk."""
        if self.path is None:
            return None
        return max((self.path / "_delta_log").glob("[0-9]" * 20 + ".json"), default=None)

    def _unreadable(self, error: Exception, version: int | None) -> StoreError:
        entry = self.newest_entry()
        if version is None and entry is not None and is_torn(entry):
            return StoreError(
                f"the newest log entry of table {self.table.name!r} is torn: the machine stopped "
                "before the write was acknowledged",
                place=Place(file=str(entry)),
                remedy="'modiste doctor --repair' sets the entry aside; then repeat that write.",
            )
        at = "" if version is None else f" at version {version}"
        why = str(error).partition("\n")[0]  # the library appends a trace of unknown frames
        return StoreError(
            f"table {self.table.name!r} cannot be opened{at}: {why}",
            place=Place(file=self.url if self.path is None else str(self.path)),
            remedy="Run 'modiste doctor'; an old version may have been cleaned up.",
        )

    def _refuse_foreign(self, delta: DeltaTable) -> None:
        """Refuse what another tool may have made of the table and this code would misread."""
        refused = _REFUSED_FEATURES & set(delta.protocol().reader_features or ())
        if refused:
            raise StoreError(
                f"table {self.table.name!r} uses {', '.join(sorted(refused))}",
                remedy="Another tool rewrote it; turn the feature off there and rewrite the table.",
            )
        kinds = self._kinds
        for column in delta.schema().fields:
            if column.name in kinds and column.type != kinds[column.name]:
                raise StoreError(
                    f"table {self.table.name!r} stores {column.name} in another type than declared",
                    place=Place(column=column.name, value=str(column.type)),
                    remedy="Another version or tool wrote it; rewrite the table there.",
                )

    @cached_property
    def _kinds(self) -> dict[str, Any]:
        return {column.name: column.type for column in self._schema.fields}

    @cached_property
    def _schema(self) -> Schema:
        return Schema.from_arrow(self.table.empty().to_arrow().schema)

    # --- writing the log -----------------------------------------------------------------------

    def commit(
        self,
        delta: DeltaTable | None,
        *,
        added: Mapping[str, int],
        removed: Iterable[str],
        transaction: str | None = None,
        changes_data: bool = True,
    ) -> int:
        """Make files visible and others vanish in one step, and make it last.

        Args:
            delta: the table as it was read; ``None`` creates it.
            added: names of files with their row counts.
            removed: names of files that no longer count.
            transaction: id to remember.
            changes_data: false where the same rows only lie in other files.

        Returns:
            The new version.

        Raises:
            BusyError: another machine wrote to the table since it was read.
        """
        since = -1 if delta is None else delta.version()
        self._sync(added)
        now = int(time.time() * 1000)
        sizes = self.sizes(added)
        actions: list[Any] = [
            AddAction(name, sizes[name], {}, now, changes_data, json.dumps({"numRecords": rows}))
            for name, rows in added.items()
        ]
        actions += [RemoveAction(name, changes_data, now) for name in removed]
        seen = [Transaction(transaction, 1, now)] if transaction else None
        try:
            delta = self._brought_up(delta)
            delta.create_write_transaction(
                actions,
                "append",
                delta.schema(),
                # No retry: what was read may be stale by then.
                commit_properties=CommitProperties(max_commit_retries=0, app_transactions=seen),
                post_commithook_properties=QUIET,
            )
            delta.update_incremental()
        except DeltaError as error:
            created = delta is None and self.open() is not None
            if created or isinstance(error, CommitFailedError):
                raise BusyError(
                    f"another machine wrote to table {self.table.name!r} at the same time",
                    remedy="Nothing was written; do it again.",
                ) from error
            raise self._unreadable(error, None) from error
        self.flush(since, delta.version())
        return int(delta.version())

    def flush(self, since: int, version: int) -> None:
        """Flush log entries and their checkpoints to disk.

        The entry before the new ones is flushed too: the process that wrote it may have been killed
        before it did so itself.
        """
        if self.path is None:
            return
        log = self.path / "_delta_log"
        entries = [log / f"{number:020d}.json" for number in range(max(since, 0), version + 1)]
        entries += log.glob(f"{version:020d}.checkpoint*.parquet")
        entries += log.glob("_last_checkpoint")
        sync_all(entry for entry in entries if entry.exists())
        sync_all([log, self.path])

    def _sync(self, names: Iterable[str]) -> None:
        if self.path is not None:
            sync_all(self.path / name for name in names)

    def _brought_up(self, delta: DeltaTable | None) -> DeltaTable:
        """The table with every declared column: created, or widened where it is older."""
        if delta is None:
            return DeltaTable.create(
                self.url,
                schema=self._schema,
                description=self.table.meaning,
                storage_options=self.options or None,
                post_commithook_properties=QUIET,
            )
        known = {column.name for column in delta.schema().fields}
        strange = known.difference(self.table.names)
        if strange:
            raise StoreError(
                f"table {self.table.name!r} has columns that this version of Modiste does not "
                f"know: {', '.join(sorted(strange))}",
                remedy="Update Modiste: writing now would lose what they hold.",
            )
        missing = [column for column in self._schema.fields if column.name not in known]
        if missing:
            delta.alter.add_columns(missing, post_commithook_properties=QUIET)
            delta.update_incremental()
        return delta


def is_torn(entry: Path) -> bool:
    """Whether a log entry was not written to its end."""
    text = entry.read_bytes()
    try:
        return not [json.loads(line) for line in text.decode("utf-8").splitlines() if line.strip()]
    except (UnicodeDecodeError, json.JSONDecodeError):
        return True


def scan_files(declared: Table, files: list[str], options: Mapping[str, str]) -> pl.LazyFrame:
    """Lazy frame over Parquet files of a table in its declared columns.

    Columns younger than a file read as null; columns that a newer version added are left out.
    """
    return pl.scan_parquet(
        files,
        schema=declared.polars(),
        missing_columns="insert",
        extra_columns="ignore",
        glob=False,
        hive_partitioning=False,
        storage_options=dict(options) or None,
    )
