"""Markers: grain, pairs, width, figures; and the two commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.design.make.drafting import body, design
from typer.testing import CliRunner

from modiste.design.cli import app
from modiste.design.make.allowance import whole_line
from modiste.design.make.check import signed_area
from modiste.design.make.cli import size_mix
from modiste.design.make.garment import draft
from modiste.design.make.marker import has_nap, make_marker, marker_svg
from modiste.design.make.panel import Copies
from modiste.design.spec.versions import write_spec
from modiste.model.errors import InputError
from modiste.model.money import Money


def test_a_marker_holds_every_piece_within_the_cloth() -> None:
    from shapely.geometry import Polygon

    pattern = draft(design("skirt", silhouette="straight"), body("women"))
    made = make_marker([(pattern, 2)], width=140, seconds=2, seed=3, price=Money(1000, "EUR"))
    pieces = [p for p in pattern.panels if p.material == "self"]
    assert len(made.pieces) == 2 * sum(p.pieces for p in pieces)
    shapes = [Polygon([(q.real, q.imag) for q in laid.points]) for laid in made.pieces]
    assert min(s.bounds[1] for s in shapes) >= -1e-6
    assert max(s.bounds[3] for s in shapes) <= 140 + 1e-6
    assert max(s.bounds[2] for s in shapes) == pytest.approx(made.length)
    overlap = sum(a.intersection(b).area for n, a in enumerate(shapes) for b in shapes[n + 1 :])
    assert overlap < 0.5
    area = 2 * sum(signed_area(whole_line(p)) * p.pieces for p in pieces)
    assert made.utilisation == pytest.approx(area / (140 * made.length), rel=0.01)
    assert 0.5 < made.utilisation < 1.0
    assert made.cost == Money(round(1000 * made.length / 100), "EUR")
    kilos = 1.4 * made.length / 100 * pattern.spec["fabric"]["weight"] / 1000
    assert made.weight == pytest.approx(kilos)
    assert made.co2e == pytest.approx(11.9 * kilos)  # cotton, Ecobalyse
    svg = marker_svg(made)
    assert svg.count("<polygon") == len(made.pieces)
    assert f"{made.utilisation:.1%}" in svg


def test_a_pile_points_one_way_and_grain_lies_along_the_cloth() -> None:
    pattern = draft(design("trousers", fabric__weave="corduroy"), body("women"))
    assert has_nap(design("trousers", fabric__weave="corduroy"))
    made = make_marker([(pattern, 1)], nap=True, seconds=1, seed=0)
    legs = [laid for laid in made.pieces if laid.name in ("F", "B")]
    assert len(legs) == 4
    for laid in legs:
        xs, ys = [p.real for p in laid.points], [p.imag for p in laid.points]
        assert max(xs) - min(xs) > 2 * (max(ys) - min(ys))
        # Every leg's narrow hem lies at the same end.
        low = [p.imag for p in laid.points if p.real < min(xs) + 10]
        assert max(low) - min(low) < 0.8 * (max(ys) - min(ys))


def test_a_piece_too_wide_unfolded_is_parted_and_said() -> None:
    spec = design("skirt", silhouette="circle", length="midi")
    pattern = draft(spec, body("women"))
    assert pattern.panel("skirt_front").copies is Copies.FOLD
    made = make_marker([(pattern, 1)], width=150, seconds=1)
    assert any("two halves" in text for text in made.notes)
    assert sum(laid.name == "SF" for laid in made.pieces) == 2
    with pytest.raises(InputError, match="wider than the cloth"):
        make_marker([(pattern, 1)], width=60, seconds=1)


def test_fibres_without_a_factor_have_no_emissions() -> None:
    pattern = draft(design("skirt", fabric__weave="satin", fabric__material="silk"), body("women"))
    assert make_marker([(pattern, 1)], seconds=1).figures()["co2e_kg"] is None


@pytest.mark.parametrize("terms", [{"width": 5}, {"seconds": 0}, {"material": "fur"}])
def test_impossible_terms(terms: dict[str, object]) -> None:
    pattern = draft(design("skirt"), body("women"))
    with pytest.raises(InputError):
        make_marker([(pattern, 1)], **terms)  # type: ignore[arg-type]


def test_size_mixes() -> None:
    assert size_mix("36:1, 38:2,40") == [("36", 1), ("38", 2), ("40", 1)]
    assert size_mix("160/84A:3") == [("160/84A", 3)]
    for text in ("", "36:x", "36:0", "36:1,36:2"):
        with pytest.raises(InputError):
            size_mix(text)


@pytest.fixture
def spec_file(tmp_path: Path) -> Path:
    path = tmp_path / "dress.json"
    write_spec(design("dress", silhouette="sheath", shaping__darts="both"), path)
    return path


def test_the_pattern_command_writes_every_format(spec_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = CliRunner().invoke(
        app, ["pattern", str(spec_file), "--size", "36,38", "--out", str(out), "--json"]
    )
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert told["problems"] == []
    assert [p["size"] for p in told["patterns"]] == ["36", "38"]
    assert told["patterns"][1]["girths"]["bust"] > 88
    names = sorted(path.name for path in out.iterdir())
    each = [f"dress-{s}{end}" for s in (36, 38)
            for end in ("-a0.pdf", "-a4.pdf", ".dxf", ".json", ".svg")]  # fmt: skip
    assert names == sorted([*each, "dress-nest.svg", "dress-nest.dxf"])
    assert sorted(map(Path, told["files"])) == sorted(out.iterdir())


def test_the_pattern_command_drafts_for_one_person(spec_file: Path, tmp_path: Path) -> None:
    person = tmp_path / "body.json"
    person.write_text(json.dumps({"name": "Ada", "bust": 94, "waist": 74, "hip": 101}))
    ran = CliRunner().invoke(app, ["pattern", str(spec_file), "--body", str(person), "--json"])
    told = json.loads(ran.stdout)
    assert told["patterns"][0]["size"] == "Ada"
    assert told["patterns"][0]["girths"]["waist"] == pytest.approx(74 + 5, abs=1.5)
    assert 150 < told["filled"]["height"]["value"] < 185


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ([], "either --size"),
        (["--size", "38", "--body", "BODY"], "either --size"),
        (["--size", "38", "--formats", "gerber"], "format"),
        (["--size", "no such"], ""),
    ],
)
def test_the_pattern_command_refuses(
    spec_file: Path, tmp_path: Path, options: list[str], match: str
) -> None:
    person = tmp_path / "body.json"
    person.write_text('{"bust": 90}')
    given = [str(person) if o == "BODY" else o for o in options]
    ran = CliRunner().invoke(app, ["pattern", str(spec_file), *given])
    assert ran.exit_code != 0
    assert match in str(ran.exception)


def test_the_marker_command_tells_figures(spec_file: Path, tmp_path: Path) -> None:
    ran = CliRunner().invoke(
        app,
        ["marker", str(spec_file), "--sizes", "38:1", "--width", "150", "--seconds", "1",
         "--price", "12.50 EUR", "--out", str(tmp_path), "--json"],
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert told["cost"] == [round(1250 * told["length_m"]), "EUR"]
    assert told["fabric_per_garment_m"] == told["length_m"]
    assert (tmp_path / "dress-marker.svg").read_text().startswith("<svg")
