"""Amounts, percentages and numbers: read as Indonesian offices write them, written in either language.

``1.500`` is fifteen hundred and ``1,5`` is one and a half.  English grouping is read where it cannot be anything
else (``1,500,000``, ``1,500.00``), and so is a dot that cannot group thousands (``12.5``).  What could be read in
two ways is refused.  Standard library only; decimals and fractions are imported where one is made: they take a
twentieth of a short command, and most have none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from taskforce.language import _, current_language
from taskforce.model.errors import InvalidValue
from taskforce.model.text import clean_line, excerpt

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

Number: TypeAlias = "int | float | Decimal | Fraction"

GREATEST_AMOUNT: Final = 9_000_000_000_000_000
"""Nine million billion rupiah: more than the state's budget, and still exact in every JSON reader."""

_HARMLESS: Final = str.maketrans("０１２３４５６７８９．，％－‐‑–−", "0123456789.,%-----")
_LONGEST: Final = 60

_INDONESIAN = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?"
_ENGLISH = r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|[1-9][0-9]{0,2},[0-9]{3}\.[0-9]+|[0-9]+\.[0-9]+"
_TWO_READINGS = r"[1-9][0-9]{0,2},[0-9]{3}"
_MONEY = (
    r"(?P<sign>-|\()? ?(?P<currency>rp\.?|idr)? ?(?P<sign2>-)? ?"
    r"(?P<digits>[0-9.,]+?) ?(?!rupiah)(?P<scale>[a-z]*)\.?"  # digits and a scale word
    r"(?:,--?)?(?: ?rupiah)?\)?"  # "and nothing behind the comma"
)

_SCALES: Final = {
    "": 1,
    **dict.fromkeys(("ribu", "rb"), 10**3),
    **dict.fromkeys(("juta", "jt"), 10**6),
    **dict.fromkeys(("miliar", "milyar", "m", "mlr"), 10**9),
    **dict.fromkeys(("triliun", "trilyun", "t", "tn"), 10**12),
}


def parse_money(text: str) -> int:
    """Return whole rupiah of ``Rp 1.385.437.875,00``, ``1.500,-``, ``1,5 juta``, ``2 M`` (miliar), ``1,2 T``.

    A comma before exactly three digits (``1,500``) is refused, because it may mean 1500 or 1.5 of something.
    After the currency it groups thousands (``Rp1,500``: nobody writes thousandths of a rupiah); before a scale
    word, which is Indonesian, it is the decimal comma (``Rp1,385 miliar`` is 1,385,000,000).

    Raises :class:`InvalidValue` also for negative amounts, sen, and amounts beyond :data:`GREATEST_AMOUNT`.
    """
    from decimal import Decimal
    from fractions import Fraction

    match = re.fullmatch(_MONEY, _normal(text))
    number = _decimal(match["digits"]) if match and match["scale"] in _SCALES else None
    if match is None or number is None:
        raise InvalidValue(
            _(
                "“{text}” is not an amount of rupiah: write it as 1.385.437.875, Rp1.500.000 or 1,5 juta.",
                text=excerpt(text),
            )
        )
    if match["sign"] or match["sign2"]:
        raise InvalidValue(_("“{text}” is negative: an amount of rupiah is 0 or more.", text=excerpt(text)))
    if not match["scale"] and re.fullmatch(_TWO_READINGS, match["digits"]):
        if not match["currency"]:
            raise InvalidValue(
                _(
                    "“{text}” can be read in two ways: write {dots}, or the whole amount without dots and commas.",
                    text=excerpt(text),
                    dots=match["digits"].replace(",", "."),
                )
            )
        number = Decimal(match["digits"].replace(",", ""))
    return _whole_rupiah(Fraction(number) * _SCALES[match["scale"]], text)


def _whole_rupiah(amount: Fraction, text: str) -> int:
    if amount.denominator != 1:
        raise InvalidValue(_("“{text}” has a part of a rupiah: write whole rupiah.", text=excerpt(text)))
    if amount > GREATEST_AMOUNT:
        raise InvalidValue(_("“{text}” is more than any budget: check the zeros.", text=excerpt(text)))
    return int(amount)


