"""The trends of the demo brand as the page reads them, against the tables they come from."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from modiste.store.reading import Tables
from modiste.store.workspace import Workspace
from modiste.trends.pictured import pictured


@pytest.fixture(scope="module")
def tables(brand: Workspace) -> Tables:
    return Tables(brand)


@pytest.fixture(scope="module")
def main(tables: Tables) -> pl.DataFrame:
    rows = tables.findings("trend_reading")
    return rows.filter(pl.col("market") == "all", pl.col("segment") == "mainstream")


def test_the_board_has_every_attribute_once_where_its_stage_says(viewer, main):
    board = viewer.get("/v1/trends/board", params={"cards": 60}).json()
    assert board["segment"] == "mainstream"
    assert sum(board["stages"].values()) == main.height
    for column, stages in zip(
        board["columns"], [{"emerging", "rising"}, {"peak"}, {"falling", "fad"}], strict=True
    ):
        expected = main.filter(pl.col("stage").is_in(stages))
        assert column["total"] == expected.height
        assert {card["series_id"] for card in column["cards"]} == set(expected["series_id"])
        single = [card["name"] != "combination" for card in column["cards"]]
        assert single == sorted(single, reverse=True)


def test_a_card_says_what_the_tables_say(viewer, main, tables):
    board = viewer.get("/v1/trends/board", params={"cards": 60}).json()
    cards = [card for column in board["columns"] for card in column["cards"]]
    assert cards
    for card in cards[:4]:
        row = main.row(by_predicate=pl.col("series_id") == card["series_id"], named=True)
        assert (card["change"], card["change_low"], card["confidence"]) == (
            row["change"], row["change_low"], row["confidence"],
        )  # fmt: skip
        mine = pl.col("series_id") == card["series_id"]
        past = tables.findings("trend_series").filter(mine).sort("week").tail(104)
        ahead = tables.findings("trend_forecast").filter(mine).sort("week")
        assert card["curve"]["share"] == past["share"].round(5).to_list()
        assert card["curve"]["ahead"]["mean"] == ahead["mean"].round(5).to_list()
        assert card["curve"]["ahead"]["weeks"][0] == ahead["week"][0].isoformat()
        for low, high in zip(
            card["curve"]["ahead"]["q10"], card["curve"]["ahead"]["q90"], strict=True
        ):
            assert low <= high


def test_kinds_and_segments_narrow_the_board(viewer, main):
    board = viewer.get("/v1/trends/board", params={"kind": "colour", "cards": 60}).json()
    assert {card["name"] for column in board["columns"] for card in column["cards"]} <= {"colour"}
    assert sum(board["stages"].values()) == main.filter(pl.col("name") == "colour").height
    sold = viewer.get("/v1/trends/board", params={"segment": "sales"}).json()
    assert sold["segment"] == "sales"
    wrong = viewer.get("/v1/trends/board", params={"segment": "no such"})
    assert wrong.status_code == 404
    assert "mainstream" in wrong.json()["remedy"]


def test_the_board_is_not_sent_twice(viewer):
    first = viewer.get("/v1/trends/board")
    again = viewer.get("/v1/trends/board", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = viewer.get(
        "/v1/trends/board?kind=colour", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert other.status_code == 200


def test_the_list_pages_through_all_and_sorts(viewer, main):
    seen, cursor = [], None
    while True:
        asked = {"limit": 40, "sort": "change", "descending": True, "cursor": cursor}
        page = viewer.get(
            "/v1/trends", params={key: part for key, part in asked.items() if part is not None}
        ).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert page["total"] == len(seen) == main.height
    assert {item["series_id"] for item in seen} == set(main["series_id"])
    changes = [item["change"] for item in seen if item["change"] is not None]
    assert changes == sorted(changes, reverse=True)


def test_the_list_is_found_in_either_language(viewer):
    in_english = viewer.get("/v1/trends", params={"q": "dress", "limit": 500}).json()["items"]
    assert in_english
    label = in_english[0]["label"]["zh"]
    in_chinese = viewer.get("/v1/trends", params={"q": label, "limit": 500}).json()["items"]
    assert in_english[0]["series_id"] in {item["series_id"] for item in in_chinese}
    assert viewer.get("/v1/trends", params={"q": "zzzz"}).json()["total"] == 0


def test_an_attribute_tells_where_it_stands_and_who_carries_it(viewer, tables):
    drivers = tables.findings("trend_driver").filter(pl.col("kind") == "post")
    name, value = drivers["series_id"][0].split("|")[2].split("=")
    asked = {"name": name, "value": value}
    detail = viewer.get("/v1/trends/attribute", params=asked).json()
    assert detail["trend"]["segment"] == "mainstream"
    expected = drivers.filter(pl.col("series_id") == drivers["series_id"][0]).sort("rank")
    assert [post["post_id"] for post in detail["drivers"]] == expected["driver_id"].to_list()
    assert all(post["text"] for post in detail["drivers"])
    curves = viewer.get("/v1/trends/attribute/curves", params=asked).json()
    assert {(curve["market"], curve["segment"]) for curve in curves} >= {("all", "mainstream")}
    missing = viewer.get("/v1/trends/attribute", params={"name": "colour", "value": "no such"})
    assert missing.status_code == 404
    assert missing.json()["code"] == "not-found"


def test_posts_are_recent_speak_of_it_and_name_nobody(viewer, brand, tables):
    asked = {"name": "colour", "value": "blue", "limit": 100}
    page = viewer.get("/v1/trends/posts", params=asked).json()
    assert page["total"] > 0
    end = dt.date.fromisoformat(tables.plan_run().inputs["as_of"])
    days = [dt.datetime.fromisoformat(post["at"]).date() for post in page["items"]]
    assert all(end - dt.timedelta(weeks=8) <= day < end for day in days)
    assert days == sorted(days, reverse=True)
    texts = dict(tables.facts("post").select("post_id", "text").rows())
    for post in page["items"]:
        plain = " ".join(texts[post["post_id"]].split())
        assert post["text"].strip("…") in plain
    authors = {author for author in tables.facts("post")["author_id"] if author}
    assert not authors & {str(part) for post in page["items"] for part in post.values()}


def test_exposure_and_suggestions_are_those_of_the_tables(viewer, tables):
    exposed = viewer.get("/v1/trends/exposure", params={"kind": "colour", "limit": 500}).json()
    expected = tables.findings("exposure").filter(pl.col("name") == "colour")
    assert exposed["total"] == expected.height
    voices = [item["share_of_voice"] for item in exposed["items"]]
    known = [voice for voice in voices if voice is not None]
    assert known == sorted(known, reverse=True)
    advice = viewer.get("/v1/trends/suggestions").json()
    rows = tables.findings("suggestion").filter(pl.col("kind").is_in(["range", "reduce"]))
    assert advice["total"] == rows.height


def test_calibration_is_what_the_run_recorded(viewer, tables):
    said = viewer.get("/v1/trends/calibration").json()
    recorded = tables.plan_run().outputs["trends"]
    assert said["posts"] == recorded["posts"]
    assert said["peaks_judged"] == recorded["peaks"]["judged"]
    assert {name: rate["called"] for name, rate in said["stages"].items()} == {
        name: rate["called"] for name, rate in recorded["calibration"]["stages"].items()
    }


def test_nobody_reads_trends_without_being_known(nobody, as_role):
    assert nobody.get("/v1/trends/board").status_code == 401
    assert as_role(scopes=[]).get("/v1/trends/board").status_code == 403


def test_a_colour_is_shown_by_the_variant_that_has_it():
    product = pl.DataFrame(
        {
            "product_id": ["a", "b"], "title": ["Wool coat", "Old dress"],
            "status": [None, "archived"],
            "category": ["coat", "dress"], "material": ["wool", None], "pattern": [None, None],
        },
        schema_overrides={"pattern": pl.String},
    )  # fmt: skip
    variant = pl.DataFrame(
        {"product_id": ["a", "a"], "variant_id": ["a1", "a2"], "colour": ["navy", "camel"]}
    )
    image = pl.DataFrame(
        {
            "product_id": ["a", "a", "b"], "variant_id": ["a1", "a2", None],
            "path": ["navy.png", "camel.png", "old.png"], "position": [1, 2, 1],
            "image_id": ["i1", "i2", "i3"],
        }
    )  # fmt: skip
    rows = pictured(product, variant, image)
    found = {
        (name, value): path for name, value, path in rows.select("name", "value", "path").rows()
    }
    assert found["colour", "navy"] == "navy.png"
    assert found["colour", "camel"] == "camel.png"
    assert found["colour", "brown"] == "camel.png"
    assert found["material", "wool"] == "navy.png"
    assert set(rows["product_id"]) == {"a"}
