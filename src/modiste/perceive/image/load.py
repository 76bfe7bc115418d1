"""Pictures from anywhere, safely: files, bytes or arrays become 8-bit sRGB with an optional alpha.

What is refused, always with a remedy: files that are too large, pictures with too many pixels
(decompression bombs), damaged and truncated files, formats that are not pictures. What is
understood: EXIF orientation, embedded colour profiles, CMYK, palettes, grey with alpha, 16 bits a
channel, the first frame of an animation, and SVG where ``resvg_py`` is installed.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.model.errors import InputError, MissingExtraError, Place
from modiste.perceive.image.pixels import Bytes

if TYPE_CHECKING:
    from PIL import Image

Source = str | Path | bytes | np.ndarray

MAX_BYTES: Final = 64 * 2**20
MAX_PIXELS: Final = 100_000_000
MIN_SIDE: Final = 8
SIDE: Final = 640
"""Longer side, in pixels, that pictures are reduced to unless the caller asks otherwise."""

# Formats whose decoders are pure pixels; PostScript and other programs are never run.
FORMATS: Final = ("AVIF", "BMP", "GIF", "JPEG", "JPEG2000", "PNG", "PPM", "TIFF", "WEBP")
_SVG = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*"
    rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE svg[^>\[]*>\s*)*<svg[\s>]",
    re.DOTALL,
)
# References of an SVG to anything but itself: entities, imports, links, pictures, paints.
_OUTSIDE = re.compile(
    rb"<!ENTITY|@import|(?:href|src)\s*=\s*[\"'](?!#|data:)"
    rb"|url\(\s*[\"']?(?!#|data:|[\"']?#)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Picture:
    """A picture that has been read.

    Attributes:
        rgb: 8-bit sRGB, shape (height, width, 3).
        alpha: opacity, 0 … 255, shape (height, width); None where all is opaque.
        name: what to call it in messages.
    """

    rgb: Bytes
    alpha: Bytes | None = None
    name: str = ""

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.rgb.shape[0], self.rgb.shape[1]

    def on_white(self) -> Bytes:
        """8-bit sRGB as it looks on white paper, shape (height, width, 3)."""
        if self.alpha is None:
            return self.rgb
        opacity = self.alpha[..., None].astype(np.float32) / 255
        return np.round(self.rgb * opacity + 255 * (1 - opacity)).astype(np.uint8)

    def reduced(self, side: int) -> Picture:
        """The picture with its longer side at most ``side`` pixels; itself where it is smaller."""
        height, width = self.shape
        if max(height, width) <= side:
            return self
        factor = side / max(height, width)
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        return Picture(resized(self.rgb, size), _resized_alpha(self.alpha, size), self.name)


def load(source: Source, *, side: int | None = SIDE, name: str | None = None) -> Picture:
    """Read a picture.

    Args:
        source: a path, the bytes of a file, or an array: (h, w) grey, (h, w, 3) or (h, w, 4);
            8-bit, 16-bit, or floats from 0 to 1.
        side: reduce the longer side to this many pixels; None keeps the size.
        name: what to call it in messages; by default the path's name.

    Raises:
        InputError: it is no picture, is damaged, or is beyond the limits.
        MissingExtraError: it is SVG and ``resvg_py`` is not installed.
    """
    if isinstance(source, np.ndarray):
        picture = _from_array(source, name or "array")
        return picture if side is None else picture.reduced(side)
    if isinstance(source, bytes):
        data, name = source, name or "bytes"
    else:
        data, name = _read(Path(source)), name or Path(source).name
    if len(data) > MAX_BYTES:
        raise _refused(
            f"The picture file has more than {MAX_BYTES >> 20} MB", name, "Save it smaller."
        )
    if _SVG.match(data[:4096]):
        data = _svg_to_png(data, name, side)
    return _decoded(data, name, side)


def resized(values: Bytes, size: tuple[int, int]) -> Bytes:
    """An 8-bit picture at another size (width, height), averaged without aliasing."""
    from PIL import Image

    return np.asarray(Image.fromarray(values).resize(size, Image.Resampling.BOX))


def _resized_alpha(alpha: Bytes | None, size: tuple[int, int]) -> Bytes | None:
    return None if alpha is None else resized(alpha, size)


def _refused(what: str, name: str, remedy: str) -> InputError:
    return InputError(what, remedy=remedy, place=Place(file=name))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refused(
                f"The picture file has more than {MAX_BYTES >> 20} MB",
                path.name,
                "Save it smaller.",
            )
        return path.read_bytes()
    except OSError as error:
        raise _refused(
            f"The picture cannot be read: {error.strerror or error}",
            path.name,
            "Check the path and its permissions.",
        ) from error


def _decoded(data: bytes, name: str, side: int | None) -> Picture:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures and of odd metadata; our own limit decides.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_formats()) as image:
                _check_size(image.size, name)
                if side is not None:
                    image.draft("RGB", (2 * side, 2 * side))  # JPEG only: cheaper and no worse
                image.seek(0)
                image.load()
                return _upright(image, name, side)
    except UnidentifiedImageError as error:
        raise _refused(
            "This is no picture that can be read",
            name,
            "Use JPEG, PNG, WebP, AVIF, GIF, BMP, TIFF or SVG.",
        ) from error
    except Image.DecompressionBombError as error:
        raise _refused("The picture has too many pixels", name, "Save it smaller.") from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise _refused(
            f"The picture is damaged or cut short: {error}", name, "Copy or export it again."
        ) from error


@cache
def _formats() -> tuple[str, ...]:
    """Those of `FORMATS` that this build of Pillow reads."""
    from PIL import Image

    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _check_size(size: tuple[int, int], name: str) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise _refused(
            f"The picture has {width} × {height} pixels, more than {MAX_PIXELS // 10**6} million",
            name,
            "Save it smaller.",
        )
    if min(size) < MIN_SIDE:
        raise _refused(
            f"The picture has only {width} × {height} pixels",
            name,
            f"Use one of at least {MIN_SIDE} pixels a side.",
        )


def _upright(image: Image.Image, name: str, side: int | None) -> Picture:
    """Turned upright, reduced, in 8-bit sRGB."""
    from PIL import ImageOps

    upright = _in_srgb(_eight_bit(ImageOps.exif_transpose(image)), image.info.get("icc_profile"))
    if upright.mode in ("LA", "PA", "La") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
    if upright.mode == "RGBA":
        values = np.asarray(upright)
        alpha = None if values[..., 3].min() == 255 else values[..., 3].copy()
        picture = Picture(values[..., :3].copy(), alpha, name)
    else:
        picture = Picture(np.asarray(upright.convert("RGB")).copy(), None, name)
    return picture if side is None else picture.reduced(side)


def _eight_bit(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits scaled to 8; every other mode as it is."""
    from PIL import Image

    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image).astype(np.float64)
    # 32-bit integers come from 16-bit files; floats are 0 … 1 unless they exceed it.
    top = 65535.0 if image.mode.startswith("I") else (1.0 if values.max() <= 1 else 255.0)
    return Image.fromarray(np.round(np.clip(values / top, 0, 1) * 255).astype(np.uint8))


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours of an embedded profile (Display P3, Adobe RGB, a press's CMYK) as sRGB."""
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        changed = ImageCms.profileToProfile(image, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image  # a broken profile says nothing; the pixels are read as sRGB
    return image if changed is None else changed


def _from_array(values: np.ndarray, name: str) -> Picture:
    if values.ndim == 2:
        values = np.repeat(values[..., None], 3, axis=2)
    if values.ndim != 3 or values.shape[2] not in (3, 4):
        raise _refused(
            f"An array of shape {values.shape} is no picture", name, "Use (height, width, 3 or 4)."
        )
    _check_size((values.shape[1], values.shape[0]), name)
    levels = _levels(values, name)
    alpha = levels[..., 3] if levels.shape[2] == 4 and levels[..., 3].min() < 255 else None
    return Picture(levels[..., :3].copy(), None if alpha is None else alpha.copy(), name)


def _levels(values: np.ndarray, name: str) -> Bytes:
    if values.dtype == np.uint8:
        return values
    if values.dtype == np.uint16:
        return np.round(values / 257).astype(np.uint8)
    if np.issubdtype(values.dtype, np.floating):
        if np.isfinite(values).all() and values.min() >= 0 and values.max() <= 1:
            return np.round(values * 255).astype(np.uint8)
        raise _refused("The array leaves 0 … 1", name, "Scale floats to 0 … 1.")
    raise _refused(
        f"An array of {values.dtype} is no picture", name, "Use uint8, uint16 or floats."
    )


def _svg_to_png(data: bytes, name: str, side: int | None) -> bytes:
    """The picture that an SVG draws; nothing outside of the file is read."""
    if _OUTSIDE.search(data):
        raise _refused(
            "The SVG refers to something outside of itself", name, "Embed its pictures and styles."
        )
    try:
        import resvg_py
    except ImportError as error:
        raise MissingExtraError(
            "Reading SVG needs resvg_py",
            remedy="Install it with: pip install 'modiste[images]'",
            place=Place(file=name),
        ) from error
    try:
        text = data.decode("utf-8-sig")
        drawn = resvg_py.svg_to_bytes(svg_string=text, width=_svg_width(text, side))
    except (ValueError, UnicodeDecodeError) as error:
        raise _refused(f"The SVG cannot be drawn: {error}", name, "Export it again.") from error
    return bytes(drawn)


def _svg_width(text: str, side: int | None) -> int | None:
    """The width in pixels at which the longer side is ``side``, from the view box."""
    box = re.search(
        r"viewBox\s*=\s*[\"']\s*([-\d.eE+]+[\s,]+){2}([\d.eE+]+)[\s,]+([\d.eE+]+)", text
    )
    if not box:
        return side
    width, height = float(box[2]), float(box[3])
    if width <= 0 or height <= 0:
        return side
    longer = min(side or SIDE, 4096)
    return max(MIN_SIDE, round(longer * width / max(width, height)))
