from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.clocks import Clock, StartsAt, Unit, deadline, end_of_day
from practicecli.domain.policy import confirm_by, edit_until, file_by, sign_by
from practicecli.figures.load import payer, policy

NEW_YORK = ZoneInfo("America/New_York")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def local(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("platform", "service_date", "expected"),
    [
        ("headway", date(2026, 11, 2), "2026-12-02 23:59:59"),
        ("headway", date(2026, 1, 31), "2026-03-02 23:59:59"),  # over the end of February
        ("headway", date(2028, 1, 31), "2028-03-01 23:59:59"),  # and of a leap year's
        ("headway", date(2026, 2, 20), "2026-03-22 23:59:59"),  # into summer time
        ("headway", date(2026, 10, 20), "2026-11-19 23:59:59"),  # and out of it
        ("alma", date(2026, 11, 2), "2026-12-17 23:59:59"),
        ("grow", date(2026, 8, 1), "2026-08-15 03:15:00"),
        ("grow", date(2026, 2, 22), "2026-03-08 03:15:00"),  # the night in which an hour is skipped
        ("grow", date(2026, 10, 18), "2026-11-01 03:15:00"),  # and that in which one comes twice
        ("rula", date(2026, 11, 2), "2027-01-31 23:59:59"),
    ],
)
def test_days_to_confirm_end_with_the_last_local_second(platform, service_date, expected):
    end = local(f"{service_date} 16:00")

    due = confirm_by(
        policy(platform), session_end=end, service_date=service_date, plan="", zone=NEW_YORK
    )

    assert due == local(expected)
    assert due.tzinfo is UTC


def test_an_invoice_at_grow_expires_by_eastern_time_wherever_the_practice_is():
    end = local("2026-08-01 16:00", LOS_ANGELES)

    due = confirm_by(
        policy("grow"), session_end=end, service_date=end.date(), plan="", zone=LOS_ANGELES
    )

    assert due == local("2026-08-15 00:15", LOS_ANGELES)


def test_at_rula_a_note_is_late_after_two_days_on_every_plan():
    ended = local("2026-11-02 16:00")

    for plan in ("commercial", "medicare"):
        due = sign_by(
            policy("rula"), session_end=ended, service_date=ended.date(), plan=plan, zone=NEW_YORK
        )
        assert due == local("2026-11-04 16:00")
    assert edit_until(policy("rula"), confirmed_at=ended, zone=NEW_YORK) == ended


@pytest.mark.parametrize("platform", ["direct", "self"])
def test_where_nobody_sets_a_limit_there_is_none(platform):
    end = local("2026-11-02 16:00")

    assert (
        confirm_by(policy(platform), session_end=end, service_date=end.date(), zone=NEW_YORK)
        is None
    )


@pytest.mark.parametrize(
    ("end", "plan", "expected"),
    [
        ("2026-11-02 16:00", "commercial", "2026-11-05 16:00"),
        ("2026-11-02 16:00", "medicare", "2026-11-04 16:00"),
        ("2026-11-02 16:00", "medicaid", "2026-11-04 16:00"),
        ("2026-03-06 16:00", "commercial", "2026-03-09 17:00"),  # an hour is skipped on the 8th
        ("2026-10-30 16:00", "commercial", "2026-11-02 15:00"),  # an hour comes twice on the 1st
        ("2026-12-30 23:30", "medicare", "2027-01-01 23:30"),
    ],
)
def test_hours_to_sign_are_elapsed_hours(end, plan, expected):
    ended = local(end)

    due = sign_by(
        policy("headway"), session_end=ended, service_date=ended.date(), plan=plan, zone=NEW_YORK
    )

    assert due == local(expected)


def test_the_edit_window_counts_from_confirming():
    confirmed = local("2026-11-05 09:15")

    assert edit_until(policy("headway"), confirmed_at=confirmed, zone=NEW_YORK) == local(
        "2026-11-07 09:15"
    )
    assert edit_until(policy("self"), confirmed_at=confirmed, zone=NEW_YORK) is None


@pytest.mark.parametrize(
    ("who", "plan", "expected"),
    [
        ("cigna", "", "2026-05-31 23:59:59"),
        ("aetna", "commercial", "2026-06-30 23:59:59"),
        ("aetna", "medicaid", "2026-08-29 23:59:59"),
        ("medicare", "", "2027-03-02 23:59:59"),
        ("Nobody's Mutual", "", "2026-05-31 23:59:59"),
    ],
)
def test_a_claim_must_reach_the_payer_in_its_days(who, plan, expected):
    due = file_by(payer(who), service_date=date(2026, 3, 2), zone=NEW_YORK, plan=plan)

    assert due == local(expected)


def test_nothing_is_filed_for_a_client_who_pays():
    assert file_by(payer("self"), service_date=date(2026, 3, 2), zone=NEW_YORK) is None


@pytest.mark.parametrize(
    ("starts", "unit", "expected"),
    [
        (StartsAt.SESSION_END, Unit.HOURS, "2026-11-03 16:00"),
        (StartsAt.SESSION_END, Unit.DAYS, "2026-11-26 23:59:59"),
        (StartsAt.SERVICE_DATE, Unit.HOURS, "2026-11-03 23:59:59"),
        (StartsAt.CONFIRMED, Unit.HOURS, None),
        (StartsAt.CONFIRMED, Unit.DAYS, None),
        (StartsAt.SUBMITTED, Unit.DAYS, "2026-11-28 23:59:59"),
    ],
)
def test_a_clock_counts_from_what_it_names_and_waits_until_that_happened(starts, unit, expected):
    due = deadline(
        Clock("any", starts, 24, unit),
        session_end=local("2026-11-02 16:00"),
        service_date=date(2026, 11, 2),
        submitted_at=local("2026-11-04 08:00"),
        zone=NEW_YORK,
    )

    assert due == (local(expected) if expected else None)


def test_a_clock_may_have_a_zone_of_its_own():
    clock = Clock("any", StartsAt.SERVICE_DATE, 1, Unit.DAYS, zone=NEW_YORK)

    due = deadline(clock, session_end=None, service_date=date(2026, 11, 2), zone=LOS_ANGELES)

    assert due == local("2026-11-03 23:59:59")


def test_the_day_of_an_instant_is_the_practices_day():
    clock = Clock("any", StartsAt.CONFIRMED, 1, Unit.DAYS)
    late = datetime(2026, 11, 3, 3, 0, tzinfo=UTC)  # still the 2nd in New York

    due = deadline(
        clock, session_end=None, service_date=late.date(), confirmed_at=late, zone=NEW_YORK
    )

    assert due == local("2026-11-03 23:59:59")


@given(
    end=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    hours=st.integers(min_value=0, max_value=2000),
    zone=st.sampled_from([NEW_YORK, LOS_ANGELES, ZoneInfo("Pacific/Honolulu")]),
)
@settings(max_examples=60)
def test_hours_are_the_same_everywhere(end, hours, zone):
    clock = Clock("any", StartsAt.SESSION_END, hours, Unit.HOURS)

    due = deadline(clock, session_end=end.astimezone(zone), service_date=end.date(), zone=zone)

    assert due == end + timedelta(hours=hours)


@given(
    day=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    zone=st.sampled_from([NEW_YORK, LOS_ANGELES, ZoneInfo("America/Santiago")]),
)
@settings(max_examples=60)
def test_the_last_second_of_a_day_is_followed_by_the_next_day(day, zone):
    last = end_of_day(day, zone)

    assert last.astimezone(zone).date() == day
    assert (last + timedelta(seconds=1)).astimezone(zone).date() == day + timedelta(days=1)
