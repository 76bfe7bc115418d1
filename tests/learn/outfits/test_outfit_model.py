from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad

from modiste.learn.outfits.judge import hits, judge
from modiste.learn.outfits.model import (
    OutfitModel,
    OutfitModelConfig,
    _PseudoLikelihood,
    lift,
    score_choices,
)
from modiste.learn.outfits.sets import Blanks, Outfits, blanks, broken_sets, random_sets
from modiste.model.errors import InputError, NotEnoughDataError

TOPS = ("tee", "blouse")
BOTTOMS = ("jeans", "skirt")
SHOES = ("sneakers", "pumps")


def made(count: int, seed: int = 0) -> Outfits:
    """Casual pieces go with casual ones nine times in ten."""
    rng = np.random.default_rng(seed)
    sets = []
    for _ in range(count):
        style = int(rng.integers(2))
        picks = [style if rng.random() < 0.9 else 1 - style for _ in range(3)]
        sets.append({kind[k] for kind, k in zip((TOPS, BOTTOMS, SHOES), picks, strict=True)})
    return Outfits.of(sets)


def test_sets_are_read_once_and_unknown_names_left_out():
    found = Outfits.of([["a", "b", "a"], ["a", "z"], ["b", "c"]], names=["a", "b", "c"])
    assert found.member.tolist() == [[True, True, False], [False, True, True]]
    assert found.popularity.tolist() == [0.25, 0.5, 0.25]
    with pytest.raises(InputError):
        Outfits.of([["a"], []])


def test_noise_has_the_sizes_of_the_outfits():
    outfits, rng = made(200), np.random.default_rng(0)
    size = outfits.member.sum(axis=1)
    drawn = random_sets(outfits, outfits.popularity, rng)
    assert np.array_equal(drawn.sum(axis=1), size)
    broken = broken_sets(outfits, outfits.popularity, rng)
    assert np.array_equal(broken.sum(axis=1), size)
    assert ((broken != outfits.member).sum(axis=1) == 2).all()


def test_random_sets_follow_popularity():
    outfits = Outfits(("a", "b", "c"), np.ones((20_000, 3), dtype=bool))
    pairs = Outfits(outfits.names, np.tile([True, True, False], (20_000, 1)))
    drawn = random_sets(pairs, np.array([0.6, 0.3, 0.1]), np.random.default_rng(0))
    # Without replacement: P(c among two) = .6·.1/.4 + .3·.1/.7 + .1
    assert drawn[:, 2].mean() == pytest.approx(0.15 + 0.3 / 7 + 0.1, abs=0.01)


def test_blanks_ask_for_what_was_taken_out():
    outfits, rng = made(300), np.random.default_rng(1)
    asked = blanks(outfits, outfits.popularity, rng)
    rows = np.arange(len(asked.context))
    whole = asked.context.copy()
    whole[rows, asked.choices[:, 0]] = True
    assert np.array_equal(whole, outfits.member)
    assert not whole[rows[:, None], asked.choices[:, 1:]].any()
    group = np.array([0, 1, 1, 2, 2, 0])
    harder = blanks(outfits, outfits.popularity, rng, wrong=1, group=group)
    assert (group[harder.choices[:, 0]] == group[harder.choices[:, 1]]).all()


def test_lift_by_hand():
    member = np.array([[1, 1, 0], [1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)
    found = lift(member, 1.0)
    # eight members, eight ordered pairs: a and b meet twice; chance is 3/8 · 3/8 · 8
    assert found[0, 1] == pytest.approx(np.log((2 + 1) / (9 / 8 + 1)))
    assert np.allclose(found, found.T)
    assert np.diag(found).tolist() == [0, 0, 0]


def test_the_gradient_is_that_of_the_loss():
    member = made(40).member
    problem = _PseudoLikelihood(member, lift(member, 1.0), 2.0)
    point = np.random.default_rng(0).normal(0, 0.3, len(problem.start) + member.shape[1])
    error = check_grad(
        lambda v: problem._loss(v)[0], lambda v: problem._loss(v)[1], point, epsilon=1e-3
    )
    assert error < 2e-2 * np.linalg.norm(problem._loss(point)[1])


def test_it_learns_what_goes_together():
    model = OutfitModel().fit(made(800))
    at = {name: k for k, name in enumerate(model.names)}
    # Only differences between choices of one blank are told by outfits.
    assert model.pair[at["tee"], at["jeans"]] - model.pair[at["tee"], at["skirt"]] > 0.7
    assert model.pair[at["blouse"], at["pumps"]] - model.pair[at["blouse"], at["sneakers"]] > 0.7
    assert np.allclose(model.pair, model.pair.T)
    good, bad = np.zeros((2, len(at)), dtype=bool)
    good[[at["tee"], at["jeans"], at["sneakers"]]] = True
    bad[[at["tee"], at["skirt"], at["sneakers"]]] = True
    assert model.score(np.stack([good, bad]))[0] > model.score(np.stack([good, bad]))[1]


def test_answers_and_scores_agree_on_one_blank():
    """The best choice by the conditional chance is the one of the highest ratio."""
    outfits = made(400)
    model = OutfitModel().fit(outfits)
    asked = blanks(made(50, seed=9), model.popularity, np.random.default_rng(0), wrong=2)
    by_answer = model.answer(asked)
    rows = np.arange(len(asked.context))
    gaps = []
    for k in range(by_answer.shape[1]):
        sets = asked.context.copy()
        column = asked.choices[:, k]
        sets[rows, column] = True
        row, ratio = model.blanks(sets)
        own = ratio[np.nonzero(sets)[1] == column[row]]
        gaps.append(own - by_answer[:, k])
    # The normaliser of the blank is the same for every choice of one context.
    assert np.ptp(np.stack(gaps), axis=0) == pytest.approx(np.zeros(len(rows)), abs=1e-9)


def test_judging_separates_good_from_chance():
    model = OutfitModel(OutfitModelConfig(iterations=20)).fit(made(800))
    unseen = made(300, seed=5)
    good = judge(unseen, model.answer, model.score, seed=1)
    rng = np.random.default_rng(0)

    def chance(sets):
        return rng.random(len(sets))

    bad = judge(unseen, lambda q: score_choices(q, chance), chance, seed=1)
    assert good.blank is not None
    assert bad.blank is not None
    assert good.random.value > 0.8
    assert good.blank.value > bad.blank.value + 0.2
    assert bad.random.value == pytest.approx(0.5, abs=0.08)
    assert good.blank.low <= good.blank.value <= good.blank.high


def test_ties_count_for_their_share():
    assert hits(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0], [2.0, 1.0, 0.0]])).tolist() == [
        0.5,
        0.0,
        1.0,
    ]


def test_score_choices_fills_each_blank():
    asked = Blanks(np.array([[True, False, False]]), np.array([[1, 2]]))
    assert score_choices(asked, lambda s: s @ np.array([1.0, 10.0, 100.0])).tolist() == [[11, 101]]


def test_too_few_outfits_are_refused():
    with pytest.raises(NotEnoughDataError):
        OutfitModel().fit(made(29))


def test_without_other_categories_there_is_no_blank_to_ask():
    outfits = Outfits(("a", "b"), np.ones((40, 2), dtype=bool))
    model = OutfitModel().fit(outfits)
    assert judge(outfits, model.answer, model.score).blank is None
