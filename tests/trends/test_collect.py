from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.trends.sites import Site, answer, rss

from modiste.model.errors import BusyError, InputError
from modiste.store.importers.base import Context
from modiste.store.lake import Lake
from modiste.store.pseudonym import Pseudonymiser
from modiste.trends.collect import Manners, collect
from modiste.trends.fetch import Limits, check_url, fetch

LOCAL = Limits(connect=2, total=5, size=100_000, private=True)
MANNERS = Manners(limits=LOCAL)
START = datetime(2025, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


class World:
    """A lake, a clock that only waiting moves, and the collector's state."""

    def __init__(self, folder: Path) -> None:
        self.lake = Lake(folder / "lake")
        self.state = folder / "feeds.json"
        self.time = START
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)

    def run(self, *urls: str, lake: Any = None, **manners: Any) -> list[tuple[str, int, int]]:
        found = collect(
            urls,
            lake=lake or self.lake,
            context=Context(Pseudonymiser(b"k" * 32)),
            state=self.state,
            manners=Manners(limits=LOCAL, **manners),
            now=lambda: self.time,
            sleep=self.sleep,
        )
        self.notes = [one.note for one in found]
        return [(one.outcome, one.posts, one.new) for one in found]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_articles_become_posts_and_are_asked_for_only_when_changed(
    site: Site, world: World
) -> None:
    feed = f"{site.url}/feed"

    def page(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("If-None-Match") == '"v1"':
            assert handler.headers["If-Modified-Since"] == "Tue, 04 Mar 2025 12:00:00 GMT"
            answer(304)(handler)
        else:
            answer(200, rss(("1", "linen"), ("2", "lace")), ETag='"v1"',
                   Last_Modified="Tue, 04 Mar 2025 12:00:00 GMT")(handler)  # fmt: skip

    site.pages["/feed"] = page
    assert world.run(feed) == [("new", 2, 2)]
    post = world.lake.read("post")
    assert post.sort("text")["text"].to_list() == ["lace", "linen"]
    assert post["kind"].unique().to_list() == ["blog"]
    assert world.run(feed) == [("waiting", 0, 0)]
    assert len(site.asked) == 2  # robots.txt and the feed
    world.time += timedelta(hours=1)
    assert world.run(feed) == [("unchanged", 0, 0)]
    assert site.paths() == ["/robots.txt", "/feed", "/feed"]
    assert site.asked[1][1]["User-Agent"].startswith("modiste")


def test_a_body_that_stays_is_not_read_again_without_conditions(site: Site, world: World) -> None:
    site.pages["/feed"] = answer(200, rss(("1", "linen")))
    assert world.run(f"{site.url}/feed") == [("new", 1, 1)]
    world.time += timedelta(hours=1)
    assert world.run(f"{site.url}/feed") == [("unchanged", 0, 0)]
    site.pages["/feed"] = answer(200, rss(("1", "linen"), ("2", "lace")))
    world.time += timedelta(hours=1)
    assert world.run(f"{site.url}/feed") == [("new", 2, 1)]


def test_robots_are_honoured(site: Site, world: World) -> None:
    rules = (
        b"User-agent: modiste\nCrawl-delay: 20\nDisallow: /secret\n\nUser-agent: *\nDisallow: /\n"
    )
    site.pages["/robots.txt"] = answer(200, rules)
    site.pages |= {path: answer(200, rss(("1", "x"))) for path in ("/secret", "/a", "/b")}
    urls = [f"{site.url}{path}" for path in ("/secret", "/a", "/b")]
    assert [outcome for outcome, *_ in world.run(*urls)] == ["refused", "new", "unchanged"]
    assert world.notes[0] == "robots.txt does not allow it"
    assert site.paths() == ["/robots.txt", "/a", "/b"]
    assert world.slept == [20, 20]


def test_a_host_whose_robots_fail_is_left_alone(site: Site, world: World) -> None:
    site.pages["/robots.txt"] = answer(503)
    site.pages["/feed"] = answer(200, rss(("1", "x")))
    assert world.run(f"{site.url}/feed") == [("failed", 0, 0)]
    assert "/feed" not in site.paths()
    site.pages["/robots.txt"] = answer(404)
    world.time += timedelta(hours=2)
    assert world.run(f"{site.url}/feed") == [("new", 1, 1)]


def test_requests_to_a_host_keep_their_distance(site: Site, world: World) -> None:
    site.pages |= {path: answer(200, rss((path, path))) for path in ("/a", "/b", "/c")}
    world.run(*(f"{site.url}{path}" for path in ("/a", "/b", "/c")))
    assert world.slept == [5, 5, 5]


def test_what_may_pass_is_tried_again(site: Site, world: World) -> None:
    tries = iter([answer(502), answer(429, Retry_After="7"), answer(200, rss(("1", "x")))])

    def page(handler: BaseHTTPRequestHandler) -> None:
        next(tries)(handler)

    site.pages["/feed"] = page
    assert world.run(f"{site.url}/feed", delay=0) == [("new", 1, 1)]
    assert world.slept == [2, 7]


def test_failures_are_left_alone_for_longer_and_longer(site: Site, world: World) -> None:
    feed = f"{site.url}/feed"
    site.pages["/feed"] = answer(500)
    gaps = []
    for _ in range(7):
        assert world.run(feed)[0][0] == "failed"
        until = json.loads(world.state.read_text())["feeds"][feed]["after"]
        gaps.append(datetime.fromisoformat(until) - world.time)
        world.time += gaps[-1]
    assert gaps[:3] == [timedelta(minutes=55 * k) for k in (1, 2, 4)]
    assert gaps[-1] == timedelta(days=1)


def test_a_long_wait_that_is_asked_for_is_kept(site: Site, world: World) -> None:
    site.pages["/feed"] = answer(503, Retry_After="86400")
    assert world.run(f"{site.url}/feed") == [("failed", 0, 0)]
    world.time += timedelta(hours=23)
    assert world.run(f"{site.url}/feed") == [("waiting", 0, 0)]


def test_a_feed_that_moved_is_asked_at_its_new_place(site: Site, world: World) -> None:
    site.pages |= {
        "/old": answer(301, Location="/new"),
        "/new": answer(200, rss(("1", "x"))),
        "/lent": answer(302, Location="/new"),
    }
    assert world.run(f"{site.url}/old", f"{site.url}/lent")[0] == ("new", 1, 1)
    world.time += timedelta(hours=1)
    site.asked.clear()
    world.run(f"{site.url}/old", f"{site.url}/lent")
    assert site.paths() == ["/new", "/lent", "/new"]


def test_a_feed_that_is_gone_is_never_asked_again(site: Site, world: World) -> None:
    site.pages["/feed"] = answer(410)
    assert world.run(f"{site.url}/feed") == [("gone", 0, 0)]
    world.time += timedelta(days=99)
    site.asked.clear()
    assert world.run(f"{site.url}/feed") == [("gone", 0, 0)]
    assert site.asked == []


def test_redirects_end(site: Site, world: World) -> None:
    site.pages |= {f"/{k}": answer(302, Location=f"/{k + 1}") for k in range(9)}
    assert world.run(f"{site.url}/0") == [("refused", 0, 0)]
    assert "more than 5" in world.notes[0]


def test_one_feeds_trouble_does_not_stop_the_others(site: Site, world: World) -> None:
    site.pages |= {"/a": answer(200, b"<html><p>hello"), "/b": answer(200, rss(("1", "x")))}
    site.pages["/c"] = answer(200, b"plain text")
    outcomes = [o for o, *_ in world.run(*(f"{site.url}/{p}" for p in "acb"), "ftp://x.test/f")]
    assert outcomes == ["refused", "refused", "new", "refused"]


@pytest.mark.parametrize("packed", [False, True])
def test_large_answers_and_bombs_are_stopped(site: Site, packed: bool) -> None:
    plain = b"<a>" + b" " * 50_000_000
    body = gzip.compress(plain) if packed else plain[:200_000]
    assert len(body) < 60_000 or not packed
    headers = {"Content_Encoding": "gzip"} if packed else {}

    def page(handler: BaseHTTPRequestHandler) -> None:
        with suppress(ConnectionError):  # the collector hangs up, as it should
            answer(200, body, **headers)(handler)

    site.pages["/bomb"] = page
    with pytest.raises(InputError, match="more than 100,000 bytes"):
        fetch(f"{site.url}/bomb", limits=LOCAL)


def test_packed_answers_are_unpacked(site: Site) -> None:
    site.pages["/feed"] = answer(200, gzip.compress(b"hello"), Content_Encoding="gzip")
    assert fetch(f"{site.url}/feed", limits=LOCAL).body == b"hello"
    site.pages["/feed"] = answer(200, b"hello", Content_Encoding="br")
    with pytest.raises(InputError, match="packed as 'br'"):
        fetch(f"{site.url}/feed", limits=LOCAL)
    site.pages["/feed"] = answer(200, b"hello", Content_Encoding="gzip")
    with pytest.raises(InputError, match="damaged"):
        fetch(f"{site.url}/feed", limits=LOCAL)
    site.pages["/feed"] = answer(200, gzip.compress(b"hello")[:-9], Content_Encoding="gzip")
    with pytest.raises(BusyError, match="broke off"):
        fetch(f"{site.url}/feed", limits=LOCAL)


def test_a_slow_answer_is_given_up(site: Site) -> None:
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(ConnectionError):
            while not stop.wait(0.05):
                handler.wfile.write(b".")

    site.pages["/drip"] = drip
    limits = Limits(connect=0.3, total=0.6, private=True)
    with pytest.raises(BusyError, match=r"longer than 0\.6 seconds"):
        fetch(f"{site.url}/drip", limits=limits)
    stop.set()


def test_a_closed_door_is_trouble_that_may_pass() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(BusyError, match="cannot be reached"):
        fetch(f"http://127.0.0.1:{port}/", limits=LOCAL)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data",
        "http://[::1]/", "http://192.168.1.1:8080/", "http://0.0.0.0/", "http://localhost/",
        "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://100.64.0.1/",
    ],
)  # fmt: skip
def test_private_networks_are_out_of_reach(url: str) -> None:
    with pytest.raises(InputError, match="private network"):
        fetch(url, limits=Limits(connect=1, total=2))


