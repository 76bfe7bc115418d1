"""What people of a shape, or for an occasion, keep and like more often than others do.

For every attribute value and every group of people, the rate of good outcomes (kept, fitted, well
rated) is compared with the rate of the same value among everyone else. Rates are shrunk to the
value's own rate; a difference is called only where it survives Fisher's exact test and the false
discovery control of Benjamini and Hochberg (1995) over all pairs looked at.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import hypergeom

from modiste.model.errors import InputError

F64 = NDArray[np.float64]

LEAST = 30
"""Outcomes of a value within a group below which nothing is said."""


def preferences(
    outcomes: pl.DataFrame, *, strength: float = 50.0, discovery: float = 0.05
) -> pl.DataFrame:
    """Compare groups of people value by value.

    Args:
        outcomes: one row for each outcome and attribute value: ``group`` (a shape, an occasion),
            ``name``, ``value`` and ``good`` (Boolean).
        strength: outcomes that the value's own rate counts for.
        discovery: share of false calls among the calls, at the most.

    Returns:
        ``group, name, value, outcomes, rate`` (shrunk), ``others`` (rate among everyone else),
        ``difference``, ``p_value`` and ``significant``, most telling first.

    Raises:
        InputError: a column is missing.
    """
    for column in ("group", "name", "value", "good"):
        if column not in outcomes.columns:
            raise InputError(
                f"outcomes need a column {column}", remedy="Give group, name, value and good."
            )
    keys = ["name", "value"]
    known = outcomes.drop_nulls(["group", "good"])
    cells = known.group_by("group", *keys).agg(outcomes=pl.len(), good=pl.col("good").sum())
    whole = known.group_by(keys).agg(all=pl.len(), all_good=pl.col("good").sum())
    rows = cells.join(whole, on=keys).filter(
        pl.col("outcomes") >= LEAST, pl.col("all") - pl.col("outcomes") >= LEAST
    )
    rows = rows.sort("group", *keys)
    n, k, big, hits = (
        rows[name].to_numpy().astype(np.int64) for name in ("outcomes", "good", "all", "all_good")
    )
    p = fisher(k, n, hits, big)
    rate = (k + strength * hits / np.maximum(big, 1)) / (n + strength)
    others = (hits - k) / np.maximum(big - n, 1)
    return rows.select(
        "group",
        *keys,
        "outcomes",
        rate=pl.Series(rate, dtype=pl.Float64),
        others=pl.Series(others, dtype=pl.Float64),
        difference=pl.Series(rate - others, dtype=pl.Float64),
        p_value=pl.Series(p, dtype=pl.Float64),
        significant=pl.Series(discoveries(p, discovery), dtype=pl.Boolean),
    ).sort("p_value", "group", *keys)


def fisher(
    good: NDArray[np.int64], count: NDArray[np.int64], all_good: NDArray[np.int64],
    all_count: NDArray[np.int64],
) -> F64:  # fmt: skip
    """Two-sided p-values of Fisher's exact test, twice the smaller tail, at the most 1."""
    if not len(good):
        return np.zeros(0)
    low = hypergeom.cdf(good, all_count, all_good, count)
    high = hypergeom.sf(good - 1, all_count, all_good, count)
    return np.asarray(np.minimum(2 * np.minimum(low, high), 1.0))


def discoveries(p: F64, rate: float) -> NDArray[np.bool_]:
    """Which hypotheses the step-up procedure of Benjamini and Hochberg rejects."""
    order = np.argsort(p, kind="stable")
    bound = rate * np.arange(1, len(p) + 1) / max(len(p), 1)
    passed = np.flatnonzero(p[order] <= bound)
    found = np.zeros(len(p), dtype=bool)
    if len(passed):
        found[order[: passed[-1] + 1]] = True
    return found
