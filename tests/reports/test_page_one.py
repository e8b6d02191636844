"""Page one: one page whatever the list, and the answers to the six questions of who knows nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from paper_files import PIXEL, fill, pages, squeezed
from report_lists import Office, titles

from taskforce.language import set_language
from taskforce.model.errors import InvalidValue, UsageError
from taskforce.model.width import cell_width
from taskforce.reports.content import wording
from taskforce.reports.content.briefing import ASK_SIGNS, MOST_SIGNS, checked_words, contradiction, drafted
from taskforce.reports.content.compose import BODY_ROWS, compose
from taskforce.reports.content.frozen import SCHEMA, document_from, document_values, thaw
from taskforce.reports.content.options import Options
from taskforce.reports.content.page_one import _within
from taskforce.reports.content.specimen import specimen
from taskforce.reports.document import Cell, Column, Figures, Part, Table, Verdict, blocks
from taskforce.reports.figures.asks import said_day, waited_for
from taskforce.reports.figures.build import build_report
from taskforce.reports.figures.judgement import Outlook
from taskforce.reports.figures.period import period_of
from taskforce.reports.figures.status import StatusReport
from taskforce.reports.writers.pdf import as_pdf
from taskforce.reports.writers.registry import Draft, rendered
from taskforce.reports.writers.whatsapp import as_whatsapp, literal
from taskforce.store.changes.batch import create, edit
from taskforce.store.read.report_data import Called


def built(office: Office, week: str = "2026-W47", as_of: Any = None) -> StatusReport:
    """The report of a week."""
    return build_report(office.store, period_of(office.store.clock.today(), week), as_of)


def monstrous(office: Office, count: int) -> Office:
    """A list in which everything that page one shows is as long as it can be."""
    long = "Koordinasi penyelenggaraan sistem pemerintahan berbasis elektronik bersama perangkat daerah dan mitra "
    office.organisation(
        letterhead=[
            "PEMERINTAH KABUPATEN BANJAR",
            "SEKRETARIAT DAERAH",
            *["Jalan Ahmad Yani Nomor 1 Martapura"] * 4,
        ],
        logo=PIXEL,
    )
    office.on("2026-10-05")
    for number in range(24):
        office.agency(f"opd-{number}", f"Dinas Pemberdayaan Masyarakat dan Desa Wilayah {number}")
    for number in range(8):
        office.deadline(f"tonggak-{number}", f"2026-12-{number + 10}")
    for number in range(count):
        due = f"2026-11-{number % 28 + 1:02}"
        office.item(
            f"{number} {long * 2}", due=due, agency=f"opd-{number % 24}", priority="urgent", status="blocked"
        )
        if number % 5 == 0:
            office.add("note", f"{number} {long * 2}", kind="obstacle", text=long * 3)
            office.add("note", f"{number} {long * 2}", kind="follow_up", text=long * 3)
    office.on("2026-11-17")
    return office


WORDS = {
    **dict.fromkeys(("position", "change", "outlook"), ("kata yang panjang " * 20)[:MOST_SIGNS]),
    "asks": "\n".join(
        [f"{'putuskan anggaran ' * 10}"[:ASK_SIGNS] + f" | {'Sekretaris Daerah ' * 3}"[:40] + " | "] * 3
    ),
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("paper", ["f4", "a4"])
def test_page_one_is_one_page(office: Office, paper: str, language: str) -> None:
    set_language(language)
    made = [compose(built(office), Options(sections=("page_one",), paper=paper))]
    office.item("Satu", due="2026-11-20")
    made.append(compose(built(office), Options(sections=("page_one",), paper=paper)))
    monstrous(office, 60)
    made += [
        compose(built(office), Options(sections=("page_one",), paper=paper, words=one)) for one in ({}, WORDS)
    ]
    # The forecast says otherwise than the judgement, and the last week was slower: both are said.
    outlook = Outlook(
        pace=12.5, weeks=4, end="2026-W48", planned_end="2027-12-31", last_pace=0.1, last_end="2028-W53"
    )
    hopeful = built(office)._replace(outlook=outlook)
    assert contradiction(hopeful, {}).count(" ") > 20
    made += [
        compose(hopeful, Options(sections=("page_one",), paper=paper, words=one))
        for one in ({}, {name: text for name, text in WORDS.items() if name != "outlook"})
    ]
    for document in made[-2:]:
        (verdict,) = (block for block in blocks(document) if isinstance(block, Verdict))
        assert verdict.reason.endswith(contradiction(hopeful, {}))
    for document in made:
        assert len(pages(as_pdf(document))) == 1
    assert len(pages(as_pdf(compose(built(office), Options(paper=paper))))) > 3


def test_the_body_is_ten_pages_at_most_and_says_where_the_rest_is(office: Office) -> None:
    set_language("id")
    monstrous(office, 120)
    document = compose(built(office), Options(paper="a4"))
    body = [part for part in document.parts if not part.annex]
    assert len(pages(as_pdf(document._replace(parts=tuple(body))))) <= 10
    for part in body:
        for block in part.blocks:
            if isinstance(block, Table) and not part.front and block.left_out:
                assert block.where.startswith("Lampiran "), part.key
                annex = next(one for one in document.parts if one.title.startswith(f"{block.where}: "))
                whole = annex.blocks[0]
                assert isinstance(whole, Table)
                assert [row[0] for row in whole.rows[: len(block.rows)]] == [row[0] for row in block.rows]
                assert len(whole.rows) == len(block.rows) + block.left_out == (part.count or len(whole.rows))
    assert "Nihil: " in str(rendered(Draft(built(office)), "text"))


@pytest.mark.parametrize(("words", "lies_across"), [(2, False), (30, True)])
def test_an_annex_of_long_titles_lies_across(office: Office, words: int, lies_across: bool) -> None:
    """Upright such a title was broken into fifteen lines."""
    for number in range(BODY_ROWS + 1):
        office.item(f"{number} " + "naskah " * words, due="2026-11-02")
    annex = compose(built(office)).part("all_overdue")
    assert annex is not None and annex.annex and annex.wide == lies_across


def test_six_questions_are_answered_from_page_one_alone(office: Office) -> None:
    set_language("id")
    fill(office)
    office.on("2026-11-02").agency("bpkad", "BPKAD")
    office.item("Cairkan dana", due="2027-02-01", agency="bpkad")
    office.add("note", "Petakan program RPJMD dan Renstra", kind="obstacle", text="Data Renstra belum lengkap")
    page = pages(as_pdf(compose(built(office))))[0]
    text = squeezed(page)
    for answer in (
        "Capaian: 1 dari 6 tindak lanjut selesai",  # where are we?
        "KRITIS",
        "sejak minggu lalu",  # better or worse?
        "Petakan program RPJMD dan Renstra Data Renstra belum lengkap Bappelitbang 4 hari",  # late, and why?
        "Mohon selesaikan kendala: Server belum tiba (Antrean daring rumah sakit) RSUD 8 Jan 2027",  # asks
        "Susun draf Buku 2 Bappelitbang 27 Nov 2026",  # what comes next?
        "Buku-2 4 Des 2026 4 Des 2026 12 hari lagi",
        "OPD belum menyampaikan perkembangan dalam periode ini (1): BPKAD",  # who is silent?
    ):
        assert squeezed(answer) in text, answer


def test_the_judgement_stands_with_its_rule_and_the_weeks_before(office: Office) -> None:
    office.on("2026-10-26").item("a", start="2026-10-26", due="2026-12-31", progress=10)
    report = built(fill(office))
    verdict = compose(report).part("judgement").blocks[0]  # type: ignore[union-attr]
    assert isinstance(verdict, Verdict)
    assert [one.label for one in verdict.before] == ["2026-W43", "2026-W44", "2026-W45", "2026-W46"]
    assert [one.key for one in verdict.before] == ["", "on_track", "off_track", "off_track"]
    assert "5 points" in verdict.rule and "25%" in verdict.rule


def test_the_rule_is_the_one_that_is_printed(office: Office) -> None:
    """Ten items of a hundred days: so many points behind, so many percent late."""

    def judgement(progress: int, late: int) -> Any:
        for number in range(20):
            started = {"start": "2026-11-12", "due": "2026-11-22"} if number else {"start": "2026-11-02"}
            del started
            name = f"item {len(office.ids)}"
            due = "2026-11-20" if number < late else "2026-12-31"
            office.item(name, due=due, progress=progress if number < late else 0)
        return office.report()["judgement"]

    data = judgement(95, 1)  # 1 of 20 is late: 5%, and 0.25 points behind
    assert (data["now"], data["late_percent"]) == ("on_track", 5.0)
    data = judgement(95, 3)  # 4 of 40: 10%
    assert (data["now"], data["late_percent"]) == ("at_risk", 10.0)
    data = judgement(95, 20)  # 24 of 60: 40%
    assert (data["now"], data["late_percent"]) == ("off_track", 40.0)


def test_what_falls_due_until_the_period_ends_is_a_list(office: Office) -> None:
    for day in (17, 18, 22, 23):
        office.item(f"day {day}", due=f"2026-11-{day}")
    office.item("done", due="2026-11-20", status="done")
    report = office.report(as_of="2026-11-18")
    assert titles(report["overdue"]) == ["day 17"]
    assert titles(report["due_in_period"]) == ["day 18", "day 22"]
    assert titles(report["due_next"]) == ["day 23"]


def asked(office: Office) -> list[tuple[str, str, str, str]]:
    """What a report asks for: the first item's title, what, of whom, by when."""
    return [(one["item"]["title"], one["ask"], one["from"], one["by"]) for one in office.report()["asks"]]


