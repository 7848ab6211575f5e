"""One way out: a table on a terminal, TSV in a pipe, JSON or CSV when asked, chatter on stderr."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TextIO

from practicecli.cli import cell, tables
from practicecli.cli.command import Globals, globals_of
from practicecli.cli.terminal import page_width, takes_colour, width_of
from practicecli.cli.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from typer._click.core import Context

    from practicecli.cli.cell import Column
    from practicecli.domain.problems import Problem

_KEY = "practicecli.output"
_INDENT, _WARNING = 2, "Warning:"
_YELLOW, _RED = "\x1b[33m", "\x1b[1;31m"


@dataclass(frozen=True, slots=True)
class Output:
    """Where answers and chatter go, and in which form. The only writer to standard output."""

    stdout: TextIO
    stderr: TextIO
    asked: Globals = field(default_factory=Globals)
    env: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None
    zone: tzinfo | None = None

    @classmethod
    def of(cls, ctx: Context) -> Output:
        """Give this process's output, as the options so far ask for it."""
        kept = ctx.meta.get(_KEY)
        if isinstance(kept, cls):
            return replace(kept, asked=globals_of(ctx))
        return cls(sys.stdout, sys.stderr, globals_of(ctx), os.environ)

    def keep(self, ctx: Context) -> Output:
        """Make this the output that `of` gives from here on; used once zone and clock are known."""
        ctx.meta[_KEY] = self
        return self

    @property
    def is_terminal(self) -> bool:
        """Whether a person reads standard output."""
        return self.stdout.isatty()

    @property
    def lays_out(self) -> bool:
        """Whether a list may be set as the eye likes it: on a terminal, with no form asked for."""
        return self.is_terminal and not (self.asked.json or self.asked.csv or self.asked.plain)

    @property
    def width(self) -> int:
        """Columns of the terminal; `COLUMNS` wins."""
        return width_of(self.stdout, self.env)

    @property
    def colour(self) -> bool:
        """Whether standard output takes colour."""
        return self._colour_on(self.stdout)

    def _colour_on(self, stream: TextIO) -> bool:
        if self.asked.plain or self.asked.color == "never":
            return False
        if self.asked.color == "always":
            return True
        return takes_colour(stream, self.env)

    def rows(self, columns: Sequence[Column], records: Iterable[Mapping[str, Any]]) -> None:
        """Write a list. Records are as JSON shows them; columns are for everything else."""
        if self.asked.json:
            self._json_array(records)
        elif self.asked.csv:
            self._csv(columns, records)
        elif self.is_terminal or self.asked.plain:
            self._table(columns, records)
        else:
            shown = ([cell.for_pipe(column, record) for column in columns] for record in records)
            self.stdout.writelines(tables.tab_separated(shown))

    def _json_array(self, records: Iterable[Mapping[str, Any]]) -> None:
        # One record a line, written as it comes: a list of any length takes little memory.
        opening = "["
        for record in records:
            self.stdout.write(f"{opening}\n{_dumps(record)}")
            opening = ","
        self.stdout.write("[]\n" if opening == "[" else "\n]\n")

    def _csv(self, columns: Sequence[Column], records: Iterable[Mapping[str, Any]]) -> None:
        from practicecli.files.export import write_csv

        # A file keeps what was stored; a terminal would obey it.
        written = cell.for_screen_csv if self.is_terminal else cell.for_csv
        rows = ([written(column, record) for column in columns] for record in records)
        write_csv(self.stdout, [column.key for column in columns], rows)

    def _table(self, columns: Sequence[Column], records: Iterable[Mapping[str, Any]]) -> None:
        header = [column.title for column in columns]
        shown = [
            [cell.for_person(column, record, self.now, self.zone) for column in columns]
            for record in records
        ]
        if not shown:
            self.note("Nothing to show")
            return
        if self.asked.plain:
            self.stdout.write(tables.blocks(header, shown))
            return
        right = [at for at, column in enumerate(columns) if column.kind in cell.TO_THE_RIGHT]
        whole = [at for at, column in enumerate(columns) if column.kind in cell.WHOLE]
        self.stdout.write(
            tables.table(
                header, shown, width=self.width, colour=self.colour, right=right, whole=whole
            )
        )

    def record(self, columns: Sequence[Column], record: Mapping[str, Any]) -> None:
        """Write one thing: a JSON object, or `label: value` lines of the columns that hold any."""
        if self.asked.json:
            self.stdout.write(_dumps(record) + "\n")
            return
        lines = [
            (column.title, cell.for_person(column, record, self.now, self.zone))
            for column in columns
            if record.get(column.key) not in (None, "", [], {})
        ]
        self.stdout.write(tables.pairs(lines, align=not self.asked.plain))

    def fields(self, fields: Sequence[str]) -> None:
        """Write one line of a long answer; `flush` follows when it is certain."""
        if self.is_terminal:
            self.stdout.write("  ".join(safe(field) for field in fields if field) + "\n")
        else:
            self.stdout.writelines(tables.tab_separated([fields]))

    def flush(self) -> None:
        """Hand what was written to whoever reads it: it is certain now."""
        self.stdout.flush()

    def wrapped(self, words: str, *, later: int) -> None:
        """Write an answer in words; on a terminal broken at spaces, all but its start indented."""
        self.stdout.write(self._wrapped(self.stdout, words, later))

    def _wrapped(self, stream: TextIO, words: str, later: int) -> str:
        width = page_width(stream, self.env)
        return "\n".join(tables.wrapped(safe(words), width, later=later)) + "\n"

    def say(self, words: str) -> None:
        """Write an answer in words; under `--json` the answer is the record instead."""
        if not self.asked.json:
            self.stdout.write(safe(words, lines=True) + "\n")

    def note(self, words: str) -> None:
        """Write chatter to standard error, broken at spaces; `-q` and `--json` leave it out."""
        if self.asked.quiet or self.asked.json:
            return
        lines = safe(words, lines=True).split("\n")
        if self.stderr.isatty():
            width = page_width(self.stderr, self.env)
            lines = [part for line in lines for part in tables.wrapped(line, width, later=_INDENT)]
        self.stderr.write("\n".join(lines) + "\n")

    def before_consent(self, words: str) -> None:
        """Write to standard error what a person has to see before they agree; `-q` keeps it too."""
        self.stderr.write(safe(words, lines=True) + "\n")

    def next_step(self, words: str) -> None:
        """Tell a person, not a script, what to type next."""
        if self.stderr.isatty():
            self.note(words)

    def warn(self, problems: Sequence[Problem]) -> None:
        """Write warnings to standard error, as `{"warnings": [...]}` under `--json`."""
        if self.asked.json:
            if problems:
                warnings = {"warnings": [problem.as_dict() for problem in problems]}
                self.stderr.write(_dumps(warnings) + "\n")
            return
        for problem in problems:
            told = self._wrapped(
                self.stderr, f"{_WARNING} {problem.message} ({problem.code})", _INDENT
            )
            self.stderr.write(self.label(_WARNING, _YELLOW) + told.removeprefix(_WARNING))
            if problem.fix:
                told = self._wrapped(self.stderr, f"{' ' * _INDENT}{problem.fix}", _INDENT)
                self.stderr.write(told)

    def label(self, text: str, colour: str = _RED) -> str:
        """Colour the first word of a message on standard error."""
        return f"{colour}{text}{tables.RESET}" if self._colour_on(self.stderr) else text


def _dumps(value: Mapping[str, Any]) -> str:
    # ASCII by default: an escape sequence in a name travels as \\u001b and is never obeyed.
    import json

    return json.dumps(value)
