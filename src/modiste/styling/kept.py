"""What people of a figure, or for an occasion, keep: outcomes out of a workspace, compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from modiste.store.lake import Snapshot
from modiste.styling.fits import fit_records
from modiste.styling.garments import Garments
from modiste.styling.occasions import occasion_or_none
from modiste.styling.person import figure
from modiste.styling.preferences import preferences
from modiste.styling.shape import Shape

_GOOD_STARS = 0.8
"""Share of the highest rating from which a wearing went well."""


@dataclass(frozen=True)
class Kept:
    """How often people of a figure keep what has an attribute, beside everybody else.

    Attributes:
        rate: of those of the figure, shrunk.
        others: of everybody else.
        outcomes: records of those of the figure.
    """

    rate: float
    others: float
    outcomes: int


Habits = Mapping[Shape, Mapping[tuple[str, str], Kept]]


def habits(snapshot: Snapshot, garments: Garments, end: dt.datetime) -> Habits:
    """Differences between figures that are too large for chance, by attribute.

    Args:
        snapshot: the facts.
        garments: the shop's garments.
        end: nothing from this moment on is looked at.
    """
    found: dict[Shape, dict[tuple[str, str], Kept]] = {}
    rows = by_figure(snapshot, garments, end).filter(pl.col("significant"))
    for row in rows.iter_rows(named=True):
        kept = Kept(row["rate"], row["others"], row["outcomes"])
        found.setdefault(Shape(row["group"]), {})[row["name"], row["value"]] = kept
    return found


def by_figure(snapshot: Snapshot, garments: Garments, end: dt.datetime) -> pl.DataFrame:
    """What fitted and was kept, by figure; see :func:`~modiste.styling.preferences.preferences`."""
    records = fit_records(snapshot, garments.variants, end).frame
    bodies = snapshot.scan("customer").select(
        "customer_id", "bust_cm", "waist_cm", "hip_cm", "body_type"
    )
    shapes = [(row["customer_id"], figure(row)) for row in bodies.collect().iter_rows(named=True)]
    known = pl.DataFrame(
        [(who, shape.value) for who, shape in shapes if shape is not None],
        schema={"person": pl.String, "group": pl.String},
        orient="row",
    )
    rows = records.join(known, on="person").select("group", "item", good=pl.col("outcome") == 1)
    return preferences(rows.join(_traits(garments), on="item"))


def by_occasion(snapshot: Snapshot, garments: Garments, end: dt.datetime) -> pl.DataFrame:
    """What was rated well, by occasion; fits where nothing is rated."""
    events = (
        snapshot.scan("event")
        .filter(pl.col("at") < end, pl.col("occasion").is_not_null())
        .select("occasion", "rating", "fit", item="product_id")
        .collect()
    )
    words = {word: occasion_or_none(word) for word in events["occasion"].unique()}
    stars = events["rating"].drop_nulls().to_numpy()
    liked = pl.col("rating") >= _GOOD_STARS * float(stars.max()) if len(stars) else None
    rows = events.select(
        "item",
        group=pl.col("occasion").replace_strict(words, default=None, return_dtype=pl.String),
        good=pl.col("fit") == "fit" if liked is None else liked,
    )
    return preferences(rows.join(_traits(garments), on="item"))


def _traits(garments: Garments) -> pl.DataFrame:
    """``item, name, value`` of every style, its occasions left out."""
    rows = [
        (product, name, value)
        for product, pairs in garments.attributes.items()
        for name, value in sorted(pairs)
        if name != "occasion"
    ]
    schema = {"item": pl.String, "name": pl.String, "value": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
