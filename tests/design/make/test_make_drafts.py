"""Drafting: every category, seams, girths, darts, the shapes that makers look for."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest
from tests.design.make.drafting import body, design, sampled

from modiste.design.make.body import body_of_size
from modiste.design.make.check import check, girth_at, measured
from modiste.design.make.curves import path_length
from modiste.design.make.garment import draft
from modiste.design.make.panel import Copies, Kind, Role
from modiste.design.make.refuse import NotDraftedError
from modiste.design.spec.vocabulary import Category
from modiste.model.errors import InputError


@pytest.mark.parametrize("audience", ["women", "men", "children"])
@pytest.mark.parametrize("category", list(Category))
def test_every_category_drafts_without_a_problem(category: str, audience: str) -> None:
    pattern = draft(design(category, audience), body(audience))
    assert check(pattern) == ()
    assert pattern.seams
    assert all(p.label.en and p.label.zh and p.label.code for p in pattern.panels)
    assert all(abs(p.grain[1] - p.grain[0]) > 0.5 for p in pattern.panels)


@pytest.mark.parametrize("seed", range(4))
def test_sampled_designs_and_sizes_can_be_sewn(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    for _ in range(25):
        spec, person = sampled(rng)
        pattern = draft(spec, person)
        problems = [p for p in check(pattern) if p.check != "girth"]
        assert not problems, (spec.model_dump_json(), person.label, problems)


def test_the_same_design_and_body_give_the_same_pattern() -> None:
    spec = design("coat", collar="peak")
    assert draft(spec, body("women")) == draft(spec, body("women"))


def test_the_waist_of_a_fitted_bodice_is_taken_in_by_darts_and_sides() -> None:
    pattern = draft(design("dress", silhouette="sheath", shaping__darts="both"), body("women"))
    girths = measured(pattern)
    assert girths["bust"] - girths["waist"] == pytest.approx(88 - 72 + 4, abs=2.5)
    assert girths["waist"] == pytest.approx(72 + pattern.ease["waist"], abs=0.3)
    front = pattern.panel("front")
    assert {d.name for d in front.darts} == {"waist_dart", "bust_dart"}


def test_a_bust_dart_takes_what_the_front_side_is_longer() -> None:
    pattern = draft(design("dress", silhouette="sheath", shaping__darts="both"), body("women"))
    dart = next(d for d in pattern.panel("front").darts if d.name == "bust_dart")
    front, back = pattern.panel("front"), pattern.panel("back")
    open_ = sum(e.length for e in front.edges if e.name.startswith("side"))
    assert open_ == pytest.approx(back.edge("side").length, abs=1e-6)
    # 16 degrees about the bust point at bust 88: 0.15 × 88 - 6.2 = 7 cm at 25 cm.
    angle = 2 * math.asin(7 / 50) * 0.95
    apex = front_apex(dart)
    assert dart.intake == pytest.approx(
        2 * abs(dart.mouth[0] - apex) * math.sin(angle / 2), rel=0.01
    )


def front_apex(dart: object) -> complex:
    """The point a dart turns about: 2.5 cm beyond its tip, away from the mouth."""
    tip, mouth = dart.apex, dart.mouth  # type: ignore[attr-defined]
    middle = (mouth[0] + mouth[1]) / 2
    return tip + (tip - middle) / abs(tip - middle) * 2.5


def test_a_tailored_sleeve_holds_ease_and_a_dropped_shoulder_none() -> None:
    for spec, low, high in (
        (design("jacket", sleeve__type="set-in"), 0.045, 0.065),
        (design("shirt", sleeve__type="drop-shoulder"), -0.002, 0.002),
    ):
        pattern = draft(spec, body("women"))
        seams = [s for s in pattern.seams if s.name.startswith("armhole ")]
        a, b = (sum(pattern.seam_lengths(s)[i] for s in seams) for i in (0, 1))
        assert low <= (b - a) / a <= high


def test_puffed_sleeves_are_gathered_into_armhole_and_band() -> None:
    pattern = draft(design("blouse", sleeve__type="puff", sleeve__cuff="band"), body("women"))
    kinds = {s.name: s.kind for s in pattern.seams}
    assert kinds["armhole front"] is Kind.GATHERED
    assert kinds["cuff"] is Kind.GATHERED


def test_a_circle_skirt_is_a_ring_of_a_quarter_turn() -> None:
    pattern = draft(design("skirt", silhouette="circle", waist__style="band"), body("women"))
    panel = pattern.panel("skirt_front")
    waist, hem = panel.edge("waist").length, panel.edge("hem").length
    fall = panel.edge("centre").length
    assert waist == pytest.approx(math.pi / 2 * (hem / (math.pi / 2) - fall), abs=1e-3)
    assert panel.copies is Copies.FOLD


def test_legs_agree_inside_and_outside_and_the_back_crotch_is_longer() -> None:
    pattern = draft(design("trousers", silhouette="straight"), body("women"))
    front, back = pattern.panel("leg_front"), pattern.panel("leg_back")
    assert front.edge("inside").length == pytest.approx(back.edge("inside").length, abs=0.01)
    assert front.edge("side").length == pytest.approx(back.edge("side").length, abs=0.01)
    gap = back.edge("crotch").length - front.edge("crotch").length
    assert 6.0 < gap < 16.0
    assert measured(pattern)["hip"] == pytest.approx(96 + pattern.ease["hip"], abs=1.5)


def test_the_back_dart_of_jeans_is_turned_out_into_the_yoke() -> None:
    spec = design("trousers", shaping__yoke="hip", waist__style="band")
    pattern = draft(spec, body("women"))
    yoke, leg = pattern.panel("leg_back_yoke"), pattern.panel("leg_back")
    assert not leg.darts
    assert not yoke.darts
    assert yoke.edge("lower").length == pytest.approx(leg.edge("yoke").length, abs=1e-6)
    waist = sum(e.length for e in yoke.edges if e.name.startswith("waist"))
    assert waist < yoke.edge("lower").length


def test_princess_seams_are_of_one_length_and_shape_the_waist() -> None:
    spec = design("dress", silhouette="fit-and-flare", shaping__seams="princess")
    pattern = draft(spec, body("women"))
    for side in ("front", "back"):
        a, b = (pattern.panel(f"{side}_{p}").edge("princess").length for p in ("centre", "side"))
        assert a == pytest.approx(b, abs=0.05)
    assert girth_at(pattern, 0.0) < girth_at(pattern, pattern.girths["bust_level"]) - 8


def test_pleats_close_to_the_waist_and_are_no_part_of_the_seam() -> None:
    pattern = draft(design("skirt", fullness__pleats="knife"), body("women"))
    panel = pattern.panel("skirt_front")
    held = sum(e.length for e in panel.edges if e.name.startswith("waist"))
    folded = sum(e.length for e in panel.edges if e.role is Role.PLEAT)
    assert held == pytest.approx(pattern.girths["waistband"] / 4, abs=0.5)
    assert folded > 1.3 * held


def test_tiers_grow_and_are_gathered() -> None:
    pattern = draft(design("dress", fullness__tiers="3"), body("women"))
    lengths = [pattern.panel(f"skirt_front_{n}").edge("hem").length for n in (1, 2, 3)]
    assert lengths == pytest.approx([lengths[0], lengths[0] * 1.4, lengths[0] * 1.96])
    assert sum(s.kind is Kind.GATHERED for s in pattern.seams if s.name.startswith("tier")) == 4


def test_stretch_makes_a_tight_tee_smaller_than_the_body() -> None:
    spec = design("tee", fit="tight", fabric__stretch=30)
    pattern = draft(spec, body("women"))
    assert measured(pattern)["bust"] == pytest.approx(88 * (1 - 0.45 * 0.3), abs=1.5)


def test_a_close_neck_of_a_tee_passes_the_head() -> None:
    for audience in ("women", "men", "children"):
        pattern = draft(design("tee", audience, neckline="crew"), body(audience))
        stretch = 1 + min(0.6, 0.015 * pattern.spec["fabric"]["stretch"])
        assert pattern.girths["neck_opening"] * stretch >= pattern.body["head"]


def test_collars_have_the_length_of_their_neckline() -> None:
    for kind, category in (("band", "shirt"), ("shirt", "shirt"), ("peter-pan", "blouse"),
                           ("funnel", "coat"), ("hood", "coat"), ("notched", "jacket"),
                           ("shawl", "coat")):  # fmt: skip
        pattern = draft(design(category, collar=kind), body("women"))
        seam = next(s for s in pattern.seams if s.name in ("collar", "collar stand", "hood"))
        a, b = pattern.seam_lengths(seam)
        assert a == pytest.approx(b, abs=0.15), kind


def test_a_longer_dress_only_adds_below_the_hip() -> None:
    short, long = (
        draft(design("dress", length=n, silhouette="straight"), body("women"))
        for n in ("mini", "midi")
    )
    for level in (0.0, -15.0):
        assert girth_at(short, level) == pytest.approx(girth_at(long, level), abs=0.3)
    assert long.panel("front").box[1] < short.panel("front").box[1] - 25


def test_what_differs_from_left_to_right_is_refused_with_a_reason() -> None:
    with pytest.raises(NotDraftedError, match="one-shoulder") as caught:
        draft(design("dress", neckline="one-shoulder"), body("women"))
    assert caught.value.refusals[0].slot == "neckline"
    assert "单肩" in caught.value.refusals[0].zh


def test_an_asymmetric_hem_is_drafted_for_both_halves() -> None:
    pattern = draft(design("skirt", hem="asymmetric", silhouette="a-line"), body("women"))
    assert check(pattern) == ()
    front = pattern.panel("skirt_front")
    assert front.copies is Copies.SINGLE
    # Fronts show the wearer's right half at x < 0; the left is the longer one.
    right, left = front.edge("side").length, front.edge("side_l").length
    assert left - right > 8
    seams = {s.name: pattern.seam_lengths(s) for s in pattern.seams}
    assert seams["skirt side 1"] == pytest.approx((right, right), abs=0.01)
    assert seams["skirt side 1, left"] == pytest.approx((left, left), abs=0.01)
    straight = draft(design("skirt", silhouette="a-line"), body("women"))
    assert measured(pattern)["hip"] == pytest.approx(measured(straight)["hip"], abs=0.2)


def test_a_body_of_other_people_is_refused() -> None:
    with pytest.raises(InputError, match="is for women"):
        draft(design("dress"), body_of_size("50", "men"))


def test_seam_chains_meet_end_to_end_where_nothing_is_sewn_between() -> None:
    pattern = draft(design("shirt"), body("women"))
    seam = next(s for s in pattern.seams if s.name == "side")
    for chain in (seam.a, seam.b):
        path = pattern.chain(chain)
        assert path_length(path) > 15
        assert all(abs(a[-1] - b[0]) < 1e-6 for a, b in pairwise(path))
