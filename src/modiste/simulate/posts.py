"""Posts: what the world writes about clothes, weeks before the shop feels it.

Influencers are ahead of the mainstream. Bots, copies and a source that goes dark are in it too,
because they are in real data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.tables import table
from modiste.simulate import ids, texts
from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import GARMENTS, VOCABULARY
from modiste.simulate.streams import stream
from modiste.simulate.trends import INFLUENCER_LEAD, Trends
from modiste.simulate.vocabulary import NAMES

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_SOURCES = (
    # source, share of posts, share in Chinese, kind
    ("instagram", 0.34, 0.02, "post"),
    ("tiktok", 0.2, 0.05, "post"),
    ("pinterest", 0.14, 0.0, "post"),
    ("xiaohongshu", 0.18, 1.0, "post"),
    ("weibo", 0.08, 1.0, "post"),
    ("blogs", 0.06, 0.05, "blog"),
)
_MENTIONED = {"category": 1.0, "colour": 0.62, "pattern": 0.4, "material": 0.5, "silhouette": 0.42,
              "neckline": 0.3, "sleeve": 0.25, "length": 0.5, "occasion": 0.35}  # fmt: skip
_INFLUENCERS = 0.18
_BOTS = 0.05
_COPIES = 0.03
_DARK = 3  # weeks in which one source delivers nothing


@dataclass(frozen=True)
class Posts:
    """The posts of history and what is true about them.

    Attributes:
        post: rows of the ``post`` table.
        truth: ``post_id, is_bot, copy_of`` (the post it repeats, or null) and a column with the
            value of each attribute that the author meant (null where none).
        outage: the source that was dark, and the first and last week of it, as week indices.
    """

    post: pl.DataFrame
    truth: pl.DataFrame
    outage: tuple[str, int, int]


def make_posts(config: WorldConfig, trends: Trends) -> Posts:
    """Write the posts of all weeks of history."""
    rng = stream(config.seed, "posts")
    dark = int(rng.integers(len(_SOURCES)))
    start = int(rng.integers(config.weeks // 4, config.weeks * 3 // 4))
    volume = config.posts_per_week * np.exp(np.cumsum(rng.normal(0.001, 0.02, config.weeks)))
    outage = (_SOURCES[dark][0], start, start + _DARK - 1)
    authors = _Authors(rng, max(config.posts_per_week * 6, 60))
    frames = []
    for week in range(config.weeks):
        off = dark if outage[1] <= week <= outage[2] else None
        wrote = stream(config.seed, "posts", week)
        frames.append(
            _week(config, trends, authors, week, int(wrote.poisson(volume[week])), off, wrote)
        )
    whole = pl.concat(frames)
    columns = [name for name in table("post").names if name in whole.columns]
    value = pl.Series([v.value for v in VOCABULARY.values])
    truth = whole.select("post_id", "is_bot", "copy_of", *NAMES).with_columns(
        ids.pick(value, whole[name].to_numpy()).alias(name) for name in NAMES
    )
    return Posts(whole.select(columns), truth, outage)


class _Authors:
    """Who writes: pseudonyms with followers; the first are influencers, the last are bots."""

    def __init__(self, rng: np.random.Generator, count: int) -> None:
        self.count = count
        self.names = pl.Series([f"a{int(v):012x}" for v in rng.integers(0, 2**47, count)])
        self.influencers = max(int(count * 0.04), 2)
        self.bots = max(int(count * 0.01), 2)
        self.followers = np.rint(rng.lognormal(5.8, 1.1, count)).astype(np.int64)
        top = rng.lognormal(10.8, 1.0, self.influencers)
        self.followers[: self.influencers] = np.rint(top).astype(np.int64)

    def draw(
        self, rng: np.random.Generator, influencer: NDArray[np.bool_], bot: NDArray[np.bool_]
    ) -> I64:
        n = len(bot)
        plain = rng.integers(self.influencers, self.count - self.bots, n)
        out = np.where(influencer, rng.integers(0, self.influencers, n), plain)
        return np.asarray(np.where(bot, rng.integers(self.count - self.bots, self.count, n), out))


def _week(
    config: WorldConfig, trends: Trends, authors: _Authors, week: int, count: int, dark: int | None,
    rng: np.random.Generator,
) -> pl.DataFrame:  # fmt: skip
    source = rng.choice(len(_SOURCES), count, p=[s[1] for s in _SOURCES])
    source = source[source != dark] if dark is not None else source
    count = len(source)
    influencer = rng.random(count) < _INFLUENCERS
    bot = ~influencer & (rng.random(count) < _BOTS)
    codes = np.empty((count, len(NAMES)), dtype=np.int64)
    for mask, at in ((influencer, week + INFLUENCER_LEAD), (~influencer, week)):
        codes[mask] = _mentions(rng, trends.posts[:, at], int(mask.sum()))
    chinese = rng.random(count) < np.array([s[2] for s in _SOURCES])[source]
    chinese &= ~bot
    text = [
        (texts.spam if b else texts.chinese if zh else texts.english)(row, rng)
        for row, b, zh in zip(codes.tolist(), bot, chinese, strict=True)
    ]
    author = authors.draw(rng, influencer, bot)
    second = np.sort(rng.integers(0, 604_800, count))
    copy = _copies(rng, count)
    for i in np.flatnonzero(copy >= 0):
        text[i] = texts_repeated(text[copy[i]], rng)
        codes[i], bot[i], chinese[i] = codes[copy[i]], bot[copy[i]], chinese[copy[i]]
    post_id = ids.text_of(f"p{week:03d}-", np.arange(1, count + 1), 6)
    reach = authors.followers[author] ** 0.75 * rng.lognormal(-0.6, 0.7, count)
    likes = rng.poisson(np.where(bot, 0.02, 0.35) * reach)
    market = np.where(chinese, "CN", rng.choice(["DE", "FR", "GB", "NL", "US"], count))
    segment = ids.pick(pl.Series(["mainstream", "influencer"]), influencer.astype(np.int64))
    return pl.DataFrame(
        {
            "post_id": post_id,
            "at": ids.moment(config, week, second),
            "source": ids.pick(pl.Series([s[0] for s in _SOURCES]), source),
            "kind": ids.pick(pl.Series([s[3] for s in _SOURCES]), source),
            "market": pl.Series(market.tolist(), dtype=pl.String),
            "segment": segment,
            "language": ids.pick(pl.Series(["en", "zh"]), chinese.astype(np.int64)),
            "author_id": ids.pick(authors.names, author),
            "followers": authors.followers[author],
            "text": pl.Series(text, dtype=pl.String),
            "likes": likes,
            "comments": rng.poisson(likes * 0.04),
            "shares": rng.poisson(likes * 0.02),
            "is_bot": bot,
            "copy_of": ids.pick(post_id, copy),
        }
        | {name: codes[:, j] for j, name in enumerate(NAMES)}
    )  # fmt: skip


def _mentions(rng: np.random.Generator, log: NDArray[np.float32], count: int) -> I64:
    """Codes of what posts name, by the vocabulary's weights times the week's trends."""
    codes = np.full((count, len(NAMES)), -1, dtype=np.int64)
    weight = np.array([v.weight for v in VOCABULARY.values])
    for j, name in enumerate(NAMES):
        values = np.array(VOCABULARY.codes(name))
        p = weight[values] * np.exp(log[values])
        codes[:, j] = rng.choice(values, count, p=p / p.sum())
        if name != "category":
            codes[rng.random(count) >= _MENTIONED[name], j] = -1
    return np.where(_sensible(codes), codes, -1)


def _sensible(codes: I64) -> NDArray[np.bool_]:
    """Nobody writes of the sleeve of a shoe: a category keeps the attributes that it has."""
    has = np.array([[name in {"category", "colour"} or bool(g.options(name)) for name in NAMES]
                    for g in GARMENTS])  # fmt: skip
    return np.asarray(has[codes[:, 0]])


def visible_on(config: WorldConfig, trends: Trends) -> pl.Series:
    """First day of the week in which each planted mover can be told from noise, or null.

    It is the first in which the expected share of its value over the last four weeks of posts is
    three standard errors of a count away from its share at the onset.
    """
    weights = np.array([g.weight for g in GARMENTS])
    days: list[date | None] = []
    for row in trends.planted.iter_rows(named=True):
        name = row["name"]
        values = list(VOCABULARY.codes(name))
        shares = np.array([VOCABULARY.values[v].weight for v in values])[:, None]
        shares = shares * np.exp(trends.posts[values, : config.horizon])
        share = (shares / shares.sum(0))[values.index(VOCABULARY.code(name, row["value"]))]
        has = [name in {"category", "colour"} or bool(g.options(name)) for g in GARMENTS]
        worn = float(weights[has].sum() / weights.sum())
        count = 4 * config.posts_per_week * _MENTIONED[name] * worn * (1 - _BOTS)
        onset = max((row["onset_posts"] - config.week(0)).days // 7, 0)
        recent = np.convolve(share, np.full(4, 0.25))[: config.horizon]
        error = np.sqrt(share[onset] * (1 - share[onset]) / max(count, 1e-9))
        seen = np.flatnonzero(np.abs(recent[onset + 4 :] - share[onset]) > 3 * error)
        days.append(config.week(onset + 4 + int(seen[0])) if len(seen) else None)
    return pl.Series("visible_on", days, dtype=pl.Date)


def _copies(rng: np.random.Generator, count: int) -> I64:
    """Index of the earlier post that a post repeats, or -1. Copies are of originals only."""
    copy = np.full(count, -1, dtype=np.int64)
    for i in np.flatnonzero(rng.random(count) < _COPIES):
        if i > 0:
            original = int(rng.integers(0, i))
            copy[i] = original if copy[original] < 0 else -1
    return copy


def texts_repeated(text: str, rng: np.random.Generator) -> str:
    """A copy: verbatim, or with a small change at its edge."""
    style = int(rng.integers(4))
    return (text, text, f"RT {text}", f"{text} !!")[style]
