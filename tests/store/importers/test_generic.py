from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from fake_lake import EXAMPLES, FakeLake

from modiste.model.errors import InputError
from modiste.store.importers.mapping import load_mapping, parse_mapping
from realdata import real

SALE = """
[tables.sale]
order_id = "Order"
variant_id = "SKU"
sold_at = "Date"
quantity = "Qty"
unit_price = "Price"
"""
CSV = "Order,SKU,Date,Qty,Price,E-mail\n"


def test_lines_become_sales(run: Callable, lake: FakeLake) -> None:
    mapping = parse_mapping(SALE + 'customer_id = "E-mail"\n')
    rows = "1,A,2024-05-01,2,9.99,ann@x.org\n1,A,2024-05-01,1,9.99, ANN@x.org\n1,B,2024-05-02,1,,\n"
    summary, rejects = run({"f.csv": CSV + rows}, mapping=mapping)
    sale = lake.read("sale")
    assert sale.select("order_id", "variant_id", "line_no", "quantity", "unit_price").rows() == [
        ("1", "A", 1, 2, 999),
        ("1", "A", 2, 1, 999),
        ("1", "B", 1, 1, None),
    ]
    assert sale["sold_at"].to_list()[2] == datetime(2024, 5, 2, tzinfo=UTC)
    assert sale["location_id"].unique().to_list() == ["web"]
    assert sale["currency"].unique().to_list() == ["EUR"]
    one, other, none = sale["customer_id"]
    assert one == other
    assert one.startswith("c_")
    assert none is None
    assert (summary.rows, summary.set_aside, summary.written) == (3, 0, 3)
    assert rejects.height == 0


def test_every_row_is_written_or_set_aside_with_a_reason(run: Callable, lake: FakeLake) -> None:
    rules = """
[[set_aside]]
reason = "cancelled"
column = "Order"
matches = "^C"

[[set_aside]]
reason = "nothing sold"
column = "Qty"
at_most = 0
"""
    rows = [
        "C1,A,2024-05-01,-1,9",
        "2,A,2024-05-01,0,9",
        "3,A,2024-05-01,1,nine",
        "4,A,someday,x,9",
        ",A,2024-05-01,1,9",
        "6,A,2024-05-01,1,9,extra",
        "7,A,2030-05-01,1,9",
        "8,A,2024-05-01,1,9",
    ]
    text = CSV.replace(",E-mail", "") + "\n".join(rows)
    summary, rejects = run({"f.csv": text}, mapping=parse_mapping(rules + SALE))
    assert lake.read("sale")["order_id"].to_list() == ["8"]
    assert summary.rows == 8
    assert summary.set_aside == 7
    assert summary.reasons == {
        "cancelled": 1,
        "nothing sold": 1,
        "Price is not an amount of money": 1,
        "Date is not a date and time": 1,
        "order_id is missing": 1,
        "the row has another number of fields than the header's 5": 1,
        "sold_at lies in the future": 1,
    }
    assert ("f.csv", "3", "Price", "nine", "Price is not an amount of money") in rejects.rows()
    assert rejects["row"].unique().sort().to_list() == list("1234567")


def test_derived_rows_never_overwrite(run: Callable, lake: FakeLake) -> None:
    mapping = parse_mapping(
        SALE
        + """
[derived.variant]
variant_id = "SKU"
product_id = { column = "SKU", extract = "^([A-Z]+)" }
colour = "Colour"
"""
    )
    lake.tables["variant"] = {("A-1",): {"variant_id": "A-1", "product_id": "rich", "size": "M"}}
    rows = ["1,A-1,2024-05-01,1,1,navy", "1,B-2,2024-05-01,1,1,藏青", "1,B-2,2024-05-01,1,x,red"]
    text = "Order,SKU,Date,Qty,Price,Colour\n" + "\n".join(rows)
    summary, _ = run({"f.csv": text}, mapping=mapping)
    assert lake.read("variant").select("variant_id", "product_id", "colour_family").rows() == [
        ("A-1", "rich", None),
        ("B-2", "B", "navy"),
    ]
    assert summary.tables["variant"].derived == 1
    assert lake.commits == ["variant", "sale"]


def test_a_variant_of_a_bad_line_is_not_derived(run: Callable, lake: FakeLake) -> None:
    mapping = parse_mapping(SALE + '[derived.variant]\nvariant_id = "SKU"\nproduct_id = "SKU"\n')
    text = CSV.replace(",E-mail", "") + "1,A,2024-05-01,1,x\n1,B,2024-05-01,1,1\n"
    run({"f.csv": text}, mapping=mapping)
    assert lake.read("variant")["variant_id"].to_list() == ["B"]


