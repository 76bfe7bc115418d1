"""Features of the combined size-fit model: rates, latent scores, and sizes against bodies.

Everything that is learnt from outcomes (rates, the latent-size model, the sizes that a person
kept, neighbours) is learnt from *other* records than those it describes: see :func:`out_of_fold`.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.fit.body import BodyScale, body_numbers
from modiste.learn.fit.encode import Rate, Rates
from modiste.learn.fit.history import History
from modiste.learn.fit.latent import LatentSize, LatentSizeConfig, probabilities
from modiste.learn.fit.neighbours import Neighbours
from modiste.learn.fit.records import OUTCOMES, FitRecords

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

RATES: dict[str, Rate] = {
    "category": Rate(("category",), (), 20),
    "size": Rate(("scale", "size"), (), 20),
    "category_size": Rate(("category", "scale", "size"), ("category",), 20),
    "item": Rate(("item",), ("category",), 8),
    "item_size": Rate(("item", "size"), ("item",), 8),
    "person": Rate(("person",), (), 3),
    "body_type": Rate(("body_type",), (), 50),
    "occasion": Rate(("occasion",), (), 50),
    "item_body_type": Rate(("item", "body_type"), ("item",), 12),
    "item_occasion": Rate(("item", "occasion"), ("item",), 12),
}


class FitFeatures:
    """What is learnt from records to describe others by.

    Args:
        records: with known outcomes.
        latent: settings of the latent-size model.
    """

    def __init__(self, records: FitRecords, latent: LatentSizeConfig) -> None:
        self.latent = LatentSize(latent).fit(records)
        self.rates: dict[str, Rates] = {}
        for name, rate in RATES.items():
            wider = next((r for r in self.rates.values() if r.rate.names == rate.within), None)
            self.rates[name] = Rates(rate, records, wider)
        self.history = History(records, self.latent.body)
        self.neighbours = Neighbours(records, self.latent.body, self.history)

    def describe(self, records: FitRecords) -> pl.DataFrame:
        """One row of numbers for every record; unknown is ``nan``."""
        columns = plain(records, self.latent.body)
        for name, rates in self.rates.items():
            found = rates.encode(records)
            columns |= {f"{name}_small": found[:, 0], f"{name}_large": found[:, 1]}
            columns[f"{name}_count"] = np.log1p(found[:, 2])
        parts = self.latent.parts(records)
        chance = probabilities(parts["location"], parts["tolerance"])
        columns |= {f"latent_{name}": values for name, values in parts.items()}
        columns |= {f"latent_{name}": chance[:, k] for k, name in enumerate(OUTCOMES)}
        columns |= self.history.describe(records)
        columns |= self.neighbours.describe(records)
        return pl.DataFrame(columns)


def plain(records: FitRecords, scale: BodyScale) -> dict[str, F64]:
    """Numbers that need no outcomes: body, place of the size, day."""
    columns = dict(body_numbers(records))
    columns["number"] = records.real("number")
    columns["place"] = scale.places(records)
    columns["day"] = records.days
    columns["day_of_year"] = records.days % 365.25
    return columns


def folds(records: FitRecords, count: int, seed: int) -> I64:
    """A fold of every record, at random and of equal sizes."""
    order = np.random.default_rng(seed).permutation(len(records))
    fold = np.empty(len(records), dtype=np.int64)
    fold[order] = np.arange(len(records)) % count
    return fold


def out_of_fold(
    records: FitRecords, latent: LatentSizeConfig, *, count: int, seed: int
) -> pl.DataFrame:
    """Features of records that are to be learnt from, each learnt from the other folds."""
    fold = folds(records, count, seed)
    parts, order = [], []
    for k in range(count):
        rows = np.flatnonzero(fold == k)
        known = FitFeatures(records.rows(fold != k), latent)
        parts.append(known.describe(records.rows(rows)))
        order.append(rows)
    back = np.argsort(np.concatenate(order))
    return pl.concat(parts)[back]
