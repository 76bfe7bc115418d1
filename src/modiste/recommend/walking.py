"""Kernel of the trees: the way of each row from the root to a leaf."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.learn.recommend.compiled import compiled

I32 = NDArray[np.int32]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


@compiled
def walk(
    rows: F32, feature: I32, threshold: F64, left: I32, right: I32, leaf: F64, root: I32, out: F64
) -> None:
    """Add the leaf of every tree that a row falls in to ``out``."""
    for tree in range(len(root)):
        for row in range(len(rows)):
            node = root[tree]
            while node >= 0:
                below = rows[row, feature[node]] <= threshold[node]
                node = left[node] if below else right[node]
            out[row] += leaf[-1 - node]
