"""Sizes: written forms, order, and charts."""

from __future__ import annotations

import contextlib
import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.model.errors import InputError, UnknownNameError
from modiste.model.size import (
    SCALES,
    parse_size,
    size_order_key,
    size_rank_frame,
    sort_sizes,
)
from modiste.model.size_charts import convert_size, size_charts

FORMS = """
XXS=XXS alpha; XS=XS alpha; M=M alpha; 2XL=XXL alpha; XXL=XXL alpha; XXXL=3XL alpha
6XL=6XL alpha; X-Small=XS alpha; Extra large=XL alpha; XX-Large=XXL alpha; LRG=L alpha
Extra Extra Small=XXS alpha; S/M=S/M alpha; XS-S=XS/S alpha; Small/Medium=S/M alpha
L码=L alpha; 加大码=XL alpha; LL=XL alpha; 3L=3L alpha; 1X=1X alpha plus; M (38/40)=M alpha
XLT=XL alpha tall; Petite S=S alpha petite; M Tall=M alpha tall; S/36=S alpha
One size=One size one-size; OS=One size one-size; O/S=One size one-size; 均码=One size one-size
F=One size one-size; TU=One size one-size; Free Size=One size one-size
38=38 numeric; 0=0 numeric; 00=00 numeric; 42,5=42.5 numeric; 37 1/3=37.33 numeric
37⅓=37.33 numeric; 14W=14 numeric plus; 8P=8 numeric petite; 40R=40 numeric; 42L=42 numeric long
38/40=38/40 numeric; 35–38=35/38 numeric; T38=38 numeric; Gr. 38=38 numeric; 尺码：38=38 numeric
15.5/34=15.5/34 collar-sleeve; 15 1/2 x 34-35=15.5/34-35 collar-sleeve
W32 L34=W32 L34 waist-length; W32/L34=W32 L34 waist-length; 32/34=W32 L34 waist-length
32x34=W32 L34 waist-length; 28W x 30L=W28 L30 waist-length; W32=W32 waist-length
32W=W32 waist-length; W30 Short=W30 waist-length short
75B=75B bra; B75=75B bra; 34B=34B bra; 34DD=34DD bra; 34DDD=34DDD bra; 75 AA=75AA bra
104=104 height; 98/104=98/104 height; 110-116=110/116 height; CM 116=116 height
104cm=104 height; 116 (5-6Y)=116 height
3-4Y=3-4Y age; 3-4 years=3-4Y age; 6M=6M age; 0-3M=0-3M age; 3/6M=3-6M age; NB=NB age
12-18 months=12-18M age; 2T=2T age; 7-8 Yrs=7-8Y age; 18 mois=18M age; 3岁=3Y age
6个月=6M age; 6M-2Y=6M-2Y age; 2 years / 92 cm=2Y age
165/88A=165/88A gbt; 170/92B=170/92B gbt; １６５/８８Ａ=165/88A gbt; 165/88A(M)=165/88A gbt
50 ml=50 ml measure; 85 cm=85 cm measure; 18"=18 in measure
"""
CASES = [tuple(case.split("=")) for line in FORMS.strip().splitlines() for case in line.split("; ")]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_forms(text, expected):
    size = parse_size(text)
    assert [size.label, size.scale, size.fit] == _expected(expected)


def _expected(text):
    words = text.split(" ")
    at = next(i for i, word in enumerate(words) if word in SCALES)
    return [" ".join(words[:at]), words[at], " ".join(words[at + 1 :])]


