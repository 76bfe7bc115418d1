"""Which importer a file belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from modiste.model.errors import InputError, Place
from modiste.store.importers import importers
from modiste.store.importers.base import Importer
from modiste.store.importers.source import Source

ENOUGH = 0.5
"""Confidence below which a file counts as unknown."""


@dataclass(frozen=True)
class Match:
    """A file, its importer and how sure that is."""

    source: Source
    importer: Importer
    confidence: float


def detect(source: Source, candidates: Iterable[Importer] | None = None) -> Match:
    """Find the importer that is surest of a file.

    Raises:
        InputError: none is sure enough, or the file cannot be read.
    """
    sample = source.sample
    known = list(importers().values() if candidates is None else candidates)
    scored = [(one.match(sample), one) for one in known]
    best, importer = max(scored, key=lambda pair: pair[0])
    if best < ENOUGH:
        shown = ", ".join(sample.headers[:8]) + (" …" if len(sample.headers) > 8 else "")
        raise InputError(
            f"no importer knows a file with the columns {shown}",
            place=Place(source.name),
            remedy="Draft a mapping with 'modiste import --suggest-map FILE' and give it as --map.",
        )
    return Match(source, importer, best)
