"""The range: figures with their denominators, one style, corrections that count, pictures."""

from __future__ import annotations

import datetime as dt
import io

import polars as pl
import pytest
from PIL import Image

from modiste.present.http.access import Scope
from modiste.serve.api.products.attributes import attributes_of, winning
from modiste.serve.api.products.facts import Brand
from modiste.serve.api.products.figures import (
    left,
    price_course,
    rated,
    sold,
    supplied,
    weekly,
)
from modiste.store.ledger import Audit
from modiste.store.reading import Tables

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def lines(*rows):
    """Order lines: style, days ago, quantity, price, currency."""
    return pl.DataFrame(
        [(p, NOON - dt.timedelta(days=d), q, price, c) for p, d, q, price, c in rows],
        schema=["product_id", "sold_at", "quantity", "unit_price", "currency"],
        orient="row",
    )


# --- figures ----------------------------------------------------------------------------------


def test_money_and_units_are_net_and_never_mix_currencies():
    found = sold(
        lines(
            ("a", 1, 3, 1000, "EUR"), ("a", 2, -1, 1000, "EUR"), ("a", 3, 2, 900, "USD"),
            ("a", 40, 9, 1000, "EUR"), ("b", 1, 1, 500, "USD"),
        ),
        NOON - dt.timedelta(weeks=4), "EUR", "product_id",
    ).sort("product_id")  # fmt: skip
    assert found.rows() == [("a", 5, 1, 4, 2000), ("b", 1, 0, 1, None)]


def test_sell_through_names_what_it_is_a_share_of():
    frame = pl.DataFrame(
        {"net": [30, 0, 5, None, -2], "on_hand": [10, 0, None, 20, 8]},
        schema={"net": pl.Int64, "on_hand": pl.Int64},
    )
    found = rated(frame)
    assert found["to_sell"].to_list() == [40, 0, None, 20, 8]
    assert found["sell_through"].to_list() == [0.75, None, None, 0.0, 0.0]


def test_stock_is_low_heavy_out_or_unknown_by_weeks_of_supply():
    frame = pl.DataFrame(
        {"on_hand": [0, 7, 8, 52, 53, 9, None], "weekly": [2.0, 2.0, 2.0, 2.0, 2.0, 0.0, 1.0]}
    )
    found = supplied(frame)
    assert found["stock"].to_list() == [
        "out", "low", "enough", "enough", "heavy", "heavy", "unknown",
    ]  # fmt: skip
    assert found["weeks_of_supply"].to_list() == [0.0, 3.5, 4.0, 26.0, 26.5, None, None]


def test_unknown_counts_stay_unknown_and_known_ones_add_up():
    stock = pl.DataFrame(
        {"variant_id": ["a1", "a2", "a2", "b1"], "on_hand": [3, None, -1, None],
         "on_order": [1, 0, 2, 0]}
    )  # fmt: skip
    variants = pl.DataFrame({"variant_id": ["a1", "a2", "b1"], "product_id": ["a", "a", "b"]})
    found = left(stock, variants, "product_id").sort("product_id")
    assert found.rows() == [("a", 3, 3), ("b", None, 0)]


def test_weeks_without_sales_are_noughts_and_begin_on_the_brand_s_first_day():
    days = [dt.date(2026, 2, 23), dt.date(2026, 3, 1), dt.date(2026, 3, 2), dt.date(2026, 2, 10)]
    sales = pl.DataFrame({"day": days, "quantity": [2, -1, 9, 4], "unit_price": [100] * 4})
    monday = weekly(sales, 0, 3, dt.date(2026, 3, 2))
    assert monday.rows() == [
        (dt.date(2026, 2, 9), 4, 0, 400),
        (dt.date(2026, 2, 16), 0, 0, 0),
        (dt.date(2026, 2, 23), 1, 1, 100),
    ]
    sunday = weekly(sales, 6, 2, dt.date(2026, 3, 2))
    assert sunday.select("week", "net").rows() == [
        (dt.date(2026, 2, 22), 2), (dt.date(2026, 3, 1), -1),
    ]  # fmt: skip


