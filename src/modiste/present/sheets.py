"""The style sheet that all reports share."""

from __future__ import annotations

from importlib.resources import files


def sheet(own: str) -> str:
    """What every report has, and after it what one report adds."""
    shared = files("modiste.present").joinpath("report.css").read_text(encoding="utf-8")
    return shared + own
