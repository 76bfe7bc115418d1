"""Each stage on a series that was made for it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from modiste.trends.reading import (
    Stage,
    lead_weeks,
    moving_mean,
    read,
    season_strength,
)
from modiste.trends.rising import Rise

MONDAY = dt.date(2026, 3, 2)
AHEAD = 26


def rise(**changes: float) -> Rise:
    nothing = dict.fromkeys(("probability", "fall", "risen", "fallen", "growth", "began"), 0.0)
    return Rise(**(nothing | changes))


def stage(
    values: np.ndarray, mean: float | np.ndarray, *, sd: float = 0.1, known: Rise | None = None
):
    weeks = [MONDAY + dt.timedelta(weeks=k) for k in range(AHEAD)]
    forecast = np.full(AHEAD, mean) if np.isscalar(mean) else mean
    return read(values, forecast, np.full(AHEAD, sd), weeks, rise=known)


FLAT = np.full(104, 0.1)


def test_the_change_is_against_the_same_weeks_of_last_year_with_its_interval():
    values = np.concatenate([np.full(52, 0.5), np.full(26, 0.1), np.full(26, 0.3)])
    found = stage(values, 0.12, sd=0.026)
    # 26 weeks of 0.12 on 26 weeks of 0.1; a total's deviation of 0.026 is 0.001 a week.
    assert found.level == pytest.approx(0.3)
    assert found.change == pytest.approx(0.2)
    assert found.change_low == pytest.approx(0.2 - 1.2816 * 0.01)
    assert found.change_high == pytest.approx(0.2 + 1.2816 * 0.01)
    assert found.confidence == pytest.approx(1.0)
    assert found.peak_week is None


def test_what_was_not_there_a_year_ago_rises_by_no_more_than_ninefold():
    values = np.concatenate([np.zeros(78), np.full(26, 0.2)])
    found = stage(values, 0.1, sd=0.026)
    # Against a tenth of today's 0.2.
    assert found.change == pytest.approx(4.0)
    assert found.change_high == pytest.approx(4.0 + 1.2816 * 0.05)
    never = stage(np.zeros(104), 0.0, sd=0.0)
    assert (never.stage, never.change) == (Stage.FLAT, 0.0)


def test_what_stands_still_is_flat():
    found = stage(FLAT, 0.1)
    assert (found.stage, found.change, found.season_strength) == (Stage.FLAT, pytest.approx(0), 0.0)


def test_a_sure_change_rises_and_falls_and_an_unsure_one_does_not():
    assert stage(FLAT, 0.13).stage is Stage.RISING
    assert stage(FLAT, 0.07).stage is Stage.FALLING
    assert stage(FLAT, 0.13, sd=0.5).stage is Stage.FLAT
    assert stage(FLAT, 0.105, sd=0.001).stage is Stage.FLAT


def test_what_the_weeks_do_not_show_is_not_read_from_the_forecast_alone():
    assert stage(FLAT, 0.13, known=rise()).stage is Stage.FLAT
    assert stage(FLAT, 0.07, known=rise()).stage is Stage.FLAT
    assert stage(FLAT, 0.13, known=rise(risen=0.9)).stage is Stage.RISING
    assert stage(FLAT, 0.07, known=rise(fallen=0.9)).stage is Stage.FALLING


def test_a_call_is_a_stage_before_the_year_shows_it():
    called = stage(FLAT, 0.1, known=rise(probability=0.8, growth=0.4))
    assert (called.stage, called.confidence) == (Stage.RISING, 0.8)
    assert stage(FLAT, 0.1, known=rise(probability=0.49, growth=0.4)).stage is Stage.FLAT
    assert stage(FLAT, 0.1, known=rise(probability=0.8, growth=0.05)).stage is Stage.FLAT
    assert stage(FLAT, 0.1, known=rise(fall=0.8)).stage is Stage.FALLING


def test_a_young_riser_emerges():
    values = np.concatenate([np.full(60, 0.02), np.linspace(0.02, 0.1, 44)])
    assert stage(values, 0.12).stage is Stage.EMERGING


def test_high_after_growth_without_more_is_a_peak():
    values = np.concatenate([np.full(52, 0.06), np.full(52, 0.1)])
    assert stage(values, 0.1).stage is Stage.PEAK


def test_up_and_half_way_back_is_a_fad():
    values = np.concatenate([np.full(70, 0.02), np.full(16, 0.1), np.full(18, 0.03)])
    assert stage(values, 0.015).stage is Stage.FAD
    assert stage(values, 0.1).stage is not Stage.FAD


def test_a_summer_that_comes_back_is_no_fad():
    year = np.concatenate([np.full(20, 0.001), np.full(12, 0.02), np.full(20, 0.001)])
    assert stage(np.tile(year, 2), 0.0005).stage is not Stage.FAD


def test_a_wave_is_seasonal_and_its_peak_lies_ahead():
    wave = 0.1 + 0.05 * np.cos(2 * np.pi * np.arange(156 + AHEAD) / 52)
    found = stage(wave[:156], wave[156:], sd=0.001)
    assert found.stage is Stage.SEASONAL
    assert found.season_strength == pytest.approx(1.0, abs=0.02)
    assert found.change == pytest.approx(0.0, abs=1e-9)


def test_strength_of_season_is_none_in_noise_and_in_less_than_two_seasons():
    noise = np.random.default_rng(1).normal(0.1, 0.01, 520)
    assert season_strength(noise, 52) < 0.15
    assert season_strength(noise[:103], 52) == 0.0


def test_unknown_weeks_are_stepped_over():
    values = FLAT.copy()
    values[[3, 50, 103]] = np.nan
    found = stage(values, 0.13)
    assert (found.stage, found.level) == (Stage.RISING, pytest.approx(0.1))
    assert np.isfinite(moving_mean(values, 8)).all()


def test_one_known_week_is_read_without_a_wrong_number():
    found = stage(np.array([0.1]), 0.1)
    assert (found.stage, found.level, found.change) == (Stage.FLAT, 0.1, pytest.approx(0))


@pytest.mark.parametrize("lead", [0, 3, 9])
def test_the_lead_of_a_shifted_series_is_found(lead):
    walk = np.random.default_rng(3).normal(size=140).cumsum()
    found, correlation = lead_weeks(walk[lead : lead + 120], walk[:120])
    assert found == lead
    # The first means hold fewer weeks than the others, so that the two are not quite alike.
    assert correlation == pytest.approx(1.0, abs=0.005)


def test_no_lead_is_said_of_what_does_not_move_or_is_too_short():
    assert np.isnan(lead_weeks(FLAT, FLAT)[1])
    assert np.isnan(lead_weeks(np.arange(20.0), np.arange(20.0))[1])


def test_noise_is_no_peak_and_a_fall_takes_no_more_than_all():
    rng = np.random.default_rng(3)
    noisy = 0.02 + np.concatenate([np.zeros(52), np.full(52, 0.002)])
    noisy = noisy + rng.normal(0, 0.01, 104).clip(-0.02)
    assert stage(noisy, float(noisy[-8:].mean()), sd=0.05).stage is not Stage.PEAK
    assert stage(FLAT, 0.02, sd=3.0).change_low == -1.0
