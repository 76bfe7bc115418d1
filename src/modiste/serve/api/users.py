"""People and their roles; for owners."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Request, Response
from pydantic import Field

from modiste.present.http.access import ROLES, SIGNED_IN, Role, Scope
from modiste.present.http.depends import OpenWorkspace, Who
from modiste.present.http.editing import IfMatch, etag, require_match
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer
from modiste.serve.access import invite, users
from modiste.serve.api.views import AddUser, ChangeUser, LinkView, NewUser, UserView
from modiste.store.accounts import User

router = Router(tags=["access"])


class RoleView(Answer):
    """A role and what it may do."""

    role: Role
    scopes: list[Scope] = Field(description="Everything else is denied.")


@router.get("/roles", scope=SIGNED_IN)
def list_roles() -> list[RoleView]:
    """The roles, and what each may do."""
    return [RoleView(role=role, scopes=sorted(scopes)) for role, scopes in ROLES.items()]


@router.get("/users", scope=Scope.USERS_READ)
def list_users(
    workspace: OpenWorkspace,
    query: PageQuery,
    *,
    role: Annotated[Role | None, Query(description="Only people of this role.")] = None,
    active: Annotated[
        bool | None, Query(description="Only who may sign in, or who may not.")
    ] = None,
    search: Annotated[
        str | None, Query(max_length=100, description="Part of name or e-mail address.")
    ] = None,
    sort: Literal["email", "name", "role", "created_at", "signed_in_at"] = "email",
    descending: bool = False,
) -> Page[UserView]:
    """The people who may sign in."""
    needle = (search or "").casefold()
    found = [
        user
        for user in users.everybody(workspace.ledger)
        if (role is None or user.role == role)
        and (active is None or user.active == active)
        and (needle in user.email or needle in user.name.casefold())
    ]
    found.sort(key=lambda user: _order(user, sort), reverse=descending)
    return paged(found, query, key="user_id", make=UserView.of)


def _order(user: User, sort: str) -> tuple[bool, object]:
    value = getattr(user, sort)
    return (value is not None, value if value is not None else "")


@router.post("/users", scope=Scope.USERS_WRITE, status_code=201, responses=problem_responses(409))
def add_user(body: AddUser, who: Who, workspace: OpenWorkspace, request: Request) -> NewUser:
    """Add somebody. The answer holds a one-time link by which they set their password."""
    with workspace.ledger.write() as session:
        user = users.add(
            session,
            body.email,
            body.role,
            actor=who.name,
            name=body.name,
            language=body.language,
        )
        link = invite.link(session, user, workspace.settings, actor=who.name, base=_base(request))
        return NewUser(user=UserView.of(user), link=LinkView.model_validate(link))


@router.get("/users/{user_id}", scope=Scope.USERS_READ, responses=problem_responses(404))
def get_user(user_id: str, workspace: OpenWorkspace, response: Response) -> UserView:
    """One person."""
    with workspace.ledger.read() as session:
        user = users.get(session, user_id)
    response.headers["ETag"] = _tag(user)
    return UserView.of(user)


@router.patch(
    "/users/{user_id}",
    scope=Scope.USERS_WRITE,
    responses=problem_responses(404, 409, 412, 428),
)
def change_user(
    user_id: str,
    body: ChangeUser,
    who: Who,
    workspace: OpenWorkspace,
    response: Response,
    match: IfMatch = None,
) -> UserView:
    """Change somebody's role, name or language, or take away the right to sign in.

    Another role, or none, ends their sessions. The last owner stays one.
    """
    wanted = users.Change(**body.model_dump(exclude_none=True))
    with workspace.ledger.write() as session:
        user = users.get(session, user_id)
        require_match(match, _tag(user))
        users.change(session, user, wanted, actor=who.name)
        response.headers["ETag"] = _tag(user)
        return UserView.of(user)


@router.post(
    "/users/{user_id}/link",
    scope=Scope.USERS_WRITE,
    status_code=201,
    responses=problem_responses(404, 409),
)
def make_link(user_id: str, who: Who, workspace: OpenWorkspace, request: Request) -> LinkView:
    """Make another one-time link by which somebody sets a password; earlier ones stop working."""
    with workspace.ledger.write() as session:
        user = users.get(session, user_id)
        link = invite.link(session, user, workspace.settings, actor=who.name, base=_base(request))
    return LinkView.model_validate(link)


def _tag(user: User) -> str:
    return etag([user.user_id, user.version])


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
