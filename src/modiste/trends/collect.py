"""A polite collector of RSS and Atom feeds that can be stopped at any time.

Posts are stored first and the state that says so after them; whatever happens between, storing the
same posts again changes nothing.
"""

from __future__ import annotations

import email.utils
import hashlib
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeVar
from urllib.robotparser import RobotFileParser

import polars as pl

from modiste.model.errors import BusyError, InputError
from modiste.model.schema import ROW
from modiste.store.files import replace_text
from modiste.store.importers.base import Context
from modiste.store.importers.feeds import Feeds
from modiste.store.importers.source import Source
from modiste.trends.fetch import AGENT, Answer, Limits, check_url, fetch, host_of

_T = TypeVar("_T", "_Feed", "_Host")
Outcome = Literal["new", "unchanged", "waiting", "failed", "refused", "gone"]
_GONE: Final = 410
_UNCHANGED: Final = 304
_TOO_MANY: Final = (429, 503)
_ROBOTS_SIZE: Final = 512 << 10
_ROBOTS_LIFE: Final = timedelta(days=1)
_LONGEST_DELAY: Final = 60.0
_HEAD: Final = 4 << 10
_ROOT: Final = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>/]", re.IGNORECASE)
"""How a feed begins; a web page brings no items either, and must not pass for a quiet feed."""


class LakeLike(Protocol):
    """The part of the lake that the collector needs."""

    def upsert(self, name: str, frame: pl.DataFrame) -> Any:
        """Insert new keys, update rows that differ."""


@dataclass(frozen=True)
class Manners:
    """How the collector behaves.

    Attributes:
        delay: seconds between two requests to one host.
        every: time after which a feed is asked again.
        tries: requests to a feed that fails, in one run.
        pause: seconds before the second try; twice as long before each further one.
        worst: longest time for which a failing feed is left alone.
        limits: bounds of each request.
    """

    delay: float = 5.0
    every: timedelta = timedelta(minutes=55)
    tries: int = 3
    pause: float = 2.0
    worst: timedelta = timedelta(days=1)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Collected:
    """What came of one feed.

    Attributes:
        url: the address that was given.
        outcome: ``new`` (it brought something), ``unchanged``, ``waiting`` (asked not long ago),
            ``failed`` (tried again later), ``refused`` (by robots.txt, or it is no feed), ``gone``.
        posts: articles in it.
        new: of these new or different in the lake.
        note: why, where that needs saying.
    """

    url: str
    outcome: Outcome
    posts: int = 0
    new: int = 0
    note: str = ""


@dataclass
class _Feed:
    """What is remembered of a feed."""

    etag: str = ""
    modified: str = ""
    digest: str = ""
    moved: str = ""
    after: str = ""
    failures: int = 0
    gone: bool = False


@dataclass
class _Host:
    """What is remembered of a host."""

    robots: str = ""
    read: str = ""
    asked: str = ""


