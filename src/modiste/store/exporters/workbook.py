"""Excel workbooks."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO

import polars as pl

from modiste.model.errors import InputError
from modiste.store.exporters.amounts import digits_of
from modiste.store.exporters.base import Sheet
from modiste.store.exporters.flat import flat
from modiste.store.exporters.safe import neutralise, neutralised

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook as Book

_ROWS = 1_048_575
_CELL = 32_767
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Workbook:
    """A workbook with a sheet a frame."""

    name = "xlsx"
    title = "Excel workbook"

    def write(self, sheets: list[Sheet], stream: BinaryIO) -> None:
        """Write the sheets in their order.

        Raises:
            InputError: a frame has more rows than a sheet can hold.
        """
        import xlsxwriter

        for sheet in sheets:
            if sheet.frame.height > _ROWS:
                raise InputError(
                    f"a sheet holds {_ROWS:,} rows and there are {sheet.frame.height:,}",
                    remedy="Export CSV or Parquet instead, or fewer rows.",
                )
        with xlsxwriter.Workbook(stream, _OPTIONS) as book:
            names = sheet_names([sheet.title for sheet in sheets])
            for name, sheet in zip(names, sheets, strict=True):
                _write(book, name, sheet)


def sheet_names(titles: list[str]) -> list[str]:
    """Titles as Excel allows them: 31 characters, no brackets, slashes …, no two the same."""
    taken: set[str] = {"history"}  # Excel keeps this name for itself
    names = []
    for title in titles:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip().strip("'")[:31] or "Sheet"
        name, n = plain, 2
        while name.casefold() in taken:
            suffix = f" ({n})"
            name, n = plain[: 31 - len(suffix)] + suffix, n + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _write(book: Book, name: str, sheet: Sheet) -> None:
    frame = neutralised(flat(sheet.frame))
    page = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    for at, column in enumerate(frame.columns):
        page.write_string(0, at, neutralise(column), bold)
        values = frame[column]
        currency = sheet.money.get(column)
        if currency is not None and currency in frame.columns:
            _amounts(book, page, at, values, frame[currency])
        else:
            _column(book, page, at, values)
        page.set_column(at, at, _width(column, values))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, frame.height, max(frame.width - 1, 0))


def _column(book: Book, page: Any, at: int, values: pl.Series) -> None:
    """One column, cell by cell, each as what it is: a text is never guessed to be a number."""
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for row, value in enumerate(values, start=1):
        if isinstance(value, bool):
            page.write_boolean(row, at, value)
        elif isinstance(value, int | float):
            if value == value and abs(value) != float("inf"):  # noqa: PLR0124 - not a number
                page.write_number(row, at, value)
        elif isinstance(value, date):
            page.write_datetime(row, at, value, day)
        elif value is not None:
            page.write_string(row, at, str(value)[:_CELL])


def _amounts(book: Book, page: Any, at: int, values: pl.Series, currency: pl.Series) -> None:
    """Numbers in major units, shown with the decimals of their currency."""
    shown: dict[int, Any] = {}
    for row, (value, code) in enumerate(zip(values, currency, strict=True), start=1):
        digits = digits_of(code)
        if value is None or digits is None:
            continue
        if digits not in shown:
            decimals = "." + "0" * digits if digits else ""
            shown[digits] = book.add_format({"num_format": f"#,##0{decimals}"})
        page.write_number(row, at, value / 10**digits, shown[digits])


def _width(column: str, values: pl.Series) -> int:
    longest = values.head(200).cast(pl.String, strict=False).str.len_chars().max()
    return min(60, max(len(column), longest if isinstance(longest, int) else 0) + 2)
