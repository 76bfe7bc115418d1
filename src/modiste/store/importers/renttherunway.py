"""RentTheRunway reviews of rentals: what was rented, how it fitted, and on whom.

A rental becomes an order line (without a price), its review an event, and the body that the
reviewer states a customer profile, each part as of the last time it was stated. Bra sizes give the
bust girth by the American rule, an inch a cup. Only the decade of birth is kept of an age.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from modiste.model.schema import ROW
from modiste.model.validate import no_problems
from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells
from modiste.store.importers.enrich import enriched
from modiste.store.importers.fields import digests
from modiste.store.importers.generic import numbered
from modiste.store.importers.groups import firsts
from modiste.store.importers.headers import find
from modiste.store.importers.moments import ISO
from modiste.store.importers.seen import Occurrences
from modiste.store.importers.source import Chunk, Source

_FIELDS = {
    "user": ("user_id",),
    "item": ("item_id",),
    "fit": ("fit",),
    "rating": ("rating",),
    "occasion": ("rented_for", "rented for"),
    "body_type": ("body_type", "body type"),
    "category": ("category",),
    "size": ("size",),
    "age": ("age",),
    "day": ("review_date",),
    "weight_lbs": ("weight_lbs",),
    "height_in": ("height_in",),
    "band": ("bust_size_num",),
    "cup": ("bust_size_letter",),
    "weight": ("weight",),
    "height": ("height",),
    "bust": ("bust size",),
}
_CUPS = ("a", "b", "c", "d", "dd", "ddd/e", "f", "g", "h", "i", "j")
_CUP_INCHES = {"aa": 0.5, "d+": 4.5, **{cup: n for n, cup in enumerate(_CUPS, start=1)}}
_INCH = 2.54
_POUND = 0.45359237
_BODY = ("birth_decade", "height_cm", "weight_kg", "bust_cm", "cup", "body_type", "usual_size")


class RentTheRunway:
    """The RentTheRunway data set, as Parquet or as its original JSON."""

    name = "renttherunway"
    title = "RentTheRunway rentals"
    tables = ("sale", "event", "customer", "product", "variant", "location")

    def match(self, sample: Sample) -> float:
        """Fit and occasion of a rental."""
        rental = sample.has("user_id", "item_id", "fit", "rating", "review_date")
        return 0.98 if rental and sample.has_any("rented_for", "rented for") else 0.0

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read the rentals, and the bodies at the end, when the last word on each is known."""
        headers = find(source.sample.headers, _FIELDS)
        lines = Occurrences()
        bodies = None
        for chunk in source.frames(list(headers.values())):
            batch, stated = _batch(chunk, headers, context, lines)
            bodies = _latest(stated if bodies is None else pl.concat([bodies, stated]))
            yield batch
        if bodies is not None:
            yield Batch(tables={"customer": bodies.drop("day")})


def _batch(
    chunk: Chunk, headers: dict[str, str], context: Context, lines: Occurrences
) -> tuple[Batch, pl.DataFrame]:
    cells = Cells(chunk.frame, headers, context)
    customer = cells.pseudonym("user")
    item = cells.text("item")
    cells.refuse(customer.is_null(), "nothing tells who rented it")
    cells.refuse(item.is_null(), "the item is missing", "item")
    cells.refuse(cells.text("day").is_null(), "the day is missing", "day")
    size = cells.text("size")
    day = cells.moment("day", *ISO, "%B %d, %Y")
    parts = pl.DataFrame({"day": day, "who": customer, "item": item, "size": size})
    order = pl.concat_str(
        pl.col("day").dt.strftime("%Y%m%d"), pl.col("who").str.slice(2), separator="-"
    )
    rental = parts.select(
        order.alias("order_id"),
        pl.concat_str("item", "size", separator="-", ignore_nulls=True).alias("variant_id"),
        pl.col("day").alias("sold_at"),
        pl.col("who").alias("customer_id"),
        pl.col("item").alias("product_id"),
        "size",
        cells.text("category").alias("source_category"),
        cells.text("fit").str.to_lowercase().alias("fit"),
        cells.real("rating").alias("rating"),
        cells.text("occasion").alias("occasion"),
    )
    body = _body(cells, customer, day)
    good, problems = cells.split(rental)
    good = numbered(good, lines)
    batch = Batch(
        tables={"sale": _sale(good), "event": _event(good)},
        derived=_derived(good),
        rejects=pl.concat([chunk.rejects, problems]),
        notes=pl.concat([no_problems(), cells.notes]),
        rows=chunk.rows,
        unique=frozenset({"sale", "event"}),
    )
    return batch, cells.split(body)[0].drop(ROW)


