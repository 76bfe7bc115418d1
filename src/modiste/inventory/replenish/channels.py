"""The ways on which a message leaves: files, mail, a webhook, or a person's own hand.

A channel may be asked to deliver a message twice, after a crash between sending and writing it
down; it gives it the same name, message id or idempotency key each time, so that the receiver can
tell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from modiste.inventory.replenish.papers import Paper, as_file, as_shopify, file_name
from modiste.model.errors import UnknownNameError
from modiste.store.files import replace_bytes
from modiste.store.settings import Settings


class NotDeliveredError(Exception):
    """A message did not go out.

    Attributes:
        again: whether trying again may help.
        after: seconds that the receiver asks to wait, if it does.
    """

    def __init__(self, what: str, *, again: bool, after: float | None = None) -> None:
        self.again = again
        self.after = after
        super().__init__(what)


@dataclass(frozen=True)
class Post:
    """A message on its way.

    Attributes:
        message_id: its name, the same at every attempt.
        paper: what it says.
        settings: of the workspace.
        folder: where files go.
    """

    message_id: str
    paper: Paper
    settings: Settings
    folder: Path


@dataclass(frozen=True)
class Channel:
    """A way to the supplier.

    Attributes:
        deliver: delivers a message and says in a few words where it went; raises
            :class:`NotDeliveredError` where it did not go out.
        ready: raises a ``ModisteError`` where the settings or the data do not allow it.
    """

    deliver: Callable[[Post], str]
    ready: Callable[[Post], None] = lambda _: None


def channel(name: str) -> Channel:
    """The channel of that name.

    Raises:
        UnknownNameError: there is none.
    """
    if name not in CHANNELS:
        raise UnknownNameError(
            f"there is no way {name!r} to send an order",
            remedy=f"The ways are: {', '.join(CHANNELS)}.",
        )
    return CHANNELS[name]


def _csv(post: Post) -> str:
    return _write(post, "csv", as_file(post.paper, "csv"))


def _xlsx(post: Post) -> str:
    return _write(post, "xlsx", as_file(post.paper, "xlsx"))


def _shopify(post: Post) -> str:
    files = as_shopify(post.paper)
    written = [_write(post, "csv", data, "shopify", place) for place, data in files.items()]
    return ", ".join(written)


def _write(post: Post, kind: str, data: bytes, *parts: str) -> str:
    path = post.folder / f"{file_name(post.paper['purchase_order'], *parts)}.{kind}"
    try:
        replace_bytes(path, data)
    except OSError as error:
        raise NotDeliveredError(f"{path} cannot be written: {error}", again=False) from error
    return str(path)


def _email(post: Post) -> str:
    from modiste.inventory.replenish.mail import send_mail

    return send_mail(post)


def _email_ready(post: Post) -> None:
    from modiste.inventory.replenish.mail import ready

    ready(post)


def _webhook(post: Post) -> str:
    from modiste.inventory.replenish.webhook import post_order

    return post_order(post)


def _webhook_ready(post: Post) -> None:
    from modiste.inventory.replenish.webhook import ready

    ready(post)


def _hand(post: Post) -> str:
    """Somebody has told the supplier by other means."""
    return f"by hand to {post.paper['supplier']}"


CHANNELS = {
    "csv": Channel(_csv),
    "xlsx": Channel(_xlsx),
    "shopify": Channel(_shopify),
    "email": Channel(_email, _email_ready),
    "webhook": Channel(_webhook, _webhook_ready),
    "hand": Channel(_hand),
}
