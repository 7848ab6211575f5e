from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from practicecli.domain.incoming import IncomingEvent


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (3599, 59), (3600, 60), (86400, 1440)])
def test_an_event_counts_whole_minutes(seconds, minutes):
    start = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    event = IncomingEvent("u", "i", start, start + timedelta(seconds=seconds), "A. R.")

    assert event.minutes == minutes
