"""The vocabulary is plain Python: importing it loads no frame library."""

from __future__ import annotations

import subprocess
import sys

import pytest

ROOMS = ["calendar", "money", "gtin", "size", "size_charts", "colour", "taxonomy"]


@pytest.mark.parametrize("room", ROOMS)
def test_import_is_light(room):
    code = (
        f"import sys, modiste.model.{room}; "
        "print(sorted({'polars', 'numpy', 'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
