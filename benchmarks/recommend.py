"""Recommendation on real rentals and purchases, against peers in the same run.

Windows are cut by time: everything is learnt on what came before a window, lists are ranked over
the whole catalogue known by then, and judged on what people took in the window. What is tuned was
tuned on earlier windows.

* ``rtr``: RentTheRunway, all people of November and December 2017. Size band, age and stated
  occasion of a person's first rental in the window are known, as after a sign-up quiz; ``without
  occasion`` leaves the occasion out. The exact size is never used: sizes are numbered unlike for
  different garments, so it would give the garment away.
* ``hm``: H&M, the last days of the full week and the last weeks of the two-year sample.
* ``demo``: the simulated brand of ``modiste demo``, where tastes are known.
* ``speed``: one answer at 20,000 and at 1,000,000 items.

    python -m benchmarks.recommend rtr hm demo speed
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.data import research
from benchmarks.measure import header
from modiste.learn.ranking.intervals import bootstrap, difference
from modiste.learn.ranking.metrics import Taken, coverage, gini, novelty, scores, shown_counts
from modiste.recommend.blend import Blend
from modiste.recommend.catalogue import Catalogue, Trait
from modiste.recommend.journal import Journal
from modiste.recommend.ranker import fit_ranker, reranked
from modiste.recommend.recipe import Recipe
from modiste.recommend.training import learnt
from modiste.recommend.windows import Window, choices_of, lists_of, popular_lists, window

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

Score = Callable[[int, Any], Any]
"""Scores of all items for a user of a sparse matrix."""
Fit = Callable[[Any], Score]
"""A peer: a sparse matrix of people and items in, its scores out."""
K = 10


@dataclass(frozen=True)
class Case:
    """A data set with the windows to judge on.

    Attributes:
        name: for headings.
        journal: all of it.
        catalogue: the items.
        starts: first days of the windows.
        recipe: signals; its windows of the past are those that are learnt from.
        hidden: circumstances that the second set of rows does without.
        slices: groups of people by name, given a window.
    """

    name: str
    journal: Journal
    catalogue: Catalogue
    starts: tuple[float, ...]
    recipe: Recipe
    hidden: tuple[str, ...]
    slices: Callable[[Window, Journal], Mapping[str, NDArray[np.bool_]]]


def days(date: dt.date) -> float:
    """Days since 1970."""
    return float((date - dt.date(1970, 1, 1)).days)


# --- data ----------------------------------------------------------------------------------------


SIZE_BANDS = ((4, "0-4"), (8, "5-8"), (12, "9-12"), (20, "13-20"))


def rentals() -> Case | None:
    """RentTheRunway."""
    path = research("recommend/renttherunway.parquet")
    if path is None:
        return None
    frame = pl.read_parquet(path)
    band = pl.lit("21+")
    for top, name in reversed(SIZE_BANDS):
        band = pl.when(pl.col("size") <= top).then(pl.lit(name)).otherwise(band)
    rows = frame.select(
        user=pl.col("user_id").cast(pl.String),
        item=pl.col("item_id").cast(pl.String),
        day=pl.col("review_date").cast(pl.Date).to_physical().cast(pl.Float64),
        occasion=pl.col("rented_for").cast(pl.String),
        size=band,
        age=(pl.col("age").clip(10, 69) // 10).cast(pl.Int64).cast(pl.String),
        month=pl.col("review_date").dt.month().cast(pl.String),
        category="category",
    )
    kinds = rows.group_by("item").agg(pl.col("category").mode().sort().first()).sort("item")
    axes = ("occasion", "size", "age", "month")
    journal = Journal.of(rows, items=kinds["item"], axes=axes)
    catalogue = Catalogue.plain(
        kinds["item"], {"category": Trait.of([[kind] for kind in kinds["category"]])}
    )
    return Case(
        "RentTheRunway, 30-day windows of November and December 2017",
        journal,
        catalogue,
        (days(dt.date(2017, 11, 1)), days(dt.date(2017, 12, 1))),
        Recipe(
            axes=axes,
            models=(),
            window_days=30,
            windows=5,
            choices=3_000,
            alternatives=200,
            candidates=200,
            active_days=None,
        ),
        ("occasion",),
        _rental_slices,
    )


def _rental_slices(found: Window, before: Journal) -> dict[str, NDArray[np.bool_]]:
    sizes = np.array([query.segments["size"] for query in found.queries])
    names = before.axes["size"].values
    bands = {f"size {names[code]}": sizes == code for code in range(len(names))}
    return warm_and_cold(found, before) | bands


def warm_and_cold(found: Window, before: Journal) -> dict[str, NDArray[np.bool_]]:
    """Everyone, those with a past, and those without."""
    del before
    warm = np.array([len(query.items) > 0 for query in found.queries])
    return {"all": np.ones(len(warm), dtype=bool), "warm": warm, "cold": ~warm}


def fashion(*, sample: bool) -> Case | None:
    """H&M: the last two days of the full week, or the last four weeks of the two-year sample."""
    folder = research("recommend/hm")
    if folder is None:
        return None
    if sample:
        sales = pl.read_csv(folder / "transactions_train_sample.csv", try_parse_dates=True)
        rows = sales.with_columns(pl.col("article_id").cast(pl.String).str.zfill(10))
    else:
        rows = pl.read_parquet(folder / "transactions_week_2020-09-16_22.parquet")
        rows = rows.with_columns(pl.col("article_id").cast(pl.String).str.zfill(10))
    rows = rows.select(
        user="customer_id",
        item="article_id",
        day=pl.col("t_dat").cast(pl.Date).to_physical().cast(pl.Float64),
        channel=pl.col("sales_channel_id").cast(pl.String),
        month=pl.col("t_dat").cast(pl.Date).dt.month().cast(pl.String),
    )
    articles = pl.read_parquet(folder / "articles.parquet").with_columns(
        pl.col("article_id").cast(pl.String).str.zfill(10)
    )
    known = articles.join(rows.select(article_id="item").unique(), on="article_id").sort(
        "article_id"
    )
    traits = {
        name: Trait.of([[value] if value else [] for value in known[column].to_list()])
        for name, column in _ARTICLE_TRAITS.items()
    }
    style = known["product_code"].rank("dense").cast(pl.Int64).to_numpy() - 1
    catalogue = Catalogue(known["article_id"], style, traits)
    journal = Journal.of(rows, items=known["article_id"], axes=("channel", "month"))
    recipe = Recipe(axes=("month",), choices=2_000, active_days=None)
    if sample:
        starts = tuple(days(dt.date(2020, 9, 23)) - 7 * n for n in (1, 2, 3, 4))
        recipe = replace(recipe, window_days=7, windows=4)
        name = "H&M two-year sample, its last four weeks"
    else:
        starts = (days(dt.date(2020, 9, 22)), days(dt.date(2020, 9, 21)))
        recipe = replace(recipe, axes=(), window_days=1, windows=2)
        name = "H&M week, its last two days"
    return Case(name, journal, catalogue, starts, recipe, (), warm_and_cold)


_ARTICLE_TRAITS = {
    "category": "product_type_name",
    "colour": "colour_group_name",
    "pattern": "graphical_appearance_name",
    "range": "index_name",
    "section": "section_name",
    "department": "department_name",
}


# --- peers ---------------------------------------------------------------------------------------


def peer(found: Window, before: Journal, fit: Fit) -> I64:
    """Lists of a model of users × items, filled up with recent popularity.

    Its scores count where it has any; people and items that it does not know get the popular ones.
    """
    from scipy.sparse import csr_matrix

    known = before.user >= 0
    pairs = np.unique(np.stack([before.user[known], before.item[known]]), axis=1)
    matrix = csr_matrix(
        (np.ones(pairs.shape[1], dtype=np.float32), (pairs[0], pairs[1])),
        shape=(before.n_users, before.n_items),
    )
    score_of = fit(matrix)
    fallback = found.signals[0].row(found.queries[0])
    tiny = 1e-6 * (fallback - fallback.min()) / max(float(np.ptp(fallback)), 1e-9)
    lists = np.full((len(found.users), K), -1, dtype=np.int64)
    for row, user in enumerate(found.users.tolist()):
        score = np.asarray(score_of(user, matrix)).ravel() + tiny
        score[~found.on_sale] = -np.inf
        top = np.argpartition(-score, K)[:K]
        lists[row] = top[np.argsort(-score[top], kind="stable")]
    return lists


def ease(regularisation: float) -> Fit:
    """EASE (Steck 2019) on a dense Gram matrix."""

    def fit(matrix: Any) -> Score:
        gram = (matrix.T @ matrix).toarray().astype(np.float32)
        gram[np.diag_indices_from(gram)] += regularisation
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        np.fill_diagonal(weights, 0.0)
        return lambda user, data: data[user] @ weights

    return fit


def implicit_als(factors: int, regularisation: float, alpha: float) -> Fit:
    """The ``implicit`` package's alternating least squares."""

    def fit(matrix: Any) -> Score:
        from implicit.als import AlternatingLeastSquares

        model = AlternatingLeastSquares(
            factors=factors, regularization=regularisation, alpha=alpha, iterations=15,
            random_state=0, num_threads=1,
        )  # fmt: skip
        model.fit(matrix, show_progress=False)
        return lambda user, _: model.item_factors @ model.user_factors[user]

    return fit


