"""Trends: what people post, search and buy, and where it is going."""

from __future__ import annotations

from modiste.store.capability import Capability, Step

CAPABILITY = Capability(
    "trends",
    "What rises, peaks and fades",
    steps=(Step("trends", (), "modiste.trends.service:find_trends"),),
    commands="modiste.trends.cli:app",
    routes="modiste.trends.api:router",
)
