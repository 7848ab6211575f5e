"""Authorizations at the prompt."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Keep how many sessions a payer allowed, and what is left",
    modules={
        "practicecli.cli.authorization.keeping": ("add", "edit", "end"),
        "practicecli.cli.authorization.listing": ("list", "show"),
    },
)
