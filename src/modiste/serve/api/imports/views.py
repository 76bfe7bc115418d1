"""What the API shows of imports."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from modiste.model.errors import ConflictError
from modiste.present.http.editing import etag
from modiste.present.http.strict import Answer, Strict
from modiste.serve.api.jobs import JobView, view
from modiste.serve.intake import drafts, look, mapped
from modiste.store import jobs
from modiste.store.importers.aliases import NEEDS
from modiste.store.importers.mapping import parse_mapping
from modiste.store.importers.source import Source
from modiste.store.ledger import Run
from modiste.store.runs import runs_of_job
from modiste.store.workspace import Workspace

ImportState = Literal["open", "committed", "done", "failed", "cancelled"]


class ImporterView(Answer):
    """A format that can be imported."""

    name: str
    title: str
    tables: list[str] = Field(description="Tables that it feeds; empty where a mapping says.")


class CandidateView(Answer):
    """An importer that may read a file."""

    importer: str
    title: str
    confidence: float = Field(description="How sure it is, 0 to 1; from 0.5 it is taken.")


class PartView(Answer):
    """A file, or one member of an archive."""

    name: str
    headers: list[str] = Field(description="Its columns, or the keys of its records.")
    candidates: list[CandidateView] = Field(description="The surest first.")
    fault: str | None = Field(description="Why it cannot be read.")


class FileView(Answer):
    """An uploaded file."""

    name: str
    size: int = Field(description="Bytes.")
    kind: str = Field(description="What it is by its content.")
    importer: str | None = Field(description="The importer that was chosen by hand.")
    mapped: bool = Field(description="Whether it is read by a mapping.")
    readable: bool = Field(description="Whether an importer or a mapping reads it.")
    parts: list[PartView]


class ImportView(Answer):
    """Files that are imported together."""

    import_id: str
    actor: str = Field(description="Who began it.")
    created_at: dt.datetime
    state: ImportState
    files: list[FileView]
    job: JobView | None = Field(description="The job that imports them.")
    rows: int = Field(description="Rows that were read.")
    written: int = Field(description="Rows that are new or changed.")
    unchanged: int = Field(description="Rows that were known already.")
    set_aside: int = Field(description="Rows that were set aside.")
    reasons: dict[str, int] = Field(description="Rows set aside, by reason.")
    tables: dict[str, dict[str, int]] = Field(description="What became of each table's rows.")
    correctable: list[str] = Field(
        description="Files whose set-aside rows can be downloaded to be corrected."
    )


class ImportLine(Answer):
    """An import in the list."""

    import_id: str
    actor: str
    created_at: dt.datetime
    state: ImportState
    files: list[str]
    job_id: str | None


class ChoiceWanted(Strict):
    """How a file is to be read."""

    importer: str | None = Field(None, description="An importer; null lets the file tell.")
    mapping: str | None = Field(
        None, max_length=200_000, description="Text of a mapping (TOML); null for none."
    )


class AssignmentView(Answer):
    """A column of a table and the column of the file that feeds it."""

    table: str
    column: str
    header: str


class AssignmentWanted(Strict):
    """The same, wanted."""

    table: str = Field(max_length=100)
    column: str = Field(max_length=100)
    header: str = Field(max_length=1000)


class AssignmentsWanted(Strict):
    """All plain assignments of a mapping; what else it says stays."""

    assignments: list[AssignmentWanted] = Field(min_length=1, max_length=500)


class MappingView(Answer):
    """The mapping of a file, or one that is suggested."""

    text: str | None = Field(description="TOML; null where nothing of the file is known.")
    chosen: bool = Field(description="Whether the file is read by it already.")
    headers: list[str] = Field(description="Columns of the file.")
    assignments: list[AssignmentView]
    missing: dict[str, list[str]] = Field(
        description="Columns that a table cannot do without and that nothing feeds."
    )
    needs: dict[str, list[str]] = Field(
        description="Columns that a file must have to feed a table; others are filled in."
    )


class ProblemRow(Answer):
    """A value for which a row would be set aside."""

    row: int = Field(description="Row of the file, from 1 at the first row of data.")
    column: str | None
    value: str | None = Field(description="Hidden where it is of a person.")
    reason: str


class PreviewView(Answer):
    """What importing the beginning of a file would do; nothing is written."""

    rows: int = Field(description="Rows that were read for it.")
    complete: bool = Field(description="Whether that is the whole file.")
    tables: dict[str, int] = Field(description="Rows that would be stored, by table.")
    samples: dict[str, list[dict[str, Any]]] = Field(description="The first of them.")
    set_aside: dict[str, int] = Field(description="Rows that would be set aside, by reason.")
    left_out: dict[str, int] = Field(description="Values left out of rows kept, by reason.")
    problems: list[ProblemRow] = Field(description="Some of the values concerned.")


def tag_of(draft: drafts.Draft) -> str:
    """Entity tag of a draft."""
    return etag([draft.import_id, draft.revision])


def runs_of(workspace: Workspace, draft: drafts.Draft) -> list[Run]:
    """The runs that imported a draft."""
    if draft.job_id is None:
        return []
    found = runs_of_job(workspace.ledger, draft.job_id, "import")
    return [run for run in found if run.state == "done"]


def state_of(draft: drafts.Draft, job: jobs.Job | None) -> ImportState:
    """Where an import stands."""
    if draft.job_id is None:
        return "open"
    ended: dict[str, ImportState] = {"done": "done", "failed": "failed", "cancelled": "cancelled"}
    return ended.get(job.state, "committed") if job else "done"


def job_of(workspace: Workspace, draft: drafts.Draft) -> jobs.Job | None:
    """The job of an import, where it is still known."""
    if draft.job_id is None:
        return None
    return jobs.find_job(workspace.ledger, draft.job_id)


def line_of(workspace: Workspace, draft: drafts.Draft) -> ImportLine:
    """An import in the list."""
    return ImportLine(
        import_id=draft.import_id,
        actor=draft.actor,
        created_at=draft.created_at,
        state=state_of(draft, job_of(workspace, draft)),
        files=[file.name for file in draft.files],
        job_id=draft.job_id,
    )


def view_of(workspace: Workspace, draft: drafts.Draft) -> ImportView:
    """An import as the API shows it."""
    job = job_of(workspace, draft)
    outputs = [run.outputs for run in runs_of(workspace, draft)]
    reasons: dict[str, int] = {}
    tables: dict[str, dict[str, int]] = {}
    correctable = []
    for each in outputs:
        for reason, rows in each["reasons"].items():
            reasons[reason] = reasons.get(reason, 0) + rows
        for name, counts in each["tables"].items():
            kept = tables.setdefault(name, {})
            for what, rows in counts.items():
                kept[what] = kept.get(what, 0) + rows
        correctable += [file["file"].split("/")[0] for file in each["files"] if file["set_aside"]]
    known = {file.name for file in draft.files}
    return ImportView(
        import_id=draft.import_id,
        actor=draft.actor,
        created_at=draft.created_at,
        state=state_of(draft, job),
        files=[file_view(workspace, draft, file) for file in draft.files],
        job=view(job) if job else None,
        rows=sum(each["rows"] for each in outputs),
        written=sum(each["written"] for each in outputs),
        unchanged=sum(each["unchanged"] for each in outputs),
        set_aside=sum(each["set_aside"] for each in outputs),
        reasons=dict(sorted(reasons.items(), key=lambda pair: -pair[1])),
        tables=tables,
        correctable=[] if draft.spent else sorted(known & set(correctable)),
    )


def file_view(workspace: Workspace, draft: drafts.Draft, file: drafts.DraftFile) -> FileView:
    """A file as the API shows it."""
    parts = [] if draft.spent else look.parts_of(drafts.path_of(workspace, draft, file.name), file)
    told = [part_view(each) for each in parts]
    chosen = file.importer is not None or file.mapping is not None
    return FileView(
        name=file.name,
        size=file.size,
        kind=file.kind,
        importer=file.importer,
        mapped=file.mapping is not None,
        readable=chosen or any(each.best for each in parts),
        parts=told,
    )


def part_view(part: look.Part) -> PartView:
    """A part of a file as the API shows it."""
    return PartView(
        name=part.source.name,
        headers=[] if part.fault else list(part.source.sample.headers),
        candidates=[
            CandidateView(
                importer=each.importer.name,
                title=each.importer.title,
                confidence=round(each.confidence, 2),
            )
            for each in part.candidates
        ],
        fault=str(part.fault) if part.fault else None,
    )


def first_source(workspace: Workspace, draft: drafts.Draft, name: str) -> Source:
    """The file whose columns are mapped: of an archive the first one."""
    file = draft.file(name)
    if draft.spent:
        raise ConflictError("the upload was deleted", remedy="Begin another import.")
    return look.sources_of(drafts.path_of(workspace, draft, name), file)[0]


def mapping_view(workspace: Workspace, draft: drafts.Draft, name: str) -> MappingView:
    """The mapping of a file as the API shows it."""
    file = draft.file(name)
    source = first_source(workspace, draft, name)
    text = file.mapping or mapped.suggested(source)
    parsed = parse_mapping(text, name) if text else None
    return MappingView(
        text=text,
        chosen=file.mapping is not None,
        headers=list(source.sample.headers),
        assignments=[AssignmentView.model_validate(each) for each in mapped.assignments(text)]
        if text
        else [],
        missing=mapped.missing(parsed) if parsed else {},
        needs={name: list(columns) for name, columns in NEEDS.items()},
    )
