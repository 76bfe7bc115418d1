"""Make the pictures of the guide to patterns: ``python docs/pictures/design_make.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from modiste.design.draw import png
from modiste.design.make.body import body_of_size
from modiste.design.make.export.svg import write_svg
from modiste.design.make.garment import draft
from modiste.design.make.grade import nest, nest_svg
from modiste.design.make.marker import make_marker, marker_svg
from modiste.design.spec.bases import base_draft
from modiste.design.spec.grammar import nearest
from modiste.design.spec.model import DesignSpec

HERE = Path(__file__).parent
SIZES = {"women": "38", "men": "50", "children": "122"}


def spec(category: str, audience: str = "women", **slots: str) -> DesignSpec:
    """A garment with these slots."""
    named = {slot.replace("__", "."): value for slot, value in slots.items()}
    return nearest({**base_draft(category, audience), **named}, keep=tuple(named))[0]


def garments() -> dict[str, DesignSpec]:
    """The garments whose pieces are shown."""
    return {
        "shirt": spec("shirt", shaping__darts="bust", pockets__chest="patch"),
        "dress": spec("dress", silhouette="fit-and-flare", waist__style="seam",
                      shaping__darts="both", sleeve__type="puff", sleeve__cuff="band"),
        "jacket": spec("jacket", shaping__seams="princess", collar="notched"),
        "trousers": spec("trousers", "men", pockets__back="welt", fullness__pleats="front"),
    }  # fmt: skip


def main() -> None:
    """Write one picture a garment, a nest and a marker."""
    made = garments()
    for name, each in made.items():
        pattern = draft(each, body_of_size(SIZES[each.audience], each.audience))
        _write(f"pattern-{name}.png", write_svg(pattern, width=190.0), 1500)
    dress = spec("dress", silhouette="sheath", shaping__darts="both")
    _write("pattern-nest.png", nest_svg(nest(dress, ["34", "38", "42", "46"]), 120.0), 1000)
    mix = [(draft(made["shirt"], body_of_size(size)), n) for size, n in (("36", 1), ("38", 2))]
    marker = make_marker(mix, seconds=15, seed=1)
    _write("marker.png", marker_svg(marker), 1200)


def _write(name: str, svg: str, width: int) -> None:
    (HERE / name).write_bytes(png(svg, width))
    sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
