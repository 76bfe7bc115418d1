"""What every request passes through: headers, hosts, other sites, rates, repeats, logs, metrics."""

from __future__ import annotations

import gzip
import io
import json
import logging
import threading
from typing import Annotated

import pytest
import sqlalchemy as sa
from fastapi import Header
from pydantic import Field
from tests.api.accounts_kit import PASSWORD, browser, few_routes, person, quick_hashes, signed_in

from modiste.model.errors import BusyError, ConflictError
from modiste.present.http.access import PUBLIC, SIGNED_IN, Role, Scope
from modiste.present.http.depends import OpenWorkspace, Who
from modiste.present.http.problems import TooManyError
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer, Strict
from modiste.serve.access import audit, keys
from modiste.serve.access.rates import Rates
from modiste.serve.api import logs, tracing
from modiste.serve.api.app import Options, create_app
from modiste.store.accounts import Repeat
from modiste.store.ledger import Audit, now
from modiste.store.settings import Settings

DONE: list[str] = []
GATE = {"waiting": threading.Event(), "go": threading.Event()}
router = Router(prefix="/test", tags=["test"])


class Asked(Strict):
    word: str = Field(max_length=50)
    times: int = 1


class Told(Answer):
    words: list[str]


@router.post("/do", scope=Scope.JOBS_WRITE, status_code=201)
def do(body: Asked, who: Who, workspace: OpenWorkspace) -> Told:
    DONE.append(body.word)
    if body.word == "busy":
        raise BusyError("busy", remedy="Wait.")
    if body.word == "conflict":
        raise ConflictError("no", remedy="Read it.")
    if body.word == "fault":
        raise RuntimeError(f"{PASSWORD} in a message, token=abcdefgh12345678")
    if body.word == "wait":
        GATE["waiting"].set()
        assert GATE["go"].wait(30)
    with workspace.ledger.write() as session:
        audit.note(session, who.name, "done", body.word)
    return Told(words=[body.word] * body.times)


@router.post("/mine", scope=SIGNED_IN)
def mine(who: Who) -> str:
    DONE.append(who.name)
    return who.name


@router.get("/long", scope=PUBLIC)
def long() -> list[str]:
    return ["word"] * 1000


@router.get("/typed", scope=PUBLIC)
def typed(number: int, x_day: Annotated[int | None, Header()] = None) -> int:
    return number + (x_day or 0)


@pytest.fixture
def workspace(blank):
    return blank


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    quick_hashes(monkeypatch)
    DONE.clear()
    GATE["waiting"].clear()
    GATE["go"].clear()
    few_routes(monkeypatch, "setup", "session", "me", "users", "keys", f"{__name__}:router")


@pytest.fixture
def app(workspace):
    return create_app(workspace, options=Options(services=False))


@pytest.fixture
def client(workspace, app):
    person(workspace, "p@example.com", Role.PLANNER)
    return signed_in(app, "p@example.com")


def served(workspace, **server):
    """The application with other settings of its section."""
    settings = workspace.settings.model_dump()
    workspace.settings = Settings.model_validate({**settings, "server": server})
    return create_app(workspace, options=Options(services=False))


# --- headers and hosts -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/v1/me", "/v1/nothing", "/healthz"])
def test_headers_of_safety_are_everywhere(app, path):
    headers = browser(app).get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["connect-src"] == "'self' blob:"  # textures of models; no other host
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-request-id"]
    assert "server" not in headers
    if path.startswith("/v1"):
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8100", 200),
        ("127.0.0.1:8100", 200),
        ("[::1]:8100", 200),
        ("192.168.1.20", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("", 421),
    ],
)
def test_only_its_own_names_are_answered(app, host, status):
    answer = browser(app).get("/healthz", headers={"Host": host})
    assert answer.status_code == status


def test_its_names_are_settings(workspace):
    app = served(workspace, url="https://modiste.example", hosts=["nas.local"])
    for host in ("modiste.example", "nas.local:8100"):
        assert browser(app).get("/healthz", headers={"Host": host}).status_code == 200


