"""How a style fitted people of a like body in a like size: kernel-weighted rates within a style.

A Nadaraya-Watson estimate in the space of body numbers and the place of the size, shrunk to the
style's own rate. Numbers that are not known are taken as average.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.learn.fit.body import BodyScale
from modiste.learn.fit.history import History
from modiste.learn.fit.records import FitRecords

F64 = NDArray[np.float64]

_NUMBERS = ("height_cm", "bmi", "bust_cm", "cup", "hip_cm", "waist_cm")
_WIDTH = 0.7
_SIZE_WEIGHT = 2.0
_MOST = 400
_PRIOR = 2.0


class Neighbours:
    """Records by style.

    Args:
        records: with known outcomes.
        scale: the numbers' scale.
        history: gives the place of the size that a body suggests.
    """

    def __init__(self, records: FitRecords, scale: BodyScale, history: History) -> None:
        self.scale, self.history = scale, history
        self.points = self._space(records)
        outcome = records.outcomes
        self.hits = np.column_stack([outcome == 0, outcome == 2]).astype(float)
        self.overall = self.hits.mean(axis=0)
        groups = records.frame.with_row_index("row").group_by("item", maintain_order=True)
        # Styles with very many records answer from the last of them, which bounds the cost.
        self.rows = {
            str(key[0]): part["row"].to_numpy()[-_MOST:].astype(np.int64) for key, part in groups
        }

    def _space(self, records: FitRecords) -> F64:
        standard = self.scale.standard(records)
        place = self.scale.places(records)
        relative = place - self.history.body_place(records)
        columns = [standard[name] for name in _NUMBERS]
        columns += [_SIZE_WEIGHT * relative, place]
        points = np.nan_to_num(np.column_stack(columns))
        return np.asarray(points, dtype=np.float64)

    def describe(self, records: FitRecords) -> dict[str, F64]:
        """Rates of small and large among neighbours, and how many they are worth."""
        points = self._space(records)
        out = np.tile(np.append(self.overall, 0.0), (len(records), 1))
        groups = records.frame.with_row_index("row").group_by("item", maintain_order=True)
        for key, part in groups:
            known = self.rows.get(str(key[0]))
            if known is None:
                continue
            at = part["row"].to_numpy().astype(np.int64)
            weight = _kernel(points[at], self.points[known])
            total = weight.sum(axis=1)
            prior = (self.hits[known].sum(axis=0) + 5 * self.overall) / (len(known) + 5)
            rates = (weight @ self.hits[known] + _PRIOR * prior) / (total + _PRIOR)[:, None]
            out[at] = np.column_stack([rates, total])
        return {
            "near_small": out[:, 0],
            "near_large": out[:, 1],
            "near_weight": np.log1p(out[:, 2]),
        }


def _kernel(left: F64, right: F64) -> F64:
    """Gaussian weights of every pair, ``(left, right)``."""
    square = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1) - 2 * left @ right.T
    return np.asarray(np.exp(-np.maximum(square, 0) / (2 * _WIDTH**2 * left.shape[1])))
