"""Clients at the prompt: added, looked at, kept current."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(help="Keep clients and what is missing before they can be seen")

from practicecli.cli.client import adding, editing, listing  # noqa: E402, F401
