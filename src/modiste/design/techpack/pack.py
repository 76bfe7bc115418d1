"""The tech pack of a style as PDF."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from modiste.design.draw.flats import flat, sheets_of
from modiste.design.draw.raster import png
from modiste.design.draw.render import colours_of
from modiste.design.prints.tile import num
from modiste.design.spec.labels import slot_label, value_label
from modiste.design.spec.slots import flatten
from modiste.design.spec.vocabulary import PrintKind
from modiste.design.techpack.callouts import callouts_of
from modiste.design.techpack.care import care_of, care_text, draw_care
from modiste.design.techpack.construction import operations_of
from modiste.design.techpack.materials import cloth_name, materials_of
from modiste.design.techpack.measures import Chart, chart
from modiste.design.techpack.pages import GREY, INK, MARGIN, RULE, Page, draw_sheet, frame, look
from modiste.model.colour_names import colours, nearest_colour
from modiste.model.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from modiste.design.spec.model import ColourUse, DesignSpec

_COVER = (
    "category",
    "audience",
    "silhouette",
    "fit",
    "length",
    "neckline",
    "collar",
    "sleeve.type",
    "sleeve.length",
    "sleeve.cuff",
    "closure.type",
    "waist.style",
    "hem",
)


def techpack(spec: DesignSpec, *, language: str = "en", size: str | None = None) -> bytes:
    """The tech pack of a style: A4 pages across, as the bytes of a PDF.

    Cover, call-outs, points of measure with tolerances and grading, bill of materials, colours and
    prints, construction, care.

    Args:
        spec: the design.
        language: ``en`` or ``zh``.
        size: of the first sample; by default the middle size of the audience.

    Raises:
        InputError: the language or the size is not known.
        MissingExtraError: reportlab is not installed.
    """
    if language not in {"en", "zh"}:
        raise InputError(f"Tech packs are not written in {language!r}", remedy="Ask for en or zh.")
    try:
        from reportlab.lib.pagesizes import A4, landscape
        from reportlab.pdfgen.canvas import Canvas
    except ImportError as error:
        raise MissingExtraError(
            "Tech packs need reportlab, which is not installed",
            remedy="Install it: pip install 'modiste[design]'.",
        ) from error
    measures = chart(spec, sample=size)
    buffer = BytesIO()
    width, height = landscape(A4)
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1)
    style = spec.name or f"{value_label('audience', spec.audience, language)} " + value_label(
        "category", spec.category, language
    )
    canvas.setTitle(style)
    canvas.setAuthor("Modiste")
    page = Page(canvas, look(language), width, height, 0)
    parts = (_cover, _callouts, _measures, _materials, _colours, _construction)
    for number, part in enumerate(parts, start=1):
        titles = {
            _cover: ("Style sheet", "款式单"),
            _callouts: ("Details", "细节说明"),
            _measures: ("Points of measure and grading", "尺寸表与放码"),
            _materials: ("Bill of materials", "物料清单"),
            _colours: ("Colours and print", "颜色与印花"),
            _construction: ("Construction and care", "工艺与洗护"),
        }
        frame(page, style, page.look.pick(titles[part]), number, len(parts))
        part(page, spec, measures)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _cover(page: Page, spec: DesignSpec, measures: Chart) -> None:
    left = page.width * 0.3
    page.heading(page.look.say("Style", "款式"))
    draft = flatten(spec)
    y = page.y - 12
    rows = [
        (
            slot_label(slot, page.look.language),
            value_label(slot, str(draft[slot]), page.look.language),
        )
        for slot in _COVER
        if str(draft[slot]) != "none"
    ]
    rows += [
        (page.look.say("cloth", "面料"), page.look.pick(cloth_name(spec))),
        (page.look.say("sample size", "样衣尺码"), measures.sample),
        (page.look.say("size run", "尺码段"), f"{measures.sizes[0]}-{measures.sizes[-1]}"),
    ]
    for label, value in rows:
        page.text(label, MARGIN, y, 8, grey=True)
        page.text(value, MARGIN + 82, y, 8.5)
        y -= 15
    y -= 8
    for use in spec.colours:
        _swatch(page, use.hex, MARGIN, y - 6, 16)
        page.text(f"{_named(use, page.look.language)}  {use.hex}", MARGIN + 24, y - 1, 8)
        y -= 22
    room = page.width - left - MARGIN
    page.picture(png(flat(spec), 1800), left, MARGIN + 8, room, page.height - 2 * MARGIN - 40)


def _swatch(page: Page, hexed: str, x: float, y: float, size: float) -> None:
    c = page.canvas
    c.setFillColorRGB(*(int(hexed[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    c.setStrokeColorRGB(*RULE)
    c.setLineWidth(0.5)
    c.rect(x, y, size, size, fill=1)


def _named(use: ColourUse, language: str) -> str:
    """Our own name of a colour: the designer's, else the nearest of our list."""
    found = colours().get(use.name.lower()) if use.name else nearest_colour(use.hex)
    if found is None:
        return use.name
    return found.zh if language == "zh" else found.name


