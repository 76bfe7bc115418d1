"""Converting sizes between systems, through published charts.

Charts are conventions, and brands cut as they like: a conversion is a starting point, which a
brand's own chart overrules. What the charts here follow, and where others differ:

* **women-apparel**: German sizes (half the bust less 6 cm) with the usual steps FR +2, IT +6,
  UK −26, US −30 (EU 34 = FR 36 = IT 40 = UK 8 = US 4). Other charts put US one size lower
  (EU 34 = US 2) or JP one step higher (EU 34 = JP 9; here 7). Letters follow EN 13402-3 by the
  bust (XS 74–82, S 82–90, M 90–98, L 98–107 cm, …); Spanish and many online shops use one letter a
  size instead (S 36, M 38, L 40). CN is GB/T 1335.2 by bust, height in its usual pairing.
* **men-apparel**: half the chest in cm; UK and US the chest in inches (EU − 10). Letters by
  EN 13402-3 chest, JP by JIS L 4004 chest, CN by GB/T 1335.1.
* **men-bottoms, women-bottoms**: waist in inches; men EU = W + 16, FR = EU − 8; women
  US = 2 (W − 25). Women's jeans differ by brand by one step of EU either way.
* **women-shoes, men-shoes**: EU = UK + 33 (women) or + 34 (men), US = UK + 2 or + 1, as British
  retailers print; CN mm = 5 (EU + 10), the Chinese trade's rule; JP the same length in cm. Sports
  brands print JP half to one cm more; ISO/TS 19407 gives intervals rather than one answer.
* **kids-shoes**: UK children's sizes with EU and US = UK + 1 (some print + ½).
* **bra-bands** and cups: EU band = FR − 15 = 2.5 × (UK − 4) nearly; cups step by step
  (EN 13402-3 E = UK DD; UK E = US DDD = EU F); JP letters one further (EU B = JP C); CN as EU.
* **kids**: EN 13402 heights with the ages European retailers print; CN the nearest GB/T 1335.3
  height; US sizes of the same height.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from modiste.model.errors import InputError, Place, UnknownNameError
from modiste.model.size import Size, parse_size
from modiste.model.size_forms import CUPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Charts in thirds of a size (37⅓) meet charts in halves within this.
_NEAR: Final = 0.34
_CATEGORY: Final = {"shoes": "shoes", "bottoms": "bottoms"}


@cache
def size_charts() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """Every chart by name: its rows, smallest first, each from system to label.

    Beside the systems of `modiste.model.size`, rows may hold ``W`` (waist in inches) and ``AGE``.
    """
    text = files("modiste.model").joinpath("data/size_charts.tsv").read_text("utf-8")
    charts: dict[str, list[Mapping[str, str]]] = {}
    for line in text.splitlines()[1:]:
        chart, row = line.split("\t")
        cells = dict(cell.split("=") for cell in row.split(" "))
        charts.setdefault(chart, []).append(MappingProxyType(cells))
    return MappingProxyType({name: tuple(rows) for name, rows in charts.items()})


def convert_size(size: Size, to: str) -> tuple[Size, ...]:
    """The sizes of another system that correspond to a size, smallest first.

    Several answers are honest: the letter M covers two numbers, and two numbers one letter.

    Args:
        size: a size that says whose it is (``people``) and, where it is a bare number, its system
            (see the hints of `parse_size`); a bare number is a shoe only if its category says so.
        to: EU, UK, US, FR, IT, JP, CN, KR, AU, INT (letters), W (waist in inches) or AGE.

    Raises:
        InputError: the size does not say enough.
        UnknownNameError: no chart holds the size, or the system.
    """
    if size.scale == "bra":
        return (_convert_bra(size, to),)
    name = _chart_name(size)
    source = _source(size)
    rows = size_charts()[name]
    if not any(to in row for row in rows):
        raise UnknownNameError(
            f"The chart {name} has no system {to!r}",
            remedy=f"Use one of {', '.join(dict.fromkeys(s for row in rows for s in row))}.",
        )
    found = [row[to] for row in _matching(rows, source, size, name) if to in row]
    if not found:
        raise UnknownNameError(
            f"The chart {name} does not lead from {source} {size.label} to {to}",
            remedy="Use the brand's own size chart.",
            place=Place(value=str(size)),
        )
    return tuple(_read(label, to, name) for label in dict.fromkeys(found))


def _chart_name(size: Size) -> str:
    people = {"baby": "kids", "unisex": ""}.get(size.people, size.people)
    if size.scale in ("height", "age"):
        people = "kids"
    if not people or (size.people == "unisex"):
        raise InputError(
            f"Whose size {size.label} is, is not known",
            remedy="Give the gender: women, men or kids.",
            place=Place(value=str(size)),
        )
    kind = _CATEGORY.get(size.category, "apparel")
    if size.scale in ("alpha", "gbt"):
        kind = "apparel"
    if people == "kids":
        return "kids-shoes" if kind == "shoes" else "kids"
    return f"{people}-{kind}"


def _source(size: Size) -> str:
    """The column of a chart in which to look a size up."""
    fixed = {"waist-length": "W", "gbt": "CN"}.get(size.scale)
    if fixed:
        return fixed
    if size.scale == "alpha":
        return "JP" if size.system == "JP" else "INT"
    if size.scale == "height":
        return "CN" if size.system == "CN" else "EU"
    if size.scale == "age":
        return "US" if size.label.endswith("T") else "AGE"
    if not size.system:
        raise InputError(
            f"{size.label} names no system",
            remedy="Give the system, for example EU 38.",
            place=Place(value=size.label),
        )
    return size.system


def _matching(
    rows: tuple[Mapping[str, str], ...], source: str, size: Size, name: str
) -> Iterator[Mapping[str, str]]:
    """Rows whose size in the source system is this one (or within its range)."""
    # The American children's column holds ages and then numbers: 12M is not 12.
    column = [(row, _read(row[source], source, name)) for row in rows if source in row]
    read = [(row, other) for row, other in column if other.scale == size.scale]
    low, high = size.values[0], size.values[-1] if len(size.values) > 1 else size.values[0]
    if size.scale == "gbt":
        yield from (row for row, other in read if other.values[:2] == size.values[:2])
        return
    if size.scale == "waist-length":
        high = low
    if size.scale == "age":
        yield from (
            row
            for row, other in read
            if other.values == size.values
            or (low == high and other.values[0] < low <= other.values[1])
        )
        return
    inside = [row for row, other in read if low <= other.values[0] <= high]
    if inside or not read:
        yield from inside
        return
    near = min(read, key=lambda pair: abs(pair[1].values[0] - low))
    if abs(near[1].values[0] - low) <= _NEAR:
        yield near[0]


@cache
def _read(label: str, system: str, chart: str) -> Size:
    people, _, kind = chart.partition("-")
    return parse_size(
        label,
        gender=people,
        category=kind or None,
        system=system if system not in ("W", "AGE") else None,
    )


def _convert_bra(size: Size, to: str) -> Size:
    source = size.system or "UK"
    bands = size_charts()["bra-bands"]
    row = next((r for r in bands if r.get(source) == f"{size.values[0]:g}"), None)
    if row is None or to not in row:
        raise UnknownNameError(
            f"No bra chart leads from {source} {size.label} to {to}",
            remedy=f"Use one of {', '.join(bands[-1])}.",
            place=Place(value=str(size)),
        )
    step = int(size.values[1]) - (source == "JP") + (to == "JP")
    ladder = CUPS["UK" if to in ("UK", "AU") else "US" if to == "US" else "EU"]
    if not 0 <= step < len(ladder):
        raise UnknownNameError(
            f"{to} has no cup that corresponds to {size.label}",
            remedy="Use the brand's own size chart.",
            place=Place(value=str(size)),
        )
    band = row[to]
    return Size(
        f"{band}{ladder[step]}", "bra", (float(band), float(step)), "", to, size.people, "bras"
    )