def test_what_a_column_can_be_made_of(run: Callable, lake: FakeLake) -> None:
    mapping = parse_mapping("""
[source]
decimal = ","
currency = "JPY"
[tables.variant]
variant_id = { columns = ["style", "size"], join = "/" }
product_id = { column = "style", case = "upper", prefix = "P" }
price = { column = "total", per = "n" }
cost = { column = "cost", times = 0.5 }
size = { column = "size", map = { "加大" = "XL" } }
colour = { column = "colour", default = "unknown" }
weight_g = { column = "kg", times = 1000 }
status = { value = "active" }
gtin = "barcode"
[tables.product]
product_id = { column = "style", case = "upper", prefix = "P" }
tags = { column = "tags", split = ";" }
launched_on = { column = "from", format = "%d.%m.%Y" }
title = { column = "style", digest = true }
[tables.supplier]
supplier_id = { value = "S" }
""")
    text = (
        "style\tsize\ttotal\tn\tcost\tcolour\tkg\tbarcode\ttags\tfrom\n"
        "a1\t加大\t1.001\t2\t300\t\t0,25\t4006381333931\tnew; sale\t3.12.2023\n"
    )
    summary, _ = run({"f.tsv": text}, mapping=mapping)
    (variant,) = lake.read("variant").drop("colour_family").rows(named=True)
    assert {k: v for k, v in variant.items() if v is not None} == {
        "variant_id": "a1/加大",
        "product_id": "PA1",
        "gtin": "04006381333931",
        "colour": "unknown",
        "size": "XL",
        "price": 500,  # 1001 yen for two: a tie goes to the even yen
        "cost": 150,
        "currency": "JPY",
        "weight_g": 250.0,
        "status": "active",
    }
    (product,) = lake.read("product").rows(named=True)
    assert product["tags"] == ["new", "sale"]
    assert product["launched_on"] == date(2023, 12, 3)
    assert len(product["title"]) == 24
    assert summary.written == 3


WIDE = """
[unpivot]
columns = "^W\\\\d+$"
start = 2024-01-01
{options}
[tables.sale]
order_id = "date"
variant_id = "sku"
sold_at = "date"
quantity = "value"
"""


def test_weeks_as_columns(run: Callable, lake: FakeLake) -> None:
    text = "sku,W0,W1,W2,MAX\nA,3,0,,9\nB,1,x,2,9\n"
    summary, rejects = run({"f.csv": text}, mapping=parse_mapping(WIDE.format(options="")))
    assert lake.read("sale").select("order_id", "variant_id", "quantity").rows() == [
        ("2024-01-01", "A", 3),
        ("2024-01-01", "B", 1),
        ("2024-01-15", "B", 2),
    ]
    assert rejects.rows() == [("f.csv", "2", "value", "x", "value is not a whole number")]
    assert (summary.rows, summary.set_aside) == (2, 1)


def test_running_totals(run: Callable, lake: FakeLake) -> None:
    text = "sku,W0,W1,W2,W3\nA,10,12,,15\nB,5,9,7,10\n"
    mapping = parse_mapping(WIDE.format(options="cumulative = true\nstep_days = 1"))
    run({"f.csv": text}, mapping=mapping)
    assert lake.read("sale").select("order_id", "variant_id", "quantity").rows() == [
        ("2024-01-02", "A", 2),
        ("2024-01-04", "A", 3),
        ("2024-01-02", "B", 4),
        ("2024-01-03", "B", -2),
        ("2024-01-04", "B", 1),
    ]


