"""What the app looks like, as a list: areas, dialogues and forms, the keys that lead there, and on which list.

``tests/flows/test_golden_looks.py`` goes through them and holds each to a golden text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app_driving import press, settle, type_text
from looks_lists import elsewhere
from textual.pilot import Pilot

SMALL, USUAL, LARGE = (60, 20), (80, 24), (120, 40)


class Look(NamedTuple):
    """One picture: its name, what leads to it from the one before, and which screen is on top then."""

    name: str
    keys: str
    """Keys by Textual's names; what stands in quotation marks is typed, ``...`` waits for a timer."""
    screen: str
    back: str = ""
    """Keys that end it, once the picture is taken."""
    before: Callable[[Path], object] | None = None
    """What happens elsewhere, given the list, before the keys."""
    sizes: tuple[tuple[int, int], ...] = (USUAL,)
    whole: bool = False
    """The layout is one of its own: in 16 colours, in none, in :data:`LARGE`, and in English, too."""


class Group(NamedTuple):
    """Looks that follow each other in one run of the app on one list."""

    name: str
    list: str
    looks: tuple[Look, ...]
    actor: str | None = "galuh"


async def drive(pilot: Pilot[int], keys: str) -> None:
    """Press keys and type texts."""
    for word in re.findall(r'"[^"]*"|\S+', keys):
        if word == "...":
            await pilot.pause(0.4)
            await settle(pilot)
        elif word.startswith('"'):
            await type_text(pilot, word.strip('"'))
        else:
            await press(pilot, word)


AREAS = (
    Look("overview", "1", "OverviewScreen", whole=True),
    Look("items", "2", "ItemsScreen", whole=True),
    Look("board", "3", "BoardScreen", whole=True),
    Look("timeline", "4", "TimelineScreen", whole=True),
    Look("calendar", "5", "CalendarScreen", whole=True),
    Look("calendar_week", "z", "CalendarScreen", "z", whole=True),
    Look("deadlines", "6", "DeadlinesScreen", whole=True),
    Look("members", "7", "MembersScreen", whole=True),
    Look("agencies", "8", "AgenciesScreen", whole=True),
    Look("meetings", "9", "MeetingsScreen", whole=True),
    Look("masterplan", "0", "MasterplanScreen", whole=True),
    Look("report", "f6", "ReportScreen", whole=True),
    Look("history", "f7", "HistoryScreen", whole=True),
    Look("copies", "f8", "CopiesScreen", whole=True),
    Look("settings", "f9", "SettingsScreen", whole=True),
)
"""Every area, in order."""


def _empty(looks: tuple[Look, ...]) -> tuple[Look, ...]:
    return tuple(look._replace(name=f"empty_{look.name}", whole=False) for look in looks)


