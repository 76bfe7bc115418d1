"""What a person wore before and which size their numbers suggest."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.fit.body import BodyScale
from modiste.learn.fit.records import FitRecords

F64 = NDArray[np.float64]


class History:
    """Sizes that people kept, and a ridge regression of the size on the body.

    Args:
        records: with known outcomes.
        scale: the numbers' scale.
    """

    def __init__(self, records: FitRecords, scale: BodyScale) -> None:
        self.scale = scale
        place = scale.places(records)
        outcome = records.outcomes
        own = own_places(records, scale)
        self.coefficients = ridge(body_design(scale, records), own)
        worn = pl.DataFrame(
            {
                "person": records.frame["person"],
                "scale": records.frame["scale"],
                "place": place,
                "own": own,
                "good": np.where(outcome == 1, place, np.nan),
            }
        ).with_columns(pl.col("good").fill_nan(None))
        self.people = worn.group_by("person", "scale").agg(
            worn=pl.col("place").mean(),
            own=pl.col("own").mean(),
            good=pl.col("good").mean(),
            low=pl.col("place").min(),
            high=pl.col("place").max(),
            times=pl.len(),
        )
        relative = place - self.body_place(records)
        items = pl.DataFrame(
            {
                "item": records.frame["item"],
                "relative": relative,
                "own": own - self.body_place(records),
                "good": np.where(outcome == 1, relative, np.nan),
            }
        ).with_columns(pl.col("good").fill_nan(None))
        self.items = items.group_by("item").agg(
            item_relative=pl.col("relative").sum() / (pl.len() + 5),
            item_own=pl.col("own").sum() / (pl.len() + 5),
            item_good=pl.col("good").sum() / (pl.col("good").count() + 5),
        )

    def body_place(self, records: FitRecords) -> F64:
        """Place of the size that the body's numbers suggest, in deviations of the scale."""
        return np.asarray(body_design(self.scale, records) @ self.coefficients)

    def describe(self, records: FitRecords) -> dict[str, F64]:
        """The size against the body's, the person's earlier ones, and the style's usual ones."""
        place = self.scale.places(records)
        body = self.body_place(records)
        keys = records.frame.select("person", "scale", "item")
        mine = keys.join(self.people, on=["person", "scale"], how="left", maintain_order="left")
        item = keys.join(self.items, on="item", how="left", maintain_order="left")

        def real(frame: pl.DataFrame, name: str) -> F64:
            return frame[name].cast(pl.Float64).to_numpy().astype(float)

        against = {f"against_{n}": place - real(mine, n)
                   for n in ("worn", "own", "good", "low", "high")}  # fmt: skip
        usual = {f"against_{n}": place - body - real(item, n)
                 for n in ("item_relative", "item_own", "item_good")}  # fmt: skip
        return {
            "body_place": body,
            "against_body": place - body,
            "times": np.nan_to_num(real(mine, "times")),
            **against,
            **usual,
        }


def own_places(records: FitRecords, scale: BodyScale) -> F64:
    """Place that each record points to: one size up where it was small, down where large."""
    shift = np.array([1.0, 0.0, -1.0])[records.outcomes] * scale.step(records)
    return np.asarray(scale.places(records) + shift)


def body_design(scale: BodyScale, records: FitRecords) -> F64:
    """The design of the body without anything of the size worn."""
    standard = scale.standard(records)
    columns = [np.ones(len(records))]
    for values in standard.values():
        known = np.isfinite(values)
        filled = np.where(known, values, 0.0)
        columns += [filled, filled**2, (~known).astype(float)]
    return np.column_stack(columns)


def ridge(design: F64, target: F64) -> F64:
    """Ridge regression with a penalty of 1."""
    gram = design.T @ design + 1.0 * np.eye(design.shape[1])
    return np.asarray(np.linalg.solve(gram, design.T @ target))
