"""Small linear heads on picture vectors: the category and the pattern, with calibrated confidence.

A head is a multinomial logistic regression, p = softmax((W x + b) / T), on vectors x of unit
length; the temperature T was fitted on pictures that the weights had not seen (C. Guo et al., "On
calibration of modern neural networks", ICML 2017). Training is `modiste.perceive.image.train`;
using a head takes numpy alone. No trained head comes with Modiste: a brand trains it on its own
catalogue.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.model.errors import InputError, Place
from modiste.model.taxonomy import taxonomy
from modiste.perceive.image.pixels import Floats

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE: Final = "image-heads.npz"
"""The name of the file in the workspace's folder for models."""


def patterned(category: str) -> bool:
    """Whether a category is of cloth, whose pattern means something: clothes, scarves, ties."""
    found = taxonomy().get(category)
    return found is not None and (
        found.path[0] == "clothing" or bool({"scarves", "ties"} & set(found.path))
    )


@dataclass(frozen=True)
class Head:
    """A linear head.

    Attributes:
        name: the attribute that it tells: ``category`` or ``pattern``.
        classes: its values.
        weights: W, shape (size, classes).
        bias: b, shape (classes,).
        temperature: T; above 1 it makes the head less sure.
    """

    name: str
    classes: tuple[str, ...]
    weights: Floats
    bias: Floats
    temperature: float = 1.0

    def __post_init__(self) -> None:
        wanted = (len(self.classes),)
        if self.weights.ndim != 2 or self.weights.shape[1:] != wanted or self.bias.shape != wanted:
            raise InputError(
                f"The head {self.name} has {wanted[0]} classes and weights of shape "
                f"{self.weights.shape}",
                remedy="Train it again.",
            )
        if not (self.temperature > 0 and np.isfinite(self.weights).all()):
            raise InputError(f"The head {self.name} is damaged", remedy="Train it again.")

    def logits(self, vectors: Floats) -> Floats:
        """W x + b, shape (n, classes)."""
        if vectors.ndim != 2 or vectors.shape[1] != self.weights.shape[0]:
            raise InputError(
                f"Vectors of shape {vectors.shape} do not fit the head {self.name}",
                remedy=f"Use {self.weights.shape[0]} numbers of the maker that it was trained on.",
            )
        return np.asarray(vectors @ self.weights + self.bias)

    def probabilities(self, vectors: Floats) -> Floats:
        """Calibrated probabilities, shape (n, classes)."""
        return softmax(self.logits(vectors) / self.temperature)

    def best(self, vectors: Floats) -> list[tuple[str, float]]:
        """The likeliest class of each vector and its probability."""
        found = self.probabilities(vectors)
        places = found.argmax(axis=1)
        return [(self.classes[i], float(row[i])) for row, i in zip(found, places, strict=True)]


def softmax(logits: Floats) -> Floats:
    """Probabilities of logits along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


@dataclass(frozen=True)
class Heads:
    """Heads that were trained together.

    Attributes:
        model: the maker of the vectors that they read.
        heads: by attribute.
        card: what they were trained on and how good they were, for people.
    """

    model: str
    heads: Mapping[str, Head]
    card: Mapping[str, object] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write an ``.npz`` file, all of it or nothing; nothing in it can run code."""
        arrays: dict[str, np.ndarray] = {}
        for name, head in self.heads.items():
            arrays[f"{name}.weights"] = head.weights.astype(np.float32)
            arrays[f"{name}.bias"] = head.bias.astype(np.float32)
        about = {
            "model": self.model,
            "heads": {
                name: {"classes": head.classes, "temperature": head.temperature}
                for name, head in self.heads.items()
            },
            "card": dict(self.card),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=".npz", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, about=np.array(json.dumps(about, ensure_ascii=False)), **arrays)  # type: ignore[arg-type]
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> Heads:
        """Read what `save` wrote.

        Raises:
            InputError: the file is missing or holds no heads.
        """
        try:
            with np.load(path, allow_pickle=False) as held:
                about = json.loads(str(held["about"]))
                heads = {
                    name: Head(
                        name,
                        tuple(each["classes"]),
                        held[f"{name}.weights"],
                        held[f"{name}.bias"],
                        float(each["temperature"]),
                    )
                    for name, each in about["heads"].items()
                }
                return cls(str(about["model"]), heads, about["card"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"This holds no picture heads: {error}",
                remedy="Train them with: python -m modiste.perceive.image.train --help",
                place=Place(file=path.name),
            ) from error
