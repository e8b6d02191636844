"""Asking on a terminal what a sheet leaves open: one question after the other, with what the sheet holds."""

from __future__ import annotations

from collections.abc import Callable

from taskforce.commands.context import Context
from taskforce.exchange.importing.plan import Plan
from taskforce.exchange.importing.preview import choice_text
from taskforce.exchange.importing.questions import Answers
from taskforce.language import _
from taskforce.model.text import clean_line


def ask_all(context: Context, plan: Plan, answers: Answers, again: Callable[[Answers], Plan]) -> Plan:
    """Ask the questions of a plan and of those that follow from the answers; return the plan that they lead to.

    Enter takes the first choice, a number another one, and ``-`` leaves a question open.
    """
    asked: set[str] = set()
    while question := next((one for one in plan.questions if one.id not in asked), None):
        asked.add(question.id)
        context.print(clean_line(question.text))
        if question.examples and question.about != "value":
            context.print("    " + " | ".join(map(clean_line, question.examples)))
        for number, choice in enumerate(question.choices, 1):
            context.print(f"  {number}  {choice_text(question, choice)}")
        chosen = _choose(question.choices)
        if chosen is not None:
            answers = answers.with_answer(question, chosen)
            plan = again(answers)
        context.print()
    return plan


def _choose(choices: tuple[str, ...]) -> str | None:
    while True:
        try:
            typed = input(_("Number (Enter: {first}, -: leave it open): ", first=1)).strip()
        except EOFError:
            return None
        if typed == "-":
            return None
        if not typed:
            return choices[0]
        if typed.isdigit() and 1 <= int(typed) <= len(choices):
            return choices[int(typed) - 1]
        if typed in choices:
            return typed
