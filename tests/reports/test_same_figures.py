"""Every figure is the same in all formats: read back from each file by a reader of its own."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paper_files import fill, pages, squeezed
from report_lists import Office

from taskforce.language import set_language
from taskforce.reports.content.options import Options
from taskforce.reports.document import Document, Facts, Table, Verdict
from taskforce.reports.figures.build import build_report
from taskforce.reports.figures.period import period_of
from taskforce.reports.writers.registry import Draft, rendered
from taskforce.store.store import create_store

COUNTS = {
    "total": "Tindak lanjut",
    "done": "Selesai",
    "in_progress": "Berjalan",
    "not_started": "Belum mulai",
    "blocked": "Terkendala",
    "deferred": "Ditunda",
    "overdue": "Terlambat",
}
SHARES = {
    "percent_done": "Tindak lanjut selesai (jumlah)",
    "planned_percent": "Rencana progres (bobot)",
    "actual_percent": "Realisasi progres (bobot)",
    "deviation": "Deviasi",
}
LISTS = ("overdue", "blocked", "due_in_period", "due_next", "completed", "progressed", "added", "rescheduled")
PLAN = {"before": "S.d. minggu lalu", "within": "Minggu ini", "total": "Kumulatif"}
PAPER_SIGNS = {ord("√"): "✔", ord("►"): "◐"}
NUMBER = r"[−+]?\d[\d.]*(?:,\d+)?"


def number(text: str) -> float:
    return float(text.replace(".", "").replace(",", ".").replace("−", "-").rstrip("%"))


def text_text(content: Any) -> str:
    return str(content)


def markdown_text(content: Any) -> str:
    return re.sub(r"\\([\W_])", r"\1", str(content)).replace("|", " ").replace("**", "")


def html_text(content: Any) -> str:
    page = BeautifulSoup(content, "html.parser")
    for node in page(["style", "svg", "details"]):
        node.decompose()
    return page.get_text(" ")


def word_text(content: Any) -> str:
    lines = []
    for part in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, Paragraph):
            lines.append(part.text)
        elif isinstance(part, WordTable):
            rows = [[cell.text for cell in row.cells] for row in part.rows]
            if rows[0] == list(COUNTS.values()):  # values stand below their labels
                rows = [[f"{name} {value}" for name, value in zip(*rows, strict=True)]]
            lines += [" ".join(row) for row in rows]
    return "\n".join(lines)


def pdf_text(content: Any) -> str:
    return " ".join(pages(content))


READERS = {"text": text_text, "md": markdown_text, "html": html_text, "docx": word_text, "pdf": pdf_text}


def between(text: str, start: str, end: str) -> str:
    first = re.search(rf"{start}(?!\w)", text, re.IGNORECASE)
    assert first is not None, start
    last = re.search(rf"{end}(?!\w)", text[first.end() :], re.IGNORECASE)
    return text[first.end() :][: last.start() if last else None]


def figures(text: str, data: dict[str, Any]) -> None:
    """Hold the figures in a text against the data."""
    text = " ".join(text.split())
    summary = between(text, "Ringkasan", "Rencana dan realisasi")
    for key, label in {**COUNTS, **SHARES}.items():
        if data["summary"][key] is None:
            continue
        found = re.search(rf"{re.escape(label)}[^\w−+–]*(?:–\s+)?({NUMBER})", summary)
        assert found is not None, (label, summary)
        assert number(found[1]) == data["summary"][key], label
    if data["summary"]["deviation"] is not None:
        plan = between(text, "Rencana dan realisasi", "Persentase|Semua tindak lanjut berbobot")
        for key, label in PLAN.items():
            row = re.search(rf"{label}\s+({NUMBER})%\s+({NUMBER})%\s+({NUMBER}) poin", plan)
            assert row is not None, (label, plan)
            one = data["progress"][key]
            assert [number(row[place]) for place in (1, 2, 3)] == [
                one["planned"], one["actual"], one["deviation"]
            ]  # fmt: skip
    groups = between(text, "Progres per OPD", "Progres per dimensi")
    for one in data["by_agency"]:
        name = "(tanpa OPD)" if one["key"] == "none" else one["name"]
        row = re.search(rf"{re.escape(name)}\s+((?:[^\w%]*\d[\d.,]*%?)+)", groups)
        assert row is not None, (name, groups)
        *counts, progress = row[1].split()[:3], re.findall(r"[\d.,]+%", row[1])
        assert list(map(number, counts[0])) == [one["total"], one["done"], one["overdue"]]
        assert not progress or number(progress[0]) == one["progress"]


def heads(text: str, document: Document, data: dict[str, Any]) -> None:
    """Hold the numbers in the heads of lists against the rows of the data."""
    flat = " ".join(text.split()).casefold().translate(PAPER_SIGNS)
    for key in LISTS:
        part = document.part(key)
        if part is not None and data[key]:
            assert f"{part.title} ({len(data[key])})".casefold() in flat, key


def page_one(text: str, document: Document) -> None:
    """Hold page one in a text against the document: each sentence and each row, whole."""
    flat = squeezed(text).translate(PAPER_SIGNS).casefold()
    parts = [part for part in document.parts if part.front and part.key not in ("letterhead", "title")]
    assert parts
    for block in (block for part in parts for block in part.blocks):
        told: list[str] = []
        match block:
            case Verdict():
                told = [block.now.text, block.reason, block.rule, block.earlier]
            case Facts():
                told = [f"{fact.label}: {fact.text}" for fact in block.facts]
            case Table():
                told = [*("".join(cell.text for cell in row) for row in block.rows), block.more]
        for one in told:
            assert squeezed(one).casefold() in flat, one


def workbook_figures(content: Any, document: Document, data: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    shown = {row[1]: row[2:5] for row in book["Ringkasan"].iter_rows(max_col=5, values_only=True) if row[1]}
    for key, label in COUNTS.items():
        assert shown[label][0] == data["summary"][key], label
    for key, label in SHARES.items():
        value = shown[label][0]
        percent = value if key == "deviation" or value is None else round(value * 100, 1)
        assert percent == data["summary"][key], label
    if data["summary"]["deviation"] is not None:
        for key, label in PLAN.items():
            planned, actual, deviation = shown[label]
            one = data["progress"][key]
            assert (round(planned * 100, 1), round(actual * 100, 1), deviation) == (
                one["planned"], one["actual"], one["deviation"]
            )  # fmt: skip
    if data["by_agency"]:
        rows = {row[0]: row[1:] for row in book["Per OPD"].iter_rows(min_row=5, values_only=True)}
        for one in data["by_agency"]:
            row = rows["(tanpa OPD)" if one["key"] == "none" else one["name"]]
            assert row[:3] == (one["total"], one["done"], one["overdue"])
            assert row[-1] is None or round(row[-1] * 100, 1) == one["progress"]
        assert rows["Jumlah"][:3] == tuple(data["summary"][key] for key in ("total", "done", "overdue"))
    if data["overdue"]:
        late = list(book["Terlambat"].iter_rows(min_row=5, max_col=1, values_only=True))
        assert [row[0] for row in late] == [*(one["ref"] for one in data["overdue"]), len(data["overdue"])]
    if "Daftar" in book.sheetnames:
        listed = [row[0] for row in book["Daftar"].iter_rows(min_row=5, max_col=1, values_only=True)]
        for key in set(LISTS) - {"overdue"}:
            part = document.part(key)
            assert listed.count(part.title if part else "") == len(data[key]), key


def message_figures(text: str, data: dict[str, Any]) -> None:
    summary = data["summary"]
    told = re.search(r"(\d+) dari (\d+) tindak lanjut selesai", text)
    if not summary["total"]:
        assert told is None
        return
    assert told is not None
    assert (int(told[1]), int(told[2])) == (summary["done"], summary["total"])
    if summary["deviation"] is not None:
        told = re.search(rf"realisasi ({NUMBER})% terhadap rencana ({NUMBER})%, (tertinggal|lebih cepat)?", text)
        assert told is not None
        assert (number(told[1]), number(told[2])) == (summary["actual_percent"], summary["planned_percent"])
    for key, word in (("overdue", "terlambat"), ("blocked", "terkendala")):
        told = re.search(rf"(\d+) {word}", text)
        assert (int(told[1]) if told else 0) == summary[key], word


def check(office: Office, *names: str) -> None:
    set_language("id")
    report = build_report(office.store, period_of(office.store.clock.today(), "2026-W47"))
    draft = Draft(report, Options(paper="a4"))
    data = dict(draft.data)
    for name in names:
        content = rendered(draft, name)
        if name == "xlsx":
            workbook_figures(content, draft.document, data)
        elif name == "whatsapp":
            message_figures(str(content), data)
        else:
            text = READERS[name](content)
            figures(text, data)
            heads(text, draft.document, data)
            if name != "text":  # where a row's cells stand beside each other, line by line
                page_one(text, draft.document)


def test_all_formats_say_the_figures_of_the_data(office: Office) -> None:
    check(fill(office), *READERS, "xlsx", "whatsapp")


ITEMS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["not_started", "in_progress", "blocked", "deferred", "done", "cancelled"]),
        "progress": st.integers(0, 100),
        "agency": st.sampled_from([None, "a", "b"]),
        "due": st.none() | st.integers(-20, 40),
        "weight": st.sampled_from([None, 0.5, 3.0]),
    }
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ITEMS, max_size=5))
def test_any_list_has_the_same_figures_in_all_formats(
    tmp_path_factory: pytest.TempPathFactory, items: list[dict[str, Any]]
) -> None:
    store = create_store(tmp_path_factory.mktemp("same") / "list.db", today=date(2026, 11, 22))
    office = Office(store)
    office.agency("a", "A")
    office.agency("b", "B")
    for number_, item in enumerate(items):
        due = item["due"] is not None and (date(2026, 11, 22) + timedelta(days=item["due"])).isoformat()
        values = {name: value for name, value in {**item, "due": due or None}.items() if value is not None}
        office.item(f"Butir {number_}", **values)
    check(office, "text", "md", "html", "docx", "xlsx", "whatsapp")
    store.close()
