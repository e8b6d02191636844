"""Sentences that name a key: the key is there where the sentence is read, and does what the sentence says."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.pofile import read_po

import taskforce.app
from taskforce import screens, widgets
from taskforce.widgets.commands import Command, Commanded

PO = Path(taskforce.app.__file__).parent / "locale" / "id" / "LC_MESSAGES" / "taskforce.po"

TOLD: Mapping[str, str] = {
    # how a sentence begins: the keys in it, with the screen where each is pressed and the command that it runs
    "The WhatsApp text is copied": "x ReportScreen export",
    "A new copy needs the whole list": "f8 TaskforceApp area_copies, x CopiesScreen write_bundle",
    "Changes of “{copy}” are missing in between": "f8 TaskforceApp area_copies, x CopiesScreen write_bundle",
    "A day that is moved counts from where it is": "r ItemsScreen reschedule",
    "C decides": "C OverviewScreen decide_conflict",
    "Dark, light, 16 colours": "T TaskforceApp switch_theme",
    "Everything of {old} goes to {new}, and its names": "u TaskforceApp undo",
    "Everything of {old} goes to {new}, who gets": "u TaskforceApp undo",
    "F4 writes down who attends": "f4 MeetingView edit_meeting",
    "H gives open work to somebody else first.": "H MembersScreen hand_over",
    "Indonesian or English; L switches": "L TaskforceApp switch_language",
    "It has no due day that could be moved: r": "r TimelineScreen reschedule",
    "It is in {path}: start with it": (
        "f8 TaskforceApp area_copies, B CopiesScreen show_backups, I BackupsScreen go_back_to_file"
    ),
    "Kept answers were used (m": "m SheetImport show_more",
    "National holidays and cuti bersama are known": "n HolidaysScreen new_record",
    "New here? F3 shows you around": "f3 TaskforceApp tour, f1 TaskforceApp show_help",
    "No report was issued yet: P": "P ReportScreen issue",
    "No workbook was sent to an agency yet.": "x SheetsScreen send_sheets",
    "Nobody of {agency} is a member yet.": "n MembersScreen new_member",
    "Nothing that you did since you opened": "f7 TaskforceApp area_history",
    "Nothing came of this meeting yet.": "a MeetingView type_lines",
    "O opens the folder.": "O ReportScreen open_folder, O SheetsScreen open_folder",
    "Saved {name}. o takes the minutes": "o MeetingsScreen take_down",
    "The passphrase of {folder} is not known here: give it in Copies": (
        "f8 TaskforceApp area_copies, X CopiesScreen set_up_exchange"
    ),
    "The view “{view}” is deleted (u": "u TaskforceApp undo",
    "The view “{view}” is saved: w": "w ItemsScreen views",
    "There is no action item yet.\nPress a": "a ItemsScreen quick_add, n ItemsScreen new_item",
    "There is no agency yet.": "n AgenciesScreen new_agency",
    "There is no deadline yet.": "n DeadlinesScreen new_deadline",
    "There is no dimension and no action item yet.": (
        "f9 TaskforceApp area_settings, n MasterplanScreen new_plan_item"
    ),
    "There is no dimension yet.": "n DimensionsScreen new_record",
    "There is no meeting yet.": "n MeetingsScreen new_meeting, o MeetingsScreen take_down",
    "There is no member yet.": "n MembersScreen new_member",
    "There is no mission yet.": "n MissionsScreen new_record",
    "There is none yet: n": "n BackupsScreen back_up",
    "This line says where you are, and what just happened. u": "u TaskforceApp undo",
    "Two items of one number came from two copies": "y ItemsScreen duplicate_item",
    "What you changed last is being brought": "q TaskforceApp quit_app",
    "as one step, which u takes back": "u SheetImport take_back",
    "deleted (u brings it back)": "u TaskforceApp undo",
    "u takes it back.": "u TaskforceApp undo",
    "e names a new agency": "e OverviewScreen edit_item",
    "group the list first: b": "b ItemsScreen group",
    "l names a new lead": "l OverviewScreen pick_lead",
    "o notes why, who decides": "o ItemsScreen add_note",
    "no file was written yet: x": "x ReportScreen export",
    "no folder is set: X": "f8 TaskforceApp area_copies, X CopiesScreen set_up_exchange",
    "not exchanged: see Copies (F8)": "f8 TaskforceApp area_copies",
    "not exchanged: the passphrase is missing": "f8 TaskforceApp area_copies, X CopiesScreen set_up_exchange",
    "not set up: X": "X CopiesScreen set_up_exchange",
    "only an issued report: R": "R ReportScreen issued_reports",
    "{count} field decided; u": "u TaskforceApp undo",
    "{count} field waits for a decision: F8": "f8 TaskforceApp area_copies, C CopiesScreen decide",
    "{count} field waits for a decision: C": "C CopiesScreen decide",
    "{count} not taken (F8)": "f8 TaskforceApp area_copies",
    "{count} thing to put right (F8)": "f8 TaskforceApp area_copies",
    "{file} is of another list, which has nothing in common": "n CopiesScreen new_copy",
    "{folder} holds {count} other list, and": "f8 TaskforceApp area_copies, n CopiesScreen new_copy",
    "{name}: deleted (u": "u TaskforceApp undo",
    "{path} is damaged ({reason})": "f9 TaskforceApp area_settings",
    "• … (m leads to everything": "m SheetImport show_more",
    "▲ Done, but without evidence: press v": "v ItemsScreen add_evidence, v ItemView add_evidence",
    "The keys that matter most here": "f1 TaskforceApp show_help",
    "At the top stand the areas": "f2 TaskforceApp go_to_area",
}
NO_KEYS = ("F4 (215 x 330 mm)", "{count} s", "Say one thing of the checklist", "Say --take mine", "--all shows")
"""Texts with single letters that are no keys."""

_LETTER = re.compile(r"(?:(?<=[\s(“])|^)([b-zB-HJ-Z])(?=[\s,.:;)”]|$)|(?:Press|press|Tekan|tekan) (a)\b")
_LAST = re.compile(r"F8, B, (I)\b")
_FUNCTION = re.compile(r"\bF\d\d?\b")


def keys_in(text: str) -> set[str]:
    """The keys that a text names."""
    letters = {one or other for one, other in _LETTER.findall(text)}
    return letters | set(_LAST.findall(text)) | {one.casefold() for one in _FUNCTION.findall(text)}


def commanded() -> dict[str, type[Commanded]]:
    """All that offers commands, by name."""
    for package in (screens, widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)

    def below(kind: type) -> Iterator[type]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    return {one.__name__: one for one in below(Commanded)}


def commands_of(owner: type[Commanded]) -> Iterator[tuple[str, Command]]:
    for command in owner.OWN_COMMANDS:
        for key in command.keys.split(","):
            yield key.strip(), command


def messages() -> Iterator[tuple[str, list[str]]]:
    """Each text and its translations."""
    with PO.open("rb") as file:
        for message in read_po(file, locale="id"):
            if message.id:
                text = message.id if isinstance(message.id, str) else message.id[0]
                yield text, [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_key_that_a_sentence_names_does_there_what_it_says() -> None:
    owners = commanded()
    helps = {getattr(owner, "HELP_TEXT", "") for owner in owners.values()}
    used: set[str] = set()
    for text, _translations in messages():
        keys = keys_in(text)
        if not keys or text in helps or text.startswith(NO_KEYS):
            continue
        beginning = max((one for one in TOLD if text.startswith(one)), key=len, default="")
        assert beginning, f"no place is known for the keys of: {text}"
        used.add(beginning)
        told = [one.split() for one in TOLD[beginning].split(", ") if one]
        assert {key for key, _owner, _id in told} == keys, text
        for key, owner, command_id in told:
            runs = {command.id for one, command in commands_of(owners[owner]) if one == key}
            assert command_id in runs, f"{key} in {owner} runs {runs or 'nothing'}: {text}"
    assert set(TOLD) - used == set()


def test_every_key_that_a_help_names_is_one_of_that_screen() -> None:
    owners = commanded()
    general = {key for key, _command in commands_of(owners["TaskforceApp"])}
    for name, owner in owners.items():
        text = getattr(owner, "HELP_TEXT", "")
        own = {key for key, _command in commands_of(owner)}
        assert keys_in(text) - own - general == set(), f"{name}: {text}"


def test_translations_name_the_same_keys() -> None:
    for text, translations in messages():
        if (keys := keys_in(text)) and not text.startswith(NO_KEYS):
            for translation in translations:
                assert keys_in(translation) == keys, f"{text}\n{translation}"
