"""Every print by name, and the print that a spec asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from modiste.design.prints.abstract import ABSTRACT
from modiste.design.prints.fields import FIELDS
from modiste.design.prints.floral import FLORALS
from modiste.design.prints.heritage import fair_isle, paisley, tie_dye
from modiste.design.prints.ikat import ikat
from modiste.design.prints.lines import LINES
from modiste.design.prints.palette import Palette
from modiste.design.prints.shapes import SHAPES
from modiste.design.prints.tile import Tile
from modiste.design.prints.weave import SETTS, glen, herringbone, houndstooth, tartan, tartan_of
from modiste.design.spec.vocabulary import PrintKind, PrintScale
from modiste.model.errors import UnknownNameError

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec, Print

Maker = Callable[[Palette, int], Tile]


def _unseeded(maker: Callable[[Palette], Tile]) -> Maker:
    return lambda palette, _seed: maker(palette)


STYLES: dict[str, Maker] = {
    **{name: _unseeded(maker) for name, maker in LINES.items()},
    **SHAPES,
    **FIELDS,
    **FLORALS,
    **ABSTRACT,
    "tartan": _unseeded(tartan_of),
    "glen check": _unseeded(glen),
    "houndstooth": _unseeded(houndstooth),
    "herringbone": _unseeded(herringbone),
    "ikat": ikat,
    "paisley": paisley,
    "fair isle": fair_isle,
    "tie-dye": tie_dye,
}
"""Every drawn print by name; `tartan` in the palette's colours."""

SCALES = {PrintScale.SMALL: 0.55, PrintScale.MEDIUM: 1.0, PrintScale.LARGE: 1.7}
"""Size of the repeat by the spec's word for it."""

# What a kind is drawn as, by the seed where it can be drawn in several ways.
_KINDS: dict[PrintKind, tuple[str, ...]] = {
    PrintKind.STRIPE: ("vertical stripe", "ticking"),
    PrintKind.PINSTRIPE: ("pinstripe",),
    PrintKind.BRETON: ("breton",),
    PrintKind.RUGBY: ("rugby stripe",),
    PrintKind.CHECK: ("check", "glen check"),
    PrintKind.GINGHAM: ("gingham",),
    PrintKind.TARTAN: ("tartan",),
    PrintKind.WINDOWPANE: ("windowpane",),
    PrintKind.HOUNDSTOOTH: ("houndstooth",),
    PrintKind.ARGYLE: ("argyle",),
    PrintKind.FAIR_ISLE: ("fair isle",),
    PrintKind.DOT: ("polka dots", "scattered dots"),
    PrintKind.FLORAL: ("liberty", "botanical"),
    PrintKind.LEOPARD: ("leopard",),
    PrintKind.ZEBRA: ("zebra",),
    PrintKind.CAMOUFLAGE: ("camouflage",),
    PrintKind.GEOMETRIC: ("lattice", "chevron", "scallop", "blocks", "terrazzo"),
    PrintKind.IKAT: ("ikat",),
    PrintKind.PAISLEY: ("paisley",),
    PrintKind.TIE_DYE: ("tie-dye",),
    PrintKind.ABSTRACT: ("brush strokes", "cut-outs", "marble"),
}


def style_of(print_: Print, *, knit: bool = False) -> str | None:
    """The name in `STYLES` of what a spec's print is drawn as; ``None`` for a plain cloth.

    Args:
        print_: of a spec.
        knit: stripes of a knit run across, of a woven cloth along.
    """
    if print_.kind is PrintKind.STRIPE and knit:
        return ("stripe", "multi stripe")[print_.seed % 2]
    if print_.kind is PrintKind.FLORAL and print_.scale is not PrintScale.MEDIUM:
        return "ditsy" if print_.scale is PrintScale.SMALL else "bloom"
    if print_.kind is PrintKind.DOT and print_.scale is PrintScale.SMALL:
        return "pin dots"
    names = _KINDS.get(print_.kind, ())
    return names[print_.seed % len(names)] if names else None


def scale_of(print_: Print) -> float:
    """By how much the drawn repeat is enlarged; florals and pin dots are drawn for their scale."""
    if print_.kind is PrintKind.FLORAL or (
        print_.kind is PrintKind.DOT and print_.scale is PrintScale.SMALL
    ):
        return 1.0
    return SCALES[print_.scale]


@lru_cache(maxsize=256)
def styled(name: str, colours: tuple[str, ...], seed: int = 0) -> Tile:
    """A print by name in these colours (hexes, the ground first).

    Raises:
        UnknownNameError: no such print.
    """
    if name not in STYLES:
        raise UnknownNameError(
            f"There is no print {name!r}", remedy=f"Choose one of: {', '.join(sorted(STYLES))}."
        )
    return STYLES[name](Palette.of(colours), seed)


def tile_of(spec: DesignSpec) -> Tile | None:
    """The repeat of a spec's print at its own size; ``None`` for plain and blocked colours.

    Raises:
        InputError: the file of a photo print cannot be read.
    """
    print_ = spec.print
    if print_.kind is PrintKind.PHOTO:
        return cut_from(print_.tile, 18.0) if print_.tile else None
    if print_.kind is PrintKind.TARTAN and print_.sett:
        return tartan(print_.sett)
    name = style_of(print_, knit=spec.category in {"tee", "knit"})
    return styled(name, palette_of(spec), print_.seed) if name else None


def palette_of(spec: DesignSpec) -> tuple[str, ...]:
    """Ground and motifs of a spec's print: its own colours, else the garment's other ones."""
    main = spec.main.hex
    motifs = spec.print.colours or tuple(c.hex for c in spec.colours if c is not spec.main)
    return (main, *motifs)


@lru_cache(maxsize=32)
def cut_from(file: str, width: float) -> Tile:
    """The seamless tile of a picture file, ``width`` cm wide.

    Raises:
        InputError: the file cannot be read, is too large or too small.
    """
    from modiste.design.prints.photo import photo_tile
    from modiste.perceive.image import load

    return photo_tile(load(file, side=1024).on_white(), width)


__all__ = ["SETTS", "STYLES", "palette_of", "scale_of", "style_of", "styled", "tile_of"]
