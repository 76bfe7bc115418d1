"""Logs of shown items, judged for another policy."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from modiste.model.errors import InputError
from modiste.recommend.cli import app
from modiste.recommend.logged import judge_log


def written(tmp_path, text):
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    return path


def by_method(result, position="all"):
    return {e["method"]: e for e in result["estimates"] if e["position"] == position}


def test_by_hand(tmp_path):
    found = judge_log(
        written(tmp_path, "item,propensity,reward,target,position\na,.5,1,1,1\nb,.25,0,.5,2\n")
    )
    all_ = by_method(found)
    # Both weights are 2.
    assert all_["ips"]["value"] == pytest.approx(1.0)
    assert all_["snips"]["value"] == pytest.approx(0.5)
    assert all_["ips"]["effective"] == pytest.approx(2.0)
    assert "dr" not in all_
    assert by_method(found, "1")["ips"]["value"] == pytest.approx(2.0)
    assert (found["decisions"], found["earned"]) == (2, 0.5)


def test_scores_become_probabilities_among_the_candidates(tmp_path):
    text = (
        "decision,item,propensity,reward,score,predicted\n"
        f"1,a,.5,1,{np.log(3)},.5\n1,b,,,0,.1\n2,a,,,{np.log(3)},.5\n2,b,.5,0,0,.1\n"
    )
    found = by_method(judge_log(written(tmp_path, text)))
    # Targets are 3/4 and 1/4, weights 1.5 and 0.5; the model expects .75·.5 + .25·.1 = .4.
    assert found["ips"]["value"] == pytest.approx(0.75)
    assert found["dr"]["value"] == pytest.approx((0.4 + 1.5 * 0.5 + 0.4 + 0.5 * -0.1) / 2)


def test_estimates_find_what_is_true(tmp_path):
    rng = np.random.default_rng(4)
    old, new, worth = np.array([0.6, 0.4]), np.array([0.2, 0.8]), np.array([0.2, 0.6])
    n = 3_000
    shown = rng.choice(2, n, p=old)
    mine = np.arange(2)[None, :] == shown[:, None]
    reward = rng.random(n) < worth[shown]
    frame = pl.DataFrame(
        {
            "decision": np.repeat(np.arange(n), 2),
            "item": np.tile(["a", "b"], n),
            "propensity": [old[i] if own else None for row in mine for i, own in enumerate(row)],
            "reward": [
                float(reward[d]) if own else None for d, row in enumerate(mine) for own in row
            ],
            "target": np.tile(new, n),
        }
    )
    path = tmp_path / "log.parquet"
    frame.write_parquet(path)
    found = by_method(judge_log(path))
    for method in ("ips", "snips", "dr"):
        assert found[method]["value"] == pytest.approx(float(new @ worth), abs=0.05)
    spread = {name: each["high"] - each["low"] for name, each in found.items()}
    assert spread["dr"] < spread["ips"]
    assert judge_log(path) == judge_log(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("item,propensity,reward\na,.5,1\n", "target or score"),
        ("item,propensity,reward,target\na,x,1,1\n", "row 1, column 'propensity'"),
        ("item,propensity,reward,target\na,.5,1,1\nb,0,1,1\n", "row 2, column 'shown'"),
        ("item,propensity,reward,target\na,.5,,1\n", "without its propensity"),
        ("item,propensity,reward,target\na,.5,1,\n", "target is empty"),
        ("decision,item,propensity,reward,target\n1,a,.5,1,1\n1,b,.5,1,0\n", "exactly one item"),
        ("decision,item,propensity,reward,target\n1,a,.5,1,.8\n1,b,,,.8\n", "exceed 1"),
        ("item,propensity,reward,score\na,.5,1,2\n", "no other candidate"),
        ("item,propensity,reward,target\n", "no rows"),
    ],
)
def test_what_cannot_be_right_is_refused(tmp_path, text, told):
    with pytest.raises(InputError, match=told):
        judge_log(written(tmp_path, text))


def test_the_command_prints_estimates(tmp_path):
    path = written(tmp_path, "item,propensity,reward,target\na,.5,1,1\nb,.25,0,.5\n")
    found = CliRunner().invoke(app, ["evaluate", "--log", str(path), "--json"])
    assert found.exit_code == 0, found.output
    assert by_method(json.loads(found.output))["snips"]["value"] == pytest.approx(0.5)
    plain = CliRunner().invoke(app, ["evaluate", "--log", str(path)])
    assert plain.exit_code == 0
    assert "snips" in plain.output
