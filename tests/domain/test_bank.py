from __future__ import annotations

from datetime import date

import pytest

from practicecli.domain.bank import BankLine, Window, days_of, fingerprints, naming
from practicecli.domain.paydays import business_days_from, until_next_business_day
from practicecli.figures.bank import bank_names, deposit_window

DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 25), 1, date(2026, 11, 27)),  # over Thanksgiving
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 30), -1, date(2026, 11, 27)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        (date(2026, 11, 28), -1, date(2026, 11, 27)),
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
        (date(2026, 12, 31), 2, date(2027, 1, 5)),
    ],
)
def test_business_days_are_counted_in_both_directions(day, count, expected):
    assert business_days_from(day, count) == expected


def test_the_days_of_a_deposit_go_by_the_bank():
    assert days_of(DAY, Window(1, 5)) == (date(2026, 11, 27), date(2026, 12, 7))
    assert deposit_window() == Window(1, 5)


def line(text="HEADWAY PAYOUT", cents=100, day=DAY, row=1):
    return BankLine(row, day, cents, text)


def test_a_line_is_told_again_by_day_amount_and_words_and_twins_by_their_number():
    first, twin, spaced, other, dearer, later = fingerprints(
        [
            line(),
            line(row=2),
            line("Headway   payout ", row=9),
            line("ALMA"),
            line(cents=101),
            line(day=date(2026, 12, 1)),
        ]
    )

    assert len({first, twin, spaced, other, dearer, later}) == 6
    assert fingerprints([line("headway payout", row=70)]) == [first]
    assert fingerprints([line("ALMA"), line(), line()])[1:] == [first, twin]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("HEADWAY DES:PAYOUT ID:1234", {"headway"}),
        ("ACH Headway/Therapymatch Inc", {"headway"}),
        ("ORIG CO NAME:GROW  THERAPY", {"grow"}),
        ("GROWTHERAPY PMT", {"grow"}),
        ("Path Mental Health", {"rula"}),
        ("ALMA*PMT", {"alma"}),
        ("HEADWAY and ALMA", {"alma", "headway"}),
        ("ALMANAC BOOKS", set()),
        ("HEADWAYS", set()),
        ("PALMA", set()),
        ("CHECK 1234", set()),
    ],
)
def test_a_line_names_a_platform_by_whole_words(text, named):
    assert naming(bank_names())(text) == named


def test_without_words_nobody_is_named():
    assert naming({"direct": ()})("DIRECT DEPOSIT") == frozenset()


@pytest.mark.parametrize(
    ("day", "last", "count"),
    [
        ("2026-11-23", "2026-11-24", 1),  # Monday
        ("2026-11-20", "2026-11-23", 3),  # Friday: the weekend, and Monday
        ("2026-11-25", "2026-11-27", 2),  # the day before Thanksgiving
        ("2026-12-24", "2026-12-28", 4),  # Christmas is a Friday
    ],
)
def test_what_has_to_be_asked_a_business_day_ahead(day, last, count):
    found = until_next_business_day(date.fromisoformat(day))

    assert (len(found), found[-1]) == (count, date.fromisoformat(last))
