"""Colour spaces: sRGB, linear light, OKLab, OKLCh, CIELAB, and differences between colours.

Sources: sRGB, IEC 61966-2-1; OKLab, Björn Ottosson, "A perceptual color space for image
processing" (2020); CIEDE2000, G. Sharma, W. Wu and E. N. Dalal, Color Research and Application
30 (2005).
"""

from __future__ import annotations

import math
import re
from typing import Final

from modiste.model.errors import InputError, Place

Triple = tuple[float, float, float]
Rgb = tuple[int, int, int]

_TO_LMS: Final = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_OKLAB: Final = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_OKLAB: Final = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_FROM_LMS: Final = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
# Linear sRGB to CIE XYZ under D65, and that white (IEC 61966-2-1).
_TO_XYZ: Final = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE: Final = tuple(sum(row) for row in _TO_XYZ)


def parse_hex(text: str) -> Rgb:
    """Red, green and blue (0 … 255) of ``#1a2b3c``, ``1A2B3C`` or ``#abc``.

    Raises:
        InputError: it is no hexadecimal colour.
    """
    digits = text.strip().removeprefix("#")
    if re.fullmatch("[0-9a-fA-F]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch("[0-9a-fA-F]{6}", digits):
        raise InputError(
            "This is no hexadecimal colour",
            remedy="Write it like #1a2b3c.",
            place=Place(value=text),
        )
    return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))


def format_hex(rgb: Rgb) -> str:
    """``#1a2b3c`` for red, green and blue from 0 to 255.

    Raises:
        InputError: a channel is out of range.
    """
    if not all(0 <= channel <= 255 for channel in rgb):
        raise InputError(f"{rgb} is no sRGB colour", remedy="Use channels from 0 to 255.")
    return "#" + "".join(f"{channel:02x}" for channel in rgb)


