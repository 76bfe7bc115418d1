"""Delimited text (CSV, TSV …) in chunks, with every odd record accounted for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pc

from modiste.model.errors import InputError, Place
from modiste.model.schema import ROW
from modiste.store.importers.base import problem_rows
from modiste.store.importers.headers import unique
from modiste.store.importers.limits import Limits, check_columns
from modiste.store.importers.source import Chunk

if TYPE_CHECKING:
    from modiste.store.importers.source import Source

UNKNOWN = ("", "N/A", "n/a", "#N/A", "NULL", "null", "NaN", "nan", "not stocked", "Not stocked")
"""What exports write where they do not know; it is read as null, never as zero."""

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 256 << 10
_SAMPLE_ROWS = 500


def sample(source: Source) -> tuple[tuple[str, ...], pl.DataFrame]:
    """Headers and first rows."""
    headers, rows, _ = _head(source)
    width = len(headers)
    even = [row for row in rows if len(row) == width][:_SAMPLE_ROWS]
    columns = list(zip(*even, strict=True)) if even else [()] * width
    data = {
        name: pl.Series(name, [None if v.strip() in UNKNOWN else v for v in values], pl.String)
        for name, values in zip(headers, columns, strict=True)
    }
    return tuple(headers), pl.DataFrame(data)


def frames(source: Source, columns: Sequence[str] | None = None) -> Iterator[Chunk]:
    """All rows as text, in the order of the file.

    Records with too many or too few fields, with NUL bytes or without any value are set aside.

    Raises:
        InputError: the file is no delimited text, or a record is absurdly long.
    """
    headers, _, delimiter = _head(source)
    wanted = headers if columns is None else [name for name in headers if name in columns]
    if not wanted:
        wanted = headers[:1]
    odd = _OddRecords(len(headers))
    with source.text() as text:
        reader = _reader(source, text, headers, wanted, delimiter, odd)
        number = source.reading.header_row + 1
        while (batch := _next(reader, source)) is not None:
            frame = pl.DataFrame(pl.from_arrow(batch))
            numbers, number = odd.numbers(number, frame.height)
            shift = source.reading.header_row
            frame = frame.with_columns(pl.Series(ROW, numbers - shift))
            frame, emptied = _without_empty(frame)
            frame, nul = _without_nul(frame) if text.has_nul else (frame, [])
            rejects = pl.concat([odd.listed(shift), *emptied, *nul])
            yield Chunk(frame, rejects, frame.height + rejects["row"].n_unique())
        rest = odd.listed(source.reading.header_row)
        if rest.height:
            yield Chunk(_no_rows(wanted), rest, rest.height)


class _OddRecords:
    """Records whose number of fields is not that of the header."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._found: list[tuple[int, int]] = []
        self._listed = 0

    def __call__(self, row: pc.InvalidRow) -> str:
        self._found.append((row.number, row.actual_columns))
        return "skip"

    def numbers(
        self, first: int, count: int
    ) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], int]:
        """Record numbers of the next ``count`` good records, and the number after them."""
        if not self._found or self._found[-1][0] < first:
            return np.arange(first, first + count, dtype=np.int64), first + count
        odd = np.array([n for n, _ in self._found if n >= first], dtype=np.int64)
        span = np.arange(first, first + count + len(odd), dtype=np.int64)
        good = span[~np.isin(span, odd)][:count]
        return good, int(good[-1]) + 1 if count else first

    def listed(self, shift: int) -> pl.DataFrame:
        """Those not listed yet; their text is not shown, for it may name people."""
        fresh = self._found[self._listed :]
        self._listed = len(self._found)
        rows = pl.Series([n - shift for n, _ in fresh], dtype=pl.Int64)
        counts = pl.Series([str(k) for _, k in fresh], dtype=pl.String)
        reason = f"the row has another number of fields than the header's {self._width}"
        return problem_rows(rows, None, counts, reason)


