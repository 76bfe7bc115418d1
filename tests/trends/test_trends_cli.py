"""The commands on plain files, as the guide writes them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.realdata import real
from typer.testing import CliRunner

from modiste.learn.forecast import forecasters
from modiste.model.errors import InputError, NotEnoughDataError, UnknownNameError
from modiste.trends.cli import app

START = dt.date(2023, 1, 2)


def wide(path: Path, weeks: int = 130, *, noise: int = 0) -> Path:
    """Two series with a season of 52 weeks."""
    wave = np.sin(2 * np.pi * np.arange(weeks) / 52)
    dirt = np.random.default_rng(noise).normal(0, 0.02, (2, weeks))
    frame = pl.DataFrame(
        {
            "date": [START + dt.timedelta(weeks=k) for k in range(weeks)],
            "navy": 0.5 + 0.2 * wave + dirt[0],
            "plum": 0.3 - 0.1 * wave + dirt[1],
        }
    )
    frame.write_csv(path)
    return path


def run(*arguments: object) -> dict[str, object] | list[dict[str, object]]:
    result = CliRunner().invoke(app, [str(each) for each in (*arguments, "--json")])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_wide_file_is_forecast_to_a_csv(tmp_path):
    out = tmp_path / "out.csv"
    done = run(
        "forecast", "--input", wide(tmp_path / "in.csv"), "--horizon", 13, "--season", 52,
        "--model", "seasonal-naive", "--level", "80,95", "--out", out,
    )  # fmt: skip
    assert (done["series"], done["form"], done["model"]) == (2, "wide", "seasonal naive")
    frame = pl.read_csv(out, try_parse_dates=True)
    assert frame.columns == ["series", "time", "mean", "q025", "q10", "q50", "q90", "q975"]
    assert frame["series"].value_counts().sort("series").rows() == [("navy", 13), ("plum", 13)]
    assert frame["time"].min() == START + dt.timedelta(weeks=130)
    known = pl.read_csv(tmp_path / "in.csv")["navy"].to_list()
    assert frame.filter(pl.col("series") == "navy")["mean"].to_list() == pytest.approx(known[78:91])
    assert (frame["q025"] <= frame["q10"]).all()
    assert (frame["q90"] <= frame["q975"]).all()


def test_auto_forecasts_and_says_what_it_chose_with_a_weak_signal(tmp_path):
    out = tmp_path / "out.parquet"
    done = run(
        "forecast", "--input", wide(tmp_path / "in.csv"), "--horizon", 8, "--out", out,
        "--weak", wide(tmp_path / "weak.csv", noise=1),
    )  # fmt: skip
    assert done["weak_signal"] == 2
    assert done["chosen"]
    assert pl.read_parquet(out).height == 16


def test_the_text_shows_rows_and_the_next_step(tmp_path):
    result = CliRunner().invoke(
        app,
        ["forecast", "--input", str(wide(tmp_path / "in.csv")), "--model", "moving average",
         "--horizon", "4"],
    )  # fmt: skip
    assert result.exit_code == 0
    assert "moving average" in result.output
    assert "--out" in result.output


def test_backtest_compares_forecasters_best_first(tmp_path):
    rows = run(
        "backtest", "--input", wide(tmp_path / "in.csv"), "--horizon", 13, "--origins", 2,
        "--models", "moving average,seasonal naive",
    )  # fmt: skip
    assert [row["model"] for row in rows] == ["seasonal naive", "moving average"]
    assert rows[0]["mase"] < rows[1]["mase"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--model", "oracle"], UnknownNameError),
        (["--level", "eighty"], InputError),
        (["--level", "120"], InputError),
        (["--out", "result.xlsx"], InputError),
    ],
)
def test_wrong_options_are_refused(tmp_path, options, error):
    with pytest.raises(error):
        run("forecast", "--input", wide(tmp_path / "in.csv"), "--horizon", 4, *options)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("date,a\n2026-01-05,1\n2026-01-12,?\n2026-01-19,?\n", InputError),
        ("date,a\n2026-01-05,1\n2026-01-05,2\n", InputError),
        ("date,a,b\n2026-01-05,1,\n2026-01-12,2,\n", InputError),
        ("date,a\n2026-01-05,1\n2026-01-06,2\n2026-02-17,3\n2027-01-17,3\n", InputError),
        ("date,a\n2026-01-05,7\n", None),
        ("date,a\n2026-01-05,-3\n2026-01-12,-3\n2026-01-19,-3\n", None),
    ],
)  # fmt: skip
def test_hard_files_are_refused_or_forecast_with_finite_numbers(tmp_path, text, error):
    path = tmp_path / "in.csv"
    path.write_text(text)
    asked = ("forecast", "--input", path, "--horizon", 3, "--model", "moving average",
             "--out", tmp_path / "out.csv")  # fmt: skip
    if error is not None:
        with pytest.raises(error):
            run(*asked)
        return
    run(*asked)
    frame = pl.read_csv(tmp_path / "out.csv")
    assert frame.height == 3
    assert frame.select(pl.col("mean").is_finite().all()).item()


def test_one_point_and_a_constant_are_forecast_as_they_are(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("date,a\n2026-01-05,-3\n2026-01-12,-3\n2026-01-19,-3\n")
    run("forecast", "--input", path, "--horizon", 2, "--model", "moving average",
        "--out", tmp_path / "out.csv")  # fmt: skip
    frame = pl.read_csv(tmp_path / "out.csv", try_parse_dates=True)
    assert frame["mean"].to_list() == [-3.0, -3.0]
    assert frame["time"].to_list() == [dt.date(2026, 1, 26), dt.date(2026, 2, 2)]


@pytest.mark.slow
def test_a_hundred_thousand_series_go_through_a_quick_forecaster(tmp_path):
    count, weeks = 100_000, 8
    frame = pl.DataFrame(
        {
            "series": np.repeat([f"s{k:06}" for k in range(count)], weeks),
            "date": [START + dt.timedelta(weeks=k) for k in range(weeks)] * count,
            "value": np.arange(count * weeks, dtype=float),
        }
    )
    frame.write_parquet(tmp_path / "in.parquet")
    done = run("forecast", "--input", tmp_path / "in.parquet", "--horizon", 2,
               "--model", "moving average", "--out", tmp_path / "out.parquet")  # fmt: skip
    assert done["series"] == count
    out = pl.read_parquet(tmp_path / "out.parquet")
    assert out.height == 2 * count
    assert out["series"].n_unique() == count
    assert out.select(pl.all().exclude("series", "time").is_finite().all()).row(0) == (True,) * 6


def test_a_workspace_without_posts_has_no_trends(workspace):
    for command in ("series", "forecast", "report"):
        with pytest.raises(NotEnoughDataError):
            run(command, "--workspace", workspace.root)


@pytest.mark.realdata
@pytest.mark.slow
@pytest.mark.parametrize("name", ["f1_main_100_sequences.csv", "google_trends.csv", "RSCCASN.csv"])
def test_the_research_files_are_forecast(tmp_path, name):
    season = 12 if name == "RSCCASN.csv" else 52
    out = tmp_path / "out.csv"
    done = run("forecast", "--input", real(f"trends/{name}"), "--horizon", 12,
               "--season", season, "--model", "seasonal naive", "--out", out)  # fmt: skip
    frame = pl.read_csv(out)
    assert frame.height == 12 * done["series"]
    assert frame["mean"].null_count() == 0


@pytest.mark.realdata
@pytest.mark.slow
@pytest.mark.parametrize("model", ["auto", "rnn"])
def test_heuritech_is_forecast_with_its_influencers(tmp_path, model):
    if model != "auto" and model not in {name.casefold() for name in forecasters()}:
        pytest.skip(f"{model} is not installed")
    main = pl.read_csv(real("trends/f1_main_100_sequences.csv"))[:, :4]
    weak = pl.read_csv(real("trends/f1_fashion_forward_100_sequences.csv"))[:, :4]
    main.write_csv(tmp_path / "main.csv")
    weak.write_csv(tmp_path / "weak.csv")
    done = run("forecast", "--input", tmp_path / "main.csv", "--weak", tmp_path / "weak.csv",
               "--horizon", 13, "--model", model, "--out", tmp_path / "out.csv")  # fmt: skip
    assert (done["series"], done["weak_signal"]) == (3, 3)
    assert pl.read_csv(tmp_path / "out.csv").height == 39
