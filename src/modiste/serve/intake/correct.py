"""Rows that were set aside, as a file to correct and import again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from modiste.model.errors import ConflictError
from modiste.model.schema import ROW
from modiste.serve.intake.drafts import Draft, path_of
from modiste.serve.intake.look import sources_of
from modiste.store.ledger import Run
from modiste.store.workspace import Workspace

WHY = "why_set_aside"
"""The column that is added; importers leave it alone."""


def listing(workspace: Workspace, runs: list[Run]) -> pl.DataFrame:
    """Every value for which a row was set aside: file, row, column, value, reason."""
    found = [
        pl.read_csv(path, infer_schema=False).with_columns(pl.col("row").cast(pl.Int64))
        for run in runs
        if (path := _rejects(workspace, run)) is not None and path.exists()
    ]
    columns = {"file": pl.String, "row": pl.Int64, "column": pl.String, "value": pl.String}
    empty = pl.DataFrame(schema={**columns, "reason": pl.String})
    return pl.concat([empty, *found])


def to_correct(
    workspace: Workspace, draft: Draft, name: str, rejects: pl.DataFrame
) -> Iterator[bytes]:
    """The rows of a file that were set aside, with all of their columns and the reason.

    Correct them, leave the headers as they are, and import the file: it is read like the first.

    Raises:
        ConflictError: the upload is gone, or it is no table of rows and columns.
    """
    if draft.spent:
        raise ConflictError(
            "the upload was deleted: all of its rows were taken", remedy="There is nothing to do."
        )
    file = draft.file(name)
    first = True
    for source in sources_of(path_of(workspace, draft, name), file):
        if source.kind in {"json", "xml"}:
            raise ConflictError(
                f"{name} is no table of rows and columns",
                remedy="Correct the records that the list of rejects names in the file itself.",
            )
        mine = rejects.filter(pl.col("file") == source.name)
        reasons = mine.group_by(pl.col("row").alias(ROW)).agg(
            pl.concat_str(
                pl.when(pl.col("column").is_not_null())
                .then(pl.col("column") + ": ")
                .otherwise(pl.lit("")),
                "reason",
            )
            .unique(maintain_order=True)
            .str.join("; ")
            .alias(WHY)
        )
        if not reasons.height:
            continue
        for chunk in source.frames():
            rows = chunk.frame.join(reasons, on=ROW, how="inner", maintain_order="left").drop(ROW)
            if rows.height:
                yield _csv(rows, header=first)
                first = False
    if first:
        yield b""


def _csv(rows: pl.DataFrame, *, header: bool) -> bytes:
    flat = rows.with_columns(
        pl.col(name).cast(pl.String, strict=False)
        for name, kind in rows.schema.items()
        if kind != pl.String and not kind.is_nested()
    )
    plain = flat.select(name for name, kind in flat.schema.items() if not kind.is_nested())
    stream = io.BytesIO()
    plain.write_csv(stream, include_header=header, include_bom=header)
    return stream.getvalue()


def _rejects(workspace: Workspace, run: Run) -> Path | None:
    name = run.outputs.get("rejects")
    return workspace.root / "rejects" / name if name else None
