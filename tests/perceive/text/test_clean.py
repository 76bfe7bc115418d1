from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.model.errors import InputError
from modiste.model.tables import table
from modiste.perceive.text import (
    Rules,
    clean,
    duplicates,
    languages,
    market_zone,
    outages,
    week_of,
    weights,
)
from modiste.simulate import preset, simulate
from modiste.simulate.world import World

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def posts(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of the table, with what they do not say filled in."""
    filled = [
        {"post_id": f"p{i}", "at": NOON, "source": "instagram", "kind": "post", **row}
        for i, row in enumerate(rows)
    ]
    schema = table("post").polars()
    return pl.DataFrame(
        [{name: row.get(name) for name in schema} for row in filled], schema=schema, orient="row"
    )


@pytest.fixture(scope="module")
def tiny() -> World:
    return simulate(preset("tiny"))


# --- languages -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("this is the dress I want", "en"),
        ("Obsessed with this linen shirt for the office", "en"),
        ("今天穿了亚麻衬衫", "zh"),
        ("oversize卫衣真好看 OOTD", "zh"),
        ("今日のコーデはリネンシャツ", "ja"),
        ("오늘의 코디 린넨 셔츠", "ko"),
        ("das ist mein neues Kleid für den Sommer", "de"),
        ("j'adore cette robe et elle est très belle", "fr"),
        ("me encanta este vestido para el verano", "es"),
        ("questo vestito è molto bello per l'estate", "it"),
        ("платье на лето", "ru"),
        ("#ootd", None),
        ("🔥🔥 https://a.test @you", None),
        ("", None),
        (None, None),
    ],
)
def test_language(text: str | None, language: str | None) -> None:
    assert languages(pl.Series([text], dtype=pl.String)).to_list() == [language]


def test_languages_of_simulated_posts(tiny: World) -> None:
    post = tiny.tables["post"]
    found = languages(post["text"])
    known = found.is_not_null()
    assert (found.filter(known) == post["language"].filter(known)).mean() > 0.995
    assert known.mean() > 0.98


# --- copies ----------------------------------------------------------------------------------

LONG = "Everyone asks about my sage green linen shirt for the office and after, size up, trust me"


def copies(*rows: dict[str, Any], **options: Any) -> list[str | None]:
    return duplicates(posts(*rows), **options).to_list()


def test_exact_copies_are_told_by_what_they_say() -> None:
    later = NOON + timedelta(hours=1)
    assert copies(
        {"text": f"RT {LONG.upper()} !!", "at": later},
        {"text": LONG},
        {"text": f"@anna {LONG} https://a.test/1", "at": later},
        {"text": "Something else entirely that nobody has ever said before in this place"},
    ) == ["p1", None, "p1", None]


def test_near_copies() -> None:
    near = f"Girls, {LONG}"
    other = LONG.replace("sage green linen", "rust red wool").replace("office", "beach")
    assert copies({"text": LONG}, {"text": near}, {"text": other}) == [None, "p0", None]
    assert copies({"text": LONG}, {"text": near}, similarity=1) == [None, None]


def test_short_texts_repeat_only_the_same_author() -> None:
    rows = [{"text": "so cute!", "author_id": who} for who in ("a", "b", "a", None)]
    assert copies(*rows) == [None, None, "p0", None]


def test_long_ago_is_said_anew() -> None:
    month = timedelta(days=30)
    rows = [{"text": LONG, "at": NOON + month * k} for k in range(3)]
    assert copies(*rows) == [None, None, None]
    assert copies(*rows, within=timedelta(days=31)) == [None, "p0", "p0"]


def test_chinese_copies() -> None:
    text = "今天穿了亚麻衬衫配白色牛仔裤去上班同事都问链接"
    assert copies({"text": text}, {"text": text + "～"}, {"text": text[:-1] + "呢"}) == [
        None, "p0", "p0",
    ]  # fmt: skip


def test_nothing_is_no_copy() -> None:
    assert copies({"text": ""}, {"text": None}, {"text": "!!"}, {"text": "??"}) == [None] * 4
    assert duplicates(posts()).to_list() == []


def test_copies_of_the_simulated_world(tiny: World) -> None:
    truth = tiny.truth.posts.truth
    found = duplicates(tiny.tables["post"]).is_not_null()
    real = truth["copy_of"].is_not_null()
    human = ~truth["is_bot"]
    recall = (found & real & human).sum() / (real & human).sum()
    precision = (found & real & human).sum() / (found & human).sum()
    assert recall > 0.95
    assert precision > 0.9


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=80) | st.just(LONG), max_size=8))
def test_originals_come_first_and_are_originals(texts: list[str]) -> None:
    rows = [{"text": text, "at": NOON + timedelta(minutes=i)} for i, text in enumerate(texts)]
    found = duplicates(posts(*rows)).to_list()
    for place, of in enumerate(found):
        if of is not None:
            assert int(of[1:]) < place
            assert found[int(of[1:])] is None


# --- weeks -----------------------------------------------------------------------------------


def test_weeks_follow_the_clocks_of_the_market() -> None:
    sunday = datetime(2026, 3, 1, 20, tzinfo=UTC)  # Monday already in China
    frame = posts(*({"market": m, "at": sunday} for m in ("CN", "US", None, "APAC")))
    assert week_of(frame).to_list() == [date(2026, 3, 2)] + [date(2026, 2, 23)] * 3
    assert week_of(frame, zone="Asia/Tokyo")[2] == date(2026, 3, 2)
    assert week_of(frame, first_weekday=6)[1] == date(2026, 3, 1)
    assert market_zone("gb") == "Europe/London"
    with pytest.raises(InputError):
        week_of(frame, zone="Mars/Olympus")


def steady(source: str, weeks: range, each: int) -> list[dict[str, Any]]:
    begin = datetime(2025, 1, 6, 12, tzinfo=UTC)
    return [
        {"source": source, "at": begin + timedelta(weeks=w, hours=(7 * 24 - 13) * k / each)}
        for w in weeks
        for k in range(each)
    ]


def test_outages_are_marked() -> None:
    rows = [
        *steady("a", range(30), 40),
        *steady("b", range(12), 40),
        *steady("b", range(15, 30), 40),
    ]
    found = outages(posts(*rows))
    out = found.filter("outage")
    assert out.select("source", "week").rows() == [
        ("b", date(2025, 1, 6) + timedelta(weeks=w)) for w in (12, 13, 14)
    ]
    assert out["posts"].to_list() == [0, 0, 0]
    assert out["expected"].to_list() == pytest.approx([40.0] * 3)


def test_a_source_is_not_out_before_its_first_post_nor_in_a_week_just_begun() -> None:
    rows = [*steady("a", range(20), 40), *steady("b", range(8, 20), 40)]
    begun = [
        {"source": s, "at": datetime(2025, 5, 26, k, tzinfo=UTC)} for s in "ab" for k in (1, 5)
    ]
    found = outages(posts(*rows, *begun))
    assert not found["outage"].any()
    assert found.filter(pl.col("source") == "b")["week"].min() == date(2025, 3, 3)


def test_rare_sources_are_never_called_out() -> None:
    found = outages(posts(*steady("a", range(30), 30), *steady("z", range(0, 30, 3), 1)))
    assert not found["outage"].any()
    assert outages(posts()).is_empty()


def test_outage_of_the_simulated_world(tiny: World) -> None:
    source, first, last = tiny.truth.posts.outage
    out = outages(tiny.tables["post"]).filter("outage")
    weeks = [tiny.config.week(week) for week in range(first, last + 1)]
    if source in out["source"]:  # a source of few posts cannot be told
        assert set(out["source"]) == {source}
        assert set(out["week"]) <= set(weeks)


# --- weights ---------------------------------------------------------------------------------


def reasons(*rows: dict[str, Any], **options: Any) -> list[list[str]]:
    return weights(posts(*rows), **options)["reasons"].to_list()


def test_an_ordinary_post_is_trusted() -> None:
    one = weights(posts({"text": LONG, "author_id": "a", "likes": 20, "followers": 300}))
    assert one["trust"].to_list() == [1.0]
    assert one["reasons"].to_list() == [[]]
    assert 0.5 < one["weight"].item() < 1


@pytest.mark.parametrize(
    ("post", "reason"),
    [
        ({"text": "Replica LINEN best quality, wholesale price, WhatsApp in bio"}, "spam"),
        ({"text": "高仿包包 加微信 abc12345"}, "spam"),
        ({"text": "look " + " ".join(f"#tag{i}" for i in range(13))}, "too many hashtags"),
        ({"text": "https://a.test https://b.test http://c.test"}, "too many links"),
        ({"text": "hi", "likes": 5_000, "followers": 3}, "more likes than followers give"),
    ],
)
def test_signs_of_a_single_post(post: dict[str, Any], reason: str) -> None:
    assert reasons(post) == [[reason]]
    assert weights(posts(post))["trust"].item() < 1


def test_a_sentence_used_over_and_over() -> None:
    words = ["linen", "silk", "wool", "cotton", "satin"]
    rows = [
        {"text": f"You will adore our {w} shirt, come and get it", "author_id": "x"} for w in words
    ]
    assert all(found == ["repeated template", "author of spam"] for found in reasons(*rows))
    spread = [{**row, "author_id": f"a{i}"} for i, row in enumerate(rows)]
    assert reasons(*spread) == [[]] * 5


def test_posting_all_day() -> None:
    rows = [{"text": f"{LONG} {i}", "author_id": "x"} for i in range(24)]
    found = weights(posts(*rows))
    assert found["reasons"].explode().drop_nulls().unique().to_list()[0] == "posts all day"
    assert found["weight"].sum() <= Rules().author_week + 1e-9


def test_followers_who_never_answer() -> None:
    texts = ["linen", "a day out", "so soft", "what now", "rainy"]
    ghost = {"author_id": "x", "followers": 90_000, "likes": 2}
    rows = [{**ghost, "text": text, "at": NOON + timedelta(days=k)} for k, text in enumerate(texts)]
    assert all("followers who never answer" in found for found in reasons(*rows))


def test_engagement_counts_by_its_logarithm_and_no_more_than_the_cap() -> None:
    likes = [0, 99, 9_999, 10_000_000]
    rows = [
        {"text": LONG + str(n), "author_id": f"a{n}", "likes": n, "followers": 10**7} for n in likes
    ]
    found = weights(posts(*rows), rules=Rules(cap=9_999))["weight"].to_list()
    assert found == pytest.approx([0.5, 0.75, 1.0, 1.0])


def test_unknown_engagement_is_what_is_usual_for_the_source() -> None:
    rows = [{"text": f"{LONG} {n}", "likes": n, "author_id": f"a{n}"} for n in (10, 10, 10)]
    found = weights(posts(*rows, {"text": "hello there"}))["weight"].to_list()
    assert found[3] == found[0]


def test_copies_weigh_nothing_and_searches_one() -> None:
    frame = posts(
        {"text": LONG}, {"text": LONG}, {"text": "linen", "kind": "search", "amount": 3.0}
    )
    found = clean(frame)
    assert found["weight"].to_list() == [0.5, 0.0, 1.0]
    assert found["reasons"].to_list() == [[], ["copy"], []]
    assert found["duplicate_of"].to_list() == [None, "p0", None]


def test_bounds_must_make_sense() -> None:
    with pytest.raises(InputError, match="cap must be above zero"):
        Rules(cap=0)


def test_clean_keeps_rows_and_what_sources_say() -> None:
    frame = posts(
        {"text": "das ist mein Kleid", "language": "en"}, {"text": "das ist mein Kleid und"}
    )
    found = clean(frame)
    assert found["post_id"].to_list() == ["p0", "p1"]
    assert found["language"].to_list() == ["en", "de"]
    assert found.columns == [*frame.columns, "week", "duplicate_of", "weight", "trust", "reasons"]
    assert clean(posts()).height == 0


def test_bots_of_the_simulated_world_weigh_little(tiny: World) -> None:
    found = clean(tiny.tables["post"])
    bot, copy = tiny.truth.posts.truth["is_bot"], tiny.truth.posts.truth["copy_of"]
    assert found["trust"].filter(bot).max() <= 0.2
    assert found["trust"].filter(~bot & copy.is_null()).mean() > 0.98
    assert found["weight"].is_between(0, 1).all()
