"""Replenishment policies behind one protocol, their exact costs and their optimal numbers."""

from __future__ import annotations
