"""Writes `docs/commands.md` from the program; with `--check`, only tells if it is current."""

# ruff: noqa: INP001

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from practicecli.cli.command import Group
from practicecli.cli.help import page
from practicecli.cli.tree import TABLE, load, root

PAGE = Path(__file__).with_name("commands.md")
HEAD = """\
# Every command

Made from the program by `make docs`; the same is shown by `practice COMMAND --help`. What the
options of every command do stands in [the manual](manual.md#options-of-every-command).
"""


def reference() -> str:
    """Write the whole page, 80 columns wide and without colour, wherever it is made."""
    os.environ.update(COLUMNS="80", NO_COLOR="1")
    top = root()
    above = top.context_class(top, info_name="practice", help_option_names=["-h", "--help"])
    parts = [HEAD, "\n".join(f"- [{name}](#practice-{name})" for name in TABLE) + "\n"]
    for name in TABLE:
        parts += _pages(load(name), above, name)
    return "\n".join(parts)


def _pages(command: Any, above: Any, name: str) -> list[str]:  # noqa: ANN401
    # Typer's own copy of click has no types to name here.
    ctx = command.context_class(command, info_name=name, parent=above)
    title = f"{'#' * (2 + len(ctx.command_path.split()[2:]))} {ctx.command_path}"
    parts = [f"{title}\n\n```text\n{page(ctx).rstrip()}\n```\n"]
    if isinstance(command, Group):
        for sub in command.list_commands(ctx):
            parts += _pages(command.get_command(ctx, sub), ctx, sub)
    return parts


def main() -> int:
    """Write the page; under `--check` write nothing and end with 1 where it is stale."""
    text = reference()
    if "--check" in sys.argv:
        return int(PAGE.read_text("utf-8") != text)
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
