"""Sheets in the shapes that trackers export and offices write, and what each must become (``expected.json``).

Where a case has answers, both ways are right: the items come out at once, or nothing wrong is taken, a question is
asked, and its own option leads to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from taskforce.exchange.importer import describe, plan_import, run_import
from taskforce.exchange.importing.plan import Plan
from taskforce.exchange.importing.questions import Answers, parse_columns, parse_values
from taskforce.services.template import init_store
from taskforce.store.changes.load import load_all
from taskforce.store.read.items import Selection, item_links, item_rows
from taskforce.store.store import Store

SHEETS = Path(__file__).parent / "sheets"
CASES: list[dict[str, Any]] = json.loads((SHEETS / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture
def office(store: Store) -> Store:
    """A blank list."""
    init_store(store, "blank", "Pemerintah Kabupaten Contoh")
    return store


def answers_of(words: list[str]) -> Answers:
    """The answers that options of the command line give."""
    said: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        said.setdefault(word, []).append("" if word == "--strict" else next(rest))
    return Answers(
        columns=parse_columns(said.get("--column", ())),
        values=parse_values(said.get("--value", ())),
        header=int(said["--header"][0]) if "--header" in said else None,
        kind=said["--kind"][0] if "--kind" in said else None,  # type: ignore[arg-type]
        strict="--strict" in said,
    )


def steps_of(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The imports of a case, one after the other."""
    yield from case.get("steps") or [case]


def stored(store: Store) -> dict[str, dict[str, Any]]:
    """The action items by title, as cases describe them."""
    members = {one["handle"]: one["name"] for one in load_all(store.reader, "member").values()}
    agencies = {one["short"]: one["name"] for one in load_all(store.reader, "agency").values()}
    supporting = item_links(store.reader).supporting
    found: dict[str, dict[str, Any]] = {}
    for row in item_rows(store.reader, Selection(), "2026-11-24"):
        notes = [one["text"] for one in load_all(store.reader, "note").values() if one["item_id"] == row.id]
        found[row.title] = {
            **{
                name: getattr(row, name)
                for name in ("description", "status", "priority", "progress", "start", "due")
            },
            "budget": row.budget,
            "lead": members.get(row.lead or ""),
            "agency": agencies.get(row.agency or ""),
            "people": {members.get(row.lead or ""), *(members[one] for one in supporting.get(row.id, ()))},
            "notes": " ".join(notes),
        }
    return found


def wrong(
    items: dict[str, dict[str, Any]], case: dict[str, Any], expected: list[dict[str, Any]], plan: Plan
) -> list[str]:
    """What is not as it should be."""
    complaints: list[str] = []
    said = "\n".join(describe(plan)) + json.dumps(plan.as_data(), ensure_ascii=False)
    left = dict(items)
    for one in expected:
        item = left.pop(one["title"], None)
        if item is None:
            if not (plan.needs_a_person and one.get("left_out") and all(text in said for text in one["left_out"])):
                complaints.append(f"{one['title']} is missing")
            continue
        for name, value in one.items():
            if name in ("title", "left_out"):
                continue
            if name == "people":
                right = set(value) <= item["people"]
            elif isinstance(value, dict):
                kept = value.get("note") and value["note"] in item["notes"] and plan.needs_a_person
                right = item[name] in value["is"] or bool(kept)
            else:
                right = item[name] == value
            if not right:
                complaints.append(f"{one['title']}: {name} is {item[name]!r}")
    complaints += [f"{title} is too many" for title in left]
    complaints += [f"{text} is not said" for text in case.get("said", ()) if text not in said]
    return complaints


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['file']}: {case['what'][:40]}")
def test_a_sheet_becomes_what_it_says(office: Store, case: dict[str, Any]) -> None:
    for step in steps_of(case):
        answers = answers_of(step.get("args", []))
        plan = plan_import(office, SHEETS / step["file"], answers=answers)
        run_import(office, plan)
        status = 3 if plan.needs_a_person else 0
        assert status in step.get("exit", case.get("exit", [0, 3]))
        if step.get("asks") is False:
            assert plan.questions == []
        assert wrong(stored(office), case, step["items"], plan) == []
        left = json.dumps(plan.as_data()["left_out"], ensure_ascii=False)
        assert all(any(text in left for text in one) for one in case.get("left_out", ()))
    people = {one["name"] for one in load_all(office.reader, "member").values()}
    assert people <= set(case.get("people", people))
    assert {one["name"] for one in load_all(office.reader, "agency").values()} >= set(case.get("agencies", ()))
    if case.get("again"):
        before = office.reader.value("SELECT count(*) FROM change")
        run_import(office, plan_import(office, SHEETS / case["file"], answers=answers))
        assert office.reader.value("SELECT count(*) FROM change") == before


@pytest.mark.parametrize("case", [one for one in CASES if "answers" in one], ids=lambda case: str(case["file"]))
def test_what_a_person_would_answer_leads_there_too(office: Store, case: dict[str, Any]) -> None:
    plan = plan_import(office, SHEETS / case["file"], answers=answers_of(case["answers"]))
    run_import(office, plan)
    assert wrong(stored(office), case, case["items"], plan) == []
