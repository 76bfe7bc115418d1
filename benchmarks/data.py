"""Where the research data lies: beside the repository, as the tests find it too."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"


def research(path: str) -> Path | None:
    """A file or folder of the research data; says so and gives ``None`` where it is absent."""
    found = DATA / path
    if found.exists():
        return found
    print(f"skipped: {found} is not there (the research data is no part of the project)")
    return None