def test_asks_are_of_what_is_stuck_the_heaviest_and_latest_first(office: Office) -> None:
    office.agency("dlh", "DLH")
    for name, status, due, weight in (
        ("a", "in_progress", "2026-11-01", None),
        ("b", "blocked", "2026-12-01", None),
        ("c", "blocked", "2026-11-10", None),
        ("d", "blocked", "2026-12-03", 2),
    ):
        office.item(name, status=status, due=due, agency="dlh", weight=weight)
        office.add("note", name, kind="obstacle", text=f"Kendala {name}")
    office.item("no note", status="blocked", due="2026-11-01")
    office.add("note", "c", kind="follow_up", text="Lelang ulang")
    assert asked(office) == [
        ("d", "Please resolve: Kendala d", "DLH", "2026-12-03"),
        ("a", "Please resolve: Kendala a", "DLH", "2026-11-27"),
        ("c", "Please follow up: Lelang ulang", "DLH", "2026-11-27"),
    ]


def test_what_waits_for_others_is_asked_first_and_of_one_person_in_one_line(office: Office) -> None:
    """What waits for initials is among the asks, though heavier and later items are stuck."""
    office.agency("dlh", "DLH")
    office._write(edit("member", office.member("nasrun", "Nasrun"), "position", "Sekretaris Daerah (Sekda)"))
    for number in range(3):
        office.item(f"heavy {number}", status="blocked", due="2026-11-02", agency="dlh", weight=3)
        office.add("note", f"heavy {number}", kind="obstacle", text="DLH menunggu alat")
    for name, due in (("draft", "2026-11-13"), ("report", "2026-11-20"), ("letter", "2026-12-09")):
        office.item(name, status="blocked", due=due, agency="dlh")
    office.add("note", "draft", kind="follow_up", text="Sekda: paraf draf SK.")
    office.add("note", "report", kind="obstacle", text="Menunggu paraf Sekda.")
    office.add("note", "letter", kind="follow_up", text="Sekda: surati provinsi.")
    assert asked(office) == [
        (
            "draft",
            "Please follow up: paraf draf SK (4 draft); surati provinsi (6 letter); "
            "obstacle: Menunggu paraf Sekda (5 report)",
            "Sekda",
            "2026-11-27",
        ),
        ("heavy 0", "Please resolve: DLH menunggu alat", "DLH", "2026-11-27"),
        ("heavy 1", "Please resolve: DLH menunggu alat", "DLH", "2026-11-27"),
    ]
    asks = compose(built(office)).part("asks")
    assert asks is not None and isinstance(table := asks.blocks[0], Table)
    assert [row[0].text for row in table.rows] == ["4, 6, 5", "1", "2"]  # in the order of the words