# --- other sites ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "none"}, 201),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost"}, 201),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 201),  # no browser
    ],
)
def test_other_sites_change_nothing(workspace, client, headers, status):
    client.headers.pop("sec-fetch-site")
    answer = client.post("/v1/test/do", json={"word": "x"}, headers=headers)
    assert answer.status_code == status
    assert (["x"] if status == 201 else []) == DONE
    if status == 403:
        assert answer.json()["code"] == "cross-site"
        with workspace.ledger.read() as session:
            last = session.scalars(sa.select(Audit).order_by(Audit.id.desc())).first()
        assert (last.action, last.subject) == ("denied", "POST cross-site")


def test_other_sites_may_not_sign_one_in_either(app):
    body = {"email": "p@example.com", "password": PASSWORD}
    answer = browser(app).post("/v1/session", json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


# --- errors of the framework ----------------------------------------------------------------


def problem(answer, status: int, code: str) -> dict:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["code"] == code
    assert told["type"] == f"urn:modiste:problem:{code}"
    assert told["status"] == status
    assert told["remedy"]
    assert told["request_id"] == answer.headers["x-request-id"]
    return told


def test_all_errors_are_problems(workspace, client):
    problem(client.get("/v1/nothing"), 404, "not-found")
    problem(client.put("/v1/test/do"), 405, "method-not-allowed")
    told = problem(client.get("/v1/test/typed", params={"number": "x"}), 422, "invalid-request")
    assert [each["field"] for each in told["errors"]] == ["query.number"]
    told = problem(client.post("/v1/test/do", json={"word": 5, "more": 1}), 422, "invalid-request")
    assert sorted(each["field"] for each in told["errors"]) == ["body.more", "body.word"]
    problem(client.post("/v1/test/do", content=b"{", headers=JSON), 422, "invalid-request")
    problem(client.post("/v1/test/do", content=b"\xff", headers=JSON), 400, "bad-request")
    problem(client.post("/v1/test/do", json={"word": "busy"}), 503, "busy")
    problem(client.post("/v1/test/do", json={"word": "fault"}), 500, "unexpected")
    problem(browser(client.app).get("/v1/me"), 401, "not-signed-in")
    small = signed_in(served(workspace, body_mb=1), "p@example.com")
    large = b'{"word": "' + b"x" * 2**20 + b'"}'
    problem(small.post("/v1/test/do", content=large, headers=JSON), 413, "too-large")


JSON = {"Content-Type": "application/json"}


def test_what_was_sent_is_not_told_back(app):
    answer = browser(app).post("/v1/session", json={"email": [PASSWORD], "password": 5})
    assert answer.status_code == 422
    assert PASSWORD not in answer.text


# --- rates ----------------------------------------------------------------------------------


def test_rates_are_steady_with_bursts():
    at = 0.0
    rates = Rates(60, burst=3, clock=lambda: at)
    for _ in range(3):
        rates.take("a")
    with pytest.raises(TooManyError) as refused:
        rates.take("a")
    assert refused.value.headers["Retry-After"] == "1"
    rates.take("b")
    at = 1.0
    rates.take("a")
    with pytest.raises(TooManyError):
        rates.take("a")


def test_memory_of_rates_is_bounded():
    rates = Rates(60, most=10)
    for n in range(1000):
        rates.take(str(n))
    assert len(rates._held) == 10


def test_too_many_requests_are_refused(workspace):
    client = browser(served(workspace, requests_per_minute=30))
    answers = [client.get("/healthz") for _ in range(8)]
    assert [each.status_code for each in answers[:5]] == [200] * 5
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_a_program_is_not_held_to_the_rate_of_people(workspace):
    app = served(workspace, requests_per_minute=30)
    with workspace.ledger.write() as session:
        _, secret = keys.mint(session, "k", {Scope.JOBS_READ}, actor="x")
    program = browser(app, Authorization=f"Bearer {secret}")
    assert {program.get("/v1/me").status_code for _ in range(20)} == {200}


def test_a_key_has_a_rate_of_its_own(workspace):
    app = served(workspace, requests_per_minute=0, key_requests_per_minute=30)
    with workspace.ledger.write() as session:
        _, secret = keys.mint(session, "k", {Scope.JOBS_READ}, actor="x")
    program = browser(app, Authorization=f"Bearer {secret}")
    answers = [program.get("/v1/me").status_code for _ in range(8)]
    assert answers[:5] == [200] * 5
    assert answers[-1] == 429


# --- repeats ----------------------------------------------------------------------------------


def send(client, key: str, word: str = "x", **more):
    return client.post("/v1/test/do", json={"word": word, **more}, headers={"Idempotency-Key": key})


def test_a_repeated_request_is_done_once(client):
    first, again = send(client, "k1"), send(client, "k1")
    assert DONE == ["x"]
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert send(client, "k2").status_code == 201
    assert DONE == ["x", "x"]


def test_a_repeat_survives_the_server(workspace, client):
    first = send(client, "k1")
    later = signed_in(create_app(workspace, options=Options(services=False)), "p@example.com")
    assert send(later, "k1").content == first.content
    assert DONE == ["x"]


def test_a_key_is_for_one_request_of_one_caller(workspace, app, client):
    send(client, "k1")
    problem(send(client, "k1", "y"), 422, "idempotency-key-reused")
    other = client.post("/v1/test/mine", headers={"Idempotency-Key": "k1"})
    problem(other, 422, "idempotency-key-reused")
    person(workspace, "q@example.com", Role.OWNER)
    assert send(signed_in(app, "q@example.com"), "k1", "y").status_code == 201
    assert DONE == ["x", "y"]


@pytest.mark.parametrize("word", ["conflict", "busy"])
def test_refused_requests_may_be_tried_again(client, word):
    assert send(client, "k1", word).status_code >= 400
    assert send(client, "k1", word).status_code >= 400
    assert [word, word] == DONE


def test_a_fault_leaves_the_outcome_unknown(client):
    assert send(client, "k1", "fault").status_code == 500
    problem(send(client, "k1", "fault"), 409, "outcome-unknown")
    assert DONE == ["fault"]


def test_a_dead_server_s_claim_is_not_done_again(workspace, client):
    with workspace.ledger.write() as session:
        me = client.get("/v1/me").json()["id"]
        session.add(
            Repeat(
                principal=f"user:{me}",
                key="k1",
                fingerprint="",
                owner="an earlier server",
                headers={},
                created_at=now(),
                expires_at=now().replace(year=now().year + 1),
            )
        )
    problem(send(client, "k1"), 409, "outcome-unknown")
    assert DONE == []


def test_two_at_once_are_done_once(client):
    answers = {}

    def first() -> None:
        answers["first"] = send(client, "k1", "wait")

    thread = threading.Thread(target=first)
    thread.start()
    assert GATE["waiting"].wait(30)
    problem(send(client, "k1", "wait"), 409, "conflict")
    GATE["go"].set()
    thread.join()
    assert answers["first"].status_code == 201
    assert send(client, "k1", "wait").headers["idempotency-replayed"] == "true"
    assert DONE == ["wait"]


def test_keys_expire(workspace, client):
    send(client, "k1")
    with workspace.ledger.write() as session:
        for held in session.scalars(sa.select(Repeat)):
            held.expires_at = now().replace(year=now().year - 1)
    assert "idempotency-replayed" not in send(client, "k1").headers
    assert DONE == ["x", "x"]


def test_strange_keys_are_refused(client):
    for key in ("", " ", "x" * 201, "a b"):
        assert send(client, key).status_code == 422
    assert DONE == []


def test_answers_with_secrets_are_never_kept(workspace, app):
    person(workspace, "o@example.com", Role.OWNER)
    owner = signed_in(app, "o@example.com")
    body = {"name": "k", "scopes": ["jobs:read"]}
    assert owner.post("/v1/keys", json=body, headers={"Idempotency-Key": "k"}).status_code == 201
    with workspace.ledger.read() as session:
        assert session.scalars(sa.select(Repeat)).all() == []


# --- watching ---------------------------------------------------------------------------------


def test_long_answers_are_compressed(app):
    plain = browser(app).get("/v1/test/long", headers={"Accept-Encoding": "identity"})
    with browser(app).stream("GET", "/v1/test/long", headers={"Accept-Encoding": "gzip"}) as sent:
        raw = b"".join(sent.iter_raw())
    assert sent.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 10


def test_request_ids_are_kept_if_harmless(app):
    client = browser(app)
    given = client.get("/healthz", headers={"X-Request-Id": "from-the-proxy-1"})
    assert given.headers["x-request-id"] == "from-the-proxy-1"
    strange = client.get("/healthz", headers={"X-Request-Id": "x\ty"})
    assert strange.headers["x-request-id"] != "x\ty"


def test_healthy_and_ready(workspace, app, monkeypatch):
    client = browser(app)
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["checks"] == {"ledger": "ok", "lake": "ok"}
    with workspace.ledger.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    old = client.get("/readyz")
    assert (old.status_code, old.json()["checks"]["ledger"]) == (503, "of another version")
    (workspace.root / "lake").rename(workspace.root / "gone")
    assert client.get("/readyz").json()["checks"]["lake"] == "not reachable"


def test_metrics_name_routes_not_addresses(workspace, app, client):
    assert browser(app).get("/metrics").status_code == 401
    client.get("/v1/users/u_secret")
    client.get("/v1/wp-admin.php")
    text = client.get("/metrics").text
    assert 'route="/v1/users/{user_id}",status="403"' in text
    assert 'modiste_http_request_seconds_bucket{le="0.005",method="GET"' in text
    assert "u_secret" not in text
    assert "wp-admin" not in text
    assert "# TYPE modiste_jobs gauge" in text


def test_no_secret_is_in_the_logs(workspace, app):
    stream = io.StringIO()
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    logs.configure("debug", stream)
    try:
        person(workspace, "o@example.com", Role.OWNER)
        owner = signed_in(app, "o@example.com")
        cookie = owner.cookies["modiste"]
        owner.post("/v1/session", json={"email": "o@example.com", "password": "wrong " + PASSWORD})
        made = owner.post("/v1/users", json={"email": "n@example.com", "role": "planner"}).json()
        token = made["link"]["link"].split("#token=")[1]
        set_ = {"token": token, "password": PASSWORD}
        browser(app).post("/v1/setup/password", json=set_)
        browser(app).post("/v1/setup/password", json=set_)
        secret = owner.post("/v1/keys", json={"name": "k", "scopes": ["jobs:write"]}).json()[
            "secret"
        ]
        program = browser(app, Authorization=f"Bearer {secret}")
        program.get("/v1/me", params={"token": token, "password": PASSWORD})
        assert program.post("/v1/test/do", json={"word": "fault"}).status_code == 500
        logging.getLogger("some.library").warning("Authorization: %s", f"Bearer {secret}")
        logging.getLogger("some.library").warning("key %s", secret)
    finally:
        root.handlers[:], root.level = before[0], before[1]
    text = stream.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    requests = [line for line in lines if line["logger"] == "modiste.requests"]
    assert {line["route"] for line in requests} >= {"/v1/session", "/v1/keys", "/v1/test/do"}
    assert all(line["request_id"] and line["milliseconds"] >= 0 for line in requests)
    assert requests[-1]["caller"] == "key:k"
    assert any("RuntimeError" in line.get("error", "") for line in lines)
    for hidden in (cookie, token, secret, secret.split("_", 2)[2], "abcdefgh12345678"):
        assert hidden not in text
    assert PASSWORD not in text.replace(f"{PASSWORD} in a message", "")


def test_spans_follow_the_caller_s(app):
    sdk = pytest.importorskip("opentelemetry.sdk.trace")
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = sdk.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.use(provider)
    try:
        parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        browser(app).get("/v1/users/u_1", headers={"traceparent": parent})
    finally:
        tracing.use(None)
    (made,) = exporter.get_finished_spans()
    assert made.name == "GET /v1/users/{user_id}"
    assert made.attributes["http.response.status_code"] == 401
    assert f"{made.context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"
