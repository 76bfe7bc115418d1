"""One import from files to committed tables."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import polars as pl

from modiste.model.errors import InputError
from modiste.store.importers import find_importer
from modiste.store.importers.base import Batch, Context
from modiste.store.importers.detect import Match, detect
from modiste.store.importers.mapping import Mapping
from modiste.store.importers.rejects import RejectsFile
from modiste.store.importers.source import Reading, Source, sources
from modiste.store.importers.staging import LakeLike, Staging
from modiste.store.importers.summary import FileCount, ImportSummary, Tally

Progress = Callable[[str, int], None]
"""Called with a file's name and the rows read of it so far."""


class Hooks(Protocol):
    """What wants to know of imports, such as the ledger."""

    def started(self, import_id: str, importers: Sequence[str], files: Sequence[str]) -> None:
        """Before the first row is read."""

    def finished(self, summary: ImportSummary) -> None:
        """After the last table is committed."""

    def failed(self, import_id: str, error: BaseException) -> None:
        """When the import stops; nothing that was not committed before is visible."""


def run_import(  # noqa: PLR0913 - all but four are optional
    paths: Iterable[Path],
    *,
    lake: LakeLike,
    context: Context,
    rejects_dir: Path,
    ledger_hooks: Hooks | None = None,
    importer: str | None = None,
    mapping: Mapping | None = None,
    reading: Reading | None = None,
    progress: Progress | None = None,
    dry_run: bool = False,
) -> ImportSummary:
    """Import files, folders or archives.

    Rows are staged while the files are read and become visible at the end, dimensions first, each
    table at once. An import that is interrupted before that leaves nothing; one that is interrupted
    between two tables is completed by running it again, because rows are written by their keys.

    Of files that hold the same key, the one named last counts, as if they had been imported one
    after the other.

    Args:
        paths: what to import.
        lake: where to write.
        context: settings of the import.
        rejects_dir: folder for the file of rows set aside.
        ledger_hooks: who wants to be told.
        importer: name of an importer, instead of detection.
        mapping: a mapping for the generic importer.
        reading: how to read the files, where they do not tell.
        progress: called after every batch.
        dry_run: read and check everything, write nothing but the rejects.

    Raises:
        InputError: a file is unknown, unreadable or malicious; nothing was written.
    """
    started = time.monotonic()
    if mapping is not None:
        context = mapping.adapted(context)
        reading = mapping.reading(reading)
    matches, skipped = _matched(sources(paths, reading), importer, mapping)
    import_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    names = list(dict.fromkeys(match.importer.name for match in matches))
    if ledger_hooks:
        ledger_hooks.started(import_id, names, [match.source.name for match in matches])
    try:
        with Staging(lake, context.as_of, len(matches), dry_run=dry_run) as staging:
            with RejectsFile(rejects_dir, import_id) as rejects:
                counts = [
                    _read(match, number, context, staging, rejects, progress)
                    for number, match in reversed(list(enumerate(matches)))
                ]
            tables = staging.commit(import_id)
    except BaseException as error:
        if ledger_hooks:
            ledger_hooks.failed(import_id, error)
        raise
    summary = ImportSummary(
        import_id=import_id,
        files=tuple(reversed(counts)),
        skipped=skipped,
        tables=tables,
        rejects=rejects.written,
        seconds=time.monotonic() - started,
        dry_run=dry_run,
    )
    if ledger_hooks:
        ledger_hooks.finished(summary)
    return summary


def _matched(
    found: list[Source], importer: str | None, mapping: Mapping | None
) -> tuple[list[Match], dict[str, str]]:
    """Every file with its importer; in a folder, unknown files are skipped by name."""
    forced = find_importer(importer or "generic") if importer or mapping else None
    if forced is not None:
        return [Match(source, forced, 1.0) for source in found], {}
    matches: list[Match] = []
    skipped: dict[str, str] = {}
    for source in found:
        try:
            matches.append(detect(source))
        except InputError as error:
            if len(found) == 1:
                raise
            skipped[source.name] = str(error)
    if not matches:
        name, why = next(iter(skipped.items()))
        raise InputError(
            f"none of the {len(found)} files can be imported; of {name}: {why}",
            remedy="Import one file at a time to see what each needs.",
        )
    return matches, skipped


def _read(
    match: Match,
    number: int,
    context: Context,
    staging: Staging,
    rejects: RejectsFile,
    progress: Progress | None,
) -> FileCount:
    tally = Tally()
    for batch in match.importer.read(match.source, context):
        _take(batch, number, match.source.name, staging, rejects, tally)
        if progress:
            progress(match.source.name, tally.rows)
    return tally.count(match.source.name, match.importer.name, match.confidence)


def _take(
    batch: Batch,
    number: int,
    file: str,
    staging: Staging,
    rejects: RejectsFile,
    tally: Tally,
) -> None:
    """Stage one batch and account for each of its rows."""
    problems = [batch.rejects]
    for table, frame in batch.tables.items():
        problems.append(staging.add(table, frame, number, unique=table in batch.unique))
    bad = pl.concat(problems)
    notes = [batch.notes]
    for table, frame in batch.derived.items():
        notes.append(staging.derive(table, _spared(frame, bad), number))
    left_out = pl.concat(notes)
    tally.add(batch.rows, bad, left_out)
    rejects.write(file, bad)
    rejects.write(file, left_out)


def _spared(frame: pl.DataFrame, bad: pl.DataFrame) -> pl.DataFrame:
    """What is deduced from rows that were not set aside."""
    from modiste.model.schema import ROW

    if not bad.height or ROW not in frame.columns:
        return frame
    return frame.filter(~pl.col(ROW).is_in(bad["row"].unique().implode()))
