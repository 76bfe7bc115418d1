"""Read a table as a person asks for it: which version, which rows, which columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.model.schema import RUN, Column, Kind, Table, Type
from modiste.model.tables import table
from modiste.store.runs import get_run
from modiste.store.workspace import Workspace

_CONDITION = re.compile(r"^\s*(\w+)\s*(<=|>=|!=|=|<|>|~|is)\s*(.*?)\s*$", re.IGNORECASE)
_HELP = (
    "Write it like: quantity > 10, supplier_id = ACME, title ~ linen, cost is null, "
    "cost is known. Repeat --where for more than one."
)


def select(
    workspace: Workspace,
    name: str,
    *,
    at: str | None = None,
    where: Sequence[str] = (),
    columns: Sequence[str] = (),
    limit: int | None = None,
) -> pl.DataFrame:
    """Rows of a table.

    Args:
        workspace: where it lies.
        name: the table.
        at: a run: a fact as that run read it, a finding as that run made it. By default the newest
            facts and the findings of the newest plan.
        where: conditions that all must hold.
        columns: columns to show, all by default.
        limit: rows at the most.

    Raises:
        UnknownNameError: no such table, column or run.
        InputError: a condition cannot be read.
    """
    declared = table(name)
    rows = _version(workspace, declared, at)
    for condition in where:
        rows = rows.filter(condition_of(declared, condition))
    if "rank" in declared:
        rows = rows.sort([name for name in ("kind", "rank", *declared.key) if name in declared])
    if columns:
        rows = rows.select([declared[column].name for column in columns])
    return rows.head(limit).collect() if limit else rows.collect()


def _version(workspace: Workspace, declared: Table, at: str | None) -> pl.LazyFrame:
    if declared.kind is Kind.FACT:
        if at is None:
            return workspace.lake.scan(declared.name)
        run = get_run(workspace.ledger, at)
        version = run.inputs.get("tables", {}).get(declared.name, -1)
        return workspace.lake.scan(declared.name, version=version)
    newest = get_run(workspace.ledger, at or "plan")
    return workspace.lake.scan(declared.name).filter(pl.col(RUN) == newest.run_id)


def condition_of(declared: Table, text: str) -> pl.Expr:
    """A condition as an expression.

    Raises:
        InputError: it cannot be read.
        UnknownNameError: the table has no such column.
    """
    match = _CONDITION.match(text)
    if match is None:
        raise InputError(f"the condition {text!r} cannot be read", remedy=_HELP)
    name, sign, value = match.groups()
    column = declared[name]
    field = pl.col(column.name)
    if sign.lower() == "is":
        if value.lower() not in {"null", "known", "unknown", "not null"}:
            raise InputError(f"the condition {text!r} cannot be read", remedy=_HELP)
        return field.is_null() if value.lower() in {"null", "unknown"} else field.is_not_null()
    if sign == "~":
        shown = field.list.join(" ") if column.type is Type.TEXTS else field.cast(pl.String)
        return shown.str.to_lowercase().str.contains(value.lower(), literal=True)
    literal = pl.lit(_typed(column, value), dtype=column.type.polars())
    comparisons = {
        "=": field == literal,
        "!=": field != literal,
        "<": field < literal,
        "<=": field <= literal,
        ">": field > literal,
        ">=": field >= literal,
    }
    return comparisons[sign]


def _typed(column: Column, value: str) -> object:
    text = value.strip("'\"")
    try:
        if column.type in {Type.INTEGER, Type.QUANTITY, Type.MONEY}:
            return int(text)
        if column.type is Type.REAL:
            return float(text)
        if column.type is Type.DATE:
            return dt.date.fromisoformat(text)
        if column.type is Type.TIMESTAMP:
            moment = dt.datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        if column.type is Type.BOOLEAN:
            return {"true": True, "yes": True, "false": False, "no": False}[text.lower()]
    except (ValueError, KeyError):
        raise InputError(
            f"{text!r} is not a {column.type.value}",
            place=Place(column=column.name),
            remedy="Give whole numbers (money in minor units), dates as 2026-09-07, yes or no.",
        ) from None
    if column.type in {Type.TEXTS, Type.VECTOR}:
        raise InputError(
            f"{column.name} holds lists", place=Place(column=column.name), remedy="Compare with ~."
        )
    return text
