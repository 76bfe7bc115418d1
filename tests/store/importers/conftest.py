from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fake_lake import KEY, FakeLake

from modiste.store.importers.base import Context
from modiste.store.importers.run import run_import
from modiste.store.importers.summary import ImportSummary
from modiste.store.pseudonym import Pseudonymiser


@pytest.fixture
def lake() -> FakeLake:
    return FakeLake()


@pytest.fixture
def context() -> Context:
    return Context(
        Pseudonymiser(KEY), currency="EUR", as_of=datetime(2026, 1, 1, tzinfo=UTC), location="web"
    )


@pytest.fixture
def run(
    tmp_path: Path, lake: FakeLake, context: Context
) -> Callable[..., tuple[ImportSummary, pl.DataFrame]]:
    """Write files, import them, and return the summary with the rejects."""

    def imported(
        files: dict[str, str | bytes] | Path, **options: Any
    ) -> tuple[ImportSummary, pl.DataFrame]:
        paths = [files] if isinstance(files, Path) else []
        for name, content in files.items() if isinstance(files, dict) else ():
            path = tmp_path / "in" / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(path)
        options = {"lake": lake, "context": context, "rejects_dir": tmp_path / "out", **options}
        summary = run_import(paths, **options)
        rejects = pl.DataFrame(schema=["file", "row", "column", "value", "reason"])
        if summary.rejects is not None:
            rejects = pl.read_csv(summary.rejects, infer_schema=False)
        return summary, rejects

    return imported
