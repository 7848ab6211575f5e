from __future__ import annotations

from datetime import date, timedelta

import pytest

from practicecli.domain.ages import age, bucket
from practicecli.domain.utilisation import days_within, hundredths, month_of, week_of

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("days", "expected"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (999, 3)]
)
def test_the_buckets_end_at_thirty_sixty_and_ninety_days(days, expected):
    assert bucket(age(TODAY - timedelta(days=days), TODAY)) == expected


def test_what_is_not_due_yet_is_young():
    assert age(TODAY + timedelta(days=5), TODAY) == 0


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(None, None, 30), (date(2026, 11, 29), None, 2), (None, date(2026, 11, 1), 1),
     (date(2026, 12, 1), None, 0)],
)  # fmt: skip
def test_a_month_counts_with_the_days_that_were_asked_for(start, end, expected):
    assert days_within(*month_of(date(2026, 11, 1)), start, end) == expected


def test_a_week_is_seven_days():
    assert days_within(*week_of(date(2026, 11, 23)), None, None) == 7


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 4, 2500), (1, 3, 3333), (2, 3, 6667), (0, 5, 0), (1, 0, None), (5, 4, 12500)],
)
def test_a_part_in_hundredths_of_a_percent(part, whole, expected):
    assert hundredths(part, whole) == expected
