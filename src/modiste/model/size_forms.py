"""The written forms of sizes: one reader for each, tried in order by `modiste.model.size`.

A reader takes tidy text (NFKC, upper case, single spaces, system and words such as "size" already
taken off) and what is known of the garment, and answers with a `Form` or None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

RANGE = r"\s*(?:-|/|~|TO|A|BIS)\s*"
_NUMBER = r"\d{1,3}(?:\.\d{1,2})?"


@dataclass(frozen=True)
class Known:
    """What is known beside the text: ``people`` is women, men, kids, baby, unisex or ""."""

    people: str = ""
    category: str = ""
    system: str = ""

    @property
    def small_people(self) -> bool:
        """Whether the wearer is a child or a baby."""
        return self.people in ("kids", "baby")


@dataclass(frozen=True)
class Form:
    """A size that was read: canonical label, scale, numbers to order by, fit, and system."""

    label: str
    scale: str
    values: tuple[float, ...]
    fit: str = ""
    system: str = ""


_ONE_SIZE_TEXT: Final = """
ONE SIZE|ONESIZE|ONE-SIZE|ONE SIZE FITS ALL|ONE SIZE FITS MOST|OS|O/S|OSFA|OSFM|1SIZE|1 SIZE|FREE
FREE SIZE|FREESIZE|F|FS|TU|T.U.|TAILLE UNIQUE|TALLA UNICA|TAGLIA UNICA|UNICA|UNI|EINHEITSGRÖSSE
UNIVERSAL|U|均码|均碼|均|均一码|通码|フリー|フリーサイズ"""
_ONE_SIZE: Final = frozenset(_ONE_SIZE_TEXT.strip().replace("\n", "|").split("|"))
_WORDS: Final = {
    "SMALL": "S", "SML": "S", "SM": "S", "MEDIUM": "M", "MED": "M", "MD": "M", "LARGE": "L",
    "LRG": "L", "LGE": "L", "LG": "L", "小": "S", "中": "M", "大": "L", "加大": "XL",
    "特大": "XXL", "加加大": "XXL", "超大": "XXXL", "加小": "XS", "特小": "XXS", "SMALL/MEDIUM":
    "S/M", "LL": "XL",
}  # fmt: skip
_FITS: Final = {
    "PETITE": "petite", "PETITES": "petite", "P": "petite", "SHORT": "short", "S": "short",
    "REGULAR": "", "REG": "", "R": "", "LONG": "long", "L": "long", "TALL": "tall", "T": "tall",
    "XL": "extra-long", "EXTRA LONG": "extra-long", "PLUS": "plus", "W": "plus", "SLIM": "slim",
    "HUSKY": "plus", "CURVE": "plus", "XS": "extra-short", "EXTRA SHORT": "extra-short",
}  # fmt: skip
_LONG_FITS = "|".join(word for word in _FITS if len(word) > 2)
ALPHA_VALUES: Final = {"S": 3.0, "M": 4.0, "L": 5.0}


def one_size(text: str, _known: Known) -> Form | None:
    """One size for all: ``OS``, ``One size``, ``F``, ``均码``."""
    bare = text.removesuffix("码").strip()
    found = text in _ONE_SIZE or bare in _ONE_SIZE
    return Form("One size", "one-size", (0.0,)) if found else None


def alpha(text: str, _known: Known) -> Form | None:
    """Letters: ``XS`` … ``6XL``, words, plus sizes (``2X``), Japanese ``3L``, pairs (``S/M``)."""
    text = re.sub(r"\s*[码碼号號]$", "", text)
    text, fit = _split_fit(text)
    parts = [p for p in re.split(r"\s*(?:/|-|~|–)\s*(?=[A-Z\d])", text) if p]
    single = _letter(text)
    if single is not None:
        label, value, plus = single
        return Form(
            label,
            "alpha",
            (value, value),
            fit or plus,
            "JP" if label[-2:] == "3L" and (re.fullmatch(r"[3-9]L", text)) else "",
        )
    if len(parts) == 2:
        low, high = _letter(parts[0]), _letter(parts[1])
        if low and high and low[1] < high[1]:
            return Form(f"{low[0]}/{high[0]}", "alpha", (low[1], high[1]), fit or low[2])
    return None


def _split_fit(text: str) -> tuple[str, str]:
    """Text without a fit word before or after it (``Tall``, ``Petite``; ``LT``, ``XLT``)."""
    after = re.fullmatch(rf"(.+?)[\s/-]+({_LONG_FITS})", text)
    before = re.fullmatch(rf"({_LONG_FITS})[\s/-]+(.+)", text)
    tall = re.fullmatch(r"(S|M|L|\d?X{1,4}L|[2-6]XL|X{0,3}S)(T|P)", text)
    petite = re.fullmatch(r"(P)[/-]?(X{0,3}[SL]|M)", text)
    if after:
        return after[1], _FITS[after[2]]
    if before:
        return before[2], _FITS[before[1]]
    if tall:
        return tall[1], _FITS[tall[2]]
    if petite:
        return petite[2], "petite"
    return text, ""


def _letter(text: str) -> tuple[str, float, str] | None:
    """A letter size: label, value and ``plus`` or nothing; S 3, M 4, L 5, a step for each X."""
    tidy = re.sub(r"\bEXTRA[\s-]*", "X", text)
    tidy = re.sub(r"(?<=\d|X)[\s-]+(?=X|S\b|L\b|SMALL|LARGE)", "", tidy)
    tidy = re.sub(r"^(\d?X*)(SMALL|LARGE)$", lambda m: m[1] + m[2][0], tidy)
    tidy = _WORDS.get(tidy, tidy)
    if tidy in ALPHA_VALUES:
        return tidy, ALPHA_VALUES[tidy], ""
    many = re.fullmatch(r"(\d{0,2})(X*)(S|L)", tidy)
    if many:
        return _many_x(many[1], len(many[2]), many[3])
    plus = re.fullmatch(r"([0-8])X", tidy)
    if plus:
        return tidy, 6.5 + int(plus[1]) - 1, "plus"
    return None


def _many_x(digits: str, xs: int, letter: str) -> tuple[str, float, str] | None:
    """``XXL``, ``3XL`` and the Japanese ``3L`` (two steps above L, as 2XL is)."""
    if digits and (xs > 1 or int(digits) < 1 or int(digits) > 10):
        return None
    if digits and xs == 0:
        if letter == "S" or int(digits) < 3:
            return None
        return f"{int(digits)}L", 5.0 + int(digits) - 1, ""
    count = int(digits) if digits else xs
    if not 1 <= count <= 10:
        return None
    prefix = "X" * count if count < 3 else f"{count}X"
    value = 3.0 - count if letter == "S" else 5.0 + count
    return f"{prefix}{letter}", value, ""


def gbt(text: str, known: Known) -> Form | None:
    """The Chinese standard GB/T 1335: height, chest or waist in cm, body type (``165/88A``)."""
    match = re.fullmatch(r"(\d{2,3})\s*/\s*(\d{2,3})\s*([YABC]?)", text)
    if not match:
        return None
    height, girth, body = int(match[1]), int(match[2]), match[3]
    adult = 145 <= height <= 205 and 50 <= girth <= 140
    child = 50 <= height <= 175 and 40 <= girth <= 90 and girth < height * 0.9 and body == ""
    if not (adult or (child and known.system == "CN")):
        return None
    # Types run from Y (chest much larger than waist) to C; A is the standard one.
    order = float("YABC".index(body)) if body else 1.0
    return Form(f"{height}/{girth}{body}", "gbt", (height, girth, order), "", "CN")


def waist_length(text: str, known: Known) -> Form | None:
    """Jeans in inches: ``W32 L34``, ``32W x 34L``, ``32/34``, ``W32``."""
    both = re.fullmatch(
        r"(W?)\s*(\d{2}(?:\.5)?)\s*(W?)\s*[/X×, -]?\s*(L?)\s*(\d{2}(?:\.5)?)\s*(L?)", text
    )
    if both:
        waist, length = float(both[2]), float(both[5])
        lettered = bool((both[1] or both[3]) and (both[4] or both[6]))
        crossed = bool(re.search("[X×]", text))
        slashed = (
            "/" in text
            and known.system in ("", "UK", "US")
            and known.category not in ("apparel", "hosiery", "shoes", "bras")
        )
        sound = 20 <= waist <= 60 and 24 <= length <= 40
        if sound and (lettered or crossed or (slashed and length <= 36)):
            return Form(f"W{waist:g} L{length:g}", "waist-length", (waist, length))
    return _waist(text, known)


def _waist(text: str, known: Known) -> Form | None:
    alone = re.fullmatch(rf"W\s*(\d{{2}}(?:\.5)?)\s*(?:[/ ]?({_LONG_FITS}|R|S|L|T))?", text)
    trailing = re.fullmatch(r"(\d{2})\s*W", text)
    if alone:
        return Form(f"W{alone[1]}", "waist-length", (float(alone[1]), 0.0), _FITS[alone[2] or "R"])
    # "24W" is an American plus size, "32W" a waist in inches.
    if trailing and (known.category == "bottoms" or int(trailing[1]) > 26):
        return Form(f"W{trailing[1]}", "waist-length", (float(trailing[1]), 0.0))
    return None


def collar_sleeve(text: str, _known: Known) -> Form | None:
    """Dress shirts in inches: ``15.5/34``, ``15 1/2 x 34-35``."""
    match = re.fullmatch(r"(1[3-9]|20)(\.5|\.0)?\s*[/X×]\s*(3[0-9])(?:\s*[-/]\s*(3[0-9]))?", text)
    if not match:
        return None
    collar, sleeve = float(match[1] + (match[2] or "")), float(match[3])
    label = f"{collar:g}/{match[3]}" + (f"-{match[4]}" if match[4] else "")
    return Form(label, "collar-sleeve", (collar, sleeve, float(match[4] or sleeve)))


_CUP_TEXT: Final = {
    "UK": "AAA AA A B C D DD E F FF G GG H HH J JJ K KK L LL",
    "US": "AAA AA A B C D DD DDD G H I J K L M N",
    "EU": "AAA AA A B C D E F G H I J K L M N O",
}
CUPS: Final = {ladder: cups.split() for ladder, cups in _CUP_TEXT.items()}
_US_CUPS: Final = {"DDDD": "G", "F": "DDD", "E": "DD", "DDD/F": "DDD", "DD/E": "DD"}
_BANDS: Final = {"UK": range(26, 59, 2), "EU": range(60, 136, 5)}


def bra(text: str, known: Known) -> Form | None:
    """Bras: ``75B``, ``34DD``, ``B75``; band in cm (EU, FR, JP, CN) or inches (UK, US)."""
    match = re.fullmatch(r"(\d{1,3})\s*-?\s*([A-O]{1,4}(?:/[EF])?)", text)
    turned = re.fullmatch(r"([A-O]{1,4})\s*-?\s*(\d{2,3})", text)
    if match:
        band, cup = match[1], match[2]
    elif turned:
        band, cup = turned[2], turned[1]
    else:
        return None
    size = int(band)
    inches = size in _BANDS["UK"]
    elsewhere = known.category not in ("", "bras")
    if elsewhere or not (inches or size in _BANDS["EU"]):
        return None
    # "42L" is a long jacket unless bras are spoken of.
    if cup in ("L", "LL") and known.category != "bras":
        return None
    if known.system and inches == (known.system not in ("UK", "US", "AU")):
        return None
    ladder = known.system if known.system in ("UK", "US") else "UK" if inches else "EU"
    if ladder == "US":
        cup = _US_CUPS.get(cup, cup)
    elif inches and cup not in CUPS["UK"] and not known.system:
        ladder, cup = "US", _US_CUPS.get(cup, cup)
    if cup not in CUPS[ladder]:
        return None
    system = known.system or ("EU" if not inches else "US" if ladder == "US" else "")
    return Form(f"{size}{cup}", "bra", (size, CUPS[ladder].index(cup)), "", system)


_MONTHS = r"(?:MONTHS?|MTHS?|MOS?|MESES|MOIS|MONATE|M|个月|個月|月)"
_YEARS = r"(?:YEARS?|YRS?|YR|ANS?|JAHRE|AÑOS|ANNI|Y|A|岁|歲)"


def age(text: str, known: Known) -> Form | None:
    """Children's ages: ``3-4Y``, ``6M``, ``0-3 months``, ``2T``, ``Newborn``, ``18个月``."""
    if known.category == "shoes":
        return None
    if re.fullmatch(r"NB|NEW ?BORN|NEWBORN BABY|新生儿", text):
        return Form("NB", "age", (0.0, 0.0))
    if re.fullmatch(r"PREMATURE|PREEMIE|TINY BABY|EARLY BABY|早产儿", text):
        return Form("Preemie", "age", (-1.0, -1.0))
    toddler = re.fullmatch(r"([1-6])T(?:/([2-6])T)?", text)
    if toddler:
        low, high = int(toddler[1]), int(toddler[2] or toddler[1])
        label = f"{low}T" if low == high else f"{low}T/{high}T"
        return Form(label, "age", (low * 12, high * 12 + 6), "", "US")
    match = re.fullmatch(
        rf"(\d{{1,2}})\s*({_MONTHS}|{_YEARS})?(?:{RANGE}(\d{{1,2}}))?\s*({_MONTHS}|{_YEARS})?\+?",
        text,
    )
    if not match or not (match[4] or match[2] or (known.small_people and match[3])):
        return None
    return _aged(int(match[1]), match[2], int(match[3] or match[1]), match[4] or match[2])


