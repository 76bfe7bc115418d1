"""Recommenders of plain interactions against peers in the same run.

* ``quality``: leave-last-out, ranked among all items. Of each person's sequence the last item is
  asked for; what is tuned, ours and the peers', is tuned on the item before it. No attributes.
* ``build``: item-kNN of 100,000 users × 20,000 items × 5 million events, top 100, against that of
  implicit in CPU seconds, on one core, with the peak memory; then recommending for all.

    python -m benchmarks.recommend_models quality rentals purchases simulated
    python -m benchmarks.recommend_models quality films --films recbole-1.2.1-py3-none-any.whl
    python -m benchmarks.recommend_models build
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.measure import header, measured, table
from benchmarks.sequences import crowd, films, purchases, rentals, simulated

PACKAGES = ("modiste", "numpy", "scipy", "numba", "lightgbm", "implicit")
K = 10


def _answers(model: Any, held: Any) -> np.ndarray:
    """What one of our models lists for each question."""
    histories = held.histories
    return model.top_of(histories, K, exclude=histories).items


def _matrix(data: Any) -> Any:
    from scipy import sparse

    pairs = data.pairs
    shape = (data.n_users, data.n_items)
    return sparse.csr_matrix((np.ones(pairs.size, np.float32), pairs.items, pairs.offsets), shape)


def _implicit(model: Any, held: Any) -> np.ndarray:
    """What one of implicit's models lists."""
    matrix = _matrix(held.known)
    model.fit(matrix, show_progress=False)
    return model.recommend(held.users, matrix[held.users], N=K)[0]


def _ease(held: Any, penalty: float) -> np.ndarray:
    """EASE as published: one dense inverse."""
    matrix = _matrix(held.known)
    gram = (matrix.T @ matrix).toarray().astype(np.float32)
    gram[np.diag_indices_from(gram)] += penalty
    inverse = np.linalg.inv(gram)
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0)
    found = []
    for start in range(0, len(held.users), 1_000):
        mine = matrix[held.users[start : start + 1_000]]
        scores = mine @ weights
        scores[mine.nonzero()] = -np.inf
        found.append(np.argsort(-scores, axis=1, kind="stable")[:, :K])
    return np.concatenate(found)


def _ours(name: str, **settings: Any) -> Callable[[Any], np.ndarray]:
    from modiste.learn.recommend import recommender

    def run(held: Any) -> np.ndarray:
        kind = recommender(name)
        return _answers(kind(kind.config_class(**settings)).fit(held.known), held)

    return run


def _grids(items: int) -> dict[str, list[tuple[str, Callable[[Any], np.ndarray]]]]:
    """Contestants with the settings to choose from."""
    from implicit.als import AlternatingLeastSquares
    from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender

    def every(name: str, **options: Iterable[Any]) -> list[tuple[str, Callable[[Any], np.ndarray]]]:
        found = []
        for values in itertools.product(*options.values()):
            settings = dict(zip(options, values, strict=True))
            found.append((str(settings), _ours(name, **settings)))
        return found

    neighbours = [
        (f"{kind.__name__} K={k}", lambda held, kind=kind, k=k: _implicit(kind(K=k), held))
        for kind in (CosineRecommender, TFIDFRecommender, BM25Recommender)
        for k in (20, 100, 500)
    ]
    factors = [
        (
            f"factors={f} alpha={a} regularization={r}",
            lambda held, f=f, a=a, r=r: _implicit(
                AlternatingLeastSquares(
                    factors=f, alpha=a, regularization=r, iterations=15, random_state=0
                ),
                held,
            ),
        )
        for f, a, r in itertools.product((128,), (1.0, 10.0), (0.1,))
    ]
    found = {
        "popularity": [("", _ours("popularity"))],
        "peer: implicit item-kNN, tuned": neighbours,
        "peer: implicit ALS, tuned": factors,
        "item-kNN, tuned, no decay": every(
            "item-knn", weighting=("cosine", "tf-idf"), shrink=(0.0, 5.0, 20.0)
        ),
        "item-kNN, tuned, position decay": every(
            "item-knn", shrink=(0.0, 5.0, 20.0), decay=(0.9, 0.8, 0.65, 0.5)
        ),
        "user-kNN, tuned": every("user-knn", neighbours=(100, 300), decay=(1.0, 0.8)),
        "RP3beta, tuned": every("rp3beta", beta=(0.2, 0.6), decay=(1.0, 0.8)),
        "sequence": every("sequence", decay=(0.8, 0.5)),
        "EASE, ours": every("ease", penalty=(20.0, 100.0)),
        "iALS, ours": every("als", penalty=(0.003, 0.01), unobserved=(0.02, 0.1)),
    }
    if items <= 5_000:  # one inverse of 12,000 items takes minutes
        found["peer: EASE (dense), tuned"] = [
            (f"penalty={p}", lambda held, p=p: _ease(held, p)) for p in (10.0, 100.0, 500.0)
        ]
    return found


def _judged(answers: np.ndarray, held: Any) -> tuple[np.ndarray, np.ndarray]:
    """NDCG and recall of each question."""
    from modiste.learn.recommend.frames import Top
    from modiste.learn.recommend.holdout import gains

    top = Top(np.asarray(answers, np.int32), np.zeros(answers.shape, np.float32))
    return gains(top, held.items, K), (top.items == held.items[:, None]).any(axis=1)


def _some(held: Any, people: int = 10_000) -> Any:
    """At most so many people, drawn at random; everything known stays known."""
    if len(held.users) <= people:
        return held
    chosen = np.random.default_rng(0).permutation(len(held.users)) < people
    return held.part(chosen)


