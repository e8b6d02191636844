"""``report --sections … --without … --words … --photos …``: kept with the report of the period."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from taskforce.commands.context import Context
from taskforce.language import _
from taskforce.model.errors import TaskforceError, UsageError
from taskforce.reports.content.options import check_section, check_sections, chosen_sections
from taskforce.reports.content.photos import is_picture
from taskforce.store.changes.batch import Draft
from taskforce.store.read.issued_reports import Kept, ReportKey, choice_drafts, kept_with, words_drafts
from taskforce.store.read.items import Selection, item_by_ref, item_rows
from taskforce.store.read.report_data import evidence_rows

USUAL = ("usual", "biasa", "default")
"""Words for the usual sections again."""


def keep(context: Context, options: argparse.Namespace, key: ReportKey) -> Kept:
    """Keep what was asked for with the report, and give all that is kept; with ``--read-only`` for this once."""
    store = context.store
    kept = kept_with(store.reader, key)
    words = dict(map(_said, options.words))
    sections = _sections(options, kept, key.kind)
    photos = None if options.photos is None else _photos(context, options.photos)
    if store.read_only:
        shown = {**kept.words, **words}
        return replace(
            kept,
            words={section: text for section, text in shown.items() if text.strip()},
            sections=kept.sections if sections is None else tuple(sections) or None,
            photos=kept.photos if photos is None else tuple(photos),
        )
    drafts: list[Draft] = words_drafts(store.reader, key, words)
    drafts += choice_drafts(store.reader, key, sections=sections, photos=photos)
    if drafts:
        store.write("report", drafts, summary=f"{key.period} {key.scope}".strip())
    if options.remember and sections is not None:
        from taskforce.config import write_preference
        from taskforce.paths import config_file

        write_preference(config_file(), "report_sections", ",".join(sections) or None)
    return kept_with(store.reader, key)


def _said(text: str) -> tuple[str, str]:
    """A section and its words from ``SECTION=TEXT`` or ``SECTION=@FILE``."""
    section, sign, words = text.partition("=")
    if not sign:
        raise UsageError(_("“{text}” says no section: write --words SECTION=TEXT or SECTION=@FILE.", text=text))
    if words.startswith("@@"):
        words = words[1:]
    elif words.startswith("@"):
        words = _file(words[1:])
    return check_section(section), words


def _file(name: str) -> str:
    try:
        return Path(name).expanduser().read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TaskforceError(
            _("{path} cannot be read ({reason}): check its name.", path=name, reason=error.strerror or error)
        ) from error
    except UnicodeDecodeError as error:
        raise TaskforceError(_("{path} is no text in UTF-8: save it as such.", path=name)) from error


def _sections(options: argparse.Namespace, kept: Kept, kind: str) -> Sequence[str] | None:
    """The sections to keep: ``None`` when nothing was said of them, none for the usual ones."""
    if options.sections is None and not options.without:
        return None
    without = check_sections(name for text in options.without for name in text.split(","))
    asked: tuple[str, ...] | None = kept.sections
    if options.sections is not None:
        usual = options.sections.strip().casefold() in USUAL
        asked = None if usual else check_sections(options.sections.split(","))
        if not usual and not asked:
            raise UsageError(_("No section was named: --sections usual takes the usual ones again."))
        if usual and not without:
            return ()
    found = chosen_sections(kind, asked, without)
    if not found:
        raise UsageError(_("A report without any section says nothing: leave one in."))
    return found


def _photos(context: Context, text: str) -> list[str]:
    """The ids of the pieces of evidence whose pictures are to be shown: those of items, all, or none."""
    reader = context.store.reader
    word = text.strip().casefold()
    if word in ("none", "tidak", "-", ""):
        return []
    if word in ("all", "semua"):
        items = {row.id: row.ref for row in item_rows(reader, Selection(), context.today_iso)}
    else:
        rows = [item_by_ref(reader, ref.strip()) for ref in text.split(",") if ref.strip()]
        items = {row.id: row.ref for row in rows}
    pictures = [row for row in evidence_rows(reader, items) if is_picture(row)]
    if word not in ("all", "semua"):
        lacking = [ref for item, ref in items.items() if item not in {row.item_id for row in pictures}]
        if lacking:
            raise UsageError(
                _(
                    "{refs} has no picture (PNG or JPEG) as evidence: add one with “taskforce evidence”, or name "
                    "another item.",
                    refs=", ".join(lacking),
                )
            )
    return [row.id for row in pictures]
