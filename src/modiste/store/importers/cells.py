"""Text cells become typed values; what has no reading is set aside with its reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Literal

import polars as pl

from modiste.model.currency import find_currency
from modiste.model.errors import UnknownNameError
from modiste.model.gtin import gtin_expr
from modiste.model.money import minor_expr
from modiste.model.numbers import scaled_expr
from modiste.model.schema import ROW
from modiste.model.validate import no_problems
from modiste.store.importers.base import Context, problem_rows
from modiste.store.importers.groups import firsts
from modiste.store.importers.headers import is_personal
from modiste.store.importers.moments import to_utc

Mark = Literal[".", ","]
_EXACT = float(1 << 40)
_TIE = 1e-6


class Cells:
    """The cells of one chunk, addressed by field rather than by header.

    Every reader of a cell remembers what it could not read; :meth:`split` sets those rows aside.
    """

    def __init__(
        self,
        frame: pl.DataFrame,
        headers: Mapping[str, str],
        context: Context,
        *,
        decimal: Mark = ".",
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """Look at a chunk.

        Args:
            frame: the chunk's rows with their ``_row``.
            headers: field → column of the frame; fields that the file lacks are absent.
            context: the import's settings.
            decimal: decimal mark of the file's numbers.
            labels: field → what messages call its column, where that is not the frame's name.
        """
        self.frame = frame
        self.height = frame.height
        self._headers = {f: h for f, h in headers.items() if h in frame.columns}
        self._labels = labels or self._headers
        self._context = context
        self._decimal = decimal
        self._bad: list[tuple[pl.Series, pl.DataFrame]] = []
        self._notes: list[pl.DataFrame] = []

    def has(self, field: str) -> bool:
        """Whether the file has this field."""
        return field in self._headers

    @property
    def row(self) -> pl.Series:
        """Source row numbers."""
        return self.frame[ROW]

    @property
    def notes(self) -> pl.DataFrame:
        """Values that were left out of rows that were kept."""
        return pl.concat(self._notes) if self._notes else no_problems()

    # --- reading cells -------------------------------------------------------------------------

    def raw(self, field: str) -> pl.Series:
        """The cells as they are; all null where the file lacks the field."""
        header = self._headers.get(field)
        return self.blank() if header is None else self.frame[header]

    def blank(self) -> pl.Series:
        """A text column of nulls."""
        return pl.Series("blank", [None], dtype=pl.String).new_from_index(0, self.height)

    def constant(self, value: str | int | None) -> pl.Series:
        """A column of one value."""
        dtype = pl.Int64 if isinstance(value, int) else pl.String
        return pl.Series("constant", [value], dtype=dtype).new_from_index(0, self.height)

    def text(self, field: str) -> pl.Series:
        """Trimmed text; blank is null."""
        return as_text(self.raw(field))

    def pseudonym(self, *fields: str) -> pl.Series:
        """Pseudonyms of the first of the fields that is known."""
        found = self.text(fields[0])
        for field in fields[1:]:
            found = _first(found, self.text(field))
        return self._context.pseudonyms.series(found)

    def quantity(self, field: str) -> pl.Series:
        """Whole numbers, however they are written."""
        raw = self.raw(field)
        value = whole(raw, self._decimal)
        return self._read(field, raw, value, "is not a whole number")

    def real(self, field: str) -> pl.Series:
        """Numbers with decimals."""
        raw = self.raw(field)
        value = as_scaled(raw, 6, lambda s: scaled_expr(s, 6, self._decimal), self._decimal)
        return self._read(field, raw, value.cast(pl.Float64) / 1e6, "is not a number")

    def currency(self, field: str) -> pl.Series:
        """Currency codes; where a row names none, the import's currency is meant."""
        code = self.text(field).str.to_uppercase()
        default = self._context.currency
        if default is not None and code.null_count():
            code = code.fill_null(default)
        unknown = [c for c in code.unique().drop_nulls().to_list() if not is_currency(c)]
        if unknown:
            self.refuse(code.is_in(unknown), "the currency is no ISO 4217 code", field)
        return code

    def money(self, field: str, currency: pl.Series | str) -> pl.Series:
        """Minor units of the currency, which may differ from row to row."""
        raw = self.raw(field)
        value = minor(raw, currency, self._decimal)
        return self._read(field, raw, value, "is not an amount of money")

    def moment(self, field: str, *formats: str, zone: str | None = None) -> pl.Series:
        """UTC timestamps; a time that names no zone is in the import's or in ``zone``."""
        raw = self.raw(field)
        value = to_utc(raw, formats, zone or self._context.zone)
        return self._read(field, raw, value, "is not a date and time")

    def day(self, field: str, *formats: str) -> pl.Series:
        """Dates."""
        raw = self.raw(field)
        value = to_utc(raw, formats, "UTC").cast(pl.Date)
        return self._read(field, raw, value, "is not a date")

    def boolean(self, field: str) -> pl.Series:
        """Yes and no as shops write them; anything else is unknown."""
        word = self.text(field).str.to_lowercase()
        yes = word.is_in(["yes", "true", "1", "y", "是"])
        no = word.is_in(["no", "false", "0", "n", "否"])
        return pl.select(pl.when(yes).then(True).when(no).then(False)).to_series()

    def gtin(self, field: str) -> pl.Series:
        """GTINs; a wrong one is left out and noted, for the row is of use without it."""
        raw = self.text(field)
        distinct = raw.unique().rename("raw").to_frame()
        read = distinct.with_columns(gtin_expr("raw", restore_zeros=True).alias("gtin"))
        value = raw.rename("raw").to_frame().join(read, on="raw", how="left", maintain_order="left")
        gtin = value["gtin"]
        self.note(field, gtin.is_null() & raw.is_not_null(), "the barcode is not a valid GTIN")
        return gtin

    # --- setting rows aside --------------------------------------------------------------------

    def note(self, field: str, left_out: pl.Series, reason: str) -> None:
        """Say that a field's value was left out where the mask is true."""
        if left_out.any():
            self._notes.append(self._listed(field, left_out, reason))

    def refuse(self, mask: pl.Series, reason: str, field: str | None = None) -> None:
        """Set rows aside where the mask is true."""
        mask = mask.fill_null(False)
        if mask.any():
            self._bad.append((mask, self._listed(field, mask, reason)))

    @property
    def problems(self) -> pl.DataFrame:
        """Why rows are set aside, in the order in which it was found."""
        return pl.concat([no_problems(), *(listed for _, listed in self._bad)])

    def split(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The rows that could be read, with ``_row``, and the problems of the others."""
        rows = rows.with_columns(self.row)
        if not self._bad:
            return rows, no_problems()
        bad = self._bad[0][0]
        for mask, _ in self._bad[1:]:
            bad = bad | mask
        return rows.filter(~bad), self.problems

    def refuse_with(self, heads: Cells, head: pl.Series) -> None:
        """Set rows aside whose head, such as the order of a line, was set aside.

        Args:
            heads: the cells of the heads.
            head: for each row the position of its head.
        """
        if not heads.problems.height:
            return
        why = firsts(heads.problems, "row")
        at = pl.DataFrame({"of": heads.row.gather(head), "at": self.row})
        listed = at.join(why, left_on="of", right_on="row", how="inner", maintain_order="left")
        mask = at["of"].is_in(why["row"].implode())
        self._bad.append(
            (mask, listed.select(row="at", column="column", value="value", reason="reason"))
        )

    def _read(self, field: str, raw: pl.Series, value: pl.Series, reason: str) -> pl.Series:
        if value.null_count() != raw.null_count():
            lost = value.is_null() & as_text(raw).is_not_null()
            self.refuse(lost, f"{self._labels.get(field, field)} {reason}", field)
        return value

    def _listed(self, field: str | None, mask: pl.Series, reason: str) -> pl.DataFrame:
        header = self._headers.get(field) if field else None
        if field is None or header is None:
            return problem_rows(self.row.filter(mask), None, None, reason)
        label = self._labels.get(field, header)
        values = None if is_personal(label) else self.frame[header].filter(mask)
        return problem_rows(self.row.filter(mask), label, values, reason)


def as_text(cells: pl.Series) -> pl.Series:
    """Trimmed text, null where blank; a whole float loses its decimals (17850.0 → 17850)."""
    if cells.dtype.is_float():
        whole_part = cells.cast(pl.Int64, strict=False)
        same = (whole_part.cast(cells.dtype) == cells).fill_null(False)
        chosen = pl.when(same).then(whole_part.cast(pl.String)).otherwise(cells.cast(pl.String))
        return pl.select(pl.when(~cells.is_nan()).then(chosen)).to_series().alias(cells.name)
    if cells.dtype.is_nested():
        written = [None if v is None else json.dumps(v, default=str) for v in cells.to_list()]
        return pl.Series(cells.name, written, dtype=pl.String)
    if cells.dtype != pl.String:
        return cells.cast(pl.String, strict=False)
    trimmed = cells.str.strip_chars()
    if not (trimmed == "").any():
        return trimmed
    return pl.select(pl.when(trimmed != "").then(trimmed)).to_series().alias(cells.name)


def whole(cells: pl.Series, decimal: Mark = ".") -> pl.Series:
    """Whole numbers: ``3``, ``3.0``, ``1,200``; null where there is none, as for ``1.5``."""
    if cells.dtype.is_integer():
        return cells.cast(pl.Int64, strict=False)
    if cells.dtype == pl.String:
        fast = cells.cast(pl.Int64, strict=False)
        if fast.null_count() == cells.null_count():
            return fast
    thousandths = as_scaled(cells, 3, lambda s: scaled_expr(s, 3, decimal), decimal)
    exact = thousandths % 1000 == 0
    return pl.select(pl.when(exact).then(thousandths // 1000)).to_series().alias(cells.name)


def minor(cells: pl.Series, currency: pl.Series | str, decimal: Mark = ".") -> pl.Series:
    """Amounts in minor units; null where the amount or its currency has no reading."""
    if isinstance(currency, str):
        return _minor(cells, currency, decimal)
    if (
        len(currency)
        and currency[0] is not None
        and (currency == currency[0]).all(ignore_nulls=False)
    ):
        code = currency[0]
        return _minor(cells, code, decimal) if is_currency(code) else _nothing(cells)
    codes = currency.unique().drop_nulls().to_list()
    parts = {code: _minor(cells, code, decimal) for code in codes if is_currency(code)}
    out = _nothing(cells)
    for code, values in parts.items():
        out = values.zip_with((currency == code).fill_null(False), out)
    return out


def _nothing(cells: pl.Series) -> pl.Series:
    return pl.Series(cells.name, [None], dtype=pl.Int64).new_from_index(0, len(cells))


def is_currency(code: str) -> bool:
    """Whether it is the code of a currency."""
    try:
        find_currency(code)
    except UnknownNameError:
        return False
    return True


def _minor(cells: pl.Series, code: str, decimal: Mark) -> pl.Series:
    digits = find_currency(code).digits
    return as_scaled(cells, digits, lambda s: minor_expr(s, code, decimal), decimal)


def as_scaled(
    cells: pl.Series, scale: int, exactly: Callable[[str], pl.Expr], decimal: Mark
) -> pl.Series:
    """Numbers times ``10**scale``, half-even.

    A double decides the rounding of all but a few values: those near a tie, very large, or not
    plainly written are read ``exactly``, which takes a column's name and is slow.
    """
    double = _double(cells, decimal)
    scaled = double * float(10**scale)
    floor = scaled.floor()
    tie = (scaled - floor - 0.5).abs() <= _TIE
    plain = (scaled.abs() < _EXACT) & ~tie
    value = scaled.round(0).cast(pl.Int64, strict=False)
    if cells.null_count() == 0 and plain.all(ignore_nulls=False):
        return value
    hard = ~plain.fill_null(False) & cells.is_not_null()
    if not hard.any():
        return value
    frame = pl.DataFrame({"cell": cells, "value": value, "hard": hard})
    slow = frame.filter("hard").select("cell").unique().with_columns(exactly("cell").alias("exact"))
    joined = frame.join(slow, on="cell", how="left", maintain_order="left")
    picked = pl.when("hard").then(pl.col("exact")).otherwise(pl.col("value"))
    return joined.select(picked.alias(cells.name)).to_series()


def _double(cells: pl.Series, decimal: Mark) -> pl.Series:
    if cells.dtype != pl.String or decimal == ".":
        return cells.cast(pl.Float64, strict=False)
    # With a decimal comma a dot groups, so a cell with a dot is not plain.
    ungrouped = pl.when(~cells.str.contains(".", literal=True)).then(
        cells.str.replace(",", ".", literal=True)
    )
    return pl.select(ungrouped).to_series().cast(pl.Float64, strict=False)


def _first(left: pl.Series, right: pl.Series) -> pl.Series:
    return left.zip_with(left.is_not_null(), right)
