"""In which source an attribute grew first."""

from __future__ import annotations

import numpy as np
import polars as pl

from modiste.learn.distributions import Floats
from modiste.trends.series import SeriesConfig, share_series

WINDOW, BLOCK = 26, 4
ERRORS = 3.0


def source_series(
    posts: pl.DataFrame, mentions: pl.DataFrame, outages: pl.DataFrame
) -> pl.DataFrame:
    """Weekly shares by source, all markets and segments together; the segment is the source."""
    by_source = posts.with_columns(segment=pl.col("source"))
    return share_series(
        by_source, mentions, outages=outages, config=SeriesConfig(10.0, by_market=False)
    )


def leading_sources(rows: pl.DataFrame) -> dict[str, str]:
    """The source in which each attribute grew first, by ``name=value``.

    It is the one whose share over four weeks first stood three standard errors above its mean of
    the half year before the last half year, and still does; of several the one that stands out
    most. Attributes that grew in none are left out.

    Args:
        rows: result of :func:`source_series`, sorted by week.
    """
    first: dict[str, tuple[int, float, str]] = {}
    for (name, value, source), frame in sorted(
        rows.partition_by("name", "value", "segment", as_dict=True).items()
    ):
        found = _grew(
            frame["share"].fill_null(np.nan).to_numpy(),
            frame["share_sd"].fill_null(np.nan).to_numpy(),
        )
        if found is not None:
            attribute, mark = f"{name}={value}", (found[0], -found[1], str(source))
            first[attribute] = min(first.get(attribute, mark), mark)
    return {attribute: source for attribute, (_, _, source) in first.items()}


def _grew(share: Floats, error: Floats) -> tuple[int, float] | None:
    """Block of the last half year in which it first stood out, and by how many errors it does."""
    if len(share) < 2 * WINDOW:
        return None
    before, scale = _mean(share[-2 * WINDOW : -WINDOW], error[-2 * WINDOW : -WINDOW])
    blocks = [
        _mean(share[k : k + BLOCK], error[k : k + BLOCK])
        for k in range(len(share) - WINDOW + WINDOW % BLOCK, len(share), BLOCK)
    ]
    out = [(mean - before) / np.hypot(spread, scale) for mean, spread in blocks]
    if not out or not out[-1] >= ERRORS:
        return None
    # From the end back to the first block of the stretch that has stood out ever since.
    start = len(out)
    while start > 0 and out[start - 1] >= ERRORS:
        start -= 1
    return start, float(out[-1])


def _mean(share: Floats, error: Floats) -> tuple[float, float]:
    known = ~np.isnan(share)
    count = int(known.sum())
    if not count:
        return float("nan"), float("nan")
    return float(share[known].mean()), float(np.sqrt((error[known] ** 2).sum()) / count)
