"""Excel workbooks. A sheet is read as a whole, after its size has been looked at."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.model.schema import ROW
from modiste.model.validate import no_problems
from modiste.store.importers.base import problem_rows
from modiste.store.importers.delimited import UNKNOWN
from modiste.store.importers.headers import unique
from modiste.store.importers.limits import Limits, check_columns
from modiste.store.importers.source import Chunk

if TYPE_CHECKING:
    from modiste.store.importers.source import Source

_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_BLOCK = 1 << 20
_SAMPLE_ROWS = 500


def sample(source: Source) -> tuple[tuple[str, ...], pl.DataFrame]:
    """Headers and first rows."""
    headers, rows = _sheet(source)
    return headers, rows.drop(ROW).head(_SAMPLE_ROWS)


def frames(source: Source, columns: Sequence[str] | None = None) -> Iterator[Chunk]:
    """All rows as text; dates are ISO texts."""
    _, rows = _sheet(source)
    wanted = [n for n in rows.columns if columns is None or n in columns or n == ROW]
    empty = rows.select(pl.all_horizontal(pl.exclude(ROW).is_null())).to_series()
    rejects = problem_rows(rows.filter(empty)[ROW], None, None, "the row is empty")
    yield Chunk(
        rows.filter(~empty).select(wanted), rejects if empty.any() else no_problems(), rows.height
    )


def _sheet(source: Source) -> tuple[tuple[str, ...], pl.DataFrame]:
    import fastexcel

    with source.seekable() as stream:
        _guard(stream, source)
        stream.seek(0)
        try:
            book = fastexcel.read_excel(stream.read())
            name = _sheet_name(book.sheet_names, source)
            cells = book.load_sheet(name, header_row=None, dtypes="string", skip_rows=0).to_polars()
        except fastexcel.FastExcelError as error:
            raise InputError(
                f"the workbook cannot be read: {error}",
                place=Place(source.name),
                remedy="Open it in a spreadsheet program and save it again as .xlsx.",
            ) from error
    return _with_headers(cells, source)


def _sheet_name(names: list[str], source: Source) -> str:
    wanted = source.reading.sheet
    if wanted is None:
        return names[0]
    if wanted not in names:
        raise InputError(
            f"the workbook has no sheet {wanted!r}",
            place=Place(source.name),
            remedy=f"Its sheets are: {', '.join(names)}.",
        )
    return wanted


def _with_headers(cells: pl.DataFrame, source: Source) -> tuple[tuple[str, ...], pl.DataFrame]:
    at = source.reading.header_row - 1
    if cells.height <= at:
        raise InputError(
            f"the sheet has no row {at + 1}, which should hold the column names",
            place=Place(source.name),
            remedy="Check the sheet, or name another header row.",
        )
    headers = unique([value or "" for value in cells.row(at)])
    rows = cells.slice(at + 1)
    rows.columns = headers
    text = pl.all().str.strip_chars()
    known = rows.select(pl.when(~text.is_in(UNKNOWN)).then(text).name.keep())
    numbers = pl.int_range(1, rows.height + 1, eager=True, dtype=pl.Int64)
    return tuple(headers), known.with_columns(numbers.alias(ROW))


def _guard(stream: BinaryIO, source: Source) -> None:
    """Refuse what would not fit: readers make a sheet as large as its farthest cell says."""
    limits = source.reading.limits
    try:
        with zipfile.ZipFile(stream) as book:
            packed = sum(info.compress_size for info in book.infolist())
            allowed = min(limits.unpacked, max(limits.free, packed * limits.ratio))
            for info in book.infolist():
                allowed -= info.file_size
                if allowed < 0:
                    raise _too_large(source, "unpacks to far more than it holds")
                if info.filename.startswith("xl/worksheets/"):
                    _guard_sheet(book, info.filename, source, limits)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InputError(
            f"the file is neither a workbook nor a readable archive: {error}",
            place=Place(source.name),
            remedy="Save it again as .xlsx without a password.",
        ) from error


def _guard_sheet(book: zipfile.ZipFile, member: str, source: Source, limits: Limits) -> None:
    width = height = 0
    rest = b""
    with book.open(member) as stream:
        while block := stream.read(_BLOCK):
            text = rest + block
            for match in _CELL.finditer(text):
                width = max(width, _column_number(match[1]))
                height = max(height, int(match[2]))
            rest = text[-200:]
    check_columns(width, limits, source.name)
    if width * height > limits.cells:
        raise _too_large(source, f"has a cell so far out that it spans {width * height:,} cells")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(source: Source, what: str) -> InputError:
    return InputError(
        f"the workbook {what}",
        place=Place(source.name),
        remedy="Copy the rows that matter to a new sheet, or save it as CSV.",
    )
