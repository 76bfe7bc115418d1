"""The bill of materials of a style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modiste.design.draw.flats import sheets_of
from modiste.design.make.body import body_of_size
from modiste.design.spec.labels import value_label
from modiste.design.spec.rules import weaves
from modiste.design.spec.vocabulary import (
    Category,
    ClosureType,
    Collar,
    Cuff,
    Hem,
    WaistStyle,
)
from modiste.design.techpack.measures import SAMPLES, cloth_area

if TYPE_CHECKING:
    from modiste.design.draw.sheet import Sheet
    from modiste.design.spec.model import DesignSpec

_WIDTHS = {"woven": 145, "sheer": 140, "knit": 170, "hide": 100}
_UTILISATION = 0.80
"""Share of the cloth that a marker of one size is taken to use; nesting gives the true one."""


@dataclass(frozen=True)
class Material:
    """One line of the bill of materials; texts are (English, Chinese)."""

    item: tuple[str, str]
    what: tuple[str, str]
    place: tuple[str, str]
    amount: tuple[str, str]


def knitted(spec: DesignSpec) -> bool:
    """Whether the cloth is knitted."""
    return weaves()[spec.fabric.weave].kind == "knit"


def cloth_name(spec: DesignSpec) -> tuple[str, str]:
    """Fibre, construction and weight."""
    fabric = spec.fabric
    en, zh = (
        (
            value_label("fabric.material", fabric.material, lang),
            value_label("fabric.weave", fabric.weave, lang),
        )
        for lang in ("en", "zh")
    )
    return f"{en[0]} {en[1]}, {fabric.weight} g/m²", f"{zh[0]}{zh[1]}, {fabric.weight}克/平方米"


def counted(sheets: tuple[Sheet, Sheet], kind: str) -> int:
    """Marks of a kind; what is seen on both views (a sleeve's button) is counted once."""
    views = [[mark for mark in sheet.marks if mark.kind == kind] for sheet in sheets]
    shared = {"sleeves", "under"}
    once = max(sum(mark.part in shared for mark in view) for view in views)
    return once + sum(mark.part not in shared for view in views for mark in view)


def materials_of(spec: DesignSpec) -> tuple[Material, ...]:
    """The bill of materials."""
    sheets = sheets_of(spec)
    out = [_shell(spec)]
    out += _inner(spec)
    out += _fastenings(spec, sheets)
    out += _elastics(spec)
    out.append(
        Material(
            ("sewing thread", "缝纫线"),
            ("core-spun polyester, ticket 120, to match", "涤纶包芯线 40/2, 顺色"),
            ("all seams", "全部线缝"),
            _metres(spec),
        )
    )
    out += [
        Material(
            ("main label", "主唛"),
            ("woven, brand", "织唛"),
            ("centre back, inside", "后中内侧"),
            ("1 pc", "1个"),
        ),
        Material(
            ("size label", "尺码唛"),
            ("woven", "织唛"),
            ("beside the main label", "主唛旁"),
            ("1 pc", "1个"),
        ),
        Material(
            ("care label", "洗水唛"),
            ("printed satin, see care page", "印唛, 见洗护页"),
            ("left side seam", "左侧缝"),
            ("1 pc", "1个"),
        ),
    ]
    return tuple(out)


def _shell(spec: DesignSpec) -> Material:
    width = _WIDTHS[weaves()[spec.fabric.weave].kind]
    area = cloth_area(spec, body_of_size(SAMPLES[spec.audience], spec.audience))
    if area is None:
        amount = ("to be laid", "待排料")
    else:
        metres = area * 1.08 / (width / 100 * _UTILISATION)  # 8 % for seams and hems
        amount = (f"about {metres:.2f} m at {width} cm", f"约{metres:.2f}米(幅宽{width}厘米)")
    return Material(
        ("shell", "面料"), cloth_name(spec), ("body, sleeves, bands", "大身, 袖, 边条"), amount
    )


def _inner(spec: DesignSpec) -> list[Material]:
    out = []
    if spec.category in {Category.JACKET, Category.COAT} and not knitted(spec):
        out.append(
            Material(
                ("lining", "里料"),
                ("viscose or cupro twill, 75 g/m²", "粘胶或铜氨斜纹里料, 75克/平方米"),
                ("body and sleeves", "大身与袖"),
                ("as shell, less facings", "同面料, 减贴边"),
            )
        )
    stiff = (
        spec.collar not in {Collar.NONE, Collar.HOOD, Collar.TURTLE, Collar.RUFFLE, Collar.POLO}
        or spec.sleeve.cuff in {Cuff.SHIRT, Cuff.FRENCH}
        or spec.waist.style is WaistStyle.BAND
        or spec.closure.type in {ClosureType.BUTTONS, ClosureType.DOUBLE_BREASTED}
    )
    if stiff and not (knitted(spec) and spec.category is Category.KNIT):
        out.append(
            Material(
                ("fusible interlining", "粘合衬"),
                ("woven, 45 g/m²", "机织衬, 45克/平方米"),
                ("collar, cuffs, facings, band", "领, 袖头, 贴边, 腰头"),
                ("about 0.3 m", "约0.3米"),
            )
        )
    return out


def _fastenings(spec: DesignSpec, sheets: tuple[Sheet, Sheet]) -> list[Material]:
    out = []
    for kind, en, zh in (
        ("button", "button", "纽扣"),
        ("snap", "snap fastener", "按扣"),
        ("eyelet", "eyelet", "气眼"),
        ("stud", "rivet or stud", "铆钉"),
    ):
        count = counted(sheets, kind)
        if count:
            size = max(m.size for s in sheets for m in s.marks if m.kind == kind)
            ligne = round(2 * size * 10 / 0.635)
            extra = (" + 1 spare", " + 1备用") if kind == "button" else ("", "")
            out.append(
                Material(
                    (en, zh),
                    (
                        f"to match, up to {ligne}L ({2 * size * 10:.0f} mm)",
                        f"顺色, 最大{ligne}L ({2 * size * 10:.0f}毫米)",
                    ),
                    ("see flats", "见款式图"),
                    (f"{count} pc{extra[0]}", f"{count}个{extra[1]}"),
                )
            )
    toggles = sum(s.name == "toggle" for sheet in sheets for s in sheet.shapes)
    if toggles:
        out.append(
            Material(
                ("toggle with loop", "牛角扣"),
                ("horn type", "牛角款"),
                ("centre front", "前中"),
                (f"{toggles} pc", f"{toggles}副"),
            )
        )
    zips = {
        ClosureType.ZIP: ("moulded or metal, to match", "树脂或金属, 顺色"),
        ClosureType.INVISIBLE_ZIP: ("concealed, nylon coil", "隐形尼龙拉链"),
        ClosureType.FLY: ("closed end, metal or coil", "闭尾门襟拉链"),
    }
    if spec.closure.type in zips:
        long = _zip_length(sheets) if spec.closure.type is not ClosureType.FLY else 15
        place = (
            value_label("closure.place", spec.closure.place, "en"),
            value_label("closure.place", spec.closure.place, "zh"),
        )
        out.append(
            Material(
                ("zip", "拉链"),
                zips[spec.closure.type],
                place,
                (f"1 pc, about {long} cm", f"1条, 约{long}厘米"),
            )
        )
    return out


def _zip_length(sheets: tuple[Sheet, Sheet]) -> int:
    """Length of the zip as drawn, to the next even centimetre."""
    long = 0.0
    for sheet in sheets:
        heights = [p[1] for x in sheet.lines if x.layer == "zips" for p in x.path.points()]
        long = max(long, max(heights) - min(heights)) if heights else long
    return 2 * round(long / 2)


def _elastics(spec: DesignSpec) -> list[Material]:
    out = []
    rib = (
        spec.hem is Hem.RIB
        or spec.sleeve.cuff is Cuff.RIB
        or (spec.category is Category.TEE and spec.collar is Collar.NONE)
    )
    if rib:
        out.append(
            Material(
                ("rib", "罗纹"),
                ("1×1 with elastane, to match", "1×1弹力罗纹, 顺色"),
                ("neck, cuffs, hem as drawn", "领口, 袖口, 下摆"),
                ("about 0.2 m", "约0.2米"),
            )
        )
    if (
        WaistStyle.ELASTIC in {spec.waist.style}
        or Hem.ELASTIC is spec.hem
        or (spec.sleeve.cuff is Cuff.ELASTIC)
    ):
        out.append(
            Material(
                ("elastic", "松紧带"),
                ("knitted, 25 mm; 10 mm at cuffs", "针织松紧 25毫米; 袖口10毫米"),
                ("waist, hem, cuffs as drawn", "腰, 下摆, 袖口"),
                ("by size", "按尺码"),
            )
        )
    if spec.waist.style is WaistStyle.SHIRRED:
        out.append(
            Material(
                ("shirring elastic", "橡筋线"),
                ("0.6 mm, bobbin", "0.6毫米, 底线"),
                ("waist", "腰部"),
                ("by size", "按尺码"),
            )
        )
    if spec.waist.style is WaistStyle.DRAWSTRING or spec.collar is Collar.HOOD:
        out.append(
            Material(
                ("cord", "抽绳"),
                ("flat cotton, 8 mm, tipped", "扁棉绳 8毫米, 绳头"),
                ("waist or hood", "腰或帽口"),
                ("about 1.4 m", "约1.4米"),
            )
        )
    return out


def _metres(spec: DesignSpec) -> tuple[str, str]:
    """Thread by the course of all drawn seams: about 3.5 m a metre on average over both classes."""
    drawn = sum(
        line.path.length()
        for sheet in sheets_of(spec)
        for line in sheet.lines
        if line.layer in {"seams", "topstitch", "darts"}
    )
    outline = sum(s.outline.length() for sheet in sheets_of(spec) for s in sheet.shapes) / 2
    metres = round((drawn + outline) / 100 * 3.5 / 10) * 10
    return f"about {metres} m", f"约{metres}米"