def srgb_to_linear(channel: float) -> float:
    """Linear light (0 … 1) of an sRGB channel (0 … 1)."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def linear_to_srgb(light: float) -> float:
    """An sRGB channel (0 … 1) of linear light (0 … 1)."""
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def rgb_to_oklab(rgb: Rgb) -> Triple:
    """OKLab (L 0 … 1; a, b about −0.4 … 0.4) of an 8-bit sRGB colour."""
    linear = tuple(srgb_to_linear(channel / 255) for channel in rgb)
    roots = tuple(math.cbrt(cone) for cone in _apply(_TO_LMS, linear))
    return _apply(_TO_OKLAB, roots)


def oklab_to_linear(lab: Triple) -> Triple:
    """Linear sRGB of an OKLab colour; outside 0 … 1 where sRGB cannot show it."""
    cones = tuple(root**3 for root in _apply(_FROM_OKLAB, lab))
    return _apply(_FROM_LMS, cones)


def in_gamut(lab: Triple) -> bool:
    """Whether sRGB can show an OKLab colour (to a ten-thousandth of its light)."""
    return all(-1e-4 <= light <= 1.0001 for light in oklab_to_linear(lab))


def oklab_to_rgb(lab: Triple) -> Rgb:
    """The 8-bit sRGB colour of an OKLab colour.

    A colour outside sRGB keeps its lightness and hue and loses chroma until it fits.
    """
    lightness = min(1.0, max(0.0, lab[0]))
    shown = (lightness, lab[1], lab[2])
    if not in_gamut(shown):
        low, high = 0.0, 1.0
        for _ in range(24):
            middle = (low + high) / 2
            inside = in_gamut((lightness, lab[1] * middle, lab[2] * middle))
            low, high = (middle, high) if inside else (low, middle)
        shown = (lightness, lab[1] * low, lab[2] * low)
    red, green, blue = (
        round(255 * linear_to_srgb(min(1.0, max(0.0, light)))) for light in oklab_to_linear(shown)
    )
    return (red, green, blue)


def oklab_to_oklch(lab: Triple) -> Triple:
    """Lightness, chroma and hue (degrees, 0 … 360; 0 for greys)."""
    chroma = math.hypot(lab[1], lab[2])
    hue = math.degrees(math.atan2(lab[2], lab[1])) % 360 if chroma > 1e-6 else 0.0
    return (lab[0], chroma, hue)


def oklch_to_oklab(lch: Triple) -> Triple:
    """OKLab of lightness, chroma and hue (degrees)."""
    angle = math.radians(lch[2])
    return (lch[0], lch[1] * math.cos(angle), lch[1] * math.sin(angle))


def rgb_to_oklch(rgb: Rgb) -> Triple:
    """OKLCh of an 8-bit sRGB colour."""
    return oklab_to_oklch(rgb_to_oklab(rgb))


def oklch_to_rgb(lch: Triple) -> Rgb:
    """The 8-bit sRGB colour of an OKLCh colour, its chroma lowered where sRGB ends."""
    return oklab_to_rgb(oklch_to_oklab(lch))


def delta_e_ok(first: Rgb, second: Rgb) -> float:
    """The distance in OKLab; about 0.02 is just noticeable side by side, black to white is 1."""
    return math.dist(rgb_to_oklab(first), rgb_to_oklab(second))


def rgb_to_cielab(rgb: Rgb) -> Triple:
    """CIELAB under D65 (L* 0 … 100) of an 8-bit sRGB colour."""
    xyz = _apply(_TO_XYZ, tuple(srgb_to_linear(channel / 255) for channel in rgb))
    x, y, z = (_lab_root(value / white) for value, white in zip(xyz, _WHITE, strict=True))
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


def ciede2000(first: Triple, second: Triple) -> float:
    """The CIEDE2000 difference of two CIELAB colours (kL = kC = kH = 1)."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean7 = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    stretch = 1 + 0.5 * (1 - math.sqrt(mean7 / (mean7 + 25**7)))
    c1, c2 = math.hypot(stretch * a1, b1), math.hypot(stretch * a2, b2)
    h1 = math.degrees(math.atan2(b1, stretch * a1)) % 360 if c1 else 0.0
    h2 = math.degrees(math.atan2(b2, stretch * a2)) % 360 if c2 else 0.0
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    # At exactly half a turn apart the formula keeps the sign of h2 - h1.
    turn = 180.0 if turn == -180 and h2 > h1 else turn
    hue = _mean_hue(h1, h2, c1 * c2)
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    sl = 1 + 0.015 * (lightness - 50) ** 2 / math.sqrt(20 + (lightness - 50) ** 2)
    sc = 1 + 0.045 * chroma
    sh = 1 + 0.015 * chroma * _hue_weight(hue)
    rotation = -math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2)))) * 2
    rotation *= math.sqrt(chroma**7 / (chroma**7 + 25**7))
    terms = (dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotation * dc / sc * dh / sh
    return math.sqrt(max(0.0, terms))


def _mean_hue(h1: float, h2: float, product: float) -> float:
    if product == 0:
        return h1 + h2
    if abs(h1 - h2) <= 180:
        return (h1 + h2) / 2
    return (h1 + h2 + 360) / 2 if h1 + h2 < 360 else (h1 + h2 - 360) / 2


def _hue_weight(hue: float) -> float:
    return (
        1
        - 0.17 * math.cos(math.radians(hue - 30))
        + 0.24 * math.cos(math.radians(2 * hue))
        + 0.32 * math.cos(math.radians(3 * hue + 6))
        - 0.20 * math.cos(math.radians(4 * hue - 63))
    )


def _lab_root(ratio: float) -> float:
    return math.cbrt(ratio) if ratio > 216 / 24389 else (24389 / 27 * ratio + 16) / 116


def _apply(matrix: tuple[Triple, Triple, Triple], vector: tuple[float, ...]) -> Triple:
    x, y, z = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return (x, y, z)
