"""How well pieces go together: what is bought together, learnt sets, colours and formality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import polars as pl

from modiste.styling.bridge import Learnt
from modiste.styling.harmony import harmony, outfit_harmony
from modiste.styling.pieces import Piece

OWN = 1.5
"""Weight of the shop's own orders; they are shrunk already, so that few of them say little."""

STRENGTH = 10.0
"""Joint purchases that chance counts for in the lift of a pair."""


@dataclass(frozen=True)
class Bought:
    """Lifts of what is bought in one order.

    Attributes:
        products: log lift by pair of styles, in alphabetical order.
        categories: log lift by pair of categories.
        orders: orders with two or more different styles.
    """

    products: Mapping[tuple[str, str], float] = field(default_factory=dict)
    categories: Mapping[tuple[str, str], float] = field(default_factory=dict)
    orders: int = 0

    def lift(self, left: Piece, right: Piece) -> float:
        """Log lift of a pair of styles, that of their categories where they never met."""
        pair = _pair(left.product_id, right.product_id)
        if pair in self.products:
            return self.products[pair]
        return self.categories.get(_pair(left.category, right.category), 0.0)


def bought_together(lines: pl.DataFrame, categories: Mapping[str, str]) -> Bought:
    """Learn lifts from order lines.

    Args:
        lines: ``order_id, product_id`` of what was bought; returns are left out by the caller.
        categories: taxonomy key by style.

    Pairs of styles are shrunk to the lift of their categories, and that to none.
    """
    kinds = pl.DataFrame(
        {"product_id": list(categories), "category": list(categories.values())},
        schema={"product_id": pl.String, "category": pl.String},
    )
    known = lines.select("order_id", "product_id").unique().join(kinds, on="product_id")
    baskets = known.group_by("order_id").agg(n=pl.len()).filter(pl.col("n") >= 2)
    if not baskets.height:
        return Bought()
    members = known.join(baskets.select("order_id", "n"), on="order_id")
    pairs = members.join(members, on="order_id", suffix="_b").filter(
        pl.col("product_id") < pl.col("product_id_b")
    )
    by_category = _category_lifts(pairs, members)
    # Given which categories met, chance pairs their styles by their share within the category.
    share = members.group_by("product_id", "category").agg(count=pl.len())
    share = share.with_columns(share=pl.col("count") / pl.col("count").sum().over("category"))
    met = pairs.group_by("product_id", "product_id_b", "category", "category_b").agg(met=pl.len())
    shares = dict(share.select("product_id", "share").iter_rows())
    volume: dict[tuple[str, str], int] = {}
    for _, _, one, two, count in met.iter_rows():
        volume[_pair(one, two)] = volume.get(_pair(one, two), 0) + count
    products = {}
    for left, right, one, two, count in met.sort("product_id", "product_id_b").iter_rows():
        orders = 2 if one == two else 1
        expected = volume[_pair(one, two)] * shares[left] * shares[right] * orders
        lift = float(np.log((count + STRENGTH) / (expected + STRENGTH)))
        products[(left, right)] = by_category.get(_pair(one, two), 0.0) + lift
    return Bought(products, by_category, baskets.height)


def _category_lifts(pairs: pl.DataFrame, members: pl.DataFrame) -> dict[tuple[str, str], float]:
    share = dict(members.group_by("category").agg(pl.len() / members.height).iter_rows())
    count: dict[tuple[str, str], int] = {}
    for one, two, n in pairs.group_by("category", "category_b").agg(pl.len()).iter_rows():
        count[_pair(one, two)] = count.get(_pair(one, two), 0) + n
    out = {}
    for (one, two), n in sorted(count.items()):
        chance = share[one] * share[two] * (2 if one != two else 1) * pairs.height
        out[(one, two)] = float(np.log((n + STRENGTH) / (chance + STRENGTH)))
    return out


def _pair(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left <= right else (right, left)


@dataclass(frozen=True)
class Together:
    """Everything that says how well pieces go together.

    Attributes:
        bought: lifts of the shop's own orders.
        learnt: a model of outfits that people made, if one was learnt from a file.
    """

    bought: Bought = field(default_factory=Bought)
    learnt: Learnt | None = None

    def pair(self, left: Piece, right: Piece) -> float:
        """How well two pieces go together; 0 says nothing, 1 is a lot.

        One and a half of the log lift of the shop's own orders, half of the learnt weight,
        harmony of colour above or below its middle, and likeness of what both are worn for.
        """
        lift = OWN * float(np.clip(self.bought.lift(left, right), -2, 2))
        learnt = self.learnt.between(left.category, right.category) / 2 if self.learnt else 0.0
        colour = 2 * (harmony(left.colour, right.colour).score - 0.6)
        clash = 0.0 if left.plain or right.plain else -0.4
        return (
            lift
            + float(np.clip(learnt, -1, 1))
            + colour
            + clash
            + left.occasions.likeness(right.occasions)
            - 0.5
        )

    def outfit(self, pieces: Sequence[Piece]) -> float:
        """Mean over pairs, and the harmony of all colours together."""
        pairs = [self.pair(a, b) for a, b in combinations(pieces, 2)]
        mean = sum(pairs) / len(pairs) if pairs else 0.0
        colours = [piece.colour for piece in pieces]
        whole = outfit_harmony(colours, [not piece.plain for piece in pieces])
        return mean + whole - 0.6
