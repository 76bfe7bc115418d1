"""The automatic choice: what ranked held-out items best.

In the contest are each member of the line-up, their log-linear blend, a learned ranker over the
blend's best candidates, and the mean of ranker and blend. Weights and ranker learn from one part of
the held-out items; all are judged on the other part by NDCG@10, ranked among all items. What
combines most is used unless another beats it by a standard error. Where few items are held out, the
ranker also learns from the item before each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.recommend.base import Arrays, Recommender
from modiste.learn.recommend.frames import Top
from modiste.learn.recommend.histories import Codes, Doubles, Floats, Histories, Mask
from modiste.learn.recommend.holdout import gains, hold_out
from modiste.learn.recommend.hybrid import Hybrid, HybridConfig, Lesson, lesson_of, sample
from modiste.learn.recommend.loglinear import blend, chosen_place, fit_weights
from modiste.learn.recommend.pool import Pool, standard
from modiste.learn.recommend.ranker import (
    Choices,
    RankerSettings,
    as_array,
    installed,
    of_array,
    train,
)
from modiste.learn.recommend.shortlist import Shortlist

BLEND = "blend"
RANKER = "ranker"
BOTH = "blend+ranker"

Round = tuple[Lesson, dict[str, Recommender]]
"""Questions, and the members that made their candidates."""


class AutomaticConfig(HybridConfig):
    """Settings of the automatic choice."""

    judged: float = Field(
        0.3, gt=0, lt=1, description="Share of the held-out items that models are judged on."
    )
    trees: int = Field(150, ge=1, description="Rounds of boosting of the ranker.")
    shortlist: int = Field(
        60, ge=1, description="Best candidates of the blend that the ranker puts in order."
    )
    ranked: int = Field(
        200, ge=1, description="Held-out items among candidates from which on a ranker is trained."
    )
    enough: int = Field(
        20_000,
        ge=0,
        description="Held-out items below which the ranker also learns from the items before them.",
    )


class Automatic(Hybrid):
    """The best of the members, their blend and a learned ranker.

    After :meth:`fit`, ``scores`` holds the table of the contest and ``chosen`` the winner.
    """

    name: ClassVar[str] = "auto"
    config_class: ClassVar[type[AutomaticConfig]] = AutomaticConfig
    config: AutomaticConfig
    scores: pl.DataFrame
    chosen: str
    _booster: Any = None

    def _untaught(self) -> None:
        self.chosen, self._booster = BLEND, None
        self.scores = _table({})

    def _teach(self, lesson: Lesson, members: dict[str, Recommender]) -> None:
        rng = np.random.default_rng(self.config.seed)
        judged = rng.random(len(lesson.place)) < self.config.judged
        before = self._before(lesson, members) if installed() else []
        found = self._contest(lesson, judged, members, before)
        self.scores = _table(found)
        self.chosen = _winner(found)
        self._booster = None
        if self.chosen in (RANKER, BOTH):
            self._booster = self._trained([(lesson, members), *before], self.weights)

    def _before(self, lesson: Lesson, members: dict[str, Recommender]) -> list[Round]:
        """The questions one item earlier, of members that saw less still; none where enough ask."""
        config = self.config
        if len(lesson.place) >= config.enough or (lesson.place >= 0).sum() < config.ranked:
            return []
        held = sample(
            hold_out(lesson.held.known, config.split, config.seed), config.enough, config.seed
        )
        if len(held.users) < config.ranked:
            return []
        younger = {
            name: type(member)(member.config).fit(held.known) for name, member in members.items()
        }
        return [(lesson_of(younger, held, config.depth), younger)]

    def _contest(
        self,
        lesson: Lesson,
        judged: Mask,
        members: dict[str, Recommender],
        before: list[Round],
    ) -> dict[str, Doubles]:
        """NDCG@10 of each judged question."""
        learn, judge = lesson.part(~judged), lesson.part(judged)
        histories, items = judge.held.histories, judge.held.items
        found = {
            name: gains(member.top_of(histories, 10, exclude=histories), items)
            for name, member in members.items()
        }
        # Who did not take a candidate teaches nothing, and no order of candidates gains there.
        learn, asked = learn.part(learn.place >= 0), judge.part(judge.place >= 0)
        weights = fit_weights(learn.pool, standard(learn.pool), learn.place)
        orders = {BLEND: blend(asked.pool, standard(asked.pool), weights)}
        if installed() and len(learn.place) >= self.config.ranked:
            booster = self._trained([(learn, members), *before], weights)
            ranking = self._ranking(asked.pool, orders[BLEND], asked.held.histories)
            trees = ranking.predicted(booster, weights, members)
            orders[RANKER] = ranking.whole(trees)
            orders[BOTH] = ranking.whole(ranking.with_blend(trees, weights))
        for name, scores in orders.items():
            found[name] = np.zeros(len(judge.place))
            found[name][judge.place >= 0] = _gains(asked, scores)
        return found

    def _trained(self, rounds: Sequence[Round], weights: Doubles) -> Any:
        settings = RankerSettings(trees=self.config.trees, seed=self.config.seed)
        return train([self._choices(*each, weights) for each in rounds], settings)

    def _choices(
        self, lesson: Lesson, members: dict[str, Recommender], weights: Doubles
    ) -> Choices:
        blended = blend(lesson.pool, standard(lesson.pool), weights)
        ranking = self._ranking(lesson.pool, blended, lesson.held.histories)
        place = chosen_place(ranking.close, lesson.held.items)
        return Choices(ranking.features(weights, members), ranking.close.real, place)

    def _ranking(self, pool: Pool, blended: Floats, histories: Histories) -> Shortlist:
        return Shortlist.of(pool, blended, histories, self.config.shortlist)

    def _rank(self, pool: Pool, histories: Histories) -> Floats:
        blended = super()._rank(pool, histories)
        if self.chosen == BLEND:
            return blended
        if self.chosen in self.members:
            scores: Floats = pool.scores[:, :, list(self.members).index(self.chosen)]
            return scores
        ranking = self._ranking(pool, blended, histories)
        trees = ranking.predicted(self._booster, self.weights, self.members)
        if self.chosen == BOTH:
            return ranking.whole(ranking.with_blend(trees, self.weights))
        return ranking.whole(trees)

    def scores_of(self, histories: Histories) -> Floats:
        """Scores of the candidates, or of all items if a single member won."""
        if self.chosen in self.members:
            return self.members[self.chosen].scores_of(histories)
        return super().scores_of(histories)

    def _best_of(
        self, histories: Histories, k: int, allowed: Mask | None, exclude: Histories | None
    ) -> Top:
        if self.chosen in self.members:
            return self.members[self.chosen]._best_of(histories, k, allowed, exclude)  # noqa: SLF001
        return super()._best_of(histories, k, allowed, exclude)

    def because(self, histories: Histories, items: Codes) -> Codes:
        """What the winner names, or the first member that can."""
        if self.chosen in self.members:
            return self.members[self.chosen].because(histories, items)
        return super().because(histories, items)

    def _explain(self, history: Histories, item: int) -> pl.DataFrame:
        if self.chosen in self.members:
            return self.members[self.chosen]._explain(history, item)  # noqa: SLF001
        return super()._explain(history, item)

    def _state(self) -> Arrays:
        trees = {} if self._booster is None else {"trees": as_array(self._booster)}
        table = {f"scores_{name}": self.scores[name].to_numpy() for name in ("ndcg", "error")}
        names = np.array(self.scores["model"].to_list() or [""])
        return {
            **super()._state(), **trees, **table, "scores_model": names,
            "chosen": np.array(self.chosen),
        }  # fmt: skip

    def _restore(self, state: Arrays) -> None:
        super()._restore(state)
        self.chosen = str(state["chosen"])
        self._booster = of_array(state["trees"]) if "trees" in state else None
        size = len(state["scores_ndcg"])
        self.scores = pl.DataFrame(
            {
                "model": [str(name) for name in state["scores_model"][:size]],
                "ndcg": state["scores_ndcg"],
                "error": state["scores_error"],
            },
            schema=_SCORES,
        )


_SCORES = {"model": pl.String, "ndcg": pl.Float64, "error": pl.Float64}


def _winner(found: dict[str, Doubles]) -> str:
    """The mean of blend and ranker (or the blend alone), unless another beats it clearly.

    A combination errs less where the judged people were few; a lead counts from one standard
    error on.
    """
    joint = BOTH if BOTH in found else BLEND
    best = max(found, key=lambda name: float(found[name].mean()))
    lead = found[best] - found[joint]
    clear = lead.mean() > lead.std() / np.sqrt(len(lead))
    return best if clear else joint


def _table(found: dict[str, Doubles]) -> pl.DataFrame:
    """Mean and standard error of each contestant, best first."""
    rows = [
        (name, float(each.mean()), float(each.std(ddof=1) / np.sqrt(len(each))))
        for name, each in found.items()
    ]
    return pl.DataFrame(rows, schema=_SCORES, orient="row").sort("ndcg", descending=True)


def _gains(lesson: Lesson, scores: Floats) -> Doubles:
    order = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    items: Codes = np.take_along_axis(lesson.pool.items, order, axis=1)
    return gains(Top(items, np.take_along_axis(scores, order, axis=1)), lesson.held.items)
