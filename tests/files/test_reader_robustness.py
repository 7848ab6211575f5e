import io
from contextlib import suppress
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.errors import PracticeError
from practicecli.files.batch import read_batch
from practicecli.files.calendar import read_calendar
from practicecli.files.clientjson import read_client_json
from practicecli.files.clients import read_clients

CSV = b"session,cpt,dx,start\ns-1,90834,F41.1,10:00\ns-2,,,\n"
CLIENTS = b"First Name,Last Name,DOB,State\nAna,Example,4/12/1990,NY\n"
JSON = b'{"name": "Ana Example", "born": "1990-04-12", "aliases": ["AE"], "forms": true}'
ICS = b"""BEGIN:VCALENDAR
VERSION:2.0
X-WR-TIMEZONE:America/New_York
BEGIN:VEVENT
UID:a
DTSTART;TZID=Eastern Standard Time:20261103T150000
DURATION:PT50M
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE:20261110T200000Z
SUMMARY:Ana
END:VEVENT
BEGIN:VEVENT
UID:a
RECURRENCE-ID:20261117T200000Z
DTSTART:20261118T200000Z
DTEND:20261118T210000Z
END:VEVENT
END:VCALENDAR
"""


def batch(content):
    list(read_batch(io.BytesIO(content), name="f"))


def clients(content):
    read_clients(io.BytesIO(content), "f")


def calendar(content):
    read_calendar(
        io.BytesIO(content),
        name="f",
        zone=ZoneInfo("America/New_York"),
        start=date(2026, 11, 1),
        end=date(2026, 12, 1),
    )


def client(content):
    read_client_json(content.decode("utf-8", "surrogateescape"))


READERS = [(batch, CSV), (clients, CLIENTS), (calendar, ICS), (client, JSON)]


@pytest.mark.parametrize(("reader", "sample"), READERS)
@given(content=st.binary(max_size=400))
@settings(max_examples=60)
def test_no_bytes_make_a_reader_fail_in_an_unknown_way(reader, sample, content):
    with suppress(PracticeError):
        reader(content)


@pytest.mark.parametrize(("reader", "sample"), READERS)
@given(drawn=st.data())
@settings(max_examples=80, deadline=None)
def test_no_damage_to_a_good_file_makes_a_reader_fail_in_an_unknown_way(reader, sample, drawn):
    at = drawn.draw(st.integers(0, len(sample)))
    past = drawn.draw(st.integers(at, min(len(sample), at + 12)))
    patch = drawn.draw(
        st.binary(max_size=6) | st.sampled_from([b"\n", b'"', b":", b"-1", b"9" * 9])
    )
    with suppress(PracticeError):
        reader(sample[:at] + patch + sample[past:])


@pytest.mark.parametrize(("reader", "sample"), READERS)
def test_the_undamaged_files_are_good(reader, sample):
    reader(sample)
