from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.learn.fit.fitworld import LABELS, world

from modiste.learn.fit.choose import Costs, choose
from modiste.learn.fit.ladder import SizeLadder
from modiste.learn.fit.offsets import Offsets
from modiste.learn.fit.records import FitRecords
from modiste.model.errors import InputError, NotEnoughDataError


def ladder_of(person: str, item: str, **more: object) -> FitRecords:
    """One row for each size of a style."""
    rows = pl.DataFrame({"size": list(LABELS)}).with_columns(
        person=pl.lit(person), item=pl.lit(item), **{k: pl.lit(v) for k, v in more.items()}
    )
    return FitRecords.of(rows)


def test_offsets_are_those_of_the_world():
    frame, _, offset = world(600, 15, 6_000)
    found = Offsets(FitRecords.of(frame))
    mean = np.array([found.item[f"i{k}"][0] for k in range(15)])
    assert np.corrcoef(mean, offset)[0, 1] > 0.95
    assert np.abs(mean - offset).mean() < 0.12
    assert found.play == {"?": pytest.approx(0.5)}


def test_a_style_with_as_many_small_as_large_runs_true():
    rows = [("small", 10), ("fit", 30), ("large", 10)]
    frame = pl.DataFrame({"fit": [fit for fit, n in rows for _ in range(n)]})
    frame = frame.with_columns(
        person=pl.int_range(pl.len()).cast(pl.String), item=pl.lit("x"), size=pl.lit("M")
    )
    found = Offsets(FitRecords.of(frame))
    assert found.item["x"][0] == pytest.approx(0, abs=1e-9)
    assert found.item["x"][2] == 50


def test_sizes_are_chosen_rightly_more_often_than_the_last_worn():
    frame, own, offset = world()
    model = SizeLadder().fit(FitRecords.of(frame))
    last = dict(frame.select("person", "size").iter_rows())
    ours, naive = [], []
    for k in range(0, 400, 4):
        if f"p{k}" not in last:
            continue
        item = k % 20
        best = int(np.argmin(np.abs(np.arange(6) + offset[item] - own[k])))
        seat = model.predict(ladder_of(f"p{k}", f"i{item}", category="tops"))
        ours.append(abs((choose(seat.probability).size or 0) - best))
        naive.append(abs(LABELS.index(last[f"p{k}"]) - best))
    assert np.mean(np.array(ours) <= 1) > 0.98
    assert np.mean(np.array(ours) == 0) > np.mean(np.array(naive) == 0) + 0.05


def test_a_larger_size_is_never_likelier_to_be_small():
    frame, _, _ = world(100, 8, 600)
    model = SizeLadder().fit(FitRecords.of(frame))
    for person in ("p1", "nobody"):
        p = model.predict(ladder_of(person, "i3")).probability
        assert (np.diff(p[:, 0]) <= 1e-12).all()
        assert (np.diff(p[:, 2]) >= -1e-12).all()
        assert p.sum(axis=1) == pytest.approx(np.ones(6))


def test_a_body_alone_tells_a_size_and_nothing_at_all_does_not():
    frame, _, _ = world()
    model = SizeLadder().fit(FitRecords.of(frame))
    slim = model.predict(ladder_of("new", "i0", bust_cm=87.0, height_cm=165.0))
    broad = model.predict(ladder_of("new", "i0", bust_cm=102.0, height_cm=165.0))
    assert slim.own.mean[0] < broad.own.mean[0]
    assert slim.own.body[0] == 2
    assert (choose(slim.probability).size or 0) < (choose(broad.probability).size or 0)
    nobody = model.predict(ladder_of("new", "i0"))
    assert nobody.own.worn[0] == nobody.own.body[0] == 0
    assert nobody.own.variance[0] > slim.own.variance[0]


def test_a_stated_size_counts_as_one_that_was_worn():
    frame, _, _ = world(100, 8, 600)
    model = SizeLadder().fit(FitRecords.of(frame))
    rows = ladder_of("new", "i0")
    place = model.scale.places(ladder_of("new", "i0"))
    told = model.predict(rows, stated=np.full(6, place[4]))
    plain = model.predict(rows)
    assert told.own.mean[0] > plain.own.mean[0]
    assert told.own.worn[0] == 1


def test_too_few_records_are_refused():
    with pytest.raises(NotEnoughDataError):
        SizeLadder().fit(FitRecords.of(world(10, 3, 15)[0]))


P = np.array([[0.8, 0.2, 0.0], [0.3, 0.65, 0.05], [0.04, 0.66, 0.3], [0.0, 0.2, 0.8]])


def test_the_cheaper_misfit_decides():
    assert choose(P).size == 2
    even = choose(P, costs=Costs(small=1, large=1.5))
    assert even.size == 1


def test_between_two_sizes_is_said():
    near = choose(np.array([[0.9, 0.1, 0], [0.2, 0.7, 0.1], [0.12, 0.7, 0.18], [0, 0.1, 0.9]]))
    assert (near.size, near.second) == (2, 1)
    assert choose(P).second is None


def test_not_knowing_is_said():
    assert choose(P, known=False).why_unknown == "nobody"
    flat = np.tile([0.1, 0.8, 0.1], (4, 1))
    assert choose(flat).size is None
    assert choose(flat).why_unknown == "flat"
    assert choose(P[:1]).size == 0


def test_only_what_is_offered_is_chosen():
    assert choose(P, offered=[True, True, False, True]).size == 1
    with pytest.raises(InputError):
        choose(P, offered=[False] * 4)
