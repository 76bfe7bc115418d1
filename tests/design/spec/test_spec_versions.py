"""Specs in files: round trips, versions, and what is no spec."""

import json

import jsonschema
import pytest

from modiste.design.spec.bases import base
from modiste.design.spec.grammar import IncompatibleSpecError
from modiste.design.spec.model import VERSION, DesignSpec, get
from modiste.design.spec.versions import parsed, read_spec, write_spec
from modiste.design.spec.vocabulary import Category
from modiste.model.errors import InputError


def test_a_spec_survives_its_file(tmp_path):
    path = tmp_path / "coat.json"
    write_spec(base("coat"), path)
    assert read_spec(path) == base("coat")
    assert json.loads(path.read_text("utf-8"))["version"] == VERSION


def test_the_schema_accepts_what_is_written_and_refuses_strangers():
    schema = DesignSpec.model_json_schema()
    for category in Category:
        jsonschema.validate(base(category).model_dump(mode="json"), schema)
    for wrong in ({"category": "dress"}, {"category": "toga", "length": "knee"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_an_older_spec_is_led_through_every_version():
    old = base("tee").model_dump(mode="json")
    old["version"] = -1
    old["cut"] = old.pop("fit")

    def renamed(data):
        data["fit"] = data.pop("cut")
        return data

    steps = {-1: renamed, 0: lambda data: data | {"name": "from the past"}}
    spec = parsed(old, migrations=steps)
    assert spec.name == "from the past"
    assert spec.fit == "regular"
    assert "cut" in old


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ([], "JSON object"),
        ({"version": 99}, "version 99"),
        ({"version": "1"}, "version '1'"),
        ({"version": 0}, "version"),
        ({"category": "toga", "length": "knee"}, "category"),
        ({"category": "dress", "length": "knee", "wings": 2}, "wings"),
        ({"category": "dress", "length": "knee", "colours": [{"hex": "red"}]}, "colours.0.hex"),
    ],
)
def test_what_is_no_spec_says_where(data, what):
    with pytest.raises(InputError, match=what):
        parsed(data)


def test_a_file_that_is_no_json_says_so(tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(b"\xff\x00")
    with pytest.raises(InputError, match="JSON"):
        read_spec(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_spec(tmp_path / "absent.json")


def test_an_impossible_spec_in_a_file_carries_its_nearest():
    data = base("skirt").model_dump(mode="json") | {"collar": "shirt"}
    with pytest.raises(IncompatibleSpecError) as raised:
        parsed(data)
    assert raised.value.nearest == base("skirt")


def test_specs_are_frozen_and_read_by_path():
    spec = base("shirt")
    assert get(spec, "sleeve.length") == "long"
    with pytest.raises(Exception, match="frozen"):
        spec.fit = "slim"
    assert spec.main.name == "white"