def test_asks_of_one_person_that_have_no_room_in_a_line_have_lines_of_their_own(office: Office) -> None:
    office._write(edit("member", office.member("nasrun", "Nasrun"), "position", "Sekda"))
    for number in range(5):
        office.item(f"Judul {number} yang panjang sekali", status="blocked", due=f"2026-11-0{number + 1}")
        text = f"Sekda: {'putuskan ' * 5}nomor {number}"
        office.add("note", f"Judul {number} yang panjang sekali", kind="follow_up", text=text)
    asks = [one["ask"] for one in office.report()["asks"]]
    assert [[number for number in range(5) if f"nomor {number}" in ask] for ask in asks] == [[0, 1], [2, 3], [4]]
    assert all(cell_width(ask) <= ASK_SIGNS for ask in asks)
    assert checked_words({"asks": drafted(built(office))["asks"]}, office.store.clock.today())


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("Menunggu paraf Sekda.", "Sekda"),
        ("Berkas ditunggu; menunggu tanda tangan Bupati Banjar sejak Senin", "Bupati Banjar"),
        ("Sekda sudah paraf", None),
        ("Menunggu indah pada waktunya", None),
        ("Waiting for “Sekda”", "Sekda"),
        ("Menunggu", None),
    ],
)
def test_an_obstacle_waits_for_whom_it_names_behind_a_word_of_waiting(text: str, of: str | None) -> None:
    known = {
        name: Called(name.title(), frozenset({name})) for name in ("sekda", "bupati", "bupati banjar", "indah")
    }
    waited = waited_for(text, known)
    assert (None if waited is None else waited.shown) == of


