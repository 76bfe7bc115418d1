"""Several recommenders as one: candidates of all, a log-linear blend of what they say.

The weights are learnt on held-out items (see ``holdout`` and ``loglinear``) by members that never
saw them; then the members are fitted on everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.recommend.base import Arrays, Recommender, RecommenderConfig
from modiste.learn.recommend.compiled import spans
from modiste.learn.recommend.events import ITEM
from modiste.learn.recommend.frames import NOTHING, Top, empty_top, reasons
from modiste.learn.recommend.histories import Codes, Doubles, Floats, Histories, Mask
from modiste.learn.recommend.holdout import HeldOut, Split, hold_out
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.lineup import fitted, lineup
from modiste.learn.recommend.loglinear import blend, chosen_place, fit_weights
from modiste.learn.recommend.pool import Pool, pool_of, standard

_ROWS = 2_000
"""Histories that are looked at together."""


class HybridConfig(RecommenderConfig):
    """Settings of a blend."""

    members: tuple[str, ...] = Field(
        (), description="Names of the recommenders; empty for those that suit the data."
    )
    depth: int = Field(40, ge=1, description="Candidates of each member.")
    split: Split = Field("auto", description="How items are held out: last, time or auto.")
    questions: int = Field(30_000, ge=10, description="Held-out items that are learnt from.")
    tuned: int = Field(
        2_000_000, ge=0, description="Pairs up to which the members' settings are tuned."
    )
    least: int = Field(50, ge=1, description="Held-out items below which all weigh the same.")
    seed: int = Field(0, ge=0, description="Seed of everything random.")


@dataclass(frozen=True)
class Lesson:
    """Held-out items with their candidates."""

    held: HeldOut
    pool: Pool
    place: Codes

    def part(self, mask: Mask) -> Lesson:
        """Some of the questions."""
        pool = Pool(self.pool.items[mask], self.pool.scores[mask])
        return Lesson(self.held.part(mask), pool, self.place[mask])


class Hybrid(Recommender):
    """A log-linear blend of recommenders."""

    name: ClassVar[str] = "hybrid"
    because_of: ClassVar[str] = "taste"
    config_class: ClassVar[type[HybridConfig]] = HybridConfig
    config: HybridConfig
    weights: Doubles
    """Weight of each member's standardised score."""

    def _learn(self, data: Interactions) -> None:
        config = self.config
        held = hold_out(data, config.split, config.seed)
        held = sample(held, config.questions, config.seed)
        members = lineup(data, config.members, config.seed)
        if len(held.users) < config.least:
            self.weights = np.full(len(members), 1 / len(members))
            self.members = {name: member.fit(data) for name, member in members.items()}
            self._untaught()
            return
        some = sample(held, 3_000, config.seed + 1)
        tune = data.pairs.size <= config.tuned
        members = {name: fitted(member, some, tune=tune) for name, member in members.items()}
        lesson = lesson_of(members, held, config.depth)
        taught = lesson.part(lesson.place >= 0)
        self.weights = fit_weights(taught.pool, standard(taught.pool), taught.place)
        self._teach(lesson, members)
        self.members = {
            name: type(member)(member.config).fit(data) for name, member in members.items()
        }

    def _teach(self, lesson: Lesson, members: dict[str, Recommender]) -> None:
        """Learn more from the held-out items."""

    def _untaught(self) -> None:
        """Too little was held out to learn from."""

    def _rank(self, pool: Pool, histories: Histories) -> Floats:
        """Scores of candidates, shape (rows, candidates)."""
        del histories
        return blend(pool, standard(pool), self.weights)

    def _pools(
        self, histories: Histories, depth: int, allowed: Mask | None, exclude: Histories | None
    ) -> Iterator[tuple[slice, Pool, Histories]]:
        """Candidates of histories, some thousand at a time."""
        for start, end in spans(len(histories), _ROWS):
            wanted = np.arange(start, end)
            mine = histories.take(wanted)
            mask = allowed[start:end] if allowed is not None and allowed.ndim > 1 else allowed
            seen = None if exclude is None else exclude.take(wanted)
            pool = pool_of(self.members, mine, depth, allowed=mask, exclude=seen)
            yield slice(start, end), pool, mine

    def scores_of(self, histories: Histories) -> Floats:
        """Scores of the candidates; nothing for all other items."""
        scores = np.full((len(histories), self.members_data.n_items), NOTHING, np.float32)
        for part, pool, mine in self._pools(histories, self.config.depth, None, None):
            rows, places = np.nonzero(pool.real)
            scores[part][rows, pool.items[rows, places]] = self._rank(pool, mine)[rows, places]
        return scores

    @property
    def members_data(self) -> Interactions:
        """What the members were fitted on."""
        return next(iter(self.members.values())).data

    def _best_of(
        self, histories: Histories, k: int, allowed: Mask | None, exclude: Histories | None
    ) -> Top:
        rows = len(histories)
        top = empty_top(rows, k)
        depth = max(k, self.config.depth)
        for part, pool, mine in self._pools(histories, depth, allowed, exclude):
            scores = self._rank(pool, mine)
            order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
            width = order.shape[1]
            top.items[part, :width] = np.take_along_axis(pool.items, order, axis=1)
            top.scores[part, :width] = np.take_along_axis(scores, order, axis=1)
        return top

    def because(self, histories: Histories, items: Codes) -> Codes:
        """What the first member that can say so names."""
        found = np.full(items.shape, -1, np.int32)
        for member in self.members.values():
            said = member.because(histories, items)
            found = np.where(found < 0, said, found)
        return found

    def _explain(self, history: Histories, item: int) -> pl.DataFrame:
        """Items and attributes that members name first, and each member's share of the score."""
        pool = pool_of(self.members, history, self.config.depth)
        place = np.flatnonzero(pool.items[0] == item)
        if not len(place):
            return super()._explain(history, item)
        shares = standard(pool)[0, place[0]] * self.weights
        rows = [("member", name, float(s)) for name, s in zip(self.members, shares, strict=True)]
        frames = [reasons(rows)]
        for kind in (ITEM, "attribute"):
            said = (
                member._explain(history, item).filter(pl.col("kind") == kind)  # noqa: SLF001
                for member in self.members.values()
            )
            frames.insert(-1, next((frame for frame in said if frame.height), frames[0].clear()))
        return pl.concat(frames)

    def _state(self) -> Arrays:
        return {"weights": self.weights}

    def _restore(self, state: Arrays) -> None:
        self.weights = state["weights"]


def sample(held: HeldOut, count: int, seed: int) -> HeldOut:
    """At most so many questions, drawn at random."""
    if len(held.users) <= count:
        return held
    chosen = np.random.default_rng(seed).choice(len(held.users), count, replace=False)
    mask = np.zeros(len(held.users), bool)
    mask[chosen] = True
    return held.part(mask)


def lesson_of(members: dict[str, Recommender], held: HeldOut, depth: int) -> Lesson:
    """Questions with the candidates of fitted members, ``depth`` of each."""
    histories = held.histories
    pools = [
        pool_of(members, part, depth, exclude=part)
        for part in (
            histories.take(np.arange(start, end)) for start, end in spans(len(histories), _ROWS)
        )
    ]
    width = max(pool.items.shape[1] for pool in pools)
    rows = len(histories)
    items = np.full((rows, width), -1, np.int32)
    scores = np.full((rows, width, len(members)), NOTHING, np.float32)
    start = 0
    for pool in pools:
        end = start + len(pool.items)
        items[start:end, : pool.items.shape[1]] = pool.items
        scores[start:end, : pool.items.shape[1]] = pool.scores
        start = end
    pool = Pool(items, scores)
    return Lesson(held, pool, chosen_place(pool, held.items))
