"""Make the pictures of the guide to drawing: ``python docs/pictures/design_draw.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from modiste.design.draw import flat, png
from modiste.design.prints.catalogue import styled
from modiste.design.prints.weave import SETTS, tartan
from modiste.design.spec.bases import base_draft
from modiste.design.spec.grammar import nearest
from modiste.design.spec.model import ColourUse, DesignSpec, Print

HERE = Path(__file__).parent


def spec(category: str, colours: tuple[str, ...], print_: Print | None = None,
         audience: str = "women", **slots: str) -> DesignSpec:  # fmt: skip
    """A garment with these slots, in these colours (main, second, accent)."""
    named = {slot.replace("__", "."): value for slot, value in slots.items()}
    made = nearest({**base_draft(category, audience), **named}, keep=tuple(named))[0]
    roles = ("main", "accent", "trim")
    uses = tuple(ColourUse(hex=h, role=r) for h, r in zip(colours, roles, strict=False))
    return made.model_copy(update={"colours": uses, "print": print_ or Print()})


def garments() -> list[DesignSpec]:
    """The garments of the contact sheet."""
    return [
        spec("dress", ("#14213d", "#d94f70"), Print(kind="floral", colours=("#d94f70", "#f2a65a",
             "#f7d6d0")), silhouette="fit-and-flare", waist__style="seam", length="midi",
             neckline="v", sleeve__type="puff", sleeve__length="short", sleeve__cuff="elastic"),
        spec("shirt", ("#b9c7d9",), Print(kind="stripe", colours=("#f6f5f1",)), "men"),
        spec("coat", ("#c9a877", "#4a2f1d"), closure__type="double-breasted", collar="peak",
             length="midi", waist__belt="sash"),
        spec("trousers", ("#2f3e57",), None, "men", fabric__weave="denim", pockets__hip="five",
             pockets__back="patch", shaping__yoke="hip"),
        spec("skirt", ("#173b2a",), Print(kind="tartan", colours=("#16161a", "#b3202c", "#e3b52e")),
             fullness__pleats="knife", length="midi"),
        spec("knit", ("#f3ede1",), Print(kind="fair-isle", colours=("#1f2f55", "#b3202c",
             "#d8a13a")), sleeve__length="long"),
        spec("blouse", ("#e9d8c4",), sleeve__type="bishop", sleeve__length="long",
             sleeve__cuff="shirt", collar="bow"),
        spec("jacket", ("#3d3d42",), Print(kind="windowpane", colours=("#8a8a86",))),
        spec("jumpsuit", ("#6b7b4f",), neckline="wrap", silhouette="wide-leg", waist__belt="sash",
             sleeve__type="set-in", sleeve__length="short"),
    ]  # fmt: skip


def sheet(pictures: list[bytes], across: int, width: int, height: int, target: Path) -> None:
    """Pictures in a grid, each fitted into its cell."""
    from io import BytesIO

    from PIL import Image

    down = -(-len(pictures) // across)
    page = Image.new("RGB", (across * width, down * height), "white")
    for i, data in enumerate(pictures):
        with Image.open(BytesIO(data)) as picture:
            picture.thumbnail((width - 16, height - 16), Image.Resampling.LANCZOS)
            x = (i % across) * width + (width - picture.width) // 2
            y = (i // across) * height + (height - picture.height) // 2
            page.paste(picture.convert("RGB"), (x, y))
    page.quantize(160).save(target, optimize=True)
    sys.stdout.write(f"{target.name}\n")


def main() -> None:
    """Draw the contact sheets of flats and prints, and one flat as SVG."""
    sheet([png(flat(one), 900) for one in garments()], 3, 400, 300, HERE / "flats.png")
    warm = ("#f3ede1", "#1f2f55", "#b3202c", "#d8a13a")
    night = ("#14213d", "#d94f70", "#f2a65a", "#f7d6d0")
    tiles = [
        styled("liberty", night, 3), styled("bloom", warm, 3), styled("ditsy", warm, 3),
        styled("botanical", warm, 4), styled("paisley", night, 3), styled("ikat", warm, 3),
        tartan(SETTS["black watch"]), tartan(SETTS["camel"]), styled("glen check", warm),
        styled("houndstooth", warm), styled("fair isle", warm), styled("argyle", warm),
        styled("leopard", ("#c69c5d", "#1c1410", "#6b4421"), 3),
        styled("zebra", ("#f4f1ea", "#1a1a1c"), 3),
        styled("camouflage", ("#7a7f5a", "#4a5036", "#2b2f22", "#b7a77d"), 3),
        styled("brush strokes", warm, 3), styled("terrazzo", warm, 3), styled("scallop", warm),
    ]  # fmt: skip
    cloth = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300" viewBox="0 0 20 20">'
        f'<defs>{tile.pattern("p")}</defs><rect width="20" height="20" fill="url(#p)"/></svg>'
        for tile in tiles
    ]
    sheet([png(one, 300) for one in cloth], 6, 150, 150, HERE / "prints.png")
    shirt = spec("shirt", ("#f6f5f1",))
    (HERE / "flat.svg").write_text(flat(shirt), encoding="utf-8")
    sys.stdout.write("flat.svg\n")


if __name__ == "__main__":
    main()
