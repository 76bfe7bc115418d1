from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from shapely.geometry import Polygon

from modiste.design.draw import flat
from modiste.design.draw.flats import sheet_of
from modiste.design.draw.raster import png
from modiste.design.spec.bases import base, base_draft
from modiste.design.spec.grammar import check, nearest
from modiste.design.spec.model import ColourUse, DesignSpec, Print
from modiste.design.spec.rules import domains
from modiste.design.spec.slots import CHOICES, build
from modiste.design.spec.vocabulary import Trim
from modiste.model.errors import InputError

CATEGORIES = CHOICES["category"]
DRAWN = ("silhouette", "fit", "length", "neckline", "collar", "sleeve.type", "sleeve.length",
         "sleeve.cuff", "closure.type", "closure.place", "waist.style", "waist.position",
         "waist.belt", "hem", "slit", "pockets.chest", "pockets.hip", "pockets.back", "pockets.leg",
         "shaping.darts", "shaping.seams", "shaping.yoke", "fullness.pleats", "fullness.gathers",
         "fullness.tiers", "fullness.ruffles")  # fmt: skip
TRIMS = tuple(slot for slot in CHOICES if slot.startswith("trim."))


def singles(category: str, audience: str) -> list[DesignSpec]:
    """The typical garment with each of its options in turn, repaired where it must be."""
    draft = dict(base_draft(category, audience))
    out: dict[DesignSpec, None] = {}
    for slot in (*DRAWN, *TRIMS):
        for value in domains()[category][slot]:
            changed = {**draft, slot: value}
            spec = nearest(changed, keep=(slot,))[0] if check(changed) else build(changed)
            out[spec] = None
    return list(out)


def halves(svg: str) -> Counter[tuple[str, ...]]:
    """The drawn elements by their geometry alone, without those that have no mirror image."""
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    found: Counter[tuple[str, ...]] = Counter()

    def walk(node: ET.Element) -> None:
        if node.get("data-asymmetric") or node.tag.endswith("defs"):
            return
        if node.tag.endswith("path"):
            found[("path", *sorted(re.findall(r"-?[\d.]+ -?[\d.]+", node.get("d", ""))))] += 1
        elif node.tag.endswith("circle"):
            found[("circle", f"{node.get('cx')} {node.get('cy')}", node.get("r", ""))] += 1
        for child in node:
            walk(child)

    walk(root)
    return found


def mirrored(key: tuple[str, ...]) -> tuple[str, ...]:
    def turn(point: str) -> str:
        x, y = point.split(" ")
        return f"{x[1:] if x.startswith('-') else ('-' + x if x != '0' else x)} {y}"

    if key[0] == "circle":
        return ("circle", turn(key[1]), key[2])
    return ("path", *sorted(turn(point) for point in key[1:]))


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("audience", ["women", "men", "children"])
def test_every_option_draws_valid_shapes_front_and_back(category: str, audience: str) -> None:
    for spec in singles(category, audience):
        for view in ("front", "back"):
            sheet = sheet_of(spec, view)
            for shape in sheet.shapes:
                polygon = Polygon(shape.outline.points(8))
                assert polygon.is_valid, (spec, view, shape.name)
                assert polygon.area > 0.01


@pytest.mark.parametrize("category", CATEGORIES)
def test_flats_are_their_own_mirror_image_but_for_what_is_declared(category: str) -> None:
    for spec in singles(category, "women"):
        for view in ("front", "back"):
            found = halves(flat(spec, view))  # type: ignore[arg-type]
            for key, count in found.items():
                assert found[mirrored(key)] == count, (spec, view, key)


@pytest.mark.parametrize("category", CATEGORIES)
def test_front_and_back_differ(category: str) -> None:
    spec = base(category)
    front, back = (re.sub("front|back", "", flat(spec, view)) for view in ("front", "back"))
    assert front != back


def test_layers_have_ids_and_none_twice() -> None:
    svg = flat(base("shirt"))
    ids = re.findall(r'id="([\w-]+)"', svg)
    assert len(ids) == len(set(ids))
    for wanted in ("front-silhouette", "front-body-panels", "front-sleeves-panels",
                   "front-collar-panels", "front-closure-buttons", "front-body-topstitch",
                   "back-body-seams", "front-trims-construction"):  # fmt: skip
        assert wanted in ids


def test_construction_lines_are_hidden_unless_asked_for() -> None:
    hidden = 'class="construction" display="none"'
    assert hidden in flat(base("dress"), "front")
    assert hidden not in flat(base("dress"), "front", construction=True)


def test_outlines_are_twice_as_heavy_as_seams() -> None:
    svg = flat(base("tee"), "front")
    assert 'class="silhouette" stroke="#1c1c20" stroke-width="0.68"' in svg  # half of it is seen
    assert 'stroke-width="0.17"' in svg


