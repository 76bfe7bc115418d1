"""Each model against a plain dense reading of its equations."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.learn.recommend.tastes import catalogue, dense, events

from modiste.learn.recommend.als import ALS, ALSConfig
from modiste.learn.recommend.base import Recommender
from modiste.learn.recommend.content import Content
from modiste.learn.recommend.cooccurrence import Pairing, strongest_links
from modiste.learn.recommend.ease import Ease, EaseConfig
from modiste.learn.recommend.histories import Histories
from modiste.learn.recommend.item_knn import ItemKNN, ItemKNNConfig
from modiste.learn.recommend.popularity import Popularity, PopularityConfig
from modiste.learn.recommend.projected import Projected, ProjectedConfig
from modiste.learn.recommend.repurchase import Repurchase, RepurchaseConfig
from modiste.learn.recommend.sequence import Sequence, SequenceConfig
from modiste.learn.recommend.user_knn import UserKNN, UserKNNConfig
from modiste.learn.recommend.walk import RandomWalk, RandomWalkConfig
from modiste.model.errors import InputError, NotEnoughDataError


def weighted() -> pl.DataFrame:
    """Each pair once, with a weight."""
    frame = events().unique(["user", "item"], keep="last", maintain_order=True)
    rng = np.random.default_rng(4)
    return frame.with_columns(weight=pl.Series(rng.integers(1, 5, frame.height).astype(float)))


def scores(model: Recommender, users: list[str]) -> np.ndarray:
    return model.scores_for(model.data.user_codes(users))


def cosine(matrix: np.ndarray, shrink: float = 0.0) -> np.ndarray:
    norms = np.linalg.norm(matrix, axis=0)
    found = matrix.T @ matrix / (np.outer(norms, norms) + shrink)
    np.fill_diagonal(found, 0)
    return found


def kept(similarity: np.ndarray, k: int) -> np.ndarray:
    """The k largest of each row, 0 elsewhere."""
    floor = np.sort(similarity, axis=1)[:, -k][:, None]
    return np.where(similarity >= floor, similarity, 0)


@pytest.mark.parametrize("shrink", [0.0, 4.0])
@pytest.mark.parametrize("weighting", ["cosine", "tf-idf", "bm25"])
def test_item_knn(weighting: str, shrink: float) -> None:
    frame = weighted()
    _, items, matrix = dense(frame)
    rarity = np.log(len(items)) - np.log1p((matrix > 0).sum(axis=1))[:, None]
    if weighting == "cosine":
        want = cosine(matrix, shrink)
    elif weighting == "tf-idf":
        want = cosine(np.sqrt(matrix) * rarity, shrink)
    else:
        sums = matrix.sum(axis=0)
        norm = 1 - 0.8 + 0.8 * sums / sums.mean()
        values = matrix * 101 / (100 * norm + matrix) * rarity
        want = values.T @ values / (1 + shrink)
        np.fill_diagonal(want, 0)
    config = ItemKNNConfig(neighbours=100, weighting=weighting, shrink=shrink)
    found = ItemKNN(config).fit(frame).links.dense()
    assert np.allclose(found, want, atol=1e-5)
    few = ItemKNN(config.model_copy(update={"neighbours": 5})).fit(frame).links.dense()
    assert np.allclose(few, kept(want, 5), atol=1e-5)


def test_item_knn_forgets_by_place_and_time() -> None:
    frame = events()
    config = ItemKNNConfig(decay=0.7, forget=10.0)
    model = ItemKNN(config).fit(frame)
    last = frame.sort("time").unique(["user", "item"], keep="last", maintain_order=True)
    mine = last.filter(pl.col("user") == "u05")
    newest = mine["time"].max()
    want = np.zeros(model.data.n_items)
    links = model.links.dense()
    for age, (item, time) in enumerate(reversed(list(mine.select("item", "time").iter_rows()))):
        days = (newest - time).total_seconds() / 86_400
        want += 0.7**age * 0.5 ** (days / 10) * links[model.data.item_codes([item])[0]]
    found = scores(model, ["u05"])[0]
    assert np.allclose(np.where(np.isfinite(found), found, 0), want, atol=1e-5)


def test_what_explains_adds_up_to_the_score() -> None:
    model = ItemKNN().fit(events())
    best = model.recommend(["u05"], 1)
    assert model.explain("u05", best["item"][0])["weight"].sum() == pytest.approx(best["score"][0])
    top = model.recommend(["u05"], 1, because=True)
    assert model.explain("u05", best["item"][0])["value"][0] == top["because"][0]


@pytest.mark.parametrize(("alpha", "beta"), [(1.0, 0.6), (0.7, 0.0)])
def test_random_walks(alpha: float, beta: float) -> None:
    frame = weighted()
    _, _, matrix = dense(frame)
    of_user, of_item = matrix.sum(axis=1), matrix.sum(axis=0)
    out = (matrix / of_item).T ** alpha
    back = (matrix / of_user[:, None]) ** alpha
    want = out @ back / of_item**beta
    np.fill_diagonal(want, 0)
    config = RandomWalkConfig(alpha=alpha, beta=beta, neighbours=100)
    assert np.allclose(RandomWalk(config).fit(frame).links.dense(), want, atol=1e-6)


@pytest.mark.parametrize("shrink", [0.0, 2.0])
def test_user_knn(shrink: float) -> None:
    frame = weighted()
    users, _, matrix = dense(frame)
    config = UserKNNConfig(neighbours=7, shrink=shrink, power=2.0, rarity=0.5)
    model = UserKNN(config).fit(frame)
    rarity = np.log1p(len(users) / (matrix > 0).sum(axis=0)) ** 0.5
    norms = np.linalg.norm(matrix, axis=1)
    own = (matrix[5] > 0).astype(float)
    similar = (own * rarity) @ matrix.T / (np.linalg.norm(own) * norms + shrink)
    voters = np.argsort(-similar, kind="stable")[:7]
    want = (similar[voters] ** 2) @ matrix[voters]
    found = scores(model, [users[5]])[0]
    assert np.allclose(np.where(np.isfinite(found), found, 0), want, rtol=1e-4)


def test_user_knn_looks_at_the_newest_users_of_an_item() -> None:
    frame = pl.DataFrame(
        {"user": ["a", "b", "c", "b", "c"], "item": ["x", "x", "x", "y", "z"], "time": range(5)}
    )
    model = UserKNN(UserKNNConfig(recent=1)).fit(frame)
    assert np.isfinite(model.scores_of(Histories.of([[0]]))[0]).tolist() == [True, False, True]


def test_sequential_rules() -> None:
    rows = {"a": "pqrp", "b": "qs", "c": "rqp"}
    frame = pl.DataFrame(
        {
            "user": [user for user, items in rows.items() for _ in items],
            "item": [item for items in rows.values() for item in items],
            "time": [place for items in rows.values() for place in range(len(items))],
        }
    )
    config = SequenceConfig(reach=2, fade=0.5, backward=0.2, source=1.0, target=0.5, shrink=1.0)
    model = Sequence(config).fit(frame)
    codes = {"p": 0, "q": 1, "r": 2, "s": 3}
    want = np.zeros((4, 4))
    for items in rows.values():
        for here, left in enumerate(items):
            for there, right in enumerate(items):
                gap = abs(there - here)
                if left != right and 1 <= gap <= 2:
                    side = 1.0 if there > here else 0.2
                    want[codes[left], codes[right]] += side * 0.5 ** (gap - 1)
    counts = np.array([3, 3, 2, 1]) + 1.0
    want = want / counts[:, None] / np.sqrt(counts)
    assert np.allclose(model.links.dense(), want, atol=1e-6)


def test_dense_ease() -> None:
    frame = weighted()
    _, _, matrix = dense(frame)
    inverse = np.linalg.inv(matrix.T @ matrix + 30 * np.eye(matrix.shape[1]))
    want = -inverse / np.diag(inverse)
    np.fill_diagonal(want, 0)
    model = Ease(EaseConfig(penalty=30.0)).fit(frame)
    assert np.allclose(model.links.dense(), want, atol=1e-5)
    few = Ease(EaseConfig(penalty=30.0, neighbours=4)).fit(frame).links
    assert (np.diff(few.offsets) == 4).all()
    assert np.allclose(np.abs(few.dense()), kept(np.abs(want), 4), atol=1e-5)


def test_sparse_ease_with_everything_as_support_is_the_dense_one() -> None:
    # Every pair must go together at least once, or the support is not everything.
    rng = np.random.default_rng(6)
    frame = pl.DataFrame({"user": rng.integers(0, 200, 3000), "item": rng.integers(0, 15, 3000)})
    whole = Ease(EaseConfig(penalty=30.0)).fit(frame).links.dense()
    config = EaseConfig(penalty=30.0, dense_items=0, support=100)
    assert np.allclose(Ease(config).fit(frame).links.dense(), whole, atol=1e-5)


def test_sparse_ease_is_ridge_regression_on_its_support() -> None:
    frame = weighted()
    _, _, matrix = dense(frame)
    model = Ease(EaseConfig(penalty=5.0, dense_items=0, support=6)).fit(frame)
    near = cosine(matrix)
    for column in range(matrix.shape[1]):
        support = np.sort(np.argsort(-near[column], kind="stable")[:6])
        support = support[near[column, support] > 0]
        used = matrix[:, support]
        solved = np.linalg.solve(
            used.T @ used + 5 * np.eye(len(support)), used.T @ matrix[:, column]
        )
        assert np.allclose(model.links.dense()[support, column], solved, atol=1e-5)


def test_ease_that_would_not_fit_into_memory_is_refused() -> None:
    with pytest.raises(InputError, match="EASE on 30 items may take") as refused:
        Ease(EaseConfig(memory=1e-6)).fit(events())
    assert "item-knn" in refused.value.remedy


def _als_loss(model: ALS, matrix: np.ndarray) -> float:
    c = model.config
    items = model._vectors.astype(float)
    users = model.vectors_of(model.data.pairs).astype(float)
    said = users @ items.T
    seen = (matrix * (said - 1) ** 2).sum() + c.unobserved * (said**2).sum()
    counts = [(matrix > 0).sum(axis=axis) for axis in (1, 0)]
    sizes = [
        n + c.unobserved * o
        for n, o in zip(counts, (matrix.shape[1], matrix.shape[0]), strict=True)
    ]
    norms = [
        (size**c.power) @ (v**2).sum(axis=1) for size, v in zip(sizes, (users, items), strict=True)
    ]
    return float(seen + c.penalty * sum(norms))


def test_als_folds_a_history_in_exactly() -> None:
    frame = weighted()
    users, _, matrix = dense(frame)
    model = ALS(ALSConfig(factors=6)).fit(frame)
    items = model._vectors.astype(float)
    row = matrix[users.index("u05")]
    left = 0.02 * items.T @ items + (items * row[:, None]).T @ items
    left += 0.003 * ((row > 0).sum() + 0.02 * len(row)) * np.eye(6)
    want = np.linalg.solve(left, items.T @ row)
    found = model.vectors_of(model.histories(model.data.user_codes(["u05"])))[0]
    assert np.allclose(found, want, atol=1e-4)
    # Shares of the history's items add up to the score.
    assert model.explain("u05", "i03")["weight"].sum() == pytest.approx(want @ items[3], abs=1e-4)


def test_als_lowers_its_loss() -> None:
    frame = weighted()
    _, _, matrix = dense(frame)
    losses = [
        _als_loss(ALS(ALSConfig(factors=6, sweeps=n, steps=20)).fit(frame), matrix)
        for n in (1, 3, 30, 60)
    ]
    assert losses[0] > losses[1] > losses[2] >= losses[3] * 0.999


def test_popularity_halves_with_time() -> None:
    frame = events()
    config = PopularityConfig(half_life=20.0)
    model = Popularity(config).fit(frame)
    last = frame.sort("time").unique(["user", "item"], keep="last", maintain_order=True)
    counts = frame.group_by("user", "item").len()
    joined = last.join(counts, on=["user", "item"])
    days = (frame["time"].max() - joined["time"]).dt.total_seconds() / 86_400
    weights = joined["len"] * 0.5 ** (days / 20).to_numpy()
    want = joined.with_columns(w=weights).group_by("item").agg(pl.col("w").sum()).sort("item")
    assert np.allclose(scores(model, ["nobody"])[0], want["w"].to_numpy(), rtol=1e-5)


def test_popularity_in_season() -> None:
    days = [f"2024-{month:02d}-15" for month in (1, 2, 7, 12)] + ["2025-01-20"]
    frame = pl.DataFrame(
        {
            "user": [f"{n}{d}" for n in "abcd" for d in range(5)],
            "item": ["coat" if d in (0, 1, 3, 4) else "swimsuit" for _ in "abcd" for d in range(5)],
            "time": pl.Series(days * 4).str.to_date(),
        }
    )
    plain = Popularity(PopularityConfig(half_life=1e9)).fit(frame)
    season = Popularity(PopularityConfig(half_life=1e9, season_prior=2.0)).fit(frame)
    # January: 8 of 20 events; coats 8 of 16, swimsuits 0 of 4.
    lift = [(8 + 2 * 0.4) / (16 + 2) / 0.4, (0 + 2 * 0.4) / (4 + 2) / 0.4]
    assert np.allclose(season._scores / plain._scores, lift, rtol=1e-5)


def test_content_is_the_weighted_cosine() -> None:
    model = Content().fit(events(), catalogue())
    assert sum(model.weights.values()) == pytest.approx(1.0)
    assert model.weights["colour"] > 3 * model.weights["kind"]  # people choose by colour here
    table = catalogue()
    alike = model.similar(["i33"], 34).join(table, left_on="similar", right_on="item")
    assert (alike.sort("rank").head(8)["colour"] == table.row(33)[1]).all()
    # Items of equal colour, kind and price band: the look tells them apart, at most its weight.
    assert alike["score"].max() <= 1.0
    vectors = model.vectors()
    assert np.allclose(np.asarray(vectors.multiply(vectors).sum(axis=1)), 1.0, atol=1e-5)


def test_content_serves_an_item_without_events() -> None:
    model = Content().fit(events(), catalogue())
    fresh = ["i30", "i31", "i32", "i33"]
    lists = model.recommend(["u03"], 1, allowed=fresh)  # likes remainder 0: red
    assert lists["item"][0] in {"i30", "i33"}
    why = model.explain("u03", "i30")
    assert ("attribute", "colour: red") in [row[:2] for row in why.iter_rows()]


def test_content_needs_attributes() -> None:
    with pytest.raises(NotEnoughDataError, match="needs attributes") as refused:
        Content().fit(events())
    assert "table of items" in refused.value.remedy


def test_projected_neighbours() -> None:
    config = ProjectedConfig(models=4, neighbours=50, shrink=0.0, decay=1.0)
    model = Projected(config).fit(events(), catalogue())
    warm = ItemKNN(ItemKNNConfig(neighbours=50)).fit(events(), catalogue()).links.dense()
    vectors = Content().fit(events(), catalogue()).vectors().toarray()
    cold = model.data.item_codes(["i33"])[0]
    known = np.flatnonzero(model.data.popularity >= config.cold)
    alike = vectors[known] @ vectors[cold]
    best = np.argsort(-alike, kind="stable")[:4]
    share = alike[best] / alike[best].sum()
    want = (warm + np.eye(len(warm)))[:, known[best]] @ share
    want[cold] = 0
    assert np.allclose(model.links.dense()[:, cold], want, atol=1e-5)


def test_repurchase() -> None:
    frame = pl.DataFrame(
        {
            "user": ["a", "a", "a", "b", "b"],
            "item": ["milk", "milk", "lamp", "milk", "lamp"],
            "time": pl.Series(
                ["2025-01-01", "2025-01-11", "2025-01-21", "2025-01-21", "2025-01-21"]
            ).str.to_date(),
        }
    )
    model = Repurchase(RepurchaseConfig(prior=1.0, forget=10.0)).fit(frame)
    # Items: lamp, milk. One of four pairs was taken again.
    rates = [(0 + 0.25) / 3, (1 + 0.25) / 3]
    assert np.allclose(scores(model, ["a"])[0], [rates[0], rates[1] * 2 * 0.5], rtol=1e-5)
    again = model.recommend(["a"], 1, filter_seen=False, because=True)
    assert again.row(0)[1:2] == ("milk",)
    assert again["because"][0] == "milk"


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 9)), min_size=1, max_size=60, unique=True),
    st.integers(1, 12),
)
def test_links_of_any_matrix(pairs: list[tuple[int, int]], k: int) -> None:
    pairs = sorted(pairs)
    matrix = np.zeros((9, 10))
    matrix[tuple(np.array(pairs).T)] = 1
    rows = Histories.of([[i for u, i in pairs if u == user] for user in range(9)])
    found = strongest_links(rows, 10, Pairing.cosine(rows, 10, None, 0.0), k).dense()
    norms = np.maximum(np.linalg.norm(matrix, axis=0), 1)
    want = matrix.T @ matrix / np.outer(norms, norms)
    np.fill_diagonal(want, 0)
    assert np.allclose(-np.sort(-found, axis=1)[:, :k], -np.sort(-want, axis=1)[:, :k], atol=1e-6)
    shown = found > 0
    assert np.allclose(found[shown], want[shown], atol=1e-6)
