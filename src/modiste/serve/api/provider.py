"""Signing in with the brand's identity provider."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import RedirectResponse

from modiste.present.http.access import PUBLIC
from modiste.present.http.depends import Common, OpenWorkspace
from modiste.present.http.problems import ForbiddenError, problem_responses
from modiste.present.http.routing import Router
from modiste.present.http.shared import Shared
from modiste.serve.access import oidc, signing
from modiste.serve.access.identify import is_secure, lifetimes
from modiste.serve.api.cookies import browser, set_session

router = Router(prefix="/session/provider", tags=["access"])


@router.get(
    "",
    scope=PUBLIC,
    status_code=302,
    response_class=RedirectResponse,
    responses=problem_responses(404, 501, 502),
)
def sign_in_with_provider(common: Common, request: Request) -> RedirectResponse:
    """Go to the identity provider; it sends the browser back."""
    settings = common.workspace.settings
    base = settings.server.url or f"{request.url.scheme}://{request.url.netloc}"
    redirect = f"{base}{request.url.path}/answer"
    begun = _provider(common).begin(common.workspace.ledger, redirect)
    answer = RedirectResponse(begun.address, status_code=302)
    answer.set_cookie(
        oidc.COOKIE,
        begun.state,
        max_age=oidc.MINUTES * 60,
        path="/v1/session/provider",
        secure=is_secure(request, settings),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get(
    "/answer",
    scope=PUBLIC,
    status_code=302,
    response_class=RedirectResponse,
    responses=problem_responses(403, 404, 501, 502),
)
def take_provider_answer(
    common: Common,
    workspace: OpenWorkspace,
    request: Request,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> RedirectResponse:
    """Come back from the identity provider: signs in and goes to the app."""
    if not state or request.cookies.get(oidc.COOKIE) != state:
        raise ForbiddenError(
            "this answer belongs to no sign-in of this browser", remedy="Sign in again."
        )
    user_id = _provider(common).finish(workspace.ledger, code=code, state=state)
    settings = workspace.settings
    done = signing.by_provider(workspace.ledger, user_id, browser(request), lifetimes(settings))
    answer = RedirectResponse("/", status_code=302)
    set_session(request, answer, settings, done.secret)
    answer.delete_cookie(oidc.COOKIE, path="/v1/session/provider")
    return answer


def _provider(common: Shared) -> oidc.Provider:
    return oidc.Provider(common.workspace.settings, http=common.parts.get("oidc_http"))
