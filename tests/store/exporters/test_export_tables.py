from __future__ import annotations

import json
from datetime import UTC, date, datetime

import fastexcel
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.model.errors import InputError, UnknownNameError
from modiste.model.tables import TABLES
from modiste.store.exporters.amounts import major_text, money_of
from modiste.store.exporters.base import BUILT_IN, Exporter, find_exporter
from modiste.store.exporters.orders import purchase_order_bytes
from modiste.store.exporters.safe import neutralise, neutralised
from modiste.store.exporters.tables import table_bytes
from modiste.store.exporters.workbook import sheet_names

FRAME = pl.DataFrame(
    {
        "title": ["=1+1", "Tee", None, "-x"],
        "price": [1250, -5, None, 7],
        "currency": ["EUR", "JPY", "EUR", None],
        "on": [date(2024, 5, 1), None, None, None],
        "at": [datetime(2024, 5, 1, 8, tzinfo=UTC), None, None, None],
        "tags": [["a", "@b"], [], None, None],
        "share": [0.5, float("nan"), float("inf"), None],
        "ok": [True, False, None, None],
    }
)
MONEY = {"price": "currency"}


def test_csv() -> None:
    data = table_bytes(FRAME, "csv", money=MONEY)
    assert data.decode("utf-8-sig").splitlines() == [
        "title,price,currency,on,at,tags,share,ok",
        '\'=1+1,12.50,EUR,2024-05-01,2024-05-01T08:00:00Z,"[""a"", ""@b""]",0.5,true',
        "Tee,-5,JPY,,,[],NaN,false",
        ",,EUR,,,,inf,",
        "'-x,,,,,,,",
    ]
    assert table_bytes(FRAME.select("price"), "csv").decode("utf-8-sig").splitlines()[1:3] == [
        "1250",
        "-5",
    ]


def test_json() -> None:
    rows = json.loads(table_bytes(FRAME, "json", money=MONEY))
    assert rows[0] == {
        "title": "=1+1",
        "price": 1250,
        "currency": "EUR",
        "on": "2024-05-01",
        "at": "2024-05-01T08:00:00Z",
        "tags": ["a", "@b"],
        "share": 0.5,
        "ok": True,
    }
    assert [row["share"] for row in rows] == [0.5, None, None, None]
    assert json.loads(table_bytes(FRAME.clear(), "json")) == []


def test_parquet_is_exact() -> None:
    assert pl.read_parquet(table_bytes(FRAME, "parquet")).equals(FRAME, null_equal=True)


def _sheets(data: bytes) -> dict[str, pl.DataFrame]:
    book = fastexcel.read_excel(data)
    return {name: book.load_sheet(name).to_polars() for name in book.sheet_names}


def test_workbook() -> None:
    data = table_bytes(FRAME, "xlsx", title="Preise", money=MONEY)
    (sheet,) = _sheets(data).values()
    assert sheet["title"].to_list() == ["'=1+1", "Tee", None, "'-x"]
    assert sheet["price"].to_list() == [12.5, -5.0, None, None]
    assert sheet["share"].to_list() == [0.5, None, None, None]
    assert sheet["ok"].to_list() == [True, False, None, None]
    assert str(sheet["on"][0]).startswith("2024-05-01")
    assert b"<f>" not in data


def test_headers_are_made_harmless_too() -> None:
    frame = pl.DataFrame({"=cmd|x": [1]})
    assert table_bytes(frame, "csv").decode("utf-8-sig").startswith("'=cmd|x")
    assert _sheets(table_bytes(frame, "xlsx"))["table"].columns == ["'=cmd|x"]


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\r\n"), max_size=8)
)
@settings(max_examples=300)
def test_no_text_begins_like_a_formula(text: str) -> None:
    for made in (neutralise(text), neutralised(pl.DataFrame({"t": [text]}))["t"][0]):
        assert not made.lstrip(" \n").startswith(("=", "+", "-", "@"))
        assert not made.startswith(("\t", "\r", "\n"))
        assert made in (text, f"'{text}")


def test_numbers_stay_numbers() -> None:
    frame = pl.DataFrame({"n": [-5, 3]})
    assert neutralised(frame).equals(frame)


