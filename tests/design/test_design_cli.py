"""The studio from the command line: files as promised, clear answers to what cannot be."""

import json

import pytest
from typer.testing import CliRunner

from modiste.design.board.sheet import name_of
from modiste.design.cli import app
from modiste.design.draw import flat, png
from modiste.design.spec.bases import base
from modiste.design.spec.model import DesignSpec
from modiste.design.spec.versions import read_spec, write_spec
from modiste.design.words import read
from modiste.model.colour import colours
from modiste.model.errors import InputError, SettingsError, WorkspaceError

pytest.importorskip("resvg_py")


@pytest.fixture(autouse=True)
def _alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MODISTE_WORKSPACE", raising=False)


def run(*arguments, fails=None):
    done = CliRunner().invoke(app, [str(each) for each in arguments])
    if fails is None:
        assert done.exit_code == 0, done.output + str(done.exception)
        return json.loads(done.stdout) if "--json" in arguments else done.output
    assert isinstance(done.exception, fails), done.output
    return done.exception


def test_from_text_writes_specs_flats_and_a_page(tmp_path):
    text = "法式碎花长袖连衣裙, 泡泡袖, 雾霾蓝, 会发光"
    out = tmp_path / "board"
    found = run("from-text", text, "--lang", "auto", "--n", 4, "--out", out, "--json")
    assert [each["text"] for each in found["unknown"]] == ["会发光"]
    assert len(found["candidates"]) == 4
    names = sorted(path.name for path in out.iterdir())
    assert names == sorted(
        [
            "board.html",
            "board.json",
            *(f"0{i}.{x}" for i in range(1, 5) for x in ("json", "png", "svg")),
        ]
    )
    assert read_spec(out / "01.json").model_dump(mode="json") == found["spec"]
    page = (out / "board.html").read_text("utf-8")
    assert page.count("<article") == 4
    assert "会发光" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    ids = [part.split('"')[0] for part in page.split('id="')[1:]]
    assert len(ids) == len(set(ids))


def test_from_image_reads_shape_and_colour(tmp_path):
    picture = tmp_path / "skirt.png"
    picture.write_bytes(png(flat(read("burgundy pencil skirt").spec, "front"), 500))
    found = run("from-image", picture, "--n", 2, "--json")
    assert found["spec"]["category"] == "skirt"
    assert found["found"]["silhouette"]["value"] == "pencil"
    (tmp_path / "x.png").write_bytes(b"x")
    assert "picture" in run("from-image", tmp_path / "x.png", fails=InputError).what


def test_vary_keeps_what_is_locked_and_sets_what_is_set(tmp_path):
    spec = tmp_path / "a.json"
    write_spec(read("navy dress with puff sleeves").spec, spec)
    out = tmp_path / "next"
    run(
        "vary",
        spec,
        "--lock",
        "sleeve",
        "--set",
        "neckline=v",
        "--n",
        3,
        "--like",
        spec,
        "--out",
        out,
    )
    made = [read_spec(out / f"0{i}.json") for i in (1, 2, 3)]
    assert {each.sleeve.type for each in made} == {"puff"}
    assert {each.neckline for each in made} == {"v"}
    refused = run("vary", spec, "--lock", "sleeve", "--set", "neckline=halter", fails=InputError)
    assert "locked" in refused.what
    assert "wings" in run("vary", spec, "--lock", "wings", fails=InputError).what
    assert "slot=value" in run("vary", spec, "--set", "neckline", fails=InputError).what
    assert "kimono" in run("vary", spec, "--set", "sleeve.type=wings", fails=InputError).remedy


def test_designs_are_laid_out_or_bred(tmp_path):
    specs = []
    for name, text in (("a", "red mini dress"), ("b", "black maxi dress")):
        specs.append(tmp_path / f"{name}.json")
        write_spec(read(text).spec, specs[-1])
    assert len(run("board", *specs, "--json")["candidates"]) == 2
    bred = run("board", *specs, "--n", 5, "--seed", 4, "--json")
    assert len(bred["candidates"]) == 5
    assert run("board", *specs, "--n", 5, "--seed", 4, "--json") == bred


def test_check_says_why_and_what_is_nearest(tmp_path):
    spec = tmp_path / "a.json"
    write_spec(base("skirt"), spec)
    assert run("check", spec, "--json")["valid"] is True
    spec.write_text(json.dumps(base("skirt").model_dump(mode="json") | {"collar": "turtle"}))
    done = CliRunner().invoke(app, ["check", str(spec), "--json", "--lang", "zh"])
    assert done.exit_code == 3
    found = json.loads(done.stdout)
    assert found["reasons"] == ["半身裙没有领子"]
    assert found["nearest"] == base("skirt").model_dump(mode="json")


def test_the_schema_is_written(tmp_path):
    run("schema", "--out", tmp_path / "s.json")
    assert json.loads((tmp_path / "s.json").read_text()) == DesignSpec.model_json_schema()


def test_what_names_no_garment_and_unset_helpers_are_answered(tmp_path, monkeypatch):
    assert "no garment" in run("from-text", "quarterly results", fails=InputError).what
    assert "language" in run("from-text", "dress", "--lang", "fr", fails=InputError).what
    run("from-text", "dress", "--llm", fails=WorkspaceError)
    (tmp_path / "modiste.toml").write_text("")
    error = run("from-text", "dress", "--llm", fails=(SettingsError, WorkspaceError))
    assert error.remedy


def test_designs_have_names_in_both_languages():
    spec = read("navy floral midi dress").spec
    assert name_of(spec) == "navy floral midi dress"
    assert name_of(spec, "zh") == f"{colours()['navy'].zh}碎花中长连衣裙"
