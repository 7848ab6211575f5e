"""Codes at the prompt."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Look up, check and review CPT and diagnosis codes",
    modules={
        "practicecli.cli.code.looking": ("cpt", "dx"),
        "practicecli.cli.code.checking": ("check",),
        "practicecli.cli.code.suggesting": ("suggest",),
        "practicecli.cli.code.importing": ("import",),
        "practicecli.cli.code.auditing": ("audit",),
    },
)
