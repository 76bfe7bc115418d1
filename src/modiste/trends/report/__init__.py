"""The trend report: one HTML file that opens with no network."""

from __future__ import annotations

from modiste.trends.report.build import write_report

__all__ = ["write_report"]
