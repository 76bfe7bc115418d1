"""Money, currencies, and columns of amounts."""

from __future__ import annotations

import contextlib
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.model.currency import currencies, currency_marks, find_currency
from modiste.model.errors import InputError, UnknownNameError
from modiste.model.money import (
    Money,
    decimal_expr,
    format_money,
    minor_expr,
    parse_amounts,
    parse_money,
    sum_money,
)

MINOR = st.integers(-(10**12), 10**12)


def eur(minor):
    return Money(minor, "EUR")


def test_currency_table():
    table = currencies()
    assert len(table) == 184
    active = {c.code for c in table.values() if not c.withdrawn}
    assert len(active) == 178
    exponents = {c.code: c.exponent for c in table.values()}
    assert {k for k, v in exponents.items() if v == 3} == {
        "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
    }  # fmt: skip
    assert {k for k, v in exponents.items() if v == 0} == {
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
        "VUV", "XAF", "XOF", "XPF",
    }  # fmt: skip
    assert {k for k, v in exponents.items() if v == 4} == {"CLF", "UYW"}
    assert find_currency("xxx").exponent is None
    assert find_currency(" eur ").zh == "欧元"
    with pytest.raises(UnknownNameError, match="no such currency"):
        find_currency("EURO")


def test_every_mark_is_known():
    for codes in currency_marks().values():
        assert set(codes) <= set(currencies())


def test_arithmetic():
    assert eur(150) + eur(-30) == eur(120)
    assert eur(150) - eur(30) == eur(120)
    assert -eur(5) == eur(-5)
    assert abs(eur(-5)) == eur(5)
    assert not eur(0)
    assert eur(5) < eur(6) <= eur(6)
    assert eur(7) > eur(6) >= eur(6)
    assert 3 * eur(5) == eur(15)
    assert eur(333).ratio(eur(999)) == Fraction(1, 3)
    assert sum_money([eur(1), eur(2)], "EUR") == eur(3)
    assert sum_money([], "JPY") == Money(0, "JPY")
    assert Money(1, "eur").currency == "EUR"


@pytest.mark.parametrize(
    ("minor", "factor", "result"),
    [
        (5, Decimal("0.5"), 2),
        (15, Decimal("0.1"), 2),
        (25, Decimal("0.1"), 2),
        (35, Decimal("0.1"), 4),
        (-25, Decimal("0.1"), -2),
        (1999, Fraction(1, 3), 666),
        (10**20, 3, 3 * 10**20),
    ],
)
def test_multiply_half_even(minor, factor, result):
    assert eur(minor) * factor == eur(result)


def test_divide():
    assert eur(1000) / 3 == eur(333)
    assert eur(25) / 10 == eur(2)
    with pytest.raises(InputError):
        eur(1) / 0


@pytest.mark.parametrize(
    "operation",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a < b,
        lambda a, b: a >= b,
        lambda a, b: a.ratio(b),
        lambda a, b: sum_money([a, b], "EUR"),
    ],
)
def test_currencies_do_not_mix(operation):
    with pytest.raises(InputError, match="EUR and USD cannot be mixed"):
        operation(eur(1), Money(1, "USD"))


def test_refuses_floats_and_nonsense():
    for wrong in (lambda: eur(1) * 0.1, lambda: Money(1.5, "EUR"), lambda: eur(1) + 1):
        with pytest.raises(InputError):
            wrong()
    for wrong in ("abc", Decimal("NaN"), Decimal("Infinity"), 1.5, True):
        with pytest.raises(InputError, match="no exact number"):
            Money.of(wrong, "EUR")
    with pytest.raises(InputError, match="no whole number"):
        Money(True, "EUR")
    with pytest.raises(InputError):
        eur(1).ratio(eur(0))


def test_major():
    assert Money.of("12.345", "EUR") == eur(1234)
    assert Money.of("12.355", "EUR") == eur(1236)
    assert Money.of(Decimal("1234.5"), "JPY") == Money(1234, "JPY")
    assert Money.of("1.2345", "KWD") == Money(1234, "KWD")
    assert eur(1234).major == Decimal("12.34")
    assert str(Money(1234, "KWD")) == "1.234 KWD"
    assert str(Money(-5, "EUR")) == "-0.05 EUR"