def test_a_print_lies_on_the_grain_of_each_panel_at_its_own_size() -> None:
    spec = base("shirt").model_copy(update={"print": Print(kind="stripe", scale="large")})
    svg = flat(spec, "front")
    turns = [float(t) for t in re.findall(r"rotate\(([-\d.]+)\)", svg)]
    assert any(t > 15 for t in turns)
    assert sorted(turns) == sorted(-t for t in turns if abs(t) != 90) + [90.0] * turns.count(90.0)
    assert set(re.findall(r"scale\(([\d.]+)\)", svg)) == {"1.7"}


def test_a_colourway_replaces_the_main_colour_alone() -> None:
    spec = base("tee").model_copy(
        update={"colours": (ColourUse(hex="#b3202c"), ColourUse(hex="#f3ede1", role="trim"))}
    )
    first, second = flat(spec), flat(spec, colour="#1f2f55")
    assert "#b3202c" in first
    assert "#b3202c" not in second
    assert "#1f2f55" in second


def test_women_and_men_close_on_opposite_sides() -> None:
    def edge(audience: str) -> float:
        sheet = sheet_of(base("shirt", audience), "front")
        line = next(x for x in sheet.lines if x.part == "closure" and x.lone)
        return line.path.start[0]

    assert edge("women") > 0
    assert edge("men") < 0


def test_sizes_of_the_figure_follow_the_audience() -> None:
    from modiste.design.draw.render import box_of

    boxes = {
        a: box_of(sheet_of(base("trousers", a), "front")) for a in ("women", "men", "children")
    }
    tall = {a: box[3] - box[1] for a, box in boxes.items()}
    assert tall["children"] < 0.8 * tall["women"] < tall["women"] < tall["men"]


def test_longer_is_longer_and_looser_is_wider() -> None:
    from modiste.design.draw.figure import frame_of

    draft = dict(base_draft("dress"))
    lengths = [frame_of(build({**draft, "length": value})).length
               for value in ("mini", "above-knee", "knee", "midi", "maxi", "floor")]  # fmt: skip
    assert lengths == sorted(lengths)
    chests = [frame_of(base("tee").model_copy(update={"fit": fit})).chest
              for fit in ("tight", "slim", "regular", "relaxed", "oversized")]  # fmt: skip
    assert chests == sorted(chests)


def test_a_flat_is_a_picture_of_the_width_asked_for() -> None:
    from modiste.design.prints.tile import decoded

    pixels = decoded(png(flat(base("coat")), 320))
    assert pixels.shape[1] == 320
    assert (pixels < 80).any()
    assert (pixels[0] == 255).all()


def test_bad_requests_are_refused() -> None:
    with pytest.raises(InputError, match="no view"):
        flat(base("tee"), "side")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="pixels wide"):
        png(flat(base("tee")), 0)
    with pytest.raises(InputError):
        flat(base("tee"), colour="teal-ish")


@pytest.mark.parametrize("category", ["dress", "tee", "skirt", "trousers", "jacket"])
def test_a_colour_blocked_garment_shows_both_colours(category: str) -> None:
    colours = (ColourUse(hex="#b3202c"), ColourUse(hex="#1f2f55", role="second"))
    spec = base(category).model_copy(
        update={"colours": colours, "print": Print(kind="colour-block")}
    )
    fills = re.findall(r'<path class="[\w-]+" d="[^"]+" fill="(#\w+)"', flat(spec, "front"))
    assert {"#b3202c", "#1f2f55"} <= set(fills)


@pytest.mark.parametrize(
    ("category", "trim"),
    [("dress", "sequins"), ("jacket", "elbow-patches"), ("trousers", "topstitch"),
     ("trousers", "side-stripe"), ("skirt", "fringe"), ("coat", "epaulettes"), ("dress", "lace"),
     ("dress", "rickrack"), ("dress", "piping"), ("blouse", "embroidery"), ("dress", "bow")],
)  # fmt: skip
def test_a_trim_is_seen_on_one_view_at_least(category: str, trim: str) -> None:
    plain = base(category)
    trimmed = plain.model_copy(update={"trims": (Trim(trim),)})
    assert flat(plain) != flat(trimmed)


def test_a_lapel_breaks_above_the_hem_of_a_cropped_jacket() -> None:
    draft = {**base_draft("jacket"), "length": "cropped", "hem": "rib"}
    jacket = nearest(draft, lock=("length", "hem"))[0]
    body = next(s for s in sheet_of(jacket, "front").shapes if s.name == "body")
    assert Polygon(body.outline.points(8)).is_valid
    assert body.outline.start[1] < max(y for _, y in body.outline.points()) - 3