@pytest.mark.parametrize(
    ("text", "hints", "label", "scale", "system"),
    [
        ("EU 38", {}, "38", "numeric", "EU"),
        ("UK10", {}, "10", "numeric", "UK"),
        ("38 EU", {}, "38", "numeric", "EU"),
        ("EUR 38", {"system": "IT"}, "38", "numeric", "EU"),
        ("38", {"system": "it"}, "38", "numeric", "IT"),
        ("EU 38 / UK 10", {}, "38", "numeric", "EU"),
        ("UK 8 / EU 36", {}, "8", "numeric", "UK"),
        ("EU 34/36", {}, "34/36", "numeric", "EU"),
        ("US M", {}, "M", "alpha", "US"),
        ("34/36", {"category": "dresses"}, "34/36", "numeric", ""),
        ("34/36", {"category": "jeans"}, "W34 L36", "waist-length", ""),
        ("26W", {"category": "jeans"}, "W26", "waist-length", ""),
        ("26W", {}, "26", "numeric", ""),
        ("42.5", {"category": "shoes"}, "42.5", "shoe", ""),
        ("8.5 M US", {"category": "shoes"}, "8.5", "shoe", "US"),
        ("9 D(M) US", {"category": "shoes"}, "9", "shoe", "US"),
        ("9.5 Wide", {"category": "shoes"}, "9.5", "shoe", ""),
        ("24.5cm", {"category": "鞋"}, "24.5", "shoe", "JP"),
        ("240", {"category": "shoes"}, "240", "shoe", "CN"),
        ("235mm", {"category": "shoes"}, "235", "shoe", "CN"),
        ("10C", {"category": "shoes"}, "10C", "shoe", "US"),
        ("38码", {"category": "shoes"}, "38", "shoe", ""),
        ("39-42", {"category": "socks"}, "39/42", "numeric", ""),
        ("90", {"category": "belts"}, "90", "numeric", ""),
        ("4-5", {"gender": "kids"}, "4-5Y", "age", ""),
        ("8", {"gender": "girls"}, "8", "numeric", ""),
        ("50", {"gender": "婴儿"}, "50", "height", ""),
        ("98", {"gender": "men"}, "98", "numeric", ""),
        ("32C", {"category": "tops"}, None, None, None),
        ("FR 90B", {}, "90B", "bra", "FR"),
        ("US 34F", {}, "34DDD", "bra", "US"),
        ("UK 34F", {}, "34F", "bra", "UK"),
        ("34I", {}, "34I", "bra", "US"),
        ("73/48", {"system": "CN", "gender": "baby"}, "73/48", "gbt", "CN"),
    ],
)
def test_hints(text, hints, label, scale, system):
    if label is None:
        with pytest.raises(UnknownNameError):
            parse_size(text, **hints)
        return
    size = parse_size(text, **hints)
    assert (size.label, size.scale, size.system) == (label, scale, system)


@pytest.mark.parametrize("text", ["", "Default Title", "navy", "n/a", "abc 12", "XYL", "999", "/"])
def test_unknown_sizes(text):
    with pytest.raises(UnknownNameError, match="not understood"):
        parse_size(text)


def test_unknown_hints():
    for hints in ({"gender": "dogs"}, {"category": "tyres"}, {"system": "XX"}):
        with pytest.raises(UnknownNameError, match="Use one of"):
            parse_size("M", **hints)


ORDERED = [
    "One size|XXS|XS|S|S/M|M|L|XL|1X|XXL|2X|3XL|4XL|5XL|6XL",
    "000|00|0|2|4|6|8|10|12|14|14W|16|16W",
    "Preemie|NB|0-3M|3-6M|6-9M|9-12M|12-18M|18-24M|2T|3T|4-5Y|5-6Y|10Y",
    "65A|65B|70A|70B|70C|75AA|75A|75B|75DD?|80A",
    "62|68|74|80|86|92|98/104|104|110|116",
    "155/80A|160/84A|165/88Y|165/88A|165/88B|170/92A",
    "W28 L30|W28 L32|W30 L30|W32 L30|W32 L34|W34 L32",
    "S Petite|S|S Tall|M Petite|M|M Tall",
    "36S|36R|36L|38S|38R|38L",
    "30 ml|50 ml|10 cl|150 ml",
    "S|M|L|Box 2|Box 10|Crate",
]


@pytest.mark.parametrize("line", ORDERED)
def test_order(line):
    sizes = [size for size in line.split("|") if "?" not in size]
    for seed in range(5):
        shuffled = random.Random(seed).sample(sizes, len(sizes))  # noqa: S311
        assert sort_sizes(shuffled) == sizes


def test_shoe_order():
    sizes = ["10C", "13C", "1Y", "3Y"]
    assert sort_sizes(sizes[::-1], category="shoes") == sizes
    assert sort_sizes(["37.5", "36", "37", "36 2/3"], category="shoes") == [
        "36", "36 2/3", "37", "37.5",
    ]  # fmt: skip


def test_order_is_stable_for_equal_sizes():
    assert sort_sizes(["XXL", "2XL", "M"]) == ["M", "XXL", "2XL"]
    assert sort_sizes(["2XL", "XXL", "M"]) == ["M", "2XL", "XXL"]
    assert size_order_key("xxl") == size_order_key("2XL")


def test_sizes_of_one_scale_are_ordered():
    small, medium = parse_size("S"), parse_size("M")
    assert small < medium
    assert medium >= small
    assert parse_size("2XL") == parse_size("XXL")
    with pytest.raises(InputError, match="have no order"):
        _ = small < parse_size("38")


def test_size_rank_frame():
    frame = size_rank_frame(["M", "XXL", "2XL", None, "S", "odd", "M"])
    assert frame.rows() == [
        ("S", "S", "alpha", 0),
        ("M", "M", "alpha", 1),
        ("2XL", "XXL", "alpha", 2),
        ("XXL", "XXL", "alpha", 2),
        ("odd", "odd", None, 3),
    ]


