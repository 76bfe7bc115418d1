"""What a table is: columns with a type, a unit, a key and a meaning."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from modiste.model.errors import UnknownNameError

if TYPE_CHECKING:
    import polars as pl

RUN = "run_id"
"""Every finding bears the id of the run that made it."""

ROW = "_row"
"""Importers number source rows in this column; it is for messages and is never stored."""


class Type(StrEnum):
    """The few types a column can have; each maps to one polars type."""

    TEXT = "text"
    INTEGER = "integer"
    QUANTITY = "quantity"
    MONEY = "money"
    REAL = "real"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TEXTS = "list of text"
    VECTOR = "vector"

    def polars(self) -> pl.DataType:
        """The polars type that stores it."""
        import polars as pl

        types: dict[Type, pl.DataType] = {
            Type.TEXT: pl.String(),
            Type.INTEGER: pl.Int64(),
            Type.QUANTITY: pl.Int64(),
            Type.MONEY: pl.Int64(),
            Type.REAL: pl.Float64(),
            Type.BOOLEAN: pl.Boolean(),
            Type.DATE: pl.Date(),
            Type.TIMESTAMP: pl.Datetime("us", "UTC"),
            Type.TEXTS: pl.List(pl.String()),
            Type.VECTOR: pl.List(pl.Float32()),
        }
        return types[self]


class Kind(StrEnum):
    """A fact comes from outside; a finding is computed by a run."""

    FACT = "fact"
    FINDING = "finding"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: snake_case name.
        type: how the values are stored.
        meaning: one sentence for a reader who does not know the table.
        required: ``True`` refuses null. Key columns are always required.
        unit: unit of the values where the type does not say it.
        choices: the only values allowed, for text.
        minimum: the least value allowed, for numbers.
        maximum: the greatest value allowed, for numbers.
    """

    name: str
    type: Type
    meaning: str
    required: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """One table of the lake."""

    name: str
    kind: Kind
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    _by_name: dict[str, Column] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for column in self.columns:
            if column.name in self._by_name:
                raise ValueError(f"{self.name}.{column.name} is declared twice")
            self._by_name[column.name] = column
        if not self.key:
            raise ValueError(f"{self.name} has no key")
        for name in self.key:
            if not self[name].required:
                raise ValueError(f"{self.name}.{name} is a key and must be required")

    def __getitem__(self, name: str) -> Column:
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownNameError(
                f"table {self.name!r} has no column {name!r}",
                remedy=f"Its columns are: {', '.join(self.names)}.",
            ) from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in stored order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that may not be null."""
        return tuple(column.name for column in self.columns if column.required)

    def polars(self) -> pl.Schema:
        """The polars schema that the lake stores."""
        import polars as pl

        return pl.Schema({column.name: column.type.polars() for column in self.columns})

    def empty(self) -> pl.DataFrame:
        """A frame of this table with no rows."""
        import polars as pl

        return pl.DataFrame(schema=self.polars())


def key(name: str, meaning: str, type: Type = Type.TEXT) -> Column:  # noqa: A002
    """A column that is part of the key."""
    return Column(name, type, meaning, required=True)
