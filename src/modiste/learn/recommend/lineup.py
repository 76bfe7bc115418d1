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

OPTIONS: dict[str, list[dict[str, float]]] = {
    "als": [{"unobserved": u, "penalty": p} for u, p in ((0.02, 0.003), (0.1, 0.01))],
    "item-knn": [{"shrink": shrink} for shrink in (0.0, 5.0, 20.0, 50.0)],
    "rp3beta": [{"alpha": a, "beta": b} for a, b in ((1.0, 0.6), (1.0, 0.3), (0.7, 0.2))],
    "sequence": [{"target": t, "shrink": s} for t in (0.5, 0.3) for s in (0.0, 3.0)],
    "user-knn": [{"neighbours": n, "shrink": s} for n in (100, 300) for s in (0.0, 2.0)],
}
"""Settings that are tried on held-out items; their fits take a moment."""

_ALS_PAIRS = 1_000_000
"""Pairs up to which factors are worth their time."""


def lineup(data: Interactions, names: Names[str] = (), seed: int = 0) -> dict[str, Recommender]:
    """Fresh members of a blend.

    Args:
        data: what they will be fitted on.
        names: names of recommenders; by default those that suit the data: EASE where the sums of
            pairs fit into memory, factors up to a million pairs, content where items have
            attributes.
        seed: of the members that draw.
    """
    if names:
        return {name: recommender(name)() for name in names}
    members: list[Recommender] = [
        Popularity(),
        ItemKNN(ItemKNNConfig(shrink=10.0)),
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


def fitted(member: Recommender, held: HeldOut, *, tune: bool, k: int = 10) -> Recommender:
    """Fit a member on what is known, with the settings that rank held-out items best.

    Args:
        member: fresh, with its default settings.
        held: held-out items.
        tune: try other settings than the defaults; the decay, which needs no new fit, is tried
            always.
        k: length of the lists that are judged.
    """
    choices = OPTIONS.get(member.name, [{}]) if tune else [{}]
    best: tuple[float, Recommender] | None = None
    for choice in choices:
        tried = type(member)(member.config.model_copy(update=choice)).fit(held.known)
        score = tune_decay(tried, held, k)
        if best is None or score > best[0]:
            best = score, tried
    return member if best is None else best[1]


def tune_decay(member: Recommender, held: HeldOut, k: int = 10) -> float:
    """Give a fitted member the decay with the best NDCG on held-out items, and return that."""
    kept = member.config
    decays = DECAYS if "decay" in type(kept).model_fields and held.known.ordered else (None,)
    histories = held.histories
    scores = []
    for decay in decays:
        if decay is not None:
            member.config = kept.model_copy(update={"decay": decay})
        top = member.top_of(histories, k, exclude=histories)
        scores.append(float(gains(top, held.items, k).mean()))
    best = int(np.argmax(scores))
    if decays[best] is not None:
        member.config = kept.model_copy(update={"decay": decays[best]})
    return scores[best]