@pytest.mark.parametrize(
    ("text", "hints", "to", "answers"),
    [
        ("EU 34", {"gender": "women"}, "FR", "36"),
        ("EU 34", {"gender": "women"}, "IT", "40"),
        ("EU 34", {"gender": "women"}, "UK", "8"),
        ("EU 34", {"gender": "women"}, "US", "4"),
        ("EU 34", {"gender": "women"}, "JP", "7"),
        ("EU 34/36", {"gender": "women"}, "UK", "8 10"),
        ("M", {"gender": "women"}, "EU", "40 42"),
        ("EU 38", {"gender": "women"}, "INT", "S"),
        ("165/88A", {"gender": "women"}, "EU", "38"),
        ("EU 50", {"gender": "men"}, "US", "40"),
        ("EU 50", {"gender": "men"}, "JP", "L"),
        ("JP LL", {"gender": "men"}, "EU", "52 54"),
        ("W34 L32", {"gender": "men"}, "EU", "50"),
        ("EU 50", {"gender": "men", "category": "trousers"}, "W", "W34"),
        ("EU 38", {"gender": "women", "category": "shoes"}, "CN", "240"),
        ("240", {"gender": "women", "category": "shoes"}, "UK", "5"),
        ("EU 42", {"gender": "men", "category": "shoes"}, "US", "9"),
        ("EU 38 2/3", {"gender": "women", "category": "shoes"}, "UK", "5.5"),
        ("10C", {"gender": "kids", "category": "shoes"}, "EU", "27"),
        ("34DD", {}, "EU", "75E"),
        ("75F", {}, "US", "34DDD"),
        ("75F", {}, "UK", "34E"),
        ("75B", {}, "FR", "90B"),
        ("75B", {}, "IT", "3B"),
        ("75B", {}, "JP", "75C"),
        ("JP C75", {}, "UK", "34B"),
        ("34B", {}, "AU", "12B"),
        ("104", {}, "AGE", "3-4Y"),
        ("3-4Y", {}, "EU", "104"),
        ("3T", {}, "EU", "98"),
        ("US 12", {"gender": "kids"}, "EU", "152"),
        ("US 12M", {"gender": "kids"}, "AGE", "9-12M"),
    ],
)
def test_conversion(text, hints, to, answers):
    found = convert_size(parse_size(text, **hints), to)
    assert " ".join(size.label for size in found) == answers or [size.label for size in found] == [
        answers
    ]


@pytest.mark.parametrize(
    ("text", "hints", "to", "error", "message"),
    [
        ("38", {"gender": "women"}, "US", InputError, "names no system"),
        ("EU 38", {}, "US", InputError, "gender"),
        ("EU 38", {"gender": "women"}, "ZZ", UnknownNameError, "has no system"),
        ("EU 90", {"gender": "women"}, "US", UnknownNameError, "does not lead"),
        ("75B", {}, "ZZ", UnknownNameError, "No bra chart"),
        ("75O", {}, "JP", UnknownNameError, "no cup"),
    ],
)
def test_conversion_refuses(text, hints, to, error, message):
    with pytest.raises(error, match=message):
        convert_size(parse_size(text, **hints), to)


def test_charts_grow():
    for name, rows in size_charts().items():
        people, _, kind = name.partition("-")
        if name == "bra-bands":
            continue
        for system in {s for row in rows for s in row}:
            column = [row[system] for row in rows if system in row]
            sizes = [
                parse_size(
                    label,
                    gender=people,
                    category=kind or None,
                    system=None if system in ("W", "AGE") else system,
                )
                for label in column
            ]
            keys = [size.sort_key for size in sizes]
            assert keys == sorted(keys), (name, system)


@given(
    st.sampled_from(["FR", "IT", "UK", "US", "JP"]),
    st.integers(15, 27).map(lambda n: 2 * n),
)
def test_conversion_leads_back(system, eu):
    start = parse_size(f"EU {eu}", gender="women")
    (there,) = convert_size(start, system)
    assert [size.label for size in convert_size(there, "EU")] == [start.label]


@given(st.lists(st.text(max_size=8), max_size=12))
def test_order_never_crashes(texts):
    ordered = sort_sizes(texts)
    assert sorted(ordered) == sorted(texts)
    keys = [size_order_key(text) for text in ordered]
    assert all(a <= b for a, b in itertools.pairwise(keys))


@given(st.text("0123456789XSMLABCWTYEUK/-. 码", max_size=10))
def test_labels_read_as_themselves(text):
    with contextlib.suppress(UnknownNameError):
        size = parse_size(text)
        if size.fit:
            return  # the label leaves the fit out
        again = parse_size(size.label, gender=size.people or None, category=size.category or None,
                           system=size.system or None)  # fmt: skip
        assert (again.label, again.scale) == (size.label, size.scale)
