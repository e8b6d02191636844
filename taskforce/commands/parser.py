"""The words of the command line: every command with its arguments and options.  Nothing is run from here."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import cast

from taskforce import __version__
from taskforce.commands import argparse_words
from taskforce.commands.argparse_words import number
from taskforce.language import LANGUAGES, _
from taskforce.model.errors import WRONG_USAGE

Command = Callable[[str, str], argparse.ArgumentParser]


class Parser(argparse.ArgumentParser):
    """argparse, with our exit status and our sentence."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        hint = _("“{program} --help” shows how it is used.", program=self.prog)
        self.exit(WRONG_USAGE, f"taskforce: {message}. {hint}\n")


class _NotAsked:
    """Stands for the parser of a command that was not asked for: making all of them takes longer than a short
    command."""

    def __getattr__(self, name: str) -> Callable[..., _NotAsked]:
        return lambda *_arguments, **_options: self


def build_parser(only: str | None = None) -> Parser:
    """The whole command line, or ``only`` one command of it (none for the empty text); see docs/guide for what
    each command does."""
    argparse_words.speak()
    parser = Parser(
        prog="taskforce",
        description=_("Members, action items, deadlines and the weekly report of a Smart City task force."),
        epilog=_("Without a command the application opens."),
    )
    parser.add_argument("--version", action="version", version=f"taskforce {__version__}",
                        help=_("show program's version number and exit"))  # fmt: skip
    _common(parser, default=None)
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), parser_class=Parser)
    shared = Parser(add_help=False)
    _common(shared, default=argparse.SUPPRESS)

    def command(name: str, text: str) -> argparse.ArgumentParser:
        if only is not None and name != only:
            return cast("argparse.ArgumentParser", _NotAsked())
        return commands.add_parser(name, help=text, description=text, parents=[shared])

    _setup_commands(command)
    _item_commands(command)
    _register_commands(command)
    _view_commands(command)
    _organisation_command(command)
    _exchange_commands(command)
    _template_command(command)
    _server_commands(command)
    _field_commands(command, shared)
    return parser


def _common(parser: argparse.ArgumentParser, default: object) -> None:
    parser.add_argument(
        "--db", metavar="PATH_OR_URL", default=default, help=_("the list: a file, or a PostgreSQL URL")
    )
    parser.add_argument(
        "--lang", choices=LANGUAGES, default=default, help=_("the language: Indonesian or English")
    )
    parser.add_argument(
        "--as", dest="member", metavar="MEMBER", default=default, help=_("who you are (a member's handle)")
    )
    parser.add_argument("--read-only", action="store_true", default=default, help=_("look, but change nothing"))


def _format(parser: argparse.ArgumentParser, *formats: str) -> None:
    parser.add_argument("--format", choices=formats, default=formats[0], help=_("how the answer is written"))


def _setup_commands(command: Command) -> None:
    one = command("demo", _("Open the application on a throw-away sample: Kabupaten Banjar."))
    one.add_argument("--write", metavar="FILE", help=_("keep the sample as a list in FILE instead"))
    one = command("init", _("Make a new list."))
    one.add_argument("--template", choices=("smart-city", "blank"), default="smart-city")
    one.add_argument("--organisation", metavar="NAME", help=_("the office's name"))
    one = command("paths", _("Say where everything lives."))
    _format(one, "table", "json")
    one = command("doctor", _("Check the list: file, history, tables, names."))
    _format(one, "table", "json")