def _aged(low: int, low_unit: str | None, high: int, high_unit: str | None) -> Form | None:
    """Ages in months, whatever unit each end was given in."""
    months_high = bool(high_unit and re.fullmatch(_MONTHS, high_unit))
    months_low = bool(re.fullmatch(_MONTHS, low_unit)) if low_unit else months_high
    first, last = low * (1 if months_low else 12), high * (1 if months_high else 12)
    if first > last or last > 18 * 12 or (months_high and high > 48):
        return None
    units = ("M" if months_low else "Y", "M" if months_high else "Y")
    if low == high and units[0] == units[1]:
        return Form(f"{low}{units[1]}", "age", (first, last))
    label = f"{low}-{high}{units[1]}" if units[0] == units[1] else f"{low}M-{high}Y"
    return Form(label, "age", (first, last))


_EN_STEPS: Final = range(44, 189, 6)
_HEIGHTS: Final = frozenset(
    [*_EN_STEPS, *range(80, 171, 10), 52, 59, 66, 73, 75, 85, 90, 95, 105, 115, 165]
)


def height(text: str, known: Known) -> Form | None:
    """Children's heights in cm: ``104``, ``98/104``, ``CM 116``; EN 13402 steps or Chinese tens."""
    match = re.fullmatch(rf"(?:CM\s*)?(\d{{2,3}})(?:{RANGE}(\d{{2,3}}))?\s*(CM)?", text)
    if not match or known.category in ("shoes", "belts", "bras", "hats", "hosiery"):
        return None
    low, high = int(match[1]), int(match[2] or match[1])
    unit = bool(match[3]) or text.startswith("CM")
    smallest = 40 if known.small_people else 50 if unit else 62
    sound = smallest <= low <= high <= 194 and high - low <= 30
    if unit and low == high and low not in _EN_STEPS and not known.small_people:
        return None  # "85 cm" is a belt or a chain
    adult = known.people in ("women", "men")
    if not sound or adult or not (known.small_people or {low, high} <= _HEIGHTS):
        return None
    label = str(low) if low == high else f"{low}/{high}"
    return Form(label, "height", (low, high))


