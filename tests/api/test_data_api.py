from __future__ import annotations

import io

import polars as pl
import pytest

from modiste.model.tables import TABLES
from modiste.serve.export import export_to
from modiste.store import jobs
from modiste.store.runs import get_run


def pages(client, address: str, **params: object) -> list[dict]:
    found, cursor = [], None
    while True:
        asked = {**params, **({"cursor": cursor} if cursor else {})}
        page = client.get(address, params=asked).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            assert len(found) == page["total"]
            return found


def test_every_table_is_listed_with_its_rows_and_version(planner, brand):
    listed = {each["name"]: each for each in planner.get("/v1/tables").json()}
    assert set(listed) == set(TABLES)
    sale = brand.lake.read("sale")
    told = listed["sale"]
    assert (told["rows"], told["version"]) == (sale.height, brand.lake.version("sale"))
    assert told["newest"][:10] == str(sale["sold_at"].max())[:10]
    assert told["changed_at"] is not None
    assert listed["supplier"]["kind"] == "fact"
    nothing = [each for each in listed.values() if each["version"] is None]
    assert all(each["rows"] == 0 and each["changed_at"] is None for each in nothing)


def test_a_table_tells_its_columns_and_versions(planner, brand):
    told = planner.get("/v1/tables/variant").json()
    assert [each["name"] for each in told["columns"]] == list(TABLES["variant"].names)
    assert [each["name"] for each in told["columns"] if each["key"]] == ["variant_id"]
    versions = [each["version"] for each in told["versions"]]
    assert versions == list(range(brand.lake.version("variant"), -1, -1))
    assert planner.get("/v1/tables/none").status_code == 404


def test_rows_are_paged_filtered_and_sorted(planner, brand):
    variants = brand.lake.read("variant")
    rows = pages(planner, "/v1/tables/variant/rows", limit=37)
    assert [row["variant_id"] for row in rows] == variants["variant_id"].to_list()
    dear = variants.filter(pl.col("price") > 5000)
    rows = pages(planner, "/v1/tables/variant/rows", limit=50, where="price > 5000", sort="-price")
    assert [row["price"] for row in rows] == sorted(dear["price"], reverse=True)
    for params in (
        {"where": "price above 3"},
        {"sort": "nothing"},
        {"where": "nothing > 3"},
        {"where": "price > 99999999999999999999"},
    ):
        answer = planner.get("/v1/tables/variant/rows", params=params)
        assert answer.status_code in {404, 422}, answer.text
    assert planner.get("/v1/tables/product/rows", params={"sort": "tags"}).status_code == 422


def test_findings_are_those_of_a_run_and_facts_as_it_read_them(planner, brand):
    run = get_run(brand.ledger, "plan")
    rows = pages(planner, "/v1/tables/suggestion/rows", limit=500)
    assert {row["run_id"] for row in rows} == {run.run_id}
    assert pages(planner, "/v1/tables/suggestion/rows", limit=500, run=run.run_id) == rows
    assert planner.get("/v1/tables/sale/rows", params={"run": "none"}).status_code == 404
    read = brand.lake.read("sale", version=run.inputs["tables"]["sale"])
    told = planner.get("/v1/tables/sale/rows", params={"run": run.run_id, "limit": 1}).json()
    assert told["total"] == read.height


def test_who_may_not_see_customers_sees_no_person(buyer, planner, viewer):
    assert "customer_id" in planner.get("/v1/tables/sale/rows").json()["items"][0]
    assert "customer_id" not in buyer.get("/v1/tables/sale/rows").json()["items"][0]
    hidden = buyer.get("/v1/tables/event/rows", params={"limit": 1}).json()["items"][0]
    assert not {"customer_id", "session_id"} & set(hidden)
    asked = buyer.get("/v1/tables/sale/rows", params={"where": "customer_id = x"})
    assert asked.status_code == 403
    sorted_ = buyer.get("/v1/tables/sale/rows", params={"sort": "customer_id"})
    assert sorted_.status_code == 403
    assert buyer.get("/v1/tables/customer/rows").status_code == 403
    assert buyer.post("/v1/tables/sale/exports", json={"format": "csv"}).status_code == 403
    text = buyer.get("/v1/tables/sale/export", params={"format": "csv"}).text
    assert "customer_id" not in text.splitlines()[0]
    assert viewer.get("/v1/tables").status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "json"])
def test_a_table_is_a_file(planner, brand, kind):
    answer = planner.get("/v1/tables/location/export", params={"format": kind})
    assert answer.headers["content-disposition"] == f'attachment; filename="location.{kind}"'
    read = {
        "csv": pl.read_csv,
        "xlsx": pl.read_excel,
        "parquet": pl.read_parquet,
        "json": pl.read_json,
    }[kind](io.BytesIO(answer.content))
    stored = brand.lake.read("location")
    assert read["location_id"].to_list() == stored["location_id"].to_list()


def test_an_export_in_the_background_is_downloaded_when_it_is_done(planner, brand):
    job_id = planner.post("/v1/tables/sale/exports", json={"format": "parquet"}).json()["job_id"]
    early = planner.get(f"/v1/exports/{job_id}")
    assert (early.status_code, early.json()["code"]) == (409, "conflict")
    jobs.begin(brand.ledger, job_id)
    out = brand.folder("exports") / job_id / "sale.parquet"
    _, rows = export_to(brand, "sale", "parquet", out=out)
    jobs.finish(brand.ledger, job_id, {"file": out.name, "rows": rows}, {})
    answer = planner.get(f"/v1/exports/{job_id}")
    assert pl.read_parquet(io.BytesIO(answer.content)).height == rows == brand.lake.rows("sale")
    assert planner.get("/v1/exports/none").status_code == 404


def test_runs_are_listed_and_shown(viewer, brand):
    (plan,) = viewer.get("/v1/runs", params={"kind": "plan"}).json()["items"]
    assert (plan["state"], plan["job_id"]) == ("done", None)
    shown = viewer.get("/v1/runs/plan").json()
    assert shown["run_id"] == plan["run_id"]
    assert shown["inputs"]["tables"]["sale"] == brand.lake.version("sale")
    assert shown["outputs"]["demand forecast"]["series"] > 0
    assert viewer.get("/v1/runs", params={"state": "failed"}).json()["items"] == []
    assert viewer.get("/v1/runs/none").status_code == 404
    report = viewer.get(f"/v1/runs/{plan['run_id']}/report")
    assert report.headers["content-type"].startswith("text/html")
    assert report.headers["content-disposition"].startswith("attachment")


def test_quality_is_told_with_what_to_do(planner):
    found = planner.get("/v1/tables/quality").json()
    ranks = [("high", "medium", "low").index(each["severity"]) for each in found]
    assert ranks == sorted(ranks)
    for each in found:
        assert 0 < each["count"] <= each["total"]
        assert each["remedy"].endswith(".")
        assert 0 < len(each["examples"]) <= 20
