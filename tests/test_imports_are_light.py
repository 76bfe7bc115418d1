"""Heavy libraries are loaded where they are used, so that the command line answers at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "deltalake",
    "duckdb",
    "ibis",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pyspark",
    "scipy",
    "sqlalchemy",
    "statsforecast",
    "torch",
}


@pytest.mark.parametrize(
    "module",
    [
        "modiste",
        "modiste.model.errors",
        "modiste.model.schema",
        "modiste.model.tables",
        "modiste.store.settings",
        "modiste.store.capability",
        "modiste.serve.cli",
    ],
)
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert module in loaded
    assert loaded & HEAVY == set()
