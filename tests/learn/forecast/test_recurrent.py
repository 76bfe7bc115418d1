"""The recurrent cells are their published equations; the host program is left alone."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.learn.forecast.panels import counts, long

from modiste.learn.forecast.panel import Panel
from modiste.learn.forecast.profile import ProfileConfig, SeasonalProfile
from modiste.learn.forecast.recurrent import GRU, LSTM, RNN, RecurrentConfig
from modiste.learn.forecast.sequences import Sequences, _thinned, sequences
from modiste.learn.forecast.windows import Aligned

torch = pytest.importorskip("torch")

Weights = dict[str, np.ndarray]


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def elman(x: np.ndarray, state: np.ndarray, w: Weights) -> tuple[np.ndarray, np.ndarray]:
    """h_t = tanh(W_xh x_t + W_hh h_{t−1} + b)."""
    found, h = [], state
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ w["ih"].T + h @ w["hh"].T + w["bi"] + w["bh"])
        found.append(h)
    return np.stack(found, axis=1), h


def lstm(x: np.ndarray, state: np.ndarray, w: Weights) -> tuple[np.ndarray, np.ndarray]:
    """c_t = f ⊙ c_{t−1} + i ⊙ g and h_t = o ⊙ tanh(c_t); the state is (h, c)."""
    found = []
    h, c = state
    for t in range(x.shape[1]):
        gates = x[:, t] @ w["ih"].T + h @ w["hh"].T + w["bi"] + w["bh"]
        i, f, g, o = np.split(gates, 4, axis=1)
        c = logistic(f) * c + logistic(i) * np.tanh(g)
        h = logistic(o) * np.tanh(c)
        found.append(h)
    return np.stack(found, axis=1), np.stack([h, c])


def gru(x: np.ndarray, state: np.ndarray, w: Weights) -> tuple[np.ndarray, np.ndarray]:
    """n = tanh(W_xn x + b_n + r ⊙ (W_hn h + b_hn)) and h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}."""
    found, h = [], state
    for t in range(x.shape[1]):
        seen = np.split(x[:, t] @ w["ih"].T + w["bi"], 3, axis=1)
        kept = np.split(h @ w["hh"].T + w["bh"], 3, axis=1)
        r, z = logistic(seen[0] + kept[0]), logistic(seen[1] + kept[1])
        h = (1 - z) * np.tanh(seen[2] + r * kept[2]) + z * h
        found.append(h)
    return np.stack(found, axis=1), h


CELLS = [(RNN, elman), (LSTM, lstm), (GRU, gru)]


def data() -> Sequences:
    return sequences(Aligned.of(Panel.of(counts()), 6), 6, 50, 0)


def test_windows_are_drawn_before_they_are_built() -> None:
    aligned = Aligned.of(Panel.of(counts()), 6)
    views = [view for view in aligned.origins() if len(view.rows)]
    total = sum(len(view.rows) for view in views)
    assert _thinned(views, total, 0) is views
    few = _thinned(views, total // 3, 0)
    kept = sum(len(view.rows) for view in few)
    assert 0.15 * total < kept < 0.5 * total
    for view, part in zip(views, few, strict=True):
        assert set(part.rows.tolist()) <= set(view.rows.tolist())
        place = dict(zip(view.rows.tolist(), view.position.tolist(), strict=True))
        assert part.position.tolist() == [place[row] for row in part.rows.tolist()]
    assert len(sequences(aligned, 6, 50, 0)) == 50


def weights_of(part: object) -> Weights:
    names = {"ih": "weight_ih_l0", "hh": "weight_hh_l0", "bi": "bias_ih_l0", "bh": "bias_hh_l0"}
    return {short: getattr(part, name).detach().numpy() for short, name in names.items()}


@pytest.mark.parametrize(("kind", "cell"), CELLS, ids=lambda each: getattr(each, "name", ""))
def test_the_network_is_the_equations(kind: type[RNN], cell: object) -> None:
    windows = data()
    torch.manual_seed(4)
    net = kind(RecurrentConfig(hidden=5)).network(windows, [])
    torch.nn.init.normal_(net.head.weight)
    torch.nn.init.normal_(net.head.bias)
    net.eval()
    inputs = (windows.past, windows.future, windows.summary, windows.codes)
    with torch.no_grad():
        said = net(*map(torch.from_numpy, inputs)).numpy()
    known = windows.summary[:, None]
    seen = np.concatenate([windows.past, known.repeat(windows.past.shape[1], 1)], axis=2)
    coming = np.concatenate([windows.future, known.repeat(windows.future.shape[1], 1)], axis=2)
    start = np.zeros((2, len(seen), 5) if kind is LSTM else (len(seen), 5))
    _, state = cell(seen, start, weights_of(net.encoder))  # type: ignore[operator]
    states, _ = cell(coming, state, weights_of(net.decoder))  # type: ignore[operator]
    head, base = net.head.weight.detach().numpy(), net.head.bias.detach().numpy()
    expected = np.concatenate([states, coming], axis=2) @ head.T + base  # y_t = W_hy h_t + b
    np.testing.assert_allclose(said, expected, rtol=1e-4, atol=1e-4)


def test_threads_and_random_state_of_the_program_are_left_alone() -> None:
    threads = torch.get_num_threads()
    torch.manual_seed(11)
    before = torch.get_rng_state()
    config = RecurrentConfig(season=6, horizon=6, hidden=4, steps=4, look=2, spread_origins=0)
    LSTM(config).fit(counts())
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), before)


def test_another_seed_is_another_network() -> None:
    config = RecurrentConfig(season=6, horizon=6, hidden=4, steps=8, patience=0, spread_origins=0)
    one, other = (
        RNN(config.model_copy(update={"seed": seed})).fit(counts()).predict(4)["mean"].to_numpy()
        for seed in (0, 1)
    )
    assert np.abs(one - other).max() > 1e-6


def test_it_learns_what_the_profile_cannot_see() -> None:
    """Each series climbs by a tenth a season: the profile repeats it, the network goes on."""
    steps = np.arange(66)
    rows = [(8 + shift) * 1.1 ** (steps / 6) for shift in range(5)]
    panel = pl.concat([long(row[:60].tolist(), f"s{i}") for i, row in enumerate(rows)])
    config = RecurrentConfig(
        season=6, horizon=6, hidden=16, steps=300, patience=0, dropout=0, spread_origins=0
    )
    actual = np.stack(rows)[:, 60:]
    said = GRU(config).fit(panel).predict(6)["mean"].to_numpy().reshape(actual.shape)
    plain = SeasonalProfile(ProfileConfig(season=6)).means(Panel.of(panel), 6)
    assert np.abs(said - actual).mean() < 0.25 * np.abs(plain - actual).mean()
