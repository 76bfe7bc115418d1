"""Answers in one process: an index that is renewed whole while requests go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from threading import Lock

from modiste.recommend.edits import edits_of, withdraw_edits, write_edits
from modiste.recommend.index import Ask, Index, Pick
from modiste.recommend.saved import newest
from modiste.recommend.service import day_of, open_index
from modiste.recommend.similar import Companion, alike, worn_with
from modiste.store.workspace import Workspace

TABLES = ("product", "variant", "stock", "sale", "event", "customer", "profile_edit", "attribute")
"""Tables whose new versions call for a new index."""

State = tuple[str | None, dict[str, int | None], dt.date]
"""Run of the newest model, versions of the tables, and the day."""


class Counter:
    """Where a shop's pages ask.

    A request reads the index once and keeps it to its end, so it sees one state of the shop.
    :meth:`renew` builds the next index beside the one in use and puts it in its place by a single
    assignment.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        as_of: dt.datetime | None = None,
        day: Callable[[], dt.date] | None = None,
    ) -> None:
        """Open the newest model over the newest facts.

        Args:
            workspace: of the shop.
            as_of: the day; today by default, and anew at every renewal.
            day: gives the day instead, anew at every renewal.

        Raises:
            NotEnoughDataError: no model was fitted yet.
        """
        self._workspace = workspace
        self._day = day or (lambda: day_of(workspace, as_of))
        self._renewing = Lock()
        self._back: set[str] = set()
        self._state = self._now()
        self._index = self._open(self._state)

    @property
    def index(self) -> Index:
        """The index in use."""
        return self._index

    def renew(self) -> bool:
        """Build a new index if a model was fitted or a table has changed; returns whether.

        Of several threads that call at once, one builds and the others go on with the old index.
        """
        if not self._renewing.acquire(blocking=False):
            return False
        try:
            state = self._now()
            if state == self._state:
                return False
            index = self._open(state)
            back, self._back = self._back, set()
            index.forgotten.update(self._index.forgotten - back)
            if index.sessions is not None and self._index.sessions is not None:
                index.sessions.succeed(self._index.sessions)
            self._index, self._state = index, state
            return True
        finally:
            self._renewing.release()

    def recommend(self, ask: Ask) -> Sequence[Pick]:
        """Answer a request; see :meth:`Index.recommend`."""
        return self._index.recommend(ask)

    def similar(self, item: str, k: int, *, language: str | None = None) -> Sequence[Companion]:
        """Items like one, named by its style or variant."""
        index = self._index
        return alike(index, index.item_of(item), k, language=language)

    def worn_with(self, item: str, k: int, *, language: str | None = None) -> Sequence[Companion]:
        """Items to wear with one, named by its style or variant."""
        index = self._index
        return worn_with(index, index.item_of(item), k, language=language)

    def saw(self, session: str, item: str) -> None:
        """Note what a visitor looks at now; an item that is not in the index is not noted."""
        index = self._index
        code = index.find(item)
        if code is not None and index.sessions is not None:
            index.sessions.saw(session, code)

    def edit(
        self,
        customer: str,
        *,
        like: Sequence[str] = (),
        avoid: Sequence[str] = (),
        ignore: Sequence[str] = (),
        withdraw: Sequence[str] = (),
    ) -> int:
        """Store what a person says of their profile; it counts in the next answer.

        Args:
            customer: whose profile.
            like: values such as ``colour:navy``.
            avoid: likewise.
            ignore: attributes or values.
            withdraw: edits of values, or of whole attributes, that no longer stand.

        Returns:
            Number of edits.
        """
        written = write_edits(self._workspace, customer, like=like, avoid=avoid, ignore=ignore)
        written += withdraw_edits(self._workspace, customer, withdraw)
        if written:
            index = self._index
            index.retell(customer, edits_of(self._workspace, customer))
        return written

    def erase(self, customer: str) -> None:
        """Erase a profile: stored as an edit, and left out of the answers at once."""
        write_edits(self._workspace, customer, erase=True)
        self._index.forget(customer)

    def forget(self, customer: str) -> None:
        """Leave a person out of the answers from now on, as when they take consent back."""
        self._index.forget(customer)

    def welcome(self, customer: str) -> None:
        """Let a person who was left out come back with the next index, as when they agree anew."""
        self._back.add(customer)

    def _open(self, state: State) -> Index:
        return open_index(self._workspace, dt.datetime.combine(state[2], dt.time()))

    def _now(self) -> State:
        known = {name: self._workspace.lake.version(name) for name in TABLES}
        return newest(self._workspace.folder("models")), known, self._day()