def test_allocate():
    assert [m.minor for m in eur(100).allocate([1, 1, 1])] == [34, 33, 33]
    assert [m.minor for m in eur(-100).allocate([1, 1, 1])] == [-34, -33, -33]
    assert [m.minor for m in eur(101).allocate([1, 2, 1])] == [25, 51, 25]
    assert [m.minor for m in eur(5).allocate([0, 1, 0])] == [0, 5, 0]
    for wrong in ([], [0, 0], [1, -1], [float("nan")], [Decimal("Infinity")]):
        with pytest.raises(InputError):
            eur(5).allocate(wrong)


@given(MINOR, st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_allocate_is_exact_and_fair(minor, weights):
    parts = [m.minor for m in eur(minor).allocate(weights)]
    assert sum(parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(minor * weight, sum(weights))) < 1
        assert weight or part == 0


@pytest.mark.parametrize(
    ("minor", "code", "en", "zh"),
    [
        (123450, "EUR", "€1,234.50", "€1,234.50"),
        (-123450, "USD", "-$1,234.50", "-US$1,234.50"),
        (123450, "CNY", "CN¥1,234.50", "¥1,234.50"),
        (1235, "JPY", "¥1,235", "JP¥1,235"),
        (500, "CHF", "CHF\u00a05.00", "CHF\u00a05.00"),
        (1234567, "KWD", "KD\u00a01,234.567", "KD\u00a01,234.567"),
        (7, "AED", "AED\u00a00.07", "AED\u00a00.07"),
        (1000000, "VND", "₫1,000,000", "₫1,000,000"),
    ],
)
def test_format(minor, code, en, zh):
    assert format_money(Money(minor, code)) == en
    assert format_money(Money(minor, code), "zh-Hans-CN") == zh


def test_format_refuses_other_locales():
    with pytest.raises(InputError, match="No money format"):
        format_money(eur(1), "fr")


@pytest.mark.parametrize(
    ("text", "currency", "decimal", "minor", "code"),
    [
        ("1.234,56 €", None, None, 123456, "EUR"),
        ("US$ 1,234.50", None, None, 123450, "USD"),
        ("¥1,234", "JPY", None, 1234, "JPY"),
        ("¥1,234", "CNY", None, 123400, "CNY"),
        ("￥１，２３４．５０", "CNY", None, 123450, "CNY"),
        ("1 234,56 kr", "SEK", None, 123456, "SEK"),
        ("1\u00a0234,56\u00a0kr", "NOK", None, 123456, "NOK"),
        ("1\u202f234,56 €", None, None, 123456, "EUR"),
        ("(12.00)", "EUR", None, -1200, "EUR"),
        ("($12.00)", "USD", None, -1200, "USD"),
        ("$(12.00)", "USD", None, -1200, "USD"),
        ("1'234.50", "CHF", None, 123450, "CHF"),
        ("CHF 1’234.–", None, None, 123400, "CHF"),
        ("-12.5", "EUR", None, -1250, "EUR"),
        ("−€5", None, None, -500, "EUR"),
        ("€ -5", None, None, -500, "EUR"),
        ("12.00-", "EUR", None, -1200, "EUR"),
        ("12.00- EUR", None, None, -1200, "EUR"),
        ("+3", "EUR", None, 300, "EUR"),
        ("1,234", "EUR", None, 123400, "EUR"),
        ("1.234", "EUR", None, 123400, "EUR"),
        ("1,234", "EUR", ",", 123, "EUR"),
        ("1.234", "EUR", ".", 123, "EUR"),
        ("1.234", "KWD", None, 1234, "KWD"),
        ("1,234", "KWD", None, 1234000, "KWD"),
        ("0,125", "EUR", None, 12, "EUR"),
        ("0.135", "EUR", None, 14, "EUR"),
        (".5", "EUR", None, 50, "EUR"),
        ("5.", "EUR", None, 500, "EUR"),
        ("12345,678", "EUR", None, 1234568, "EUR"),
        ("1,234,567", "EUR", None, 123456700, "EUR"),
        ("1.234.567,8", "EUR", None, 123456780, "EUR"),
        ("₹12,34,567.00", None, None, 123456700, "INR"),
        ("Rs. 500", "INR", None, 50000, "INR"),
        ("Rs.500", "INR", None, 50000, "INR"),
        ("-Rs.1,500.50", "INR", None, -150050, "INR"),
        ("kr.5,50", "DKK", None, 550, "DKK"),
        ("EUR.5", None, None, 50, "EUR"),
        ("EUR 12 €", None, None, 1200, "EUR"),
        ("99元", None, None, 9900, "CNY"),
        ("1200円", None, None, 1200, "JPY"),
        ("人民币 1,299.00", None, None, 129900, "CNY"),
        ("5000 ₩", None, None, 5000, "KRW"),
        ("1 234.5 usd", None, None, 123450, "USD"),
        ("0", "EUR", None, 0, "EUR"),
    ],
)
def test_parse(text, currency, decimal, minor, code):
    assert parse_money(text, currency, decimal) == Money(minor, code)


@pytest.mark.parametrize(
    "text",
    [
        "", "free", "N/A", "12abc", "1,23,4", "1.2.3,4,5", "--5", "-(5)", "(5", "5)", "12 34",
        "1,2345,678", "1..5", "5-5", "€", "12 apples", "1'23", "-5-", "1e5",
    ],
)  # fmt: skip
def test_parse_refuses(text):
    with pytest.raises(InputError, match="no amount"):
        parse_money(text, "EUR")


@pytest.mark.parametrize(
    ("text", "currency", "message"),
    [
        ("$5", None, "may mean"),
        ("¥5", None, "may mean CNY, JPY"),
        ("5", None, "names no currency"),
        ("$5", "EUR", "contradict"),
        ("5 USD €", None, "contradict"),
    ],
)
def test_parse_needs_one_currency(text, currency, message):
    with pytest.raises(InputError, match=message):
        parse_money(text, currency)


@given(MINOR, st.sampled_from(["EUR", "JPY", "KWD", "USD", "CNY", "CHF", "AED"]))
def test_format_then_parse(minor, code):
    money = Money(minor, code)
    for locale in ("en", "zh"):
        assert parse_money(format_money(money, locale), code, ".") == money
    assert parse_money(str(money), decimal=".") == money


@given(st.text(max_size=12))
def test_parse_never_crashes(text):
    with contextlib.suppress(InputError):
        parse_money(text, "EUR")


def test_minor_expr_of_text():
    values = [
        "0.29",
        "1.005",
        "1.015",
        "1,234.50",
        "€5",
        "5 EUR",
        "(12.00)",
        "12.00-",
        " 7 ",
        "1e3",
    ]
    frame = pl.DataFrame({"t": values})
    got = frame.select(minor_expr("t", "EUR"))["t"].to_list()
    assert got == [29, 100, 102, 123450, 500, 500, -1200, -1200, 700, 100000]
    bad = ["", "  ", None, "abc", "1,23.4", "$5", "(5", "-(5)", "1.2.3", "12 34", "--5", "."]
    frame = pl.DataFrame({"t": [*bad, "99999999999999999999"]})
    assert frame.select(minor_expr("t", "EUR"))["t"].null_count() == len(bad) + 1


def test_minor_expr_of_abbreviated_currencies():
    frame = pl.DataFrame({"t": ["Rs.500", "Rs. 1,500.50", "-Rs.5", "₹5", "INR 5"]})
    got = frame.select(minor_expr("t", "INR"))["t"].to_list()
    assert got == [50000, 150050, -500, 500, 500]


def test_minor_expr_of_continental_text():
    values = ["1.234,56 €", "1 234,5", "0,29", "1,234", "1'000", "１２,５０"]
    got = pl.DataFrame({"t": values}).select(minor_expr("t", "EUR", ","))["t"].to_list()
    assert got == [123456, 123450, 29, 123, 100000, 1250]


def test_minor_expr_of_numbers():
    frame = pl.DataFrame(
        {
            "f": [0.29, 1.005, -0.07, 1e16, 1e-7, float("nan"), None],
            "i": [1, -2, 3, 4, 5, 6, None],
        }
    )
    got = frame.select(minor_expr("f", "EUR", ","), minor_expr(pl.col("i"), "JPY"))
    assert got["f"].to_list() == [29, 100, -7, 10**18, 0, None, None]
    assert got["i"].to_list() == [1, -2, 3, 4, 5, 6, None]
    assert got.schema == {"f": pl.Int64, "i": pl.Int64}
    decimals = pl.DataFrame({"d": [Decimal("1.25"), None]})
    assert decimals.select(minor_expr("d", "KWD"))["d"].to_list() == [1250, None]
    nulls = pl.DataFrame({"n": [None, None]})
    assert nulls.select(minor_expr("n", "EUR"))["n"].to_list() == [None, None]


def test_minor_expr_at_the_limit_of_64_bits():
    texts = ["92233720368547758.07", "92233720368547758.074", "92233720368547758.076", "9" * 40]
    got = pl.DataFrame({"t": texts}).select(minor_expr("t", "EUR"))["t"].to_list()
    assert got == [2**63 - 1, 2**63 - 1, None, None]


@given(st.lists(st.decimals(-(10**9), 10**9, places=4), min_size=1, max_size=20))
def test_minor_expr_is_half_even(values):
    frame = pl.DataFrame({"t": [f"{v:f}" for v in values]})
    got = frame.lazy().select(minor_expr("t", "EUR")).collect()["t"].to_list()
    cent = Decimal("0.01")
    assert got == [int(v.quantize(cent, ROUND_HALF_EVEN).scaleb(2)) for v in values]


@given(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=20))
def test_minor_expr_undoes_float_division(cents):
    frame = pl.DataFrame({"f": [c / 100 for c in cents]})
    assert frame.select(minor_expr("f", "EUR"))["f"].to_list() == cents


