"""Kernel of ALS: conjugate gradients on the normal equations of each row."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from modiste.learn.recommend.compiled import compiled
from modiste.learn.recommend.histories import Codes, Floats, Offsets

_TINY = 1e-20
"""Square of a residual that ends the steps."""


class Rows(NamedTuple):
    """Weighted entries of each row."""

    offsets: Offsets
    items: Codes
    weights: Floats


@compiled
def normal_product(
    rows: Rows, row: int, others: Floats, gram: Floats, penalty: float, vector: Floats, out: Floats
) -> None:
    """``out = (gram + sum of w y y^T + penalty I) vector``."""
    size = len(vector)
    for a in range(size):
        total = penalty * vector[a]
        for b in range(size):
            total += gram[a, b] * vector[b]
        out[a] = total
    for entry in range(rows.offsets[row], rows.offsets[row + 1]):
        item = rows.items[entry]
        inner = np.float32(0.0)
        for a in range(size):
            inner += others[item, a] * vector[a]
        inner *= rows.weights[entry]
        for a in range(size):
            out[a] += inner * others[item, a]


@compiled
def improve(
    rows: Rows,
    others: Floats,
    gram: Floats,
    penalties: Floats,
    steps: int,
    start: int,
    end: int,
    vectors: Floats,
) -> None:
    """A few steps for each of the rows ``start`` to ``end``, in place; an empty row becomes 0."""
    size = vectors.shape[1]
    residual = np.empty(size, np.float32)
    product = np.empty(size, np.float32)
    for row in range(start, end):
        vector = vectors[row]
        if rows.offsets[row] == rows.offsets[row + 1]:
            vector[:] = 0
            continue
        normal_product(rows, row, others, gram, penalties[row], vector, residual)
        residual[:] = -residual
        for entry in range(rows.offsets[row], rows.offsets[row + 1]):
            residual += rows.weights[entry] * others[rows.items[entry]]
        direction = residual.copy()
        square = np.dot(residual, residual)
        for _ in range(steps):
            if square < _TINY:
                break
            normal_product(rows, row, others, gram, penalties[row], direction, product)
            length = square / np.dot(direction, product)
            vector += length * direction
            residual -= length * product
            before = square
            square = np.dot(residual, residual)
            direction = residual + (square / before) * direction
