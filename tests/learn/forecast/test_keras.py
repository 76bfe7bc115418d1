"""The LSTM in Keras passes the contract and computes the published equations."""

from __future__ import annotations

import random
import warnings

import numpy as np
import polars as pl
import pytest
from tests.learn.forecast.contract import ForecasterContract
from tests.learn.forecast.panels import counts

from modiste.learn.forecast.base import Forecaster
from modiste.learn.forecast.panel import Panel
from modiste.learn.forecast.recurrent import RecurrentConfig
from modiste.learn.forecast.recurrent.keras import KerasLSTM, keras_session, lstm
from modiste.learn.forecast.sequences import sequences
from modiste.learn.forecast.windows import Aligned

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # TensorFlow's own, when it is first imported
    pytest.importorskip("tensorflow")

pytestmark = pytest.mark.slow

CONFIG = RecurrentConfig(
    season=6, horizon=6, hidden=4, steps=2, patience=0, stride=2, spread_origins=0
)


class TestKerasLSTM(ForecasterContract):
    def make(self) -> Forecaster:
        return KerasLSTM(CONFIG)


def test_it_stops_early_on_an_earlier_origin_and_sees_attributes() -> None:
    config = CONFIG.model_copy(update={"patience": 1, "steps": 6, "look": 2, "statics": True})
    panel = counts().with_columns(group=pl.col("series").str.slice(1, 2).cast(pl.Int64) % 2)
    forecast = KerasLSTM(config).fit(panel).predict(6)
    assert forecast["mean"].is_between(0.0, 12.0).all()


def test_the_generators_of_the_program_are_left_alone() -> None:
    random.seed(3)
    np.random.seed(3)  # noqa: NPY002  the program's own
    expected = random.random(), np.random.random()  # noqa: NPY002, S311
    random.seed(3)
    np.random.seed(3)  # noqa: NPY002  the program's own
    with keras_session(9):
        pass
    assert (random.random(), np.random.random()) == expected  # noqa: NPY002, S311


def test_the_network_is_the_equations() -> None:
    config = CONFIG.model_copy(update={"stride": 1, "dropout": 0.0})
    data = sequences(Aligned.of(Panel.of(counts()), 6), 6, 50, 0)
    with keras_session(1):
        model = lstm(config, data, [])
        rng = np.random.default_rng(0)
        weights = [
            rng.normal(0, 0.4, each.shape).astype(np.float32) for each in model.get_weights()
        ]
        model.set_weights(weights)
        said = model.predict([data.past, data.future, data.summary], verbose=0)
    kernel, recurrent, bias, kernel2, recurrent2, bias2, head, base = weights
    known = data.summary[:, None]
    h, c = _run(_joined(data.past, known), kernel, recurrent, bias, None)[1:]
    coming = _joined(data.future, known)
    states, _, _ = _run(coming, kernel2, recurrent2, bias2, (h, c))
    expected = np.concatenate([states, coming], axis=2) @ head + base
    np.testing.assert_allclose(said, expected, atol=1e-4)


def _joined(steps: np.ndarray, known: np.ndarray) -> np.ndarray:
    return np.concatenate([steps, np.repeat(known, steps.shape[1], axis=1)], axis=2)


def _run(
    x: np.ndarray,
    kernel: np.ndarray,
    recurrent: np.ndarray,
    bias: np.ndarray,
    state: tuple[np.ndarray, np.ndarray] | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """i, f, g and o in Keras' order."""
    size = recurrent.shape[0]
    h, c = state or (np.zeros((len(x), size)), np.zeros((len(x), size)))
    found = []
    for t in range(x.shape[1]):
        i, f, g, o = np.split(x[:, t] @ kernel + h @ recurrent + bias, 4, axis=1)
        c = _logistic(f) * c + _logistic(i) * np.tanh(g)
        h = _logistic(o) * np.tanh(c)
        found.append(h)
    return np.stack(found, axis=1), h, c


def _logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))
