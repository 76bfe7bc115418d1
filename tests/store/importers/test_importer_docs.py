from __future__ import annotations

import re
from pathlib import Path

import pytest

from modiste.store.importers import BUILT_IN
from modiste.store.importers.mapping import Rule, SourcePart, Spec, Unpivot, parse_mapping

DOCS = Path(__file__).parents[3] / "docs"
GUIDE = (DOCS / "guide" / "importers.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_importer_is_in_the_guide(name: str) -> None:
    assert f"| `{name}` |" in GUIDE


@pytest.mark.parametrize("part", [Spec, Rule, Unpivot, SourcePart])
def test_every_key_of_a_mapping_is_in_the_guide(part: type[Spec]) -> None:
    for key in part.model_fields:
        assert f"`{key}`" in GUIDE, key


def test_the_guides_mapping_is_sound() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    assert parse_mapping(text).title == "Tills of the shops"


def test_the_how_to_runs_as_it_stands(run: object, lake: object) -> None:
    from modiste.store.importers import importers

    page = (DOCS / "how-to" / "add-an-importer.md").read_text(encoding="utf-8")
    code = "".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    scope: dict[str, object] = {}
    exec(compile(code, "add-an-importer.md", "exec"), scope)  # noqa: S102 - our own page
    importers()["tills"] = scope["Tills"]()  # type: ignore[operator]
    try:
        text = "Ticket,Article,Sold at,Qty,Price,Loyalty card\n1,A,1.5.2024 10:00,2,9.90,77\n"
        summary, _ = run({"t.csv": text})  # type: ignore[operator]
    finally:
        del importers()["tills"]
    assert summary.files[0].importer == "tills"
    assert lake.read("sale")["unit_price"].to_list() == [990]  # type: ignore[attr-defined]
