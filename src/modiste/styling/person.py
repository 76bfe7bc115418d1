"""A person as styling sees them: figure, tastes, sizes stated, and what they own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from modiste.model.errors import InputError, UnknownNameError
from modiste.store.lake import Snapshot
from modiste.styling.advice import stated_shape
from modiste.styling.garments import Garments
from modiste.styling.shape import Girths, Shape, ffit

WEIGHTS = {"purchase": 3.0, "cart": 1.5, "like": 2.0, "view": 0.5}
"""What an event says of taste; a purchase counts once, however it is told."""

HALF_LIFE = 180.0
"""Days after which an event says half as much."""

_EVENTS = 4_000
_PRIOR = 8.0
_STATED, _LIKED, _AVOIDED = 1.0, 2.0, -9.0
_CLEARLY = 0.3
"""Log affinity from which a liking is worth saying."""


@dataclass(frozen=True)
class Person:
    """A person.

    Attributes:
        customer_id: pseudonym; empty where nobody is known.
        shape: figure, from girths or as stated; None where neither is known.
        gender: women or men as their purchases and visits show; None where neither prevails.
        usual_size: size as stated.
        liking: log affinity by attribute, 0 is neutral.
        owned: variants bought and kept, the latest first.
        profiled: whether taste was learnt from what they did; False without consent.
    """

    customer_id: str = ""
    shape: Shape | None = None
    gender: str | None = None
    usual_size: str | None = None
    liking: Mapping[tuple[str, str], float] = field(default_factory=dict)
    owned: tuple[str, ...] = ()
    profiled: bool = False

    def taste(self, category: str | None, attributes: frozenset[tuple[str, str]]) -> float:
        """How well a garment meets the person's taste, from 0 to 1; 0.5 says nothing.

        What the person avoids is 0, whatever else they like of it.
        """
        pairs = {*attributes, ("category", category or "")}
        known = [self.liking[pair] for pair in sorted(pairs) if pair in self.liking]
        if not known:
            return 0.5
        return 0.0 if min(known) <= _AVOIDED else float(1 / (1 + np.exp(-1.5 * np.mean(known))))

    def likes(self, attributes: frozenset[tuple[str, str]]) -> list[tuple[str, str]]:
        """Attributes of a garment that the person likes clearly, most first."""
        plain = sorted(pair for pair in attributes if pair[0] != "occasion")
        known = [(self.liking.get(pair, 0.0), pair) for pair in plain]
        ranked = sorted(known, key=lambda each: -each[0])
        return [pair for liking, pair in ranked if liking > _CLEARLY]


def read_person(
    snapshot: Snapshot, customer_id: str, garments: Garments, end: dt.datetime, *, unasked: bool
) -> Person:
    """Read a person.

    Taste is learnt from what they did only with their consent to profiling; those who erased their
    profile are read from then on. What they state of themselves counts in any case.

    Args:
        snapshot: the facts.
        customer_id: pseudonym.
        garments: the shop's garments.
        end: nothing from this moment on is looked at.
        unasked: whether people who were never asked for consent may be profiled.

    Raises:
        UnknownNameError: nobody of that name is known.
    """
    row = snapshot.scan("customer").filter(pl.col("customer_id") == customer_id).collect()
    bought = _bought(snapshot, customer_id, end)
    if not row.height and not bought.height:
        raise UnknownNameError(
            f"there is no customer {customer_id!r}",
            remedy="Give a pseudonym from the table customer: modiste show customer.",
        )
    known = row.row(0, named=True) if row.height else {}
    consent = known.get("profiling_consent")
    profiled = bool(unasked if consent is None else consent)
    edits = _edits(snapshot, customer_id)
    erased = edits.filter(pl.col("stance") == "erase")["at"].max()
    start = erased if isinstance(erased, dt.datetime) else None
    liking: dict[tuple[str, str], float] = {}
    gender = None
    if profiled:
        done = _done(snapshot, customer_id, end, start)
        liking, gender = learn_liking(done, garments, end)
    liking |= stated_tastes(known.get("tastes") if start is None else None)
    for name, value, stance in edits.select("name", "value", "stance").iter_rows():
        if stance in ("like", "avoid"):
            liking[(name, value)] = _LIKED if stance == "like" else _AVOIDED
        elif stance == "ignore":
            liking = {pair: x for pair, x in liking.items() if pair[0] != name}
    return Person(
        customer_id,
        figure(known),
        gender or _gender_of(bought, garments),
        known.get("usual_size"),
        liking,
        tuple(bought["variant_id"]),
        profiled,
    )


def figure(known: Mapping[str, object]) -> Shape | None:
    """FFIT shape of a customer's girths, else the shape that their own word comes nearest to."""
    girths = [known.get(name) for name in ("bust_cm", "waist_cm", "hip_cm")]
    if all(isinstance(girth, float | int) for girth in girths):
        try:
            bust, waist, hip = (float(girth) for girth in girths)  # type: ignore[arg-type]
            return ffit(Girths(bust, waist, hip)).shape
        except InputError:  # a girth that no adult has says nothing
            pass
    stated = known.get("body_type")
    return stated_shape(stated) if isinstance(stated, str) else None


