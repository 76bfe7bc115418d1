"""Sending: files, mail against a local server, a webhook against a local one, crashes between."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import hashlib
import hmac
import io
import json
import multiprocessing
import os
import signal
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from tests.demand.shop import rows, variant
from tests.inventory.orderbook import DAY, MONDAY, plan_again, want

from modiste.inventory.replenish.book import By, get_order, history
from modiste.inventory.replenish.changes import approve, edit, void
from modiste.inventory.replenish.channels import CHANNELS
from modiste.inventory.replenish.desk import deliver_message, send_all, send_order
from modiste.inventory.replenish.outbox import Postman, deliver, drop, messages, queue
from modiste.inventory.replenish.papers import Paper, as_file, as_shopify, file_name
from modiste.model.errors import (
    BusyError,
    ConflictError,
    InputError,
    SettingsError,
    StoreError,
    UnknownNameError,
)
from modiste.store.lake import Lake
from modiste.store.ledger import Ledger, Outbox, now
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace

ANN = By("ann", MONDAY)
ONE = "PO-20260601-001"
SECRET = "s3cret-of-the-hook"  # noqa: S105
PASSWORD = "s3cret-of-the-mail"  # noqa: S105
SPAWN = multiprocessing.get_context("spawn")


# --- a shop with an approved order ------------------------------------------------------------


def fill(lake: Lake) -> None:
    lake.upsert("product", rows("product", {"product_id": "tee", "title": "Tee, long"}))
    more = {"product_id": "tee", "colour": "=navy", "size": "M", "gtin": "04006381333931"}
    lake.upsert("variant", variant("tee", **more))
    places = [{"location_id": "web", "name": "Online"}, {"location_id": "rome", "name": "Roma/1"}]
    lake.upsert("location", rows("location", *places))
    mill = {
        "supplier_id": "mill",
        "name": "The Mill\r\nBcc: x@y.example",
        "email": "po@mill.example",
    }
    lake.upsert("supplier", rows("supplier", mill))


def order(ledger: Ledger) -> None:
    lines = want({"unit_cost": 1250}, {"location_id": "rome", "quantity": 4, "unit_cost": 1250})
    plan_again(ledger, lines)
    approve(ledger, ONE, ANN)


@pytest.fixture
def shop(workspace: Workspace) -> Workspace:
    fill(workspace.lake)
    order(workspace.ledger)
    return workspace


def stating(workspace: Workspace, **stated: Any) -> Workspace:
    sections = {"brand": {"name": "Maison"}, "replenishment": stated}
    workspace.settings = Settings.model_validate(sections)
    return workspace


def sent(workspace: Workspace) -> list[Outbox]:
    return messages(workspace.ledger, ONE)


def never(seconds: float) -> None:
    raise AssertionError(f"waited {seconds} s")


# --- files ------------------------------------------------------------------------------------


def test_an_order_is_sent_as_a_file(shop: Workspace) -> None:
    done = send_order(shop, ONE, ANN, "csv")
    assert (done["order"], done["message"], done["via"]) == (ONE, f"{ONE}.1", "csv")
    file = shop.root / "exports" / "orders" / f"{ONE}.csv"
    assert done["where"] == str(file)
    assert file.read_text(encoding="utf-8-sig").splitlines() == [
        "purchase_order,sku,gtin,title,colour,size,deliver_to,quantity,unit_cost,line_cost,"
        "currency,expected_on",
        f'{ONE},tee,04006381333931,"Tee, long",\'=navy,M,Roma/1,4,12.50,50.00,EUR,2026-06-15',
        f'{ONE},tee,04006381333931,"Tee, long",\'=navy,M,Online,10,12.50,125.00,EUR,2026-06-15',
    ]
    found = get_order(shop.ledger, ONE)
    assert (found.state, found.ordered_on) == ("sent", MONDAY)
    assert found.expected_on == MONDAY + 14 * DAY
    assert [row["action"] for row in history(shop.ledger, ONE)] == [
        "suggest",
        "approve",
        "send",
        "send",
    ]
    last = history(shop.ledger, ONE)[-1]
    assert (last["from"], last["to"], last["actor"]) == ("approved", "sent", "ann")
    lake = shop.lake.read("purchase_order").row(0, named=True)
    assert (lake["state"], lake["ordered_on"]) == ("sent", MONDAY)


def test_a_workbook_holds_the_same(shop: Workspace) -> None:
    done = send_order(shop, ONE, ANN)  # xlsx by default
    frame = pl.read_excel(done["where"], engine="calamine")
    assert frame["quantity"].to_list() == [4, 10]
    assert frame["unit_cost"].to_list() == [12.5, 12.5]
    assert frame["colour"].to_list() == ["'=navy"] * 2


def test_shopify_gets_a_file_for_each_destination(shop: Workspace) -> None:
    done = send_order(shop, ONE, ANN, "shopify")
    folder = shop.root / "exports" / "orders"
    online = folder / f"{ONE}-shopify-Online.csv"
    rome = folder / f"{ONE}-shopify-Roma-1.csv"
    assert done["where"] == f"{rome}, {online}"
    assert online.read_bytes() == (
        b"SKU,Barcode,Supplier SKU,Quantity,Cost,Tax\ntee,04006381333931,,10,12.50,\n"
    )
    assert rome.read_bytes().endswith(b",4,12.50,\n")


def test_a_person_has_told_the_supplier(shop: Workspace) -> None:
    assert send_order(shop, ONE, ANN, "hand")["where"].startswith("by hand to The Mill")
    assert get_order(shop.ledger, ONE).state == "sent"


def test_money_that_is_not_known_stays_empty() -> None:
    line = {"purchase_order": ONE, "sku": "-tee", "quantity": 1, "deliver_to": "web"}
    paper: Paper = {"purchase_order": ONE, "lines": [line]}
    assert b"web,1,,,," in as_file(paper, "csv")
    assert as_shopify(paper)["web"].splitlines()[1] == b"'-tee,,,1,,"


def test_names_of_files() -> None:
    assert file_name("PO-1", "../a/b", "东京") == "PO-1-a-b-东京"
    assert file_name("..") == "_"


def test_a_way_that_there_is_not(shop: Workspace) -> None:
    with pytest.raises(UnknownNameError, match="no way 'pigeon'"):
        send_order(shop, ONE, ANN, "pigeon")
    assert sent(shop) == []


def test_only_approved_orders_are_sent(workspace: Workspace) -> None:
    fill(workspace.lake)
    plan_again(workspace.ledger, want({}))
    with pytest.raises(ConflictError, match="is suggested"):
        send_order(workspace, ONE, ANN, "csv")
    approve(workspace.ledger, ONE, ANN)
    with pytest.raises(ConflictError, match="was changed meanwhile"):
        send_order(workspace, ONE, By("ann", MONDAY, version=1), "csv")
    send_order(workspace, ONE, ANN, "csv")
    with pytest.raises(ConflictError, match="is sent"):
        send_order(workspace, ONE, ANN, "csv")


def test_an_order_is_sent_again_on_demand(shop: Workspace) -> None:
    send_order(shop, ONE, ANN, "csv")
    again = send_order(shop, ONE, By("bob", MONDAY + DAY, "lost"), "hand", again=True)
    assert again["message"] == f"{ONE}.2"
    found = get_order(shop.ledger, ONE)
    assert (found.state, found.ordered_on) == ("sent", MONDAY)
    assert [each.state for each in sent(shop)] == ["delivered", "delivered"]


def test_everything_approved_is_sent_and_one_failure_stops_no_other(shop: Workspace) -> None:
    plan_again(shop.ledger, want({"variant_id": "coat", "supplier_id": "knit"}))
    approve(shop.ledger, "PO-20260601-002", ANN)
    stating(shop, mail_from="po@maison.example", smtp_host="127.0.0.1", smtp_port=9, attempts=1)
    done = send_all(shop, ANN, "email")
    assert [each["order"] for each in done] == [ONE, "PO-20260601-002"]
    assert "cannot be reached" in done[0]["error"]  # it waits in the outbox
    assert "no e-mail address" in done[1]["error"]  # it was never written down
    done = send_all(shop, ANN, "hand")
    assert [each.get("where", "")[:7] for each in done] == ["", "by hand"]
    assert [each.state for each in sent(shop)] == ["pending"]


def test_a_missed_cut_off_moves_the_day_of_arrival(shop: Workspace) -> None:
    own = {"supplier_id": "mill", "cut_off_day": "mon", "cut_off_time": "12:00"}
    shop.lake.upsert("supplier_calendar", rows("supplier_calendar", own))
    send_order(shop, ONE, ANN, "hand", time=dt.time(13))
    assert get_order(shop.ledger, ONE).expected_on == MONDAY + 21 * DAY


# --- crashes and competition ------------------------------------------------------------------


def postman(ledger: Ledger, folder: Path, **more: Any) -> Postman:
    stated = {"replenishment": {"attempts": 3}, "brand": {"name": "Maison"}}
    return Postman(ledger, Settings.model_validate(stated), folder, **({"wait": never} | more))


PAPER: Paper = {
    "purchase_order": ONE, "supplier": "mill", "ordered_on": "2026-06-01",
    "expected_on": "2026-06-15", "lines": [], "email": None, "brand": "Maison",
}  # fmt: skip


def test_what_waits_is_not_queued_twice(ledger: Ledger, tmp_path: Path) -> None:
    order(ledger)
    at = postman(ledger, tmp_path)
    assert {queue(at, ONE, "hand", ANN, PAPER) for _ in range(3)} == {f"{ONE}.1"}
    deliver(at, f"{ONE}.1")
    assert deliver(at, f"{ONE}.1") == "by hand to mill"  # nothing is done again
    assert get_order(ledger, ONE).version == 4


def test_an_order_under_way_is_left_alone(ledger: Ledger, tmp_path: Path) -> None:
    order(ledger)
    queue(postman(ledger, tmp_path), ONE, "hand", ANN, PAPER)
    with pytest.raises(ConflictError, match="is being sent"):
        edit(ledger, ONE, ANN, {("tee", "web"): 1})
    with pytest.raises(ConflictError, match="is being sent"):
        void(ledger, ONE, By("ann", MONDAY, "no"))
    assert drop(ledger, ONE, By("ann", MONDAY, "the server is gone")) == 1
    with pytest.raises(StoreError, match=r"given up: dropped by ann: the server is gone"):
        deliver(postman(ledger, tmp_path), f"{ONE}.1")
    edit(ledger, ONE, ANN, {("tee", "web"): 1})
    assert drop(ledger, ONE, ANN) == 0


def test_two_do_not_deliver_one_message_at_once(
    ledger: Ledger, tmp_path: Path, monkeypatch
) -> None:
    order(ledger)
    at = postman(ledger, tmp_path)
    message = queue(at, ONE, "hand", ANN, PAPER)
    tried: list[type[Exception]] = []

    def slow(post) -> str:
        for act in (lambda: deliver(at, message), lambda: drop(ledger, ONE, ANN)):
            with pytest.raises(BusyError, match="by another process"):
                act()
            tried.append(BusyError)
        return "there"

    monkeypatch.setitem(CHANNELS, "hand", type(CHANNELS["hand"])(slow))
    assert deliver(at, message) == "there"
    assert len(tried) == 2


def die_when_delivering(url: str, folder: str, after: bool) -> None:
    """Deliver a message and die before or after it left."""

    def dying(post) -> str:
        if after:
            (Path(folder) / f"{post.message_id}.left").touch()
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    CHANNELS["hand"] = type(CHANNELS["hand"])(dying)
    deliver(postman(Ledger(url), Path(folder)), f"{ONE}.1")


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_between_sending_and_writing_it_down(
    ledger: Ledger, ledger_url: str, tmp_path: Path, after: bool
) -> None:
    order(ledger)
    at = postman(ledger, tmp_path)
    queue(at, ONE, "hand", ANN, PAPER)
    victim = SPAWN.Process(target=die_when_delivering, args=(ledger_url, str(tmp_path), after))
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
    assert (tmp_path / f"{ONE}.1.left").exists() == after
    assert get_order(ledger, ONE).state == "approved"
    with pytest.raises(BusyError, match="by another process"):
        deliver(at, f"{ONE}.1")
    # Once the time of one attempt has passed it goes out again, under the same name.
    later = postman(ledger, tmp_path, clock=lambda: now() + dt.timedelta(seconds=121))
    assert deliver(later, queue(later, ONE, "hand", ANN, PAPER)) == "by hand to mill"
    (message,) = messages(ledger, ONE)
    assert (message.message_id, message.attempts, message.state) == (f"{ONE}.1", 2, "delivered")
    assert get_order(ledger, ONE).state == "sent"


# --- a webhook --------------------------------------------------------------------------------


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
def posting(shop: Workspace, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("MODISTE_WEBHOOK_SECRET", SECRET)
    return stating(shop, webhook_url=hook.url, attempts=3)


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


def test_nothing_is_posted_unsigned_or_nowhere(shop: Workspace, hook: Hook) -> None:
    stating(shop, webhook_url=hook.url)
    with pytest.raises(SettingsError, match="no secret"):
        send_order(shop, ONE, ANN, "webhook")
    stating(shop, webhook_url="file:///etc/passwd")
    with pytest.raises(SettingsError, match="no webhook is set"):
        send_order(shop, ONE, ANN, "webhook")
    assert hook.got == []
    assert sent(shop) == []


# --- mail -------------------------------------------------------------------------------------


class Mailbox:
    """Keeps what the server takes; refuses as told."""

    def __init__(self) -> None:
        self.refusals: list[str] = []
        self.got: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusals:
            return self.refusals.pop(0)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.got.append((list(envelope.rcpt_tos), message))
        return "250 OK"


class Server(Controller):
    """A server on a free port, told what its SMTP needs."""

    def __init__(self, mailbox: Mailbox, **kinds: Any) -> None:
        super().__init__(mailbox, hostname="127.0.0.1", port=0)
        self.kinds = kinds

    def factory(self) -> SMTP:
        return SMTP(self.handler, **self.kinds)

    @property
    def bound(self) -> int:
        return int(self.server.sockets[0].getsockname()[1])

    def _trigger_server(self) -> None:
        """The base class would knock on port 0."""
        self.port = self.bound
        super()._trigger_server()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def mailing(shop: Workspace, mailbox: Mailbox) -> Iterator[Workspace]:
    server = Server(mailbox)
    server.start()
    yield stating(
        shop,
        smtp_host="127.0.0.1",
        smtp_port=server.bound,
        smtp_security="none",
        mail_from="orders@maison.example",
        mail_copy="buyer@maison.example",
        attempts=2,
    )
    server.stop()


def test_an_order_is_mailed_with_both_files(mailing: Workspace, mailbox: Mailbox) -> None:
    done = send_order(mailing, ONE, ANN, "email")
    assert done["where"] == "mail to po@mill.example"
    ((to, message),) = mailbox.got
    assert to == ["po@mill.example", "buyer@maison.example"]
    assert message["From"] == "Maison <orders@maison.example>"
    assert message["Subject"] == f"Purchase order {ONE} from Maison"
    assert message["Message-ID"] == f"<{ONE}.1@maison.example>"
    assert message["Bcc"] is None  # the supplier's name cannot add headers
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    assert "Dear The Mill Bcc: x@y.example," in text
    assert "14 units on 2 lines" in text
    assert "by 2026-06-15" in text
    csv, sheet = message.iter_attachments()
    assert (csv.get_filename(), sheet.get_filename()) == (f"{ONE}.csv", f"{ONE}.xlsx")
    assert b"12.50,125.00,EUR" in csv.get_content().encode("utf-8-sig")
    frame = pl.read_excel(io.BytesIO(sheet.get_content()), engine="calamine")
    assert frame["quantity"].to_list() == [4, 10]


def test_a_chinese_brand_writes_chinese(mailing: Workspace, mailbox: Mailbox) -> None:
    stated = mailing.settings.model_dump()
    stated["brand"] |= {"language": "zh", "name": "美颂"}
    mailing.settings = Settings.model_validate(stated)
    send_order(mailing, ONE, ANN, "email")
    ((_, message),) = mailbox.got
    assert message["Subject"] == f"美颂 采购订单 {ONE}"
    body = message.get_body()
    assert body is not None
    assert "共 2 行、14 件" in body.get_content()


def test_a_mail_that_may_pass_is_sent_again_under_its_id(
    mailing: Workspace, mailbox: Mailbox
) -> None:
    mailbox.refusals = ["451 later", "451 later"]
    at = Postman(mailing.ledger, mailing.settings, mailing.root, lambda _: None)
    queue(at, ONE, "email", ANN, PAPER | {"email": "po@mill.example"})
    with pytest.raises(StoreError, match="the mail server answers 451 later"):
        deliver(at, f"{ONE}.1")
    assert get_order(mailing.ledger, ONE).state == "approved"
    deliver_message(mailing, f"{ONE}.1")
    ((_, message),) = mailbox.got
    assert message["Message-ID"] == f"<{ONE}.1@maison.example>"
    assert sent(mailing)[0].attempts == 3


def test_a_mail_that_is_refused_is_not_sent_again(mailing: Workspace, mailbox: Mailbox) -> None:
    mailbox.refusals = ["554 no"]
    with pytest.raises(StoreError, match="the mail server answers 554 no"):
        send_order(mailing, ONE, ANN, "email")
    assert [each.state for each in sent(mailing)] == ["failed"]
    assert mailbox.got == []


@pytest.mark.parametrize("address", [None, "", "mill", "a@b.example, c@d.example", "a b@c"])
def test_a_supplier_without_a_usable_address(mailing: Workspace, address: str | None) -> None:
    mailing.lake.upsert("supplier", rows("supplier", {"supplier_id": "mill", "email": address}))
    with pytest.raises(InputError, match="has no e-mail address"):
        send_order(mailing, ONE, ANN, "email")
    assert sent(mailing) == []


@pytest.mark.parametrize(
    ("stated", "what"),
    [
        ({"smtp_host": "127.0.0.1"}, "no e-mail address"),
        ({"mail_from": "a@b.example"}, "no mail server"),
        ({"mail_from": "a@b.example", "smtp_host": "x", "smtp_user": "u"}, "password"),
        ({"mail_from": "a@b.example", "smtp_host": "x", "mail_copy": "nobody"}, "no e-mail"),
    ],
)
def test_settings_that_are_missing_are_named(shop: Workspace, stated, what: str) -> None:
    with pytest.raises(SettingsError, match=what):
        send_order(stating(shop, **stated), ONE, ANN, "email")
    assert sent(shop) == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that vouches for itself, with its key beside it."""
    folder = tmp_path_factory.mktemp("certificate")
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        pytest.skip("no openssl to make a certificate with")
    return folder / "cert.pem"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_is_encrypted_and_signed_in(
    shop: Workspace, mailbox: Mailbox, certificate: Path, monkeypatch, security: str
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (b"maison", PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    kinds: dict[str, Any] = {"authenticator": check}
    if security == "starttls":
        kinds |= {"tls_context": context, "require_starttls": True, "auth_required": True}
    else:
        kinds |= {"auth_require_tls": False}  # it only knows of encryption that came later
    server = Server(mailbox, **kinds)
    server.ssl_context = context if security == "tls" else None
    server.start()
    monkeypatch.setenv("MODISTE_SMTP_PASSWORD", PASSWORD)
    stating(
        shop, smtp_host="127.0.0.1", smtp_port=server.bound, smtp_security=security,
        smtp_user="maison", mail_from="orders@maison.example", attempts=1,
    )  # fmt: skip
    try:
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        with pytest.raises(StoreError, match="certificate of the mail server is not trusted"):
            send_order(shop, ONE, ANN, "email")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setenv("MODISTE_SMTP_PASSWORD", "wrong")
        with pytest.raises(StoreError, match="refuses name and password"):
            send_order(shop, ONE, ANN, "email")
        monkeypatch.setenv("MODISTE_SMTP_PASSWORD", PASSWORD)
        send_order(shop, ONE, ANN, "email")
    finally:
        server.stop()
    assert len(mailbox.got) == 1
    assert secrets_written(shop) == []


def secrets_written(workspace: Workspace) -> list[Path]:
    """Files of a workspace that hold a password."""
    workspace.ledger.close()
    files = [path for path in workspace.root.rglob("*") if path.is_file()]
    return [path for path in files if PASSWORD.encode() in path.read_bytes()]
