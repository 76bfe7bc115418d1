from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from modiste.model.errors import SettingsError
from modiste.store import settings as settings_module
from modiste.store.settings import (
    PREFIX,
    SECTIONS,
    Settings,
    environment_name,
    listed,
    read_settings,
)

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "modiste.toml"
    path.write_text("", encoding="utf-8")
    return path


def reading(file: Path, text: str = "", **environment: str) -> Settings:
    file.write_text(text, encoding="utf-8")
    return read_settings(file, environment)


# --- what there is ----------------------------------------------------------------------------


def test_every_setting_is_listed_once_with_its_default_and_its_meaning():
    defaults = Settings().model_dump()
    expected = {
        f"{section}.{key}": value
        for section, values in defaults.items()
        for key, value in values.items()
    }
    rows = listed()
    assert {name: default for name, default, _ in rows} == expected
    assert len(rows) == len(expected)
    for name, default, meaning in rows:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", name)
        assert isinstance(default, str | int | float | tuple)
        assert meaning.endswith("."), name


def test_sections_are_those_of_the_settings():
    assert list(SECTIONS) == list(Settings.model_fields)
    for name, section in SECTIONS.items():
        assert isinstance(getattr(Settings(), name), section)


@pytest.mark.parametrize("name", [name for name, _, _ in listed()])
def test_every_setting_is_on_the_reference_page(name):
    page = DOCS.read_text(encoding="utf-8")
    assert f"`{name.split('.')[1]}`" in page
    assert environment_name(name) in page


def test_variables_are_distinct():
    names = [environment_name(name) for name, _, _ in listed()]
    assert len(set(names)) == len(names)
    assert environment_name("brand.zone") == "MODISTE_BRAND__ZONE"


def test_settings_do_not_change_after_reading(file):
    settings = reading(file)
    with pytest.raises(ValidationError, match="frozen"):
        settings.brand.name = "Other"


# --- where values come from -------------------------------------------------------------------


def test_an_empty_file_means_the_defaults(file):
    assert reading(file) == Settings()


def test_a_file_says_what_differs(file):
    settings = reading(
        file, '[brand]\nname = "Maison"\nfirst_weekday = 6\n[planning]\nservice_level = 0.9\n'
    )
    assert (settings.brand.name, settings.brand.first_weekday) == ("Maison", 6)
    assert settings.planning.service_level == 0.9
    assert settings.storage == Settings().storage


def test_the_environment_overrules_the_file(file):
    settings = reading(
        file,
        '[brand]\nname = "File"\n[storage]\nmemory_mb = 512\n',
        MODISTE_BRAND__NAME="Environment",
        MODISTE_STORAGE__MEMORY_MB="4096",
        MODISTE_PLANNING__SERVICE_LEVEL="0.8",
    )
    assert settings.brand.name == "Environment"
    assert settings.storage.memory_mb == 4096
    assert settings.planning.service_level == 0.8


def test_the_environment_of_the_process_counts_by_default(file, monkeypatch):
    monkeypatch.setenv("MODISTE_BRAND__NAME", "Ours")
    assert read_settings(file).brand.name == "Ours"


def test_variables_that_are_no_settings_are_let_be(file):
    settings = reading(file, MODISTE_WORKSPACE="/somewhere", MODISTEX__A="1", PATH="/bin")
    assert settings == Settings()


def test_a_file_of_an_editor_that_marks_utf_8_is_read(file):
    file.write_bytes('\ufeff[brand]\nname = "é工"\n'.encode())
    assert read_settings(file, {}).brand.name == "é工"


# --- what is wrong and where ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "setting", "value", "what"),
    [
        ('[brand]\nzone = "Paris"', "brand.zone", "Paris", "'Paris' is no time zone"),
        ('[brand]\nzone = "Europe"', "brand.zone", "Europe", "'Europe' is no time zone"),
        ('[brand]\nzone = "../etc"', "brand.zone", "../etc", "is no time zone"),
        ('[brand]\ncurrency = "euro"', "brand.currency", "euro", "should match pattern"),
        ("[brand]\nname = 3", "brand.name", "3", "should be a valid string"),
        ("[brand]\nfirst_weekday = 7", "brand.first_weekday", "7", "less than or equal to 6"),
        ('[brand]\nlanguage = "fr"', "brand.language", "fr", "should match pattern"),
        ("[storage]\nmemory_mb = 1", "storage.memory_mb", "1", "greater than or equal to 256"),
        ("[storage]\nretention_days = 0", "storage.retention_days", "0", "equal to 1"),
        ('[imports]\ndecimal = ";"', "imports.decimal", ";", "input should be '', '.' or ','"),
        ('[imports]\nlocation = ""', "imports.location", "", "at least 1 character"),
        ("[planning]\nservice_level = 1.0", "planning.service_level", "1.0", "less than 1"),
        ("[planning]\nservice_level = nan", "planning.service_level", "nan", "less than 1"),
        ("[planning]\nlead_time_days = inf", "planning.lead_time_days", "inf", "equal to 730"),
        ("[planning]\nseed = 1.5", "planning.seed", "1.5", "valid integer"),
        ("[planning]\nmood = 1", "planning.mood", "1", "extra inputs are not permitted"),
        ("[moods]\na = 1", "moods", "{'a': 1}", "extra inputs are not permitted"),
        ("brand = 1", "brand", "1", "valid dictionary"),
    ],
)
def test_a_setting_that_is_not_usable_is_named_with_file_and_value(
    file, text, setting, value, what
):
    with pytest.raises(SettingsError) as caught:
        reading(file, text)
    error = caught.value
    assert error.what.startswith(f"the setting {setting} is not usable: ")
    assert what in error.what
    place = error.place
    assert (place.file, place.column, place.value) == (str(file), setting, value)
    assert environment_name(setting) in error.remedy


def test_a_variable_that_is_not_usable_is_named(file):
    with pytest.raises(SettingsError) as caught:
        reading(file, "[storage]\nmemory_mb = 512", MODISTE_STORAGE__MEMORY_MB="lots")
    place = caught.value.place
    assert place.file == "the environment"
    assert (place.column, place.value) == ("MODISTE_STORAGE__MEMORY_MB", "lots")


@pytest.mark.parametrize("name", ["BRAND__NAMES", "BRANDS__NAME", "BRAND__NAME__X"])
def test_a_misspelt_variable_is_named(file, name):
    with pytest.raises(SettingsError, match="there is no setting for the variable") as caught:
        reading(file, **{PREFIX + name: "x"})
    assert caught.value.place.column == PREFIX + name


@pytest.mark.parametrize(
    "content", [b"[brand\n", b"name = \xff", b"a = 1\na = 2", b"[brand]\nname = 'x\n"]
)
def test_a_file_that_is_no_toml_is_named(file, content):
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="the settings file cannot be read") as caught:
        read_settings(file, {})
    assert caught.value.place.file == str(file)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SettingsError, match="the settings file cannot be read") as caught:
        read_settings(tmp_path / "modiste.toml", {})
    assert caught.value.place.file == str(tmp_path / "modiste.toml")


@pytest.mark.parametrize("name", [name for name, _, _ in listed()])
def test_every_setting_does_something(name):
    """A setting that no code reads would be a promise that nobody keeps."""
    source = Path(settings_module.__file__).parents[1]
    read = re.compile(rf"\b{re.escape(name)}\b")
    assert any(
        read.search(file.read_text(encoding="utf-8"))
        for file in source.rglob("*.py")
        if file != Path(settings_module.__file__)
    )
