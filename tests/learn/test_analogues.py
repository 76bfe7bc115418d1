"""New items from their like."""

from __future__ import annotations

import numpy as np
import pytest

from modiste.learn.analogues import (
    AnalogueConfig,
    Analogues,
    Features,
    LaunchForecast,
    launch,
    updated,
)
from modiste.model.errors import InputError, NotEnoughDataError

QUICK = AnalogueConfig(trees=40)


def world(many: int = 200, seed: int = 1) -> tuple[Features, np.ndarray, np.ndarray]:
    """Coats sell four times what hats do; each item has a scale of its own."""
    rng = np.random.default_rng(seed)
    coat = rng.random(many) < 0.5
    scale = np.where(coat, 40.0, 10.0) * rng.gamma(4, 1 / 4, many)
    curve = np.array([1.0, 1.4, 1.2, 0.9, 0.7, 0.5])
    courses = rng.poisson(scale[:, None] * curve).astype(float)
    kind = ["coat" if c else "hat" for c in coat]
    colour = rng.choice(["red", "blue"], many).tolist()
    return Features.of([kind, colour]), courses, scale


def test_like_is_forecast_from_like() -> None:
    features, courses, _ = world()
    found = Analogues(QUICK).fit(features, courses)
    new = Features(features.plain[[features.plain[:, 0] == 1][0]][:1])
    other = Features(features.plain[[features.plain[:, 0] == 0][0]][:1])
    coat, hat = launch(found, new), launch(found, other)
    total = courses.sum(axis=1)
    assert coat.total[0] == pytest.approx(total[features.plain[:, 0] == 1].mean(), rel=0.25)
    assert hat.total[0] == pytest.approx(total[features.plain[:, 0] == 0].mean(), rel=0.25)
    assert coat.mean.sum() == pytest.approx(coat.total[0])
    assert np.argmax(coat.mean[0]) == 1


def test_weights_are_shares() -> None:
    features, courses, _ = world(60)
    found = Analogues(QUICK).fit(features, courses)
    weights = found.weights(features)
    assert weights.shape == (60, 60)
    assert weights.sum(axis=1) == pytest.approx(np.ones(60))
    assert (weights >= 0).all()


def test_intervals_hold_what_they_say() -> None:
    features, courses, _ = world(600, seed=2)
    past, now = np.arange(400), np.arange(400, 600)
    found = Analogues(QUICK).fit(features.rows(past), courses[past])
    first = launch(found, features.rows(now))
    total = courses[now].sum(axis=1)
    inside = (total >= first.total_quantile(0.1)) & (total <= first.total_quantile(0.9))
    assert inside.mean() == pytest.approx(0.8, abs=0.1)


def test_first_sales_move_and_narrow_the_forecast() -> None:
    features, courses, _ = world(400, seed=3)
    past, now = np.arange(300), np.arange(300, 400)
    found = Analogues(QUICK).fit(features.rows(past), courses[past])
    first = launch(found, features.rows(now))
    later = updated(found, first, courses[now][:, :2])
    rest = courses[now][:, 2:].sum(axis=1)
    before = np.abs(first.mean[:, 2:].sum(axis=1) - rest).sum()
    after = np.abs(later.mean[:, 2:].sum(axis=1) - rest).sum()
    assert after < 0.5 * before
    width = [law.total_quantile(0.9) - law.total_quantile(0.1) for law in (first, later)]
    assert np.median(width[1] / width[0]) < 0.6


def test_nothing_sold_in_the_first_weeks_lowers_it() -> None:
    features, courses, _ = world(100)
    found = Analogues(QUICK).fit(features, courses)
    first = launch(found, features.rows(np.array([0])))
    later = updated(found, first, np.zeros((1, 2)))
    assert later.total[0] < 0.5 * first.total[0]
    empty = updated(found, first, np.zeros((1, 2)), np.full((1, 2), 0.1))
    assert empty.total[0] > later.total[0]


def test_the_same_seed_gives_the_same_forecast() -> None:
    features, courses, _ = world(80)
    once = launch(Analogues(QUICK).fit(features, courses), features).mean
    again = launch(Analogues(QUICK).fit(features, courses), features).mean
    assert (once == again).all()


def test_pictures_tell_what_attributes_do_not() -> None:
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(300, 6))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    level = np.exp(2.0 * vectors[:, 0])
    courses = rng.poisson(20 * level[:, None] * np.ones(4)).astype(float)
    plain = np.ones((300, 1))
    seen, blind = Features(plain, vectors), Features(plain)
    past, now = np.arange(220), np.arange(220, 300)
    errors = []
    for each in (seen, blind):
        found = Analogues(QUICK).fit(each.rows(past), courses[past])
        said = launch(found, each.rows(now)).total
        errors.append(np.abs(said - courses[now].sum(axis=1)).sum())
    assert errors[0] < 0.75 * errors[1]


def test_a_missing_picture_stands_at_the_mean() -> None:
    features, courses, _ = world(80)
    vectors = np.random.default_rng(6).normal(size=(80, 5))
    vectors[3] = np.nan
    found = Analogues(QUICK).fit(Features(features.plain, vectors), courses)
    assert np.isfinite(launch(found, Features(features.plain, vectors)).mean).all()


def test_unknown_attributes_and_numbers() -> None:
    found = Features.of([["a", None, "b"]], [[1.0, float("nan"), 3.0]])
    assert found.plain.tolist() == [[1, 0, 1], [0, 0, 2], [0, 1, 3]]


def test_a_distribution_by_hand() -> None:
    law = LaunchForecast(np.array([[4.0, 6.0]]), np.array([10.0]), np.array([2.0]), 0.0, np.eye(1))
    # Variance of the sum: 10 + 10² ÷ 2 = 60.
    assert law.cumulative_sd()[0, 1] == pytest.approx(np.sqrt(60))
    assert law.quantile(0.1)[0, 0] <= law.quantile(0.9)[0, 0]


def test_too_few_launches() -> None:
    features, courses, _ = world(9)
    with pytest.raises(NotEnoughDataError, match="only 9 earlier items"):
        Analogues().fit(features, courses)
    with pytest.raises(InputError, match="9 items have features and 3 have sales"):
        Analogues().fit(features, courses[:3])
