"""Size and fit: how well small, fit and large are told on real rentals, and for whom less well.

The data is RentTheRunway (192,544 rentals of 105,571 people, Misra and others 2018). Two splits:
*random* judges on a fifth drawn by a seed, *temporal* on everything from September 2017 on. Figures
are means over the three outcomes of the AUC of one against the rest, with 95 % intervals from
resampled rows. All choices (rounds of boosting, the pool's weight) are made on the latest sixth of
what is learnt from. Ratings are never used: they come after wearing. Published on this data: .719
(mean AUC of latent-factor models). The peers run here are rates (of all, of the size, of the style)
and a multinomial logistic regression on the same out-of-fold rates and bodies.

Run ``python -m benchmarks.size_fit``; ``--split random`` or ``temporal`` runs one of them,
``--truth`` asks for sizes on a simulated shop whose true sizes and offsets are known.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.data import research
from benchmarks.measure import header, table
from modiste.learn.fit.combined import SizeFitConfig
from modiste.learn.fit.judge import compare, groups_of, split_rows
from modiste.learn.fit.ladder import SizeLadder
from modiste.learn.fit.records import OUTCOMES
from modiste.learn.fit.scores import reliability
from modiste.simulate.garments import SCALES, Scale
from modiste.simulate.world import World
from modiste.store.lake import Lake, Snapshot
from modiste.styling.files import read_fits
from modiste.styling.fits import fit_records
from modiste.styling.garments import read_garments
from modiste.styling.service import BODY
from modiste.styling.sizing import advise_size

SINCE = dt.date(2017, 9, 1)
CONFIG = SizeFitConfig(bags=4)


def run(split: str) -> None:
    """Print one split."""
    path = research("recommend/renttherunway.parquet")
    if path is None:
        return
    told = read_fits(path)
    test = split_rows(told.records, split, since=SINCE, seed=0)
    begun = time.process_time()
    compared = compare(
        told.records, test, CONFIG, say=lambda text: print(f"  {text}", file=sys.stderr, flush=True)
    )
    cpu = time.process_time() - begun
    print(
        f"\n### {split}: {int((~test).sum()):,} learnt from, {int(test.sum()):,} judged on, "
        f"{cpu:.0f} cpu s in all\n"
    )
    peer = next(row.auc for row in compared.rows if row.model == "logistic")
    rows = [
        (r.model, r.auc, f"{r.low:.3f}–{r.high:.3f}", r.auc / peer, r.ece, r.log_loss)
        for r in compared.rows
    ]
    print(table(("model", "mean AUC", "95 %", "over logistic", "ECE", "log loss"), rows))
    judged = told.records.rows(test)
    print("\nReliability of the best model, tenths by forecast: forecast → observed\n")
    bins = [
        (OUTCOMES[c], *(f"{b.forecast:.3f} → {b.observed:.3f}" for b in bars))
        for c in (0, 2)
        for bars in [reliability(compared.best[:, c], judged.outcomes == c, 10)]
    ]
    print(table(("outcome", *(str(k) for k in range(1, 11))), bins))
    print("\nGroups\n")
    groups = groups_of(judged, compared.best)
    print(table(tuple(groups[0]), [tuple(group.values()) for group in groups]))


def truth(pairs: int = 3_000) -> None:
    """Print how often the ladder names the true best size on a simulated shop."""
    from modiste.simulate import preset, simulate

    world = simulate(preset("demo", seed=7))
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder) / "lake")
        for name in ("product", "variant", "sale", "event", "customer", "stock"):
            lake.upsert(name, world.tables[name])
        rows = _Truth(world, lake.snapshot()).asked(pairs)
    print(f"\n### Sizes named on a simulated shop, {len(rows):,} pairs of a person and a style\n")
    shown = []
    for known in ("worn", "same scale worn", "body only", "nothing"):
        part = [row for row in rows if known in row["known"]]
        told = [row for row in part if row["ours"] is not None]
        exact = (_share(told, name, 0) for name in ("ours", "most bought", "last"))
        best, *peers = exact
        shown.append(
            (known, len(part), len(part) - len(told), best, _share(told, "ours", 1), *peers)
        )
    columns = ("known of the person", "pairs", "not known", "best size", "within one")
    print(table((*columns, "most bought is best", "last worn is best"), shown))


def _share(rows: list[dict[str, Any]], name: str, most: int) -> str:
    """Share of answers at most so many sizes off, among those that have one."""
    off = [row[name] for row in rows if row[name] is not None]
    return f"{np.mean([each <= most for each in off]):.3f} ({len(off):,})" if off else "–"


class _Truth:
    """A simulated shop, its ladder, and what is true of its people and styles."""

    def __init__(self, world: World, snapshot: Snapshot) -> None:
        self.people = world.truth.people.sizes
        self.offset = dict(world.truth.styles.select("product_id", "fit_offset").iter_rows())
        self.customers = snapshot.read("customer")
        garments = read_garments(snapshot, world.config.as_of).variants
        end = dt.datetime.combine(world.config.as_of, dt.time(), dt.UTC)
        records = fit_records(snapshot, garments, end)
        self.ladder = SizeLadder().fit(records)
        sized = garments.filter(pl.col("kind") != "none")
        styles = sized.group_by("product_id", maintain_order=True)
        self.styles = styles.agg("size", pl.col("gender", "category", "kind").first()).to_dicts()
        modes = records.frame.group_by("item").agg(pl.col("size").mode().min())
        self.bought = dict(modes.iter_rows())
        worn = records.frame.sort("at").select("person", "gender", "size")
        self.worn: dict[tuple[str, str], list[str]] = {}
        for person, gender, size in worn.iter_rows():
            self.worn.setdefault((person, gender), []).append(size)

    def asked(self, pairs: int) -> list[dict[str, Any]]:
        """Random pairs of a person and a style of their gender."""
        rng = np.random.default_rng(0)
        found: list[dict[str, Any]] = []
        while len(found) < pairs:
            style = self.styles[rng.integers(len(self.styles))]
            row = self._answer(style, int(rng.integers(self.customers.height)))
            found += [row] if row is not None else []
        return found

    def _answer(self, style: dict[str, Any], who: int) -> dict[str, Any] | None:
        """What is known, and how many sizes each answer is off; None for the other gender."""
        scale = next(k for k, each in enumerate(SCALES) if _is_scale(each, style))
        own = self.people[who, scale]
        if np.isnan(own):
            return None
        labels = list(SCALES[scale].sizes)
        away = np.arange(len(labels)) + self.offset[style["product_id"]] - own
        best = int(np.argmin(np.abs(away)))
        row = self.customers.row(who, named=True)
        told = advise_size(
            self.ladder,
            {"person": row["customer_id"], **{k: row[k] for k in BODY if row[k] is not None}},
            {"item": style["product_id"], **{k: style[k] for k in ("gender", "category", "kind")}},
            labels,
            stated=row["usual_size"],
        )
        same = [s for s in self.worn.get((row["customer_id"], style["gender"]), []) if s in labels]
        known = {"worn"} if told.worn else {"body only"} if told.body else {"nothing"}
        answers = {
            "ours": told.size,
            "most bought": self.bought.get(style["product_id"]),
            "last": same[-1] if same else None,
        }
        off = {k: None if v is None else abs(labels.index(v) - best) for k, v in answers.items()}
        return {"known": known | ({"same scale worn"} if same else set()), **off}


def _is_scale(scale: Scale, style: dict[str, Any]) -> bool:
    return scale.name.endswith(f"/{style['gender']}") and set(style["size"]) <= set(scale.sizes)


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("random", "temporal"), action="append")
    parser.add_argument("--truth", action="store_true")
    asked = parser.parse_args()
    print(header("Size and fit", ("lightgbm", "numpy", "scipy", "polars")))
    for split in asked.split or (() if asked.truth else ("random", "temporal")):
        run(split)
    if asked.truth:
        truth()


if __name__ == "__main__":
    main()
