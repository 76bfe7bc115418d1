"""Calls on series whose truth is known."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from modiste.trends.calibration import calibrate
from modiste.trends.calls import find_calls
from modiste.trends.rising import Prior, evidence, joined, rises, without_common

MONDAY = dt.date(2024, 1, 1)
WEEKS, POSTS = 100, 600
COLOURS = ("navy", "ecru", "olive", "teal", "plum", "coral", "gold", "lilac")


def shares(
    rng: np.random.Generator, *, lead: int, moved: dict[str, np.ndarray], weeks: int = WEEKS
) -> dict[str, np.ndarray]:
    """Shares of colours whose log follows ``moved``; influencers read it ``lead`` weeks ahead."""
    log = np.zeros((len(COLOURS), weeks))
    for name, curve in moved.items():
        log[COLOURS.index(name)] = curve[lead : lead + weeks]
    share = 0.4 * np.exp(log) / np.exp(log).sum(0)
    return dict(zip(COLOURS, rng.binomial(POSTS, share) / POSTS, strict=True))


def logistic(middle: float, size: float, width: float = 3.0) -> np.ndarray:
    return size / (1 + np.exp(-(np.arange(WEEKS + 10) - middle) / width))


def wave(size: float, peak: int = 0) -> np.ndarray:
    return size * np.cos(2 * np.pi * (np.arange(WEEKS + 10) - peak) / 52.18)


def rows(moved: dict[str, np.ndarray], *, weeks: int = WEEKS, lead: int = 3) -> pl.DataFrame:
    """Rows of trend_series of both segments."""
    rng = np.random.default_rng(5)
    frames = []
    for segment, ahead in (("mainstream", 0), ("influencer", lead)):
        for value, share in shares(rng, lead=ahead, moved=moved, weeks=weeks).items():
            frames.append(
                pl.DataFrame(
                    {
                        "week": [MONDAY + dt.timedelta(weeks=k) for k in range(weeks)],
                        "share": share,
                        "share_sd": np.sqrt((share + 0.5 / POSTS) / POSTS),
                    }
                ).with_columns(
                    market=pl.lit("all"), segment=pl.lit(segment), name=pl.lit("colour"),
                    value=pl.lit(value), series_id=pl.lit(f"all|{segment}|colour={value}"),
                )
            )  # fmt: skip
    return pl.concat(frames)


def test_a_block_is_a_mean_with_the_noise_of_its_counts():
    share, error = np.full(8, 0.1), np.full(8, np.sqrt(0.1005 / 1000))
    found = evidence(share, error, block=4, ahead=True)
    assert found.at.tolist() == [-6.0, -2.0]
    assert found.ahead.tolist() == [1.0, 1.0]
    # 4,000 posts show it 400 times, and half a time more by the rule.
    hits = found.variance**-1
    assert hits == pytest.approx([401, 401], rel=0.005)
    assert np.exp(found.log_share) == pytest.approx(0.1, rel=0.005)


def test_blocks_without_a_known_week_are_left_out_and_others_know_less():
    share = np.array([np.nan] * 4 + [0.1, np.nan, np.nan, 0.1] + [0.1] * 4)
    error = np.where(np.isnan(share), np.nan, 0.01)
    found = evidence(share, error, block=4, ahead=False)
    assert found.at.tolist() == [-6.0, -2.0]
    assert found.variance[0] > 1.9 * found.variance[1]


def test_what_all_siblings_do_is_taken_out():
    grows, error = np.linspace(1, 2, 40), np.full(40, 0.001)
    same = [
        evidence(level * grows, error, block=4, ahead=False) for level in (0.01, 0.02, 0.05, 0.1)
    ]
    left = without_common({f"colour={k}": each for k, each in enumerate(same)})
    for each in left.values():
        assert np.ptp(each.log_share) < 0.02


def test_siblings_too_few_to_have_a_middle_keep_their_shares():
    one = evidence(np.linspace(0.1, 0.2, 40), np.full(40, 0.001), block=4, ahead=False)
    assert without_common({"a": one})["a"] is one


def test_a_rise_is_called_and_nothing_else():
    calls = find_calls(rows({"plum": logistic(WEEKS - 4, 1.2)}))
    assert calls.rising() == {"colour=plum"}
    rise = calls.rises["colour=plum"]
    assert rise.probability > 0.95
    assert rise.growth == pytest.approx(np.exp(1.2 / (1 + np.exp(-4 / 3))) - 1, rel=0.4)
    assert 4 < rise.began < 20


def test_a_fall_is_no_rise_of_the_others():
    calls = find_calls(rows({"navy": logistic(WEEKS - 8, -1.5)}))
    assert calls.rising() == set()
    assert calls.rises["colour=navy"].fall > 0.9


@pytest.mark.parametrize("weeks", [40, WEEKS])
def test_a_season_is_no_rise_in_the_first_year_and_after(weeks):
    # The wave rises steeply in the last weeks.
    seasonal = rows({"coral": wave(0.6, peak=weeks + 6), "teal": wave(0.6, weeks + 6)}, weeks=weeks)
    assert find_calls(seasonal).rising() == set()


def test_a_rise_that_ended_long_ago_is_over():
    calls = find_calls(rows({"plum": logistic(50, 1.2)}))
    assert calls.rising() == set()
    assert calls.rises["colour=plum"].risen > 0.9


def test_the_lead_of_influencers_is_learnt():
    moved = {
        "plum": logistic(30, 1.4), "gold": logistic(70, -1.4), "teal": logistic(50, 1.4),
        "coral": wave(0.6), "ecru": wave(0.6, 20), "navy": logistic(80, 1.4),
    }  # fmt: skip
    assert find_calls(rows(moved, lead=4)).lead in {3.0, 4.0}
    assert find_calls(rows(moved, lead=0)).lead in {0.0}


def test_what_contains_a_riser_is_not_called_for_it():
    moved = rows({"plum": logistic(WEEKS - 4, 1.4)}).sort("series_id", "week")
    plum = moved.filter(pl.col("value") == "plum")
    # Purple is what is called plum and a steady rest.
    purple = plum.with_columns(
        value=pl.lit("purple"), share=pl.col("share") + 0.02, share_sd=pl.col("share_sd") * 1.2
    )
    calls = find_calls(pl.concat([moved, purple]))
    assert calls.rising() == {"colour=plum"}


def test_a_short_series_is_not_judged():
    found = evidence(np.full(28, 0.1), np.full(28, 0.01), block=4, ahead=False)
    assert rises({"a": joined([found])}, Prior()).rises["a"].probability == 0.0


def test_calibration_says_what_became_of_earlier_calls():
    held = calibrate(rows({"plum": logistic(WEEKS - 20, 1.2)}), backs=(13,))
    assert (held.risers.called, held.risers.held, held.risers.share) == (1, 1, 1.0)
    assert held.origins == (MONDAY + dt.timedelta(weeks=WEEKS - 13),)


def test_calibration_needs_a_year_before_an_origin():
    short = calibrate(rows({}, weeks=60), backs=(13,))
    assert (short.risers.called, short.risers.share, short.origins) == (0, None, ())
    assert short.figures()["high"] == 1.0


@pytest.mark.parametrize(
    ("size", "stage", "backs"),
    [
        (0.8, "rising", (13, 17, 21, 25, 29)),
        (2.0, "emerging", (13, 17, 21)),
        (-1.2, "falling", (13, 17, 21, 25, 29)),
    ],
)
def test_a_call_that_stands_is_judged_once_and_by_its_stage(size, stage, backs):
    found = calibrate(rows({"plum": logistic(WEEKS - 30, size)}), backs=backs)
    assert {name: (rate.called, rate.held) for name, rate in found.stages.items()} == {
        stage: (1, 1)
    }
    assert found.risers.called == (size > 0)
    assert len(found.origins) == len(backs)
    figures = found.figures()["stages"][stage]
    assert figures["low"] < figures["share"] == figures["high"] == 1.0
