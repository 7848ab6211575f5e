"""Calendars held against an independent way: all paydays of some years, each with its interval."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.calendars import cutoffs, next_cutoff
from practicecli.domain.paydays import bank_holidays
from practicecli.domain.policy import payout_for
from practicecli.figures.load import policies, policy

NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
FIRST, LAST = date(2025, 1, 1), date(2030, 12, 31)
EVERY_DAY = [FIRST + DAY * number for number in range((LAST - FIRST).days + 1)]
MONTHS = [(year, month) for year in range(2024, 2032) for month in range(1, 13)]
WITH_CUTOFFS = ("headway", "alma", "grow", "rula")


def local(text, zone=NEW_YORK):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def paid(name, held, confirmed, zone=NEW_YORK, plan="commercial"):
    """The forecast for a session held on a day and confirmed at a moment, both of a zone."""
    at = local(confirmed, zone) if isinstance(confirmed, str) else confirmed
    return payout_for(
        policy(name),
        service_date=held if isinstance(held, date) else date.fromisoformat(held),
        confirmed_on=at.astimezone(zone).date(),
        confirmed_at=at.astimezone(UTC),
        plan=plan,
    )


def at_the_bank(day):
    """Count on from a day until neither a weekend nor a holiday stands in the way."""
    while day.strftime("%a") in {"Sat", "Sun"} or day in bank_holidays(day.year):
        day += DAY
    return day


def last_of(year, month):
    return date(year + month // 12, month % 12 + 1, 1) - DAY


# Each platform's paydays of these years with the days of confirming that lead there, listed
# beforehand: no arithmetic of the calendars is used.
def headways():
    for year, month in MONTHS:
        end = last_of(year, month)
        yield end, date(year, month, 1), date(year, month, 15)
        following = end + DAY
        yield date(following.year, following.month, 15), date(year, month, 16), end


def almas():
    friday = date(2026, 1, 2)
    for number in range(-40, 150):
        day = friday + 14 * DAY * number
        yield day, day - 20 * DAY, day - 7 * DAY


def intervals(which):
    found = {}
    for payday, first, last in which:
        for number in range((last - first).days + 1):
            assert first + DAY * number not in found
            found[first + DAY * number] = payday
    return found


@pytest.mark.parametrize(("name", "listed"), [("headway", headways), ("alma", almas)])
def test_every_day_of_six_years_is_paid_when_the_listed_paydays_say(name, listed):
    expected = intervals(listed())

    for day in EVERY_DAY:
        for clock in (time(0, 0), time(23, 59, 59)):
            found = paid(name, day, datetime.combine(day, clock, NEW_YORK))
            assert found.date == expected[day], day
            assert found.bank_on == at_the_bank(expected[day]), day


def test_grow_pays_every_day_of_six_years_the_second_friday_after_the_thursday_it_made():
    thursdays = [day for day in EVERY_DAY if day.strftime("%A") == "Thursday"]
    thursdays.append(thursdays[-1] + 7 * DAY)
    coming = iter(thursdays)
    cut = next(coming)
    for day in EVERY_DAY:
        if day > cut:
            cut = next(coming)
        assert paid("grow", day, datetime.combine(day, time(18, 59, 59), NEW_YORK)).date == (
            cut + 15 * DAY
        )
        missed = cut + 7 * DAY if day == cut else cut
        late = paid("grow", day, datetime.combine(day, time(19, 0, 1), NEW_YORK))
        assert (late.date, late.bank_on) == (missed + 15 * DAY, at_the_bank(missed + 15 * DAY))
        assert late.date.strftime("%A") == "Friday"
        assert 14 <= (late.date - day).days <= 22


def rulas():
    """Each two weeks, Saturday to Friday, with their payday, as Rula's own example has them."""
    saturday = date(2024, 12, 14)
    while saturday < date(2031, 3, 1):
        yield saturday, saturday + 13 * DAY, saturday + 20 * DAY
        saturday += 14 * DAY


def test_rula_pays_every_day_of_six_years_with_the_two_weeks_in_which_it_was_held():
    expected = {
        first + DAY * number: payday for first, _, payday in rulas() for number in range(14)
    }
    paydays = sorted(set(expected.values()))

    for day in EVERY_DAY:
        assert paid("rula", day, datetime.combine(day, time(20), NEW_YORK)).date == expected[day]
        for weeks in (1, 2, 3, 6):
            signed = day + 7 * DAY * weeks
            # The first payday, from that of the two weeks on, whose Wednesday has not gone by.
            carried = next(
                one for one in paydays if one >= expected[day] and signed <= one - 2 * DAY
            )
            assert paid("rula", day, datetime.combine(signed, time(20), NEW_YORK)).date == carried


