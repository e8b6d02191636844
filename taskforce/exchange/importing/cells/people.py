"""What stands in a cell of people: names, mail addresses, offices, positions, and words for nobody."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from taskforce.model.names import bare_name, split_people
from taskforce.model.text import clean_line, clean_text, fold

_MAIL: Final = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_NAMED_MAIL: Final = rf"[<(\[]\s*(?:mailto:)?({_MAIL})\s*[>)\]]"

_OFFICE: Final = (
    r"(?:dinas|badan|bagian|bidang|kecamatan|kec\.|kelurahan|kel\.|kantor|sekretariat|setda|setwan|rsud|rsu\b|"
    r"rumah sakit|"
    r"uptd?\b|puskesmas|inspektorat|satpol|satuan|kementerian|kemen[a-z]{3,}|biro|seksi|sub ?bag(?:ian)?|"
    r"subbid(?:ang)?|"
    r"direktorat|ditjen|lembaga|komisi|komite|perumda|perusahaan|pemerintah|pemkab|pemprov|pemkot|pemda|pemdes|"
    r"bumd|"
    r"bumn|bumdes|universitas|univ\.|politeknik|institut|yayasan|polres|polsek|polda|kodim|koramil|kejaksaan|"
    r"pengadilan|dprd|forum|dewan|tim|pokja|kelompok kerja|gugus tugas|panitia|balai|unit|instansi|asosiasi|"
    r"koperasi|"
    r"pt|cv|ud|department|dept|ministry|office of|directorate|division|committee|council|agency)(?![\w])"
)
_OFFICE_ALONE: Final = (
    r"(?:dis(?:kominfo\w*|dik\w*|hub|dag\w*|perin\w*|nak\w*|tan\w*|par\w*|pora\w*|sos\w*|duk\w*|perkim\w*|pmd\w*|"
    r"pert\w*|"
    r"kop\w*|bud\w*|lh\w*|put\w*|kan\w*)|din(?:kes\w*|sos\w*|dik\w*|perkim\w*)|kominfo\w*|dukcapil|bap(?:peda\w*|"
    r"pelit\w*|enda)|"
    r"bpkad|bkad|bkpsdm|bkd|bpbd|bps|bpn|bnn|bpkp|bpk|dpmd|dpmptsp\w*|dlhk?|dpu\w*|pupr\w*|pu|kesbang\w*|"
    r"satpol ?pp|damkar|"
    r"setda|setdako|setwan|dprd|perpusda|arpusda|inspektorat|bulog|pdam|pln|telkom|kadin|tp ?pkk|pkk|opd|"
    r"skpd)(?![\w])"
)
_OFFICE_BEHIND: Final = (
    r"\b(?:team|department|dept\.?|division|office|committee|ministry|agency|unit|council|bureau|authority|"
    r"university|development|design|legal|marketing|sales|finance|engineering|procurement|compliance|infrastructure|"
    r"architecture|logistics|hr|it|security|testing|accounting|purchasing|production|management|services|"
    r"ltd\.?|inc\.?|llc|gmbh|tbk|persero)$"
)
_POSITION: Final = (
    r"(?:kepala|kadis|kadin|kaban|kabid|kabag|kasi|kasub\w*|ka\.|sekretaris|sekda|sekdis|sekcam|sekdes|asisten|"
    r"direktur|dirut|"
    r"wakil|wabup|ketua|koordinator|camat|lurah|kades|bupati|walikota|gubernur|inspektur|staf|staff|admin\w*|"
    r"operator|bendahara|plt|plh|manager|director|head of|chief|pejabat|ppk|pptk|kpa|pa)(?![\w])"
)
_ROLE_BEHIND: Final = (
    r"\b(?:designer|electrician|manager|engineer|developer|analyst|tech|technician|officer|coordinator|consultant|"
    r"specialist|architect|tester|lead|owner|sponsor|assistant|contractor|vendor|client|customer|user|trainer|"
    r"secretary|accountant|supervisor|administrator|support|operations|gm|pm|ceo|cto|cfo|cio|coo|qa|ba|vp)(?:'?s)?$"
)
_NOBODY_TEXT: Final = (
    "tbd|tba|tbc|to be determined|to be decided|to be confirmed|n/a|na|none|nobody|unassigned|"
    "not assigned|vacant|kosong|all|everyone|everybody|all team|all teams|all members|semua|semuanya|"
    "seluruhnya|bersama|masing-masing|masing masing|menyusul|belum ada|belum ditentukan|belum ditunjuk|"
    "ditentukan kemudian|akan ditentukan|pihak terkait|yang bersangkutan|ybs|terkait|lintas opd|"
    "lintas sektor|opd|opd terkait|skpd terkait|instansi terkait|dinas terkait|perangkat daerah terkait|"
    "unit terkait|stakeholder|stakeholders|?|-|nihil|you|me|self|saya|tim|team"
)
NOBODY: Final = frozenset(_NOBODY_TEXT.split("|"))
_ALL_OF: Final = (
    r"(?:semua|seluruh|segenap|setiap|masing-masing|all|every|each) (?:\w+ ){0,2}?(?:opd|skpd|sopd|"
    r"perangkat daerah|dinas|instansi|"
    r"anggota|tim|peserta|unit|bidang|bagian|kecamatan|desa|kelurahan|pegawai|members?|teams?|departments?|staff|"
    r"pihak)"
    r"(?: terkait| pengampu| teknis)?"
)
_NO_NAME_TEXT: Final = (
    "pic|tugas|rapat|pekerjaan|kegiatan|status|judul|title|task|owner|tanggal|selesai|proses|belum|sudah|"
    "ya|tidak|ada|open|closed|done|new|high|low|medium|tinggi|sedang|rendah|baru|lama|laporan|dokumen|"
    "draft|final|survei|survey|data|sistem|aplikasi|layanan|program|jalan|gedung|kantor|desa|kota|"
    "kabupaten|provinsi|bimtek|sosialisasi"
)
_NO_NAME: Final = frozenset(_NO_NAME_TEXT.split("|"))
"""Words that no name is made of, as far as columns of people go."""
_MADE_WORD: Final = r"(?:pe[mnlr]?|per|ke|ber|mem?|men[gy]?)[a-z]{3,}(?:an|kan|si)"
"""Indonesian words made of a root: ``pelatihan``, ``penyusunan``: what work is called, and no name."""


class Cell(NamedTuple):
    """The people, offices, positions and words for nobody of a cell; ``mails`` by the name they stand behind."""

    people: list[str]
    offices: list[str]
    positions: list[str]
    nobody: list[str]
    mails: dict[str, str]


def read_people(text: str) -> Cell:
    """Return who stands in a cell, in order, each once."""
    cell = Cell([], [], [], [], {})
    shielded, mails = _without_mails(_bare(clean_text(text)))
    if is_nobody(shielded):
        return cell._replace(nobody=[clean_line(text)])
    for name in split_people(shielded):
        if name in mails:
            cell.mails[name] = mails[name]
        if is_nobody(name):
            cell.nobody.append(name)
        elif is_office(name):
            cell.offices.append(name)
        elif is_position(name):
            cell.positions.append(name)
        else:
            cell.people.append(name)
    return cell


def _bare(text: str) -> str:
    """Return names without what programs write around and behind them: ``[A, B]``, ``A[50%]``, ``A (12)``."""
    if "[" not in text and "(" not in text:
        return text
    listed = re.fullmatch(r"\[([^\[\]]*)\]", text.strip())
    return re.sub(r" ?\[[0-9]+ ?%\]| \([0-9]+\)(?=$|[,;\n])", "", listed[1] if listed else text)


def _without_mails(text: str) -> tuple[str, dict[str, str]]:
    """Return a text of names without the addresses behind them, and these by name."""
    if "@" not in text or "." not in text:
        return text, {}
    mails: dict[str, str] = {}
    parts: list[str] = []
    end = 0
    for match in re.finditer(_NAMED_MAIL, text):
        before = text[end : match.start()]
        names = split_people(before)
        if names:
            mails[names[-1]] = match[1].casefold()
        parts += [before, "\n"]
        end = match.end()
    rest = "".join(parts) + text[end:]
    for match in re.finditer(_MAIL, rest):
        local = clean_line(match[0].partition("@")[0])
        mails[local] = match[0].casefold()
    return re.sub(_MAIL, lambda match: match[0].partition("@")[0], rest), mails


@lru_cache(4096)
def is_nobody(text: str) -> bool:
    """Return whether a text stands for nobody in particular: ``TBD``, ``Semua OPD``."""
    plain = fold(clean_line(text)).strip(" .()")
    return plain in NOBODY or re.fullmatch(_ALL_OF, plain) is not None


@lru_cache(4096)
def is_office(text: str) -> bool:
    """Return whether a text names an office or a company, and no person."""
    plain = fold(clean_line(text))
    return (
        any(re.match(pattern, plain) is not None for pattern in (_OFFICE, _OFFICE_ALONE))
        or re.search(_OFFICE_BEHIND, plain) is not None
    )


@lru_cache(4096)
def is_position(text: str) -> bool:
    """Return whether a text names a position (``Camat Sungai Rindu``), and no person."""
    plain = fold(clean_line(re.sub(r"\([^()]*\)", " ", text)))
    if re.match(_POSITION, plain) is not None:
        return True
    return len(plain.split()) <= 4 and re.search(_ROLE_BEHIND, plain) is not None


def office_of(position: str) -> str | None:
    """Return the office that a position is one of (``Kepala Dinas Kesehatan``), if it says so."""
    match = re.search(rf"(?i)\b(?:{_OFFICE}|{_OFFICE_ALONE}).*", clean_line(position))
    return match[0] if match and match.start() else None


@lru_cache(8192)
def looks_like_person(text: str) -> bool:
    """Return whether a text is written as a person's name is: two or more capitalised words, or titles."""
    line = clean_line(text)
    if not 3 <= len(line) <= 70 or is_nobody(line) or is_office(line) or is_position(line):
        return False
    if re.search(_NAMED_MAIL, line):
        return True
    bare = bare_name(line)
    words = bare.replace(",", " ").split()
    if not words or len(words) > 6 or re.search(r"[0-9:/@?!%&_=]", bare):
        return False
    if not all(re.fullmatch(r"[^\W\d_][\w'’`.-]*", word) and word[0].isupper() for word in words):
        return False
    plain = [fold(word) for word in words]
    if any(word in _NO_NAME or re.fullmatch(_MADE_WORD, word) for word in plain):
        return False
    return len(words) > 1 or bare != line


@lru_cache(8192)
def may_be_people(text: str) -> bool:
    """Return whether a cell can stand in a column of people: names, handles, mail addresses, offices, nobody."""
    if len(text) > 400:
        return False
    cell = read_people(text)
    if not cell.people:
        return bool(cell.offices or cell.positions or cell.nobody)
    return all(
        looks_like_person(name)
        or (
            len(name.split()) <= 3
            and re.fullmatch(r"@?[^\W\d_][\w'’`.-]*(?: [^\W\d_][\w'’`.-]*)*", name) is not None
            and fold(name) not in _NO_NAME
        )
        for name in cell.people
    )