def implicit_knn(neighbours: int) -> Fit:
    """The ``implicit`` package's cosine item-kNN."""

    def fit(matrix: Any) -> Score:
        from implicit.nearest_neighbours import CosineRecommender

        model = CosineRecommender(K=neighbours, num_threads=1)
        model.fit(matrix, show_progress=False)
        return lambda user, data: (data[user] @ model.similarity).toarray()

    return fit


# --- judging -------------------------------------------------------------------------------------


def judge(case: Case, *, ranker: bool, peers: Mapping[str, Fit]) -> None:
    """Print the rows of a case."""
    metrics: dict[str, list[F64]] = {}
    shown: dict[str, list[I64]] = {}
    groups: dict[str, list[NDArray[np.bool_]]] = {}
    for start in case.starts:
        found = window(case.journal, case.catalogue, start, case.recipe)
        before = case.journal.before(start)
        taken = Taken.of([each.tolist() for each in found.taken])
        for name, lists in _lists(case, found, before, ranker=ranker, peers=peers).items():
            metrics.setdefault(name, []).append(scores(lists, taken).ndcg)
            shown.setdefault(name, []).append(lists)
        for name, mask in case.slices(found, before).items():
            groups.setdefault(name, []).append(mask)
        said(f"window of {dt.date(1970, 1, 1) + dt.timedelta(days=start)}: {len(taken):,} people")
    people = np.bincount(case.journal.before(case.starts[0]).item, minlength=len(case.catalogue))
    masks = {name: np.concatenate(parts) for name, parts in groups.items()}
    whole = {name: np.concatenate(parts) for name, parts in metrics.items()}
    print(f"| model | {' | '.join(masks)} | coverage | novelty | Gini |")
    print("|---" * (len(masks) + 4) + "|")
    for name, values in whole.items():
        cells = []
        for mask in masks.values():
            at = bootstrap(values[mask])
            cells.append(f"{at.mean:.4f} ± {at.half:.4f}")
        lists = np.vstack(shown[name])
        extra = (
            coverage(lists, len(case.catalogue)),
            novelty(lists, people, case.journal.n_users),
            gini(shown_counts(lists, len(case.catalogue))),
        )
        print(f"| {name} | {' | '.join(cells)} | {' | '.join(f'{v:.3f}' for v in extra)} |")
    print(f"\nPeople: {', '.join(f'{name} {mask.sum():,}' for name, mask in masks.items())}")
    best = max((n for n in whole if not n.startswith("ours")), key=lambda n: whole[n].mean())
    for name in (n for n in whole if n.startswith("ours") and "without" not in n):
        gap = difference(whole[name], whole[best])
        print(f"{name} less {best}: {gap.mean:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}]")


