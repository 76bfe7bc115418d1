"""Barcode numbers: check digits, spellings, columns."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.model.errors import InputError
from modiste.model.gtin import (
    check_digit,
    gtin_expr,
    gtin_kind,
    is_restricted,
    is_valid,
    is_valid_expr,
    isbn13,
    normalise_gtin,
)

BODIES = st.sampled_from([7, 11, 12, 13]).flatmap(
    lambda n: st.text("0123456789", min_size=n, max_size=n).filter(lambda t: t.strip("0"))
)


@pytest.mark.parametrize(
    ("body", "digit"),
    [
        ("629104150021", 3),  # GS1's own example
        ("03600029145", 2),
        ("400638133393", 1),
        ("9638507", 4),
        ("7351353", 7),
        ("1061414100041", 5),
        ("9780306406157"[:12], 7),
    ],
)
def test_check_digit(body, digit):
    assert check_digit(body) == digit


@pytest.mark.parametrize("body", ["", "123456", "12345678901234", "123456a", "１２３４５６７"])
def test_check_digit_refuses(body):
    with pytest.raises(InputError):
        check_digit(body)


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("4006381333931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
        ("10614141000415", "10614141000415"),
        (" 4-006381-333931 ", "04006381333931"),
        ("'036000291452", "00036000291452"),
        ("4006381333931.0", "04006381333931"),
        ("4006381333931.", "04006381333931"),
        ('="036000291452"', "00036000291452"),
        ("４００６３８１３３３９３１", "04006381333931"),
        ("\ufeff4006381333931", "04006381333931"),
    ],
)
def test_normalise(text, gtin):
    assert normalise_gtin(text) == gtin
    assert is_valid(text)
    frame = pl.DataFrame({"g": [text]})
    assert frame.select(gtin_expr("g"))["g"].to_list() == [gtin]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("4006381333932", "check digit is 2, but its other digits call for 1"),
        ("4.00638E+12", "last digits are lost"),
        ("4,00638E+12", "last digits are lost"),
        ("4E12", "last digits are lost"),
        ("36000291452", "not 11"),
        ("123456", "not 6"),
        ("400638133393100", "not 15"),
        ("", "no barcode number"),
        ("N/A", "no barcode number"),
        ("00000000", "no barcode number"),
        ("4006381333931.5", "no barcode number"),
        ("ABC-12345678", "no barcode number"),
    ],
)
def test_refuses(text, message):
    with pytest.raises(InputError, match=message):
        normalise_gtin(text)
    assert not is_valid(text)
    frame = pl.DataFrame({"g": [text, None]})
    assert frame.select(gtin_expr("g"))["g"].to_list() == [None, None]
    assert frame.select(is_valid_expr("g"))["g"].to_list() == [False, False]


def test_lost_zeros():
    with pytest.raises(InputError, match="leading zeros were dropped"):
        normalise_gtin("36000291452")
    assert normalise_gtin("36000291452", restore_zeros=True) == "00036000291452"
    assert normalise_gtin("2456669", restore_zeros=True) == "00000002456669"
    frame = pl.DataFrame({"i": [36000291452, 4006381333931], "f": [36000291452.0, 4e12]})
    got = frame.select(gtin_expr("i", restore_zeros=True), gtin_expr("f", restore_zeros=True))
    assert got["i"].to_list() == ["00036000291452", "04006381333931"]
    assert got["f"].to_list() == ["00036000291452", None]
    assert frame.select(gtin_expr("i"))["i"].to_list() == [None, "04006381333931"]


@pytest.mark.parametrize(
    ("gtin", "kind", "restricted"),
    [
        ("96385074", "GTIN-8", False),
        ("036000291452", "GTIN-12", False),
        ("4006381333931", "GTIN-13", False),
        ("10614141000415", "GTIN-14", False),
        ("2012345678903", "GTIN-13", True),
        ("021234567893", "GTIN-12", False),
        ("212345678909", "GTIN-12", True),
        ("20000004", "GTIN-8", True),
    ],
)
def test_kind(gtin, kind, restricted):
    assert gtin_kind(gtin) == kind
    assert is_restricted(gtin) is restricted


def test_isbn():
    assert isbn13("0-306-40615-2") == "9780306406157"
    assert isbn13("080442957x") == "9780804429573"
    for wrong in ("0306406153", "030640615", "X306406152", ""):
        with pytest.raises(InputError, match="no ISBN-10"):
            isbn13(wrong)


@given(BODIES)
def test_padding_keeps_the_check_digit(body):
    gtin = f"{body}{check_digit(body)}"
    padded = normalise_gtin(gtin)
    assert padded == gtin.zfill(14)
    assert normalise_gtin(padded) == padded


@given(BODIES, st.integers(0, 13), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(body, position, step):
    gtin = f"{body}{check_digit(body)}"
    i = position % len(gtin)
    wrong = gtin[:i] + str((int(gtin[i]) + step) % 10) + gtin[i + 1 :]
    assert not is_valid(wrong)


@given(st.lists(st.text("0123456789 -'.eE+", max_size=16), min_size=1, max_size=30), st.booleans())
def test_expr_equals_scalar(texts, restore):
    frame = pl.DataFrame({"g": texts}, schema={"g": pl.String})
    got = frame.select(gtin_expr("g", restore_zeros=restore))["g"].to_list()
    want = [
        normalise_gtin(t, restore_zeros=restore) if is_valid(t, restore_zeros=restore) else None
        for t in texts
    ]
    assert got == want
