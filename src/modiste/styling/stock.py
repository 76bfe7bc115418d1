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


def sized_pieces(
    variants: pl.DataFrame,
    garments: Garments,
    occasions: Mapping[str, Occasions],
    person: Person | None,
    body: Mapping[str, Any],
    ladder: SizeLadder | None,
) -> list[Piece]:
    """One piece for every style and colour that makes part of an outfit.

    Args:
        variants: variants that may be taken, as in ``garments``.
        garments: the shop's garments.
        occasions: of styles.
        person: whose size and taste count; None for nobody's.
        body: what fit records need of the person.
        ladder: fitted; None takes any size.
    """
    slots = {key: slot_of(key) for key in variants["category"].unique()}
    worn = variants.filter(pl.col("category").is_in([k for k, slot in slots.items() if slot]))
    worn = worn.sort("product_id", "colour", "variant_id")
    if ladder is not None and person is not None:
        worn = _in_size(worn, garments, person, body, ladder)
    best = worn.unique(["product_id", "colour"], keep="first", maintain_order=True)
    pieces = []
    for row in best.iter_rows(named=True):
        attributes = garments.attributes.get(row["product_id"], frozenset())
        traits = attributes | ({("colour", row["colour"])} if row["colour"] else set())
        slot = slots[row["category"]]
        if slot is None:
            continue
        pieces.append(
            Piece(
                product_id=row["product_id"],
                variant_id=row["variant_id"],
                title=row["title"] or row["product_id"],
                category=row["category"],
                slot=slot,
                colour=row["colour"],
                pattern=dict(attributes).get("pattern", row["pattern"]),
                size=row["size"] if person or len(worn) == 1 else None,
                price=int(row["price"] or 0),
                currency=row["currency"] or "EUR",
                gender=row["gender"],
                attributes=traits,
                taste=person.taste(row["category"], traits) if person else 0.5,
                occasions=occasions.get(row["product_id"], Occasions()),
            )
        )
    return pieces


def _in_size(
    variants: pl.DataFrame,
    garments: Garments,
    person: Person,
    body: Mapping[str, Any],
    ladder: SizeLadder,
) -> pl.DataFrame:
    """Variants in the person's size, or nearly; styles whose size is not known in any.

    The size is chosen among all that the style comes in, so that a size that is sold out is not
    replaced by one that does not fit.
    """
    styles = variants.select("product_id").unique()
    every = garments.variants.join(styles, on="product_id").drop_nulls("size")
    every = every.unique(["product_id", "size"], keep="first", maintain_order=True)
    every = every.filter(pl.col("kind").fill_null("none") != "none")
    if not every.height:
        return variants
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
    fitting: list[tuple[str, str, int]] = []
    for (item,), part in judged.sort("number", nulls_last=True).group_by("item"):
        at = part["row"].to_numpy()
        choice = choose(seat.probability[at], known=bool(known[at].all()))
        if choice.size is None:
            fitting += [(str(item), size, 1) for size in part["size"]]
            continue
        near = {choice.size: 0, choice.second: 1}
        fitting += [(str(item), part["size"][k], rank) for k, rank in near.items() if k is not None]
    good = pl.DataFrame(
        fitting, schema={"product_id": pl.String, "size": pl.String, "rank": pl.Int64}, orient="row"
    )
    unsized = variants.join(every.select("product_id").unique(), on="product_id", how="anti")
    sized = variants.join(good, on=["product_id", "size"]).sort(
        "product_id", "colour", "rank", "variant_id"
    )
    return pl.concat([sized.select(variants.columns), unsized])
