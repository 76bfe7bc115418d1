"""New events put to old ones, with a map from old codes to new ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from modiste.learn.recommend.events import ITEM, USER, codes_of
from modiste.learn.recommend.histories import Codes, Histories
from modiste.learn.recommend.interactions import Interactions
from modiste.model.errors import InputError, Place


@dataclass(frozen=True)
class Extended:
    """Interactions with new events.

    Attributes:
        data: old and new events together.
        items: new code of each old item code.
        users: new code of each old user code.
        touched: new codes of the users that have new events, sorted.
    """

    data: Interactions
    items: Codes
    users: Codes
    touched: Codes


def extended(
    old: Interactions,
    interactions: pl.DataFrame,
    items: pl.DataFrame | None = None,
    users: pl.DataFrame | None = None,
) -> Extended:
    """Put new events to old ones, as if all had been read at once.

    Raises:
        InputError: the frames cannot be used, or times are of another kind.
    """
    new = Interactions.of(interactions, items, users)
    if ("time" in interactions.columns) and new.timed != old.timed:
        raise InputError(
            "the new events' times are of another kind",
            place=Place(column="time"),
            remedy="Give dates where the first events had dates, numbers where they had numbers.",
        )
    shift = 0.0
    if "time" not in interactions.columns:
        if old.timed:
            raise InputError(
                "the new events have no time",
                place=Place(column="time"),
                remedy="Give their dates, as the first events had.",
            )
        shift = old.now + 1 if old.ordered else 0.0
    user_ids = pl.concat([old.users, new.users.rename(USER)]).unique().sort()
    item_ids = pl.concat([old.items, new.items.rename(ITEM)]).unique().sort()
    maps = {
        "old users": codes_of(old.users, user_ids).to_numpy().astype(np.int32),
        "new users": codes_of(new.users, user_ids).to_numpy().astype(np.int32),
        "old items": codes_of(old.items, item_ids).to_numpy().astype(np.int32),
        "new items": codes_of(new.items, item_ids).to_numpy().astype(np.int32),
    }
    events = _merged(old.events, new.events, maps, len(user_ids), shift)
    data = Interactions(
        user_ids,
        item_ids,
        events,
        timed=old.timed,
        ordered=old.ordered,
        item_table=_tables(old.item_table, new.item_table, item_ids, ITEM),
        user_table=_tables(old.user_table, new.user_table, user_ids, USER),
        cleaning=new.cleaning,
    )
    touched = np.unique(maps["new users"][new.events.rows]).astype(np.int32)
    return Extended(data, maps["old items"], maps["old users"], touched)


def _merged(
    old: Histories, new: Histories, maps: dict[str, Codes], users: int, shift: float
) -> Histories:
    rows = np.concatenate([maps["old users"][old.rows], maps["new users"][new.rows]])
    items = np.concatenate([maps["old items"][old.items], maps["new items"][new.items]])
    times = np.concatenate([old.times, new.times + shift])
    weights = np.concatenate([old.weights, new.weights])
    order = np.lexsort((times, rows))  # stable: of equal times the new events are the newer ones
    rows, items, times, weights = rows[order], items[order], times[order], weights[order]
    frame = pl.DataFrame({"u": rows, "i": items, "t": times, "w": weights})
    once = frame.select(pl.struct(pl.all()).is_first_distinct()).to_series().to_numpy()
    counts = np.bincount(rows[once], minlength=users)
    return Histories(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        items[once].astype(np.int32),
        weights[once],
        times[once],
    )


def _tables(
    old: pl.DataFrame | None, new: pl.DataFrame | None, ids: pl.Series, name: str
) -> pl.DataFrame | None:
    """Both tables in the order of the codes; a row given anew replaces the old one."""
    given = [each for each in (new, old) if each is not None]
    if not given:
        return None
    both = pl.concat(given, how="diagonal_relaxed").unique(name, keep="first", maintain_order=True)
    return pl.DataFrame({name: ids}).join(both, on=name, how="left", maintain_order="left")
