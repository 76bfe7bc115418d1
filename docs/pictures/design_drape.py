"""Make the picture of the guide to draping: ``python docs/pictures/design_drape.py``."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from modiste.design.drape.look import turntable
from modiste.design.drape.service import dress
from modiste.design.draw import flat, png
from modiste.design.make.body import body_of_size
from modiste.design.words import read

HERE = Path(__file__).parent
HEIGHT = 620


def main() -> None:
    """The flat of a dress that a sentence asks for, and the dress on a body."""
    spec = read("法式碎花长袖连衣裙, 泡泡袖, 雾霾蓝", language="zh").spec
    made = dress(spec, body_of_size("38", spec.audience))
    (HERE / "flat.tmp.png").write_bytes(png(flat(spec, "front"), 420))
    drawn = Image.open(HERE / "flat.tmp.png").convert("RGB")
    turned = [Image.fromarray(each) for each in turntable(made.model, (0, 45, 180), height=HEIGHT)]
    whole = Image.new("RGB", (drawn.width + sum(each.width for each in turned), HEIGHT), "white")
    whole.paste(drawn, (0, (HEIGHT - drawn.height) // 2))
    left = drawn.width
    for each in turned:
        whole.paste(each, (left, 0), each)
        left += each.width
    whole.quantize(160).save(HERE / "drape.png", optimize=True)
    (HERE / "flat.tmp.png").unlink()


if __name__ == "__main__":
    main()
