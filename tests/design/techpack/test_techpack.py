from __future__ import annotations

import re
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modiste.design.cli import app
from modiste.design.draw.flats import sheets_of
from modiste.design.spec.bases import base, base_draft
from modiste.design.spec.grammar import nearest
from modiste.design.spec.model import ColourUse, DesignSpec, Fabric, Print
from modiste.design.spec.slots import CHOICES
from modiste.design.spec.versions import write_spec
from modiste.design.techpack.callouts import callouts_of
from modiste.design.techpack.care import care_of, care_text
from modiste.design.techpack.construction import operations_of
from modiste.design.techpack.materials import counted, materials_of
from modiste.design.techpack.measures import chart
from modiste.design.techpack.pack import techpack
from modiste.model.errors import InputError


def changed(category: str, **slots: str) -> DesignSpec:
    named = {slot.replace("__", "."): value for slot, value in slots.items()}
    return nearest({**base_draft(category), **named}, lock=tuple(named))[0]


def test_girths_of_the_chart_are_those_of_the_drafted_pattern() -> None:
    from modiste.design.make.body import body_of_size
    from modiste.design.make.check import measured
    from modiste.design.make.garment import draft

    found = chart(base("shirt", "men"))
    assert found.drafted
    assert found.sizes == ("46", "48", "50", "52", "54")
    by_key = {point.key: point for point in found.points}
    for size in found.sizes:
        girths = measured(draft(base("shirt", "men"), body_of_size(size, "men")))
        assert by_key["half chest"].values[size] == round(girths["bust"] / 2, 1)
    assert [point.code for point in found.points] == list("ABCDEFGH")


def test_a_chart_grows_with_its_sizes() -> None:
    for category in ("dress", "trousers", "skirt", "jacket"):
        for point in chart(base(category)).points:
            values = list(point.values.values())
            if point.key.startswith("half"):
                assert all(a < b for a, b in pairwise(values)), point
            assert point.tolerance > 0


def test_lengths_belong_to_what_is_measured() -> None:
    long, short = (
        {p.key: p.values["38"] for p in chart(changed("dress", length=length)).points}
        for length in ("midi", "mini")
    )
    assert long["back length"] > short["back length"] + 20
    legs = {p.key: p.values["38"] for p in chart(base("trousers")).points}
    assert legs["inseam"] < legs["outseam"]
    assert "half leg opening" in legs
    assert "back length" not in legs


def test_a_size_outside_the_run_is_refused() -> None:
    with pytest.raises(InputError, match="not in the run"):
        chart(base("tee"), sample="XXS")


def test_buttons_are_counted_on_the_drawing() -> None:
    shirt = base("shirt")
    sheets = sheets_of(shirt)
    front = sum(m.kind == "button" and m.part in {"closure", "collar"} for m in sheets[0].marks)
    assert front >= 6
    assert counted(sheets, "button") > front  # cuffs as well, once though both views show them
    line = next(m for m in materials_of(shirt) if m.item[0] == "button")
    assert line.amount[0] == f"{counted(sheets, 'button')} pc + 1 spare"


def test_a_zip_is_as_long_as_the_opening() -> None:
    dress = base("dress")
    assert dress.closure.type == "invisible-zip"
    line = next(m for m in materials_of(dress) if m.item[0] == "zip")
    found = re.search(r"(\d+) cm", line.amount[0])
    assert found is not None
    assert 40 <= int(found[1]) <= 64


def test_materials_follow_the_parts() -> None:
    names = {m.item[0] for m in materials_of(base("jacket"))}
    assert {"shell", "lining", "fusible interlining", "button", "sewing thread"} <= names
    assert "lining" not in {m.item[0] for m in materials_of(base("tee"))}
    hoodie = changed("knit", collar="hood")
    assert "cord" in {m.item[0] for m in materials_of(hoodie)}


def test_stitches_follow_the_cloth() -> None:
    woven = {o.stitch for o in operations_of(base("shirt"))}
    knit = {o.stitch for o in operations_of(base("tee"))}
    assert "301" in woven
    assert "304" in woven
    assert "514" in knit
    assert "406" in knit
    assert "406" not in woven