def _sale(rentals: pl.DataFrame) -> pl.DataFrame:
    return rentals.select(
        "order_id",
        "variant_id",
        "line_no",
        "sold_at",
        pl.lit(1, pl.Int64).alias("quantity"),
        pl.lit("rental").alias("location_id"),
        pl.lit("web").alias("channel"),
        "customer_id",
        ROW,
    )


def _event(rentals: pl.DataFrame) -> pl.DataFrame:
    key = pl.concat_str("order_id", "variant_id", "line_no", separator="\n")
    return rentals.select(
        digests(rentals.select(key).to_series()).alias("event_id"),
        pl.col("sold_at").alias("at"),
        pl.lit("rate").alias("kind"),
        "customer_id",
        "product_id",
        "variant_id",
        "rating",
        "size",
        "fit",
        "occasion",
        ROW,
    )


def _derived(rentals: pl.DataFrame) -> dict[str, pl.DataFrame]:
    def first(column: str) -> pl.DataFrame:
        return firsts(rentals, column)

    place = rentals.head(1).select(
        pl.lit("rental").alias("location_id"), pl.lit("web").alias("kind"), ROW
    )
    styles = first("product_id").select("product_id", "source_category", ROW)
    return {
        "location": place,
        "product": enriched("product", styles),
        "variant": first("variant_id").select("variant_id", "product_id", "size", ROW),
    }


def _body(cells: Cells, customer: pl.Series, day: pl.Series) -> pl.DataFrame:
    """What each review says of the body; null where it says nothing."""
    age = cells.quantity("age")
    odd = ~age.is_between(14, 100)
    cells.note("age", odd.fill_null(False), "the age cannot be right")
    year = pl.when(~odd).then(day.dt.year() - age)
    band, cup = _bra(cells)
    girth = band + cup.replace_strict(_CUP_INCHES, default=None, return_dtype=pl.Float64)
    return pl.DataFrame(
        {
            "customer_id": customer,
            "day": day,
            "birth_decade": pl.select(year // 10 * 10).to_series().cast(pl.Int64),
            "height_cm": (_height(cells) * _INCH).round(1),
            "weight_kg": (_weight(cells) * _POUND).round(1),
            "bust_cm": (girth * _INCH).round(1),
            "cup": cup,
            "body_type": cells.text("body_type"),
            "usual_size": cells.text("size"),
        }
    )


def _bra(cells: Cells) -> tuple[pl.Series, pl.Series]:
    """Band in inches and cup: two columns, or one such as ``34d``."""
    if cells.has("band"):
        return cells.real("band"), cells.text("cup").str.to_lowercase()
    parts = (
        cells.text("bust").str.to_lowercase().str.extract_groups(r"^(?<band>\d+)\s*(?<cup>\D*)$")
    )
    band, cup = parts.struct.field("band"), parts.struct.field("cup")
    return band.cast(pl.Float64), cup


def _height(cells: Cells) -> pl.Series:
    """Inches: a number, or ``5' 8"``."""
    if cells.has("height_in"):
        return cells.real("height_in")
    parts = cells.text("height").str.extract_groups(r"^(\d)'\s*(\d{1,2})?").struct
    feet, inches = parts.field("1").cast(pl.Float64), parts.field("2").cast(pl.Float64)
    return feet * 12 + inches.fill_null(0)


def _weight(cells: Cells) -> pl.Series:
    """Pounds: a number, or ``137lbs``."""
    if cells.has("weight_lbs"):
        return cells.real("weight_lbs")
    return cells.text("weight").str.extract(r"^(\d+(?:\.\d+)?)").cast(pl.Float64)


def _latest(bodies: pl.DataFrame) -> pl.DataFrame:
    """One row a customer, with the last known value of every part."""
    ordered = bodies.sort("day", maintain_order=True)
    return ordered.group_by("customer_id", maintain_order=True).agg(
        pl.col("day").last(), *(pl.col(name).drop_nulls().last() for name in _BODY)
    )
