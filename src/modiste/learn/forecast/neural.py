"""Training of the neural forecasters in PyTorch; the networks are in ``mlp`` and ``recurrent``.

One loop for all: AdamW, a short warm-up, gradients clipped, an exponential mean of the weights for
the forecast (Polyak and Juditsky 1992), the pinball loss of several quantiles weighted so that its
median is the MASE of the windows.

Early stopping looks at one *earlier* origin: a first network is trained on the history before it
and judged on the steps after it; a second one is then trained on everything for as many steps as
the first did best at.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from modiste.learn.forecast.learnt import LearntConfig, LearntForecaster
from modiste.learn.forecast.panel import Floats
from modiste.learn.forecast.sequences import Sequences, sequences, window
from modiste.learn.forecast.windows import Aligned

if TYPE_CHECKING:
    import torch

LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Quantiles of the heads; the middle one is the forecast."""

MEDIAN = LEVELS.index(0.5)


class NeuralConfig(LearntConfig):
    """What every neural forecaster can be told."""

    hidden: int = Field(64, ge=1, description="Width of the hidden layers.")
    dropout: float = Field(0.1, ge=0, lt=1, description="Share of the hidden units left out.")
    steps: int = Field(500, ge=1, description="Training steps at the most.")
    batch: int = Field(256, ge=1, description="Windows in a training step.")
    rate: float = Field(2e-3, gt=0, description="Learning rate.")
    decay: float = Field(1e-2, ge=0, description="Weight decay.")
    windows: int = Field(40_000, ge=1, description="Training windows at the most.")
    patience: int = Field(
        3, ge=0, description="Looks at the earlier origin without a gain before it stops; 0: never."
    )
    look: int = Field(50, ge=1, description="Training steps between two looks.")
    statics: bool = Field(default=False, description="Embed the static attributes.")
    median: float = Field(
        0.6, ge=0, le=1, description="Share of the median's error in the loss; the rest is shared."
    )
    seeds: int = Field(1, ge=1, description="Networks that are averaged.")
    teach: bool = Field(
        default=True, description="Learn from the weak signals' own course as from more series."
    )
    threads: int = Field(1, ge=1, description="Threads of PyTorch while it trains.")


@contextmanager
def torch_session(seed: int, threads: int) -> Iterator[None]:
    """PyTorch with a seed and a number of threads of its own; both are as before afterwards."""
    import torch

    before = torch.get_num_threads()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        torch.set_num_threads(threads)
        try:
            yield
        finally:
            torch.set_num_threads(before)


