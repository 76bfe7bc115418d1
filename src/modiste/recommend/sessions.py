"""What was looked at in the session of a visitor."""

from __future__ import annotations

import polars as pl

from modiste.model.errors import UnknownNameError
from modiste.recommend.assortment import Assortment
from modiste.recommend.past import WEIGHTS
from modiste.store.lake import Snapshot


def session_items(snapshot: Snapshot, assortment: Assortment, session: str) -> tuple[int, ...]:
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
    events = (
        snapshot.scan("event")
        .filter(pl.col("session_id") == session)
        .select("at", "kind", "customer_id", "product_id", "variant_id")
        .collect()
    )
    if not events.height or events["customer_id"].is_not_null().any():
        raise UnknownNameError(
            f"no visitor who did not sign in had a session {session!r}",
            remedy="Import its events, or name items with --item.",
        )
    variant = assortment.variants.select("variant_id", "item")
    style = assortment.table.select("product_id").with_row_index("style")
    first = style.group_by("product_id").agg(pl.col("style").min().cast(pl.Int64))
    found = (
        events.filter(pl.col("kind").is_in([*WEIGHTS, "purchase"]))
        .join(variant, on="variant_id", how="left")
        .join(first, on="product_id", how="left")
        .with_columns(code=pl.coalesce("item", "style"))
        .filter(pl.col("code").is_not_null())
        .group_by("code")
        .agg(pl.col("at").max())
        .sort("at", "code")
    )
    return tuple(found["code"].to_list())
