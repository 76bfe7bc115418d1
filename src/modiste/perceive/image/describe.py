"""One call: what a picture shows, as colours, a category, a pattern and a vector.

`describe` never needs a trained head or a network: without them a picture has its palette and its
light vector. Everything found says how sure it is and becomes rows of the table ``attribute`` with
the source ``image``. Whoever wears the garment is not described.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.model.errors import InputError, MissingExtraError
from modiste.perceive.image import heads as heads_file
from modiste.perceive.image.cutout import cut_out
from modiste.perceive.image.heads import Heads, patterned
from modiste.perceive.image.load import Picture, Source, load
from modiste.perceive.image.palette import Swatch, palette
from modiste.perceive.image.pixels import Floats
from modiste.perceive.image.segment import Segmenter
from modiste.perceive.image.vectors import Embedder, Light, embedder

if TYPE_CHECKING:
    import polars as pl

SIDE: Final = 320
"""Longer side, in pixels, at which pictures are described."""
LEAST: Final = 0.3
"""Confidence below which a head's answer is not written down."""
SOURCE: Final = "image"


@dataclass(frozen=True)
class Models:
    """What pictures are described with; the default needs nothing.

    Attributes:
        maker: of the vectors; None for no vectors, and so no heads.
        heads: category and pattern; None where none were trained.
        segmenter: for busy backgrounds; None for none.
    """

    maker: Embedder | None = None
    heads: Heads | None = None
    segmenter: Segmenter | None = None

    def __post_init__(self) -> None:
        made = self.maker.name if self.maker else None
        if self.heads is not None and made != self.heads.model:
            raise InputError(
                f"The heads were trained on vectors of {self.heads.model}, not of {made}",
                remedy=f"Use that maker, or train them again with --vectors {made}.",
            )


def models(folder: Path | None = None, *, vectors: str = "auto", threads: int = 1) -> Models:
    """The models that are at hand.

    Args:
        folder: the workspace's folder for models. Trained heads in it are used, and decide on the
            maker of vectors; a network is exported to it once.
        vectors: the maker of vectors where no heads decide: ``auto``, ``light`` or
            ``efficientnet-lite0``.
        threads: threads of one inference.

    Raises:
        InputError: the file of heads is damaged.
        MissingExtraError: a network was asked for, or the heads need one, and a package is missing.
    """
    path = folder / heads_file.FILE if folder else None
    if path is None or not path.is_file():
        return Models(embedder(vectors, models=folder, threads=threads), None, _segmenter(threads))
    heads = Heads.load(path)
    kind = "light" if heads.model == Light.name else heads.model
    return Models(embedder(kind, models=folder, threads=threads), heads, _segmenter(threads))


def _segmenter(threads: int) -> Segmenter | None:
    try:
        return Segmenter(threads=threads) if find_spec("onnxruntime") else None
    except MissingExtraError:
        return None


@dataclass(frozen=True)
class ImageAttributes:
    """What a picture shows.

    Attributes:
        name: of the picture.
        method: how the garment was cut out: ``alpha``, ``plain``, ``u2netp`` or ``centre``.
        confidence: 0 … 1, how far to trust the cut-out.
        palette: the garment's colours, the largest first.
        category: key of the taxonomy and probability; None where no head was trained.
        pattern: pattern and probability; None likewise.
        model: the maker of the vector; None where there is none.
        vector: unit length, shape (size,); None likewise.
    """

    name: str
    method: str
    confidence: float
    palette: tuple[Swatch, ...]
    category: tuple[str, float] | None = None
    pattern: tuple[str, float] | None = None
    model: str | None = None
    vector: Floats | None = None

    @property
    def colour(self) -> Swatch | None:
        """The base colour; None where no garment is seen."""
        return self.palette[0] if self.palette else None

    def attributes(self) -> list[tuple[str, str, float]]:
        """Name, value and confidence of what is sure enough to write down, best colours first."""
        rows = [("colour", family, sure) for family, sure in _colours(self)]
        for name, found in (("category", self.category), ("pattern", self.pattern)):
            if found is not None and found[1] >= LEAST:
                rows.append((name, found[0], round(found[1], 4)))
        return rows


