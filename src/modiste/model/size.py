"""Sizes: reading them, putting them in order, and (with `size_charts`) converting them.

A size belongs to a **scale** (letters, numbers, jeans, bras, shoes, heights, ages, …). Within one
scale sizes are totally ordered; sizes of different scales are not comparable, but every list of
sizes has a sensible order (`sort_sizes`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache, total_ordering
from typing import TYPE_CHECKING, Final

from modiste.model.errors import InputError, Place, UnknownNameError
from modiste.model.size_forms import READERS, Form, Known

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

SCALES: Final = (
    "one-size", "age", "height", "alpha", "numeric", "gbt", "waist-length", "collar-sleeve", "bra",
    "shoe", "measure",
)  # fmt: skip
CATEGORIES: Final = (
    "apparel",
    "bottoms",
    "shoes",
    "bras",
    "hosiery",
    "belts",
    "hats",
    "gloves",
    "rings",
)
SYSTEMS: Final = ("EU", "UK", "US", "FR", "IT", "JP", "CN", "KR", "AU", "INT")

_FITS: Final = (
    "extra-short", "petite", "short", "slim", "", "long", "tall", "extra-long", "wide", "plus",
)  # fmt: skip
_PEOPLE: Final = {
    "women": "women woman womens women's female ladies lady w f 女 女士 女装 女款",
    "men": "men man mens men's male gentlemen m 男 男士 男装 男款",
    "kids": "kids kid child children childrens children's girls girl boys boy junior youth teen "
    "童 儿童 童装 女童 男童 中童 大童 小童",
    "baby": "baby babies infant infants newborn toddler 婴儿 宝宝 婴童 婴幼儿",
    "unisex": "unisex adult adults all divided 中性 男女同款 通用",
}
_CATEGORY_WORDS: Final = {
    "bottoms": "bottoms bottom trousers pants jeans denim shorts chinos leggings skirts 裤 牛仔裤",
    "apparel": "apparel tops top clothing dresses dress shirts knitwear outerwear coats jackets "
    "上装",
    "shoes": "shoes shoe footwear sneakers boots sandals heels 鞋",
    "bras": "bras bra lingerie 文胸 内衣",
    "hosiery": "hosiery socks sock tights stockings 袜",
    "belts": "belts belt 腰带",
    "hats": "hats hat headwear caps cap 帽",
    "gloves": "gloves glove 手套",
    "rings": "rings ring 戒指",
}
_SYSTEM_WORDS: Final = {
    "EU": "EU EUR EURO DE GER EN DK SE NL AT 欧码 欧",
    "UK": "UK GB GBR 英码",
    "US": "US USA 美码",
    "FR": "FR FRA ES ESP BE F/B",
    "IT": "IT ITA",
    "JP": "JP JPN JA 日码",
    "CN": "CN CHN 国码 中国码",
    "KR": "KR KOR",
    "AU": "AU AUS NZ",
    "INT": "INT INTL",
}
_NOISE = re.compile(
    r"^(?:SIZE|SZ|TAILLE|TALLA|TAGLIA|GRÖSSE|GR\.?|T\.?(?=\s*\d\d)|尺码|尺寸|码数|サイズ)[\s:：]*(?=\S)"
)
_FRACTIONS: Final = {"1/2": ".5", "1/3": ".33", "2/3": ".67", "1/4": ".25", "3/4": ".75"} | {
    f"{n}/8": f".{n * 125}" for n in (1, 3, 5, 7)
}


def _lookup(table: dict[str, str]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words.split()}


_PEOPLE_OF: Final = _lookup(_PEOPLE)
_CATEGORY_OF: Final = _lookup(_CATEGORY_WORDS)
_SYSTEM_OF: Final = _lookup(_SYSTEM_WORDS)
_SYSTEM_PATTERN: Final = "|".join(sorted(map(re.escape, _SYSTEM_OF), key=len, reverse=True))


@total_ordering
@dataclass(frozen=True)
class Size:
    """A size that was understood.

    Attributes:
        label: the canonical spelling, for example ``XXL``, ``W32 L34``, ``75B``, ``3-4Y``.
        scale: one of `SCALES`.
        values: numbers that order sizes of one scale (for ages in months, heights in cm, …).
        fit: ``petite``, ``short``, ``long``, ``tall``, ``plus``, ``wide`` … or empty.
        system: one of `SYSTEMS`, or empty where the text and the caller do not say.
        people: women, men, kids, baby, unisex, or empty.
        category: one of `CATEGORIES`, or empty.
    """

    label: str
    scale: str
    values: tuple[float, ...]
    fit: str = ""
    system: str = ""
    people: str = ""
    category: str = ""

    @property
    def sort_key(self) -> tuple[int, tuple[float, ...], int, str]:
        """Orders sizes of all scales: by scale, then size, then fit."""
        return (SCALES.index(self.scale), self.values, _FITS.index(self.fit), self.system)

    def __lt__(self, other: Size) -> bool:
        if not isinstance(other, Size):
            return NotImplemented
        if self.scale != other.scale:
            raise InputError(
                f"{self.label} ({self.scale}) and {other.label} ({other.scale}) have no order",
                remedy="Compare sizes of one scale, or order mixed lists with sort_sizes.",
            )
        return self.sort_key < other.sort_key

    def __str__(self) -> str:
        return " ".join(part for part in (self.system, self.label, self.fit) if part)


def parse_size(
    text: str,
    *,
    gender: str | None = None,
    category: str | None = None,
    system: str | None = None,
) -> Size:
    """Read a size as shops write it.

    Where forms overlap the hints decide; without them:
      * ``32/34`` is waist and length; a pair whose second number is above 36 (``38/40``), or any
        pair where the category is no trousers, is a double size;
      * ``75B`` and ``34B`` are bras; ``6M`` is six months, ``M`` medium; ``104`` is a height;
      * bare numbers (``38``, ``8``) stay ``numeric`` and name no system;
      * of two spellings (``M (38/40)``, ``EU 38 / UK 10``) the first counts.

    Args:
        text: the size.
        gender: who wears it, in English or Chinese (``women``, ``boys``, ``婴儿``).
        category: what it is: one of `CATEGORIES` or a common word (``jeans``, ``鞋``).
        system: one of `SYSTEMS`; a system in the text itself wins.

    Raises:
        UnknownNameError: the size, gender, category or system is not understood.
    """
    return _parse(
        text,
        _named(gender, _PEOPLE_OF, "gender", tuple(_PEOPLE)),
        _named(category, _CATEGORY_OF, "size category", CATEGORIES),
        _named(system and system.upper(), _SYSTEM_OF, "size system", SYSTEMS),
    )


@lru_cache(maxsize=20_000)
def _parse(text: str, people: str, category: str, system: str) -> Size:
    tidy = _tidy(text)
    for candidate in _candidates(tidy):
        plain, written = _take_system(candidate)
        known = Known(people, category, written or system)
        for read in READERS if plain else ():
            form = read(plain, known)
            if form is not None:
                return _size(form, known)
    raise UnknownNameError(
        "This size is not understood",
        remedy="Write it like M, 38, W32 L34, 75B, EU 42, 104 or 3-4Y.",
        place=Place(value=text),
    )


def _size(form: Form, known: Known) -> Size:
    people = known.people or ("kids" if form.scale in ("age", "height") else "")
    implied = {"shoe": "shoes", "bra": "bras", "waist-length": "bottoms"}
    return Size(
        form.label,
        form.scale,
        tuple(float(v) for v in form.values),
        form.fit,
        form.system or known.system,
        people,
        known.category or implied.get(form.scale, ""),
    )


def _tidy(text: str) -> str:
    """NFKC, upper case, one space, fractions as decimals, size words off."""
    # NFKC would glue "37⅓" into "371⁄3"; part the whole from the fraction first.
    spaced = re.sub(r"(?<=\d)(?=[¼½¾⅓⅔⅛⅜⅝⅞])", " ", text)
    tidy = unicodedata.normalize("NFKC", spaced).upper().replace("⁄", "/")
    tidy = re.sub(r"[‐‑–—−]", "-", tidy)
    if re.fullmatch(r"\D*\d+,\d\D*", tidy.strip()):  # a decimal comma: "42,5"
        tidy = tidy.replace(",", ".")
    tidy = re.sub(r"(?<=\d) ([1-7]/[2348])(?!\d)", lambda m: _FRACTIONS.get(m[1], " " + m[1]), tidy)
    tidy = re.sub(r"\s+", " ", tidy).strip(" .;'-/")
    return _NOISE.sub("", tidy)


def _candidates(tidy: str) -> Iterable[str]:
    """The text itself, then without parentheses, then the first of several spellings."""
    yield tidy
    outside = re.sub(r"\s*[(\[【].*?[)\]】]\s*", " ", tidy).strip()
    if outside and outside != tidy:
        yield outside
    inside = re.fullmatch(r"[(\[【](.+)[)\]】]", tidy)
    if inside:
        yield inside[1].strip()
    for part in re.split(r"\s*(?:[|;,=]|\s/\s|/(?=\s*[A-Z]{2,3}\s*\d)|/(?=\d))\s*", outside)[:2]:
        if part and part not in (tidy, outside):
            yield part


def _take_system(text: str) -> tuple[str, str]:
    """The text without a system word before or after it, and that system."""
    before = re.fullmatch(rf"({_SYSTEM_PATTERN})(?:[\s:.-]+|(?=\d))(.*\w.*)", text)
    after = re.fullmatch(rf"(.*\d|.*[\dA-Z)]\s)\s*({_SYSTEM_PATTERN})", text)
    if before:
        return before[2].strip(), _SYSTEM_OF[before[1]]
    return (after[1].strip(), _SYSTEM_OF[after[2]]) if after else (text, "")


def _named(value: str | None, table: dict[str, str], what: str, names: tuple[str, ...]) -> str:
    if not value:
        return ""
    key = value.strip()
    found = key if key in names else table.get(key, table.get(key.casefold()))
    if found is None:
        raise UnknownNameError(
            f"There is no {what} {value!r}", remedy=f"Use one of {', '.join(names)}."
        )
    return found


SizeKey = tuple[int, tuple[int, tuple[float, ...], int, str], tuple[tuple[int, int, str], ...]]


def size_order_key(text: str, *, gender: str | None = None, category: str | None = None) -> SizeKey:
    """A key that puts the sizes of a product in order; texts that are no size come last.

    Unknown texts are ordered by their words and numbers (``Box 2`` before ``Box 10``). Equal keys
    mean equal sizes (``2XL``, ``XXL``), which a stable sort leaves as they came.
    """
    try:
        return (0, parse_size(text, gender=gender, category=category).sort_key, ())
    except UnknownNameError:
        return (1, (0, (), 0, ""), _natural(text))


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    parts = re.findall(r"[0-9]+|[^0-9]+", text.casefold())
    return tuple((0, int(p), "") if p.isascii() and p.isdigit() else (1, 0, p) for p in parts)


def sort_sizes(
    texts: Iterable[str], *, gender: str | None = None, category: str | None = None
) -> list[str]:
    """Sizes in the order in which a shop shows them; unknown texts last; stable."""
    return sorted(texts, key=lambda t: size_order_key(t, gender=gender, category=category))


def size_rank_frame(
    texts: Iterable[str | None], *, gender: str | None = None, category: str | None = None
) -> pl.DataFrame:
    """Every different size with its canonical label and rank, to join to a column of sizes.

    Columns: size (String, as given), label (String, the canonical spelling, or the text itself
    where it is no size), scale (String or null), rank (Int32; equal sizes share a rank).
    """
    import polars as pl

    rows = []
    for text in {t for t in texts if t is not None}:
        key = size_order_key(text, gender=gender, category=category)
        known = parse_size(text, gender=gender, category=category) if key[0] == 0 else None
        rows.append((key, text, str(known) if known else text, known.scale if known else None))
    rows.sort(key=lambda row: (row[0], row[1]))
    ranks = {key: rank for rank, key in enumerate(dict.fromkeys(row[0] for row in rows))}
    return pl.DataFrame(
        [(text, label, scale, ranks[key]) for key, text, label, scale in rows],
        schema={"size": pl.String, "label": pl.String, "scale": pl.String, "rank": pl.Int32},
        orient="row",
    )
