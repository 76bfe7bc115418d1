"""Frames in the few types that text formats know."""

from __future__ import annotations

import json

import polars as pl
import polars.selectors as cs


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists and structs as JSON text, timestamps as ISO text in UTC; the rest as it is."""
    nested = [n for n, d in frame.schema.items() if isinstance(d, pl.List | pl.Array | pl.Struct)]
    texts = [pl.Series(name, _as_json(frame[name]), dtype=pl.String) for name in nested]
    coded = cs.categorical() | cs.enum()
    return frame.with_columns(
        *texts,
        coded.cast(pl.String),
        (cs.datetime() - cs.datetime(time_zone=None)).dt.convert_time_zone("UTC"),
    ).with_columns(cs.datetime().dt.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _as_json(values: pl.Series) -> list[str | None]:
    return [
        None if value is None else json.dumps(value, ensure_ascii=False, default=str)
        for value in values.to_list()
    ]
