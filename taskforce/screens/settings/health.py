"""The dialogue that checks the list: how sound it is, what to do, and the keys that do it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from taskforce.clock import Clock
from taskforce.language import N_, _, plural
from taskforce.model.width import printable
from taskforce.paths import typed_path
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.frame.host import host_of
from taskforce.store.database.location import Location
from taskforce.store.health.doctor import examine_list
from taskforce.store.health.finding import Finding, Weight, verdict
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.footer import CommandBar
from taskforce.wording.health import finding_lines, in_the_app, salvaged_lines

STYLES = {Weight.OK: "$text-muted", Weight.NOTE: "", Weight.WRONG: "$text-warning", Weight.STOP: "$text-error"}


def _repairable(screen: Any) -> bool:
    return not screen.busy and any(one.repairable and one.weight is not Weight.OK for one in screen.findings)


def _in_a_file(screen: Any) -> bool:
    return not screen.busy and screen.location.path is not None


class HealthScreen(Commanded, ModalScreen[None]):
    """Shows what the doctor finds; a list that cannot be opened is looked at as well."""

    OWN_COMMANDS: ClassVar = (
        Command("repair", N_("Repair"), "ctrl+s", footer=1, when=_repairable, writes=True),
        Command("salvage", N_("Save what can be read"), "x", footer=3, when=_in_a_file),
        Command("close", N_("Close"), "escape", footer=2),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "The list is checked: its file, its history, and all that is made of it. Ctrl+S makes everything anew "
        "from the history, after a copy was kept beside the list. x writes what can be read to a new list, for a "
        "file that is damaged too badly; the damaged file stays as it is."
    )

    def __init__(self, location: Location, clock: Clock) -> None:
        super().__init__()
        self.location, self._clock = location, clock
        self.findings: Sequence[Finding] = ()
        self.busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue -tall"):
            yield Static(Content.styled(_("Check the list"), "bold"), classes="dialogue-title")
            with VerticalScroll(classes="dialogue-text"):
                yield Static("", id="text", markup=False)
            yield CommandBar()

    def on_mount(self) -> None:
        self.query_one(".dialogue-text").focus()
        self._aside(self._look, _("The list is being checked …"))

    async def _look(self) -> None:
        self.findings = await asyncio.to_thread(examine_list, self.location, self._clock)
        self._show([(verdict(self.findings), "bold")])

    def _show(self, said: Sequence[tuple[str, str]]) -> None:
        """Show sentences above what was found, the worst first, and how many checks found nothing."""
        lines = [Content.styled(printable(in_the_app(text)), style) for text, style in said]
        found = [one for one in self.findings if one.weight is not Weight.OK]
        worst = sorted(found, key=lambda one: list(Weight).index(one.weight), reverse=True)
        for finding in worst:
            texts = finding_lines(finding)
            lines += [Content.styled(printable(in_the_app(text)), STYLES[finding.weight]) for text in texts]
        sound = len(self.findings) - len(found)
        if sound:
            nothing = plural("{count} check found nothing.", "{count} checks found nothing.", sound)
            lines.append(Content.styled(nothing, "$text-muted"))
        self.query_one("#text", Static).update(
            Content("\n").join([*lines[: len(said)], Content(""), *lines[len(said) :]])
        )

    def action_repair(self) -> None:
        """Make everything anew from the history."""
        self._aside(self._repair, _("The list is being repaired …"))

    async def _repair(self) -> None:
        from taskforce.store.health.repair import repair

        repaired = await asyncio.to_thread(repair, self.location, self._clock)
        kept = [] if repaired.kept is None else [_("The list until now is kept in {path}.", path=repaired.kept)]
        self.findings = await asyncio.to_thread(examine_list, self.location, self._clock)
        self._show([(text, "") for text in (*repaired.done, *kept)] + [(verdict(self.findings), "bold")])
        host = host_of(self.app)
        await host.open_made_list()
        host.show_area_message(verdict(self.findings), "information")

    def action_salvage(self) -> None:
        """Ask for a new file, and write what can be read to it."""
        source = self.location.path
        assert source is not None

        async def submit(texts: Texts) -> Problems:
            target = typed_path(texts["path"].strip().strip("'\"")).absolute()
            if target.exists():
                return {"path": _("{path} is there already: name a new file.", path=target)}
            self._aside(lambda: self._salvage(source, target), _("What can be read is being saved …"))
            return {}

        name = source.with_name(f"{source.stem}-{self._clock.today().isoformat()}{source.suffix}")
        field = FormField("path", _("New file"), str(name), required=True)
        self.app.push_screen(Form(_("Save what can be read"), [field], submit, save_label=_("Save")))

    async def _salvage(self, source: Path, target: Path) -> None:
        from taskforce.store.health.salvage import salvage

        saved = await asyncio.to_thread(salvage, source, target, self._clock)
        where = _("It is in {path}: start with it (--db), or go back to it from a file (F8, B, I).", path=target)
        self._show([(text, "") for text in (*salvaged_lines(saved), where)])

    def _aside(self, work: Callable[[], Awaitable[None]], doing: str) -> None:
        """Do something beside the keys, and say what; one thing at a time."""
        if not self.busy:
            self.busy = True
            self.refresh_bindings()
            self.query_one("#text", Static).update(Content(doing))
            self.run_worker(self._kept_busy(work), exit_on_error=False)

    async def _kept_busy(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as error:  # the list is as it was
            self._show([(str(error) or repr(error), "$text-error")])
        finally:
            self.busy = False
            self.refresh_bindings()

    def action_close(self) -> None:
        """Go back."""
        if not self.busy:
            self.dismiss(None)
