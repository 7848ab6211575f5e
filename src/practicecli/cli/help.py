"""Help pages: examples first, then what it does, how it is typed, and its options."""

from __future__ import annotations

import inspect
import textwrap
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from practicecli.cli.command import Group, is_for_all, options_for_all
from practicecli.cli.output import Output
from practicecli.cli.tables import BOLD, RESET

if TYPE_CHECKING:
    from typer._click.core import Context

_MOST = 100  # columns: longer lines are hard to read
_LEFT = 28
_NAMES_FOR_ALL = "--json --plain --no-input -q --debug --profile NAME --color WHEN -h"


def split_doc(text: str) -> tuple[list[str], str]:
    """Part a docstring into the lines of its `Example:` or `Examples:` and the rest."""
    examples: list[str] = []
    rest: list[str] = []
    inside = False
    for line in inspect.cleandoc(text).splitlines():
        head, colon, tail = line.partition(":")
        if colon and head in {"Example", "Examples"}:
            inside = True
            examples += [tail.strip()] if tail.strip() else []
        elif inside and line.strip():
            examples.append(line.strip())
        else:
            inside = False
            rest.append(line)
    return examples, "\n".join(rest).strip()


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is laid out: its columns, and whether titles are bold."""

    width: int
    bold: bool

    @classmethod
    def of(cls, ctx: Context) -> Look:
        """Fit the terminal that standard output is."""
        output = Output.of(ctx)
        return cls(min(output.width, _MOST), output.colour)

    def title(self, text: str) -> str:
        """Write the title of a section."""
        return f"{BOLD}{text}:{RESET}" if self.bold else f"{text}:"


def page(ctx: Context) -> str:
    """Write the help of the command this context is for."""
    command: Any = ctx.command
    look = Look.of(ctx)
    examples, text = split_doc(command.help or "")
    typed = [f"  {line}" for line in (*getattr(command, "examples", ()), *examples)]
    parts = [
        _section(look.title("Examples"), typed),
        _wrapped(text, look.width),
        f"{look.title('Usage')} {usage(ctx)}\n",
    ]
    if isinstance(command, Group):
        parts += _panels(command.summaries(ctx), look)
    parts += _parameters(ctx, look)
    return "\n".join(part for part in parts if part)


def usage(ctx: Context) -> str:
    """Write how the command is typed, in one line."""
    command: Any = ctx.command
    words = [ctx.command_path]
    if isinstance(command, Group):
        words.append("[COMMAND]" if command.invoke_without_command else "COMMAND")
    for param in command.get_params(ctx):
        if param.param_type_name == "argument" and not param.hidden:
            name = param.metavar or (param.name or "").upper()
            many = "..." if param.nargs != 1 and not name.endswith("...") else ""
            words.append(f"{name}{many}" if param.required else f"[{name}{many}]")
    return " ".join([*words, "[OPTIONS]"])


def _panels(summaries: list[tuple[str, str, str]], look: Look) -> list[str]:
    longest = max(len(name) for _, name, _ in summaries)
    return [
        _listed(panel, [(f"{name:<{longest}}", line) for _, name, line in group], look)
        for panel, group in groupby(summaries, key=lambda item: item[0])
    ]


def _parameters(ctx: Context, look: Look) -> list[str]:
    command: Any = ctx.command
    arguments: list[tuple[str, str]] = []
    options: list[tuple[str, str]] = []
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is None or "--help" in param.opts or is_for_all(param):
            continue
        (arguments if param.param_type_name == "argument" else options).append(record)
    parts = [_listed("Arguments", arguments, look), _listed("Options", options, look)]
    if ctx.parent is None:
        records = [option.get_help_record(ctx) for option in options_for_all()]
        told = [*(record for record in records if record), ("-h, --help", "Show this and exit")]
        return [*parts, _listed("Options of every command", told, look)]
    return [*parts, f"Every command also takes {_NAMES_FOR_ALL}\n"]


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([title, *lines, ""]) if lines else ""


def _wrapped(text: str, width: int) -> str:
    paragraphs = (textwrap.fill(part, width) for part in text.split("\n\n") if part.strip())
    return "\n\n".join(paragraphs) + "\n" if text else ""


def _listed(title: str, rows: list[tuple[str, str]], look: Look) -> str:
    left = min(max((len(name) for name, _ in rows), default=0), _LEFT) + 2
    lines: list[str] = []
    for name, text in rows:
        wrapped = textwrap.wrap(text, max(look.width - left - 2, 20)) or [""]
        if len(name) + 2 > left:
            lines.append(f"  {name}")
            lines += [f"  {'':<{left}}{line}" for line in wrapped]
            continue
        lines.append(f"  {name:<{left}}{wrapped[0]}".rstrip())
        lines += [f"  {'':<{left}}{line}" for line in wrapped[1:]]
    return _section(look.title(title), lines)
