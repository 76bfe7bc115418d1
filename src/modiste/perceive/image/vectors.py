"""Vectors of pictures: near vectors, like garments. Shared by trends, search and recommendation.

Two makers with one face. **EfficientNet-Lite0** (1280 numbers) knows what things are and is the
better one; the **light** vector (315 numbers) needs nothing but numpy and Pillow. Every set of
vectors names its maker, because vectors of different makers must never be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from modiste.model.errors import InputError, MissingExtraError, Place, UnknownNameError
from modiste.perceive.image import light, network
from modiste.perceive.image.cutout import Cutout, cut_out
from modiste.perceive.image.pixels import Floats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modiste.perceive.image.load import Picture

KINDS: Final = ("auto", network.NAME, "light")


class Embedder(Protocol):
    """What makes vectors of pictures."""

    name: str
    size: int

    def embed(
        self, pictures: Sequence[Picture], *, cutouts: Sequence[Cutout] | None = None
    ) -> Floats:
        """Vectors of unit length, shape (n, size).

        Args:
            pictures: the pictures.
            cutouts: where the garments are; found where not given.
        """
        ...


class Light:
    """Colour, shape, outline and texture in numpy; see `modiste.perceive.image.light`."""

    name = light.NAME
    size = light.SIZE

    def embed(
        self, pictures: Sequence[Picture], *, cutouts: Sequence[Cutout] | None = None
    ) -> Floats:
        """Vectors of unit length, shape (n, 315)."""
        found = [light.light_vector(p, c) for p, c in _pairs(pictures, cutouts)]
        return np.stack(found) if found else np.zeros((0, self.size), dtype=np.float32)


class EfficientNet:
    """EfficientNet-Lite0 on the garment's box; see `modiste.perceive.image.network`."""

    name = network.NAME
    size = network.SIZE

    def __init__(self, models: Path, *, threads: int = 1) -> None:
        """Load the network, exporting it first where the folder lacks it.

        Raises:
            MissingExtraError: a package is missing.
        """
        self._network = network.Network(network.exported(models), threads=threads)

    def embed(
        self, pictures: Sequence[Picture], *, cutouts: Sequence[Cutout] | None = None
    ) -> Floats:
        """Vectors of unit length, shape (n, 1280)."""
        squares = [light.boxed(p, c, network.SIDE)[0] for p, c in _pairs(pictures, cutouts)]
        features = self._network.features(squares)
        lengths = np.linalg.norm(features, axis=1, keepdims=True)
        return np.asarray(features / np.maximum(lengths, 1e-12), dtype=np.float32)


def embedder(kind: str = "auto", *, models: Path | None = None, threads: int = 1) -> Embedder:
    """The maker of vectors.

    Args:
        kind: ``efficientnet-lite0``, ``light``, or ``auto``: the first if it can be had, else the
            second.
        models: the workspace's folder for models; the network needs one.
        threads: threads of one inference.

    Raises:
        MissingExtraError: the network was asked for and a package is missing.
        UnknownNameError: there is no such kind.
        InputError: the network was asked for without a folder.
    """
    if kind not in KINDS:
        raise UnknownNameError(
            "There is no such maker of picture vectors",
            remedy=f"Use one of: {', '.join(KINDS)}.",
            place=Place(value=kind),
        )
    if kind == "light" or (kind == "auto" and models is None):
        return Light()
    if models is None:
        raise InputError(f"{kind} needs a folder", remedy="Name the workspace's folder for models.")
    if kind == "auto":
        try:
            return EfficientNet(models, threads=threads) if find_spec("onnxruntime") else Light()
        except MissingExtraError:
            return Light()
    return EfficientNet(models, threads=threads)


def _pairs(
    pictures: Sequence[Picture], cutouts: Sequence[Cutout] | None
) -> list[tuple[Picture, Cutout]]:
    if cutouts is None:
        return [(picture, cut_out(picture)) for picture in pictures]
    return list(zip(pictures, cutouts, strict=True))


@dataclass(frozen=True)
class Vectors:
    """Vectors with their keys and the name of their maker.

    Attributes:
        model: who made them.
        keys: what each row is of (product or picture ids).
        values: unit length, float32, shape (n, size).
    """

    model: str
    keys: tuple[str, ...]
    values: Floats

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or len(self.keys) != len(self.values):
            raise InputError(
                f"{len(self.keys)} keys do not fit vectors of shape {self.values.shape}",
                remedy="Give one row a key.",
            )

    def nearest(self, query: Floats, count: int = 10) -> list[tuple[str, float]]:
        """The keys nearest to a vector, with their cosine similarity, nearest first.

        Args:
            query: shape (size,), of the same maker.
            count: how many.
        """
        if query.shape != self.values.shape[1:]:
            raise InputError(
                f"A vector of {query.shape} does not fit {self.values.shape}",
                remedy=f"Make it with {self.model}.",
            )
        scores = self.values @ query
        order = np.lexsort((np.array(self.keys), -scores))[:count]
        return [(self.keys[i], float(scores[i])) for i in order]

    def save(self, path: Path) -> None:
        """Write an ``.npz`` file; nothing in it can run code."""
        with path.open("wb") as file:
            np.savez(file, model=self.model, keys=np.array(self.keys, str), values=self.values)

    @classmethod
    def load(cls, path: Path) -> Vectors:
        """Read what `save` wrote.

        Raises:
            InputError: the file is no such set.
        """
        try:
            with np.load(path, allow_pickle=False) as held:
                keys = tuple(held["keys"].tolist())
                return cls(str(held["model"]), keys, held["values"])
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                f"This holds no picture vectors: {error}",
                remedy="Make them again.",
                place=Place(file=path.name),
            ) from error
