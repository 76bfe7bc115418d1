"""Orders by webhook, against a local receiver."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.inventory.posting import ANN, ONE, PAPER, never, sent, stating

from modiste.inventory.replenish.book import get_order
from modiste.inventory.replenish.changes import edit
from modiste.inventory.replenish.desk import deliver_message, send_order
from modiste.inventory.replenish.outbox import Postman, deliver, queue
from modiste.model.errors import (
    SettingsError,
    StoreError,
)
from modiste.store.workspace import Workspace

SECRET = "s3cret-of-the-hook"  # noqa: S105


class Hook:
    """A receiver that answers as it is told and keeps what it gets."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.got.append((dict(self.headers), body))
                status, headers = hook.answers.pop(0) if hook.answers else (200, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/orders?key=k"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    opened = Hook()
    yield opened
    opened.close()


@pytest.fixture
def posting(ordering: Workspace, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("MODISTE_WEBHOOK_SECRET", SECRET)
    return stating(ordering, webhook_url=hook.url, attempts=3)


def post_by_hand(workspace: Workspace, wait: Callable[[float], None] = never) -> str:
    at = Postman(workspace.ledger, workspace.settings, workspace.root, wait)
    paper = PAPER | {"lines": [{"sku": "tee", "quantity": 10}]}
    return deliver(at, queue(at, ONE, "webhook", ANN, paper))


def test_an_order_is_posted_signed(posting: Workspace, hook: Hook) -> None:
    assert send_order(posting, ONE, ANN, "webhook")["where"] == "127.0.0.1 answered 200"
    ((headers, body),) = hook.got
    expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Modiste-Signature"] == f"sha256={expected}"
    assert headers["Idempotency-Key"] == f"{ONE}.1"
    assert headers["Content-Type"] == "application/json"
    paper = json.loads(body)
    assert (paper["purchase_order"], paper["brand"], paper["currency"]) == (ONE, "Maison", "EUR")
    assert [(line["sku"], line["quantity"], line["unit_cost"]) for line in paper["lines"]] == [
        ("tee", 4, 1250),
        ("tee", 10, 1250),
    ]
    assert "reason" not in str(paper)
    assert get_order(posting.ledger, ONE).state == "sent"


def test_what_may_pass_is_tried_again_with_longer_waits(posting: Workspace, hook: Hook) -> None:
    hook.answers = [(503, {}), (429, {"Retry-After": "7"})]
    waits: list[float] = []
    assert post_by_hand(posting, waits.append) == "127.0.0.1 answered 200"
    assert 0.5 <= waits[0] <= 1.5
    assert waits[1:] == [7]
    keys = {headers["Idempotency-Key"] for headers, _ in hook.got}
    bodies = {body for _, body in hook.got}
    assert (keys, len(bodies), len(hook.got)) == ({f"{ONE}.1"}, 1, 3)
    (message,) = sent(posting)
    assert (message.attempts, message.state) == (3, "delivered")


def test_what_never_passes_waits_in_the_outbox(posting: Workspace, hook: Hook) -> None:
    hook.answers = [(503, {})] * 3
    with pytest.raises(StoreError, match="the webhook answers 503") as failed:
        post_by_hand(posting, lambda _: None)
    assert "waits in the outbox" in failed.value.remedy
    assert [each.state for each in sent(posting)] == ["pending"]
    assert get_order(posting.ledger, ONE).state == "approved"
    assert deliver_message(posting, f"{ONE}.1") == "127.0.0.1 answered 200"
    assert get_order(posting.ledger, ONE).state == "sent"


@pytest.mark.parametrize("answer", [(400, {}), (302, {"Location": "/elsewhere"})])
def test_what_is_refused_for_good_is_not_tried_again(
    posting: Workspace, hook: Hook, answer: tuple[int, dict[str, str]]
) -> None:
    hook.answers = [answer]
    with pytest.raises(StoreError, match=f"the webhook answers {answer[0]}"):
        post_by_hand(posting)
    assert [each.state for each in sent(posting)] == ["failed"]
    assert len(hook.got) == 1
    edit(posting.ledger, ONE, ANN, {("tee", "web"): 1})  # it did not go out, so it may change
    assert post_by_hand(posting) == "127.0.0.1 answered 200"
    assert hook.got[1][0]["Idempotency-Key"] == f"{ONE}.2"


def test_a_receiver_that_is_not_there_is_tried_again(posting: Workspace, hook: Hook) -> None:
    stating(posting, webhook_url="http://127.0.0.1:9/", attempts=2)
    waits: list[float] = []
    with pytest.raises(StoreError, match="cannot be reached"):
        post_by_hand(posting, waits.append)
    assert len(waits) == 1


def test_nothing_is_posted_unsigned_or_nowhere(ordering: Workspace, hook: Hook) -> None:
    stating(ordering, webhook_url=hook.url)
    with pytest.raises(SettingsError, match="no secret"):
        send_order(ordering, ONE, ANN, "webhook")
    stating(ordering, webhook_url="file:///etc/passwd")
    with pytest.raises(SettingsError, match="no webhook is set"):
        send_order(ordering, ONE, ANN, "webhook")
    assert hook.got == []
    assert sent(ordering) == []
