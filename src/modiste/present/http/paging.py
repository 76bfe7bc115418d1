"""Lists by pages: an opaque cursor that survives changes of the list.

A cursor holds where the page ended: its position and the keys of its last rows. If rows came or
went meanwhile, the next page begins after the last of them that is still there. It also holds a
digest of the question, so that it cannot be used with other filters by mistake.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

import polars as pl
from fastapi import Depends, Query, Request
from pydantic import Field

from modiste.present.http.problems import FieldError, field_error
from modiste.present.http.strict import Answer

MOST = 500
_REMEMBERED = 5
T = TypeVar("T")


class Page(Answer, Generic[T]):
    """One page of a list."""

    items: list[T] = Field(description="The rows of this page, in the order asked for.")
    next_cursor: str | None = Field(
        description="Give it as cursor to get the next page; null on the last one."
    )
    total: int = Field(description="Rows of the whole list under these filters.")


@dataclass(frozen=True)
class Paging:
    """What page is asked for: at most ``limit`` rows after ``last``, else from ``position``."""

    limit: int = 50
    position: int = 0
    last: tuple[str, ...] | None = None
    earlier: tuple[tuple[str, ...], ...] = ()
    digest: str = ""

    def cursor(self, position: int, *last: Sequence[Any]) -> str:
        """The cursor of the page that begins at a position, after rows with these keys.

        Args:
            position: rows before the page.
            last: keys of the rows just before it, the nearest first.
        """
        keys = [[str(part) for part in key] for key in last]
        body = json.dumps([position, keys, self.digest])
        check = hashlib.blake2b(body.encode(), digest_size=6).digest()
        return base64.urlsafe_b64encode(check + body.encode()).decode().rstrip("=")


def _read_paging(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Rows of a page at the most.")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=2000, description="next_cursor of the page before.")
    ] = None,
) -> Paging:
    digest = _digest(request)
    if cursor is None:
        return Paging(limit, digest=digest)
    position, keys, of = _parse(cursor)
    if of != digest:
        raise _bad("it belongs to a list with other filters")
    return Paging(limit, position, keys[0] if keys else None, keys[1:], digest)


PageQuery = Annotated[Paging, Depends(_read_paging)]
"""``limit`` and ``cursor`` of a request."""


def paged(
    rows: pl.DataFrame | Sequence[Any],
    query: Paging,
    *,
    key: str | Sequence[str] | Callable[[Any], Any],
    make: Callable[[Any], T] | None = None,
) -> Page[T]:
    """The page asked for.

    Args:
        rows: the whole list, filtered and sorted: a frame, or objects.
        query: the page.
        key: what tells rows apart: a frame's columns, attributes of objects, or a function.
        make: makes an item of a row (a dict of a frame's row); only the page's rows are made.
    """
    total = rows.height if isinstance(rows, pl.DataFrame) else len(rows)
    start = _start(rows, query, key, total)
    end = min(start + query.limit, total)
    part: list[Any] = (
        rows.slice(start, end - start).to_dicts()
        if isinstance(rows, pl.DataFrame)
        else list(rows[start:end])
    )
    more = end < total and bool(part)
    return Page(
        items=[make(row) for row in part] if make else part,
        next_cursor=query.cursor(end, *_keys_before(part, key)) if more else None,
        total=total,
    )


def paged_by(
    rows: Sequence[Any],
    query: Paging,
    *,
    total: int,
    key: Callable[[Any], tuple[Any, ...]],
    make: Callable[[Any], T],
) -> Page[T]:
    """A page of rows that a database has looked up after ``query.last``.

    Args:
        rows: up to one more than ``query.limit``; the one more tells that there is another page.
        query: the page.
        total: rows of the whole list.
        key: what the next page begins after; ``query.last`` holds it as texts.
        make: makes an item of a row.
    """
    part = rows[: query.limit]
    more = len(rows) > query.limit
    following = query.cursor(query.position + len(part), key(part[-1])) if more else None
    return Page(items=[make(row) for row in part], next_cursor=following, total=total)


def _keys_before(part: Sequence[Any], key: Any) -> list[tuple[Any, ...]]:
    return [_key(row, key) for row in reversed(part[-_REMEMBERED:])]


def _start(rows: Any, query: Paging, key: Any, total: int) -> int:
    """Where the page begins: after the last row of the page before, wherever that is now."""
    if query.last is None:
        return min(query.position, total)
    before = query.position - 1
    if 0 <= before < total and _texts(_row(rows, before), key) == query.last:
        return query.position
    places = {_texts(_row(rows, index), key): index for index in range(total)}
    for known in (query.last, *query.earlier):
        if known in places:
            return places[known] + 1
    return min(query.position, total)


def _row(rows: Any, index: int) -> Any:
    return rows.row(index, named=True) if isinstance(rows, pl.DataFrame) else rows[index]


def _key(row: Any, key: Any) -> tuple[Any, ...]:
    if callable(key):
        found = key(row)
        return tuple(found) if isinstance(found, tuple | list) else (found,)
    names = (key,) if isinstance(key, str) else tuple(key)
    return tuple(row[name] if isinstance(row, dict) else getattr(row, name) for name in names)


def _texts(row: Any, key: Any) -> tuple[str, ...]:
    return tuple(str(part) for part in _key(row, key))


def _digest(request: Request) -> str:
    asked = sorted(
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in {"limit", "cursor"}
    )
    text = json.dumps([request.url.path, asked])
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _parse(cursor: str) -> tuple[int, tuple[tuple[str, ...], ...], str]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        check, body = raw[:6], raw[6:]
        if hashlib.blake2b(body, digest_size=6).digest() != check:
            raise _bad("it is not one that a page gave")
        position, keys, digest = json.loads(body)
        read = tuple(tuple(str(part) for part in key) for key in keys)
        return max(int(position), 0), read, str(digest)
    except (ValueError, TypeError):
        raise _bad("it is not one that a page gave") from None


def _bad(detail: str) -> FieldError:
    return field_error(
        "query.cursor", detail, remedy="Begin at the first page: leave the cursor out."
    )
