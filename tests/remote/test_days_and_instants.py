"""Days and instants of a platform's answers: those that are none are refused at the door."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from practicecli.remote.payloads import Day, Instant, UnfitError, read_record

INSTANT, DAY = TypeAdapter(Instant), TypeAdapter(Day)
ID = "01900000-0000-7000-8000-000000000001"
CHARGE = {"client": ID, "session": None, "kind": "session", "amount_cents": 1, "status": "paid"}

DAYS = [
    ("2026-02-28", True),
    ("2026-02-29", False),
    ("2024-02-29", True),
    ("2000-02-29", True),
    ("2100-02-29", False),
    ("2026-02-31", False),
    ("2026-04-30", True),
    ("2026-04-31", False),
    ("2026-12-31", True),
    ("2026-13-01", False),
    ("2026-00-01", False),
    ("2026-01-00", False),
    ("1799-12-31", False),
    ("1800-01-01", True),
    ("2999-12-31", True),
    ("3000-01-01", False),
    ("0000-01-01", False),
    ("9999-12-31", False),
    ("\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0661", False),
    ("2026-0\uff11-01", False),
    ("2026-1-1", False),
    ("20260101", False),
    ("2026-W01-1", False),
    ("2026-01-01 ", False),
    ("2026-01-01\n", False),
    ("", False),
]
CLOCKS = [
    ("00:00:00", True),
    ("23:59:59", True),
    ("24:00:00", False),
    ("25:61:00", False),
    ("12:60:00", False),
    ("12:00:60", False),
    ("12:00:0\u0660", False),
    ("12:00", False),
    ("12:00:00.5", False),
    ("12:00:00+00:00", False),
]


def fits(adapter, said):
    try:
        return adapter.validate_python(said) == said
    except ValidationError:
        return False


@pytest.mark.parametrize(("said", "fit"), DAYS)
def test_a_day_is_one_of_the_calendar(said, fit):
    assert fits(DAY, said) is fit
    assert fits(INSTANT, f"{said}T15:00:00Z") is fit


@pytest.mark.parametrize(("said", "fit"), CLOCKS)
def test_an_instant_is_one_of_the_clock_in_utc(said, fit):
    assert fits(INSTANT, f"2026-11-02T{said}Z") is fit
    assert not fits(INSTANT, f"2026-11-02T{said}")
    assert not fits(INSTANT, f"2026-11-02T{said}z")


@given(st.text(alphabet="0123456789-:TZ+. \u0663", max_size=22))
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York", "Etc/GMT+12"])
def test_what_is_let_in_can_be_read_in_any_zone(zone, said):
    for text in (
        said,
        f"2{said[:3]:0>3}-0{said[3:4]:0>1}-1{said[4:5]:0>1}T1{said[5:6]:0>1}:00:00Z",
    ):
        if fits(INSTANT, text):
            datetime.fromisoformat(text).astimezone(ZoneInfo(zone))


@pytest.mark.parametrize("at", ["2026-13-45T25:61:00Z", "2026-02-31T10:00:00Z"])
def test_a_record_with_a_day_that_is_none_is_refused_by_the_name_of_its_field(at):
    with pytest.raises(UnfitError) as caught:
        read_record("charge", {**CHARGE, "at": at})

    assert caught.value.where == "charge.at"
