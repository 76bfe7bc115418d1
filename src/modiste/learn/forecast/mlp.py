"""Blocks of multi-layer perceptrons at several rates: an N-HiTS-class network.

Each block looks at the past through a pooling of its own width, and speaks through a few knots
that are interpolated over the coming steps; slow blocks see and say the slow parts. A block's
backcast is taken from what the next block sees (Challu and others 2023, N-HiTS; Oreshkin and others
2020, N-BEATS). Here the past is the deviation from the seasonal profile, the other channels are
pooled beside it, and a linear path from the past to every step is added (Zeng and others 2023).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from modiste.learn.forecast.neural import LEVELS, NeuralConfig, NeuralForecaster
from modiste.learn.forecast.sequences import Sequences

if TYPE_CHECKING:
    import torch


class MultiRateConfig(NeuralConfig):
    """Settings of the multi-rate perceptrons."""

    hidden: int = Field(64, ge=1, description="Width of the hidden layers.")
    steps: int = Field(160, ge=1, description="Training steps at the most.")
    batch: int = Field(256, ge=1, description="Windows in a training step.")
    rate: float = Field(3e-3, gt=0, description="Learning rate.")
    dropout: float = Field(0.2, ge=0, lt=1, description="Share of the hidden units left out.")
    patience: int = Field(0, ge=0, description="As for every network; off: it hardly overfits.")
    pools: tuple[int, ...] = Field((8, 4, 1), description="Width of each block's pooling.")
    knots: tuple[int, ...] = Field((6, 13, 52), description="Knots of each block's forecast.")
    side: int = Field(13, ge=1, description="Steps to which the other channels are pooled.")


class MultiRate(NeuralForecaster):
    """N-HiTS-class perceptrons on the residuals of the seasonal profile."""

    name: ClassVar[str] = "multi-rate perceptron"
    config: MultiRateConfig

    @classmethod
    def default_config(cls) -> MultiRateConfig:
        """A hundred weekly series."""
        return MultiRateConfig()

    def network(self, like: Sequences, cardinalities: list[int]) -> torch.nn.Module:
        """The blocks."""
        return build(self.config, like, cardinalities)


def build(config: MultiRateConfig, like: Sequences, cardinalities: list[int]) -> torch.nn.Module:
    """The network for windows of some shapes.

    It maps past (batch, cycle, channels), future, summary and codes to (batch, horizon, levels).
    """
    import torch
    from torch import nn

    cycle, horizon, levels = like.past.shape[1], like.future.shape[1], len(LEVELS)
    bins = min(config.side, cycle)
    side = (like.past.shape[2] - 1) * bins + 2 + like.summary.shape[1] + 4 * len(cardinalities)

    class Block(nn.Module):
        """Pooled residuals and the side channels in; backcast and knots of the forecast out."""

        def __init__(self, pool: int, knots: int) -> None:
            super().__init__()
            self.pool, self.knots = pool, min(knots, horizon)
            seen = -(-cycle // pool)
            self.back = seen
            self.layers = nn.Sequential(
                nn.Linear(seen + side, config.hidden),
                nn.GELU(),
                nn.Dropout(config.dropout),
                nn.Linear(config.hidden, config.hidden),
                nn.GELU(),
                nn.Dropout(config.dropout),
            )
            self.head = nn.Linear(config.hidden, self.back + self.knots * levels)
            nn.init.zeros_(self.head.weight)
            nn.init.zeros_(self.head.bias)

        def forward(
            self, residual: torch.Tensor, beside: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            pooled = nn.functional.avg_pool1d(residual[:, None], self.pool, ceil_mode=True)[:, 0]
            said = self.head(self.layers(torch.cat([pooled, beside], dim=1)))
            back = _stretched(said[:, None, : self.back], cycle)[:, 0]
            knots = said[:, self.back :].unflatten(1, (levels, self.knots))
            return back, _stretched(knots, horizon).transpose(1, 2)

    class Blocks(nn.Module):
        """The stack, and the linear path."""

        def __init__(self) -> None:
            super().__init__()
            self.blocks = nn.ModuleList(
                Block(min(pool, cycle), knots)
                for pool, knots in zip(config.pools, config.knots, strict=True)
            )
            self.linear = nn.Linear(cycle + side, horizon)
            nn.init.zeros_(self.linear.weight)
            nn.init.zeros_(self.linear.bias)
            self.embed = nn.ModuleList(nn.Embedding(many, 4) for many in cardinalities)

        def forward(
            self,
            past: torch.Tensor,
            future: torch.Tensor,
            summary: torch.Tensor,
            codes: torch.Tensor,
        ) -> torch.Tensor:
            residual = past[..., 0]
            others = nn.functional.adaptive_avg_pool1d(past[..., 1:].transpose(1, 2), bins)
            named = [embed(codes[:, i]) for i, embed in enumerate(self.embed)]
            beside = torch.cat([others.flatten(1), future[:, 0, 2:4], summary, *named], dim=1)
            said = self.linear(torch.cat([residual, beside], dim=1))[..., None]
            for block in self.blocks:
                back, forward = block(residual, beside)
                residual = residual - back
                said = said + forward
            heads: torch.Tensor = said
            return heads

    return Blocks()


def _stretched(knots: torch.Tensor, steps: int) -> torch.Tensor:
    """Knots, shape (batch, channels, knots), interpolated to ``steps``."""
    from torch.nn.functional import interpolate

    if knots.shape[2] == steps:
        return knots
    return interpolate(knots, steps, mode="linear", align_corners=False)
