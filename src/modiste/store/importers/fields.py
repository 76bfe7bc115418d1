"""What a mapping says of one column becomes a column of values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Map

import polars as pl

from modiste.model.schema import ROW, Column, Type
from modiste.model.tables import table
from modiste.store.importers.base import Context
from modiste.store.importers.cells import Cells, as_text
from modiste.store.importers.enrich import enriched
from modiste.store.importers.mapping import Spec

PSEUDONYMS = ("customer_id", "session_id", "author_id")
"""Columns that hold pseudonyms; whatever feeds them is pseudonymised."""

Specs = Map[str, Spec]
"""Column of a table → where its values come from."""
_NUMBERS = {Type.MONEY, Type.QUANTITY, Type.INTEGER, Type.REAL}


def raw_column(rows: pl.DataFrame, spec: Spec, headers: Map[str, str]) -> pl.Series:
    """The cells that a specification names, after its changes to text."""
    cells = _origin(rows, spec, headers)
    if spec.extract is not None:
        group = 1 if pl.Series([""]).str.extract_groups(spec.extract).struct.fields else 0
        cells = as_text(cells).str.extract(spec.extract, group)
    if spec.map:
        cells = as_text(cells).replace(spec.map)
    if spec.case is not None:
        text = as_text(cells)
        cells = text.str.to_uppercase() if spec.case == "upper" else text.str.to_lowercase()
    if spec.prefix:
        cells = pl.select(pl.lit(spec.prefix) + as_text(cells)).to_series()
    if spec.default is not None:
        cells = as_text(cells).fill_null(str(spec.default))
    return digests(as_text(cells)) if spec.digest else cells


def digests(texts: pl.Series) -> pl.Series:
    """Short ids of texts, the same on every machine."""
    made = [
        None if t is None else hashlib.blake2b(t.encode(), digest_size=12).hexdigest()
        for t in texts
    ]
    return pl.Series(texts.name, made, dtype=pl.String)


def read_table(
    cells: Cells,
    name: str,
    specs: Specs,
    formats: Map[str, tuple[str, ...]],
    context: Context,
    file: str,
) -> pl.DataFrame:
    """The rows of one table, typed; what cannot be read is remembered by the cells.

    Args:
        cells: raw columns by the field name ``table.column``.
        name: the table.
        specs: its mapped columns.
        formats: formats of the dates, by field.
        context: the import's settings.
        file: the file, for messages.
    """
    declared = table(name)
    out: dict[str, pl.Series] = {}
    money = any(declared[c].type is Type.MONEY for c in specs)
    currency: pl.Series | str = ""
    if "currency" in specs:
        currency = cells.currency(f"{name}.currency")
        out["currency"] = currency
    elif money:
        currency = context.need_currency(file)
        if "currency" in declared:
            out["currency"] = cells.constant(currency)
    for column, spec in specs.items():
        if column == "currency":
            continue
        field = f"{name}.{column}"
        value = _typed(cells, field, declared[column], spec, currency, formats.get(field, ()))
        if declared[column].required and value.null_count():
            unsaid = value.is_null() & as_text(cells.raw(field)).is_null()
            cells.refuse(unsaid, f"{column} is missing", field)
        out[column] = value
    if name == "sale" and "location_id" not in out:
        out["location_id"] = cells.constant(context.location)
    return enriched(name, pl.DataFrame(out))


def _typed(  # noqa: PLR0911 - one line a type reads best
    cells: Cells,
    field: str,
    column: Column,
    spec: Spec,
    currency: pl.Series | str,
    formats: tuple[str, ...],
) -> pl.Series:
    if column.name in PSEUDONYMS:
        return cells.pseudonym(field)
    if column.name == "gtin":
        return cells.gtin(field)
    if column.type in _NUMBERS:
        return _number(cells, field, column, spec, currency)
    if column.type is Type.TIMESTAMP:
        return cells.moment(field, *formats, zone=spec.zone)
    if column.type is Type.DATE:
        return cells.day(field, *formats)
    if column.type is Type.BOOLEAN:
        return cells.boolean(field)
    text = cells.text(field)
    if column.type is Type.TEXTS:
        return text.str.split(spec.split or ",").list.eval(pl.element().str.strip_chars())
    if column.choices:
        lower = text.str.to_lowercase()
        return lower.zip_with(lower.is_in(column.choices).fill_null(True), text)
    return text


def _number(
    cells: Cells, field: str, column: Column, spec: Spec, currency: pl.Series | str
) -> pl.Series:
    if column.type is Type.MONEY:
        value = cells.money(field, currency)
    elif column.type is Type.REAL:
        value = cells.real(field)
    else:
        value = cells.quantity(field)
    if spec.per is not None:
        count = cells.quantity(f"{field}/per")
        cells.refuse(count == 0, f"{spec.per} is zero, so {spec.column} cannot be divided", field)
        value = pl.select(pl.when(count != 0).then(value / count)).to_series()
        value = value.round(0, mode="half_to_even").cast(pl.Int64)
    if spec.times is not None:
        value = value * spec.times
        if column.type is not Type.REAL:
            value = value.round(0, mode="half_to_even").cast(pl.Int64)
    return value


def _origin(rows: pl.DataFrame, spec: Spec, headers: Map[str, str]) -> pl.Series:
    if spec.value is not None:
        text = str(spec.value).lower() if isinstance(spec.value, bool) else str(spec.value)
        return pl.Series("value", [text], dtype=pl.String).new_from_index(0, rows.height)
    if spec.column is not None:
        return rows[headers[spec.column]]
    texts = [as_text(rows[headers[c]]).alias(str(i)) for i, c in enumerate(spec.columns)]
    return pl.DataFrame(texts).select(pl.concat_str(pl.all(), separator=spec.join)).to_series()


def field_frame(
    rows: pl.DataFrame, tables: Map[str, Specs], headers: Map[str, str]
) -> tuple[pl.DataFrame, dict[str, str]]:
    """Raw columns of all mapped columns by field name, and what messages call them."""
    columns = [rows[ROW]]
    labels = {}
    for name, specs in tables.items():
        for column, spec in specs.items():
            field = f"{name}.{column}"
            columns.append(raw_column(rows, spec, headers).alias(field))
            labels[field] = " + ".join(spec.origins) or column
            if spec.per is not None:
                columns.append(rows[headers[spec.per]].alias(f"{field}/per"))
                labels[f"{field}/per"] = spec.per
    return pl.DataFrame(columns), labels
