"""Sending, at least once and under one name: a message is written down before it goes out.

Three steps, each of which may be the last before a crash::

    1  the message and the intent to send are written in one transaction   (queue)
    2  the channel delivers it                                             (deliver)
    3  the delivery and the order's new state are written in one transaction

After a crash the message still waits and is delivered again under the same id. Between 1 and 3 the
order cannot be edited or voided, for the supplier may have it.
"""

from __future__ import annotations

import datetime as dt
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.inventory.replenish.book import SUBJECT, By, changed, picture, record
from modiste.inventory.replenish.channels import NotDeliveredError, Post, channel
from modiste.inventory.replenish.papers import Paper
from modiste.inventory.replenish.states import Act
from modiste.model.errors import BusyError, StoreError
from modiste.store.ledger import Ledger, Outbox, PurchaseOrder, now
from modiste.store.settings import Settings

_LONGEST_WAIT = 60.0
_SPARE_SECONDS = 60.0


@dataclass(frozen=True)
class Postman:
    """What delivering needs.

    Attributes:
        ledger: where messages wait.
        settings: of the workspace.
        folder: where files go.
        wait: waits some seconds.
        clock: this moment, in UTC.
    """

    ledger: Ledger
    settings: Settings
    folder: Path
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], dt.datetime] = now


def queue(
    postman: Postman, order_id: str, via: str, by: By, paper: Paper, *, again: bool = False
) -> str:
    """Write down that an order is to be sent.

    Args:
        postman: where to, and with which settings.
        order_id: the order.
        via: name of the channel.
        by: who.
        paper: what is sent.
        again: send an order again that was sent before.

    Returns:
        The message's id; that of one which waits already, where it goes the same way.

    Raises:
        ConflictError: the order is not approved, or was changed meanwhile.
        SettingsError: the channel is not set up; then nothing is written down.
        InputError: the order cannot be sent this way.
    """
    subject = SUBJECT + order_id
    channel(via).ready(Post(order_id, paper, postman.settings, postman.folder))
    with postman.ledger.write() as session:
        sent = list(session.scalars(sa.select(Outbox).where(Outbox.subject == subject)))
        for each in sent:
            if each.state == "pending" and each.channel == via:
                return each.message_id
        message_id = f"{order_id}.{len(sent) + 1}"
        with changed(session, order_id, Act.RESEND if again else Act.SEND, by):
            session.add(
                Outbox(
                    message_id=message_id,
                    subject=subject,
                    channel=via,
                    state="pending",
                    payload=paper,
                    actor=by.actor,
                    attempts=0,
                    created_at=now(),
                )
            )
        return message_id


def drop(ledger: Ledger, order_id: str, by: By) -> int:
    """Give up messages of an order that wait and never arrived, so that it can be changed again.

    Returns:
        How many.

    Raises:
        BusyError: one is being delivered.
    """
    moment = now()
    with ledger.write() as session:
        rows = session.scalars(
            sa.select(Outbox).where(Outbox.subject == SUBJECT + order_id, Outbox.state == "pending")
        ).all()
        for row in rows:
            if row.leased_until is not None and row.leased_until > moment:
                raise _busy(row.message_id, row.leased_until)
            row.state, row.result = "failed", f"dropped by {by.actor}: {by.why or 'no reason'}"
        if rows:
            order = session.get_one(PurchaseOrder, order_id)
            record(session, order, "drop messages", by, picture(order))
        return len(rows)


def pending(ledger: Ledger) -> list[str]:
    """Ids of the messages that wait, oldest first."""
    query = sa.select(Outbox.message_id).where(Outbox.state == "pending")
    with ledger.read() as session:
        return list(session.scalars(query.order_by(Outbox.created_at, Outbox.message_id)))


def messages(ledger: Ledger, order_id: str) -> list[Outbox]:
    """Messages of an order, oldest first."""
    query = sa.select(Outbox).where(Outbox.subject == SUBJECT + order_id)
    with ledger.read() as session:
        return list(session.scalars(query.order_by(Outbox.created_at, Outbox.message_id)))


