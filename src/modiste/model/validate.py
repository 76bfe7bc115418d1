"""Hold a frame against its table: what fits passes, what does not is listed with its reason."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from modiste.model.errors import Place, SchemaError
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
    cast, failures = _cast(table, rows)
    wrongs = [
        (column, reason, wrong)
        for column in table.columns
        if column.name in cast.columns
        for reason, wrong in _rules(column)
    ]
    flags = (
        cast.select(wrong.fill_null(False).alias(str(i)) for i, (_, _, wrong) in enumerate(wrongs))
        if wrongs
        else pl.DataFrame()
    )
    problems = [problem for problem, _ in failures]
    masks = [mask for _, mask in failures]
    for i, (column, reason, _) in enumerate(wrongs):
        mask = flags[str(i)]
        if mask.any():
            problems.append(_listed(cast.filter(mask), column.name, reason))
            masks.append(mask)
    if not masks:
        return Checked(_without_row(cast, frame), no_problems())
    bad = masks[0]
    for mask in masks[1:]:
        bad = bad | mask
    listed = pl.concat(problems).sort("row", "column")
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


def _cast(
    table: Table, rows: pl.DataFrame
) -> tuple[pl.DataFrame, list[tuple[pl.DataFrame, pl.Series]]]:
    """Bring every column to its type; values that have no such reading become problems."""
    names = [name for name in table.names if name in rows.columns]
    out = rows.select(pl.col(ROW).cast(pl.Int64), *names)
    failures = []
    for name in names:
        column, before = table[name], out[name]
        after = _cast_column(column, before)
        lost = after.is_null() & before.is_not_null()
        if lost.any():
            bad = pl.DataFrame({ROW: out[ROW], name: before.cast(pl.String, strict=False)})
            reason = f"{name} is not a {column.type.value}"
            failures.append((_listed(bad.filter(lost), name, reason), lost))
        out = out.with_columns(after)
    return out, failures


def _cast_column(column: Column, values: pl.Series) -> pl.Series:
    target = column.type.polars()
    if values.dtype == target:
        return values
    whole = column.type in {Type.INTEGER, Type.QUANTITY, Type.MONEY}
    if whole and values.dtype.is_float():
        kept = pl.select(pl.when(values == values.round()).then(values)).to_series()
        return kept.alias(values.name).cast(target, strict=False)
    if column.type is Type.TIMESTAMP and values.dtype == pl.String:
        return values.str.to_datetime(time_unit="us", time_zone="UTC", strict=False)
    if column.type is Type.TIMESTAMP and isinstance(values.dtype, pl.Datetime):
        zoned = values if values.dtype.time_zone else values.dt.replace_time_zone("UTC")
        return zoned.dt.convert_time_zone("UTC").cast(target)
    return values.cast(target, strict=False)


def _rules(column: Column) -> list[tuple[str, pl.Expr]]:
    """Reasons why a value of the column may be refused, each with the test that finds it."""
    value = pl.col(column.name)
    rules = []
    if column.required:
        rules.append((f"{column.name} is missing", value.is_null()))
        if column.type is Type.TEXT:
            rules.append((f"{column.name} is blank", value == ""))
    if column.choices:
        named = ", ".join(column.choices)
        rules.append((f"{column.name} is none of {named}", ~value.is_in(column.choices)))
    if column.minimum is not None:
        rules.append((f"{column.name} is below {column.minimum:g}", value < column.minimum))
    if column.maximum is not None:
        rules.append((f"{column.name} is above {column.maximum:g}", value > column.maximum))
    if column.type is Type.REAL:
        rules.append((f"{column.name} is not a finite number", ~value.is_finite()))
    return rules


def _listed(rows: pl.DataFrame, name: str, reason: str) -> pl.DataFrame:
    value = rows[name]
    text = value.cast(pl.String, strict=False) if value.dtype != pl.List else None
    return pl.DataFrame(
        {
            "row": rows[ROW],
            "column": [name] * rows.height,
            "value": text if text is not None else [None] * rows.height,
            "reason": [reason] * rows.height,
        },
        schema=PROBLEMS,
    )
