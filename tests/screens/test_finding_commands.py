"""Any command from half a word: in both languages, by other words for it, with a sign mistyped."""

from __future__ import annotations

import pytest

from taskforce.app import TaskforceApp
from taskforce.language import set_language
from taskforce.screens.frame.areas import AREAS
from taskforce.screens.frame.commands.everything import Entry
from taskforce.screens.frame.commands.matching import findable, match
from taskforce.screens.frame.commands.palette import ranked
from taskforce.screens.items.items import ItemsScreen
from taskforce.widgets.split import Split

REMEMBERED = {
    # what is typed, in at most six keys: what was meant, as someone stands in the list of action items
    "hapus": "delete_item", "delete": "delete_item", "remove": "delete_item", "buang": "delete_item",
    "tambah": "quick_add", "new": "new_item", "baru": "new_item", "add": "quick_add", "create": "new_item",
    "ubah": "edit_item", "edit": "edit_item", "change": "edit_item", "ganti": "edit_item",
    "selesa": "mark_done", "done": "mark_done", "finish": "mark_done", "tuntas": "mark_done",
    "status": "pick_status", "block": "pick_status", "tunda": "reschedule", "postpo": "reschedule",
    "resche": "reschedule", "jadwal": "reschedule", "tangga": "reschedule", "due": "reschedule",
    "assign": "pick_lead", "owner": "pick_lead", "pic": "pick_lead", "tugask": "pick_lead",
    "penang": "pick_lead", "lead": "pick_lead",
    "penduk": "pick_supporting", "help a": "pick_supporting", "tim": "pick_supporting",
    "urgent": "pick_priority", "priori": "pick_priority", "mendes": "pick_priority",
    "label": "tag_item", "tag": "tag_item", "catat": "add_note", "note": "add_note", "kendal": "add_note",
    "commen": "add_note", "bukti": "add_evidence", "foto": "add_evidence", "attach": "add_evidence",
    "lampir": "add_evidence", "salin": "duplicate_item", "copy": "duplicate_item", "gandak": "duplicate_item",
    "depend": "pick_needs", "syarat": "pick_needs", "histor": "show_history", "riwaya": "show_history",
    "saring": "filter", "filter": "filter", "cari": "filter", "search": "filter", "find": "filter",
    "urut": "sort", "sort": "sort", "kolom": "choose_columns", "column": "choose_columns",
    "kelomp": "group", "group": "group", "simpan": "save_view", "save": "save_view", "views": "views",
    "tampil": "views", "undo": "undo", "batal": "undo", "urungk": "undo", "redo": "redo", "ulangi": "redo",
    "again": "redo", "import": "import_file", "impor": "import_file",
    "bahasa": "switch_language", "langua": "switch_language", "englis": "switch_language",
    "tema": "switch_theme", "theme": "switch_theme", "warna": "switch_theme", "dark": "switch_theme",
    "keluar": "quit_app", "quit": "quit_app", "exit": "quit_app", "bantua": "show_help", "help": "show_help",
    "lompat": "jump", "jump": "jump", "konfli": "show_conflicts", "bentro": "show_conflicts",
    "kanban": "area_board", "gantt": "area_timeline", "kalend": "area_calendar", "agenda": "area_calendar",
    "dashbo": "area_overview", "berand": "area_overview", "dinas": "area_agencies", "orang": "area_members",
    "people": "area_members", "notule": "area_meetings", "anggar": "area_masterplan", "setela": "area_settings",
    "settin": "area_settings", "jejak": "area_history", "lapor": "area_report", "report": "area_report",
    "mutasi": "hand_over", "hand": "hand_over", "terbit": "issue", "publis": "issue", "pdf": "export",
    "cetak": "export", "whatsa": "export", "backup": "show_backups", "cadang": "show_backups",
    "sync": "exchange_now", "sinkro": "exchange_now", "bundel": "write_bundle", "merge": "merge_bundle",
    "gabung": "merge_bundle", "anggot": "new_member", "opd": "new_agency", "rapat": "new_meeting",
    "siapa": "set_me", "who am": "set_me", "identi": "set_me", "login": "set_me", "kop": "set_letter",
    "libur": "set_holidays", "macet": "add_note", "stuck": "add_note", "keputu": "add_note",
    "escala": "add_note", "eskala": "add_note", "needed": "add_note",
    "decisi": "add_note", "terlam": "filter",
    "same": "merge_items", "satuka": "merge_items", "combin": "merge_items", "join": "merge_items",
    "double": "merge_items", "check": "open_checklist", "tick": "open_checklist", "subtas": "open_checklist",
    "langka": "open_checklist", "daftar": "open_checklist", "ceklis": "open_checklist",
    "recur": "repeat_item", "repeat": "repeat_item", "berula": "repeat_item", "ulang": "repeat_item",
    "excel": "export_list", "spread": "export_list", "ekspor": "export_list", "export": "export_list",
    "clear ": "reschedule", "routin": "repeat_item", "my nam": "set_me",
    "every ": "repeat_item", "setiap": "repeat_item", "ulanga": "repeat_item", "monthl": "repeat_item",
    "senin": "repeat_item", "hide": "choose_columns", "snooze": "reschedule", "molor": "reschedule",
    "close": "mark_done", "who di": "show_history", "trash": "delete_item", "waitin": "pick_needs",
    "budget": "area_masterplan", "logo": "set_letter", "tembus": "set_letter", "restor": "show_backups",
    "pulih": "show_backups", "dupe": "merge_items", "kembar": "merge_items", "absent": "hand_over",
    "archiv": "issued_reports", "holida": "set_holidays", "cuti": "set_holidays", "tertun": "pick_status",
    "sembun": "choose_columns", "hilang": "delete_item", "lembar": "sheets", "beban": "area_members",
    "minta": "add_note", "periks": "set_health", "undang": "new_meeting", "tombol": "set_keys",
    "bekuka": "issue", "minute": "take_down",
    "pilih": "select_several", "tandai": "select_several", "bebera": "select_several", "select": "select_several",
    "severa": "select_several", "mark": "select_several", "clipbo": "copy_text",
    "week l": "reschedule", "seming": "reschedule", "kosong": "reschedule", "lewat": "filter",
    "tongga": "edit_item", "milest": "edit_item",
    "zoom": "zoom_in", "perbes": "zoom_in", "lipat": "fold", "hpaus": "delete_item", "dlete": "delete_item",
    "lebar": "arrange_columns", "width": "arrange_columns", "resize": "arrange_columns",
    "kotak": "open_checklist", "box": "open_checklist",
}  # fmt: skip


