"""GTINs: the numbers under barcodes (GTIN-8, GTIN-12 or UPC-A, GTIN-13 or EAN, GTIN-14).

They are kept as text of 14 digits, padded with zeros on the left, so that the same article has
one spelling whatever carrier it was read from. Source: GS1 General Specifications, sections 1.3
and 7.9.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from modiste.model.errors import InputError, Place

if TYPE_CHECKING:
    import polars as pl

_LENGTHS: Final = (8, 12, 13, 14)
_SCIENTIFIC = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_DROPPED = str.maketrans("", "", " -'‘’`=\"\u2010\u2011\u2012\u2013\u200b\ufeff")
_DIGITS_AGAIN = (
    "Export the column as text (in Excel: format the cells as Text or 0) and import again."
)


def check_digit(body: str) -> int:
    """The check digit that belongs after the other digits of a GTIN.

    Digits weigh 3, 1, 3 … from the right; the check digit completes the sum to a multiple of 10.

    Raises:
        InputError: ``body`` is not 7 to 13 digits.
    """
    if not re.fullmatch("[0-9]{7,13}", body):
        raise InputError(
            "A check digit belongs to 7 to 13 digits",
            remedy="Give the GTIN without its last digit.",
            place=Place(value=body),
        )
    total = sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(body)))
    return -total % 10


def normalise_gtin(text: str, *, restore_zeros: bool = False) -> str:
    """The 14-digit form of a GTIN.

    Spaces, hyphens, quotes, a leading apostrophe and a trailing ``.0`` are dropped.

    Args:
        text: the GTIN as it was typed, scanned or exported.
        restore_zeros: also accept 7 and 9 to 11 digits, as a spreadsheet leaves them when it takes
            a GTIN for a number and drops its leading zeros. The check digit still guards them, but
            one random number in ten passes it.

    Raises:
        InputError: it is no GTIN: the message says whether digits were lost, the length or the
            check digit is wrong.
    """
    digits = unicodedata.normalize("NFKC", text).translate(_DROPPED)
    place = Place(value=text)
    if _SCIENTIFIC.fullmatch(digits):
        raise InputError(
            "A spreadsheet has rounded this barcode; its last digits are lost",
            remedy=_DIGITS_AGAIN,
            place=place,
        )
    digits = re.sub(r"\.0*$", "", digits)
    if not re.fullmatch("[0-9]+", digits) or not digits.strip("0"):
        raise InputError(
            "This is no barcode number", remedy="Give 8, 12, 13 or 14 digits.", place=place
        )
    _check_length(digits, restore_zeros, place)
    padded = digits.zfill(14)
    expected = check_digit(padded[:-1])
    if expected != int(digits[-1]):
        raise InputError(
            f"The barcode's check digit is {digits[-1]}, but its other digits call for {expected}",
            remedy="Compare it with the label; two digits may be swapped or one mistyped.",
            place=place,
        )
    return padded


def _check_length(digits: str, restore_zeros: bool, place: Place) -> None:
    if len(digits) in _LENGTHS or (restore_zeros and 7 <= len(digits) <= 14):
        return
    lost = f" If leading zeros were dropped: {_DIGITS_AGAIN}" if 7 <= len(digits) <= 11 else ""
    raise InputError(
        f"A barcode has 8, 12, 13 or 14 digits, not {len(digits)}",
        remedy=f"Check that it is complete.{lost}",
        place=place,
    )


def is_valid(text: str, *, restore_zeros: bool = False) -> bool:
    """Whether `normalise_gtin` accepts the text."""
    try:
        normalise_gtin(text, restore_zeros=restore_zeros)
    except InputError:
        return False
    return True


def gtin_kind(gtin: str) -> str:
    """The shortest standard form of a GTIN: GTIN-8, GTIN-12, GTIN-13 or GTIN-14.

    Raises:
        InputError: it is no GTIN.
    """
    padded = normalise_gtin(gtin)
    for zeros, kind in ((6, "GTIN-8"), (2, "GTIN-12"), (1, "GTIN-13")):
        if padded.startswith("0" * zeros):
            return kind
    return "GTIN-14"


def is_restricted(gtin: str) -> bool:
    """Whether a GTIN is a number for use inside one company or region only.

    Such numbers (GS1 prefixes 02, 04 and 20–29, and GTIN-8 starting with 0 or 2) are assigned by
    shops themselves and mean different things in different companies.

    Raises:
        InputError: it is no GTIN.
    """
    padded = normalise_gtin(gtin)
    if padded.startswith("000000"):
        return padded[6] in "02"
    return padded[1:4] in {f"{n:03d}" for n in (*range(20, 30), *range(40, 50), *range(200, 300))}


def isbn13(isbn10: str) -> str:
    """The 13-digit number of a 10-digit ISBN (weights 10 … 1, modulo 11, X for ten).

    Raises:
        InputError: it is no ISBN-10.
    """
    digits = unicodedata.normalize("NFKC", isbn10).translate(_DROPPED).upper()
    sound = re.fullmatch("[0-9]{9}[0-9X]", digits) is not None
    values = [10 if digit == "X" else int(digit) for digit in digits] if sound else []
    if not sound or sum(v * w for v, w in zip(values, range(10, 0, -1), strict=True)) % 11:
        raise InputError(
            "This is no ISBN-10",
            remedy="Give its ten characters; the last may be X.",
            place=Place(value=isbn10),
        )
    body = f"978{digits[:9]}"
    return f"{body}{check_digit(body)}"


def gtin_expr(col: str | pl.Expr, *, restore_zeros: bool = False) -> pl.Expr:
    """A column of GTINs in the 14-digit form.

    Args:
        col: a column name or expression of text or numbers. Floats are safe: doubles hold
            14 digits, and print without an exponent up to 1e16.
        restore_zeros: as for `normalise_gtin`; a number column needs it, having no leading zeros.

    Returns:
        An expression of type String, null where `normalise_gtin` would raise or the value is null.
    """
    import polars as pl

    text = (pl.col(col) if isinstance(col, str) else col).cast(pl.String)
    dropped = "[ \\-'‘’`=\"\u2010-\u2013\u200b\ufeff]"
    digits = text.str.normalize("NFKC").str.replace_all(dropped, "").str.replace(r"\.0*$", "")
    lengths = "[0-9]{7,14}" if restore_zeros else "[0-9]{8}|[0-9]{12,14}"
    padded = digits.str.zfill(14)
    total: pl.Expr = pl.lit(0, dtype=pl.Int32)
    for i in range(14):
        weight = 3 if i % 2 == 0 else 1
        total = total + padded.str.slice(i, 1).cast(pl.Int32, strict=False) * weight
    sound = digits.str.contains(f"^(?:{lengths})$") & (total % 10 == 0) & (padded != "0" * 14)
    return pl.when(sound).then(padded)


def is_valid_expr(col: str | pl.Expr, *, restore_zeros: bool = False) -> pl.Expr:
    """Whether each value of a column is a GTIN; false for null."""
    return gtin_expr(col, restore_zeros=restore_zeros).is_not_null()
