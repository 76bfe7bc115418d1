"""Cutting lines, SVG, DXF and PDF, read back."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.design.make.drafting import body, design

from modiste.design.make.allowance import cutting_line, whole_line
from modiste.design.make.check import crosses, signed_area
from modiste.design.make.curves import lines
from modiste.design.make.export.dxf import LAYERS, write_dxf
from modiste.design.make.export.pdf import write_pdf
from modiste.design.make.export.svg import write_svg
from modiste.design.make.garment import draft
from modiste.design.make.grade import nest, nest_svg
from modiste.design.make.panel import Copies, Edge, Label, Panel, Pattern, Role
from modiste.design.make.stored import read_json, write_json
from modiste.model.errors import InputError, UnknownNameError


@pytest.fixture(scope="module")
def pattern() -> Pattern:
    """A shirt with darts, a yoke, buttons and a collar on a stand."""
    return draft(design("shirt", shaping__darts="bust"), body("women"))


def square(widths: tuple[float, float, float, float], *, fold: bool = False) -> Panel:
    """A square of 20 cm with a hem below and allowances as given."""
    names = ("hem", "side", "top", "centre")
    corners = (0j, 20 + 0j, 20 + 20j, 20j, 0j)
    roles = (Role.HEM, Role.SEAM, Role.SEAM, Role.FOLD if fold else Role.SEAM)
    edges = tuple(
        Edge(name, lines(a, b), role, width)
        for name, (a, b), role, width in zip(names, pairwise(corners), roles, widths, strict=True)
    )
    copies = Copies.FOLD if fold else Copies.PAIR
    return Panel("square", edges, Label("A", "Square", "方片"), (10 + 5j, 10 + 15j), copies)


@settings(max_examples=40)
@given(st.tuples(*[st.floats(0.3, 4.0)] * 4))
def test_allowances_of_a_square_make_a_rectangle(widths: tuple[float, ...]) -> None:
    hem, side, top, centre = widths
    line = cutting_line(square((hem, side, top, centre)))
    assert signed_area(line) == pytest.approx((20 + side + centre) * (20 + hem + top), rel=1e-9)


def test_a_fold_has_no_allowance_and_is_mirrored_in_the_whole_piece() -> None:
    panel = square((4.0, 1.0, 1.0, 0.0), fold=True)
    half = cutting_line(panel)
    assert min(p.real for p in half) == pytest.approx(0.0)
    whole = whole_line(panel)
    assert signed_area(whole) == pytest.approx(2 * signed_area(half))
    assert min(p.real for p in whole) == pytest.approx(-21.0)


def test_a_hems_corner_is_the_side_mirrored_at_the_hem_line() -> None:
    # A side that leans out by one in four: folded up, the hem must lie on the side.
    corners = (0j, 20 + 0j, 15 + 20j, 20j, 0j)
    names = (("hem", Role.HEM, 4.0), ("side", Role.SEAM, 1.0), ("top", Role.SEAM, 1.0),
             ("centre", Role.FOLD, 0.0))  # fmt: skip
    edges = tuple(
        Edge(n, lines(a, b), r, w)
        for (n, r, w), (a, b) in zip(names, pairwise(corners), strict=True)
    )
    panel = Panel("a", edges, Label("A", "A", "A"), (5 + 5j, 5 + 15j), Copies.FOLD)
    low = [p for p in cutting_line(panel) if p.imag < -3.9]
    on_hem = max(p.real for p in cutting_line(panel) if abs(p.imag) < 1e-6)
    assert max(p.real for p in low) == pytest.approx(on_hem - 4 * 5 / 20, abs=0.02)


def test_a_sharp_corner_is_cut_off() -> None:
    edges = tuple(
        Edge(n, lines(a, b), Role.SEAM, 1.0)
        for n, (a, b) in zip("abc", pairwise((0j, 30 + 0j, 30 + 4j, 0j)), strict=True)
    )
    panel = Panel("a", edges, Label("A", "A", "A"), (20 + 1j, 25 + 1j))
    assert min(p.real for p in cutting_line(panel)) > -3.0


def test_cutting_lines_lie_outside_and_do_not_cross(pattern: Pattern) -> None:
    from shapely.geometry import Polygon

    for panel in pattern.panels:
        cut = cutting_line(panel)
        assert not crosses(cut), panel.name
        outer = Polygon([(p.real, p.imag) for p in cut]).buffer(0.02)
        assert outer.covers(Polygon([(p.real, p.imag) for p in panel.outline()])), panel.name
        assert signed_area(cut) > signed_area(panel.outline())


def test_the_roof_of_a_dart_stands_out_of_the_seam(pattern: Pattern) -> None:
    panel = pattern.panel("front")
    dart = next(d for d in panel.darts if d.edge)
    middle = (dart.mouth[0] + dart.mouth[1]) / 2
    out = (middle - dart.apex) / abs(middle - dart.apex)
    far = max(((p - middle) * out.conjugate()).real for p in cutting_line(panel)
              if abs(p - middle) < 5)  # fmt: skip
    assert far > 1.02


def test_the_svg_is_layered_and_in_real_size(pattern: Pattern) -> None:
    svg = write_svg(pattern)
    root = ET.fromstring(svg)  # noqa: S314, our own text
    space = "{http://www.w3.org/2000/svg}"
    layers = [g.get("id") for g in root.findall(f"{space}g")]
    assert layers == ["cut", "sew", "fold", "grain", "darts", "marks", "notches", "labels"]
    width = float((root.get("width") or "").removesuffix("mm"))
    assert root.get("viewBox", "").split()[2] == f"{width:.2f}"
    cut = root.find(f".//{space}polygon[@id='cut-cuff']")
    assert cut is not None
    points = [tuple(map(float, p.split(","))) for p in (cut.get("points") or "").split()]
    tall = max(y for _, y in points) - min(y for _, y in points)
    # A folded cuff of 6 cm (less at size 38) and its seam allowances, in millimetres.
    assert tall == pytest.approx(10 * (pattern.panel("cuff").box[3] + 2), abs=0.1)
    assert "前片" in svg
    assert len(root.findall(f".//{space}line[@class='notch']")) >= 8


def test_the_dxf_reads_back_with_the_layers_of_the_standard(pattern: Pattern) -> None:
    import ezdxf

    drawing = ezdxf.read(io.StringIO(write_dxf([pattern]).decode("utf-8")))
    assert not drawing.audit().errors
    assert {layer.dxf.name for layer in drawing.layers} >= set(LAYERS)
    inserted = {each.dxf.name for each in drawing.modelspace().query("INSERT")}
    assert inserted == {f"{p.name}-38" for p in pattern.panels}
    block = drawing.blocks.get("front-38")
    boundary = next(e for e in block.query("POLYLINE") if e.dxf.layer == "1")
    points = [complex(*v.dxf.location.vec2) / 10 for v in boundary.vertices]
    assert boundary.is_closed
    assert signed_area(points) == pytest.approx(
        signed_area(cutting_line(pattern.panel("front"))), rel=1e-4
    )
    by_layer = {e.dxf.layer for e in block}
    assert by_layer >= {"1", "2", "3", "4", "7", "8", "13", "14", "15"}
    notches = [e for e in block.query("POINT") if e.dxf.layer == "4"]
    assert len(notches) == sum(n.strokes for n in pattern.panel("front").notches)
    mirror = [e for e in drawing.blocks.get("back-38") if e.dxf.layer == "6"]
    assert mirror
    texts = [e.dxf.text for e in block.query("TEXT")]
    assert "Piece Name: Front" in texts
    assert "Quantity: 1,1" in texts


def test_pdf_tiles_have_a_map_and_pages_and_are_reproducible(pattern: Pattern) -> None:
    tiles = write_pdf(pattern)
    assert tiles == write_pdf(pattern)
    assert tiles.startswith(b"%PDF")
    boxes = set(re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", tiles))
    assert {tuple(round(float(v) / 72 * 2.54, 1) for v in box) for box in boxes} == {(21.0, 29.7)}
    pages = len(re.findall(rb"/Type /Page\b", tiles))
    assert 8 < pages < 60
    sheet = write_pdf(pattern, "a0")
    boxes = set(re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", sheet))
    assert {tuple(round(float(v) / 72 * 2.54, 1) for v in box) for box in boxes} == {(84.1, 118.9)}
    with pytest.raises(InputError, match="page size"):
        write_pdf(pattern, "letter")


def test_json_keeps_a_whole_pattern(pattern: Pattern) -> None:
    assert read_json(write_json(pattern)) == pattern


def test_a_nest_holds_every_size_on_shared_axes() -> None:
    made = nest(design("skirt", silhouette="pencil"), ["36", "38", "42"])
    widths = [p.panel("skirt_front").box[2] - p.panel("skirt_front").box[0] for p in made.patterns]
    assert widths[0] < widths[1] < widths[2]
    # EN 13402-3: the hip of 42 is 8 cm more than of 38, a quarter of it on each panel.
    assert widths[2] - widths[1] == pytest.approx(2.0, abs=0.35)
    svg = nest_svg(made)
    ET.fromstring(svg)  # noqa: S314, our own text
    assert svg.count('id="nest-skirt_front"') == 1
    with pytest.raises(InputError, match="each once"):
        nest(design("skirt"), ["38", "38"])
    with pytest.raises(UnknownNameError):
        nest(design("skirt"), ["37.5"])
