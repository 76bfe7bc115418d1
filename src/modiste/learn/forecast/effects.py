"""Known effects on demand: what prices and promotions do is taken out before a forecaster looks.

An effect is a factor on demand, known of the past and, as planned, of the future. Forecasters see
sales divided by it and their forecasts are multiplied by what is planned: a markdown of last month
is no trend, and one of next month is foreseen. (Fildes, Ma and Kolassa 2022, Retail forecasting:
research and practice, §4.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from modiste.learn.forecast.known import Known
from modiste.learn.forecast.panel import VALUE, Floats, Panel

EFFECT = "effect"
"""Name of the column: the natural logarithm of the factor."""


@dataclass(frozen=True)
class Effects:
    """Factors on the demand of series at steps.

    Attributes:
        known: one covariate, the logarithm of the factor; where it is unknown the factor is 1.
    """

    known: Known

    @classmethod
    def of(cls, frame: pl.DataFrame, panel: Panel) -> Effects:
        """From a frame ``series, time, effect``; see :meth:`Known.of`."""
        keys = [name for name in frame.columns if name != EFFECT]
        return cls(Known.of(frame.select(*keys, EFFECT), panel))

    def deflated(self, panel: Panel) -> Panel:
        """The panel as it would have been at factors of 1."""
        rows = np.repeat(self.known.rows(panel.names), panel.lengths)
        factor = np.exp(np.nan_to_num(self.known.at(rows, panel.numbers[:, None])[:, 0, 0]))
        return Panel(panel.frame.with_columns(pl.col(VALUE) / pl.Series(factor)), panel.step)

    def ahead(self, panel: Panel, horizon: int) -> Floats:
        """Factors of the steps after each series' last one, shape (series, horizon)."""
        last = panel.numbers[panel.starts[1:] - 1]
        numbers = last[:, None] + 1 + np.arange(horizon)
        found = self.known.at(self.known.rows(panel.names), numbers)[:, :, 0]
        factor: Floats = np.exp(np.nan_to_num(found))
        return factor
