from __future__ import annotations

import re
from pathlib import Path

import pytest

from modiste.model.tables import TABLES
from modiste.serve.reference import pages
from modiste.store.settings import listed

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", sorted(pages()))
def test_reference_pages_are_up_to_date(name: str) -> None:
    written = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert written == pages()[name], "run 'make reference'"


def test_every_table_and_column_has_a_meaning() -> None:
    for table in TABLES.values():
        assert table.meaning.endswith("."), table.name
        for column in table.columns:
            assert column.meaning.endswith("."), f"{table.name}.{column.name}"


def test_every_setting_is_documented() -> None:
    page = pages()["settings.md"]
    for name, _, meaning in listed():
        assert meaning, name
        assert f"`{name.split('.')[1]}`" in page


def test_every_option_is_explained() -> None:
    empty = re.findall(r"^\| `([^`]+)` \|  \|$", pages()["commands.md"], flags=re.MULTILINE)
    assert empty == []


def test_every_page_is_in_the_contents() -> None:
    contents = "\n".join(path.read_text(encoding="utf-8") for path in DOCS.rglob("index.md"))
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).with_suffix("").as_posix()
        if page.name == "index.md" or "_build" in name:
            continue
        assert name in contents or page.stem in contents, name
