"""Currencies of ISO 4217: codes, minor units, symbols, and names in English and Chinese."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from modiste.model.errors import Place, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

# Marks that people write and the table's symbols do not cover. Several codes: the text alone
# does not say which, and the caller must.
_DOLLARS = (
    "USD AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NIO NZD "
    "ARS SBD SGD SRD TTD TWD UYU XCD"
)
_MARKS: Final = {
    "$": _DOLLARS,
    "¥": "CNY JPY",
    "£": "GBP EGP FKP GIP LBP SDG SHP SSP SYP",
    "kr.": "DKK ISK NOK SEK",
    "us$": "USD",
    "au$": "AUD",
    "ca$": "CAD",
    "can$": "CAD",
    "s/.": "PEN",
    "jp¥": "JPY",
    "rmb": "CNY",
    "元": "CNY",
    "圆": "CNY",
    "块": "CNY",
    "円": "JPY",
    "원": "KRW",
    "港币": "HKD",
    "台币": "TWD",
    "rs": "INR LKR MUR NPR PKR SCR",
    "rs.": "INR LKR MUR NPR PKR SCR",
    "fr": "CHF",
    "fr.": "CHF",
    "sfr.": "CHF",
    "tl": "TRY",
    "руб": "RUB",
    "руб.": "RUB",
    "euro": "EUR",
    "euros": "EUR",
}
# In Chinese text the bare signs are the yuan's, so the dollar and the yen carry their country.
_CHINESE_SYMBOLS: Final = {"CNY": "¥", "USD": "US$", "JPY": "JP¥"}


@dataclass(frozen=True)
class Currency:
    """One currency.

    Attributes:
        code: the ISO 4217 code, for example ``EUR``.
        exponent: decimals of the minor unit (2: cents); None where ISO names no minor unit.
        symbol: the sign used in English text; empty where the code itself is customary.
        en: the name in English.
        zh: the name in Chinese.
        withdrawn: year and month in which the code left the active list, else empty. Such codes
            are kept because old orders bear them.
    """

    code: str
    exponent: int | None
    symbol: str
    en: str
    zh: str
    withdrawn: str = ""

    @property
    def digits(self) -> int:
        """Decimals of an amount; 0 where ISO names no minor unit."""
        return self.exponent or 0

    def sign(self, locale: str = "en") -> str:
        """The symbol for a locale (``en`` or ``zh``), or the code where there is none."""
        if locale == "zh" and self.code in _CHINESE_SYMBOLS:
            return _CHINESE_SYMBOLS[self.code]
        return self.symbol or self.code


@cache
def currencies() -> Mapping[str, Currency]:
    """Every currency by its code.

    Source: ISO 4217 list one (active codes, with exponents), and the codes withdrawn since 2021.
    """
    table = files("modiste.model").joinpath("data/currencies.tsv").read_text("utf-8")
    rows = csv.DictReader(table.splitlines(), delimiter="\t")
    return MappingProxyType(
        {
            row["code"]: Currency(
                row["code"],
                int(row["exponent"]) if row["exponent"] else None,
                row["symbol"],
                row["en"],
                row["zh"],
                row["withdrawn"],
            )
            for row in rows
        }
    )


def find_currency(code: str) -> Currency:
    """The currency of an ISO 4217 code, whatever its case.

    Raises:
        UnknownNameError: there is no such code.
    """
    found = currencies().get(code.strip().upper())
    if found is None:
        raise UnknownNameError(
            "There is no such currency",
            remedy="Use a three-letter ISO 4217 code such as EUR, USD or CNY.",
            place=Place(value=code),
        )
    return found


@cache
def currency_marks() -> Mapping[str, tuple[str, ...]]:
    """What stands beside an amount (casefolded code, symbol, name) → the codes it may mean."""
    marks: dict[str, set[str]] = {}
    for currency in currencies().values():
        for mark in (currency.code, currency.symbol, currency.zh):
            if mark:
                marks.setdefault(mark.casefold(), set()).add(currency.code)
    for mark, codes in _MARKS.items():
        marks.setdefault(mark, set()).update(codes.split())
    return MappingProxyType({mark: tuple(sorted(codes)) for mark, codes in marks.items()})
