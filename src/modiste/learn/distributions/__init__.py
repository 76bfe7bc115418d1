"""Distributions of demand: quantiles and loss functions of many series at once.

Six kinds behind one protocol: :class:`Normal`, :class:`Gamma`, :class:`Count` (negative binomial,
or Poisson where it is not wider), :class:`Curve` (known by quantiles), :class:`Sample` (known by
scenarios) and :class:`Mixture` (over spans of random length).
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
from modiste.learn.distributions.mixture import Mixture

__all__ = [
    "Count",
    "Curve",
    "Distribution",
    "Floats",
    "Gamma",
    "Mixture",
    "Normal",
    "Sample",
    "count_masses",
    "negative_binomial_loss",
    "negative_binomial_quantile",
]
