"""Shopify: exported inventory, all its forms.

*All quantity types* has a row for each article and location; *only available quantities* has a
column for each location. The stock that can be sold is what counts: ``On hand`` less
``Unavailable`` (damaged, reserved). Where only ``Available`` is known it stands for it, with
``committed`` unknown. The file does not say when it was counted, so its own time is taken.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells
from modiste.store.importers.groups import firsts
from modiste.store.importers.headers import canonical, find
from modiste.store.importers.shopify import OPTIONS, option, option_values, variant_id
from modiste.store.importers.source import Chunk, Source

_ARTICLE = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    **OPTIONS,
    "sku": ("SKU",),
}
_STATES = {
    "location": ("Location",),
    "incoming": ("Incoming", "Incoming (not editable)"),
    "unavailable": ("Unavailable", "Unavailable (not editable)"),
    "committed": ("Committed", "Committed (not editable)"),
    "available": ("Available", "Available (not editable)"),
    "on_hand": ("On hand (current)", "On hand"),
}
_OTHERS = ("hs code", "coo", "bin name", "on hand new", "location", "barcode")


class ShopifyInventory:
    """Stock of a Shopify shop at each of its locations."""

    name = "shopify_inventory"
    title = "Shopify inventory"
    tables = ("stock", "location", "variant")

    def match(self, sample: Sample) -> float:
        """A handle with SKUs and either a location or columns of locations."""
        if not sample.has("Handle", "Title", "Option1 Name", "SKU"):
            return 0.0
        if sample.has("Location") and sample.has_any("Available", "On hand", "On hand (current)"):
            return 0.98
        return 0.8 if sample.has_any("HS Code", "COO") and _locations(sample) else 0.0

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read row by row; a wide file gives a row of stock for each location."""
        headers = find(source.sample.headers, {**_ARTICLE, **_STATES})
        if "location" in headers:
            for chunk in source.frames(list(headers.values())):
                yield _batch(chunk.frame, chunk, headers, source, context)
            return
        places = _locations(source.sample)
        for chunk in source.frames([*headers.values(), *places]):
            keep = [c for c in chunk.frame.columns if c not in places]
            long = chunk.frame.unpivot(
                places, index=keep, variable_name="Location", value_name="Available"
            )
            named = {**headers, "location": "Location", "available": "Available"}
            yield _batch(long, chunk, named, source, context)


def _locations(sample: Sample) -> list[str]:
    """Columns of the wide form: whatever is not about the article itself."""
    known = {canonical(name) for names in _ARTICLE.values() for name in names} | set(_OTHERS)
    return [header for header in sample.headers if canonical(header) not in known]


def _batch(
    frame: pl.DataFrame, chunk: Chunk, headers: dict[str, str], source: Source, context: Context
) -> Batch:
    cells = Cells(frame, headers, context)
    title = cells.text("title")
    options = option_values(cells)
    variant = variant_id(cells.text("sku"), title, options)
    cells.refuse(variant.is_null(), "the row names no article")
    place = cells.text("location")
    cells.refuse(place.is_null(), "the row names no location", "location")
    present = _sellable(cells)
    committed = cells.quantity("committed")
    incoming = cells.quantity("incoming")
    silent = present.is_null() & committed.is_null() & incoming.is_null()
    cells.refuse(silent, "not stocked there, or no quantity is known")
    stock = pl.DataFrame(
        {
            "variant_id": variant,
            "location_id": place,
            "on_hand": present,
            "committed": committed,
            "incoming": incoming,
        }
    ).with_columns(pl.lit(source.modified(context.zone)).alias("counted_at"))
    about = pl.DataFrame(
        {
            "variant_id": variant,
            "product_id": cells.text("handle"),
            "title": title,
            "colour": option(cells, "colour"),
            "size": option(cells, "size"),
            "location_id": place,
        }
    )
    good, problems = cells.split(stock)
    known = cells.split(about)[0]
    return Batch(
        tables={"stock": good},
        derived={
            "location": firsts(known, "location_id").select(
                "location_id", pl.col("location_id").alias("name"), "_row"
            ),
            "product": firsts(known, "product_id").select("product_id", "title", "_row"),
            "variant": firsts(known, "variant_id").select(
                "variant_id", "product_id", "colour", "size", "_row"
            ),
        },
        rejects=pl.concat([chunk.rejects, problems]),
        rows=chunk.rows,
    )


def _sellable(cells: Cells) -> pl.Series:
    """On hand less unavailable; else available and committed together; else available alone."""
    on_hand = cells.quantity("on_hand")
    available = cells.quantity("available")
    whole = on_hand - cells.quantity("unavailable").fill_null(0)
    parts = available + cells.quantity("committed").fill_null(0)
    return whole.zip_with(whole.is_not_null(), parts)
