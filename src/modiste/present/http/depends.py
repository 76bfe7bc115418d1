"""What handlers are given: workspace, tables, caller, jobs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection
from starlette.concurrency import run_in_threadpool

from modiste.present.http.access import NOBODY, PUBLIC, Access, Principal
from modiste.present.http.problems import ForbiddenError, HttpError, NotSignedInError
from modiste.present.http.shared import Enqueuer, Shared, shared
from modiste.store.reading import Tables as CachedTables
from modiste.store.workspace import Workspace


# What takes no time is asynchronous: it is done at once, and not handed to another thread.
async def _shared(request: HTTPConnection) -> Shared:
    return shared(request)


Common = Annotated[Shared, Depends(_shared)]
"""Everything that the server shares."""


async def _workspace(request: HTTPConnection) -> Workspace:
    return shared(request).workspace


async def _tables(request: HTTPConnection) -> CachedTables:
    return shared(request).tables


async def _enqueue(request: HTTPConnection) -> Enqueuer:
    return shared(request).enqueue


def caller(request: HTTPConnection) -> Principal:
    """Who asks; found out once a request."""
    found = getattr(request.state, "principal", None)
    if not isinstance(found, Principal):
        common = shared(request)
        found = common.authenticate(request)
        common.admit(request, found)
        request.state.principal = found
    return found


async def _who(request: HTTPConnection) -> Principal:
    found = getattr(request.state, "principal", None)
    return found if isinstance(found, Principal) else await run_in_threadpool(caller, request)


OpenWorkspace = Annotated[Workspace, Depends(_workspace)]
Tables = Annotated[CachedTables, Depends(_tables)]
Enqueue = Annotated[Enqueuer, Depends(_enqueue)]
Who = Annotated[Principal, Depends(_who)]


def require(access: Access) -> Callable[[HTTPConnection], Awaitable[Principal]]:
    """A dependency that lets only those pass who may use what declares this access."""

    async def check(request: HTTPConnection) -> Principal:
        if access is PUBLIC:  # whoever it is; a handler that wants to know asks for ``Who``
            return NOBODY
        who = await _who(request)
        if not who.may(access):
            await run_in_threadpool(shared(request).denied, request, who, access)
            raise _refused(who, access)
        return who

    return check


def _refused(who: Principal, access: Access) -> HttpError:
    if not who.known:
        return NotSignedInError(
            "this needs you to be signed in",
            remedy="Sign in, or send a valid key as 'Authorization: Bearer KEY'.",
            headers={"WWW-Authenticate": 'Bearer realm="modiste"'},
        )
    return ForbiddenError(
        f"{who.name} may not do this: it needs the scope {access.value}",
        remedy="Ask an owner of the workspace for another role or a key with that scope.",
    )
