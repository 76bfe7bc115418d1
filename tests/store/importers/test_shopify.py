from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from fake_lake import FakeLake

from modiste.store.importers.detect import detect
from modiste.store.importers.shopify import without_markup
from modiste.store.importers.source import Reading, Source

CLASSIC = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,"
    "Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,Variant SKU,"
    "Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,"
    "Variant Compare At Price,Variant Barcode,Image Src,Image Position,Image Alt Text,Gift Card,"
    "Variant Image,Cost per item,Status"
)
CURRENT = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,"
    "Status,SKU,Barcode,Option1 name,Option1 value,Option2 name,Option2 value,Price,"
    "Compare-at price,Cost per item,Weight value (grams),Product image URL,Image position,"
    "Image alt text,Variant image URL,Gift card,Fabric (product.metafields.shopify.fabric),"
    "Target gender (product.metafields.shopify.target-gender)"
)


def _csv(head: str, *rows: dict[str, str]) -> str:
    names = head.split(",")
    assert all(set(row) <= set(names) for row in rows)
    lines = [",".join(f'"{row.get(n, "")}"' if row.get(n) else "" for n in names) for row in rows]
    return "\n".join([head, *lines]) + "\n"


DRESS = {
    "Title": "Linen Dress",
    "Body (HTML)": "<p>Cool &amp; light</p><style>p{}</style>",
    "Vendor": "Acme",
    "Type": "Dresses",
    "Tags": "summer, linen,",
    "Option1 Name": "Color",
    "Option2 Name": "Size",
    "Status": "active",
}


def _dress(colour: str, size: str, **more: str) -> dict[str, str]:
    return {"Handle": "linen-dress", "Option1 Value": colour, "Option2 Value": size, **more}


def test_classic_products(run: Callable, lake: FakeLake) -> None:
    price = {"Variant Price": "59.90", "Variant Compare At Price": "79.90"}
    text = _csv(
        CLASSIC,
        {
            **DRESS,
            **_dress(
                "Navy",
                "S",
                **{
                    "Variant SKU": "LD-N-S",
                    "Variant Barcode": "4006381333931",
                    "Variant Grams": "240",
                    "Cost per item": "21.5",
                    "Image Src": "https://x/1.jpg",
                    "Image Position": "1",
                },
            ),
            **price,
        },
        _dress(
            "Navy",
            "M",
            **{
                "Variant SKU": "LD-N-M",
                "Variant Barcode": "12345",
                "Variant Price": "79.90",
                "Image Src": "https://x/2.jpg",
                "Image Position": "2",
                "Variant Image": "https://x/2.jpg",
                "Image Alt Text": "front",
            },
        ),
        _dress("藏青", "L", **{"Variant Price": "79.90"}),
        {"Handle": "linen-dress", "Image Src": "https://x/3.jpg", "Image Position": "3"},
        {"Handle": "gift", "Title": "Gift Card", "Gift Card": "true", "Variant Price": "50"},
        {
            "Handle": "cap",
            "Title": "Cap",
            "Option1 Name": "Title",
            "Option1 Value": "Default Title",
            "Variant Price": "x",
            "Status": "draft",
        },
        {
            "Handle": "sock",
            "Title": "Sock",
            "Option1 Name": "Title",
            "Option1 Value": "Default Title",
            "Variant Price": "5",
            "Status": "odd",
        },
        {"Handle": "void"},
    )
    summary, rejects = run({"products_export.csv": text})
    assert summary.files[0].importer == "shopify_products"
    product = lake.read("product")
    assert product.select("product_id", "title", "description", "category", "status").rows() == [
        ("linen-dress", "Linen Dress", "Cool & light", "dresses", "active"),
        ("sock", "Sock", None, "hosiery", None),
    ]
    assert product["tags"].to_list() == [["summer", "linen"], None]
    variant = lake.read("variant")
    assert variant.select("variant_id", "colour_family", "size", "price", "full_price").rows() == [
        ("LD-N-S", "navy", "S", 5990, 7990),
        ("LD-N-M", "navy", "M", 7990, 7990),
        ("Linen Dress - 藏青 / L", "navy", "L", 7990, 7990),
        ("Sock", None, None, 500, 500),
    ]
    assert variant.select("gtin", "weight_g", "cost", "currency").row(0) == (
        "04006381333931",
        240.0,
        2150,
        "EUR",
    )
    image = lake.read("image").sort("position")
    assert image.select("position", "variant_id", "alt").rows() == [
        (1, None, None),
        (2, "LD-N-M", "front"),
        (3, None, None),
    ]
    assert summary.reasons == {
        "a gift card is no article": 1,
        "Variant Price is not an amount of money": 1,
        "the row describes no product, variant or picture": 1,
    }
    assert summary.files[0].left_out == {
        "the barcode is not a valid GTIN": 1,
        "the status is not known": 1,
    }
    assert rejects.filter(pl.col("value") == "12345").height == 1
    again, _ = run({"products_export.csv": text})
    assert again.written == 0