def test_the_price_of_a_style_is_the_median_of_its_variants_from_day_to_day():
    def change(variant, day, price):
        return (variant, dt.datetime(2026, 1, day, 23, 30, tzinfo=dt.UTC), price, 1000)

    changes = pl.DataFrame(
        [change("a", 1, 1000), change("b", 1, 1000), change("a", 9, 800), change("b", 9, 800),
         change("a", 12, 800)],
        schema=["variant_id", "changed_at", "price", "full_price"], orient="row",
    )  # fmt: skip
    assert price_course(changes, "Europe/Paris").rows() == [
        (dt.date(2026, 1, 2), 1000, 1000),
        (dt.date(2026, 1, 10), 800, 1000),
    ]


def test_the_first_source_that_says_something_counts():
    products = pl.DataFrame(
        {"product_id": ["a"], "title": ["Striped linen dress"], "category": ["dresses"],
         "gender": [None], "brand": [None], "pattern": [None], "material": [None],
         "tags": [["v-neck"]]},
        schema_overrides={"gender": pl.String, "brand": pl.String, "pattern": pl.String,
                          "material": pl.String},
    )  # fmt: skip
    variants = pl.DataFrame({"product_id": ["a"], "colour": ["navy"]})
    seen = pl.DataFrame(
        [("a", "pattern", "check", "image", 0.9), ("a", "sleeve", "sleeveless", "image", 0.7),
         ("a", "length", "midi", "image", 0.55)],
        schema=["product_id", "name", "value", "source", "confidence"], orient="row",
    )  # fmt: skip
    found = attributes_of(products, variants, seen)
    assert sorted(winning(found).select("name", "value").rows()) == [
        ("category", "dresses"), ("colour", "navy"), ("material", "linen"),
        ("neckline", "v-neck"), ("pattern", "stripe"), ("sleeve", "sleeveless"),
    ]  # fmt: skip
    said = pl.DataFrame(
        [("a", "pattern", "nothing", "person", 1.0), ("a", "neckline", "halter", "person", 1.0)],
        schema=seen.columns, orient="row",
    )  # fmt: skip
    after = winning(attributes_of(products, variants, pl.concat([seen, said])))
    assert "pattern" not in after["name"]
    assert after.filter(name="neckline")["value"].to_list() == ["halter"]


# --- the list -----------------------------------------------------------------------------------


def test_the_range_is_ranked_and_every_figure_agrees_with_the_tables(brand, planner):
    answer = planner.get("/v1/products", params={"limit": 500, "window": "13"}).json()
    rows = answer["items"]
    assert answer["total"] == len(rows) == brand.lake.rows("product")
    known = [r["sell_through"]["value"] for r in rows if r["sell_through"]["value"] is not None]
    assert known == sorted(known, reverse=True)
    assert [r["sell_through"]["value"] is None for r in rows] == sorted(
        r["sell_through"]["value"] is None for r in rows
    )
    reading = Brand(brand, Tables(brand))
    sales = reading.sales().filter(pl.col("sold_at") >= reading.start(13))
    first = next(r for r in rows if r["sold"])
    mine = sales.filter(pl.col("product_id") == first["product_id"])
    assert first["sold"] == mine.filter(pl.col("quantity") > 0)["quantity"].sum()
    assert first["sell_through"]["numerator"] == max(mine["quantity"].sum(), 0)
    assert first["money"] == {
        "minor": int((mine["quantity"] * mine["unit_price"]).sum()),
        "currency": brand.settings.brand.currency,
    }
    for row in rows:
        told = row["sell_through"]
        if row["on_hand"] is not None:
            assert told["denominator"] == told["numerator"] + row["on_hand"]


def test_pages_of_the_range_join_to_the_whole_and_filters_hold(planner):
    whole = planner.get("/v1/products", params={"limit": 500, "sort": "money"}).json()
    joined, cursor = [], None
    while True:
        params = {"limit": 7, "sort": "money", **({"cursor": cursor} if cursor else {})}
        page = planner.get("/v1/products", params=params).json()
        joined += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert joined == whole["items"]
    facets = planner.get("/v1/products/facets").json()
    for name, field in (("category", "category"), ("stock", "stock"), ("stage", "stage")):
        facet = facets[name][0]
        found = planner.get("/v1/products", params={name: facet["value"], "limit": 500}).json()
        assert found["total"] == facet["count"]
        assert {row[field] for row in found["items"]} == {facet["value"]}
    colour = facets["colour"][0]
    found = planner.get("/v1/products", params={"colour": colour["value"], "limit": 500}).json()
    assert found["total"] == colour["count"]
    assert all(colour["value"] in row["families"] for row in found["items"])
    title = whole["items"][0]["title"]
    found = planner.get("/v1/products", params={"search": title[2:].upper()}).json()
    assert whole["items"][0]["product_id"] in {row["product_id"] for row in found["items"]}


