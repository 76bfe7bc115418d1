"""Which size a person takes in each size group, with the evidence for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.size import size_rank_frame
from modiste.recommend.assortment import Assortment
from modiste.store.lake import Snapshot

I16 = NDArray[np.int16]

HALF_LIFE = 365.0
"""Days after which a purchase tells half as much of a size."""
_RETURNED = 0.2
_STATED = 0.5


@dataclass(frozen=True)
class Sizes:
    """Sizes of people.

    Attributes:
        slots: place of each person's size in each group, ``(people, groups)``; −1 is not known.
        evidence: purchases behind it, decayed; sizes taken over from another group have none.
    """

    slots: I16
    evidence: NDArray[np.float32]


def read_sizes(
    snapshot: Snapshot,
    assortment: Assortment,
    people: pl.DataFrame,
    erased: pl.DataFrame,
    *,
    start: dt.datetime,
    end: dt.datetime,
) -> Sizes:
    """Learn sizes from kept purchases, from how things fitted, and from what people state.

    What was too small speaks for the next larger size, and the other way round. A group in which
    nothing was bought takes the size that the person has in the group most like it: the same scale
    and gender.

    Args:
        snapshot: the facts.
        assortment: variants with their groups and slots.
        people: sorted ``customer_id`` with ``usual_size``.
        erased: ``customer_id, erased_at``.
        start: first moment that counts.
        end: moment after the last.
    """
    told = pl.concat(
        [
            _bought(snapshot, start, end),
            _fitted(snapshot, start, end),
        ]
    ).join(erased, on="customer_id", how="left")
    told = told.filter(pl.col("erased_at").is_null() | (pl.col("at") > pl.col("erased_at")))
    groups = assortment.shelf.groups
    group = pl.Series(assortment.shelf.group)
    variant = assortment.variants.with_columns(group=group.gather(assortment.variants["item"]))
    number = people.select("customer_id").with_row_index("person")
    age = (pl.lit(end) - pl.col("at")).dt.total_seconds() / 86_400
    seen = (
        told.join(variant.select("variant_id", "group", "slot"), on="variant_id")
        .join(number, on="customer_id")
        .with_columns(
            slot=pl.col("slot") + pl.col("shift"),
            weight=pl.col("weight") * (-age / HALF_LIFE * np.log(2)).exp(),
        )
    )
    stated = _stated(people, assortment)
    votes = pl.concat([seen.select(stated.columns), stated]).filter(pl.col("slot") >= 0)
    votes = votes.group_by("person", "group", "slot").agg(pl.col("weight").sum())
    best = (
        votes.sort("person", "group", "weight", "slot", descending=[False, False, True, False])
        .group_by("person", "group", maintain_order=True)
        .agg(pl.col("slot").first(), pl.col("weight").sum())
    )
    slots = np.full((people.height, len(groups)), -1, dtype=np.int16)
    evidence = np.zeros(slots.shape, dtype=np.float32)
    most = np.array([len(each) - 1 for each in assortment.shelf.sizes], dtype=np.int64)
    person, column = best["person"].to_numpy(), best["group"].to_numpy()
    slots[person, column] = np.minimum(best["slot"].to_numpy(), most[column])
    evidence[person, column] = best["weight"].to_numpy()
    _fill(slots, evidence, assortment)
    return Sizes(slots, evidence)


def _bought(snapshot: Snapshot, start: dt.datetime, end: dt.datetime) -> pl.DataFrame:
    lines = (
        snapshot.scan("sale")
        .filter(
            pl.col("customer_id").is_not_null(), pl.col("sold_at") >= start, pl.col("sold_at") < end
        )
        .group_by("customer_id", "order_id", "variant_id")
        .agg(at=pl.col("sold_at").min(), kept=pl.col("quantity").sum())
        .collect()
    )
    weight = pl.when(pl.col("kept") > 0).then(1.0).otherwise(_RETURNED)
    return lines.select("customer_id", "variant_id", "at", shift=pl.lit(0), weight=weight)


def _fitted(snapshot: Snapshot, start: dt.datetime, end: dt.datetime) -> pl.DataFrame:
    shift = pl.col("fit").replace_strict(
        ["small", "fit", "large"], [1, 0, -1], return_dtype=pl.Int32
    )
    return (
        snapshot.scan("event")
        .filter(
            pl.col("fit").is_not_null(),
            pl.col("customer_id").is_not_null(),
            pl.col("variant_id").is_not_null(),
            pl.col("at") >= start,
            pl.col("at") < end,
        )
        .select("customer_id", "variant_id", "at", shift=shift, weight=pl.lit(1.0))
        .collect()
    )


def _stated(people: pl.DataFrame, assortment: Assortment) -> pl.DataFrame:
    """The size that a person names, in the groups that have a size of that name."""
    sizes = assortment.shelf.sizes
    labels = pl.DataFrame(
        {
            "label": [label for group in sizes for label in group],
            "group": [n for n, group in enumerate(sizes) for _ in group],
            "slot": [slot for group in sizes for slot in range(len(group))],
        },
        schema={"label": pl.String, "group": pl.Int64, "slot": pl.Int64},
    )
    stated = people.select("usual_size").with_row_index("person").drop_nulls()
    read = size_rank_frame(stated["usual_size"].unique().to_list())
    named = stated.join(read.select(usual_size="size", label="label"), on="usual_size")
    return named.join(labels, on="label").select("person", "group", "slot", weight=pl.lit(_STATED))


def _fill(slots: I16, evidence: NDArray[np.float32], assortment: Assortment) -> None:
    """Give groups without a size that of the best known group of the same scale and gender."""
    groups, sizes = assortment.shelf.groups, assortment.shelf.sizes
    known = slots.copy()
    for target, name in enumerate(groups):
        family = name.rsplit("|", 1)[0]
        others = [g for g, n in enumerate(groups) if g != target and n.rsplit("|", 1)[0] == family]
        if not others:
            continue
        strength = np.where(known[:, others] >= 0, evidence[:, others], -1.0)
        best = strength.argmax(axis=1)
        rows = np.flatnonzero((known[:, target] < 0) & (strength.max(axis=1) >= 0))
        for column, other in enumerate(others):
            there = rows[best[rows] == column]
            labels = {label: slot for slot, label in enumerate(sizes[target])}
            across = np.array([labels.get(label, -1) for label in sizes[other]], dtype=np.int16)
            slots[there, target] = across[known[there, other]]
