"""The contract of every recommender.

Models score *histories*, so that known people, anonymous sessions and baskets go through one door;
people are rows of the interactions they were fitted on.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import numpy as np
import numpy.typing as npt
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from modiste.learn.recommend.dense import dense_at, dense_best
from modiste.learn.recommend.events import ITEM, USER
from modiste.learn.recommend.extend import Extended, extended
from modiste.learn.recommend.frames import (
    NOTHING,
    SIMILAR,
    Top,
    check_arrays,
    check_k,
    empty_top,
    reasons,
    top_frame,
    with_because,
)
from modiste.learn.recommend.histories import Codes, Floats, Histories, Mask
from modiste.learn.recommend.interactions import Interactions
from modiste.model.errors import NotEnoughDataError, Place, UnknownNameError

Arrays = Mapping[str, npt.NDArray[Any]]


class RecommenderConfig(BaseModel):
    """Settings of a recommender: frozen, closed, with a default for everything."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fill: Literal["popularity", "none"] = Field(
        "popularity",
        description="What people get where the model knows nothing: the popular items, or nothing.",
    )
    half_life: float = Field(
        30.0, gt=0, description="Days after which an event counts half for popularity."
    )


class Recommender(ABC):
    """Learns from interactions and ranks items for a history."""

    name: ClassVar[str]
    because_of: ClassVar[str] = "item"
    """What speaks for its items where no single entry of the history does."""
    config_class: ClassVar[type[RecommenderConfig]]
    config: RecommenderConfig

    members: dict[str, Recommender]
    """Fitted recommenders it is made of, saved with it; most have none."""

    _data: Interactions | None = None
    _order: Codes
    _shares: Floats

    def __init__(self, config: RecommenderConfig | None = None) -> None:
        self.config = config or self.config_class()
        self.members = {}

    # --- what a model writes ------------------------------------------------------------------

    @abstractmethod
    def _learn(self, data: Interactions) -> None:
        """Learn from coded interactions."""

    @abstractmethod
    def scores_of(self, histories: Histories) -> Floats:
        """Scores of all items for histories.

        Args:
            histories: rows of item codes, oldest first.

        Returns:
            Shape (rows, items); -inf (:data:`NOTHING`) where the model knows nothing.
        """

    def _best_of(
        self, histories: Histories, k: int, allowed: Mask | None, exclude: Histories | None
    ) -> Top:
        """The best known items; a sparse model does it without dense scores."""
        return dense_best(self.scores_of, self.data.n_items, histories, k, allowed, exclude)

    def scores_at(self, histories: Histories, items: Codes) -> Floats:
        """Scores of some items of each history only.

        Args:
            histories: rows.
            items: shape (rows, k), codes or -1.

        Returns:
            Shape (rows, k); -inf where the model knows nothing.
        """
        return dense_at(self.scores_of, self.data.n_items, histories, items)

    def _similar_to(self, items: Codes) -> Floats:
        """Similarity of all items to each of some, shape (items asked, items)."""
        return self.scores_of(Histories.of([[item] for item in items]))

    def because(self, histories: Histories, items: Codes) -> Codes:
        """The entry of each history that speaks most for each item.

        Args:
            histories: rows.
            items: shape (rows, k), codes or -1.

        Returns:
            Shape (rows, k), item codes, -1 where no single one does.
        """
        del histories
        return np.full(items.shape, -1, np.int32)

    def _explain(self, history: Histories, item: int) -> pl.DataFrame:
        """What speaks for an item, given one history: ``kind, value, weight``."""
        because = self.because(history, np.array([[item]], np.int32))[0, 0]
        score = float(self.scores_of(history)[0, item])
        if because >= 0 and np.isfinite(score):
            return reasons([(ITEM, str(self.data.items[int(because)]), score)])
        return reasons([("popularity", str(self.data.items[item]), float(self._shares[item]))])

    def _state(self) -> Arrays:
        """What was learnt, as arrays that can be saved without pickle."""
        return {}

    def _restore(self, state: Arrays) -> None:
        """Take back what :meth:`_state` gave; ``data`` and ``members`` are there already."""
        del state

    def _extend(self, more: Extended) -> None:
        """Learn of new events; ``self.data`` is still the old one. By default: learn again."""
        self._learn(more.data)

    # --- fitting ------------------------------------------------------------------------------

    @property
    def data(self) -> Interactions:
        """The interactions it was fitted on.

        Raises:
            NotEnoughDataError: it is not fitted.
        """
        if self._data is None:
            raise NotEnoughDataError(
                f"the recommender {self.name!r} is not fitted", remedy="Call fit first."
            )
        return self._data

    def fit(
        self,
        interactions: pl.DataFrame | Interactions,
        items: pl.DataFrame | None = None,
        users: pl.DataFrame | None = None,
    ) -> Self:
        """Learn.

        Args:
            interactions: long frame ``user, item`` and, if known, ``time, weight`` (see
                :meth:`Interactions.of`), or interactions made of one.
            items: column ``item`` and attributes; may name items without events.
            users: column ``user`` and attributes; may name users without events.

        Returns:
            The recommender itself.

        Raises:
            InputError: the frames cannot be used.
        """
        data = Interactions.of(interactions, items, users)
        self._learn(data)
        self._take(data)
        return self

    def partial_update(
        self,
        interactions: pl.DataFrame,
        items: pl.DataFrame | None = None,
        users: pl.DataFrame | None = None,
    ) -> Self:
        """Learn of new events (and new items and users); the result equals a refit, up to ties.

        Args:
            interactions: new events in the form of :meth:`fit`.
            items: new items, with the columns of the first ones.
            users: new users, with the columns of the first ones.

        Raises:
            InputError: the frames cannot be used, or times are of another kind.
        """
        more = extended(self.data, interactions, items, users)
        self._extend(more)
        self._take(more.data)
        return self

    def _take(self, data: Interactions) -> None:
        from modiste.learn.recommend.recency import recent_popularity

        self._data = data
        counts = recent_popularity(data, self.config.half_life)
        self._order = np.lexsort((np.arange(len(counts)), -counts)).astype(np.int32)
        self._shares = (counts / max(float(counts.max(initial=0.0)), 1e-12)).astype(np.float32)

    # --- the quick door: codes and arrays -----------------------------------------------------

    def histories(self, user_codes: npt.NDArray[np.integer[Any]]) -> Histories:
        """What users took, each item once; an unknown user (-1) took nothing."""
        return self.data.pairs.take(user_codes)

    def scores_for(self, user_codes: npt.NDArray[np.integer[Any]]) -> Floats:
        """Scores of all items for users: :meth:`scores_of` their histories."""
        return self.scores_of(self.histories(user_codes))

    def top(
        self,
        user_codes: npt.NDArray[np.integer[Any]],
        k: int,
        *,
        allowed: Mask | None = None,
        filter_seen: bool = True,
    ) -> Top:
        """The best ``k`` items of users; see :meth:`top_of`."""
        histories = self.histories(user_codes)
        exclude = histories if filter_seen else None
        return self.top_of(histories, k, allowed=allowed, exclude=exclude)

    def top_of(
        self,
        histories: Histories,
        k: int,
        *,
        allowed: Mask | None = None,
        exclude: Histories | None = None,
    ) -> Top:
        """The best ``k`` items for histories, filled up with popular ones if so configured.

        Args:
            histories: rows of item codes, oldest first.
            k: length of the lists, at least 1.
            allowed: shape (items,) or (rows, items).
            exclude: rows of items that must not come up.

        Raises:
            InputError: a code or a mask does not belong to these items.
        """
        check_arrays(histories, exclude, allowed, self.data.n_items)
        if allowed is not None and len(allowed) == 1 and allowed.ndim == 2:
            allowed = allowed[0]
        return self._filled(self._best_of(histories, k, allowed, exclude), allowed, exclude)

    def _filled(self, top: Top, allowed: Mask | None, exclude: Histories | None) -> Top:
        """Fill free places in place, if so configured."""
        if self.config.fill == "none" or not top.items.size:
            return top
        from modiste.learn.recommend.toplist import fill_up

        mask = np.ones(self.data.n_items, bool) if allowed is None else allowed
        seen = Histories.of([[]] * len(top.items)) if exclude is None else exclude
        fill_up(*top, self._order, self._shares, np.atleast_2d(mask), seen.offsets, seen.items)
        return top

    # --- the frame door: ids ------------------------------------------------------------------

    def recommend(
        self,
        users: Iterable[object] | pl.Series,
        k: int,
        *,
        allowed: Iterable[object] | pl.Series | None = None,
        filter_seen: bool = True,
        because: bool = False,
    ) -> pl.DataFrame:
        """Rank items for users.

        Args:
            users: ids; unknown ones get what ``config.fill`` says.
            k: items a user, at least 1.
            allowed: ids of the items that may be shown; all by default, unknown ones ignored.
            filter_seen: leave out what the user took already.
            because: say what speaks for each item.

        Returns:
            Frame ``user, item, score, rank``, users in the order asked for, ranks from 1; with
            ``because`` also ``kind`` (``item``, ``popularity``, or the model's own) and ``because``
            (the item of the user's history that speaks most, if one does).

        Raises:
            InputError: ``k`` is not a whole number above 0.
        """
        check_k(k)
        from modiste.learn.recommend.events import texts

        names = texts(users).rename(USER)
        histories = self.histories(self.data.user_codes(names))
        exclude, mask = (histories if filter_seen else None), self._mask(allowed)
        best = self._best_of(histories, min(k, self.data.n_items), mask, exclude)
        known = best.items >= 0
        frame = top_frame(names, self.data.items, self._filled(best, mask, exclude), ITEM)
        if not because:
            return frame
        codes = self.because(histories, best.items)
        return with_because(frame, best, known, codes, self.data.items, self.because_of)

    def similar(self, items: Iterable[object] | pl.Series, k: int) -> pl.DataFrame:
        """Items like others.

        Args:
            items: ids.
            k: items each, at least 1.

        Returns:
            Frame ``item, similar, score, rank``; fewer rows where the model knows no more.

        Raises:
            UnknownNameError: an item was not in the interactions nor in the table of items.
            InputError: ``k`` is not a whole number above 0.
        """
        check_k(k)
        from modiste.learn.recommend.events import texts
        from modiste.learn.recommend.toplist import top_dense

        names = texts(items).rename(ITEM)
        codes = np.array([self._item_code(name) for name in names], np.int32)
        k = min(k, self.data.n_items)
        top = empty_top(len(codes), k)
        for place, code in enumerate(codes):
            scores = np.array(self._similar_to(codes[place : place + 1]), np.float32)
            scores[0, code] = NOTHING
            top_dense(scores, top.items[place : place + 1], top.scores[place : place + 1])
        return top_frame(names, self.data.items, top, SIMILAR)

    def explain(self, user: object, item: object) -> pl.DataFrame:
        """What speaks for an item, in numbers.

        Args:
            user: an id; an unknown user has no history.
            item: an id.

        Returns:
            Frame ``kind, value, weight``, weightiest first; kinds are ``item`` (of the user's
            history), ``attribute`` (value: name and value), ``popularity``, ``member`` (its name).

        Raises:
            UnknownNameError: the item is unknown.
        """
        code = self._item_code(str(item))
        return self._explain(self.histories(self.data.user_codes([user])), code)

    def _item_code(self, item: str) -> int:
        code = int(self.data.item_codes([item])[0])
        if code < 0:
            raise UnknownNameError(
                "the recommender does not know this item",
                place=Place(column=ITEM, value=item),
                remedy="Name an item of the interactions or of the table of items.",
            )
        return code

    def _mask(self, allowed: Iterable[object] | pl.Series | None) -> Mask | None:
        if allowed is None:
            return None
        codes = self.data.item_codes(allowed)
        mask = np.zeros(self.data.n_items, bool)
        mask[codes[codes >= 0]] = True
        return mask

    # --- files --------------------------------------------------------------------------------

    def save(self, folder: Path) -> None:
        """Write the fitted recommender to a folder that :func:`load` reads.

        Raises:
            InputError: the folder holds something else.
        """
        from modiste.learn.recommend.stored import save

        save(self, folder)


def load(folder: Path) -> Recommender:
    """Read a recommender that :meth:`Recommender.save` wrote; no code in it is run.

    Raises:
        InputError: it is no such folder, or another version wrote it.
    """
    from modiste.learn.recommend.stored import load as read

    return read(folder)
