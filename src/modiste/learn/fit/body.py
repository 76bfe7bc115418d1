"""Bodies as numbers that models can use: standardised, with what is unknown marked as such."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.fit.records import BODY, FitRecords

F64 = NDArray[np.float64]

_CM_PER_INCH = 2.54
_DERIVED = ("bmi", "band_cm")


def body_numbers(records: FitRecords) -> dict[str, F64]:
    """The numbers of :data:`~modiste.learn.fit.records.BODY` and two derived ones.

    ``bmi`` is weight over squared height in kg/m², ``band_cm`` the bust less the cup. Unknown is
    ``nan``.
    """
    found = {name: records.real(name) for name in BODY}
    found["bmi"] = found["weight_kg"] / (found["height_cm"] / 100) ** 2
    found["band_cm"] = found["bust_cm"] - _CM_PER_INCH * found["cup"]
    return found


@dataclass(frozen=True)
class BodyScale:
    """Means and deviations of the numbers of bodies and sizes, learnt once.

    Attributes:
        centre: mean of each number.
        spread: its standard deviation, or 1 where it does not vary.
        types: body types with an indicator of their own.
        scales: mean and deviation of the place of sizes, by scale.
        steps: median gap between common neighbouring sizes of a scale, in its deviations.
    """

    centre: dict[str, float]
    spread: dict[str, float]
    types: tuple[str, ...]
    scales: dict[str, tuple[float, float]]
    steps: dict[str, float]

    @classmethod
    def of(cls, records: FitRecords) -> BodyScale:
        """Learn them from records."""
        centre, spread = {}, {}
        for name, values in body_numbers(records).items():
            known = values[np.isfinite(values)]
            centre[name] = float(known.mean()) if len(known) else 0.0
            deviation = float(known.std()) if len(known) > 1 else 0.0
            spread[name] = deviation if deviation > 0 else 1.0
        types = records.frame["body_type"].drop_nulls().value_counts().sort("body_type")
        common = types.filter(pl.col("count") >= 20)["body_type"].to_list()
        places = records.frame.drop_nulls("number").group_by("scale")
        summed = places.agg(mean=pl.col("number").mean(), sd=pl.col("number").std())
        scales = {
            scale: (mean, sd if sd else 1.0) for scale, mean, sd in summed.sort("scale").iter_rows()
        }
        steps = {scale: _step(records, scale, sd) for scale, (_, sd) in scales.items()}
        return cls(centre, spread, tuple(common), scales, steps)

    def standard(self, records: FitRecords) -> dict[str, F64]:
        """Standardised numbers, cut at ±4; unknown stays ``nan``."""
        return {
            name: np.clip((values - self.centre[name]) / self.spread[name], -4, 4)
            for name, values in body_numbers(records).items()
        }

    def places(self, records: FitRecords) -> F64:
        """Standardised place of each size on its scale; 0 where it has none."""
        frame = records.frame
        unseen = (0.0, 1.0)
        means = {scale: self.scales.get(scale, unseen) for scale in frame["scale"].unique()}
        mean = frame["scale"].replace_strict({k: v[0] for k, v in means.items()},
                                             return_dtype=pl.Float64)  # fmt: skip
        sd = frame["scale"].replace_strict({k: v[1] for k, v in means.items()},
                                           return_dtype=pl.Float64)  # fmt: skip
        place = ((frame["number"] - mean) / sd).fill_null(0.0)
        return np.asarray(np.clip(place.to_numpy(), -4, 4))

    def step(self, records: FitRecords) -> F64:
        """One size of each record's scale, in deviations of the scale."""
        scales = records.frame["scale"]
        steps = {scale: self.steps.get(scale, 0.5) for scale in scales.unique()}
        return np.asarray(scales.replace_strict(steps, return_dtype=pl.Float64).to_numpy())

    @property
    def slopes(self) -> int:
        """How many numbers a style may answer to with a slope of its own."""
        return 5

    def slope_values(self, records: FitRecords) -> F64:
        """``(records, slopes)``: place of the size, height, mass index, bust and hip; unknown 0."""
        standard = self.standard(records)
        rows = [self.places(records)]
        rows += [np.nan_to_num(standard[name]) for name in ("height_cm", "bmi", "bust_cm", "cup")]
        return np.column_stack(rows)

    def design(self, records: FitRecords) -> F64:
        """Columns of the body regression: place, its square, numbers, squares, what is unknown."""
        standard = self.standard(records)
        place = self.places(records)
        columns = [np.ones(len(records)), place, place**2, np.abs(place)]
        for name in (*BODY, *_DERIVED):
            values = standard[name]
            known = np.isfinite(values)
            if not known.any() and self.spread[name] == 1.0:
                columns += [np.zeros(len(records))] * 4
                continue
            filled = np.where(known, values, 0.0)
            columns += [filled, filled**2 * 0.5, filled * place * 0.5, (~known).astype(float)]
        types = records.frame["body_type"].fill_null("").to_numpy()
        columns += [(types == name).astype(float) for name in self.types]
        return np.column_stack(columns)


def _step(records: FitRecords, scale: str, deviation: float) -> float:
    """Median gap between the sizes of a scale that at least one record in fifty has."""
    sizes = records.frame.filter(pl.col("scale") == scale).drop_nulls("number")["number"]
    counted = sizes.value_counts()
    common = counted.filter(pl.col("count") * 50 >= len(sizes))["number"].sort()
    gaps = common.diff().drop_nulls()
    return float(gaps.median() or 0.0) / deviation if len(gaps) else 0.5  # type: ignore[arg-type]
