"""Which mark a file puts before the decimals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import polars as pl

from modiste.store.importers.base import Context, Sample

_COMMA = re.compile(r"\d,\d{1,2}(?!\d)(?!.*\d[.,])|\d\.\d{3},\d|^\D*0,\d")
_POINT = re.compile(r"\d\.\d{1,2}(?!\d)(?!.*\d[.,])|\d,\d{3}\.\d|^\D*0\.\d")


def decimal_of(context: Context, sample: Sample, columns: Iterable[str]) -> Literal[".", ","]:
    """The decimal mark that was set, or else the one that the first values of columns show."""
    if context.decimal is not None:
        return context.decimal
    chosen = [c for c in columns if c in sample.rows.columns]
    texts = [sample.rows[c] for c in chosen if sample.rows[c].dtype == pl.String]
    return sniff(text for column in texts for text in column.drop_nulls())


def sniff(texts: Iterable[str]) -> Literal[".", ","]:
    """A comma, if there are more numbers that only make sense with it than with a point."""
    comma = point = 0
    for text in texts:
        comma += _COMMA.search(text) is not None
        point += _POINT.search(text) is not None
    return "," if comma > point else "."
