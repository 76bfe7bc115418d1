"""Keyed pseudonyms: the lake knows people by these and by nothing else.

The same person gets the same pseudonym in every file of a workspace. Without the workspace's key
it can neither be computed nor turned back, not even by trying all e-mail addresses.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from pathlib import Path

import polars as pl

from modiste.model.errors import Place, WorkspaceError

PREFIX = "c_"
_KEY_BYTES = 32
_DIGEST_BYTES = 16


class Pseudonymiser:
    """Turns customer ids and e-mail addresses into keyed pseudonyms."""

    def __init__(self, key: bytes) -> None:
        """Use a workspace's key.

        Raises:
            WorkspaceError: the key is too short or too long to be one.
        """
        if not 16 <= len(key) <= hashlib.blake2b.MAX_KEY_SIZE:
            raise WorkspaceError(
                f"a pseudonym key has 16 to 64 bytes, not {len(key)}",
                remedy="Restore the workspace's key file from a backup.",
            )
        self._key = key

    def __repr__(self) -> str:
        return "Pseudonymiser(key=…)"

    def one(self, identifier: str) -> str | None:
        """The pseudonym of one id or e-mail address; ``None`` for a blank one."""
        plain = normalise(identifier)
        if not plain:
            return None
        digest = hashlib.blake2b(plain.encode(), key=self._key, digest_size=_DIGEST_BYTES)
        return PREFIX + digest.hexdigest()

    def series(self, identifiers: pl.Series) -> pl.Series:
        """The pseudonyms of a text column; each distinct value is hashed once."""
        encoded = identifiers.rename("id").to_frame().select(pl.col("id").cast(pl.String))
        distinct = encoded.unique()
        known = distinct.with_columns(
            pl.Series("pseudonym", [self._maybe(v) for v in distinct["id"]], dtype=pl.String)
        )
        joined = encoded.join(known, on="id", how="left", maintain_order="left")
        return joined["pseudonym"].rename(identifiers.name)

    def _maybe(self, value: str | None) -> str | None:
        return None if value is None else self.one(value)


def normalise(identifier: str) -> str:
    """One spelling of an id or an address: trimmed, casefolded, compatibility forms united."""
    return unicodedata.normalize("NFKC", identifier).strip().casefold()


def create_key(path: Path) -> bytes:
    """Write a new random key that only the owner can read; an existing key is kept and returned.

    Losing the key does not lose data, but later imports would no longer recognise old customers.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_bytes(_KEY_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        # A link fails where the name exists: of two processes one wins and both read its key.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return read_key(path)


def read_key(path: Path) -> bytes:
    """Read a key file.

    Raises:
        WorkspaceError: there is none, or it does not hold a key.
    """
    try:
        key = path.read_bytes()
    except OSError as error:
        raise WorkspaceError(
            f"the pseudonym key cannot be read: {error.strerror}",
            place=Place(path.name),
            remedy="Restore it from a backup; a new key would make every customer a new one.",
        ) from error
    if len(key) != _KEY_BYTES:
        raise WorkspaceError(
            f"the pseudonym key has {len(key)} bytes and should have {_KEY_BYTES}",
            place=Place(path.name),
            remedy="Restore it from a backup.",
        )
    return key