def _lists(
    case: Case,
    found: Window,
    before: Journal,
    *,
    ranker: bool,
    peers: Mapping[str, Fit],
) -> dict[str, I64]:
    names = [signal.name for signal in found.signals]
    lists = {
        "popularity, all time": popular_lists(found, "popularity all", K),
        "popularity, 30-day half-life": popular_lists(found, "popularity 30.0", K),
    }
    for name, fit in peers.items():
        lists[name] = peer(found, before, fit)
    lifts = np.array(
        [float(n == "popularity 30.0" or (n[:5] == "lift " and "month" not in n)) for n in names],
        dtype=np.float32,
    )
    lists["ours: popularity × lifts"] = lists_of(found, Blend(found.signals, lifts), K)
    past = [
        window(case.journal, case.catalogue, found.start - case.recipe.window_days * (n + 1),
               case.recipe, most=case.recipe.choices, seed=n)
        for n in range(case.recipe.windows)
    ]  # fmt: skip
    for label, hidden in (("", ()), (", without occasion", case.hidden)):
        if label and not hidden:
            continue
        seen = [_without(cut, hidden) for cut in past]
        weights = learnt([choices_of(cut, case.recipe) for cut in seen], found.signals)
        blend = Blend(found.signals, weights)
        said(f"weights{label}: {blend.named}")
        asked = _without(found, hidden)
        lists[f"ours: blend{label}"] = lists_of(asked, blend, K)
        if ranker:
            blends = [Blend(cut.signals, weights) for cut in seen]
            trees = fit_ranker(seen, blends, candidates=case.recipe.candidates)
            if trees is not None:
                lists[f"ours: blend and ranker{label}"] = reranked(
                    asked, blend, trees, K, case.recipe.candidates
                )
    return lists