def test_a_follow_up_asks_whom_it_begins_with(office: Office) -> None:
    office.agency("dlh", "DLH")
    office.member("nasrun", "Nasrun")
    office._write(edit("member", office.member("azwar", "Azwar"), "position", "Sekretaris Daerah (Sekda)"))
    for name, text in (
        ("a", "Sekda: paraf draf SK"),
        ("b", "nasrun: rapat"),
        ("c", "Catatan: lelang ulang"),
    ):
        office.item(name, status="blocked", agency="dlh", due="2026-12-04")
        office.add("note", name, kind="follow_up", text=text)
    asks = [(one["ask"], one["from"]) for one in office.report()["asks"]]
    assert asks == [
        ("Please follow up: paraf draf SK", "Sekda"),
        ("Please follow up: rapat", "Nasrun"),
        ("Please follow up: Catatan: lelang ulang", "DLH"),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Sekda: paraf draf SK paling lambat 4 Desember", "2026-12-04"),
        ("Sekda: paraf draf SK paling lambat tanggal 5/12/2026.", "2026-12-05"),  # a Saturday, as it was said
        ("Sekda: sign no later than 2026-12-03, please", "2026-12-03"),
        ("Sekda: paraf paling lambat 20 November", None),  # is past
        ("Sekda: paraf paling lambat Jumat", None),  # which one?
        ("Sekda: paraf 12 berkas", None),
    ],
)
def test_the_day_that_a_note_says_is_the_one_by_which_is_asked(text: str, day: str | None) -> None:
    said = said_day(text, date(2026, 11, 24))
    assert (said and said.isoformat()) == day


def test_nobody_is_asked_by_a_day_off_or_a_national_holiday(office: Office) -> None:
    office.item("a", status="blocked", due="2026-12-05")  # a Saturday
    office.add("note", "a", kind="obstacle", text="Listrik padam")
    assert [one["by"] for one in office.report()["asks"]] == ["2026-12-04"]
    office.edit("a", due="2026-12-26")  # Boxing day is a Saturday, Christmas and its cuti bersama before it
    assert [one["by"] for one in office.report()["asks"]] == ["2026-12-23"]
    office.edit("a", due="2026-12-05")
    office._write(create("holiday", date="2026-12-04", name="Hari jadi"))
    assert [one["by"] for one in office.report()["asks"]] == ["2026-12-03"]
    office._write(create("holiday", date="2026-12-05", name="Lembur", working=True))
    assert [one["by"] for one in office.report()["asks"]] == ["2026-12-05"]


