"""Clients at the prompt: added, looked at, kept current."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Keep clients and what is missing before they can be seen",
    modules={
        "practicecli.cli.client.adding": ("add",),
        "practicecli.cli.client.editing": ("edit", "archive"),
        "practicecli.cli.client.costing": ("cost",),
        "practicecli.cli.client.listing": ("list", "show", "check"),
    },
)
