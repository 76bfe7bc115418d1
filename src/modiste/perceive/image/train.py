"""Train the picture heads on a brand's own catalogue.

``python -m modiste.perceive.image.train --images ZIP --table CSV --out FILE`` reads a folder or
zip of pictures and a table with a row a product; `train` does the same from Python. With
``--workspace FOLDER`` it reads the pictures of a workspace, where corrections by people are labels
that go before all others, and writes the file that the next plan looks with. The category
comes from the table's type column through the taxonomy, the pattern from words of the title
("striped", "check"), which is a weak label: a title that names no pattern says nothing. Drawn
pieces of cloth are added for the patterns, see `modiste.perceive.image.patterns`.

Products are split by their title, so that the same garment in two pictures never lies on both
sides: 70 % train, 10 % calibrate, 20 % test. The report is of the test part alone.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.model.errors import InputError, ModisteError, NotEnoughDataError
from modiste.model.taxonomy import classify
from modiste.perceive.image.catalogue import read_catalogue
from modiste.perceive.image.cutout import cut_out
from modiste.perceive.image.fit import LEAST, Report, calibrated, fit, merged, report, split
from modiste.perceive.image.heads import FILE, Head, Heads, patterned
from modiste.perceive.image.load import Picture, Source, load
from modiste.perceive.image.patterns import PATTERNS, piece
from modiste.perceive.image.pixels import Floats
from modiste.perceive.image.vectors import KINDS, Embedder, embedder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WORDS: Final = {
    "solid": r"solid|plain",
    "stripe": r"strip(?:e[sd]?|er)|pinstripe[sd]?",
    "check": r"check(?:s|ed|ered)?|plaid|tartan|gingham",
    "polka dot": r"polka|dots?|dotted",
    "floral": r"floral|flower(?:s|y)?",
    "animal print": r"leopard|zebra|animal",
    "print": r"print(?:s|ed)?|graphic",
}
"""Words of a title, by pattern; of several the later, broader ones do not count."""
SIDE: Final = 320
_CHUNK: Final = 256


@dataclass(frozen=True)
class Trained:
    """Heads and their reports."""

    heads: Heads
    reports: Mapping[str, Report] = field(default_factory=dict)


def train(
    images: Sequence[Source],
    labels: Mapping[str, Sequence[str | None]],
    *,
    groups: Sequence[str] | None = None,
    taught: Sequence[bool] | None = None,
    maker: Embedder | None = None,
    drawn: int = 100,
    seed: int = 0,
) -> Trained:
    """Train heads on pictures.

    Args:
        images: the pictures, read one after the other.
        labels: by head (``category``, ``pattern``), a value a picture; None where unknown.
        groups: what must not be split, one a picture; by default every picture stands alone.
        taught: pictures that a person labelled; all of them are learnt from, none is held out.
        maker: of the vectors; the light one by default.
        drawn: drawn pieces of cloth a pattern, added to the training of ``pattern``.
        seed: of all chance.

    Raises:
        NotEnoughDataError: no head has two classes with enough pictures.
        MissingExtraError: scikit-learn is not installed.
    """
    maker = maker or embedder("light")
    vectors = np.concatenate(
        [np.zeros((0, maker.size), np.float32), *_embedded(images, maker)], dtype=np.float32
    )
    return train_on_vectors(
        vectors, labels, groups=groups, taught=taught, maker=maker, drawn=drawn, seed=seed
    )


def train_on_vectors(
    vectors: Floats,
    labels: Mapping[str, Sequence[str | None]],
    *,
    groups: Sequence[str] | None = None,
    taught: Sequence[bool] | None = None,
    maker: Embedder,
    drawn: int = 100,
    seed: int = 0,
) -> Trained:
    """The same on vectors that were made before; shape (n, size)."""
    parts = split(groups or [str(i) for i in range(len(vectors))])
    if taught is not None:
        parts = np.where(np.asarray(taught, dtype=bool), 0, parts)
    heads: dict[str, Head] = {}
    reports: dict[str, Report] = {}
    for name, values in labels.items():
        if len(values) != len(vectors):
            raise InputError(
                f"{len(values)} labels of {name} do not fit {len(vectors)} pictures",
                remedy="Give one label a picture.",
            )
        extra = _drawn(maker, drawn, seed) if name == "pattern" and drawn else None
        fitted = _fitted(name, vectors, np.array([v or "" for v in values]), parts, extra, seed)
        if fitted is not None:
            heads[name], reports[name] = fitted
    if not heads:
        raise NotEnoughDataError(
            "No attribute has two values with enough pictures",
            remedy=f"Give at least {LEAST} pictures to each of two values.",
        )
    card = {
        "pictures": len(vectors),
        "seed": seed,
        "test_accuracy": {name: round(report.accuracy, 4) for name, report in reports.items()},
    }
    return Trained(Heads(maker.name, heads, card), reports)


def pattern_of(title: str) -> str | None:
    """The pattern that a title names, or None."""
    text = title.casefold()
    for value, words in WORDS.items():
        if re.search(rf"\b(?:{words})\b", text):
            return value
    return None


def category_of(kind: str, hints: Sequence[str] = ()) -> str | None:
    """The taxonomy's key of a product type, or None."""
    match = classify(kind, hints=list(hints))
    return match.node.key if match is not None and match.confidence >= 0.5 else None


