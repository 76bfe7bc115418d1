"""What the pictures of styles and posts show, as attributes with a confidence.

Each picture is described once and remembered in the table ``picture``, until its file or the models
change. Words come first: a picture speaks only of what neither the catalogue nor the post says.
"""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from modiste.model.errors import InputError, MissingExtraError
from modiste.perceive.image.lexical import lexicon_value
from modiste.store.context import Context

if TYPE_CHECKING:
    from modiste.perceive.image.describe import ImageAttributes, Models

SOURCE: Final = "image"
NOTHING: Final = "nothing"
"""Name of the row that says that a picture was looked at and shows nothing sure enough."""
LEAST: Final = 0.5
"""Confidence from which a picture's word counts as an attribute of a style."""
_Row = tuple[str, str, str, float, str, str]
_SCHEMA: Final = {
    "path": pl.String, "name": pl.String, "value": pl.String, "confidence": pl.Float64,
    "file": pl.String, "models": pl.String,
}  # fmt: skip


def look(context: Context) -> dict[str, Any]:
    """Describe pictures that are new, those of styles first, up to as many as the settings say.

    Returns:
        Figures for the run's record: how many pictures were ``described`` and are ``waiting``, and
        ``trouble`` where pictures cannot be described at all.
    """
    if context.media is None:
        return {}
    media = context.media.resolve()
    paths = [path for path in _paths(context) if _inside(media, path)]
    if not paths:
        return {}
    try:
        used, mark, trouble = _models(context.models)
    except MissingExtraError as error:
        return {"described": 0, "waiting": len(paths), "trouble": error.what}
    before = _remembered(context)
    known = set(before.select("path", "file", "models").unique().rows())
    due = [(path, file) for path in paths if (path, file := _file(media / path), mark) not in known]
    now = due[: context.settings.trends.pictures]
    rows: list[_Row] = []
    if now:
        context.progress(f"looking at {len(now):,} pictures")
    for path, file in now:
        try:
            rows += [(path, *each, file, mark) for each in _described(media / path, used)]
        except MissingExtraError as error:  # tried again once it is installed
            trouble = error.what
    if rows:
        fresh = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
        old = before.drop("file", "models").join(
            fresh.select("path", "file", "models").unique(), on="path"
        )
        context.write("picture", _replacing(old, fresh, ["path", "name", "value"]))
    found = _styles(context)
    if found.height:
        old = _of_styles(context).with_columns(source=pl.lit(SOURCE))
        context.write("attribute", _replacing(old, found, ["product_id", "name", "value"]))
    described = len({row[0] for row in rows})
    figures = {"described": described, "waiting": len(due) - described}
    return {**figures, "trouble": trouble} if trouble else figures


