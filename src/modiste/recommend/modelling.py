"""Recommenders fitted on plain files and asked for batches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl
from pydantic import ValidationError

from modiste.learn.recommend import recommender
from modiste.learn.recommend.base import Recommender
from modiste.learn.recommend.interactions import Interactions
from modiste.model.errors import InputError

_WORDS = {
    "popularity": "popular now",
    "people": "people of similar taste took it",
    "taste": "fits what was taken before",
    "attribute": "like what was taken before",
}


def make(name: str, settings: Sequence[str], seed: int) -> Recommender:
    """A fresh recommender.

    Args:
        name: of a recommender.
        settings: ``name=value`` each; lists with commas.
        seed: for those that draw.

    Raises:
        UnknownNameError: there is no such recommender.
        InputError: it has no such setting, or not with that value.
    """
    kind = recommender(name)
    fields = kind.config_class.model_fields
    given: dict[str, Any] = {"seed": seed} if "seed" in fields else {}
    for setting in settings:
        key, mark, value = setting.partition("=")
        if not mark or key.strip() not in fields:
            raise InputError(
                f"{name} has no setting {setting!r}",
                remedy=f"Write --set name=value; its settings are {', '.join(sorted(fields))}.",
            )
        text = value.strip()
        given[key.strip()] = (
            text.split(",") if "tuple" in str(fields[key.strip()].annotation) else text
        )
    try:
        return kind(kind.config_class.model_validate(given))
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"the setting {first['loc'][0]} cannot be {first['input']!r}: {first['msg']}",
            remedy="Correct it.",
        ) from None


def described(data: Interactions) -> dict[str, int]:
    """Figures of interactions for people."""
    lengths = data.pairs.lengths
    return {
        "users": data.n_users,
        "items": data.n_items,
        "events": data.events.size,
        "users_with_one_item": int((lengths == 1).sum()),
        "items_without_events": int((data.popularity == 0).sum()),
        "duplicates_left_out": data.cleaning.duplicates,
        "future_left_out": data.cleaning.future,
    }


def contest(model: Recommender) -> list[dict[str, Any]]:
    """What an automatic choice found; nothing of the others."""
    scores = getattr(model, "scores", None)
    return scores.to_dicts() if isinstance(scores, pl.DataFrame) else []


def batch(
    model: Recommender, users: pl.Series, k: int, *, only: pl.Series | None, seen: bool
) -> pl.DataFrame:
    """Recommendations with reasons in words: ``user, item, score, rank, reason``.

    Of a person of whom nothing is known, no taste is claimed, whatever model filled the list.
    """
    frame = model.recommend(users, k, allowed=only, filter_seen=not seen, because=True)
    words = pl.col("kind").replace_strict(_WORDS, default=pl.col("kind"))
    named = pl.concat_str(pl.lit("because of "), "because")
    strangers = users.cast(pl.String).filter(pl.Series(model.data.user_codes(users) < 0))
    unknown = pl.col("user").is_in(strangers.implode())
    return frame.with_columns(
        pl.when(unknown)
        .then(pl.lit(_WORDS["popularity"]))
        .when(pl.col("because").is_not_null())
        .then(named)
        .otherwise(words)
        .alias("reason")
    ).drop("kind", "because")


def today() -> dt.datetime:
    """Now, in UTC, without a zone, as events are kept."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