def test_a_cause_that_nobody_noted_is_what_the_list_says(office: Office) -> None:
    farid = office.member("farid", "Farid")
    office.item("first", lead_id=farid, due="2026-11-10")
    for name in ("second", "third"):
        office.item(name, lead_id=farid, due="2026-11-11")
    office.item("fourth", due="2026-11-12")
    office._write(create("dependency", item_id=office.ids["second"], needs_id=office.ids["first"]))
    worst = compose(built(office)).part("worst")
    assert worst is not None and isinstance(table := worst.blocks[0], Table)
    assert [row[2].text for row in table.rows] == [
        "Cause not noted.",
        "Waits for 1.",
        "Cause not noted.",
        "No lead is named.",
    ]


def test_the_pace_is_that_of_whole_weeks_and_the_latest_is_said_where_it_is_slower(office: Office) -> None:
    office.on("2026-10-19").item("a", start="2026-10-19", due="2026-12-31")
    for day, progress in (("2026-10-28", 20), ("2026-11-04", 40), ("2026-11-11", 45), ("2026-11-17", 46)):
        office.on(day).edit("a", progress=progress)
    outlook = office.report(as_of="2026-11-18")["outlook"]  # a Wednesday: its week does not count yet
    assert (outlook["pace"], outlook["weeks"], outlook["last_pace"]) == (15.0, 3, 5.0)
    text = office.report(as_of="2026-11-18")["briefing"]["outlook"]
    assert "at the pace of the last 3 weeks (+15.0 points a week)" in text.lower()
    assert "at that of the latest week alone (+5.0) in week 5 of 2027" in text


def test_who_was_silent_before_too_is_told_from_who_was_heard_of(office: Office) -> None:
    for code in ("dlh", "bpkad"):
        office.on("2026-10-26").agency(code, code.upper())
        office.item(code, agency=code, due="2026-12-31")
    office.on("2026-11-12").edit("dlh", progress=10)
    report = office.report(as_of="2026-11-17")
    assert (report["silent_agencies"], report["silent_before"]) == (["BPKAD", "DLH"], ["BPKAD"])
    text = " ".join(str(rendered(Draft(built(office, as_of=date(2026, 11, 17))), "text")).split())
    assert "Agencies without any update yet, which may report until 22 Nov 2026 (2): BPKAD, DLH" in text
    assert "Of these, none last week either; last heard of (1): BPKAD (26 Oct)" in text
    assert "BPKAD (last on 26 Oct), DLH (last on 12 Nov)" in text
    office.on("2026-11-17").add("note", "bpkad", kind="remark", text="Rapat")
    assert built(office, as_of=date(2026, 11, 16)).silent_since["BPKAD"] == "2026-10-26"
    over = " ".join(str(rendered(Draft(built(office, "2026-W46")), "text")).split())
    assert "Agencies without any update in the period (1): BPKAD Of these, none last week" in over


def test_the_last_name_is_said_where_its_number_would_need_as_much_room() -> None:
    assert _within(("Disdik", "Dinkes", "DLH"), 15) == "Disdik, Dinkes, DLH"
    assert _within(("Disdik", "Dinkes", "DLH", "PUPR"), 15) == "Disdik, Dinkes and 2 more"


def paced(office: Office, *, late: int, due: str, steps: tuple[int, ...] = (10, 20, 30, 40)) -> str:
    """The judgement's figures where so much was done week by week, and so many of three items are late."""
    office.on("2026-10-19")
    for number in range(3):
        day = "2026-11-16" if number < late else due
        office.item(f"item {number}", start="2026-09-07", due=day)
    for day, progress in zip(("2026-10-21", "2026-10-28", "2026-11-04", "2026-11-11"), steps, strict=True):
        for number in range(3):
            office.on(day).edit(f"item {number}", progress=progress)
    office.on("2026-11-18")
    verdict = compose(built(office)).part("judgement").blocks[0]  # type: ignore[union-attr]
    assert isinstance(verdict, Verdict)
    return verdict.reason


def test_where_the_forecast_says_otherwise_than_the_judgement_one_clause_says_why(office: Office) -> None:
    reason = paced(office, late=2, due="2027-12-31")
    assert reason.endswith(
        " The pace of the last weeks still meets the last due date; the judgement is of today, when 2 of 2 items "
        "past their first due dates are open."
    )
    words = {"outlook": "Kita selesai tahun depan."}
    verdict = compose(built(office), Options(words=words)).part("judgement").blocks[0]  # type: ignore[union-attr]
    assert isinstance(verdict, Verdict) and "judgement" not in verdict.reason


