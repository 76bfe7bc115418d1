"""Text that a spreadsheet would take for a formula is made harmless."""

from __future__ import annotations

import polars as pl
import polars.selectors as cs

_STARTS = "=+-@\t\r"
_FORMULA = r"^\s*[=+\-@]|^[\t\r\n]"


def neutralised(frame: pl.DataFrame) -> pl.DataFrame:
    """Put an apostrophe before every text that begins like a formula.

    Only text columns are touched: a negative number stays a number.
    """
    text = cs.string()
    return frame.with_columns(
        pl.when(text.str.contains(_FORMULA)).then(pl.lit("'") + text).otherwise(text).name.keep()
    )


def neutralise(text: str) -> str:
    """The same for one text, such as a header."""
    head = text.lstrip(" \n")[:1]
    risky = head in tuple(_STARTS) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if risky else text
