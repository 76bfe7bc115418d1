"""Group commit: what many requests bring at the same time becomes safe in one transaction.

A transaction that is flushed to the disk takes milliseconds whether it holds one event or a
thousand. While one is written the next requests gather, so the busier the shop the larger they are.
"""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field

import polars as pl

from modiste.model.errors import BusyError, StoreError
from modiste.model.schema import ROW
from modiste.serve.events.reading import Reject, Sent, read
from modiste.store.importers.base import Context
from modiste.store.inbox import receive_frame
from modiste.store.pseudonym import Pseudonymiser
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

_MOST_EVENTS = 2_000
_WAITING = 5_000  # requests


@dataclass
class Taken:
    """What came of a request: safe on the disk when it is told.

    Attributes:
        accepted: events that were taken.
        repeated: among them those that wait already under the same id.
        rejected: those that were not.
    """

    accepted: int = 0
    repeated: int = 0
    rejected: list[Reject] = field(default_factory=list)


@dataclass
class _Waiting:
    sent: Sent
    answer: Future[Taken]


class Intake:
    """Takes requests of all threads; one thread of its own writes them."""

    def __init__(self, workspace: Workspace, tables: Tables) -> None:
        self._workspace = workspace
        self._tables = tables
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(_WAITING)
        self._pseudonyms = Pseudonymiser(workspace.key)
        self._thread = threading.Thread(target=self._write_all, name="events", daemon=True)
        self._thread.start()

    def take(self, sent: Sent) -> Future[Taken]:
        """Take a request; the future is done when its events are safe.

        Raises:
            BusyError: too many wait already.
        """
        waiting = _Waiting(sent, Future())
        try:
            self._waiting.put_nowait(waiting)
        except queue.Full:
            raise BusyError(
                "more events come than can be written",
                remedy="Send them again a little later; the same event_id is taken once.",
            ) from None
        return waiting.answer

    def close(self) -> None:
        """Write what waits and end."""
        self._waiting.put(None)
        self._thread.join()

    def _write_all(self) -> None:
        going = True
        while going:
            first = self._waiting.get()
            if first is None:
                return
            group, events = [first], len(first.sent.events)
            while events < _MOST_EVENTS:
                try:
                    more = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    going = False
                    break
                group.append(more)
                events += len(more.sent.events)
            self._answer(group)

    def _answer(self, group: list[_Waiting]) -> None:
        try:
            answers = self._write([each.sent for each in group])
        except Exception as error:  # noqa: BLE001  whoever waits must hear of it
            if len(group) == 1:
                group[0].answer.set_exception(_as_told(error))
                return
            for each in group:  # what is wrong with one must not hold up the others
                self._answer([each])
            return
        for each, taken in zip(group, answers, strict=True):
            each.answer.set_result(taken)

    def _write(self, requests: list[Sent]) -> list[Taken]:
        brand = self._workspace.settings.brand
        context = Context(pseudonyms=self._pseudonyms, currency=brand.currency, zone=brand.zone)
        found = read(requests, context, self._refused())
        answers = [Taken(rejected=found.rejects.get(n, [])) for n in range(len(requests))]
        if not found.rows.height:
            return answers
        numbers = found.rows[ROW]
        rows = found.rows.drop(ROW)
        first = rows["event_id"].is_first_distinct()
        new = receive_frame(self._workspace.ledger, "event", rows.filter(first))
        fresh = set(numbers.filter(first).filter(new).to_list())
        for number in numbers.unique(maintain_order=True).to_list():
            taken = answers[found.owners[number][0]]
            taken.accepted += 1
            taken.repeated += number not in fresh
        return answers

    def _refused(self) -> pl.Series:
        """Pseudonyms of those who said no to being profiled."""

        def find() -> pl.Series:
            people = self._tables.facts("customer")
            return people.filter(pl.col("profiling_consent") == False)["customer_id"]  # noqa: E712

        return self._tables.derived("refused profiling", ("customer",), find)


def _as_told(error: Exception) -> Exception:
    from sqlalchemy.exc import DBAPIError

    if isinstance(error, DBAPIError):
        return StoreError(
            f"the events could not be written: {error.orig}",
            remedy="Send them again; the same event_id is taken once.",
        )
    return error