def stated_tastes(tastes: list[str] | None) -> dict[tuple[str, str], float]:
    """Tastes such as ``colour:navy`` as likings."""
    found = {}
    for taste in tastes or []:
        name, _, value = taste.partition(":")
        if value:
            found[(name.strip(), value.strip())] = _STATED
    return found


def learn_liking(
    done: pl.DataFrame, garments: Garments, end: dt.datetime
) -> tuple[dict[tuple[str, str], float], str | None]:
    """Log ratios of a person's share of each attribute value to the range's, and their gender.

    A value counts within its attribute: navy among colours. Shares are shrunk to the range's as
    ``(weight + k · share) / (total + k)`` with k = 8.

    Args:
        done: ``variant_id, kind, at``.
        garments: the shop's garments.
        end: the moment that ages are counted from.
    """
    if not done.height:
        return {}, None
    age = (pl.lit(end) - pl.col("at")).dt.total_seconds() / 86_400
    weight = pl.col("kind").replace_strict(WEIGHTS, default=0.0, return_dtype=pl.Float64)
    weighed = done.with_columns(weight=weight * 0.5 ** (age / HALF_LIFE))
    own = weighed.join(garments.variants, on="variant_id")
    traits = _traits(garments)
    mine = own.select("variant_id", "weight").join(traits, on="variant_id")
    mine = mine.group_by("name", "value").agg(weight=pl.col("weight").sum())
    mine = mine.with_columns(total=pl.col("weight").sum().over("name"))
    base = traits.group_by("name", "value").len()
    base = base.with_columns(share=pl.col("len") / pl.col("len").sum().over("name"))
    rows = mine.join(base, on=["name", "value"]).select(
        "name",
        "value",
        ratio=(
            (pl.col("weight") + _PRIOR * pl.col("share"))
            / ((pl.col("total") + _PRIOR) * pl.col("share"))
        ).log(),
    )
    liking = {(name, value): ratio for name, value, ratio in rows.sort("name", "value").iter_rows()}
    genders = own.group_by("gender").agg(pl.col("weight").sum()).drop_nulls()
    return liking, _prevailing(dict(genders.iter_rows()))


def _traits(garments: Garments) -> pl.DataFrame:
    """``variant_id, name, value`` of every variant: its style's attributes, colour and category."""
    styles = [
        (product, name, value)
        for product, pairs in garments.attributes.items()
        for name, value in sorted(pairs)
        if name != "colour"
    ]
    frame = pl.DataFrame(
        styles,
        schema={"product_id": pl.String, "name": pl.String, "value": pl.String},
        orient="row",
    )
    variants = garments.variants.select("variant_id", "product_id", "colour", "category")
    own = variants.unpivot(
        ["colour", "category"], index="variant_id", variable_name="name", value_name="value"
    ).drop_nulls()
    inherited = variants.select("variant_id", "product_id").join(frame, on="product_id")
    return pl.concat([own, inherited.select("variant_id", "name", "value")])


def _prevailing(weights: Mapping[str, float]) -> str | None:
    adults = {name: weights.get(name, 0.0) for name in ("women", "men")}
    total = sum(adults.values())
    best = max(adults, key=lambda name: adults[name])
    return best if total > 0 and adults[best] >= 0.8 * total else None


def _gender_of(bought: pl.DataFrame, garments: Garments) -> str | None:
    """Whom the person buys for, which sizes need; no taste is read from it."""
    joined = bought.join(garments.variants.select("variant_id", "gender"), on="variant_id")
    counted = joined.drop_nulls("gender").group_by("gender").len()
    return _prevailing({gender: float(n) for gender, n in counted.iter_rows()})


def _bought(snapshot: Snapshot, customer_id: str, end: dt.datetime) -> pl.DataFrame:
    """``variant_id`` of what was bought and kept, the latest first."""
    mine = snapshot.scan("sale").filter(
        pl.col("customer_id") == customer_id, pl.col("sold_at") < end
    )
    kept = mine.group_by("variant_id").agg(pl.col("quantity").sum(), pl.col("sold_at").max())
    return (
        kept.filter(pl.col("quantity") > 0)
        .sort("sold_at", "variant_id", descending=True)
        .select("variant_id")
        .collect()
    )


def _done(
    snapshot: Snapshot, customer_id: str, end: dt.datetime, start: dt.datetime | None
) -> pl.DataFrame:
    """``variant_id, kind, at``: purchases, and events that are none."""
    mine = pl.col("customer_id") == customer_id
    events = (
        snapshot.scan("event")
        .filter(mine, pl.col("at") < end, pl.col("kind").is_in(["view", "like", "cart"]))
        .select("variant_id", "kind", "at")
    )
    bought = (
        snapshot.scan("sale")
        .filter(mine, pl.col("sold_at") < end, pl.col("quantity") > 0)
        .select("variant_id", pl.lit("purchase").alias("kind"), at="sold_at")
    )
    rows = pl.concat([events, bought]).drop_nulls("variant_id")
    if start is not None:
        rows = rows.filter(pl.col("at") > start)
    return rows.sort("at", descending=True).head(_EVENTS).collect()


def _edits(snapshot: Snapshot, customer_id: str) -> pl.DataFrame:
    """What the person says of their profile; it counts at once, whatever day is looked at."""
    rows = snapshot.scan("profile_edit").filter(pl.col("customer_id") == customer_id)
    return rows.sort("at").collect()