def _item_commands(command: Command) -> None:
    one = command("add", _("Add an action item: “Susun draf Buku 2 @galuh due:jumat priority:high +rapat”."))
    one.add_argument("words", nargs="+", metavar="TEXT")
    for name in ("lead", "due", "start", "priority", "status", "dimension", "deadline", "agency"):
        one.add_argument(f"--{name}", metavar=name.upper())
    for name in ("description", "supporting", "tags", "depends-on", "budget", "horizon", "origin"):
        one.add_argument(f"--{name}", metavar=name.upper())
    one.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help=_("any other field"))
    _format(one, "table", "json")
    one = command("list", _("List action items."))
    one.add_argument("query", nargs="*", metavar="QUERY")
    one.add_argument("--sort", metavar="FIELDS", help=_("such as due,-priority"))
    one.add_argument("--limit", type=number, metavar="N")
    _format(one, "table", "json", "csv")
    one = command("show", _("Show one action item with everything that belongs to it."))
    one.add_argument("ref", metavar="REF")
    _format(one, "table", "json")
    one = command("edit", _("Change action items: edit 12 due=+7 status=blocked."))
    one.add_argument("words", nargs="+", metavar="REF|FIELD=VALUE")
    one.add_argument("--where", metavar="QUERY", help=_("all items that the query finds"))
    one.add_argument("--reason", metavar="TEXT", help=_("why; kept in the history"))
    _careful(one)
    one = command("done", _("Mark action items as done."))
    one.add_argument("refs", nargs="+", metavar="REF")
    one.add_argument("--on", metavar="DATE", help=_("the day it was done, if not today"))
    one = command("note", _("Add a note to an action item."))
    one.add_argument("ref", metavar="REF")
    one.add_argument("text", nargs="+", metavar="TEXT")
    one.add_argument("--kind", default="remark", metavar="KIND", help=_("remark, obstacle or follow_up"))
    one = command("evidence", _("Add evidence to an action item: a file, a link, or the number of a letter."))
    one.add_argument("ref", metavar="REF")
    one.add_argument("location", nargs="?", metavar="PATH_OR_LINK")
    one.add_argument("--letter", metavar="NO")
    one.add_argument("--description", metavar="TEXT")
    one = command("agenda", _("What is overdue, due today and in the next days."))
    one.add_argument("--member", dest="of_member", metavar="MEMBER")
    one.add_argument("--days", type=number, default=7, metavar="N")
    _format(one, "table", "json")
    one = command("masterplan", _("Dimensions and their parts: progress, targets, budget, missing evidence."))
    one.add_argument("--year", metavar="YEAR", help=_("whose targets are counted"))
    _format(one, "table", "json")
    one = command("workload", _("What lies on members or agencies: open, late, due week by week."))
    one.add_argument("of", nargs="?", choices=("members", "agencies"), default="members")
    _format(one, "table", "json")
    one = command("history", _("Who changed what, when, from what to what."))
    one.add_argument("ref", nargs="?", metavar="REF")
    one.add_argument("--search", metavar="WORDS", help=_("a member, a record, a day or words"))
    one.add_argument("--limit", type=number, metavar="N")
    _format(one, "table", "json")
    one = command("undo", _("Take one step back, as a new change."))
    one.add_argument("batch", nargs="?", metavar="BATCH")
    one.add_argument("--redo", action="store_true", help=_("do again what was undone last"))


def _view_commands(command: Command) -> None:
    one = command("board", _("The board: action items in columns by status."))
    one.add_argument("query", nargs="*", metavar="QUERY")
    one.add_argument("--limit", type=number, default=10, metavar="N", help=_("cards of each column at most"))
    _format(one, "table", "json")
    one = command("timeline", _("The timeline: a bar for each action item, with deadlines and today."))
    one.add_argument("query", nargs="*", metavar="QUERY")
    one.add_argument("--zoom", choices=("day", "week", "month", "quarter", "year"), default="week")
    one.add_argument("--from", dest="start", metavar="DATE", help=_("the first day that is shown"))
    one.add_argument(
        "--group",
        choices=("dimension", "deadline", "agency", "lead", "status"),
        help=_("what the lines are grouped by"),
    )
    one.add_argument("--limit", type=number, default=100, metavar="N", help=_("so many lines at most"))
    _format(one, "table", "json")
    one = command("calendar", _("The calendar: what is due on which day, deadlines, meetings, holidays."))
    one.add_argument("query", nargs="*", metavar="QUERY")
    one.add_argument("--on", metavar="DATE", help=_("a day of the month or week that is shown"))
    one.add_argument("--week", action="store_true", help=_("a week, day by day, instead of a month"))
    one.add_argument("--limit", type=number, default=4, metavar="N", help=_("entries of a day at most"))
    _format(one, "table", "json")


def _register_commands(command: Command) -> None:
    for name, text, actions in (
        ("member", _("The members of the task force."), ("add", "list", "show", "edit", "handover")),
        ("deadline", _("The deadlines of the programme."), ("add", "list", "show", "edit")),
        ("agency", _("Agencies (OPD), ministries and partners."), ("add", "list", "show", "edit", "merge")),
        ("meeting", _("Meetings: minutes, attendees, action items."), ("add", "list", "show", "edit")),
    ):
        one = command(name, text)
        one.add_argument("action", choices=actions)
        one.add_argument("words", nargs="*", metavar="NAME|FIELD=VALUE")
        one.add_argument("--all", action="store_true", help=_("also those no longer active"))
        for field in _REGISTER_OPTIONS[name]:
            one.add_argument(f"--{field}", metavar=field.upper())
        if name == "member":
            one.add_argument("--reason", metavar="TEXT", help=_("why work is handed over; kept in the history"))
            one.add_argument("--until", metavar="DATE", help=_("handover: the last day of the roles in bodies"))
        _careful(one)
        _format(one, "table", "json", "csv")


