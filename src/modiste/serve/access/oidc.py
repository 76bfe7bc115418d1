"""Signing in with an OpenID Connect provider: authorization code with PKCE.

The extra ``oidc`` installs what checks the provider's signatures. What ties the answer to the
question (state, nonce, verifier) lies in the ledger under the digest of the state, works once and
for ten minutes; the browser keeps the state in a cookie, so that nobody can be signed in with
somebody else's answer.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

import httpx
from sqlalchemy import orm

from modiste.model.errors import MissingExtraError, SettingsError
from modiste.present.http.access import Role
from modiste.present.http.problems import ForbiddenError, HttpError, NotFoundError
from modiste.serve.access import audit, links, users
from modiste.serve.access.links import Purpose
from modiste.serve.access.secrets import new_secret
from modiste.store.accounts import User
from modiste.store.ledger import Ledger
from modiste.store.settings import Settings

VARIABLE = "MODISTE_OIDC_SECRET"
COOKIE = "modiste_oidc"
MINUTES = 10
_SCOPE = "openid email profile"
_ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]
_SKEW = 60


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 §4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class ProviderError(HttpError):
    """The identity provider did not answer as it should."""

    code = "provider"
    status = 502


@dataclass(frozen=True)
class Begun:
    """Where the browser is sent, and the state that it keeps."""

    address: str
    state: str


class Provider:
    """The provider of the settings."""

    def __init__(self, settings: Settings, *, http: httpx.Client | None = None) -> None:
        """Know the provider; nothing is asked yet.

        Raises:
            NotFoundError: the settings name none.
        """
        server = settings.server
        if not server.oidc_issuer:
            raise NotFoundError(
                "this server has no identity provider",
                remedy="Sign in with a password, or set server.oidc_issuer.",
            )
        self._issuer = server.oidc_issuer.rstrip("/")
        self._client_id = server.oidc_client_id
        self._role = server.oidc_role
        self._http = http or httpx.Client(timeout=10.0)

    def begin(self, ledger: Ledger, redirect: str) -> Begun:
        """Begin to sign somebody in.

        Args:
            ledger: keeps what ties the answer to the question.
            redirect: address of this app to which the provider sends the browser back.
        """
        nonce, verifier = new_secret(), new_secret()
        with ledger.write() as session:
            state = links.make(
                session,
                Purpose.OIDC,
                dt.timedelta(minutes=MINUTES),
                detail={"nonce": nonce, "verifier": verifier, "redirect": redirect},
            )
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect,
            "scope": _SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }
        endpoint = httpx.URL(self._described()["authorization_endpoint"])
        address = str(endpoint.copy_merge_params(asked))
        return Begun(address, state)

    def finish(self, ledger: Ledger, *, code: str, state: str) -> str:
        """Take the provider's answer; gives the id of the person.

        Raises:
            LinkError: the state is not known, was used or has expired.
            ProviderError: the provider does not vouch for anybody.
            ForbiddenError: it vouches for somebody who may not sign in here.
        """
        with ledger.write() as session:
            detail = dict(links.use(session, state, Purpose.OIDC).detail)
        claims = self._claims(code, detail)
        with ledger.write() as session:
            return self._person(session, claims).user_id

    def _claims(self, code: str, detail: dict[str, Any]) -> dict[str, Any]:
        return self._checked(self._token(code, detail), detail["nonce"])

    def _checked(self, token: str, nonce: str) -> dict[str, Any]:
        try:
            from joserfc import jwt
            from joserfc.errors import JoseError
            from joserfc.jwk import KeySet
        except ModuleNotFoundError:
            raise MissingExtraError(
                "signing in with a provider needs joserfc, which is not installed",
                remedy="Install it with: pip install 'modiste[oidc]'.",
            ) from None
        found: Any = self._get(self._described()["jwks_uri"])
        wanted = jwt.JWTClaimsRegistry(
            leeway=_SKEW,
            iss={"essential": True, "value": self._described()["issuer"]},
            aud={"essential": True, "value": self._client_id},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            keys = KeySet.import_key_set(found)
            decoded = jwt.decode(token, keys, algorithms=_ALGORITHMS)
            wanted.validate(decoded.claims)
        except (JoseError, ValueError, KeyError) as error:
            raise _refused(f"its token does not hold: {type(error).__name__}") from None
        return dict(decoded.claims)

    def _person(self, session: orm.Session, claims: dict[str, Any]) -> User:
        import sqlalchemy as sa

        subject = f"{claims['iss']}|{claims['sub']}"
        user = session.scalars(sa.select(User).where(User.subject == subject)).first()
        if user is None:
            user = self._by_email(session, claims, subject)
        if not user.active:
            raise ForbiddenError(f"{user.email} may not sign in", remedy="Ask an owner.")
        return user

    def _by_email(self, session: orm.Session, claims: dict[str, Any], subject: str) -> User:
        email = str(claims.get("email", ""))
        if not email or claims.get("email_verified") is not True:
            raise ForbiddenError(
                "the provider has not verified an e-mail address",
                remedy="Verify it there, then sign in again.",
            )
        email = users.folded(email)
        user = users.by_email(session, email)
        if user is None:
            if not self._role:
                raise ForbiddenError(
                    f"{email} is not among the people of this workspace",
                    remedy="Ask an owner to add you.",
                )
            return users.add(
                session,
                email,
                Role(self._role),
                actor="provider",
                name=str(claims.get("name", ""))[:100],
                subject=subject,
            )
        if user.subject is not None:
            raise ForbiddenError(
                f"{email} is known under another identity at the provider",
                remedy="Ask an owner to look at it.",
            )
        user.subject = subject
        users.touch(user)
        audit.note(session, "provider", "link identity", users.SUBJECT + user.user_id)
        return user

    def _token(self, code: str, detail: dict[str, Any]) -> str:
        """Change the code for an ID token (RFC 6749 §4.1.3, with RFC 7636's verifier)."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": detail["redirect"],
            "client_id": self._client_id,
            "code_verifier": detail["verifier"],
        }
        secret = os.environ.get(VARIABLE)
        known = httpx.BasicAuth(quote(self._client_id), quote(secret)) if secret else httpx.Auth()
        try:
            answer = self._http.post(self._described()["token_endpoint"], data=asked, auth=known)
            return str(answer.raise_for_status().json()["id_token"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise _refused(f"it gave no token: {type(error).__name__}") from None

    def _described(self) -> dict[str, Any]:
        described = self._get(f"{self._issuer}/.well-known/openid-configuration")
        if str(described.get("issuer", "")).rstrip("/") != self._issuer:
            raise SettingsError(
                f"the provider calls itself {described.get('issuer')!r}",
                remedy="Set server.oidc_issuer to exactly that.",
            )
        return described

    def _get(self, address: str) -> dict[str, Any]:
        try:
            answer = self._http.get(address).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise _refused(f"{address} cannot be read: {type(error).__name__}") from None
        return cast("dict[str, Any]", answer)


def _refused(what: str) -> ProviderError:
    return ProviderError(
        f"the identity provider could not sign you in: {what}",
        remedy="Try again; if it stays, check the settings server.oidc_….",
    )
