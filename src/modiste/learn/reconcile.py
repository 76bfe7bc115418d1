"""Forecasts of parts and sums that agree (hierarchical reconciliation).

Parts are forecast, and sums of them on their own, where seasons and trends show better. The least
weighted squares reconciliation moves all of them as little as their own uncertainty lets it, until
they add up exactly (Wickramasuriya, Athanasopoulos and Hyndman 2019, MinT). With parts ``b``, sums
``u``, a summing matrix ``C`` and variances ``B`` of parts and ``U`` of sums,

    b̃ = b̂ + B Cᵀ (C B Cᵀ + U)⁻¹ (û − C b̂),    ũ = C b̃.

``B`` and ``U`` are diagonal: from the forecasts' own deviations (*variance*) or from the number of
parts in each (*structural*, Athanasopoulos and others 2017). For small hierarchies :func:`mint`
takes the full covariance of past errors, shrunk towards its diagonal (Schäfer and Strimmer 2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from modiste.model.errors import InputError

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_TINY = 1e-9


@dataclass(frozen=True)
class Hierarchy:
    """Which parts make up which sums.

    Attributes:
        groups: for each level, the number of the sum that each part belongs to, shape (parts,);
            −1 where it belongs to none.
    """

    groups: tuple[Whole, ...]

    @classmethod
    def of(cls, levels: Sequence[Sequence[object]]) -> Hierarchy:
        """From keys: for each level the key of every part's sum; ``None`` belongs to none.

        Sums are numbered in the sorted order of their keys as text.

        Raises:
            InputError: the levels differ in length.
        """
        if len({len(level) for level in levels}) > 1:
            raise InputError(
                "the levels of a hierarchy differ in length", remedy="Name a sum for every part."
            )
        found = []
        for level in levels:
            keys = sorted({str(key) for key in level if key is not None})
            number = {key: k for k, key in enumerate(keys)}
            found.append(
                np.array([-1 if k is None else number[str(k)] for k in level], dtype=np.int64)
            )
        return cls(tuple(found))

    @property
    def parts(self) -> int:
        """Number of parts."""
        return len(self.groups[0]) if self.groups else 0

    @property
    def sums(self) -> int:
        """Number of sums, over all levels."""
        return sum(int(group.max(initial=-1)) + 1 for group in self.groups)

    def matrix(self) -> sparse.csr_matrix:
        """The summing matrix, shape (sums, parts), level by level."""
        blocks = []
        for group in self.groups:
            there = np.flatnonzero(group >= 0)
            shape = (int(group.max(initial=-1)) + 1, len(group))
            ones = np.ones(len(there))
            blocks.append(sparse.csr_matrix((ones, (group[there], there)), shape=shape))
        return sparse.vstack(blocks, format="csr")


def reconcile(
    hierarchy: Hierarchy,
    parts: Floats,
    sums: Floats,
    part_variance: Floats | None = None,
    sum_variance: Floats | None = None,
    *,
    nonnegative: bool = True,
) -> tuple[Floats, Floats]:
    """Make forecasts add up.

    Args:
        hierarchy: the sums.
        parts: forecasts of the parts, shape (parts, steps).
        sums: forecasts of the sums, level by level, shape (sums, steps); a sum whose first step is
            NaN has no forecast of its own and follows its parts.
        part_variance: variance of each part's errors, shape (parts,); structural weights without.
        sum_variance: of each sum's, shape (sums,).
        nonnegative: no part below zero: those that would be become zero, and the rest is reconciled
            again with them fixed.

    Returns:
        Parts and sums of the same shapes; sums are exactly ``C`` times the parts.

    Raises:
        InputError: shapes do not go together, or a variance is negative or not finite.
    """
    matrix = hierarchy.matrix()
    _check(hierarchy, parts, sums, part_variance, sum_variance)
    inner = np.ones(hierarchy.parts) if part_variance is None else part_variance
    many = np.asarray(matrix.sum(axis=1)).ravel()
    outer = many if sum_variance is None else sum_variance
    told = ~np.isnan(sums[:, 0])
    used, wanted, outer = matrix[told], sums[told], outer[told]
    found = _moved(used, parts, wanted, inner, outer)
    if nonnegative:
        found = _positive(used, parts, wanted, inner, outer, found)
    return found, np.asarray(matrix @ found)


def _check(
    hierarchy: Hierarchy,
    parts: Floats,
    sums: Floats,
    part_variance: Floats | None,
    sum_variance: Floats | None,
) -> None:
    right = len(parts) == hierarchy.parts and len(sums) == hierarchy.sums
    if not right or parts.shape[1:] != sums.shape[1:]:
        raise InputError(
            f"the hierarchy has {hierarchy.parts} parts and {hierarchy.sums} sums; forecasts of "
            f"shapes {parts.shape} and {sums.shape} do not fit it",
            remedy="Give a row for each, and the same steps.",
        )
    for variance in (part_variance, sum_variance):
        if variance is not None and not (np.isfinite(variance) & (variance >= 0)).all():
            raise InputError(
                "a variance is negative or not finite",
                remedy="Give the mean squared error of each forecast.",
            )


def _moved(
    matrix: sparse.csr_matrix, parts: Floats, sums: Floats, inner: Floats, outer: Floats
) -> Floats:
    """The reconciled parts."""
    if not matrix.shape[0]:
        return parts.copy()
    gap = sums - matrix @ parts
    spread = matrix @ sparse.diags(inner) @ matrix.T + sparse.diags(outer + _TINY)
    solved = splu(spread.tocsc()).solve(gap)
    moved: Floats = parts + inner[:, None] * (matrix.T @ solved)
    return moved


def _positive(
    matrix: sparse.csr_matrix,
    parts: Floats,
    sums: Floats,
    inner: Floats,
    outer: Floats,
    found: Floats,
) -> Floats:
    """Parts of at least 0, step by step, as in an active-set method with few rounds."""
    for step in np.flatnonzero((found < 0).any(axis=0)):
        column = found[:, step]
        fixed = np.zeros(len(column), dtype=np.bool_)
        for _ in range(8):
            below = column < 0
            if not below.any():
                break
            fixed |= below
            free = np.where(fixed, 0.0, inner)
            held = np.where(fixed, 0.0, parts[:, step])
            column = _moved(matrix, held[:, None], sums[:, [step]], free, outer)[:, 0]
            column[fixed] = 0.0
        found[:, step] = np.maximum(column, 0.0)
    return found


def mint(
    hierarchy: Hierarchy, parts: Floats, sums: Floats, errors: Floats
) -> tuple[Floats, Floats]:
    """Reconcile with the shrunk covariance of past errors.

    Args:
        hierarchy: the sums.
        parts: shape (parts, steps).
        sums: shape (sums, steps).
        errors: past one-step errors, parts first, shape (parts + sums, times), none missing.

    Returns:
        Parts and sums; not kept above zero.
    """
    matrix = hierarchy.matrix().toarray()
    covariance = shrunk_covariance(errors)
    many = hierarchy.parts
    joint = np.hstack([-matrix, np.eye(len(matrix))])  # what must be zero: sums less their parts
    base = np.concatenate([parts, sums])
    spread = joint @ covariance @ joint.T
    spread += _TINY * np.trace(spread) / len(spread) * np.eye(len(spread))
    moved = base - covariance @ joint.T @ np.linalg.solve(spread, joint @ base)
    found: Floats = moved[:many]
    return found, matrix @ found


def shrunk_covariance(errors: Floats) -> Floats:
    """Covariance of errors drawn towards its diagonal (Schäfer and Strimmer 2005).

    Args:
        errors: shape (series, times), at least three times.

    Returns:
        Shape (series, series), positive definite where no series is without error.
    """
    times = errors.shape[1]
    if times < 3:
        raise InputError(
            f"{times} past errors tell no covariance", remedy="Measure at least three of them."
        )
    centred = errors - errors.mean(axis=1, keepdims=True)
    deviation = np.sqrt((centred**2).sum(axis=1) / (times - 1))
    safe = np.where(deviation > 0, deviation, 1.0)
    standard = centred / safe[:, None]
    correlation = standard @ standard.T / (times - 1)
    # Variance of each correlation over time, against how far it lies from none.
    squares = (standard**2) @ (standard**2).T
    variance = (squares - (standard @ standard.T) ** 2 / times) * times / (times - 1) ** 3
    off = ~np.eye(len(errors), dtype=np.bool_)
    far = (correlation[off] ** 2).sum()
    share = float(np.clip(variance[off].sum() / far, 0.0, 1.0)) if far > 0 else 1.0
    correlation = np.where(off, (1 - share) * correlation, 1.0)
    found: Floats = correlation * np.outer(deviation, deviation)
    return found