def _callouts(page: Page, spec: DesignSpec, _: Chart) -> None:
    sheets = sheets_of(spec)
    notes = callouts_of(spec, sheets, page.look.language)
    room = (page.width - 2 * MARGIN) / 2
    for i, sheet in enumerate(sheets):
        x = MARGIN + i * room
        box = (x + 62, MARGIN + 108, room - 124, page.height - 2 * MARGIN - 158)
        scale, ox, oy = draw_sheet(page.canvas, sheet, box)
        page.text(
            page.look.say("front", "正面") if i == 0 else page.look.say("back", "背面"),
            x + room / 2 - 12,
            MARGIN + 92,
            8.5,
            grey=True,
        )
        own = [note for note in notes if note.view == sheet.view]
        for note in own:
            px, py = ox + note.at[0] * scale, oy - note.at[1] * scale
            _flag(page, note.number, (px, py), note.at[0] >= 0, box)
    step = (page.width - 2 * MARGIN) / 3
    for note in notes:
        row, column = divmod(note.number - 1, 3)
        x, y = MARGIN + column * step, MARGIN + 68 - row * 13
        page.text(f"{note.number}", x, y, 8, bold=True)
        page.text(note.text, x + 16, y, 8)


def _flag(
    page: Page, number: int, at: tuple[float, float], right: bool, box: tuple[float, ...]
) -> None:
    """A leader from a point to its number at the side."""
    c = page.canvas
    x = box[0] + box[2] + 22 if right else box[0] - 22
    c.setStrokeColorRGB(*GREY)
    c.setLineWidth(0.5)
    c.line(at[0], at[1], x, at[1])
    c.setFillColorRGB(*INK)
    c.circle(at[0], at[1], 1.5, stroke=0, fill=1)
    c.setFillColorRGB(1, 1, 1)
    c.setStrokeColorRGB(*INK)
    c.circle(x, at[1], 7, fill=1)
    page.canvas.setFillColorRGB(*INK)
    page.canvas.setFont("Helvetica-Bold", 7.5)
    page.canvas.drawCentredString(x, at[1] - 2.6, str(number))


def _measures(page: Page, _: DesignSpec, measures: Chart) -> None:
    say = page.look.say
    page.heading(say("Finished garment, laid flat, cm", "成衣平量尺寸 (厘米)"))
    head = ["", say("point of measure", "测量部位"), say("tolerance", "公差"), *measures.sizes]
    zh = page.look.language == "zh"
    rows = [
        [
            p.code,
            p.zh if zh else p.en,
            f"± {p.tolerance:.1f}",
            *(f"{p.values[size]:.1f}" for size in measures.sizes),
        ]
        for p in measures.points
    ]
    count = len(measures.sizes)
    page.table(
        head,
        rows,
        [0.04, 0.42, 0.1, *([0.44 / count] * count)],
        numbers=range(2, 3 + count),
        strong=3 + measures.sizes.index(measures.sample),
    )
    page.y -= 6
    source = say(
        "Girths are measured on the pattern drafted for each size; the sample size is in bold."
        if measures.drafted
        else "Girths are the body's measure with the ease of the fit (a part of this style is not "
        "drafted); confirm them on the first sample.",
        "围度取自各码纸样; 粗体为样衣码。"
        if measures.drafted
        else "围度为人体尺寸加松量 (部分结构未制版), 请以首样确认。",
    )
    page.text(source, MARGIN, page.y - 6, 8, grey=True)
    page.y -= 18
    page.heading(say("Grading: change from size to size", "放码档差"))
    steps = [
        [
            p.code,
            p.zh if zh else p.en,
            *(
                f"{p.values[b] - p.values[a]:+.1f}"
                for a, b in zip(measures.sizes, measures.sizes[1:], strict=False)
            ),
        ]
        for p in measures.points
    ]
    names = [f"{a}-{b}" for a, b in zip(measures.sizes, measures.sizes[1:], strict=False)]
    page.table(
        ["", say("point of measure", "测量部位"), *names],
        steps,
        [0.04, 0.46, *([0.5 / len(names)] * len(names))],
        numbers=range(2, 2 + len(names)),
    )


