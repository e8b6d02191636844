"""Exports of well-known trackers: by which columns each is recognised, and what its columns are.

A tracker's columns say more than their names do alone, so they are one table, looked at before any guessing.
Where a tracker lets people add columns of their own, those are judged like the columns of any sheet.

Beside the fields of an item a column can be one of these:

- ``key``: what the tracker calls the item, for good, so that a later export finds it again;
- ``parent``: the key or the title of the item above; ``level``: how deep the row stands below the rows before it;
- ``tag``: one text that becomes a tag (a section, a bucket, an epic);
- ``list``: the column of a board: a status where its name is one, else a tag;
- ``finished``, ``archived``: flags; ``row_type``: what the row is; ``mail``: the address of the lead;
- ``kept``: bookkeeping, kept with the item in one note; ``technical``: what means nothing outside the tracker.

Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from taskforce.exchange.importing.tables.header_names import header_key

SEVERAL: Final = frozenset(
    (
        *("kept", "tag", "tags", "note", "depends_on", "parent", "title", "evidence", "technical"),
        *("due", "start", "supporting"),
    )
)
"""Fields that several columns of an export may give."""

BESIDE: Final = ("parent", "level", "tag", "list", "finished", "archived", "row_type", "mail", "kept", "technical")
"""What columns say beside the fields of an item."""


class Tracker:
    """One tracker's export.

    ``signs`` are sets of column names; a row of headers that holds all of one set is this tracker's.  ``columns``
    gives the field of each name; ``rest`` that of every other column (empty: it is judged by its cells).
    ``words`` are values of words that mean something else elsewhere (empty: they say nothing).  ``lasting`` says
    that its keys name an item for good; ``numbered`` that its dependencies name rows by their number;
    ``subitems`` is the first cell of a row of headers for the rows that belong to the row above; ``labelled`` says
    that titles hold labels (``Kirim undangan @rapat``).
    """

    def __init__(
        self,
        name: str,
        signs: str,
        columns: str,
        *,
        rest: str = "",
        words: Mapping[tuple[str, str], str] | None = None,
        lasting: bool = True,
        numbered: bool = False,
        subitems: str = "",
        labelled: bool = False,
    ) -> None:
        self.name, self.rest, self.lasting, self.numbered = name, rest, lasting, numbered
        self.subitems, self.labelled = subitems, labelled
        self.signs = [frozenset(map(str.strip, one.split(","))) for one in signs.split("|")]
        self.words = words or {}
        self._columns = columns

    @cached_property
    def columns(self) -> Mapping[str, tuple[str, int]]:
        """Return the field of each name of a column, and the name's place: of two columns the first one counts."""
        fields: dict[str, tuple[str, int]] = {}
        for group in self._columns.split(";"):
            field, _sign, names = group.partition(":")
            for name in filter(None, map(str.strip, names.split(","))):
                fields.setdefault(name, (field.strip(), len(fields)))
        return fields

    def field(self, label: str) -> tuple[str, int] | None:
        """Return the field of a column by its header, and its place; ``None`` for one of somebody's own."""
        for key in _keys(label):
            if key in self.columns:
                return self.columns[key]
        return (self.rest, len(self.columns)) if self.rest else None


_LEVELS: Final = ", ".join(f"title {level}" for level in range(1, 10))

