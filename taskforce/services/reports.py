"""Reports as a person asks for them: which one, what is kept with it, the wishes for its document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from taskforce.reports.content.briefing import checked_words
from taskforce.reports.content.options import LETTER_WORDS, NONE_SAID, Options, chosen_sections
from taskforce.reports.document import Photo
from taskforce.reports.figures.build import Extent, build_report
from taskforce.reports.figures.period import Period
from taskforce.reports.figures.status import StatusReport
from taskforce.store.read.issued_reports import Kept, ReportKey, choice_drafts, words_before, words_drafts
from taskforce.store.read.items import Selection, item_rows
from taskforce.store.read.report_data import EvidenceRow, evidence_rows, pieces_of_evidence
from taskforce.store.store import Store
from taskforce.store.workdays import next_working_day, own_days


class ReportRequest(NamedTuple):
    """Which report: its kind, its period, the day whose end it describes (``None``: as usual), a query."""

    kind: str
    period: Period
    as_of: date | None = None
    scope: str = ""

    @property
    def key(self) -> ReportKey:
        """Return what words and choices are kept by."""
        return ReportKey(self.kind, self.period.label, self.scope)

    def figures(self, store: Store, extent: Extent) -> StatusReport:
        """Return the report in figures, so much of it as ``extent`` says."""
        return build_report(store, self.period, self.as_of, self.scope or None, extent=extent)


def report_options(
    store: Store,
    request: ReportRequest,
    kept: Kept,
    usual_sections: tuple[str, ...] | None,
    *,
    photos: bool = True,
    paper: str | None = None,
    signed_on: date | None = None,
) -> tuple[Options, Sequence[str]]:
    """Return the wishes for a report, and a sentence for each picture that cannot be shown.

    ``usual_sections`` are the person's own for reports without a choice of sections; an evaluation has those of
    its kind.  Without ``photos`` no picture is read.  ``signed_on`` is the day over the signature: today, or the
    first working day after it, where nothing is said.
    """
    sections = kept.sections
    if sections is None and request.kind != "evaluation":
        sections = usual_sections
    pictures: Sequence[Photo] = ()
    problems: Sequence[str] = ()
    if photos and kept.photos and "photos" in chosen_sections(request.kind, sections):
        from taskforce.reports.content.photos import photos_of

        pictures, problems = photos_of(pieces_of_evidence(store.reader, kept.photos))
    words = {**words_before(store.reader, request.key, tuple(LETTER_WORDS)), **kept.words}
    words = {name: text for name, text in words.items() if text.strip() != NONE_SAID}
    day = signing_day(store) if signed_on is None else partial(date.fromordinal, signed_on.toordinal())
    return Options(request.kind, sections, words, pictures, paper, signed_on=day), problems


def signing_day(store: Store) -> Callable[[], date]:
    """Return what gives the day on which a report of today is signed: today, or the first working day after it."""
    return partial(next_working_day, store.clock.today(), own_days(store.reader))


def pictures(store: Store, item_ids: Collection[str] | None = None) -> list[EvidenceRow]:
    """Return the pictures among the evidence of these items, of all items where none are named."""
    from taskforce.reports.content.photos import is_picture

    if item_ids is None:
        item_ids = [row.id for row in item_rows(store.reader, Selection(), store.clock.today().isoformat())]
    return [row for row in evidence_rows(store.reader, item_ids) if is_picture(row)]


def keep_with_report(
    store: Store,
    key: ReportKey,
    *,
    words: Mapping[str, str] | None = None,
    sections: Sequence[str] | None = None,
    photos: Sequence[str] | None = None,
) -> None:
    """Keep words by section, a choice of sections or pictures of evidence with a report, in one step.

    What is ``None`` stays as it is; an empty text is taken away, and no sections are the usual ones.  Raises
    :class:`~taskforce.model.errors.TaskforceError` for words that page one cannot hold.
    """
    drafts = words_drafts(store.reader, key, checked_words(words or {}, store.clock.today()))
    drafts += choice_drafts(store.reader, key, sections=sections, photos=photos)
    if drafts:
        store.write("report", drafts, summary=f"{key.period} {key.scope}".strip())