def test_dates_as_columns_that_mix_day_and_month(run: Callable, lake: FakeLake) -> None:
    mapping = parse_mapping(
        WIDE.replace("^W\\\\d+$", "dates").replace("start = 2024-01-01", "").format(options="")
    )
    text = "sku,29/8/2013,31/8/2013,2013-02-09 00:00:00,4/9/2013\nA,1,2,3,4\n"
    run({"f.csv": text}, mapping=mapping)
    assert lake.read("sale")["order_id"].to_list() == [
        "2013-08-29",
        "2013-08-31",
        "2013-09-02",
        "2013-09-04",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = ", "is not TOML"),
        ("", "map at least one table"),
        ('[tables.sales]\na = "b"', "there is no table 'sales'; there are product"),
        ('[tables.sale]\na = "b"', "table 'sale' has no column 'a'; it has order_id"),
        ("[tables.sale]\norder_id = {}", "give exactly one of column, columns and value"),
        ('[tables.sale]\norder_id = { column = "a", colum = "b" }', "tables.sale.order_id.colum"),
        ('[[set_aside]]\nreason = "r"\ncolumn = "c"', "give a condition"),
        ('[[set_aside]]\nreason = "r"\ncolumn = "c"\nmatches = "("', "not a regular expression"),
        ('[source]\nzone = "Mars"\n' + SALE, "no time zone 'Mars'"),
        ('[source]\ncurrency = "GLD"\n' + SALE, "no currency 'GLD'"),
    ],
)
def test_faults_of_a_mapping_are_named(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_mapping(text, "m.toml")
    assert words in str(caught.value)
    assert "m.toml" in str(caught.value)


def test_headers_match_loosely_and_missing_ones_are_named(run: Callable, lake: FakeLake) -> None:
    run({"f.csv": " ORDER,sku,date,qty,price\n1,A,2024-05-01,1,1\n"}, mapping=parse_mapping(SALE))
    assert lake.read("sale").height == 1
    with pytest.raises(InputError, match=r"names the column 'Qty'.*Its columns are: Order, SKU"):
        run({"g.csv": "Order,SKU,Date,Price\n"}, mapping=parse_mapping(SALE))


@pytest.mark.parametrize(
    "column", ["E-mail", "First Name", "Shipping Address 1", "手机号", "Phone"]
)
def test_people_may_only_feed_pseudonyms(run: Callable, lake: FakeLake, column: str) -> None:
    mapping = parse_mapping(SALE.replace('"SKU"', f'"{column}"'))
    with pytest.raises(InputError, match=r"holds personal data and is mapped to sale.variant_id"):
        run({"f.csv": f"Order,{column},Date,Qty,Price\n1,A,2024-05-01,1,1\n"}, mapping=mapping)
    assert lake.tables == {}


def test_an_amount_without_a_currency_is_asked_for(run: Callable, context: object) -> None:
    import dataclasses

    poor = dataclasses.replace(context, currency=None)
    with pytest.raises(InputError, match="in which currency"):
        run({"f.csv": CSV + "1,A,2024-05-01,1,1,\n"}, mapping=parse_mapping(SALE), context=poor)


def test_ambiguous_dates_are_settled_by_the_whole_file(run: Callable, lake: FakeLake) -> None:
    rows = [f"{i},A,0{i % 9 + 1}/05/2024,1,1," for i in range(600)] + ["x,A,25/05/2024,1,1,"]
    run({"f.csv": CSV + "\n".join(rows)}, mapping=parse_mapping(SALE))
    assert lake.read("sale")["sold_at"].dt.month().unique().to_list() == [5]


@pytest.mark.realdata
def test_uci_every_row_is_accounted_for(run: Callable, lake: FakeLake) -> None:
    file = real("sales/uci_online_retail.parquet")
    mapping = load_mapping(EXAMPLES / "uci_online_retail.toml")
    summary, _ = run(file, mapping=mapping)
    assert summary.reasons == {
        "cancellation": 9288,
        "non-product code": 2443,
        "quantity is not positive": 1336,
        "price is not positive": 1160,
        "correction of bad debt": 3,
    }
    assert summary.rows == 541_909
    assert summary.tables["sale"].inserted == 541_909 - summary.set_aside == 527_679
    again, _ = run(file, mapping=mapping)
    assert (again.written, again.tables["sale"].unchanged) == (0, 527_679)
    codes = lake.read("variant")["variant_id"]
    assert codes.str.contains(r"^(\d{5}[A-Z]*|DCGS\w+)$").all()
    assert set(lake.read("sale")["variant_id"]) == set(codes)


@pytest.mark.realdata
def test_dress_sales(run: Callable, lake: FakeLake) -> None:
    file = real("sales/Dress_Sales.xlsx")
    summary, _ = run(file, mapping=load_mapping(EXAMPLES / "dress_sales.toml"))
    sale = lake.read("sale")
    days = sale["sold_at"].dt.date().unique().sort()
    assert (
        days.to_list()
        == pl.date_range(date(2013, 8, 31), date(2013, 10, 12), "2d", eager=True).to_list()
    )
    first = sale.filter(pl.col("variant_id") == "1006032852").sort("sold_at")
    assert first["quantity"].to_list()[:4] == [160, 217, 169, 67]
    assert summary.rows == 500
    wide = pl.read_excel(file).unique("Dress_ID", keep="first")
    falls = 0
    for row in wide.drop("Dress_ID").iter_rows():
        totals = [total for total in row if total is not None]
        falls += any(total < max(totals[: i + 1]) for i, total in enumerate(totals))
    assert summary.reasons == {"the running total falls": falls, "the dress came before": 25}
    assert (sale["quantity"] > 0).all()


@pytest.mark.realdata
def test_weekly_transactions(run: Callable, lake: FakeLake) -> None:
    file = real("sales/Sales_Transactions_Dataset_Weekly.csv")
    summary, _ = run(file, mapping=load_mapping(EXAMPLES / "weekly_transactions.toml"))
    wide = pl.read_csv(file)
    weeks = wide.select(pl.col("^W\\d+$"))
    sale = lake.read("sale")
    assert summary.rows == wide.height == 811
    assert summary.set_aside == 0
    assert sale["quantity"].sum() == weeks.sum().sum_horizontal().item()
    assert sale.height == (weeks > 0).sum().sum_horizontal().item()
    assert (sale["quantity"] > 0).all()


def test_examples_are_sound_mappings() -> None:
    files = sorted(Path(EXAMPLES).glob("*.toml"))
    assert [load_mapping(f).title for f in files] == [
        "Dress Sales",
        "UCI Online Retail",
        "Weekly sales transactions",
    ]
