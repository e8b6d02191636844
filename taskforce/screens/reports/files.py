"""Writing the report on the screen to files, and opening their folder."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from taskforce.language import _, plural
from taskforce.model.errors import TaskforceError
from taskforce.screens.reports.view import ReportArea
from taskforce.store.store import Store

if TYPE_CHECKING:
    from taskforce.reports.writers.registry import Output
    from taskforce.screens.reports.export import Target


class ReportFiles(ReportArea):
    """The commands on files."""

    def action_export(self) -> None:
        """Choose formats and folder, then write."""
        from taskforce.reports.writers.registry import FORMATS
        from taskforce.screens.reports.export import ExportChoice

        if self._issued is None and self._made is None:
            return
        choice = ExportChoice(list(FORMATS), self._last.formats, self._usual_folder(), self._file_name())
        self.app.push_screen(choice, self._chosen)

    def _usual_folder(self) -> Path:
        if self._last.folder and Path(self._last.folder).is_dir():
            return Path(self._last.folder)
        here = Path.cwd()
        return here if os.access(here, os.W_OK) else Path.home()

    def _file_name(self) -> str:
        """What the files are called, without their endings."""
        from taskforce.reports.writers.registry import document_name

        if self._issued is not None:
            row, issued = self._issued
            return document_name(issued.document.label, issued.document.kind, row.scope)
        assert self._made is not None
        key = self._made.key
        return document_name(key.period, key.kind, key.scope or None)

    def _chosen(self, target: Target | None) -> None:
        from taskforce.reports.writers.registry import outputs
        from taskforce.screens.reports.export import replacing

        if target is None:
            return
        try:
            wanted = [
                output
                for one in target.formats
                for output in outputs([f"{target.folder}{os.sep}"], one, self._file_name())
            ]
        except TaskforceError as error:
            self.show_message(str(error), "error")
            return
        self._last.keep("report_formats", ",".join(target.formats))
        self._last.keep("report_folder", str(target.folder.absolute()))
        there = [one.path for one in wanted if one.path.exists()]
        if not there:
            self._write(wanted, target.folder)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._write(wanted, target.folder)

        self.app.push_screen(replacing(there), answered)

    def _write(self, wanted: list[Output], folder: Path) -> None:
        from taskforce.screens.reports.export import Export

        export = Export(self._printable(), wanted, self._report_language, self._last.templates)

        def done(written: list[Path] | None) -> None:
            if written:
                self._folder = folder.absolute()
                said = plural("{count} file is in {folder}", "{count} files are in {folder}", len(written),
                              folder=self._folder)  # fmt: skip
                self.show_message(f"{said}. " + _("o opens the folder."))
                self.refresh_bindings()
            elif export.problem:
                self.show_message(_("Nothing was written: {reason}", reason=export.problem), "error")
            else:
                self.show_message(_("Stopped: nothing was written."), "warning")

        self.app.push_screen(export, done)

    def _printable(self) -> Callable[[], Awaitable[object]]:
        """What gives the report that is to be written: the issued one, or the draft read whole."""
        session, wish, issued = self.session, self.wish, self._issued
        assert session is not None

        async def give() -> object:
            from taskforce.reports.writers.registry import Draft
            from taskforce.screens.reports.making import make

            if issued is not None:
                return issued[1]

            def work(store: Store) -> object:
                made = make(store, wish, whole=True)
                return Draft(made.report, made.options)

            return await session.work(work)

        return give

    def action_open_folder(self) -> None:
        """Open the folder of the files written last."""
        from taskforce.screens.frame.open_folder import open_folder

        if self._folder is None:
            return
        command = open_folder(self._folder)
        if command is None:
            self.show_message(_("The folder opens: {folder}", folder=self._folder))
        else:
            self.show_message(_("Nothing can open a folder here. Elsewhere: {command}", command=command))
