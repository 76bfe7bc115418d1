"""Size and fit: how well small, fit and large are told on real rentals, and for whom less well.

The data is RentTheRunway (192,544 rentals of 105,571 people, Misra and others 2018). Two splits:
*random* judges on a fifth drawn by a seed, *temporal* on everything from September 2017 on. Figures
are means over the three outcomes of the AUC of one against the rest, with 95 % intervals from
resampled rows. All choices (rounds of boosting, the pool's weight) are made on the latest sixth of
what is learnt from. Ratings are never used: they come after wearing. Published on this data: .719
(mean AUC of latent-factor models). The peers run here are rates (of all, of the size, of the style)
and a multinomial logistic regression on the same out-of-fold rates and bodies.

Run ``python -m benchmarks.size_fit``; ``--split random`` or ``temporal`` runs one of them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time

from benchmarks.data import research
from benchmarks.measure import header, table
from modiste.learn.fit.combined import SizeFitConfig
from modiste.learn.fit.judge import compare, groups_of, split_rows
from modiste.learn.fit.records import OUTCOMES
from modiste.learn.fit.scores import reliability
from modiste.styling.files import read_fits

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


def main() -> None:
    """Run the splits asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("random", "temporal"), action="append")
    asked = parser.parse_args()
    print(header("Size and fit", ("lightgbm", "numpy", "scipy", "polars")))
    for split in asked.split or ("random", "temporal"):
        run(split)


if __name__ == "__main__":
    main()
