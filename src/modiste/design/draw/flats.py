"""The flat of a spec."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from modiste.design.draw.closures import draw_closure
from modiste.design.draw.collars import draw_collar
from modiste.design.draw.details import draw_bottom, draw_details
from modiste.design.draw.figure import BOTTOMS, frame_of
from modiste.design.draw.pockets import draw_pockets
from modiste.design.draw.render import box_of, colours_of, document
from modiste.design.draw.sheet import Sheet
from modiste.design.draw.sleeves import draw_sleeves
from modiste.design.draw.torso import draw_one_strap_edges, draw_straps, draw_torso
from modiste.design.draw.upper import upper_of
from modiste.design.draw.waists import draw_waist
from modiste.design.spec.vocabulary import Category

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec

View = Literal["front", "back", "both"]
_MARGIN, _GAP = 4.0, 7.0


def sheet_of(spec: DesignSpec, view: str) -> Sheet:
    """One view of a spec as shapes, lines and marks, before colours.

    Args:
        spec: any valid spec.
        view: ``front`` or ``back``.
    """
    sheet = Sheet(view)
    m = frame_of(spec)
    if spec.category in BOTTOMS:
        top = draw_bottom(sheet, spec, m)
        draw_waist(sheet, spec, m, top)
        draw_pockets(sheet, spec, m, None)
        draw_closure(sheet, spec, m, None)
        draw_details(sheet, spec, m, None)
        return sheet
    up = upper_of(spec, m, back=sheet.back)
    draw_straps(sheet, spec, m, up)
    draw_sleeves(sheet, spec, m, up)
    side = draw_torso(sheet, spec, m, up)
    if spec.category is Category.JUMPSUIT:
        from modiste.design.draw.legs import draw_legs

        draw_legs(sheet, spec, m, side.end)
    draw_waist(sheet, spec, m, side.end if spec.category is Category.JUMPSUIT else None)
    draw_pockets(sheet, spec, m, up)
    draw_one_strap_edges(sheet, spec, m, up)
    draw_closure(sheet, spec, m, up)
    draw_collar(sheet, spec, m, up)
    draw_details(sheet, spec, m, up)
    return sheet


@lru_cache(maxsize=64)
def sheets_of(spec: DesignSpec) -> tuple[Sheet, Sheet]:
    """Front and back."""
    return sheet_of(spec, "front"), sheet_of(spec, "back")


def flat(
    spec: DesignSpec, view: View = "both", *, colour: str | None = None, construction: bool = False
) -> str:
    """The technical flat of a spec as layered SVG.

    Units are centimetres of the garment; groups bear ids such as ``front-body-seams``. What has no
    mirror image (an overlap, a wrap, a single pocket) is marked ``data-asymmetric``.

    Args:
        spec: any valid spec.
        view: ``front``, ``back`` or ``both`` side by side.
        colour: hex in place of the main colour: a colourway.
        construction: show the guide lines (they are there, but hidden, otherwise).

    Raises:
        InputError: the view or the colour cannot be read, or a photo print's file is gone.
    """
    if view not in {"front", "back", "both"}:
        from modiste.model.errors import InputError

        raise InputError(f"A flat has no view {view!r}", remedy="Ask for front, back or both.")
    colours = colours_of(spec, colour)
    wanted = ("front", "back") if view == "both" else (view,)
    sheets = [sheet_of(spec, one) for one in wanted]
    boxes = [box_of(sheet) for sheet in sheets]
    half = max(max(-box[0], box[2]) for box in boxes)
    top = min(box[1] for box in boxes) - _MARGIN
    bottom = max(box[3] for box in boxes) + _MARGIN
    step = 2 * half + _GAP
    views = [(sheet, i * step) for i, sheet in enumerate(sheets)]
    right = half + _MARGIN + step * (len(sheets) - 1)
    return document(
        views, spec, colours, (-half - _MARGIN, top, right, bottom), construction=construction
    )
