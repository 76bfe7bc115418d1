"""What is taken next: sequential rules (Ludewig and Jannach 2018), as a sparse matrix.

``t(i, j) = sum over users, over places p of i and q of j, of g(q - p)`` with
``g(d) = fade^(d - 1)`` for ``1 <= d <= reach`` and ``g(-d) = backward * fade^(d - 1)``;
``S(i, j) = t(i, j) / ((p_i + shrink)^source (p_j + shrink)^target)`` with p the number of events.
The history's newest entries count most: ``decay`` is small.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from modiste.learn.recommend.compiled import in_blocks
from modiste.learn.recommend.frames import empty_top
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.linked import LinkedConfig, LinkedModel
from modiste.learn.recommend.links import Links


class SequenceConfig(LinkedConfig):
    """Settings of sequential rules."""

    decay: float = Field(
        0.6, gt=0, le=1, description="Weight of a history's entry against the next newer one."
    )
    reach: int = Field(10, ge=1, description="Places between two events that still count.")
    fade: float = Field(0.8, gt=0, le=1, description="Weight of one more place between them.")
    backward: float = Field(
        0.5, ge=0, le=1, description="Weight of what came before against what came after."
    )
    source: float = Field(0.5, ge=0, description="Power of the popularity of the item left.")
    target: float = Field(0.3, ge=0, description="Power of the popularity of the item reached.")
    shrink: float = Field(0.0, ge=0, description="Events added to both popularities.")


class Sequence(LinkedModel):
    """What people took after such an item."""

    name: ClassVar[str] = "sequence"
    config_class: ClassVar[type[SequenceConfig]] = SequenceConfig
    config: SequenceConfig

    def _learn(self, data: Interactions) -> None:
        from modiste.learn.recommend.following import Events, following_rows

        config, width = self.config, data.n_items
        counts = np.bincount(data.events.items, minlength=width)
        weight = np.maximum(counts + config.shrink, 1e-12)
        events = Events(
            data.events.offsets,
            data.events.items,
            data.events.rows,
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            np.argsort(data.events.items, kind="stable"),
        )
        left = (weight**-config.source).astype(np.float32)
        right = (weight**-config.target).astype(np.float32)
        weights = _weights(config)
        lists = empty_top(width, config.neighbours)
        in_blocks(
            lambda start, end: following_rows(events, left, right, weights, start, end, *lists),
            width,
            512,
        )
        self._links = Links.of_lists(lists)


def _weights(config: SequenceConfig) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Weights of distances, shape (2, reach): after, before."""
    forward = config.fade ** np.arange(config.reach)
    return np.stack([forward, config.backward * forward]).astype(np.float32)
