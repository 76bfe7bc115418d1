"""The shop's items as tables tell them: options, what they are like, and what is there.

An *item* is what a shop shows on one tile: a style in one colour. Its sizes are variants.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.errors import UnknownNameError
from modiste.model.size import size_rank_frame
from modiste.model.taxonomy_tree import node
from modiste.recommend.attributes import described
from modiste.recommend.catalogue import Catalogue, Trait
from modiste.recommend.eligibility import ABSENT, THERE, UNKNOWN, Shelf
from modiste.store.lake import Snapshot

I64 = NDArray[np.int64]

JOIN = "\u241f"
"""Between style and colour in the id of an item."""

ONE_SIZE = "one size"


@dataclass(frozen=True)
class Assortment:
    """All items by code.

    Attributes:
        catalogue: ids, styles and traits.
        table: a row an item: ``item, product_id, title, colour, category, gender, brand, price,
            cost, currency``; prices in minor units.
        variants: a row a variant: ``variant_id, item`` (code), ``size, slot``.
        shelf: what is on sale and there.
    """

    catalogue: Catalogue
    table: pl.DataFrame
    variants: pl.DataFrame
    shelf: Shelf

    def __len__(self) -> int:
        return len(self.catalogue)


def read_assortment(snapshot: Snapshot, as_of: dt.date, end: dt.datetime) -> Assortment:
    """Read the items of a shop.

    Args:
        snapshot: the facts.
        as_of: the day; what is launched later or ended before is not on sale.
        end: the moment at which that day ends; later counts and sales are not looked at.
    """
    variants = _variants(snapshot, as_of)
    table = _table(snapshot, variants, as_of)
    code = pl.DataFrame({"item_id": table["item"], "item": np.arange(table.height)})
    coded = variants.join(code, on="item_id", how="inner").sort("item", "variant_id")
    coded, shelf = _shelf(coded, table, _stock(snapshot, end))
    styles = table["product_id"].rank("dense").cast(pl.Int64) - 1
    launched = table["launched_on"].cast(pl.Int32).cast(pl.Float64).fill_null(np.nan)
    catalogue = Catalogue(
        table["item"].rename("item"),
        styles.to_numpy(),
        _traits(snapshot, table),
        launched.to_numpy(),
    )
    return Assortment(
        catalogue,
        table.drop("launched_on", "on_sale"),
        coded.select("variant_id", "item", "size", "slot"),
        shelf,
    )


def _variants(snapshot: Snapshot, as_of: dt.date) -> pl.DataFrame:
    """Variants with the id of their item: the style, and the colour where it has several.

    What is archived now was on sale up to the last day of its style, so that the shop can be read
    as it was.
    """
    columns = ("variant_id", "product_id", "colour", "size", "price", "cost", "currency", "status")
    ended = snapshot.scan("product").select("product_id", "ended_on")
    found = snapshot.scan("variant").select(columns).join(ended, on="product_id", how="left")
    several = pl.col("colour").drop_nulls().n_unique().over("product_id") > 1
    not_yet = (pl.col("ended_on") >= as_of).fill_null(value=False)
    archived = pl.col("status") == "archived"
    return found.collect().with_columns(
        item_id=pl.when(several)
        .then(pl.concat_str("product_id", pl.col("colour").fill_null(""), separator=JOIN))
        .otherwise("product_id"),
        size=pl.col("size").fill_null(ONE_SIZE),
        active=(pl.col("status").fill_null("active") == "active") | (archived & not_yet),
    )


def _table(snapshot: Snapshot, variants: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    """One row an item, sorted by id; a style without variants is none."""
    names = ("title", "category", "gender", "brand", "status", "launched_on", "ended_on")
    products = snapshot.scan("product").select("product_id", *names).collect()
    items = variants.group_by("item_id").agg(
        pl.col("product_id").first(),
        pl.col("colour").drop_nulls().mode().sort().first(),
        pl.col("price").median().round().cast(pl.Int64),
        pl.col("cost").median().round().cast(pl.Int64),
        pl.col("currency").drop_nulls().first(),
        pl.col("active").any(),
    )
    joined = items.join(products, on="product_id", how="left").sort("item_id")
    archived = (pl.col("status") == "archived") & pl.col("ended_on").is_not_null()
    on_sale = (
        pl.col("active")
        & (archived | (pl.col("status").fill_null("active") == "active"))
        & (pl.col("launched_on").is_null() | (pl.col("launched_on") <= as_of))
        & (pl.col("ended_on").is_null() | (pl.col("ended_on") >= as_of))
    )
    return joined.select(
        pl.col("item_id").alias("item"), "product_id", "title", "colour", "category", "gender",
        "brand", "price", "cost", "currency", "launched_on", on_sale=on_sale,
    )  # fmt: skip


def _stock(snapshot: Snapshot, end: dt.datetime) -> pl.DataFrame:
    """State of each variant: its newest counts less what was sold since, over all locations.

    Some anywhere is there; none anywhere is absent, unless a location's count is not known.
    """
    keys = ["variant_id", "location_id"]
    newest = (
        snapshot.scan("stock")
        .filter(pl.col("counted_at") < end)
        .group_by(keys)
        .agg(pl.col("counted_at", "on_hand", "committed").sort_by("counted_at").last())
    )
    since = (
        snapshot.scan("sale")
        .filter(pl.col("sold_at") < end)
        .join(newest.select(*keys, "counted_at"), on=keys)
        .filter(pl.col("sold_at") > pl.col("counted_at"))
        .group_by(keys)
        .agg(sold=pl.col("quantity").sum())
    )
    left = pl.col("on_hand") - pl.col("committed").fill_null(0) - pl.col("sold").fill_null(0)
    states = (
        newest.join(since, on=keys, how="left")
        .select("variant_id", left=left)
        .group_by("variant_id")
        .agg(some=(pl.col("left") > 0).any(), unknown=pl.col("left").is_null().any())
        .collect()
    )
    state = (
        pl.when(pl.col("some").fill_null(value=False)).then(int(THERE))
        .when("unknown").then(int(UNKNOWN)).otherwise(int(ABSENT))
    )  # fmt: skip
    return states.select("variant_id", state=state.cast(pl.Int8))


def _shelf(
    variants: pl.DataFrame, table: pl.DataFrame, stock: pl.DataFrame
) -> tuple[pl.DataFrame, Shelf]:
    """Size groups, the place of each variant in its group, and the matrix of stock."""
    keyed = variants.join(
        table.select(item_id="item", gender="gender", category="category"), on="item_id"
    )
    sizes = size_rank_frame(keyed["size"].unique().to_list())
    keyed = keyed.join(sizes, on="size", how="left", maintain_order="left")
    kind = _kinds(table["category"])
    keyed = keyed.join(kind, on="category", how="left", nulls_equal=True, maintain_order="left")
    scale = pl.col("scale").drop_nulls().mode().sort().first().over("item").fill_null("other")
    keyed = keyed.with_columns(
        group=pl.concat_str(scale, pl.col("gender").fill_null("any"), "kind", separator="|")
    )
    slots = (
        keyed.select("group", "label", "rank").unique(["group", "label"]).sort("group", "rank")
        .with_columns(slot=pl.int_range(pl.len()).over("group"))
    )  # fmt: skip
    keyed = keyed.join(slots.drop("rank"), on=["group", "label"], maintain_order="left", how="left")
    groups = slots["group"].unique().sort()
    number = pl.DataFrame({"group": groups, "number": np.arange(len(groups))})
    keyed = keyed.join(number, on="group", maintain_order="left", how="left").join(
        stock, on="variant_id", how="left", maintain_order="left"
    )
    known = pl.col("state").fill_null(int(UNKNOWN))
    keyed = keyed.with_columns(state=pl.when("active").then(known).otherwise(int(ABSENT)))
    by_group = slots.group_by("group", maintain_order=True).agg("label")
    width = max((len(labels) for labels in by_group["label"].to_list()), default=1)
    matrix = np.zeros((table.height, width + 1), dtype=np.int8)
    item, state = keyed["item"].to_numpy(), keyed["state"].cast(pl.Int8).to_numpy()
    np.maximum.at(matrix, (item, keyed["slot"].to_numpy()), state)
    np.maximum.at(matrix, (item, np.full(len(item), width)), state)
    group = np.zeros(table.height, dtype=np.int64)
    group[item] = keyed["number"].to_numpy()
    named = dict(zip(by_group["group"], by_group["label"].to_list(), strict=True))
    shelf = Shelf(
        table["on_sale"].to_numpy(),
        group,
        matrix,
        tuple(tuple(named[name]) for name in groups),
        tuple(groups.to_list()),
    )
    return keyed.select("variant_id", "item", pl.col("label").alias("size"), "slot"), shelf


def _kinds(categories: pl.Series) -> pl.DataFrame:
    """What the sizes of each category follow, such as bottoms or shoes."""
    found = categories.unique()
    return pl.DataFrame({"category": found, "kind": [_kind(each) for each in found]})


def _kind(category: str | None) -> str:
    if category is None:
        return "other"
    try:
        known = node(category)
    except UnknownNameError:
        return "other"
    return f"{known.scale}/{known.zone}"


PRICE_BANDS = ("lowest price", "low price", "middle price", "high price", "highest price")


def _traits(snapshot: Snapshot, table: pl.DataFrame) -> dict[str, Trait]:
    found = described(snapshot, table).group_by("item", "name").agg(pl.col("value").unique())
    traits = {}
    for name in found["name"].unique().sort():
        mine = found.filter(pl.col("name") == name).select("item", "value")
        values = table.select("item").join(mine, on="item", how="left", maintain_order="left")
        traits[str(name)] = Trait.of([each or [] for each in values["value"].to_list()])
    bands = _price_bands(table)
    if bands.null_count() < len(bands):
        traits["price"] = Trait.of([[band] if band else [] for band in bands.to_list()])
    return traits


def _price_bands(table: pl.DataFrame) -> pl.Series:
    """Fifth of the prices within the category and currency; categories of few items share one."""
    few = pl.len().over("category", "currency") < 10
    scope = pl.when(few).then(pl.lit("")).otherwise(pl.col("category").fill_null(""))
    rank = (pl.col("price").rank("average") - 0.5) / pl.col("price").count()
    band = (rank.over("currency", "scope") * len(PRICE_BANDS)).floor().cast(pl.Int64)
    words = pl.Series(PRICE_BANDS)
    number = table.with_columns(scope=scope).select(band=band.clip(0, len(PRICE_BANDS) - 1))
    return words.gather(number["band"])
