"""What the demand signal tells people: the rows of its finding tables."""

from __future__ import annotations

import datetime as dt

import polars as pl

from modiste.demand.elasticity import Response
from modiste.demand.holidays import event_names
from modiste.demand.signal import Signal
from modiste.model.demand import DEMAND_SIGNAL, PRICE_RESPONSE
from modiste.model.schema import RUN

SHOWN = 52
"""Latest weeks whose evidence is kept."""

_MOVED = 0.005


def signal_rows(signal: Signal, end: dt.date, countries: list[str | None]) -> pl.DataFrame:
    """Rows of ``demand_signal`` without the run: weeks that were not simply what was sold.

    Args:
        signal: the signal.
        end: first day of the week after the last one.
        countries: whose feasts are named.
    """
    marked = pl.any_horizontal(
        pl.col("cancelled") > 0,
        pl.col("bulk") > 0,
        pl.col("days_out").is_null() | (pl.col("days_out") > 0.05),
        pl.col("promoted") > 0,
        pl.col("price_ratio") < 1 - _MOVED,
    )
    since = end - dt.timedelta(weeks=SHOWN)
    rows = signal.selling().filter((pl.col("week") >= since) & marked)
    words = event_names(rows["week"].unique().to_list(), countries)
    event = pl.col("week").replace_strict(words, default=None, return_dtype=pl.String)
    names = [name for name in DEMAND_SIGNAL.names if name != RUN]
    return rows.with_columns(event=event).select(names)


def response_rows(response: Response) -> pl.DataFrame:
    """Rows of ``price_response`` without the run."""
    rows = response.table.with_columns(promotion=pl.lit(response.promotion))
    return rows.select([name for name in PRICE_RESPONSE.names if name != RUN])


def signal_figures(signal: Signal) -> dict[str, float | int]:
    """Sums for the record of a run."""
    total = signal.weeks.select(
        pl.col("sold", "cancelled", "bulk", "lost", "uplift").sum(),
        weeks=(pl.col("days_out") >= 1).sum(),
    ).row(0, named=True)
    return {
        "sold": int(total["sold"]),
        "lost to empty shelves": round(total["lost"]),
        "weeks with an empty shelf": int(total["weeks"] or 0),
        "cancelled": round(total["cancelled"]),
        "bulk": round(total["bulk"]),
        "brought by prices and promotions": round(total["uplift"]),
    }