def _organisation_command(command: Command) -> None:
    one = command(
        "organisation", _("The office that the list belongs to: its letterhead, who signs, its missions.")
    )
    one.epilog = _(
        "Fields: name, vision, missions, letterhead, logo (a PNG or JPEG file), signer, copies, place, number, "
        "paper, time_zone.  Lists are parted by “|”, or said one by one: letterhead.2=…  A signer is a member "
        "(signer.1=@HANDLE), or said part by part: signer.1.position, .name, .rank, .nip, .acting (Plt.), "
        ".on_behalf_of (a.n.), .role (Mengetahui).  A number is made of {seq:03}, {month}, {roman_month}, {year}, "
        "{week} and {quarter}."
    )
    one.add_argument("action", choices=("show", "edit"))
    one.add_argument("words", nargs="*", metavar="FIELD=VALUE")
    _careful(one)
    _format(one, "table", "json")


_REGISTER_OPTIONS = {
    "member": ("handle", "name", "position", "agency", "phone", "email", "nip", "rank", "active"),
    "deadline": ("key", "name", "due", "kind", "met-on", "description"),
    "agency": ("code", "short", "name", "aliases", "kind"),
    "meeting": ("number", "title", "date", "place", "attendees", "minutes"),
}


def _exchange_commands(command: Command) -> None:
    one = command("import", _("Take in a spreadsheet or another program's list."))
    one.add_argument("files", metavar="FILE", nargs="+", help=_("files, or folders of spreadsheets"))
    one.add_argument("--kind", choices=("actions", "members", "deadlines"))
    _careful(one)
    _format(one, "table", "json")
    one = command("export", _("Write the list to a file; its ending says the format."))
    one.add_argument("file", metavar="FILE")
    one.add_argument("query", nargs="*", metavar="QUERY")
    one.add_argument(
        "--per-agency", action="store_true", help=_("FILE is a folder: a workbook for each agency to fill in")
    )
    one.add_argument("--dialect", choices=("excel", "excel-id"), default="excel")
    one.add_argument(
        "--events",
        choices=("deadlines", "items", "all"),
        help=_("a calendar of these, whatever the file is called"),
    )
    one.add_argument("--alarm", metavar="DAYS", help=_("reminders in a calendar, days before: 7,1, or none"))
    one.add_argument("--todo", action="store_true", help=_("action items as tasks of the calendar"))
    one = command("sheets", _("Workbooks sent to agencies, and who has not answered."))
    one.add_argument("--all", action="store_true", help=_("every one, not only the newest of each agency"))
    _format(one, "table", "json")
    _report_command(command)


def _report_command(command: Command) -> None:
    one = command("report", _("The status report of a week, or of another period: printed, written or issued."))
    one.epilog = _(
        "Sections, words and pictures are kept with the report of their period.  Sections: {sections}.",
        sections=REPORT_SECTIONS,
    )
    group = one.add_argument_group(_("which report"))
    group.add_argument("--week", metavar="2026-W47")
    group.add_argument("--month", metavar="2026-11")
    group.add_argument("--quarter", metavar="2026-Q4")
    group.add_argument("--year", metavar="2026")
    group.add_argument("--from", dest="start", metavar="DATE")
    group.add_argument("--to", dest="end", metavar="DATE")
    group.add_argument("--as-of", metavar="DATE", help=_("the state at the end of this day"))
    kinds = ("weekly", "monthly", "quarterly", "yearly", "evaluation")
    group.add_argument("--kind", choices=kinds, help=_("what it is called, and its usual sections"))
    group.add_argument("--scope", metavar="QUERY", help=_("only the items that the query finds"))
    group.add_argument("--dimension", metavar="KEY", help=_("only those of one dimension"))
    group.add_argument("--agency", metavar="AGENCY", help=_("only those of one agency"))
    group.add_argument("--member", dest="of_member", metavar="MEMBER", help=_("only those of one member"))
    group = one.add_argument_group(_("what is in it"))
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
    group.add_argument("--photos", metavar="REF,…", help=_("the pictures among these items’ evidence; all, none"))
    group = one.add_argument_group(_("where it goes"))
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
    group = one.add_argument_group(_("issued reports"))
    group.add_argument("--issue", action="store_true", help=_("freeze it under a number"))
    group.add_argument("--number", metavar="NO", help=_("this number, not the next by the office’s pattern"))
    group.add_argument("--replaces", metavar="ID", help=_("it corrects this issued report"))
    group.add_argument("--list", action="store_true", help=_("the issued reports"))
    group.add_argument("--reprint", metavar="ID", help=_("an issued report, as it was"))
    group.add_argument("--compare", nargs=2, metavar="ID", help=_("what differs between two issued reports"))


REPORT_SECTIONS = (
    "opening, summary, by_dimension, by_agency, by_priority, by_member, completed, progressed, added, "
    "rescheduled, deadlines, blocked, overdue, s_curve, burn_up, due_next, silent_agencies, without_evidence, "
    "programmes, targets, budget, evidence, closing, matrix, photos"
)
"""The sections of a report, said here so that no other command has to import them; a test compares."""


