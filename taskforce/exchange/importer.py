"""Importing: a file is read into a plan, the plan is shown, and run as one batch."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from taskforce.exchange.bundles.complete import LongHistory, is_complete, read_complete, stream_complete
from taskforce.exchange.files.item_json import is_item_list, item_book
from taskforce.exchange.files.open import read_book, read_bytes
from taskforce.exchange.files.sheet import Book, ImportFailed
from taskforce.exchange.files.taskwarrior import is_taskwarrior, taskwarrior_book
from taskforce.exchange.files.trello import is_trello, trello_book
from taskforce.exchange.importing.layouts import Layouts
from taskforce.exchange.importing.plan import Plan
from taskforce.exchange.importing.preview import conclusion, describe, forecast, sections
from taskforce.exchange.importing.questions import NO_ANSWERS, Answers
from taskforce.exchange.importing.reading import plan_tables
from taskforce.exchange.importing.tables.header_names import KINDS
from taskforce.exchange.matrix.foreign import of_another_list
from taskforce.exchange.matrix.hidden_sheet import read_mark
from taskforce.exchange.matrix.plan import plan_returned
from taskforce.exchange.matrix.returned import Saved, is_returned, last_saved
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.store.changes.batch import Batch, Foreign, Receipt, Tangled, Told
from taskforce.store.read.import_history import unseen_changes
from taskforce.store.store import Store

__all__ = [
    "OpenedFile",
    "conclusion",
    "describe",
    "forecast",
    "forget_answers",
    "forget_opened",
    "open_file",
    "plan_import",
    "plan_opened",
    "run_import",
    "sections",
]


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that was read, to be planned as often as a person answers: its name and its tables.

    ``book`` is ``None`` for the complete export of a list: ``whole`` is its history, or its data where something
    in them is amiss; ``saved`` says of a workbook of ours that comes back who saved it last.
    """

    path: Path
    book: Book | None
    whole: dict[str, Any] | Foreign | LongHistory | None = None
    saved: Saved | None = None

    @property
    def asks(self) -> bool:
        """Return whether its columns and words may be explained by a person."""
        return self.book is not None and self.saved is None


def plan_import(store: Store, path: Path, kind: str | None = None, answers: Answers = NO_ANSWERS) -> Plan:
    """Return what importing a file would do, and what it leaves open.

    ``kind`` (actions, members, deadlines) says what the file lists; without it the headers say so.  ``answers``
    are what a person has said of its columns and words.
    Raise :class:`ImportFailed` when it cannot be read or holds no list.
    """
    if kind is not None and kind not in KINDS:
        raise UsageError(_("“{kind}” is no kind of list: use {kinds}.", kind=kind, kinds=", ".join(KINDS)))
    known = next((one for one in KINDS if one == kind), answers.kind)
    return plan_opened(store, open_file(store, path), replace(answers, kind=known))


def open_file(store: Store, path: Path) -> OpenedFile:
    """Read a file that holds tables, or a list.  Raise :class:`ImportFailed` when it can be no such file."""
    with _many_objects():
        if (foreign := stream_complete(path)) is not None:
            return OpenedFile(path, None, whole=foreign)
        content = read_bytes(path)
        data = read_book(content, path)
        if isinstance(data, Book):
            if not is_returned(data):
                return OpenedFile(path, data)
            another = of_another_list(store.reader, data, path.name)
            return OpenedFile(path, another or data, saved=None if another is not None else last_saved(content))
        if is_complete(data) and "changes" in data:
            return OpenedFile(path, None, whole=data)
        return OpenedFile(path, _json_book(store, data, path))


def plan_opened(store: Store, file: OpenedFile, answers: Answers = NO_ANSWERS) -> Plan:
    """Return what importing a file that was read would do.  Raise :class:`ImportFailed` as :func:`plan_import`."""
    plan = Plan(file.path.name)
    book = file.book
    if book is None:
        return _plan_complete(store, file, plan)
    plan.remarks += book.remarks
    with _many_objects(), store.reader.snapshot():
        if file.saved is not None:
            plan_returned(store, plan, book, file.saved)
        else:
            mark = read_mark(book.sheets)
            plan_tables(store, plan, book, answers, mark[1] if mark is not None else None)
    return plan