class NeuralForecaster(LearntForecaster):
    """Base: windows in, a residual on the seasonal profile out."""

    config: NeuralConfig
    extra: ClassVar[str] = "torch"
    modules: ClassVar[tuple[str, ...]] = ("torch",)

    @classmethod
    def default_config(cls) -> NeuralConfig:
        """A hundred weekly series."""
        return NeuralConfig()

    @abstractmethod
    def network(self, like: Sequences, cardinalities: list[int]) -> torch.nn.Module:
        """A fresh network.

        Args:
            like: windows of the shapes it will be given.
            cardinalities: values of each static attribute; empty where they are not used.
        """

    def learn(self, aligned: Aligned, horizon: int) -> Floats:
        """Train ``seeds`` networks and average their medians."""
        means = np.full((len(aligned.lengths), horizon), np.nan)
        view = aligned.view()
        now = window(view, horizon)
        total = np.zeros((len(view.rows), horizon))
        taught = aligned.with_signals_as_series() if self.config.teach else aligned
        for each in range(self.config.seeds):
            seed = self.config.seed + each
            with torch_session(seed, self.config.threads):
                total += self._one(taught, horizon, now, seed) / self.config.seeds
        coming = view.ahead(view.profile, horizon)
        means[view.rows] = view.restored(coming + total)
        return means

    def _one(self, aligned: Aligned, horizon: int, now: Sequences, seed: int) -> Floats:
        data = sequences(aligned, horizon, self.config.windows, seed)
        if not len(data):
            return np.zeros((len(now), horizon))
        steps = self._best_steps(aligned, horizon, seed)
        return Training(self, data, aligned).run(steps, now)

    def _best_steps(self, aligned: Aligned, horizon: int, seed: int) -> int:
        """Training steps that did best on the origin before the last ``horizon`` steps."""
        config = self.config
        longest = int(aligned.lengths.max())
        back = min(horizon, (longest - aligned.cycle) // 2)
        if not config.patience or config.steps <= config.look or back < 2:
            return config.steps
        earlier = aligned.shortened(back)
        data = sequences(earlier, horizon, config.windows, seed)
        view = aligned.view(back)
        held = window(view, horizon)
        if not len(data) or not np.isfinite(held.target).any():
            return config.steps
        return Training(self, data, earlier).search(held)


class Training:
    """One network and its optimiser."""

    def __init__(self, owner: NeuralForecaster, data: Sequences, aligned: Aligned) -> None:
        import torch

        self.config = owner.config
        codes = aligned.codes if self.config.statics else aligned.codes[:, :0]
        self._most = [int(each.max()) for each in codes.T] if codes.shape[1] else []
        self.net = owner.network(data, [each + 1 for each in self._most])
        self.mean = torch.optim.swa_utils.AveragedModel(
            self.net,
            multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.98),  # type: ignore[no-untyped-call]
        )
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(), lr=self.config.rate, weight_decay=self.config.decay
        )
        self.inputs = self._tensors(data)
        self.target = torch.from_numpy(np.nan_to_num(data.target))
        self.known = torch.from_numpy(~np.isnan(data.target))
        self.weight = torch.from_numpy(data.weight / data.weight.mean())
        self.levels = torch.tensor(LEVELS)
        shares = np.full(len(LEVELS), (1 - self.config.median) / (len(LEVELS) - 1))
        shares[MEDIAN] = self.config.median
        self.shares = torch.tensor(shares, dtype=torch.float32)

    def run(self, steps: int, now: Sequences) -> Floats:
        """Train for a number of steps and forecast the median residual."""
        for step, chosen in enumerate(self._batches(steps)):
            self._step(step, steps, chosen)
        return self.forecast(now)

    def search(self, held: Sequences) -> int:
        """Train until the held-out windows are forecast no better; the best number of steps."""
        config = self.config
        best, best_at, worse = np.inf, config.steps, 0
        for step, chosen in enumerate(self._batches(config.steps)):
            self._step(step, config.steps, chosen)
            if (step + 1) % config.look:
                continue
            miss = np.abs(self.forecast(held) - held.target) * held.weight[:, None]
            loss = float(np.nanmean(miss))
            best, best_at, worse = (
                (loss, step + 1, 0) if loss < best else (best, best_at, worse + 1)
            )
            if worse >= config.patience:
                break
        return best_at

    def forecast(self, now: Sequences) -> Floats:
        """Median residuals, shape (windows, horizon), by the averaged weights."""
        import torch

        self.mean.eval()
        with torch.no_grad():
            parts = [
                self.mean(*(tensor[low : low + 4096] for tensor in self._tensors(now)))
                for low in range(0, len(now), 4096)
            ]
        return np.asarray(torch.cat(parts)[..., MEDIAN].numpy(), dtype=np.float64)

    def _batches(self, steps: int) -> Iterator[torch.Tensor]:
        import torch

        done = 0
        while done < steps:
            order = torch.randperm(len(self.target))
            for chosen in torch.split(order, self.config.batch):
                if done < steps:
                    yield chosen
                    done += 1

    def _step(self, step: int, steps: int, chosen: torch.Tensor) -> None:
        import torch

        self.net.train()
        warm = min(1.0, (step + 1) / 50)
        cool = min(1.0, (steps - step) / max(0.3 * steps, 1))
        for group in self.optimiser.param_groups:
            group["lr"] = self.config.rate * warm * max(cool, 0.02)
        said = self.net(*(tensor[chosen] for tensor in self.inputs))
        error = self.target[chosen][..., None] - said
        pinball = torch.maximum(self.levels * error, (self.levels - 1) * error) @ self.shares
        known = self.known[chosen] * self.weight[chosen][:, None]
        loss = (pinball * known).sum() / known.sum().clamp_min(1e-6)
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.mean.update_parameters(self.net)

    def _tensors(self, data: Sequences) -> list[torch.Tensor]:
        import torch

        codes = data.codes[:, : len(self._most)]
        if self._most:
            codes = np.minimum(codes, np.array(self._most))
        return [
            torch.from_numpy(np.ascontiguousarray(each))
            for each in (data.past, data.future, data.summary, codes)
        ]