def test_current_products(run: Callable, lake: FakeLake) -> None:
    text = _csv(
        CURRENT,
        {
            "Title": "Tee",
            "URL handle": "tee",
            "Option1 name": "尺码",
            "Option1 value": "均码",
            "SKU": "T",
            "Price": "20",
            "Status": "Archived",
            "Product category": "Apparel & Accessories > Clothing > Clothing Tops > T-Shirts",
            "Fabric (product.metafields.shopify.fabric)": "cotton",
            "Target gender (product.metafields.shopify.target-gender)": "male",
        },
    )
    run({"p.csv": text})
    product = lake.read("product").row(0, named=True)
    assert (product["category"], product["material"], product["gender"], product["status"]) == (
        "t-shirt",
        "cotton",
        "men",
        "archived",
    )
    assert lake.read("variant").select("variant_id", "size", "price").rows() == [
        ("T", "均码", 2000)
    ]


def test_products_cut_by_blocks(run: Callable, lake: FakeLake) -> None:
    rows = []
    for n in range(200):
        rows.append({**DRESS, **_dress("Red", "S"), "Handle": f"h{n}", "Variant Price": "1"})
        rows += [
            {**_dress("Red", s), "Handle": f"h{n}", "Variant Price": "1", "Variant SKU": f"{n}{s}"}
            for s in "ML"
        ]
    run({"p.csv": _csv(CLASSIC, *rows)}, reading=Reading(block=2000))
    variant = lake.read("variant")
    assert variant.height == 401  # the first variant of each has no SKU and the same name
    assert variant["size"].null_count() == 0
    assert lake.read("product")["status"].unique().to_list() == ["active"]


STATES = (
    "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Location,Bin name,"
    "Incoming (not editable),Unavailable (not editable),Committed (not editable),"
    "Available (not editable),On hand (current),On hand (new)"
)
COUNTED = datetime(2024, 5, 1, 10, tzinfo=UTC)


def _stamped(path: Path, text: str) -> Path:
    path.write_text(text)
    os.utime(path, (COUNTED.timestamp(),) * 2)
    return path


def test_inventory_with_all_states(run: Callable, lake: FakeLake, tmp_path: Path) -> None:
    text = (
        STATES + "\n"
        "tee,Tee,Size,M,T-M,,,Soho,,5,2,3,10,15,\n"
        "tee,Tee,Size,M,T-M,,,Web,,0,0,0,0,0,\n"
        "tee,Tee,Size,L,,,,Soho,,0,not stocked,not stocked,-2,not stocked,\n"
        "tee,Tee,Size,S,T-S,,,Soho,,not stocked,not stocked,not stocked,not stocked,not stocked,\n"
        "tee,Tee,Size,S,T-S,,,Web,,,,,,1.5,\n"
    )
    file = _stamped(tmp_path / "inventory_export_1.csv", text)
    summary, _ = run(file)
    assert summary.files[0].importer == "shopify_inventory"
    stock = lake.read("stock")
    assert stock["counted_at"].unique().to_list() == [COUNTED]
    assert stock.drop("counted_at").rows() == [
        ("T-M", "Soho", 13, 3, 5),
        ("T-M", "Web", 0, 0, 0),
        ("Tee - L", "Soho", -2, None, 0),
    ]
    assert summary.reasons == {
        "not stocked there, or no quantity is known": 1,
        "On hand (current) is not a whole number": 1,
    }
    assert lake.read("location")["location_id"].to_list() == ["Soho", "Web"]
    assert lake.read("variant").select("variant_id", "product_id", "size").rows() == [
        ("T-M", "tee", "M"),
        ("Tee - L", "tee", "L"),
    ]
    again, _ = run(file)
    assert again.written == 0


