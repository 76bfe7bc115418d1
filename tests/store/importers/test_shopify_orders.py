from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
import pytest
from fake_lake import FakeLake
from hypothesis import given
from hypothesis import strategies as st

from modiste.store.importers.discounts import net_prices
from modiste.store.importers.source import Reading

HEAD = (
    "Name,Email,Financial Status,Accepts Marketing,Currency,Subtotal,Shipping,Total,Discount Code,"
    "Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,"
    "Lineitem requires shipping,Billing Name,Billing Address1,Shipping Country,Cancelled at,"
    "Refunded Amount,Vendor,Location,Id,Source,Lineitem discount,Phone\n"
)
AT = "2024-05-01 10:11:12 +0200"


def _row(name: str, sku: str = "A", **cells: str) -> str:
    """One row with only line fields, unless more are given."""
    defaults = {
        "Name": name,
        "Lineitem quantity": "1",
        "Lineitem name": f"Tee {sku} - Red / M",
        "Lineitem price": "10.00",
        "Lineitem sku": sku,
        "Lineitem requires shipping": "true",
        "Lineitem discount": "0.00",
    }
    values = {**defaults, **{k.replace("_", " "): v for k, v in cells.items()}}
    return ",".join(values.get(h, "") for h in HEAD.strip().split(",")) + "\n"


def _first(name: str, sku: str = "A", **cells: str) -> str:
    order = {
        "Email": "Ann@Example.com",
        "Financial_Status": "paid",
        "Accepts_Marketing": "yes",
        "Currency": "EUR",
        "Subtotal": "10.00",
        "Discount_Amount": "0.00",
        "Created_at": AT,
        "Shipping_Country": "DE",
        "Billing_Name": "Ann Lee",
        "Source": "web",
    }
    return _row(name, sku, **{**order, **cells})


def test_order_fields_spread_over_their_lines(run: Callable, lake: FakeLake) -> None:
    text = HEAD + _first("#1") + _row("#1", "B", Lineitem_quantity="2") + _row("#1", "A")
    text += _first("#2", Email="", Source="pos", Location="Soho", Currency="JPY")
    summary, rejects = run({"orders.csv": text})
    assert summary.files[0].importer == "shopify_orders"
    assert rejects.height == 0
    sale = lake.read("sale")
    assert sale.select("order_id", "variant_id", "line_no", "quantity", "unit_price").rows() == [
        ("#1", "A", 1, 1, 1000),
        ("#1", "B", 1, 2, 1000),
        ("#1", "A", 2, 1, 1000),
        ("#2", "A", 1, 1, 10),
    ]
    assert sale["sold_at"].unique().to_list() == [datetime(2024, 5, 1, 8, 11, 12, tzinfo=UTC)]
    assert sale["channel"].to_list() == ["web"] * 3 + ["store"]
    assert sale["location_id"].to_list() == ["web"] * 3 + ["Soho"]
    assert sale["currency"].to_list() == ["EUR"] * 3 + ["JPY"]
    assert sale["customer_id"].n_unique() == 2
    assert sale["customer_id"].null_count() == 1
    assert lake.read("location").select("location_id", "kind").rows() == [
        ("web", "web"),
        ("Soho", "store"),
    ]
    customer = lake.read("customer").select("country", "marketing_consent", "customer_id")
    assert customer.rows() == [("DE", True, sale["customer_id"][0])]


def test_nobodys_name_enters_the_lake(run: Callable, lake: FakeLake) -> None:
    run({"orders.csv": HEAD + _first("#1", Phone="+49 151 234", Billing_Address1="1 Elm St")})
    stored = str(lake.tables)
    for secret in ("Ann", "example.com", "Elm", "151"):
        assert secret not in stored


def test_articles_are_deduced_from_lines(run: Callable, lake: FakeLake) -> None:
    text = HEAD + _first("#1", "", Lineitem_name="Linen Dress - Wide-Leg / M", Vendor="Acme")
    text += _row("#1", "K-1", Lineitem_name="T-Shirt Basic")
    run({"orders.csv": text})
    assert lake.read("variant").select("variant_id", "product_id").rows() == [
        ("Linen Dress - Wide-Leg / M", "linen-dress"),
        ("K-1", "t-shirt-basic"),
    ]
    assert lake.read("product").select("product_id", "title", "brand").rows() == [
        ("linen-dress", "Linen Dress", "Acme"),
        ("t-shirt-basic", "T-Shirt Basic", None),
    ]


