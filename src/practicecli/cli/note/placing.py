"""Where a file that was asked for goes: a new one that only its owner reads, or standard output."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from practicecli.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from practicecli.cli.app import App

STDOUT = "-"


def must_be_free(run: App, path: str, *, or_force: bool = False) -> None:
    """Make sure, before anything is opened, that a file can go there.

    Raises UsageError where standard output cannot take it, RefusedError for a file that is there,
    which says so where `--force` would write over it.
    """
    if path == STDOUT and run.out.is_terminal:
        raise UsageError(
            "A file of this kind is not for a terminal", hint="Give a path, or `- > FILE`"
        )
    if path == STDOUT and run.out.asked.json:
        raise UsageError(
            "`-` and `--json` both want standard output", hint="Give a path in place of `-`"
        )
    if path != STDOUT and os.path.lexists(path):
        raise _taken(path, or_force=or_force)


def place(path: str, content: bytes) -> str:
    """Write the file, 0600; give its whole path, or `-`. Raises RefusedError, StorageError."""
    if path == STDOUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return path
    from practicecli.places import write_new

    try:
        write_new(path, content)
    except FileExistsError as error:
        raise _taken(path) from error
    return os.path.abspath(path)  # noqa: PTH100 - pathlib costs the start several milliseconds


def _taken(path: str, *, or_force: bool = False) -> RefusedError:
    return RefusedError(
        f"There is a file `{path}` already; it was not written over",
        hint="Give another path, or move that file away"
        + (", or write over it with `--force`" if or_force else ""),
    )
