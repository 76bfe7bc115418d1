"""Kinds of demand: which forecasters have a chance at all."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from modiste.learn.forecast.panel import Floats, Panel

INTERVAL = 1.32
VARIATION = 0.49
"""Borders of Syntetos, Boylan and Croston (2005): mean steps between sales, and the squared
coefficient of variation of the sizes of sales."""

NEW = 8
"""Steps of history below which a series is new."""

DORMANT = 26
"""Steps without a sale after which a series is dormant."""


class Demand(StrEnum):
    """Kind of a series."""

    SMOOTH = "smooth"
    ERRATIC = "erratic"
    INTERMITTENT = "intermittent"
    LUMPY = "lumpy"
    NEW = "new"
    DORMANT = "dormant"


def demand_classes(panel: Panel) -> np.ndarray:
    """Kind of each series, as text of shape (series,)."""
    values = np.maximum(panel.filled, 0.0)
    sold = values > 0
    sales = _summed(panel, sold.astype(np.float64))
    total = _summed(panel, values)
    squares = _summed(panel, values**2)
    safe = np.maximum(sales, 1)
    mean = total / safe
    variation = (squares / safe - mean**2) / np.maximum(mean, 1e-12) ** 2
    often = panel.lengths / safe < INTERVAL
    steady = variation < VARIATION
    kinds = np.select(
        [often & steady, often, steady],
        [Demand.SMOOTH.value, Demand.ERRATIC.value, Demand.INTERMITTENT.value],
        Demand.LUMPY.value,
    )
    kinds = np.where(steps_since_sale(panel) >= DORMANT, Demand.DORMANT.value, kinds)
    return np.where(panel.lengths < NEW, Demand.NEW.value, kinds)


def steps_since_sale(panel: Panel) -> np.ndarray:
    """Steps since each series' last value above zero; its length where there is none."""
    place = np.arange(len(panel.filled))
    last = np.where(panel.filled > 0, place, -1)
    newest = np.maximum.reduceat(last, panel.starts[:-1])
    never = newest < 0
    return np.where(never, panel.lengths, panel.starts[1:] - 1 - newest)


def _summed(panel: Panel, values: Floats) -> Floats:
    return np.asarray(np.add.reduceat(values, panel.starts[:-1]))
