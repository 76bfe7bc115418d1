"""The app without a mouse."""

from __future__ import annotations

from driving import settled


def test_the_palette_leads_everywhere(page):
    page.goto("/trends")
    settled(page)
    page.keyboard.press("Control+k")
    dialog = page.locator("[role=dialog]")
    dialog.locator("[role=listbox]").wait_for()
    options = dialog.locator("[role=option]")
    assert options.count() >= 4
    page.keyboard.press("ArrowDown")
    assert dialog.locator("[role=option][aria-selected=true]").count() == 1
    page.keyboard.type("dark")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-mantine-color-scheme=dark]")
    dialog.wait_for(state="detached")


def test_tab_begins_with_the_way_past_the_navigation(page):
    page.goto("/trends")
    settled(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_trend_is_opened_and_left_by_keyboard(page):
    page.goto("/trends")
    settled(page)
    first = page.locator("main article button").first
    first.focus()
    label = first.inner_text().strip()
    page.keyboard.press("Enter")
    drawer = page.locator("[role=dialog]")
    drawer.wait_for()
    page.wait_for_function(
        "label => document.querySelector('[role=dialog]').innerText.includes(label)",
        arg=label.lower(),
    )
    assert page.evaluate("document.querySelector('[role=dialog]').contains(document.activeElement)")
    page.keyboard.press("Escape")
    drawer.wait_for(state="detached")
    assert first.evaluate("each => each === document.activeElement")
