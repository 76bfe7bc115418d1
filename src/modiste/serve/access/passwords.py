"""Passwords: argon2id (RFC 9106), never stored or logged in any other form."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from modiste.model.errors import InputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST = 10
MOST = 256
_TOO_COMMON = frozenset(
    {
        "1234567890",
        "12345678910",
        "password123",
        "password1234",
        "passw0rd123",
        "qwertyuiop",
        "qwerty12345",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "iloveyou123",
        "administrator",
        "letmein1234",
        "welcome123",
        "changeme123",
        "woaini1314",
        "woaini520",
        "a123456789",
        "qq123456789",
        "modiste123",
    }
)
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each hash takes 64 MiB on purpose: many at once would exhaust the machine."""


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()  # RFC 9106, low memory: 3 passes over 64 MiB in 4 lanes


@cache
def _nobody() -> str:
    return _hasher().hash("of nobody")


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its salt and parameters."""
    with _AT_ONCE:
        return _hasher().hash(_folded(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether it is the password; takes as long where there is none to compare with."""
    from argon2.exceptions import InvalidHashError, VerifyMismatchError

    with _AT_ONCE:
        try:
            _hasher().verify(stored or _nobody(), _folded(password))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with parameters that are no longer ours."""
    return _hasher().check_needs_rehash(stored)


def check_strength(password: str, email: str) -> None:
    """Refuse passwords that are guessed first. Length counts, kinds of characters do not.

    Raises:
        InputError: it is too short, too long, too common, or made of the e-mail address.
    """
    plain = _folded(password)
    if not LEAST <= len(plain) <= MOST:
        raise _refused(f"a password has {LEAST} to {MOST} characters")
    lower = plain.lower()
    if lower in _TOO_COMMON or len(set(lower)) < 5:
        raise _refused("this password is among the first that are guessed")
    made_of_it = {email.lower(), 2 * email.split("@", maxsplit=1)[0].lower()}
    if lower in made_of_it or email.lower() in lower:
        raise _refused("the password is made of the e-mail address")


def _refused(what: str) -> InputError:
    return InputError(what, remedy="Take a sentence of four or more words that only you know.")


def _folded(password: str) -> str:
    # One password, however a keyboard composes its accents.
    return unicodedata.normalize("NFKC", password)
