"""What happened in the shop, as a journal: purchases, returns, visits, likes and ratings."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.recommend.assortment import Assortment
from modiste.recommend.journal import UNKNOWN, Axis, Journal
from modiste.recommend.people import OWN
from modiste.store.lake import Snapshot

F32 = NDArray[np.float32]

WEIGHTS = {"like": 0.5, "cart": 0.4, "checkout": 0.4, "view": 0.1, "select": 0.1}
"""How much an event counts as a sign of taste, where a purchase that is kept counts 1."""
RETURNED = 0.3
"""A purchase that came back: it was wanted, and something was wrong with it."""
DISLIKED = 0.3
"""A purchase that its buyer rated with two stars of five, or less."""

AXES = ("age", "size", "occasion", "month", "country", "height", "build")
"""Circumstances whose lifts are measured."""
SIZE_BANDS = ("smallest", "small", "middle", "large", "largest")


def read_journal(
    snapshot: Snapshot,
    assortment: Assortment,
    people: pl.DataFrame,
    erased: pl.DataFrame,
    *,
    start: dt.datetime,
    end: dt.datetime,
) -> Journal:
    """Read what people did between two moments.

    Purchases of those who may not be profiled count without a person: they make popularity, and
    nobody's taste. Visits need a person.

    Args:
        snapshot: the facts.
        assortment: the items.
        people: who may be profiled, with their circumstances.
        erased: ``customer_id, erased_at``; what was before it has no person any more.
        start: first moment.
        end: moment after the last.
    """
    variant = assortment.variants.select("variant_id", "item", "slot")
    sales = _sales(snapshot, variant, start, end)
    visits = _visits(snapshot, assortment, variant, start, end, sales.height > 0)
    rows = pl.concat([sales, visits], how="diagonal")
    known = people.select("customer_id", *OWN)
    rows = rows.join(known.with_columns(may=True), on="customer_id", how="left").join(
        erased, on="customer_id", how="left"
    )
    person = (
        pl.when(
            pl.col("may").fill_null(value=False)
            & (pl.col("erased_at").is_null() | (pl.col("at") > pl.col("erased_at")))
        )
        .then("customer_id")
        .alias("user")
    )
    named = rows.with_columns(person).with_columns(
        *(pl.when(pl.col("user").is_not_null()).then(name) for name in OWN),
        _day().alias("day"),
        _band(assortment).alias("size"),
        pl.col("at").dt.month().cast(pl.String).alias("month"),
    )
    kept = named.filter(pl.col("bought") | pl.col("user").is_not_null())
    return _coded(kept, assortment)


def return_rates(
    snapshot: Snapshot, assortment: Assortment, *, start: dt.datetime, end: dt.datetime
) -> F32:
    """Share of the units of each item that come back, drawn to its category's and all items'.

    r = (returned + 20·r(category)) ÷ (sold + 20), the category's rate likewise with 50 units of
    the whole shop. Shape (items,).
    """
    lines = (
        snapshot.scan("sale")
        .filter(pl.col("sold_at") >= start, pl.col("sold_at") < end)
        .join(assortment.variants.lazy().select("variant_id", "item"), on="variant_id")
        .group_by("item")
        .agg(
            sold=pl.col("quantity").clip(lower_bound=0).sum(),
            back=-pl.col("quantity").clip(upper_bound=0).sum(),
        )
        .collect()
    )
    items = assortment.table.select("category").with_row_index("item")
    known = items.with_columns(pl.col("item").cast(pl.Int64)).join(
        lines, on="item", how="left", maintain_order="left"
    )
    sold, back = pl.col("sold").fill_null(0), pl.col("back").fill_null(0)
    whole = back.sum() / pl.max_horizontal(sold.sum(), pl.lit(1))
    kind = (back.sum().over("category") + 50 * whole) / (sold.sum().over("category") + 50)
    rate = known.select(rate=((back + 20 * kind) / (sold + 20)).clip(0, 0.95))["rate"]
    return np.asarray(rate.to_numpy(), dtype=np.float32)


def _coded(rows: pl.DataFrame, assortment: Assortment) -> Journal:
    users = rows["user"].drop_nulls().unique().sort()
    number = pl.DataFrame({"user": users, "u": pl.int_range(len(users), eager=True)})
    coded = rows.join(number, on="user", how="left").with_columns(pl.col("u").fill_null(UNKNOWN))
    coded = coded.sort("u", "day", "item", "bought", "weight", *AXES)  # the same every time
    axes = {name: _axis(coded[name], SIZE_BANDS if name == "size" else None) for name in AXES}
    return Journal(
        users,
        assortment.catalogue.items,
        coded["u"].to_numpy(),
        coded["item"].to_numpy(),
        coded["day"].to_numpy(),
        coded["weight"].cast(pl.Float32).to_numpy(),
        coded["bought"].to_numpy(),
        axes,
    )


def _axis(values: pl.Series, order: tuple[str, ...] | None) -> Axis:
    known = order or tuple(values.drop_nulls().unique().sort().to_list())
    numbers = list(range(len(known)))
    codes = values.replace_strict(
        list(known), numbers, default=UNKNOWN, return_dtype=pl.Int64
    ).fill_null(UNKNOWN)
    return Axis(known, codes.to_numpy())


def _day() -> pl.Expr:
    return pl.col("at").dt.epoch("s") / 86_400


def _sales(
    snapshot: Snapshot, variant: pl.DataFrame, start: dt.datetime, end: dt.datetime
) -> pl.DataFrame:
    """Purchases with the weight that returns and ratings leave them, and their occasion."""
    keys = ["order_id", "variant_id"]
    lines = snapshot.scan("sale").filter(pl.col("sold_at") >= start, pl.col("sold_at") < end)
    returned = (
        lines.filter(pl.col("quantity") < 0).group_by(keys).agg(back=-pl.col("quantity").sum())
    )
    rated = (
        snapshot.scan("event")
        .filter((pl.col("kind") == "rate") & (pl.col("at") < end))
        .filter(pl.col("customer_id").is_not_null())
        .group_by("customer_id", "variant_id")
        .agg(pl.col("rating", "occasion").sort_by("at").last())
    )
    bought = (
        lines.filter(pl.col("quantity") > 0)
        .group_by(keys)
        .agg(pl.col("sold_at").min(), pl.col("customer_id").first(), pl.col("quantity").sum())
        .join(returned, on=keys, how="left")
        .join(rated, on=["customer_id", "variant_id"], how="left")
        .collect()
    )
    weight = (
        pl.when(pl.col("back") >= pl.col("quantity")).then(RETURNED)
        .when(pl.col("rating") <= 2).then(DISLIKED).otherwise(1.0)
    )  # fmt: skip
    return bought.join(variant, on="variant_id").select(
        "customer_id",
        "item",
        "slot",
        pl.col("occasion").str.to_lowercase(),
        at="sold_at",
        weight=weight,
        bought=pl.lit(value=True),
    )


def _visits(
    snapshot: Snapshot,
    assortment: Assortment,
    variant: pl.DataFrame,
    start: dt.datetime,
    end: dt.datetime,
    sold: bool,
) -> pl.DataFrame:
    """Looks, likes and carts, once a person, item and day; purchases where there are no sales.

    What was looked at and bought on the same day is a purchase.
    """
    weights = {**WEIGHTS, **({} if sold else {"purchase": 1.0})}
    events = (
        snapshot.scan("event")
        .filter(
            pl.col("kind").is_in(list(weights)),
            pl.col("customer_id").is_not_null(),
            pl.col("at") >= start,
            pl.col("at") < end,
        )
        .select("customer_id", "product_id", "variant_id", "kind", "at")
    )
    style = assortment.table.select("product_id").with_row_index("item")
    first = style.group_by("product_id").agg(pl.col("item").min().cast(pl.Int64).alias("style"))
    found = (
        events.join(variant.lazy().select("variant_id", "item"), on="variant_id", how="left")
        .join(first.lazy(), on="product_id", how="left")
        .with_columns(item=pl.coalesce("item", "style"), day=pl.col("at").dt.date())
        .filter(pl.col("item").is_not_null())
        .with_columns(
            weight=pl.col("kind").replace_strict(weights, return_dtype=pl.Float64),
            bought=pl.col("kind") == "purchase",
        )
        .group_by("customer_id", "item", "day")
        .agg(pl.col("at").max(), pl.col("weight").max(), pl.col("bought").any())
    )
    bought = (
        snapshot.scan("sale")
        .filter(pl.col("quantity") > 0, pl.col("customer_id").is_not_null())
        .join(variant.lazy(), on="variant_id")
        .select("customer_id", "item", day=pl.col("sold_at").dt.date())
        .unique()
    )
    rest = found.join(bought, on=["customer_id", "item", "day"], how="anti")
    return rest.select("customer_id", "item", "at", "weight", "bought").collect()


def _band(assortment: Assortment) -> pl.Expr:
    """Fifth of the sizes of its group that a variant has; sizes of one group are in order."""
    count = [len(sizes) for sizes in assortment.shelf.sizes]
    sizes = pl.Series([count[group] for group in assortment.shelf.group], dtype=pl.Int64)
    of_item = pl.DataFrame({"item": range(len(sizes)), "n": sizes})
    n = pl.col("item").replace_strict(of_item["item"], of_item["n"], default=1)
    place = ((pl.col("slot") + 0.5) / n * len(SIZE_BANDS)).floor().cast(pl.Int64)
    band = place.replace_strict(
        list(range(len(SIZE_BANDS))), list(SIZE_BANDS), default=None, return_dtype=pl.String
    )
    return pl.when(n > 1).then(band)
