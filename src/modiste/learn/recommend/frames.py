"""Lists of the best items: arrays of codes inside, frames of ids outside."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from modiste.learn.recommend.events import ITEM
from modiste.learn.recommend.histories import Codes, Floats, Histories, Mask
from modiste.model.errors import InputError

SCORE = "score"
RANK = "rank"
SIMILAR = "similar"
KIND = "kind"
POPULARITY = "popularity"
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


def check_arrays(
    histories: Histories, exclude: Histories | None, allowed: Mask | None, count: int
) -> None:
    """Refuse what does not belong to ``count`` items: compiled code would read beyond them.

    Raises:
        InputError: a code is out of range, or a mask is of another shape.
    """
    wrong = any(
        each.size and (each.items.min() < 0 or each.items.max() >= count)
        for each in (histories, exclude)
        if each is not None
    )
    if wrong or (exclude is not None and len(exclude) != len(histories)):
        raise InputError(
            "a history holds codes of other items",
            remedy="Take codes from data.item_codes, and leave unknown items (-1) out.",
        )
    shapes = ((count,), (1, count), (len(histories), count))
    if allowed is not None and allowed.shape not in shapes:
        raise InputError(
            f"the mask of items has the shape {allowed.shape}",
            remedy=f"Give one of shape ({count},) or ({len(histories)}, {count}).",
        )


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


def with_because(
    frame: pl.DataFrame, top: Top, known: Mask, because: Codes, items: pl.Series, own: str
) -> pl.DataFrame:
    """Lists with what speaks for each item: columns ``kind`` and ``because``.

    Args:
        frame: lists of ``top`` as a frame.
        top: the lists.
        known: which places the model filled itself; the others are popular items.
        because: for each place the entry of the history that speaks most, or -1.
        items: ids by code.
        own: the kind where no single entry speaks.
    """
    listed = top.items >= 0
    codes = because[listed]
    named = known[listed] & (codes >= 0)
    kinds = np.where(known[listed], np.where(named, ITEM, own), POPULARITY)
    return frame.with_columns(
        pl.Series(KIND, kinds.tolist(), dtype=pl.String),
        items.gather(pl.Series(codes).set(pl.Series(~named), None)).alias("because"),
    )
