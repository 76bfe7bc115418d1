"""The typed client: equal to the description, and used against the application."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path

import httpx
import pytest
from pydantic import BaseModel
from tests.api.accounts_kit import PASSWORD

import modiste.client
from modiste.client import ApiError, Modiste, UnreachableError, models
from modiste.client.connection import Connection, part
from modiste.model.errors import ModisteError
from modiste.serve.api.client.__main__ import files
from modiste.serve.api.client.types import annotation, class_name, field_name


def test_the_client_is_as_it_would_be_written():
    folder = Path(modiste.client.__file__).parent
    for name, text in files().items():
        assert (folder / name).read_text(encoding="utf-8") == text, (
            "the API has changed: run python -m modiste.serve.api.client"
        )


def test_every_model_is_whole():
    found = [
        kind
        for kind in vars(models).values()
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not BaseModel
    ]
    assert len(found) > 50
    for kind in found:
        kind.model_rebuild()


# --- against the application ------------------------------------------------------------------


def test_an_owner_signs_in_adds_people_and_lists_them(connect):
    with connect() as client:
        me = client.access.sign_in(models.SignIn(email="owner@example.com", password=PASSWORD))
        assert me.role == "owner"
        for n in range(5):
            made = client.access.add_user(
                models.AddUser(email=f"{n}@example.com", role="buyer", name=f"N{n}")
            )
            assert made.link.link.startswith("http://localhost/welcome#token=")
        listed = [user.email for user in client.access.iterate_users(role="buyer", limit=2)]
        assert listed == [f"{n}@example.com" for n in range(5)]
        page = client.access.list_users(limit=2, sort="created_at", descending=True)
        assert page.total == 6
        assert isinstance(page.items[0].created_at, dt.datetime)
        changed = client.access.change_user(
            page.items[0].user_id, models.ChangeUser(active=False), if_match="*"
        )
        assert changed.active is False
        assert changed.name == "N4"  # what was not set was not sent
        client.access.sign_out()
        with pytest.raises(ApiError) as refused:
            client.access.who_am_i()
        assert refused.value.status == 401


def test_a_key_reads(connect, secret):
    with connect(key=secret) as client:
        assert client.access.who_am_i().kind == "key"
        assert client.health.readyz().checks == {"ledger": "ok", "lake": "ok"}
        assert b"modiste_http_requests_total" in client.health.prometheus()
        assert list(client.jobs.iterate_jobs()) == []


def test_problems_are_errors_with_a_remedy(connect, secret):
    with connect(key=secret) as client, pytest.raises(ApiError) as refused:
        client.access.list_users()
    error = refused.value
    assert isinstance(error, ModisteError)
    assert (error.status, error.code) == (403, "forbidden")
    assert error.remedy
    assert error.request_id
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (again.status, again.code, str(again)) == (403, "forbidden", str(error))
    with connect(key=secret) as client, pytest.raises(ApiError) as refused:
        client.jobs.list_jobs(limit=9999)
    assert refused.value.errors[0]["field"] == "query.limit"


# --- the connection ---------------------------------------------------------------------------


def scripted(*answers, **options) -> tuple[Connection, list[httpx.Request], list[float]]:
    """A connection to a server that answers as written."""
    asked: list[httpx.Request] = []
    waits: list[float] = []
    left = list(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    http = httpx.Client(transport=httpx.MockTransport(handle))
    connection = Connection("http://test/", http=http, sleep=waits.append, **options)
    return connection, asked, waits


def busy(after: str | None = None) -> httpx.Response:
    return httpx.Response(503, headers={"Retry-After": after} if after else {}, json=PROBLEM)


PROBLEM = {
    "type": "urn:modiste:problem:busy",
    "title": "Service Unavailable",
    "status": 503,
    "detail": "busy",
    "code": "busy",
    "remedy": "Wait.",
    "place": {"file": "x.csv", "row": 3},
}


def test_posts_are_sent_again_under_the_same_key():
    connection, asked, waits = scripted(
        busy("7"), httpx.ConnectError("x"), httpx.Response(200, json=5)
    )
    assert connection.json(int, "POST", "/v1/x", body={"a": 1}) == 5
    keys = {request.headers["idempotency-key"] for request in asked}
    assert len(asked) == 3
    assert len(keys) == 1
    assert waits == [7.0, 0.5]


def test_a_busy_server_is_given_up_in_the_end():
    connection, asked, _ = scripted(busy(), busy(), busy())
    with pytest.raises(ApiError) as refused:
        connection.json(int, "GET", "/v1/x")
    assert len(asked) == 3
    assert refused.value.code == "busy"
    assert refused.value.place.row == 3


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_edits_are_not_sent_again(method):
    connection, asked, _ = scripted(busy())
    with pytest.raises(ApiError):
        connection.json(None, method, "/v1/x")
    assert len(asked) == 1


def test_who_is_not_there_is_unreachable():
    connection, _, _ = scripted(*[httpx.ConnectError("x")] * 3)
    with pytest.raises(UnreachableError, match="cannot be reached"):
        connection.json(int, "GET", "/v1/x")


def test_answers_of_something_else_are_told_as_such():
    connection, _, _ = scripted(httpx.Response(502, text="<html>Bad gateway"))
    with pytest.raises(ApiError, match="not Modiste"):
        connection.json(int, "GET", "/v1/x")
    connection, _, _ = scripted(httpx.Response(200, json="x"))
    with pytest.raises(ApiError, match="not as this client expects"):
        connection.json(int, "GET", "/v1/x")


def test_queries_are_written_as_the_server_reads_them():
    connection, asked, _ = scripted(httpx.Response(200, json=1))
    query = {"a": None, "b": True, "c": ["x", "y"], "d": dt.date(2026, 3, 2), "e": "ä&b"}
    connection.json(int, "GET", "/v1/x", query=query, headers={"If-Match": None})
    assert asked[0].url.query == b"b=true&c=x&c=y&d=2026-03-02&e=%C3%A4%26b"
    assert "if-match" not in asked[0].headers
    assert part("a/b ä") == "a%2Fb%20%C3%A4"


def test_events_are_read_until_their_end():
    text = "event: progress\ndata: {\ndata: }\n\n: ping\n\ndata: last\n\n"
    connection, _, _ = scripted(httpx.Response(200, text=text))
    assert list(connection.events("/v1/x", query={}, headers={})) == [
        ("progress", "{\n}"),
        ("message", "last"),
    ]


def test_a_client_of_one_s_own_is_left_open():
    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200)))
    with Modiste("http://test", http=http):
        pass
    assert not http.is_closed


# --- the generator ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ({"type": "string"}, "str"),
        ({"type": "string", "format": "date"}, "dt.date"),
        ({"type": "string", "format": "date-time"}, "dt.datetime"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/A_b"}}, "list[models.AB]"),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, "int | None"),
        ({"enum": ["a", "b"], "type": "string"}, "Literal['a', 'b']"),
        ({"const": 3}, "Literal[3]"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "dict[str, float]"),
        ({"type": "object"}, "dict[str, Any]"),
        ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]},
         "tuple[str, int]"),
        ({"type": ["string", "null"]}, "str | None"),
        ({}, "Any"),
    ],
)  # fmt: skip
def test_schemas_become_types(schema, type_):
    assert annotation(schema, "models.") == type_


def test_names_hide_nothing():
    assert class_name("Page_UserView_") == "PageUserView"
    assert field_name("class") == "class_"
    assert field_name("copy") == "copy_"
    assert field_name("list") == "list_"
    assert field_name("If-Match") == "If_Match"
    assert field_name("4wk") == "n4wk"
