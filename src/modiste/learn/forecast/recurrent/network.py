"""The recurrent network in PyTorch. Import it only where PyTorch is known to be installed."""

from __future__ import annotations

import torch
from torch import nn

from modiste.learn.forecast.neural import LEVELS
from modiste.learn.forecast.recurrent.forecasters import RecurrentConfig

_EMBEDDED = 4
"""Numbers that stand for a static attribute's value."""


class SequenceToSequence(nn.Module):
    """Encoder over the past, decoder over the coming steps, a linear head at each of them.

    Shapes: past (batch, cycle, channels), future (batch, horizon, channels), summary (batch,
    numbers), codes (batch, attributes) → (batch, horizon, levels).
    """

    def __init__(
        self,
        cell: str,
        *,
        past: int,
        future: int,
        summary: int,
        cardinalities: list[int],
        config: RecurrentConfig,
    ) -> None:
        super().__init__()
        kind = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}[cell]
        shape = {"hidden_size": config.hidden, "num_layers": config.layers, "batch_first": True}
        self.stride = config.stride
        self.embed = nn.ModuleList(nn.Embedding(many, _EMBEDDED) for many in cardinalities)
        known = summary + _EMBEDDED * len(cardinalities)
        self.encoder = kind(past + known, **shape)
        self.decoder = kind(future + known, **shape)
        self.drop = nn.Dropout(config.dropout)
        self.head = nn.Linear(config.hidden + future + known, len(LEVELS))
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(
        self,
        past: torch.Tensor,
        future: torch.Tensor,
        summary: torch.Tensor,
        codes: torch.Tensor,
    ) -> torch.Tensor:
        """Quantiles of the residuals."""
        named = [embed(codes[:, i]) for i, embed in enumerate(self.embed)]
        known = torch.cat([summary, *named], dim=1)[:, None]
        if self.stride > 1:
            pooled = nn.functional.avg_pool1d(past.transpose(1, 2), self.stride, ceil_mode=True)
            past = pooled.transpose(1, 2)
        seen = torch.cat([past, known.expand(-1, past.shape[1], -1)], dim=2)
        coming = torch.cat([future, known.expand(-1, future.shape[1], -1)], dim=2)
        _, state = self.encoder(seen)
        said, _ = self.decoder(coming, state)
        heads: torch.Tensor = self.head(torch.cat([self.drop(said), coming], dim=2))
        return heads
