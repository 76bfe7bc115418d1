"""A planner's Monday, from the export of the weekend's orders to the file for the supplier."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from driving import settled

from modiste.store.workspace import Workspace

HEADERS = (
    "Name", "Email", "Financial Status", "Paid at", "Currency", "Subtotal", "Shipping", "Taxes",
    "Total", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku",
    "Billing Name", "Billing Country",
)  # fmt: skip
DONE = 240_000
"""Milliseconds that a plan of the tiny brand may take on a busy machine."""


@pytest.fixture(scope="module")
def export(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Orders as Shopify exports them: three that can be read and one of an unknown day."""
    workspace = Workspace.open(demo_folder)
    skus = workspace.lake.read("variant")["variant_id"].sort().head(3).to_list()
    workspace.ledger.close()
    file = tmp_path_factory.mktemp("export") / "orders_export.csv"
    days = ["2026-03-01 09:00:00 +0000"] * 3 + ["sometime"]
    with file.open("w", newline="") as opened:
        write = csv.writer(opened)
        write.writerow(HEADERS)
        for number, (sku, day) in enumerate(zip([*skus, skus[0]], days, strict=True)):
            write.writerow(
                [
                    f"#9{number}01", f"person{number}@example.com", "paid", day, "EUR", "59.00",
                    "0.00", "9.42", "59.00", day, 2, "A style", "29.50", sku, "Some Body", "NL",
                ]
            )  # fmt: skip
    return file


def test_a_planners_monday(page, export: Path, server):
    _import(page, export)
    _plan(page)
    _decide(page)
    number = _approve(page)
    _send_by_file(page, number)
    _log_knows(page, number)


def _import(page, export: Path) -> None:
    """The file is recognised, looked at, stored; the row that cannot be read is told."""
    page.goto("/data")
    settled(page)
    page.locator("input[type=file]").first.set_input_files(export)
    page.wait_for_url(re.compile(r"/data/import"))
    main = page.locator("main")
    main.get_by_text("recognised as").wait_for()
    main.get_by_role("button", name="Preview").click()
    main.get_by_text("Would be set aside").wait_for()
    main.get_by_role("button", name="Import", exact=True).click()
    main.get_by_text("Rows to correct").wait_for(timeout=DONE)
    said = main.inner_text()
    assert re.search(r"Set aside\s+1\b", said), said
    with page.expect_download() as got:
        main.get_by_role("link", name=re.compile("To correct")).first.click()
    rows = list(csv.DictReader(io.StringIO(got.value.path().read_text("utf-8-sig"))))
    assert len(rows) == 1
    assert rows[0]["Created at"] == "sometime"


def _plan(page) -> None:
    """The weekly plan as a background job, to its end."""
    page.goto("/data?tab=jobs")
    settled(page)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("menuitem", name=re.compile("plan", re.IGNORECASE)).first.click()
    first = page.locator("main li").first
    first.get_by_text(re.compile("plan", re.IGNORECASE)).first.wait_for()
    page.wait_for_function(
        "() => { const first = document.querySelector('main li');"
        " return first && !first.querySelector('button'); }",
        timeout=DONE,
    )
    assert "failed" not in first.inner_text().lower(), first.inner_text()


def _decide(page) -> None:
    """One purchase is accepted, another dismissed and taken back."""
    page.goto("/today")
    settled(page)
    accept = page.get_by_role("button", name=re.compile(r"^Accept .+")).first
    accept.wait_for()
    open_before = _open(page)
    accept.click()
    page.wait_for_function("before => window.decisionsOpen() < before", arg=open_before)
    page.get_by_role("button", name=re.compile(r"^Dismiss .+")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    dialog.get_by_role("button", name=re.compile("Dismiss")).last.click()
    page.wait_for_function("before => window.decisionsOpen() < before - 1", arg=open_before)
    page.get_by_role("button", name="Undo", exact=True).last.click()
    page.wait_for_function("before => window.decisionsOpen() === before - 1", arg=open_before)


def _open(page) -> int:
    """Open decisions, as the page counts them; the count is watched by later waits."""
    page.evaluate(
        "() => { window.decisionsOpen = () => { const all = [...document.querySelectorAll('main')]"
        ".map(each => each.innerText.match(/([\\d,]+) of ([\\d,]+) shown/)).find(Boolean);"
        " return all ? Number(all[2].replaceAll(',', '')) : NaN; } }"
    )
    count = page.evaluate("window.decisionsOpen()")
    assert count > 2
    return int(count)


def _approve(page) -> str:
    """The first order that waits is approved."""
    page.goto("/orders")
    settled(page)
    page.locator("main button", has_text=re.compile("PO-")).first.click()
    drawer = page.get_by_role("dialog")
    drawer.wait_for()
    number = re.search(r"PO-[\w-]+", drawer.inner_text())
    assert number
    drawer.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("dialog", name=re.compile("Approve")).get_by_role(
        "button", name="Approve", exact=True
    ).click()
    page.get_by_text(f"{number[0]} is approved").wait_for()
    return number[0]


def _send_by_file(page, number: str) -> None:
    """Its lines as the file that the supplier gets."""
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="Download").click()
    with page.expect_download() as got:
        page.get_by_role("menuitem", name="CSV").click()
    text = got.value.path().read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) > 1
    assert number in text or number in got.value.suggested_filename


def _log_knows(page, number: str) -> None:
    """What was done stands in the log, by whom."""
    page.goto("/people?tab=audit")
    settled(page)
    table = page.get_by_role("grid", name="Log")
    table.wait_for()
    said = table.inner_text()
    assert "ada@example.com" in said
    assert number in said
