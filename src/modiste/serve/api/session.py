"""Signing in and out."""

from __future__ import annotations

from fastapi import Request, Response

from modiste.present.http.access import PUBLIC, SIGNED_IN
from modiste.present.http.depends import OpenWorkspace, Who
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.serve.access import signing
from modiste.serve.access.identify import lifetimes, of_user
from modiste.serve.api.cookies import browser, clear_session, set_session
from modiste.serve.api.views import Me, SignIn

router = Router(prefix="/session", tags=["access"])


@router.post("", scope=PUBLIC, responses=problem_responses(401))
def sign_in(body: SignIn, workspace: OpenWorkspace, request: Request, response: Response) -> Me:
    """Sign in with e-mail address and password; the answer sets the session's cookie."""
    settings = workspace.settings
    done = signing.by_password(
        workspace.ledger, body.email, body.password, browser(request), lifetimes(settings)
    )
    set_session(request, response, settings, done.secret)
    return Me.of(of_user(done.user), settings)


@router.delete("", scope=SIGNED_IN, status_code=204)
def sign_out(who: Who, workspace: OpenWorkspace, request: Request, response: Response) -> None:
    """Sign this browser out. A key stays as it is."""
    if who.session is not None:
        signing.sign_out(workspace.ledger, who.session, actor=who.name)
    clear_session(request, response, workspace.settings)