def test_redirects_into_private_networks_are_refused(site: Site, monkeypatch: Any) -> None:
    """The first host counts as public here; the one that it sends to does not."""
    from modiste.trends import fetch as module

    plain = module._check_public
    outside = lambda address, url: None if site.url in url else plain(address, url)  # noqa: E731
    monkeypatch.setattr(module, "_check_public", outside)
    site.pages["/x"] = answer(302, Location="http://169.254.169.254/latest")
    with pytest.raises(InputError, match="private network"):
        fetch(f"{site.url}/x", limits=Limits(connect=1, total=2))


def test_redirects_obey_robots(site: Site, world: World) -> None:
    site.pages["/robots.txt"] = answer(200, b"User-agent: *\nDisallow: /secret\n")
    site.pages |= {"/a": answer(302, Location="/secret"), "/secret": answer(200, rss(("1", "x")))}
    assert world.run(f"{site.url}/a") == [("refused", 0, 0)]
    assert "/secret" not in site.paths()


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.test/f", "gopher://a.test", "javascript:alert(1)", "//a.test/f",
     "http:///f", "http://u:p@a.test/", "http://a.test/\r\nX: y", "http://a.test:99999/", "", "http://["],
)  # fmt: skip
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(InputError, match="not fetched"):
        check_url(url)