def test_what_cannot_be_asked_is_refused(planner, nobody, as_role):
    for query in ("sort=colour", "window=5", "stage=wild", "limit=0", "limit=501", "cursor=x"):
        answer = planner.get(f"/v1/products?{query}")
        assert answer.status_code == 422, query
        assert answer.json()["remedy"]
    assert planner.get("/v1/products/none-such").status_code == 404
    assert nobody.get("/v1/products").status_code == 401
    assert as_role(scopes=[Scope.SHOP_READ]).get("/v1/products").status_code == 403


def test_one_style_adds_up(brand, planner):
    rows = planner.get("/v1/products", params={"sort": "sales", "limit": 1}).json()["items"]
    found = planner.get(f"/v1/products/{rows[0]['product_id']}").json()
    assert found["style"] == rows[0]
    assert sum(v["net"] for v in found["variants"]) == rows[0]["sell_through"]["numerator"]
    assert sum(v["on_hand"] or 0 for v in found["variants"]) == rows[0]["on_hand"]
    assert sum(p["on_hand"] or 0 for p in found["places"]) == rows[0]["on_hand"]
    assert sum(s["on_hand"] or 0 for s in found["stock"]) == rows[0]["on_hand"]
    for share in ("sold_share", "stock_share", "curve_share"):
        assert sum(s[share] or 0 for s in found["sizes"]) == pytest.approx(1)
    assert len(found["weeks"]) == 52
    quarter = sum(week["net"] for week in found["weeks"][-13:])
    assert quarter == rows[0]["sell_through"]["numerator"]
    assert found["returns"]["returned"] == sum(r["units"] for r in found["returns"]["reasons"])
    assert found["forecast"][0]["week"] >= found["weeks"][-1]["week"]
    assert all(f["low"] <= f["high"] for f in found["forecast"])
    shown = {(a["name"], a["value"]) for a in found["attributes"] if a["counts"]}
    assert all((t["name"], t["value"]) in shown for t in found["trends"])


# --- corrections ----------------------------------------------------------------------------------


def style_of_one_colour(brand):
    variants = brand.lake.read("variant")
    counted = variants.group_by("product_id").agg(pl.col("colour").n_unique())
    return counted.filter(pl.col("colour") == 1).sort("product_id")["product_id"][0]


def test_a_correction_counts_at_once_is_audited_and_can_be_taken_back(brand, designer, viewer):
    product = style_of_one_colour(brand)
    path = f"/v1/products/{product}/attributes"
    before = designer.get(path)
    told = {"corrections": [{"name": "neckline", "values": ["halter"]},
                            {"name": "pattern", "values": []}]}  # fmt: skip
    assert designer.put(path, json=told).status_code == 428
    assert designer.put(path, json=told, headers={"If-Match": '"old"'}).status_code == 412
    tag = {"If-Match": before.headers["ETag"]}
    assert viewer.put(path, json=told, headers=tag).status_code == 403
    after = designer.put(path, json=told, headers=tag)
    assert after.status_code == 200
    counts = {(a["name"], a["value"], a["source"]) for a in after.json()["attributes"]
              if a["counts"] and a["name"] in ("neckline", "pattern")}  # fmt: skip
    assert counts == {("neckline", "halter", "person"), ("pattern", "nothing", "person")}
    assert after.headers["ETag"] != before.headers["ETag"]
    assert designer.get(path).json() == after.json()
    with brand.ledger.read() as session:
        row = session.query(Audit).filter(Audit.subject == f"product:{product}").one()
    assert (row.action, row.actor) == ("correct style", "designer@example.com")
    assert row.detail == {"neckline": ["halter"], "pattern": []}
    back = designer.delete(path, params={"name": "neckline"}, headers={"If-Match": "*"}).json()
    assert not [a for a in back["attributes"] if a["source"] == "person" and a["name"] != "pattern"]
    whole = designer.delete(path, headers={"If-Match": "*"}).json()
    assert whole == before.json()