def test_decimal_expr():
    frame = pl.DataFrame({"t": ["1.234,5", "-0,0000005", "0,0000015", "5 €", None]})
    got = frame.select(decimal_expr("t", ","))["t"]
    assert got.dtype == pl.Decimal(38, 6)
    assert got.to_list() == [Decimal("1234.5"), Decimal(0), Decimal("0.000002"), None, None]
    exact = pl.DataFrame({"f": [0.1]}).select(decimal_expr("f", scale=18))["f"].to_list()
    assert exact == [Decimal("0.1")]


PIECES = ["1", "0", "12", "345", "6789", ",", ".", "'", " ", "-", "+", "(", ")", "€", "–", "EUR"]


@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=7).map("".join), min_size=1, max_size=30),
    st.sampled_from([".", ","]),
)
def test_column_and_single_amounts_are_read_alike(texts, decimal):
    # More than two currency marks on one side are beyond the column's pattern.
    texts = [text for text in texts if text.count("EUR") + text.count("€") <= 2]
    frame = pl.DataFrame({"t": texts}, schema={"t": pl.String})
    want = []
    for text in texts:
        try:
            minor = parse_money(text, "EUR", decimal).minor
            want.append(minor if abs(minor) < 2**63 else None)
        except InputError:
            want.append(None)
    assert frame.select(minor_expr("t", "EUR", decimal))["t"].to_list() == want


@pytest.mark.parametrize("text", ["12.–", "CHF 12.-", "12.-- CHF", "(12.-)"])
def test_a_dash_for_no_decimals_is_no_minus(text):
    minor = -1200 if "(" in text else 1200
    assert parse_money(text, "CHF") == Money(minor, "CHF")
    frame = pl.DataFrame({"t": [text]})
    assert frame.select(minor_expr("t", "CHF"))["t"].to_list() == [minor]


# --- several amounts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        (" ; ", {}),
        ("EUR 5000", {"EUR": 500_000}),
        ("EUR 5,000.50, USD 6000; JPY 900", {"EUR": 500_050, "USD": 600_000, "JPY": 900}),
        ("5.000,50 EUR;6000 USD", {"EUR": 500_050, "USD": 600_000}),
    ],
)
def test_amounts_of_several_currencies(text, expected):
    assert {code: money.minor for code, money in parse_amounts(text).items()} == expected


@pytest.mark.parametrize(
    ("text", "what"), [("5000", "currency"), ("EUR 1, EUR 2", "named twice"), ("EUR x", "amount")]
)
def test_amounts_that_are_none(text, what):
    with pytest.raises(InputError, match=what):
        parse_amounts(text)
