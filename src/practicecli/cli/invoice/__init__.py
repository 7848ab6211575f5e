"""Invoices of one's own at the prompt."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(
    help="Invoice clients who pay you yourself",
    modules={
        "practicecli.cli.invoice.making": ("add", "pay", "void"),
        "practicecli.cli.invoice.listing": ("list", "show"),
    },
)
