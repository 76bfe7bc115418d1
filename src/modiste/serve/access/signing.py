"""Signing in and out: by password, by one-time link; becoming the first owner."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import orm

from modiste.model.errors import ConflictError
from modiste.present.http.access import Role
from modiste.present.http.problems import NotSignedInError
from modiste.serve.access import audit, links, lockout, passwords, sessions, users
from modiste.serve.access.links import Purpose
from modiste.serve.access.sessions import Lifetimes
from modiste.store.accounts import User
from modiste.store.ledger import Ledger


@dataclass(frozen=True)
class Browser:
    """Where somebody signs in from."""

    address: str
    agent: str


@dataclass(frozen=True)
class SignedIn:
    """Somebody who has signed in: who, and the secret for their cookie."""

    user: User
    secret: str


def by_password(
    ledger: Ledger, email: str, password: str, browser: Browser, lifetimes: Lifetimes
) -> SignedIn:
    """Sign in with a password.

    Unknown people, people without a password and wrong passwords look the same and take as long.

    Raises:
        NotSignedInError: the two do not fit.
        TooManyError: there were too many wrong passwords.
    """
    plain = email.strip().casefold()
    lockout.check(ledger, plain, browser.address)
    with ledger.read() as session:
        user = users.by_email(session, plain)
    right = passwords.verify(user.password if user else None, password)
    if not right or user is None or not user.active:
        failures = lockout.failed(ledger, plain, browser.address)
        with ledger.write() as session:
            subject = users.SUBJECT + (user.user_id if user else "unknown")
            audit.note(
                session,
                "nobody",
                "sign-in refused",
                subject,
                address=browser.address,
                failures=failures,
            )
        raise NotSignedInError(
            "e-mail address and password do not fit",
            remedy="Check both; an owner can send you a link to set a new password.",
        )
    lockout.succeeded(ledger, plain, browser.address)
    rehashed = (
        passwords.hash_password(password)
        if user.password and passwords.is_outdated(user.password)
        else None
    )
    with ledger.write() as session:
        user = users.get(session, user.user_id)
        if rehashed:
            user.password = rehashed
        return _signed_in(session, user, browser, lifetimes)


def become_owner(
    ledger: Ledger,
    secret: str,
    *,
    email: str,
    name: str,
    password: str,
    language: str,
    browser: Browser,
    lifetimes: Lifetimes,
) -> SignedIn:
    """Become the first owner with the link that the server printed.

    Raises:
        LinkError: the link does not work.
        ConflictError: there is an owner already.
        InputError: e-mail address or password is not usable.
    """
    email = users.folded(email)
    passwords.check_strength(password, email)
    hashed = passwords.hash_password(password)
    with ledger.write() as session:
        links.use(session, secret, Purpose.OWNER)
        if users.owners(session):
            raise ConflictError("this workspace has an owner", remedy="Sign in, or ask them.")
        user = users.add(session, email, Role.OWNER, actor=email, name=name, language=language)
        user.password = hashed
        return _signed_in(session, user, browser, lifetimes)


def by_link(
    ledger: Ledger, secret: str, password: str, browser: Browser, lifetimes: Lifetimes
) -> SignedIn:
    """Set a password with a link, and sign in.

    Raises:
        LinkError: the link does not work.
        InputError: the password is too weak.
    """
    with ledger.read() as session:
        link = links.look(session, secret, Purpose.PASSWORD)
        email = users.get(session, link.user_id or "").email
    passwords.check_strength(password, email)
    hashed = passwords.hash_password(password)
    with ledger.write() as session:
        link = links.use(session, secret, Purpose.PASSWORD)
        user = users.get(session, link.user_id or "")
        if not user.active:
            raise ConflictError(f"{user.email} may not sign in", remedy="Ask an owner.")
        users.set_password(session, user, hashed, actor=user.email)
        return _signed_in(session, user, browser, lifetimes)


def change_password(
    ledger: Ledger, user_id: str, *, old: str, new: str, browser: Browser, lifetimes: Lifetimes
) -> SignedIn:
    """Change one's own password; every other browser is signed out.

    Raises:
        NotSignedInError: the old one is wrong.
        TooManyError: there were too many wrong ones.
        InputError: the new one is too weak.
    """
    with ledger.read() as session:
        user = users.get(session, user_id)
    lockout.check(ledger, user.email, browser.address)
    if not passwords.verify(user.password, old):
        lockout.failed(ledger, user.email, browser.address)
        raise NotSignedInError("the old password is wrong", remedy="Give the one you sign in with.")
    passwords.check_strength(new, user.email)
    hashed = passwords.hash_password(new)
    with ledger.write() as session:
        user = users.get(session, user_id)
        users.set_password(session, user, hashed, actor=user.email)
        return _signed_in(session, user, browser, lifetimes)


def by_provider(ledger: Ledger, user_id: str, browser: Browser, lifetimes: Lifetimes) -> SignedIn:
    """Sign in whom an identity provider has vouched for."""
    with ledger.write() as session:
        return _signed_in(session, users.get(session, user_id), browser, lifetimes)


def sign_out(ledger: Ledger, known: str, *, actor: str) -> None:
    """Sign one browser out."""
    with ledger.write() as session:
        sessions.end(session, known)
        audit.note(session, actor, "sign-out", "session")


def _signed_in(
    session: orm.Session, user: User, browser: Browser, lifetimes: Lifetimes
) -> SignedIn:
    secret = sessions.start(session, user, lifetimes, address=browser.address, agent=browser.agent)
    audit.note(
        session, user.email, "sign-in", users.SUBJECT + user.user_id, address=browser.address
    )
    session.flush()
    session.refresh(user)
    session.expunge(user)
    return SignedIn(user, secret)
