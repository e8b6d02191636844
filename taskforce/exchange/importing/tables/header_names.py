"""What offices call the columns of their lists, in Indonesian and English; and the columns of our own exports.

Names are compared folded, without punctuation, units in brackets and "No." signs.  A field ending in ``?`` has
several meanings, which ``headers`` beside this module decides by the other columns.  Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple

from taskforce.model.text import fold

SheetKind = Literal["actions", "members", "deadlines"]
KINDS: Final[tuple[SheetKind, ...]] = ("actions", "members", "deadlines")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


_NUMBER = _names("no, nomor, no urut, nomor urut, urut, number, nr, n o")

_AGENCY = _names(
    "opd, pic biro, biro, opd penanggung jawab, opd penanggungjawab, opd pj, penanggung jawab opd, skpd, sopd, "
    "perangkat daerah, perangkat daerah penanggung jawab, instansi, instansi penanggung jawab, dinas, agency, "
    "responsible agency, lead agency, unit kerja, bagian, opd pelaksana, opd pengampu, opd utama, pic opd, "
    "pic instansi, satuan kerja, satker, leading sector, dinas instansi, opd instansi, skpd penanggung jawab, "
    "asal instansi, instansi asal, opd leading sector, kantor"
)
_STATUS_FINISHED = _names(
    "selesai pada, diselesaikan, diselesaikan pada, tanggal penyelesaian, tgl penyelesaian, done on, done_on, "
    "completed on, completed, completion date, date completed, finished on, tanggal selesai realisasi, "
    "realisasi selesai, realisasi penyelesaian, tanggal realisasi, tgl realisasi, waktu penyelesaian"
)
_REMARK = _names("keterangan, ket, remark, remarks, comment, comments, komentar, keterangan lain, lain lain")
_OUTCOME = _names("hasil rapat, keputusan, keputusan rapat, pembahasan, hasil pembahasan, temuan, arahan")

FIELD_NAMES: Final[Mapping[SheetKind, Mapping[str, tuple[str, ...]]]] = {
    "actions": {
        "number": _NUMBER,
        "ref": _names("ref, no ref, nomor ref, referensi, ref no"),
        "id": _names("id, uuid"),
        "key": _names(
            "task id, taskid, wbs, wbs number, wbs code, issue key, key, work package id, item id, activity id, "
            "kode, kode kegiatan, id tugas, kode tugas"
        ),
        "title": _names(
            "tindak lanjut, uraian tindak lanjut, tindaklanjut, rencana aksi, uraian rencana aksi, aksi, "
            "action item, action items, action, title, judul, tugas, uraian tugas, task, to do, todo, pekerjaan, "
            "uraian pekerjaan, judul tindak lanjut, nama rencana aksi, tindak lanjut rapat, item, nama tugas, "
            "subject, tasks, actions, activities, what, apa yang dikerjakan, yang harus dikerjakan, "
            "hal yang harus dilakukan, yang harus dilakukan, hal yang harus dikerjakan"
            ", summary, task name, card name, action description, work item, work package, issue title"
            ", task title, nama pekerjaan, isi tindak lanjut, kegiatan tindak lanjut, rencana tindakan"
            ", tindakan, aksi tindak lanjut, langkah aksi, judul kegiatan, judul tugas, nama aksi"
            ", deliverable, aksi nyata"
        ),
        "follow_up?": _names(
            "rencana tindak lanjut, rtl, next step, next steps, langkah selanjutnya, langkah berikutnya, follow up"
        ),
        "sub_activity?": _names("sub kegiatan, subkegiatan, nama sub kegiatan, sub activity"),
        "activity": _names("kegiatan, nama kegiatan, uraian kegiatan, activity, aktivitas, nama aktivitas"),
        "programme": _names(
            "program, programme, nama program, program prioritas, program unggulan, nomenklatur, "
            "program kegiatan, program dan kegiatan, program prioritas daerah"
        ),
        "description": _names(
            "deskripsi, description, uraian, rincian, detail, details, penjelasan, uraian singkat, "
            "deskripsi kegiatan, deskripsi tindak lanjut, rincian kegiatan"
            ", card description, task description, issue description, item description, deskripsi tugas"
            ", penjelasan kegiatan"
        ),
        "remark?": _REMARK + _OUTCOME,
        "note": _names("catatan, notes, note, catatan tambahan, catatan rapat"),
        "obstacle": _names(
            "kendala, hambatan, permasalahan, masalah, obstacle, obstacles, issue, issues, kendala hambatan, "
            "kendala dan hambatan, hambatan kendala, blockers, blocker"
        ),
        "lead": _names(
            "pic, penanggung jawab, penanggungjawab, penanggung jawab pic, pic penanggung jawab, pj, lead, owner, "
            "assignee, assigned to, responsible, pelaksana, person in charge, nama pic, nama penanggung jawab, "
            "petugas, pic pelaksana, ketua, koordinator, who, siapa"
            ", assign, assigned, assignees, assignee name, task owner, action owner, owner name"
            ", responsible person, person responsible, resource names, pic kegiatan, pic tindak lanjut"
            ", coordinator, penanggung jawab kegiatan, penanggung jawab pelaksana, nama pelaksana"
        ),
        "supporting": _names(
            "pendukung, pic pendukung, anggota, anggota tim, tim, supporting, supporting members, support, "
            "pelaksana pendukung, members, team"
            ", resources, participants, collaborators, co owners, watchers, followers, pic 2"
            ", tim pelaksana, anggota pelaksana"
        ),
        "agency": _AGENCY,
        "supporting_agencies": _names(
            "opd pendukung, opd terkait, instansi pendukung, instansi terkait, perangkat daerah pendukung, "
            "perangkat daerah terkait, skpd pendukung, skpd terkait, supporting agency, supporting agencies, "
            "mitra, opd kolaborator, opd mitra, pihak terkait, unit terkait"
        ),
        "due": _names(
            "tenggat, tenggat waktu, batas waktu, batas akhir, due, due date, target waktu, target selesai, "
            "target penyelesaian, target tanggal, tanggal target, tanggal tenggat, tgl tenggat, jatuh tempo, "
            "when, kapan, tanggal jatuh tempo, tenggat penyelesaian, batas waktu penyelesaian, waktu target, "
            "target date"
            ", due by, due on, end by, complete by, deadline date, finish by, planned finish"
            ", planned end date, batas penyelesaian, target tenggat, tenggat tindak lanjut"
            ", target tanggal selesai"
        ),
        "deadline?": _names("deadline, dead line"),
        "deadline": _names("milestone, tonggak, deadline key, tenggat program"),
        "start": _names(
            "mulai, tanggal mulai, tgl mulai, start, start date, waktu mulai, mulai pelaksanaan, tanggal dimulai, "
            "awal, rencana mulai"
            ", begin date, begin, begins, start on, planned start, planned start date, starts"
        ),
        "name~": _names("name, nama, names"),
        "period": _names(
            "waktu, waktu pelaksanaan, jadwal, jadwal pelaksanaan, periode, periode pelaksanaan, rencana waktu, "
            "timeline, "
            "schedule, kurun waktu, rentang waktu, waktu kegiatan, tanggal pelaksanaan, target pelaksanaan, dates"
        ),
        "end?": _names(
            "selesai, tanggal selesai, tgl selesai, end, end date, finish, waktu selesai, akhir, rencana selesai, "
            "tanggal akhir, selesai pelaksanaan"
        ),
        "done_on": _STATUS_FINISHED,
        "status": _names(
            "status, status tindak lanjut, status penyelesaian, status pelaksanaan, status kegiatan, state, "
            "status progres, status progress, status rencana aksi, posisi, keadaan"
            ", status name, task status, progress status, status saat ini, status akhir, current status"
            ", workflow state, stage"
        ),
        "priority": _names(
            "prioritas, priority, tingkat prioritas, skala prioritas, urgensi, urgency"
            ", priority level, prio, importance"
        ),
        "progress": _names(
            "progres, progress, capaian, persentase, persen, kemajuan, realisasi fisik, capaian progres, "
            "progress persen, progres persen, persen progress, persen progres, persen selesai, persen capaian, "
            "capaian persen, persentase progres, persentase progress, persentase capaian, persentase selesai, "
            "persentase penyelesaian, percent, percent complete, percent done, progres fisik, tingkat penyelesaian"
            ", persen complete, persen done, complete persen, completion, completed persen"
            ", progress in percent, completion rate, kemajuan persen, done ratio, work complete persen"
        ),
        "horizon": _names("horizon, jangka waktu, jangka, jenis rencana aksi, kategori waktu"),
        "horizon~": _names("jenis, kategori, jenis program, jenis kegiatan"),
        "dimension": _names(
            "dimensi, dimension, dimensi smart city, pilar, pilar smart city, dimensi pilar, pilar dimensi, dim"
        ),
        "sub_dimension": _names("sub dimensi, subdimensi, sub dimension, subdimension, sub pilar, subpilar"),
        "meeting_number": _names(
            "nomor rapat, no rapat, nomor notulen, no notulen, meeting number, meeting no, minutes no, "
            "minutes number, nomor risalah, no risalah, nomor notula, no notula"
        ),
        "meeting_title": _names(
            "judul rapat, nama rapat, rapat, agenda rapat, meeting, meeting title, topik rapat, perihal rapat, "
            "acara rapat, acara"
        ),
        "meeting_date": _names(
            "tanggal rapat, tgl rapat, meeting date, hari tanggal rapat, waktu rapat, date of meeting"
        ),
        "origin": _names(
            "asal, origin, sumber, source, dasar, disposisi, asal surat, sumber tindak lanjut, "
            "asal tindak lanjut, rekomendasi, dasar pelaksanaan, asal rapat"
        ),
        "budget": _names(
            "anggaran, pagu, pagu anggaran, budget, biaya, jumlah anggaran, nilai anggaran, estimasi biaya, "
            "estimasi anggaran, kebutuhan anggaran, pagu indikatif, dana, besaran anggaran, total anggaran, cost"
        ),
        "fund_source": _names(
            "sumber dana, sumber anggaran, sumber pendanaan, sumber pembiayaan, fund source, funding source, "
            "funding, source of funds"
        ),
        "indicator": _names(
            "indikator, indicator, indikator kinerja, indikator keberhasilan, indikator capaian, kpi, "
            "indikator output, indikator kegiatan"
        ),
        "unit": _names("satuan, unit satuan, satuan target, satuan indikator, unit of measure"),
        "unit?": _names("unit"),
        "baseline": _names("baseline, kondisi awal, data awal, data dasar, capaian awal, nilai awal"),
        "weight": _names("bobot, weight, bobot persen"),
        "every": _names("every, repeats, rrule, recurrence, berulang, perulangan, pengulangan"),
        "local_wisdom": _names("kearifan lokal, local wisdom"),
        "mission~": _names("misi, mission, misi bupati, misi kepala daerah, misi daerah"),
        "tags": _names("tag, tags, label, labels, kata kunci, keywords, tags 1, categories, kata kunci"),
        "depends_on": _names(
            "depends on, predecessor, predecessors, depends, blocked by, task dependencies, bergantung pada, "
            "tergantung pada, prasyarat, dependency, dependencies"
        ),
        "evidence": _names(
            "bukti dukung, bukti, evidence, eviden, evidens, data dukung, link bukti, link bukti dukung, "
            "tautan bukti, dokumen bukti, dokumen pendukung, bukti pendukung, lampiran, link, tautan"
        ),
        "updated_at": _names("updated at, last synced at"),
        "checklist~": _names("checklist, checklists, daftar periksa, ceklis, check list"),
        "computed": _names("overdue, terlambat, created at, original due, times rescheduled, sisa hari"),
    },
    "members": {
        "number": _NUMBER,
        "id": _names("id"),
        "handle": _names("handle, username, user name, user, nama pengguna, akun, nama singkat, panggilan"),
        "name": _names(
            "nama, nama lengkap, nama pegawai, nama pejabat, nama anggota, nama dan gelar, nama gelar, name, "
            "full name, member, anggota, nama lengkap dan gelar, nama personil, nama pic, nama nip, nama dan nip, "
            "nip nama, name nip"
        ),
        "position": _names(
            "jabatan, position, jabatan dinas, jabatan struktural, jabatan kedinasan, nama jabatan, job title, "
            "jabatan instansi"
        ),
        "agency": _AGENCY,
        "agency?": _names("unit"),
        "nip": _names("nip, nomor induk pegawai, nip pegawai, nip nrp, nip nik, employee number"),
        "phone": _names(
            "hp, no hp, nomor hp, telepon, no telepon, nomor telepon, telp, no telp, phone, mobile, handphone, "
            "no handphone, whatsapp, no whatsapp, nomor whatsapp, wa, no wa, nomor wa, kontak, hp wa, no hp wa, "
            "telepon hp, no telepon hp, no telp hp, phone number, nomor kontak, no kontak"
        ),
        "email": _names("email, e mail, surel, alamat email, alamat e mail, mail, alamat surel"),
        "rank": _names(
            "pangkat, golongan, gol, pangkat golongan, pangkat gol, pangkat gol ruang, pangkat golongan ruang, "
            "gol ruang, golongan ruang, rank"
        ),
        "active": _names("aktif, active"),
        "updated_at": _names("updated at"),
        "computed": _names("open items, overdue items"),
    },
    "deadlines": {
        "number": _NUMBER,
        "id": _names("id"),
        "key": _names("key, kode, kunci"),
        "name": _names(
            "kegiatan, nama, nama kegiatan, nama tenggat, name, milestone, tonggak, tahapan, tahap, uraian, "
            "agenda, title, judul, dokumen, nama dokumen, event, acara"
        ),
        "name?": _names("tenggat, deadline"),
        "kind": _names("kind, jenis tenggat"),
        "kind~": _names("jenis, kategori, type, tipe"),
        "due": _names(
            "tanggal, due, due date, tanggal tenggat, batas waktu, batas akhir, tgl, date, jatuh tempo, "
            "tenggat waktu, tanggal pelaksanaan, hari tanggal, tanggal target, target"
        ),
        "met_on": _names("tercapai, tercapai pada, terpenuhi, terpenuhi pada, met on, selesai, tanggal selesai")
        + _STATUS_FINISHED,
        "description": _names("deskripsi, description, catatan, penjelasan, rincian") + _REMARK,
        "computed": _names("items, open items, days left, sisa hari"),
    },
}
"""Field by field, the names a column of it may have."""

TITLE_INSTEAD: Final = (
    *("title", "follow_up?", "sub_activity?", "activity", "name", "description", "remark?", "programme"),
)
"""What an action item's title is, where the columns before it are missing."""

