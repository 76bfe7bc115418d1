"""Purchase orders by e-mail."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from modiste.inventory.replenish.channels import NotDeliveredError, Post
from modiste.inventory.replenish.papers import as_file
from modiste.model.errors import InputError, Place, SettingsError
from modiste.store.ledger import now
from modiste.store.settings import Replenishment

PASSWORD = "MODISTE_SMTP_PASSWORD"  # noqa: S105 - the variable, not the password
"""The environment variable that holds the password; it is never stored or shown."""

_ADDRESS = re.compile(r"[^@\s,;:<>()\"]+@[^@\s,;:<>()\"]+")
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")

_SUBJECT = {"en": "Purchase order {order} from {brand}", "zh": "{brand} 采购订单 {order}"}
_BODY = {
    "en": (
        "Dear {supplier},\n\nplease find attached our purchase order {order} of {ordered_on}: "
        "{units} units on {lines} lines. We ask for delivery by {expected_on}.\n\nPlease "
        "confirm it, and quote {order} on your delivery note. Should this message reach you "
        "twice, it is one and the same order.\n\n{brand}\n"
    ),
    "zh": (
        "{supplier} 您好：\n\n附件为我方 {ordered_on} 的采购订单 {order}，"
        "共 {lines} 行、{units} 件，请于 {expected_on} 前交货。\n\n"
        "请确认订单，并在送货单上注明 {order}。"
        "如重复收到本邮件，均为同一订单。\n\n{brand}\n"
    ),
}


def send_mail(post: Post) -> str:
    """Send an order to its supplier, with a CSV and an Excel file attached.

    Raises:
        NotDeliveredError: the server did not take it.
        SettingsError: the settings name no server or no sender.
        InputError: the supplier has no address.
    """
    replenishment = post.settings.replenishment
    message = compose(post)
    try:
        with _connect(replenishment) as server:
            server.send_message(message)
    except smtplib.SMTPAuthenticationError as error:
        raise NotDeliveredError("the mail server refuses name and password", again=False) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise NotDeliveredError(
            f"the mail server refuses {', '.join(error.recipients)}: {codes}",
            again=all(code < 500 for code in codes),
        ) from error
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        raise NotDeliveredError(
            f"the mail server answers {error.smtp_code} {text}".strip(),
            again=error.smtp_code < 500,
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise NotDeliveredError(
            f"the certificate of the mail server is not trusted: {error.verify_message}",
            again=False,
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise NotDeliveredError(f"the mail server cannot do this: {error}", again=False) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotDeliveredError(
            f"the mail server cannot be reached: {error}", again=True
        ) from error
    return f"mail to {message['To']}"


def ready(post: Post) -> None:
    """Refuse what cannot be sent, before anything is written down.

    Raises:
        SettingsError: the settings name no server, sender or password.
        InputError: the supplier has no address.
    """
    compose(post)
    replenishment = post.settings.replenishment
    _host(replenishment)
    if replenishment.smtp_user:
        _password()


def compose(post: Post) -> EmailMessage:
    """The mail; its Message-ID is the same at every attempt.

    Raises:
        SettingsError: the settings name no sender.
        InputError: the supplier has no address.
    """
    replenishment = post.settings.replenishment
    sender = _checked(replenishment.mail_from, "replenishment.mail_from")
    paper, language = post.paper, post.settings.brand.language
    words = {
        "order": paper["purchase_order"],
        "brand": _one_line(paper["brand"]),
        "supplier": _one_line(paper["supplier"]),
        "ordered_on": paper["ordered_on"],
        "expected_on": paper["expected_on"],
        "units": sum(line["quantity"] for line in paper["lines"]),
        "lines": len(paper["lines"]),
    }
    message = EmailMessage()
    message["From"] = formataddr((words["brand"], sender))
    message["To"] = _recipient(post)
    if replenishment.mail_copy:
        message["Cc"] = _checked(replenishment.mail_copy, "replenishment.mail_copy")
    message["Subject"] = _SUBJECT[language].format(**words)
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{post.message_id}@{sender.partition('@')[2]}>"
    message.set_content(_BODY[language].format(**words))
    name = paper["purchase_order"]
    csv = as_file(paper, "csv")
    message.add_attachment(csv, maintype="text", subtype="csv", filename=f"{name}.csv")
    sheet = as_file(paper, "xlsx")
    message.add_attachment(sheet, maintype=_XLSX[0], subtype=_XLSX[1], filename=f"{name}.xlsx")
    return message


def _connect(replenishment: Replenishment) -> smtplib.SMTP:
    host, port = _host(replenishment), replenishment.smtp_port
    seconds = replenishment.timeout_seconds
    if replenishment.smtp_security == "tls":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=seconds)
    try:
        if replenishment.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if replenishment.smtp_user:
            server.login(replenishment.smtp_user, _password())
    except BaseException:
        server.close()
        raise
    return server


def _host(replenishment: Replenishment) -> str:
    if not replenishment.smtp_host:
        raise SettingsError(
            "no mail server is set",
            place=Place(column="replenishment.smtp_host"),
            remedy="Name it in the section [replenishment] of modiste.toml.",
        )
    return replenishment.smtp_host


def _password() -> str:
    try:
        return os.environ[PASSWORD]
    except KeyError:
        raise SettingsError(
            "the mail server asks for a password and none is set",
            place=Place(file="the environment", column=PASSWORD),
            remedy=f"Set the variable {PASSWORD} for this command.",
        ) from None


def _recipient(post: Post) -> str:
    address = post.paper["email"]
    if not address or not _ADDRESS.fullmatch(address):
        raise InputError(
            f"the supplier {post.paper['supplier']} has no e-mail address",
            place=Place(column="supplier.email", value=address),
            remedy="Import the table supplier with its column email, or send the order otherwise.",
        )
    return str(address)


def _checked(address: str, setting: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise SettingsError(
            "the settings name no e-mail address",
            place=Place(column=setting, value=address),
            remedy="Write it like orders@brand.example.",
        )
    return address


def _one_line(text: str) -> str:
    """Text that can stand in a header."""
    return " ".join(str(text).split())
