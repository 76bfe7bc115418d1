"""Rows about access: people, their sessions, keys of programs, one-time links, repeated requests.

No secret is stored: passwords as argon2id hashes, everything else that opens a door as its digest.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.store.ledger import Base


class User(Base):
    """A person who may sign in. ``email`` is folded; ``subject`` is who they are to OIDC."""

    __tablename__ = "user_account"

    user_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    email: orm.Mapped[str] = orm.mapped_column(unique=True)
    name: orm.Mapped[str]
    role: orm.Mapped[str]
    language: orm.Mapped[str]
    password: orm.Mapped[str | None]
    subject: orm.Mapped[str | None] = orm.mapped_column(unique=True)
    active: orm.Mapped[bool]
    version: orm.Mapped[int]
    created_at: orm.Mapped[dt.datetime]
    changed_at: orm.Mapped[dt.datetime]
    signed_in_at: orm.Mapped[dt.datetime | None]


class Session(Base):
    """A person signed in with one browser, until ``idle_until`` or, at the latest, ``ends_at``."""

    __tablename__ = "user_session"

    digest: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    user_id: orm.Mapped[str] = orm.mapped_column(
        sa.ForeignKey("user_account.user_id", ondelete="CASCADE"), index=True
    )
    created_at: orm.Mapped[dt.datetime]
    seen_at: orm.Mapped[dt.datetime]
    idle_until: orm.Mapped[dt.datetime]
    ends_at: orm.Mapped[dt.datetime] = orm.mapped_column(index=True)
    address: orm.Mapped[str]
    agent: orm.Mapped[str]


class ApiKey(Base):
    """A program's key: ``prefix`` is shown and looked up, of the rest only the digest is kept."""

    __tablename__ = "api_key"

    key_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    prefix: orm.Mapped[str] = orm.mapped_column(unique=True)
    digest: orm.Mapped[str]
    name: orm.Mapped[str]
    scopes: orm.Mapped[list[str]] = orm.mapped_column(sa.JSON)
    origins: orm.Mapped[list[str]] = orm.mapped_column(sa.JSON)
    created_by: orm.Mapped[str]
    created_at: orm.Mapped[dt.datetime]
    expires_at: orm.Mapped[dt.datetime | None]
    used_at: orm.Mapped[dt.datetime | None]
    revoked_at: orm.Mapped[dt.datetime | None]


class Link(Base):
    """A link that works once: to become the first owner, to set a password, to sign in by OIDC."""

    __tablename__ = "one_time_link"

    digest: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    purpose: orm.Mapped[str]
    user_id: orm.Mapped[str | None] = orm.mapped_column(
        sa.ForeignKey("user_account.user_id", ondelete="CASCADE"), index=True
    )
    detail: orm.Mapped[dict[str, Any]]
    created_at: orm.Mapped[dt.datetime]
    expires_at: orm.Mapped[dt.datetime] = orm.mapped_column(index=True)
    used_at: orm.Mapped[dt.datetime | None]


class Attempt(Base):
    """Wrong passwords for one account from one address; ``who`` is a digest of the two."""

    __tablename__ = "sign_in_attempt"

    who: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    failures: orm.Mapped[int]
    last_at: orm.Mapped[dt.datetime] = orm.mapped_column(index=True)
    locked_until: orm.Mapped[dt.datetime | None]


class Repeat(Base):
    """The answer to a POST that named an Idempotency-Key, for when it is sent again."""

    __tablename__ = "idempotent_request"

    principal: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    key: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    fingerprint: orm.Mapped[str]
    owner: orm.Mapped[str]
    status: orm.Mapped[int | None]
    headers: orm.Mapped[dict[str, Any]]
    body: orm.Mapped[bytes | None]
    created_at: orm.Mapped[dt.datetime]
    expires_at: orm.Mapped[dt.datetime] = orm.mapped_column(index=True)
