"""Keys of programs; for owners."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from modiste.model.errors import InputError
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Who
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.serve.access import keys
from modiste.serve.api.views import AddKey, KeyView, NewKey

router = Router(prefix="/keys", tags=["access"])


@router.get("", scope=Scope.USERS_READ)
def list_keys(
    workspace: OpenWorkspace,
    query: PageQuery,
    *,
    active: Annotated[bool | None, Query(description="Only keys that work, or do not.")] = None,
) -> Page[KeyView]:
    """Keys, newest first, without their secrets."""
    found = [
        key
        for key in keys.everything(workspace.ledger)
        if active is None or keys.in_force(key) == active
    ]
    return paged(found, query, key="key_id", make=KeyView.of)


@router.post("", scope=Scope.USERS_WRITE, status_code=201, responses=problem_responses(409))
def add_key(body: AddKey, who: Who, workspace: OpenWorkspace) -> NewKey:
    """Make a key. Its secret is in this answer and nowhere else."""
    if body.expires_at is not None and body.expires_at.tzinfo is None:
        raise InputError(
            "expires_at has no time zone", remedy="Write it like 2027-01-01T00:00:00Z."
        )
    with workspace.ledger.write() as session:
        key, secret = keys.mint(
            session,
            body.name,
            set(body.scopes),
            actor=who.name,
            origins=body.origins,
            expires_at=body.expires_at,
        )
        session.flush()
        return NewKey(key=KeyView.of(key), secret=secret)


@router.get("/{key_id}", scope=Scope.USERS_READ, responses=problem_responses(404))
def get_key(key_id: str, workspace: OpenWorkspace) -> KeyView:
    """One key, without its secret."""
    with workspace.ledger.read() as session:
        return KeyView.of(keys.get(session, key_id))


@router.delete(
    "/{key_id}", scope=Scope.USERS_WRITE, status_code=204, responses=problem_responses(404)
)
def revoke_key(key_id: str, who: Who, workspace: OpenWorkspace) -> None:
    """Make a key useless from now on; again changes nothing."""
    with workspace.ledger.write() as session:
        keys.revoke(session, keys.get(session, key_id), actor=who.name)
