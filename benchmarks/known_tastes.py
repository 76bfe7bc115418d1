"""The simulated brands, whose customers' tastes are known: our lists, popularity, and an oracle.

Protocol: the four weeks before the as-of day are the window. The shop is read as it was when they
began: purchases, visits, stock, sizes. Everyone who agreed to being profiled, had bought five times
before and bought something in the window gets a list of ten out of what was on sale and in stock
(ours: in their size); relevant is what they bought in the window. Popularity has a half-life of
30 days and shows only what is in stock too. Business rules that trade relevance are off.

The oracle ranks what is in stock in the person's size by the simulator's own taste for it, gender
and the logarithm of popularity: what a model that knew every taste exactly would reach. Ours may
pass it, for it also sees what people buy again and which items are new.

    python -m benchmarks.known_tastes --presets demo,wide
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import header, table
from modiste.learn.ranking.metrics import Taken, scores
from modiste.recommend.building import Facts, read_facts
from modiste.recommend.judging import judge_shop, ratio_of
from modiste.recommend.signals import popularity
from modiste.recommend.windows import best
from modiste.simulate import World, preset, simulate
from modiste.simulate.shoppers import style_vectors
from modiste.store.workspace import Workspace

DAYS, LEAST, K = 28, 5, 10
_OTHER_GENDER = 12.0
_LEFT_OUT = {"post", "image", "supplier", "supply_term", "purchase_order", "purchase_order_line"}


def stored(world: World, folder: Path) -> Workspace:
    """The tables that a recommender reads, in a workspace."""
    workspace = Workspace.init(folder / "shop", name=world.config.brand)
    for name, frame in world.tables.items():
        if frame.height and name not in _LEFT_OUT:
            workspace.lake.upsert(name, frame)
    return workspace


def oracle(world: World, workspace: Workspace) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """NDCG of everyone's list by true taste, and of popularity."""
    snapshot, settings = workspace.lake.snapshot(), workspace.settings
    as_of = world.config.as_of
    later = read_facts(snapshot, settings, as_of)
    facts = read_facts(snapshot, settings, as_of - dt.timedelta(days=DAYS), judged=True)
    bought = later.journal.between(facts.now, facts.now + DAYS).purchases
    bought = bought.keep(bought.user >= 0)
    people = world.truth.people
    place = {name: n for n, name in enumerate(people.ids)}
    rows = {name: n for n, name in enumerate(facts.people["customer_id"].to_list())}
    vectors, woman = _items(world, facts)
    popular = popularity(
        facts.journal, facts.assortment.catalogue, facts.now, 30.0, "category"
    ).value
    shelf = facts.assortment.shelf
    same, _ = best(popular, shelf.allowed(), K)
    before = np.bincount(
        facts.journal.purchases.user[facts.journal.purchases.user >= 0],
        minlength=facts.journal.n_users,
    )
    known = dict(zip(facts.journal.users.to_list(), before.tolist(), strict=True))
    taken, mine = [], []
    for user in np.unique(bought.user):
        name = bought.users[int(user)]
        if known.get(name, 0) < LEAST:
            continue
        person = place[name]
        taste = world.config.taste_strength * (vectors @ people.tastes[person])
        score = taste - _OTHER_GENDER * (woman != people.woman[person]) + popular
        allowed = shelf.allowed(facts.sizes.slots[rows[name]].astype(np.int64))
        items, _ = best(score.astype(np.float32), allowed, K)
        mine.append(np.pad(items, (0, K - len(items)), constant_values=-1))
        taken.append(np.unique(bought.item[bought.user == user]).tolist())
    truth = Taken.of(taken)
    alike = np.tile(np.pad(same, (0, K - len(same)), constant_values=-1), (len(truth), 1))
    return scores(np.array(mine), truth).ndcg, scores(alike, truth).ndcg


def _items(world: World, facts: Facts) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Latent vector and gender of each item of the shop."""
    assortment, names = world.truth.assortment, world.truth.names
    variants = facts.assortment.variants
    item = dict(zip(variants["variant_id"].to_list(), variants["item"].to_list(), strict=True))
    option = np.zeros(len(facts.assortment), dtype=np.int64)
    for number, name in enumerate(names.variant.to_list()):
        option[item[name]] = assortment.option[number]
    vectors = style_vectors(world.truth.people, assortment.codes)[option]
    return vectors, assortment.styles.woman[assortment.style[option]]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presets", default="demo,wide")
    asked = parser.parse_args()
    print(header(f"Known tastes, NDCG@{K}", ("lightgbm", "numpy")))
    rows = []
    for name in asked.presets.split(","):
        began = time.process_time()
        world = simulate(preset(name))
        with tempfile.TemporaryDirectory() as folder:
            workspace = stored(world, Path(folder))
            judged = judge_shop(
                workspace.lake.snapshot(), workspace.settings, world.config.as_of,
                windows=1, days=DAYS, k=K, least_before=LEAST,
            )  # fmt: skip
            true, popular = oracle(world, workspace)
            workspace.ledger.close()
        ours = judged.table.filter(
            (judged.table["model"] == "recommender")
            & (judged.table["slice"] == "all")
            & (judged.table["metric"] == "ndcg")
        )
        best_of = ratio_of(true, popular)
        ratio = judged.ratio
        rows.append(
            (name, judged.people, float(popular.mean()), float(ours["mean"][0]),
             f"{ratio.mean:.2f} ({ratio.low:.2f} to {ratio.high:.2f})", float(true.mean()),
             f"{best_of.mean:.2f}", round(time.process_time() - began))
        )  # fmt: skip
    columns = ("preset", "people", "popularity", "ours", "times", "oracle", "times", "cpu s")
    print(table(columns, rows))


if __name__ == "__main__":
    main()