@pytest.mark.parametrize(
    ("name", "held", "confirmed", "nominal", "bank"),
    [
        # Headway: held 14 May, paid 31 May if confirmed by the 15th, 15 June if on the 16th.
        ("headway", "2025-05-14", "2025-05-15 23:59:59", "2025-05-31", "2025-06-02"),
        ("headway", "2025-05-14", "2025-05-16 00:00", "2025-06-15", "2025-06-16"),
        # Held 20 May, confirmed on the last allowed day, 19 June: 15 July.
        ("headway", "2025-05-20", "2025-06-19 23:59:59", "2025-07-15", "2025-07-15"),
        # Rula: 28 December 2024 to 10 January 2025 is paid on 17 January.
        ("rula", "2024-12-28", "2024-12-28 18:00", "2025-01-17", "2025-01-17"),
        ("rula", "2025-01-10", "2025-01-10 18:00", "2025-01-17", "2025-01-17"),
        ("rula", "2025-01-11", "2025-01-11 18:00", "2025-01-31", "2025-01-31"),
        ("rula", "2025-01-10", "2025-01-15 23:59:59", "2025-01-17", "2025-01-17"),
        ("rula", "2025-01-10", "2025-01-16 00:00", "2025-01-31", "2025-01-31"),
        # Grow: Thursday 19:00 Eastern.
        ("grow", "2025-06-10", "2025-06-12 18:59:59", "2025-06-27", "2025-06-27"),
        ("grow", "2025-06-10", "2025-06-12 19:00:00", "2025-06-27", "2025-06-27"),
        ("grow", "2025-06-10", "2025-06-12 19:00:01", "2025-07-04", "2025-07-07"),  # a holiday
    ],
)
def test_the_worked_cases_of_the_trade(name, held, confirmed, nominal, bank):
    found = paid(name, held, confirmed)

    assert (str(found.date), str(found.bank_on)) == (nominal, bank)
    assert found.guaranteed


def test_what_a_client_pays_comes_a_week_sooner_at_grow_and_is_nobodys_guarantee():
    found = paid("grow", "2025-06-10", "2025-06-12 18:59:59", plan="self")

    assert (str(found.date), found.guaranteed) == ("2025-06-20", False)


@pytest.mark.parametrize(
    ("confirmed", "nominal"),
    [("2025-06-12 15:59:59", "2025-06-27"), ("2025-06-12 16:00:01", "2025-07-04")],
)
def test_grows_cut_off_is_eastern_wherever_the_practice_is(confirmed, nominal):
    assert str(paid("grow", "2025-06-10", confirmed, LOS_ANGELES).date) == nominal


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        ("2025-03-06", "2025-03-07 00:00"),  # the Thursday before the clocks go forward
        ("2025-03-13", "2025-03-13 23:00"),  # and the one after
        ("2025-10-30", "2025-10-30 23:00"),
        ("2025-11-06", "2025-11-07 00:00"),
    ],
)
def test_a_cut_off_stays_at_its_time_on_the_wall_when_the_clocks_change(day, utc):
    found = next_cutoff(policy("grow").payouts, local(f"{day} 12:00"), NEW_YORK)

    assert found.at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_without_the_time_of_day_a_cut_off_of_that_day_is_taken_to_be_missed():
    thursday = date(2025, 6, 12)

    found = payout_for(policy("grow"), service_date=thursday, confirmed_on=thursday)

    assert str(found.date) == "2025-07-04"


@pytest.mark.parametrize(
    ("name", "now", "at", "pays", "later", "held_by"),
    [
        ("headway", "2026-11-12 09:00", "2026-11-15 23:59:59", "2026-11-30", "2026-12-15", None),
        ("headway", "2026-11-16 00:00", "2026-11-30 23:59:59", "2026-12-15", "2026-12-31", None),
        ("alma", "2025-12-26 23:59", "2025-12-26 23:59:59", "2026-01-02", "2026-01-16", None),
        ("grow", "2025-06-12 19:00", "2025-06-12 19:00", "2025-06-27", "2025-07-04", None),
        ("grow", "2025-06-12 19:00:01", "2025-06-19 19:00", "2025-07-04", "2025-07-11", None),
        ("rula", "2025-01-13 09:00", "2025-01-15 23:59:59", "2025-01-17", "2025-01-31",
         date(2025, 1, 10)),
    ],
)  # fmt: skip
def test_the_next_cut_off_says_what_making_it_and_missing_it_mean(
    name, now, at, pays, later, held_by
):
    found = next_cutoff(policy(name).payouts, local(now), NEW_YORK)

    assert (found.at, str(found.pays_on), str(found.later_on), found.held_by) == (
        local(at), pays, later, held_by
    )  # fmt: skip
    assert found.bank_on == at_the_bank(found.pays_on)
    assert found.later_bank_on == at_the_bank(found.later_on)


@pytest.mark.parametrize("name", ["direct", "self"])
def test_where_no_day_is_better_than_the_next_there_is_no_cut_off(name):
    assert next_cutoff(policy(name).payouts, local("2026-11-12 09:00"), NEW_YORK) is None


@given(
    name=st.sampled_from(WITH_CUTOFFS),
    now=st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from([NEW_YORK, LOS_ANGELES, ZoneInfo("Pacific/Honolulu")]),
)
@settings(max_examples=150)
def test_a_cut_off_is_the_very_second_at_which_the_forecast_moves(name, now, zone):
    now = now.replace(microsecond=0)
    found = next_cutoff(policy(name).payouts, now, zone)
    held = found.held_by or now.astimezone(zone).date()

    assert now <= found.at
    assert paid(name, held, found.at, zone).date == found.pays_on
    assert paid(name, held, found.at + SECOND, zone).date == found.later_on
    assert paid(name, held, now, zone).date <= found.pays_on


@pytest.mark.parametrize("name", WITH_CUTOFFS)
def test_cut_offs_follow_each_other_without_a_gap(name):
    listed = list(islice(cutoffs(policy(name).payouts, local("2025-01-01 00:00"), NEW_YORK), 60))

    for one, following in pairwise(listed):
        assert one.at < following.at
        assert one.later_on == following.pays_on
        assert next_cutoff(policy(name).payouts, one.at + SECOND, NEW_YORK) == following


def test_a_calendar_that_cuts_within_a_day_names_its_zone():
    for one in policies().values():
        assert one.payouts.cut_at == time(23, 59, 59) or one.payouts.zone is not None
