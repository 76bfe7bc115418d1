"""One call: a picture of a garment becomes a spec, with how sure each slot is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from modiste.design.seen.cloth import Patch, patch
from modiste.design.seen.measure import Bools, Shape, measure
from modiste.design.seen.outline import plausible, read_outline
from modiste.design.spec.bases import base_draft
from modiste.design.spec.grammar import repair
from modiste.design.spec.model import ColourUse
from modiste.design.spec.rules import domains
from modiste.design.spec.slots import CHOICES, build
from modiste.design.words.palette import motif
from modiste.model.errors import InputError, Place

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec
    from modiste.perceive.image import ImageAttributes, Picture
    from modiste.perceive.image.load import Source

SURE: Final = 0.55
"""Confidence from which a slot is taken as seen, and stays when designs are varied."""
SIDE: Final = 900
_LEAST: Final = 0.03


@dataclass(frozen=True)
class Finding:
    """One slot that a picture shows.

    Attributes:
        value: what it shows.
        confidence: how sure, 0 … 1.
        source: ``outline``, ``cloth``, ``palette``, ``heads`` or ``words``.
    """

    value: str
    confidence: float
    source: str


@dataclass(frozen=True)
class Seen:
    """What a picture shows.

    Attributes:
        spec: the garment; valid.
        found: by slot, what was seen.
        shape: the measures of the outline.
        colours: hex, English name and share of the palette, the largest first.
        tile: file of the seamless tile of its print, if one was cut.
        method: how the garment was cut out.
        confidence: of the cut-out, 0 … 1.
        changed: slots where what was seen had to give way, with the reason.
    """

    spec: DesignSpec
    found: Mapping[str, Finding]
    shape: Shape
    colours: tuple[tuple[str, str, float], ...]
    tile: Path | None
    method: str
    confidence: float
    changed: tuple[str, ...]

    @property
    def sure(self) -> tuple[str, ...]:
        """Slots that were seen surely enough to stay."""
        return tuple(
            s for s, each in self.found.items() if each.confidence >= SURE and s in CHOICES
        )


def see(
    source: Source,
    *,
    text: str = "",
    folder: Path | None = None,
    models: Path | None = None,
) -> Seen:
    """Make a spec of a picture of one garment, seen from the front, on any background.

    Args:
        source: a path, bytes or an array; SVG too.
        text: words that go before what is seen (*linen jacket*).
        folder: where the tile of its print is written; without one no tile is cut.
        models: the workspace's folder of trained heads; optional.

    Raises:
        InputError: the picture cannot be read, is too large, or shows no garment; says which.
    """
    from modiste.perceive.image import cut_out, load

    picture = load(source, side=SIDE)
    shown, segmenter = _described(picture, models)
    cutout = cut_out(picture, segmenter=segmenter)
    mask = _without_skin(picture, cutout.mask > 0.5)
    shape = measure(mask)
    why = _no_garment(mask, shape, cutout.method)
    if why or shape is None:
        raise InputError(
            f"no garment is seen in this picture: {why}",
            remedy="Give a picture of one garment from the front, whole, on a plain background.",
            place=Place(file=picture.name or None),
        )
    trust = 1.0 if cutout.method in {"alpha", "plain"} else 0.75
    seam = _middle_seam(picture, mask)
    found = {
        slot: Finding(value, round(sure * trust, 3), "outline")
        for slot, (value, sure) in read_outline(shape, seam=seam).items()
    }
    seen_as = found["category"].value
    found |= _headed(shown, found)
    found |= _spoken(text)
    _of_one_family(found, seen_as)
    cloth = patch(picture.rgb, mask)
    tile = _printed(cloth, found, folder)
    swatches = tuple((s.hex, s.name, round(s.share, 3)) for s in shown.palette)
    spec, changed = _spec(found, swatches, tile)
    return Seen(spec, found, shape, swatches, tile, cutout.method, cutout.confidence, changed)


_FAMILIES: Final = {"skirt": "skirt", "trousers": "legs", "shorts": "legs", "jumpsuit": "one-piece"}


def _of_one_family(found: dict[str, Finding], seen_as: str) -> None:
    """Forget what the outline measured where it took the garment for one of another build.

    On a person who wears more than the garment, the outline is of everything.
    """
    if _FAMILIES.get(seen_as, "torso") == _FAMILIES.get(found["category"].value, "torso"):
        return
    for slot in ("length", "silhouette", "fit", "sleeve.length", "sleeve.type"):
        if slot in found and found[slot].source == "outline":
            del found[slot]


def _described(picture: Picture, folder: Path | None) -> tuple[ImageAttributes, Any]:
    from modiste.perceive.image import Models, describe
    from modiste.perceive.image import models as found_models

    used = found_models(folder) if folder is not None else Models(None, None, _segmenter())
    return describe(picture, models=used), used.segmenter


def _segmenter() -> Any:
    from modiste.perceive.image import models

    return models(None, vectors="light").segmenter


def _without_skin(picture: Picture, mask: Bools) -> Bools:
    """The mask without hands, legs and head of somebody who wears the garment."""
    from modiste.perceive.image.pixels import oklab
    from modiste.perceive.image.skin import body

    if not mask.any():
        return mask
    person = body(oklab(picture.on_white()), mask)
    if not person.head.any():
        return mask  # motifs may have the colour of skin; nobody without a head wears it
    kept = mask & ~person.skin & ~person.head
    # Nobody shows more skin than garment: then the garment has the colour of skin.
    return _without_specks(kept) if kept.sum() > 0.5 * mask.sum() else mask


def _without_specks(mask: Bools) -> Bools:
    """The mask with small holes filled: motifs that were taken for skin."""
    from modiste.perceive.image.pixels import regions

    labels, sizes = regions(~mask)
    small = sizes < 0.01 * mask.sum()
    small[0] = False
    return np.asarray(mask | small[labels])


def _no_garment(mask: Bools, shape: Shape | None, method: str) -> str:
    """Why there is no garment; empty where there may be one."""
    if method == "centre":
        return "nothing stands out from the background"
    if mask.mean() < _LEAST or shape is None:
        return "what stands out is too small"
    edges = (mask[0].mean(), mask[-1].mean(), mask[:, 0].mean(), mask[:, -1].mean())
    if sum(edge > 0.5 for edge in edges) >= 2:
        return "what stands out runs out of the picture"
    return plausible(shape)


def _middle_seam(picture: Picture, mask: Bools) -> bool:
    """Whether a line runs down the middle of the lower half: an inseam between close legs."""
    columns = np.flatnonzero(mask.any(axis=0))
    rows = np.flatnonzero(mask.any(axis=1))
    axis = (int(columns[0]) + int(columns[-1])) // 2
    low, high = int(rows[0] + 0.5 * len(rows)), int(rows[0] + 0.95 * len(rows))
    grey = picture.on_white()[low:high].astype(np.float64).mean(axis=2)
    reach = max(3, round(0.03 * len(columns)))
    middle = grey[:, axis - reach : axis + reach + 1]
    beside = np.median(grey[:, axis - 4 * reach : axis + 4 * reach], axis=1, keepdims=True)
    return bool((np.abs(middle - beside).max(axis=1) > 14).mean() > 0.8)


def _headed(shown: ImageAttributes, seen: Mapping[str, Finding]) -> dict[str, Finding]:
    """What trained heads say, where they are surer than the outline."""
    from modiste.design.generate.evidence import category_of, slots_of

    found: dict[str, Finding] = {}
    if shown.category is not None:
        category = category_of([("category", shown.category[0])])
        old = seen.get("category")
        if category and (old is None or shown.category[1] > old.confidence):
            found["category"] = Finding(category, round(shown.category[1], 3), "heads")
    if shown.pattern is not None:
        kind = slots_of([("pattern", shown.pattern[0])], "dress").get("print.kind")
        if kind:
            found["print.kind"] = Finding(kind, round(shown.pattern[1], 3), "heads")
    return found


def _spoken(text: str) -> dict[str, Finding]:
    from modiste.design.words import read

    if not text.strip():
        return {}
    return {slot: Finding(value, 1.0, "words") for slot, value in read(text).said.items()}


def _printed(cloth: Patch | None, found: dict[str, Finding], folder: Path | None) -> Path | None:
    """Note the print; cut its tile where it is nothing that can be drawn by rule."""
    if cloth is None:
        return None
    old = found.get("print.kind")
    if old is None or (
        cloth.printed != (old.value != "solid") and cloth.confidence > old.confidence
    ):
        found["print.kind"] = Finding(cloth.kind, cloth.confidence, "cloth")
    if found["print.kind"].source == "words" or not cloth.printed:
        return None
    if folder is None:
        if found["print.kind"].value == "photo":
            found["print.kind"] = Finding("abstract", 0.3, "cloth")
        return None
    from modiste.design.prints.photo import seamless

    path = folder / "tile.png"
    folder.mkdir(parents=True, exist_ok=True)
    _write(path, seamless(cloth.pixels).pixels)
    if found["print.kind"].value not in {"stripe", "check"}:
        found["print.kind"] = Finding("photo", cloth.confidence, "cloth")
    return path.resolve()


def _write(path: Path, pixels: np.ndarray) -> None:
    from PIL import Image

    Image.fromarray(pixels).save(path)


def _spec(
    found: Mapping[str, Finding], swatches: tuple[tuple[str, str, float], ...], tile: Path | None
) -> tuple[DesignSpec, tuple[str, ...]]:
    category = found["category"].value
    audience = found["audience"].value if "audience" in found else "women"
    domain = domains()[category]
    draft = dict(base_draft(category, audience))
    keep = {}
    for slot, each in found.items():
        choice = slot in CHOICES and slot not in {"category", "audience"}
        if choice and each.value in domain[slot]:
            draft[slot] = each.value
            keep[slot] = 1.0 + 7.0 * each.confidence
    if draft["sleeve.length"] != "none" and draft["sleeve.type"] in {"none", "strap"}:
        draft["sleeve.type"] = "set-in"
    fixed, changes = repair(draft, keep=keep)
    uses = tuple(
        ColourUse(hex=hex_, name=name, role=role)
        for (hex_, name, _), role in zip(swatches, ("main", "second", "accent"), strict=False)
    )
    kind = fixed["print.kind"]
    if uses and kind == "solid":
        uses = uses[:1]
    if uses:
        fixed["colours"] = uses
        others = tuple(use.hex for use in uses[1:])
        fixed["print.colours"] = () if kind == "solid" else others or motif(uses[0].hex, kind)
    if kind == "photo" and tile is not None:
        fixed["print.tile"] = str(tile)
    changed = tuple(c.text() for c in changes if c.slot in found)
    return build(fixed), changed


def told(seen: Seen) -> dict[str, Any]:
    """What was seen, as plain data."""
    return {
        "spec": seen.spec.model_dump(mode="json"),
        "found": {
            slot: {"value": f.value, "confidence": f.confidence, "source": f.source}
            for slot, f in seen.found.items()
        },
        "colours": [{"hex": h, "name": n, "share": s} for h, n, s in seen.colours],
        "tile": str(seen.tile) if seen.tile else None,
        "method": seen.method,
        "confidence": seen.confidence,
        "changed": list(seen.changed),
    }
