"""What the gradient-boosted trees look at: one row for a series, an origin and a coming step.

All values are deviations (see ``windows``); NaN where a series has no such past, which trees take
as it is.
"""

from __future__ import annotations

import numpy as np

from modiste.learn.forecast.panel import Floats
from modiste.learn.forecast.windows import View, Whole, smoothed

_SHARES = (26, 13, 6, 4, 2)
"""Recent windows, as parts of a cycle: 2, 4, 8, 13 and 26 weeks of a year of 52."""


def recent_windows(cycle: int) -> list[int]:
    """Lengths of the recent windows, in steps."""
    return [max(1, cycle // share) for share in _SHARES]


def origin_features(view: View) -> Floats:
    """What is known of a series at the origin; shape (rows, features)."""
    last, before, profile = view.years[0], view.years[1], view.profile
    then = (view.raw[1] - view.level[:, None]) / view.scale[:, None]
    found = [
        last[:, -1],
        last.std(axis=1),
        np.log(view.scale / view.scales[1]),
        np.log(view.scale),
        view.weight,
        np.abs(last - then).mean(axis=1),
        ((1 + last) * (1 + before)).mean(axis=1),
        np.abs(last - profile).mean(axis=1),
    ]
    for window in recent_windows(view.whole.cycle):
        now, expected = last[:, -window:].mean(axis=1), profile[:, -window:].mean(axis=1)
        found += [
            now,
            now - expected,
            _ratio(now, expected),
            now - last[:, :window].mean(axis=1),
            now - then[:, -window:].mean(axis=1),
        ]
    for signal in view.signals:
        found += _signal_features(view, signal)
    return np.stack(found, axis=1)


def _signal_features(view: View, signal: View) -> list[Floats]:
    """The weak signal's size against the series', and its own course of late."""
    last, before = signal.years[0], signal.years[1]
    found = [
        np.log(np.maximum(signal.scale, 1e-9) / view.scale),
        np.log(np.maximum(signal.scale, 1e-9) / np.maximum(signal.scales[1], 1e-9)),
    ]
    for window in recent_windows(view.whole.cycle)[1:]:
        now = last[:, -window:].mean(axis=1)
        found += [now, now - signal.profile[:, -window:].mean(axis=1)]
    window = recent_windows(view.whole.cycle)[3]
    found.append(last[:, -window:].mean(axis=1) - before[:, -window:].mean(axis=1))
    return found


def step_features(view: View, steps: Whole) -> Floats:
    """What is known of coming steps (0 is the first); shape (rows, steps, features)."""
    cycle = view.whole.cycle
    at = steps % cycle
    reach = max(1, cycle // 26)
    last, before, older = view.years[:3]
    near, wide = smoothed(last, reach), smoothed(last, 3 * reach)
    near_before = smoothed(before, reach)
    profile = view.profile
    windows = recent_windows(cycle)
    recent = {w: (last[:, -w:].mean(axis=1), profile[:, -w:].mean(axis=1)) for w in windows}
    coming = profile[:, at]
    found = [
        np.broadcast_to(steps + 1.0, coming.shape),
        (view.position[:, None] + steps) % cycle,
        last[:, at],
        near[:, at],
        wide[:, at],
        near_before[:, at],
        before[:, at],
        smoothed(before, 3 * reach)[:, at],
        smoothed(older, reach)[:, at],
        np.where(np.isnan(near_before), near, (near + near_before) / 2)[:, at],
        view.rough[:, at],
        coming,
    ]
    for window in (windows[1], windows[3]):
        now, expected = recent[window]
        found.append((1 + coming) * _ratio(now, expected)[:, None] - 1)
    for window in (windows[2], windows[4]):
        now, expected = recent[window]
        found.append(coming + (now - expected)[:, None])
    for signal in view.signals:
        found += [smoothed(year, reach)[:, at] for year in signal.years[:2]]
    return np.stack([np.asarray(each, dtype=np.float64) for each in found], axis=2)


def rows_of(view: View, steps: Whole, *, statics: bool) -> Floats:
    """Rows of the trees, shape (steps × rows, features), the series of a step together."""
    origin = origin_features(view)
    if statics:
        origin = np.concatenate([origin, view.whole.codes[view.rows]], axis=1)
    each = step_features(view, steps).transpose(1, 0, 2)
    both = np.broadcast_to(origin, (len(steps), *origin.shape))
    return np.concatenate([each, both], axis=2).reshape(-1, each.shape[2] + origin.shape[1])


def _ratio(now: Floats, expected: Floats) -> Floats:
    return np.clip((1 + now) / np.maximum(1 + expected, 0.05), -5.0, 5.0)
