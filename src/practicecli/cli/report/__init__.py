"""Reports: what was earned, received, is open, was done, and what to lay aside for tax."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Add up income, open money, unbilled work, hours and tax",
    modules={
        "practicecli.cli.report.income": ("income",),
        "practicecli.cli.report.ageing": ("ageing",),
        "practicecli.cli.report.unbilled": ("unbilled",),
        "practicecli.cli.report.utilisation": ("utilisation",),
        "practicecli.cli.report.tax": ("tax",),
        "practicecli.cli.report.page": ("html",),
    },
)
