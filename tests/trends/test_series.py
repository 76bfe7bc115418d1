"""Shares of voice, worked out by hand."""

from __future__ import annotations

import datetime as dt
import math

import polars as pl
import pytest

from modiste.trends.series import (
    SeriesConfig,
    combination_mentions,
    combinations,
    share_series,
    with_ancestors,
)
from modiste.trends.vocabulary import ancestors

MONDAY = dt.date(2026, 1, 5)
ALL_KEPT = SeriesConfig(least_mentions=0.0, by_market=False)
SEEN = {"post_id": pl.String, "name": pl.String, "value": pl.String, "confidence": pl.Float64}


def week(k: int) -> dt.date:
    return MONDAY + dt.timedelta(weeks=k)


def posts(*rows: tuple[str, int, str, float]) -> pl.DataFrame:
    """Posts of id, week, source and weight, of the German mainstream."""
    return pl.DataFrame(
        [(name, week(k), source, "DE", "mainstream", weight) for name, k, source, weight in rows],
        schema=["post_id", "week", "source", "market", "segment", "weight"],
        orient="row",
    )


def seen(*rows: tuple[str, str, str, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SEEN, orient="row")


def shares(rows: pl.DataFrame) -> list[float | None]:
    return rows.sort("week")["share"].to_list()


def test_a_share_is_the_weighted_part_of_posts_with_its_standard_error():
    rows = share_series(
        posts(("a", 0, "x", 1.0), ("b", 0, "x", 1.0), ("c", 0, "x", 2.0)),
        seen(("a", "colour", "navy", 1.0), ("c", "colour", "navy", 0.5)),
        config=ALL_KEPT,
    )
    (row,) = rows.rows(named=True)
    assert row["series_id"] == "all|mainstream|colour=navy"
    assert (row["mentions"], row["volume"], row["share"]) == (2.0, 4.0, 0.5)
    # 4² ÷ (1 + 1 + 4) posts count; half of them show it, with half a mention more in the variance.
    effective = 16 / 6
    likely = (0.5 * effective + 0.5) / (effective + 1)
    assert row["share_sd"] == pytest.approx(math.sqrt(likely * (1 - likely) / effective))


def test_a_source_that_grows_does_not_move_the_share():
    calm = [(f"a{k}{i}", k, "a", 1.0) for k in (0, 1) for i in range(10)]
    grows = [(f"b{k}{i}", k, "b", 1.0) for k, n in ((0, 10), (1, 70)) for i in range(n)]
    navy = [(f"a{k}{i}", "colour", "navy", 1.0) for k in (0, 1) for i in range(2)]
    navy += [(f"b{k}{i}", "colour", "navy", 1.0) for k, n in ((0, 6), (1, 42)) for i in range(n)]
    rows = share_series(posts(*calm, *grows), seen(*navy), config=ALL_KEPT)
    # A gives 20 % and weighs 20 posts, B gives 60 % and weighs 80.
    assert shares(rows) == pytest.approx([0.52, 0.52])


def test_an_outage_of_one_source_leaves_the_share_where_it_was():
    rows_of = [(f"a{k}{i}", k, "a", 1.0) for k in range(3) for i in range(10)]
    rows_of += [(f"b{k}{i}", k, "b", 1.0) for k in range(3) for i in range(10)]
    navy = [(f"a{k}{i}", "colour", "navy", 1.0) for k in range(3) for i in range(1)]
    navy += [(f"b{k}{i}", "colour", "navy", 1.0) for k in range(3) for i in range(3)]
    out = pl.DataFrame({"source": ["b"], "week": [week(1)]})
    rows = share_series(posts(*rows_of), seen(*navy), outages=out, config=ALL_KEPT)
    # A weighs 30 posts at 10 %, B weighs 20 at 30 %.
    assert shares(rows) == pytest.approx([0.18, 0.18, 0.18])
    assert rows["volume"].to_list() == [20.0, 10.0, 20.0]


def test_a_week_without_any_source_is_unknown_and_a_quiet_week_is_zero():
    rows = share_series(
        posts(("a", 0, "x", 1.0), ("b", 1, "x", 1.0), ("c", 2, "x", 1.0), ("d", 4, "x", 1.0)),
        seen(("a", "colour", "navy", 1.0), ("d", "colour", "navy", 1.0)),
        outages=pl.DataFrame({"source": ["x"], "week": [week(2)]}),
        config=ALL_KEPT,
    )
    assert rows["week"].to_list() == [week(k) for k in range(5)]
    assert shares(rows) == [1.0, 0.0, None, None, 1.0]
    assert rows["share_sd"].is_null().to_list() == [False, False, True, True, False]
    assert rows["share_sd"][1] > 0


def test_a_week_whose_sources_never_show_the_attribute_is_unknown_not_zero():
    rows = share_series(
        posts(("a", 0, "x", 1.0), ("b", 0, "y", 1.0), ("c", 1, "y", 1.0)),
        seen(("a", "colour", "navy", 1.0)),
        config=ALL_KEPT,
    )
    # Sources x and y weigh 1 and 2 posts; y never says navy and is alone in the second week.
    assert shares(rows) == [pytest.approx(1 / 3), None]


def test_posts_that_weigh_nothing_and_rare_attributes_do_not_count():
    rows = share_series(
        posts(("a", 0, "x", 1.0), ("b", 0, "x", 1.0), ("spam", 0, "x", 0.0)),
        seen(
            ("a", "colour", "navy", 1.0),
            ("b", "colour", "navy", 1.0),
            ("b", "colour", "red", 1.0),
            ("spam", "colour", "red", 1.0),
        ),
        config=SeriesConfig(least_mentions=2.0, by_market=False),
    )
    assert rows.select("value", "share").rows() == [("navy", 1.0)]


def test_an_attribute_counts_once_a_post_with_its_highest_confidence():
    rows = share_series(
        posts(("a", 0, "x", 1.0), ("b", 0, "x", 1.0)),
        seen(("a", "colour", "navy", 0.4), ("a", "colour", "navy", 0.8)),
        config=ALL_KEPT,
    )
    assert shares(rows) == [0.4]


def test_markets_and_segments_have_series_of_their_own_beside_all_markets():
    made = posts(("a", 0, "x", 1.0), ("b", 0, "x", 1.0), ("c", 0, "x", 1.0)).with_columns(
        market=pl.Series(["DE", "FR", None]), segment=pl.Series([None, "mainstream", "influencer"])
    )
    rows = share_series(
        made, seen(("a", "colour", "navy", 1.0)), config=SeriesConfig(least_mentions=0.0)
    )
    assert dict(rows.select("series_id", "share").iter_rows()) == {
        "all|mainstream|colour=navy": 0.5,
        "DE|mainstream|colour=navy": 1.0,
    }


def test_a_mention_of_crimson_is_a_mention_of_red_once():
    mentions = seen(("a", "colour", "crimson", 0.7), ("a", "colour", "red", 0.9))
    whole = with_ancestors(mentions, ancestors(mentions)).sort("value")
    found = {row["value"]: row["confidence"] for row in whole.iter_rows(named=True)}
    assert found["crimson"] == 0.7
    assert found["red"] == 0.9
    assert whole.height == len(found)


def test_ancestors_of_unknown_values_are_none():
    unknown = seen(("a", "colour", "no such colour", 1.0), ("a", "category", "no such", 1.0))
    assert ancestors(unknown).rows() == []


def pairs_of(both: int, first: int, second: int, rest: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Posts with both attributes, with one of them, and with neither."""
    wide = [*range(both), *range(both + first, both + first + second)]
    rows = [(f"p{i}", "material", "linen", 1.0) for i in range(both + first)]
    rows += [(f"p{i}", "silhouette", "wide leg", 0.5) for i in wide]
    total = both + first + second + rest
    return seen(*rows), posts(*[(f"p{i}", 0, "x", 1.0) for i in range(total)])


def test_a_pair_is_found_by_lift():
    mentions, whole = pairs_of(60, 40, 40, 360)
    found = combinations(mentions, whole)
    # P(both) = 0.12, P(linen) = P(wide leg) = 0.2: lift 3.
    assert found.rows() == [("material=linen", "silhouette=wide leg", 60, 3.0)]
    both = combination_mentions(mentions, found)
    assert both.height == 60
    assert both["value"].unique().to_list() == ["linen + wide leg"]
    assert both["confidence"].unique().to_list() == [0.5]


@pytest.mark.parametrize(
    ("both", "first", "second", "rest"), [(60, 140, 140, 160), (49, 40, 40, 360), (60, 0, 440, 0)]
)
def test_chance_and_rare_pairs_are_no_combinations(both, first, second, rest):
    mentions, whole = pairs_of(both, first, second, rest)
    assert combinations(mentions, whole).rows() == []


def test_spam_makes_no_pairs():
    mentions, whole = pairs_of(60, 40, 40, 360)
    assert combinations(mentions, whole.with_columns(weight=pl.lit(0.0))).rows() == []
