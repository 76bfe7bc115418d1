"""Make the pictures of the documentation: ``python docs/pictures/make.py``.

Needs Chromium (Debian's package ``chromium``), or its path in ``CHROMIUM``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from modiste.serve.demo import make_demo
from modiste.serve.report import gather
from modiste.serve.report.build import render
from modiste.store.workspace import Workspace

HERE = Path(__file__).parent
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def _say(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def main() -> None:
    """Plan the demo brand and photograph its report in both languages and both themes."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium was not found: install it, or name it in CHROMIUM.")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, language, dark in (("plan", "en", False), ("plan-zh", "zh", True)):
            made = make_demo(
                root / f"demo-{language}", size="demo", seed=7, language=language, progress=_say
            )
            found = gather.findings(Workspace.open(made.root), made.plan.run_id)
            page = root / f"{name}.html"
            brand = {"en": "Demo brand", "zh": "示例品牌"}[language]
            page.write_text(render(found, brand, language), encoding="utf-8")
            flags = [*FLAGS, f"--user-data-dir={root / name}"]
            if dark:
                flags.append("--blink-settings=preferredColorScheme=0")
            target = HERE / f"{name}.png"
            subprocess.run(  # noqa: S603 - our own page in the browser that the user named
                [chromium, *flags, "--window-size=1120,1180", f"--screenshot={target}",
                 page.as_uri()],
                check=True,
                capture_output=True,
            )  # fmt: skip
            sys.stdout.write(f"{target.name}\n")


if __name__ == "__main__":
    main()