@pytest.mark.parametrize(
    ("due", "steps", "said"),
    [
        ("2026-12-13", (10, 20, 30, 40), "open after its first due date."),  # both say that it is late
        ("2026-12-13", (75, 76, 77, 78), "at the pace of the last weeks the last due date is not met."),
        ("2027-01-10", (5, 10, 15, 26), "open after its first due date."),
        ("2027-01-10", (2, 4, 6, 50), "the judgement is of today, when the work is behind."),
    ],
)
def test_what_is_judged_is_today_and_what_is_foreseen_goes_by_the_pace(
    office: Office, due: str, steps: tuple[int, ...], said: str
) -> None:
    assert paced(office, late=0, due=due, steps=steps).endswith(said)


def test_where_dates_were_taken_out_the_judgement_says_that_it_counts_what_the_position_does_not(
    office: Office,
) -> None:
    said = "items whose due date was taken out since count here, too"
    office.on("2026-11-02")
    for number in range(3):
        office.item(f"item {number}", due="2026-12-18")
    office.on("2026-11-04").edit("item 0", progress=60)
    office.on("2026-11-18")

    def verdict() -> str:
        block = compose(built(office)).part("judgement").blocks[0]  # type: ignore[union-attr]
        assert isinstance(block, Verdict)
        return block.reason

    assert said not in verdict()
    office.edit("item 0", due=None)
    assert said in verdict()


def test_each_percentage_says_what_it_counts(office: Office) -> None:
    report = built(fill(office))
    position = drafted(report)["position"]
    assert "action items are done (20.0% by number); by weight and progress" in position
    verdict = compose(report).part("judgement").blocks[0]  # type: ignore[union-attr]
    assert isinstance(verdict, Verdict)
    assert "By weight and progress" in verdict.reason and "of the work, by weight, is open" in verdict.reason
    labels = [
        one.label for block in blocks(compose(report)) if isinstance(block, Figures) for one in block.figures
    ]
    assert labels[-4:] == [
        "Items done, by number",
        "Planned progress, by weight",
        "Actual progress, by weight",
        "Deviation",
    ]


def test_titles_below_a_list_are_cut_between_words(office: Office) -> None:
    for number in range(8):
        office.item(f"Susun naskah akademik pembangunan berkelanjutan {number}", due="2026-11-25")
    due = compose(built(office)).part("due_now")
    assert due is not None and isinstance(table := due.blocks[0], Table)
    assert table.more.startswith("… and 3 more: Susun naskah akademik pembangunan… (25 Nov); ")


def test_what_page_one_does_not_list_is_named_below(office: Office) -> None:
    for number in range(8):
        office.item(f"item {number}", due=f"2026-11-{23 + number // 2}")
    due = compose(built(office)).part("due_now")
    assert due is not None and isinstance(table := due.blocks[0], Table)
    assert table.more == (
        "… and 3 more: item 5 (25 Nov); item 6 (26 Nov); item 7 (26 Nov); "
        "all in “Due in the 7 days after the period”"
    )


def test_the_secretarys_words_stand_in_place_of_the_programs(office: Office) -> None:
    words = {"position": "Kita di tengah jalan.", "asks": "Tanda tangani SK | Bupati | 2026-12-01\nTambah server"}
    draft = Draft(built(fill(office)), Options(words=words))
    assert draft.data["briefing"]["position"] == "Kita di tengah jalan."
    assert draft.data["briefing"]["change"].endswith(".")
    assert draft.data["asks"] == [
        {"item": None, "ask": "Tanda tangani SK", "from": "Bupati", "by": "2026-12-01"},
        {"item": None, "ask": "Tambah server", "from": None, "by": None},
    ]
    text = " ".join(str(rendered(draft, "text")).split())
    assert "Where we are: Kita di tengah jalan." in text
    assert "Tanda tangani SK Bupati 1 Dec 2026" in text