TRACKERS: Final = (
    Tracker(
        "Jira",
        "summary, issue key | summary, issue type, key | summary, issue type, status | issue key, issue type",
        "key: issue key, key; title: summary; description: description; status: status; priority: priority;"
        "lead: assignee; start: start date, target start; due: due date, target end; done_on: resolved, date "
        "resolved;"
        "tags: labels; tag: components, component s, component, epic name; note: comment, comment body,"
        "comments; parent: parent summary, parent key, parent, parent id, parent link;"
        "deadline: fix versions, fix version s, fix version;"
        "depends_on: inward issue link blocks; kept: sprint, epic link, work ratio;"
        "technical: issue id, assignee id, reporter id, creator id, project lead id, watchers id, votes,"
        "project key, project type, project url, status category changed, progress, rank, development,"
        "project description, parent id",
        rest="kept",
    ),
    Tracker(
        "Trello",
        "card id, card name | card name, list name | card name, board name",
        "key: card id; title: card name; description: card description; tags: labels; supporting: members;"
        "due: due date; start: start date; evidence: attachment links; list: list name; archived: archived;"
        "finished: due complete; note: comments; checklist: checklists;"
        "kept: card url, board name, last activity date;"
        "technical: list id, board id, attachment count, checklist item total count, vote count, comment count,"
        "checklist item completed count, card short url, card short id, position",
    ),
    Tracker(
        "Asana",
        "task id, name, section column | task id, name, assignee email | name, section column, assignee",
        "key: task id; title: name; description: notes; lead: assignee; mail: assignee email; start: start date;"
        "due: due date; done_on: completed at; tags: tags; tag: section column; parent: parent task;"
        "depends_on: blocked by; status: status, task progress, task status; priority: priority;"
        "kept: created at, last modified, projects, blocking, estimated time, actual time",
    ),
    Tracker(
        "MS Project",
        "name, outline level | task name, outline level | task mode, name | task mode, task name |"
        "name, duration, start, finish, resource names | task name, duration, start, finish, resource names |"
        "name, start date, finish date, resource names, duration",
        "number: id; title: name, task name; start: start, start date; due: finish, finish date;"
        "done_on: actual finish; progress: persen complete, percent complete, persen work complete;"
        "lead: resource names; depends_on: predecessors; level: outline level; description: notes;"
        "budget: cost, fixed cost;"
        "kept: deadline, duration, work, scheduled work, baseline start, baseline finish, actual start, actual "
        "work, priority,"
        "constraint type, constraint date, successors, milestone, baseline work, created, type, remaining work;"
        "technical: active, task mode, unique id, outline number, wbs, summary, critical, free slack, total slack,"
        "indicators, manual",
        lasting=False,
    ),
    Tracker(
        "Planner",
        "task name, bucket name | task id, task name, progress, assigned to",
        "key: task id; title: task name; description: description, notes; status: progress; priority: priority;"
        "lead: assigned to; start: start date; due: due date; done_on: completed date; tags: labels; tag: "
        "bucket name;"
        "note: checklist items; kept: created by, created date, completed by, completed checklist items, goal;"
        "technical: is recurring, late, bucket id, plan id",
    ),
    Tracker(
        "Smartsheet",
        "task name, duration, start, finish, predecessors, assigned to | primary column, assigned to |"
        "task name, start, finish, persen complete, assigned to, predecessors",
        "title: task name, primary column; start: start, start date; due: finish, end date, due date;"
        "depends_on: predecessors; lead: assigned to; progress: persen complete; status: status; note: comments,"
        "latest comment; kept: duration, modified, modified by, created, created by, baseline start, baseline "
        "finish,"
        "variance; technical: row id, at risk, rag, health",
        lasting=False,
        numbered=True,
    ),
    Tracker(
        "ClickUp",
        "task id, task name, task content | task name, list name, space name | task name, task custom id",
        "key: task id; title: task name; description: task content; status: status; priority: priority;"
        "lead: assignees, assignee; start: start date text, start date; due: due date text, due date; tags: tags;"
        "tag: list name; parent: parent id, parent name; note: comments;"
        "kept: task custom id, date created text, folder name path, folder name, space name, time estimated text,"
        "checklists, assigned comments, time spent text, date closed text, date done text, attachments, task type;"
        "technical: date created, time estimated, time spent, rolled up time, rolled up time text, date closed,"
        "date done, date updated, date updated text",
        rest="kept",
    ),
    Tracker(
        "monday.com",
        "name, subitems | name, person, status, date | name, item id, person",
        "key: item id; title: name; lead: person, owner, people; status: status; priority: priority; due: date,"
        "due date, timeline end, deadline; start: timeline start, start date; note: notes, text, updates;"
        "kept: last updated, creation log, estimated time, timeline; technical: subitems",
        subitems="subitems",
    ),
    Tracker(
        "Notion",
        "name, last edited time | name, created time | task name, last edited time | name, parent item |"
        "task name, parent task, sub tasks",
        "title: name, task name; lead: assign, assignee, assigned to, person, owner; status: status; due: due,"
        "due date, date, deadline; priority: priority; tags: tags; parent: parent item, parent task;"
        "kept: sub item, sub tasks, created time, created by, last edited time, last edited by, url, effort level,"
        "estimates",
        lasting=False,
    ),
    Tracker(
        "Todoist",
        "type, content, priority, indent",
        "row_type: type; title: content; description: description; priority: priority; level: indent;"
        "lead: responsible; due: deadline, date; kept: author, duration, duration unit;"
        "technical: date lang, timezone, deadline lang, is collapsed",
        words={("priority", "4"): ""},
        lasting=False,
        labelled=True,
    ),
    Tracker(
        "Redmine",
        "tracker, subject, status | tracker, subject, project",
        "key: #; title: subject; description: description; status: status; priority: priority; lead: assignee;"
        "start: start date; due: due date; done_on: closed; progress: persen done; tag: category;"
        "deadline: target version; parent: parent task subject, parent task; note: last notes;"
        "kept: project, tracker, author, created, updated, last updated by, estimated time, total estimated time,"
        "spent time, total spent time, related issues, files; technical: private, story points",
    ),
    Tracker(
        "OpenProject",
        "subject, type, status, accountable | subject, type, status, project | id, subject, type, status, "
        "assignee",
        "key: id; title: subject; description: description; status: status; priority: priority; lead: assignee;"
        "supporting: accountable; start: start date; due: finish date, due date; progress: persen complete;"
        "parent: parent; tag: category; deadline: version;"
        "kept: type, project, author, created on, updated on, work, remaining work, estimated time, remaining "
        "time,"
        "spent time, duration, story points, total work, total remaining work; technical: position",
    ),
    Tracker(
        "GitLab",
        "title, issue id, state | title, url, state, author username",
        "key: issue id; title: title; description: description; status: state; lead: assignee; due: due date;"
        "start: start date; done_on: closed at; deadline: milestone; tags: labels; tag: epic title, iteration;"
        "kept: url, author, author username, assignee username, created at, updated at, weight, time estimate,"
        "time spent, health status; technical: confidential, locked, epic id",
        rest="kept",
    ),
    Tracker(
        "GitHub",
        "title, url, assignees, status | title, url, repository | title, assignees, linked pull requests",
        "key: url; title: title; lead: assignees; status: status; priority: priority; tags: labels;"
        "deadline: milestone; start: start date; due: end date, target date, due date; parent: parent issue;"
        "kept: size, repository, linked pull requests, estimate, iteration, sub issues progress, reviewers, type;"
        "technical: id",
    ),
    Tracker(
        "Azure DevOps",
        "work item type, title | work item type, title 1 | work item type, state",
        f"key: id; title: title, {_LEVELS}; description: description; status: state; lead: assigned to; tags: "
        "tags;"
        "priority: priority; start: start date; due: due date, target date, finish date; done_on: closed date;"
        "parent: parent; technical: rev, comment count, stack rank, backlog priority, node name, reason",
        rest="kept",
    ),
    Tracker(
        "GanttProject",
        "name, begin date, end date",
        "number: id; title: name; start: begin date; due: end date; progress: completion; lead: coordinator;"
        "supporting: resources; depends_on: predecessors; level: outline number; description: notes; evidence: "
        "web link;"
        "kept: duration, cost; technical: assignments, task color, project",
        lasting=False,
    ),
    Tracker(
        "Rally",
        "formatted id, name | formatted id, schedule state",
        "key: formatted id; title: name; description: description; status: schedule state, state; lead: owner;"
        "parent: parent, work product; tags: tags; deadline: release, milestones; note: notes; due: target date;"
        "kept: iteration, plan estimate, task estimate total, task remaining total, project, creation date,"
        "last update date, estimate, to do, actuals",
        words={("status", "accepted"): "done", ("status", "defined"): "not_started"},
    ),
)
"""The trackers, the surer signs first."""


def tracker_of(labels: Iterable[str]) -> Tracker | None:
    """Return the tracker whose export a row of headers is; ``None`` for a sheet of somebody's own."""
    keys = {key for label in labels if label for key in _keys(label)}
    return next((one for one in TRACKERS if any(sign <= keys for sign in one.signs)), None)


def _keys(label: str) -> tuple[str, ...]:
    """Return a header as names are compared: with what stands in brackets, without, and that alone."""
    bare = header_key(label) or label.strip()
    whole = header_key(re.sub(r"[()]", " ", label))
    inner = re.fullmatch(r"(?i)custom fields? \((.*)\)", label.strip())
    return (header_key(inner[1]),) if inner else (whole, bare)
