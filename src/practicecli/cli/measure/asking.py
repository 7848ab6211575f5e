"""Asking a questionnaire item by item, at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.cli.text import safe
from practicecli.domain.measures import scale

if TYPE_CHECKING:
    from practicecli.cli.prompts import Prompts
    from practicecli.domain.measures import Form

BACK = "<"


def ask_answers(prompts: Prompts, form: Form) -> tuple[int, ...]:
    """Ask every item, its scale shown; nothing is kept before the last is answered.

    Raises UsageError where nobody can be asked.
    """
    answers: list[int] = []
    if prompts.possible:
        prompts.stderr.write(f"{safe(form.question)}\n")
        prompts.stderr.write(f"Type a number, or `{BACK}` to go back; Ctrl-C keeps nothing\n")
    while len(answers) < len(form.items):
        typed = _ask(prompts, form, len(answers))
        if typed != BACK:
            answers.append(int(typed))
        elif answers:
            answers.pop()
    return tuple(answers)


def _ask(prompts: Prompts, form: Form, before: int) -> str:
    number, item = before + 1, form.items[before]
    low, high = form.lowest, form.highest(number)
    allowed = {str(value) for value in range(low, high + 1)}

    def accept(answer: str) -> str:
        return "" if answer in {*allowed, BACK} else f"Give a number from {low} to {high}"

    if prompts.possible:
        prompts.stderr.write(f"\n{number} of {len(form.items)}. {safe(item.text)}\n")
        prompts.stderr.write(f"  {safe(scale(form, item))}\n")
    return prompts.ask("Answer", flag="--answers 0,1,...", accept=accept)
