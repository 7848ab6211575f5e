"""Questions to a person; a script is never asked, it is told which option holds the answer."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from practicecli.cli.command import globals_of
from practicecli.cli.terminal import page_width
from practicecli.cli.text import safe
from practicecli.errors import DeclinedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typer._click.core import Context

_ROOM = 10  # cells for a short answer behind its question
_YES, _NO = frozenset({"y", "yes"}), frozenset({"n", "no"})


@dataclass(frozen=True, slots=True)
class Prompts:
    """Asks on standard error and reads standard input, where a person sits at both."""

    stdin: TextIO
    stderr: TextIO
    may_ask: bool = True

    @classmethod
    def of(cls, ctx: Context) -> Prompts:
        """Give this process's prompts; `--no-input` and `PRACTICE_NO_INPUT` silence them."""
        silenced = globals_of(ctx).no_input or os.environ.get("PRACTICE_NO_INPUT", "") not in {
            "",
            "0",
        }
        return cls(sys.stdin, sys.stderr, not silenced)

    @property
    def possible(self) -> bool:
        """Whether somebody is there to answer."""
        return self.may_ask and self.stdin is not None and self.stdin.isatty()

    def ask(
        self,
        question: str,
        *,
        flag: str,
        default: str = "",
        accept: Callable[[str], str] = lambda _: "",
    ) -> str:
        """Ask for a line of text; raises UsageError naming the flag where nobody can be asked.

        `accept` says what is wrong with an answer, or nothing; it is asked for again at once.
        """
        self._need(flag)
        shown = f" [{safe(default)}]" if default else ""
        while True:
            answer = self._read(f"{safe(question)}{shown}: ") or default
            wrong = accept(answer) if answer else ""
            if wrong:
                self.stderr.write(f"  {safe(wrong)}\n")
            elif answer:
                return answer

    def need(self, flag: str) -> None:
        """Make sure that somebody can be asked. Raises UsageError naming the flag."""
        self._need(flag)

    def paragraph(self) -> str:
        """Read lines until an empty one; give them as they were typed."""
        lines: list[str] = []
        while line := self._read("> "):
            lines.append(line)
        return "\n".join(lines)

    def confirm(self, question: str, *, flag: str = "--yes", default: bool = False) -> bool:
        """Ask a yes-or-no question."""
        self._need(flag)
        choice = "Y/n" if default else "y/N"
        while True:
            answer = self._read(f"{safe(question)} [{choice}] ").lower()
            if not answer:
                return default
            if answer in _YES | _NO:
                return answer in _YES

    def insist(self, question: str, *, flag: str = "--yes") -> None:
        """Ask a yes-or-no question; raises DeclinedError on no."""
        if not self.confirm(question, flag=flag):
            raise DeclinedError

    def choose(self, question: str, options: Sequence[str], *, flag: str) -> str:
        """Ask for one of numbered options, by its number or its words."""
        self._need(flag)
        for number, option in enumerate(options, start=1):
            self.stderr.write(f"  {number}. {safe(option)}\n")
        while True:
            answer = self._read(f"{safe(question)} [1-{len(options)}]: ")
            if answer in options:
                return answer
            if answer.isdecimal() and 1 <= int(answer) <= len(options):
                return options[int(answer) - 1]

    def type_back(self, question: str, expected: str, *, flag: str) -> None:
        """Have a ref typed again before what cannot be undone; raises DeclinedError otherwise."""
        self._need(flag)
        if self._read(f"{safe(question)}; type `{safe(expected)}` to go on: ") != expected:
            raise DeclinedError

    def secret(self, question: str, *, flag: str) -> str:
        """Ask for something that is not shown while it is typed."""
        self._need(flag)
        from getpass import getpass

        return getpass(f"{safe(question)}: ", self.stderr)

    def _need(self, flag: str) -> None:
        if not self.possible:
            raise UsageError(
                "An answer is missing and nobody can be asked", hint=f"Give it with `{flag}`"
            )

    def _broken(self, prompt: str) -> str:
        """Break a question that is longer than a line between its words."""
        width = page_width(self.stderr, os.environ) - _ROOM
        if "\n" in prompt or not 0 < width <= len(prompt):
            return prompt
        from practicecli.cli.tables import wrapped  # late: most questions are short

        words = prompt.rstrip(" ")
        return "\n".join(wrapped(words, width)) + prompt[len(words) :]

    def _read(self, prompt: str) -> str:
        self.stderr.write(self._broken(prompt))
        self.stderr.flush()
        line = self.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()
