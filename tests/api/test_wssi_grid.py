from __future__ import annotations

import polars as pl
import pytest


def grid(client, **query) -> tuple[dict, str]:
    answer = client.get("/v1/plan/wssi", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json(), answer.headers["ETag"]


def budget_of(client, **query) -> dict[str, dict]:
    rows = grid(client, **query)[0]["rows"]
    return {row["key"]: row["versions"]["budget"] for row in rows if "budget" in row["versions"]}


@pytest.fixture(scope="module")
def begun(planner):
    """A budget from the forecast."""
    answer = planner.post("/v1/plan/wssi/budget", json={"method": "forecast", "cover_weeks": 8})
    assert answer.status_code == 200, answer.text
    return planner


def now(found: dict) -> int:
    return next(at for at, week in enumerate(found["weeks"]) if week["phase"] == "now")


@pytest.mark.parametrize("measure", ["units", "retail", "cost"])
def test_every_row_adds_up(begun, measure):
    found, _ = grid(begun, level="category", measure=measure)
    for row in found["rows"]:
        for course in row["versions"].values():
            for week in range(len(found["weeks"])):
                numbers = [course[name][week] for name in ("opening", "intake", "sales", "closing")]
                if None in numbers:
                    continue
                opening, intake, sales, closing = numbers
                cut = course["markdown"][week] if measure == "retail" else 0
                assert opening + intake - sales - cut == pytest.approx(closing, abs=0.06)


def test_categories_add_up_to_the_whole(begun):
    whole = grid(begun, level="total")[0]["rows"][0]["versions"]
    parts = grid(begun, level="category", limit=500)[0]["rows"]
    for version in ("actual", "last_year", "budget", "forecast"):
        for name in ("sales", "closing", "intake"):
            sums = [
                sum(row["versions"][version][name][week] or 0
                    for row in parts if version in row["versions"])
                for week in range(len(whole[version][name]))
            ]  # fmt: skip
            assert sums == pytest.approx([x or 0 for x in whole[version][name]], abs=0.5)


def test_what_was_is_what_was_sold(brand, begun):
    found, _ = grid(begun, level="total")
    actual = found["rows"][0]["versions"]["actual"]
    at = now(found) - 1
    first = pl.lit(found["weeks"][at]["week"]).str.to_date()
    day = pl.col("sold_at").dt.date()
    sold = brand.lake.read("sale").filter(day >= first, day < first + pl.duration(days=7))
    assert actual["sales"][at] == sold["quantity"].sum()
    assert actual["sales"][at + 1] is None


def test_an_edit_spreads_down_and_rolls_up(begun):
    found, tag = grid(begun, level="category")
    week, at = found["this_week"], now(found)
    key = found["rows"][0]["key"]
    before = budget_of(begun, level="style", category=key, limit=500)
    edit = {"level": "category", "key": key, "week": week, "field": "sales", "value": 1001}
    answer = begun.patch("/v1/plan/wssi", json={"cells": [edit]}, headers={"If-Match": tag})
    assert answer.json()["revision"] == found["revision"] + 1
    styles = budget_of(begun, level="style", category=key, limit=500)
    assert sum(course["sales"][at] for course in styles.values()) == 1001
    assert all(course["sales"][at] == int(course["sales"][at]) for course in styles.values())
    assert budget_of(begun, level="category")[key]["sales"][at] == 1001
    for style, course in styles.items():
        assert course["closing"] == before[style]["closing"]  # intake took it
    undone = begun.post("/v1/plan/wssi/undo", headers={"If-Match": answer.headers["ETag"]})
    assert undone.status_code == 200
    assert budget_of(begun, level="style", category=key, limit=500) == before


def test_an_edit_of_another_version_is_refused(begun):
    found, tag = grid(begun, level="total")
    cell = {"level": "total", "key": "total", "week": found["this_week"], "field": "sales"}
    body = {"cells": [cell | {"value": 500}]}
    assert begun.patch("/v1/plan/wssi", json=body).status_code == 428
    assert begun.patch("/v1/plan/wssi", json=body, headers={"If-Match": tag}).status_code == 200
    late = begun.patch("/v1/plan/wssi", json=body, headers={"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "stale")


def test_a_wrong_cell_changes_nothing(begun):
    found, tag = grid(begun, level="total")
    good = {"level": "total", "key": "total", "week": found["this_week"], "field": "sales",
            "value": 7}  # fmt: skip
    bad = good | {"week": found["weeks"][0]["week"]}
    answer = begun.patch("/v1/plan/wssi", json={"cells": [good, bad]}, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")
    after, same = grid(begun, level="total")
    assert (after["revision"], same) == (found["revision"], tag)


def test_many_cells_are_one_change(begun):
    found, tag = grid(begun, level="total")
    weeks = [week["week"] for week in found["weeks"] if week["editable"]][:4]
    cells = [
        {"level": "total", "key": "total", "week": week, "field": "sales", "value": 100 + at}
        for at, week in enumerate(weeks)
    ]
    begun.patch("/v1/plan/wssi", json={"cells": cells}, headers={"If-Match": tag})
    course = budget_of(begun, level="total")["total"]
    assert course["sales"][now(found) : now(found) + 4] == [100, 101, 102, 103]
    change = begun.get("/v1/plan/wssi/changes?limit=1").json()["items"][0]
    assert (change["what"]["cells"], change["actor"]) == (4, "planner@example.com")


def test_open_to_buy_follows_its_formula(begun):
    for row in begun.get("/v1/plan/open-to-buy?measure=retail&level=category").json()["rows"]:
        plan = row["closing"] + row["sales"] + row["markdown"] - row["opening"] - row["on_order"]
        assert row["open_to_buy"] == pytest.approx(plan, abs=0.05)


def test_the_grid_is_not_sent_twice(begun):
    _, tag = grid(begun, level="total")
    again = begun.get("/v1/plan/wssi?level=total", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_the_grid_is_downloaded(begun):
    table = begun.get("/v1/plan/wssi/export?format=csv&level=total").content
    frame = pl.read_csv(table)
    assert set(frame["version"]) == {"actual", "last_year", "budget", "forecast", "reforecast"}


def test_viewers_do_not_edit(viewer):
    _, tag = grid(viewer, level="total")
    answer = viewer.post("/v1/plan/wssi/undo", headers={"If-Match": tag})
    assert answer.status_code == 403


@pytest.mark.parametrize("query", [{"first": "2026-01-01", "last": "2025-01-01"},
                                   {"first": "1990-01-01", "last": "2026-01-01"}])  # fmt: skip
def test_weeks_that_cannot_be_shown_are_refused(viewer, query):
    assert viewer.get("/v1/plan/wssi", params=query).status_code == 422
