"""What a terminal takes: its width, and whether colour is wanted there. `today` needs it."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

WIDTH_OF_A_PIPE = 80


def width_of(stream: TextIO, env: Mapping[str, str]) -> int:
    """Give the columns of a terminal; `COLUMNS` wins."""
    told = env.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(stream.fileno()).columns or WIDTH_OF_A_PIPE
    except (OSError, ValueError):
        return WIDTH_OF_A_PIPE


def page_width(stream: TextIO, env: Mapping[str, str]) -> int:
    """Give the cells of a line that may be cut; 0, nothing is cut, in a pipe without `COLUMNS`."""
    return width_of(stream, env) if stream.isatty() or env.get("COLUMNS") else 0


def takes_colour(stream: TextIO, env: Mapping[str, str]) -> bool:
    """Say whether colour is wanted where no option says so: `NO_COLOR` wins over what forces it."""
    if env.get("NO_COLOR"):
        return False
    if any(env.get(name, "0") not in {"", "0"} for name in ("CLICOLOR_FORCE", "FORCE_COLOR")):
        return True
    return stream.isatty() and env.get("TERM") != "dumb"
