"""Posts of social networks: dumps as JSON, JSON lines, CSV, Excel or Parquet.

Columns are known by the names that exports and common tools give them. Who wrote a post becomes a
keyed pseudonym, different on every network; names and handles are never stored, and handles,
e-mail addresses and phone numbers in texts give way to placeholders.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import polars as pl

from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells
from modiste.store.importers.fields import digests
from modiste.store.importers.headers import find
from modiste.store.importers.scrub import scrubbed, without_people
from modiste.store.importers.social import FIELDS, NETWORKS, counts, moments
from modiste.store.importers.source import Chunk, Source
from modiste.store.pseudonym import PREFIX

_KINDS = ("post", "blog", "search")
_REACTIONS = ("likes", "comments", "shares", "followers")
_LONGEST = 20_000
_PSEUDONYM = f"^{PREFIX}[0-9a-f]{{32}}$"


class Posts:
    """Posts of one network or several."""

    name = "posts"
    title = "Posts of social networks"
    tables = ("post",)

    def match(self, sample: Sample) -> float:
        """A time, a text, and what only posts have."""
        found = find(sample.headers, FIELDS)
        if "at" not in found or not {"text", "title"} & found.keys() or sample.kind == "xml":
            return 0.0
        if sample.has_any("price", "unit price", "sku", "quantity", "rating", "order id", "gtin"):
            return 0.0
        if network_of(sample):
            return 0.9
        reactions = sum(field in found for field in _REACTIONS)
        own = sample.has_any("post_id", "hashtags") or {"author", "source"} <= found.keys()
        return min(0.85, 0.3 + 0.2 * reactions + 0.3 * own)

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read post by post."""
        headers = find(source.sample.headers, FIELDS)
        network = network_of(source.sample) or "posts"
        for chunk in source.frames(list(dict.fromkeys(headers.values()))):
            yield _batch(chunk, headers, context, network)


def network_of(sample: Sample) -> str | None:
    """The network that the headers are of, if they are of one alone."""
    scores = {name: sum(sample.has(h) for h in marks) for name, marks in NETWORKS.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else None


def _batch(chunk: Chunk, headers: dict[str, str], context: Context, network: str) -> Batch:
    cells = Cells(chunk.frame, headers, context)
    at = moments(cells.raw("at"), context.zone)
    cells.refuse(cells.text("at").is_null(), "the time is missing", "at")
    cells.refuse(at.is_null() & cells.text("at").is_not_null(), "is not a date and time", "at")
    text = _texts(cells)
    cells.refuse(text.is_null(), "the post has no text")
    place = cells.text("source").str.to_lowercase().fill_null(network)
    author = cells.text("author")
    post = pl.DataFrame(
        {
            "post_id": _ids(cells, place, at, text),
            "at": at,
            "source": place,
            "kind": _kinds(cells, place),
            "market": _markets(cells),
            "segment": cells.text("segment"),
            "language": cells.text("language").str.extract(r"^([A-Za-z]{2})\b").str.to_lowercase(),
            "author_id": _pseudonyms(place, author, context),
            "text": text,
            "url": without_people(cells.text("url"), author, cells.text("handle")),
            "amount": cells.real("amount"),
            **{name: _count(cells, name) for name in _REACTIONS},
        }
    )
    absent = [name for name in ("segment", "amount", "market", "language", "url", *_REACTIONS)
              if not cells.has(name)]  # fmt: skip
    absent += [] if cells.has("author") else ["author_id"]
    good, problems = cells.split(post.drop(absent))
    return Batch(
        tables={"post": good},
        rejects=pl.concat([chunk.rejects, problems]),
        notes=cells.notes,
        rows=chunk.rows,
    )


def _texts(cells: Cells) -> pl.Series:
    """Title, text and those tags that the text does not have, without people."""
    frame = pl.DataFrame(
        {
            "title": cells.text("title"),
            "text": cells.text("text"),
            "tags": _tags(cells.text("tags")),
        }
    )
    title, text = pl.col("title"), pl.col("text")
    fresh = pl.when(text.is_null() | ~text.str.contains(title, literal=True)).then(title)
    missing = pl.when(~text.fill_null("").str.contains("#", literal=True)).then("tags")
    joined = pl.concat_str(fresh, text, missing, separator=" ", ignore_nulls=True)
    whole = frame.select(joined.str.strip_chars().str.slice(0, _LONGEST).alias("text"))
    return scrubbed(whole.select(pl.when(pl.col("text") != "").then("text")).to_series())


def _tags(cells: pl.Series) -> pl.Series:
    """Tags as hashtags: a list in JSON, or words between commas, bars, spaces or hashes."""
    known = {text: _hashtags(text) for text in cells.unique().drop_nulls().to_list()}
    return cells.replace_strict(known, default=None, return_dtype=pl.String)


def _hashtags(text: str) -> str | None:
    words: list[str] = []
    if text.startswith("["):
        try:
            words = [_tag_name(item) for item in json.loads(text)]
        except (json.JSONDecodeError, RecursionError):
            words = []
    if not words:
        marked = any(mark in text for mark in ",;|，、；")
        parts = pl.Series([text]).str.replace_all(r"[,;|，、；#\[\]'\"]+", "\n")[0].split("\n")
        words = parts if marked or "#" in text else text.split()
    tags = ["#" + "".join(word.strip().lstrip("#").split()) for word in words if word.strip(" #")]
    return " ".join(tags) or None


def _tag_name(item: object) -> str:
    if isinstance(item, dict):
        named = (item.get(key) for key in ("name", "title", "hashtag_name", "text"))
        return str(next((value for value in named if value), ""))
    return str(item)


def _ids(cells: Cells, place: pl.Series, at: pl.Series, text: pl.Series) -> pl.Series:
    """The id in its network, or a digest of network, time and text."""
    own = cells.text("id")
    parts = pl.DataFrame({"place": place, "own": own, "at": at.cast(pl.String), "text": text})
    said = digests(parts.select(pl.concat_str("place", "at", "text", separator="\x1f")).to_series())
    prefixed = pl.concat_str("place", "own", separator=":")
    # An id that names its network already, as our own exports do, stays as it is.
    own_id = pl.when(pl.col("own").str.starts_with(pl.col("place") + ":")).then("own")
    named = parts.select(own_id.fill_null(prefixed)).to_series()
    return named.zip_with(own.is_not_null(), said)


def _pseudonyms(place: pl.Series, author: pl.Series, context: Context) -> pl.Series:
    """A person is known by another pseudonym on each network, for nobody said it is the same."""
    parts = pl.DataFrame({"place": place, "who": author.str.strip_prefix("@")})
    keyed = parts.select(pl.concat_str("place", "who", separator=":")).to_series()
    known = parts["who"].str.contains(_PSEUDONYM).fill_null(False)  # an export of our own
    return parts["who"].zip_with(known, context.pseudonyms.series(keyed))


def _kinds(cells: Cells, place: pl.Series) -> pl.Series:
    said = cells.text("kind").str.to_lowercase()
    blog = place.is_in(["blog", "blogs"])
    usual = blog.replace_strict({True: "blog", False: "post"}, return_dtype=pl.String)
    return said.zip_with(said.is_in(_KINDS).fill_null(False), usual)


def _markets(cells: Cells) -> pl.Series:
    text = cells.text("market")
    return text.str.to_uppercase().zip_with(text.str.len_chars().fill_null(0) == 2, text)


def _count(cells: Cells, field: str) -> pl.Series:
    value = counts(cells.raw(field))
    cells.note(field, value.is_null() & cells.text(field).is_not_null(), "the count is unreadable")
    return value
