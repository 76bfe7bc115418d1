"""Planted risers of the simulated brand, called four weeks after they show in posts.

For every riser whose change can be told from noise (``visible_on`` of the simulator's truth) the
posts are cleaned, read and made into series as the weekly plan does it, and calls are made as of
four weeks after, with nothing later to look at.

* Recall: share of the risers that are called on their own day.
* Precision: share of all calls of these days that are planted risers, or fads before they fall,
  which have begun. A call of anything else is false, and so is one of a season.

The naive baseline calls what is 25 % up on the four weeks before and three errors of the counts
away. Days with less than a year of history are reported by themselves: a season that was never
seen cannot be told from a trend by anyone. Borders were set on seeds 1, 2, 3, 7 and 101
to 112 and left as they were.

    python -m benchmarks.risers --seeds 201,202,203,204
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from modiste.perceive.text.extract import extract
from modiste.simulate.config import preset
from modiste.simulate.posts import make_posts, visible_on
from modiste.simulate.trends import make_trends
from modiste.trends.calibration import HISTORY
from modiste.trends.calls import find_calls
from modiste.trends.mentions import counted, mentions_of
from modiste.trends.series import SeriesConfig, share_series, with_ancestors
from modiste.trends.vocabulary import ancestors

AFTER = dt.timedelta(weeks=4)
FAD_HOLDS = dt.timedelta(weeks=8)
"""The simulator's fads fall 8 to 16 weeks after their middle."""


@dataclass
class Tally:
    """Counts of one way to call."""

    risers: int = 0
    recalled: int = 0
    called: int = 0
    right: int = 0
    false: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.risers += other.risers
        self.recalled += other.recalled
        self.called += other.called
        self.right += other.right
        self.false += other.false

    def __str__(self) -> str:
        recall = f"{self.recalled / self.risers:.2f}" if self.risers else "–"
        precision = f"{self.right / self.called:.2f}" if self.called else "–"
        return (
            f"precision {precision} ({self.right}/{self.called}) "
            f"recall {recall} ({self.recalled}/{self.risers})"
        )


@dataclass(frozen=True)
class World:
    """Series of a simulated brand and what was planted in them, by ``name=value``."""

    series: pl.DataFrame
    planted: dict[str, dict[str, object]]
    first: dt.date
    last: dt.date


def world(seed: int, weeks: int) -> World:
    """Simulate posts and read them as the plan does."""
    config = preset("demo", seed=seed, weeks=weeks)
    trends = make_trends(config)
    posts = make_posts(config, trends).post
    first, last = config.week(0), config.as_of
    found = counted(posts, first, last, zone="UTC", first_weekday=0)
    mentions = mentions_of(found.texts)
    whole = with_ancestors(mentions, ancestors(mentions))
    series = share_series(
        found.frame, whole, outages=found.outages, config=SeriesConfig(by_market=False)
    )
    planted = trends.planted.with_columns(visible_on(config, trends))
    rows = {f"{row['name']}={_read(row)}": row for row in planted.iter_rows(named=True)}
    return World(series, rows, first, last)


def _read(row: dict[str, object]) -> object:
    """The simulator's value in the words of the lexicon: denim blue is denim."""
    text = str(row["value"]).replace("-", " ")
    found = extract(pl.Series([text])).filter(pl.col("name") == str(row["name"]))
    return found["value"][0] if found.height else row["value"]


def baseline(series: pl.DataFrame) -> set[str]:
    """What is 25 % up on the four weeks before, by three errors."""
    called = set()
    main = series.filter(pl.col("segment") == "mainstream")
    for (name, value), frame in main.partition_by("name", "value", as_dict=True).items():
        share = frame["share"].fill_null(np.nan).to_numpy()
        error = frame["share_sd"].fill_null(np.nan).to_numpy()
        if len(share) < 8 or np.isnan(share[-4:]).all() or np.isnan(share[-8:-4]).all():
            continue
        late, early = np.nanmean(share[-4:]), np.nanmean(share[-8:-4])
        spread = np.sqrt(np.nansum(error[-8:] ** 2)) / 4
        if late > 1.25 * early and late - early > 3 * spread:
            called.add(f"{name}={value}")
    return called


def judge(seen: World) -> dict[tuple[str, bool], Tally]:
    """Tallies by way to call and by whether a year of history was known."""
    days: dict[dt.date, list[str]] = {}
    for attribute, row in seen.planted.items():
        visible = row["visible_on"]
        if row["kind"] == "riser" and isinstance(visible, dt.date) and visible + AFTER <= seen.last:
            days.setdefault(visible + AFTER, []).append(attribute)
    found = {(way, year): Tally() for way in ("modiste", "naive") for year in (True, False)}
    for day, risers in sorted(days.items()):
        known = seen.series.filter(pl.col("week") < day)
        year = (day - seen.first).days // 7 >= HISTORY
        for way, called in (("modiste", find_calls(known).rising()), ("naive", baseline(known))):
            right = {name for name in called if _rises(seen.planted.get(name), day)}
            false = [f"{day} {name}" for name in sorted(called - right)]
            recalled = len(called & set(risers))
            found[way, year].add(Tally(len(risers), recalled, len(called), len(right), false))
    return found


def _rises(row: dict[str, object] | None, day: dt.date) -> bool:
    if row is None or row["kind"] not in {"riser", "fad"}:
        return False
    onset, middle = row["onset_posts"], row["midpoint_posts"]
    assert isinstance(onset, dt.date)
    assert isinstance(middle, dt.date)
    return onset <= day and (row["kind"] == "riser" or day <= middle + FAD_HOLDS)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="201,202,203,204")
    parser.add_argument("--weeks", type=int, default=104)
    asked = parser.parse_args()
    pooled: dict[tuple[str, bool], Tally] = {}
    for seed in map(int, asked.seeds.split(",")):
        start = time.process_time()
        for key, tally in judge(world(seed, asked.weeks)).items():
            pooled.setdefault(key, Tally()).add(tally)
            if tally.risers:
                print(f"seed {seed:3} {_label(key)}: {tally}", flush=True)
        print(f"seed {seed:3} took {time.process_time() - start:.0f} cpu seconds", flush=True)
    for key, tally in pooled.items():
        print(f"all seeds {_label(key)}: {tally}")
        if key[0] == "modiste" and tally.false:
            print("   false: " + "; ".join(tally.false))


def _label(key: tuple[str, bool]) -> str:
    return f"{key[0]:8} {'a year or more known' if key[1] else 'less than a year  '}"


if __name__ == "__main__":
    main()
