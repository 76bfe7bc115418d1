"""Care of a table's folder: merging files, checkpoints, cleaning up, mending after a power cut."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

from deltalake import DeltaTable

from modiste.store.files import sync
from modiste.store.folder import QUIET, TableFolder, is_torn

_TARGET_BYTES = 64 * 2**20
"""Files at least half as large stay as they are."""

_ABANDONED_HOURS = 48
"""A file that no version names may belong to a write under way, unless it is older than this."""


def merge_small(folder: TableFolder, delta: DeltaTable) -> tuple[int, int]:
    """Put small files together in one commit; the rows stay the same.

    Returns:
        Numbers of files that went away and that came.
    """
    groups = list(_groups(folder.sizes(folder.names(delta))))
    if not groups:
        return 0, 0
    added: dict[str, int] = {}
    for number, group in enumerate(groups):
        name = f"part-{uuid.uuid4().hex}-{number:05d}.parquet"
        rows = folder.scan(group).collect()
        folder.put(name, rows)
        added[name] = rows.height
    removed = [name for group in groups for name in group]
    folder.commit(delta, added=added, removed=removed, changes_data=False)
    return len(removed), len(added)


def _groups(sizes: dict[str, int]) -> Iterator[list[str]]:
    """Groups of at least two small files, each as large as one file should be."""
    group: list[str] = []
    total = 0
    for name, size in sorted(sizes.items()):
        if size >= _TARGET_BYTES // 2:
            continue
        if total + size > _TARGET_BYTES:
            if len(group) > 1:
                yield group
            group, total = [], 0
        group.append(name)
        total += size
    if len(group) > 1:
        yield group


def checkpoint(folder: TableFolder, delta: DeltaTable) -> None:
    """Sum the log up in one file, so that opening the table stays quick."""
    delta.create_checkpoint()
    folder.flush(delta.version(), delta.version())


def clean(folder: TableFolder, delta: DeltaTable, retention_hours: int) -> int:
    """Delete what no version within the retention needs; returns the number of data files.

    The log is shortened only after a flushed checkpoint holds what it said.
    """
    since = delta.version()
    _state_retention(delta, retention_hours)
    full = retention_hours >= _ABANDONED_HOURS
    gone = _vacuum(delta, retention_hours, full=full, dry_run=True)
    if gone:
        gone = _vacuum(delta, retention_hours, full=full, dry_run=False)
        delta.update_incremental()
    folder.flush(since, delta.version())
    checkpoint(folder, delta)
    delta.cleanup_metadata()
    return len(gone)


def _vacuum(delta: DeltaTable, hours: int, *, full: bool, dry_run: bool) -> list[str]:
    gone: list[str] = delta.vacuum(
        retention_hours=hours,
        dry_run=dry_run,
        enforce_retention_duration=False,
        full=full,
        post_commithook_properties=QUIET,
    )
    return gone


def _state_retention(delta: DeltaTable, hours: int) -> None:
    """Write the retention into the table: checkpoints and other tools forget sooner otherwise."""
    wanted = {
        "delta.logRetentionDuration": f"interval {hours} hours",
        "delta.deletedFileRetentionDuration": f"interval {hours} hours",
    }
    have = delta.metadata().configuration
    if any(have.get(name) != value for name, value in wanted.items()):
        delta.alter.set_table_properties(wanted, post_commithook_properties=QUIET)
        delta.update_incremental()


def set_torn_aside(folder: TableFolder) -> Path | None:
    """Move the newest log entry away if it is torn; returns where to, or ``None``.

    An acknowledged entry was flushed to its end before, so a torn one was never acknowledged. Only
    the newest can be one.
    """
    entry = folder.newest_entry()
    if entry is None or folder.path is None or not is_torn(entry):
        return None
    aside = folder.path / "_torn"
    aside.mkdir(exist_ok=True)
    target = aside / f"{uuid.uuid4().hex[:8]}-{entry.name}"
    entry.rename(target)
    sync(aside)
    sync(entry.parent)
    return target