@given(st.lists(st.integers(-(10**15), 10**15)))
def test_amounts_are_exact(amounts: list[int]) -> None:
    series = pl.Series("m", amounts, dtype=pl.Int64)
    for code, digits in (("EUR", 2), ("JPY", 0), ("KWD", 3)):
        written = major_text(series, pl.Series([code] * len(amounts), dtype=pl.String))
        assert [int(w.replace(".", "")) for w in written] == amounts
        assert all(len(w.partition(".")[2]) == digits for w in written)


def test_money_of_every_table_has_a_currency() -> None:
    assert money_of("sale") == {"unit_price": "currency", "discount": "currency"}
    assert money_of("suggestion")["order_cost"] == "cost_currency"
    assert money_of("suggestion")["money_at_stake"] == "currency"
    assert all(isinstance(money_of(name), dict) for name in TABLES)


LINES = pl.DataFrame(
    {
        "purchase_order_id": ["P1", "P1", "P2", "P3"],
        "supplier_id": ["s/1", "s/1", "s2", None],
        "variant_id": ["A", "B", "C", "=D"],
        "quantity": [10, 20, 30, 40],
        "unit_cost": [1250, 99, 300, None],
        "order_cost": [12500, 1980, 9000, None],
        "cost_currency": ["EUR", "EUR", "JPY", None],
        "money_at_stake": [5000, 1, 2, 3],
        "currency": ["EUR"] * 4,
        "reason": ["why"] * 4,
    }
)
TOTALS = pl.DataFrame(
    {
        "purchase_order_id": ["P1", "P2", "P3"],
        "supplier_id": ["s/1", "s2", None],
        "lines": [2, 1, 1],
        "units": [30, 30, 40],
        "cost": [14480, 9000, None],
        "cost_currency": ["EUR", "JPY", None],
        "supplier": ["Müller & Söhne / Weberei GmbH und Co. KG", None, None],
    }
)


def test_purchase_orders_as_a_workbook() -> None:
    sheets = _sheets(purchase_order_bytes(LINES, TOTALS, "xlsx"))
    assert list(sheets) == [
        "Summary",
        "Müller & Söhne   Weberei GmbH u",
        "s2",
        "No supplier",
        "Lines",
    ]
    assert sheets["Summary"]["cost"].to_list() == [144.8, 9000.0, None]
    first = list(sheets.values())[1]
    assert first["unit_cost"].to_list() == [12.5, 0.99]
    assert "reason" not in first.columns
    assert sheets["Lines"].height == 4
    assert sheets["No supplier"]["variant_id"].to_list() == ["'=D"]


def test_purchase_orders_as_csv() -> None:
    lines = purchase_order_bytes(LINES, TOTALS, "csv").decode("utf-8-sig").splitlines()
    assert lines[1] == "P1,s/1,A,10,12.50,125.00,EUR,50.00,EUR,why"
    assert lines[3] == "P2,s2,C,30,300,9000,JPY,0.02,EUR,why"
    assert lines[4] == "P3,,'=D,40,,,,0.03,EUR,why"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "parquet"])
def test_no_orders_at_all(kind: str) -> None:
    assert purchase_order_bytes(LINES.clear(), TOTALS.clear(), kind)


def test_sheet_names() -> None:
    assert sheet_names(["A", "a", "", "x" * 40, "x" * 40, "History", "'q'"]) == [
        "A",
        "a (2)",
        "Sheet",
        "x" * 31,
        "x" * 27 + " (2)",
        "History (2)",
        "q",
    ]


def test_too_many_rows_for_a_sheet() -> None:
    frame = pl.DataFrame({"n": pl.int_range(1_048_576, eager=True)})
    with pytest.raises(InputError, match="a sheet holds 1,048,575 rows"):
        table_bytes(frame, "xlsx")


def test_every_exporter_is_sound() -> None:
    for name in BUILT_IN:
        exporter = find_exporter(name)
        assert isinstance(exporter, Exporter)
        assert exporter.name == name
        assert table_bytes(FRAME, name)
    with pytest.raises(UnknownNameError, match="no export format 'docx'"):
        table_bytes(FRAME, "docx")
