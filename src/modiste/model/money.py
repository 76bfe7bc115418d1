"""Money: whole numbers of minor units with a currency, never a bare float.

Rounding, wherever it is needed, is to the nearest minor unit and a tie goes to the even one
(half-even), so that sums of many rounded amounts do not drift.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from modiste.model.currency import currency_marks, find_currency
from modiste.model.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

Exact = int | Decimal | Fraction
DecimalMark = Literal[".", ","]

_NUMBER = re.compile(r"[.,]?\d(?:[\d.,'’ ]*\d)?(?:[.,](?:[-–—]{1,2})?(?!\d))?")
_GROUPS = re.compile(r"\d{1,3}(?:(?:[.,'’ ]\d{3})+|(?:[,.]\d{2})*[,.]\d{3})")
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-"})


@dataclass(frozen=True)
class Money:
    """An amount of one currency.

    Attributes:
        minor: the amount in minor units (cents, fen; whole yen).
        currency: the ISO 4217 code, upper case.

    Raises:
        InputError: ``minor`` is no whole number.
        UnknownNameError: there is no such currency.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise InputError(
                f"{self.minor!r} is no whole number of minor units",
                remedy="Use Money.of for amounts in major units.",
            )
        object.__setattr__(self, "currency", find_currency(self.currency).code)

    @classmethod
    def of(cls, major: Exact | str, currency: str) -> Money:
        """An amount given in major units (12.34 euros), rounded half-even to the minor unit.

        Raises:
            InputError: ``major`` is a float, or no finite number.
        """
        code = find_currency(currency)
        return cls(round(_fraction(major) * 10**code.digits), code.code)

    @property
    def major(self) -> Decimal:
        """The amount in major units, with the currency's decimals."""
        return Decimal(self.minor).scaleb(-find_currency(self.currency).digits)

    def __str__(self) -> str:
        return f"{self.major:f} {self.currency}"

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __mul__(self, factor: Exact) -> Money:
        return Money(round(self.minor * _fraction(factor)), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Exact) -> Money:
        fraction = _fraction(divisor)
        if fraction == 0:
            raise InputError("Money cannot be divided by zero", remedy="Check the divisor.")
        return Money(round(self.minor / fraction), self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor > other.minor

    def __ge__(self, other: Money) -> bool:
        self._same(other)
        return self.minor >= other.minor

    def ratio(self, other: Money) -> Fraction:
        """This amount over another of the same currency, exactly.

        Raises:
            InputError: the currencies differ or the other amount is zero.
        """
        self._same(other)
        if other.minor == 0:
            raise InputError("A ratio to no money is undefined", remedy="Leave zero amounts out.")
        return Fraction(self.minor, other.minor)

    def allocate(self, weights: Sequence[Exact | float]) -> list[Money]:
        """Split into parts in proportion to weights; the parts sum to the whole exactly.

        Every part is first rounded towards zero; the minor units left over go one each to the
        parts with the largest remainders, ties to the earlier part.

        Args:
            weights: not negative and not all zero.

        Raises:
            InputError: the weights are unusable.
        """
        shares = [Fraction(weight) for weight in weights if _finite(weight)]
        if len(shares) != len(weights) or any(s < 0 for s in shares) or not sum(shares):
            raise InputError(
                f"Money cannot be split by the weights {list(weights)!r}",
                remedy="Give weights that are not negative and not all zero.",
            )
        sign = -1 if self.minor < 0 else 1
        exact = [abs(self.minor) * share / sum(shares) for share in shares]
        parts = [int(part) for part in exact]
        by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
        for index in by_remainder[: abs(self.minor) - sum(parts)]:
            parts[index] += 1
        return [Money(sign * part, self.currency) for part in parts]

    def _same(self, other: Money) -> None:
        if not isinstance(other, Money):
            raise InputError(
                f"{other!r} is no money", remedy="Add and compare money with money only."
            )
        if other.currency != self.currency:
            raise InputError(
                f"{self.currency} and {other.currency} cannot be mixed",
                remedy="Convert one of them at a stated rate first.",
            )


def sum_money(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of amounts that are all of one currency; zero if there are none.

    Raises:
        InputError: an amount is of another currency.
    """
    total = Money(0, currency)
    for amount in amounts:
        total += amount
    return total


def format_money(money: Money, locale: str = "en") -> str:
    """Money as people read it: ``-€1,234.50``, ``JP¥1,235``, ``CHF 5.00`` (a no-break space).

    Args:
        money: the amount.
        locale: ``en`` or ``zh`` (a longer tag such as ``zh-Hans-CN`` counts by its first part).

    Raises:
        InputError: another locale.
    """
    language = re.split("[-_]", locale.casefold())[0]
    if language not in ("en", "zh"):
        raise InputError(f"No money format for {locale!r}", remedy="Use 'en' or 'zh'.")
    sign = find_currency(money.currency).sign(language)
    gap = "\u00a0" if sign[-1].isalpha() else ""
    minus = "-" if money.minor < 0 else ""
    return f"{minus}{sign}{gap}{abs(money.major):,f}"


def parse_money(
    text: str, currency: str | None = None, decimal: DecimalMark | None = None
) -> Money:
    """Read an amount as people and spreadsheets write it.

    Understands codes, symbols and Chinese names before or after the number, full-width characters,
    grouping by comma, dot, space or apostrophe (threes, or Indian twos), ``-``, a trailing ``-``
    and parentheses for negative amounts, and ``12.–``. Excess decimals round half-even.

    Which of ``.`` and ``,`` marks the decimals, when ``decimal`` does not say:
      1. if both occur, the last one; if one occurs twice or more, it groups;
      2. if one occurs once, followed by other than three digits, it marks decimals;
      3. if one occurs once, followed by exactly three digits (``1,234``), it groups, unless the
         digits before it are ``0``, none or more than three, or it is a dot and the currency has
         three decimals (``1.234 KWD``).

    Args:
        text: the amount.
        currency: the currency where the text names none, or only a shared sign such as ``$``,
            ``¥`` or ``kr``; a text that names another currency is an error.
        decimal: the decimal mark, where it is known.

    Raises:
        InputError: the text is no amount, or its currency is missing or contradicts.
        UnknownNameError: ``currency`` does not exist.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()
    match = _NUMBER.search(plain)
    if match is None:
        raise _no_amount(text)
    number, before, after = match[0], plain[: match.start()].strip(), plain[match.end() :].strip()
    if number.startswith(".") and _abbreviated(before):
        number, before = number[1:], f"{before}."
    signs = _signs(before, after)
    if signs not in ("", "+", "-", "()"):
        raise _no_amount(text)
    marks = re.sub(r"[-+()]", " ", f"{before} {after}").split()
    code = find_currency(_currency_of(marks, currency, text))
    whole, fraction = _split_number(re.sub("[.,]-+$", "", number), decimal, code.digits, text)
    minor = round(Fraction(int(whole + fraction), 10 ** len(fraction)) * 10**code.digits)
    return Money(-minor if signs in ("-", "()") else minor, code.code)


def parse_amounts(text: str) -> dict[str, Money]:
    """Amounts of several currencies, such as ``EUR 5000, USD 6000``; nothing out of an empty text.

    Amounts stand apart by commas or semicolons that a blank follows.

    Raises:
        InputError: a part is no amount, names no currency, or names one that came before.
    """
    found: dict[str, Money] = {}
    for part in re.split(r"[,;]\s+|;", text):
        if not part.strip():
            continue
        amount = parse_money(part)
        if amount.currency in found:
            raise InputError(
                f"{amount.currency} is named twice in {text!r}",
                remedy="Name each currency once, such as EUR 5000, USD 6000.",
            )
        found[amount.currency] = amount
    return found


def minor_expr(col: str | pl.Expr, currency: str, decimal: DecimalMark = ".") -> pl.Expr:
    """A text or number column of major units as exact minor units.

    The digits that are written (for a float, its shortest exact notation) are what is rounded,
    half-even: 0.29 gives 29, 1.005 and 0.995 both give 100. Text may hold signs, grouping and this
    currency's own code or signs, as in `parse_money`.

    Args:
        col: a column name or expression.
        currency: the currency of the whole column.
        decimal: the decimal mark of text; numbers ignore it.

    Returns:
        An expression of type Int64, null where the value is blank, unreadable, of another
        currency or beyond 64 bits.

    Raises:
        UnknownNameError: the currency does not exist.
    """
    from modiste.model.numbers import scaled_expr

    code = find_currency(currency)
    marks = [mark for mark, codes in currency_marks().items() if code.code in codes]
    return scaled_expr(col, code.digits, decimal, marks)


def decimal_expr(col: str | pl.Expr, decimal: DecimalMark = ".", scale: int = 6) -> pl.Expr:
    """A text or number column as exact decimals, rounded half-even to ``scale`` places.

    Args:
        col: a column name or expression; text may hold signs and grouping but no units.
        decimal: the decimal mark of text; numbers ignore it.
        scale: decimal places, 0 … 18.

    Returns:
        An expression of type Decimal(38, scale), null where the value is blank or unreadable.
    """
    import polars as pl

    from modiste.model.numbers import scaled_expr

    unit = pl.lit(Decimal(1).scaleb(-scale), dtype=pl.Decimal(38, scale))
    return scaled_expr(col, scale, decimal, []).cast(pl.Decimal(38, 0)) * unit


def _fraction(value: Exact | str) -> Fraction:
    try:
        if not isinstance(value, float | bool):
            return Fraction(value)
    except (ValueError, OverflowError, ZeroDivisionError, TypeError):
        pass
    raise InputError(
        f"{value!r} is no exact number", remedy="Use an int, Decimal, Fraction or decimal text."
    )


def _finite(weight: Exact | float) -> bool:
    return Decimal(weight).is_finite() if isinstance(weight, float | Decimal) else True


def _no_amount(text: str) -> InputError:
    return InputError(
        "This is no amount of money",
        remedy="Write it like 1,234.50 EUR or €1,234.50; negative as -12.00 or (12.00).",
        place=Place(value=text),
    )


def _abbreviated(before: str) -> bool:
    """Whether a dot after the text ends a currency mark, as in ``Rs.500``."""
    words = re.split(r"[-+(\s]+", before)
    return f"{words[-1]}.".casefold() in currency_marks()


def _signs(before: str, after: str) -> str:
    """The signs around a number, which may stand at the ends of what is beside it; ``?`` if not."""
    left = re.fullmatch(r"([-+(]?)[^-+()]*([-+(]?)", before)
    right = re.fullmatch(r"([-)]?)[^-+()]*([-)]?)", after)
    if left is None or right is None:
        return "?"
    return "".join([*left.groups(), *right.groups()])


def _currency_of(marks: Sequence[str], currency: str | None, text: str) -> str:
    """The one currency that the marks beside the number and the caller agree on."""
    possible: set[str] | None = {find_currency(currency).code} if currency else None
    for mark in marks:
        codes = set(currency_marks().get(mark.casefold(), ()))
        if not codes:
            raise _no_amount(text)
        possible = codes if possible is None else possible & codes
    if possible is not None and len(possible) == 1:
        return next(iter(possible))
    if possible == set():
        what, remedy = "The currencies contradict", f"Expected {currency or 'one currency'}."
    elif possible is None:
        what, remedy = "The amount names no currency", "Pass the currency, or write its code."
    else:
        what = f"The sign may mean {', '.join(sorted(possible))}"
        remedy = "Pass the currency, or write its code."
    raise InputError(what, remedy=remedy, place=Place(value=text))


def _split_number(
    number: str, decimal: DecimalMark | None, digits: int, text: str
) -> tuple[str, str]:
    """The digits before and after the decimal mark."""
    mark = decimal or _decimal_mark(number, digits)
    whole, _, fraction = number.partition(mark) if mark else (number, "", "")
    grouped = whole == "" or whole.isdigit() or _GROUPS.fullmatch(whole)
    marks = {char for char in whole if not char.isdigit()}
    if not grouped or len(marks) > 1 or not (fraction == "" or fraction.isdigit()):
        raise _no_amount(text)
    return re.sub(r"\D", "", whole) or "0", fraction


def _decimal_mark(number: str, digits: int) -> str:
    """Which mark separates the decimals (see `parse_money`), or none."""
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return ""
    mark = number[last]
    before, after = number[:last], number[last + 1 :]
    if ("," if mark == "." else ".") in before or re.search(r"['’ ]", before):
        return mark if number.count(mark) == 1 else ""
    if number.count(mark) > 1:
        return ""
    if len(after) != 3:
        return mark
    lone = before in ("", "0") or len(before) > 3
    return mark if lone or (mark == "." and digits == 3) else ""
