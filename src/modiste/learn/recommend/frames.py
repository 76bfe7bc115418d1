"""Lists of the best items: arrays of codes inside, frames of ids outside."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from modiste.learn.recommend.histories import Codes, Floats
from modiste.model.errors import InputError

SCORE = "score"
RANK = "rank"
SIMILAR = "similar"
KIND = "kind"
VALUE = "value"

NOTHING = np.float32(-np.inf)
"""Score of an item of which a model knows nothing for this history."""


class Top(NamedTuple):
    """The best items of each row.

    Attributes:
        items: shape (rows, k), best first, -1 where there are no more.
        scores: shape (rows, k), not increasing, -inf where there are no more.
    """

    items: Codes
    scores: Floats


def empty_top(rows: int, k: int) -> Top:
    """Lists without an item."""
    return Top(np.full((rows, k), -1, np.int32), np.full((rows, k), NOTHING, np.float32))


def check_k(k: int) -> None:
    """Refuse a length of lists that is no whole number above 0.

    Raises:
        InputError: it is not.
    """
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        raise InputError(f"k is {k}", remedy="Ask for one item or more.")


def reasons(rows: list[tuple[str, str, float]]) -> pl.DataFrame:
    """Reasons as a frame ``kind, value, weight``, weightiest first."""
    frame = pl.DataFrame(
        rows, schema={KIND: pl.String, VALUE: pl.String, "weight": pl.Float64}, orient="row"
    )
    return frame.sort("weight", descending=True, maintain_order=True)


def top_frame(names: pl.Series, items: pl.Series, top: Top, column: str) -> pl.DataFrame:
    """Lists of codes as a long frame: the names' column, ``column``, ``score, rank``."""
    rows, places = np.nonzero(top.items >= 0)
    return pl.DataFrame(
        {
            names.name: names.gather(rows),
            column: items.gather(top.items[rows, places]),
            SCORE: top.scores[rows, places].astype(np.float64),
            RANK: (places + 1).astype(np.int64),
        }
    )
