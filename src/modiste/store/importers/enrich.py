"""What the model layer knows of the words in a file."""

from __future__ import annotations

import polars as pl

from modiste.model.colour import colour_frame


def enriched(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of a table with what can be read from their words.

    A column that the file fills itself is left alone.
    """
    if name == "variant" and "colour" in rows.columns and "colour_family" not in rows.columns:
        return rows.with_columns(_families(rows["colour"]))
    return rows


def _families(colours: pl.Series) -> pl.Series:
    known = colour_frame(colours.unique().to_list()).select("text", "family")
    frame = colours.rename("text").to_frame()
    joined = frame.join(known, on="text", how="left", maintain_order="left")
    return joined["family"].rename("colour_family")
