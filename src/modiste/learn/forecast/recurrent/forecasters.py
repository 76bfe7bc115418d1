"""The three recurrent forecasters; they differ in their cell alone.

With input ``x_t``, state ``h_t``, σ the logistic function and ⊙ the product by elements:

- Elman RNN (Elman 1990): ``h_t = tanh(W_xh x_t + W_hh h_{t−1} + b)``.
- LSTM (Hochreiter and Schmidhuber 1997; forget gate: Gers and others 2000):
  ``i = σ(W_xi x_t + W_hi h_{t−1} + b_i)``, ``f`` and ``o`` likewise,
  ``g = tanh(W_xg x_t + W_hg h_{t−1} + b_g)``, ``c_t = f ⊙ c_{t−1} + i ⊙ g``,
  ``h_t = o ⊙ tanh(c_t)``.
- GRU (Cho and others 2014): ``r = σ(W_xr x_t + W_hr h_{t−1} + b_r)``, ``z`` likewise,
  ``n = tanh(W_xn x_t + b_n + r ⊙ (W_hn h_{t−1} + b_hn))``, ``h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}``.

An encoder of such cells reads the last cycle, a decoder of the same kind, begun in its last state,
reads what is known of the coming steps, and ``y_t = W_hy h_t + b_y`` are the quantiles of a step's
deviation from the seasonal profile: all steps at once, none fed back into the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from modiste.learn.forecast.neural import NeuralConfig, NeuralForecaster
from modiste.learn.forecast.sequences import Sequences

if TYPE_CHECKING:
    import torch


class RecurrentConfig(NeuralConfig):
    """Settings of the recurrent networks."""

    hidden: int = Field(32, ge=1, description="Size of the state h.")
    layers: int = Field(1, ge=1, description="Cells on top of each other.")
    steps: int = Field(400, ge=1, description="Training steps at the most.")
    rate: float = Field(5e-3, gt=0, description="Learning rate.")
    stride: int = Field(
        1, ge=1, description="Steps of the past that are averaged into one input of the encoder."
    )


class Recurrent(NeuralForecaster):
    """Base: sequence to sequence, direct quantile heads."""

    config: RecurrentConfig
    cell: ClassVar[str]

    @classmethod
    def default_config(cls) -> RecurrentConfig:
        """A hundred weekly series."""
        return RecurrentConfig()

    def network(self, like: Sequences, cardinalities: list[int]) -> torch.nn.Module:
        """Encoder, decoder and heads."""
        from modiste.learn.forecast.recurrent.network import SequenceToSequence

        return SequenceToSequence(
            self.cell,
            past=like.past.shape[2],
            future=like.future.shape[2],
            summary=like.summary.shape[1],
            cardinalities=cardinalities,
            config=self.config,
        )


class RNN(Recurrent):
    """The plain recurrent network of Elman."""

    name: ClassVar[str] = "RNN"
    cell: ClassVar[str] = "RNN"


class LSTM(Recurrent):
    """Long short-term memory."""

    name: ClassVar[str] = "LSTM"
    cell: ClassVar[str] = "LSTM"


class GRU(Recurrent):
    """Gated recurrent unit."""

    name: ClassVar[str] = "GRU"
    cell: ClassVar[str] = "GRU"
