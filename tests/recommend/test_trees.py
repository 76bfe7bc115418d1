"""Trees as arrays give what LightGBM gives."""

from __future__ import annotations

import lightgbm
import numpy as np
import pytest

from modiste.model.errors import InputError
from modiste.recommend.trees import Trees


def booster(rows: int, rounds: int, leaves: int, seed: int) -> tuple[lightgbm.Booster, np.ndarray]:
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(rows, 6)).astype(np.float32)
    target = (features[:, 0] * features[:, 1] + rng.normal(size=rows) > 0).astype(float)
    parameters = {
        "objective": "binary", "num_leaves": leaves, "verbose": -1, "num_threads": 1,
        "min_data_in_leaf": 5, "seed": seed,
    }  # fmt: skip
    return lightgbm.train(parameters, lightgbm.Dataset(features, target), rounds), features


@pytest.mark.parametrize("leaves", [2, 15, 31])
def test_values_are_those_of_lightgbm(leaves):
    made, features = booster(600, 20, leaves, leaves)
    trees = Trees.of_text(made.model_to_string())
    assert trees.values(features) == pytest.approx(made.predict(features, raw_score=True), abs=1e-9)
    assert len(trees.root) == 20


def test_trees_without_splits_are_constants():
    made, features = booster(20, 3, 31, 0)
    flat = lightgbm.train(
        {"objective": "binary", "min_data_in_leaf": 50, "verbose": -1, "num_threads": 1},
        lightgbm.Dataset(features, np.arange(20) % 2),
        3,
    )
    trees = Trees.of_text(flat.model_to_string())
    assert trees.values(features) == pytest.approx(flat.predict(features, raw_score=True))
    assert made.num_trees() == 3


def test_any_other_text_is_refused():
    with pytest.raises(InputError, match="no LightGBM model"):
        Trees.of_text("hello")
