"""``/v1/imports``: upload, see what it is, map, look over, commit, correct and import again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Response
from fastapi.responses import StreamingResponse

from modiste.model.errors import ConflictError, InputError
from modiste.present.http.access import Scope
from modiste.present.http.depends import Enqueue, OpenWorkspace, Who
from modiste.present.http.editing import IfMatch, require_match
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.present.http.uploads import TABLES, UPLOAD_BODY, Upload, upload
from modiste.serve.access.audit import note
from modiste.serve.api.imports.views import (
    AssignmentsWanted,
    ChoiceWanted,
    ImporterView,
    ImportLine,
    ImportView,
    MappingView,
    PreviewView,
    ProblemRow,
    file_view,
    first_source,
    job_of,
    line_of,
    mapping_view,
    runs_of,
    tag_of,
    view_of,
)
from modiste.serve.api.jobs import JobStarted
from modiste.serve.intake import correct, drafts, look, mapped
from modiste.store import jobs
from modiste.store.exporters.tables import table_bytes
from modiste.store.importers import find_importer, importers
from modiste.store.importers.mapping import parse_mapping

router = Router(prefix="/imports", tags=["data"])
MOST_BYTES = 2 * 2**30


@router.get("/formats", scope=Scope.DATA_READ)
def list_formats() -> list[ImporterView]:
    """Formats that can be imported."""
    return [ImporterView.model_validate(each) for each in importers().values()]


@router.get("", scope=Scope.DATA_READ)
def list_imports(workspace: OpenWorkspace, page: PageQuery) -> Page[ImportLine]:
    """Imports of the last two weeks, newest first."""
    found = drafts.listed(workspace)
    return paged(found, page, key="import_id", make=lambda draft: line_of(workspace, draft))


@router.post("", scope=Scope.DATA_WRITE, status_code=201)
def begin_import(workspace: OpenWorkspace, who: Who) -> ImportView:
    """Begin an import; upload its files next."""
    return view_of(workspace, drafts.begin(workspace, who.name))


@router.get("/{import_id}", scope=Scope.DATA_READ, responses=problem_responses(404))
def show_import(import_id: str, workspace: OpenWorkspace, response: Response) -> ImportView:
    """An import: its files, what they are, and what came of them."""
    draft = drafts.find(workspace, import_id)
    response.headers["ETag"] = tag_of(draft)
    return view_of(workspace, draft)


@router.delete(
    "/{import_id}", scope=Scope.DATA_WRITE, status_code=204, responses=problem_responses(404, 409)
)
def discard_import(import_id: str, workspace: OpenWorkspace) -> None:
    """Delete the uploads of an import; what was imported stays."""
    draft = drafts.find(workspace, import_id)
    job = job_of(workspace, draft)
    if job is not None and job.state in jobs.ACTIVE:
        raise ConflictError(
            "the import is under way", remedy="Cancel its job first, or wait for its end."
        )
    drafts.delete(workspace, import_id)


@router.post(
    "/{import_id}/files",
    scope=Scope.DATA_WRITE,
    status_code=201,
    openapi_extra=UPLOAD_BODY,
    responses=problem_responses(404, 409, 413, 415),
)
def add_file(
    import_id: str,
    workspace: OpenWorkspace,
    sent: Annotated[Upload, Depends(upload(TABLES, max_bytes=MOST_BYTES))],
    name: str | None = None,
) -> ImportView:
    """Upload one file: CSV, Excel, Parquet, JSON, XML, or a zip of them."""
    del name  # read by the upload
    file = drafts.DraftFile(
        name=sent.name, size=sent.size, kind=sent.kind.value, digest=sent.digest
    )
    return view_of(workspace, drafts.add_file(workspace, import_id, sent.path, file))


@router.delete(
    "/{import_id}/files/{name}", scope=Scope.DATA_WRITE, responses=problem_responses(404, 409)
)
def drop_file(import_id: str, name: str, workspace: OpenWorkspace) -> ImportView:
    """Take a file out of an import."""
    return view_of(workspace, drafts.drop_file(workspace, import_id, name))


@router.put(
    "/{import_id}/files/{name}",
    scope=Scope.DATA_WRITE,
    responses=problem_responses(404, 409, 412, 428),
)
def choose(
    import_id: str,
    name: str,
    wanted: ChoiceWanted,
    workspace: OpenWorkspace,
    response: Response,
    if_match: IfMatch = None,
) -> ImportView:
    """Choose how a file is read: by an importer, or by a mapping."""
    if wanted.importer is not None and wanted.mapping is not None:
        raise InputError(
            "both an importer and a mapping are named", remedy="A mapping needs no importer."
        )
    if wanted.importer is not None:
        find_importer(wanted.importer)
    if wanted.mapping is not None:
        parse_mapping(wanted.mapping, name)
    with drafts.changing(workspace, import_id) as draft:
        require_match(if_match, tag_of(draft))
        file = draft.file(name)
        file.importer, file.mapping = wanted.importer, wanted.mapping
    response.headers["ETag"] = tag_of(draft)
    return view_of(workspace, draft)


@router.get(
    "/{import_id}/files/{name}/mapping",
    scope=Scope.DATA_READ,
    responses=problem_responses(404),
)
def show_mapping(import_id: str, name: str, workspace: OpenWorkspace) -> MappingView:
    """The mapping of a file, or one suggested by its headers and first values."""
    draft = drafts.find(workspace, import_id)
    return mapping_view(workspace, draft, name)


@router.put(
    "/{import_id}/files/{name}/mapping",
    scope=Scope.DATA_WRITE,
    responses=problem_responses(404, 409, 412, 428),
)
def assign(
    import_id: str,
    name: str,
    wanted: AssignmentsWanted,
    workspace: OpenWorkspace,
    response: Response,
    if_match: IfMatch = None,
) -> MappingView:
    """Say which column of the file feeds which column of which table."""
    pairs = [mapped.Assignment(**each.model_dump()) for each in wanted.assignments]
    with drafts.changing(workspace, import_id) as draft:
        require_match(if_match, tag_of(draft))
        file = draft.file(name)
        text = file.mapping or mapped.suggested(first_source(workspace, draft, name))
        file.mapping, file.importer = mapped.assigned(text, pairs), None
    response.headers["ETag"] = tag_of(draft)
    return mapping_view(workspace, draft, name)


@router.get(
    "/{import_id}/files/{name}/preview",
    scope=Scope.DATA_READ,
    responses=problem_responses(404),
)
def show_preview(import_id: str, name: str, workspace: OpenWorkspace) -> PreviewView:
    """The first rows of a file as they would be stored, and what would be set aside and why."""
    found = look.preview(workspace, drafts.find(workspace, import_id), name)
    return PreviewView(
        rows=found.rows,
        complete=found.complete,
        tables=found.tables,
        samples={name: look.cells(frame) for name, frame in found.samples.items()},
        set_aside=found.reasons,
        left_out=found.left_out,
        problems=[ProblemRow(**row) for row in found.problems.to_dicts()],
    )


@router.post(
    "/{import_id}/commit",
    scope=Scope.DATA_WRITE,
    status_code=202,
    responses=problem_responses(404, 409),
)
def commit(import_id: str, workspace: OpenWorkspace, who: Who, enqueue: Enqueue) -> JobStarted:
    """Import the files in the background. Rows that cannot be used are set aside, not lost."""
    with drafts.changing(workspace, import_id) as draft:
        if not draft.files:
            raise InputError("the import has no files", remedy="Upload some first.")
        unread = [f.name for f in draft.files if not file_view(workspace, draft, f).readable]
        if unread:
            raise InputError(
                f"no importer reads {', '.join(unread)}",
                remedy="Map its columns, name an importer, or take it out.",
            )
        draft.job_id = enqueue(
            "import", {"import_id": import_id}, actor=who.name, key=f"import {import_id}"
        )
    with workspace.ledger.write() as session:
        note(session, who.name, "import", f"import:{import_id}", job=draft.job_id)
    return JobStarted(job_id=draft.job_id)


@router.get(
    "/{import_id}/rejects",
    scope=Scope.DATA_READ,
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, **problem_responses(404)},
)
def download_rejects(import_id: str, workspace: OpenWorkspace) -> Response:
    """Every value for which a row was set aside, as CSV: file, row, column, value, reason."""
    draft = drafts.find(workspace, import_id)
    frame = correct.listing(workspace, runs_of(workspace, draft))
    return _attachment(table_bytes(frame, "csv"), f"rejects-{import_id}.csv")


@router.get(
    "/{import_id}/files/{name}/to-correct",
    scope=Scope.DATA_WRITE,
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}, **problem_responses(404, 409)},
)
def download_to_correct(import_id: str, name: str, workspace: OpenWorkspace) -> StreamingResponse:
    """The rows of a file that were set aside, with all their columns and the reason, as CSV.

    Correct them in a spreadsheet and import the file as any other.
    """
    draft = drafts.find(workspace, import_id)
    draft.file(name)
    rejects = correct.listing(workspace, runs_of(workspace, draft))
    rows = correct.to_correct(workspace, draft, name, rejects)
    first = next(rows, b"")  # faults must show before the answer begins
    stem = name.rsplit(".", 1)[0]
    return StreamingResponse(
        _joined(first, rows), media_type="text/csv", headers=_named(f"{stem}-to-correct.csv")
    )


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _attachment(data: bytes, name: str) -> Response:
    return Response(data, media_type="text/csv", headers=_named(name))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
