from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
import pytest
from fake_lake import FakeLake

PRODUCTS = (
    'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Short description,Description,'
    "Sale price,Regular price,Categories,Tags,Weight (kg),Images,Parent,"
    "Attribute 1 name,Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)\n"
)


def test_products_and_variations(run: Callable, lake: FakeLake) -> None:
    text = (
        PRODUCTS + '10,variable,LD,,Linen Dress,1,,<b>Cool</b>,,,"Women > Dresses, Sale",linen,,'
        '"https://x/1.jpg, https://x/2.jpg",,Colour,"Navy, Red",Size,"S, M"\n'
        '11,"variation, virtual",LD-N-S,4006381333931,Linen Dress,1,,,"39,90","49,90",,,"0,25",https://x/3.jpg,LD,Colour,Navy,Size,S\n'
        '12,variation,,123,Linen Dress,0,,,,"49,90",,,,,id:10,Colour,Red,Size,M\n'
        '13,simple,CAP,,Cap,-1,Short,,,"9,50",Caps,,,,,,,,\n'
        "14,grouped,G,,Set,1,,,,,,,,,,,,,\n"
        "15,variation,X,,Lost,1,,,,1,,,,,,,,,\n"
        ",simple,,,Nothing,1,,,,1,,,,,,,,,\n"
    )
    summary, _ = run({"wc-product-export.csv": text})
    assert summary.files[0].importer == "woocommerce_products"
    product = lake.read("product")
    assert product.select("product_id", "title", "description", "category", "status").rows() == [
        ("LD", "Linen Dress", "Cool", "dresses", "active"),
        ("CAP", "Cap", "Short", "cap", "draft"),
    ]
    variant = lake.read("variant")
    wanted = variant.select(
        "variant_id", "product_id", "colour_family", "size", "price", "full_price"
    )
    assert wanted.rows() == [
        ("LD-N-S", "LD", "navy", "S", 3990, 4990),
        ("id:12", "id:10", "red", "M", 4990, 4990),
        ("CAP", "CAP", None, None, 950, 950),
    ]
    assert variant["weight_g"].to_list() == [250.0, None, None]
    assert variant["gtin"].to_list() == ["04006381333931", None, None]
    images = lake.read("image").select("product_id", "variant_id", "position", "url")
    assert images.rows() == [
        ("LD", None, 1, "https://x/1.jpg"),
        ("LD", None, 2, "https://x/2.jpg"),
        ("LD", "LD-N-S", 1, "https://x/3.jpg"),
    ]
    assert summary.reasons == {
        "the type is not simple, variable or variation": 1,
        "the variation names no parent": 1,
        "the row has neither an ID nor a SKU": 1,
    }
    again, _ = run({"wc-product-export.csv": text})
    assert again.written == 0


LINES = (
    "order_id,order_number,date,status,order_currency,customer_id,billing_email,billing_first_name,"
    "shipping_country,item_id,item_product_id,item_name,item_sku,item_quantity,item_subtotal,"
    "item_total,item_refunded,item_refunded_qty\n"
)


def test_one_row_a_line_item(run: Callable, lake: FakeLake) -> None:
    text = (
        LINES + "1,1001,2024-05-01,completed,EUR,7,a@x.org,Ann,DE,1,10,Tee,T-M,3,30.00,27.00,0,0\n"
        "1,1001,2024-05-01,completed,EUR,7,a@x.org,Ann,DE,2,10,Tee,T-M,2,20.00,20.00,-10,-1\n"
        "2,1002,2024-05-02 10:00,wc-cancelled,EUR,7,a@x.org,Ann,DE,3,10,Tee,T-M,1,10,10,0,0\n"
        "3,1003,2024-05-02 10:00,processing,JPY,0,,,JP,4,10,Cap,,1,1000,1000,0,0\n"
        "4,,2024-05-02 10:00,processing,JPY,0,,,JP,4,10,Cap,,1,1000,1000,0,0\n"
    )
    summary, _ = run({"orders.csv": text})
    assert summary.files[0].importer == "woocommerce_orders"
    sale = lake.read("sale")
    assert sale.select(
        "order_id", "variant_id", "line_no", "quantity", "unit_price", "discount"
    ).rows() == [
        ("1001", "T-M", 1, 3, 900, 300),
        ("1001", "T-M", 2, 2, 1000, 0),
        ("1001", "T-M", 3, -1, 1000, None),
        ("1003", "id:10", 1, 1, 1000, 0),
    ]
    assert summary.reasons == {
        "the order was cancelled or never paid": 1,
        "the order has no number": 1,
    }
    assert "Ann" not in str(lake.tables)
    assert lake.read("customer").select("country").rows() == [("DE",), ("JP",)]


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        (
            "line_items",
            '"id:1|name:Tee; red|product_id:10|sku:T-M|quantity:2|subtotal:20.00|total:18.00'
            "|refunded_qty:0;id:2|name:Cap|product_id:11|sku:|quantity:1|subtotal:5.00|total:5.00"
            '"',
        ),
        (
            "line_item_1,line_item_2",
            '"name:Tee; red|product_id:10|sku:T-M|quantity:2|total:18.00|sub_total:20.00",'
            "name:Cap|product_id:11|sku:|quantity:1|total:5.00|sub_total:5.00",
        ),
    ],
)
def test_packed_line_items(run: Callable, lake: FakeLake, head: str, cell: str) -> None:
    text = f"order_id,order_date,status,order_currency,customer_email,{head}\n"
    text += f"5,5/13/2024 10:11,completed,EUR,a@x.org,{cell}\n"
    summary, _ = run({"orders.csv": text})
    assert lake.read("sale").select(
        "order_id", "variant_id", "quantity", "unit_price", "discount"
    ).rows() == [
        ("5", "T-M", 2, 900, 200),
        ("5", "id:11", 1, 500, 0),
    ]
    assert lake.read("product")["title"].to_list() == ["Tee; red", "Cap"]
    assert (summary.rows, summary.set_aside) == (1, 0)


