"""The command line. It only parses, calls and shows."""

from __future__ import annotations

from modiste.serve.cli.app import app, main

__all__ = ["app", "main"]
