"""NIP, the number of a civil servant: 18 digits, of which birth date 8, appointment 6, sex 1, serial 3.

Only the length is law here.  What the digits say is judged in warnings, because the numbers of contract staff
(PPPK) do not keep to it.  A NIP is personal data: show it masked wherever a paper leaves the office.
Standard library only.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from taskforce.language import _, plural
from taskforce.model.errors import InvalidValue
from taskforce.model.text import clean_line, excerpt

LENGTH: Final = 18
_IN_TEXT: Final = (
    r"(?i)[\s/,;:-]*\(?(?:\bNIP\b[ .:]*(?P<marked>[0-9](?:[ .]?[0-9]){14,}|-)?"
    r"|(?P<bare>\b(?:19|20)[0-9]{6} ?[0-9]{6} ?[0-9] ?[0-9]{3}\b))(?![0-9])\s*\)?"
)
"""A NIP behind or below a name, with the word or without."""
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_YOUNGEST, _OLDEST = 15, 65
"""Years of age at appointment beyond which a number is worth a second look."""


def without_nips(text: str) -> tuple[str, list[str]]:
    """Return a text of names without the NIPs that stand behind or below them; and these, as they are written."""
    if not any(character.isdigit() for character in text) and "nip" not in text.lower():
        return text, []
    numbers = [match["marked"] or match["bare"] for match in re.finditer(_IN_TEXT, text)]
    if not numbers:
        return text, []
    return re.sub(_IN_TEXT, "\n", text).strip(" \n/,;:-"), [one for one in numbers if one and one != "-"]


def parse_nip(text: str) -> str:
    """Return the 18 digits of a NIP, without the spaces, dots, hyphens, ``NIP`` or apostrophe it was written with.

    Raises :class:`InvalidValue` for anything else, also for a number that a spreadsheet has rounded
    (``1.97512E+17``), which cannot be restored.
    """
    plain = clean_line(text).translate(_FULL_WIDTH)
    if re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+", plain):
        raise InvalidValue(
            _(
                "“{text}” has been rounded by the spreadsheet and its last digits are lost: "
                "format the cell as text and type the NIP again.",
                text=excerpt(plain),
            )
        )
    digits = re.sub(r"[ .\-–'’]", "", re.sub(r"(?i)^['’`]?\s*(?:nip\b\.?\s*:?)?", "", plain))
    if not re.fullmatch("[0-9]+", digits):
        raise InvalidValue(_("“{text}” is not a NIP: write its 18 digits.", text=excerpt(plain)))
    if len(digits) != LENGTH:
        raise InvalidValue(
            plural(
                "“{text}” has {count} digit, and a NIP has 18: add what is missing or correct it.",
                "“{text}” has {count} digits, and a NIP has 18: add what is missing or correct it.",
                len(digits),
                text=excerpt(plain),
            )
        )
    return digits


def nip_warnings(nip: str) -> list[str]:
    """Return what is unusual about a NIP that :func:`parse_nip` returned: sentences for the user, often none."""
    warnings: list[str] = []
    born = _birth_date(nip)
    year, month = int(nip[8:12]), int(nip[12:14])
    if born is None:
        warnings.append(_("The NIP begins with {digits}, which is not a date of birth.", digits=nip[:8]))
    elif not _YOUNGEST <= year - born.year <= _OLDEST:
        warnings.append(
            _("By the NIP, somebody born in {born} was appointed in {year}: check it.", born=born.year, year=year)
        )
    if not 1 <= month <= 12:
        warnings.append(
            _("The NIP gives {month} as month of appointment, as numbers of PPPK do.", month=nip[12:14])
        )
    if nip[14] not in "12":
        warnings.append(_("Digit 15 of the NIP is {digit}; it is 1 for men and 2 for women.", digit=nip[14]))
    if nip[15:] == "000":
        warnings.append(
            _("The NIP ends in 000, as it does when a spreadsheet has rounded it: check the last digits.")
        )
    return warnings


def _birth_date(nip: str) -> date | None:
    try:
        return date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        return None


def masked(text: str) -> str:
    """Return a NIP, a telephone number or an address with all but its last three signs hidden."""
    return "*" * (len(text) - 3) + text[-3:] if len(text) > 6 else "*" * len(text)
