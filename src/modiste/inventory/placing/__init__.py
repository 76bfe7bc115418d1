"""Placing: shares of a buy to stores, transfers between them, markdowns, stock in two echelons."""

from __future__ import annotations