def collect(
    urls: Iterable[str],
    *,
    lake: LakeLike,
    context: Context,
    state: Path,
    manners: Manners | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> list[Collected]:
    """Fetch feeds that are due and store their articles as posts.

    One feed's trouble never stops the others.

    Args:
        urls: addresses of feeds.
        lake: where posts go.
        context: settings of the import, with the pseudonymiser.
        state: file that remembers feeds between runs; made if it is not there.
        manners: how to behave.
        now: the clock.
        sleep: how to wait.

    Raises:
        StoreError: the lake cannot be written.
    """
    run = _Run(lake, context, _State(state), manners or Manners(), now, sleep)
    return [run.feed(url) for url in dict.fromkeys(urls)]


class _State:
    """The memory between runs; a damaged file is set aside, for it only saves requests."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.feeds: dict[str, _Feed] = {}
        self.hosts: dict[str, _Host] = {}
        try:
            read = json.loads(path.read_text("utf-8"))
            self.feeds = {url: _made(_Feed, said) for url, said in read["feeds"].items()}
            self.hosts = {host: _made(_Host, said) for host, said in read["hosts"].items()}
        except FileNotFoundError:
            pass
        except (ValueError, KeyError, TypeError, AttributeError):
            path.replace(path.with_name(f"{path.name}.damaged"))
            self.feeds, self.hosts = {}, {}

    def save(self) -> None:
        """Write it whole or not at all."""
        kept = {
            "version": 1,
            "feeds": {url: asdict(feed) for url, feed in sorted(self.feeds.items())},
            "hosts": {host: asdict(known) for host, known in sorted(self.hosts.items())},
        }
        replace_text(
            self._path, json.dumps(kept, ensure_ascii=False, indent=1) + "\n", private=True
        )


def _made(kind: type[_T], said: dict[str, Any]) -> _T:
    names = {each.name for each in fields(kind)}
    return kind(**{name: value for name, value in said.items() if name in names})


class _Run:
    """One run over feeds."""

    def __init__(
        self,
        lake: LakeLike,
        context: Context,
        state: _State,
        manners: Manners,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._lake = lake
        self._context = context
        self._state = state
        self._manners = manners
        self._now = now
        self._sleep = sleep
        self._robots: dict[str, RobotFileParser] = {}

    def feed(self, url: str) -> Collected:
        """Ask one feed, if it is due."""
        known = self._state.feeds.setdefault(url, _Feed())
        if known.gone:
            return Collected(url, "gone", note="it said that it is gone for good")
        if known.after and datetime.fromisoformat(known.after) > self._now():
            return Collected(url, "waiting", note=f"not before {known.after}")
        try:
            done = self._ask(url, known)
        except BusyError as error:
            done = self._failed(url, known, error.what)
        except InputError as error:
            done = self._failed(url, known, error.what, "refused")
        self._state.save()
        return done

    def _ask(self, url: str, known: _Feed) -> Collected:
        at = known.moved or check_url(url)
        if not self._allowed(at):
            return self._failed(url, known, "robots.txt does not allow it", "refused")
        answer = self._tried(at, known)
        if answer.moved:
            known.moved = answer.moved
        if answer.status == _GONE:
            known.gone = True
            return Collected(url, "gone", note="it said that it is gone for good")
        if answer.status == _UNCHANGED:
            return self._settled(url, known, answer)
        if answer.status != 200:
            note = f"it answered {answer.status}"
            temporary = answer.status >= 500 or answer.status in _TOO_MANY
            wait = _retry_after(answer, self._now())
            return self._failed(url, known, note, "failed" if temporary else "refused", wait)
        digest = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
        if digest == known.digest:
            return self._settled(url, known, answer)
        posts = self._posts(answer.body, at)
        written = self._lake.upsert("post", posts).written if posts.height else 0
        known.digest = digest
        return self._settled(url, known, answer, posts.height, written)

    def _tried(self, at: str, known: _Feed) -> Answer:
        """The answer of a feed; what may pass is tried again."""
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        headers = {name: value for name, value in conditions.items() if value}
        wait = self._manners.pause
        for _ in range(1, self._manners.tries):
            try:
                answer = self._get(at, headers)
            except BusyError:
                self._sleep(wait)
            else:
                asked = _retry_after(answer, self._now()) or timedelta()
                passing = answer.status >= 500 or answer.status == _TOO_MANY[0]
                if not passing or asked.total_seconds() > _LONGEST_DELAY:
                    return answer
                self._sleep(max(wait, asked.total_seconds()))
            wait *= 2
        return self._get(at, headers)

    def _get(self, at: str, headers: dict[str, str], limits: Limits | None = None) -> Answer:
        """A request that keeps its distance to the one before."""
        host = self._host(at)
        if host.asked:
            since = (self._now() - datetime.fromisoformat(host.asked)).total_seconds()
            wait = self._delay(at) - since
            if wait > 0:
                self._sleep(min(wait, _LONGEST_DELAY))
        try:
            chosen = limits or self._manners.limits
            return fetch(at, headers=headers, limits=chosen, allowed=self._allowed)
        finally:
            host.asked = self._now().isoformat()

    def _host(self, at: str) -> _Host:
        return self._state.hosts.setdefault(host_of(at), _Host())

    def _delay(self, at: str) -> float:
        robots = self._robots.get(host_of(at))
        said = robots.crawl_delay(AGENT) if robots else None
        return min(max(self._manners.delay, float(said or 0)), _LONGEST_DELAY)

    def _allowed(self, at: str) -> bool:
        """Whether robots.txt lets this address be asked; a host whose file fails is left alone.

        Raises:
            BusyError: the file cannot be had now.
        """
        name = host_of(at)
        if name not in self._robots:
            self._robots[name] = self._read_robots(at, name)
        return self._robots[name].can_fetch(AGENT, at)

    def _read_robots(self, at: str, name: str) -> RobotFileParser:
        host = self._host(at)
        fresh = host.read and self._now() - datetime.fromisoformat(host.read) < _ROBOTS_LIFE
        if not fresh:
            host.robots = self._asked_robots(name)
            host.read = self._now().isoformat()
        parser = RobotFileParser()
        parser.parse(host.robots.splitlines())
        return parser

    def _asked_robots(self, name: str) -> str:
        limits = self._manners.limits
        self._robots[name] = RobotFileParser()
        self._robots[name].parse([])  # its own address may always be asked
        try:
            answer = self._get(f"{name}/robots.txt", {}, limits)
        finally:
            del self._robots[name]
        if answer.status >= 500 or answer.status == _TOO_MANY[0]:
            raise BusyError(
                f"robots.txt answered {answer.status}",
                remedy="The host is left alone until its robots.txt can be read.",
            )
        if answer.status != 200:
            return ""  # no rules
        return answer.body[:_ROBOTS_SIZE].decode("utf-8", errors="replace")

    def _posts(self, body: bytes, at: str) -> pl.DataFrame:
        """The articles of a feed; those from the future are left out.

        Raises:
            InputError: it is no feed.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "feed.xml"
            path.write_bytes(body)
            source = Source(path)
            importer = Feeds()
            if source.kind != "xml" or not _ROOT.search(body[:_HEAD].replace(b"\0", b"")):
                raise InputError(f"{at} is no feed", remedy="Name the address of the feed itself.")
            frames = [batch.tables["post"] for batch in importer.read(source, self._context)]
        if not frames:
            return pl.DataFrame()
        latest = self._now() + timedelta(days=1)
        posts = pl.concat(frames).filter(pl.col("at") <= latest).drop(ROW, strict=False)
        return posts.unique("post_id", keep="first", maintain_order=True)

    def _settled(
        self, url: str, known: _Feed, answer: Answer, posts: int = 0, written: int = 0
    ) -> Collected:
        known.etag = answer.headers.get("etag", known.etag)
        known.modified = answer.headers.get("last-modified", known.modified)
        known.failures = 0
        known.after = (self._now() + self._manners.every).isoformat()
        return Collected(url, "new" if written else "unchanged", posts, written)

    def _failed(
        self,
        url: str,
        known: _Feed,
        why: str,
        outcome: Outcome = "failed",
        wait: timedelta | None = None,
    ) -> Collected:
        known.failures += 1
        pause = self._manners.every * 2 ** min(known.failures - 1, 10)
        longest = max(min(pause, self._manners.worst), min(wait or timedelta(), timedelta(days=7)))
        known.after = (self._now() + longest).isoformat()
        return Collected(url, outcome, note=why)


def _retry_after(answer: Answer, now: datetime) -> timedelta | None:
    """What an answer asks to wait, in seconds or until a time."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdigit():
        return timedelta(seconds=min(int(said), 10**6))
    try:
        until = email.utils.parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(until - now, timedelta())
