"""Names and words of products: style names, titles, descriptions, GTINs. All are invented."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.garments import GARMENTS, VOCABULARY
from modiste.simulate.styles import Styles
from modiste.simulate.vocabulary import NAMES

I64 = NDArray[np.int64]

_FIRST = (
    "Marlow", "Isla", "Fenn", "Odile", "Bram", "Tilda", "Rowan", "Senna", "Caspian", "Wilma",
    "Juno", "Arden", "Linnea", "Otis", "Maren", "Piers", "Saskia", "Teal", "Vesper", "Wren",
    "Alba", "Corin", "Dara", "Elio", "Freya", "Greta", "Hale", "Imre", "Jorah", "Kaya", "Lark",
    "Milo", "Nell", "Oriel", "Petra", "Quill", "Rhea", "Silas", "Thea", "Uma", "Vale", "Willow",
    "Yara", "Zeno", "Briar", "Clove", "Dune", "Ember", "Fable", "Gale",
)  # fmt: skip
_SECOND = (
    "", "Bay", "Hill", "Lane", "Park", "Point", "Quay", "Row", "Mill", "Gate", "Moor", "Field",
    "Cross", "Green", "Brook", "Heath", "Ridge", "Ford", "Holt", "Cove",
)  # fmt: skip


def style_names(styles: Styles) -> list[str]:
    """A name for each style; distinct until there are more styles than names, then numbered."""
    names = []
    for i in range(len(styles)):
        second = _SECOND[(i // len(_FIRST)) % len(_SECOND)]
        lap = i // (len(_FIRST) * len(_SECOND))
        # Steps of 19 visit all 50 first names before one comes again.
        first = _FIRST[(i * 19) % len(_FIRST)]
        names.append(" ".join(x for x in (first, second, str(lap + 1) if lap else "") if x))
    return names


def titles(styles: Styles, names: list[str]) -> list[str]:
    """What the shop shows, such as ``Marlow linen wide-leg trouser``."""
    out = []
    for i, name in enumerate(names):
        garment = GARMENTS[styles.garment[i]]
        words = [_said(styles.codes[i], attribute) for attribute in _TITLE_ORDER]
        noun = garment.nouns[i % len(garment.nouns)]
        spoken = [w for w in words if w and w not in _SILENT]
        if garment.key == "jeans":
            spoken = [w for w in spoken if w != "denim"]
        # Three attributes at most, or nobody reads it.
        out.append(" ".join([name, *spoken[:3], noun]))
    return out


_TITLE_ORDER = ("pattern", "material", "length", "silhouette", "neckline")
_FOR = {"party": "parties", "wedding guest": "guests of a wedding"}
_SILENT = {"solid", "everyday", "straight", "crew neck", "collared"}


def _said(codes: I64, name: str) -> str:
    code = codes[NAMES.index(name)]
    return VOCABULARY.values[code].value if code >= 0 else ""


def descriptions(styles: Styles, titles: list[str]) -> list[str]:
    """Two or three sentences that name the attributes."""
    out = []
    for i, title in enumerate(titles):
        row = styles.codes[i]
        plural = title.endswith("s") and not title.endswith("ss")
        verb, it = ("are", "They") if plural else ("is", "It")
        parts = [f"The {title} {verb} made of {_said(row, 'material')}"]
        pattern = _said(row, "pattern")
        if pattern and pattern != "solid":
            parts.append(f" with a {pattern} pattern")
        cut = [_said(row, n) for n in ("silhouette", "neckline", "sleeve", "length")]
        cut = [c for c in cut if c]
        if cut:
            parts.append(f". Cut: {', '.join(cut)}")
        occasion = _said(row, "occasion")
        worn = "every day" if occasion == "everyday" else f"for {_FOR.get(occasion, occasion)}"
        suits = "suit" if it == "They" else "suits"
        parts.append(f". {it} {suits} you {worn}." if occasion == "everyday"
                     else f". Made {worn}.")  # fmt: skip
        out.append("".join(parts))
    return out


def tags(styles: Styles) -> list[list[str]]:
    """Free tags of each style, as ``attribute:value`` and the occasion in plain."""
    out = []
    for row in styles.codes:
        pairs = [(NAMES[j], VOCABULARY.values[c].value) for j, c in enumerate(row) if c >= 0]
        out.append([value for name, value in pairs if name not in {"category", "colour"}])
    return out


def gtins(count: int) -> list[str]:
    """GTIN-14 of each variant, check digit included (GS1 General Specifications, 7.9).

    They begin with 2, the range that GS1 leaves to shops for their own use, so that none can be
    the number of a real article.
    """
    digits = np.zeros((count, 13), dtype=np.int64)
    number = np.arange(1, count + 1)
    digits[:, 1] = 2
    for place in range(9):
        digits[:, 12 - place] = number // 10**place % 10
    # From the right, weights of a GTIN are 3, 1, 3, 1 …
    weights = np.where(np.arange(13) % 2 == 0, 3, 1)
    check = (10 - (digits * weights).sum(1) % 10) % 10
    whole = np.column_stack([digits, check])
    text = (whole + ord("0")).astype(np.uint8).tobytes().decode("ascii")
    return [text[14 * i : 14 * i + 14] for i in range(count)]
