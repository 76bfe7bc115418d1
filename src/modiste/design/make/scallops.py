"""Scalloped edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.make.curves import path_at, path_length

if TYPE_CHECKING:
    from modiste.design.make.curves import Path


def scalloped(path: Path, width: float) -> Path:
    """The edge as a row of bows of about ``width`` cm that hang outside it by a third of it."""
    whole = path_length(path)
    count = max(1, round(whole / width))
    curves = []
    for n in range(count):
        a, _ = path_at(path, whole * n / count)
        b, _ = path_at(path, whole * (n + 1) / count)
        out = (b - a) * -1j * 0.42
        curves.append((a, a + out + (b - a) * 0.08, b + out - (b - a) * 0.08, b))
    return tuple(curves)
