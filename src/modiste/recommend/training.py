"""Learning a recommender: weights from past choices, a ranker where it wins the backtest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.learn.ranking.intervals import Interval, bootstrap, difference
from modiste.learn.ranking.metrics import Taken, scores
from modiste.recommend.blend import Blend, Choices, fit_weights
from modiste.recommend.catalogue import Catalogue
from modiste.recommend.journal import Journal
from modiste.recommend.ranker import Ranker, fit_ranker, reranked
from modiste.recommend.recipe import Recipe, default_weights, least_weights, signals_of
from modiste.recommend.signals import Signal
from modiste.recommend.windows import Window, choices_of, lists_of, popular_lists, window

F32 = NDArray[np.float32]

JUDGED = 10
"""Length of the lists on which models are compared."""
_FEW = 30


@dataclass(frozen=True)
class Backtest:
    """What the newest window said.

    Attributes:
        people: how many people bought something in it.
        blend: NDCG@10 of the blend that was learnt on older windows.
        popularity: NDCG@10 of recency popularity.
        gain: NDCG@10 of the ranker less that of the blend, on the same people; ``None`` where no
            ranker was tried.
        gain_cold: the same for people without a history; nobody may have been one.
    """

    people: int
    blend: Interval
    popularity: Interval
    gain: Interval | None
    gain_cold: Interval | None = None

    @property
    def ranker_for_all(self) -> bool:
        """Whether the ranker does people without a history no harm."""
        return self.gain_cold is None or not self.gain_cold.mean < 0


@dataclass(frozen=True)
class Trained:
    """A recommender that was learnt.

    Attributes:
        blend: signals as of today, weights learnt on all windows.
        ranker: on top of it, where it won.
        backtest: why; ``None`` where there was too little to judge on.
        choices: number of past choices learnt from.
    """

    blend: Blend
    ranker: Ranker | None
    backtest: Backtest | None
    choices: int


def train(
    journal: Journal,
    catalogue: Catalogue,
    now: float,
    recipe: Recipe,
    *,
    ranker: bool = True,
    seed: int = 0,
) -> Trained:
    """Learn a recommender.

    Args:
        journal: what happened before ``now``.
        catalogue: the items.
        now: the day, in days since 1970.
        recipe: signals and windows.
        ranker: whether a ranker may be tried.
        seed: of everything random.
    """
    windows = past_windows(journal, catalogue, now, recipe, seed=seed)
    choices = [choices_of(found, recipe, seed=seed) for found in windows]
    signals = signals_of(journal, catalogue, now, recipe)
    judged = None
    if len(windows) > 1:
        old = learnt(choices[1:], signals)
        judged = _backtest(windows, old, recipe, ranker=ranker, seed=seed)
    weights = learnt(choices, signals)
    won = judged is not None and judged.gain is not None and judged.gain.low > 0
    blends = [Blend(found.signals, weights) for found in windows]
    trees = fit_ranker(windows, blends, candidates=recipe.candidates, seed=seed) if won else None
    return Trained(
        Blend(signals, weights), trees, judged, sum(len(each.weight) for each in choices)
    )


def past_windows(
    journal: Journal, catalogue: Catalogue, now: float, recipe: Recipe, *, seed: int = 0
) -> list[Window]:
    """Windows that ended by ``now``, newest first; only those in which people bought something."""
    found = []
    for number in range(recipe.windows):
        start = now - recipe.window_days * (number + 1)
        if not (journal.day < start).any():
            break
        cut = window(
            journal.before(now), catalogue, start, recipe, most=recipe.choices, seed=seed + number
        )
        if cut.queries and cut.on_sale.sum() > 1:
            found.append(cut)
    # Signals differ where a window has no person yet; such a one cannot be learnt with others.
    return [cut for cut in found if len(cut.signals) == len(found[0].signals)]


def learnt(choices: list[Choices], signals: tuple[Signal, ...]) -> F32:
    """Weights of signals, learnt on the choices of several windows."""
    default = default_weights(signals)
    usable = [each for each in choices if each.signals.shape[2] == len(default)]
    if not usable:
        return default
    return fit_weights(Choices.joined(usable), default, least=least_weights(signals))


def _backtest(
    windows: list[Window], weights: F32, recipe: Recipe, *, ranker: bool, seed: int
) -> Backtest | None:
    """Judge on the newest window what was learnt on the older ones."""
    newest, older = windows[0], windows[1:]
    if len(newest.queries) < _FEW:
        return None
    taken = Taken.of([each.tolist() for each in newest.taken])
    blend = Blend(newest.signals, weights)
    plain = scores(lists_of(newest, blend, JUDGED), taken).ndcg
    popular = scores(popular_lists(newest, newest.signals[0].name, JUDGED), taken).ndcg
    gain = gain_cold = None
    if ranker:
        blends = [Blend(found.signals, weights) for found in older]
        trees = fit_ranker(older, blends, candidates=recipe.candidates, seed=seed)
        if trees is not None:
            lists = reranked(newest, blend, trees, JUDGED, recipe.candidates)
            ranked = scores(lists, taken).ndcg
            gain = difference(ranked, plain, seed=seed)
            cold = np.array([not len(query.items) for query in newest.queries])
            gain_cold = difference(ranked[cold], plain[cold], seed=seed)
    return Backtest(
        len(newest.queries),
        bootstrap(plain, seed=seed),
        bootstrap(popular, seed=seed),
        gain,
        gain_cold,
    )
