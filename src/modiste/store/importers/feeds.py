"""RSS and Atom feeds of blogs and magazines."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells
from modiste.store.importers.fields import digests
from modiste.store.importers.headers import find
from modiste.store.importers.scrub import scrubbed, without_people
from modiste.store.importers.shopify import without_markup
from modiste.store.importers.social import moments
from modiste.store.importers.source import Chunk, Source

_FIELDS = {
    "id": ("guid", "id"),
    "at": ("pubDate", "published", "date", "issued", "updated", "modified"),
    "changed": ("updated", "modified", "lastBuildDate"),
    "title": ("title",),
    "body": ("encoded", "content", "description", "summary"),
    "brief": ("description", "summary"),
    "author": ("creator", "author"),
    "tags": ("category", "subject", "keywords"),
    "link": ("link", "origLink"),
}
_HEADERS = tuple(dict.fromkeys(name for names in _FIELDS.values() for name in names))
_LONGEST = 20_000


class Feeds:
    """Articles of a feed, as blog posts."""

    name = "feeds"
    title = "RSS or Atom feed"
    tables = ("post",)

    def match(self, sample: Sample) -> float:
        """Items with a title, a time and a link, and no price."""
        if sample.kind != "xml" or sample.has_any("price", "g:price", "availability"):
            return 0.0
        timed = sample.has_any(*_FIELDS["at"])
        return 0.9 if timed and sample.has("title") and sample.has_any("link", "guid") else 0.0

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read item by item."""
        for chunk in source.frames(_HEADERS):
            yield _batch(chunk, context)


def _batch(chunk: Chunk, context: Context) -> Batch:
    said = {h for h in _HEADERS if chunk.frame[h].null_count() < chunk.frame.height}
    headers = find([h for h in _HEADERS if h in said], _FIELDS)
    cells = Cells(chunk.frame, headers, context)
    link = _first_link(cells.text("link"))
    at = moments(cells.raw("at"), context.zone)
    changed = moments(cells.raw("changed"), context.zone)
    at = at.zip_with(at.is_not_null(), changed)
    cells.refuse(at.is_null(), "the article has no time that can be read", "at")
    text = _texts(cells)
    cells.refuse(text.is_null(), "the article has no text")
    host = link.str.extract(r"(?i)^https?://(?:www\.)?([^/:?#]+)").str.to_lowercase()
    place = host.fill_null("blogs")
    author = cells.text("author")
    parts = pl.DataFrame({"place": place, "who": author})
    keyed = parts.select(pl.concat_str("place", "who", separator=":")).to_series()
    post = pl.DataFrame(
        {
            "post_id": _ids(cells, link, at, text),
            "at": at,
            "source": place,
            "kind": cells.constant("blog"),
            "author_id": context.pseudonyms.series(keyed),
            "text": text,
            "url": without_people(link, author),
        }
    )
    good, problems = cells.split(post)
    return Batch(
        tables={"post": good},
        rejects=pl.concat([chunk.rejects, problems]),
        notes=cells.notes,
        rows=chunk.rows,
    )


def _first_link(links: pl.Series) -> pl.Series:
    """The first of the links that Atom joins."""
    return links.str.replace(r",(?:https?:)?//.*$", "")


def _texts(cells: Cells) -> pl.Series:
    """Title, article and tags, without markup and without people."""
    body, brief = cells.text("body"), cells.text("brief")
    frame = pl.DataFrame(
        {
            "title": without_markup(cells.text("title")),
            "body": without_markup(body.zip_with(body.is_not_null(), brief)),
            "tags": cells.text("tags").str.replace_all(",", ", ", literal=True),
        }
    )
    whole = frame.select(
        pl.concat_str(
            pl.concat_str("title", "body", separator=". ", ignore_nulls=True).str.slice(
                0, _LONGEST
            ),
            "tags",
            separator="\n",
            ignore_nulls=True,
        ).alias("text")
    )
    return scrubbed(whole.select(pl.when(pl.col("text") != "").then("text")).to_series())


def _ids(cells: Cells, link: pl.Series, at: pl.Series, text: pl.Series) -> pl.Series:
    """A digest of the item's id, of its link, or of what it says and when."""
    own = cells.text("id")
    parts = pl.DataFrame({"own": own, "link": link, "at": at.cast(pl.String), "text": text})
    what = pl.coalesce("own", "link", pl.concat_str("at", "text", separator="\x1f"))
    made = digests(parts.select(what).to_series())
    return pl.select(pl.lit("feed:") + made).to_series()
