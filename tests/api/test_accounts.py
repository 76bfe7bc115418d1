"""Signing in, links, people, keys: with real accounts over an empty workspace."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from tests.api.accounts_kit import PASSWORD, browser, few_routes, person, quick_hashes, signed_in

from modiste.present.http.access import ROLES, Role, Scope
from modiste.serve.access import keys, links, lockout, passwords, users
from modiste.serve.access.links import Purpose
from modiste.serve.api.app import Options, create_app
from modiste.serve.api.server import first_link
from modiste.store.accounts import Session, User
from modiste.store.ledger import Audit, now

WRONG = "wrong, wrong, wrong"
DAY = dt.timedelta(days=1)


@pytest.fixture
def workspace(blank):
    return blank


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    quick_hashes(monkeypatch)
    few_routes(monkeypatch, "setup", "session", "me", "users", "keys", "audit")


@pytest.fixture
def app(workspace):
    return create_app(workspace, options=Options(services=False))


@pytest.fixture
def owner(workspace, app):
    person(workspace, "owner@example.com", Role.OWNER)
    return signed_in(app, "owner@example.com")


def actions(workspace) -> list[tuple[str, str]]:
    with workspace.ledger.read() as session:
        rows = session.scalars(sa.select(Audit).order_by(Audit.id)).all()
    return [(row.actor, row.action) for row in rows]


def shift(workspace, by: dt.timedelta) -> None:
    """Let every session have begun and been used earlier."""
    with workspace.ledger.write() as session:
        for held in session.scalars(sa.select(Session)):
            held.created_at -= by
            held.seen_at -= by
            held.idle_until -= by
            held.ends_at -= by


# --- the first owner ------------------------------------------------------------------------


def begin(token: str, **changes: str) -> dict[str, str]:
    return {"token": token, "email": "Ada@Example.com", "password": PASSWORD, **changes}


def token_of(link: str) -> str:
    address, token = link.split("#token=")
    assert "token" not in address
    return token


def test_the_printed_link_makes_the_first_owner_once(workspace, app):
    client = browser(app)
    assert client.get("/v1/setup").json()["needed"] is True
    token = token_of(first_link(workspace, "http://localhost"))
    looked = client.post("/v1/setup/link", json={"token": token})
    assert looked.json()["purpose"] == "owner"
    made = client.post("/v1/setup/owner", json=begin(token))
    assert made.status_code == 201
    assert made.json()["role"] == "owner"
    assert client.get("/v1/me").json()["name"] == "ada@example.com"
    assert client.get("/v1/setup").json()["needed"] is False
    again = browser(app).post("/v1/setup/owner", json=begin(token, email="b@example.com"))
    assert (again.status_code, again.json()["code"]) == (422, "link")
    assert first_link(workspace, "http://localhost") is None


def test_a_newer_link_replaces_an_older_one(workspace, app):
    old = token_of(first_link(workspace, "http://localhost"))
    new = token_of(first_link(workspace, "http://localhost"))
    assert browser(app).post("/v1/setup/owner", json=begin(old)).status_code == 422
    assert browser(app).post("/v1/setup/owner", json=begin(new)).status_code == 201


def test_links_expire(workspace, app):
    with workspace.ledger.write() as session:
        token = links.make(session, Purpose.OWNER, dt.timedelta(seconds=-1))
    answer = browser(app).post("/v1/setup/owner", json=begin(token))
    assert answer.status_code == 422
    assert "expired" in answer.json()["detail"]


@pytest.mark.parametrize(
    "password",
    [
        "tiny one",
        "aaaaaaaaaaaaaaaa",
        "password123",
        "ada@example.com",
        "adaada",
        "Ada@Example.com!!",
    ],
)
def test_weak_passwords_are_refused_and_the_link_stays(workspace, app, password):
    token = token_of(first_link(workspace, "http://localhost"))
    client = browser(app)
    refused = client.post("/v1/setup/owner", json=begin(token, password=password))
    assert refused.status_code == 422
    assert password not in refused.text.replace("ada@example.com", "")
    assert client.post("/v1/setup/owner", json=begin(token)).status_code == 201


# --- sessions -------------------------------------------------------------------------------


def test_the_cookie_is_guarded_and_its_secret_not_stored(workspace, app):
    person(workspace, "p@example.com")
    answer = browser(app).post(
        "/v1/session", json={"email": " P@Example.COM ", "password": PASSWORD}
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("modiste=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    secret = re.match("modiste=([^;]+)", cookie)[1]
    assert secret.encode() not in (workspace.root / "ledger.db").read_bytes()


def test_over_https_the_cookie_is_for_this_host_alone(workspace, app):
    person(workspace, "p@example.com")
    client = browser(app)
    client.base_url = "https://localhost"
    answer = client.post("/v1/session", json={"email": "p@example.com", "password": PASSWORD})
    assert answer.headers["set-cookie"].startswith("__Host-modiste=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]
    assert client.get("/v1/me").status_code == 200


def test_signing_out_ends_the_session(workspace, app):
    person(workspace, "p@example.com")
    client = signed_in(app, "p@example.com")
    stolen = dict(client.cookies)
    assert client.delete("/v1/session").status_code == 204
    assert not client.cookies
    thief = browser(app)
    thief.cookies.update(stolen)
    assert thief.get("/v1/me").status_code == 401


def test_a_session_ends_unused_and_rolls_when_used(workspace, app):
    person(workspace, "p@example.com")
    client = signed_in(app, "p@example.com")
    for _ in range(3):  # used every 11 of 12 hours
        shift(workspace, dt.timedelta(hours=11))
        assert client.get("/v1/me").status_code == 200
    shift(workspace, dt.timedelta(hours=13))
    assert client.get("/v1/me").status_code == 401


def test_a_session_ends_for_good_however_used(workspace, app):
    person(workspace, "p@example.com")
    client = signed_in(app, "p@example.com")
    for _ in range(31):
        shift(workspace, dt.timedelta(hours=11))
        if client.get("/v1/me").status_code == 401:
            break
    with workspace.ledger.read() as session:
        held = session.scalars(sa.select(Session)).one()
    assert held.ends_at <= now() < held.ends_at + DAY
    assert held.ends_at - held.created_at == 14 * DAY


def test_my_sessions_can_be_ended(workspace, app):
    person(workspace, "p@example.com")
    one, two = signed_in(app, "p@example.com"), signed_in(app, "p@example.com")
    listed = one.get("/v1/me/sessions").json()["items"]
    assert [each["current"] for each in listed] == [False, True]
    assert one.delete(f"/v1/me/sessions/{listed[0]['session_id']}").status_code == 204
    assert two.get("/v1/me").status_code == 401
    assert one.get("/v1/me").status_code == 200
    assert one.delete("/v1/me/sessions/nothing").status_code == 404


def test_a_new_password_signs_others_out(workspace, app):
    person(workspace, "p@example.com")
    one, two = signed_in(app, "p@example.com"), signed_in(app, "p@example.com")
    new = "quite another sentence"
    wrong = one.put("/v1/me/password", json={"old": "no, not this one", "new": new})
    assert wrong.status_code == 401
    done = one.put("/v1/me/password", json={"old": PASSWORD, "new": new})
    assert done.status_code == 200
    assert one.get("/v1/me").status_code == 200
    assert two.get("/v1/me").status_code == 401
    signed_in(app, "p@example.com", new)


def test_language_is_one_s_own(workspace, app):
    person(workspace, "p@example.com")
    client = signed_in(app, "p@example.com")
    assert client.patch("/v1/me", json={"language": "zh"}).json()["language"] == "zh"
    assert client.get("/v1/me").json()["language"] == "zh"
    assert client.patch("/v1/me", json={"role": "owner"}).status_code == 422
    assert client.get("/v1/me").json()["role"] == "viewer"


# --- wrong passwords ------------------------------------------------------------------------


def attempt(client, email: str, password: str = WRONG):
    return client.post("/v1/session", json={"email": email, "password": password})


def test_unknown_people_look_like_wrong_passwords(workspace, app, monkeypatch):
    person(workspace, "p@example.com")
    asked = []
    real = passwords.verify
    monkeypatch.setattr(
        passwords, "verify", lambda stored, given: asked.append(stored) or real(stored, given)
    )
    client = browser(app)
    known, unknown = attempt(client, "p@example.com"), attempt(client, "q@example.com")
    assert known.status_code == unknown.status_code == 401
    drop = {"request_id"}
    assert {k: v for k, v in known.json().items() if k not in drop} == {
        k: v for k, v in unknown.json().items() if k not in drop
    }
    # Both took the time of one hash: that of nobody where there was none to compare with.
    assert [stored is None for stored in asked] == [False, True]


def test_nobody_s_password_costs_a_hash(monkeypatch):
    class Counting:
        calls = 0

        def verify(self, stored, given):  # noqa: ARG002
            from argon2.exceptions import VerifyMismatchError

            Counting.calls += 1
            raise VerifyMismatchError

    monkeypatch.setattr(passwords, "_hasher", Counting)
    monkeypatch.setattr(passwords, "_nobody", lambda: "stored")
    assert passwords.verify(None, "x") is False
    assert Counting.calls == 1


@pytest.mark.parametrize("email", ["p@example.com", "nobody@example.com"])
def test_guessing_is_locked_out(workspace, app, email):
    person(workspace, "p@example.com")
    client = browser(app)
    for _ in range(lockout.FREE):
        assert attempt(client, email).status_code == 401
    locked = attempt(client, email, PASSWORD)
    assert (locked.status_code, locked.json()["code"]) == (429, "too-many-requests")
    assert 25 <= int(locked.headers["retry-after"]) <= 30
    # From another address the account is as free as before.
    elsewhere = browser(app)
    elsewhere._transport.client = ("198.51.100.7", 1)
    assert attempt(elsewhere, "p@example.com", PASSWORD).status_code == 200


def test_the_wait_grows_to_an_hour():
    waits = [lockout.delay(n) for n in range(15)]
    assert waits[:5] == [0, 0, 0, 0, 0]
    assert waits[5:9] == [30, 60, 120, 240]
    assert waits[12:] == [3600, 3600, 3600]


def test_the_right_password_forgets_the_wrong_ones(workspace, app):
    person(workspace, "p@example.com")
    client = browser(app)
    for _ in range(3):
        for _ in range(lockout.FREE - 1):
            assert attempt(client, "p@example.com").status_code == 401
        assert attempt(client, "p@example.com", PASSWORD).status_code == 200


def test_signing_in_is_bounded_by_address(workspace, app):
    client = browser(app)
    answers = [attempt(client, f"{n}@example.com").status_code for n in range(21)]
    assert answers == [401] * 20 + [429]


# --- people ----------------------------------------------------------------------------------


def test_an_owner_adds_somebody_who_sets_a_password(workspace, app, owner):
    made = owner.post("/v1/users", json={"email": "New@Example.com", "role": "buyer"})
    assert made.status_code == 201
    user, link = made.json()["user"], made.json()["link"]
    assert user["email"] == "new@example.com"
    assert user["has_password"] is False
    token = token_of(link["link"])
    client = browser(app)
    assert client.post("/v1/setup/link", json={"token": token}).json()["email"] == user["email"]
    done = client.post("/v1/setup/password", json={"token": token, "password": PASSWORD})
    assert done.status_code == 200
    assert client.get("/v1/me").json()["role"] == "buyer"
    again = browser(app).post("/v1/setup/password", json={"token": token, "password": PASSWORD})
    assert again.status_code == 422
    assert (
        owner.post("/v1/users", json={"email": "new@example.com", "role": "viewer"}).status_code
        == 409
    )


def test_another_role_ends_sessions_and_needs_the_version(workspace, app, owner):
    user_id = person(workspace, "p@example.com", Role.PLANNER)
    client = signed_in(app, "p@example.com")
    path = f"/v1/users/{user_id}"
    read = owner.get(path)
    assert owner.patch(path, json={"role": "viewer"}).status_code == 428
    stale = owner.patch(path, json={"role": "viewer"}, headers={"If-Match": '"old"'})
    assert stale.status_code == 412
    assert stale.headers["etag"] == read.headers["etag"]
    done = owner.patch(path, json={"role": "viewer"}, headers={"If-Match": read.headers["etag"]})
    assert done.json()["role"] == "viewer"
    assert done.headers["etag"] == owner.get(path).headers["etag"] != read.headers["etag"]
    assert client.get("/v1/me").status_code == 401
    assert signed_in(app, "p@example.com").get("/v1/users").status_code == 403


def test_who_is_disabled_is_out_at_once(workspace, app, owner):
    user_id = person(workspace, "p@example.com")
    client = signed_in(app, "p@example.com")
    owner.patch(f"/v1/users/{user_id}", json={"active": False}, headers={"If-Match": "*"})
    assert client.get("/v1/me").status_code == 401
    assert attempt(browser(app), "p@example.com", PASSWORD).status_code == 401
    assert owner.post(f"/v1/users/{user_id}/link").status_code == 409


def test_the_last_owner_stays(workspace, app, owner):
    (me,) = owner.get("/v1/users").json()["items"]
    path, any_version = f"/v1/users/{me['user_id']}", {"If-Match": "*"}
    for change in ({"role": "viewer"}, {"active": False}):
        refused = owner.patch(path, json=change, headers=any_version)
        assert refused.status_code == 409
    person(workspace, "two@example.com", Role.OWNER)
    assert owner.patch(path, json={"role": "viewer"}, headers=any_version).status_code == 200


def test_people_are_listed_by_pages(workspace, app, owner):
    for n in range(7):
        person(workspace, f"{n}@example.com", Role.BUYER)
    found, cursor = [], None
    while True:
        page = owner.get(
            "/v1/users",
            params={"limit": 3, "role": "buyer"} | ({"cursor": cursor} if cursor else {}),
        ).json()
        found += [user["email"] for user in page["items"]]
        assert page["total"] == 7
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == [f"{n}@example.com" for n in range(7)]
    assert owner.get("/v1/users", params={"cursor": "nonsense"}).status_code == 422
    assert owner.get("/v1/users", params={"search": "3@"}).json()["total"] == 1
    assert owner.get("/v1/users", params={"sort": "password"}).status_code == 422


def test_roles_are_told(owner):
    told = {each["role"]: set(each["scopes"]) for each in owner.get("/v1/roles").json()}
    assert told == {role.value: {scope.value for scope in ROLES[role]} for role in Role}


# --- keys ------------------------------------------------------------------------------------


def make_key(owner, **changes):
    asked = {"name": "shop", "scopes": ["shop:read", "events:write"], **changes}
    return owner.post("/v1/keys", json=asked)


def test_a_key_is_shown_once_and_kept_as_a_digest(workspace, app, owner):
    made = make_key(owner).json()
    secret = made["secret"]
    assert re.fullmatch(r"mdk_[a-z2-9]{10}_[\w-]{43}", secret)
    assert secret not in owner.get("/v1/keys").text
    assert secret.split("_", 2)[2].encode() not in (workspace.root / "ledger.db").read_bytes()
    program = browser(app, Authorization=f"Bearer {secret}")
    me = program.get("/v1/me").json()
    assert (me["kind"], me["name"]) == ("key", "key:shop")
    assert sorted(me["scopes"]) == ["events:write", "shop:read"]
    assert program.get("/v1/users").status_code == 403
    assert make_key(owner).status_code == 409


@pytest.mark.parametrize("scope", ["users:write", "users:read", "audit:read", "settings:write"])
def test_keys_never_manage_people(owner, scope):
    assert make_key(owner, scopes=[scope]).status_code == 422
    assert owner.get("/v1/keys").json()["total"] == 0


def test_keys_end(workspace, app, owner):
    made = make_key(owner).json()
    program = browser(app, Authorization=f"Bearer {made['secret']}")
    assert program.get("/v1/me").status_code == 200
    assert owner.delete(f"/v1/keys/{made['key']['key_id']}").status_code == 204
    refused = program.get("/v1/me")
    assert refused.status_code == 401
    assert "invalid_token" in refused.headers["www-authenticate"]
    assert make_key(owner).status_code == 201  # the name is free again
    with workspace.ledger.write() as session:
        key, secret = keys.mint(
            session, "short", {Scope.SHOP_READ}, actor="x", expires_at=now() + DAY
        )
        session.flush()
        key.expires_at = now() - DAY
    assert browser(app, Authorization=f"Bearer {secret}").get("/v1/me").status_code == 401


def test_wrong_keys_are_refused_even_where_nobody_need_be_known(app):
    for text in ("nonsense", "mdk_aaaaaaaaaa_x", "mdk_", ""):
        client = browser(app, Authorization=f"Bearer {text}")
        assert client.get("/v1/me").status_code == 401


def test_a_shop_s_page_needs_its_origin(workspace, app, owner):
    secret = make_key(owner, origins=["https://shop.example"]).json()["secret"]
    shop = {"Authorization": f"Bearer {secret}", "Origin": "https://shop.example"}
    client = browser(app)
    allowed = client.get("/v1/me", headers=shop)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "https://shop.example"
    assert "Origin" in allowed.headers["vary"]
    assert "access-control-allow-credentials" not in allowed.headers
    evil = client.get("/v1/me", headers={**shop, "Origin": "https://evil.example"})
    assert evil.status_code == 403
    assert "access-control-allow-origin" not in evil.headers
    asks = {"Access-Control-Request-Method": "POST", "Origin": "https://shop.example"}
    assert (
        client.options("/v1/events", headers=asks).headers["access-control-allow-origin"]
        == "https://shop.example"
    )
    refused = client.options("/v1/events", headers={**asks, "Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize(
    "origin", ["shop.example", "https://shop.example/", "https://shop.example/x", "*", "null"]
)
def test_origins_are_origins(owner, origin):
    assert make_key(owner, origins=[origin]).status_code == 422


# --- the audit log ---------------------------------------------------------------------------


def test_every_change_and_denial_is_written_down(workspace, app, owner):
    user = owner.post("/v1/users", json={"email": "v@example.com", "role": "viewer"}).json()
    path = f"/v1/users/{user['user']['user_id']}"
    owner.patch(path, json={"name": "V"}, headers={"If-Match": "*"})
    key = make_key(owner).json()["key"]
    owner.delete(f"/v1/keys/{key['key_id']}")
    person(workspace, "w@example.com")
    client = signed_in(app, "w@example.com")
    for _ in range(3):  # once is enough within a minute
        assert client.get("/v1/users").status_code == 403
    browser(app).get("/v1/users")
    told = [each for each in actions(workspace) if each[0] != "test"]
    assert told == [
        ("owner@example.com", "sign-in"),
        ("owner@example.com", "add"),
        ("owner@example.com", "link"),
        ("owner@example.com", "change"),
        ("owner@example.com", "add"),
        ("owner@example.com", "revoke"),
        ("w@example.com", "sign-in"),
        ("w@example.com", "denied"),
        ("nobody", "denied"),
    ]
    page = owner.get("/v1/audit", params={"action": "denied", "limit": 1}).json()
    assert page["total"] == 2
    assert page["items"][0]["subject"] == "GET /v1/users"
    assert page["items"][0]["detail"]["scope"] == "users:read"
    rest = owner.get(
        "/v1/audit", params={"action": "denied", "limit": 1, "cursor": page["next_cursor"]}
    ).json()
    assert rest["items"][0]["actor"] == "w@example.com"
    assert rest["next_cursor"] is None
    since = (now() + DAY).isoformat()
    assert owner.get("/v1/audit", params={"since": since}).json()["total"] == 0


def test_nothing_secret_is_in_the_audit_log(workspace, app, owner):
    made = owner.post("/v1/users", json={"email": "v@example.com", "role": "viewer"}).json()
    secret = make_key(owner).json()["secret"]
    text = owner.get("/v1/audit", params={"limit": 500}).text
    for hidden in (PASSWORD, token_of(made["link"]["link"]), secret, secret.split("_", 2)[2]):
        assert hidden not in text


def test_users_keep_no_password_in_the_clear(workspace):
    person(workspace, "p@example.com")
    with workspace.ledger.read() as session:
        stored = session.scalars(sa.select(User.password)).one()
    assert stored.startswith("$argon2id$")


def test_real_parameters_are_those_of_the_standard():
    from argon2 import PasswordHasher

    hasher = PasswordHasher()
    assert hasher.type.name == "ID"
    assert hasher.memory_cost >= 64 * 1024
    assert hasher.time_cost >= 3


def test_emails_are_folded():
    assert users.folded(" ＡDA@Example.COM ") == "ada@example.com"
