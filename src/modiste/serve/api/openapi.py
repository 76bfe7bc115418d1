"""Write the OpenAPI 3.1 description: ``python -m modiste.serve.api.openapi FILE``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from modiste.serve.api.app import Options, create_app
from modiste.store.workspace import Workspace


def describe() -> dict[str, Any]:
    """The description of the API, which is the same for every workspace."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.init(Path(folder) / "workspace")
        return create_app(workspace, options=Options(services=False)).openapi()


def text() -> str:
    """The description as JSON, in a fixed order."""
    return json.dumps(describe(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> None:
    """Write it to a file, or to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    file = parser.parse_args().file
    if file is None:
        sys.stdout.write(text())
    else:
        file.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
