"""Random histories of a list, for property tests."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from taskforce.exchange.importer import plan_import, run_import
from taskforce.model.errors import TaskforceError
from taskforce.services.undo import redo, undo
from taskforce.store.changes.batch import Batch, create, delete, edit, id_for
from taskforce.store.store import Store

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)

DAYS = st.integers(0, 60).map(lambda days: (START + timedelta(days=days)).date().isoformat())
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": st.text(min_size=1, max_size=20).filter(str.strip).map(lambda text: f"x{text}"),
    "status": st.sampled_from(["not_started", "in_progress", "blocked", "deferred", "done", "cancelled"]),
    "priority": st.sampled_from(["low", "medium", "high", "urgent"]),
    "progress": st.integers(0, 100),
    "due": st.one_of(st.none(), DAYS),
    "weight": st.one_of(st.none(), st.integers(0, 9).map(float)),
    "done_on": st.one_of(st.none(), DAYS),
    "lead_id": st.sampled_from(["farid", "galuh", None]),
}
OTHERS = {name: strategy for name, strategy in VALUES.items() if name != "title"}


@st.composite
def _edits(draw: st.DrawFn) -> tuple[str, Any]:
    name = draw(st.sampled_from(sorted(VALUES)))
    return name, draw(VALUES[name])


STEPS = st.one_of(
    st.tuples(st.just("add"), st.fixed_dictionaries({"title": VALUES["title"]}, optional=OTHERS)),
    st.tuples(st.just("edit"), st.integers(0, 9), st.lists(_edits(), min_size=1, max_size=4)),
    st.tuples(st.just("tag"), st.integers(0, 9), st.sampled_from(["rapat", "bimtek"])),
    st.tuples(st.just("untag"), st.integers(0, 9), st.sampled_from(["rapat", "bimtek"])),
    st.tuples(st.just("note"), st.integers(0, 9), VALUES["title"]),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(
        st.just("import"),
        st.lists(
            st.tuples(
                st.sampled_from(["Susun draf", "Undang narasumber", "Kirim data"]),
                st.sampled_from(["Belum mulai", "Berjalan", "Selesai", "entah"]),
                st.sampled_from(["0%", "40%", "100%", "250%"]),
                st.sampled_from(["Farid", "Azwar; Galuh", ""]),
            ),
            max_size=3,
        ),
    ),
    st.tuples(st.just("undo"), st.booleans()),
)
"""One user action each; rows of an import may be refused, and come again in a later one."""

HISTORIES = st.lists(st.tuples(st.integers(0, 3), STEPS), min_size=1, max_size=14)
"""Actions, each some days after the one before it."""


@dataclass
class Player:
    """Plays a random history into a list, day after day."""

    store: Store
    moment: datetime = START
    items: list[str] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)

    def found(self) -> None:
        """Two members to lead."""
        drafts = [create("member", handle=handle, name=handle.title()) for handle in ("farid", "galuh")]
        self.members = {draft.new["handle"]: draft.record_id for draft in drafts}
        self.store.apply(Batch("add", drafts, at=self.moment))

    def play(self, days: int, step: tuple[Any, ...]) -> None:
        """One action, ``days`` later; an action that is refused changes nothing."""
        self.moment += timedelta(days=days, minutes=1)
        if step[0] == "import":
            self._import(step[1])
            return
        if step[0] != "add" and not self.items:
            return
        if step[0] == "undo":
            self._undo(step[1])
            return
        self.store.apply(Batch(step[0], self._drafts(step), at=self.moment))

    def _import(self, rows: list[tuple[str, ...]]) -> None:
        """A sheet as an office sends it, again and again."""
        if not rows:
            return
        self.store.clock.injected = self.moment.date()
        lines = [("Tindak Lanjut", "Status", "Progres", "PIC"), *rows]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "matriks.csv"
            path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
            run_import(self.store, plan_import(self.store, path, "actions"))

    def _undo(self, again: bool) -> None:
        self.store.clock.injected = self.moment.date()
        try:
            (redo if again else undo)(self.store)
        except TaskforceError as error:
            assert "nothing" in str(error).lower()

    def _drafts(self, step: tuple[Any, ...]) -> list[Any]:
        match step:
            case ("add", values):
                self.items.append(id_for("action_item", {}))
                return [create("action_item", self.items[-1], **self._linked(values))]
            case ("edit", which, pairs):
                values = self._linked(dict(pairs))
                return [edit("action_item", self._item(which), name, value) for name, value in values.items()]
            case ("tag", which, word):
                return [create("tag", item_id=self._item(which), name=word)]
            case ("untag", which, word):
                record_id = id_for("tag", {"item_id": self._item(which), "name": word})
                known = self.store.reader.value("SELECT id FROM tag WHERE id = :id", id=record_id)
                return [delete("tag", record_id)] if known else []
            case ("note", which, text):
                return [create("note", item_id=self._item(which), text=text)]
            case _:
                return [delete("action_item", self._item(step[1]))]

    def _linked(self, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("lead_id"):
            values = {**values, "lead_id": self.members[values["lead_id"]]}
        if values.get("status", "done") != "done":  # a day beside it would be refused
            values = {name: value for name, value in values.items() if name != "done_on"}
        return values

    def _item(self, which: int) -> str:
        return self.items[which % len(self.items)]