def run_import(store: Store, plan: Plan, told: Told = lambda _done, _all: None) -> Receipt:
    """Write what a plan says, as one batch (none when there is nothing to write); ``told`` hears how far a long
    one is.

    Raise :class:`~taskforce.store.changes.batch.StaleWrite` when someone changed a field since the plan was
    made.
    """
    if plan.complete is not None:
        return plan.complete(store, told)
    if not plan.drafts:
        return Receipt(None)
    with _many_objects():
        return store.apply(Batch("import", plan.drafts, summary=plan.file))


def forget_answers(store: Store, path: Path, *, dry_run: bool = False) -> int:
    """Drop what was answered for sheets with the headers of this file; return for how many shapes."""
    return forget_opened(store, open_file(store, path), dry_run=dry_run)


def forget_opened(store: Store, file: OpenedFile, *, dry_run: bool = False) -> int:
    """Drop what was answered for sheets with the headers of a file that was read; return for how many shapes."""
    drafts = Layouts(store.reader).forget(file.book.sheets if file.book is not None else [])
    if drafts and not dry_run:
        store.apply(Batch("import", drafts, summary=file.path.name))
    return len(drafts)


@contextmanager
def _many_objects() -> Iterator[None]:
    """Collect no garbage: hundreds of thousands of small objects all stay, and would only be looked through."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _json_book(store: Store, data: Any, path: Path) -> Book:
    if is_complete(data):
        data = data.get("items") or []
    if data == []:
        raise ImportFailed(_("{path} is empty: there is nothing to import.", path=path.name))
    if is_taskwarrior(data):
        return taskwarrior_book(data, store.clock.zone)
    if is_item_list(data):
        return item_book(data)
    if is_trello(data):
        return trello_book(data)
    raise ImportFailed(
        _(
            "{name} is JSON, but neither of this program nor of Taskwarrior or Trello: export the list from one "
            "of them.",
            name=path.name,
        )
    )


def _plan_complete(store: Store, file: OpenedFile, plan: Plan) -> Plan:
    """Plan the export of a whole list: its changes are taken as they are."""
    path, whole = file.path, file.whole
    if isinstance(whole, LongHistory):
        plan.unseen = unseen_changes(store.reader, whole.change_ids())
        plan.complete = partial(_take_long, whole) if plan.unseen else (lambda _target, _told: Receipt(None))
    else:
        foreign = whole if isinstance(whole, Foreign) else read_complete(whole or {}, path)
        plan.unseen = unseen_changes(store.reader, [one.id for one in foreign.changes])
        plan.complete = lambda target, _told: target.apply(Batch("import", foreign=foreign, summary=path.name))
    plan.remarks.append(_("The complete export of a list: its whole history is taken in."))
    return plan


def _take_long(whole: LongHistory, target: Store, told: Told) -> Receipt:
    """Take a long history in a part at a time; as a whole where what is here has gone other ways."""
    batch = Batch("import", summary=whole.path.name)
    try:
        parts = partial(whole.parts, lambda done, all_: told(done, 2 * all_))
        return target.apply(batch._replace(parts=parts, told=lambda done, all_: told(all_ + done, 2 * all_)))
    except Tangled as error:
        if whole.is_too_large:
            raise ImportFailed(
                _(
                    "{name} is too large to be put together with a list that has gone other ways since: import it "
                    "into a new list, and merge that one.",
                    name=whole.path.name,
                )
            ) from error
        with _many_objects():
            data: Any = read_book(read_bytes(whole.path), whole.path)
            receipt = target.apply(batch._replace(foreign=read_complete(data, whole.path)))
        told(1, 1)
        return receipt
