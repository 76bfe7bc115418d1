"""``/v1/tables``: what is stored: rows, versions, how fresh, what is missing; exports."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import polars as pl
from fastapi import Query, Response
from fastapi.responses import FileResponse
from pydantic import Field

from modiste.model.errors import ConflictError, InputError, UnknownNameError
from modiste.model.schema import RUN, Kind, Table, Type
from modiste.model.tables import TABLES, table
from modiste.present.http.access import Principal, Scope
from modiste.present.http.depends import Enqueue, OpenWorkspace, Tables, Who
from modiste.present.http.paging import Page, PageQuery, Paging
from modiste.present.http.problems import ForbiddenError, problem_responses, unknown
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer, Strict
from modiste.serve import quality
from modiste.serve.api.jobs import JobStarted
from modiste.serve.intake.look import cells
from modiste.serve.query import condition_of
from modiste.store import jobs
from modiste.store.exporters.tables import table_bytes
from modiste.store.reading import Tables as CachedTables
from modiste.store.runs import get_run
from modiste.store.workspace import Workspace

router = Router(prefix="/tables", tags=["data"])
exports_router = Router(prefix="/exports", tags=["data"])
Format = Literal["csv", "xlsx", "parquet", "json"]
MEDIA: dict[str, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
PEOPLE = ("customer_id", "session_id")
"""Columns that stand for a person."""
_AT_ONCE = 200_000  # rows that are exported without a job


class TableLine(Answer):
    """A table in the list."""

    name: str
    kind: Literal["fact", "finding"]
    meaning: str
    rows: int = Field(description="Rows; of a finding, of all runs.")
    version: int | None = Field(description="Newest version; null where nothing was stored.")
    changed_at: dt.datetime | None = Field(description="When it was last written to.")
    newest: dt.datetime | None = Field(
        description="Newest moment that its rows tell of, where they tell of moments."
    )
    findings: int = Field(description="What is missing or wrong in it, by /v1/tables/quality.")


class ColumnView(Answer):
    """A column."""

    name: str
    type: str
    meaning: str
    key: bool
    required: bool
    unit: str


class VersionView(Answer):
    """A version of a table."""

    version: int
    at: dt.datetime
    operation: str = Field(description="What wrote it.")


class TableView(TableLine):
    """A table in full."""

    columns: list[ColumnView]
    versions: list[VersionView] = Field(description="Newest first, at most a hundred.")


class FindingView(Answer):
    """Something that is missing or wrong in the facts."""

    code: str
    table: str
    severity: Literal["high", "medium", "low"]
    count: int = Field(description="Rows concerned.")
    total: int = Field(description="Rows looked at.")
    what: str
    effect: str = Field(description="What it does to the results.")
    remedy: str
    examples: list[str] = Field(description="Keys of some rows concerned.")


class ExportWanted(Strict):
    """An export in the background."""

    format: Format = Field(description="File format.")
    run_id: str | None = Field(None, max_length=200, description="A run; the newest by default.")


@router.get("", scope=Scope.DATA_READ)
def list_tables(tables: Tables, workspace: OpenWorkspace) -> list[TableLine]:
    """Every table, facts first; those that nothing was stored in too."""
    counts: dict[str, int] = {}
    for each in _quality(tables):
        counts[each.table] = counts.get(each.table, 0) + 1
    declared = sorted(TABLES.values(), key=lambda each: each.kind is not Kind.FACT)
    return [TableLine(**_line(tables, workspace, each, counts)) for each in declared]


@router.get("/quality", scope=Scope.DATA_READ)
def show_quality(tables: Tables) -> list[FindingView]:
    """What is missing or wrong in the facts, the worst first; empty where all is in order."""
    return [FindingView.model_validate(each) for each in _quality(tables)]


@router.get("/{name}", scope=Scope.DATA_READ, responses=problem_responses(404))
def show_table(name: str, tables: Tables, workspace: OpenWorkspace) -> TableView:
    """A table: its columns and versions."""
    declared = table(name)
    counts = {name: sum(each.table == name for each in _quality(tables))}
    return TableView(
        **_line(tables, workspace, declared, counts),
        columns=[
            ColumnView(
                name=column.name,
                type=column.type.value,
                meaning=column.meaning,
                key=column.name in declared.key,
                required=column.required or column.name in declared.key,
                unit=column.unit,
            )
            for column in declared.columns
        ],
        versions=[
            VersionView(version=each.version, at=each.at, operation=each.operation)
            for each in workspace.lake.history(name, limit=100)
        ],
    )


@router.get("/{name}/rows", scope=Scope.DATA_READ, responses=problem_responses(404))
def show_rows(
    name: str,
    workspace: OpenWorkspace,
    tables: Tables,
    who: Who,
    page: PageQuery,
    where: Annotated[
        list[str] | None,
        Query(description="Conditions such as 'quantity > 10' or 'cost is null'.", max_length=20),
    ] = None,
    sort: Annotated[str | None, Query(description="Column; -column for the other way.")] = None,
    run: Annotated[str | None, Query(description="A run; the newest by default.")] = None,
) -> Page[dict[str, Any]]:
    """Rows of a table. Who may not see customers sees no column that stands for a person."""
    declared = _allowed(table(name), who)
    rows = _rows(workspace, declared, run)
    for condition in where or ():
        _may_ask(condition, who)
        rows = rows.filter(_condition(declared, condition))
    if sort is not None:
        column = declared[sort.removeprefix("-")]
        _may_ask(column.name, who)
        if column.type in {Type.TEXTS, Type.VECTOR}:
            raise InputError(f"{column.name} holds lists", remedy="Sort by another column.")
        rows = rows.sort(column.name, descending=sort.startswith("-"), nulls_last=True)
    key = ("rows", name, tuple(where or ()), run)
    total = tables.derived(key, (name,), lambda: int(rows.select(pl.len()).collect().item()))
    return _page(rows.select(_columns(declared, who)), page, total)


@router.get(
    "/{name}/export",
    scope=Scope.DATA_READ,
    response_class=Response,
    responses={
        200: {"description": "The file.", "content": {media: {} for media in MEDIA.values()}},
        **problem_responses(404, 409),
    },
)
def export_table(
    name: str,
    workspace: OpenWorkspace,
    who: Who,
    format: Annotated[Format, Query(description="File format.")] = "csv",  # noqa: A002
    run: Annotated[str | None, Query(description="A run; the newest by default.")] = None,
) -> Response:
    """A table as a file at once; large ones are exported in the background."""
    declared = _allowed(table(name), who)
    rows = _rows(workspace, declared, run).select(_columns(declared, who))
    if rows.select(pl.len()).collect().item() > _AT_ONCE:
        raise ConflictError(
            f"{name} has more than {_AT_ONCE:,} rows",
            remedy="Export it in the background: POST /v1/tables/NAME/exports.",
        )
    data = table_bytes(rows.collect(), format, title=name)
    header = {"Content-Disposition": f'attachment; filename="{name}.{format}"'}
    return Response(data, media_type=MEDIA[format], headers=header)


@router.post(
    "/{name}/exports",
    scope=Scope.DATA_READ,
    status_code=202,
    responses=problem_responses(404),
)
def start_export(name: str, wanted: ExportWanted, who: Who, enqueue: Enqueue) -> JobStarted:
    """Export a table in the background; the file is at /v1/exports/JOB when the job is done."""
    declared = _allowed(table(name), who)
    if not who.may(Scope.CUSTOMERS_READ) and set(PEOPLE) & set(declared.names):
        raise ForbiddenError(
            f"{name} tells of persons, which {who.name} may not see",
            remedy="Export it at once, without those columns, or ask an owner.",
        )
    arguments = {"table": name, **wanted.model_dump(exclude_none=True)}
    return JobStarted(job_id=enqueue("export", arguments, actor=who.name))


@exports_router.get(
    "/{job_id}",
    scope=Scope.DATA_READ,
    response_class=FileResponse,
    responses={
        200: {"description": "The file.", "content": {media: {} for media in MEDIA.values()}},
        **problem_responses(404, 409),
    },
)
def download_export(job_id: str, workspace: OpenWorkspace, who: Who) -> FileResponse:
    """The file of an export that is done."""
    job = jobs.get_job(workspace.ledger, job_id)
    if job.kind != "export":
        raise unknown("export", job_id)
    _allowed(table(str(job.arguments["table"])), who)
    if job.state != jobs.DONE:
        raise ConflictError(f"the export is {job.state}", remedy="Wait until its job is done.")
    if job.actor != who.name and not who.may(Scope.CUSTOMERS_READ):
        raise ForbiddenError("somebody else exported this", remedy="Export it yourself.")
    path = workspace.root / "exports" / job_id / str(job.result["file"])
    if not path.is_file():
        raise unknown("export", job_id)
    return FileResponse(path, media_type=MEDIA[job.arguments["format"]], filename=path.name)


def _quality(tables: CachedTables) -> list[quality.Finding]:
    return tables.derived("quality", quality.TABLES, lambda: quality.find(tables.facts))


def _line(
    tables: CachedTables, workspace: Workspace, declared: Table, counts: dict[str, int]
) -> dict[str, Any]:
    def look() -> tuple[int, dt.datetime | None, int | None, dt.datetime | None]:
        lake = workspace.lake
        history = lake.history(declared.name, limit=1)
        if not history:
            return 0, None, None, None
        moment = next((name for name in ("sold_at", "counted_at", "at") if name in declared), None)
        wanted = [pl.len().alias("rows")] + ([pl.col(moment).max()] if moment else [])
        found = lake.scan(declared.name).select(wanted).collect()
        newest = found[moment][0] if moment else None
        return int(found["rows"][0]), newest, history[0].version, history[0].at

    rows, newest, version, at = tables.derived(("table", declared.name), (declared.name,), look)
    return {
        "name": declared.name,
        "kind": declared.kind.value,
        "meaning": declared.meaning,
        "rows": rows,
        "version": version,
        "changed_at": at,
        "newest": newest,
        "findings": counts.get(declared.name, 0),
    }


def _allowed(declared: Table, who: Principal) -> Table:
    if "customer_id" in declared.key and not who.may(Scope.CUSTOMERS_READ):
        raise ForbiddenError(
            f"{declared.name} tells of persons, which {who.name} may not see",
            remedy=f"Ask an owner for the scope {Scope.CUSTOMERS_READ.value}.",
        )
    return declared


def _columns(declared: Table, who: Principal) -> list[str]:
    hidden = () if who.may(Scope.CUSTOMERS_READ) else PEOPLE
    return [name for name in declared.names if name not in hidden]


def _may_ask(condition: str, who: Principal) -> None:
    if not who.may(Scope.CUSTOMERS_READ) and condition.strip().startswith(PEOPLE):
        raise ForbiddenError(
            f"{who.name} may not ask for persons",
            remedy=f"Ask an owner for the scope {Scope.CUSTOMERS_READ.value}.",
        )


def _condition(declared: Table, text: str) -> pl.Expr:
    try:
        return condition_of(declared, text)
    except (OverflowError, ValueError, pl.exceptions.PolarsError) as error:
        raise InputError(
            f"the condition {text!r} cannot be used: {error}", remedy="Give a smaller number."
        ) from None


def _rows(workspace: Workspace, declared: Table, run: str | None) -> pl.LazyFrame:
    """The newest facts or those that a run read; the findings of a run."""
    if RUN in declared.key:
        try:
            run_id = get_run(workspace.ledger, run or "plan").run_id
        except UnknownNameError:
            if run is not None:
                raise
            return declared.empty().lazy()
        return workspace.lake.scan(declared.name).filter(pl.col(RUN) == run_id)
    if run is None:
        return workspace.lake.scan(declared.name)
    read = get_run(workspace.ledger, run).inputs.get("tables", {})
    return workspace.lake.scan(declared.name, version=read.get(declared.name, -1))


def _page(rows: pl.LazyFrame, page: Paging, total: int) -> Page[dict[str, Any]]:
    """A page by position: only its rows are read."""
    start = min(page.position, total)
    found = rows.slice(start, page.limit).collect()
    end = start + found.height
    more = page.cursor(end, [end]) if found.height and end < total else None
    return Page(items=cells(found), next_cursor=more, total=total)