def _reader(
    source: Source,
    text: io.RawIOBase,
    headers: list[str],
    wanted: list[str],
    delimiter: str,
    odd: _OddRecords,
) -> pc.CSVStreamingReader | None:
    try:
        return pc.open_csv(
            pa.PythonFile(text, mode="r"),
            # One thread, because only then records are numbered.
            read_options=pc.ReadOptions(
                use_threads=False,
                block_size=source.reading.block,
                column_names=headers,
                skip_rows_after_names=source.reading.header_row,
            ),
            parse_options=pc.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=odd,
            ),
            convert_options=pc.ConvertOptions(
                column_types={name: pa.string() for name in wanted},
                include_columns=wanted,
                null_values=list(UNKNOWN),
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            return None
        raise _unreadable(source, error) from error


def _next(reader: pc.CSVStreamingReader | None, source: Source) -> pa.RecordBatch | None:
    if reader is None:
        return None
    try:
        return reader.read_next_batch()
    except StopIteration:
        return None
    except pa.ArrowInvalid as error:
        raise _unreadable(source, error) from error


def _unreadable(source: Source, error: Exception) -> InputError:
    if "straddling" in str(error):
        return InputError(
            f"a record is longer than {source.reading.block:,} bytes",
            place=Place(source.name),
            remedy="A quotation mark may have been opened and never closed.",
        )
    return InputError(
        f"the file cannot be read as delimited text: {error}",
        place=Place(source.name),
        remedy="Check that it is the right file, or save it as CSV again.",
    )


def _without_empty(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Set rows aside that say nothing."""
    first = frame.to_series(0)
    if first.null_count() == 0:
        return frame, []
    empty = frame.select(pl.all_horizontal(pl.exclude(ROW).is_null())).to_series()
    if not empty.any():
        return frame, []
    rows = frame.filter(empty)[ROW]
    return frame.filter(~empty), [problem_rows(rows, None, None, "the row is empty")]


def _without_nul(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Set rows aside that hold NUL bytes, as damaged files do."""
    holds = pl.any_horizontal(pl.exclude(ROW).str.contains("\0", literal=True).fill_null(False))
    bad = frame.select(holds).to_series()
    rejects = problem_rows(frame.filter(bad)[ROW], None, None, "the row holds NUL bytes")
    return frame.filter(~bad), [rejects]


def _no_rows(columns: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(schema={**dict.fromkeys(columns, pl.String), ROW: pl.Int64})


def _head(source: Source) -> tuple[list[str], list[list[str]], str]:
    """Distinct headers, some rows after them, and the delimiter."""
    limits = source.reading.limits
    with io.BufferedReader(source.text(), _SAMPLE_BYTES) as stream:
        data = stream.read(limits.header + _SAMPLE_BYTES)
    _check_lines(data, source, limits)
    text = data.decode("utf-8", errors="replace")
    complete = len(data) < limits.header + _SAMPLE_BYTES
    records = text if complete else text[: text.rfind("\n") + 1]
    delimiter = source.reading.delimiter or _sniff(records[:_SAMPLE_BYTES])
    rows = _parse(records, delimiter, source.reading.header_row + _SAMPLE_ROWS)
    if len(rows) < source.reading.header_row:
        raise InputError(
            f"the file has no row {source.reading.header_row}, which should hold the column names",
            place=Place(source.name),
            remedy="Check the file, or name another header row.",
        )
    headers = rows[source.reading.header_row - 1]
    check_columns(len(headers), limits, source.name)
    return unique(headers), rows[source.reading.header_row :], delimiter


def _check_lines(data: bytes, source: Source, limits: Limits) -> None:
    end = data.find(b"\n")
    first = data if end < 0 else data[:end]
    if len(first) > limits.header:
        raise InputError(
            f"the first line is longer than {limits.header:,} bytes",
            place=Place(source.name, row=0),
            remedy="Check that it is the right file; a table begins with a line of column names.",
        )
    if b"\0" in first:
        raise InputError(
            "the file is not text", place=Place(source.name), remedy="Export it as CSV."
        )


def _sniff(text: str) -> str:
    """The delimiter that cuts the first records most evenly, and into most columns."""
    best, score = ",", (0.0, 1)
    for delimiter in _DELIMITERS:
        rows = [row for row in _parse(text, delimiter, 60) if row]
        width = len(rows[0]) if rows else 1
        if width < 2:
            continue
        even = sum(len(row) == width for row in rows) / len(rows)
        if (round(even, 1), width) > score:
            best, score = delimiter, (round(even, 1), width)
    return best


def _parse(text: str, delimiter: str, limit: int) -> list[list[str]]:
    rows = []
    csv.field_size_limit(1 << 30)
    try:
        for row in csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= limit:
                break
    except csv.Error:  # a stray quotation mark at the end of the sample
        pass
    return rows
