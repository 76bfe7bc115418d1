"""What uploaded files are, and what importing them would do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from modiste.model.errors import InputError
from modiste.model.schema import ROW
from modiste.serve.intake.drafts import Draft, DraftFile, path_of
from modiste.store.importers import find_importer, importers
from modiste.store.importers.base import Batch, Context, Importer
from modiste.store.importers.detect import ENOUGH
from modiste.store.importers.mapping import parse_mapping
from modiste.store.importers.rejects import private
from modiste.store.importers.source import Source, sources
from modiste.store.importers.staging import Staging
from modiste.store.imports import import_context
from modiste.store.workspace import Workspace

_ENOUGH_ROWS = 2_000
_SHOWN = 20
_PROBLEMS = 200


@dataclass(frozen=True)
class Candidate:
    """An importer that may read a file, and how sure that is."""

    importer: Importer
    confidence: float


@dataclass(frozen=True)
class Part:
    """A file, or one member of an archive.

    Attributes:
        source: the file.
        candidates: importers that may read it, the surest first.
        fault: why it cannot be read at all.
    """

    source: Source
    candidates: list[Candidate] = field(default_factory=list)
    fault: InputError | None = None

    @property
    def best(self) -> Candidate | None:
        """The importer that is sure enough."""
        first = self.candidates[0] if self.candidates else None
        return first if first and first.confidence >= ENOUGH else None


@dataclass
class Preview:
    """What importing the beginning of a file would do.

    Attributes:
        rows: rows of the file that were read for it.
        complete: whether that is the whole file.
        tables: rows that would be stored, by table.
        samples: the first of them.
        problems: values for which rows would be set aside, at most some.
        reasons: rows set aside, by reason.
        left_out: values left out of rows that are kept, by reason.
    """

    rows: int = 0
    complete: bool = True
    tables: dict[str, int] = field(default_factory=dict)
    samples: dict[str, pl.DataFrame] = field(default_factory=dict)
    problems: pl.DataFrame = field(default_factory=pl.DataFrame)
    reasons: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)


def parts_of(path: Path, file: DraftFile) -> list[Part]:
    """The file, or the members of the archive, each with the importers that may read it."""
    return [_part(source) for source in sources_of(path, file)]


def preview(workspace: Workspace, draft: Draft, name: str) -> Preview:
    """Read the beginning of a file and say what would come of it; nothing is written.

    Raises:
        InputError: no importer knows it, or it cannot be read.
    """
    file = draft.file(name)
    path = path_of(workspace, draft, name)
    context = import_context(workspace.settings, workspace.key)
    if file.mapping is not None:
        context = parse_mapping(file.mapping, name).adapted(context)
    found = Preview()
    with Staging(workspace.lake, context.as_of, 1, dry_run=True) as staging:
        problems: list[pl.DataFrame] = []
        notes: list[pl.DataFrame] = []
        for number, source in enumerate(sources_of(path, file)):
            for batch in _beginning(_importer(source, file), source, context, found):
                _take(batch, number, staging, found, problems, notes)
    told = pl.concat(problems) if problems else pl.DataFrame()
    found.problems = private(told.head(_PROBLEMS)) if told.height else told
    found.reasons = _counted(told)
    found.left_out = _counted(pl.concat(notes)) if notes else {}
    return found


def _beginning(
    importer: Importer, source: Source, context: Context, found: Preview
) -> Iterator[Batch]:
    batches = importer.read(source, context)
    for batch in batches:
        yield batch
        if found.rows >= _ENOUGH_ROWS:
            found.complete = found.complete and next(batches, None) is None
            return


def _take(
    batch: Batch,
    number: int,
    staging: Staging,
    found: Preview,
    problems: list[pl.DataFrame],
    notes: list[pl.DataFrame],
) -> None:
    found.rows += batch.rows
    problems.append(batch.rejects)
    notes.append(batch.notes)
    for table, frame in batch.tables.items():
        bad = staging.add(table, frame, number, unique=table in batch.unique)
        problems.append(bad)
        good = _without(frame, bad)
        found.tables[table] = found.tables.get(table, 0) + good.height
        if table not in found.samples and good.height:
            found.samples[table] = good.head(_SHOWN).drop(ROW, strict=False)


def _without(frame: pl.DataFrame, bad: pl.DataFrame) -> pl.DataFrame:
    if not bad.height or ROW not in frame.columns:
        return frame
    return frame.filter(~pl.col(ROW).is_in(bad["row"].unique().implode()))


def _counted(problems: pl.DataFrame) -> dict[str, int]:
    if not problems.height:
        return {}
    counts = problems.group_by("reason").agg(pl.col("row").n_unique().alias("rows"))
    return dict(counts.sort("rows", "reason", descending=[True, False]).rows())


def _importer(source: Source, file: DraftFile) -> Importer:
    if file.mapping is not None:
        return find_importer("generic")
    if file.importer is not None:
        return find_importer(file.importer)
    from modiste.store.importers.detect import detect

    return detect(source).importer


def sources_of(path: Path, file: DraftFile) -> list[Source]:
    """The file, or the members of the archive, read as its mapping says."""
    reading = parse_mapping(file.mapping, file.name).reading(None) if file.mapping else None
    return sources([path], reading)


def _part(source: Source) -> Part:
    try:
        sample = source.sample
        scored = [Candidate(one, float(one.match(sample))) for one in importers().values()]
    except InputError as error:
        return Part(source, fault=error)
    likely = [each for each in scored if each.confidence > 0]
    return Part(source, sorted(likely, key=lambda each: (-each.confidence, each.importer.name)))


def cells(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as JSON takes them."""
    import json

    return list(json.loads(frame.write_json())) if frame.height else []
