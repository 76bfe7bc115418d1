"""Texts of posts without the people in them."""

from __future__ import annotations

import polars as pl

HANDLE = "@…"
EMAIL = "[e-mail]"
PHONE = "[phone]"
CONTACT = "[contact]"

_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_MENTION = r"[@＠][\w.\-\u3400-\u9fff]*\w"
_REDDIT = r"(?i)(^|[\s(])/?u/[\w-]{3,}"
_ACCOUNT = (
    r"(?i)((?:微信号?|v信|vx|wx|wechat(?:\s?id)?|qq|whats\s?app|telegram|signal|line\s?id)"
    r"\s*[:：]?\s*)(?:\+?[a-z0-9][a-z0-9_\-]{4,}\d[a-z0-9_\-]*|\d{5,})"
)
# Word boundaries count ASCII only, for numbers stand right beside Chinese characters.
# International, Chinese mobile, North American and European groupings; not dates or prices.
_PHONES = (
    r"(?:\+|(?-u:\b)00)\d{1,3}[\s.\-]?(?:\(\d{1,4}\)[\s.\-]?)?\d(?:[\s.\-]?\d){6,12}(?-u:\b)",
    r"(?-u:\b)1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}(?-u:\b)",
    r"\(\d{3}\)\s?\d{3}[\s.\-]\d{4}(?-u:\b)",
    r"(?-u:\b)\d{3}[.\-]\d{3}[.\-]\d{4}(?-u:\b)",
    r"(?-u:\b)0\d{2,4}[\s/\-]\d{3,4}[\s\-]?\d{3,4}(?-u:\b)",
)
_PERSONAL_URL = (
    r"(?i)/(?:u|user|users|profile|people)/|/@|(?:^|//|\.)weibo\.(?:com|cn)/(?:u/)?\d{6,}|"
    r"(?:^|//|\.)(?:x|twitter|threads|facebook)\.(?:com|net)/"
)


def scrubbed(texts: pl.Series) -> pl.Series:
    """Texts with a placeholder for every handle, e-mail address, phone number and account."""
    out = texts.str.replace_all(_MAIL, EMAIL)
    out = out.str.replace_all(_ACCOUNT, f"${{1}}{CONTACT}")
    for pattern in _PHONES:
        out = out.str.replace_all(pattern, PHONE)
    out = out.str.replace_all(_MENTION, HANDLE)
    return out.str.replace_all(_REDDIT, f"${{1}}{HANDLE}")


def without_people(urls: pl.Series, *people: pl.Series) -> pl.Series:
    """Addresses, null where they name a person: by their form, or one of the names beside them."""
    frame = pl.DataFrame({"url": urls, **{str(i): who for i, who in enumerate(people)}})
    names = pl.col("url").str.contains(_PERSONAL_URL).fill_null(False)
    for i in range(len(people)):
        who = pl.col(str(i)).str.strip_chars("@ ").str.to_lowercase()
        inside = pl.col("url").str.to_lowercase().str.contains(who, literal=True)
        names = names | ((who.str.len_chars() >= 3) & inside).fill_null(False)
    return frame.select(pl.when(~names).then("url").alias("url")).to_series()
