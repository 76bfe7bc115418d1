"""JSON records: one a line, or one array of them; never more than one in memory."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.model.schema import ROW
from modiste.model.validate import no_problems
from modiste.store.importers.base import problem_rows
from modiste.store.importers.delimited import UNKNOWN
from modiste.store.importers.limits import check_columns
from modiste.store.importers.source import Chunk

if TYPE_CHECKING:
    from modiste.store.importers.source import Source

_ROWS = 20_000
_SAMPLE_ROWS = 200
_READ = 1 << 20
_SPACE = " \t\r\n"

Record = dict[str, Any]


def sample(source: Source) -> tuple[tuple[str, ...], pl.DataFrame]:
    """Keys of the first records and their values as text."""
    rows = []
    for _, record in records(source):
        if isinstance(record, dict):
            rows.append(flat(record))
        if len(rows) >= _SAMPLE_ROWS:
            break
    headers = tuple(dict.fromkeys(key for row in rows for key in row))
    check_columns(len(headers), source.reading.limits, source.name)
    return headers, _frame(rows, headers)


def frames(source: Source, columns: Sequence[str] | None = None) -> Iterator[Chunk]:
    """All records as rows of text; nested objects become columns such as ``billing.country``."""
    headers = tuple(source.sample.headers if columns is None else columns)
    for batch, rejects, rows in batches(source):
        frame = _frame([flat(record) for _, record in batch], headers)
        numbers = pl.Series(ROW, [number for number, _ in batch], dtype=pl.Int64)
        yield Chunk(frame.with_columns(numbers), rejects, rows)


def batches(
    source: Source, size: int = _ROWS
) -> Iterator[tuple[list[tuple[int, Record]], pl.DataFrame, int]]:
    """Numbered records in lists, with what could not be read set aside."""
    good: list[tuple[int, Record]] = []
    bad: list[int] = []
    for number, record in records(source):
        if isinstance(record, dict):
            good.append((number, record))
        else:
            bad.append(number)
        if len(good) + len(bad) >= size:
            yield good, _rejected(bad), len(good) + len(bad)
            good, bad = [], []
    if good or bad:
        yield good, _rejected(bad), len(good) + len(bad)


def records(source: Source) -> Iterator[tuple[int, object]]:
    """Every record with its number; what is no JSON comes as ``None``.

    Raises:
        InputError: an array is broken, or a record is absurdly long.
    """
    with source.text() as raw:
        stream = io.TextIOWrapper(io.BufferedReader(raw, _READ), encoding="utf-8")
        first = _first_character(stream)
        yield from _array(stream, source) if first == "[" else _lines(first, stream, source)


def flat(record: Record, prefix: str = "") -> Record:
    """Nested objects as one level of dotted keys; lists stay as they are."""
    out: Record = {}
    for key, value in record.items():
        if isinstance(value, dict):
            out.update(flat(value, f"{prefix}{key}."))
        else:
            out[f"{prefix}{key}"] = value
    return out


def text_of(value: object) -> str | None:
    """A JSON value as the text that a CSV would hold."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    written = str(value)
    return None if written.strip() in UNKNOWN else written


def _first_character(stream: io.TextIOWrapper) -> str:
    while (character := stream.read(1)) and character in _SPACE:
        pass
    return character


def _lines(first: str, stream: io.TextIOWrapper, source: Source) -> Iterator[tuple[int, object]]:
    """One record a line; a broken line is one bad record. A lone object may span lines."""
    limit = source.reading.limits.record
    line = first + stream.readline(limit)
    number = 1
    while line:
        if len(line) >= limit:
            raise _too_long(source, number)
        if line.strip():
            value = _parsed(line)
            if value is None and number == 1 and not line.strip().endswith("}"):
                value = _parsed(line + stream.read(limit))
            yield number, value
            number += 1
        line = stream.readline(limit)


def _array(stream: io.TextIOWrapper, source: Source) -> Iterator[tuple[int, object]]:
    decoder = json.JSONDecoder()
    text, number, ended = "", 0, False
    while True:
        text = text.lstrip(_SPACE + ",")
        if text.startswith("]"):
            return
        try:
            value, used = decoder.raw_decode(text)
        except (json.JSONDecodeError, RecursionError):
            if ended:
                raise _broken(source, number) from None
            if len(text) > source.reading.limits.record:
                raise _too_long(source, number + 1) from None
            # Doubling keeps the cost of trying again in proportion to the record.
            more = stream.read(max(_READ, len(text)))
            ended, text = not more, text + more
            continue
        number += 1
        text = text[used:]
        yield number, value


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        return None


def _broken(source: Source, number: int) -> InputError:
    return InputError(
        "the JSON breaks off or is malformed",
        place=Place(source.name, row=number + 1),
        remedy="Export it again; nothing of it was imported.",
    )


def _too_long(source: Source, number: int) -> InputError:
    return InputError(
        f"a record is longer than {source.reading.limits.record:,} characters",
        place=Place(source.name, row=number),
        remedy="Write one record a line, or one array of records.",
    )


def _rejected(bad: list[int]) -> pl.DataFrame:
    if not bad:
        return no_problems()
    rows = pl.Series(bad, dtype=pl.Int64)
    return problem_rows(rows, None, None, "the record is not a JSON object")


def _frame(rows: list[Record], headers: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            name: pl.Series([text_of(row.get(name)) for row in rows], dtype=pl.String)
            for name in headers
        }
    )
