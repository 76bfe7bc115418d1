"""The commands of purchase orders, to be mounted as ``modiste inventory orders``."""

from __future__ import annotations

from modiste.inventory.replenish.cli import app

__all__ = ["app"]
