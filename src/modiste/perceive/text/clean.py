"""Posts made ready to be counted: week, language, copies and weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.model.calendar import MONDAY
from modiste.perceive.text.dedupe import duplicates
from modiste.perceive.text.language import languages
from modiste.perceive.text.weeks import week_of
from modiste.perceive.text.weights import Rules, weights

if TYPE_CHECKING:
    import polars as pl


def clean(
    posts: pl.DataFrame,
    *,
    zone: str = "UTC",
    first_weekday: int = MONDAY,
    rules: Rules | None = None,
) -> pl.DataFrame:
    """Posts with what is needed to count them.

    Args:
        posts: rows of the table ``post``.
        zone: zone of posts whose market is unknown.
        first_weekday: first day of the week, Monday 0 … Sunday 6.
        rules: bounds of the weights.

    Returns:
        The same rows in the same order, with ``week``, ``language`` (found where the source does
        not say), ``duplicate_of``, ``weight``, ``trust`` and ``reasons``.
    """
    import polars as pl

    said = posts["language"] if "language" in posts.columns else pl.Series([None] * posts.height)
    found = languages(posts["text"])
    language = said.cast(pl.String).rename("language").fill_null(found)
    search = posts["kind"] == "search" if "kind" in posts.columns else pl.Series([False])
    copies = _copies(posts, search)
    return posts.with_columns(
        week_of(posts, zone=zone, first_weekday=first_weekday),
        language,
        copies,
    ).hstack(weights(posts, duplicate_of=copies, rules=rules, zone=zone))


def _copies(posts: pl.DataFrame, search: pl.Series) -> pl.Series:
    """Copies among posts; counts of searches repeat their term by nature."""
    import polars as pl

    if not search.any():
        return duplicates(posts)
    written = posts.filter(~search)
    found = written.select("post_id").with_columns(duplicates(written))
    return (posts.select("post_id").join(found, on="post_id", how="left", maintain_order="left"))[
        "duplicate_of"
    ].cast(pl.String)
