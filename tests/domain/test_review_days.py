from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.reviewed import MONDAY, a_case, a_session

from practicecli.domain.review_days import findings_in_days, findings_in_overlaps


def at(number, begin, minutes, *, day=MONDAY, **said):
    """A session that begins so many minutes into a day."""
    start = a_session(0, day=day, hour=0).start + timedelta(minutes=begin)
    return a_session(number, day=day, start=start, stop=start + timedelta(minutes=minutes), **said)


def overlaps(held, **said):
    return list(findings_in_overlaps(a_case(held), **said))


@pytest.mark.parametrize(
    ("second", "shared"),
    [
        (at(1, 650, 50), []),  # begins as the other ends
        (at(1, 649, 50), [("s-0000000", "s-0000001", 1)]),
        (at(1, 600, 50), [("s-0000000", "s-0000001", 50)]),
        (at(1, 610, 10), [("s-0000000", "s-0000001", 10)]),
        (at(1, 610, 0), []),  # without a length it shares nothing
        (at(1, 600, 50, day=MONDAY + timedelta(days=1)), []),
    ],
)
def test_sessions_that_share_time_are_found_with_the_minutes(second, shared):
    found = overlaps([at(0, 600, 50), second])

    assert [tuple(pair) for one in found for pair in one.pairs] == shared


def test_seconds_shared_are_a_begun_minute():
    one = at(0, 600, 50)
    later = at(1, 650, 50)
    (found,) = overlaps([one, a_session(1, start=later.start - timedelta(seconds=5),
                                        stop=later.stop, day=MONDAY)])  # fmt: skip

    assert (found.value, found.message) == (
        1, "2 sessions share time with another one, up to 1 minute",
    )  # fmt: skip


def test_a_short_session_within_a_long_one_hides_no_later_overlap():
    (found,) = overlaps([at(0, 600, 120), at(1, 610, 10), at(2, 700, 50)])

    assert found.sessions == ("s-0000000", "s-0000001", "s-0000002")


def test_members_of_one_group_share_their_time_rightly():
    group = [at(n, 600, 90, cpt=("90853",), client=f"c{n}") for n in range(4)]
    beside = at(9, 640, 50, client="ben")

    assert overlaps(group) == []
    assert len(overlaps([*group, beside])) == 1
    assert len(overlaps([at(9, 590, 50, client="ben"), *group])) == 1


def test_only_what_touches_the_client_is_found_for_one_client():
    held = [at(0, 600, 50), at(1, 610, 50, client="ben"), at(2, 900, 50, client="cal"),
            at(3, 900, 50, client="dee")]  # fmt: skip

    (found,) = overlaps(held, only="ana")

    assert found.sessions == ("s-0000000", "s-0000001")
    assert overlaps(held, only="eve") == []


SPANS = st.lists(
    st.tuples(st.integers(0, 1300), st.integers(0, 120), st.booleans()), max_size=12
).map(
    lambda rows: [
        at(n, begin, minutes, cpt=("90853",) if group else ("90834",))
        for n, (begin, minutes, group) in enumerate(rows)
    ]
)


def by_hand(held):
    """Every session that shares time with any other, by looking at all pairs."""
    return {
        one.ref
        for one in held
        for other in held
        if one is not other
        and max(one.start, other.start) < min(one.stop, other.stop)
        and not (one.cpt == other.cpt == ("90853",))
    }


@given(SPANS)
@settings(max_examples=200)
def test_whoever_shares_time_is_found_and_nobody_else(held):
    found = {ref for one in overlaps(held) for ref in one.sessions}

    assert found == by_hand(held)


@given(SPANS, st.integers(0, 1300), st.integers(0, 120))
@settings(max_examples=100)
def test_one_session_more_never_takes_an_overlap_away(held, begin, minutes):
    before = {ref for one in overlaps(held) for ref in one.sessions}
    after = {ref for one in overlaps([*held, at(99, begin, minutes)]) for ref in one.sessions}

    assert before <= after


# Twelve sessions and 600 minutes a day are assumed (figures/reviewing.toml).
@pytest.mark.parametrize(
    ("number", "minutes", "found"),
    [
        (12, 20, []),
        (13, 20, ["day-sessions"]),
        (10, 60, []),  # 600 minutes
        (11, 55, ["day-minutes"]),
        (13, 60, ["day-sessions", "day-minutes"]),
    ],
)
def test_a_day_holds_what_one_person_can(number, minutes, found):
    held = [at(n, 70 * n, minutes, client=f"c{n}") for n in range(number)]

    told = list(findings_in_days(a_case(held)))

    assert [one.code for one in told] == found
    assert all("2026-09-07" in one.message for one in told)


def test_a_group_counts_once_however_many_are_in_it():
    group = [at(n, 600 + n % 2, 400, cpt=("90853",), client=f"c{n}") for n in range(8)]
    second = [at(20 + n, 1100, 100, cpt=("90853",), client=f"c{n}") for n in range(8)]

    assert list(findings_in_days(a_case([*group, *second]))) == []


def test_the_fullest_day_is_named_and_all_full_days_are_counted():
    tuesday = MONDAY + timedelta(days=1)
    held = [at(n, 70 * n, 20) for n in range(13)]
    held += [at(20 + n, 70 * n, 20, day=tuesday, client="ben") for n in range(14)]

    (found,) = findings_in_days(a_case(held))
    (own,) = findings_in_days(a_case(held), only="ana")

    assert found.message == "2 days hold more than 12 sessions; 2026-09-08 holds 14"
    assert (found.value, found.limit, len(found.sessions)) == (14, 12, 27)
    assert own.message == "1 day holds more than 12 sessions; 2026-09-07 holds 13"