def test_what_is_no_sale_is_set_aside_with_all_its_lines(run: Callable, lake: FakeLake) -> None:
    text = HEAD + _first("#1", Cancelled_at=AT) + _row("#1", "B")
    text += _first("#2", Financial_Status="voided")
    text += _first("#3", Created_at="yesterday") + _row("#3", "B")
    text += _first("#4", Created_at="")
    text += _first("#5", Lineitem_quantity="one")
    text += _first("#6", Lineitem_name="Gift Card - 50", Lineitem_requires_shipping="false")
    text += _first("#7", "", Lineitem_name="")
    text += _first("#8", Currency="GLD")
    text += _first("#9", Created_at="2031-01-01 00:00:00 +0000")
    text += _first("#10", Lineitem_requires_shipping="false")
    summary, rejects = run({"orders.csv": text})
    assert lake.read("sale")["order_id"].to_list() == ["#10"]
    assert summary.reasons == {
        "the order was cancelled": 2,
        "Created at is not a date and time": 2,
        "the order was never paid": 1,
        "the order has no date": 1,
        "Lineitem quantity is not a whole number": 1,
        "gift card, tip or the like, not an article": 1,
        "the line names no article": 1,
        "the currency is no ISO 4217 code": 1,
        "sold_at lies in the future": 1,
    }
    assert rejects["row"].unique().cast(pl.Int64).sort().to_list() == list(range(1, 12))


def test_a_line_discount_is_taken_off(run: Callable, lake: FakeLake) -> None:
    text = HEAD + _first(
        "#1",
        Lineitem_quantity="3",
        Lineitem_discount="5.00",
        Discount_Amount="5.00",
        Subtotal="25.00",
    )
    run({"orders.csv": text})
    assert lake.read("sale").select("unit_price", "discount").rows() == [(833, 500)]


def test_an_order_discount_is_shared_out(run: Callable, lake: FakeLake) -> None:
    text = HEAD + _first("#1", Discount_Amount="10.00", Subtotal="30.00")
    text += _row("#1", "B", Lineitem_price="30.00")
    text += _first("#2", Discount_Amount="4.90", Subtotal="10.00", Discount_Code="FREESHIP")
    run({"orders.csv": text})
    assert lake.read("sale").select("unit_price", "discount").rows() == [
        (750, 250),
        (2250, 750),
        (1000, 0),
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(1, 5), st.integers(0, 9999)),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 20_000),
)
def test_shares_add_up_exactly(lines: list[tuple[int, int, int]], discount: int) -> None:
    lines.sort(key=lambda line: line[0])
    frame = pl.DataFrame(lines, schema=["run", "quantity", "unit_price"], orient="row")
    total = (pl.col("quantity") * pl.col("unit_price")).sum().over("run")
    off = pl.min_horizontal(pl.lit(discount), total)
    frame = frame.with_columns(
        pl.lit(0).alias("discount"), off.alias("order_discount"), (total - off).alias("subtotal")
    )
    priced = net_prices(frame)
    sums = priced.group_by("run").agg(pl.col("discount").sum(), pl.col("order_discount").first())
    assert sums["discount"].to_list() == sums["order_discount"].to_list()
    assert (priced["discount"] >= 0).all()
    assert (priced["discount"] <= priced["gross"]).all()


@pytest.mark.parametrize("block", [1000, 1 << 20])
def test_orders_cut_by_blocks_stay_whole(run: Callable, lake: FakeLake, block: int) -> None:
    text = HEAD
    for n in range(60):
        text += _first(f"#{n}", Discount_Amount="10.00", Subtotal="20.00")
        text += _row(f"#{n}", "B") + _row(f"#{n}", "A")
    summary, _ = run({"orders.csv": text}, reading=Reading(block=block))
    sale = lake.read("sale")
    assert (summary.rows, summary.set_aside, sale.height) == (180, 0, 180)
    assert sale["discount"].sum() == 60 * 1000
    assert sale["line_no"].to_list() == [1, 1, 2] * 60
    again, _ = run({"orders.csv": text}, reading=Reading(block=block))
    assert again.written == 0


def test_older_exports_lack_newer_columns(run: Callable, lake: FakeLake) -> None:
    text = "Name,Email,Created at,Lineitem quantity,Lineitem name,Lineitem price,Currency\n"
    text += f"#1,a@b.co,{AT},1,Tee,9.5,EUR\n#1,,,2,Cap,3,\n"
    run({"old.csv": text})
    assert lake.read("sale").select("variant_id", "unit_price", "channel").rows() == [
        ("Tee", 950, None),
        ("Cap", 300, None),
    ]


def test_an_export_saved_again_by_a_german_excel(run: Callable, lake: FakeLake) -> None:
    text = HEAD + _first("#1", Lineitem_price='"59.90"', Subtotal='"49.90"')
    text = text.replace(",", ";").replace("59.90", "59,90").replace("49.90", "49,90")
    text = text.replace("10.00", "10,00").replace("0.00", "0,00")
    run({"o.csv": text.encode("cp1252")})
    assert lake.read("sale")["unit_price"].to_list() == [5990]
