from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from scipy import stats
from typer.testing import CliRunner

from modiste.inventory.cli import app
from modiste.inventory.season import read_season, season_bought
from modiste.model.errors import InputError

FORECAST = "variant_id,week,mean\ntee,2026-09-07,12\ntee,2026-09-14,8\ncoat,2026-09-07,5\ncoat,2026-09-14,5\n"  # noqa: E501
TERMS = "variant_id,unit_cost,price,salvage,currency,moq,pack_size{0}\ntee,10,25,4,EUR,0,1{1}\ncoat,40,100,,EUR,0,1{1}\n"  # noqa: E501


def files(tmp_path: Path, terms: str = TERMS.format("", "")) -> tuple[Path, Path]:
    paths = (tmp_path / "forecast.csv", tmp_path / "terms.csv")
    for path, text in zip(paths, (FORECAST, terms), strict=True):
        path.write_text(text)
    return paths


def test_the_newsvendors_quantity(tmp_path: Path) -> None:
    result, plan = season_bought(read_season(*files(tmp_path)))
    bought = dict(result.select("variant_id", "quantity").iter_rows())
    # Critical ratios (25 − 10) ÷ (25 − 4) and 60 ÷ 88 of Poisson demands of 20 and 10.
    assert bought["tee"] == stats.poisson.ppf(15 / 21, 20)
    assert bought["coat"] == stats.poisson.ppf(60 / 88, 10)
    assert plan is None
    assert result["variant_id"].to_list() == ["coat", "tee"]


def test_a_markdown_and_a_pack(tmp_path: Path) -> None:
    plain, _ = season_bought(read_season(*files(tmp_path)))
    text = TERMS.format(",markdown_price,markdown_demand", ",{},9")
    head, tee, coat = text.splitlines()
    text = "\n".join([head, tee.replace("{}", "15"), coat.replace("{}", "50")]) + "\n"
    cut, _ = season_bought(read_season(*files(tmp_path, text)))
    assert cut["quantity"].sum() > plain["quantity"].sum()
    assert cut["markdown_units"].sum() > 0
    packs = TERMS.format("", "").replace(",0,1", ",0,12")
    packed, _ = season_bought(read_season(*files(tmp_path, packs)))
    assert (packed["quantity"] % 12 == 0).all()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tee,10,25", "tee,25,25", "the price is not above the cost"),
        ("tee,10,25,4", "tee,10,25,11", "the salvage is not below the cost"),
        ("tee,10,25", "hat,10,25", "there are no terms for 1 forecast variants"),
        ("coat,40,100,,EUR", "coat,40,100,,USD", "currencies are mixed"),
        ("tee,10,25", "tee,ten,25", "unit_cost is no amount"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_season(*files(tmp_path, TERMS.format("", "").replace(old, new)))


def test_the_command_keeps_the_budget(tmp_path: Path) -> None:
    forecast, terms = files(tmp_path)
    out = tmp_path / "season.csv"
    given = ["season", "-f", str(forecast), "-t", str(terms), "-o", str(out), "--budget", "300 EUR"]
    ran = CliRunner().invoke(app, [*given, "--json"])
    assert ran.exit_code == 0, ran.output
    report = json.loads(ran.output)
    written = pl.read_csv(out)
    assert 0 < report["cost"] <= 300
    assert written["cost"].sum() == pytest.approx(report["cost"])
    assert CliRunner().invoke(app, given).exit_code == 0
    bad = CliRunner().invoke(app, [*given[:-1], "300 USD"])
    assert isinstance(bad.exception, InputError)
