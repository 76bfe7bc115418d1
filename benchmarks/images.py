"""What pictures say: colours, categories, patterns, vectors, and what each costs.

Run as ``python -m benchmarks.images`` with the ``images`` extra; ``--quick`` takes a tenth of the
pictures. The photographs are 60 × 80 pixels. Colours are judged on the half of the products (by a
digest of the title) that no border was chosen on; heads on the test part of their own split.
"""

from __future__ import annotations

import csv
import hashlib
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import research
from benchmarks.measure import header, table
from modiste.model.colour import family_of, find_colour
from modiste.model.errors import MissingExtraError, ModisteError
from modiste.perceive.image.cutout import Cutout, cut_out
from modiste.perceive.image.load import Picture, load
from modiste.perceive.image.names import photo_family
from modiste.perceive.image.palette import palette
from modiste.perceive.image.pixels import oklab
from modiste.perceive.image.train import labelled, train_on_vectors
from modiste.perceive.image.vectors import Embedder, embedder

PICTURES = 5000
TRAINED = 12_000
WORN = ("Apparel", "Footwear")
BAGS = ("Handbags", "Backpacks", "Wallets", "Belts", "Clutches", "Duffel Bag", "Laptop Bag", "Ties",
        "Caps", "Socks", "Scarves", "Stoles", "Dupatta")  # fmt: skip
Row = dict[str, str]


def rows() -> list[Row]:
    """The catalogue's rows that have a picture; commas of a title are mended."""
    path, pictures = research("images/fashion_products.csv"), zipped()
    if path is None or pictures is None:
        sys.exit(0)
    with path.open(encoding="utf-8") as file, zipfile.ZipFile(pictures) as held:
        names = set(held.namelist())
        head, *body = csv.reader(file)
        read = [dict(zip(head, [*r[:9], ",".join(r[9:])], strict=True)) for r in body]
    return [row for row in read if f"{row['id']}.jpg" in names]


def zipped() -> Path | None:
    """The pictures."""
    return research("images/fashion_products_60x80.zip")


def held_out(row: Row) -> bool:
    """Whether a product is in the half that no border of a colour was chosen on."""
    return hashlib.sha256(row["productDisplayName"].lower().encode()).digest()[0] % 2 == 1


def sampled(every: list[Row], count: int, seed: int) -> list[Row]:
    """A random part of the rows."""
    return random.Random(seed).sample(every, min(count, len(every)))  # noqa: S311 - no secret


def pictures(chosen: list[Row]) -> list[Picture]:
    """Their pictures, in order."""
    path = zipped()
    assert path is not None
    with zipfile.ZipFile(path) as held:
        return [load(held.read(f"{row['id']}.jpg")) for row in chosen]


def mean_colour(picture: Picture, cutout: Cutout) -> str:
    """The baseline: the family of the plain mean of the cut-out."""
    lab = oklab(picture.rgb)[cutout.mask > 0.5]
    return photo_family(tuple(map(float, lab.mean(axis=0)))) if len(lab) else ""


