"""Outfits and occasions on real data, beside popularity, co-occurrence and category baselines.

*Outfits*: Polyvore as published with NGNN (Cui and others 2019), 16,983 outfits of 120 categories,
without pictures. The file at hand is one part of that release (its training part), so a tenth of it
is held out by a fixed seed: 13,586 learnt from, 1,699 kept for choosing settings, 1,698 judged on.
*Fill in the blank*: one member is taken out; the right category stands beside three wrong ones
drawn by popularity, never one that the outfit has (or, harder, only of the right one's slot).
*AUC random* is against sets of the same size drawn by popularity, *AUC exchanged* against outfits
with a single member exchanged. Since wrong choices are drawn by popularity, popularity is worth
nothing by construction; that is what makes the task one of compatibility.

*Occasions*: RentTheRunway's ``rented for`` (eight values); rows of known styles, and of a fifth of
the styles that is hidden altogether.

Run ``python -m benchmarks.outfits``; ``--shop`` ranks what was bought together in later orders of a
simulated shop, by what its earlier orders say.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from itertools import permutations
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.data import research
from benchmarks.measure import header, table
from modiste.learn.effects import Effects
from modiste.learn.fit.scores import log_loss
from modiste.store.workspace import Workspace
from modiste.styling.bridge import read_outfits
from modiste.styling.learning import outfit_rows
from modiste.styling.pieces import Piece, wearable_together
from modiste.styling.service import Shop
from modiste.styling.stock import pieces_of


def outfits() -> None:
    """Print Polyvore."""
    folder = research("recommend/polyvore")
    if folder is None:
        return
    whole = read_outfits(folder / "train_no_dup_new_100.json", folder / "category_id.txt")
    order = np.random.default_rng(0).permutation(len(whole))
    first, second = int(0.8 * len(whole)), int(0.9 * len(whole))
    known, unseen = whole.rows(order[:first]), whole.rows(order[second:])
    begun = time.process_time()
    rows = outfit_rows(known, unseen, seed=1)
    print(f"\n### Polyvore: {len(known):,} learnt from, {len(unseen):,} judged on\n")
    print(table(tuple(rows[0]), [tuple(row.values()) for row in rows]))
    print(f"\n{time.process_time() - begun:.0f} cpu s in all")


def occasions() -> None:
    """Print RentTheRunway's occasions."""
    path = research("recommend/renttherunway.parquet")
    if path is None:
        return
    rentals = pl.read_parquet(path).drop_nulls("rented_for")
    label = rentals["rented_for"].cast(pl.String)
    classes = label.unique().sort().to_list()
    code = label.replace_strict({c: k for k, c in enumerate(classes)}, return_dtype=pl.Int64)
    keys = {
        "category": rentals["category"],
        "item": rentals["item_id"].cast(pl.String),
        "month": rentals["review_month"].cast(pl.String),
        "age": (rentals["age"] // 5).cast(pl.String),
        "body": rentals["body_type"].cast(pl.String),
    }
    rng = np.random.default_rng(0)
    items = rentals["item_id"].unique().sort()
    hidden = items.filter(pl.Series(rng.random(len(items)) < 0.2))
    new = rentals["item_id"].is_in(hidden.implode()).to_numpy()
    known = ~new & (rng.random(len(rentals)) < 0.2)
    parts = {"known styles": known, "hidden styles": new}
    rows = []
    for name, groups in (
        ("rates of all", ()),
        ("category", ("category",)),
        ("category + style", ("category", "item")),
        ("category + style + month, age, figure", tuple(keys)),
    ):
        rows += judged(name, groups, keys, code.to_numpy(), classes, parts)
    print(f"\n### Occasions: {len(rentals):,} rentals, {len(classes)} occasions\n")
    print(table(("model", "rows", "log loss", "top 1", "95 %"), rows))


def judged(
    name: str,
    groups: tuple[str, ...],
    keys: dict[str, pl.Series],
    code: np.ndarray,
    classes: list[str],
    parts: dict[str, np.ndarray],
) -> list[tuple[str, str, float, float, str]]:
    """Log loss and share of right first guesses on each part."""
    learnt = ~np.logical_or.reduce(list(parts.values()))
    constant = pl.Series(["all"] * len(code))
    used = {group: keys[group] for group in groups} or {"all": constant}
    rows_of = lambda mask: {g: s.filter(pl.Series(mask)) for g, s in used.items()}  # noqa: E731
    model = Effects(classes).fit(rows_of(learnt), code[learnt])
    found = []
    for part, mask in parts.items():
        chance = model.predict(rows_of(mask))
        right = (chance.argmax(axis=1) == code[mask]).astype(float)
        half = 1.96 * float(right.std() / np.sqrt(len(right)))
        span = f"{right.mean() - half:.3f}–{right.mean() + half:.3f}"
        found.append((name, part, log_loss(chance, code[mask]), float(right.mean()), span))
    return found


def shop() -> None:
    """Print where the second piece of a later order ranks, given the first, on a simulated shop."""
    from modiste.simulate import preset, simulate

    world = simulate(preset("demo", seed=7))
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.init(Path(folder) / "brand", currency=world.config.currency)
        for name in ("product", "variant", "sale", "event", "customer", "stock"):
            workspace.lake.upsert(name, world.tables[name])
        day = world.config.as_of - dt.timedelta(weeks=8)
        found = _ranks(Shop(workspace, workspace.lake.snapshot(), day))
        workspace.ledger.close()
    rows = []
    for name, ranks in found.items():
        value = 1 / np.array(ranks)
        half = 1.96 * float(value.std()) / len(value) ** 0.5
        rows.append((name, len(value), float(value.mean()), f"± {half:.3f}"))
    print("\n### A simulated shop's orders of its last eight weeks\n")
    print(table(("ranked by", "pairs", "mean reciprocal rank", "95 %"), rows))


def _ranks(asked: Shop) -> dict[str, list[float]]:
    """Rank of what was bought with a piece, among all of its slot that was sold at the time."""
    pieces: dict[str, Piece] = {}
    for piece in pieces_of(asked.garments.variants, asked.garments, asked.occasions, None):
        pieces.setdefault(piece.product_id, piece)
    names = asked.garments.variants.select("variant_id", "product_id")
    sales = asked.snapshot.read("sale").filter(pl.col("quantity") > 0).join(names, on="variant_id")
    later = sales.filter(pl.col("sold_at") >= asked.end)
    recent = sales.filter(
        pl.col("sold_at").is_between(asked.end - dt.timedelta(days=60), asked.end, closed="left")
    )
    sold = dict(recent.group_by("product_id").len().iter_rows())
    selling = [piece for name, piece in pieces.items() if name in set(later["product_id"])]
    together = asked.together
    found: dict[str, list[float]] = {"popularity": [], "own orders": [], "all of a pair": []}
    orders = later.group_by("order_id").agg(pl.col("product_id").unique().sort()).sort("order_id")
    for left, right in (pair for names in orders["product_id"] for pair in permutations(names, 2)):
        if left not in pieces or right not in pieces or pieces[left].slot is pieces[right].slot:
            continue
        worn, wanted = pieces[left], pieces[right]
        choices = [p for p in selling if p.slot is wanted.slot and wearable_together(worn, p)]
        if len(choices) < 5 or wanted not in choices:
            continue
        at = choices.index(wanted)
        for name, scores in (
            ("popularity", [float(sold.get(p.product_id, 0)) for p in choices]),
            ("own orders", [together.bought.lift(worn, p) for p in choices]),
            ("all of a pair", [together.pair(worn, p) for p in choices]),
        ):
            above = sum(score > scores[at] for score in scores)
            ties = sum(score == scores[at] for score in scores) - 1
            found[name].append(1 + above + ties / 2)
    return found


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shop", action="store_true")
    asked = parser.parse_args()
    print(header("Outfits and occasions", ("numpy", "scipy", "polars")))
    if asked.shop:
        shop()
        return
    outfits()
    occasions()


if __name__ == "__main__":
    main()
