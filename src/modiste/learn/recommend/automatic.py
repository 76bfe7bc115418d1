"""The automatic choice: what ranked held-out items best.

In the contest are each member of the line-up, their log-linear blend, and a learned ranker over
the candidates of all. Weights and ranker learn from one part of the held-out items; all are judged
on the other part by NDCG@10, ranked among all items. A member wins by a standard error or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.recommend.base import Arrays, Recommender
from modiste.learn.recommend.frames import Top
from modiste.learn.recommend.histories import Codes, Doubles, Floats, Histories, Mask
from modiste.learn.recommend.holdout import gains
from modiste.learn.recommend.hybrid import Hybrid, HybridConfig, Lesson
from modiste.learn.recommend.loglinear import blend, fit_weights
from modiste.learn.recommend.pool import Cube, Pool, features_of, standard
from modiste.learn.recommend.ranker import (
    RankerSettings,
    as_array,
    installed,
    of_array,
    predict,
    train,
)

BLEND = "blend"
RANKER = "ranker"


class AutomaticConfig(HybridConfig):
    """Settings of the automatic choice."""

    judged: float = Field(
        0.3, gt=0, lt=1, description="Share of the held-out items that models are judged on."
    )
    trees: int = Field(150, ge=1, description="Rounds of boosting of the ranker.")
    ranked: int = Field(
        200, ge=1, description="Held-out items among candidates from which on a ranker is trained."
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
        found = self._contest(lesson, judged, members)
        self.scores = _table(found)
        self.chosen = _winner(found, members)
        self._booster = None
        if self.chosen == RANKER:
            taught = lesson.part(lesson.place >= 0)
            self._booster = self._trained(taught, self.weights, members)

    def _contest(
        self, lesson: Lesson, judged: Mask, members: dict[str, Recommender]
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
            booster = self._trained(learn, weights, members)
            orders[RANKER] = predict(booster, _features(asked, weights, members), asked.pool.real)
        for name, scores in orders.items():
            found[name] = np.zeros(len(judge.place))
            found[name][judge.place >= 0] = _gains(asked, scores)
        return found

    def _trained(self, lesson: Lesson, weights: Doubles, members: dict[str, Recommender]) -> Any:
        settings = RankerSettings(trees=self.config.trees, seed=self.config.seed)
        features = _features(lesson, weights, members)
        return train(features, lesson.pool.real, lesson.place, settings)

    def _rank(self, pool: Pool, histories: Histories) -> Floats:
        blended = super()._rank(pool, histories)
        if self.chosen == RANKER:
            features = features_of(pool, blended, histories, self.members)
            return predict(self._booster, features, pool.real)
        if self.chosen == BLEND:
            return blended
        scores: Floats = pool.scores[:, :, list(self.members).index(self.chosen)]
        return scores

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


def _winner(found: dict[str, Doubles], members: Iterable[str]) -> str:
    """The better of blend and ranker, unless a member beats it by a standard error.

    A combination of all errs less where the judged people were few.
    """
    joint = max((name for name in found if name not in set(members)), key=lambda n: found[n].mean())
    single = max(members, key=lambda name: float(found[name].mean()))
    lead = found[single] - found[joint]
    clear = lead.mean() > lead.std() / np.sqrt(len(lead))
    return single if clear else joint


def _table(found: dict[str, Doubles]) -> pl.DataFrame:
    """Mean and standard error of each contestant, best first."""
    rows = [
        (name, float(each.mean()), float(each.std(ddof=1) / np.sqrt(len(each))))
        for name, each in found.items()
    ]
    return pl.DataFrame(rows, schema=_SCORES, orient="row").sort("ndcg", descending=True)


def _features(lesson: Lesson, weights: Doubles, members: dict[str, Recommender]) -> Cube:
    blended = blend(lesson.pool, standard(lesson.pool), weights)
    return features_of(lesson.pool, blended, lesson.held.histories, members)


def _gains(lesson: Lesson, scores: Floats) -> Doubles:
    order = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    items: Codes = np.take_along_axis(lesson.pool.items, order, axis=1)
    return gains(Top(items, np.take_along_axis(scores, order, axis=1)), lesson.held.items)
