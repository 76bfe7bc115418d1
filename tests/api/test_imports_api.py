from __future__ import annotations

import csv
import datetime as dt
import io

import polars as pl
import pytest

from modiste.serve.intake import drafts
from modiste.serve.intake.commit import commit_import
from modiste.store import jobs
from modiste.store.runs import JOB

SALES = "Order,SKU,Date,Qty,Price,Email\n"
GOOD = "A1,SKU-1,2026-02-03,2,19.90,ann@example.com\n"
BAD = "A2,SKU-2,2026-02-04,many,19.90,bob@example.com\n"
MAPPING = """
title = "sales"
[source]
currency = "EUR"
[tables.sale]
order_id = "Order"
variant_id = "SKU"
sold_at = "Date"
quantity = "Qty"
unit_price = "Price"
customer_id = "Email"
"""


@pytest.fixture
def begun(planner):
    return planner.post("/v1/imports").json()["import_id"]


def send(client, import_id: str, name: str, text: str):
    return client.post(
        f"/v1/imports/{import_id}/files", files={"file": (name, text.encode(), "text/csv")}
    )


def tag(client, import_id: str) -> dict[str, str]:
    return {"If-Match": client.get(f"/v1/imports/{import_id}").headers["etag"]}


def choose(client, import_id: str, name: str, **wanted: object):
    address = f"/v1/imports/{import_id}/files/{name}"
    return client.put(address, json=wanted, headers=tag(client, import_id))


def done(brand, client, import_id: str):
    """Commit, and do what the worker would."""
    answer = client.post(f"/v1/imports/{import_id}/commit")
    assert answer.status_code == 202, answer.text
    job_id = answer.json()["job_id"]
    jobs.begin(brand.ledger, job_id)
    token = JOB.set(job_id)
    try:
        result = commit_import(brand, import_id, progress=lambda _: None)
        commit_import(brand, import_id, progress=lambda _: None)  # as after a kill: no second run
    finally:
        JOB.reset(token)
    jobs.finish(brand.ledger, job_id, result, {})
    return client.get(f"/v1/imports/{import_id}").json()


def test_a_file_that_is_known_is_recognised(planner, begun):
    header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Vendor,Type\n"
    told = send(planner, begun, "products.csv", header + "a,A,Size,M,S-1,10,V,Dress\n").json()
    (file,) = told["files"]
    assert (file["readable"], file["mapped"], file["importer"]) == (True, False, None)
    best = file["parts"][0]["candidates"][0]
    assert best["importer"] == "shopify_products"
    assert best["confidence"] >= 0.5


