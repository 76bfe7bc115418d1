"""Candidates from several recommenders, and what each of them says of each candidate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from modiste.learn.recommend.base import Recommender
from modiste.learn.recommend.frames import NOTHING
from modiste.learn.recommend.histories import Codes, Floats, Histories, Mask
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.linked import LinkedModel
from modiste.learn.recommend.links import spread_at

Cube = npt.NDArray[np.float32]
"""Shape (rows, candidates, features)."""


@dataclass(frozen=True)
class Pool:
    """Candidates of some histories.

    Attributes:
        items: shape (rows, candidates), ascending codes, -1 at the end.
        scores: shape (rows, candidates, members), -inf where a member knows nothing.
    """

    items: Codes
    scores: Cube

    @property
    def real(self) -> Mask:
        """Which places hold a candidate, shape (rows, candidates)."""
        return self.items >= 0


def pool_of(
    members: Mapping[str, Recommender],
    histories: Histories,
    depth: int,
    *,
    allowed: Mask | None = None,
    exclude: Histories | None = None,
) -> Pool:
    """The best ``depth`` items of each member, and every member's score of each of them."""
    depth = min(depth, next(iter(members.values())).data.n_items)
    lists = [
        member._best_of(histories, depth, allowed, exclude).items  # noqa: SLF001
        for member in members.values()
    ]
    items = union(np.concatenate(lists, axis=1))
    scores = np.stack([each.scores_at(histories, items) for each in members.values()], axis=2)
    return Pool(items, scores)


def union(lists: Codes) -> Codes:
    """Each code once a row, ascending, -1 at the end; as narrow as the longest row allows."""
    ordered = np.sort(lists, axis=1)
    ordered[:, 1:][ordered[:, 1:] == ordered[:, :-1]] = -1
    last = np.iinfo(np.int32).max
    ordered = np.sort(np.where(ordered < 0, last, ordered), axis=1)
    width = max(1, int((ordered < last).sum(axis=1).max(initial=0)))
    found: Codes = np.where(ordered[:, :width] == last, -1, ordered[:, :width])
    return found


def standard(pool: Pool) -> Cube:
    """Scores made comparable: in deviations from the row's mean, over candidates a member knows.

    What a member does not know gets the least of its scores in the row; where it knows nothing of
    the row, all get 0.
    """
    known = np.isfinite(pool.scores) & pool.real[:, :, None]
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    values = np.where(known, pool.scores, 0.0).astype(np.float64)
    mean = values.sum(axis=1, keepdims=True) / count
    centred = np.where(known, values - mean, 0.0)
    deviation = np.sqrt((centred**2).sum(axis=1, keepdims=True) / count)
    scaled = centred / np.maximum(deviation, 1e-9)
    least = np.where(known, scaled, 0.0).min(axis=1, keepdims=True)
    made: Cube = np.where(known, scaled, least).astype(np.float32)
    return made


def ranks(pool: Pool) -> Cube:
    """Place of each candidate in each member's order, from 0."""
    order = np.argsort(-pool.scores, axis=1, kind="stable")
    places = np.empty(order.shape, np.float32)
    np.put_along_axis(
        places, order, np.arange(order.shape[1], dtype=np.float32)[None, :, None], axis=1
    )
    return places


def features_of(
    pool: Pool, blend: Floats, histories: Histories, members: Mapping[str, Recommender]
) -> Cube:
    """What the ranker looks at: members' scores and ranks, the blend, the item, the history.

    Args:
        pool: candidates.
        blend: shape (rows, candidates), the blend's scores.
        histories: rows.
        members: the fitted members.
    """
    data = next(iter(members.values())).data
    scores = np.where(pool.scores == NOTHING, np.nan, pool.scores)
    items = np.maximum(pool.items, 0)
    shape = items.shape
    popularity = np.log1p(data.popularity)[items]
    lengths = np.broadcast_to(np.log1p(histories.lengths)[:, None], shape)
    known = np.isfinite(scores).sum(axis=2)
    blended = np.where(pool.real, blend, -np.inf)
    place = np.argsort(np.argsort(-blended, axis=1, kind="stable"), axis=1, kind="stable")
    alone = [blend, place, popularity, lengths, known]
    if data.timed:
        alone += [_idle(data)[items]]
    alone += _by_place(pool.items, histories, members)
    return np.concatenate(
        [scores, standard(pool), ranks(pool), np.stack(alone, axis=2).astype(np.float32)], axis=2
    )


def _by_place(
    items: Codes, histories: Histories, members: Mapping[str, Recommender]
) -> list[Floats]:
    """For each matrix of links what the newest entry says alone, and all entries alike."""
    newest = (histories.ages == 0).astype(np.float32)
    alike = np.ones(histories.size, np.float32)
    return [
        np.where(np.isfinite(found), found, 0.0)
        for member in members.values()
        if isinstance(member, LinkedModel)
        for found in (
            spread_at(member.links, histories, newest, items),
            spread_at(member.links, histories, alike, items),
        )
    ]


def _idle(data: Interactions) -> Floats:
    """Days since each item was last taken."""
    last = np.full(data.n_items, -np.inf)
    np.maximum.at(last, data.pairs.items, data.pairs.times)
    return np.minimum(data.now - last, 1e6).astype(np.float32)
