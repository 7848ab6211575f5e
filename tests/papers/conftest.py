"""A note for paper in which everything is said, and a reader of what came out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from practicecli.domain.printed import Added, Coded, Enclosed, Printed, Signed

ZONE = ZoneInfo("America/New_York")
HASH = "a1b2c3d4e5f60718" * 4


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


SIGNED = Signed("Ada Example", "LMHC", "1999999984", at("2026-11-24 18:05"), HASH)
NOTE = Printed(
    ref="n-7k3fq2w",
    session_ref="s-1a2b3c4",
    client="Ana Rivers",
    born=date(1990, 2, 3),
    provider="Ada Example",
    credentials="LMHC",
    npi="1999999984",
    title="DAP note",
    day=date(2026, 11, 24),
    start=at("2026-11-24 09:02"),
    stop=at("2026-11-24 09:57"),
    minutes=55,
    sections=(
        ("Data", "The client reports two calm weeks.\n- slept well\n- walked"),
        ("Assessment", "Less anxious than before."),
        ("Plan", "Weekly; practice breathing."),
    ),
    place="video-home",
    pos="10",
    state="NY",
    video="zoom.us",
    dx=(Coded("F41.1", "Generalized anxiety disorder"),),
    cpt=(Coded("90837", "Psychotherapy, 60 minutes"),),
    modifiers=("95",),
    signed=SIGNED,
)
ADDED = Added("The date of the next session is December 1.", replace(SIGNED, hash="b" * 64))
ENCLOSED = Enclosed(
    "a-0000001", "intake form.pdf", "application/pdf", 12_345, at("2026-11-25 10:00")
)


@pytest.fixture(scope="session")
def a_note() -> Callable[..., Printed]:
    """Make a signed note; what is given by name differs."""
    return lambda **said: replace(NOTE, **said)


@pytest.fixture
def texts() -> Callable[[bytes], list[str]]:
    """Read a PDF back as the text of each page."""
    return lambda content: [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
