"""People: who may sign in, and as what. There is always an owner."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.model.errors import ConflictError, InputError
from modiste.present.http.access import Role
from modiste.present.http.problems import NotFoundError
from modiste.serve.access import audit, sessions
from modiste.store.accounts import User
from modiste.store.ledger import Ledger, now

_EMAIL = re.compile(r"[^\s@\x00-\x1f]{1,64}@[^\s@\x00-\x1f]{1,189}")
SUBJECT = "user:"


@dataclass(frozen=True)
class Change:
    """What is to be changed about a person; ``None`` leaves it."""

    name: str | None = None
    role: Role | None = None
    language: str | None = None
    active: bool | None = None

    def told(self) -> dict[str, object]:
        """What is changed."""
        return {name: value for name, value in vars(self).items() if value is not None}


def folded(email: str) -> str:
    """An e-mail address as it is compared.

    Raises:
        InputError: it is none.
    """
    plain = unicodedata.normalize("NFKC", email).strip().casefold()
    if _EMAIL.fullmatch(plain) is None:
        raise InputError(
            f"{email!r} is no e-mail address", remedy="Write it like name@example.com."
        )
    return plain


def add(
    session: orm.Session,
    email: str,
    role: Role,
    *,
    actor: str,
    name: str = "",
    language: str = "en",
    subject: str | None = None,
) -> User:
    """Add a person, who has no password yet.

    Raises:
        InputError: the e-mail address is none.
        ConflictError: there is somebody with it.
    """
    plain = folded(email)
    if by_email(session, plain) is not None:
        raise ConflictError(
            f"there is a user {plain} already", remedy="Change that one, or use another address."
        )
    at = now()
    user = User(
        user_id=f"u_{secrets.token_hex(8)}",
        email=plain,
        name=name.strip() or plain.split("@")[0],
        role=role,
        language=language,
        subject=subject,
        active=True,
        version=1,
        created_at=at,
        changed_at=at,
    )
    session.add(user)
    session.flush()
    audit.note(session, actor, "add", SUBJECT + user.user_id, email=plain, role=role)
    return user


def change(session: orm.Session, user: User, wanted: Change, *, actor: str) -> User:
    """Change a person. Another role, or none at all, ends their sessions.

    Raises:
        ConflictError: nobody would own the workspace any more.
    """
    loses = wanted.active is False or (wanted.role is not None and wanted.role is not Role.OWNER)
    if user.role == Role.OWNER and user.active and loses and owners(session) == 1:
        raise ConflictError(
            f"{user.email} is the only owner", remedy="Make somebody else an owner first."
        )
    if wanted.active is False or (wanted.role is not None and wanted.role != user.role):
        sessions.end_all(session, user.user_id)
    before = {name: getattr(user, name) for name in wanted.told()}
    for name, value in wanted.told().items():
        setattr(user, name, value)
    touch(user)
    audit.note(session, actor, "change", SUBJECT + user.user_id, before=before, after=wanted.told())
    return user


def set_password(session: orm.Session, user: User, hashed: str, *, actor: str) -> None:
    """Give a person another password, and sign them out everywhere."""
    user.password = hashed
    touch(user)
    sessions.end_all(session, user.user_id)
    audit.note(session, actor, "password", SUBJECT + user.user_id)


def touch(user: User) -> None:
    """Count a change."""
    user.version += 1
    user.changed_at = now()


def owners(session: orm.Session) -> int:
    """How many active owners there are."""
    query = sa.select(sa.func.count()).select_from(User)
    return session.scalar(query.where(User.role == Role.OWNER, User.active)) or 0


def by_email(session: orm.Session, email: str) -> User | None:
    """The person with an e-mail address, folded."""
    return session.scalars(sa.select(User).where(User.email == email)).first()


def get(session: orm.Session, user_id: str) -> User:
    """A person.

    Raises:
        NotFoundError: there is none with this id.
    """
    user = session.get(User, user_id)
    if user is None:
        raise NotFoundError(f"there is no user {user_id!r}", remedy="GET /v1/users lists them.")
    return user


def named(session: orm.Session, email: str) -> User:
    """A person by e-mail address.

    Raises:
        NotFoundError: there is none.
    """
    user = by_email(session, folded(email))
    if user is None:
        raise NotFoundError(
            f"there is no user {email!r}", remedy="'modiste users list' lists them."
        )
    return user


def everybody(ledger: Ledger) -> Sequence[User]:
    """All people, by e-mail address."""
    with ledger.read() as session:
        return session.scalars(sa.select(User).order_by(User.email)).all()
