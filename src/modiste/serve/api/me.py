"""Who am I, what may I do, and where am I signed in."""

from __future__ import annotations

from fastapi import Request, Response

from modiste.present.http.access import SIGNED_IN
from modiste.present.http.depends import OpenWorkspace, Who
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import ForbiddenError, problem_responses, unknown
from modiste.present.http.routing import Router
from modiste.serve.access import sessions, signing, users
from modiste.serve.access.identify import lifetimes, of_user
from modiste.serve.api.cookies import browser, set_session
from modiste.serve.api.views import ChangeMe, ChangePassword, Me, SessionView

router = Router(prefix="/me", tags=["access"])


@router.get("", scope=SIGNED_IN)
def who_am_i(who: Who, workspace: OpenWorkspace) -> Me:
    """Who you are, what you may do, and for which brand."""
    return Me.of(who, workspace.settings)


@router.patch("", scope=SIGNED_IN, responses=problem_responses(403, 404))
def change_me(body: ChangeMe, who: Who, workspace: OpenWorkspace) -> Me:
    """Change your name or language."""
    wanted = users.Change(name=body.name, language=body.language)
    with workspace.ledger.write() as session:
        user = users.change(session, users.get(session, _person(who)), wanted, actor=who.name)
        changed = of_user(user, who.session)
    return Me.of(changed, workspace.settings)


@router.put("/password", scope=SIGNED_IN, responses=problem_responses(403, 404))
def change_password(
    body: ChangePassword, who: Who, workspace: OpenWorkspace, request: Request, response: Response
) -> Me:
    """Change your password; signs out every other browser."""
    settings = workspace.settings
    done = signing.change_password(
        workspace.ledger,
        _person(who),
        old=body.old,
        new=body.new,
        browser=browser(request),
        lifetimes=lifetimes(settings),
    )
    set_session(request, response, settings, done.secret)
    return Me.of(of_user(done.user), settings)


@router.get("/sessions", scope=SIGNED_IN, responses=problem_responses(403))
def my_sessions(who: Who, workspace: OpenWorkspace, query: PageQuery) -> Page[SessionView]:
    """The browsers in which you are signed in, newest first."""
    held = sessions.of_user(workspace.ledger, _person(who))
    return paged(held, query, key="digest", make=lambda each: SessionView.of(each, who.session))


@router.delete(
    "/sessions/{session_id}",
    scope=SIGNED_IN,
    status_code=204,
    responses=problem_responses(403, 404),
)
def end_session(session_id: str, who: Who, workspace: OpenWorkspace) -> None:
    """Sign out in one of these browsers."""
    held = sessions.of_user(workspace.ledger, _person(who))
    for each in held:
        if each.digest[:16] == session_id:
            signing.sign_out(workspace.ledger, each.digest, actor=who.name)
            return
    raise unknown("session", session_id)


def _person(who: Who) -> str:
    if who.kind != "user" or who.id is None:
        raise ForbiddenError(
            "a key has no person behind it", remedy="Sign in with e-mail address and password."
        )
    return who.id
