"""Orders by mail, against a local server."""

from __future__ import annotations

import email
import email.policy
import io
import ssl
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from tests.demand.shop import rows
from tests.inventory.posting import ANN, ONE, PAPER, sent, stating

from modiste.inventory.replenish.book import get_order
from modiste.inventory.replenish.desk import deliver_message, send_order
from modiste.inventory.replenish.outbox import Postman, deliver, queue
from modiste.model.errors import (
    InputError,
    SettingsError,
    StoreError,
)
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace

PASSWORD = "s3cret-of-the-mail"  # noqa: S105


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
def mailing(ordering: Workspace, mailbox: Mailbox) -> Iterator[Workspace]:
    server = Server(mailbox)
    server.start()
    yield stating(
        ordering,
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
def test_settings_that_are_missing_are_named(ordering: Workspace, stated, what: str) -> None:
    with pytest.raises(SettingsError, match=what):
        send_order(stating(ordering, **stated), ONE, ANN, "email")
    assert sent(ordering) == []


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
    ordering: Workspace, mailbox: Mailbox, certificate: Path, monkeypatch, security: str
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
        ordering, smtp_host="127.0.0.1", smtp_port=server.bound, smtp_security=security,
        smtp_user="maison", mail_from="orders@maison.example", attempts=1,
    )  # fmt: skip
    try:
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        with pytest.raises(StoreError, match="certificate of the mail server is not trusted"):
            send_order(ordering, ONE, ANN, "email")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setenv("MODISTE_SMTP_PASSWORD", "wrong")
        with pytest.raises(StoreError, match="refuses name and password"):
            send_order(ordering, ONE, ANN, "email")
        monkeypatch.setenv("MODISTE_SMTP_PASSWORD", PASSWORD)
        send_order(ordering, ONE, ANN, "email")
    finally:
        server.stop()
    assert len(mailbox.got) == 1
    assert secrets_written(ordering) == []


def secrets_written(workspace: Workspace) -> list[Path]:
    """Files of a workspace that hold a password."""
    workspace.ledger.close()
    files = [path for path in workspace.root.rglob("*") if path.is_file()]
    return [path for path in files if PASSWORD.encode() in path.read_bytes()]
