from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from fake_lake import FakeLake
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.model.errors import InputError
from modiste.store.importers.detect import detect
from modiste.store.importers.source import Source
from modiste.store.importers.trends_batch import Trend, joined, parse_trend

sys.path.insert(0, str(Path(__file__).parents[2]))

from realdata import real

SUNDAY = date(2025, 1, 5)


def export(
    terms: dict[str, list[str]], *, place: str = "United States", first: date = SUNDAY,
    preamble: str = "Category: All categories\n\n", period: str = "Week",
) -> str:  # fmt: skip
    head = ",".join([period, *(f"{term}: ({place})" for term in terms)])
    rows = [
        ",".join([str(first + timedelta(weeks=k)), *(column[k] for column in terms.values())])
        for k in range(len(next(iter(terms.values()))))
    ]
    return preamble + "\n".join([head, *rows]) + "\n"


def amounts(lake: FakeLake) -> dict[str, list[float]]:
    post = lake.read("post").sort("text", "at")
    return {text[0]: part["amount"].to_list() for text, part in post.group_by("text")}


def test_an_export_as_google_writes_it(run: Callable, lake: FakeLake) -> None:
    text = export({"linen": ["<1", "50", "100", ""], "wide leg": ["0", "7", "8", "9"]})
    summary, _ = run({"multiTimeline.csv": text})
    assert summary.files[0].importer == "google_trends"
    assert summary.set_aside == 0
    post = lake.read("post").sort("text", "at")
    assert post.select("text", "amount").rows() == [
        ("linen", 0.5), ("linen", 50.0), ("linen", 100.0),
        ("wide leg", 0.0), ("wide leg", 7.0), ("wide leg", 8.0), ("wide leg", 9.0),
    ]  # fmt: skip
    first = post.row(0, named=True)
    assert first["post_id"] == "google_trends:US:linen:2025-01-05"
    assert first["at"] == datetime(2025, 1, 8, 12, tzinfo=UTC)  # the week from Sunday, its middle
    assert (first["kind"], first["source"], first["market"]) == ("search", "google_trends", "US")
    again, _ = run({"multiTimeline.csv": text})
    assert again.written == 0


@pytest.mark.parametrize(
    ("text", "market"),
    [
        (
            export({"亚麻": ["3", "4"]}, place="中国", preamble="类别：所有类别\n\n", period="周"),
            "CN",
        ),
        (export({"Leinen": ["3", "4"]}, place="Deutschland", preamble="", period="Woche"), "DE"),
        (export({"linen": ["3", "4"]}, place="Worldwide"), None),
        (export({"linen": ["3", "4"]}, place="Atlantis"), "Atlantis"),
        ("\ufeff" + export({"linen": ["3", "4"]}).replace("\n", "\r\n"), "US"),
        (export({"linen": ["3", "4"]}).replace(",", ";"), "US"),
    ],
)
def test_exports_in_other_places_and_languages(
    run: Callable, lake: FakeLake, text: str, market: str | None
) -> None:
    run({"t.csv": text})
    assert lake.read("post")["market"].to_list() == [market, market]
    assert lake.read("post")["amount"].sort().to_list() == [3.0, 4.0]


def test_several_exports_meet_through_a_shared_term(run: Callable, lake: FakeLake) -> None:
    # True interest: linen 100, 80, 60; silk 50, 40, 30; hemp 10, 8, 6. Each is scaled by its own.
    files = {
        "multiTimeline.csv": export({"linen": ["100", "80", "60"], "silk": ["50", "40", "30"]}),
        "multiTimeline (1).csv": export({"Silk ": ["100", "80", "60"], "hemp": ["20", "16", "12"]}),
    }
    summary, _ = run(files)
    assert summary.set_aside == 0
    found = {text.casefold().strip(): values for text, values in amounts(lake).items()}
    assert found["linen"] == pytest.approx([100, 80, 60])
    assert found["silk"] == pytest.approx([50, 40, 30])
    assert found["hemp"] == pytest.approx([10, 8, 6])


def test_exports_chain_through_each_other(run: Callable, lake: FakeLake) -> None:
    files = {
        "a.csv": export({"linen": ["100", "80", "60"], "silk": ["50", "40", "30"]}),
        "b.csv": export({"hemp": ["100", "80", "60"], "jute": ["50", "40", "30"]}),
        "c.csv": export({"silk": ["100", "80", "60"], "hemp": ["50", "40", "30"]}),
    }
    run(files)
    assert amounts(lake)["jute"] == pytest.approx([12.5, 10, 7.5])


def test_exports_without_a_shared_term_are_refused(run: Callable, lake: FakeLake) -> None:
    files = {
        "a.csv": export({"linen": ["100", "80", "60"]}),
        "b.csv": export({"silk": ["100", "80", "60"]}),
    }
    with pytest.raises(InputError, match=r"share no term .* a\.csv and b\.csv"):
        run(files)
    assert lake.tables == {}


