"""What a report is asked to be: the options of ``report``, and what they mean together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Parser
from taskforce.language import _
from taskforce.model.dates import parse_date
from taskforce.model.errors import TaskforceError, UsageError, reason_of
from taskforce.paths import typed_path
from taskforce.reading import read_words
from taskforce.reports.content.briefing import checked_words
from taskforce.reports.content.options import (
    ASKED_KINDS,
    WORDED,
    Options,
    check_section,
    check_sections,
    chosen_sections,
)
from taskforce.reports.figures.period import (
    Period,
    month_period,
    period_of,
    quarter_period,
    usual_period,
    year_period,
)
from taskforce.services.reports import ReportRequest, keep_with_report, pictures, report_options
from taskforce.store.read.issued_reports import Kept, ReportKey, kept_with
from taskforce.store.read.items import item_by_ref
from taskforce.wording.days import full_day

USUAL = ("usual", "biasa", "default")
"""Words for the usual sections again."""


class ReportOptions(NamedTuple):
    """Which report, what is in it, where it goes, and what is done with issued ones."""

    week: str | None
    month: str | None
    quarter: str | None
    year: str | None
    start: str | None
    end: str | None
    as_of: str | None
    kind: str | None
    scope: str | None
    dimension: str | None
    agency: str | None
    of_member: str | None

    sections: str | None
    without: Sequence[str]
    remember: bool
    words: Sequence[str]
    ask: Sequence[str]
    photos: str | None

    output: Sequence[str]
    format: str | None
    paper: str | None
    plot: Sequence[str] | None
    template: Sequence[str]
    copy: bool
    all: bool

    issue: bool
    signed: str | None
    number: str | None
    replaces: str | None
    list: bool
    reprint: str | None
    compare: Sequence[str] | None


def declare_options(parser: Parser) -> None:
    """Declare the options of ``report``, in the groups that help shows."""
    parser.epilog = _(
        "Sections, words and pictures are kept with the report of their period.  Sections: {sections}.",
        sections=", ".join(WORDED),
    )
    parser.add_yes()
    group = parser.add_argument_group(_("which report"))
    group.add_argument("--week", metavar="2026-W47")
    group.add_argument("--month", metavar="2026-11")
    group.add_argument("--quarter", metavar="2026-Q4")
    group.add_argument("--year", metavar="2026")
    group.add_argument("--from", dest="start", metavar="DATE")
    group.add_argument("--to", dest="end", metavar="DATE")
    group.add_argument("--as-of", metavar="DATE", help=_("the state at the end of this day"))
    group.add_argument("--kind", choices=ASKED_KINDS, help=_("what it is called, and its usual sections"))
    group.add_argument("--scope", metavar="QUERY", help=_("only the items that the query finds"))
    group.add_argument("--dimension", metavar="KEY", help=_("only those of one dimension"))
    group.add_argument("--agency", metavar="AGENCY", help=_("only those of one agency"))
    group.add_argument("--member", dest="of_member", metavar="MEMBER", help=_("only those of one member"))
    group = parser.add_argument_group(_("what is in it"))
    group.add_argument("--sections", metavar="A,B,C", help=_("these sections in this order; “usual”: as usual"))
    group.add_argument("--without", action="append", default=[], metavar="A,B", help=_("leave sections out"))
    group.add_argument("--remember", action="store_true", help=_("these sections also for reports to come"))
    group.add_argument(
        "--words",
        action="append",
        default=[],
        metavar="SECTION=TEXT",
        help=_("your own words at a section’s beginning (or “opening”); SECTION=@FILE takes them from a file"),
    )
    group.add_argument(
        "--ask",
        action="append",
        default=[],
        metavar="WHAT|FROM|BY",
        help=_("a decision that page one asks for, from whom, by when; three at most; “none” drops them"),
    )
    group.add_argument("--photos", metavar="REF,…", help=_("the pictures among these items’ evidence; all, none"))
    group = parser.add_argument_group(_("where it goes"))
    group.add_argument(
        "-o",
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help=_("a file, its ending says the format; a folder (DIR/) gets the office’s set; may be repeated"),
    )
    group.add_argument("--format", metavar="FORMAT", help=_("text, md, whatsapp, json, html, svg …"))
    group.add_argument("--paper", choices=("f4", "a4"))
    group.add_argument(
        "--plot",
        action="append",
        metavar="NAME",
        help=_("only a plot: s-curve, burn-up, dimensions or members; with -o FILE.svg, .png or .txt"),
    )
    group.add_argument(
        "--template",
        action="append",
        default=[],
        metavar="FILE",
        help=_("set it into this .docx (Word) or .typ (PDF) file; see “taskforce template”"),
    )
    group.add_argument("--copy", action="store_true", help=_("the WhatsApp text to the clipboard, too"))
    group.add_argument(
        "--all", action="store_true", help=_("the whole report, also on a terminal, which shows page one")
    )
    group = parser.add_argument_group(_("issued reports"))
    group.add_argument("--issue", action="store_true", help=_("freeze it under a number"))
    group.add_argument("--signed", metavar="DATE", help=_("the day over the signature, not today’s working day"))
    group.add_argument("--number", metavar="NO", help=_("this number, not the next by the office’s pattern"))
    group.add_argument("--replaces", metavar="ID", help=_("it corrects this issued report"))
    group.add_argument("--list", action="store_true", help=_("the issued reports"))
    group.add_argument("--reprint", metavar="ID", help=_("an issued report, as it was"))
    group.add_argument("--compare", nargs=2, metavar="ID", help=_("what differs between two issued reports"))


_PERIOD = ("week", "month", "quarter", "year", "start", "end")
_WHICH = (*_PERIOD, "as_of", "kind", "scope", "dimension", "agency", "of_member")
_CONTENT = ("sections", "without", "remember", "words", "ask", "photos")
_LOOK = ("paper", "template", "copy", "all")
_IGNORED = {
    "list": (*_WHICH, *_CONTENT, *_LOOK, "output", "plot", "signed", "number", "replaces"),
    "reprint": (*_WHICH, *_CONTENT, "paper", "all", "plot", "signed", "number", "replaces"),
    "compare": (*_WHICH, *_CONTENT, *_LOOK, "plot", "signed", "number", "replaces"),
    "plot": (*_CONTENT, *_LOOK, "signed", "issue", "number", "replaces"),
}
"""Of each thing that is done with a report, the options that mean nothing to it."""

_NAMES = {"start": "from", "end": "to", "of_member": "member"}


def refuse_ignored(options: ReportOptions) -> None:
    """Raise :class:`UsageError` for options that would be passed over in silence."""
    done = [name for name in ("issue", "list", "reprint", "compare") if getattr(options, name)]
    if len(done) > 1:
        raise UsageError(_("--issue, --list, --reprint and --compare are four commands: give one of them."))
    for name, ignored in _IGNORED.items():
        given = [f"--{_NAMES.get(one, one).replace('_', '-')}" for one in ignored if getattr(options, one)]
        if getattr(options, name) and given:
            raise UsageError(
                _(
                    "--{done} does nothing with {options}: leave it out, or call twice.",
                    done=name,
                    options=", ".join(given),
                )
            )
    if not options.issue and (options.number or options.replaces):
        raise UsageError(_("--number and --replaces are for --issue: add that, or leave them out."))


def asked_report(context: Context, options: ReportOptions) -> ReportRequest:
    """Return which report the options say."""
    today = context.store.clock.today()
    period = _period(options, today)
    scope = _scope(context, options)
    as_of = None if options.as_of is None else parse_date(options.as_of, today)
    return ReportRequest(options.kind or period.kind, period, as_of, scope)


def _period(options: ReportOptions, today: date) -> Period:
    """Return the period that the options say; this week (month, year …) when they say none."""
    spans = [options.week, options.month, options.quarter, options.year, options.start or options.end]
    if sum(one is not None for one in spans) > 1:
        raise UsageError(
            _("A report is of one period: give one of --week, --month, --quarter, --year, or --from with --to.")
        )
    if options.month is not None:
        return month_period(options.month)
    if options.quarter is not None:
        return quarter_period(options.quarter)
    if options.year is not None:
        return year_period(options.year)
    if options.kind is not None and not any(spans):
        return usual_period(options.kind, today)

    def day(text: str | None) -> date | None:
        return None if text is None else parse_date(text, today)

    return period_of(today, options.week, day(options.start), day(options.end))


def _scope(context: Context, options: ReportOptions) -> str:
    """Return the query that the report is limited to: ``--scope``, and one dimension, agency or member."""
    from taskforce.store.query.lookup import resolve

    scope = (options.scope or "").strip()
    parts = []
    for field, kind, word in (
        ("dim", "dimension", options.dimension),
        ("agency", "agency", options.agency),
        ("member", "member", options.of_member),
    ):
        if word is not None:
            name = resolve(context.store.reader, kind, word).names[0]
            plain = all(letter.isalnum() or letter in "-_." for letter in name)
            parts.append(f"{field}:{name}" if plain else f'{field}:"{name}"')
    if scope and parts:
        scope = f"({scope})"
    return " ".join(filter(None, [*parts, scope]))


def report_wishes(context: Context, options: ReportOptions, request: ReportRequest) -> Options:
    """Return what was asked for now or before, and is kept with the report of the period."""
    store = context.store
    kept = kept_with(store.reader, request.key)
    asked = options.words or options.ask
    if options.sections is not None or options.without or asked or options.photos is not None:
        kept = _keep(context, options, request.key, kept)
    usual = None
    if kept.sections is None and context.config.report_sections:
        usual = check_sections(context.config.report_sections.split(","))
    photos = bool(options.output or options.issue)
    day = None if options.signed is None else parse_date(options.signed, store.clock.today())
    if day is not None:
        context.say(_("Signed on {day}", day=full_day(day)))
    wishes, problems = report_options(
        store, request, kept, usual, photos=photos, paper=options.paper, signed_on=day
    )
    for problem in problems:
        context.say(_("Note: {warning}", warning=problem))
    return wishes


def _keep(context: Context, options: ReportOptions, key: ReportKey, kept: Kept) -> Kept:
    """Keep what was asked for with the report, and return all that is kept; with ``--read-only`` for this once."""
    store = context.store
    words = dict(map(_said, options.words))
    if options.ask:
        words["asks"] = (
            "" if [word.strip() for word in options.ask] in (["none"], ["-"]) else "\n".join(options.ask)
        )
    sections = _sections(options, kept, key.kind)
    photos = None if options.photos is None else _photos(context, options.photos)
    if store.read_only:
        shown = {**kept.words, **checked_words(words, store.clock.today())}
        return Kept(
            words={section: text for section, text in shown.items() if text.strip()},
            sections=kept.sections if sections is None else tuple(sections) or None,
            photos=kept.photos if photos is None else tuple(photos),
        )
    keep_with_report(store, key, words=words, sections=sections, photos=photos)
    if options.remember and sections is not None:
        from taskforce.config import write_preference
        from taskforce.paths import config_file

        write_preference(config_file(), "report_sections", ",".join(sections) or None)
    return kept_with(store.reader, key)


def _said(text: str) -> tuple[str, str]:
    """Return a section and its words from ``SECTION=TEXT`` or ``SECTION=@FILE``."""
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
        return read_words(typed_path(name))
    except OSError as error:
        raise TaskforceError(
            _("{path} cannot be read ({reason}): check its name.", path=name, reason=reason_of(error))
        ) from error


def _sections(options: ReportOptions, kept: Kept, kind: str) -> Sequence[str] | None:
    """Return the sections to keep: ``None`` when nothing was said of them, none for the usual ones."""
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
    sections = chosen_sections(kind, asked, without)
    if not sections:
        raise UsageError(_("A report without any section says nothing: leave one in."))
    return sections


def _photos(context: Context, text: str) -> list[str]:
    """Return the ids of the evidence whose pictures are to be shown: those of items, all, or none."""
    word = text.strip().casefold()
    if word in ("none", "tidak", "-", ""):
        return []
    if word in ("all", "semua"):
        return [row.id for row in pictures(context.store)]
    rows = [item_by_ref(context.store.reader, ref.strip()) for ref in text.split(",") if ref.strip()]
    items = {row.id: row.ref for row in rows}
    shown = pictures(context.store, items)
    lacking = [ref for item_id, ref in items.items() if item_id not in {row.item_id for row in shown}]
    if lacking:
        raise UsageError(
            _(
                "{refs} has no picture (PNG or JPEG) as evidence: add one with “taskforce evidence”, or name "
                "another item.",
                refs=", ".join(lacking),
            )
        )
    return [row.id for row in shown]
