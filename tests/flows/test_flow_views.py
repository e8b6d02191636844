"""How the list is shown: groups that fold, columns and their order, and views saved under a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app_driving import app_on, press, settle, shown, type_text

Look = Callable[[str], list[tuple[Any, ...]]]


def lines(text: str) -> list[str]:
    """The lines of the list, without the bars above and below."""
    return [line.split("│")[0].rstrip() for line in text.splitlines()[3:-2] if line.split("│")[0].strip()]


async def test_groups_have_headings_with_counts_and_fold(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "b", "2")  # by dimension
        text = lines(shown(pilot))
        headings = [line.strip() for line in text if "▾" in line]
        assert headings == [
            "▾ Smart Governance  ·  3 action items · ▲ 1 overdue",
            "▾ Smart Living  ·  2 action items · 50% done · ▲ 1 overdue",
            "▾ none  ·  2 action items",
        ]
        assert len(text) == 7 + 3
        assert "7 action items" in shown(pilot)
        await press(pilot, "up", "enter")  # Enter on the heading folds it
        text = lines(shown(pilot))
        assert text[0] == "›  ▸ Smart Governance  ·  3 action items · ▲ 1 overdue"
        assert len(text) == 7
        await press(pilot, "asterisk")
        assert len(lines(shown(pilot))) == 3
        await press(pilot, "asterisk", "enter")
        assert "▸" in lines(shown(pilot))[0]
        await press(pilot, "enter", "b", "6")  # by status: the words, in the order of what presses
        assert [line.split()[1] for line in lines(shown(pilot)) if "▾" in line] == [
            "Blocked", "In", "Not", "Done", "Cancelled",
        ]  # fmt: skip


async def test_space_on_a_heading_selects_the_group_and_all_change_together(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        before = look("SELECT count(*) FROM batch")[0][0]
        await press(pilot, "2", "b", "2", "up", "space")
        assert "3 selected" in shown(pilot)
        await press(pilot, "i", "1")
        assert look("SELECT ref, priority FROM action_item WHERE priority = 'urgent' ORDER BY ref") == [
            ("1", "urgent"), ("2", "urgent"), ("4", "urgent"),
        ]  # fmt: skip
        assert look("SELECT count(*) FROM batch")[0][0] == before + 1
        await press(pilot, "space")
        assert "selected" not in shown(pilot)
        await press(pilot, "ctrl+a")
        assert "7 selected" in shown(pilot)


async def test_columns_are_chosen_ordered_and_kept(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "c", "enter")  # status goes
        await press(pilot, *["down"] * 9, "enter", *["left"] * 5, "ctrl+s")  # dimension comes, well to the left
        header = shown(pilot).splitlines()[2].split("│")[0]
        assert "Status" not in header
        assert "Dimension" in header
        assert header.index("Lead") < header.index("Dimension") < header.index("Due")
        assert "Smart Govern" in shown(pilot)
        await pilot.resize_terminal(70, 24)
        await press(pilot, "c", "ctrl+s")
        assert "reached by →: " in shown(pilot)
    again = app_on(filled)
    async with again.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        assert shown(pilot).splitlines()[2].split("│")[0] == header


async def test_a_view_is_saved_picked_started_with_and_deleted(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "dim:governance")
        await press(pilot, "enter", "b", "4", "s")
        await type_text(pilot, "title")
        await press(pilot, "enter", "W")
        await type_text(pilot, "Rapat Senin")
        await press(pilot, "enter")
        assert "Rapat Senin" in shown(pilot)
        saved = look("SELECT name, query, sort, grouping FROM saved_view")
        assert saved == [("Rapat Senin", "dim:governance", "title", "lead")]
        await press(pilot, "w", "1")  # the usual list again
        assert "7 action items" in shown(pilot)
        await press(pilot, "w", "2")
        assert "3 action items" in shown(pilot)
        assert "▾ Galuh Tantri Narindra" in shown(pilot)
        await press(pilot, "w", "ctrl+b")
    again = app_on(filled)
    async with again.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        assert "dim:governance" in shown(pilot)
        assert "3 action items" in shown(pilot)
        await press(pilot, "w", "end", "delete")
        assert look("SELECT deleted FROM saved_view") == [(1,)]
        await press(pilot, "u")
        assert look("SELECT deleted FROM saved_view") == [(0,)]