def test_exports_of_other_weeks_or_places_are_not_of_the_set(run: Callable, lake: FakeLake) -> None:
    later = SUNDAY + timedelta(weeks=9)
    files = {
        "a.csv": export({"linen": ["100", "80", "60"]}),
        "b.csv": export({"silk": ["100", "80", "60"]}, first=later),
        "c.csv": export({"hemp": ["100", "80", "60"]}, place="Japan"),
        "readme.csv": "a,b\n1,2\n",
    }
    run(files["a.csv"] and {k: v for k, v in files.items() if k != "readme.csv"})
    assert set(amounts(lake)) == {"linen", "silk", "hemp"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (export({"linen": ["101", "1"]}), "no number from 0 to 100"),
        (export({"linen": ["many", "1"]}), "no number from 0 to 100"),
        (export({"linen": ["1", "1"]}).replace("2025-01-12", "soon"), "row without a date"),
        (export({"linen": ["1"]}).rsplit("\n", 2)[0] + "\n", "holds no values"),
        ("Category: All categories\n\nCountry,linen: (2025)\nJapan,5\n", "no interest over time"),
        (
            "Category: All\n\nWeek,linen: (Japan),linen: (France)\n2025-01-05,1,2\n",
            "compares places",
        ),
    ],
)
def test_what_cannot_be_read(run: Callable, lake: FakeLake, text: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        run({"multiTimeline.csv": text})
    assert lake.tables == {}


def test_daily_and_monthly_exports(run: Callable, lake: FakeLake) -> None:
    day = "Category: All\n\nDay,linen: (France)\n2025-01-05,7\n2025-01-06,8\n"
    month = "Category: All\n\nMonth,silk: (France)\n2024-01,7\n2024-02,8\n"
    run({"day.csv": day, "month.csv": month})
    at = dict(lake.read("post").select("post_id", "at").rows())
    assert at["google_trends:FR:linen:2025-01-05"] == datetime(2025, 1, 5, 12, tzinfo=UTC)
    assert at["google_trends:FR:silk:2024-02-01"] == datetime(2024, 2, 16, tzinfo=UTC)


def test_a_long_table(run: Callable, lake: FakeLake) -> None:
    text = (
        "trend_id,source,week,raw_signal\n"
        "color_sage_green,google_trends,2020-08-04,21\n"
        "silhouette_A-line_skirt,google_trends,2020-08-04,<1\n"
        "fabric_linen,google_trends,2020-08-11,\n"
        "fabric_linen,google_trends,soon,3\n"
        "fabric_linen,google_trends,2020-08-18,-3\n"
    )
    summary, rejects = run({"long.csv": text})
    assert lake.read("post").sort("text").select("text", "amount", "at").rows() == [
        ("A-line skirt", 0.5, datetime(2020, 8, 7, 12, tzinfo=UTC)),
        ("sage green", 21.0, datetime(2020, 8, 7, 12, tzinfo=UTC)),
    ]
    assert summary.set_aside == 3
    assert set(rejects["row"]) == {"3", "4", "5"}


def test_partial_periods_are_set_aside(run: Callable, lake: FakeLake) -> None:
    text = (
        "date,keyword,hits,geo,isPartial\n2025-01-05,linen,5,FR,False\n2025-01-12,linen,1,FR,True\n"
    )
    _, rejects = run({"py.csv": text})
    assert lake.read("post")["amount"].to_list() == [5.0]
    assert rejects["reason"].to_list() == ["the period is not over yet"]


@settings(deadline=None)
@given(
    st.lists(st.integers(5, 100), min_size=4, max_size=8),
    st.floats(0.05, 1.0),
    st.permutations(["a", "b"]),
)
def test_the_common_scale_does_not_depend_on_the_order(
    anchor: list[int], share: float, order: list[str]
) -> None:
    times = tuple(datetime(2025, 1, 5) + timedelta(weeks=k) for k in range(len(anchor)))  # noqa: DTZ001
    top = max(anchor)
    one = tuple(100 * v / top for v in anchor)
    two = tuple(100 * v / top * share for v in anchor)
    other = tuple(100.0 for _ in anchor)
    trends = {
        "a": Trend("a", "week", "", ("x",), times, (one,)),
        "b": Trend("b", "week", "", ("x", "y"), times, (two, other)),
    }
    if min(two) < 1:
        return
    found = joined([trends[name] for name in order])
    assert found == joined([trends["a"], trends["b"]])
    assert set(found) == {("a", "x"), ("b", "y")}
    # y is 1 / share times what x is at its height, and now the highest of all.
    assert found["b", "y"] * 100 == pytest.approx(100 if share <= 1 else share * 100)
    assert found["a", "x"] * max(one) == pytest.approx(100 * share)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        trend = parse_trend("Category: All\n\nWeek,linen: (US)\n" + text, "f.csv")
    except InputError:
        return
    assert len(trend.times) == len(trend.values[0])


@pytest.mark.realdata
def test_the_research_file(run: Callable, lake: FakeLake) -> None:
    file = real("trends/google_trends.csv")
    assert detect(Source(file)).importer.name == "google_trends"
    summary, _ = run(file)
    assert (summary.rows, summary.set_aside) == (9_432, 0)
    post = lake.read("post")
    assert post["text"].n_unique() == 36
    assert post.height == 9_432
    assert post["amount"].sum() == pl.read_csv(file)["raw_signal"].sum()
    assert {"butter yellow", "linen", "A-line skirt"} <= set(post["text"])
