"""People as offices write them: titles before and behind, several in one cell, asked for by part of a name.

A name is kept as it was given, titles and commas included; what is here only compares it, splits cells and makes
handles.  The lists of titles are common ones, not law: an unknown title stays part of the name.
Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from taskforce.model.text import clean_line, clean_text, fold, slug

_FRONT = (
    r"prof|drs|dra|drg|drh|dr|ir|k\.? ?h|h\.? ?m|hj|h|rr|r|tb|tgh|ustadzah|ustadz|ustaz|ust|"
    r"bapak|bpk|pak|ibu|bu|saudara|saudari|sdri|sdr|letkol|mayor|kapten|akbp|kompol|kombes"
)
_FRONT_TITLE = rf"(?:{_FRONT})(?:\.[ ,]*| )(?=[^ ,])"

ADDRESSES = r"pak|bu|bapak|ibu|bpk|saudara|saudari|sdri|sdr"
"""How people are spoken to: no part of any name, and nobody's name by itself."""

_TITLES = r"(?:K\.?H|H|Hj|Dr|Drs|Dra|Ir|Prof)\.?|(?:dr|drg)\."
_SPOKEN = re.compile(
    rf"(?:(?i:{ADDRESSES})\.?[ ]+(?:(?:{_TITLES})[ ]+)*[^\W\d_]|(?:(?:{_TITLES})[ ]+)+[A-Z])[\w'’-]*(?![\w:])"
    r"(?P<more>(?:[ ]+[A-Z][\w'’-]*(?![\w:]))*)"
)

_DEGREES = """
sh se st skom ssi sip ssos spd spdi sag sked skep skm skh shut sp spt spi sfarm sgz skes stp sstp sap ss sn ssn sds
sars spsi sstat sikom sadm sak sei sthi shi sst smb smat sptk sthut sua spwk bsc ba beng bba bcom
mt msi mm mh mkom mkes mpd mpdi map mag mip msc ma mba mph meng mcs mti msos mhum mkep mkn mak mstat mads msn mds
mars mpsi mee mep me mei mec mecdev medu mpa mpp mppm mgizi mkm mfarm mkeb mling mil mpwk mtp mikom mua mes
llm magr mhkes mpsdm msp mkomp phd edd dba
"""
_PROFESSIONS = """
spa spb spog spot spm sppd spjp spkk sprad span spki spp spkj sptht sps spu spok sppk
amd ama amdkom amdkep amdkeb amdkes amk amkl apt ners ns ak ca cpa ipm ipu akt qia cfra cgaa crmo crma qrma
cfe pmp cisa
"""
_BACK: Final = frozenset((_DEGREES + _PROFESSIONS).split())
"""Titles behind a name, without dots, spaces and case."""

_BACK_SERIES = r"(?:s\.? ?tr|a\.? ?md|sp)\. ?[a-z-]+(?:\.[a-z-]+)*\.?"
"""Families of titles with many members: S.Tr.IP, A.Md.Keb, Sp.PD-KGH."""

_OFFICE = (
    r"(?:plt|plh|pj|kepala|kadis|kadin|kaban|kabid|kabag|kasi|kasubbag|kasubag|kasubbid|ka|sekretaris|sekda|sekdis|"
    r"sekretariat|asisten|staf|direktur|direktorat|dirut|wakil|ketua|koordinator|camat|lurah|bupati|dinas|badan|bidang|"
    r"bagian|seksi|subbag|subbagian|sub|biro|kantor|kementerian|tim|pokja|forum|dewan|unit|upt|uptd|rsud|rumah|"
    r"puskesmas|kecamatan|kelurahan|inspektorat|inspektur|satpol|pt|cv|perumda|universitas)\b"
)
"""Words that an office or a position begins with: such a text names no people whose names could be parted."""

_INSIDE: Final = str.maketrans(",;/& \n", "\ue000\ue001\ue002\ue003\ue004\ue005")
_OUTSIDE: Final = {new: chr(old) for old, new in _INSIDE.items()}
_NOBODY: Final = frozenset(("n/a", "n.a.", "na", "nihil"))


def split_people(text: str) -> list[str]:
    """Return the people named in one cell, in order, each once, with their titles.

    They are parted by lines, ``;``, ``/``, ``&``, ``dan``, ``and``, numbering, and by commas that introduce no
    title: ``Ir. H. Nasrun Syah, M.T., Galuh Tantri, S.Si.`` is two people.  A text that begins like an office or
    a position (``Kepala Dinas Komunikasi, Informatika, Statistik dan Persandian``) is parted only in front of
    another such.  What is in brackets is never parted.
    """
    plain = clean_text(text)
    if fold(plain) in _NOBODY:
        return []
    shielded = re.sub(r"\([^()]*\)", lambda match: match[0].translate(_INSIDE), plain)
    if re.match(r"\s*1[.)]", shielded):
        shielded = re.sub(r"(?:^|\s)[0-9]{1,2}[.)] *(?=[^\W\d])", "\n", shielded)
    people: dict[str, str] = {}
    for line in re.split("[\n;]", shielded):
        for part in _parts(clean_line(re.sub(r"^\s*[-•*·–—]\s*", "", line))):
            person = clean_line(part.translate(_OUTSIDE)).strip(" ,:")
            if any(character.isalpha() for character in person):
                people.setdefault(fold(person), person)
    return list(people.values())


