"""Variants as pieces, each style and colour in the size of the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from modiste.learn.fit.choose import choose
from modiste.learn.fit.ladder import SizeLadder
from modiste.learn.fit.records import FitRecords
from modiste.styling.garments import Garments
from modiste.styling.occasions import Occasions
from modiste.styling.person import Person
from modiste.styling.pieces import Piece
from modiste.styling.sizing import stated_places
from modiste.styling.slots import slot_of

KNOWN = "size_known"
"""Column that says whether a row's size is one that was asked for or chosen, and not just any."""


def pieces_of(
    variants: pl.DataFrame,
    garments: Garments,
    occasions: Mapping[str, Occasions],
    person: Person | None,
) -> list[Piece]:
    """One piece for every style and colour that makes part of an outfit, of its first variant.

    Args:
        variants: variants that may be taken, best first, as in ``garments``; where a column
            :data:`KNOWN` is false the piece has no size.
        garments: the shop's garments.
        occasions: of styles.
        person: whose taste counts; None for nobody's.
    """
    if KNOWN not in variants.columns:
        variants = variants.with_columns(pl.lit(value=True).alias(KNOWN))
    best = variants.unique(["product_id", "colour"], keep="first", maintain_order=True)
    pieces = []
    for row in best.iter_rows(named=True):
        slot = slot_of(row["category"])
        if slot is None:
            continue
        attributes = garments.attributes.get(row["product_id"], frozenset())
        traits = attributes | ({("colour", row["colour"])} if row["colour"] else set())
        pieces.append(
            Piece(
                product_id=row["product_id"],
                variant_id=row["variant_id"],
                title=row["title"] or row["product_id"],
                category=row["category"],
                slot=slot,
                colour=row["colour"],
                pattern=dict(attributes).get("pattern", row["pattern"]),
                size=row["size"] if row[KNOWN] else None,
                price=int(row["price"] or 0),
                currency=row["currency"] or "EUR",
                gender=row["gender"],
                attributes=traits,
                taste=person.taste(row["category"], traits) if person else 0.5,
                occasions=occasions.get(row["product_id"], Occasions()),
            )
        )
    return pieces


def any_size(variants: pl.DataFrame) -> pl.DataFrame:
    """Variants whose size is just any, except of what comes in one."""
    return variants.sort("product_id", "colour", "variant_id").with_columns(
        (pl.col("kind").fill_null("none") == "none").alias(KNOWN)
    )


def in_size(
    variants: pl.DataFrame,
    garments: Garments,
    person: Person,
    body: Mapping[str, Any],
    ladder: SizeLadder,
) -> pl.DataFrame:
    """Variants in the person's size, or nearly; those of styles whose size is not known in any.

    The size is chosen among all that the style comes in, so that a size that is sold out is not
    replaced by one that does not fit.

    Args:
        variants: variants that may be taken, as in ``garments``.
        garments: the shop's garments.
        person: whose size it is.
        body: what fit records need of the person.
        ladder: fitted.
    """
    styles = variants.select("product_id").unique()
    every = garments.variants.join(styles, on="product_id").drop_nulls("size")
    every = every.filter(pl.col("kind").fill_null("none") != "none")
    every = every.unique(["product_id", "size"], keep="first", maintain_order=True)
    if not every.height:
        return any_size(variants)
    chosen = _chosen(every, person, body, ladder)
    sized = variants.join(chosen, on=["product_id", "size"]).sort(
        "product_id", "colour", "rank", "variant_id"
    )
    rest = variants.join(every.select("product_id").unique(), on="product_id", how="anti")
    return pl.concat([sized.drop("rank"), any_size(rest)])


def _chosen(
    every: pl.DataFrame, person: Person, body: Mapping[str, Any], ladder: SizeLadder
) -> pl.DataFrame:
    """``product_id, size, rank`` of the sizes that may be taken, and whether they were chosen."""
    told = {name: value for name, value in body.items() if name != "person"}
    rows = every.select("size", "category", "gender", "kind", item="product_id").with_columns(
        pl.lit(person.customer_id).alias("person"),
        *(pl.lit(value).alias(name) for name, value in told.items()),
    )
    records = FitRecords.of(rows)
    seat = ladder.predict(records, stated=stated_places(ladder, rows, person.usual_size))
    known = (seat.own.worn > 0) | (seat.own.body > 0)
    judged = rows.select("item", "size").with_columns(
        row=pl.Series(np.arange(len(rows))), number=records.frame["number"]
    )
    found: list[tuple[str, str, int, bool]] = []
    for (item,), part in judged.sort("number", nulls_last=True).group_by("item"):
        at = part["row"].to_numpy()
        choice = choose(seat.probability[at], known=bool(known[at].all()))
        if choice.size is None:
            found += [(str(item), size, 0, False) for size in part["size"]]
            continue
        found.append((str(item), part["size"][choice.size], 0, True))
        if choice.second is not None:
            found.append((str(item), part["size"][choice.second], 1, True))
    schema = {"product_id": pl.String, "size": pl.String, "rank": pl.Int64, KNOWN: pl.Boolean}
    return pl.DataFrame(found, schema=schema, orient="row")
