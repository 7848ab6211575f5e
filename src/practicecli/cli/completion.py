"""Answers a shell that completes a value: refs and codes, never a name; without Typer."""

from __future__ import annotations

import sys

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@")


def run(argv: list[str]) -> int:
    """Print what may stand there, a value a line; silent on every failure, as a shell wants it."""
    kind, prefix = (*argv, "", "")[:2]
    try:
        from practicecli.cli.quick import complete

        found = complete(kind, prefix)
        # A shell expands what it is given: nothing but the letters of refs and codes goes out.
        lines = [f"{value}\n" for value in found if value and _LETTERS.issuperset(value)]
        sys.stdout.write("".join(lines))
        sys.stdout.flush()
    except Exception:  # noqa: BLE001 - a message would land in the middle of what is being typed
        return 0
    return 0