def test_addresses_are_kept_plain() -> None:
    assert check_url(" HTTPS://A.test/f?q=1#part ") == "https://A.test/f?q=1"
    assert check_url("http://a.test") == "http://a.test/"


def test_a_crash_between_lake_and_state_loses_nothing(site: Site, world: World) -> None:
    site.pages["/feed"] = answer(200, rss(("1", "linen")))

    class Crashing:
        def upsert(self, name: str, frame: pl.DataFrame) -> Any:
            world.lake.upsert(name, frame)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.run(f"{site.url}/feed", lake=Crashing())
    assert not world.state.exists()
    assert world.run(f"{site.url}/feed") == [("unchanged", 1, 0)]
    assert world.lake.rows("post") == 1


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"feeds": 3, "hosts": {}}'])
def test_a_damaged_state_is_set_aside(site: Site, world: World, damage: str) -> None:
    world.state.write_text(damage)
    site.pages["/feed"] = answer(200, rss(("1", "linen")))
    assert world.run(f"{site.url}/feed") == [("new", 1, 1)]
    assert world.state.with_name("feeds.json.damaged").read_text() == damage
    assert json.loads(world.state.read_text())["version"] == 1


def test_articles_from_the_future_are_left_out(site: Site, world: World) -> None:
    body = rss(("1", "now"), ("2", "then")).replace(b"04 Mar 2025", b"04 Mar 2035", 1)
    site.pages["/feed"] = answer(200, body)
    assert world.run(f"{site.url}/feed") == [("new", 1, 1)]
    assert world.lake.read("post")["text"].to_list() == ["then"]


def test_an_empty_feed_is_fine(site: Site, world: World) -> None:
    site.pages["/feed"] = answer(200, rss())
    assert world.run(f"{site.url}/feed") == [("unchanged", 0, 0)]
