"""One key, one meaning, over all areas, dialogues and widgets.

A key may be absent somewhere; it never means another thing there.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from textual.binding import Binding

import taskforce.app
from taskforce import screens, widgets
from taskforce.screens.frame.areas import AREAS
from taskforce.widgets.commands import Commanded

MEANINGS: Mapping[str, tuple[str, str]] = {
    # key: what it means, and the commands (and actions of widgets) that do that
    "a": ("adds one, in a line where there is one", "quick_add add_step new_record new_agency new_copy "
          "new_deadline new_meeting new_member new_plan_item type_lines"),
    "b": ("groups", "group group_lines choose_columns"),
    "c": ("chooses which parts are shown, and their order", "choose_columns sections"),
    "d": ("done", "mark_done toggle_met"),
    "e": ("edits", "edit_item edit_agency edit_deadline edit_meeting edit_member edit_plan edit_record edit_both "
          "rename_copy words other_value"),
    "f": ("figures", "show_figures more_figures"),
    "g": ("tags", "tag_item"),
    "h": ("history of it", "show_history"),
    "i": ("priority", "pick_priority"),
    "j": ("down", "move"),
    "k": ("up", "move"),
    "l": ("lead", "pick_lead"),
    "m": ("menu: everything that can be done here", "show_more show_menu"),
    "n": ("new, by a form; to a question: no", "answer_no new_item new_record new_agency new_copy "
          "new_deadline new_meeting new_member new_plan_item back_up"),
    "o": ("notes", "add_note take_down"),
    "p": ("progress", "type_progress"),
    "q": ("quits", "quit_app"),
    "r": ("reschedules", "reschedule"),
    "s": ("sorts", "sort"),
    "t": ("status; to a question: no (tidak)", "answer_no pick_status"),
    "u": ("takes a step back", "undo take_back take_due_back"),
    "v": ("evidence", "add_evidence"),
    "w": ("which view: a saved one, a kind of report, a year", "views choose_report pick_year"),
    "x": ("writes a file", "export export_list write_bundle send_sheets copy_to salvage"),
    "y": ("a copy of it; to a question: yes", "answer_yes copy_text duplicate_item"),
    "z": ("nearer; from month to week and back", "zoom_in switch_week"),
    "A": ("the action items of it", "go_to_step_item list_items open_items"),
    "B": ("backups", "show_backups"),
    "C": ("decides conflicts", "decide decide_all decide_conflict"),
    "D": ("depends on", "pick_needs"),
    "E": ("the full form", "edit_item"),
    "F": ("folds", "fold"),
    "G": ("photos", "photos"),
    "H": ("hands over", "hand_over"),
    "I": ("takes a file in", "import_file go_back_to_file"),
    "J": ("makes one of two", "join_agency join_member merge_items"),
    "K": ("sheets to agencies", "sheets"),
    "L": ("language", "switch_language"),
    "M": ("merges a bundle", "merge_bundle"),
    "N": ("new below it", "new_sub"),
    "O": ("opens the folder", "open_folder"),
    "P": ("issues", "issue"),
    "Q": ("compares", "compare"),
    "R": ("issued reports", "issued_reports"),
    "S": ("supporting members", "pick_supporting"),
    "T": ("colours", "switch_theme"),
    "U": ("does again", "redo"),
    "V": ("decides several at once", "decide_several"),
    "W": ("saves the view", "save_view"),
    "X": ("the folder of exchanging", "set_up_exchange"),
    "Y": ("language of the report", "report_language"),
    "Z": ("farther", "zoom_out"),
    "number_sign": ("the checklist, numbered steps", "open_checklist"),
    "ampersand": ("again and again: how often it repeats", "repeat_item"),
    "at": ("members of it", "show_members"),
    "asterisk": ("all at once", "fold_all all_or_none show_every"),
    "comma": ("to the bar", "show_bar"),
    "exclamation_mark": ("the next row to look at", "next_problem"),
    "full_stop": ("to today", "show_today this_period"),
    "slash": ("filters", "filter scope"),
    "question_mark": ("help", "show_help"),
    "plus": ("more progress", "more_progress"),
    "equals_sign": ("more progress", "more_progress"),
    "minus": ("less progress", "less_progress"),
    "greater_than_sign": ("moves it on, to the right", "move_right due_later later"),
    "less_than_sign": ("moves it back, to the left", "move_left due_earlier earlier"),
    "right_curly_bracket": ("moves it far on, or to where is asked", "due_week_later move_far"),
    "left_curly_bracket": ("moves it far back, or to where is asked", "due_week_earlier move_far"),
    "right_square_bracket": ("the next one", "period_after next_conflict next_question entry"),
    "left_square_bracket": ("the one before", "period_before last_conflict entry"),
    "enter": ("opens or takes what is under the cursor; in a line: is done with it", "*"),
    "escape": ("back, nothing written", "*"),
    "tab": ("the next place, after the word was completed", "complete other_field next_field entry"),
    "shift+tab": ("the place before", "entry field_before"),
    "space": ("marks", "take_or_leave tick_step toggle_selected open_list onwards"),
    "up": ("up", "list_up field_before previous_field text_up focus_previous_button move"),
    "down": ("down", "back_to_list leave_line list_down next_field text_down focus_next_button move"),
    "left": ("to the left", "back earlier focus_next_button focus_previous_button fold last_conflict scroll_back "
             "turn_back turn_columns move"),
    "right": ("to the right", "later focus_next_button next_conflict onwards scroll_on turn turn_columns unfold "
              "move"),
    "pageup": ("a page up", "page page_before page_up text_up move"),
    "pagedown": ("a page down", "page page_after page_down text_down move"),
    "home": ("to the first", "end week_end move"),
    "end": ("to the last", "end week_end move"),
    "shift+up": ("selects", "extend"),
    "shift+down": ("selects", "extend"),
    "shift+pageup": ("selects", "extend"),
    "shift+pagedown": ("selects", "extend"),
    "shift+home": ("selects", "extend"),
    "shift+end": ("selects", "extend"),
    "shift+left": ("a screen to the left", "page_back turn_columns"),
    "shift+right": ("a screen to the right", "page_on turn_columns"),
    "backspace": ("the usual again", "usual usual_key"),
    "delete": ("deletes, after asking or so that undo brings it back", "delete_item delete_meeting delete_record "
               "delete_step "
               "delete_view throw_away"),
    "ctrl+a": ("selects all", "select_all"),
    "ctrl+b": ("begins with this view", "first_view"),
    "ctrl+d": ("details beside, below or nowhere", "place_details"),
    "ctrl+g": ("jumps", "jump"),
    "ctrl+k": ("widths of columns", "arrange_columns"),
    "ctrl+left": ("more room for details", "more_details"),
    "ctrl+right": ("less room for details", "fewer_details"),
    "ctrl+l": ("one by one", "one_by_one"),
    "ctrl+n": ("one more, named while typing", "make_missing one_more"),
    "ctrl+o": ("browses; opens what is there already", "browse open_alike"),
    "alt+down": ("lists all", "list_all"),
    "ctrl+p": ("all commands", "command_palette"),
    "ctrl+q": ("quits", "quit_app"),
    "ctrl+s": ("does what is set here", "do_it finish save take_in repair"),
    "ctrl+t": ("takes what is offered: what arrived, what is proposed", "accept_clock take_arrived take_proposal"),
    "ctrl+y": ("does again", "redo"),
    "ctrl+z": ("takes a step back", "undo take_back take_due_back"),
    "f1": ("help", "show_help"),
    "f2": ("all areas", "go_to_area"),
    "f3": ("tour", "tour"),
    "f4": ("edits, where letters are typed", "edit_meeting"),
    "f5": ("the action items of it, where letters are typed", "list_items"),
    "shift+f10": ("menu: everything that can be done here", "show_menu"),
    "f12": ("open conflicts", "show_conflicts"),
    **{area.key: (f"goes to {area.name}", f"area_{area.name}") for area in AREAS},
    "1": ("the first: in a dialogue the answer, else the area", "area_overview keep_mine"),
    "2": ("the second: in a dialogue the answer, else the area", "area_items take_theirs"),
}  # fmt: skip
"""What each key means, wherever it means anything."""

BEYOND_RECALL = {"delete_item", "delete_meeting", "delete_record", "delete_step", "delete_view", "throw_away"}
"""What takes something away."""


def bound() -> Iterator[tuple[str, str, str]]:
    """Give every key of every screen, dialogue and widget, with the command or action, and where."""
    for package in (screens, widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    for kind in {taskforce.app.TaskforceApp, *_kinds(Commanded), *_kinds(_widget())}:
        if not kind.__module__.startswith("taskforce."):
            continue
        for command in getattr(kind, "OWN_COMMANDS", ()):
            yield from ((key, command.id, kind.__name__) for key in command.keys.split(",") if key)
        for binding in vars(kind).get("BINDINGS", ()):
            if isinstance(binding, Binding) and not binding.id:
                yield from (
                    (key, binding.action.partition("(")[0], kind.__name__) for key in binding.key.split(",")
                )


def _widget() -> type[Any]:
    from textual.widget import Widget

    return Widget


def _kinds(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds(one)


def test_a_key_means_one_thing_over_all_areas_and_dialogues() -> None:
    others = sorted(
        {
            f"{key}: {doing} ({place})"
            for key, doing, place in bound()
            if key not in MEANINGS or (MEANINGS[key][1] != "*" and doing not in MEANINGS[key][1].split())
        }
    )
    assert others == []


def test_every_meaning_is_used() -> None:
    used = {(key, doing) for key, doing, _place in bound()}
    assert [
        (key, doing)
        for key, (_meaning, doings) in MEANINGS.items()
        for doing in doings.split()
        if doing != "*" and (key, doing) not in used
    ] == []


@pytest.mark.parametrize("doing", sorted(BEYOND_RECALL))
def test_what_takes_something_away_has_the_key_for_that_and_no_other(doing: str) -> None:
    assert {key for key, one, _place in bound() if one == doing} == {"delete"}
