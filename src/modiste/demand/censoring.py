"""Lost sales uncovered: on how many days a shelf stood empty, and what would have been sold then.

Sales of a week are Poisson with the rate of the week times the share of it in which there was
stock; the most likely rate over some weeks is then units sold ÷ weeks in stock (the exposure
estimate of a censored Poisson rate; Conrad 1976, Nahmias 1994). What was lost is that rate times
the time out of stock, moved with the season of the group and with prices. Where it is known only
that a week ended empty, and not since when, the expectation of demand given that it reached what
was there is taken instead, and both steps are repeated until they agree (the EM algorithm of
Dempster, Laird and Rubin 1977).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from modiste.learn.distributions import negative_binomial_loss
from modiste.learn.forecast.panel import Floats, Whole

KEYS = ("variant_id", "location_id")

REACH = 8
"""Weeks on each side of a censored week that say what would have been sold in it.

A shelf that stands empty for longer mostly means that a season is over: on a simulated brand true
demand after nine to thirteen empty weeks was less than half of what was sold before them."""

PRIOR_WEEKS = 0.5
"""Weight, in weeks, of a series' own mean rate against the rate of the weeks around."""

_FEW_DAYS = 0.02
"""Least rate a day that a wait for stock is judged by."""


def days_out(counts: pl.DataFrame, sold: pl.DataFrame) -> pl.DataFrame:
    """Expected number of days on which a shelf stood empty, by week.

    A shelf is known to be empty from a count of nothing until the next sign of stock, and from the
    sale that used up the last count until a count of nothing. When within a gap stock came (or
    went) without a sign, the day is uncertain: a truncated exponential gives its mean, because days
    in stock without a sale are the less likely the faster an item sells.

    Args:
        counts: ``variant_id, location_id, day, on_hand``: the last count of a day, taken at its
            end; unknown ones left out.
        sold: ``variant_id, location_id, day, units``: units sold on a day, above 0.

    Returns:
        ``variant_id, location_id, day, out``: the probability that the shelf was empty on the day;
        days on which it was not are left out.
    """
    short = counts.filter(pl.col("on_hand") <= 0).select(KEYS).unique()
    if not short.height:
        return _no_days(counts)
    signs = (
        counts.join(short, on=KEYS, how="semi")
        .join(sold.join(short, on=KEYS, how="semi"), on=[*KEYS, "day"], how="full", coalesce=True)
        .sort(*KEYS, "day")
        .with_columns(pl.col("units").fill_null(0))
    )
    gaps = _gaps(signs)
    share = pl.Series("out", _empty_share(gaps)).clip(0.0, 1.0)
    gaps = gaps.with_columns(share).filter(pl.col("out") > 1e-9)
    days = pl.date_ranges(pl.col("day") + pl.duration(days=1), "last")
    whole = gaps.select(*KEYS, days.alias("day"), "out").explode("day", empty_as_null=False)
    # The unit that used up the last count was sold at some hour: half of that day was without.
    sold_out = gaps.filter((pl.col("units") > 0) & (pl.col("out") > 1 - 1e-9))
    return pl.concat([whole, sold_out.select(*KEYS, "day", pl.lit(0.5).alias("out"))])