def describe(source: Source | Picture, *, models: Models | None = None) -> ImageAttributes:
    """Describe a picture.

    Args:
        source: a path, the bytes of a file, an array, or a picture that was read.
        models: see `models`; by default the palette alone.

    Raises:
        InputError: the picture cannot be read.
    """
    used = models or Models()
    picture = source if isinstance(source, Picture) else load(source, side=SIDE)
    picture = picture.reduced(SIDE)
    cutout = cut_out(picture, segmenter=used.segmenter)
    told: dict[str, tuple[str, float]] = {}
    vector = None
    if used.maker is not None:
        vectors = used.maker.embed([picture], cutouts=[cutout])
        vector = vectors[0]
        if used.heads is not None:
            told = _told(used.heads, vectors)
    return ImageAttributes(
        picture.name,
        cutout.method,
        cutout.confidence,
        tuple(palette(picture, cutout=cutout)),
        told.get("category"),
        told.get("pattern"),
        used.maker.name if used.maker else None,
        vector,
    )


def _told(heads: Heads, vectors: Floats) -> dict[str, tuple[str, float]]:
    """What each head says of one picture; no pattern of what is surely no cloth, such as shoes."""
    told = {name: head.best(vectors)[0] for name, head in heads.heads.items()}
    category = told.get("category")
    if category is not None and category[1] >= 0.5 and not patterned(category[0]):
        told.pop("pattern", None)
    return told


def describe_many(
    sources: Sequence[Source],
    *,
    folder: Path | None = None,
    vectors: str | None = "auto",
    processes: int = 1,
) -> list[ImageAttributes | InputError]:
    """Describe many pictures; one that cannot be read becomes its error, and the rest go on.

    Args:
        sources: paths, bytes or arrays.
        folder: the workspace's folder for models.
        vectors: the maker of vectors; None for the palette alone.
        processes: how many processes share the work; the answer does not depend on it.
    """
    work = partial(_tried, folder=folder, vectors=vectors)
    if processes <= 1 or len(sources) < 2:
        return [work(source) for source in sources]
    _models_of(folder, vectors)  # a network is exported here, once, and not by every process
    chunk = max(1, min(64, len(sources) // (4 * processes)))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(work, sources, chunksize=chunk))


def _tried(
    source: Source, *, folder: Path | None, vectors: str | None
) -> ImageAttributes | InputError:
    try:
        return describe(source, models=_models_of(folder, vectors))
    except InputError as error:
        return error


@cache
def _models_of(folder: Path | None, vectors: str | None) -> Models:
    return Models(None, None, _segmenter(1)) if vectors is None else models(folder, vectors=vectors)


def attribute_frame(
    found: Mapping[str, ImageAttributes | Iterable[ImageAttributes]], *, run: str | None = None
) -> pl.DataFrame:
    """Rows of the table ``attribute``: the best confidence of each value over a product's pictures.

    Args:
        found: by product, what its picture or pictures show.
        run: the run that found it.
    """
    import polars as pl

    best: dict[tuple[str, str, str], float] = {}
    for product, shown in found.items():
        for each in [shown] if isinstance(shown, ImageAttributes) else shown:
            for name, value, sure in each.attributes():
                place = (product, name, value)
                best[place] = max(sure, best.get(place, 0.0))
    rows = [(*place, SOURCE, sure, run) for place, sure in sorted(best.items())]
    schema: dict[str, type[pl.DataType]] = {
        "product_id": pl.String, "name": pl.String, "value": pl.String, "source": pl.String,
        "confidence": pl.Float64, "run_id": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _colours(shown: ImageAttributes) -> list[tuple[str, float]]:
    """Families worth writing down, with the probability that a merchant names the garment so.

    The line was fitted to how often the catalogue's base colour is that of the largest swatch: from
    0.4 at a share of 0.25 to 0.75 at a share of 1. Further colours are as sure as their share, at
    most half as sure as the base.
    """
    shares: dict[str, float] = {}
    for swatch in shown.palette:
        shares[swatch.family] = shares.get(swatch.family, 0.0) + swatch.share
    trust = 1.0 if shown.method != "centre" else 0.6
    rows: list[tuple[str, float]] = []
    for family, share in shares.items():
        if not rows:
            sure = float(np.clip(0.28 + 0.47 * share, 0.3, 0.75))
        elif share >= 0.12:
            sure = min(share, 0.5 * rows[0][1])
        else:
            continue
        rows.append((family, round(sure * trust, 4)))
    return rows
