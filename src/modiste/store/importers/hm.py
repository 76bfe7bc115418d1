"""H&M Personalized Fashion Recommendations (Kaggle): articles, customers and transactions.

Each file is known by its headers, so a folder of them, or any one, can be imported. What the data
set leaves out is made as follows.

* Prices are scaled by an unknown factor: they are stored in currency XXX as millionths.
* There are no order numbers: what a customer bought on a day through a channel is one order.
* Channel 2 is the web and channel 1 the stores, as is generally understood.
* Ages are as of 2020, the end of the data; only the decade of birth is kept.
* An article is a colour of a product, whose number is the first seven digits; sizes are unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from modiste.model.schema import ROW
from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells, as_scaled
from modiste.store.importers.enrich import enriched, gender_of
from modiste.store.importers.generic import numbered
from modiste.store.importers.groups import firsts
from modiste.store.importers.headers import find
from modiste.store.importers.seen import Occurrences
from modiste.store.importers.source import Chunk, Source

SCALE = 6
"""Decimal places of the scaled prices that are kept."""

_ARTICLE = {
    "article": ("article_id",),
    "name": ("prod_name",),
    "type": ("product_type_name",),
    "pattern": ("graphical_appearance_name",),
    "colour": ("colour_group_name",),
    "index": ("index_name",),
    "index_group": ("index_group_name",),
    "section": ("section_name",),
    "description": ("detail_desc",),
}
_CUSTOMER = {"customer": ("customer_id",), "age": ("age",), "news": ("FN",)}
_TRANSACTION = {
    "day": ("t_dat",),
    "customer": ("customer_id",),
    "article": ("article_id",),
    "price": ("price",),
    "channel": ("sales_channel_id",),
}
_AGES_AS_OF = 2020


class Hm:
    """The H&M data set."""

    name = "hm"
    title = "H&M (Kaggle)"
    tables = ("product", "variant", "customer", "sale", "location")

    def match(self, sample: Sample) -> float:
        """Each of the three files has headers of its own."""
        known = (
            sample.has("article_id", "product_code", "prod_name"),
            sample.has("customer_id", "club_member_status", "age"),
            sample.has("t_dat", "customer_id", "article_id", "sales_channel_id"),
        )
        return 0.98 if any(known) else 0.0

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read one of the files."""
        sample = source.sample
        if sample.has("t_dat"):
            yield from _transactions(source, context)
        elif sample.has("prod_name"):
            yield from _articles(source, context)
        else:
            yield from _customers(source, context)


def _articles(source: Source, context: Context) -> Iterator[Batch]:
    headers = find(source.sample.headers, _ARTICLE)
    seen = Occurrences()
    for chunk in source.frames(list(headers.values())):
        cells = Cells(chunk.frame, headers, context)
        article = _article(cells)
        product = article.str.head(7)
        index = cells.text("index_group")
        variant = pl.DataFrame(
            {"variant_id": article, "product_id": product, "colour": cells.text("colour")}
        )
        style = pl.DataFrame(
            {
                "product_id": product,
                "title": cells.text("name"),
                "description": cells.text("description"),
                "brand": cells.constant("H&M"),
                "source_category": cells.text("type"),
                "gender": _gender(index, cells.text("index")),
                "collection": cells.text("section"),
                "pattern": cells.text("pattern").str.to_lowercase(),
            }
        )
        good, problems = cells.split(variant)
        styles = cells.split(style)[0]
        # The first article of a product speaks for it.
        first = seen.number(styles.select("product_id")) == 1
        yield Batch(
            tables={
                "product": enriched("product", styles.filter(first)),
                "variant": enriched("variant", good),
            },
            rejects=pl.concat([chunk.rejects, problems]),
            rows=chunk.rows,
        )


def _customers(source: Source, context: Context) -> Iterator[Batch]:
    headers = find(source.sample.headers, _CUSTOMER)
    for chunk in source.frames(list(headers.values())):
        cells = Cells(chunk.frame, headers, context)
        customer = cells.pseudonym("customer")
        cells.refuse(customer.is_null(), "nothing tells who it is")
        born = (_AGES_AS_OF - cells.quantity("age")) // 10 * 10
        news = cells.quantity("news") == 1
        good, problems = cells.split(
            pl.DataFrame(
                {
                    "customer_id": customer,
                    "birth_decade": born,
                    # The file says yes or nothing.
                    "marketing_consent": pl.select(pl.when(news).then(True)).to_series(),
                }
            )
        )
        yield Batch(
            tables={"customer": good},
            rejects=pl.concat([chunk.rejects, problems]),
            rows=chunk.rows,
        )


