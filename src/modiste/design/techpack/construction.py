"""The construction sheet of a style: seams and stitches in the order of making."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modiste.design.spec.vocabulary import (
    Category,
    ClosureType,
    Collar,
    Cuff,
    Hem,
    WaistStyle,
    Weave,
)
from modiste.design.techpack.materials import knitted

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec


@dataclass(frozen=True)
class Operation:
    """One line of the construction sheet; ``stitch`` is the type's number in ISO 4915."""

    what: tuple[str, str]
    stitch: str
    density: str
    note: tuple[str, str]


def operations_of(spec: DesignSpec) -> tuple[Operation, ...]:
    """Seams and stitches, in the order of making (stitch numbers of ISO 4915)."""
    knit, fine = knitted(spec), spec.fabric.weave in {Weave.CHIFFON, Weave.ORGANZA, Weave.VOILE}
    out = []
    if spec.category is Category.KNIT and spec.fabric.weave in {Weave.PLAIN_KNIT, Weave.CABLE_KNIT}:
        out.append(
            Operation(
                ("join shaped panels", "缝合成型衣片"),
                "101/401",
                "-",
                ("loop to loop at neck and shoulders", "领与肩对目缝合"),
            )
        )
    elif knit:
        out.append(
            Operation(
                ("main seams", "主缝"),
                "514",
                "4-5/cm",
                ("four-thread overedge, 6 mm; tape the shoulders", "四线包缝6毫米; 肩缝加牵条"),
            )
        )
    elif fine:
        out.append(
            Operation(
                ("main seams", "主缝"),
                "301",
                "5-6/cm",
                ("French seams, 6 mm finished", "来去缝, 净宽6毫米"),
            )
        )
    elif spec.fabric.weave is Weave.DENIM:
        out.append(
            Operation(
                ("main seams", "主缝"),
                "401 + 301",
                "3-4/cm",
                (
                    "inseam and yoke felled, side seams safety-stitched 516",
                    "内缝与育克埋夹, 侧缝五线包缝516",
                ),
            )
        )
    else:
        out.append(
            Operation(
                ("main seams", "主缝"),
                "301 + 504",
                "4-5/cm",
                (
                    "1 cm allowance, edges overedged and pressed open or 516",
                    "缝份1厘米, 包边后分烫, 或五线包缝516",
                ),
            )
        )
    out += _part_operations(spec, knit=knit)
    out += _hem_operations(spec, knit=knit)
    if spec.closure.type in {ClosureType.BUTTONS, ClosureType.DOUBLE_BREASTED}:
        out.append(
            Operation(
                ("buttonholes", "锁眼"),
                "404" if spec.category in {"jacket", "coat"} else "304",
                "-",
                ("keyhole on outerwear, straight elsewhere", "外套凤眼, 其余平眼"),
            )
        )
        out.append(
            Operation(
                ("buttons", "钉扣"),
                "101",
                "16",
                ("cross-sewn, wrapped shank on outerwear", "十字钉扣, 外套绕脚"),
            )
        )
    out.append(
        Operation(
            ("bar-tacks", "打枣"),
            "304",
            "28",
            ("pocket mouths, fly, slit ends", "袋口, 门襟底, 开衩止点"),
        )
    )
    return tuple(out)


def _part_operations(spec: DesignSpec, *, knit: bool) -> list[Operation]:
    out = []
    if spec.shaping.darts != "none":
        out.append(
            Operation(
                ("darts", "收省"),
                "301",
                "5/cm",
                (
                    "run off to the point, knot, press down or to the middle",
                    "缝至省尖, 打结, 倒向下或前中",
                ),
            )
        )
    if spec.fullness.gathers != "none" or spec.fullness.tiers:
        out.append(
            Operation(
                ("gathers", "抽褶"),
                "301",
                "2.5/cm",
                ("two rows, drawn up evenly to the seam's length", "两行, 均匀抽至缝长"),
            )
        )
    if spec.fullness.pleats != "none":
        out.append(
            Operation(
                ("pleats", "打褶"),
                "301",
                "5/cm",
                ("basted at the top, pressed before the seam", "上端固定, 先烫后缝"),
            )
        )
    if spec.collar is not Collar.NONE:
        out.append(
            Operation(
                ("collar", "上领"),
                "301",
                "5/cm",
                ("points turned sharp, topstitched 5 mm where drawn", "领尖翻足, 按图压线5毫米"),
            )
        )
    elif knit:
        out.append(
            Operation(
                ("neck rib", "领口罗纹"),
                "514 + 406",
                "4/cm",
                (
                    "rib 8-10 % shorter than the neck, two-needle topstitch",
                    "罗纹比领口短8-10%, 双针压线",
                ),
            )
        )
    if spec.sleeve.cuff in {Cuff.SHIRT, Cuff.FRENCH, Cuff.BAND}:
        out.append(
            Operation(
                ("cuffs", "袖头"),
                "301",
                "5/cm",
                ("edge 1 mm or topstitch 5 mm, placket bar-tacked", "压边1毫米或5毫米, 袖衩打枣"),
            )
        )
    if spec.waist.style in {WaistStyle.ELASTIC, WaistStyle.SHIRRED}:
        out.append(
            Operation(
                ("elastic waist", "松紧腰"),
                "401",
                "3/cm",
                ("stretched evenly while sewing", "拉伸均匀车缝"),
            )
        )
    return out


def _hem_operations(spec: DesignSpec, *, knit: bool) -> list[Operation]:
    if spec.hem is Hem.RAW:
        return [
            Operation(
                ("hem", "下摆"),
                "-",
                "-",
                ("left raw, one row 301 at 5 mm", "毛边, 距边5毫米车一道301"),
            )
        ]
    if knit:
        return [
            Operation(
                ("hems", "下摆与袖口"),
                "406",
                "4/cm",
                ("two-needle cover stitch, 2 cm", "双针绷缝, 2厘米"),
            )
        ]
    if spec.hem in {Hem.CURVED, Hem.SCALLOPED}:
        return [
            Operation(("hem", "下摆"), "301", "5/cm", ("narrow double turn, 5 mm", "卷边5毫米"))
        ]
    if spec.category in {Category.SKIRT, Category.TROUSERS, Category.DRESS, Category.COAT}:
        return [Operation(("hem", "下摆"), "103", "2.5/cm", ("blind hem, 3 cm", "暗缲边, 3厘米"))]
    return [Operation(("hem", "下摆"), "301", "4-5/cm", ("double turn, 2 cm", "双折边, 2厘米"))]
