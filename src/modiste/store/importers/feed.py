"""XML product feeds (RSS or Atom), one item at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.model.schema import ROW
from modiste.model.validate import no_problems
from modiste.store.importers.delimited import UNKNOWN
from modiste.store.importers.limits import check_columns
from modiste.store.importers.source import Chunk

if TYPE_CHECKING:
    from modiste.store.importers.source import Source

_ITEMS = ("item", "entry", "product")
_ROWS = 10_000
_SAMPLE_ROWS = 100
JOINT = ","
"""Joins the values of an element that an item repeats."""


def sample(source: Source) -> tuple[tuple[str, ...], pl.DataFrame]:
    """Element names of the first items and their texts."""
    rows = []
    for row in items(source):
        rows.append(row)
        if len(rows) >= _SAMPLE_ROWS:
            break
    headers = tuple(dict.fromkeys(name for row in rows for name in row))
    check_columns(len(headers), source.reading.limits, source.name)
    return headers, _frame(rows, headers)


def frames(source: Source, columns: Sequence[str] | None = None) -> Iterator[Chunk]:
    """All items as rows of text."""
    headers = tuple(source.sample.headers if columns is None else columns)
    rows: list[dict[str, str]] = []
    done = 0
    for row in items(source):
        rows.append(row)
        if len(rows) == _ROWS:
            yield _chunk(rows, headers, done)
            done += len(rows)
            rows = []
    if rows:
        yield _chunk(rows, headers, done)


def items(source: Source) -> Iterator[dict[str, str]]:
    """Element name without namespace → text, for every item.

    Raises:
        InputError: the XML is malformed, or uses entities, which honest feeds do not.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    # The parser reads the encoding from the XML declaration itself.
    with source.open() as stream:
        events = iterparse(stream, events=("start", "end"), forbid_dtd=True)
        path: list[Element] = []
        try:
            for event, element in events:
                if event == "start":
                    path.append(element)
                    continue
                path.pop()
                if _local(element) in _ITEMS and not _inside_item(path):
                    yield _row(element)
                    element.clear()
                    if path:
                        path[-1].remove(element)
        except (ParseError, DefusedXmlException, UnicodeError, LookupError, ValueError) as error:
            raise InputError(
                f"the XML cannot be read: {error or type(error).__name__}",
                place=Place(source.name),
                remedy="Download the feed again; nothing of it was imported.",
            ) from error


def _inside_item(path: list[Element]) -> bool:
    return any(_local(element) in _ITEMS for element in path)


def _local(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _row(item: Element) -> dict[str, str]:
    row: dict[str, str] = {}
    for child in item:
        name = _local(child)
        text = (child.text or "").strip() or child.get("href", "")
        if len(child) or text in UNKNOWN:
            continue
        row[name] = f"{row[name]}{JOINT}{text}" if name in row else text
    return row


def _chunk(rows: list[dict[str, str]], headers: Sequence[str], done: int) -> Chunk:
    numbers = pl.int_range(done + 1, done + len(rows) + 1, eager=True, dtype=pl.Int64)
    return Chunk(_frame(rows, headers).with_columns(numbers.alias(ROW)), no_problems(), len(rows))


def _frame(rows: list[dict[str, str]], headers: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {name: pl.Series([row.get(name) for row in rows], dtype=pl.String) for name in headers}
    )
