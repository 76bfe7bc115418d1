"""Google Analytics 4: events as JSON lines, or as Parquet of the BigQuery export.

An event about several items becomes a row for each. ``item_id`` is taken for the product. The
person is ``user_id`` where the shop sets it and else Google's device id; both, and the session, are
pseudonymised again. Nothing else of the person, the device or the page enters.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells
from modiste.store.importers.fields import digests
from modiste.store.importers.ga4_shapes import COLUMNS, json_chunks, parquet_chunks
from modiste.store.importers.source import Chunk, Source

KINDS = {
    "view_item": "view",
    "view_item_list": "list",
    "select_item": "select",
    "add_to_wishlist": "like",
    "add_to_cart": "cart",
    "remove_from_cart": "uncart",
    "begin_checkout": "checkout",
    "purchase": "purchase",
    "ecommerce_purchase": "purchase",
    "refund": "refund",
    "search": "search",
    "view_search_results": "search",
}
"""GA4's events and what they are here; all others are ``other``."""


class Ga4Events:
    """Events of a GA4 property."""

    name = "ga4_events"
    title = "Google Analytics 4 events"
    tables = ("event",)

    def match(self, sample: Sample) -> float:
        """The export's own columns, or the shape of the measurement protocol."""
        if sample.kind not in {"json", "parquet"}:
            return 0.0
        if sample.has("event_name", "event_timestamp"):
            return 0.97
        sent = sample.has("client_id") and sample.has_any("events", "name", "event")
        return 0.9 if sample.kind == "json" and sent else 0.0

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read the events in the order of the file."""
        chunks = parquet_chunks(source) if source.kind == "parquet" else json_chunks(source)
        for chunk in chunks:
            yield event_batch(chunk, context)


def event_batch(chunk: Chunk, context: Context) -> Batch:
    """Events in the columns of ``ga4_shapes`` as rows of the table ``event``."""
    cells = Cells(chunk.frame, {name: name for name in COLUMNS}, context)
    name = cells.text("name")
    cells.refuse(name.is_null(), "the event has no name")
    micros = cells.quantity("micros")
    cells.refuse(cells.text("micros").is_null(), "the event has no time")
    currency = cells.currency("currency")
    device = cells.text("device")
    visit = pl.DataFrame({"d": device, "s": cells.text("session")})
    session = visit.select(pl.concat_str("d", "s", separator="/")).to_series()
    query = cells.text("query")
    # People type their own address into a search box.
    query = pl.select(pl.when(~query.str.contains("@", literal=True)).then(query)).to_series()
    rows = pl.DataFrame(
        {
            "event_id": _ids(cells),
            "at": micros.cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
            "kind": name.replace_strict(KINDS, default="other", return_dtype=pl.String),
            "customer_id": cells.pseudonym("user", "device"),
            "session_id": context.pseudonyms.series(session),
            "product_id": cells.text("item"),
            "quantity": cells.quantity("quantity"),
            "value": _price(cells, currency),
            "currency": currency,
            "query": query,
            "position": cells.quantity("position"),
        }
    )
    good, problems = cells.split(rows)
    return Batch(
        tables={"event": good},
        rejects=pl.concat([chunk.rejects, problems]),
        notes=cells.notes,
        rows=chunk.rows,
    )


def _ids(cells: Cells) -> pl.Series:
    """A digest of what makes an event one: time, name, device, bundle, order and item."""
    parts = ("micros", "name", "device", "bundle", "transaction", "at_item", "item")
    frame = pl.DataFrame([cells.text(part).fill_null("").alias(part) for part in parts])
    return digests(frame.select(pl.concat_str(pl.all(), separator="\x1f")).to_series())


def _price(cells: Cells, currency: pl.Series) -> pl.Series:
    """Prices in a known currency; an amount of nothing in particular is left out."""
    unknown = currency.is_null() & cells.text("price").is_not_null()
    cells.note("price", unknown, "the price names no currency")
    if not unknown.any():
        return cells.money("price", currency)
    return cells.money("price", currency.fill_null("XXX")).zip_with(
        ~unknown, pl.Series([None], dtype=pl.Int64).new_from_index(0, len(unknown))
    )
