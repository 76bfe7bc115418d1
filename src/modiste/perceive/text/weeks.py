"""The week a post belongs to, and weeks in which a source fell silent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from modiste.model.calendar import MONDAY, check_zone, week_start_expr

if TYPE_CHECKING:
    import polars as pl

_ZONES: Final = {
    "AT": "Europe/Vienna", "AU": "Australia/Sydney", "BE": "Europe/Brussels",
    "BR": "America/Sao_Paulo", "CA": "America/Toronto", "CH": "Europe/Zurich",
    "CN": "Asia/Shanghai", "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DK": "Europe/Copenhagen",
    "ES": "Europe/Madrid", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GB": "Europe/London",
    "HK": "Asia/Hong_Kong", "ID": "Asia/Jakarta", "IE": "Europe/Dublin", "IN": "Asia/Kolkata",
    "IT": "Europe/Rome", "JP": "Asia/Tokyo", "KR": "Asia/Seoul", "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur", "NL": "Europe/Amsterdam", "NO": "Europe/Oslo",
    "NZ": "Pacific/Auckland", "PL": "Europe/Warsaw", "PT": "Europe/Lisbon",
    "SE": "Europe/Stockholm",
    "SG": "Asia/Singapore", "TH": "Asia/Bangkok", "TR": "Europe/Istanbul", "TW": "Asia/Taipei",
    "US": "America/New_York", "VN": "Asia/Ho_Chi_Minh", "ZA": "Africa/Johannesburg",
}  # fmt: skip
_HALF: Final = 6  # weeks on each side of the one that is judged
_LEAST: Final = 5.0  # posts that a week must be expected to have
_COLLAPSE: Final = 0.25
_CHANCE: Final = 1e-4


def market_zone(market: str, default: str = "UTC") -> str:
    """The time zone in which most people of a market live."""
    return _ZONES.get(market.upper(), default)


def week_of(posts: pl.DataFrame, *, zone: str = "UTC", first_weekday: int = MONDAY) -> pl.Series:
    """First day of the week in which each post was published, on the clocks of its market.

    Args:
        posts: rows of the table ``post`` with ``at`` and, if known, ``market``.
        zone: zone of posts whose market is unknown or has none of its own.
        first_weekday: Monday 0 … Sunday 6.

    Raises:
        UnknownNameError: the zone does not exist.
    """
    import polars as pl

    check_zone(zone)
    known = {}
    if "market" in posts.columns:
        known = {m: market_zone(m, zone) for m in posts["market"].unique().drop_nulls().to_list()}
    # Local times of each zone in one pass: there are few zones and many posts.
    day = pl.col("at").dt.convert_time_zone(zone).dt.date()
    for other in sorted(set(known.values()) - {zone}):
        markets = [m for m, z in known.items() if z == other]
        local = pl.col("at").dt.convert_time_zone(other).dt.date()
        day = pl.when(pl.col("market").is_in(markets)).then(local).otherwise(day)
    return posts.select(week_start_expr(day, first_weekday).alias("week")).to_series()


def outages(posts: pl.DataFrame, *, zone: str = "UTC", first_weekday: int = MONDAY) -> pl.DataFrame:
    """How many posts each source brought each week, and where it fell silent.

    A source is out in a week that brings less than a quarter of what the weeks around it bring
    (their median), where chance would do that less than once in 10,000 weeks. Such a week says
    nothing of fashion: its shares are unknown and not zero. A source is judged from its first
    post to the last week of all posts; a week that the data covers in part is judged by that part.

    Args:
        posts: rows of the table ``post``.
        zone: as for :func:`week_of`.
        first_weekday: as for :func:`week_of`.

    Returns:
        ``source``, ``week``, ``posts``, ``expected`` (null where too little is known) and
        ``outage``, a row for every source and week, in order.
    """
    import polars as pl

    schema = {"source": pl.String, "week": pl.Date, "posts": pl.Int64, "expected": pl.Float64,
              "outage": pl.Boolean}  # fmt: skip
    if not posts.height:
        return pl.DataFrame(schema=schema)
    weeks = posts.select("source", "at").with_columns(
        week_of(posts, zone=zone, first_weekday=first_weekday)
    )
    end = pl.lit(weeks["week"].max(), pl.Date)
    counts = weeks.group_by("source", "week").agg(posts=pl.len().cast(pl.Int64))
    span = counts.group_by("source").agg(week=pl.date_ranges(pl.col("week").min(), end, "7d"))
    whole = (
        span.explode("week")
        .join(counts, on=["source", "week"], how="left")
        .with_columns(pl.col("posts").fill_null(0))
        .sort("source", "week")
        .join(_covered(weeks), on="week", how="left")
    )
    return _judged(whole).select(list(schema))


def _covered(weeks: pl.DataFrame) -> pl.DataFrame:
    """The part of each week for which there are posts of any source."""
    import polars as pl

    first, last = weeks["at"].min(), weeks["at"].max()
    begin = pl.col("week").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    ends = pl.min_horizontal(begin + timedelta(days=7), pl.lit(last))
    starts = pl.max_horizontal(begin, pl.lit(first))
    part = (ends - starts).dt.total_seconds() / timedelta(days=7).total_seconds()
    return weeks.select("week").unique().with_columns(covered=part.clip(0, 1))


def _judged(whole: pl.DataFrame) -> pl.DataFrame:
    import polars as pl
    from scipy.stats import poisson

    usual = (
        pl.col("posts").cast(pl.Float64).rolling_median(2 * _HALF + 1, min_samples=4, center=True)
    )
    # A long silence drags the median down with it: the median of the whole history holds it up.
    usual = pl.max_horizontal(usual, pl.col("posts").median() * 0.25)
    judged = whole.with_columns(
        expected=(usual.over("source") * pl.col("covered").fill_null(1.0)).cast(pl.Float64)
    )
    count, expected = judged["posts"].to_numpy(), judged["expected"].fill_null(0.0).to_numpy()
    # Weeks vary more than a Poisson count; a fifth of the expectation is given away.
    rare = poisson.cdf(count, 0.8 * expected) < _CHANCE
    small = count < _COLLAPSE * expected
    silent = (expected >= _LEAST) & small & (rare | (count == 0) & (expected >= 2 * _LEAST))
    return judged.with_columns(outage=pl.Series(silent))
