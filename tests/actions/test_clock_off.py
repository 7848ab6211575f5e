"""Signing by a clock that a platform said was off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.addenda import addend_note
from practicecli.actions.notes import sign_note, write_note
from practicecli.cache.connect import transaction
from practicecli.cache.facts import drop_skew, keep_skew, skew
from practicecli.cache.platforms import Platform
from practicecli.cache.sessions import utc_text
from practicecli.errors import RefusedError

NOTE = "# Data\nCame on time\n# Assessment\nSteady\n# Plan\nWeekly"
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def draft(desk, held):
    session = held(1)
    with transaction(desk.db):
        write_note(desk, session, template="dap", text=NOTE)
    return session


def measured(desk, platform, seconds, ago=SECOND):
    with transaction(desk.db):
        keep_skew(desk.db, platform, seconds, utc_text(desk.now - ago))


def signs(desk, session):
    """Say whether it was signed; nothing but the clock may be in the way."""
    try:
        with transaction(desk.db):
            sign_note(desk, session)
    except RefusedError as error:
        return [one.code for one in error.problems] != ["clock-off"]
    return True


@pytest.mark.parametrize(
    ("seconds", "ago", "signed"),
    [
        (600.4, SECOND, True),
        (601, SECOND, False),
        (-601, SECOND, False),
        (-601, DAY, False),
        (-601, DAY + SECOND, True),
        (601, -SECOND, True),
    ],
)
def test_a_note_is_signed_unless_the_clock_was_wrong_within_a_day(
    desk, draft, seconds, ago, signed
):
    measured(desk, "headway", seconds, ago)

    assert signs(desk, draft) is signed


def test_a_platform_kept_by_hand_has_no_say(desk, draft):
    measured(desk, "alma", 3600)
    measured(desk, "gone", 3600)

    assert signs(desk, draft)


@pytest.mark.parametrize(("newest", "signed"), [(0, True), (3600, False)])
def test_the_newest_of_several_platforms_is_believed(desk, draft, newest, signed):
    remote = Platform("grow", "grow", "https://api.example.com")
    desk = replace(desk, platforms={**desk.platforms, "grow": remote})
    measured(desk, "headway", 3600 - newest, 2 * SECOND)
    measured(desk, "grow", newest)

    assert signs(desk, draft) is signed


def test_what_was_measured_elsewhere_is_dropped(desk, draft):
    measured(desk, "headway", -3600)
    assert skew(desk.db, "headway") == (-3600, utc_text(desk.now - SECOND))
    assert not signs(desk, draft)

    with transaction(desk.db):
        drop_skew(desk.db, "headway")

    assert skew(desk.db, "headway") is None
    assert signs(desk, draft)


def test_an_addendum_is_a_signature_too(desk, draft):
    assert signs(desk, draft)
    measured(desk, "headway", 3600)

    with pytest.raises(RefusedError) as caught, transaction(desk.db):
        addend_note(desk, draft, "It was the 23rd")

    assert [one.code for one in caught.value.problems] == ["clock-off"]
