"""Which recommenders a blend is made of, and how much each forgets of a history."""

from __future__ import annotations

from collections.abc import Sequence as Names

import numpy as np

from modiste.learn.recommend import recommender
from modiste.learn.recommend.als import ALS, ALSConfig
from modiste.learn.recommend.attributes import fields_of
from modiste.learn.recommend.base import Recommender
from modiste.learn.recommend.content import Content
from modiste.learn.recommend.ease import Ease, EaseConfig, pair_bytes
from modiste.learn.recommend.events import ITEM
from modiste.learn.recommend.holdout import HeldOut, gains
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.item_knn import ItemKNN, ItemKNNConfig
from modiste.learn.recommend.popularity import Popularity
from modiste.learn.recommend.projected import Projected
from modiste.learn.recommend.sequence import Sequence
from modiste.learn.recommend.user_knn import UserKNN, UserKNNConfig
from modiste.learn.recommend.walk import RandomWalk, RandomWalkConfig

DECAYS = (1.0, 0.9, 0.8, 0.65, 0.5, 0.35)
"""Decays that are tried on held-out items."""

_ALS_PAIRS = 2_000_000
"""Pairs up to which factors are worth their time."""


def lineup(data: Interactions, names: Names[str] = (), seed: int = 0) -> dict[str, Recommender]:
    """Fresh members of a blend.

    Args:
        data: what they will be fitted on.
        names: names of recommenders; by default those that suit the data: EASE where the sums of
            pairs fit into memory, factors up to two million pairs, content where items have
            attributes.
        seed: of the members that draw.
    """
    if names:
        return {name: recommender(name)() for name in names}
    members: list[Recommender] = [
        Popularity(),
        ItemKNN(ItemKNNConfig(shrink=5.0)),
        RandomWalk(RandomWalkConfig()),
        UserKNN(UserKNNConfig()),
    ]
    if data.ordered:
        members.append(Sequence())
    if pair_bytes(data) <= EaseConfig().memory * 1e9 / 2:
        members.append(Ease())
    if data.pairs.size <= _ALS_PAIRS:
        members.append(ALS(ALSConfig(seed=seed)))
    if data.item_table is not None and fields_of(data.item_table, ITEM):
        members += [Content(), Projected()]
    return {member.name: member for member in members}


def tune_decay(member: Recommender, held: HeldOut, k: int = 10) -> None:
    """Give a fitted member the decay with the best NDCG on held-out items; it needs no new fit."""
    if "decay" not in type(member.config).model_fields:
        return
    kept = member.config
    histories = held.histories
    scores = []
    for decay in DECAYS:
        member.config = kept.model_copy(update={"decay": decay})
        top = member.top_of(histories, k, exclude=histories)
        scores.append(float(gains(top, held.items, k).mean()))
    member.config = kept.model_copy(update={"decay": DECAYS[int(np.argmax(scores))]})