def _parts(line: str) -> list[str]:
    if re.match(_OFFICE, line, re.IGNORECASE):
        return re.split(rf"(?i)(?:,| dan | and |&|/) *(?={_OFFICE})", line)
    people = re.split(r"(?i) (?:dan|and|serta) | *[/&] *", line)
    return [person for several in people for person in _by_commas(several)]


def _by_commas(text: str) -> list[str]:
    people: list[str] = []
    for segment in re.split(" *, *", text):
        if people and (not segment or _only_titles(segment)):
            people[-1] = f"{people[-1]}, {segment}" if segment else people[-1]
        elif re.match("(?i)(?:dan|and|serta) ", segment):
            people.append(segment.split(" ", 1)[1])
        else:
            people.append(segment)
    return people


def _is_title(text: str) -> bool:
    return re.sub("[ .]", "", text).lower() in _BACK or re.fullmatch(f"(?i){_BACK_SERIES}", text) is not None


def _only_titles(segment: str) -> bool:
    """Return whether a segment between commas is one title, or several without commas (``S.Kom M. T.``)."""
    words = segment.split()
    while words:
        count = next((size for size in (3, 2, 1) if _is_title(" ".join(words[:size]))), 0)
        if not count:
            return False
        words = words[count:]
    return True


def bare_name(text: str) -> str:
    """Return a name without titles and brackets: ``Farid S.`` for ``Drs. H. Farid S., M.Si.``.

    Something is always left: where all of it looks like titles, the last word stays.
    """
    name = clean_line(re.sub(r"\([^()]*\)?", " ", text)).strip(" ,")
    if not any(character.isalnum() for character in name):
        name = clean_line(text)
    segments = re.split(" *, *", name)
    while len(segments) > 1 and _only_titles(segments[-1]):
        segments.pop()
    words = _without_front(", ".join(segments)).split()
    while len(words) > 1 and _written_as_title(words[-1]):
        words.pop()
    return _without_front(" ".join(words)).rstrip(",")


def _without_front(name: str) -> str:
    while (title := re.match(f"(?i){_FRONT_TITLE}", name)) is not None:
        name = name[title.end() :]
    return name


def _written_as_title(word: str) -> bool:
    """Return whether the last word of a name is a title without a comma: it has a dot inside, or capitals."""
    capitals = sum(character.isupper() for character in word)
    return _is_title(word) and ("." in word[:-1] or capitals > 1)


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", re.sub("['`´‘’ʼ]", "", fold(name)))


def is_address(text: str) -> bool:
    """Return whether a text is only how somebody is spoken to (``Pak``)."""
    return re.fullmatch(rf"(?i)(?:{ADDRESSES})\.?", text.strip()) is not None


def without_address(text: str) -> str:
    """Return a name without how its person is spoken to: ``Hasan`` for ``Pak Hasan``; titles stay."""
    return re.sub(rf"(?i)^(?:(?:{ADDRESSES})(?:\. *| +))+(?=\S)", "", clean_line(text))


def spoken_name(text: str, start: int) -> str:
    """Return the name at a place of a line that begins with an address or a title (``Pak Hasan``); empty for none.

    It goes on for further words in capitals where it ends the line, or a sign or field follows; within a sentence
    these would be the sentence's.
    """
    name = _SPOKEN.match(text, start)
    if name is None:
        return ""
    behind = re.match(r"[.,;]?\s*(?:[@+]|[A-Za-z_]+:|$)", text[name.end() :])
    before = re.search(r"\w", text[: max(start - 1, 0)])
    return name[0] if behind and before else text[start : name.start("more")]


def handle_for(name: str, taken: Collection[str]) -> str:
    """Return a short name for ``@`` and for typing: the first word of the name, in ``a-z0-9``.

    Where that is ``taken`` (compared without case), the next word is added, then a number: ``galuh``,
    ``galuh-tantri``, ``galuh2``.  A name without Latin letters gives ``member``.
    """
    used = {handle.casefold() for handle in taken}
    words = [word for part in _words(bare_name(name)) if (word := slug(part, 20).replace("-", ""))]
    spoken = [word for word in words if len(word) > 1] or words or ["member"]
    choices = [spoken[0], *(f"{spoken[0]}-{word}" for word in spoken[1:2])]
    for choice in choices:
        if choice not in used:
            return choice
    number = 2
    while f"{spoken[0]}{number}" in used:
        number += 1
    return f"{spoken[0]}{number}"


def matches_name(query: str, name: str) -> bool:
    """Return whether ``query`` is a part of ``name``: each of its words begins another word of the name.

    Titles, case, accents and the order of the words do not count; an empty query matches nobody.
    """
    asked = sorted(_words(bare_name(query)), key=len, reverse=True)
    left = _words(bare_name(name))
    for word in asked:
        begun = next((part for part in left if part.startswith(word)), None)
        if begun is None:
            return False
        left.remove(begun)
    return bool(asked)
