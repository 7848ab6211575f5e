"""Progress notes at the prompt."""

from __future__ import annotations

from practicecli.cli.command import Noun

app = Noun(help="Write, sign and read progress notes")

from practicecli.cli.note import reading, signing, writing  # noqa: E402, F401