@pytest.mark.parametrize(
    ("material", "weave", "wash", "tumble", "iron"),
    [("cotton", "poplin", "40", 1, 3), ("silk", "satin", "hand", 0, 1),
     ("wool", "plain-knit", "hand", 0, 2), ("polyester", "crepe", "40", 1, 1),
     ("leather", "hide", "no", 0, 0), ("viscose", "chiffon", "hand", 0, 1)],
)  # fmt: skip
def test_care_follows_the_fibre(
    material: str, weave: str, wash: str, tumble: int, iron: int
) -> None:
    spec = base("dress").model_copy(update={"fabric": Fabric.model_construct(
        material=material, weave=weave, weight=120, stretch=0)})  # fmt: skip
    care = care_of(spec)
    assert (care.wash, care.tumble, care.iron) == (wash, tumble, iron)
    assert len(care_text(care, "en")) == len(care_text(care, "zh")) == 6


def test_tailored_wool_is_dry_cleaned() -> None:
    assert care_of(base("coat")).wash == "no"
    assert care_of(base("coat")).professional == "P"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_call_outs_are_numbered_and_told_once(language: str) -> None:
    for category in CHOICES["category"]:
        spec = base(category)
        notes = callouts_of(spec, sheets_of(spec), language)
        assert [note.number for note in notes] == list(range(1, len(notes) + 1))
        assert len({note.text for note in notes}) == len(notes)
        assert len(notes) >= 3


def texts(pdf: bytes) -> str:
    """The text operators of all pages (compressed streams opened)."""
    import base64

    out = []
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        data = found[1].strip()
        try:
            if data.endswith(b"~>"):
                data = base64.a85decode(data, adobe=False) if not data.startswith(b"<~") else data
        except ValueError:
            data = base64.a85decode(data[:-2])
        try:
            out.append(zlib.decompress(data).decode("latin-1"))
        except zlib.error:
            continue
    return "".join(out)


def test_a_pack_has_six_pages_and_says_what_the_chart_says() -> None:
    spec = base("tee").model_copy(
        update={"name": "Ada", "colours": (ColourUse(hex="#1f2f55", name="navy"),)}
    )
    pdf = techpack(spec)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 6
    said = texts(pdf)
    point = chart(spec).points[0]
    for words in ("Ada", "ISO 4915", "ISO 3758", "#1f2f55", "navy", f"{point.values['38']:.1f}"):
        assert words in said, words
    assert "Pantone" not in said
    assert pdf == techpack(spec)  # the same spec, the same bytes


def test_a_chinese_pack_uses_a_font_that_has_chinese() -> None:
    pdf = techpack(base("skirt").model_copy(update={"print": Print(kind="tartan")}), language="zh")
    assert b"STSong-Light" in pdf
    assert b"UniGB-UCS2-H" in pdf


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="not written in"):
        techpack(base("tee"), language="fr")


def test_the_commands_write_their_files(tmp_path: Path) -> None:
    spec = tmp_path / "ada.json"
    write_spec(base("skirt"), spec)
    run = CliRunner().invoke
    done = run(app, ["draw", str(spec), "--out", str(tmp_path / "flats"), "-c", "#b3202c",
                     "--width", "200"])  # fmt: skip
    assert done.exit_code == 0, done.output
    names = sorted(p.name for p in (tmp_path / "flats").iterdir())
    assert names == ["ada-1.png", "ada-1.svg", "ada.png", "ada.svg"]
    assert "#b3202c" in (tmp_path / "flats/ada-1.svg").read_text("utf-8")
    done = run(app, ["techpack", str(spec), "--out", str(tmp_path / "pack.pdf"), "--lang", "both"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "pack-en.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "pack-zh.pdf").exists()
    done = run(app, ["print", "houndstooth", "-c", "#ffffff", "-c", "#101010", "--pixels", "64",
                     "--out", str(tmp_path), "--json"])  # fmt: skip
    assert done.exit_code == 0, done.output
    assert (tmp_path / "houndstooth.svg").exists()


def test_a_chinese_pack_writes_only_signs_that_its_font_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from modiste.design.techpack import pages

    said: list[str] = []
    text, escaped = pages.Page.text, pages._escaped

    def kept(self: pages.Page, words: str, *args: float, **more: object) -> None:
        said.append(words)
        text(self, words, *args, **more)  # type: ignore[arg-type]

    def cell(words: str) -> str:
        said.append(words)
        return escaped(words)

    monkeypatch.setattr(pages.Page, "text", kept)
    monkeypatch.setattr(pages, "_escaped", cell)
    printed = base("dress").model_copy(update={"print": Print(kind="floral")})
    for spec in (printed, base("knit"), base("coat", "men"), base("trousers")):
        techpack(spec, language="zh")
    assert len(said) > 200
    for words in said:
        words.encode("gb2312")
        assert "·" not in words