def shoe(text: str, known: Known) -> Form | None:
    """Shoes: ``42``, ``42.5``, ``37 1/3``, ``8.5 M``, ``10C``, ``3Y``, ``24.5 cm``, ``240``."""
    if known.category != "shoes":
        return None
    match = re.fullmatch(
        rf"({_NUMBER})(?:{RANGE}({_NUMBER}))?\s*(CM|MM|[CKY]|码)?"
        r"\s*(?:\(?(?:AA|A|B|C|D|E|EE|EEE|2E|3E|4E|M|W|N|WIDE|NARROW|MEDIUM|REGULAR|F|G|H)\)?"
        r"(?:\((?:M|W)\))?)?",
        text,
    )
    if not match:
        return None
    low, high = float(match[1]), float(match[2] or match[1])
    system, values = known.system, (low, high)
    label = f"{low:g}" if low == high else f"{low:g}-{high:g}"
    if match[3] in ("C", "K", "Y"):
        # American children's sizes start again at 1 after 13½.
        step = 13 if match[3] == "Y" else 0
        values, system, label = (low + step, high + step), "US", f"{label}{match[3]}"
    elif match[3] == "MM" or (low >= 100 and match[3] is None):
        system = "CN"
    elif match[3] == "CM":
        system = system or "JP"
    wide = re.search(r"(?:WIDE|\b[2-4]E|EE+|(?<=\d)\s*W)\)?$", text)
    sound = high >= low and high <= (330 if system == "CN" else 60)
    return Form(label, "shoe", values, "wide" if wide else "", system) if sound else None


