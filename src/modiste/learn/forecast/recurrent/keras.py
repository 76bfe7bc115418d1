"""The LSTM in Keras 3 on TensorFlow: the same network, windows and loss as in PyTorch.

Keras runs on the backend that the program has chosen; where none is, TensorFlow is. PyTorch is not
needed.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, ClassVar

import numpy as np

from modiste.learn.forecast.learnt import LearntForecaster
from modiste.learn.forecast.neural import LEVELS, MEDIAN
from modiste.learn.forecast.panel import Floats
from modiste.learn.forecast.recurrent.forecasters import RecurrentConfig
from modiste.learn.forecast.sequences import Sequences, sequences, window
from modiste.learn.forecast.windows import Aligned, Whole

_EMBEDDED = 4


class KerasLSTM(LearntForecaster):
    """Encoder, decoder and quantile heads as in ``LSTM``, in Keras."""

    name: ClassVar[str] = "LSTM (Keras)"
    config: RecurrentConfig
    extra: ClassVar[str] = "keras"
    modules: ClassVar[tuple[str, ...]] = ("keras", "tensorflow")

    @classmethod
    def default_config(cls) -> RecurrentConfig:
        """A hundred weekly series."""
        return RecurrentConfig()

    def learn(self, aligned: Aligned, horizon: int) -> Floats:
        """Train ``seeds`` networks and average their medians."""
        means = np.full((len(aligned.lengths), horizon), np.nan)
        view = aligned.view()
        now = window(view, horizon)
        total = np.zeros((len(view.rows), horizon))
        taught = aligned.with_signals_as_series() if self.config.teach else aligned
        for each in range(self.config.seeds):
            seed = self.config.seed + each
            with keras_session(seed):
                total += self._one(taught, horizon, now, seed) / self.config.seeds
        coming = view.ahead(view.profile, horizon)
        means[view.rows] = view.restored(coming + total)
        return means

    def _one(self, aligned: Aligned, horizon: int, now: Sequences, seed: int) -> Floats:
        config = self.config
        data = sequences(aligned, horizon, config.windows, seed)
        if not len(data):
            return np.zeros((len(now), horizon))
        steps = config.steps
        back = min(horizon, (int(aligned.lengths.max()) - aligned.cycle) // 2)
        if config.patience and steps > config.look and back >= 2:
            held = window(aligned.view(back), horizon)
            earlier = sequences(aligned.shortened(back), horizon, config.windows, seed)
            if len(earlier) and np.isfinite(held.target).any():
                steps = self._trained(earlier, steps, held)[1]
        model, _ = self._trained(data, steps, None)
        return self._said(model, now, data.codes)

    def _trained(self, data: Sequences, steps: int, held: Sequences | None) -> tuple[Any, int]:
        """A trained model and, with windows held out, the step that was best on them."""
        keras = _keras()
        config = self.config
        model = lstm(config, data, _values(data.codes) if config.statics else [])
        rate = keras.optimizers.schedules.CosineDecay(
            config.rate / 20, steps, warmup_target=config.rate, warmup_steps=min(50, steps)
        )
        optimiser = keras.optimizers.AdamW(
            rate, weight_decay=config.decay, clipnorm=1.0, use_ema=True, ema_momentum=0.98
        )
        model.compile(optimizer=optimiser, loss=pinball(config.median))
        inputs, answers = self._inputs(data, data.codes), _answers(data)
        best, best_at, worse = np.inf, steps, 0
        for step, chosen in enumerate(_batches(len(data), config.batch, steps, config.seed)):
            model.train_on_batch([each[chosen] for each in inputs], answers[chosen])
            if held is None or (step + 1) % config.look:
                continue
            miss = np.abs(self._said(model, held, data.codes) - held.target)
            loss = float(np.nanmean(miss * held.weight[:, None]))
            best, best_at, worse = (
                (loss, step + 1, 0) if loss < best else (best, best_at, worse + 1)
            )
            if worse >= config.patience:
                break
        optimiser.finalize_variable_values(model.trainable_variables)
        return model, best_at

    def _said(self, model: Any, data: Sequences, like: Whole) -> Floats:
        """Median residuals, shape (windows, horizon)."""
        inputs = self._inputs(data, like)
        blocks = [slice(low, low + 4096) for low in range(0, len(data), 4096)]
        found = [model.predict_on_batch([each[block] for each in inputs]) for block in blocks]
        return np.concatenate(found)[..., MEDIAN].astype(np.float64)

    def _inputs(self, data: Sequences, like: Whole) -> list[Any]:
        found: list[Any] = [data.past, data.future, data.summary]
        if self.config.statics and like.shape[1]:
            found.append(np.minimum(data.codes, like.max(axis=0)))
        return found


def lstm(config: RecurrentConfig, like: Sequences, cardinalities: list[int]) -> Any:
    """The network for windows of some shapes."""
    keras = _keras()
    layers = keras.layers
    past = keras.Input(like.past.shape[1:])
    future = keras.Input(like.future.shape[1:])
    summary = keras.Input(like.summary.shape[1:])
    inputs, known = [past, future, summary], summary
    if cardinalities:
        codes = keras.Input((len(cardinalities),), dtype="int64")
        named = [layers.Embedding(n, _EMBEDDED)(codes[:, i]) for i, n in enumerate(cardinalities)]
        inputs, known = [*inputs, codes], layers.Concatenate()([summary, *named])
    seen = past
    if config.stride > 1:
        seen = layers.AveragePooling1D(config.stride, padding="same")(past)
    seen = layers.Concatenate()([seen, layers.RepeatVector(seen.shape[1])(known)])
    coming = layers.Concatenate()([future, layers.RepeatVector(future.shape[1])(known)])
    said = coming
    for _ in range(config.layers):
        seen, hidden, cell = layers.LSTM(config.hidden, return_sequences=True, return_state=True)(
            seen
        )
        said = layers.LSTM(config.hidden, return_sequences=True)(said, initial_state=[hidden, cell])
    said = layers.Concatenate()([layers.Dropout(config.dropout)(said), coming])
    heads = layers.Dense(len(LEVELS), kernel_initializer="zeros")(said)
    return keras.Model(inputs, heads)


def pinball(median: float) -> Any:
    """The pinball loss of all levels, with weights and gaps beside the answers."""
    ops = _keras().ops
    levels = np.array(LEVELS, dtype=np.float32)
    shares = np.full(len(LEVELS), (1 - median) / (len(LEVELS) - 1), dtype=np.float32)
    shares[MEDIAN] = median

    def loss(answers: Any, said: Any) -> Any:
        """Mean over what is known; answers of shape (batch, horizon, 2) hold values, weights."""
        error = answers[..., :1] - said
        each = ops.sum(ops.maximum(levels * error, (levels - 1) * error) * shares, axis=-1)
        weight = answers[..., 1]
        return ops.sum(each * weight) / ops.maximum(ops.sum(weight), 1e-6)

    return loss


@contextmanager
def keras_session(seed: int) -> Iterator[None]:
    """Keras with a seed; the generators of Python and numpy are as before afterwards."""
    keras = _keras()
    plain, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002  given back below
    keras.utils.set_random_seed(seed)
    try:
        yield
    finally:
        random.setstate(plain)
        np.random.set_state(legacy)  # noqa: NPY002


def _keras() -> Any:
    """Keras, imported when it is first needed, on TensorFlow unless the program chose otherwise."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    return import_module("keras")


def _answers(data: Sequences) -> Floats:
    weight = np.where(np.isnan(data.target), 0.0, data.weight[:, None] / data.weight.mean())
    return np.stack([np.nan_to_num(data.target), weight], axis=2).astype(np.float32)


def _values(codes: Whole) -> list[int]:
    return [int(each.max()) + 1 for each in codes.T]


def _batches(windows: int, batch: int, steps: int, seed: int) -> Iterator[Whole]:
    """Batches of equal size, so that the graph is traced once."""
    rng = np.random.default_rng(seed)
    size, done = min(batch, windows), 0
    while done < steps:
        order = rng.permutation(windows)
        for low in range(0, windows - size + 1, size):
            if done < steps:
                yield order[low : low + size]
                done += 1
