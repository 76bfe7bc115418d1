"""Distributions of demand: quantiles and loss functions of many series at once.

Five kinds behind one protocol: :class:`Normal`, :class:`Gamma`, :class:`Count` (negative binomial,
or Poisson where it is not wider), :class:`Curve` (known by quantiles) and :class:`Sample` (known by
scenarios).
"""

from __future__ import annotations

from modiste.learn.distributions.base import Distribution, Floats
from modiste.learn.distributions.continuous import Gamma, Normal
from modiste.learn.distributions.counts import (
    Count,
    count_masses,
    negative_binomial_loss,
    negative_binomial_quantile,
)
from modiste.learn.distributions.empirical import Curve, Sample

__all__ = [
    "Count",
    "Curve",
    "Distribution",
    "Floats",
    "Gamma",
    "Normal",
    "Sample",
    "count_masses",
    "negative_binomial_loss",
    "negative_binomial_quantile",
]
