from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from fake_lake import KEY
from hypothesis import given
from hypothesis import strategies as st

from modiste.model.money import minor_expr
from modiste.store.importers.base import Context
from modiste.store.importers.cells import Cells, as_text, minor, whole
from modiste.store.importers.decimals import sniff
from modiste.store.pseudonym import Pseudonymiser

WRITTEN = st.decimals(-(10**12), 10**12, places=4) | st.decimals(-1000, 1000, places=3)


@given(st.lists(WRITTEN | st.none(), max_size=20), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_fast_money_equals_exact_money(values: list[Decimal | None], code: str) -> None:
    series = pl.Series("m", [None if v is None else f"{v:f}" for v in values], dtype=pl.String)
    exact = series.to_frame().select(minor_expr("m", code)).to_series()
    assert minor(series, code).to_list() == exact.to_list()


@given(
    st.lists(
        st.floats(-1e9, 1e9).map(lambda v: round(v, 7))
        | st.sampled_from([1.005, 0.125, 2.5, 1e15, float("nan")])
    )
)
def test_fast_money_of_floats_equals_exact_money(values: list[float]) -> None:
    series = pl.Series("m", values, dtype=pl.Float64)
    exact = series.to_frame().select(minor_expr("m", "EUR")).to_series()
    assert minor(series, "EUR").to_list() == exact.to_list()


def test_money_as_people_write_it() -> None:
    cells = pl.Series(["1,234.50", "€3", " 19.99 ", "-2.5", "abc", "", None, "1e3", "inf"])
    expected = [123450, 300, 1999, -250, None, None, None, 100000, None]
    assert minor(cells, "EUR").to_list() == expected
    comma = pl.Series(["1.234,50", "3,99", "7", "1.234"])
    assert minor(comma, "EUR", ",").to_list() == [123450, 399, 700, 123400]


def test_each_currency_has_its_own_decimals() -> None:
    cells = pl.Series(["100", "100", "1.005", "5", "5"])
    codes = pl.Series(["JPY", "EUR", "KWD", "???", None])
    assert minor(cells, codes).to_list() == [100, 10000, 1005, None, None]


def test_whole_numbers() -> None:
    cells = pl.Series(["1", "1.0", "1.5", "1,200", None, "x", " 7 ", "-3"])
    assert whole(cells).to_list() == [1, 1, None, 1200, None, None, 7, -3]
    assert whole(pl.Series([1.0, 1.5, None])).to_list() == [1, None, None]
    assert whole(pl.Series([1, None], dtype=pl.Int8)).to_list() == [1, None]


def test_ids_that_were_floats_are_whole_again() -> None:
    assert as_text(pl.Series([17850.0, 1.5, None, float("nan")])).to_list() == [
        "17850",
        "1.5",
        None,
        None,
    ]
    assert as_text(pl.Series([" a ", "  ", None])).to_list() == ["a", None, None]


def _cells(**columns: list[str | None]) -> Cells:
    rows = len(next(iter(columns.values())))
    numbers = pl.int_range(1, rows + 1, eager=True).alias("_row")
    frame = pl.DataFrame(columns, schema_overrides=dict.fromkeys(columns, pl.String))
    context = Context(Pseudonymiser(KEY), currency="EUR")
    return Cells(frame.with_columns(numbers), {c: c for c in columns}, context)


def test_what_has_no_reading_is_set_aside_with_its_value() -> None:
    cells = _cells(price=["1", "x", None, " "], size=["S", "M", "L", "XL"])
    rows = pl.DataFrame({"price": cells.money("price", "EUR"), "size": cells.text("size")})
    good, problems = cells.split(rows)
    assert good.rows() == [(100, "S", 1), (None, "L", 3), (None, "XL", 4)]
    assert problems.rows() == [(2, "price", "x", "price is not an amount of money")]


def test_personal_values_are_not_repeated() -> None:
    cells = _cells(**{"Billing Name": ["Ann Lee"]})
    cells.refuse(pl.Series([True]), "bad", "Billing Name")
    assert cells.split(pl.DataFrame({"x": [1]}))[1].rows() == [(1, "Billing Name", None, "bad")]


def test_a_wrong_barcode_is_noted_and_the_row_kept() -> None:
    cells = _cells(gtin=["4006381333931", "4006381333932", None])
    assert cells.gtin("gtin").to_list() == ["04006381333931", None, None]
    assert cells.notes.rows() == [(2, "gtin", "4006381333932", "the barcode is not a valid GTIN")]


def test_currency_falls_back_to_the_imports() -> None:
    cells = _cells(currency=["usd", None, "??"])
    assert cells.currency("currency").to_list() == ["USD", "EUR", "??"]
    assert cells.split(pl.DataFrame({"x": [1, 2, 3]}))[0]["x"].to_list() == [1, 2]


def test_yes_and_no() -> None:
    cells = _cells(b=["yes", "TRUE", "1", "no", "False", "0", "maybe", None])
    assert cells.boolean("b").to_list() == [True] * 3 + [False] * 3 + [None] * 2


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,5", "2,75"], ","),
        (["1.234,5"], ","),
        (["1,234.5", "3"], "."),
        (["3.25", "1,5", "2.5"], "."),
        (["1,234", "12"], "."),
        ([], "."),
    ],
)
def test_the_decimal_mark_is_found(texts: list[str], mark: str) -> None:
    assert sniff(texts) == mark