def test_an_unknown_file_gets_a_suggested_mapping_and_is_looked_over(planner, begun):
    told = send(planner, begun, "sales.csv", SALES + GOOD + BAD).json()
    assert told["files"][0]["readable"] is False
    assert planner.post(f"/v1/imports/{begun}/commit").status_code == 422
    suggested = planner.get(f"/v1/imports/{begun}/files/sales.csv/mapping").json()
    assert suggested["chosen"] is False
    assert suggested["headers"] == ["Order", "SKU", "Date", "Qty", "Price", "Email"]
    pairs = {(a["table"], a["column"]): a["header"] for a in suggested["assignments"]}
    assert pairs["sale", "quantity"] == "Qty"
    assert choose(planner, begun, "sales.csv", mapping=MAPPING).json()["files"][0]["mapped"]
    shown = planner.get(f"/v1/imports/{begun}/files/sales.csv/preview").json()
    assert (shown["rows"], shown["complete"]) == (2, True)
    assert shown["tables"] == {"sale": 1}
    assert shown["samples"]["sale"][0]["unit_price"] == 1990
    assert sum(shown["set_aside"].values()) == 1
    (problem,) = shown["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (2, "Qty", "many")
    assert "ann@" not in str(shown)


def test_columns_are_assigned_by_hand(planner, begun):
    send(planner, begun, "odd.csv", "Bon,Artikel,Tag,Stück\n1,SKU-1,2026-02-03,1\n")
    address = f"/v1/imports/{begun}/files/odd.csv/mapping"
    wanted = [
        {"table": "sale", "column": column, "header": header}
        for column, header in (
            ("order_id", "Bon"), ("variant_id", "Artikel"), ("sold_at", "Tag"),
            ("quantity", "Stück"),
        )
    ]  # fmt: skip
    body = {"assignments": wanted[:3]}
    assert planner.put(address, json=body).status_code == 428
    first = planner.put(address, json=body, headers=tag(planner, begun))
    assert first.json()["missing"] == {"sale": ["quantity"]}
    assert planner.put(address, json=body, headers={"If-Match": '"old"'}).status_code == 412
    second = planner.put(address, json={"assignments": wanted}, headers=tag(planner, begun))
    assert second.json()["missing"] == {}
    assert second.json()["assignments"] == wanted
    wrong = [{**wanted[0], "column": "colour of the sky"}]
    refused = planner.put(address, json={"assignments": wrong}, headers=tag(planner, begun))
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-input")
    shown = planner.get(f"/v1/imports/{begun}/files/odd.csv/preview").json()
    assert shown["tables"] == {"sale": 1}


def test_rows_set_aside_are_corrected_and_imported_again(planner, brand, begun):
    send(planner, begun, "sales.csv", SALES + GOOD + BAD)
    choose(planner, begun, "sales.csv", mapping=MAPPING)
    told = done(brand, planner, begun)
    assert (told["state"], told["rows"], told["written"], told["set_aside"]) == ("done", 2, 1, 1)
    assert told["tables"]["sale"]["inserted"] == 1
    assert told["correctable"] == ["sales.csv"]
    listed = planner.get(f"/v1/imports/{begun}/rejects")
    assert "many" in listed.text
    assert "filename*=UTF-8''rejects-" in listed.headers["content-disposition"]
    csv_text = planner.get(f"/v1/imports/{begun}/files/sales.csv/to-correct").content.decode(
        "utf-8-sig"
    )
    (row,) = csv.DictReader(io.StringIO(csv_text))
    assert row["why_set_aside"].startswith("Qty: ")
    assert row["Email"] == "bob@example.com"
    again = planner.post("/v1/imports").json()["import_id"]
    send(planner, again, "sales.csv", csv_text.replace("many", "3"))
    choose(planner, again, "sales.csv", mapping=MAPPING)
    told = done(brand, planner, again)
    assert (told["written"], told["set_aside"], told["correctable"]) == (1, 0, [])
    sales = brand.lake.read("sale").filter(pl.col("order_id").is_in(["A1", "A2"]))
    assert dict(sales.select("order_id", "quantity").iter_rows()) == {"A1": 2, "A2": 3}
    assert not (brand.root / "imports" / again / "files").exists()
    assert (brand.root / "imports" / begun / "files" / "sales.csv").exists()
    assert planner.delete(f"/v1/imports/{begun}").status_code == 204
    assert not (brand.root / "imports" / begun).exists()
    assert planner.get(f"/v1/imports/{begun}").status_code == 404


def test_files_of_one_name_replace_each_other_and_can_be_dropped(planner, begun):
    send(planner, begun, "a.csv", SALES + GOOD)
    told = send(planner, begun, "a.csv", SALES + GOOD + GOOD).json()
    assert [file["name"] for file in told["files"]] == ["a.csv"]
    send(planner, begun, "../../b.csv", SALES)
    told = planner.delete(f"/v1/imports/{begun}/files/a.csv").json()
    assert [file["name"] for file in told["files"]] == ["b.csv"]
    assert planner.delete(f"/v1/imports/{begun}/files/a.csv").status_code == 404


def test_what_was_committed_is_not_changed(planner, brand, begun):
    assert planner.post(f"/v1/imports/{begun}/commit").status_code == 422
    send(planner, begun, "sales.csv", SALES + GOOD)
    choose(planner, begun, "sales.csv", mapping=MAPPING)
    answer = planner.post(f"/v1/imports/{begun}/commit")
    assert send(planner, begun, "b.csv", SALES + GOOD).status_code == 409
    assert choose(planner, begun, "sales.csv").status_code == 409
    assert planner.post(f"/v1/imports/{begun}/commit").status_code == 409
    assert planner.delete(f"/v1/imports/{begun}").status_code == 409
    planner.post(f"/v1/jobs/{answer.json()['job_id']}/cancel")
    assert planner.get(f"/v1/imports/{begun}").json()["state"] == "cancelled"
    assert begun in [each["import_id"] for each in planner.get("/v1/imports").json()["items"]]


def test_uploads_are_private_and_do_not_stay(planner, brand, begun):
    send(planner, begun, "sales.csv", SALES + GOOD)
    folder = brand.root / "imports" / begun / "files"
    assert (brand.root / "imports").stat().st_mode & 0o077 == 0
    assert (folder / "sales.csv").stat().st_mode & 0o077 == 0
    draft = drafts.find(brand, begun)
    assert drafts.forget_old(brand, draft.created_at + dt.timedelta(days=13)) == 0
    drafts.forget_old(brand, draft.created_at + dt.timedelta(days=15))
    assert not folder.exists()


def test_who_may_import(viewer, buyer, nobody, begun):
    assert viewer.post("/v1/imports").status_code == 403
    assert buyer.post("/v1/imports").status_code == 403
    assert buyer.get(f"/v1/imports/{begun}").status_code == 200
    assert nobody.get("/v1/imports").status_code == 401
    for odd in ("..", "import-", "import-x%00y", "%2e%2e"):
        assert buyer.get(f"/v1/imports/{odd}").status_code == 404
    formats = {each["name"] for each in buyer.get("/v1/imports/formats").json()}
    assert {"shopify_orders", "generic"} <= formats


@pytest.mark.parametrize("wanted", [{"importer": "no such"}, {"mapping": "title = 1"},
                                    {"importer": "feeds", "mapping": MAPPING}])  # fmt: skip
def test_choices_that_make_no_sense_are_refused(planner, begun, wanted):
    send(planner, begun, "sales.csv", SALES + GOOD)
    assert choose(planner, begun, "sales.csv", **wanted).status_code in {404, 422}
