"""Which posts and styles carry a trend, worked out by hand."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from modiste.model.errors import UnknownNameError
from modiste.trends.drivers import post_drivers, product_drivers
from modiste.trends.show import find_attribute, snippet

END = dt.date(2026, 3, 2)
LATE, EARLY = END - dt.timedelta(weeks=1), END - dt.timedelta(weeks=20)


def posts(*rows: tuple[str, dt.date, str, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["post_id", "week", "source", "weight"], orient="row")


def mentions(*ids: str, value: str = "plum") -> pl.DataFrame:
    return pl.DataFrame(
        [(each, "colour", value, 1.0) for each in ids],
        schema=["post_id", "name", "value", "confidence"], orient="row",
    )  # fmt: skip


def test_posts_carry_the_growth_of_their_source_by_their_weight():
    counted = posts(
        # TikTok: half of the early posts and half of the late ones: no growth.
        ("t1", EARLY, "tiktok", 1.0), ("t2", EARLY, "tiktok", 1.0),
        ("t3", LATE, "tiktok", 5.0), ("t4", LATE, "tiktok", 5.0),
        # Instagram: none of the early posts, three quarters of the late ones.
        ("i1", EARLY, "instagram", 1.0),
        ("i2", LATE, "instagram", 2.0), ("i3", LATE, "instagram", 1.0),
        ("i4", LATE, "instagram", 1.0),
        ("old", END - dt.timedelta(weeks=40), "instagram", 9.0), ("spam", LATE, "instagram", 0.0),
    )  # fmt: skip
    rows = post_drivers(counted, mentions("t1", "t3", "i2", "i3", "old", "spam"), END)
    assert rows.select("kind", "rank", "driver_id").rows() == [("post", 1, "i2"), ("post", 2, "i3")]
    assert rows["weight"].to_list() == pytest.approx([2 / 3, 1 / 3])


def test_where_nothing_grew_posts_carry_what_is_said():
    counted = posts(
        ("e", EARLY, "weibo", 1.0), ("a", LATE, "weibo", 3.0), ("b", LATE, "weibo", 1.0),
        ("c", LATE, "weibo", 6.0),
    )  # fmt: skip
    rows = post_drivers(counted, mentions("e", "a", "b"), END)
    assert rows["driver_id"].to_list() == ["a", "b"]
    assert rows["weight"].to_list() == pytest.approx([0.75, 0.25])


def test_only_the_first_are_kept_and_of_equals_the_newest():
    counted = posts(*((f"p{k}", END - dt.timedelta(weeks=1 + k), "weibo", 1.0) for k in range(7)))
    rows = post_drivers(counted, mentions(*(f"p{k}" for k in range(7))), END, most=3)
    assert rows["driver_id"].to_list() == ["p0", "p1", "p2"]
    assert rows["weight"].to_list() == pytest.approx([1 / 7] * 3)
    assert post_drivers(counted.clear(), mentions("p0"), END).height == 0


def test_styles_carry_an_attribute_by_the_units_sold():
    attributes = pl.DataFrame(
        [("a", "colour", "plum"), ("b", "colour", "plum"), ("c", "colour", "plum"),
         ("d", "colour", "red"), ("e", "colour", "red")],
        schema=["product_id", "name", "value"], orient="row",
    )  # fmt: skip
    products = pl.DataFrame(
        {"product_id": list("abcde"), "units": [10, 30, 0, None, 0], "stock": [1, 1, 1, 2, 7]}
    )
    rows = product_drivers(attributes, products)
    assert rows.select("value", "rank", "driver_id", "weight").rows() == [
        ("plum", 1, "b", 0.75), ("plum", 2, "a", 0.25), ("plum", 3, "c", 0.0),
        ("red", 1, "e", 0.0), ("red", 2, "d", 0.0),
    ]  # fmt: skip


READ = pl.DataFrame(
    [("colour", "navy"), ("colour", "plum"), ("pattern", "cargo"), ("silhouette", "cargo"),
     ("silhouette", "wide-leg")],
    schema=["name", "value"], orient="row",
)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("colour=navy", ("colour", "navy")),
        ("Navy", ("colour", "navy")),
        ("藏青色", ("colour", "navy")),
        ("wide leg", ("silhouette", "wide-leg")),
        ("silhouette=cargo", ("silhouette", "cargo")),
    ],
)
def test_an_attribute_is_found_by_what_people_call_it(asked, found):
    assert find_attribute(READ, asked) == found


@pytest.mark.parametrize("asked", ["cargo", "nonsense", "colour=beige", "pattern=navy"])
def test_what_is_unknown_or_means_several_is_refused(asked):
    with pytest.raises(UnknownNameError):
        find_attribute(READ, asked)


def test_a_snippet_parts_no_word_at_its_place():
    assert snippet("Ask me how #denimblue", 12) == "Ask me how #denimblue"


def test_a_snippet_is_cut_around_its_place():
    text = "one two three " * 20 + "PLUM coat " + "four five six " * 20
    place = text.index("PLUM")
    cut = snippet(text, place, 60)
    assert "PLUM" in cut
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert len(cut) <= 62
    assert not set(cut.strip("…").split()) - set(text.split())
    assert snippet("plum  coat\nnew", 0) == "plum coat new"
    assert snippet("梅子色大衣" * 50, 100, 40).count("梅") >= 7
