"""Write the client, or check that it is as it would be written."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import modiste
from modiste.serve.api.client.methods import write_groups
from modiste.serve.api.client.models import write_models
from modiste.serve.api.openapi import describe


def files() -> dict[str, str]:
    """Name and text of every generated file."""
    description = describe()
    return {"models.py": write_models(description), "groups.py": write_groups(description)}


def main() -> int:
    """Write the files; with ``--check`` only compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="Only say what differs.")
    check = parser.parse_args().check
    folder = Path(str(modiste.__path__[0])) / "client"
    differs = 0
    for name, text in files().items():
        path = folder / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        differs += 1
        if not check:
            path.write_text(text, encoding="utf-8")
        sys.stderr.write(f"{'differs' if check else 'wrote'}: {path.name}\n")
    return int(bool(check and differs))


if __name__ == "__main__":
    sys.exit(main())
