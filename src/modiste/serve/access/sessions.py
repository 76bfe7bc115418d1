"""Sessions: a person signed in with one browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.serve.access.secrets import digest, new_secret
from modiste.store.accounts import Session, User
from modiste.store.ledger import Ledger, now

_TOUCH = dt.timedelta(minutes=1)
"""A session's last use is written down no more often than this."""


@dataclass(frozen=True)
class Lifetimes:
    """How long a session lasts: unused, and in all."""

    idle: dt.timedelta
    whole: dt.timedelta


def start(
    session: orm.Session, user: User, lifetimes: Lifetimes, *, address: str, agent: str
) -> str:
    """Sign a person in; gives the secret for the cookie."""
    at = now()
    session.execute(sa.delete(Session).where((Session.ends_at < at) | (Session.idle_until < at)))
    secret = new_secret()
    session.add(
        Session(
            digest=digest(secret),
            user_id=user.user_id,
            created_at=at,
            seen_at=at,
            idle_until=min(at + lifetimes.idle, at + lifetimes.whole),
            ends_at=at + lifetimes.whole,
            address=address,
            agent=agent[:200],
        )
    )
    user.signed_in_at = at
    return secret


def find(ledger: Ledger, secret: str, lifetimes: Lifetimes) -> tuple[Session, User] | None:
    """Session and person of a cookie, if both still hold; use prolongs the session."""
    at = now()
    query = (
        sa.select(Session, User)
        .join(User, User.user_id == Session.user_id)
        .where(
            Session.digest == digest(secret),
            Session.ends_at > at,
            Session.idle_until > at,
            User.active,
        )
    )
    with ledger.read() as session:
        found = session.execute(query).first()
    if found is None:
        return None
    held, user = found
    if at - held.seen_at > _TOUCH:
        _touch(ledger, held.digest, at, lifetimes)
    return held, user


def _touch(ledger: Ledger, known: str, at: dt.datetime, lifetimes: Lifetimes) -> None:
    with ledger.write() as session:
        held = session.get(Session, known)
        if held is not None:
            held.seen_at = at
            held.idle_until = min(at + lifetimes.idle, held.ends_at)


def end(session: orm.Session, known: str) -> None:
    """Sign one browser out."""
    session.execute(sa.delete(Session).where(Session.digest == known))


def end_all(session: orm.Session, user_id: str, *, but: str | None = None) -> None:
    """Sign a person out everywhere, but for one session."""
    query = sa.delete(Session).where(Session.user_id == user_id)
    session.execute(query if but is None else query.where(Session.digest != but))


def of_user(ledger: Ledger, user_id: str) -> Sequence[Session]:
    """Sessions of a person that still hold, newest first."""
    at = now()
    query = sa.select(Session).where(
        Session.user_id == user_id, Session.ends_at > at, Session.idle_until > at
    )
    with ledger.read() as session:
        return session.scalars(query.order_by(Session.created_at.desc(), Session.digest)).all()
