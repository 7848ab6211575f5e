import json
import os
import subprocess
from datetime import UTC, date
from pathlib import Path

import pytest

from practicecli.files.calendar import read_calendar

SAMPLES = os.environ.get("PRACTICE_SAMPLES")
ICAL_JS = os.environ.get("PRACTICE_ICALJS")
FIRST, LAST, PAST = date(2013, 1, 1), date(2025, 12, 31), date(2026, 1, 1)

pytestmark = [
    pytest.mark.outside,
    pytest.mark.skipif(not SAMPLES, reason="PRACTICE_SAMPLES names no folder of sample files"),
]


def sample_files():
    return sorted((Path(SAMPLES or ".") / "calendars").glob("*.ics")) if SAMPLES else []


def ours(path):
    with path.open("rb") as stream:
        return read_calendar(stream, name=path.name, zone=UTC, start=FIRST, end=LAST)


def test_every_calendar_that_a_real_program_wrote_loads():
    assert sample_files()
    for path in sample_files():
        found = ours(path)
        assert found.events, path.name
        assert {problem.code for problem in found.problems} <= {"no-uid"}, path.name
        assert len({event.instance for event in found.events}) == len(found.events), path.name


@pytest.mark.skipif(
    not ICAL_JS, reason="PRACTICE_ICALJS names no folder of the npm package ical.js"
)
def test_the_occurrences_are_those_that_an_independent_library_finds():
    files = [str(path) for path in sample_files()]
    answer = subprocess.run(
        ["node", Path(__file__).parent / "occurrences.mjs", ICAL_JS, str(FIRST), str(PAST), *files],
        env={**os.environ, "TZ": "UTC"},
        capture_output=True,
        check=True,
        text=True,
    )
    theirs = json.loads(answer.stdout)
    for path in sample_files():
        events = ours(path).events
        assert len(events) == len(theirs[path.name]), path.name
        # Exchange gives a changed all-day event a RECURRENCE-ID with a time, by which ical.js does
        # not find the occurrence it stands for; then only the numbers can agree.
        if not any(event.all_day for event in events):
            starts = [f"{event.starts_at:%Y-%m-%dT%H:%M:%S.000Z}" for event in events]
            assert sorted(starts) == theirs[path.name], path.name
