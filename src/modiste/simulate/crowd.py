"""The ``customer`` table: what the brand knows of people, which is less than the truth."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.tables import table
from modiste.simulate import ids
from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import SCALES, VOCABULARY
from modiste.simulate.people import People
from modiste.simulate.streams import stream

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_STATED = ("colour", "pattern", "material", "silhouette", "occasion")


def affinity(people: People, rows: I64 | None = None) -> NDArray[np.float32]:
    """``(people, attribute values)`` true liking of single attribute values."""
    tastes = people.tastes if rows is None else people.tastes[rows]
    return np.asarray(tastes @ people.values.T)


def customer(config: WorldConfig, people: People, sale: pl.DataFrame) -> pl.DataFrame:
    """Profiles: four in ten give a measure, three in ten a taste; the rest is not asked.

    Args:
        config: the world.
        people: its customers.
        sale: the ``sale`` table, for the first day, the orders and the money of each.
    """
    rng, shared = (stream(config.seed, "people", part) for part in (1, 7))
    n = len(people)
    bought = (
        sale.lazy()
        .filter(pl.col("customer_id").is_not_null())
        .group_by("customer_id")
        .agg(
            first=pl.col("sold_at").min().dt.date(),
            orders=pl.col("order_id").n_unique().cast(pl.Int64),
            spent=(pl.col("quantity") * pl.col("unit_price")).sum(),
        )
        .collect()
    )
    gives = rng.random(n) < 0.4
    frame = pl.DataFrame(
        {
            "customer_id": people.ids.tolist(),
            "joined": ids.days(config.week(0).toordinal() + rng.integers(0, config.weeks * 7, n)),
            "country": rng.choice(["NL", "DE", "FR", "BE", "AT", "IT"], n).tolist(),
            "birth_decade": people.decade,
            "marketing_consent": _consent(rng, n, 0.55),
            "profiling_consent": _consent(rng, n, 0.7),
            "height_cm": _measure(rng, people.height_cm, gives, 0.8),
            "weight_kg": _measure(rng, people.weight_kg, gives & (rng.random(n) < 0.8), 1.5),
            "bust_cm": _measure(rng, people.girths["bust"], gives & (rng.random(n) < 0.5), 1.5),
            "waist_cm": _measure(rng, people.girths["waist"], gives & (rng.random(n) < 0.6), 1.5),
            "hip_cm": _measure(rng, people.girths["hip"], gives & (rng.random(n) < 0.5), 1.5),
            "body_type": _body_types(people, gives & (rng.random(n) < 0.5)),
            "usual_size": _usual_sizes(people, rng.random(n) < 0.5),
            "tastes": _stated_tastes(people, rng.random(n) < 0.3),
            "social_consent": _consent(shared, n, 0.4),
            "interests": _interests(people, shared.random(n) < 0.25),
        }
    ).join(bought, on="customer_id", how="left", maintain_order="left")
    order = [name for name in table("customer").names if name != "cup"]
    return frame.with_columns(
        since=pl.min_horizontal("joined", "first"),
        orders=pl.col("orders").fill_null(0),
        spent=pl.col("spent").fill_null(0),
        currency=pl.lit(config.currency),
    ).select(order)


def _consent(rng: np.random.Generator, n: int, yes: float) -> pl.Series:
    """Yes, no, or null where nobody has asked."""
    u = rng.random(n)
    given = pl.Series(u < yes)
    return pl.select(pl.when(pl.Series(u < 0.92)).then(given)).to_series()


def _measure(
    rng: np.random.Generator, truth: F64, given: NDArray[np.bool_], sd: float
) -> pl.Series:
    """What people say of themselves: rounded, a little off, and only where they say it."""
    said = np.round(truth + sd * rng.normal(size=len(truth)))
    return pl.Series(np.where(given, said, np.nan)).fill_nan(None)


def _body_types(people: People, given: NDArray[np.bool_]) -> pl.Series:
    """A word for the proportions, by simple differences of girths in cm."""
    bust, waist, hip = (people.girths[k] for k in ("bust", "waist", "hip"))
    kind = np.select(
        [hip - bust > 9, bust - hip > 9, np.minimum(bust, hip) - waist < 10],
        ["pear", "inverted triangle", "straight"],
        "hourglass",
    )
    return pl.Series(np.where(given, kind, "").tolist()).replace({"": None})


def _usual_sizes(people: People, given: NDArray[np.bool_]) -> pl.Series:
    out = np.full(len(people), "", dtype=object)
    for j, scale in enumerate(SCALES[:2]):
        mask = ~np.isnan(people.sizes[:, j]) & given
        nearest = np.clip(np.rint(people.sizes[mask, j]), 0, len(scale.sizes) - 1)
        out[mask] = np.array(scale.sizes, dtype=object)[nearest.astype(np.int64)]
    return pl.Series(out.tolist(), dtype=pl.String).replace({"": None})


def _stated_tastes(people: People, given: NDArray[np.bool_]) -> pl.Series:
    """The three values of :data:`_STATED` attributes that a person likes best."""
    codes = np.array([i for i, v in enumerate(VOCABULARY.values) if v.name in _STATED])
    rows = np.flatnonzero(given)
    words = np.array([f"{VOCABULARY.values[c].name}:{VOCABULARY.values[c].value}" for c in codes])
    out: list[list[str] | None] = [None] * len(given)
    for start in range(0, len(rows), 50_000):
        part = rows[start : start + 50_000]
        liking = affinity(people, part)[:, codes]
        best = np.argsort(-liking, axis=1)[:, :3]
        for i, top in zip(part, best, strict=True):
            out[i] = words[top].tolist()
    return pl.Series(out, dtype=pl.List(pl.String))


def _interests(people: People, given: NDArray[np.bool_]) -> pl.Series:
    """Hashtags of what a person likes best, as they would be shared of a social account."""
    tastes = pl.DataFrame({"taste": _stated_tastes(people, given)})
    word = pl.element().str.split(":").list.last().str.replace_all(" ", "")
    return tastes.select(pl.col("taste").list.eval(pl.lit("#") + word)).to_series()