def _without(found: Window, hidden: tuple[str, ...]) -> Window:
    from modiste.recommend.windows import lacking

    return replace(found, queries=[lacking(query, hidden) for query in found.queries])


def said(message: str) -> None:
    """Tell what is done, beside the result."""
    print(message, file=sys.stderr, flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=["rtr"])
    parser.add_argument("--no-ranker", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--tune", action="store_true", help="judge on September and October 2017")
    asked = parser.parse_args()
    began = time.process_time()
    if "rtr" in asked.parts:
        case = rentals()
        if case is not None and asked.tune:
            starts = (days(dt.date(2017, 9, 1)), days(dt.date(2017, 10, 1)))
            case = replace(case, starts=starts, name="RentTheRunway, earlier windows")
        if case is not None:
            print(header(case.name + ", NDCG@10", ("implicit", "lightgbm", "numpy")))
            peers = {
                "EASE": ease(500.0),
                "item-kNN (implicit)": implicit_knn(100),
                "ALS (implicit)": implicit_als(64, 0.05, 10.0),
            }
            judge(case, ranker=not asked.no_ranker, peers={} if asked.no_peers else peers)
    for part, sample in (("hm-week", False), ("hm-years", True)):
        case = fashion(sample=sample) if {part, "hm"} & set(asked.parts) else None
        if case is not None:
            print(header(case.name + ", NDCG@10", ("implicit", "lightgbm", "numpy")))
            peers = {
                "item-kNN (implicit)": implicit_knn(100),
                "ALS (implicit)": implicit_als(64, 0.05, 10.0),
            }
            judge(case, ranker=not asked.no_ranker, peers={} if asked.no_peers else peers)
    said(f"{time.process_time() - began:.0f} cpu seconds")


if __name__ == "__main__":
    main()