def deliver(postman: Postman, message_id: str) -> str:
    """Deliver a message that waits; its order is *sent* afterwards.

    What may pass is tried again after 1, 2, 4 … seconds, give or take half; the message keeps
    waiting if it never passes. What is refused for good is not tried again.

    Returns:
        Where it went.

    Raises:
        BusyError: another process is delivering it, or died doing so a moment ago.
        StoreError: it did not go out.
    """
    attempts = postman.settings.replenishment.attempts
    for attempt in range(1, attempts + 1):
        post, via, done = _claim(postman, message_id)
        if done is not None:
            return done
        try:
            where = channel(via).deliver(post)
        except NotDeliveredError as error:
            if not error.again or attempt == attempts:
                _give_up(postman, message_id, error)
                raise _undelivered(message_id, error) from error
            _release(postman, message_id, str(error))
            postman.wait(_pause(message_id, attempt) if error.after is None else error.after)
        except BaseException as error:
            # Settings are missing, or somebody broke it off: it waits on.
            _release(postman, message_id, type(error).__name__)
            raise
        else:
            _delivered(postman, message_id, where)
            return where
    raise AssertionError("the last attempt returns or raises")


def _claim(postman: Postman, message_id: str) -> tuple[Post, str, str | None]:
    """Take a message for this process, for as long as one attempt may last."""
    seconds = 2 * postman.settings.replenishment.timeout_seconds + _SPARE_SECONDS
    moment = postman.clock()
    with postman.ledger.write() as session:
        row = session.get_one(Outbox, message_id)
        post = Post(message_id, row.payload, postman.settings, postman.folder)
        if row.state == "delivered":
            return post, row.channel, row.result
        if row.state == "failed":
            raise StoreError(
                f"message {message_id} was given up: {row.result}",
                remedy="Send the order again; it gets a new message.",
            )
        if row.leased_until is not None and row.leased_until > moment:
            raise _busy(message_id, row.leased_until)
        row.leased_until = moment + dt.timedelta(seconds=seconds)
        row.attempts += 1
        return post, row.channel, None


def _busy(message_id: str, until: dt.datetime) -> BusyError:
    return BusyError(
        f"message {message_id} is being delivered by another process",
        remedy=f"Try again after {until:%H:%M:%S} UTC.",
    )


def _release(postman: Postman, message_id: str, what: str) -> None:
    with postman.ledger.write() as session:
        row = session.get_one(Outbox, message_id)
        row.leased_until, row.result = None, what


def _give_up(postman: Postman, message_id: str, error: NotDeliveredError) -> None:
    with postman.ledger.write() as session:
        row = session.get_one(Outbox, message_id)
        row.leased_until, row.result = None, str(error)
        if not error.again:
            row.state = "failed"


def _delivered(postman: Postman, message_id: str, where: str) -> None:
    with postman.ledger.write() as session:
        row = session.get_one(Outbox, message_id)
        row.state, row.delivered_at, row.leased_until = "delivered", postman.clock(), None
        row.result = where
        _mark_sent(session, row, where)


def _mark_sent(session: orm.Session, message: Outbox, where: str) -> None:
    order = session.get_one(PurchaseOrder, message.subject.removeprefix(SUBJECT))
    before = picture(order)
    ordered_on = dt.date.fromisoformat(message.payload["ordered_on"])
    act = Act.RESEND
    if order.state == "approved":
        act = Act.SEND
        order.state, order.ordered_on = "sent", ordered_on
        order.expected_on = dt.date.fromisoformat(message.payload["expected_on"])
    by = By(message.actor, ordered_on, f"{message.message_id}: {where}")
    record(session, order, act, by, before)


def _undelivered(message_id: str, error: NotDeliveredError) -> StoreError:
    remedy = (
        "It waits in the outbox: send it again later."
        if error.again
        else "Mend this, then send the order again."
    )
    return StoreError(f"message {message_id} did not go out: {error}", remedy=remedy)


def _pause(message_id: str, attempt: int) -> float:
    """Seconds before the next attempt: 1, 2, 4 … up to a minute, spread so that none coincide."""
    spread = 0.5 + (zlib.crc32(f"{message_id}/{attempt}".encode()) % 1_000) / 1_000
    return min(2.0 ** (attempt - 1), _LONGEST_WAIT) * spread
