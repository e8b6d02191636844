"""Drafts in the app: kept while people type, offered when the app comes back after it ended without asking."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from taskforce.clock import Clock, read_moment, write_moment
from taskforce.language import N_, _, plural
from taskforce.screens.draft_file import UnsavedDraft
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.quick_add import QuickAdd
from taskforce.screens.frame.item_commands import ItemCommands
from taskforce.screens.frame.register_area import RegisterScreen
from taskforce.store.read.items import number_of
from taskforce.widgets.commands import Command, bindings
from taskforce.wording.records import short_day
from taskforce.wording.width import printable

if TYPE_CHECKING:
    from taskforce.app import TaskforceApp
    from taskforce.screens.draft_file import DraftKeeper, UnsavedDraft
    from taskforce.screens.frame.session import Session


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
    from taskforce.screens.planning.masterplan import MasterplanScreen
    from taskforce.screens.planning.masterplan_form import new_plan_form, plan_form
    from taskforce.screens.settings.organisation_form import organisation_form
    from taskforce.screens.settings.settings import SettingsScreen

    await app.action_area("settings" if kind == "office" else "masterplan")
    screen, session = app.screen, app.session
    if session is None or not isinstance(screen, SettingsScreen | MasterplanScreen):
        return False
    if kind == "office":
        form = organisation_form(session, rest.split(","), draft.title, screen.written)
    elif rest.startswith("new:"):
        top, part = (one or None for one in rest.removeprefix("new:").split(":"))
        form = new_plan_form(session, top, part, screen.written)
    elif number_of(session.reader, rest) is not None:
        form = plan_form(session, rest, screen.written)
    else:
        return False
    await app.push_screen(form)
    return await _filled(app, draft)


async def _item(app: TaskforceApp, draft: UnsavedDraft, what: str, ids: str) -> bool:
    """``item:new``, ``item:quick``, or a command on items: ``item:edit_item:ID,ID``."""
    session = app.session
    meant = [item_id for item_id in ids.split(",") if item_id]
    if session is None or any(number_of(session.reader, item_id) is None for item_id in meant):
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
        from taskforce.screens.registers.holidays_missions import HolidaysScreen, MissionsScreen

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
    from taskforce.screens.registers.members import MembersScreen
    from taskforce.store.read.registers import member_rows

    await app.action_area("members")
    screen, session = app.screen, app.session
    if session is None or not isinstance(screen, MembersScreen):
        return False
    members = {member.id: member for member in member_rows(session.reader, session.today, inactive=True)}
    if old_id not in members or new_id not in members:
        return False
    screen.ask_hand_over(session, members[old_id], members[new_id])
    return await _filled(app, draft)


async def _meeting(app: TaskforceApp, draft: UnsavedDraft, meeting_id: str) -> bool:
    """``meeting:ID``, without an id for a new one."""
    from taskforce.screens.registers.meeting_form import edit_meeting_form, new_meeting_form

    await app.action_area("meetings")
    screen, session = app.screen, app.session
    if session is None or not isinstance(screen, RegisterScreen):
        return False
    form = (
        edit_meeting_form(session, meeting_id, screen.written)
        if meeting_id
        else new_meeting_form(session, screen.written)
    )
    await app.push_screen(form)
    return await _filled(app, draft)


async def _minutes(app: TaskforceApp, draft: UnsavedDraft, meeting_id: str) -> bool:
    """``minutes:ID``: the line that was typed while a meeting was taken down, and lines not saved before it."""
    from taskforce.screens.registers.minutes import MeetingView
    from taskforce.store.read.meetings import meeting_row

    session = app.session
    if session is None or meeting_row(session.reader, meeting_id) is None:
        return False
    await app.action_area("meetings")
    await app.push_screen(MeetingView(meeting_id, typing=True, typed=draft.texts))
    return True


async def _report(
    app: TaskforceApp, draft: UnsavedDraft, section: str, kind: str, period: str, scope: str
) -> bool:
    """``report:SECTION:KIND:PERIOD:QUERY``: words in a report."""
    from taskforce.reports.content.options import WORDED
    from taskforce.screens.reports.area import ReportScreen
    from taskforce.screens.reports.contents import words_form
    from taskforce.store.read.issued_reports import ReportKey

    await app.action_area("report")
    screen = app.screen
    if app.session is None or not isinstance(screen, ReportScreen) or section not in WORDED:
        return False
    await app.push_screen(words_form(screen, ReportKey(kind, period, scope), section))
    return await _filled(app, draft)


async def _filled(app: TaskforceApp, draft: UnsavedDraft) -> bool:
    form = app.screen
    if not isinstance(form, Form):
        return False
    await form.when_ready()
    form.fill(draft.texts, draft.before)
    return True


class DraftOffer(Pick):
    """The drafts that were left behind; ends with ``take:ID`` or ``away:ID``."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("take", N_("Take it up"), "enter", footer=1, in_palette=False, through="select,submit"),
        Command("throw_away", N_("Throw away"), "ctrl+r", footer=2, in_palette=False),
        Command("cancel", N_("Not now"), "escape", footer=3),
        *(command for command in Pick.OWN_COMMANDS if command.id.startswith("list_")),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def action_throw_away(self) -> None:
        """Forget this draft."""
        if self.highlighted_value is not None:
            self.dismiss(f"away:{self.highlighted_value}")


