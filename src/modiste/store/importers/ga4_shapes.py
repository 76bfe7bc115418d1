"""The shapes in which GA4 events come, brought to one row an item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from modiste.model.schema import ROW
from modiste.store.importers.base import problem_rows
from modiste.store.importers.records import Record, batches, text_of
from modiste.store.importers.source import Chunk, Source

COLUMNS = (
    "micros",
    "name",
    "user",
    "device",
    "session",
    "bundle",
    "transaction",
    "currency",
    "query",
    "item",
    "price",
    "quantity",
    "position",
    "at_item",
)
_VALUES = ("string_value", "int_value", "double_value", "float_value")
_ITEM = {
    "item": ("item_id", "id", "item_name"),
    "price": ("price",),
    "quantity": ("quantity",),
    "position": ("item_list_index", "index"),
}
_PARAMS = {
    "session": ("ga_session_id", "session_id"),
    "currency": ("currency",),
    "query": ("search_term",),
    "transaction": ("transaction_id",),
}
_NESTED = ("event_params", "items", "ecommerce")


def json_chunks(source: Source) -> Iterator[Chunk]:
    """Events of the BigQuery export as JSON, of the measurement protocol, or of a data layer."""
    for found, rejects, count in batches(source):
        rows = [
            {**row, ROW: number}
            for number, record in found
            for event in _events(record)
            for row in item_rows(event)
        ]
        seen = {row[ROW] for row in rows}
        silent = [number for number, _ in found if number not in seen]
        without = problem_rows(
            pl.Series(silent, dtype=pl.Int64), None, None, "the record holds no event"
        )
        yield Chunk(rows_frame(rows), pl.concat([rejects, without]), count)


def rows_frame(rows: list[Record]) -> pl.DataFrame:
    """Rows of :func:`item_rows`, each with its ``_row``, as text columns."""
    columns = {
        name: pl.Series([text_of(row.get(name)) for row in rows], dtype=pl.String)
        for name in COLUMNS
    }
    numbers = pl.Series(ROW, [row[ROW] for row in rows], dtype=pl.Int64)
    return pl.DataFrame(columns).with_columns(numbers)


def parquet_chunks(source: Source) -> Iterator[Chunk]:
    """Events of the BigQuery export as Parquet, whose parameters and items are nested lists."""
    wanted = (
        "event_timestamp",
        "event_name",
        "user_id",
        "user_pseudo_id",
        "event_bundle_sequence_id",
        *_NESTED,
    )
    for chunk in source.frames(wanted):
        yield Chunk(_flattened(chunk.frame), chunk.rejects, chunk.rows)


# --- JSON ------------------------------------------------------------------------------------


def _events(record: Record) -> Iterator[Record]:
    """The events of a record, each with what the record says of all of them."""
    if isinstance(record.get("events"), list):  # the measurement protocol sends several at once
        shared = {k: v for k, v in record.items() if k != "events"}
        for event in record["events"]:
            if isinstance(event, dict):
                yield {**shared, **event}
    elif any(key in record for key in ("event_name", "name", "event")):
        yield record


def item_rows(event: Record) -> Iterator[Record]:
    """An event as one row for each item that it is about, or one row."""
    params = _params(event)
    ecommerce = _dict(event.get("ecommerce"))
    items = event.get("items") or params.get("items") or ecommerce.get("items") or [None]
    head = {
        "micros": _micros(event),
        "name": _first(event, "event_name", "name", "event"),
        "user": event.get("user_id"),
        "device": _first(event, "user_pseudo_id", "client_id"),
        "bundle": event.get("event_bundle_sequence_id"),
        **{field: _first({**ecommerce, **params}, *names) for field, names in _PARAMS.items()},
    }
    for at, item in enumerate(items):
        about = _dict(item)
        said = {field: _first(about, *names) for field, names in _ITEM.items()}
        yield {**head, **said, "at_item": at if about else None}


def _params(event: Record) -> Record:
    """Parameters as a plain object, whether they are one or a list of keys and typed values."""
    given = event.get("event_params", event.get("params"))
    if isinstance(given, dict):
        return given
    listed = given if isinstance(given, list) else []
    plain = {
        p["key"]: _first(_dict(p.get("value")), *_VALUES) for p in map(_dict, listed) if "key" in p
    }
    return plain or event


def _micros(event: Record) -> object:
    micros = _first(event, "event_timestamp", "timestamp_micros")
    if micros is None and isinstance(event.get("timestamp"), int | float):
        return int(event["timestamp"] * 1000)  # data layers count milliseconds
    return micros


def _first(record: Record, *keys: str) -> Any:
    return next((record[key] for key in keys if record.get(key) is not None), None)


def _dict(value: object) -> Record:
    return value if isinstance(value, dict) else {}


# --- Parquet ---------------------------------------------------------------------------------


def _flattened(frame: pl.DataFrame) -> pl.DataFrame:
    schema = frame.schema

    def column(name: str) -> pl.Expr:
        return pl.col(name) if name in schema else pl.lit(None, pl.String)

    head = frame.select(
        ROW,
        column("event_timestamp").alias("micros"),
        column("event_name").alias("name"),
        column("user_id").alias("user"),
        column("user_pseudo_id").alias("device"),
        column("event_bundle_sequence_id").alias("bundle"),
        *(_param(frame, field).alias(field) for field in _PARAMS),
        *([pl.col("items")] if "items" in schema else []),
    )
    if "items" not in schema:
        return _completed(head)
    counted = head.with_columns(pl.int_ranges(pl.col("items").list.len()).alias("at_item"))
    single = counted.explode("items", "at_item", empty_as_null=True, keep_nulls=True)
    fields = _struct_fields(single.schema["items"])
    for name, sources in _ITEM.items():
        known = [pl.col("items").struct.field(s).cast(pl.String) for s in sources if s in fields]
        if known:
            # BigQuery writes a placeholder where the shop said nothing.
            value = pl.coalesce(pl.when(k != "(not set)").then(k) for k in known)
            single = single.with_columns(value.alias(name))
    return _completed(single)


def _param(frame: pl.DataFrame, field: str) -> pl.Expr:
    """A parameter of the event as text, or the same of its ``ecommerce`` record."""
    found: list[pl.Expr] = []
    if "event_params" in frame.columns:
        for name in _PARAMS[field]:
            at_key = pl.element().filter(pl.element().struct.field("key") == name)
            value = pl.col("event_params").list.eval(at_key.struct.field("value")).list.first()
            fields = _struct_fields(_value_type(frame))
            found += [value.struct.field(v).cast(pl.String) for v in _VALUES if v in fields]
    if field == "transaction" and "transaction_id" in _struct_fields(frame.schema.get("ecommerce")):
        order = pl.col("ecommerce").struct.field("transaction_id")
        found.append(pl.when(order != "(not set)").then(order))
    return pl.coalesce(found) if found else pl.lit(None, pl.String)


def _value_type(frame: pl.DataFrame) -> object:
    params = frame.schema["event_params"]
    inner = params.inner if isinstance(params, pl.List) else None
    if not isinstance(inner, pl.Struct):
        return None
    return next((field.dtype for field in inner.fields if field.name == "value"), None)


def _struct_fields(dtype: object) -> set[str]:
    return {field.name for field in dtype.fields} if isinstance(dtype, pl.Struct) else set()


def _completed(frame: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit(None, pl.String).alias(c) for c in COLUMNS if c not in frame.columns]
    return frame.with_columns(missing).select(*COLUMNS, ROW)