def _template_command(command: Command) -> None:
    one = command("template", _("How reports look on paper: templates for Word (.docx) and PDF (.typ)."))
    one.epilog = _(
        "write: a copy of ours to edit; check: try an edited one; use: set reports into it from now on "
        "(“use none”: into ours again); fields: what a Word template may say."
    )
    one.add_argument("action", choices=("write", "check", "use", "fields"))
    one.add_argument("file", nargs="?", metavar="FILE")
    one.add_argument("--yes", action="store_true", help=_("do not ask"))


def _server_commands(command: Command) -> None:
    one = command("copy", _("Move a list, history included, between a file and a PostgreSQL database."))
    one.add_argument("source", metavar="FROM", help=_("the list: a file, or a PostgreSQL URL"))
    one.add_argument("target", metavar="TO", help=_("where there is none yet"))
    one.add_argument("--keep", action="store_true", help=_("copy it: both places go on, each with its own refs"))
    one.add_argument("--series", metavar="NAME", help=_("with --keep: what the copy's refs begin with"))
    _careful(one)


def _field_commands(command: Command, shared: Parser) -> None:
    one = command("bundle", _("One file that carries your work to another copy of the list, and theirs to you."))
    actions = one.add_subparsers(dest="action", required=True, metavar="write|inspect|merge", parser_class=Parser)
    text = _("Write what the other copies have not seen; all of it for a new one.")
    one = actions.add_parser("write", help=text, description=text, parents=[shared])
    one.add_argument("file", metavar="FILE")
    one.add_argument("--for", dest="reader", metavar="COPY", help=_("only what this copy has not seen"))
    one.add_argument("--all", action="store_true", help=_("the whole list, for any copy"))
    one.add_argument("--encrypt", action="store_true", help=_("only readable with a passphrase"))
    one.add_argument(
        "--recipient", action="append", metavar="AGE", help=_("only readable for the holder of this key (age1…)")
    )
    _secret(one)
    one.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    text = _("Say who wrote a bundle, when, how much it is, and what merging it would change.")
    one = actions.add_parser("inspect", help=text, description=text, parents=[shared])
    one.add_argument("file", metavar="FILE")
    _opening(one)
    _format(one, "table", "json")
    text = _("Take in what is new in bundles; where there is no list yet, make a copy of the whole list.")
    one = actions.add_parser("merge", help=text, description=text, parents=[shared])
    one.add_argument("files", nargs="+", metavar="FILE")
    one.add_argument("--name", metavar="NAME", help=_("for a new copy: what its refs begin with"))
    one.add_argument("--join", action="store_true", help=_("take in another list, too"))
    one.add_argument("--accept-clock", action="store_true", help=_("take changes that are dated in the future"))
    _opening(one)
    _careful(one)
    _format(one, "table", "json")
    one = command("conflicts", _("Fields that two people changed without knowing of each other."))
    _format(one, "table", "json")
    actions = one.add_subparsers(dest="action", metavar="resolve", parser_class=Parser)
    text = _("Decide one: the answer is a new change, on every copy.")
    one = actions.add_parser("resolve", help=text, description=text, parents=[shared])
    one.add_argument("ref", metavar="REF")
    one.add_argument("field", nargs="?", metavar="FIELD")
    one.add_argument("--take", metavar="mine|theirs|VALUE")
    one.add_argument("--number", type=number, metavar="N", help=_("the value with this number in the list"))
    one = command("copies", _("The copies of the list that are known here, and what each has seen."))
    _format(one, "table", "json")
    actions = one.add_subparsers(dest="action", metavar="rename", parser_class=Parser)
    text = _("Give this copy another short name.")
    one = actions.add_parser("rename", help=text, description=text, parents=[shared])
    one.add_argument("name", metavar="NAME")
    one = command("backup", _("Keep a snapshot of the list."))
    one.add_argument("file", nargs="?", metavar="FILE", help=_("where, if not in the folder of backups"))
    one.add_argument("--list", action="store_true", help=_("show the backups there are"))
    one.add_argument("--yes", action="store_true", help=_("do not ask"))
    _format(one, "table", "json")
    one = command("restore", _("Go back to a backup; the list as it is now is kept."))
    one.add_argument("file", metavar="FILE")
    one.add_argument("--yes", action="store_true", help=_("do not ask"))


def _secret(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--passphrase-file", metavar="FILE", help=_("a file that holds the passphrase"))


def _opening(parser: argparse.ArgumentParser) -> None:
    _secret(parser)
    parser.add_argument("--identity", metavar="FILE", help=_("your own key, as age-keygen writes it"))


def _careful(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))
