from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
from fake_lake import FakeLake
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.store.importers.scrub import scrubbed, without_people
from modiste.store.importers.social import counts, moments

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
EPOCH = int(NOON.timestamp())

INSTAGRAM = {
    "shortcode": "Cx1",
    "caption": "Sage linen set @anna.b #ootd",
    "taken_at_timestamp": EPOCH,
    "edge_liked_by": {"count": 12},
    "edge_media_to_comment": {"count": 3},
    "owner": {"id": "99", "username": "anna.b"},
    "url": "https://www.instagram.com/p/Cx1/",
}
TIKTOK = {
    "id": "71",
    "text": "wide leg jeans, mail anna@example.com",
    "createTime": EPOCH * 1000,
    "authorMeta": {"id": "5", "name": "annab", "fans": "1.2M"},
    "diggCount": "3.4k",
    "commentCount": 5,
    "shareCount": 6,
    "webVideoUrl": "https://www.tiktok.com/@annab/video/71",
    "hashtags": [{"name": "denim"}, {"name": "wide leg"}],
}
PINTEREST = {
    "pin_id": "8",
    "title": "Boho wedding guest",
    "description": "lace midi",
    "created_at": "2025-03-04T12:00:00Z",
    "repin_count": 40,
    "pinner": {"username": "annapins", "follower_count": 77},
    "link": "https://blog.test/lace",
}
REDDIT = {
    "id": "abc",
    "subreddit": "femalefashionadvice",
    "title": "Barrel jeans?",
    "selftext": "thoughts u/jane_doe",
    "author": "anna_reddit",
    "created_utc": float(EPOCH),
    "score": 12,
    "num_comments": 3,
    "permalink": "/r/femalefashionadvice/comments/abc/",
}
WEIBO = {
    "mblogid": "N1",
    "text": "亚麻衬衫真好看 @小红 电话13812345678",
    "created_at": "Tue Mar 04 20:00:00 +0800 2025",
    "user": {"id": 1234567, "screen_name": "安娜", "followers_count": 300},
    "attitudes_count": 7,
    "comments_count": 2,
    "reposts_count": 1,
}
XIAOHONGSHU = {
    "note_id": "n1",
    "title": "新中式穿搭",
    "desc": "马面裙 加微信：anna88888",
    "time": EPOCH * 1000,
    "user": {"user_id": "u9", "nickname": "安娜"},
    "interact_info": {"liked_count": "3.4万", "collected_count": "10w+", "comment_count": "99"},
    "tag_list": ["新中式", "马面裙"],
}
DUMPS = {
    "instagram": INSTAGRAM,
    "tiktok": TIKTOK,
    "pinterest": PINTEREST,
    "reddit": REDDIT,
    "weibo": WEIBO,
    "xiaohongshu": XIAOHONGSHU,
}

PEOPLE = (
    "anna.b", "annab", "annapins", "anna_reddit", "jane_doe", "安娜", "小红", "anna88888",
    "example.com", "13812345678",
)  # fmt: skip


@pytest.mark.parametrize("network", DUMPS)
def test_dumps_are_known_and_hide_people(run: Callable, lake: FakeLake, network: str) -> None:
    summary, _ = run({f"{network}.json": json.dumps([DUMPS[network]], ensure_ascii=False)})
    assert summary.files[0].importer == "posts"
    (row,) = lake.read("post").rows(named=True)
    assert row["source"] == network
    assert row["post_id"].startswith(f"{network}:")
    assert row["at"] == NOON
    assert row["kind"] == "post"
    assert row["author_id"].startswith("c_")
    stored = str(lake.tables).casefold()
    for name in PEOPLE:
        assert name not in stored, name


def test_what_the_networks_say(run: Callable, lake: FakeLake) -> None:
    run({f"{name}.jsonl": json.dumps(dump) for name, dump in DUMPS.items()})
    rows = {row["source"]: row for row in lake.read("post").rows(named=True)}

    def said(network: str) -> tuple[Any, ...]:
        return tuple(rows[network][c] for c in ("text", "likes", "comments", "shares", "followers"))

    assert said("instagram") == ("Sage linen set @… #ootd", 12, 3, None, None)
    assert said("tiktok") == (
        "wide leg jeans, mail [e-mail] #denim #wideleg", 3_400, 5, 6, 1_200_000,
    )  # fmt: skip
    assert said("pinterest") == ("Boho wedding guest lace midi", None, None, 40, 77)
    assert said("reddit") == ("Barrel jeans? thoughts @…", 12, 3, None, None)
    assert said("weibo") == ("亚麻衬衫真好看 @… 电话[phone]", 7, 2, 1, 300)
    text = "新中式穿搭 马面裙 加微信：[contact] #新中式 #马面裙"
    assert said("xiaohongshu") == (text, 34_000, 99, 100_000, None)
    assert rows["instagram"]["url"] == "https://www.instagram.com/p/Cx1/"
    assert rows["tiktok"]["url"] is None
    assert rows["reddit"]["url"] == "/r/femalefashionadvice/comments/abc/"


def test_the_same_person_is_another_on_another_network(run: Callable, lake: FakeLake) -> None:
    head = "post_id,created_at,text,author,platform,likes\n"
    rows = "1,2025-03-04,a dress,Anna,weibo,1\n2,2025-03-04,a dress,anna,weibo,1\n"
    run({"p.csv": head + rows + "3,2025-03-04,a dress,Anna,x,1\n"})
    who = lake.read("post").sort("post_id")["author_id"].to_list()
    assert who[0] == who[1] != who[2]