def offered(draft: UnsavedDraft, clock: Clock) -> Choice:
    """A draft to choose: what it is a draft of, when it was typed, and how it begins."""
    local = read_moment(draft.at).astimezone(clock.zone)
    day = "" if local.date() == clock.today() else f"{short_day(local.date().isoformat(), clock.today())} "
    text = " ".join(" ".join(one.split()) for one in draft.texts.values())
    title = _("{title}, from {time}", title=draft.title, time=f"{day}{local:%H.%M}")
    return Choice(draft.id, title, text[:60])


FLUSH_SECONDS = 1.0
"""What was typed is in the drafts file at most so much later."""


class Drafting:
    """What the app does about drafts; a mixin of the app."""

    drafts: DraftKeeper | None = None
    _left_behind: Sequence[UnsavedDraft] = ()

    @property
    def _app(self) -> TaskforceApp:
        return cast("TaskforceApp", self)

    def open_drafts(self, session: Session) -> None:
        """Keep drafts for this list from now on, and offer those left behind."""
        from taskforce.screens.draft_file import DraftKeeper

        if self.drafts is not None:
            self.drafts.close()
        self.drafts = DraftKeeper(str(session.store.location))
        self._left_behind = self.drafts.left_behind()
        if self._left_behind:
            self.offer_drafts()

    def keep_draft(
        self, draft_id: str, kind: str, title: str, texts: Mapping[str, str], before: Mapping[str, str]
    ) -> None:
        """Keep what was typed; it is in the file within :data:`FLUSH_SECONDS`."""
        from taskforce.screens.draft_file import UnsavedDraft

        session = self._app.session
        if self.drafts is not None and session is not None:
            at = write_moment(session.store.clock.now())
            self.drafts.keep(UnsavedDraft(draft_id, kind, title, at, dict(texts), dict(before)))

    def kept_draft(self, kind: str) -> UnsavedDraft | None:
        """What was typed last into a form of this session and neither saved nor thrown away."""
        left_behind = {draft.id for draft in self._left_behind}  # these are offered by themselves
        own = self.drafts.of_kind(kind) if self.drafts is not None else []
        return next((draft for draft in reversed(own) if draft.id not in left_behind), None)

    def drop_draft(self, draft_id: str) -> None:
        """It was saved, or thrown away."""
        if self.drafts is not None:
            self.drafts.drop(draft_id)
            self.flush_drafts()

    def flush_drafts(self) -> None:
        """Write the drafts file, beside the keys."""
        if self.drafts is not None:
            self._app.run_worker(asyncio.to_thread(self.drafts.flush), exit_on_error=False)

    def forget_drafts(self) -> None:
        """The person threw away what was typed here; what was left behind before stays."""
        if self.drafts is not None:
            self.drafts.drop_all(but={draft.id for draft in self._left_behind})

    # Offering

    @property
    def drafts_left(self) -> Sequence[UnsavedDraft]:
        """The drafts of earlier sessions that wait for a decision."""
        return self._left_behind

    def action_offer_drafts(self) -> None:
        """Show them again."""
        self.offer_drafts()

    def offer_drafts(self) -> None:
        """Show what was typed and not saved when the app ended."""
        session = self._app.session
        if session is None or not self._left_behind:
            return

        choices = [offered(draft, session.store.clock) for draft in self._left_behind]
        title = plural(
            "{count} draft was not saved when the app ended",
            "{count} drafts were not saved when the app ended",
            len(choices),
        )
        self._app.push_screen(DraftOffer(title, choices), self._answered)

    def _answered(self, answer: str | None) -> None:
        what, _sign, draft_id = (answer or "").partition(":")
        if answer is not None and not _sign:
            what, draft_id = "take", answer
        draft = next((one for one in self._left_behind if one.id == draft_id), None)
        if draft is None:
            return
        self._left_behind = [one for one in self._left_behind if one.id != draft_id]
        if what == "away":
            self.drop_draft(draft.id)
            self.offer_drafts()
        else:
            self._app.run_worker(self._take_up(draft), exit_on_error=False)

    async def _take_up(self, draft: UnsavedDraft) -> None:
        """Open the form again with what was typed; where that is impossible, show the text."""
        from taskforce.screens.forms.dialogs import Reading

        try:
            taken = await reopen(self._app, draft)
        except Exception as error:  # the record may be gone: what was typed must not be
            self._app.log.error(repr(error))
            taken = False
        if taken:
            self.drop_draft(draft.id)  # the form keeps it now
            return
        from textual.content import Content

        lines: list[Any] = []
        for name, text in draft.texts.items():
            lines += [
                Content.styled(printable(name), "bold"),
                *(Content(printable(line)) for line in text.splitlines()),
            ]
        self._left_behind = [*self._left_behind, draft]
        await self._app.push_screen(Reading(printable(draft.title), Content("\n").join(lines)))
