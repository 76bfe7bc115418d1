"""The first owner, and links by which people set a password."""

from __future__ import annotations

import datetime as dt

from fastapi import Request, Response
from pydantic import Field

from modiste.present.http.access import PUBLIC
from modiste.present.http.depends import OpenWorkspace
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer
from modiste.serve.access import links, signing, users
from modiste.serve.access.identify import lifetimes, of_user
from modiste.serve.access.links import Purpose
from modiste.serve.api.cookies import browser, set_session
from modiste.serve.api.views import BecomeOwner, LookAtLink, Me, SetPassword

router = Router(prefix="/setup", tags=["access"])


class SetupView(Answer):
    """What somebody who is not signed in needs to know."""

    needed: bool = Field(description="Nobody owns the workspace yet: open the printed link.")
    provider: bool = Field(description="Whether one may sign in with an identity provider.")
    language: str = Field(description="Language of the workspace: en or zh.")


class LinkPurpose(Answer):
    """What a one-time link is for."""

    purpose: Purpose
    email: str | None = Field(description="Whose password it sets.")
    expires_at: dt.datetime


@router.get("", scope=PUBLIC)
def how_to_begin(workspace: OpenWorkspace) -> SetupView:
    """Whether the workspace has an owner, and how one may sign in."""
    with workspace.ledger.read() as session:
        needed = users.owners(session) == 0
    settings = workspace.settings
    return SetupView(
        needed=needed,
        provider=bool(settings.server.oidc_issuer),
        language=settings.brand.language,
    )


@router.post("/link", scope=PUBLIC)
def look_at_link(body: LookAtLink, workspace: OpenWorkspace) -> LinkPurpose:
    """What a one-time link is for; it stays usable."""
    with workspace.ledger.read() as session:
        link = links.look(session, body.token, Purpose.OWNER, Purpose.PASSWORD)
        email = users.get(session, link.user_id).email if link.user_id else None
        return LinkPurpose(purpose=Purpose(link.purpose), email=email, expires_at=link.expires_at)


@router.post("/owner", scope=PUBLIC, status_code=201)
def become_owner(
    body: BecomeOwner, workspace: OpenWorkspace, request: Request, response: Response
) -> Me:
    """Become the first owner with the link that the server printed; signs in."""
    settings = workspace.settings
    done = signing.become_owner(
        workspace.ledger,
        body.token,
        email=body.email,
        name=body.name,
        password=body.password,
        language=body.language,
        browser=browser(request),
        lifetimes=lifetimes(settings),
    )
    set_session(request, response, settings, done.secret)
    return Me.of(of_user(done.user), settings)


@router.post("/password", scope=PUBLIC)
def set_password(
    body: SetPassword, workspace: OpenWorkspace, request: Request, response: Response
) -> Me:
    """Set a password with a link; signs in, and signs out every other browser."""
    settings = workspace.settings
    done = signing.by_link(
        workspace.ledger, body.token, body.password, browser(request), lifetimes(settings)
    )
    set_session(request, response, settings, done.secret)
    return Me.of(of_user(done.user), settings)
