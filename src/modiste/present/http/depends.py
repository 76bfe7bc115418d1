"""What handlers are given: workspace, tables, caller, jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection

from modiste.present.http.access import NOBODY, PUBLIC, Access, Principal
from modiste.present.http.problems import ForbiddenError, NotSignedInError
from modiste.present.http.shared import Enqueuer, Shared, shared
from modiste.store.reading import Tables as CachedTables
from modiste.store.workspace import Workspace

Common = Annotated[Shared, Depends(shared)]
"""Everything that the server shares."""


def _workspace(common: Common) -> Workspace:
    return common.workspace


def _tables(common: Common) -> CachedTables:
    return common.tables


def _enqueue(common: Common) -> Enqueuer:
    return common.enqueue


def caller(request: HTTPConnection) -> Principal:
    """Who asks; found out once a request."""
    found = getattr(request.state, "principal", None)
    if not isinstance(found, Principal):
        common = shared(request)
        found = common.authenticate(request)
        common.admit(request, found)
        request.state.principal = found
    return found


OpenWorkspace = Annotated[Workspace, Depends(_workspace)]
Tables = Annotated[CachedTables, Depends(_tables)]
Enqueue = Annotated[Enqueuer, Depends(_enqueue)]
Who = Annotated[Principal, Depends(caller)]


def require(access: Access) -> Callable[[HTTPConnection], Principal]:
    """A dependency that lets only those pass who may use what declares this access."""

    def check(request: HTTPConnection) -> Principal:
        if access is PUBLIC:  # whoever it is; a handler that wants to know asks for ``Who``
            return NOBODY
        who = caller(request)
        if who.may(access):
            return who
        shared(request).denied(request, who, access)
        if not who.known:
            raise NotSignedInError(
                "this needs you to be signed in",
                remedy="Sign in, or send a valid key as 'Authorization: Bearer KEY'.",
                headers={"WWW-Authenticate": 'Bearer realm="modiste"'},
            )
        raise ForbiddenError(
            f"{who.name} may not do this: it needs the scope {access.value}",
            remedy="Ask an owner of the workspace for another role or a key with that scope.",
        )

    return check