def _embedded(images: Sequence[Source], maker: Embedder) -> Iterator[Floats]:
    for start in range(0, len(images), _CHUNK):
        pictures = [load(image, side=SIDE) for image in images[start : start + _CHUNK]]
        yield maker.embed(pictures, cutouts=[cut_out(picture) for picture in pictures])


Labelled = tuple[Floats, np.ndarray]


def _drawn(maker: Embedder, count: int, seed: int) -> Labelled:
    """Vectors and patterns of drawn pieces of cloth."""
    rng = np.random.default_rng(seed)
    names = np.repeat(list(PATTERNS), count)
    pictures: list[Picture] = [piece(name, rng) for name in names]
    return maker.embed(pictures), names


def _fitted(
    name: str,
    vectors: Floats,
    values: np.ndarray,
    parts: np.ndarray,
    extra: Labelled | None,
    seed: int,
) -> tuple[Head, Report] | None:
    values = merged(values, parts == 0, LEAST if extra is None else 1)
    known = values != ""
    train_x, train_y = vectors[known & (parts == 0)], values[known & (parts == 0)]
    common = Counter(train_y.tolist()).most_common(1)
    if extra is not None:
        train_x, train_y = np.concatenate([train_x, extra[0]]), np.append(train_y, extra[1])
    if len(set(train_y.tolist())) < 2:
        return None
    head = fit(name, train_x, train_y, seed=seed)
    calibrating = known & (parts == 1) & np.isin(values, head.classes)
    head = calibrated(head, vectors[calibrating], values[calibrating])
    tested = known & (parts == 2) & np.isin(values, head.classes)
    usual = common[0][0] if common else head.classes[0]
    return head, report(head, vectors[tested], values[tested], usual)


def labelled(types: Sequence[str], titles: Sequence[str]) -> dict[str, list[str | None]]:
    """The labels of products: category by their types, pattern of cloth by their titles."""
    kinds = [category_of(kind) for kind in types]
    patterns = [
        pattern_of(title) if kind and patterned(kind) else None
        for kind, title in zip(kinds, titles, strict=True)
    ]
    return {"category": kinds, "pattern": patterns}


def shown(found: Report) -> str:
    """A report as a table of text."""
    lines = [
        f"{found.name}: {found.accuracy:.1%} right of {found.confusion.sum():,} test pictures "
        f"(always the most common: {found.baseline:.1%}), calibration error {found.error:.3f}",
        f"{'':24}{'precision':>10}{'recall':>10}{'F1':>8}{'pictures':>10}",
    ]
    for name, precision, recall, f1, count in found.rows():
        if count:
            lines.append(f"{name:24}{precision:10.3f}{recall:10.3f}{f1:8.3f}{count:10,}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.workspace:
            trained, out = _of_workspace(options)
        else:
            trained, out = _of_files(options), options.out
        trained.heads.save(out)
    except ModisteError as error:
        print(f"modiste: {error}", file=sys.stderr)  # noqa: T201 - a command speaks
        return error.exit_code
    for found in trained.reports.values():
        print(shown(found), end="\n\n")  # noqa: T201
    print(f"{out}: trained on vectors of {trained.heads.model}")  # noqa: T201
    return 0


def _of_files(options: argparse.Namespace) -> Trained:
    if options.images is None or options.table is None or options.out is None:
        raise InputError(
            "It is not said what to train on",
            remedy="Give --images, --table and --out, or --workspace FOLDER.",
        )
    catalogue = read_catalogue(
        options.images, options.table, key=options.id, kind=options.type, title=options.title
    ).limited(options.limit)
    return train(
        catalogue.images,
        labelled(catalogue.kinds, catalogue.titles),
        groups=catalogue.groups,
        maker=embedder(options.vectors, models=options.models or options.out.parent),
        drawn=options.drawn,
        seed=options.seed,
    )


def _of_workspace(options: argparse.Namespace) -> tuple[Trained, Path]:
    from modiste.perceive.image.brand import brand_pictures
    from modiste.store.workspace import Workspace

    workspace = Workspace.open(options.workspace)
    models = workspace.folder("models")
    known = brand_pictures(workspace.lake.snapshot(), workspace.folder("media"))
    trained = train(
        known.images,
        known.labels,
        groups=known.groups,
        taught=known.taught,
        maker=embedder(options.vectors, models=options.models or models),
        drawn=options.drawn,
        seed=options.seed,
    )
    return trained, options.out or models / FILE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m modiste.perceive.image.train", description=(
        "Train the category and pattern heads on a catalogue's pictures."))  # fmt: skip
    parser.add_argument("--images", type=Path, default=None, help="folder or zip of pictures")
    parser.add_argument("--table", type=Path, default=None, help="CSV with a row a product")
    parser.add_argument("--out", type=Path, default=None, help="file to write, image-heads.npz")
    parser.add_argument("--workspace", type=Path, default=None, help="a workspace, in their place")
    parser.add_argument("--id", default=None, help="column that names the picture")
    parser.add_argument("--type", default=None, help="column of the product type")
    parser.add_argument("--title", default=None, help="column of the title")
    parser.add_argument("--vectors", choices=KINDS, default="auto", help="maker of the vectors")
    parser.add_argument("--models", type=Path, default=None, help="folder for networks")
    parser.add_argument("--drawn", type=int, default=100, help="drawn pieces of cloth a pattern")
    parser.add_argument("--limit", type=int, default=None, help="at most so many pictures")
    parser.add_argument("--seed", type=int, default=0)
    return parser


if __name__ == "__main__":
    sys.exit(main())
