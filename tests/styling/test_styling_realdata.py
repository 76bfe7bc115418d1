"""Orders of merit on the research data; figures are in the benchmarks."""

from __future__ import annotations

import numpy as np
import pytest
from tests.realdata import real

from modiste.learn.fit.judge import baselines
from modiste.learn.fit.latent import LatentSize
from modiste.learn.fit.scores import calibration_error, mean_auc
from modiste.learn.outfits.model import OutfitModel
from modiste.styling.bridge import bridged, read_outfits
from modiste.styling.files import read_fits
from modiste.styling.learning import outfit_rows

pytestmark = [pytest.mark.realdata, pytest.mark.slow]


def test_latent_sizes_beat_the_rates_of_styles_on_rentals():
    records = read_fits(real("recommend/renttherunway.parquet")).records
    days = records.days
    late = np.flatnonzero(days >= np.quantile(days, 0.8))
    order = np.random.default_rng(0).permutation(late)
    known, asked = records.rows(np.sort(order[5_000:20_000])), records.rows(order[:5_000])
    chance = LatentSize().fit(known).predict(asked)
    rates = baselines(known, asked)
    best = max(mean_auc(rates[name], asked.outcomes) for name in rates)
    assert mean_auc(chance, asked.outcomes) > best + 0.01
    assert calibration_error(chance, asked.outcomes) < 0.03


def test_the_model_of_outfits_beats_co_occurrence_on_polyvore():
    folder = real("recommend/polyvore")
    whole = read_outfits(folder / "train_no_dup_new_100.json", folder / "category_id.txt")
    order = np.random.default_rng(0).permutation(len(whole))
    rows = outfit_rows(whole.rows(order[:4_000]), whole.rows(order[-800:]), seed=1)
    figures = {row["model"]: row for row in rows}
    for name in ("blank", "auc_random", "auc_one_exchanged"):
        model, met, popular = (
            float(str(figures[m][name]).split()[0])
            for m in ("model", "co-occurrence", "popularity")
        )
        assert model > met + 0.02
        assert met > popular + 0.05
    learnt = bridged(OutfitModel().fit(whole.rows(order[:1_500])))
    assert learnt.between("jeans", "sneakers") > learnt.between("evening-gown", "sneakers")
