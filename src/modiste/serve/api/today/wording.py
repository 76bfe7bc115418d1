"""Words in both languages: a plan writes reasons in the brand's own one only.

They are worded anew out of the same numbers. Where the facts of the plan have been cleaned up
since, one language is left.
"""

from __future__ import annotations

import polars as pl

from modiste.inventory.planned import plan_context
from modiste.inventory.served import reasons
from modiste.model.errors import ModisteError
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace
from modiste.trends import brand
from modiste.trends.catalogue import brand_range
from modiste.trends.labels import label_of, name_label
from modiste.trends.segments import OUTSIDE
from modiste.trends.service import main_readings


def other_words(workspace: Workspace, tables: Tables, language: str) -> dict[str, str]:
    """Reasons of the newest plan's suggestions but purchases, by suggestion.

    Args:
        workspace: whose plan.
        tables: its tables.
        language: en or zh.
    """
    found: dict[str, str] = {}
    for word in (reasons, trend_reasons):
        try:
            found |= word(workspace, tables, language)
        except ModisteError:
            continue
    return found


def trend_reasons(workspace: Workspace, tables: Tables, language: str) -> dict[str, str]:
    """Reasons of trends to join or to leave, by suggestion."""

    def make() -> dict[str, str]:
        read = main_readings(tables.findings("trend_reading"))
        outside = read.filter(pl.col("segment").is_in(OUTSIDE))
        shown = brand_range(plan_context(workspace))
        if shown is None or not outside.height:
            return {}
        exposed = brand.exposure(shown, outside)
        worded = brand.suggestions(exposed, shown, language=language)
        return dict(worded.select("suggestion_id", "reason").iter_rows())

    return tables.derived(("trend reasons", language), ("trend_reading", "attribute"), make)


def trend_label(attribute: str | None) -> dict[str, str] | None:
    """What an attribute such as ``colour=navy`` is called in en and zh."""
    if attribute is None:
        return None
    name, _, value = attribute.partition("=")
    return {
        language: f"{name_label(name, language)}: {label_of(name, value, language)}"
        for language in ("en", "zh")
    }
