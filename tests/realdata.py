"""Research data that lies beside the project; tests that read it are skipped where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def real(path: str) -> Path:
    """A file or folder of the research data, or the end of the test."""
    found = DATA / path
    if not found.exists():
        pytest.skip(f"the research data {path} is not beside the project")
    return found