def _replacing(old: pl.DataFrame, new: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """New rows, and old ones that are no longer so with a confidence of zero."""
    gone = old.join(new, on=keys, how="anti").with_columns(confidence=pl.lit(0.0))
    return pl.concat([new, gone.select(new.columns)]).sort(keys)


def style_pictures(context: Context) -> pl.DataFrame:
    """What the pictures of styles surely show: ``product_id, name, value, confidence``."""
    return _of_styles(context).filter(pl.col("confidence") >= LEAST)


def _of_styles(context: Context) -> pl.DataFrame:
    rows = context.lake.scan("attribute").filter(pl.col("source") == SOURCE).collect()
    return rows.select("product_id", "name", "value", "confidence")


def post_pictures(context: Context, posts: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """What pictures of posts add to what their texts mention.

    Args:
        context: of the run.
        posts: ``post_id`` of the posts that count.
        said: ``post_id, name``: what texts mention.

    Returns:
        ``post_id, name, value, confidence`` of attributes of which the text says nothing.
    """
    paths = (
        context.snapshot.scan("post")
        .filter(pl.col("image_path").is_not_null())
        .select("post_id", path="image_path")
        .collect()
        .join(posts.select("post_id"), on="post_id", how="semi")
    )
    shown = _remembered(context).filter(pl.col("name") != NOTHING, pl.col("confidence") > 0)
    found = paths.join(shown, on="path").join(said, on=["post_id", "name"], how="anti")
    return (
        found.group_by("post_id", "name", "value")
        .agg(pl.col("confidence").max())
        .sort("post_id", "name", "value")
    )


def _paths(context: Context) -> list[str]:
    """Paths of pictures: of styles, then of posts, the newest first."""
    styles = (
        context.snapshot.scan("image")
        .filter(pl.col("path").is_not_null())
        .sort("product_id", "position", "image_id")
        .select("path")
        .collect()
    )
    weeks = dt.timedelta(weeks=context.settings.planning.history_weeks)
    start = dt.datetime.combine(context.this_week - weeks, dt.time(), dt.UTC)
    posts = (
        context.snapshot.scan("post")
        .filter(pl.col("image_path").is_not_null(), pl.col("at") >= start)
        .sort("at", "post_id", descending=[True, False])
        .select(path="image_path")
        .collect()
    )
    return list(dict.fromkeys([*styles["path"].to_list(), *posts["path"].to_list()]))


def _inside(media: Path, path: str) -> bool:
    file = (media / path).resolve()
    return file.is_relative_to(media) and file.is_file()


def _file(file: Path) -> str:
    """What tells a file from another in its place: size and time."""
    seen = file.stat()
    return f"{seen.st_size}:{seen.st_mtime_ns}"


def _models(folder: Path | None) -> tuple[Models, str, str]:
    """The models at hand, what tells them from others, and what keeps trained heads from use.

    Raises:
        MissingExtraError: pictures cannot be read at all.
    """
    from modiste.perceive.image import heads
    from modiste.perceive.image.describe import Models, models

    if find_spec("PIL") is None:
        raise MissingExtraError(
            "pictures cannot be read", remedy="Install: pip install 'modiste[images]'."
        )
    file = folder / heads.FILE if folder else None
    if file is None or not file.is_file():
        return Models(), "palette", ""
    try:
        return models(folder), f"heads {_file(file)}", ""
    except (InputError, MissingExtraError) as error:
        return Models(), "palette", f"the trained heads are not used: {error.what}"


def _described(file: Path, used: Models) -> list[tuple[str, str, float]]:
    """What a picture shows; one that cannot be read shows nothing, and is not tried again.

    Raises:
        MissingExtraError: a package is missing to read it.
    """
    from modiste.perceive.image.describe import describe

    try:
        found = _worded(describe(file, models=used))
    except InputError:
        found = []
    return found or [(NOTHING, NOTHING, 1.0)]


def _worded(shown: ImageAttributes) -> list[tuple[str, str, float]]:
    """Attributes in the words of the lexicon, each once with its best confidence."""
    best: dict[tuple[str, str], float] = {}
    for name, value, sure in shown.attributes():
        said = lexicon_value(name, value)
        if said is not None:
            best[name, said] = max(sure, best.get((name, said), 0.0))
    return [(name, value, sure) for (name, value), sure in best.items()]


def _remembered(context: Context) -> pl.DataFrame:
    return context.lake.scan("picture").select(list(_SCHEMA)).collect()


def _styles(context: Context) -> pl.DataFrame:
    """Rows of the table ``attribute`` of styles, the best confidence over their pictures."""
    of_style = (
        context.snapshot.scan("image")
        .filter(pl.col("path").is_not_null())
        .select("product_id", "path")
        .collect()
    )
    shown = _remembered(context).filter(pl.col("name") != NOTHING, pl.col("confidence") > 0)
    return (
        of_style.join(shown, on="path")
        .group_by("product_id", "name", "value")
        .agg(pl.col("confidence").max())
        .with_columns(source=pl.lit(SOURCE))
        .sort("product_id", "name", "value")
    )