GROUPS: tuple[Group, ...] = (
    Group("areas", "sample", AREAS[:8]),
    Group("more areas", "sample", AREAS[8:]),
    Group("empty areas", "blank", _empty(AREAS[:8]), None),
    Group("more empty areas", "blank", _empty(AREAS[8:]), None),
    Group(
        "within areas",
        "sample",
        (
            Look("overview_figures", "1 f", "OverviewScreen", "f"),
            Look("item", "2 down down enter", "ItemView", "escape", whole=True),
            Look("checklist", "number_sign", "Checklist", "escape"),
            Look("item_history", "h", "Reading", "escape"),
            Look("timeline_grouped", "4 b 2 Z", "TimelineScreen"),
            Look("timeline_group", "b", "Pick", "escape"),
            Look("timeline_moving", "down right_curly_bracket greater_than_sign", "TimelineScreen", whole=True),
            Look("timeline_new_day", "enter", "Form", "escape escape"),
            Look("calendar_day", "5 enter", "Pick", "escape"),
            Look("calendar_add", "a", "QuickAdd", "escape"),
            Look("meeting", "9 enter", "MeetingView", "escape", whole=True),
            Look("minutes", 'o "Siapkan data stunting @gal"', "MeetingView", "escape left enter escape"),
            Look("masterplan_unfolded", "0 down right down right down", "MasterplanScreen"),
            Look("masterplan_figures", "f", "Reading", "escape"),
            Look("masterplan_year", "w", "Pick", "escape"),
            Look("history_step", "f7 down enter", "Reading", "escape"),
            Look("history_search", 'slash "farid" enter', "HistoryScreen"),
            Look("take_back", "u", "Confirm", "escape"),
        ),
    ),
    Group(
        "what is done to an item",
        "office",
        (
            Look("quick_add", '2 a "Rapat @far due:jumat +meeting"', "QuickAdd"),
            Look("throw_away", "escape", "Confirm", "left enter"),
            Look("item_new", "n", "Form", "escape"),
            Look("item_edit", "e", "Form", "escape", whole=True),
            Look("item_duplicate", "y", "Form", "escape"),
            Look("status", "t", "Pick", "escape", whole=True),
            Look("progress", 'p "120"', "Form", "escape left enter", whole=True),
            Look("reschedule", 'r "jumat"', "Form", "escape left enter"),
            Look("lead", "l", "Pick", "escape"),
            Look("supporting", "S down enter", "Finder"),
            Look("marks_not_saved", "escape", "Confirm", "left enter"),
            Look("priority", "i", "Pick", "escape"),
        ),
    ),
    Group(
        "what is added to an item",
        "office",
        (
            Look("tags", '2 g "rapat -usang"', "Form", "escape left enter"),
            Look("note", 'o "Menunggu jawaban"', "Form", "escape left enter"),
            Look("evidence", "v", "Form"),
            Look("file_picker", 'ctrl+o home ctrl+k "./"', "Finder", "escape left enter escape"),
            Look("depends_on", 'D "susun"', "Finder", "escape", whole=True),
            Look("delete", "delete", "Confirm", "escape", whole=True),
            Look("selected", "space down space", "ItemsScreen", whole=True),
            Look("edit_many", "e", "Form", "escape"),
            Look("undone", "plus u", "ItemsScreen", "escape"),
            Look("quit_while_typing", 'n "Judul" ctrl+q', "Confirm", "escape escape left enter"),
            Look("changed_here", '2 home e " milik saya"', "Form"),
            Look("both_values", "ctrl+s", "StaleValue", "2", before=elsewhere),
        ),
    ),
    Group(
        "the list",
        "office",
        (
            Look("grouped", "2 b 6 down space down", "ItemsScreen"),
            Look("group", "b", "Pick", "escape"),
            Look("sort", "s", "Pick", "escape"),
            Look("columns", "c down right space", "ColumnChoice", "escape", whole=True),
            Look("save_view", "W", "Form", '"Rapat" ctrl+s'),
            Look("views", "w", "ViewPick", "escape"),
            Look("filter_wrong", 'slash "statuss:blocked" enter slash', "ItemsScreen", "escape"),
            Look("filter_completion", 'slash "d" enter slash tab', "ItemsScreen", "escape"),
            Look("filter_nothing", 'slash "tidak ada" enter', "ItemsScreen", "escape slash enter"),
            Look("folded", "asterisk", "ItemsScreen"),
        ),
    ),
    Group(
        "everywhere",
        "office",
        (
            Look("jump", '2 ctrl+g "ga"', "Finder", "escape"),
            Look("palette", "ctrl+p ...", "Palette", whole=True),
            Look("palette_found", '"warna" ...', "Palette", "escape"),
            Look("go_to", "f2", "Menu", "escape"),
            Look("menu", "m", "Menu", "escape"),
            Look("help", "f1", "Help", "escape", whole=True),
            Look("help_field", "e f1", "Help", "escape escape"),
            Look("tour", "f3", "Tour", "enter", whole=True),
            Look("tour_list", "", "Tour", "escape"),
            Look("language", "L", "ItemsScreen", "L"),
        ),
    ),
    Group(
        "registers",
        "agencies",
        (
            Look("member_new", "7 n", "Form", "escape"),
            Look("member_edit", "down e", "Form", "escape"),
            Look("hand_over", "H", "Pick", "enter"),
            Look("hand_over_sure", "", "Form", "escape"),
            Look("agency_new", "8 n", "Form", "escape"),
            Look("agency_edit", "e", "Form", "escape"),
            Look("one_agency", "J", "Pick", "enter"),
            Look("one_agency_sure", "", "Confirm", "escape"),
            Look("deadline_new", "6 n", "Form", "escape"),
            Look("deadline_edit", "e", "Form", "escape"),
            Look("record_history", "h", "Reading", "escape"),
        ),
    ),
    Group(
        "meetings and plan",
        "plan",
        (
            Look("meeting_new", "9 n", "Form", "escape"),
            Look("meeting_edit", "e", "Form", "escape"),
            Look("meeting_delete", "delete", "Confirm", "escape"),
            Look("plan_edit", "0 down right down e", "Form", "escape"),
            Look("plan_new", "n", "Form", "escape"),
            Look("members_load", "7", "MembersScreen"),
            Look("column_widths", "ctrl+k down space down greater_than_sign", "ColumnWidths", "escape"),
            Look("agencies_load", "8", "AgenciesScreen"),
        ),
    ),
    Group(
        "reports",
        "plan",
        (
            Look("report_which", "f6 w", "Form", "escape"),
            Look("report_scope", 'slash "lead:far"', "Form", "escape left enter"),
            Look("report_sections", "c down right", "OrderedChoice", "escape left enter"),
            Look("report_words", "e", "Pick", "enter"),
            Look("report_own_words", '"Rapat berjalan lancar."', "Form", "ctrl+s"),
            Look("report_export", "x", "ExportChoice", "escape", whole=True),
            Look("report_issue", "P", "Form", "ctrl+s"),
            Look("report_issue_sure", "", "Confirm", "left enter"),
            Look("report_issued", "", "ReportScreen", "escape P ctrl+s left enter"),
            Look("report_compare", "Q", "Pick", "enter"),
            Look("report_compared", "", "Reading", "escape"),
            Look("reports_issued", "R", "Pick", "escape"),
        ),
    ),
    Group(
        "settings",
        "plan",
        (
            Look("setting_office", "f9 enter", "Form", "escape"),
            Look("setting_letter", "down enter", "Form", "escape"),
            Look("setting_missions", "down enter", "MissionsScreen"),
            Look("mission_new", "n", "Form", "escape escape"),
            Look("setting_dimensions", "down enter", "DimensionsScreen"),
            Look("dimension_new", "n", "Form", "escape"),
            Look("sub_dimension_new", "N", "Form", "escape escape"),
            Look("setting_holidays", "down enter", "HolidaysScreen"),
            Look("holiday_new", "n", "Form", "escape escape"),
        ),
    ),
    Group(
        "more settings",
        "plan",
        (
            Look("setting_me", "f9 end up up up up up up up up enter", "Pick", "escape"),
            Look("setting_language", "down enter", "Pick", "escape"),
            Look("setting_theme", "down enter", "Pick", "escape"),
            Look("setting_keys", "down enter", "KeysScreen"),
            Look("key", "enter", "KeyCapture"),
            Look("key_taken", "u", "KeysScreen", "escape"),
            Look("health", "escape down enter ...", "HealthScreen", "escape"),
        ),
    ),
    Group(
        "copies",
        "copies",
        (
            Look("bundle_write", "f8 x", "WriteBundle", "escape"),
            Look("bundle_take_in", "M", "MergeBundle"),
            Look("bundle_sealed", '"sealed.bundle" enter', "MergeBundle"),
            Look("bundle_wrong_passphrase", '"teh" enter', "MergeBundle", "escape left enter"),
            Look("bundle", 'M "g.bundle" enter', "MergeBundle", "ctrl+s", whole=True),
            Look("copies_waiting", "", "CopiesScreen"),
            Look("conflicts", "C", "ConflictsScreen"),
            Look("conflict", "enter", "DecideConflicts", whole=True),
            Look("conflict_other_value", 'e "32 des" enter', "DecideConflicts", "escape escape escape"),
            Look("conflict_in_list", "2", "ItemsScreen"),
            Look("conflict_overview", "1", "OverviewScreen"),
            Look("copy_new", "f8 n", "Form", "escape"),
            Look("copy_rename", "e", "Form", "escape"),
            Look("backups", "B n", "BackupsScreen"),
            Look("backup_copy", "x", "Form", "escape"),
            Look("backup_back", "enter", "Confirm", "escape escape"),
        ),
        "farid",
    ),
    Group(
        "sheets and import",
        "agencies",
        (
            Look("sheets_none", "8 K", "SheetsScreen"),
            Look("sheets_send", "x", "SendSheets", 'shift+tab home ctrl+k "keluar" ctrl+s'),
            Look("sheets", "", "SheetsScreen"),
            Look("sheets_answers", 'I home ctrl+k "keluar" enter', "ImportScreen", "escape"),
        ),
    ),
    Group(
        "import",
        "office",
        (
            Look("import", "2 I", "ImportScreen"),
            Look("import_wrong", '"tidak-ada.csv" enter', "ImportScreen", "home ctrl+k"),
            Look(
                "import_sheet",
                '"matriks.csv" enter exclamation_mark',
                "SheetImport",
                sizes=(USUAL, SMALL),
                whole=True,
            ),
            Look("import_more", "m", "Pick", "escape"),
            Look("import_header_row", 'm "choose_header" enter', "RowPick", "escape"),
            Look("imported", "ctrl+s", "ItemsScreen"),
            Look("import_asks", 'I "kesepakatan.csv" enter', "SheetImport"),
            Look("import_question", "right_square_bracket", "AnswerPick", "escape escape"),
        ),
    ),
    Group(
        "drafts left",
        "left",
        (
            Look("drafts", "", "DraftOffer"),
            Look("draft_reopened", "enter", "QuickAdd", "escape left enter"),
            Look("drafts_again", 'ctrl+p "draf" ... enter', "DraftOffer", "enter"),
            Look("draft_read", "", "Reading", "escape"),
        ),
    ),
    Group(
        "welcome",
        "none",
        (
            Look("welcome", "", "WelcomeScreen", whole=True),
            Look("welcome_copy", "end up enter", "Form", "escape"),
            Look("welcome_template", "home enter", "Form", '"Kabupaten Banjar" ctrl+s'),
            Look("welcomed", "", "OverviewScreen"),
        ),
        None,
    ),
    Group("too small", "office", (Look("too_small", "", "OverviewScreen", sizes=((50, 15), (60, 20))),)),
)
