"""Signing in with a provider: against one that is faked as the standard describes it."""

from __future__ import annotations

import base64
import hashlib
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import sqlalchemy as sa
from tests.api.accounts_kit import browser, few_routes, person, quick_hashes

from modiste.present.http.access import Role
from modiste.serve.access.oidc import challenge
from modiste.serve.api.app import Options, create_app
from modiste.store.accounts import Link, User
from modiste.store.ledger import now
from modiste.store.settings import Settings

jose = pytest.importorskip("joserfc.jwt")
from joserfc.jwk import ECKey  # noqa: E402

ISSUER = "https://id.example"
CLIENT = "modiste-test"


class FakeProvider:
    """An OpenID provider: issues codes, checks PKCE and the client, signs tokens."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "1", "alg": "ES256", "use": "sig"})
        self.signer = self.key
        self.claims: dict[str, object] = {}
        self.asked: dict[str, str] = {}
        self.told: dict[str, list[str]] = {}
        self.issuer = ISSUER

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def visit(self, address: str) -> str:
        """What the person's browser does: signs in there and is sent back with a code."""
        assert address.startswith(f"{ISSUER}/authorize?")
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert self.asked["response_type"] == "code"
        assert self.asked["code_challenge_method"] == "S256"
        assert self.asked["client_id"] == CLIENT
        assert set(self.asked["scope"].split()) == {"openid", "email", "profile"}
        back = urlsplit(self.asked["redirect_uri"])
        assert back.netloc == "localhost"
        return f"{back.path}?code=the-code&state={self.asked['state']}"

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/.well-known/openid-configuration":
            found = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
            }
            return httpx.Response(200, json=found)
        if request.url.path == "/keys":
            return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        assert request.url.path == "/token"
        self.told = parse_qs(request.content.decode())
        challenge = hashlib.sha256(self.told["code_verifier"][0].encode()).digest()
        right = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if self.told["code"] != ["the-code"] or right != self.asked["code_challenge"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        claims = {
            "iss": ISSUER,
            "aud": CLIENT,
            "sub": "42",
            "nonce": self.asked["nonce"],
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "email": "P@Example.com",
            "email_verified": True,
            "name": "P",
            **self.claims,
        }
        token = jose.encode({"alg": "ES256", "kid": "1"}, claims, self.signer)
        return httpx.Response(
            200, json={"access_token": "x", "token_type": "Bearer", "id_token": token}
        )


@pytest.fixture
def provider():
    return FakeProvider()


@pytest.fixture
def make(blank, provider, monkeypatch):
    quick_hashes(monkeypatch)
    few_routes(monkeypatch, "setup", "session", "provider", "me", "users")

    def app(**server):
        chosen = {"oidc_issuer": ISSUER, "oidc_client_id": CLIENT, **server}
        blank.settings = Settings.model_validate({"server": chosen})
        made = create_app(blank, options=Options(services=False))
        made.state.shared.parts["oidc_http"] = httpx.Client(transport=provider.transport())
        return made

    return app


def go(client, provider):
    """Begin, sign in at the provider, and come back."""
    begun = client.get("/v1/session/provider", follow_redirects=False)
    assert begun.status_code == 302, begun.text
    assert "HttpOnly" in begun.headers["set-cookie"]
    return client.get(
        provider.visit(begun.headers["location"]),
        follow_redirects=False,
        headers={"Sec-Fetch-Site": "cross-site"},
    )


def test_a_known_person_signs_in_and_is_tied_to_the_identity(blank, make, provider):
    person(blank, "p@example.com", Role.BUYER)
    app = make()
    client = browser(app)
    done = go(client, provider)
    assert (done.status_code, done.headers["location"]) == (302, "/")
    assert client.get("/v1/me").json()["role"] == "buyer"
    with blank.ledger.read() as session:
        assert session.scalars(sa.select(User.subject)).one() == f"{ISSUER}|42"
    # From now on the identity counts, whatever the address.
    provider.claims = {"email": "other@example.com"}
    again = browser(app)
    assert go(again, provider).status_code == 302
    assert again.get("/v1/me").json()["name"] == "p@example.com"


def test_the_challenge_is_that_of_the_standard():
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_setup_page_knows_of_the_provider(make):
    assert browser(make()).get("/v1/setup").json()["provider"] is True


def test_without_a_provider_there_is_none(make):
    assert browser(make(oidc_issuer="")).get("/v1/session/provider").status_code == 404


def test_strangers_are_refused_unless_a_role_is_set(blank, make, provider):
    client = browser(make())
    assert go(client, provider).status_code == 403
    assert client.get("/v1/me").status_code == 401
    client = browser(make(oidc_role="viewer"))
    assert go(client, provider).status_code == 302
    me = client.get("/v1/me").json()
    assert (me["name"], me["role"]) == ("p@example.com", "viewer")


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "yes"},
        {"email": ""},
    ],
)
def test_unverified_addresses_count_for_nothing(blank, make, provider, claims):
    person(blank, "p@example.com", Role.OWNER)
    provider.claims = claims
    client = browser(make(oidc_role="viewer"))
    assert go(client, provider).status_code == 403
    assert client.get("/v1/me").status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-app"},
        {"nonce": "another"},
        {"exp": 1_600_000_000},
        {"sub": None},
    ],
)
def test_tokens_that_do_not_hold_are_refused(blank, make, provider, claims):
    person(blank, "p@example.com", Role.OWNER)
    provider.claims = claims
    client = browser(make())
    refused = go(client, provider)
    assert (refused.status_code, refused.json()["code"]) == (502, "provider")
    assert client.get("/v1/me").status_code == 401


