"""Why an item is recommended, in words and in numbers.

A score is a weighted sum of signals, so what a signal adds to an item's score beyond what it adds
to the other candidates is its share in the choice. The largest shares make the reason.
"""

from __future__ import annotations

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


def shares(blend: Blend, own: F32, usual: F32, least: float = -np.inf) -> list[list[Share]]:
    """Shares of signals for some items, largest first.

    Args:
        blend: the blend that scored them.
        own: what every signal says of them, ``(items, signals)``.
        usual: the same of the candidates that they were chosen from, on average, ``(signals,)``.
        least: shares below this are left out; :data:`LEAST` keeps those worth telling.
    """
    gap = (own - usual) * blend.weights
    names = blend.names
    order = np.argsort(-gap, axis=1, kind="stable")
    found = []
    for amounts, columns in zip(gap, order, strict=True):
        many = int((amounts >= least).sum())
        found.append([Share(names[n], float(amounts[n])) for n in columns[:many].tolist()])
    return found