def test_inventory_with_a_column_for_each_location(
    run: Callable, lake: FakeLake, tmp_path: Path
) -> None:
    head = "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Soho,Web\n"
    text = head + "tee,Tee,Size,M,T-M,,,3,not stocked\n"
    summary, rejects = run(_stamped(tmp_path / "i.csv", text))
    assert summary.files[0].importer == "shopify_inventory"
    assert lake.read("stock").drop("counted_at").rows() == [("T-M", "Soho", 3, None, None)]
    assert rejects["reason"].to_list() == ["not stocked there, or no quantity is known"]
    assert summary.rows == 1


def test_a_file_in_an_archive_has_the_archives_time(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "i.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("i.csv", (2024, 5, 1, 12, 0, 0)), STATES + "\n")
    source = Source(tmp_path / "i.zip", member="i.csv")
    assert source.modified("Europe/Berlin") == COUNTED


CUSTOMERS = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,"
    "Default Address Company,Default Address Address1,Default Address City,"
    "Default Address Country Code,Default Address Phone,Phone,Accepts SMS Marketing,"
    "Total Spent,Total Orders,Note,Tax Exempt,Tags"
)


def test_customers_enter_without_their_names(run: Callable, lake: FakeLake) -> None:
    text = (
        CUSTOMERS + "\n"
        "'1001,Ann,Lee,ANN@x.org,yes,,1 Elm,York,GB,,,no,120.50,3,likes red,no,vip\n"
        "1002,Bo,,,no,,,,CN,,+44 1,no,0.00,0,,no,\n"
        "1003,Cy,,,,,,,,,,no,,,,no,\n"
        ",Di,,,,,,,,,,no,1,1,,no,\n"
        "1005,Ed,,ed@x.org,yes,,,,,,,no,much,1,,no,\n"
    )
    summary, rejects = run({"customers_export.csv": text})
    assert summary.files[0].importer == "shopify_customers"
    customer = lake.read("customer")
    wanted = customer.select("country", "marketing_consent", "orders", "spent")
    assert wanted.rows() == [
        ("GB", True, 3, 12050),
        ("CN", False, 0, 0),
        (None, None, None, None),
    ]
    assert rejects.select("row", "value", "reason").rows() == [
        ("4", None, "nothing tells who it is"),
        ("5", "much", "Total Spent is not an amount of money"),
    ]
    stored = str(lake.tables) + str(rejects.rows())
    for secret in ("Ann", "x.org", "Elm", "York", "red", "+44", "1002", "1003"):
        assert secret not in stored


def test_an_order_and_a_customer_meet(run: Callable, lake: FakeLake) -> None:
    orders = (
        "Name,Email,Created at,Lineitem quantity,Lineitem name,Lineitem price,Currency\n"
        "#1,ann@X.org,2024-05-01 10:11:12 +0200,1,Tee,9.5,EUR\n"
    )
    run({"o.csv": orders, "c.csv": CUSTOMERS + "\n1,A,L,Ann@x.org,yes,,,,GB,,,no,1,1,,no,\n"})
    assert (
        lake.read("sale")["customer_id"].to_list() == lake.read("customer")["customer_id"].to_list()
    )


@pytest.mark.parametrize("head", [CLASSIC, CURRENT, STATES, CUSTOMERS])
def test_headers_are_known_in_any_case(tmp_path: Path, head: str) -> None:
    names = {CLASSIC: "products", CURRENT: "products", STATES: "inventory", CUSTOMERS: "customers"}
    for text in (head, head.upper(), head.replace(",", ";"), head.lower().replace(" ", "_")):
        path = tmp_path / "f.csv"
        path.write_text(text + "\n")
        assert detect(Source(path)).importer.name == f"shopify_{names[head]}"


def test_markup() -> None:
    texts = pl.Series(["<b>a</b><br>b", "&lt;3 <script>x()</script>", "", None])
    assert without_markup(texts).to_list() == ["a b", "<3", None, None]