def test_tokens_signed_by_others_are_refused(blank, make, provider):
    person(blank, "p@example.com")
    provider.signer = ECKey.generate_key("P-256", {"kid": "1"})
    assert go(browser(make()), provider).status_code == 502


def test_a_provider_of_another_name_is_refused(blank, make, provider):
    provider.issuer = "https://evil.example"
    assert browser(make()).get("/v1/session/provider").status_code == 500


def test_an_answer_is_for_one_browser_and_once(blank, make, provider):
    person(blank, "p@example.com")
    app = make()
    client, other = browser(app), browser(app)
    begun = client.get("/v1/session/provider", follow_redirects=False)
    answer = provider.visit(begun.headers["location"])
    assert other.get(answer, follow_redirects=False).status_code == 403
    assert client.get(answer, follow_redirects=False).status_code == 302
    client.cookies.set("modiste_oidc", provider.asked["state"], path="/v1/session/provider")
    assert client.get(answer, follow_redirects=False).status_code == 422


def test_an_answer_too_late_is_refused(blank, make, provider):
    person(blank, "p@example.com")
    client = browser(make())
    begun = client.get("/v1/session/provider", follow_redirects=False)
    with blank.ledger.write() as session:
        for link in session.scalars(sa.select(Link)):
            link.expires_at = now()
    refused = client.get(provider.visit(begun.headers["location"]), follow_redirects=False)
    assert (refused.status_code, refused.json()["code"]) == (422, "link")


def test_who_is_disabled_stays_out(blank, make, provider):
    user_id = person(blank, "p@example.com")
    app = make()
    assert go(browser(app), provider).status_code == 302
    with blank.ledger.write() as session:
        session.get(User, user_id).active = False
    assert go(browser(app), provider).status_code == 403


def test_the_client_s_secret_comes_from_the_environment(blank, make, provider, monkeypatch):
    person(blank, "p@example.com")
    monkeypatch.setenv("MODISTE_OIDC_SECRET", "quite-secret")
    assert go(browser(make()), provider).status_code == 302
    assert "client_secret" not in provider.told  # it goes into the header
