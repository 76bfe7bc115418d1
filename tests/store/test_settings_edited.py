from __future__ import annotations

import tomllib

import hypothesis.strategies as st
import pytest
from hypothesis import given

from modiste.model.errors import ConflictError, SettingsError, UnknownNameError
from modiste.store.editing import edit_settings, edited
from modiste.store.settings import Settings, listed, parse_settings
from modiste.store.workspace import settings_text

TEXT = settings_text({"name": "Atelier"})
DEFAULTS = {name: default for name, default, _ in listed()}
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@given(TEXTS, st.floats(0.51, 0.99), st.lists(TEXTS.filter(str.strip), max_size=4))
def test_what_is_written_is_read_and_taking_it_back_leaves_no_trace(name, level, feeds):
    changes = {"brand.name": name, "planning.service_level": level, "trends.feeds": feeds}
    text = edited(TEXT, changes)
    found = parse_settings(text, "x", {})
    assert (found.brand.name, found.planning.service_level) == (name, level)
    assert found.trends.feeds == tuple(feeds)
    back = edited(text, {"planning.service_level": None, "trends.feeds": None})
    assert edited(back, {"brand.name": "Atelier"}) == TEXT


@pytest.mark.parametrize("name", list(DEFAULTS))
def test_every_setting_takes_the_place_of_its_comment(name):
    default = DEFAULTS[name]
    value = list(default) if isinstance(default, tuple) else default
    text = edited(TEXT, {name: value})
    section, key = name.split(".")
    assert tomllib.loads(text)[section][key] == value
    assert len(text.splitlines()) == len(TEXT.splitlines())
    if name != "brand.name":
        assert edited(text, {name: None}) == TEXT


def test_files_written_by_hand_keep_what_they_say():
    text = (
        '# mine\n[brand]\nname = "A" # short\n\n[trends]\nfeeds = [\n  "https://a",  # first\n]\n'
    )
    found = edited(text, {"planning.seed": 3, "brand.name": "B"})
    assert found.startswith('# mine\n[brand]\nname = "B" # short\n\n[trends]\nfeeds = [\n')
    assert '  "https://a",  # first\n' in found
    assert tomllib.loads(found)["planning"] == {"seed": 3}
    assert tomllib.loads(edited(found, {"trends.feeds": None}))["trends"] == {}
    assert edited("", {"brand.name": None}) == ""


def test_a_change_is_whole_or_not_at_all(tmp_path, monkeypatch):
    file = tmp_path / "modiste.toml"
    file.write_text(TEXT, encoding="utf-8")
    for name in DEFAULTS:
        monkeypatch.delenv("MODISTE_" + name.replace(".", "__").upper(), raising=False)
    for changes, error in (
        ({"brand.name": "B", "planning.service_level": 7}, SettingsError),
        ({"brand.name": "B", "planning.nothing": 7}, UnknownNameError),
    ):
        with pytest.raises(error):
            edit_settings(file, changes)
        assert file.read_text(encoding="utf-8") == TEXT
    monkeypatch.setenv("MODISTE_PLANNING__SEED", "4")
    with pytest.raises(ConflictError, match="overruled by the environment"):
        edit_settings(file, {"planning.seed": 3})
    found = edit_settings(file, {"brand.name": "B"})
    assert isinstance(found, Settings)
    assert (found.brand.name, found.planning.seed) == ("B", 4)