def _no_days(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.select(*KEYS, "day", pl.lit(0.0).alias("out")).clear()


def _gaps(signs: pl.DataFrame) -> pl.DataFrame:
    """From each sign of stock to the next one of the series.

    Returns:
        ``day`` of the sign, ``last`` day of the gap on which the shelf may have stood empty,
        ``days`` in it, what was left at its start (null where unknown), and what ended it.
    """
    since = pl.col("units").cum_sum().over(KEYS)
    counted = pl.when(pl.col("on_hand").is_not_null()).then(since)
    left = pl.col("on_hand").forward_fill().over(KEYS) - (since - counted.forward_fill().over(KEYS))
    span = (pl.col("day").max() - pl.col("day").min()).dt.total_days() + 1
    rate = (pl.col("units").sum() / span).over(KEYS)
    following = [pl.col(c).shift(-1).over(KEYS).alias(f"next_{c}") for c in ("day", "units")]
    upcoming = pl.col("on_hand").shift(-1).over(KEYS).alias("next_count")
    gaps = signs.with_columns(left=left, rate=rate).with_columns(*following, upcoming)
    gaps = gaps.filter(pl.col("next_day").is_not_null())
    selling = pl.col("next_units") > 0
    last = pl.when(selling).then(pl.col("next_day") - pl.duration(days=1))
    gaps = gaps.with_columns(last=last.otherwise(pl.col("next_day")))
    return gaps.with_columns(days=(pl.col("last") - pl.col("day")).dt.total_days()).filter(
        pl.col("days") > 0
    )


def _empty_share(gaps: pl.DataFrame) -> Floats:
    """Expected share of each gap in which the shelf was empty."""
    began_empty = (gaps["left"] <= 0).fill_null(value=False).to_numpy()
    sold = (gaps["next_units"] > 0).to_numpy()
    ended_empty = (gaps["next_count"] <= 0).fill_null(value=False).to_numpy() & ~sold
    # What a count contradicts was no shortage: stock had come.
    counted_full = (gaps["next_count"] > 0).fill_null(value=False).to_numpy() & ~sold
    own = gaps["on_hand"].is_not_null().to_numpy()
    certain = began_empty & ended_empty
    waiting = began_empty & (sold | counted_full) & (own | ~counted_full)
    vanished = ~began_empty & ended_empty
    days = gaps["days"].to_numpy().astype(np.float64)
    moment = _expected_wait(days, np.maximum(gaps["rate"].to_numpy(), _FEW_DAYS)) / days
    return np.where(certain, 1.0, np.where(waiting | vanished, moment, 0.0))


def _expected_wait(days: Floats, rate: Floats) -> Floats:
    """Mean of a truncated exponential: days out of ``days`` that were without stock.

    Were there stock for the last ``u`` days and no sale in them, the likelihood is exp(−rate × u);
    with any ``u`` in [0, days] as likely before, its mean is 1 ÷ rate − days ÷ (exp(rate × days) −
    1), and the rest was without stock.
    """
    x = np.clip(rate * days, 1e-6, 500.0)
    full = days * (1 / x - 1 / np.expm1(x))
    wait: Floats = days - full
    return wait


def weekly_exposure(panel: pl.DataFrame, out: pl.DataFrame, first_weekday: int) -> pl.DataFrame:
    """Days out of stock of each week of a panel.

    Args:
        panel: ``variant_id, location_id, week``.
        out: result of :func:`days_out`.
        first_weekday: day on which a week begins; 0 is Monday.

    Returns:
        The panel with ``days_out``, 0 where nothing is known.
    """
    from modiste.model.calendar import week_start_expr

    weeks = (
        out.group_by(*KEYS, week_start_expr("day", first_weekday).alias("week"))
        .agg(days_out=pl.col("out").sum())
        .with_columns(pl.col("days_out").clip(0.0, 7.0))
    )
    joined = panel.join(weeks, on=[*KEYS, "week"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("days_out").fill_null(0.0))


def uncovered(
    sold: Floats, exposure: Floats, starts: Whole, profile: Floats | None = None
) -> tuple[Floats, Floats]:
    """Demand that stockouts hid.

    Args:
        sold: units of each week, flat over all series.
        exposure: share of the week in stock, 0 to 1; NaN where the week only ended empty.
        starts: index of each series' first week, and the total at the end.
        profile: expected course of demand but for its level, above 0; flat by default.

    Returns:
        Expected units lost each week, and the rate at a profile of 1. Nothing is added where no
        week within reach was in stock.
    """
    profile = np.ones(len(sold)) if profile is None else profile
    unknown = np.isnan(exposure)
    seen = np.where(unknown, 0.0, exposure)
    demand, weight = np.where(unknown, 0.0, sold), seen * profile
    level, near = _level(demand, weight, starts)
    for _ in range(4 if unknown.any() else 0):
        mean = np.maximum(level * profile, 1e-6)
        expected = expected_at_least(mean, sold)
        level, near = _level(
            np.where(unknown, expected, demand), np.where(unknown, profile, weight), starts
        )
    rate = level * profile
    lost = np.where(unknown, expected_at_least(np.maximum(rate, 1e-6), sold) - sold, rate)
    lost = np.where(unknown, lost, lost * (1 - seen))
    found: Floats = np.where(near & ~((~unknown) & (seen >= 1)), np.maximum(lost, 0.0), 0.0)
    return found, level


def _level(demand: Floats, weight: Floats, starts: Whole) -> tuple[Floats, np.ndarray]:
    """Rate of the weeks around each week, and whether any of them was in stock."""
    around, exposed = _around(demand, starts), _around(weight, starts)
    lengths = np.diff(starts)
    total = np.add.reduceat(demand, starts[:-1]), np.add.reduceat(weight, starts[:-1])
    own = np.repeat(total[0] / np.maximum(total[1], 1e-9), lengths)
    level: Floats = (around + PRIOR_WEEKS * own) / (exposed + PRIOR_WEEKS)
    return level, exposed > 0.5


def _around(values: Floats, starts: Whole) -> Floats:
    """Sum over the weeks within reach of each week, within its series."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    place = np.arange(len(values))
    first = np.repeat(starts[:-1], np.diff(starts))
    after = np.repeat(starts[1:], np.diff(starts))
    low, high = np.maximum(place - REACH, first), np.minimum(place + REACH + 1, after)
    around: Floats = np.maximum(total[high] - total[low], 0.0)
    return around


def expected_at_least(mean: Floats, least: Floats, dispersion: float = 0.3) -> Floats:
    """E[D | D ≥ least] of a negative binomial with variance m + a m².

    Args:
        mean: expected demand, above 0.
        least: units that were wanted at the least.
        dispersion: the a of its variance.
    """
    from scipy import stats

    variance = mean + dispersion * mean**2
    least = np.maximum(np.round(least), 0.0)
    size = 1 / dispersion
    chance = stats.nbinom.sf(least - 1, size, size / (size + mean))
    over = negative_binomial_loss(mean, variance, least) / np.maximum(chance, 1e-9)
    # Far out in the tail the quotient of two tiny numbers says nothing.
    found: Floats = least + np.where(chance > 1e-6, np.minimum(over, mean + least), 0.0)
    return found
