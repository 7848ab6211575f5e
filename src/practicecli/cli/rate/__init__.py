"""Contract rates at the prompt."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Keep what each payer pays by contract, and check what was paid",
    modules={
        "practicecli.cli.rate.setting": ("set", "import"),
        "practicecli.cli.rate.removing": ("remove",),
        "practicecli.cli.rate.listing": ("list", "check"),
    },
)
