"""Whose voice a trend series is: what is posted, searched, viewed and bought."""

from __future__ import annotations

from typing import Final

import polars as pl

ALL: Final = "all"
"""All markets together."""
MAINSTREAM: Final = "mainstream"
INFLUENCER: Final = "influencer"
SEARCH: Final = "search"
"""Interest at search engines, as imported."""
QUERIES: Final = "queries"
"""Searches in the brand's own shop."""
VIEWS: Final = "views"
"""Product pages of the brand's own shop that were looked at."""
SALES: Final = "sales"
"""Units that the brand sold."""
OUTSIDE: Final = (MAINSTREAM, SEARCH)
"""Segments that say what the world wants, best first; the others depend on what the brand shows."""
SIGNALS: Final = (SEARCH, QUERIES, VIEWS, SALES)
"""Segments that are no posts."""


def main_segment(rows: pl.DataFrame) -> str | None:
    """The segment that is read as *the* trend: posts, else searches, else the brand's own.

    Args:
        rows: with ``market, segment``.

    Returns:
        ``None`` where there is no series of all markets.
    """
    there = set(rows.filter(pl.col("market") == ALL)["segment"].unique().to_list())
    ranked = [*OUTSIDE, *SIGNALS, *sorted(there)]
    return next((segment for segment in ranked if segment in there), None)
