"""One-time links: each opens one door once, until it expires."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.present.http.problems import HttpError
from modiste.serve.access.secrets import digest, new_secret
from modiste.store.accounts import Link
from modiste.store.ledger import now


class Purpose(StrEnum):
    """What a link is for."""

    OWNER = "owner"
    PASSWORD = "password"  # noqa: S105 - a purpose
    OIDC = "oidc"


class LinkError(HttpError):
    """A link that was used, has expired or never was."""

    code = "link"
    status = 422


def make(
    session: orm.Session,
    purpose: Purpose,
    lifetime: dt.timedelta,
    *,
    user_id: str | None = None,
    detail: dict[str, Any] | None = None,
) -> str:
    """A new link's secret. Earlier ones of the same purpose and person stop working."""
    at = now()
    session.execute(sa.delete(Link).where(Link.expires_at < at - dt.timedelta(days=7)))
    if purpose is not Purpose.OIDC:
        session.execute(
            sa.delete(Link).where(
                Link.purpose == purpose, Link.user_id == user_id, Link.used_at.is_(None)
            )
        )
    secret = new_secret()
    session.add(
        Link(
            digest=digest(secret),
            purpose=purpose,
            user_id=user_id,
            detail=detail or {},
            created_at=at,
            expires_at=at + lifetime,
        )
    )
    return secret


def look(session: orm.Session, secret: str, *purposes: Purpose) -> Link:
    """The link of a secret, if it still works.

    Raises:
        LinkError: it does not.
    """
    link = session.get(Link, digest(secret))
    if link is None or link.purpose not in purposes:
        raise _refused("this link is not known")
    if link.used_at is not None:
        raise _refused("this link was used already")
    if link.expires_at <= now():
        raise _refused("this link has expired")
    return link


def use(session: orm.Session, secret: str, *purposes: Purpose) -> Link:
    """The link of a secret, which works no longer from now on; call it within a write.

    Raises:
        LinkError: it does not work.
    """
    link = look(session, secret, *purposes)
    link.used_at = now()
    return link


def _refused(what: str) -> LinkError:
    return LinkError(
        what, remedy="Ask an owner for another one, or run 'modiste users link' on the server."
    )
