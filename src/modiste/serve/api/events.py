"""``POST /v1/events``: what visitors do in the shop, as GA4 tells it."""

from __future__ import annotations

import asyncio
import threading
from typing import Annotated, Any, Literal

from fastapi import Depends
from pydantic import Field

from modiste.present.http.access import Scope
from modiste.present.http.depends import Common
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.present.http.shared import Shared
from modiste.present.http.strict import Answer, Strict
from modiste.serve.events.intake import Intake
from modiste.serve.events.reading import Sent
from modiste.store.ledger import now

router = Router(prefix="/events", tags=["events"])
_MOST = 500
_PART = "events"
_making = threading.Lock()


class ConsentSent(Strict):
    """What the visitor agreed to, in the words of Google's consent mode."""

    analytics_storage: Literal["granted", "denied"] | None = Field(
        None, description="Whether visits may be told apart."
    )
    ad_personalization: Literal["granted", "denied"] | None = Field(
        None, description="Whether the visitor may be profiled."
    )


class EventsSent(Strict):
    """Events in the shape of GA4's measurement protocol."""

    client_id: str | None = Field(
        None, max_length=200, description="The device or browser; kept as a pseudonym."
    )
    user_id: str | None = Field(
        None, max_length=200, description="The customer in the shop's system; kept as a pseudonym."
    )
    timestamp_micros: int | None = Field(
        None, ge=0, description="When, in microseconds since 1970; of events that name no time."
    )
    consent: ConsentSent = Field(
        default_factory=ConsentSent,
        description="What the visitor agreed to. Where either is denied, nothing of the person is "
        "kept, only that something was looked at or bought.",
    )
    events: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=_MOST,
        description="Each with name, params (items, search_term, currency, ga_session_id …), and "
        "where it can an event_id, under which it is taken once, and timestamp_micros.",
    )


class RejectedEvent(Answer):
    """An event that was not taken."""

    index: int = Field(description="Its place among the events sent, from 0.")
    column: str | None = Field(description="What of it is wrong.")
    reason: str = Field(description="Why it was not taken.")


class EventsTaken(Answer):
    """What was taken; it is on the disk."""

    accepted: int = Field(description="Events taken.")
    repeated: int = Field(description="Among them, those that were known by their id already.")
    rejected: list[RejectedEvent] = Field(description="Events not taken, each with its reason.")


def _intake(common: Common) -> Intake:
    return intake_of(common)


def intake_of(shared: Shared) -> Intake:
    """The server's one intake of events."""
    with _making:
        if _PART not in shared.parts:
            shared.parts[_PART] = Intake(shared.workspace, shared.tables)
        found: Intake = shared.parts[_PART]
        return found


@router.post("", scope=Scope.EVENTS_WRITE, responses=problem_responses(413))
async def receive_events(
    sent: EventsSent, intake: Annotated[Intake, Depends(_intake)]
) -> EventsTaken:
    """Take events in. When this answers they survive a crash of the server.

    Unusable events are told one by one; the others are taken. An event about several items counts
    once. Sending the same ``event_id`` again changes nothing.
    """
    said = {sent.consent.analytics_storage, sent.consent.ad_personalization}
    shared = {
        name: value
        for name in ("client_id", "user_id", "timestamp_micros")
        if (value := getattr(sent, name)) is not None
    }
    waiting = intake.take(Sent(sent.events, shared, "denied" in said, now()))
    return EventsTaken.model_validate(await asyncio.wrap_future(waiting))