def middle_colour(picture: Picture) -> str:
    """A baseline without a cut-out: the family of the mean of the middle ninth."""
    height, width = picture.shape
    lab = oklab(picture.rgb[height // 3 : -height // 3, width // 3 : -width // 3]).reshape(-1, 3)
    return photo_family(tuple(map(float, lab.mean(axis=0))))


def colours(every: list[Row], count: int) -> None:
    """Agreement of the palette with the catalogue's base colour, and where it disagrees."""
    fit = [r for r in every if held_out(r) and r["baseColour"] != "NA"
           and (r["masterCategory"] in WORN or r["articleType"] in BAGS)]  # fmt: skip
    chosen = sampled(fit, count, 1)
    read = pictures(chosen)
    began = time.process_time()
    cutouts = [cut_out(picture) for picture in read]
    cut_ms = (time.process_time() - began) / len(read) * 1000
    began = time.process_time()
    found = [palette(p, cutout=c) for p, c in zip(read, cutouts, strict=True)]
    palette_ms = (time.process_time() - began) / len(read) * 1000
    told = [list(dict.fromkeys(swatch.family for swatch in each)) for each in found]
    truth = [find_colour(row["baseColour"]).family for row in chosen]
    usual = Counter(family(r["baseColour"]) for r in every if not held_out(r))
    means = [mean_colour(p, c) for p, c in zip(read, cutouts, strict=True)]
    middles = [middle_colour(p) for p in read]
    kinds = [row["masterCategory"] for row in chosen]
    lines = []
    for name in ("all", *WORN, "Accessories"):
        at = [i for i, kind in enumerate(kinds) if name in ("all", kind)]
        lines.append((
            name, len(at),
            share(truth[i] == usual.most_common(1)[0][0] for i in at),
            share(truth[i] == middles[i] for i in at),
            share(truth[i] == means[i] for i in at),
            share(found[i] != [] and truth[i] == family_of(found[i][0].hex) for i in at),
            share(truth[i] in told[i][:1] for i in at),
            share(truth[i] in told[i][:2] for i in at),
        ))  # fmt: skip
    print(header("Base colour by family, held-out products", ("pillow", "numpy", "scipy")))
    print(table(("products", "pictures", "most common", "mean of the middle", "mean of the cut-out",
                 "first, borders of drawn colours",
                 "palette, first", "palette, first two"), lines))  # fmt: skip
    methods = Counter(c.method for c in cutouts)
    print(
        f"\ncut-out {cut_ms:.1f} ms ({dict(methods)}), palette {palette_ms:.1f} ms CPU a picture\n"
    )
    print_confusion(truth, [(each or ["–"])[0] for each in told])


def share(hits: Any) -> float:
    """The share of true ones."""
    return float(np.mean(list(hits)))


def print_confusion(truth: list[str], told: list[str]) -> None:
    """A table of the catalogue's family (rows) and the palette's (columns)."""
    counts = Counter(zip(truth, told, strict=True))
    names = [name for name, _ in Counter(truth).most_common()]
    extra = [name for name in dict.fromkeys(told) if name not in names]
    shown = [(name, *(counts[name, other] or "·" for other in names + extra)) for name in names]
    print(table(("catalogue ↓ palette →", *names, *extra), shown))


def makers(folder: Path) -> list[Embedder]:
    """The light one, and the network where its packages are installed."""
    found: list[Embedder] = [embedder("light")]
    try:
        found.append(embedder("efficientnet-lite0", models=folder))
    except MissingExtraError as error:
        print(f"skipped: {error}")
    return found


def vectors_and_heads(every: list[Row], count: int) -> None:
    """Retrieval and heads of both makers, on the same pictures."""
    chosen = sampled(every, count, 2)
    read = pictures(chosen)
    cutouts = [cut_out(picture) for picture in read]
    kinds = np.array([row["articleType"] for row in chosen])
    families = np.array([family(row["baseColour"]) for row in chosen])
    retrieval: list[tuple[Any, ...]] = []
    reports = []
    with tempfile.TemporaryDirectory() as folder:
        for maker in makers(Path(folder)):
            began = time.process_time()
            vectors = maker.embed(read, cutouts=cutouts)
            cost = (time.process_time() - began) / len(read) * 1000
            at = min(6000, len(read))
            near = nearest(vectors[:at], kinds[:at], families[:at])
            retrieval.append((maker.name, maker.size, cost, *near))
            trained = heads(chosen, vectors, maker)
            reports.append((maker.name, trained.reports, drawn(maker, trained.heads)))
    at = min(6000, len(read))
    retrieval.append(("at random", 0, 0.0, *by_chance(kinds[:at], families[:at])))
    packages = ("numpy", "onnxruntime", "torch", "scikit-learn")
    print(header("Nearest ten of 6,000: of the same article type, colour family, both", packages))
    print(table(("vectors", "size", "CPU ms a picture", "type", "colour", "both"), retrieval))
    for name, found, simulated in reports:
        print_heads(name, found)
        print(f"\nOn pictures of the simulated brand, pattern right: {simulated}")


def family(text: str) -> str:
    """The family of a colour's name, or nothing."""
    try:
        return find_colour(text).family
    except ModisteError:
        return ""


def nearest(vectors: Any, kinds: Any, families: Any) -> tuple[float, float, float]:
    """Shares among the ten nearest other pictures."""
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -np.inf)
    near = np.argpartition(-likeness, 10, axis=1)[:, :10]
    kind, colour = kinds[near] == kinds[:, None], families[near] == families[:, None]
    return float(kind.mean()), float(colour.mean()), float((kind & colour).mean())


def by_chance(kinds: Any, families: Any) -> tuple[float, float, float]:
    """The same for ten pictures drawn at random."""
    near = np.random.default_rng(0).integers(0, len(kinds), (len(kinds), 10))
    kind, colour = kinds[near] == kinds[:, None], families[near] == families[:, None]
    return float(kind.mean()), float(colour.mean()), float((kind & colour).mean())


def heads(chosen: list[Row], vectors: Any, maker: Embedder) -> Any:
    """Heads that are trained as the command trains them."""
    groups = [" ".join(row["productDisplayName"].casefold().split()) for row in chosen]
    labels = labelled(
        [row["articleType"] for row in chosen], [row["productDisplayName"] for row in chosen]
    )
    return train_on_vectors(vectors, labels, groups=groups, maker=maker)


def drawn(maker: Embedder, trained: Any) -> str:
    """How the pattern head does on flats of the simulated brand, which it never saw."""
    try:
        import resvg_py  # noqa: F401
    except ImportError:
        return "skipped, resvg_py is not installed"
    from modiste.simulate.pictures import garment_svg

    shapes, colours = (
        ("tee", "shirt", "dress", "skirt"),
        ("navy", "red", "white", "emerald", "beige"),
    )
    lines = []
    for pattern in ("solid", "stripe", "check", "polka dot", "floral", "animal print"):
        given = [{"colour": c, "pattern": pattern} for c in colours for _ in shapes]
        read = [
            load(garment_svg(s, g).encode(), side=320)
            for s, g in zip(shapes * 5, given, strict=True)
        ]
        told = [value for value, _ in trained.heads["pattern"].best(maker.embed(read))]
        lines.append(f"{pattern} {share(value == pattern for value in told):.2f}")
    return ", ".join(lines)


def print_heads(name: str, reports: Any) -> None:
    """Per class precision, recall and F1; the three commonest confusions of each head."""
    for found in reports.values():
        right = [row for row in found.rows() if row[4]]
        macro = float(np.mean([row[3] for row in right]))
        print(f"\n### {found.name} on {name}: {found.accuracy:.3f} of {found.confusion.sum():,} "
              f"test pictures, most common {found.baseline:.3f}; macro F1 {macro:.3f}; log loss "
              f"{found.log_loss[0]:.3f} → {found.log_loss[1]:.3f} calibrated; calibration error "
              f"{found.error:.3f}\n")  # fmt: skip
        print(table(("class", "precision", "recall", "F1", "pictures"), right))
        off = found.confusion - np.diag(np.diag(found.confusion))
        worst = np.argsort(-off, axis=None, kind="stable")[:8]
        places = [np.unravel_index(int(i), off.shape) for i in worst]
        said = [f"{found.classes[a]} as {found.classes[b]} {off[a, b]}" for a, b in places]
        print(f"\nCommonest confusions: {', '.join(said)}.")


def main() -> None:
    """Print every table."""
    part = 10 if "--quick" in sys.argv else 1
    every = rows()
    colours(every, PICTURES // part)
    vectors_and_heads(every, TRAINED // part)


if __name__ == "__main__":
    main()