def test_corrections_are_of_the_lexicon_and_of_the_style(brand, designer):
    product = style_of_one_colour(brand)
    path = f"/v1/products/{product}/attributes"

    def refused(name, *values, at=path):
        told = {"corrections": [{"name": name, "values": list(values)}]}
        return designer.put(at, json=told, headers={"If-Match": "*"})

    assert refused("neckline", "nonsense").status_code == 404
    assert refused("brand", "Other").status_code == 404
    several = brand.lake.read("variant").group_by("product_id").agg(pl.col("colour").n_unique())
    many = several.filter(pl.col("colour") > 1)["product_id"][0]
    answer = refused("colour", "red", at=f"/v1/products/{many}/attributes")
    assert answer.status_code == 422
    assert "several colours" in answer.json()["detail"]
    assert refused("neckline", "halter", at="/v1/products/none/attributes").status_code == 404
    assert designer.put(path, json={"corrections": [], "x": 1}).status_code == 422
    words = {v["name"]: v["values"] for v in designer.get("/v1/products/vocabulary").json()}
    assert {"value": "halter", "label": "halter"} in words["neckline"]
    zh = designer.get("/v1/products/vocabulary", params={"language": "zh"}).json()
    labels = {w["value"]: w["label"] for v in zh if v["name"] == "colour" for w in v["values"]}
    assert labels["navy"] == "藏青色"


# --- pictures -------------------------------------------------------------------------------------


@pytest.fixture
def media(brand):
    folder = brand.root / "media" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_a_drawing_is_shown_without_script_or_load_and_a_thumbnail_is_pixels(media, viewer):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 50"><script>alert(1)</script>' \
          '<rect width="40" height="50" fill="#c00"/></svg>'  # fmt: skip
    (media / "a.svg").write_text(svg)
    whole = viewer.get("/v1/media/test/a.svg")
    assert whole.headers["content-type"] == "image/svg+xml"
    policy = whole.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert whole.headers["x-content-type-options"] == "nosniff"
    small = viewer.get("/v1/media/test/a.svg", params={"side": "160"})
    assert small.headers["content-type"] == "image/webp"
    with Image.open(io.BytesIO(small.content)) as picture:
        assert picture.size == (128, 160)
    again = viewer.get(
        "/v1/media/test/a.svg", params={"side": "160"},
        headers={"If-None-Match": small.headers["etag"]},
    )  # fmt: skip
    assert (again.status_code, again.content) == (304, b"")
    (media / "a.svg").write_text(svg.replace("#c00", "#0c0"))
    other = viewer.get("/v1/media/test/a.svg", params={"side": "160"})
    assert other.headers["etag"] != small.headers["etag"]
    assert other.content != small.content


def test_nothing_outside_of_the_media_folder_is_shown(brand, media, viewer):
    (media / ".hidden.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (media / "link.png").symlink_to(brand.root / "pseudonym.key")
    for path in (
        "../modiste.toml", "%2e%2e/modiste.toml", "test/..%2f..%2fmodiste.toml", "/etc/passwd",
        "%2Fetc%2Fpasswd", "test/.hidden.png", "test/link.png", "test", "nope.png", "a%00.png",
        ".thumbnails/x", "..%5cmodiste.toml",
    ):  # fmt: skip
        answer = viewer.get(f"/v1/media/{path}")
        assert answer.status_code == 404, path
        assert b"brand" not in answer.content


def test_what_is_no_picture_is_refused_whatever_it_is_called(media, viewer):
    (media / "page.png").write_text("<!doctype html><script>alert(1)</script>")
    (media / "page.svg").write_text("<html><svg></svg></html>")
    for name in ("page.png", "page.svg"):
        assert viewer.get(f"/v1/media/test/{name}").status_code == 415, name
    assert viewer.get("/v1/media/test/page.png", params={"side": "161"}).status_code == 422
