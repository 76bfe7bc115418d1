"""Plain tables: CSV in any usual encoding and with any usual separator, TSV, Parquet."""

from __future__ import annotations

import csv
from collections import Counter
from io import BytesIO
from pathlib import Path

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.store.importers.encoding import Utf8Stream, detect_encoding

_SEPARATORS = (b",", b";", b"\t")
"""Of the first line; a file that parts columns by ; has decimal commas."""
_UNKNOWN = ["", "NA", "N/A", "NaN", "nan", "null"]
_LOOKED_AT = 10_000
"""Rows that say what a column holds."""


def read_plain(path: Path, *, typed: bool = True) -> pl.DataFrame:
    """A file as a frame.

    Args:
        path: CSV, TSV or Parquet with one header line.
        typed: columns of numbers become numbers, but for those whose values begin with a zero, as
            codes of articles do; else every cell of a text file stays text.

    Raises:
        InputError: the file cannot be read, is in no known encoding, or has two columns of one
            name.
    """
    try:
        if path.suffix.lower() in {".parquet", ".pq"}:
            return pl.read_parquet(path)
        source, separator = _text(path)
        return _read(source, separator, typed=typed)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(
            f"the file cannot be read: {str(error).splitlines()[0]}",
            place=Place(path.name),
            remedy="Give a CSV, TSV or Parquet file with one header line.",
        ) from None


def _read(source: Path | BytesIO, separator: str, *, typed: bool) -> pl.DataFrame:
    if not typed:
        return pl.read_csv(source, separator=separator, infer_schema=False, null_values=_UNKNOWN)
    head = pl.read_csv(source, separator=separator, infer_schema=False, n_rows=_LOOKED_AT)
    codes = [each.name for each in head if each.str.contains(r"^\s*0\d+\s*$").any()]
    if isinstance(source, BytesIO):
        source.seek(0)
    return pl.read_csv(
        source,
        separator=separator,
        decimal_comma=separator == ";",
        infer_schema_length=_LOOKED_AT,
        schema_overrides=dict.fromkeys(codes, pl.String),
        null_values=_UNKNOWN,
    )


def _text(path: Path) -> tuple[Path | BytesIO, str]:
    """A text file as UTF-8, and what parts its columns.

    A byte that does not fit its encoding is refused by it and never replaced: two names that differ
    in one letter must not become one.
    """
    with path.open("rb") as file:
        encoding = detect_encoding(file)
        file.seek(0)
        stream = Utf8Stream(file, encoding, path.name)
        head = stream.readline() if encoding != "utf-8" else file.readline()
        separator = max(_SEPARATORS, key=head.count).decode()
        _refuse_twins(head, separator, path)
        if encoding == "utf-8":
            return path, separator
        return BytesIO(head + stream.read()), separator


def _refuse_twins(head: bytes, separator: str, path: Path) -> None:
    """Refuse two columns of one name: nobody could tell whose forecast is whose."""
    names = next(csv.reader([head.decode("utf-8-sig")], delimiter=separator), [])
    twice = [name for name, count in Counter(names).items() if name and count > 1]
    if twice:
        raise InputError(
            f"{len(twice)} names stand above several columns"
            if len(twice) > 1
            else "a name stands above several columns",
            place=Place(path.name, column=twice[0]),
            remedy="Give every column a name of its own.",
        )