LABELS: Final[Mapping[SheetKind, str]] = {"actions": "title", "members": "name", "deadlines": "name"}
"""The field without which a row is nothing."""


class Meaning(NamedTuple):
    """What a header means: a field; ``unsure`` when the name may as well mean something else (``Jenis``).

    ``rank`` is the name's place among the names of the field: of two columns the one with the lower rank is it.
    """

    field: str
    unsure: bool
    rank: int


@cache
def meanings(kind: SheetKind) -> dict[str, Meaning]:
    """Return every name of a column (as :func:`header_key` gives it) that says something, and what it means."""
    by_key: dict[str, Meaning] = {}
    for field, names in FIELD_NAMES[kind].items():
        unsure = field.endswith("~")
        for rank, name in enumerate(names):
            by_key.setdefault(header_key(name), Meaning(field.rstrip("~"), unsure, rank))
    return by_key


@lru_cache(4096)
def header_key(text: str) -> str:
    """Return a column's name as names are compared: ``PIC / Penanggung-jawab`` is ``pic penanggung jawab``."""
    if len(text) > 200:
        return ""
    plain = fold(text).replace("%", " persen ")
    words = re.sub(r"[\W_]+", " ", re.sub(r"\([^()]*\)", " ", plain)).split()
    return " ".join(words or re.sub(r"[\W_]+", " ", plain).split())
