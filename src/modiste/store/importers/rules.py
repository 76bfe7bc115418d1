"""Rows that a mapping sets aside by name."""

from __future__ import annotations

from collections.abc import Mapping as Map
from typing import Literal

import polars as pl

from modiste.model.numbers import scaled_expr
from modiste.model.schema import ROW
from modiste.model.validate import no_problems
from modiste.store.importers.base import problem_rows
from modiste.store.importers.cells import as_scaled, as_text
from modiste.store.importers.mapping import Rule
from modiste.store.importers.seen import Occurrences


class Rules:
    """A mapping's rules, applied chunk by chunk to one file."""

    def __init__(
        self, rules: tuple[Rule, ...], headers: Map[str, str], decimal: Literal[".", ","]
    ) -> None:
        self._rules = [(rule, headers[rule.column], Occurrences()) for rule in rules]
        self._decimal = decimal

    def split(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The rows that no rule matches, and the others with the reason of the first that does."""
        if not self._rules:
            return frame, no_problems()
        left = pl.Series("left", [True]).new_from_index(0, frame.height)
        problems = [no_problems()]
        for rule, header, before in self._rules:
            hit = _hit(rule, frame[header], self._decimal, before) & left
            if hit.any():
                rows = frame.filter(hit)
                problems.append(problem_rows(rows[ROW], header, rows[header], rule.reason))
                left = left & ~hit
        return frame.filter(left), pl.concat(problems)


def _hit(
    rule: Rule, cells: pl.Series, decimal: Literal[".", ","], before: Occurrences
) -> pl.Series:
    """Where all of the rule's conditions hold; an unknown value matches only ``missing``."""
    masks = []
    if rule.repeated:
        text = as_text(cells)
        masks.append((before.number(text.to_frame()) > 1) & text.is_not_null())
    if rule.missing is not None:
        masks.append(as_text(cells).is_null() == rule.missing)
    if rule.matches is not None:
        masks.append(as_text(cells).str.contains(rule.matches))
    if rule.equals is not None:
        masks.append(as_text(cells).is_in([_written(v) for v in rule.equals]))
    if any(v is not None for v in (rule.below, rule.above, rule.at_most, rule.at_least)):
        masks += _compared(rule, _numbers(cells, decimal))
    hit = masks[0]
    for mask in masks[1:]:
        hit = hit & mask
    return hit.fill_null(False)


def _compared(rule: Rule, numbers: pl.Series) -> list[pl.Series]:
    masks = []
    if rule.below is not None:
        masks.append(numbers < rule.below)
    if rule.above is not None:
        masks.append(numbers > rule.above)
    if rule.at_most is not None:
        masks.append(numbers <= rule.at_most)
    if rule.at_least is not None:
        masks.append(numbers >= rule.at_least)
    return masks


def _numbers(cells: pl.Series, decimal: Literal[".", ","]) -> pl.Series:
    if cells.dtype.is_numeric():
        return cells
    millionths = as_scaled(cells, 6, lambda name: scaled_expr(name, 6, decimal), decimal)
    return millionths.cast(pl.Float64) / 1e6


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
