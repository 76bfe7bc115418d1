"""Files that are small to send and ruinous to open: refused before anybody opens them."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from modiste.model.errors import InputError, MissingExtraError, Place

_CHUNK = 2**20


@dataclass(frozen=True)
class Bounds:
    """What an honest file never exceeds.

    Attributes:
        unpacked: bytes that an archive or a packed file may unpack to.
        ratio: unpacked bytes per packed byte, looked at beyond ``free`` bytes only.
        free: unpacked bytes up to which the ratio is not looked at.
        members: files in an archive.
        pixels: width times height of a picture.
        side: the longer side of a picture.
        frames: frames of a moving picture.
    """

    unpacked: int = 4 << 30
    ratio: int = 400
    free: int = 16 << 20
    members: int = 10_000
    pixels: int = 60_000_000
    side: int = 20_000
    frames: int = 1


def check_archive(path: Path, bounds: Bounds, name: str) -> None:
    """Refuse an archive that unpacks to too much, or whose members overlap, nest or escape.

    Python's reader gives no more bytes of a member than the list of contents says, so that it is
    enough to look at the list.

    Raises:
        InputError: it is one of these, or damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _refused(f"the archive is damaged: {error}", name) from None
    if len(members) > bounds.members:
        raise _refused(f"the archive holds more than {bounds.members:,} files", name)
    allowed = _allowed(path.stat().st_size, bounds)
    total = sum(each.file_size for each in members)
    if total > allowed:
        raise _refused(f"the archive unpacks to {total:,} bytes and {allowed:,} are allowed", name)
    end = 0
    for each in sorted(members, key=lambda member: member.header_offset):
        if each.header_offset < end:
            raise _refused("files of the archive overlap", name)
        end = each.header_offset + each.compress_size
        _check_member(each, name)


def _check_member(member: zipfile.ZipInfo, name: str) -> None:
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0]:
        raise _refused(f"a file of the archive would leave its folder: {member.filename!r}", name)
    if member.flag_bits & 1:
        raise _refused("the archive is encrypted", name)


def check_gzip(path: Path, bounds: Bounds, name: str) -> None:
    """Refuse a gzip file that unpacks to too much; it is unpacked once, in small pieces.

    Raises:
        InputError: it does, or it is damaged.
    """
    allowed = _allowed(path.stat().st_size, bounds)
    total = 0
    with path.open("rb") as stream:
        unpacker = zlib.decompressobj(wbits=31)
        waiting, whole = stream.read(_CHUNK), False
        while waiting:
            try:
                total += len(unpacker.decompress(waiting, _CHUNK))
            except zlib.error as error:
                raise _refused(f"the file is damaged: {error}", name) from None
            if total > allowed:
                raise _refused(f"the file unpacks to more than {allowed:,} bytes", name)
            whole = unpacker.eof
            if whole:  # another member may follow
                waiting = unpacker.unused_data.lstrip(b"\x00") or stream.read(_CHUNK)
                unpacker = zlib.decompressobj(wbits=31)
            else:
                waiting = unpacker.unconsumed_tail or stream.read(_CHUNK)
    if not whole:
        raise _refused("the file is damaged: its end is missing", name)


def check_picture(path: Path, bounds: Bounds, name: str) -> tuple[int, int]:
    """Refuse a picture that is damaged or would fill the memory.

    Only its header is read before its size is known to be bearable.

    Returns:
        Width and height in pixels.

    Raises:
        InputError: it is one of these.
        MissingExtraError: Pillow is not installed.
    """
    try:
        from PIL import Image, UnidentifiedImageError
    except ModuleNotFoundError:
        raise MissingExtraError(
            "pictures need Pillow, which is not installed",
            remedy="Install it with: pip install 'modiste[images]'.",
        ) from None
    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP", "GIF")) as picture:
            width, height = picture.size
            frames = getattr(picture, "n_frames", 1)
            _check_size(width, height, frames, bounds, name)
            picture.load()
    except bombs:
        raise _refused(f"the picture has more than {bounds.pixels:,} pixels", name) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise _refused(f"the picture is damaged: {error}", name) from None
    return width, height


def _check_size(width: int, height: int, frames: int, bounds: Bounds, name: str) -> None:
    if width * height > bounds.pixels or max(width, height) > bounds.side:
        raise _refused(
            f"the picture is {width:,} by {height:,} pixels; at most {bounds.pixels:,} in all and "
            f"{bounds.side:,} a side are taken",
            name,
        )
    if frames > bounds.frames:
        raise _refused("the picture moves", name)


def _allowed(packed: int, bounds: Bounds) -> int:
    return min(bounds.unpacked, max(bounds.free, packed * bounds.ratio))


def _refused(what: str, name: str) -> InputError:
    return InputError(
        what,
        place=Place(file=name),
        remedy="Send the file in a plainer form: unpacked, smaller, or saved anew.",
    )
