"""Training windows of the neural forecasters, as plain arrays: no library is needed here."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from modiste.learn.forecast.panel import Floats
from modiste.learn.forecast.windows import Aligned, View, Whole

PAST = 5
"""Channels of the past before those of the weak signals, and
0. deviation less the profile, 1. profile, 2. deviation a year earlier less the profile,
3. and 4. sine and cosine of the place in the year."""

FUTURE = 5
"""Channels of the coming steps: 0. profile, 1. deviation a year earlier less the profile,
2. and 3. sine and cosine of the place in the year, 4. step over horizon."""

SIGNAL = 2
"""Channels of a weak signal in the past: its deviation less its profile, its profile less that of
the series."""

SUMMARY = 2
"""Numbers of a window: log of its scale over the scale of the year before, and of its yardstick."""


@dataclass(frozen=True)
class Sequences:
    """Windows.

    Attributes:
        past: shape (windows, cycle, channels).
        future: shape (windows, horizon, channels).
        summary: shape (windows, numbers).
        codes: static attributes, shape (windows, attributes).
        target: deviation that came less the profile; NaN where unknown; (windows, horizon).
        weight: of the window, shape (windows,).
    """

    past: Floats
    future: Floats
    summary: Floats
    codes: Whole
    target: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.past)

    def take(self, chosen: Whole) -> Sequences:
        """Some of the windows."""
        return Sequences(*(getattr(self, each.name)[chosen] for each in fields(self)))


def sequences(aligned: Aligned, horizon: int, most: int, seed: int) -> Sequences:
    """Windows of every past origin that a step follows.

    Args:
        aligned: the history.
        horizon: steps of a target; those that have not come are unknown.
        most: windows at the most; origins are thinned out, then windows drawn, to stay below.
        seed: of the draw.
    """
    series = int(aligned.ready.sum())
    origins = int(aligned.lengths.max()) - aligned.cycle
    stride = max(1, min(series * origins // max(most, 1), 8))
    views = _thinned([v for v in aligned.origins(stride) if len(v.rows)], 2 * most, seed)
    found = [window(view, horizon) for view in views if len(view.rows)]
    parts = [np.concatenate([getattr(f, each.name) for f in found]) for each in fields(Sequences)]
    whole = Sequences(*parts)
    useful = (whole.weight > 0) & ~np.isnan(whole.target).all(axis=1)
    chosen = np.flatnonzero(useful)
    if len(chosen) > most:
        rng = np.random.default_rng(seed)
        chosen = np.sort(rng.choice(chosen, most, replace=False))
    return whole.take(chosen)


def _thinned(views: list[View], most: int, seed: int) -> list[View]:
    """Views of about so many rows together: what is drawn later need not be built first."""
    total = sum(len(view.rows) for view in views)
    if total <= most:
        return views
    rng = np.random.default_rng((seed, total))
    kept = [rng.random(len(view.rows)) < most / total for view in views]
    return [
        replace(view, rows=view.rows[keep], position=view.position[keep])
        for view, keep in zip(views, kept, strict=True)
    ]


def window(view: View, horizon: int) -> Sequences:
    """The windows of one origin, a row for each series that it shows."""
    cycle, rows = view.whole.cycle, len(view.rows)
    profile = view.profile
    residual = view.years[0] - profile
    before = np.nan_to_num(view.years[1] - profile)
    place = (view.position[:, None] + np.arange(cycle)) / cycle * 2 * np.pi
    past = [residual, profile, before, np.sin(place), np.cos(place)]
    for signal in view.signals:
        past += [signal.years[0] - signal.profile, signal.profile - profile]
    later = view.ahead(place, horizon)
    step = np.broadcast_to((1 + np.arange(horizon)) / horizon, (rows, horizon))
    coming = view.ahead(profile, horizon)
    future = [coming, view.ahead(residual, horizon), np.sin(later), np.cos(later), step]
    growth = np.nan_to_num(np.log(view.scale / view.scales[1]))
    summary = [np.clip(growth, -2, 2), np.log1p(view.weight) - 1.5]
    return Sequences(
        past=np.stack(past, axis=2).astype(np.float32),
        future=np.stack(future, axis=2).astype(np.float32),
        summary=np.stack(summary, axis=1).astype(np.float32),
        codes=view.whole.codes[view.rows],
        target=(view.targets(horizon) - coming).astype(np.float32),
        weight=view.weight.astype(np.float32),
    )
