"""Links for people: addresses that hold a one-time secret where no log sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import orm

from modiste.model.errors import ConflictError
from modiste.serve.access import audit, links, users
from modiste.serve.access.links import Purpose
from modiste.store.accounts import User
from modiste.store.ledger import now
from modiste.store.settings import Settings

PAGE = "/welcome"
"""The page of the web app that takes a link's secret."""


@dataclass(frozen=True)
class Invitation:
    """A link, and until when it works."""

    link: str
    expires_at: dt.datetime


def link(
    session: orm.Session, user: User, settings: Settings, *, actor: str, base: str
) -> Invitation:
    """A link by which somebody sets a password.

    Args:
        session: a write.
        user: whose password.
        settings: say how long it works, and the address of the app.
        actor: who makes it.
        base: address of the app where the settings name none.

    Raises:
        ConflictError: that person may not sign in.
    """
    if not user.active:
        raise ConflictError(
            f"{user.email} may not sign in", remedy="Give them the right again first."
        )
    lifetime = dt.timedelta(hours=settings.server.link_hours)
    secret = links.make(session, Purpose.PASSWORD, lifetime, user_id=user.user_id)
    audit.note(session, actor, "link", users.SUBJECT + user.user_id)
    return Invitation(address(settings, base, secret), now() + lifetime)


def owner_link(session: orm.Session, settings: Settings, *, base: str) -> Invitation:
    """A link by which whoever reads the terminal becomes the first owner.

    Raises:
        ConflictError: there is an owner already.
    """
    if users.owners(session):
        raise ConflictError(
            "this workspace has an owner",
            remedy="Make a link for a person: modiste users link E-MAIL.",
        )
    lifetime = dt.timedelta(hours=settings.server.link_hours)
    secret = links.make(session, Purpose.OWNER, lifetime)
    audit.note(session, "terminal", "link", "owner")
    return Invitation(address(settings, base, secret), now() + lifetime)


def address(settings: Settings, base: str, secret: str) -> str:
    """The address of a link; browsers send the part after '#' to nobody."""
    return f"{settings.server.url or base}{PAGE}#token={secret}"