def test_words_that_page_one_has_no_room_for_are_refused(office: Office) -> None:
    today = office.store.clock.today()
    assert checked_words({"asks": "SK | Bupati | jumat"}, today) == {"asks": "SK | Bupati | 2026-11-27"}
    for words, error in (
        ({"change": "x" * (MOST_SIGNS + 1)}, UsageError),
        ({"asks": "a\nb\nc\nd"}, UsageError),
        ({"asks": "a | b | c | d"}, UsageError),
        ({"asks": "a | b | kemarinlusa"}, InvalidValue),
        ({"asks": "a" * (ASK_SIGNS + 1)}, UsageError),
    ):
        with pytest.raises(error):
            checked_words(words, today)


def test_an_issued_report_says_below_lists_what_it_said_when_it_was_issued(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a later version calls the weeks before, and what a list leaves out."""
    office.on("2026-10-26")
    for number in range(30):
        office.item(f"item {number}", due=f"2026-11-{number % 15 + 1:02d}")
    draft = Draft(built(office))
    frozen = json.loads(json.dumps({"schema": SCHEMA, "document": document_values(draft.document)}))
    names = ("text", "md", "html", "docx", "xlsx", "whatsapp")
    before = {name: read_back(rendered(draft, name)) for name in names}
    assert "weeks before" in before["text"].lower() and "… and 24 more: " in before["text"]
    monkeypatch.setattr(wording, "_", lambda *_texts, **_values: "NEW")
    monkeypatch.setattr(wording, "plural", lambda *_texts, **_values: "NEW")
    issued = thaw({"schema": SCHEMA, "data": draft.data}, frozen)
    for name in names:
        assert read_back(rendered(issued, name)) == before[name], name


def test_writers_find_columns_by_what_they_are_whatever_they_are_called(office: Office) -> None:
    """Also in reports that were issued when columns had no keys."""
    office.agency("dlh", "DLH")
    farid = office.member("farid", "Farid Soufian")
    for number in range(3):
        office.item(f"item {number}", due="2026-11-10", weight=2, lead_id=farid, agency="dlh")
    draft = Draft(built(office))
    values = json.loads(json.dumps(document_values(draft.document)))
    assert thaw({"schema": SCHEMA, "data": {}}, {"schema": SCHEMA, "document": values}).document == draft.document
    for table in tables_of(values):
        for number, column in enumerate(table["columns"]):
            column["title"] = f"C{number}"
    renamed = thaw({"schema": SCHEMA, "data": {}}, {"schema": SCHEMA, "document": values})
    assert "Farid" not in str(rendered(renamed, "whatsapp")) and "DLH; 12 days" in str(
        rendered(renamed, "whatsapp")
    )
    content = rendered(renamed, "xlsx")
    assert isinstance(content, bytes)
    book = load_workbook(io.BytesIO(content))
    matrix = [[cell.value for cell in row] for row in book["Matrix"].iter_rows()]
    head = next(number for number, row in enumerate(matrix) if row[0] == "C0")
    late = matrix[head].index("Days late")
    assert [row[late] for row in matrix[head + 1 : head + 4]] == [12, 12, 12]
    assert "SUBTOTAL" in str(matrix[-1][late - 2])  # the weights

    old = json.loads(json.dumps(document_values(draft.document)))
    for table in tables_of(old):
        for column in table["columns"]:
            column.pop("key", None)
    issued = thaw({"schema": 4, "data": {}}, {"schema": 4, "document": old})
    assert rendered(issued, "whatsapp") == rendered(draft, "whatsapp")
    assert read_back(rendered(issued, "xlsx")) == read_back(rendered(draft, "xlsx"))


def tables_of(values: Any) -> list[dict[str, Any]]:
    """The tables among plain values."""
    parts = values.values() if isinstance(values, dict) else values if isinstance(values, list) else ()
    own = [values] if isinstance(values, dict) and values.get("_") == "Table" else []
    return own + [table for part in parts for table in tables_of(part)]


def test_frozen_cells_keep_text_tone_and_value() -> None:
    cells = (
        Cell("12 days", "late", 12),
        Cell("✔", "good"),
        Cell("–"),
        Cell("a", "", "a"),
        Cell("a", "late", "a"),
        Cell("87,5%", "", 87.5),
        Cell("0", "", 0),
        Cell("2 Nov", "muted", "2026-11-02"),
        Cell("", "", ""),
    )
    columns = tuple(Column(str(number)) for number, _cell in enumerate(cells))
    table = Table("t", columns, (cells,), cells[::-1])
    document = specimen()._replace(parts=(Part("t", "", (table,)),))
    thawed = document_from(json.loads(json.dumps(document_values(document))))
    block = thawed.parts[0].blocks[0]
    assert isinstance(block, Table)
    kinds = [(*cell, type(cell.value)) for cell in (*block.rows[0], *(block.sums or ()))]
    assert kinds == [(*cell, type(cell.value)) for cell in (*cells, *cells[::-1])]


def test_the_message_has_the_figures_of_the_judgement_whole_or_not_at_all(office: Office) -> None:
    office.on("2026-10-26").item("Satu", start="2026-10-26", due="2026-11-10", progress=40)
    office.on("2026-11-18")
    for count in (1, 12, 60):
        document = compose(built(office))
        verdict = document.part("judgement").blocks[0]  # type: ignore[union-attr]
        assert isinstance(verdict, Verdict) and "%" in verdict.reason
        message = as_whatsapp(document)
        after = message.partition("*OFF TRACK*\n")[2]
        assert after.startswith((f"{literal(verdict.reason)}\n\n", "\n")) and after
        assert (verdict.reason in message) is (count < 60)
        for number in range(count):
            office.item(
                f"Koordinasi pelaksanaan kegiatan lintas perangkat daerah {count} {number}", due="2026-11-12"
            )


def read_back(content: str | bytes) -> str:
    """The text of a file that may be an archive."""
    if isinstance(content, str):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in sorted(archive.namelist()) if name.endswith(".xml") and "docProps" not in name]
        return "".join(archive.read(name).decode() for name in names)


def test_a_report_issued_before_page_one_prints_as_it_was() -> None:
    document = {
        "_": "Document", "kind": "weekly", "language": "id", "paper": "f4", "title": "Laporan mingguan",
        "subtitle": "Minggu ke-40", "organisation": "Banjar", "number": "001", "label": "2026-W40",
        "start": "2026-09-28", "end": "2026-10-04", "as_of": "2026-10-04",
        "parts": [
            {"_": "Part", "key": "title", "title": "", "count": None, "wide": False, "annex": False,
             "blocks": [{"_": "Title", "text": "Laporan mingguan", "lines": ["Minggu ke-40"]}]},
            {"_": "Part", "key": "overdue", "title": "Terlambat", "count": 1, "wide": False, "annex": False,
             "blocks": [
                {"_": "Table", "key": "overdue", "columns": [{"title": "No.", "kind": "ref"}], "rows": [["7"]],
                 "sums": None, "left_out": 0, "empty": ""}]},
            {"_": "Part", "key": "silent_agencies", "title": "OPD", "count": 1, "wide": False, "annex": False,
             "blocks": [{"_": "Listed", "key": "silent_agencies", "entries": ["DLH"], "numbered": False}]},
        ],
    }  # fmt: skip
    frozen = json.loads(json.dumps({"schema": 1, "document": document}))
    issued = thaw({"schema": 1, "data": {}}, frozen)
    for name in ("text", "md", "html", "pdf", "docx", "xlsx", "whatsapp"):
        assert rendered(issued, name)
    assert "TERLAMBAT (1)\n─────────────\n  No.\n  7\n" in str(rendered(issued, "text"))


def test_a_start_or_due_date_that_is_moved_or_removed_leaves_the_judgement(office: Office) -> None:
    office.on("2026-10-26").item("a", start="2026-10-26", due="2026-11-20", progress=10)
    office.item("b", start="2026-11-02", due="2026-12-31")
    before = office.report()["judgement"]
    assert before["now"] == "off_track"
    for name in ("a", "b"):
        office.on("2026-11-20").edit(name, due="2027-12-31")
        office.edit(name, start="2027-01-01")
        assert office.report()["judgement"] == before
        office.edit(name, start=None)
        office.edit(name, due=None)
        assert office.report()["judgement"] == before
