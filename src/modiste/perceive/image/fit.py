"""Fitting a head, calibrating it, and saying how good it is.

The split is by group (a product's title) and by digest, not by chance: the same product is on the
same side in every run, whatever else is in the table.
"""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from modiste.model.errors import MissingExtraError
from modiste.model.taxonomy import taxonomy
from modiste.perceive.image.heads import Head, softmax
from modiste.perceive.image.pixels import Floats

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST: Final = 30
"""Training pictures below which a class is merged into the category above it, or left out."""


@dataclass(frozen=True)
class Report:
    """How good a head is on the test part.

    Attributes:
        name: the head.
        classes: its values, in order.
        confusion: pictures by true (row) and told (column) class, shape (classes, classes).
        baseline: share that always saying the most common training class would get right.
        log_loss: mean negative log probability of the truth, before and after calibration.
        error: expected calibration error, ten bins.
    """

    name: str
    classes: tuple[str, ...]
    confusion: np.ndarray
    baseline: float
    log_loss: tuple[float, float]
    error: float

    @property
    def accuracy(self) -> float:
        """Share told rightly."""
        return float(np.trace(self.confusion) / max(1, self.confusion.sum()))

    def rows(self) -> list[tuple[str, float, float, float, int]]:
        """Class, precision, recall, F1 and pictures, in the order of the classes."""
        right = np.diag(self.confusion).astype(float)
        told, true = self.confusion.sum(axis=0), self.confusion.sum(axis=1)
        precision, recall = right / np.maximum(told, 1), right / np.maximum(true, 1)
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
        return [
            (name, float(precision[i]), float(recall[i]), float(f1[i]), int(true[i]))
            for i, name in enumerate(self.classes)
        ]


def split(groups: Sequence[str]) -> np.ndarray:
    """0 train (70 %), 1 calibrate (10 %) or 2 test (20 %) for each group, by its digest alone."""
    digests = [hashlib.sha256(group.encode()).digest() for group in groups]
    place = np.array([int.from_bytes(digest[:4], "big") / 2**32 for digest in digests])
    return np.asarray(np.searchsorted([0.7, 0.8], place, side="right"))


def merged(values: np.ndarray, training: np.ndarray, least: int = LEAST) -> np.ndarray:
    """Rare categories as the category above them; what stays rare becomes empty."""
    tree = taxonomy()
    found = values.copy()
    for _ in range(3):
        counts = Counter(found[training].tolist())
        for value in sorted(set(found.tolist()) - {""}):
            if counts[value] < least:
                path = tree[value].path if value in tree else ()
                found[found == value] = path[-2] if len(path) > 2 else ""
    counts = Counter(found[training].tolist())
    return np.array([value if counts[value] >= least else "" for value in found.tolist()])


def fit(name: str, vectors: Floats, values: np.ndarray, *, seed: int = 0) -> Head:
    """A head by penalised maximum likelihood, rare classes counting more than their share.

    Args:
        name: of the head.
        vectors: shape (n, size).
        values: the truth, shape (n,).
        seed: of all chance.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError(
            "Training needs scikit-learn",
            remedy="Install it with: pip install 'modiste[images]'",
        ) from error
    centre = vectors.mean(axis=0)
    scale = float(np.sqrt(((vectors - centre) ** 2).sum(axis=1).mean())) or 1.0
    classes, counts = np.unique(values, return_counts=True)
    weight = {c: float((counts.max() / n) ** 0.25) for c, n in zip(classes, counts, strict=True)}
    model = LogisticRegression(
        C=3.0, max_iter=150, tol=1e-3, class_weight=weight, random_state=seed
    )
    scaled = (vectors - centre) / scale * 10
    _quietly(model, scaled, values)
    coefficients, bias = np.atleast_2d(model.coef_), np.atleast_1d(model.intercept_)
    if len(classes) == 2:  # scikit-learn keeps one column for two classes
        coefficients = np.concatenate([-coefficients, coefficients]) / 2
        bias = np.concatenate([-bias, bias]) / 2
    weights = coefficients.T * 10 / scale
    return Head(
        name,
        tuple(map(str, classes)),
        weights.astype(np.float32),
        (bias - centre @ weights).astype(np.float32),
    )


def _quietly(model: Any, vectors: Floats, values: np.ndarray) -> None:
    """Fit; reaching the most iterations is expected and harmless."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(vectors, values)


def calibrated(head: Head, vectors: Floats, values: np.ndarray) -> Head:
    """The head with the temperature that makes the truth likeliest on unseen pictures."""
    if len(values) < LEAST:
        return head
    logits, truth = head.logits(vectors), _places(head, values)
    tried = np.exp(np.linspace(np.log(0.3), np.log(5.0), 80))
    losses = [_log_loss(softmax(logits / t), truth) for t in tried]
    return Head(
        head.name, head.classes, head.weights, head.bias, round(float(tried[np.argmin(losses)]), 4)
    )


def report(head: Head, vectors: Floats, values: np.ndarray, usual: str) -> Report:
    """How good a head is on pictures it has not seen."""
    count = len(head.classes)
    confusion = np.zeros((count, count), dtype=np.int64)
    truth = _places(head, values)
    sure = head.probabilities(vectors)
    np.add.at(confusion, (truth, sure.argmax(axis=1)), 1)
    raw = softmax(head.logits(vectors))
    losses = (_log_loss(raw, truth), _log_loss(sure, truth))
    baseline = float((values == usual).mean()) if len(values) else 0.0
    return Report(
        head.name, head.classes, confusion, baseline, losses, _miscalibration(sure, truth)
    )


def _places(head: Head, values: np.ndarray) -> np.ndarray:
    where = {name: i for i, name in enumerate(head.classes)}
    return np.array([where[value] for value in values.tolist()], dtype=np.intp)


def _log_loss(sure: Floats, truth: np.ndarray) -> float:
    if not len(truth):
        return 0.0
    return float(-np.log(np.maximum(sure[np.arange(len(truth)), truth], 1e-12)).mean())


def _miscalibration(sure: Floats, truth: np.ndarray) -> float:
    """Expected calibration error over ten bins of confidence."""
    if not len(truth):
        return 0.0
    top, right = sure.max(axis=1), sure.argmax(axis=1) == truth
    bins = np.minimum((top * 10).astype(int), 9)
    gaps = [
        abs(float(top[bins == b].mean() - right[bins == b].mean())) * (bins == b).mean()
        for b in np.unique(bins)
    ]
    return float(sum(gaps))
