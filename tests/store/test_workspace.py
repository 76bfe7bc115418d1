from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path

import pytest
from worlds import quantities, sales

from modiste.model.errors import SettingsError, WorkspaceError
from modiste.store.settings import FILE, SECTIONS, Settings, listed
from modiste.store.workspace import FOLDERS, KEY, VARIABLE, Workspace, settings_text


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- making -----------------------------------------------------------------------------------


def test_a_new_workspace_has_its_parts(workspace):
    assert set(listing(workspace.root)) == {FILE, KEY, "ledger.db", *FOLDERS}
    assert workspace.settings == Settings()
    assert stat.S_IMODE((workspace.root / KEY).stat().st_mode) == 0o600
    assert len(workspace.key) >= 32


def test_a_brand_may_be_given(tmp_path):
    made = Workspace.init(tmp_path / "w", name='Maison "É"', zone="Europe/Paris", currency="CHF")
    brand = made.settings.brand
    assert (brand.name, brand.zone, brand.currency) == ('Maison "É"', "Europe/Paris", "CHF")
    again = Workspace.open(tmp_path / "w")
    assert again.settings.brand == brand


def test_a_folder_may_hold_other_files(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    Workspace.init(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_workspace_is_never_made_over_another(workspace):
    before = (workspace.root / FILE).read_bytes(), workspace.key
    with pytest.raises(WorkspaceError, match="there is a workspace already") as caught:
        Workspace.init(workspace.root, name="Other")
    assert caught.value.place.file == str(workspace.root)
    assert ((workspace.root / FILE).read_bytes(), Workspace.open(workspace.root).key) == before


def test_a_key_that_is_there_is_kept(tmp_path):
    first = Workspace.init(tmp_path).key
    (tmp_path / FILE).unlink()
    assert Workspace.init(tmp_path).key == first


@pytest.mark.parametrize(
    ("brand", "what"),
    [
        ({"zone": "Paris"}, "brand.zone is not usable"),
        ({"first_weekday": 9}, "brand.first_weekday is not usable"),
        ({"colour": "red"}, "no setting 'colour'"),
    ],
)
def test_a_brand_that_is_not_usable_makes_nothing(tmp_path, brand, what):
    with pytest.raises(SettingsError, match=what):
        Workspace.init(tmp_path / "w", **brand)
    assert not (tmp_path / "w").exists()
    Workspace.init(tmp_path / "w")


# --- the settings file ------------------------------------------------------------------------


def test_the_settings_file_means_the_defaults():
    assert Settings.model_validate(tomllib.loads(settings_text({}))) == Settings()


def test_the_settings_file_shows_every_default_in_a_comment():
    """With every comment taken away, the file still says the defaults."""
    text = settings_text({})
    for _, _, meaning in listed():
        assert f"# {meaning}" in text
    said = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE)
    values = tomllib.loads(said)
    assert {name: set(inner) for name, inner in values.items()} == {
        name: set(section.model_fields) for name, section in SECTIONS.items()
    }
    assert Settings.model_validate(values) == Settings()


def test_the_settings_file_says_what_was_given():
    values = tomllib.loads(settings_text({"name": 'A\n"B" \\ 工', "currency": None}))
    assert values["brand"] == {"name": 'A\n"B" \\ 工'}


# --- opening and finding ----------------------------------------------------------------------


def test_no_workspace_is_an_error_with_the_way_to_make_one(tmp_path):
    with pytest.raises(WorkspaceError, match="there is no workspace") as caught:
        Workspace.open(tmp_path)
    assert f"modiste init {tmp_path}" in caught.value.remedy


def test_settings_that_are_not_usable_are_told_on_opening(workspace):
    (workspace.root / FILE).write_text("[brand]\nmood = 1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"brand\.mood is not usable"):
        Workspace.open(workspace.root)


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with no workspace above, in which the process is."""
    monkeypatch.delenv(VARIABLE, raising=False)
    folder = tmp_path / "away"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_workspace_is_found_by_name_first(workspace, away, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(away))
    assert Workspace.find(workspace.root).root == workspace.root


def test_a_workspace_is_found_by_the_variable_next(workspace, away, monkeypatch):
    Workspace.init(away)
    monkeypatch.setenv(VARIABLE, str(workspace.root))
    assert Workspace.find().root == workspace.root


def test_a_workspace_is_found_here_or_above(away, monkeypatch):
    made = Workspace.init(away / "w")
    deep = away / "w" / "reports" / "2026"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert Workspace.find().root == made.root
    Workspace.init(deep)
    assert Workspace.find().root == deep


def test_no_workspace_anywhere_is_an_error(away):
    with pytest.raises(WorkspaceError, match="none lies here or above") as caught:
        Workspace.find()
    assert caught.value.place.file == str(away)


def test_a_relative_root_stays_when_the_process_moves(away, monkeypatch):
    Workspace.init(Path("w"))
    opened = Workspace.open(Path("w"))
    monkeypatch.chdir("/")
    assert opened.lake.upsert("sale", sales(["a"])).inserted == 1
    assert (away / "w" / "lake" / "sale").is_dir()


# --- parts ------------------------------------------------------------------------------------


def test_opening_a_workspace_opens_neither_lake_nor_ledger(workspace):
    opened = Workspace.open(workspace.root)
    assert not {"lake", "ledger", "key"} & set(vars(opened))


def test_lake_and_ledger_may_lie_elsewhere(workspace, tmp_path):
    text = f"""
[storage]
lake = "{(tmp_path / "far").as_uri()}"
ledger = "sqlite:///{tmp_path / "other.db"}"
"""
    (workspace.root / FILE).write_text(text, encoding="utf-8")
    opened = Workspace.open(workspace.root)
    opened.lake.upsert("sale", sales(["a"]))
    assert opened.ledger.revision() is not None
    opened.ledger.close()
    assert quantities(Workspace.open(workspace.root).lake) == {"a": 1}
    assert listing(tmp_path / "far") == ["sale"]
    assert (tmp_path / "other.db").is_file()
    assert listing(workspace.root / "lake" / "_locks") == ["sale.lock"]


def test_folders_are_made_when_they_are_asked_for(workspace):
    folder = workspace.folder("reports/2026")
    assert folder == workspace.root / "reports" / "2026"
    assert folder.is_dir()


def test_an_address_outside_the_workspace_may_be_absolute(workspace, tmp_path):
    (workspace.root / FILE).write_text(
        f'[storage]\nlake = "{tmp_path / "elsewhere"}"\n', encoding="utf-8"
    )
    Workspace.open(workspace.root).lake.upsert("sale", sales(["a"]))
    assert (tmp_path / "elsewhere" / "sale").is_dir()
