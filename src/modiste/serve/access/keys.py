"""Keys of programs: scopes of their own, allowed web origins, an end; shown once."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.model.errors import ConflictError, InputError, UnknownNameError
from modiste.present.http.access import KEY_SCOPES, SHOP_SCOPES, Scope
from modiste.present.http.problems import NotFoundError
from modiste.serve.access import audit
from modiste.serve.access.secrets import digest, new_key, prefix_of, same
from modiste.store.accounts import ApiKey
from modiste.store.ledger import Ledger, now

SUBJECT = "key:"
_TOUCH = dt.timedelta(minutes=1)


def mint(
    session: orm.Session,
    name: str,
    scopes: Collection[Scope],
    *,
    actor: str,
    origins: Sequence[str] = (),
    expires_at: dt.datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key: its row, and its text, which is shown once and not kept.

    Args:
        session: a write.
        name: what people call it; unique among the keys in force.
        scopes: what it may do.
        actor: who makes it.
        origins: web origins from whose pages it may be used; without any, no page may use it.
        expires_at: when it stops working; never where it is ``None``.

    Raises:
        InputError: a scope may not be given to keys, an origin is none, the end is past.
        ConflictError: a key in force has this name.
    """
    _check(scopes, origins, expires_at)
    taken = sa.select(ApiKey).where(ApiKey.name == name, ApiKey.revoked_at.is_(None))
    if session.scalars(taken).first() is not None:
        raise ConflictError(
            f"there is a key named {name!r}", remedy="Revoke that one, or choose another name."
        )
    prefix, text = new_key()
    key = ApiKey(
        key_id=f"k_{secrets.token_hex(8)}",
        prefix=prefix,
        digest=digest(text),
        name=name,
        scopes=sorted(scopes),
        origins=sorted(set(origins)),
        created_by=actor,
        created_at=now(),
        expires_at=expires_at,
    )
    session.add(key)
    audit.note(
        session,
        actor,
        "add",
        SUBJECT + key.key_id,
        name=name,
        prefix=prefix,
        scopes=key.scopes,
        origins=key.origins,
    )
    return key, text


def _check(
    scopes: Collection[Scope], origins: Sequence[str], expires_at: dt.datetime | None
) -> None:
    if not scopes:
        raise InputError("a key needs a scope", remedy=f"A shop's key has {_listed(SHOP_SCOPES)}.")
    refused = set(scopes) - KEY_SCOPES
    if refused:
        raise InputError(
            f"no key may have {_listed(refused)}", remedy="Only people may do that: sign in."
        )
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}":
            raise InputError(
                f"{origin!r} is no web origin", remedy="Write it like https://shop.example."
            )
    if expires_at is not None and expires_at <= now():
        raise InputError("the key would have expired already", remedy="Name a later end.")


def find(ledger: Ledger, text: str) -> ApiKey | None:
    """The key in force with this text."""
    prefix = prefix_of(text)
    if prefix is None:
        return None
    with ledger.read() as session:
        key = session.scalars(sa.select(ApiKey).where(ApiKey.prefix == prefix)).first()
    if key is None or not same(key.digest, digest(text)) or not in_force(key):
        return None
    if key.used_at is None or now() - key.used_at > _TOUCH:
        with ledger.write() as session:
            session.execute(
                sa.update(ApiKey).where(ApiKey.key_id == key.key_id).values(used_at=now())
            )
    return key


def in_force(key: ApiKey) -> bool:
    """Whether a key still works."""
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now())


def revoke(session: orm.Session, key: ApiKey, *, actor: str) -> None:
    """Make a key useless from now on; revoking it again changes nothing."""
    if key.revoked_at is None:
        key.revoked_at = now()
        audit.note(session, actor, "revoke", SUBJECT + key.key_id, name=key.name)


def get(session: orm.Session, key_id: str) -> ApiKey:
    """A key by its id.

    Raises:
        NotFoundError: there is none.
    """
    key = session.get(ApiKey, key_id)
    if key is None:
        raise NotFoundError(f"there is no key {key_id!r}", remedy="GET /v1/keys lists them.")
    return key


def named(session: orm.Session, name: str) -> ApiKey:
    """A key in force by its name, prefix or id.

    Raises:
        UnknownNameError: there is none.
    """
    query = sa.select(ApiKey).where(
        (ApiKey.name == name) | (ApiKey.prefix == name) | (ApiKey.key_id == name),
        ApiKey.revoked_at.is_(None),
    )
    key = session.scalars(query).first()
    if key is None:
        raise UnknownNameError(
            f"there is no key {name!r} in force", remedy="'modiste keys list' lists them."
        )
    return key


def everything(ledger: Ledger) -> Sequence[ApiKey]:
    """All keys, newest first, revoked ones too."""
    query = sa.select(ApiKey).order_by(ApiKey.created_at.desc(), ApiKey.key_id)
    with ledger.read() as session:
        return session.scalars(query).all()


def origins(ledger: Ledger) -> frozenset[str]:
    """Every web origin that a key in force names."""
    return frozenset(
        origin for key in everything(ledger) if in_force(key) for origin in key.origins
    )


def _listed(scopes: Collection[Scope]) -> str:
    return ", ".join(sorted(scopes))
