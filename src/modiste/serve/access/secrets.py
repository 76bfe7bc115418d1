"""Random secrets that are shown once and kept as digests only."""

from __future__ import annotations

import hashlib
import secrets

KEY_MARK = "mdk"
_PREFIX = "abcdefghijkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """256 random bits as text for a cookie or an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret. It is random, so that a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two digests are equal, in a time that does not depend on where they differ."""
    return secrets.compare_digest(one.encode(), other.encode())


def new_key() -> tuple[str, str]:
    """Prefix and whole text of a new key: ``mdk_PREFIX_SECRET``."""
    prefix = "".join(secrets.choice(_PREFIX) for _ in range(10))
    return prefix, f"{KEY_MARK}_{prefix}_{new_secret()}"


def prefix_of(key: str) -> str | None:
    """The prefix of a key's text; ``None`` where it is no key."""
    parts = key.split("_", 2)
    return parts[1] if len(parts) == 3 and parts[0] == KEY_MARK else None
