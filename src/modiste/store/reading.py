"""Reads for pages: tables cached by their version, shared by all threads of a server.

A page must not scan a lake. Whatever is read is kept in memory under the table's Delta version
until that changes or memory is needed for something newer.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sized
from itertools import chain, islice
from typing import Any, TypeVar, cast

import polars as pl
import sqlalchemy as sa

from modiste.model.schema import RUN, Kind
from modiste.model.tables import table
from modiste.store.lake import BEFORE
from modiste.store.ledger import Run
from modiste.store.workspace import Workspace

T = TypeVar("T")
_BYTES = 512 * 2**20
_SAMPLED = 500
"""Of a list longer than twice that, about so many rows are looked at to tell its size."""

_UNKNOWN_SIZE = 64 * 2**10
"""What an object of unknown size counts for."""


class Tables:
    """Thread-safe, cached reads of a workspace's tables."""

    def __init__(self, workspace: Workspace, *, max_bytes: int = _BYTES) -> None:
        """Begin with an empty cache.

        Args:
            workspace: whose tables.
            max_bytes: memory that the cache may use; what was used longest ago goes first.
        """
        self._workspace = workspace
        self._cache = _Cache(max_bytes)
        self._run: Run | None = None

    def facts(self, name: str) -> pl.DataFrame:
        """The newest version of a table, whole.

        Raises:
            UnknownNameError: there is no such table.
        """
        declared = table(name)
        version = self._version(declared.name)
        return self._cache.get(
            ("facts", declared.name),
            version,
            lambda: self._workspace.lake.read(declared.name, version=version),
        )

    def findings(self, name: str, run_id: str | None = None) -> pl.DataFrame:
        """What a run found; no rows where no run has ended yet.

        Args:
            name: the table.
            run_id: the run; the newest finished plan by default. A table that is kept for all
                runs, such as ``attribute``, is given whole.

        Raises:
            UnknownNameError: there is no such table.
        """
        declared = table(name)
        if RUN not in declared.key:
            return self.facts(name)
        if run_id is None:
            run = self.plan_run()
            if run is None:
                return declared.empty()
            run_id = run.run_id
        version = self._version(declared.name)
        lake, wanted = self._workspace.lake, run_id
        return self._cache.get(
            ("findings", declared.name, wanted),
            version,
            lambda: lake.scan(name, version=version).filter(pl.col(RUN) == wanted).collect(),
        )

    def plan_run(self) -> Run | None:
        """The newest plan that is done; not to be changed."""
        newest = (
            sa.select(Run.run_id)
            .where(Run.kind == "plan", Run.state == "done")
            .order_by(Run.started_at.desc(), Run.run_id.desc())
            .limit(1)
        )
        with self._workspace.ledger.read() as session:
            run_id = session.scalar(newest)
            if run_id is None:
                return None
            if self._run is None or self._run.run_id != run_id:  # its record is long
                self._run = session.get_one(Run, run_id)
                session.expunge(self._run)
            return self._run

    def version(self, *names: str) -> str:
        """A text that changes when one of the tables does, for entity tags."""
        return ";".join(self._stamp(names))

    def derived(
        self,
        key: Hashable,
        names: tuple[str, ...],
        function: Callable[[], T],
        *,
        also: Hashable = None,
    ) -> T:
        """The result of a function, until one of the named tables changes.

        Args:
            key: names the function and its arguments; used for nothing else.
            names: the tables that it reads. With a finding among them a new plan counts too.
            function: gives the result, which must never be changed afterwards.
            also: what else the result changes with, such as the version of the order book.
        """
        return self._cache.get(("derived", key), (self._stamp(names), also), function)

    def _stamp(self, names: tuple[str, ...]) -> tuple[str, ...]:
        parts = [f"{name}@{self._version(table(name).name)}" for name in names]
        if any(table(name).kind is Kind.FINDING for name in names):
            run = self.plan_run()
            parts.append(run.run_id if run else "no plan")
        return tuple(parts)

    def _version(self, name: str) -> int:
        found = self._workspace.lake.version(name)
        return BEFORE if found is None else found


class _Cache:
    """Values by key and version, bounded by bytes; each is made by one thread at a time."""

    def __init__(self, max_bytes: int) -> None:
        self._max = max_bytes
        self._held: OrderedDict[Hashable, tuple[Hashable, Any, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, version: Hashable, make: Callable[[], T]) -> T:
        """The value of a key at a version, made if it is not held."""
        found, value = self._look(key, version)
        if found:
            return cast("T", value)
        with self._lock:
            turn = self._making.setdefault((key, version), threading.Lock())
        try:
            with turn:
                found, value = self._look(key, version)
                if not found:
                    value = make()
                    self._keep(key, version, value)
        finally:
            with self._lock:
                self._making.pop((key, version), None)
        return cast("T", value)

    def _look(self, key: Hashable, version: Hashable) -> tuple[bool, Any]:
        with self._lock:
            held = self._held.get(key)
            if held is None or held[0] != version:
                return False, None
            self._held.move_to_end(key)
            return True, held[1]

    def _keep(self, key: Hashable, version: Hashable, value: Any) -> None:
        size = size_of(value)
        with self._lock:
            self._drop(key)
            if size > self._max:
                return
            self._held[key] = (version, value, size)
            self._bytes += size
            while self._bytes > self._max:
                self._drop(next(iter(self._held)))

    def _drop(self, key: Hashable) -> None:
        held = self._held.pop(key, None)
        if held is not None:
            self._bytes -= held[2]


def size_of(value: Any) -> int:
    """Bytes that a value takes: frames and arrays by their data, objects with what they hold."""
    return _size(value, set())


def _size(value: Any, seen: set[int]) -> int:
    if id(value) in seen:  # counted already
        return 0
    seen.add(id(value))
    if isinstance(value, pl.DataFrame | pl.Series):
        return int(value.estimated_size())
    if hasattr(value, "nbytes"):
        return int(value.nbytes)
    if isinstance(value, pl.LazyFrame) or callable(value):
        return _UNKNOWN_SIZE  # may hold anything
    return sys.getsizeof(value) + _parts(value, seen)


def _parts(value: Any, seen: set[int]) -> int:
    """What an object holds; of a long list or mapping some, as many times as there are more."""
    inner = _held_by(value)
    many = len(value) if isinstance(value, Sized) and not hasattr(value, "__dict__") else 0
    if many <= 2 * _SAMPLED:
        return sum(_size(each, seen) for each in inner)
    step = many // _SAMPLED
    if isinstance(value, Mapping):
        inner = chain.from_iterable(islice(value.items(), 0, None, step))
    else:
        inner = islice(inner, 0, None, step)
    return step * sum(_size(each, seen) for each in inner)


def _held_by(value: Any) -> Iterable[Any]:
    if isinstance(value, str | bytes | int | float | None):
        return ()
    if isinstance(value, Mapping):
        return chain(value.keys(), value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return value
    slots = (getattr(value, name, None) for name in getattr(value, "__slots__", ()))
    # A ledger's row also holds what SQLAlchemy knows of it, and through it everything.
    held = (part for name, part in getattr(value, "__dict__", {}).items() if name[:4] != "_sa_")
    return chain(held, slots)
