"""The one protocol of exporters, and where to find them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import BinaryIO, Protocol, runtime_checkable

import polars as pl

from modiste.model.errors import ModisteError, UnknownNameError

GROUP = "modiste.exporters"
"""Entry-point group through which built-in and third-party exporters are found."""

_HERE = "modiste.store.exporters"
BUILT_IN = {
    "csv": f"{_HERE}.comma:Comma",
    "json": f"{_HERE}.objects:Objects",
    "parquet": f"{_HERE}.columnar:Columnar",
    "xlsx": f"{_HERE}.workbook:Workbook",
}
"""What pyproject.toml declares, for a source tree that is not installed."""


@dataclass(frozen=True)
class Sheet:
    """A frame to be written.

    Attributes:
        title: name of the sheet, where the format has sheets.
        frame: the rows.
        money: columns of minor units that are to be written in major units, and the column that
            holds their currency.
    """

    title: str
    frame: pl.DataFrame
    money: Mapping[str, str] = field(default_factory=dict)


@runtime_checkable
class Exporter(Protocol):
    """Writes frames in one file format. Text that a spreadsheet would run is made harmless."""

    name: str
    title: str

    def write(self, sheets: list[Sheet], stream: BinaryIO) -> None:
        """Write sheets; a format without sheets takes exactly one.

        Raises:
            InputError: the format cannot hold them.
        """


def find_exporter(name: str) -> Exporter:
    """The exporter of that name.

    Raises:
        UnknownNameError: there is none.
    """
    targets = exporters()
    if name not in targets:
        raise UnknownNameError(
            f"there is no export format {name!r}",
            remedy=f"The formats are: {', '.join(targets)}.",
        )
    module, _, attribute = targets[name].partition(":")
    try:
        made = getattr(import_module(module), attribute)()
    except (ImportError, AttributeError, TypeError) as error:
        raise ModisteError(
            f"the exporter {name!r} cannot be loaded: {error}",
            remedy="Reinstall or remove the package that brings it.",
        ) from error
    if not isinstance(made, Exporter):
        raise ModisteError(f"{targets[name]} is no exporter", remedy="It needs name, title, write.")
    return made


@cache
def exporters() -> dict[str, str]:
    """Where every exporter is, by name."""
    return BUILT_IN | {point.name: point.value for point in entry_points(group=GROUP)}
