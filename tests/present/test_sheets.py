"""Style sheets of reports."""

from __future__ import annotations

from modiste.present.sheets import sheet


def test_what_a_report_adds_comes_last() -> None:
    text = sheet(".own { color: red; }")
    assert text.endswith(".own { color: red; }")
    assert "--accent" in text
    assert text.count("{") == text.count("}")
