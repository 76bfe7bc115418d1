"""The mapping file: which column of a file feeds which column of which table."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from modiste.model.errors import InputError, Place
from modiste.model.tables import TABLES
from modiste.store.importers.base import Context
from modiste.store.importers.cells import is_currency
from modiste.store.importers.moments import check_zone
from modiste.store.importers.source import Reading


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


def _pattern(value: str) -> str:
    import polars as pl

    try:
        re.compile(value)
        pl.Series([""]).str.contains(value)
    except (re.error, pl.exceptions.ComputeError) as error:
        raise ValueError(f"not a regular expression that can be used: {error}") from None
    return value


def _zone(value: str) -> str:
    try:
        check_zone(value)
    except InputError as error:
        raise ValueError(error.what) from None
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]
Zone = Annotated[str, AfterValidator(_zone)]
Scalar = str | int | float | bool
Many = Annotated[tuple[Scalar, ...], BeforeValidator(_listed)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Spec(_Part):
    """Where the values of one column come from, and what is done to them.

    Attributes:
        column: the file's column.
        columns: several columns whose texts are joined by ``join``.
        value: one value for all rows, instead of a column.
        default: value where the cell is unknown.
        format: formats of dates, tried in turn; found out by default.
        zone: time zone of the times, where it is not the file's.
        extract: regular expression; its first group (or all of it) is kept.
        map: replaces whole values; others are kept.
        case: writes all texts in one case.
        prefix: text put before every value.
        split: separator of a list of texts.
        times: factor for numbers, such as 2.54 for inches.
        per: column of counts to divide an amount by, for line totals.
        digest: make a short id of the joined columns.
    """

    column: str | None = None
    columns: tuple[str, ...] = ()
    join: str = "-"
    value: Scalar | date | None = None
    default: Scalar | None = None
    format: Texts = ()
    zone: Zone | None = None
    extract: Pattern | None = None
    map: dict[str, str] = Field(default_factory=dict)
    case: Literal["upper", "lower"] | None = None
    prefix: str = ""
    split: str | None = None
    times: float | None = None
    per: str | None = None
    digest: bool = False

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        given = (self.column is not None) + bool(self.columns) + (self.value is not None)
        if given != 1:
            raise ValueError("give exactly one of column, columns and value")
        return self

    @property
    def origins(self) -> tuple[str, ...]:
        """The columns of the file that it reads."""
        single = (self.column,) if self.column is not None else self.columns
        return (*single, self.per) if self.per else single


class Rule(_Part):
    """Which rows are set aside, and why.

    Of several conditions in one rule all must hold.

    Attributes:
        reason: what the rejects file and the summary say.
        column: the column that is looked at.
        matches: regular expression found in the text.
        equals: one of these values.
        below: the number is less than this.
        above: the number is more than this.
        at_most: the number is this or less.
        at_least: the number is this or more.
        missing: the cell is unknown.
        repeated: the value came in an earlier row.
    """

    reason: str = Field(min_length=1)
    column: str
    matches: Pattern | None = None
    equals: Many | None = None
    below: float | None = None
    above: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    missing: bool | None = None
    repeated: Literal[True] | None = None

    @model_validator(mode="after")
    def _some_condition(self) -> Self:
        if not self.model_fields_set - {"reason", "column"}:
            raise ValueError("give a condition: matches, equals, below, above, … or missing")
        return self


class Unpivot(_Part):
    """Turns columns such as weeks into rows.

    A zero says that there was nothing and needs no row; a blank cell says nothing at all.

    Attributes:
        columns: regular expression of the columns, or ``dates`` for all that are dates.
        name: name of the new column that holds the date.
        value: name of the new column that holds the cell.
        start: date of the first column, where the headers are not dates.
        step_days: days from one column to the next.
        cumulative: the cells are running totals along the row.
        keep_zeros: zeros become rows too.
    """

    columns: Pattern
    name: str = "date"
    value: str = "value"
    start: date | None = None
    step_days: int = Field(default=7, ge=1)
    cumulative: bool = False
    keep_zeros: bool = False


class SourcePart(_Part):
    """How the file is to be read."""

    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    sheet: str | None = None
    header_row: int = Field(default=1, ge=1)
    decimal: Literal[".", ","] | None = None
    zone: Zone | None = None
    currency: str | None = None
    location: str | None = None

    @model_validator(mode="after")
    def _known_currency(self) -> Self:
        if self.currency is not None and not is_currency(self.currency):
            raise ValueError(f"there is no currency {self.currency!r}")
        return self


def _spec(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


Specs = dict[str, Annotated[Spec, BeforeValidator(_spec)]]


class Mapping(_Part):
    """A whole mapping file."""

    title: str = "mapped file"
    source: SourcePart = Field(default_factory=SourcePart)
    set_aside: tuple[Rule, ...] = ()
    unpivot: Unpivot | None = None
    tables: dict[str, Specs] = Field(default_factory=dict)
    derived: dict[str, Specs] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known_columns(self) -> Self:
        if not self.tables and not self.derived:
            raise ValueError("map at least one table, as in [tables.sale]")
        for name, column in self._targets():
            if name not in TABLES:
                raise ValueError(f"there is no table {name!r}; there are {', '.join(TABLES)}")
            if column not in TABLES[name]:
                known = ", ".join(TABLES[name].names)
                raise ValueError(f"table {name!r} has no column {column!r}; it has {known}")
        return self

    def _targets(self) -> Iterator[tuple[str, str]]:
        for part in (self.tables, self.derived):
            for name, specs in part.items():
                for column in specs:
                    yield name, column

    def origins(self) -> set[str]:
        """Every column of the file that is read."""
        found = {rule.column for rule in self.set_aside}
        for part in (self.tables, self.derived):
            for specs in part.values():
                for spec in specs.values():
                    found.update(spec.origins)
        return found

    def adapted(self, context: Context) -> Context:
        """The import's settings, as far as the mapping knows better."""
        said = {
            name: value
            for name in ("currency", "zone", "location", "decimal")
            if (value := getattr(self.source, name)) is not None
        }
        return dataclasses.replace(context, mapping=self, **said)

    def reading(self, reading: Reading | None) -> Reading:
        """How to read the file, as far as the mapping knows better."""
        base = reading or Reading()
        return dataclasses.replace(
            base,
            encoding=self.source.encoding or base.encoding,
            delimiter=self.source.delimiter or base.delimiter,
            sheet=self.source.sheet or base.sheet,
            header_row=self.source.header_row,
        )


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Raises:
        InputError: it is not TOML, or says something that makes no sense; all faults are named.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the mapping cannot be read: {error}",
            place=Place(path.name),
            remedy="Check the path; a mapping is a UTF-8 text file.",
        ) from error
    return parse_mapping(text, path.name)


def parse_mapping(text: str, name: str = "mapping") -> Mapping:
    """Read the text of a mapping file.

    Raises:
        InputError: as for :func:`load_mapping`.
    """
    try:
        return Mapping.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"the mapping is not TOML: {error}",
            place=Place(name),
            remedy="Correct the line; texts need quotation marks.",
        ) from None
    except ValidationError as error:
        raise InputError(
            f"the mapping makes no sense: {_faults(error)}",
            place=Place(name),
            remedy="See the guide on importers for what a mapping may say.",
        ) from None


def _faults(error: ValidationError) -> str:
    return "; ".join(_fault(detail) for detail in error.errors(include_url=False))


def _fault(detail: Any) -> str:
    where = ".".join(str(part) for part in detail["loc"])
    what = str(detail["msg"]).removeprefix("Value error, ")
    return f"{where}: {what}" if where else what
