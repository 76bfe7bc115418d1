"""What may be done with a purchase order in each of its states.

::

    suggested ─ approve → approved ─ send → sent ─ acknowledge → acknowledged
        │                    │                │                      │
        └──── void ──────────┴──────── void ──┴──────── void ────────┤
                                              └─ receive → part received → closed
"""

from __future__ import annotations

from enum import StrEnum

from modiste.model.errors import ConflictError
from modiste.model.facts import PO_STATES

OPEN = ("approved", "sent", "acknowledged", "part received")
"""States of orders whose outstanding units count in the position."""

COUNTED = (*OPEN, "closed")
"""States of orders that were placed, or will be: what they hold is not needed any more."""


class Act(StrEnum):
    """What a person, a rule or a plan does with an order."""

    APPROVE = "approve"
    EDIT = "edit"
    SEND = "send"
    RESEND = "send again"
    ACKNOWLEDGE = "acknowledge"
    RECEIVE = "receive"
    INSPECT = "inspect"
    CLOSE = "close"
    VOID = "void"


FROM: dict[Act, tuple[str, ...]] = {
    Act.APPROVE: ("suggested",),
    Act.EDIT: ("suggested", "approved"),
    Act.SEND: ("approved",),
    Act.RESEND: ("sent", "acknowledged"),
    Act.ACKNOWLEDGE: ("sent", "acknowledged"),
    Act.RECEIVE: ("sent", "acknowledged", "part received"),
    Act.INSPECT: ("part received",),
    Act.CLOSE: ("sent", "acknowledged", "part received"),
    Act.VOID: ("suggested", "approved", "sent", "acknowledged"),
}
"""States in which each act is allowed."""


def allowed(state: str) -> tuple[Act, ...]:
    """What may be done in a state; nothing in *closed* and *void*."""
    return tuple(act for act, states in FROM.items() if state in states)


def require(act: Act, order_id: str, state: str) -> None:
    """Refuse what a state does not allow.

    Raises:
        ConflictError: it does not; the remedy names what it does allow.
    """
    if state not in PO_STATES:
        raise ValueError(f"{state!r} is no state of a purchase order")
    if state in FROM[act]:
        return
    now = ", ".join(allowed(state))
    raise ConflictError(
        f"order {order_id} is {state}, so it is too late or too early to {act}",
        remedy=f"Allowed now: {now}." if now else f"Nothing is: {state} is the end.",
    )