def quality(name: str, frame: pl.DataFrame) -> None:
    """Print one data set's table."""
    from modiste.learn.recommend.holdout import hold_out
    from modiste.learn.recommend.interactions import Interactions

    whole = hold_out(Interactions.of(frame), "last")
    asked, earlier = _some(whole), _some(hold_out(whole.known, "last"))
    size = f"{asked.known.n_users:,} people, {asked.known.n_items:,} items, {frame.height:,} events"
    print(header(f"Leave-last-out, {name}: {size}", PACKAGES))
    rows = []
    for model, options in _grids(asked.known.n_items).items():
        began = time.process_time()
        best = options[0]
        if len(options) > 1:
            best = max(
                options, key=lambda each: float(_judged(each[1](earlier), earlier)[0].mean())
            )
        rows.append((model, best[0], *_row(best[1](asked), asked), time.process_time() - began))
        print(f"  {rows[-1]}", file=sys.stderr, flush=True)
    began = time.process_time()
    rows.append(("auto", "", *_row(_ours("auto")(asked), asked), time.process_time() - began))
    columns = ("model", "chosen on the item before", "NDCG@10", "±", "recall@10", "cpu s")
    print(
        table(
            columns, [(*row[:2], *(f"{value:.4f}" for value in row[2:5]), row[5]) for row in rows]
        )
    )
    found = {row[0]: row[2] for row in rows}
    own = found.pop("auto")
    for other, value in found.items():
        print(f"auto / {other}: {own / value:.2f}")


def _row(answers: np.ndarray, held: Any) -> tuple[float, float, float]:
    gain, hit = _judged(answers, held)
    return float(gain.mean()), float(1.96 * gain.std() / len(gain) ** 0.5), float(hit.mean())


def _warm() -> None:
    """Compile before the clock starts; the code is kept on disk, so a user waits for it once."""
    _our_build(200, 300, 2_000)


def _our_build(users: int, items: int, events: int) -> Any:
    from modiste.learn.recommend.histories import Histories
    from modiste.learn.recommend.interactions import Interactions
    from modiste.learn.recommend.item_knn import ItemKNN

    offsets, codes = crowd(users, items, events)
    ones = np.ones(len(codes), np.float32)
    data = Interactions(
        pl.Series([f"u{number}" for number in range(users)]),
        pl.Series([f"i{number}" for number in range(items)]),
        Histories(offsets, codes, ones, np.zeros(len(codes))),
    )
    began = time.process_time()
    model = ItemKNN().fit(data)
    built = time.process_time() - began
    began = time.process_time()
    model.top(np.arange(users), K)
    listed = time.process_time() - began
    values = np.sort(model.links.lists(100).scores, axis=1)
    return built, users / listed, values, len(codes)


def _their_build(users: int, items: int, events: int) -> Any:
    from implicit.nearest_neighbours import CosineRecommender
    from scipy import sparse

    offsets, codes = crowd(users, items, events)
    matrix = sparse.csr_matrix(
        (np.ones(len(codes), np.float32), codes, offsets), shape=(users, items)
    )
    # An item is its own first neighbour there.
    model = CosineRecommender(K=101, num_threads=1)
    began = time.process_time()
    model.fit(matrix, show_progress=False)
    built = time.process_time() - began
    began = time.process_time()
    model.recommend(np.arange(users), matrix, N=K)
    listed = time.process_time() - began
    values = np.full((items, 100), -np.inf)
    for item in range(items):
        row = slice(model.similarity.indptr[item], model.similarity.indptr[item + 1])
        others = model.similarity.data[row][model.similarity.indices[row] != item]
        best = np.sort(others)[-100:]
        values[item, 100 - len(best) :] = best
    return built, users / listed, values, len(codes)


def build(users: int, items: int, events: int) -> None:
    """Print the cost of building item-kNN and of recommending for all."""
    for name in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    measured(_warm)
    ours = measured(_our_build, users, items, events)
    theirs = measured(_their_build, users, items, events)
    pairs = ours.result[3]
    print(header(f"Item-kNN, top 100: {users:,} × {items:,}, {pairs:,} pairs, one core", PACKAGES))
    print(
        table(
            ("", "build, cpu s", "users a cpu second, k=10", "peak MB"),
            [
                ("modiste", ours.result[0], ours.result[1], ours.megabytes),
                ("peer: implicit", theirs.result[0], theirs.result[1], theirs.megabytes),
            ],
        )
    )
    left, right = ours.result[2], theirs.result[2]
    same = np.isclose(left, right, atol=1e-5) | ~np.isfinite(left)
    print(f"build: {theirs.result[0] / ours.result[0]:.2f} times as fast as implicit")
    print(f"the same strengths up to rounding: {same.mean():.6f} of all links")


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("quality", "build"))
    parser.add_argument("sets", nargs="*", help="rentals, purchases, simulated, films")
    parser.add_argument("--films", type=Path, help="a wheel of recbole, for MovieLens-100k")
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=5_000_000)
    asked = parser.parse_args()
    if asked.what == "build":
        build(asked.users, asked.items, asked.events)
        return
    made = {
        "rentals": rentals,
        "purchases": purchases,
        "simulated": simulated,
        "films": lambda: films(asked.films) if asked.films else None,
    }
    for name in asked.sets or ("rentals", "purchases", "simulated"):
        frame = made[name]()
        if frame is not None:
            quality(name, frame)


if __name__ == "__main__":
    main()
