"""Wrong passwords: after a few, an account waits longer and longer for one address.

Counted for each pair of account and address, whether the account exists or not, so that nobody is
locked out by others and nobody learns which accounts there are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math

import sqlalchemy as sa

from modiste.present.http.problems import TooManyError
from modiste.store.accounts import Attempt
from modiste.store.ledger import Ledger, now

FREE = 5
"""Wrong passwords without a wait."""

_FIRST = 30.0
_LONGEST = 3600.0
_FORGOTTEN = dt.timedelta(hours=24)


def check(ledger: Ledger, email: str, address: str) -> None:
    """Refuse an attempt while the account waits.

    Raises:
        TooManyError: it does.
    """
    with ledger.read() as session:
        held = session.get(Attempt, _who(email, address))
    at = now()
    if held is not None and held.locked_until is not None and held.locked_until > at:
        wait = math.ceil((held.locked_until - at).total_seconds())
        raise TooManyError(
            "too many wrong passwords",
            remedy=f"Try again in {wait} seconds, or ask an owner for a link to set a new one.",
            headers={"Retry-After": str(wait)},
        )


def failed(ledger: Ledger, email: str, address: str) -> int:
    """Count a wrong password; gives how many there were."""
    at = now()
    with ledger.write() as session:
        session.execute(sa.delete(Attempt).where(Attempt.last_at < at - _FORGOTTEN))
        held = session.get(Attempt, _who(email, address))
        if held is None:
            held = Attempt(who=_who(email, address), failures=0, last_at=at)
            session.add(held)
        held.failures += 1
        held.last_at = at
        wait = delay(held.failures)
        held.locked_until = at + dt.timedelta(seconds=wait) if wait else None
        return held.failures


def succeeded(ledger: Ledger, email: str, address: str) -> None:
    """Forget the wrong passwords."""
    with ledger.write() as session:
        session.execute(sa.delete(Attempt).where(Attempt.who == _who(email, address)))


def delay(failures: int) -> float:
    """Seconds to wait after so many wrong passwords: doubling from 30 s up to an hour."""
    over = failures - FREE
    return 0.0 if over < 0 else min(_FIRST * 2.0 ** min(over, 20), _LONGEST)


def _who(email: str, address: str) -> str:
    return hashlib.sha256(f"{email}\n{address}".encode()).hexdigest()
