"""The people of a shop: who may be profiled, and what they said of themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from modiste.store.lake import Snapshot

ALL = "*"
"""In an edit: the whole profile, or all values of an attribute."""

NEUTRAL = "neutral"
"""Stance of an edit that was taken back."""

OWN = ("age", "country", "height", "build")
"""Circumstances that are a person's own."""


@dataclass(frozen=True)
class Person:
    """What is known of a person besides what they did.

    Attributes:
        own: circumstances by axis: ``age`` (decade of birth), ``country``, ``height`` (bands of
            5 cm) and ``build`` (bands of 7 kg).
        usual_size: size as the person states it.
        tastes: stated tastes, such as ``colour:navy``.
        may_write: whether they agreed to being written to.
        interests: tastes read from what they shared of social accounts, such as ``pattern:floral``.
        edits: stance by attribute name and value; ``*`` is all values.
    """

    own: Mapping[str, str | None] = field(default_factory=dict)
    usual_size: str | None = None
    tastes: tuple[str, ...] = ()
    may_write: bool = False
    interests: tuple[str, ...] = ()
    edits: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def ignores(self, name: str) -> bool:
        """Whether nothing may be learnt of an attribute."""
        return self.edits.get((name, ALL)) == "ignore"


def read_people(snapshot: Snapshot, *, unasked: bool) -> pl.DataFrame:
    """Everyone who may be profiled.

    Those who said no never are; those who were never asked, and those of whom there is no record,
    only where the settings say so.

    Args:
        snapshot: the facts.
        unasked: whether people who were not asked may be profiled.

    Returns:
        ``customer_id, age, country, height, build, usual_size, tastes, interests, may_write``,
        sorted; *may_write* is consent to being written to, *interests* are empty without consent.
    """
    customers = snapshot.scan("customer").select(
        "customer_id",
        pl.col("birth_decade").cast(pl.String).alias("age"),
        "country",
        _band("height_cm", 5).alias("height"),
        _band("weight_kg", 7).alias("build"),
        "usual_size",
        "tastes",
        "interests",
        "marketing_consent",
        "social_consent",
        "profiling_consent",
    )
    allowed = pl.col("profiling_consent").fill_null(value=unasked)
    known = customers.collect()
    people = known.filter(allowed).select(
        "customer_id", *OWN, "usual_size", "tastes",
        interests=pl.when("social_consent").then("interests"),
        may_write=pl.col("marketing_consent").fill_null(value=False),
    )  # fmt: skip
    people = people.with_columns(interests_read(people["interests"]))
    if unasked:
        people = pl.concat([people, _strangers(snapshot, known)], how="diagonal")
    return people.sort("customer_id")


def interests_read(shared: pl.Series) -> pl.Series:
    """Tastes in what people shared, as ``name:value``; words that name none say nothing.

    Args:
        shared: lists of words, null for people who shared none or did not consent.
    """
    from modiste.perceive.text.extract import extract

    words = pl.DataFrame({"row": range(len(shared)), "text": shared}).explode("text").drop_nulls()
    if not words.height:
        return pl.Series("interests", [[]] * len(shared), dtype=pl.List(pl.String))
    named = extract(words["text"])
    tastes = named.select(
        words["row"].gather(named["row"]).alias("row"),
        taste=pl.format("{}:{}", "name", "value"),
    )
    lists = tastes.group_by("row").agg(interests=pl.col("taste").unique().sort())
    rows = pl.DataFrame({"row": range(len(shared))})
    return rows.join(lists, on="row", how="left", maintain_order="left")["interests"].fill_null([])


def _band(column: str, width: int) -> pl.Expr:
    """First number of a band, as text."""
    return ((pl.col(column) / width).floor() * width).cast(pl.Int64).cast(pl.String)


def _strangers(snapshot: Snapshot, known: pl.DataFrame) -> pl.DataFrame:
    """Buyers and visitors without a record of their own."""
    seen = [
        snapshot.scan(name).select("customer_id").drop_nulls().unique().collect()
        for name in ("sale", "event")
    ]
    strangers = pl.concat(seen).unique().join(known, on="customer_id", how="anti")
    return strangers.with_columns(may_write=pl.lit(value=False))


def read_edits(snapshot: Snapshot, end: dt.datetime | None = None) -> pl.DataFrame:
    """What people said of their profiles: ``customer_id, name, value, stance, at``.

    Args:
        snapshot: the facts.
        end: edits from then on are left out, except erasures, which always count.
    """
    edits = snapshot.scan("profile_edit")
    if end is not None:
        edits = edits.filter((pl.col("at") < end) | (pl.col("stance") == "erase"))
    return edits.collect()


def erased(edits: pl.DataFrame) -> pl.DataFrame:
    """People who erased their profile: ``customer_id, erased_at``; nothing before it counts."""
    return (
        edits.filter(pl.col("stance") == "erase")
        .group_by("customer_id")
        .agg(erased_at=pl.col("at").max())
    )


def persons(people: pl.DataFrame, edits: pl.DataFrame) -> dict[str, Person]:
    """A record for everyone who said anything of themselves.

    Stated tastes that the source had before a profile was erased are forgotten with it.
    """
    said: dict[str, dict[tuple[str, str], str]] = {}
    for row in edits.filter(~pl.col("stance").is_in(["erase", NEUTRAL])).iter_rows(named=True):
        said.setdefault(row["customer_id"], {})[row["name"], row["value"]] = row["stance"]
    gone = set(erased(edits)["customer_id"])
    found = {}
    for row in people.iter_rows(named=True):
        name = row["customer_id"]
        if name in gone:
            found[name] = Person(may_write=row["may_write"], edits=said.get(name, {}))
            continue
        found[name] = Person(
            {axis: row[axis] for axis in OWN},
            row["usual_size"],
            tuple(row["tastes"] or ()),
            row["may_write"],
            tuple(row["interests"] or ()),
            said.get(name, {}),
        )
    return found
