"""What was looked at in the sessions of visitors who did not sign in."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from threading import Lock

import polars as pl

from modiste.model.errors import UnknownNameError
from modiste.recommend.assortment import Assortment
from modiste.recommend.past import WEIGHTS
from modiste.store.lake import Snapshot

RECENT_DAYS = 2
"""Sessions that began within so many days are kept in memory; older ones are looked up."""
LIVE = 50_000
"""Sessions of the present that are remembered at the most; the oldest are forgotten."""
LONGEST = 50
"""Items of a session that count at the most, the last ones."""

Items = tuple[int, ...]


class Sessions:
    """Sessions by their pseudonym; safe to ask from several threads."""

    def __init__(self, snapshot: Snapshot, assortment: Assortment, end: dt.datetime) -> None:
        """Read the sessions of the last days.

        Args:
            snapshot: the facts.
            assortment: the items.
            end: sessions that were still going on ``RECENT_DAYS`` before this are kept at hand.
        """
        self._snapshot, self._assortment = snapshot, assortment
        since = end - dt.timedelta(days=RECENT_DAYS)
        recent = snapshot.scan("event").filter(
            pl.col("session_id").is_not_null(), pl.col("at") >= since
        )
        self._recent = _items(recent, assortment)
        self._live: OrderedDict[str, Items] = OrderedDict()
        self._lock = Lock()

    def items(self, session: str) -> Items:
        """Codes of a session's items, oldest first, each once.

        Raises:
            UnknownNameError: no visitor had such a session.
        """
        known = self.recent(session)
        return session_items(self._snapshot, self._assortment, session) if known is None else known

    def recent(self, session: str) -> Items | None:
        """The same without a look at the lake; ``None`` for sessions that are not at hand."""
        stored = self._recent.get(session)
        with self._lock:
            live = self._live.get(session)
        if live is None:
            return stored
        return (*(item for item in stored or () if item not in live), *live)[-LONGEST:]

    def saw(self, session: str, item: int) -> None:
        """Note what a visitor looks at now, before it has reached the lake."""
        with self._lock:
            held = self._live.pop(session, ())
            self._live[session] = (*(each for each in held if each != item), item)[-LONGEST:]
            if len(self._live) > LIVE:
                self._live.popitem(last=False)

    def succeed(self, earlier: Sessions) -> None:
        """Take over what visitors look at now from an index that is replaced."""
        names = earlier._assortment.table["item"].to_list()
        code = {name: n for n, name in enumerate(self._assortment.table["item"].to_list())}
        with earlier._lock:
            held = list(earlier._live.items())
        for session, items in held:
            for item in items:
                if names[item] in code:
                    self.saw(session, code[names[item]])


def session_items(snapshot: Snapshot, assortment: Assortment, session: str) -> Items:
    """Codes of the items of a session, oldest first, each once.

    A session in which a customer signed in is that customer's, with all that came before, and
    subject to their consent; it is refused here.

    Args:
        snapshot: the facts.
        assortment: the items.
        session: pseudonym of the session.

    Raises:
        UnknownNameError: no visitor had such a session.
    """
    events = snapshot.scan("event").filter(pl.col("session_id") == session)
    found = _items(events, assortment).get(session)
    if found is None:
        raise UnknownNameError(
            f"no visitor who did not sign in had a session {session!r}",
            remedy="Import its events, or name items with --item.",
        )
    return found


def _items(events: pl.LazyFrame, assortment: Assortment) -> dict[str, Items]:
    """Items by session, without those in which a customer signed in."""
    rows = events.select(
        "session_id", "at", "kind", "customer_id", "product_id", "variant_id"
    ).collect()
    signed_in = pl.col("customer_id").is_not_null().any().over("session_id")
    anonymous = rows.filter(~signed_in)
    variant = assortment.variants.select("variant_id", "item")
    style = assortment.table.select("product_id").with_row_index("style")
    first = style.group_by("product_id").agg(pl.col("style").min().cast(pl.Int64))
    found = (
        anonymous.filter(pl.col("kind").is_in([*WEIGHTS, "purchase"]))
        .join(variant, on="variant_id", how="left")
        .join(first, on="product_id", how="left")
        .with_columns(code=pl.coalesce("item", "style"))
        .filter(pl.col("code").is_not_null())
        .group_by("session_id", "code")
        .agg(pl.col("at").max())
        .sort("at", "code")
        .group_by("session_id", maintain_order=True)
        .agg("code")
    )
    known: dict[str, Items] = dict.fromkeys(anonymous["session_id"].unique().to_list(), ())
    return known | {name: tuple(codes) for name, codes in found.iter_rows()}