def parse_percent(text: str) -> int:
    """Return progress in whole percent, 0 to 100: ``80``, ``80%``, ``87,5 %``.

    Decimals are read only with the sign ``%`` (or the word persen), and rounded half up: ``87,5%`` is 88.
    ``0,8`` alone is refused, because it may be meant as a share of 1.
    """
    from decimal import Decimal

    match = re.fullmatch(r"(-?)([0-9]+)(?:([.,])([0-9]+))? ?(%|persen|percent)?", _normal(text))
    if match is None or (match[3] == "." and len(match[4]) == 3):
        raise InvalidValue(_("“{text}” is not a percentage: write 0 to 100, such as 80%.", text=excerpt(text)))
    if match[3] and not match[5]:
        raise InvalidValue(
            _(
                "“{text}” may be a share of 1 or a percentage: write whole percent, or add the sign %.",
                text=excerpt(text),
            )
        )
    share = Decimal(f"{match[1]}{match[2]}.{match[4] or 0}")
    if not 0 <= share <= 100:
        raise InvalidValue(_("“{text}” lies outside 0% to 100%: correct the percentage.", text=excerpt(text)))
    return int(round_half_up(share, 0))


def parse_number(text: str) -> Decimal:
    """Return a weight, target or baseline of ``1.234.567,89``, ``1.500`` (fifteen hundred), ``12,5``.

    A single comma is always the decimal comma: ``1,500`` is one and a half.  Raises :class:`InvalidValue`.
    """
    plain = _normal(text)
    number = _decimal(plain.removeprefix("-"))
    if number is None:
        raise InvalidValue(_("“{text}” is not a number: write it as 1.234,5 or 1234,5.", text=excerpt(text)))
    return number.copy_negate() if plain.startswith("-") and number else number


def round_half_up(value: Number, places: int = 1) -> Decimal:
    """Return ``value`` to ``places`` decimals, halves away from zero: 87.25 gives 87.3, -2.25 gives -2.3."""
    from decimal import Decimal

    exact = _exact(value)
    scaled = abs(exact) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(f"{'-' if exact < 0 and units else ''}{units}E-{places}")


def format_rupiah(amount: int, language: str | None = None) -> str:
    """Return ``Rp1.385.437.875``, or ``Rp1,385,437,875`` in English; the language in force unless one is given."""
    from decimal import Decimal

    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{_grouped(Decimal(abs(amount)), 0, language)}"


def format_number(value: Number, language: str | None = None, decimals: int | None = None) -> str:
    """Return ``value`` with grouped thousands: ``1.234,5``, or ``1,234.5`` in English.

    ``decimals`` rounds half up to that many; without it, there are as many as the value has (six for a fraction
    that never ends, at most).
    """
    from decimal import Decimal
    from fractions import Fraction

    if decimals is not None:
        return _grouped(round_half_up(value, decimals), decimals, language)
    number = round_half_up(value, 6) if isinstance(value, Fraction) else Decimal(str(value))
    exponent = number.normalize().as_tuple().exponent
    return _grouped(number, max(0, -exponent) if isinstance(exponent, int) else 0, language)


def format_percent(value: Number | None, language: str | None = None) -> str:
    """Return a share in percent with one decimal, half up: ``87,5%``, or ``87.5%`` in English; ``–`` for None."""
    return "–" if value is None else f"{format_number(value, language, 1)}%"


def _normal(text: str) -> str:
    """Return a text in lower case, with single spaces, ASCII digits and signs; "" for one that is too long."""
    plain = clean_line(text).translate(_HARMLESS).lower()
    return plain if len(plain) <= _LONGEST else ""


def _decimal(digits: str) -> Decimal | None:
    """Return the value of unsigned digits with their separators; Indonesian reading first."""
    from decimal import Decimal

    if re.fullmatch(_INDONESIAN, digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    if re.fullmatch(_ENGLISH, digits):
        return Decimal(digits.replace(",", ""))
    return None


def _exact(value: Number) -> Fraction:
    from fractions import Fraction

    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def _grouped(number: Decimal, decimals: int, language: str | None) -> str:
    text = f"{number:,.{decimals}f}"
    if (language or current_language()) == "id":
        return text.translate(str.maketrans(",.", ".,"))
    return text
