"""``modiste recommend fit`` and ``batch`` on plain files, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from tests.learn.recommend.tastes import catalogue, events
from typer.testing import CliRunner

from modiste.model.errors import InputError, UnknownNameError
from modiste.recommend.cli import app


def run(*words: object) -> dict[str, object]:
    done = CliRunner().invoke(app, [*map(str, words), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    said: dict[str, object] = json.loads(done.stdout)
    return said


@pytest.fixture
def files(tmp_path: Path) -> Path:
    events().write_csv(tmp_path / "events.csv")
    catalogue().drop("look").write_csv(tmp_path / "items.csv")
    (tmp_path / "users.txt").write_text("u05\nu03\nnobody\n", encoding="utf-8")
    return tmp_path


def fit(files: Path, *words: object) -> dict[str, object]:
    return run("fit", "--interactions", files / "events.csv", "--out", files / "model", *words)


def batch(files: Path, *words: object) -> pl.DataFrame:
    out = files / "lists.csv"
    run("batch", "--model", files / "model", "--users", files / "users.txt", "--out", out, *words)
    return pl.read_csv(out)


def test_fit_and_batch(files: Path) -> None:
    said = fit(files, "--model", "item-knn")
    assert said["users"] == 60
    assert said["columns"] == ["user", "item", "time"]
    lists = batch(files, "--k", 4)
    assert lists.columns == ["user", "item", "score", "rank", "reason"]
    assert lists.group_by("user", maintain_order=True).len().rows() == [
        ("u05", 4), ("u03", 4), ("nobody", 4),
    ]  # fmt: skip
    assert lists.filter(user="nobody")["reason"].unique().to_list() == ["popular now"]
    assert lists.filter(user="u05")["reason"][0].startswith("because of i")


def test_auto_tells_its_contest(files: Path) -> None:
    said = fit(files, "--items", files / "items.csv", "--set", "split=last", "--set", "trees=5")
    names = {row["model"] for row in said["contest"]}  # type: ignore[attr-defined]
    assert {"blend", "item-knn", "content", "popularity"} <= names
    assert said["chosen"] in names
    assert batch(files).height == 30


def test_settings_are_checked(files: Path) -> None:
    assert fit(files, "--model", "ease", "--set", "penalty=7")["model"] == "ease"
    with pytest.raises(InputError, match="ease has no setting 'lambda=7'") as refused:
        fit(files, "--model", "ease", "--set", "lambda=7")
    assert "penalty" in refused.value.remedy
    with pytest.raises(InputError, match="the setting penalty cannot be '-1'"):
        fit(files, "--model", "ease", "--set", "penalty=-1")
    with pytest.raises(UnknownNameError, match="no recommender 'oracle'"):
        fit(files, "--model", "oracle")
    said = fit(files, "--model", "hybrid", "--set", "members=popularity,item-knn")
    assert said["model"] == "hybrid"


def test_only_some_items_and_those_taken_already(files: Path) -> None:
    fit(files, "--model", "rp3beta")
    (files / "only.csv").write_text("item\ni00\ni03\nunknown\n", encoding="utf-8")
    lists = batch(files, "--only", files / "only.csv", "--seen")
    assert set(lists["item"]) == {"i00", "i03"}
    assert lists.height == 6


def test_sequences_from_fit_to_batch(files: Path) -> None:
    rows = events().sort("time").group_by("user", maintain_order=True).agg("item")
    lines = [f"{user} {' '.join(items)}" for user, items in rows.iter_rows()]
    (files / "train.txt").write_text("\n".join(lines), encoding="utf-8")
    said = run("fit", "--interactions", files / "train.txt", "--model", "sequence",
               "--out", files / "model")  # fmt: skip
    assert said["form"] == "sequences"
    out = files / "all.parquet"
    run("batch", "--model", files / "model", "--out", out, "--k", 2)
    assert pl.read_parquet(out)["user"].n_unique() == said["users"]


def test_the_future_and_repeats_are_told(files: Path) -> None:
    frame = events()
    pl.concat([frame, frame.head(7)]).write_csv(files / "events.csv")
    late = frame["time"].max().date()  # type: ignore[union-attr]
    said = fit(files, "--model", "popularity", "--as-of", "2025-05-01")
    assert said["duplicates_left_out"] >= 1
    after = frame.filter(pl.col("time").dt.date() > pl.lit("2025-05-01").str.to_date())
    assert said["future_left_out"] >= after.height
    assert str(late) > "2025-05-01"


def test_a_result_of_an_unknown_kind_is_refused_before_the_work(files: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be written as \.txt"):
        run("batch", "--model", files, "--out", files / "lists.txt")


def test_a_folder_that_is_no_model_is_refused(files: Path) -> None:
    with pytest.raises(InputError, match="no saved recommender"):
        run("batch", "--model", files, "--out", files / "lists.csv")
    with pytest.raises(InputError, match="something else in the model's place"):
        run("fit", "--interactions", files / "events.csv", "--model", "popularity", "--out", files)


def test_for_people_it_says_who_is_unknown(files: Path) -> None:
    fit(files, "--model", "popularity")
    words = ["batch", "--model", files / "model", "--users", files / "users.txt",
             "--out", files / "lists.csv"]  # fmt: skip
    done = CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False)
    assert "1 users are unknown" in " ".join(done.output.split())
