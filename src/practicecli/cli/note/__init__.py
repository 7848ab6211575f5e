"""Progress notes at the prompt."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Write, sign and read progress notes",
    modules={
        "practicecli.cli.note.attaching": ("attach", "attached"),
        "practicecli.cli.note.printing": ("pdf",),
        "practicecli.cli.note.reading": ("show", "list", "template"),
        "practicecli.cli.note.verifying": ("verify",),
        "practicecli.cli.note.signing": ("sign",),
        "practicecli.cli.note.writing": ("write", "addend"),
    },
)
