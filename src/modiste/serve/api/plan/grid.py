"""The weekly grid: read it, edit its budget, take edits back, download it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl
from fastapi import Query, Request, Response

from modiste.inventory.api.naming import style_names
from modiste.inventory.day import business_day
from modiste.inventory.wssi.budget import Cell
from modiste.inventory.wssi.planning import begin, edit
from modiste.inventory.wssi.sheet import Sheet, clock_of, read_sheet, sheet_version
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Tables, Who
from modiste.present.http.editing import IfMatch, etag, not_modified, require_match
from modiste.present.http.paging import Page, PageQuery, Paging, paged
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.serve.api.plan.grid_views import (
    COLUMNS,
    BudgetBegin,
    BudgetEdits,
    ChangeView,
    Grid,
    GridFilter,
    GridRow,
    Revised,
    courses,
    row_frame,
    week_views,
)
from modiste.store.budgets import changes, revision_of, undo
from modiste.store.exporters.tables import table_bytes
from modiste.store.reading import Tables as CachedTables
from modiste.store.workspace import Workspace

router = Router(prefix="/plan/wssi", tags=["plan"])

_READ = (
    "sale", "stock", "receipt", "variant", "product", "purchase_order", "purchase_order_line",
    "demand_total",
)  # fmt: skip
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PROBLEMS = problem_responses(409, 412, 428)


def tag_of(workspace: Workspace, tables: CachedTables) -> str:
    """Entity tag of everything that the grid is made of."""
    week = clock_of(workspace).week_of(business_day(workspace, tables))
    return etag([revision_of(workspace.ledger), tables.version(*_READ), week])


@router.get("", scope=Scope.INVENTORY_READ, summary="Read the weekly grid")
def read(
    workspace: OpenWorkspace,
    tables: Tables,
    query: PageQuery,
    wanted: Annotated[GridFilter, Query()],
    request: Request,
    response: Response,
) -> Grid:
    """Opening, sales, intake, markdown, closing and weeks of supply, week by week.

    In every row and version ``closing = opening + intake − sales`` (at retail also less markdown).
    The ETag is what an edit names.
    """
    if not_modified(request, response, tag_of(workspace, tables)):
        return response  # type: ignore[return-value]
    return tables.derived(
        ("grid", wanted.model_dump_json(), query),
        ("product", "image"),
        lambda: _grid(workspace, tables, query, wanted),
        also=sheet_version(workspace, tables),
    )


def _grid(workspace: Workspace, tables: CachedTables, query: Paging, wanted: GridFilter) -> Grid:
    sheet = read_sheet(workspace, tables, first=wanted.first, last=wanted.last)
    rows = row_frame(sheet, wanted)
    named = _named(sheet, tables, wanted)
    page: Page[str] = paged(_keys(rows, named), query, key=lambda key: key)
    parts = rows.partition_by("key", as_dict=True)
    run = tables.plan_run()
    return Grid(
        run_id=run.run_id if run else None,
        this_week=sheet.this_week,
        revision=sheet.revision,
        currency=sheet.clock.currency,
        level=wanted.level,
        measure=wanted.measure,
        weeks=week_views(sheet),
        rows=[
            GridRow(
                level=wanted.level,
                key=key,
                **named[key],
                versions=courses(parts[key,], sheet.weeks),
            )
            for key in page.items
        ],
        next_cursor=page.next_cursor,
        total=page.total,
    )


def _named(sheet: Sheet, tables: CachedTables, wanted: GridFilter) -> dict[str, dict[str, Any]]:
    if wanted.level != "style":
        names = {"total", *sheet.styles["category"]}
        return {name: {"title": name, "category": None, "picture": None} for name in names}
    pictures = style_names(tables)
    return {
        row["product_id"]: {
            "title": row["title"] or row["product_id"],
            "category": row["category"],
            "picture": pictures.get(row["product_id"], {}).get("picture"),
        }
        for row in sheet.styles.iter_rows(named=True)
    }


def _keys(rows: pl.DataFrame, named: dict[str, dict[str, Any]]) -> list[str]:
    """Keys of rows: most sold first, what was and what is forecast taken together."""
    order = (
        rows.filter(pl.col("version").is_in(("actual", "forecast")))
        .group_by("key")
        .agg(worth=pl.col("sales").sum() + pl.col("closing").max() / 1e6)
    )
    every = rows.select("key").unique().join(order, on="key", how="left")
    found = every.sort("worth", "key", descending=[True, False], nulls_last=True)["key"]
    return [key for key in found if key in named]


@router.patch("", scope=Scope.INVENTORY_WRITE, summary="Edit the budget", responses=_PROBLEMS)
def patch(
    body: BudgetEdits,
    workspace: OpenWorkspace,
    tables: Tables,
    who: Who,
    response: Response,
    match: IfMatch = None,
) -> Revised:
    """Set cells of the budget; a category or the whole is spread down to styles by their shares.

    * ``sales``: closings stay and intake re-solves;
    * ``closing`` and ``cover`` (weeks of supply): later closings stay;
    * ``intake``: this closing and all later ones move.
    """
    revision = revision_of(workspace.ledger)
    require_match(match, tag_of(workspace, tables))
    cells = [Cell(**each.model_dump()) for each in body.cells]
    made = edit(workspace, tables, cells, actor=who.name, revision=revision)
    response.headers["ETag"] = tag_of(workspace, tables)
    return Revised(revision=made)


@router.post(
    "/budget", scope=Scope.INVENTORY_WRITE, summary="BudgetBegin a budget", responses=_PROBLEMS
)
def begin_budget(
    body: BudgetBegin,
    workspace: OpenWorkspace,
    tables: Tables,
    who: Who,
    response: Response,
    match: IfMatch = None,
) -> Revised:
    """Plan sales and stock from this week on; where a budget stands already, name it (If-Match)."""
    revision = revision_of(workspace.ledger)
    if revision or match is not None:
        require_match(match, tag_of(workspace, tables))
    made = begin(
        workspace,
        tables,
        method=body.method,
        weeks=body.weeks,
        growth=body.growth,
        cover_weeks=body.cover_weeks,
        actor=who.name,
        revision=revision,
    )
    response.headers["ETag"] = tag_of(workspace, tables)
    return Revised(revision=made)


@router.post("/undo", scope=Scope.INVENTORY_WRITE, summary="Undo", responses=_PROBLEMS)
def undo_last(
    workspace: OpenWorkspace,
    tables: Tables,
    who: Who,
    response: Response,
    match: IfMatch = None,
) -> Revised:
    """Take the newest change of the budget that stands back, cell by cell."""
    revision = revision_of(workspace.ledger)
    require_match(match, tag_of(workspace, tables))
    made = undo(workspace.ledger, actor=who.name, revision=revision)
    response.headers["ETag"] = tag_of(workspace, tables)
    return Revised(revision=made)


@router.get("/changes", scope=Scope.INVENTORY_READ, summary="List changes of the budget")
def list_changes(workspace: OpenWorkspace, query: PageQuery) -> Page[ChangeView]:
    """Who changed the budget, when and how, newest first."""
    rows = changes(workspace.ledger, 1_000)
    return paged(rows, query, key="revision", make=_change)


def _change(row: Any) -> ChangeView:
    names = ("revision", "at", "actor", "what", "undoes", "undone")
    plain = {name: getattr(row, name) for name in names}
    return ChangeView(**plain, cells=len(row.before["cells"]))


@router.get(
    "/export",
    scope=Scope.INVENTORY_READ,
    summary="Download the weekly grid",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}, _XLSX: {}}}},
)
def export(
    workspace: OpenWorkspace,
    tables: Tables,
    wanted: Annotated[GridFilter, Query()],
    kind: Annotated[Literal["csv", "xlsx"], Query(alias="format", description="Kind.")] = "xlsx",
) -> Response:
    """Every number of the grid as a long table: one line a row, version and week."""
    sheet = read_sheet(workspace, tables, first=wanted.first, last=wanted.last)
    named = _named(sheet, tables, wanted)
    labels = {each.week: each.label for each in week_views(sheet)}
    rows = row_frame(sheet, wanted)
    keys = pl.DataFrame(
        {"key": list(named), "title": [each["title"] for each in named.values()]},
        schema={"key": pl.String, "title": pl.String},
    )
    money = ["markdown"] if wanted.measure == "units" else list(COLUMNS[:5])
    frame = (
        rows.join(keys, on="key")
        .with_columns(
            retail_week=pl.col("week").replace_strict(labels, return_dtype=pl.String),
            currency=pl.lit(sheet.clock.currency),
            level=pl.lit(wanted.level),
        )
        .with_columns(pl.col(name).round().cast(pl.Int64) for name in money)
        .select("level", "key", "title", "version", "week", "retail_week", *COLUMNS, "currency")
        .sort("key", "version", "week")
    )
    body = table_bytes(frame, kind, title="WSSI", money=dict.fromkeys(money, "currency"))
    return Response(
        body,
        media_type="text/csv" if kind == "csv" else _XLSX,
        headers={"Content-Disposition": f'attachment; filename="wssi-{wanted.level}.{kind}"'},
    )
