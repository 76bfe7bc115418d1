"""Mappings by hand: which column of a file feeds which column of which table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tomlkit

from modiste.model.errors import InputError
from modiste.store.importers.aliases import NEEDS
from modiste.store.importers.mapping import Mapping, parse_mapping
from modiste.store.importers.source import Source
from modiste.store.importers.suggest import draft as drafted

_EMPTY = 'title = "mapped file"\n\n[tables]\n'


@dataclass(frozen=True)
class Assignment:
    """A column of a table, and the column of the file that feeds it."""

    table: str
    column: str
    header: str


def suggested(source: Source) -> str | None:
    """The text of a mapping to look over; ``None`` where no column of the file is known."""
    try:
        return drafted(source)
    except InputError:
        return None


def assignments(text: str) -> list[Assignment]:
    """The plain assignments of a mapping: those that read one column.

    Raises:
        InputError: it is no mapping.
    """
    mapping = parse_mapping(text)
    return [
        Assignment(table, column, spec.column)
        for table, specs in mapping.tables.items()
        for column, spec in specs.items()
        if spec.column is not None
    ]


def assigned(text: str | None, wanted: Sequence[Assignment]) -> str:
    """A mapping whose plain assignments are these; what else it says stays.

    Args:
        text: the mapping so far.
        wanted: the assignments; none means that nothing is read.

    Raises:
        InputError: the result is no mapping.
    """
    document = tomlkit.parse(text or _EMPTY)
    tables: Any = document.setdefault("tables", tomlkit.table(is_super_table=True))
    wished = {(each.table, each.column): each.header for each in wanted}
    for name in list(tables):
        for column in list(tables[name]):
            spec = tables[name][column]
            plain = isinstance(spec, str) or "column" in spec
            if plain and (name, column) not in wished:
                del tables[name][column]
        if not tables[name]:
            del tables[name]
    for (name, column), header in wished.items():
        table = tables.setdefault(name, tomlkit.table())
        if column in table and not isinstance(table[column], str):
            table[column]["column"] = header
        else:
            table[column] = header
    made = tomlkit.dumps(document)
    parse_mapping(made)
    return made


def missing(mapping: Mapping) -> dict[str, list[str]]:
    """Columns that a table cannot do without and that nothing feeds, by table."""
    found = {}
    for name, specs in mapping.tables.items():
        lacking = [column for column in NEEDS.get(name, ()) if column not in specs]
        if lacking:
            found[name] = lacking
    return found
