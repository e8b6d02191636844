"""From a draft back to the form it was typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskforce.drafts import UnsavedDraft
from taskforce.screens.form import Form
from taskforce.screens.item_commands import ItemCommands
from taskforce.screens.quick_add import QuickAdd
from taskforce.screens.registers import RegisterScreen
from taskforce.store.details import number_of

if TYPE_CHECKING:
    from taskforce.app import TaskforceApp

_AREA_OF = {
    "member": "members",
    "deadline": "deadlines",
    "agency": "agencies",
    "holiday": "settings",
    "mission": "settings",
}


async def reopen(app: TaskforceApp, draft: UnsavedDraft) -> bool:
    """Open the form with what was typed; answers whether that could be done."""
    kind, _sign, rest = draft.kind.partition(":")
    if kind == "item":
        return await _item(app, draft, *rest.partition(":")[::2])
    if kind == "register":
        return await _register(app, draft, *rest.partition(":")[::2])
    if kind == "handover":
        return await _handover(app, draft, *rest.partition(":")[::2])
    if kind == "meeting":
        return await _meeting(app, draft, rest)
    if kind == "minutes":
        return await _minutes(app, draft, rest)
    if kind in ("office", "plan"):
        return await _of_form(app, draft, kind, rest)
    if kind == "report":
        return await _report(app, draft, *rest.split(":", 3))
    return False


async def _of_form(app: TaskforceApp, draft: UnsavedDraft, kind: str, rest: str) -> bool:
    """``office:FIELDS`` of the settings, or ``plan:ID``, ``plan:new:DIMENSION:PART`` of the masterplan."""
    from taskforce.screens.masterplan import MasterplanScreen
    from taskforce.screens.masterplan_form import new_plan_form, plan_form
    from taskforce.screens.organisation_form import organisation_form
    from taskforce.screens.settings import SettingsScreen

    await app.action_area("settings" if kind == "office" else "masterplan")
    screen, desk = app.screen, app.desk
    if desk is None or not isinstance(screen, SettingsScreen | MasterplanScreen):
        return False
    if kind == "office":
        form = organisation_form(desk, rest.split(","), draft.title, screen.written)
    elif rest.startswith("new:"):
        top, part = (one or None for one in rest.removeprefix("new:").split(":"))
        form = new_plan_form(desk, top, part, screen.written)
    elif number_of(desk.reader, rest) is not None:
        form = plan_form(desk, rest, screen.written)
    else:
        return False
    await app.push_screen(form)
    return await _filled(app, draft)


async def _item(app: TaskforceApp, draft: UnsavedDraft, what: str, ids: str) -> bool:
    """``item:new``, ``item:quick``, or a command on items: ``item:edit_item:ID,ID``."""
    desk = app.desk
    meant = [item_id for item_id in ids.split(",") if item_id]
    if desk is None or any(number_of(desk.reader, item_id) is None for item_id in meant):
        return False
    await app.action_area("items")
    screen = app.screen
    if not isinstance(screen, ItemCommands):
        return False
    if what == "quick":
        await app.push_screen(QuickAdd(draft.texts.get("line", "")), screen.added)
        return True
    with screen.meaning(meant):
        getattr(screen, f"action_{what}")()
    return await _filled(app, draft)


async def _register(app: TaskforceApp, draft: UnsavedDraft, record_type: str, record_id: str) -> bool:
    """``register:member:ID``, without an id for a new one."""
    area = _AREA_OF.get(record_type)
    if area is None:
        return False
    await app.action_area(area)
    if area == "settings":
        from taskforce.screens.plain_registers import HolidaysScreen, MissionsScreen

        await app.push_screen(HolidaysScreen() if record_type == "holiday" else MissionsScreen())
    screen = app.screen
    if not isinstance(screen, RegisterScreen):
        return False
    if record_id:
        screen.open_edit_form(draft.title, record_id)
    else:
        screen.open_new_form(draft.title)
    return await _filled(app, draft)


async def _handover(app: TaskforceApp, draft: UnsavedDraft, old_id: str, new_id: str) -> bool:
    """``handover:ID:ID``: from whom to whom."""
    from taskforce.screens.members import MembersScreen
    from taskforce.store.registers import member_rows

    await app.action_area("members")
    screen, desk = app.screen, app.desk
    if desk is None or not isinstance(screen, MembersScreen):
        return False
    members = {member.id: member for member in member_rows(desk.reader, desk.today, inactive=True)}
    if old_id not in members or new_id not in members:
        return False
    screen.ask_hand_over(desk, members[old_id], members[new_id])
    return await _filled(app, draft)


async def _meeting(app: TaskforceApp, draft: UnsavedDraft, meeting_id: str) -> bool:
    """``meeting:ID``, without an id for a new one."""
    from taskforce.screens.meeting_form import edit_meeting_form, new_meeting_form

    await app.action_area("meetings")
    screen, desk = app.screen, app.desk
    if desk is None or not isinstance(screen, RegisterScreen):
        return False
    form = (
        edit_meeting_form(desk, meeting_id, screen.written)
        if meeting_id
        else new_meeting_form(desk, screen.written)
    )
    await app.push_screen(form)
    return await _filled(app, draft)


async def _minutes(app: TaskforceApp, draft: UnsavedDraft, meeting_id: str) -> bool:
    """``minutes:ID``: the line that was typed while a meeting was taken down, and lines not saved before it."""
    from taskforce.screens.meeting_view import MeetingView
    from taskforce.store.meetings import meeting_row

    desk = app.desk
    if desk is None or meeting_row(desk.reader, meeting_id) is None:
        return False
    await app.action_area("meetings")
    await app.push_screen(MeetingView(meeting_id, typing=True, typed=draft.texts))
    return True


async def _report(
    app: TaskforceApp, draft: UnsavedDraft, section: str, kind: str, period: str, scope: str
) -> bool:
    """``report:SECTION:KIND:PERIOD:QUERY``: words in a report."""
    from taskforce.reports.options import WORDED
    from taskforce.screens.report import ReportScreen
    from taskforce.store.report_words import ReportKey

    await app.action_area("report")
    screen = app.screen
    if app.desk is None or not isinstance(screen, ReportScreen) or section not in WORDED:
        return False
    await app.push_screen(screen.words_form(ReportKey(kind, period, scope), section))
    return await _filled(app, draft)


async def _filled(app: TaskforceApp, draft: UnsavedDraft) -> bool:
    form = app.screen
    if not isinstance(form, Form):
        return False
    await form.when_ready()
    form.fill(draft.texts, draft.before)
    return True
