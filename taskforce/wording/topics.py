"""What cannot be seen from a list of options: how one asks, how days are written, how a sheet comes in.

Each topic is worded once, for ``taskforce help TOPIC``, the manual page and the application's help.  An example is
a line that can be typed as it stands.
"""

from __future__ import annotations

from typing import NamedTuple

from taskforce.language import N_

QUERY_TEXT = N_(
    "Words search title, description, notes and names of people and agencies, also within words. field:value "
    "tests a field: status:blocked, lead:farid, agency:bappelitbang, dim:governance, deadline:buku-2, tag:rapat, "
    "priority:high. due<friday, progress>=50 and so on compare. is:overdue, is:open, is:mine, is:silent, "
    "is:evidenceless, is:ready. - negates, OR and parentheses combine, quotes keep words together."
)
"""The query language in one paragraph."""


class Topic(NamedTuple):
    """A topic: the words that name it, the likeliest first, its title, paragraphs, examples with what each does.

    Title, paragraphs and the words beside an example are message ids.
    """

    names: tuple[str, ...]
    title: str
    paragraphs: tuple[str, ...]
    examples: tuple[tuple[str, str], ...]


TOPICS = (
    Topic(
        ("query", "queries", "kueri", "cari", "search", "filter"),
        N_("Asking for action items"),
        (
            QUERY_TEXT,
            N_(
                "The same language serves list, board, timeline, calendar, export, “report --scope”, “edit "
                "--where”, saved views and the application’s filter (press /). Field names and values are "
                "understood in English and in Indonesian; a mistake is shown where it stands, with the nearest "
                "word."
            ),
        ),
        (
            ("taskforce list is:overdue", N_("what is late")),
            ("taskforce list lead:farid due<+7", N_("Farid’s work of the coming seven days")),
            ("taskforce list dim:governance -is:ready", N_("what waits for other work in one dimension")),
            ('taskforce list "narasumber OR honorarium" is:open', N_("words, either of the two")),
        ),
    ),
    Topic(
        ("dates", "date", "tanggal", "hari", "days"),
        N_("Writing a day"),
        (
            N_(
                "2026-12-05, 5/12/2026, 5 des 2026, 5 Desember: the day stands first. hari ini, besok, lusa, "
                "jumat, minggu depan, akhir bulan, akhir tahun; today, tomorrow, friday, next week, end of "
                "month. +10 is ten days from today, +2w two weeks, +1m a month, +5wd five working days "
                "(holidays and joint leave are none)."
            ),
            N_(
                "A day that is moved counts from where it is: +7 in the app’s Reschedule (r) and due+=7 on the "
                "command line are seven days after the item’s own due day."
            ),
            N_(
                "The name of a weekday is the coming one, never today. Without a year it is this year, or the "
                "next where the day is more than six months past. Anything else is refused, never guessed; "
                "what was understood is said back with its weekday."
            ),
        ),
        (
            ("taskforce edit 12 due=jumat", N_("to the coming Friday")),
            ("taskforce edit 12 due=+5wd", N_("to the fifth working day from today")),
            ("taskforce add Rapat koordinasi due:akhir-bulan", N_("in quick add a hyphen stands for the blank")),
        ),
    ),
    Topic(
        ("add", "quick-add", "tambah"),
        N_("An action item in one line"),
        (
            N_(
                "@name is who leads it, +word a tag, field:value any other field; the words left over are the "
                "title. What was understood is said back; a name or value that is not known is refused with "
                "the nearest ones."
            ),
            N_(
                "Fields: due, start, priority, status, dim, deadline, agency, budget, horizon, every (comes "
                "again: monthly, tiap jumat, every 2 weeks, or an iCalendar RRULE)."
            ),
        ),
        (
            (
                "taskforce add Susun draf Buku 2 due:jumat priority:high +rapat",
                N_("a title, a day, a priority, a tag"),
            ),
            ("taskforce add Laporan bulanan every:bulanan due:akhir-bulan", N_("comes again each month")),
        ),
    ),
    Topic(
        ("import", "impor", "spreadsheet", "sheet", "lembar"),
        N_("Bringing a spreadsheet in"),
        (
            N_(
                "Give the file as it is: xlsx, xls, ods, csv, our json, Taskwarrior json, todo.txt, a Trello "
                "board. Each column is judged by its name and by all its cells. First with --dry-run: it says "
                "what each column is taken for, what would be new or changed, and what would be left out, row "
                "by row."
            ),
            N_(
                "What stays open is asked: in a terminal one question after the other, in scripts by --column, "
                "--value, --dates, --header and --sheet. The answers are kept with the list; the next sheet of "
                "that shape asks nothing. Exit status 3 says that something was left out."
            ),
        ),
        (
            ('taskforce import "Matriks tindak lanjut.xlsx" --dry-run', N_("only look")),
            (
                'taskforce import "Matriks tindak lanjut.xlsx" --column "Uraian=title" --column "F=ignore"',
                N_("answered"),
            ),
        ),
    ),
    Topic(
        ("report", "laporan", "reports"),
        N_("The weekly report"),
        (
            N_(
                "Without options it is this week’s, on the terminal: page one, and with --all the whole. -o "
                "writes a file, its ending says the format (docx, pdf, xlsx, html, md, txt, json, svg; several "
                "are possible); --format whatsapp is the short text for a group."
            ),
            N_(
                "The figures are those at the end of the period, or of --as-of, rebuilt from the history: they "
                "are the same whenever it is printed. --issue freezes the report under the office’s next "
                "number; --list shows the issued ones, --reprint prints one again, --compare says what "
                "differs."
            ),
        ),
        (
            (
                "taskforce report --week 2026-W47 -o laporan.docx -o laporan.pdf",
                N_("a week by its number"),
            ),
            ("taskforce report --format whatsapp", N_("the short text")),
            ("taskforce report --scope dim:governance", N_("one dimension only")),
        ),
    ),
    Topic(
        ("exchange", "sharing", "tukar", "berbagi", "copies", "salinan"),
        N_("Working apart on one list"),
        (
            N_(
                "Each person has a copy of the list, works without a network, and exchanges through a folder "
                "that all reach: a network share, a synchronised folder, a stick. Changes meet field by field; "
                "where two people changed one field without knowing of each other, both values are kept and "
                "“taskforce conflicts” lists them."
            ),
            N_(
                "Without a common folder, “bundle write” makes a file to send, and “bundle merge” takes one "
                "in. Or all work on one PostgreSQL database: see --db."
            ),
        ),
        (
            ("taskforce exchange S:/satgas/tukar", N_("write what is new here, take in what the others have")),
            ("taskforce bundle write dari-farid.tfb", N_("one file for a colleague’s copy")),
        ),
    ),
    Topic(
        ("undo", "batal", "history", "riwayat"),
        N_("Taking something back"),
        (
            N_(
                "Every change is kept with who made it, when, and what stood there before. undo takes the "
                "newest step back, as a new step; with a step’s id that one. What others did is taken back "
                "only after a question."
            ),
        ),
        (
            ("taskforce history --limit 10", N_("the newest steps")),
            ("taskforce undo", N_("take the newest back")),
        ),
    ),
)


def topic_named(word: str) -> Topic | None:
    """Return the topic of that name in either language, or ``None``."""
    folded = word.casefold()
    return next((topic for topic in TOPICS if folded in topic.names), None)