def entries() -> list[Entry]:
    """All commands as the palette has them in the list of action items, as if each made sense now."""
    here = (*ItemsScreen.OWN_COMMANDS, *Split.OWN_COMMANDS, *TaskforceApp.OWN_COMMANDS)
    known = {command.id for command in here}
    found = {command.id: Entry(command, None) for command in here if command.in_palette}
    for area in AREAS:
        for command in area.screen_class().OWN_COMMANDS:  # type: ignore[attr-defined]
            if command.in_palette and command.id not in known:
                found.setdefault(command.id, Entry(command, None, area=area))
    return list(found.values())


@pytest.mark.parametrize("language", ["id", "en"])
def test_half_a_word_is_enough_in_either_language_whichever_the_app_speaks(language: str) -> None:
    set_language(language)
    everything = [(entry, findable(entry.command)) for entry in entries()]
    missed = {}
    for typed, meant in REMEMBERED.items():
        assert len(typed) <= 6
        scored = [(ranked(entry, match(words, typed)), entry.command.id) for entry, words in everything]
        first = [name for score, name in sorted(scored, key=lambda one: -one[0]) if score][:3]
        if meant not in first:
            missed[typed] = first
    assert missed == {}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("typed", ["merge", "same", "gabung", "satukan", "combine", "join"])
def test_in_the_list_of_items_it_is_items_that_are_made_one_first(typed: str, language: str) -> None:
    set_language(language)
    scored = [(ranked(entry, match(findable(entry.command), typed)), entry.command.id) for entry in entries()]
    assert max(scored)[1] == "merge_items"


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_due_day_is_moved_by_the_command_of_the_list_first(language: str) -> None:
    set_language(language)
    for typed in ("tenggat", "hapus tenggat", "clear due", "week later", "seminggu"):
        scored = [(ranked(entry, match(findable(entry.command), typed)), entry.command.id) for entry in entries()]
        assert "reschedule" in [name for _score, name in sorted(scored, reverse=True)[:3]], typed


@pytest.mark.parametrize("typed", ["qqq", "xyzzy", "zzhapus", "12345"])
def test_what_goes_with_nothing_finds_nothing(typed: str) -> None:
    assert [entry.command.id for entry in entries() if match(findable(entry.command), typed)] == []
