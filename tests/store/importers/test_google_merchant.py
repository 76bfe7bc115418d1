from __future__ import annotations

from collections.abc import Callable

import pytest
from fake_lake import FakeLake

from modiste.model.errors import InputError

TSV = (
    "id\ttitle\tdescription\tlink\timage_link\tadditional_image_link\tavailability\tprice\t"
    "sale_price\tsale_price_effective_date\tgoogle_product_category\tproduct_type\tbrand\tgtin\t"
    "color\tsize\tgender\tage_group\titem_group_id\tcustom_label_0\tshipping_weight\n"
)
ITEM = """<item><g:id>LD-N-S</g:id><title>Linen Dress</title><link>https://x/ld</link>
<g:description>&lt;b&gt;Cool&lt;/b&gt;</g:description><g:image_link>https://x/1.jpg</g:image_link>
<g:additional_image_link>https://x/2.jpg</g:additional_image_link>
<g:additional_image_link>https://x/3.jpg</g:additional_image_link>
<g:price>79.90 EUR</g:price><g:sale_price>59.90 EUR</g:sale_price>
<g:shipping><g:country>DE</g:country><g:price>4.95 EUR</g:price></g:shipping>
<g:product_type>Women &gt; Dresses</g:product_type><g:gtin>4006381333931</g:gtin>
<g:color>Navy/White</g:color><g:size>S</g:size><g:gender>female</g:gender>
<g:item_group_id>LD</g:item_group_id></item>"""
NAMESPACE = 'xmlns:g="http://base.google.com/ns/1.0"'
RSS = (
    '<?xml version="1.0" encoding="{}"?>\n<rss '
    + NAMESPACE
    + ' version="2.0"><channel><title>Shop</title>{}</channel></rss>'
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" ' + NAMESPACE + "><title>Shop</title>{}</feed>"


def test_tab_separated(run: Callable, lake: FakeLake) -> None:
    old, now = "2020-01-01T00:00+0100/2020-02-01T00:00+0100", "2025-01-01T00:00Z/2027-01-01T00:00Z"
    rows = [
        "A-S\tTee\tSoft\thttps://x/a\thttps://x/1.jpg\thttps://x/2.jpg,https://x/3.jpg\tin stock\t"
        f"20.00 USD\t15 USD\t{now}\t212\tTops > Tees\tAcme\t\tRed\tS\tmale\tkids\tA\tSS26\t0.2 kg",
        "A-M\tTee M\tSoft\thttps://x/a\thttps://x/1.jpg\t\tin stock\t"
        f"20.00 USD\t15 USD\t{old}\t212\tTops > Tees\tAcme\t123\tRed\tM\tmale\tkids\tA\t\t",
        "B\tCap\t\thttps://x/b\t\t\tin stock\t9.50\t\t\tClothing Accessories > Hats\t" + "\t" * 9,
        "C\tSock\t\t\t\t\tin stock\tfree\t\t\t\t\t\t\t\t\t\t\t\t\t",
        "\tNothing\t\t\t\t\tin stock\t1 USD\t\t\t\t\t\t\t\t\t\t\t\t\t",
    ]
    summary, _ = run({"feed.txt": TSV + "\n".join(rows)})
    assert summary.files[0].importer == "google_merchant"
    variant = lake.read("variant")
    assert variant.select("variant_id", "product_id", "price", "full_price", "currency").rows() == [
        ("A-S", "A", 1500, 2000, "USD"),
        ("A-M", "A", 2000, 2000, "USD"),
        ("B", "B", 950, 950, "EUR"),
    ]
    assert variant["weight_g"].to_list() == [200.0, None, None]
    product = lake.read("product")
    assert product.select("product_id", "title", "gender", "category").rows() == [
        ("A", "Tee", "boys", "t-shirt"),
        ("B", "Cap", None, "headwear"),
    ]
    assert product["tags"].to_list() == [["SS26"], []]
    assert lake.read("image").select("variant_id", "position", "url").rows() == [
        ("A-S", 1, "https://x/1.jpg"),
        ("A-S", 2, "https://x/2.jpg"),
        ("A-S", 3, "https://x/3.jpg"),
        ("A-M", 1, "https://x/1.jpg"),
    ]
    assert summary.reasons == {"price is not an amount of money": 1, "the item has no id": 1}
    assert summary.files[0].left_out == {"the barcode is not a valid GTIN": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_rss(run: Callable, lake: FakeLake, encoding: str) -> None:
    late = "<item><g:id>B</g:id><title>Größe</title><g:material>wool</g:material></item>"
    text = RSS.format(encoding, ITEM + late)
    summary, _ = run({"feed.xml": text.encode(encoding)})
    assert (summary.rows, summary.set_aside) == (2, 0)
    variant = lake.read("variant").row(0, named=True)
    assert (variant["price"], variant["full_price"], variant["colour_family"]) == (
        5990,
        7990,
        "navy",
    )
    assert lake.read("product").select("title", "description", "category", "material").rows() == [
        ("Linen Dress", "Cool", "dresses", None),
        ("Größe", None, None, "wool"),
    ]
    assert lake.read("image")["position"].to_list() == [1, 2, 3]


def test_atom(run: Callable, lake: FakeLake) -> None:
    entry = ITEM.replace("item>", "entry>").replace(
        "<link>https://x/ld</link>", '<link href="https://x/ld"/>'
    )
    run({"feed.xml": ATOM.format(entry)})
    assert lake.read("product")["url"].to_list() == ["https://x/ld"]
    assert lake.read("variant")["variant_id"].to_list() == ["LD-N-S"]


def test_many_items_stream(run: Callable, lake: FakeLake) -> None:
    items = "".join(
        f"<item><g:id>{n}</g:id><title>T</title><link>l</link><g:price>1 EUR</g:price></item>"
        for n in range(25_000)
    )
    summary, _ = run({"feed.xml": RSS.format("utf-8", items)})
    assert summary.rows == 25_000
    assert lake.read("variant").height == 25_000


@pytest.mark.parametrize(
    "text",
    [
        RSS.format("utf-8", ITEM)[:-30],
        '<!DOCTYPE r [<!ENTITY a "b">]>' + ATOM.format("<entry><id>&a;</id></entry>"),
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
    ],
)
def test_broken_and_hostile_xml(run: Callable, lake: FakeLake, text: str) -> None:
    with pytest.raises(InputError, match="XML cannot be read"):
        run({"feed.xml": text}, importer="google_merchant")
    assert lake.tables == {}