def test_csv_with_chinese_headers_and_bad_rows(run: Callable, lake: FakeLake) -> None:
    text = (
        "微博id,微博正文,发布时间,昵称,转发数,评论数,点赞数\n"
        "1,亚麻衬衫,2025-03-04 20:00,小明,1,2,3万\n"
        "2,,2025-03-04 20:00,小明,1,2,3\n"
        "3,大衣,某天,小明,1,2,3\n"
        "4,风衣,2025年03月04日,小明,1,2,好多\n"
    )
    summary, rejects = run({"weibo.csv": text})
    assert lake.read("post")["post_id"].sort().to_list() == ["weibo:1", "weibo:4"]
    assert rejects.select("row", "reason").rows() == [
        ("3", "is not a date and time"),
        ("2", "the post has no text"),
        ("4", "the count is unreadable"),
    ]
    assert summary.set_aside == 2
    assert "小明" not in str(lake.tables) + str(rejects.rows())


def test_posts_without_id_get_one_that_stays(run: Callable, lake: FakeLake) -> None:
    text = "date,text,likes,author\n2025-03-04,linen,1,a\n2025-03-05,linen,1,a\n"
    run({"p.csv": text})
    assert lake.read("post").height == 2
    again, _ = run({"p.csv": text})
    assert again.written == 0


def test_our_own_export_comes_back_unchanged(run: Callable, lake: FakeLake) -> None:
    run({"r.json": json.dumps([REDDIT])})
    first = lake.read("post")
    text = first.select(
        pl.exclude("at"), pl.col("at").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    ).write_csv()
    summary, _ = run({"own.csv": text})
    assert summary.files[0].importer == "posts"
    assert summary.written == 0


@pytest.mark.parametrize(
    "text",
    [
        "sku,price,date,title\n1,2,2025-01-01,x\n",
        "order id,date,text\n1,2025-01-01,x\n",
        "Clothing ID,Review Text,Rating\n1,nice,5\n",
        "date,text\n2025-01-01,x\n",
    ],
)
def test_other_files_are_left_alone(run: Callable, text: str) -> None:
    from modiste.model.errors import InputError

    with pytest.raises(InputError, match="no importer knows"):
        run({"f.csv": text})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call +49 170 1234567 now", "call [phone] now"),
        ("(212) 555-0199 or 212-555-0199", "[phone] or [phone]"),
        ("020 7946 0958", "[phone]"),
        ("a@b.co and me+x@shop.example.com", "[e-mail] and [e-mail]"),
        ("hi @anna_b, @小红 ok", "hi @…, @… ok"),
        ("VX: abc12345", "VX: [contact]"),
        ("2025-03-04 12:00, size 38-40, 1,299.00 EUR, SKU 12345678", None),
        ("70s, 90s, 3/4 sleeves, 100% linen", None),
        ("u/jane_doe says", "@… says"),
        ("电话13812345678微信同号", "电话[phone]微信同号"),
        ("#linen @ 20% off", None),
    ],
)
def test_people_leave_texts(text: str, expected: str | None) -> None:
    assert scrubbed(pl.Series([text])).item() == (text if expected is None else expected)


def test_addresses_that_name_people_are_dropped() -> None:
    urls = ["https://blog.test/linen", "https://www.tiktok.com/@anna/video/7",
            "https://x.com/anna/status/1", "https://weibo.com/1234567890/N1",
            "https://site.test/anna-b/post", None]  # fmt: skip
    who = pl.Series(["q", "q", "q", "q", "Anna-B", "q"])
    assert without_people(pl.Series(urls), who).to_list() == [urls[0], *[None] * 5]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,234", 1_234), ("1.2k", 1_200), ("3.4万", 34_000), ("10w+", 100_000), ("2M", 2_000_000),
     ("0", 0), ("-3", None), ("many", None), ("", None), (None, None)],
)  # fmt: skip
def test_counts(cell: str | None, value: int | None) -> None:
    assert counts(pl.Series([cell], dtype=pl.String)).to_list() == [value]


@pytest.mark.parametrize(
    "cell",
    ["1741089600", "1741089600000", "1741089600.0", "2025-03-04T12:00:00Z", "2025-03-04 12:00:00",
     "2025-03-04T13:00:00+01:00", "Tue, 04 Mar 2025 12:00:00 GMT", "2025/03/04 12:00",
     "Tue Mar 04 20:00:00 +0800 2025", "2025-03-04T12:00:00.000Z"],
)  # fmt: skip
def test_times(cell: str) -> None:
    assert moments(pl.Series([cell]), "UTC").to_list() == [NOON]


@settings(deadline=None)
@given(st.lists(st.text(max_size=40) | st.none(), max_size=5))
def test_any_cell_is_read_or_unknown(cells: list[str | None]) -> None:
    series = pl.Series(cells, dtype=pl.String)
    for found in (counts(series), moments(series, "Europe/Berlin"), scrubbed(series)):
        assert len(found) == len(series)


@settings(deadline=None)
@given(st.from_regex(r"[a-z]{3,8}", fullmatch=True), st.text(max_size=20))
def test_handles_never_survive(name: str, around: str) -> None:
    text = scrubbed(pl.Series([f"{around} @{name}zz {around}"])).item()
    assert f"@{name}zz" not in text