def _order(number: int, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "number": str(number),
        "order_key": "k",
        "status": "completed",
        "currency": "EUR",
        "date_created": "2024-05-01T12:00:00",
        "date_created_gmt": "2024-05-01T10:00:00",
        "customer_id": 0,
        "billing": {"first_name": "Ann", "email": "a@x.org", "country": "DE"},
        "shipping": {"address_1": "1 Elm St", "country": ""},
        "line_items": [
            {
                "id": 1,
                "name": "Tee",
                "product_id": 10,
                "variation_id": 12,
                "sku": "",
                "quantity": 2,
                "subtotal": "20.00",
                "total": "18.00",
            }
        ],
        "refunds": [{"id": 9, "reason": "too small", "total": "-9.00"}],
        **more,
    }


def test_a_dump_of_the_rest_api(run: Callable, lake: FakeLake) -> None:
    refund = {
        "id": 9,
        "reason": "too small",
        "date_created_gmt": "2024-05-20T08:00:00",
        "line_items": [
            {"name": "Tee", "product_id": 10, "variation_id": 12, "quantity": -1, "total": "-9.00"}
        ],
    }
    orders = [
        _order(1),
        _order(2, refunds=[refund]),
        _order(3, status="failed"),
        _order(4, line_items=[]),
    ]
    for text in (json.dumps(orders), "\n".join(json.dumps(o) for o in orders)):
        summary, _ = run({"orders.json": text})
        assert summary.files[0].importer == "woocommerce_orders"
        sale = lake.read("sale")
        assert sale.select(
            "order_id", "variant_id", "quantity", "unit_price", "discount"
        ).rows() == [
            ("1", "id:12", 2, 900, 200),
            ("2", "id:12", 2, 900, 200),
            ("2", "id:12", -1, 900, None),
        ]
        assert sale["sold_at"].to_list()[1:] == [
            datetime(2024, 5, 1, 10, tzinfo=UTC),
            datetime(2024, 5, 20, 8, tzinfo=UTC),
        ]
        assert sale["return_reason"].to_list() == [None, None, "too small"]
        assert summary.rows == 4
        assert summary.reasons == {
            "the order was cancelled or never paid": 1,
            "the order has no line items": 1,
        }
    assert summary.written == 0
    stored = str(lake.tables)
    assert "Ann" not in stored
    assert "Elm" not in stored
    assert lake.read("customer")["country"].to_list() == ["DE"]


def test_local_times_are_of_the_shop(run: Callable, lake: FakeLake, context: object) -> None:
    import dataclasses

    berlin = dataclasses.replace(context, zone="Europe/Berlin")
    text = LINES + "1,1,2024-05-01 10:00:00,completed,EUR,7,a@x.org,Ann,DE,1,10,Tee,T,1,1,1,0,0\n"
    run({"o.csv": text}, context=berlin)
    assert lake.read("sale")["sold_at"].to_list() == [datetime(2024, 5, 1, 8, tzinfo=UTC)]
    assert pl.Series(lake.read("location")["location_id"]).to_list() == ["web"]
