"""Writing the list, as it is filtered and sorted, to a file whose ending says the format."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from taskforce.files import is_free
from taskforce.language import _
from taskforce.paths import typed_path
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.forms.new_folder import folder_problem
from taskforce.screens.frame.session import Session
from taskforce.store.store import Store


def list_export_form(session: Session, query: str, sort: str | None, told: Callable[[str], None]) -> Form:
    """Return the form that asks for a file and writes to it what a query finds, all where there is none.

    ``told`` gets the sentence that says what was written.
    """
    to_replace: set[Path] = set()
    agreed: set[Path] = set()

    async def submit(texts: Texts) -> Problems:
        path = typed_path(texts["file"])
        if problem := await asyncio.to_thread(folder_problem, path.absolute().parent, agreed):
            return {"file": problem}
        if not is_free(path) and path not in to_replace:
            to_replace.add(path)
            return {"file": _("{path} exists already: save again to replace it.", path=path)}

        def write(store: Store) -> str:
            from taskforce.services.exporting import export_list

            done = export_list(store, path, store.selection(query, sort), query=query)
            return f"{done.sentence}. {done.remark}" if done.remark else done.sentence

        work = session.work if session.store.read_only else session.write  # what went out is kept in the history
        told(await work(write))
        return {}

    file = Path.home() / f"{_('list')}-{session.today}.xlsx"
    hint = _("its ending says the format: .xlsx, .csv, .json, .ics or .txt")
    fields = [FormField("file", _("File"), str(file), required=True, hint=hint, browse=True, proposed=True)]
    return Form(_("Export the list"), fields, submit, save_label=_("Write"))