def measure(text: str, _known: Known) -> Form | None:
    """A plain measure: ``50 ml``, ``85 cm``, ``18"``; ordered within its unit."""
    match = re.fullmatch(
        rf"({_NUMBER}|\d{{4}})\s*(ML|CL|L|G|KG|OZ|FL OZ|CM|MM|IN|INCH|\"|'')", text
    )
    if not match:
        return None
    number = float(match[1])
    unit = {"INCH": "in", '"': "in", "''": "in", "FL OZ": "oz"}.get(match[2], match[2].lower())
    base, factor = {
        "ml": (1, 1.0), "cl": (1, 10.0), "l": (1, 1000.0), "oz": (1, 29.5735),
        "g": (2, 1.0), "kg": (2, 1000.0), "mm": (3, 0.1), "cm": (3, 1.0),
        "in": (3, 2.54),
    }[unit]  # fmt: skip
    return Form(f"{number:g} {unit}", "measure", (base, number * factor))


def numeric(text: str, _known: Known) -> Form | None:
    """Numbers: ``38``, ``00``, ``34/36``, ``14W``, ``40R``, ``8 Petite``, ``42.5``."""
    match = re.fullmatch(
        rf"({_NUMBER})(?:{RANGE}({_NUMBER}))?\s*-?\s*({'|'.join(sorted(_FITS, key=len)[::-1])})?",
        text,
    )
    if not match:
        return None
    low, high = float(match[1]), float(match[2] or match[1])
    if high < low or high > 200:
        return None
    # The American 00 and 000 come before 0.
    zeros = len(match[1]) if set(match[1]) == {"0"} else 0
    first = 1.0 - zeros if zeros else low
    label = "0" * zeros if zeros else f"{low:g}"
    if match[2]:
        label += f"/{high:g}"
    return Form(
        label, "numeric", (first, first if zeros and not match[2] else high), _FITS[match[3] or "R"]
    )


# Order decides where forms overlap: the more particular comes first.
READERS: Final[tuple[Callable[[str, Known], Form | None], ...]] = (
    one_size, alpha, shoe, gbt, collar_sleeve, waist_length, bra, age, height, numeric, measure,
)  # fmt: skip
