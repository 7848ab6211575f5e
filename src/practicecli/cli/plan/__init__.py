"""Treatment plans at the prompt."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Write, sign and review treatment plans",
    modules={
        "practicecli.cli.plan.writing": ("write",),
        "practicecli.cli.plan.signing": ("sign", "review"),
        "practicecli.cli.plan.reading": ("show", "list"),
    },
)
