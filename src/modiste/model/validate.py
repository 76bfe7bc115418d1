"""Hold a frame against its table: what fits passes, what does not is listed with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from modiste.model.errors import Place, SchemaError
from modiste.model.readings import WANTED, read_as
from modiste.model.schema import ROW, Column, Table, Type

PROBLEMS = pl.Schema(
    {"row": pl.Int64, "column": pl.String, "value": pl.String, "reason": pl.String}
)
"""One row per value that cannot be stored; ``row`` counts source data rows from 1."""


@dataclass(frozen=True)
class Checked:
    """Result of :func:`check`.

    Attributes:
        good: rows that fit, with exactly the table's columns that the input had (and ``_row``).
        problems: frame of :data:`PROBLEMS`, one row per value that does not fit.
    """

    good: pl.DataFrame
    problems: pl.DataFrame


def no_problems() -> pl.DataFrame:
    """An empty frame of problems."""
    return pl.DataFrame(schema=PROBLEMS)


def check(table: Table, frame: pl.DataFrame) -> Checked:
    """Split a frame into rows that fit the table and a list of problems.

    A column that is absent is *not said* and stays absent; a null is *unknown*. Columns of another
    type are cast where that loses nothing.

    Args:
        table: the table that the rows are meant for.
        frame: rows; may carry ``_row``, the source row number.

    Raises:
        SchemaError: a column does not belong to the table, or a required one is absent.
    """
    _check_columns(table, frame)
    rows = frame if ROW in frame.columns else frame.with_row_index(ROW, offset=1)
    cast, lost = _cast(table, rows)
    problems, masks = [], list(lost.values())
    for name, mask in lost.items():
        reason = f"{name} is not {WANTED[table[name].type]}"
        problems.append(_listed(rows.filter(mask), name, reason))
    for name, reason, mask in _broken(table, cast, lost):
        problems.append(_listed(cast.filter(mask), name, reason))
        masks.append(mask)
    if not masks:
        return Checked(_without_row(cast, frame), no_problems())
    bad = masks[0]
    for mask in masks[1:]:
        bad = bad | mask
    listed = pl.concat(problems).sort("row", "column", maintain_order=True)
    return Checked(_without_row(cast.filter(~bad), frame), listed)


def validated(table: Table, frame: pl.DataFrame, *, file: str | None = None) -> pl.DataFrame:
    """The frame in the table's types, or an error that names the first row that does not fit.

    Raises:
        SchemaError: the frame does not fit.
    """
    result = check(table, frame)
    if result.problems.height:
        first = result.problems.row(0, named=True)
        more = result.problems.height - 1
        raise SchemaError(
            f"{table.name}: {first['reason']}" + (f", and {more} more" if more else ""),
            place=Place(file, first["row"], first["column"], first["value"]),
            remedy="Correct the value, or leave it empty where it is not known.",
        )
    return result.good.drop(ROW, strict=False)


def _without_row(rows: pl.DataFrame, original: pl.DataFrame) -> pl.DataFrame:
    return rows if ROW in original.columns else rows.drop(ROW)


def _check_columns(table: Table, frame: pl.DataFrame) -> None:
    for name in frame.columns:
        if name != ROW and name not in table:
            raise SchemaError(
                f"table {table.name!r} has no column {name!r}",
                place=Place(column=name),
                remedy=f"Its columns are: {', '.join(table.names)}.",
            )
    for name in table.required:
        if name not in frame.columns:
            raise SchemaError(
                f"table {table.name!r} needs the column {name!r}",
                place=Place(column=name),
                remedy="Map one of the file's columns to it.",
            )


def _cast(table: Table, rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """Bring every column to its type; tells by column where a value has no such reading."""
    names = [name for name in table.names if name in rows.columns]
    out = rows.select(pl.col(ROW).cast(pl.Int64), *names)
    lost = {}
    for name in names:
        before = out[name]
        after = read_as(table[name].type, before)
        mask = after.is_null() & before.is_not_null()
        if mask.any():
            lost[name] = mask
        out = out.with_columns(after)
    return out, lost


def _broken(
    table: Table, cast: pl.DataFrame, lost: dict[str, pl.Series]
) -> Iterator[tuple[str, str, pl.Series]]:
    """Column, reason and rows of every rule that some row breaks."""
    rules = [
        (column.name, reason, wrong)
        for column in table.columns
        if column.name in cast.columns
        for reason, wrong in _rules(column)
    ]
    if not rules:
        return
    flags = cast.select(
        wrong.fill_null(False).alias(str(i)) for i, (_, _, wrong) in enumerate(rules)
    )
    for i, (name, reason, _) in enumerate(rules):
        mask = flags[str(i)]
        if name in lost:  # what could not be read is not missing as well
            mask = mask & ~lost[name]
        if mask.any():
            yield name, reason, mask


def _rules(column: Column) -> list[tuple[str, pl.Expr]]:
    """Reasons why a value of the column may be refused, each with the test that finds it."""
    value = pl.col(column.name)
    rules = []
    if column.required:
        rules.append((f"{column.name} is missing", value.is_null()))
        if column.type is Type.TEXT:
            rules.append((f"{column.name} is blank", value.str.strip_chars() == ""))
    if column.choices:
        named = ", ".join(column.choices)
        rules.append((f"{column.name} is none of {named}", ~value.is_in(column.choices)))
    if column.minimum is not None:
        rules.append((f"{column.name} is below {column.minimum:g}", value < column.minimum))
    if column.maximum is not None:
        above = (value > column.maximum) & value.is_not_nan()  # polars puts NaN above all numbers
        rules.append((f"{column.name} is above {column.maximum:g}", above))
    if column.type is Type.REAL:
        rules.append((f"{column.name} is not a finite number", ~value.is_finite()))
    if column.type is Type.VECTOR:
        finite = value.list.eval(pl.element().is_finite().fill_null(False)).list.all()
        rules.append((f"{column.name} holds something that is no finite number", ~finite))
    return rules


def _shown(values: pl.Series) -> pl.Series:
    kind = values.dtype
    if kind == pl.String or kind.is_numeric() or kind in (pl.Boolean, pl.Date, pl.Datetime):
        return values.cast(pl.String)
    shown = [None if value is None else str(value) for value in values.to_list()]
    return pl.Series(shown, dtype=pl.String)


def _listed(rows: pl.DataFrame, name: str, reason: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row": rows[ROW],
            "column": [name] * rows.height,
            "value": _shown(rows[name]),
            "reason": [reason] * rows.height,
        },
        schema=PROBLEMS,
    )
