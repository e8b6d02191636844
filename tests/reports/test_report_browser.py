"""The HTML report printed by a real browser, and read back from its pages."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from report_lists import Office

from taskforce.reports.figures.build import build_report
from taskforce.reports.figures.period import period_of
from taskforce.reports.writers.json_data import report_data
from taskforce.reports.writers.registry import Draft, rendered

MANY = 90
F4 = (609.4, 935.4)
"""Points of 215 x 330 mm."""


def printed(page: Path, folder: Path) -> Path:
    """The PDF that Chromium prints, with no way to any network."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert browser is not None, "install chromium"
    pdf = folder / "printed.pdf"
    subprocess.run(
        [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *("--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder / 'profile'}"),
            *(f"--print-to-pdf={pdf}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return pdf


def text_of(pdf: Path, *options: str) -> str:
    command = ["pdftotext", "-enc", "UTF-8", *options, str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode("utf-8")


def test_a_browser_prints_every_item_under_repeated_heads(office: Office, tmp_path: Path) -> None:
    office.on("2026-11-02")
    for number in range(MANY):
        office.item(f"Kegiatan <{number:03}> & tindak lanjut", start="2026-11-02", due="2026-11-18")
    office.item("Selesai sudah", due="2026-12-01", status="done")
    report = build_report(office.store, period_of(office.store.clock.today(), "2026-W47"))
    page = tmp_path / "laporan.html"
    page.write_text(str(rendered(Draft(report), "html")), encoding="utf-8")
    pdf = printed(page, tmp_path)
    data = report_data(report)
    words = re.sub(r"\s+", " ", text_of(pdf))
    for item in data["overdue"]:
        assert words.count(item["title"]) >= 2, item["title"]  # in the list of what is late, and in the matrix
    summary = data["summary"]
    assert {str(summary[name]) for name in ("total", "overdue")} <= set(words.split("Progress per")[0].split())
    for figure in ("percent_done", "planned_percent", "actual_percent"):
        assert f"{summary[figure]}%" in words
    assert "planned 98.9%" in words and "actual 1.1%" in words  # what the drawing says
    pages = text_of(pdf, "-layout").split("\f")
    listing = [text for text in pages if len(re.findall(r"Kegiatan <\d", text)) > 5]
    assert len(listing) >= 4
    assert all("Action item" in text for text in listing), "each page of a table begins with its head"
    sizes = subprocess.run(["pdfinfo", "-l", "99", str(pdf)], check=True, capture_output=True, timeout=60).stdout
    found = {
        tuple(sorted(map(float, pair))) for pair in re.findall(r"size:\s+([\d.]+) x ([\d.]+)", sizes.decode())
    }
    assert all(abs(pair[0] - F4[0]) < 1 and abs(pair[1] - F4[1]) < 1 for pair in found), found
