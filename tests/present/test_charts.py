from __future__ import annotations

import datetime as dt
import math
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from modiste.present.charts import Projection, demand_chart, nice_ceiling, stock_chart

WEEK = dt.date(2026, 1, 5)
SVG = "{http://www.w3.org/2000/svg}"


def test_every_known_week_has_a_bar_as_high_as_its_units() -> None:
    svg = demand_chart([0, 5, None, 10], [7, 7], [([2, 2], [9, 10])], WEEK, label="x")
    bars = [e for e in ET.fromstring(svg).iter() if e.get("class") == "bar"]  # noqa: S314
    heights = [float(bar.attrib["height"]) for bar in bars]
    assert len(heights) == 2
    assert heights[1] == 2 * heights[0]


def test_labels_are_escaped() -> None:
    svg = demand_chart([1], [1], (), WEEK, label='a "b" <c>')
    assert ET.fromstring(svg).get("aria-label") == 'a "b" <c>'  # noqa: S314


def test_stock_chart_draws_both_futures_and_its_levels() -> None:
    svg = stock_chart(
        Projection([9, 4, 0], [9, 2, 0], [9, 6, 3], [9, 4, 8]), [("s & S", 5)], WEEK, label="x"
    )
    root = ET.fromstring(svg)  # noqa: S314
    classes = [e.get("class") for e in root.iter()]
    assert classes.count("line") == 1
    assert classes.count("line order") == 1
    assert classes.count("band") == 1
    assert "s & S" in [e.text for e in root.iter()]


@given(st.floats(1e-6, 1e9))
def test_nice_ceiling_is_the_least_nice_number_above(value: float) -> None:
    top = nice_ceiling(value)
    assert top >= value * (1 - 1e-9)
    assert top <= value * 2.5 * (1 + 1e-9)
    mantissa = top / 10 ** math.floor(math.log10(top) + 1e-9)
    assert min(abs(mantissa - nice) for nice in (1, 2, 2.5, 5, 10)) < 1e-6


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.integers(1, 20))
def test_nothing_is_drawn_outside_the_box(history: list[float], ahead: int) -> None:
    svg = demand_chart(history, [1.0] * ahead, (), WEEK, label="x", width=300, height=100)
    for element in ET.fromstring(svg).iter():  # noqa: S314
        if element.get("class") == "bar":
            y, height = float(element.attrib["y"]), float(element.attrib["height"])
            assert y >= 0
            assert y + height <= 100
