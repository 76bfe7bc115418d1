"""Rates of small and large by key, smoothed towards the rates of a wider key.

What is known of a key is worth its number of records against ``strength`` records of the wider
key (an empirical-Bayes mean of a Dirichlet). Rows that are learnt from must be encoded out of
fold: encoding a row with the rest of its own fold included (leave one out) leaks its outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.fit.records import FitRecords, keys_of

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Rate:
    """How a key is encoded.

    Attributes:
        names: columns that make the key.
        within: columns of the wider key; empty for all records.
        strength: records that the wider key counts for.
    """

    names: tuple[str, ...]
    within: tuple[str, ...] = ()
    strength: float = 10.0


class Rates:
    """Rates of one key, learnt from records.

    Args:
        rate: the key and what it is smoothed towards.
        records: with known outcomes.
        wider: rates of the wider key, or None for those of all records.
    """

    def __init__(self, rate: Rate, records: FitRecords, wider: Rates | None) -> None:
        self.rate, self.wider = rate, wider
        outcome = records.outcomes
        self.overall = np.bincount(outcome, minlength=3) / max(len(outcome), 1)
        tally = pl.DataFrame(
            {
                "key": keys_of(records.frame, rate.names),
                "small": outcome == 0,
                "large": outcome == 2,
            }
        )
        self.tally = tally.group_by("key").agg(
            small=pl.col("small").sum(), large=pl.col("large").sum(), count=pl.len()
        )

    def encode(self, records: FitRecords) -> F64:
        """``(records, 3)``: rate of small, rate of large, records of the key."""
        keys = pl.DataFrame({"key": keys_of(records.frame, self.rate.names)})
        found = keys.join(self.tally, on="key", how="left", maintain_order="left").fill_null(0)
        count = found["count"].to_numpy().astype(float)
        if self.wider is None:
            prior = np.tile(self.overall[[0, 2]], (len(records), 1))
        else:
            prior = self.wider.encode(records)[:, :2]
        hits = found.select("small", "large").to_numpy()
        strength = self.rate.strength
        rates = (hits + strength * prior) / (count + strength)[:, None]
        return np.column_stack([rates, count])
