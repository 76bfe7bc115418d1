from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from modiste.model.errors import InputError, NotEnoughDataError
from modiste.perceive.text import candidates
from modiste.simulate import preset, simulate

END = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLAIN = ("my linen shirt again today", "a denim skirt for the market", "今天穿了亚麻衬衫出门")


def world(terms: dict[str, tuple[float, float]], weeks: int = 30, each: int = 60) -> pl.DataFrame:
    """Posts whose texts carry terms with a given probability before and in the last 8 weeks."""
    rng = random.Random(7)  # noqa: S311
    rows = []
    for week in range(weeks):
        for k in range(each):
            text = rng.choice(PLAIN)
            for term, (before, recent) in terms.items():
                if rng.random() < (recent if week >= weeks - 8 else before):
                    text += f". {term}"
            at = END - timedelta(weeks=weeks - 1 - week, minutes=rng.randrange(5_000))
            rows.append((f"p{week}-{k}", at, "blogs", "post", text, f"a{rng.randrange(200)}"))
    names = ["post_id", "at", "source", "kind", "text", "author_id"]
    return pl.DataFrame(rows, schema=names, orient="row")


def test_what_grows_is_found_and_what_stays_is_not() -> None:
    found = candidates(world({
        "jelly sandcastle mood": (0.0, 0.08),
        "#zebracore": (0.002, 0.08),
        "薄荷曼波绿感": (0.0, 0.1),
        "steady words": (0.1, 0.1),
        "ebbing words": (0.2, 0.05),
        "#ootd": (0.0, 0.5),
        "corduroy": (0.0, 0.3),
    }))  # fmt: skip
    terms = dict(found.select("term", "language").rows())
    assert terms.pop("jelly sandcastle mood") == "en"
    assert terms.pop("zebracore") == "en"
    assert set(terms.values()) == {"zh"}  # what the lexicon leaves of the Chinese one
    assert found["p_value"].max() <= 0.01
    assert found["growth"].min() >= 2
    assert found["support"].min() >= 10
    assert found["company"].to_list() == [1.0] * found.height
    first = found.row(by_predicate=pl.col("term") == "zebracore", named=True)
    assert len(first["examples"]) == 3


def test_one_busy_author_makes_no_trend() -> None:
    posts = world({"moonboot magic": (0.0, 0.1)})
    loud = pl.col("text").str.contains("moonboot")
    posts = posts.with_columns(author_id=pl.when(loud).then(pl.lit("x")).otherwise("author_id"))
    assert candidates(posts).is_empty()
    assert candidates(posts.drop("author_id"))["term"].to_list() == ["moonboot magic"]


def test_a_steady_world_has_no_candidates() -> None:
    post = simulate(preset("tiny"))
    human = post.tables["post"].filter(~post.truth.posts.truth["is_bot"])
    assert candidates(human).is_empty()


def test_too_little_is_said_plainly() -> None:
    assert candidates(world({}).head(0)).is_empty()
    with pytest.raises(NotEnoughDataError, match="do not reach back"):
        candidates(world({}, weeks=5))
    with pytest.raises(InputError, match="least must be at least 1"):
        candidates(world({}), least=0)


def test_searches_and_empty_texts_are_left_out() -> None:
    posts = world({"moonboot magic": (0.0, 0.1)})
    assert candidates(posts.with_columns(kind=pl.lit("search"))).is_empty()
    assert candidates(posts.with_columns(text=pl.lit(None, pl.String))).is_empty()