def _materials(page: Page, spec: DesignSpec, _: Chart) -> None:
    say, pick = page.look.say, page.look.pick
    page.heading(say("For one garment in the sample size", "单件用量 (样衣码)"))
    rows = [[pick(m.item), pick(m.what), pick(m.place), pick(m.amount)] for m in materials_of(spec)]
    page.table(
        [
            say("item", "物料"),
            say("quality", "规格"),
            say("where", "使用部位"),
            say("amount", "用量"),
        ],
        rows,
        [0.18, 0.36, 0.26, 0.2],
    )
    page.text(
        say(
            "About: estimated from the pattern; a marker and a sample give the true amounts.",
            "“约”为按纸样与款式图估算, 以排料与样衣为准。",
        ),
        MARGIN,
        page.y - 8,
        8,
        grey=True,
    )


def _colours(page: Page, spec: DesignSpec, _: Chart) -> None:
    say, language = page.look.say, page.look.language
    page.heading(say("Colours", "颜色"))
    top = page.y - 46
    roles = {
        "main": "主色",
        "second": "辅色",
        "accent": "点缀色",
        "trim": "辅料色",
        "lining": "里料色",
    }
    for i, use in enumerate(spec.colours):
        x = MARGIN + i * 96
        _swatch(page, use.hex, x, top, 42)
        page.text(_named(use, language), x, top - 12, 8.5)
        page.text(use.hex, x, top - 22, 8, grey=True)
        page.text(say(use.role, roles[use.role]), x, top - 32, 8, grey=True)
    page.y = top - 40
    page.text(
        say(
            "sRGB of the screen; approve lab dips against the light D65.",
            "屏幕sRGB色值; 打色样以D65光源确认。",
        ),
        MARGIN,
        page.y - 4,
        8,
        grey=True,
    )
    page.y -= 12
    _print(page, spec)


def _print(page: Page, spec: DesignSpec) -> None:
    say = page.look.say
    drawn = colours_of(spec)
    page.heading(say("Print", "印花"))
    if drawn.tile is None or spec.print.kind is PrintKind.SOLID:
        page.text(say("none, plain cloth", "无, 素色"), MARGIN, page.y - 10, 9)
        return
    tile, scale = drawn.tile, drawn.scale
    kind = value_label("print.kind", spec.print.kind, page.look.language)
    page.text(
        f"{kind}, {say('repeat', '循环')} {num(tile.width * scale)} × "
        f"{num(tile.height * scale)} cm, {say('seed', '种子')} {spec.print.seed}",
        MARGIN,
        page.y - 10,
        9,
    )
    for i, hexed in enumerate(dict.fromkeys(tile.colours)):
        _swatch(page, hexed, MARGIN + i * 62, page.y - 34, 14)
        page.text(hexed, MARGIN + 18 + i * 62, page.y - 30, 7.5, grey=True)
    side = min(page.y - 54 - MARGIN, 250.0)
    shown = 24.0  # centimetres of cloth in the picture
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {shown} {shown}" width="900" '
        f'height="900"><defs>{tile.pattern("p", scale=scale)}</defs>'
        f'<rect width="{shown}" height="{shown}" fill="url(#p)"/></svg>'
    )
    y = page.y - 46 - side
    page.picture(png(svg, 900), MARGIN, y, side, side)
    page.picture(png(flat(spec, "front"), 900), MARGIN + side + 24, y, side, side)
    page.text(
        say(
            f"{shown:.0f} × {shown:.0f} cm of cloth; grain upright",
            f"布面 {shown:.0f} × {shown:.0f} 厘米; 经向竖直",
        ),
        MARGIN,
        y - 11,
        8,
        grey=True,
    )


def _construction(page: Page, spec: DesignSpec, _: Chart) -> None:
    say, pick = page.look.say, page.look.pick
    page.heading(say("Seams and stitches (ISO 4915)", "缝型与线迹 (ISO 4915)"))
    rows = [[pick(o.what), o.stitch, o.density, pick(o.note)] for o in operations_of(spec)]
    page.table(
        [
            say("operation", "工序"),
            say("stitch", "线迹"),
            say("per cm, or in all", "针距或针数"),
            say("how", "要求"),
        ],
        rows,
        [0.2, 0.12, 0.14, 0.54],
    )
    page.heading(say("Care (ISO 3758)", "洗护 (ISO 3758)"))
    care = care_of(spec)
    draw_care(page.canvas, care, MARGIN, page.y - 36, 30)
    fibre = value_label("fabric.material", spec.fabric.material, page.look.language)
    page.text(f"100 % {fibre}", MARGIN + 290, page.y - 16, 9, bold=True)
    x, y = MARGIN, page.y - 54
    for i, words in enumerate(care_text(care, page.look.language)):
        page.text(words, x + (i % 3) * 175, y - (i // 3) * 13, 8)
    page.text(
        say(
            "A proposal from fibre and construction; confirm by tests before labelling.",
            "按纤维与结构给出的建议; 须经测试确认后使用。",
        ),
        MARGIN,
        y - 32,
        8,
        grey=True,
    )


__all__: list[Any] = ["techpack"]
