"""Column names as people write them, and which of them say the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

Aliases = Mapping[str, Sequence[str]]
"""Field → headers that mean it, the preferred one first."""

_PERSONAL = re.compile(
    r"e mail|email|^mail$|mail address|phone|mobile|telephone|\btel\b|fax|"
    r"(first|last|given|family|sur|middle|full|company|customer|buyer|billing|shipping|contact|"
    r"receiver|recipient|consignee|user) ?name|^surname$|^(billing|shipping) (name|company)$|"
    r"\baddress|street|\bzip\b|post ?code|postal|\bcity\b|"
    r"^(customer|client|member|user|buyer) ?(id|no|number|code)?$|会员|客户|"
    r"ip addr|^ip$|user agent|birth ?(day|date)|passport|"
    r"姓名|收货人|收件人|买家|昵称|邮箱|电子邮件|手机|电话|地址|邮编|身份证|联系人"
)

_PEOPLE = re.compile(
    r"e mail|email|^mail$|phone|mobile|telephone|(first|last|given|family|sur|full) ?name|"
    r"^(customer|buyer|billing|shipping|contact) name$|^surname$|address|street|ip addr|^ip$|"
    r"passport|姓名|收货人|收件人|买家|昵称|邮箱|电子邮件|手机|电话|地址|身份证|联系人"
)


@lru_cache(maxsize=65_536)
def canonical(header: str) -> str:
    """Casefolded, without punctuation, single spaces: ``Variant SKU`` → ``variant sku``."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    spaced = re.sub(r"[^\w]+|_+", " ", folded)
    return spaced.strip()


def is_personal(header: str) -> bool:
    """Whether a column of that name holds a name, an e-mail address, a phone or an address."""
    return _PERSONAL.search(canonical(header)) is not None


def names_people(header: str) -> bool:
    """Whether the column surely names a person, so that it may feed nothing but a pseudonym.

    Stricter than :func:`is_personal`: a city may be that of a store.
    """
    return _PEOPLE.search(canonical(header)) is not None


def find(headers: Iterable[str], aliases: Aliases) -> dict[str, str]:
    """Which header of the file carries each field; fields without one are left out."""
    by_name: dict[str, str] = {}
    for header in headers:
        by_name.setdefault(canonical(header), header)
    found = {}
    for field, names in aliases.items():
        present = [by_name[c] for c in map(canonical, names) if c in by_name]
        if present:
            found[field] = present[0]
    return found


def share(headers: Iterable[str], names: Iterable[str]) -> float:
    """Share of the names that the headers hold."""
    present = {canonical(header) for header in headers}
    wanted = {canonical(name) for name in names}
    return len(present & wanted) / len(wanted) if wanted else 0.0


def unique(headers: Sequence[str]) -> list[str]:
    """Headers made distinct: blanks get a number, repeats a suffix."""
    seen: set[str] = set()
    out = []
    for position, header in enumerate(headers, start=1):
        name = header.strip() or f"column {position}"
        candidate, n = name, 2
        while candidate in seen:
            candidate, n = f"{name} ({n})", n + 1
        seen.add(candidate)
        out.append(candidate)
    return out
