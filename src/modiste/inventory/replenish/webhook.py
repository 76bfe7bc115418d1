"""Purchase orders by HTTP: a signed JSON document, posted to one address.

The receiver checks ``X-Modiste-Signature: sha256=…``, the HMAC-SHA256 (RFC 2104) of the body under
the shared secret, and takes a second request with a known ``Idempotency-Key`` for the first.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import urllib.error
import urllib.request
from email.message import Message
from http.client import HTTPException
from typing import IO
from urllib.parse import urlsplit

from modiste import __version__
from modiste.inventory.replenish.channels import NotDeliveredError, Post
from modiste.model.errors import Place, SettingsError

SECRET = "MODISTE_WEBHOOK_SECRET"  # noqa: S105 - the variable, not the secret
"""The environment variable that holds the secret; it is never stored or shown."""

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT = 300.0


def post_order(post: Post) -> str:
    """Post an order.

    Raises:
        NotDeliveredError: the receiver cannot be reached or does not answer with 2xx.
        SettingsError: no address or no secret is set.
    """
    url = _address(post)
    body = json.dumps(post.paper, ensure_ascii=False, sort_keys=True).encode()
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
        url,
        data=body,
        method="POST",
        headers={
            "Content-Type": "application/json",
            "User-Agent": f"modiste/{__version__}",
            "Idempotency-Key": post.message_id,
            "X-Modiste-Signature": f"sha256={signature(body)}",
        },
    )
    opener = urllib.request.build_opener(_Straight)
    try:
        with opener.open(request, timeout=post.settings.replenishment.timeout_seconds) as answer:
            return f"{urlsplit(url).hostname} answered {answer.status}"
    except urllib.error.HTTPError as error:
        with error:
            raise NotDeliveredError(
                f"the webhook answers {error.code}",
                again=error.code in _AGAIN,
                after=_wait(error.headers),
            ) from error
    except (OSError, HTTPException) as error:
        raise NotDeliveredError(f"the webhook cannot be reached: {error}", again=True) from error


def ready(post: Post) -> None:
    """Refuse what cannot be posted, before anything is written down.

    Raises:
        SettingsError: no address or no secret is set.
    """
    _address(post)
    signature(b"")


def _address(post: Post) -> str:
    url = post.settings.replenishment.webhook_url
    if not url.startswith(("https://", "http://")):
        raise SettingsError(
            "no webhook is set",
            place=Place(column="replenishment.webhook_url", value=url),
            remedy="Write its address, beginning with https://, into the section [replenishment].",
        )
    return url


def signature(body: bytes) -> str:
    """HMAC-SHA256 of a body under the secret, as hexadecimal digits.

    Raises:
        SettingsError: no secret is set.
    """
    secret = os.environ.get(SECRET)
    if not secret:
        raise SettingsError(
            "the webhook has no secret to sign with",
            place=Place(file="the environment", column=SECRET),
            remedy=f"Set the variable {SECRET} to what the receiver knows too.",
        )
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class _Straight(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: a signed order goes where it was meant to go."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        """Refuse."""
        del req, fp, code, msg, headers, newurl


def _wait(headers: Message) -> float | None:
    """Seconds that the receiver asks to wait; dates are not read."""
    text = headers.get("Retry-After", "")
    return min(float(text), _LONGEST_WAIT) if text.isdecimal() else None
