"""What the model layer knows of the words in a file."""

from __future__ import annotations

import re

import polars as pl

from modiste.model.colour import colour_frame
from modiste.model.taxonomy import classify

_SURE = 0.5
_GENDERS = (
    ("baby", r"\b(baby|babies|newborn|infants?|toddlers?)\b|婴"),
    ("girls", r"\bgirls?\b|女童"),
    ("boys", r"\bboys?\b|男童"),
    ("kids", r"\b(kids?|child(ren)?|junior)\b|童"),
    ("unisex", r"\bunisex\b|中性|男女"),
    ("women", r"\b(wom[ae]n('?s)?|female|lad(y|ies)|lad(y|ies)wear|damen|femmes?)\b|女"),
    ("men", r"\b(m[ae]n('?s)?|male|menswear|herren|hommes?)\b|男"),
)


def enriched(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of a table with what can be read from their words.

    A column that the file fills itself is left alone.
    """
    if name == "variant" and "colour" in rows.columns and "colour_family" not in rows.columns:
        return rows.with_columns(_families(rows["colour"]))
    if name == "product" and "category" not in rows.columns:
        return _categorised(rows)
    return rows


def gender_of(words: pl.Series) -> pl.Series:
    """Whom an article is cut for, from a word or two; null where they do not say.

    Women and men together are everybody.
    """
    known: dict[str, str | None] = {w: _gender(w) for w in words.unique().drop_nulls().to_list()}
    return words.replace_strict(known, default=None, return_dtype=pl.String)


def _gender(text: str) -> str | None:
    folded = text.casefold()
    found = [gender for gender, pattern in _GENDERS if re.search(pattern, folded)]
    if "women" in found and "men" in found:
        return "unisex"
    return found[0] if found else None


def _families(colours: pl.Series) -> pl.Series:
    known = colour_frame(colours.unique().to_list()).select("text", "family")
    frame = colours.rename("text").to_frame()
    joined = frame.join(known, on="text", how="left", maintain_order="left")
    return joined["family"].rename("colour_family")


def _categorised(rows: pl.DataFrame) -> pl.DataFrame:
    """Products with their type: from what the source calls it, else from the title."""
    said = [name for name in ("source_category", "title") if name in rows.columns]
    if not said or not rows.height:
        return rows
    distinct = rows.select(said).unique()
    keys = [_category([t for t in texts if t]) for texts in distinct.iter_rows()]
    known = distinct.with_columns(pl.Series("category", keys, dtype=pl.String))
    return rows.join(known, on=said, how="left", nulls_equal=True, maintain_order="left")


def _category(texts: list[str]) -> str | None:
    for at, text in enumerate(texts):
        match = classify(text, hints=texts[:at])
        if match is not None and match.confidence >= _SURE:
            return match.node.key
    return None
