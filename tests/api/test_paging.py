"""Pages: every row once, whatever comes and goes; cursors that cannot be made up."""

from __future__ import annotations

import polars as pl
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from tests.api.accounts_kit import TestClient

from modiste.present.http.access import PUBLIC
from modiste.present.http.editing import etag
from modiste.present.http.paging import Page, PageQuery, Paging, _parse, paged
from modiste.present.http.problems import FieldError
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer
from modiste.serve.api import errors

NAMES: list[str] = []
router = Router()


class Row(Answer):
    name: str


@router.get("/rows", scope=PUBLIC)
def rows(query: PageQuery, only: str = "") -> Page[Row]:
    frame = pl.DataFrame({"name": [n for n in NAMES if only in n]}, schema={"name": pl.String})
    return paged(frame, query, key="name", make=Row.model_validate)


@pytest.fixture
def client():
    NAMES[:] = [f"r{n:02}" for n in range(10)]
    app = FastAPI()
    errors.install(app)
    app.include_router(router)
    return TestClient(app)


def page(client, **query):
    answer = client.get("/rows", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(found) -> list[str]:
    return [row["name"] for row in found["items"]]


def test_every_row_comes_once(client):
    found, cursor = [], None
    for _ in range(4):
        one = page(client, limit=3, **({"cursor": cursor} if cursor else {}))
        found += names(one)
        cursor = one["next_cursor"]
    assert found == NAMES
    assert cursor is None


def test_rows_that_come_and_go_lose_no_other(client):
    one = page(client, limit=3)
    NAMES.insert(0, "new")  # before the page: nothing is repeated
    assert names(page(client, limit=3, cursor=one["next_cursor"])) == ["r03", "r04", "r05"]
    NAMES.remove("r00")
    NAMES.remove("new")
    assert names(page(client, limit=3, cursor=one["next_cursor"])) == ["r03", "r04", "r05"]
    NAMES.remove("r02")  # the last row of the page itself: after the one before it then
    assert names(page(client, limit=3, cursor=one["next_cursor"])) == ["r03", "r04", "r05"]
    NAMES.remove("r01")  # all of the page: by position
    assert names(page(client, limit=3, cursor=one["next_cursor"])) == ["r06", "r07", "r08"]


def test_a_cursor_belongs_to_its_question(client):
    cursor = page(client, limit=1, only="r0")["next_cursor"]
    assert names(page(client, limit=2, only="r0", cursor=cursor)) == ["r01", "r02"]
    refused = client.get("/rows", params={"only": "r", "cursor": cursor})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "query.cursor"


@pytest.mark.parametrize("limit", [0, -1, 501, "x"])
def test_limits_are_bounded(client, limit):
    assert client.get("/rows", params={"limit": limit}).status_code == 422


def test_an_empty_list_is_a_page(client):
    NAMES.clear()
    assert page(client) == {"items": [], "next_cursor": None, "total": 0}


@given(st.text(max_size=100))
def test_made_up_cursors_are_refused(text):
    with pytest.raises(FieldError):
        _parse(text)


@given(st.integers(0, 10**9), st.lists(st.text(max_size=20), max_size=3), st.text(max_size=12))
def test_cursors_are_read_as_they_were_written(position, last, digest):
    cursor = Paging(digest=digest).cursor(position, last, last)
    assert _parse(cursor) == (position, (tuple(last), tuple(last)), digest)


def test_objects_are_paged_by_a_function():
    items = [("a", 1), ("b", 2), ("c", 3)]
    one = paged(items, Paging(limit=2), key=lambda item: item[0])
    assert one.items == items[:2]
    position, keys, _ = _parse(one.next_cursor)
    two = paged(items, Paging(limit=2, position=position, last=keys[0]), key=lambda item: item[0])
    assert two.items == items[2:]


def test_entity_tags_are_of_the_value():
    assert etag({"a": 1}) == etag({"a": 1})
    assert etag({"a": 1}) != etag({"a": 2})
    assert etag("x").startswith('"')
