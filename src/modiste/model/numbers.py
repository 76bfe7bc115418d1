"""Columns of written numbers as exact scaled integers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

_SCIENTIFIC = r"^[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,2}$"


def scaled_expr(
    col: str | pl.Expr, scale: int, decimal: str = ".", marks: Sequence[str] = ()
) -> pl.Expr:
    """A text or number column times ``10**scale``, exactly, rounded half-even.

    Scientific notation in text is read as a double and keeps about 15 significant digits.

    Args:
        col: a column name or expression.
        scale: decimal places to keep, 0 … 18.
        decimal: the decimal mark of text, ``.`` or ``,``.
        marks: what may stand before or after the number (currency signs), casefolded.

    Returns:
        An expression of type Int64, null where the value is blank, unreadable or beyond 64 bits.
    """
    import polars as pl

    expr = pl.col(col) if isinstance(col, str) else col
    # The column's type is known only when the expression runs: a float's text always has a dot.
    return expr.map_batches(
        lambda series: _scaled(series, scale, decimal, marks),
        return_dtype=pl.Int64,
        is_elementwise=True,
    )


def _scaled(series: pl.Series, scale: int, decimal: str, marks: Sequence[str]) -> pl.Series:
    import polars as pl

    if series.dtype == pl.Null:
        return series.cast(pl.Int64)
    numeric = series.dtype.is_numeric()
    text = series.cast(pl.String).rename("text")
    frame = text.to_frame().select(
        _plain(pl.col("text"), "." if numeric else decimal, [] if numeric else marks)
    )
    return frame.select(_rounded(pl.col("text"), scale)).to_series().rename(series.name)


def _plain(text: pl.Expr, decimal: str, marks: Sequence[str]) -> pl.Expr:
    """Numbers as ``-1234.50``: sign, digits, dot, digits; null where the text is no number."""
    import polars as pl

    tidy = text.str.normalize("NFKC").str.replace_all("[−–—]", "-").str.strip_chars()
    double = tidy.cast(pl.Float64, strict=False)
    # A decimal of 38 digits cannot hold both many places and a large number.
    plain_double = pl.coalesce(
        pl.when(double.abs() < 1e9)
        .then(double)
        .cast(pl.Decimal(38, 18), strict=False)
        .cast(pl.String),
        double.cast(pl.Decimal(38, 3), strict=False).cast(pl.String),
    )
    beside = _beside(marks)
    parts = (
        tidy.str.replace(r"(\d)[.,]-{1,2}([^\d.,]*)$", "$1$2")  # "12.–" has no decimals
        .str.extract_groups(
            rf"^(?i)(?P<a>[-+(]?)\s*{beside}\s*(?P<b>[-+(]?)\s*(?P<number>[\d.,'’ ]*\d[.,]?)"
            rf"\s*(?P<c>[-)]?)\s*{beside}\s*(?P<d>[-)]?)$"
        )
        .struct
    )
    signs = parts.field("a") + parts.field("b") + parts.field("c") + parts.field("d")
    number = _ungrouped(parts.field("number").str.strip_chars(), decimal)
    written = (
        pl.when(signs.is_in(["", "+"]))
        .then(number)
        .when(signs.is_in(["-", "()"]))
        .then(pl.lit("-") + number)
    )
    return pl.when(tidy.str.contains(_SCIENTIFIC)).then(plain_double).otherwise(written)


def _beside(marks: Sequence[str]) -> str:
    """A pattern of what may stand beside a number: up to two of the marks."""
    if not marks:
        return ""
    either = "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))
    return rf"(?:(?:{either})(?:\s+(?:{either}))?)?"


def _ungrouped(number: pl.Expr, decimal: str) -> pl.Expr:
    """Digits with a dot for decimals; null where the grouping is not sound."""
    import polars as pl

    mark = re.escape(decimal)
    other = "," if decimal == "." else r"\."
    groups = "|".join(
        [
            r"\d*",
            rf"\d{{1,3}}(?:{other}\d{{3}})+",
            rf"\d{{1,3}}(?:{other}\d{{2}})*{other}\d{{3}}",
            r"\d{1,3}(?:['’]\d{3})+",
            r"\d{1,3}(?: \d{3})+",
        ]
    )
    split = number.str.extract_groups(rf"^(?P<whole>{groups})(?:{mark}(?P<part>\d*))?$").struct
    whole = split.field("whole").str.replace_all(r"\D", "")
    return whole + pl.lit(".") + split.field("part").fill_null("")


def _rounded(text: pl.Expr, scale: int) -> pl.Expr:
    """``-1234.5678`` as a scaled Int64, half-even.

    The digits are compared as text, so any number of them is exact.
    """
    import polars as pl

    parts = text.str.extract_groups(r"^(?P<sign>[-+]?)(?P<whole>\d*)(?:\.(?P<part>\d*))?$").struct
    part = parts.field("part").fill_null("")
    kept = parts.field("whole") + part.str.pad_end(scale, "0").str.head(scale)
    rest = part.str.slice(scale).str.strip_chars_end("0")
    size = pl.when(kept == "").then(pl.lit("0")).otherwise(kept).cast(pl.Int64, strict=False)
    up = (rest > "5") | ((rest == "5") & (size % 2 == 1))
    fits = ~up | (size < 2**63 - 1)
    units = pl.when(fits).then(size + up.cast(pl.Int64))
    some_digit = text.str.contains(r"\d")
    return pl.when(some_digit).then(
        pl.when(parts.field("sign") == "-").then(-units).otherwise(units)
    )
