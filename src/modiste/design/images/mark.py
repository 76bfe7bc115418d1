"""Mark a picture as made by AI, in the picture itself.

XMP metadata with the IPTC digital source type ``trainedAlgorithmicMedia``, which is what C2PA
manifests carry and what content platforms read. It is a statement, not a signature: it can be
removed.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

from modiste.model.errors import InputError

SOURCE_TYPE: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_XMP: Final = b"XML:com.adobe.xmp"
_APP1: Final = b"http://ns.adobe.com/xap/1.0/\x00"


def marked(data: bytes, *, model: str, licence: str = "") -> bytes:
    """The picture with the statement that a model made it.

    Args:
        data: PNG or JPEG.
        model: name of the model.
        licence: of the model.

    Raises:
        InputError: it is neither.
    """
    packet = _packet(model, licence)
    if data.startswith(_PNG):
        return _in_png(data, packet)
    if data.startswith(b"\xff\xd8"):
        return _in_jpeg(data, packet)
    raise InputError(
        "only PNG and JPEG pictures can be marked as made by AI",
        remedy="Ask the image model for one of these formats.",
    )


def is_marked(data: bytes) -> bool:
    """Whether a picture says that a model made it."""
    return SOURCE_TYPE.encode() in data


def _packet(model: str, licence: str) -> bytes:
    from xml.sax.saxutils import quoteattr

    rights = f" xmpRights:UsageTerms={quoteattr(licence)}" if licence else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
        f' Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}"'
        f" xmp:CreatorTool={quoteattr(f'Modiste with {model}')}{rights}/>"
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def _in_png(data: bytes, packet: bytes) -> bytes:
    """An iTXt chunk after the header."""
    body = _XMP + b"\x00\x00\x00\x00\x00" + packet
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body
    chunk += struct.pack(">I", zlib.crc32(b"iTXt" + body))
    end = len(_PNG) + 25  # signature, and the header's length, name, 13 bytes and checksum
    return data[:end] + chunk + data[end:]


def _in_jpeg(data: bytes, packet: bytes) -> bytes:
    """An APP1 segment right after the start, after APP0 where there is one."""
    at = 2
    if data[2:4] == b"\xff\xe0":
        at = 4 + int.from_bytes(data[4:6], "big")
    body = _APP1 + packet
    return data[:at] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[at:]
