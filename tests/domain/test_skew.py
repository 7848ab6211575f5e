"""Whether this computer's clock may be signed by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from practicecli.domain.skew import Skew, doubts_about_clock, objections_to_clock

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def objects(*measured):
    found = list(objections_to_clock([Skew(off, NOW - ago) for off, ago in measured], now=NOW))
    assert all("practice sync" in one.fix for one in found)
    return [one.code for one in found] == ["clock-off"]


@pytest.mark.parametrize(
    ("seconds", "doubted"),
    [(None, False), (0, False), (120, False), (-120, False), (121, True), (-121, True)],
)
def test_more_than_two_minutes_are_told(seconds, doubted):
    assert bool(list(doubts_about_clock(seconds, platform="headway"))) is doubted


@pytest.mark.parametrize(
    ("seconds", "wrong"), [(0, False), (600, False), (-600, False), (601, True), (-601, True)]
)
def test_by_a_clock_more_than_ten_minutes_off_nothing_is_signed(seconds, wrong):
    assert objects((seconds, SECOND)) is wrong


@pytest.mark.parametrize(
    ("ago", "counts"),
    [
        (timedelta(0), True),
        (DAY, True),
        (DAY + SECOND, False),
        (-SECOND, False),  # measured later than now: the clock was set back since
        (-DAY, False),
    ],
)
def test_only_what_was_measured_within_a_day_counts(ago, counts):
    assert objects((3600, ago)) is counts


@pytest.mark.parametrize(
    ("measured", "wrong"),
    [
        ([], False),
        ([(3600, 2 * SECOND), (0, SECOND)], False),
        ([(0, SECOND), (3600, 2 * SECOND)], False),
        ([(0, 2 * SECOND), (-3600, SECOND)], True),
        ([(3600, SECOND), (0, SECOND)], False),
        ([(3600, SECOND), (0, 2 * DAY)], True),
    ],
)
def test_of_several_platforms_the_newest_measurement_counts(measured, wrong):
    assert objects(*measured) is wrong
