"""Buying: one season, a horizon of intakes, an order of a supplier, a budget over all lines."""

from __future__ import annotations