def _transactions(source: Source, context: Context) -> Iterator[Batch]:
    headers = find(source.sample.headers, _TRANSACTION)
    lines = Occurrences()
    for chunk in source.frames(list(headers.values())):
        yield _sales(chunk, headers, context, lines)


def _sales(chunk: Chunk, headers: dict[str, str], context: Context, lines: Occurrences) -> Batch:
    cells = Cells(chunk.frame, headers, context)
    article = _article(cells)
    customer = cells.pseudonym("customer")
    cells.refuse(customer.is_null(), "nothing tells who bought it")
    channel = cells.quantity("channel")
    web = channel == 2
    cells.refuse(~channel.is_in([1, 2]).fill_null(False), "the channel is not 1 or 2", "channel")
    day = cells.moment("day")
    cells.refuse(cells.text("day").is_null(), "the day is missing", "day")
    parts = pl.DataFrame({"day": cells.text("day").str.head(10), "who": customer, "by": channel})
    order = pl.concat_str(
        pl.col("day").str.replace_all("-", ""), pl.col("who").str.slice(2), "by", separator="-"
    )
    sale = parts.select(order.alias("order_id")).with_columns(
        article.alias("variant_id"),
        day.alias("sold_at"),
        cells.constant(1).alias("quantity"),
        _price(cells).alias("unit_price"),
        cells.constant("XXX").alias("currency"),
        pl.select(pl.when(web).then(pl.lit("online")).otherwise(pl.lit("stores")))
        .to_series()
        .alias("location_id"),
        pl.select(pl.when(web).then(pl.lit("web")).otherwise(pl.lit("store")))
        .to_series()
        .alias("channel"),
        customer.alias("customer_id"),
    )
    good, problems = cells.split(sale)
    return Batch(
        tables={"sale": numbered(good, lines)},
        derived=_derived(good),
        rejects=pl.concat([chunk.rejects, problems]),
        rows=chunk.rows,
        unique=frozenset({"sale"}),
    )


def _derived(good: pl.DataFrame) -> dict[str, pl.DataFrame]:
    def first(column: str) -> pl.DataFrame:
        return firsts(good, column)

    article = first("variant_id").select(
        "variant_id", pl.col("variant_id").str.head(7).alias("product_id"), ROW
    )
    place = first("location_id").select(
        "location_id",
        pl.col("location_id").str.to_titlecase().alias("name"),
        pl.col("channel").alias("kind"),
        ROW,
    )
    return {
        "location": place,
        "product": firsts(article, "product_id").select("product_id", ROW),
        "variant": article,
        "customer": first("customer_id").select("customer_id", ROW),
    }


def _article(cells: Cells) -> pl.Series:
    """Ids of ten digits; programs that took them for numbers dropped the leading zero."""
    article = cells.text("article")
    sound = article.str.contains(r"^\d{4,10}$").fill_null(False)
    cells.refuse(~sound, "the article id is not of up to ten digits", "article")
    return article.str.zfill(10)


def _price(cells: Cells) -> pl.Series:
    from modiste.model.numbers import scaled_expr

    raw = cells.raw("price")
    value = as_scaled(raw, SCALE, lambda name: scaled_expr(name, SCALE), ".")
    unread = value.is_null() & raw.is_not_null()
    cells.refuse(unread, "the price is not a number", "price")
    return value


def _gender(group: pl.Series, index: pl.Series) -> pl.Series:
    """The index group, or the index where the group is of all ages."""
    words = pl.DataFrame({"group": group, "index": index})
    named = words.select(pl.concat_str("group", "index", separator=" ", ignore_nulls=True))
    both = gender_of(named.to_series())
    # Divided is H&M's younger women's line.
    young = (group == "Divided").fill_null(False)
    return pl.select(pl.when(young).then(pl.lit("women")).otherwise(both)).to_series()
