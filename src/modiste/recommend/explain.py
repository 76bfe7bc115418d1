"""Why an item is recommended, in words and in numbers.

A score is a weighted sum of signals, so what a signal adds to an item's score beyond what it adds
to the other candidates is its share in the choice. The largest shares make the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.recommend.blend import Blend

F32 = NDArray[np.float32]

LEAST = 0.15
"""A share below this, in log-odds, is no reason worth telling."""


@dataclass(frozen=True)
class Share:
    """What one signal adds to an item's score.

    Attributes:
        signal: name of the signal.
        amount: in log-odds, above what it adds to the candidates on average.
    """

    signal: str
    amount: float


def shares(blend: Blend, own: F32, usual: F32) -> list[list[Share]]:
    """Shares of all signals for some items, largest first.

    Args:
        blend: the blend that scored them.
        own: what every signal says of them, ``(items, signals)``.
        usual: the same of the candidates that they were chosen from, on average, ``(signals,)``.
    """
    gap = (own - usual) * blend.weights
    names = blend.names
    return [_sorted(names, row) for row in gap.tolist()]


def _sorted(names: Sequence[str], row: Sequence[float]) -> list[Share]:
    found = [Share(name, amount) for name, amount in zip(names, row, strict=True)]
    return sorted(found, key=lambda share: (-share.amount, share.signal))


def worth_telling(found: Sequence[Share], least: float = LEAST) -> list[Share]:
    """The shares that are large enough to be a reason."""
    return [share for share in found if share.amount >= least and np.isfinite(share.amount)]
