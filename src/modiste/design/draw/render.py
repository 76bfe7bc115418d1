"""From a sheet of shapes and lines to layered SVG: colours, prints, weights of lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modiste.design.draw.path import num
from modiste.design.draw.sheet import LAYERS, PARTS, Line, Mark, Shape, Sheet
from modiste.design.prints.catalogue import scale_of, tile_of
from modiste.design.prints.palette import lightness, mixed, shaded
from modiste.design.prints.texture import texture
from modiste.design.spec.vocabulary import ColourRole, PrintKind

if TYPE_CHECKING:
    from modiste.design.prints.tile import Tile
    from modiste.design.spec.model import DesignSpec

INK = "#1c1c20"

# Widths in centimetres at life size: the outline twice a seam, stitches dashed.
_SEAM, _OUTER = 0.17, 0.34
_STROKES = {
    "seam": f'stroke-width="{_SEAM}"',
    "edge": 'stroke-width=".24"',
    "stitch": 'stroke-width=".11" stroke-dasharray=".5 .34"',
    "fold": 'stroke-width=".12" stroke-opacity=".5"',
    "fine": 'stroke-width=".12" stroke-opacity=".85"',
    "rib": 'stroke-width=".09" stroke-opacity=".7"',
    "zip": 'stroke-width=".42" stroke-dasharray=".26 .2" stroke-linecap="butt"',
    "guide": 'stroke-width=".1" stroke-dasharray="1.6 .5 .3 .5" stroke="#3d7fc4"',
}


@dataclass(frozen=True)
class Colours:
    """Fills by role, and the print; ``thread`` is of contrasting topstitches."""

    fills: dict[str, str]
    tile: Tile | None
    scale: float
    thread: str = ""

    @property
    def ink(self) -> str:
        """Of the inner lines: light on dark cloth."""
        main = self.fills["main"]
        return mixed(main, "#ffffff", 0.5) if lightness(main) < 0.4 else INK


def colours_of(spec: DesignSpec, colour: str | None = None) -> Colours:
    """The fills of a spec; ``colour`` replaces its main colour (a colourway)."""
    if colour is not None:
        from modiste.model.colourspace import format_hex, parse_hex

        hexed = format_hex(parse_hex(colour))
        uses = tuple(
            use.model_copy(update={"hex": hexed, "name": ""}) if use is spec.main else use
            for use in spec.colours
        )
        spec = spec.model_copy(update={"colours": uses})
    by_role = {use.role: use.hex for use in reversed(spec.colours)}
    main = spec.main.hex
    accent = by_role.get(ColourRole.ACCENT, by_role.get(ColourRole.SECOND, ""))
    trim = by_role.get(
        ColourRole.TRIM, accent or shaded(main, -0.16 if lightness(main) > 0.4 else 0.2)
    )
    lining = by_role.get(ColourRole.LINING, mixed(main, "#ffffff", 0.72))
    second = by_role.get(ColourRole.SECOND, accent or shaded(main, -0.12))
    inside = mixed(by_role.get(ColourRole.LINING, main), "#000000", 0.16)
    if lightness(main) < 0.3:
        inside = mixed(main, "#ffffff", 0.14)
    fills = {
        "main": main,
        "second": second,
        "accent": accent or trim,
        "trim": trim,
        "lining": lining,
        "inside": inside,
    }
    denim = spec.fabric.weave == "denim" and lightness(main) < 0.75
    thread = by_role.get(ColourRole.TRIM, "#c9964a") if denim else ""
    tile = tile_of(spec)
    if tile is None and spec.print.kind is not PrintKind.COLOUR_BLOCK:
        return Colours(fills, texture(spec.fabric.weave, main), 1.0, thread)
    return Colours(fills, tile, scale_of(spec.print), thread)


def view_svg(
    sheet: Sheet,
    spec: DesignSpec,
    colours: Colours,
    turns: set[float],
    *,
    shift: float,
    construction: bool,
) -> str:
    """The group of one view moved ``shift`` cm to the right; adds the grains that it uses."""
    view = sheet.view
    blocked = spec.print.kind is PrintKind.COLOUR_BLOCK
    out = [_silhouette(sheet)]
    held: dict[tuple[str, str], _Held] = {}
    for shape in sheet.shapes:
        held.setdefault((shape.part, shape.layer), _Held()).shapes.append(shape)
    for line in sheet.lines:
        held.setdefault((line.part, line.layer), _Held()).lines.append(line)
    for mark in sheet.marks:
        held.setdefault((mark.part, "buttons"), _Held()).marks.append(mark)
    for part in PARTS:
        layers = []
        for layer in LAYERS:
            found = held.get((part, layer))
            body = _layer(found, colours, turns, blocked=blocked) if found else ""
            if body:
                hidden = ' display="none"' if layer == "construction" and not construction else ""
                layers.append(f'<g id="{view}-{part}-{layer}" class="{layer}"{hidden}>{body}</g>')
        if layers:
            out.append(f'<g id="{view}-{part}">{"".join(layers)}</g>')
    where = f' transform="translate({num(shift)} 0)"' if shift else ""
    return (
        f'<g id="{view}"{where} fill="none" stroke="{colours.ink}" stroke-linejoin="round" '
        f'stroke-linecap="round">{"".join(out)}</g>'
    )


def _silhouette(sheet: Sheet) -> str:
    body = "".join(
        f'<path d="{shape.outline.d(closed=True)}"{_flag(shape.lone)}/>'
        for shape in sheet.shapes
        if shape.outer
    )
    return (
        f'<g id="{sheet.view}-silhouette" class="silhouette" stroke="{INK}" '
        f'stroke-width="{num(2 * _OUTER)}">{body}</g>'
    )


def _flag(lone: bool) -> str:
    return ' data-asymmetric="true"' if lone else ""


def _pattern(turn: float) -> str:
    """The id of the print on a grain."""
    return f"print-{num(turn)}".replace(".", "_").replace("--", "-m") if turn else "print"


def _patterns(colours: Colours, turns: set[float]) -> str:
    """The print, and the same on every other grain in use."""
    if colours.tile is None:
        return ""
    out = [colours.tile.pattern("print", scale=colours.scale)]
    out += [
        colours.tile.turned(_pattern(turn), "print", scale=colours.scale, turn=turn)
        for turn in sorted(turns - {0.0})
    ]
    return "".join(out)


@dataclass
class _Held:
    """What one layer of one part holds."""

    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def _layer(held: _Held, colours: Colours, turns: set[float], *, blocked: bool) -> str:
    out = [_shape(shape, colours, turns, blocked=blocked) for shape in held.shapes]
    by_stroke: dict[tuple[str, bool], list[str]] = {}
    for line in held.lines:
        by_stroke.setdefault((line.stroke, line.lone), []).append(_line(line))
    for (stroke, lone), paths in by_stroke.items():
        ink = f' stroke="{colours.thread}"' if stroke == "stitch" and colours.thread else ""
        out.append(f'<g class="{stroke}" {_STROKES[stroke]}{ink}{_flag(lone)}>{"".join(paths)}</g>')
    return "".join(out + [_mark(mark, colours) for mark in held.marks])


def _line(line: Line) -> str:
    return f'<path d="{line.path.d()}"/>'


def _second(shape: Shape) -> bool:
    """Whether a piece of a colour-blocked garment takes its second colour."""
    if shape.name == "leg":
        return shape.outline.start[0] < 0
    return shape.name in {"sleeve", "block", "collar", "cuff", "hood"}


def _shape(shape: Shape, colours: Colours, turns: set[float], *, blocked: bool) -> str:
    d = shape.outline.d(closed=True)
    role = shape.fill
    if blocked and role == "main" and _second(shape):
        role = "second"
    fill = "none" if role == "none" else colours.fills[role]
    flag = _flag(shape.lone)
    if role == "main" and shape.grain is not None and colours.tile is not None:
        turn = round(shape.grain, 1)
        turns.add(turn)
        fill = f"url(#{_pattern(turn)})"
    name = shape.name.replace(" ", "-")
    return f'<path class="{name}" d="{d}" fill="{fill}" stroke-width="{_SEAM}"{flag}/>'


def _mark(mark: Mark, colours: Colours) -> str:
    x, y, r = num(mark.at[0]), num(mark.at[1]), mark.size
    flag = _flag(mark.lone)
    trim = mixed(colours.fills["trim"], "#ffffff", 0.55)
    if mark.kind == "snap":
        return (
            f'<circle cx="{x}" cy="{y}" r="{num(r)}" fill="#d9d9dc" stroke-width=".1"{flag}/>'
            f'<circle cx="{x}" cy="{y}" r="{num(r * 0.5)}" stroke-width=".08"{flag}/>'
        )
    if mark.kind in {"eyelet", "stud", "sequin"}:
        fill = "#f4f4f4" if mark.kind != "eyelet" else colours.fills["inside"]
        return f'<circle cx="{x}" cy="{y}" r="{num(r)}" fill="{fill}" stroke-width=".14"{flag}/>'
    holes = "".join(
        f'<circle cx="{num(mark.at[0] + dx * r * 0.3)}" cy="{num(mark.at[1] + dy * r * 0.3)}" '
        f'r="{num(max(0.05, r * 0.13))}" fill="{INK}" stroke="none"{flag}/>'
        for dx in (-1, 1)
        for dy in (-1, 1)
    )
    return (
        f'<circle cx="{x}" cy="{y}" r="{num(r)}" fill="{trim}" stroke="{INK}" '
        f'stroke-width=".12"{flag}/>{holes}'
    )


def box_of(sheet: Sheet) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of a view's shapes."""
    points = [p for shape in sheet.shapes for p in shape.outline.points(5)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def document(
    views: list[tuple[Sheet, float]],
    spec: DesignSpec,
    colours: Colours,
    box: tuple[float, ...],
    *,
    construction: bool,
) -> str:
    """The whole SVG of one or two views, in centimetres."""
    from xml.sax.saxutils import escape

    turns: set[float] = set()
    groups = [
        view_svg(sheet, spec, colours, turns, shift=shift, construction=construction)
        for sheet, shift in views
    ]
    left, top, right, bottom = box
    title = escape(spec.name or str(spec.category))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="{num(left)} {num(top)} {num(right - left)} {num(bottom - top)}" '
        f'width="{num((right - left) * 8)}" height="{num((bottom - top) * 8)}">'
        f"<title>{title}</title><defs>{_patterns(colours, turns)}</defs>{''.join(groups)}</svg>"
    )
