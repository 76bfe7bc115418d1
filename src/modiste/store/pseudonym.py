"""Keyed pseudonyms: the lake knows people by these and by nothing else.

The same person gets the same pseudonym in every file of a workspace. Without the workspace's key
it can neither be computed nor turned back, not even by trying all e-mail addresses.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Iterable
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
        self._keyed = hashlib.blake2b(key=key, digest_size=_DIGEST_BYTES)

    def __repr__(self) -> str:
        return "Pseudonymiser(key=…)"

    def one(self, identifier: str) -> str | None:
        """The pseudonym of one id or e-mail address; ``None`` for a blank one."""
        plain = normalise(identifier)
        (digest,) = self._digests([plain.encode()])
        return None if digest is None else PREFIX + digest.hex()

    def series(self, identifiers: pl.Series) -> pl.Series:
        """The pseudonyms of a text column; each distinct value is hashed once."""
        column = identifiers.rename("id").to_frame().select(pl.col("id").cast(pl.String))
        distinct = column.unique().drop_nulls()
        plain = _normalised(distinct["id"])
        digests = self._digests(plain.cast(pl.Binary).to_list())
        hexadecimal = pl.Series("pseudonym", digests, dtype=pl.Binary).bin.encode("hex")
        known = distinct.with_columns(pl.lit(PREFIX) + hexadecimal)
        joined = column.join(known, on="id", how="left", maintain_order="left")
        return joined.to_series(1).rename(identifiers.name)

    def _digests(self, texts: Iterable[bytes]) -> list[bytes | None]:
        # A copy saves hashing the key again for every person.
        fresh, made = self._keyed.copy, list[bytes | None]()
        for text in texts:
            keyed = fresh()
            keyed.update(text)
            made.append(keyed.digest() if text else None)
        return made


def normalise(identifier: str) -> str:
    """One spelling of an id or an address: trimmed, casefolded, compatibility forms united."""
    return unicodedata.normalize("NFKC", identifier).strip().casefold()


def _normalised(distinct: pl.Series) -> pl.Series:
    """The same for a column: plain ASCII, the usual case, needs no Python."""
    plain = distinct.str.strip_chars().str.to_lowercase()
    rare = distinct.str.contains(r"[^ -~]")
    if not rare.any():
        return plain
    spelt = [normalise(v) if odd else None for v, odd in zip(distinct, rare, strict=True)]
    return plain.zip_with(~rare, pl.Series(spelt, dtype=pl.String))


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
