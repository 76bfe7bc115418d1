"""The one protocol that every importer follows, built-in or third-party."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.model.validate import PROBLEMS, no_problems
from modiste.store.importers.headers import canonical
from modiste.store.pseudonym import Pseudonymiser

if TYPE_CHECKING:
    from modiste.store.importers.mapping import Mapping
    from modiste.store.importers.source import Source

__all__ = ["PROBLEMS", "Batch", "Context", "Importer", "Sample", "problem_rows"]


@dataclass(frozen=True)
class Batch:
    """What some source rows say.

    Attributes:
        tables: rows by table, in the table's columns; may carry ``_row``. An absent column is *not
            said* and keeps what the lake has; a null is *unknown* and is written.
        derived: rows that are written only where their key is not in the lake yet, so that a poorer
            file never overwrites a richer one.
        rejects: rows set aside, with the reason.
        notes: values left out of rows that were kept, with the reason.
        rows: source rows consumed.
        unique: tables whose keys the importer vouches for within the file, so that nobody needs to
            remember them.
    """

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    derived: dict[str, pl.DataFrame] = field(default_factory=dict)
    rejects: pl.DataFrame = field(default_factory=no_problems)
    notes: pl.DataFrame = field(default_factory=no_problems)
    rows: int = 0
    unique: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sample:
    """The beginning of a file, by which importers recognise it.

    Attributes:
        name: file name.
        kind: what the file is technically.
        headers: column names, or the keys of JSON records, or the element names of XML items.
        rows: some first rows as text.
    """

    name: str
    kind: Literal["csv", "parquet", "excel", "json", "xml"]
    headers: tuple[str, ...]
    rows: pl.DataFrame

    def has(self, *names: str) -> bool:
        """Whether all of these headers are there, whatever their case and punctuation."""
        present = {canonical(header) for header in self.headers}
        return all(canonical(name) in present for name in names)

    def has_any(self, *names: str) -> bool:
        """Whether one of these headers is there."""
        return any(self.has(name) for name in names)


@dataclass(frozen=True)
class Context:
    """What an import is told beside the file.

    Attributes:
        pseudonyms: turns people into pseudonyms.
        currency: currency of amounts that name none.
        zone: time zone of times that name none.
        location: location of sales that name none.
        decimal: decimal mark of numbers, or ``None`` to let each file tell.
        mapping: for the generic importer.
        as_of: now; what lies well after it is set aside.
    """

    pseudonyms: Pseudonymiser
    currency: str | None = None
    zone: str = "UTC"
    location: str = "web"
    decimal: Literal[".", ","] | None = None
    mapping: Mapping | None = None
    as_of: datetime | None = None

    def need_currency(self, file: str) -> str:
        """The currency of amounts that name none.

        Raises:
            InputError: nobody said which it is.
        """
        if self.currency is None:
            raise InputError(
                "the file does not say in which currency its amounts are",
                place=Place(file),
                remedy="Set the currency in modiste.toml or give it with the import.",
            )
        return self.currency


@runtime_checkable
class Importer(Protocol):
    """Reads one kind of file. Importers keep no state between files."""

    name: str
    title: str
    tables: tuple[str, ...]

    def match(self, sample: Sample) -> float:
        """How surely a file is of this kind, from 0 (no) to 1 (certain)."""

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Turn a file into batches of rows; of rows with the same key the first counts."""


def problem_rows(
    rows: pl.Series, column: str | None, values: pl.Series | None, reason: str
) -> pl.DataFrame:
    """A frame of problems with one reason.

    Args:
        rows: source row numbers.
        column: the source column.
        values: its values, or ``None`` where they must not or need not be shown.
        reason: why the rows cannot be used.
    """
    shown = None if values is None else values.cast(pl.String, strict=False)
    return pl.DataFrame(
        {"row": rows.cast(pl.Int64)},
    ).with_columns(
        pl.lit(column, pl.String).alias("column"),
        (pl.lit(None, pl.String) if shown is None else shown).alias("value"),
        pl.lit(reason).alias("reason"),
    )
