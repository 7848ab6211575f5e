from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.domain.reviewed import LIMITS, MONDAY, a_case, a_session

from practicecli.domain.review_codes import (
    code_counts,
    findings_in_complexity,
    findings_in_doubles,
    findings_in_long_sessions,
)
from practicecli.domain.review_minutes import (
    findings_in_times,
    findings_near_limits,
    findings_outside_codes,
    lengths,
    near_limits,
)
from practicecli.domain.reviewing import Past, limit_words


def codes(findings):
    return [one.code for one in findings]


def used(long, other, **said):
    """Sessions with 90837, then sessions with 90834."""
    numbers = range(long + other)
    return [
        a_session(n, cpt=("90837",) if n < long else ("90834",), minutes=60 if n < long else 45,
                  **said)
        for n in numbers
    ]  # fmt: skip


# Limits are assumed (figures/reviewing.toml): above 60 percent of ten sessions or more.
@pytest.mark.parametrize(
    ("long", "other", "found"),
    [(6, 4, []), (7, 3, ["share-90837"]), (9, 0, []), (10, 0, ["share-90837"]), (0, 0, [])],
)
def test_long_sessions_are_held_against_a_share(long, other, found):
    assert codes(findings_in_long_sessions(a_case(used(long, other)))) == found


# Above 20 points more than before, of ten sessions or more on both sides.
@pytest.mark.parametrize(
    ("before", "found"),
    [
        ({"90837": 3, "90834": 7}, []),  # 50 percent now, 30 before
        ({"90837": 2, "90834": 8}, ["rise-90837"]),
        ({"90837": 0, "90834": 9}, []),  # too few to say
        ({"90853": 40}, []),  # groups are none of these codes
        ({}, []),
    ],
)
def test_long_sessions_are_held_against_the_time_before(before, found):
    case = a_case(used(5, 5), past=Past(codes=before))

    assert codes(findings_in_long_sessions(case)) == found


def test_a_finding_names_its_sessions_its_measure_and_its_limit():
    (found,) = findings_in_long_sessions(a_case(used(8, 2)))

    assert found.sessions == tuple(f"s-{n:07}" for n in range(8))
    assert (found.value, found.limit, found.weight) == (0.8, LIMITS.long_share, "warns")
    assert limit_words(found, LIMITS) == "limit 60%, our reading"


def test_a_table_without_the_ladder_finds_nothing():
    case = a_case(used(10, 0))

    assert not list(findings_in_long_sessions(replace(case, table=replace(case.table, ladders={}))))


@pytest.mark.parametrize(
    ("having", "possible", "found"),
    [(5, 10, []), (6, 10, ["addon-often"]), (9, 9, []), (10, 10, ["addon-often"])],
)
def test_interactive_complexity_is_for_some_sessions(having, possible, found):
    held = [
        a_session(n, cpt=("90834", "90785") if n < having else ("90834",)) for n in range(possible)
    ]
    # It does not go with family therapy, so that is not counted.
    held += [a_session(90 + n, cpt=("90847",)) for n in range(20)]

    assert codes(findings_in_complexity(a_case(held))) == found


def test_complexity_without_its_code_in_the_table_finds_nothing():
    case = a_case([a_session(n, cpt=("90834", "90785")) for n in range(12)])

    assert not list(findings_in_complexity(replace(case, table=replace(case.table, codes={}))))


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ({}, ["duplicate"]),
        ({"client": "ben"}, []),
        ({"day": MONDAY + timedelta(days=1)}, []),
        ({"cpt": ("90791",)}, []),
    ],
)
def test_a_code_counts_once_a_day_for_one_client(second, found):
    held = [a_session(0), a_session(1, **{"day": MONDAY, "hour": 18, **second})]

    assert codes(findings_in_doubles(a_case(held))) == found


def test_codes_are_counted_once_a_session_the_most_used_first():
    held = [a_session(0, cpt=("90791",)), *used(0, 2), a_session(9, cpt=("90834", "90785"))]

    assert list(code_counts(held).items()) == [("90834", 3), ("90785", 1), ("90791", 1)]


# Just above a limit are two minutes (assumed): 53 and 54, 38 and 39, 16 and 17 (CPT time rule).
@pytest.mark.parametrize(
    ("code", "minutes", "within"),
    [
        ("90837", 53, True),
        ("90837", 54, True),
        ("90837", 55, False),
        ("90834", 38, True),
        ("90834", 39, True),
        ("90834", 40, False),
        ("90832", 16, True),
        ("90832", 17, True),
        ("90832", 18, False),
    ],
)
def test_minutes_just_above_a_limit_are_told_apart(code, minutes, within):
    (near,) = near_limits(a_case([a_session(0, cpt=(code,), minutes=minutes)]))

    assert (near.code, near.of, len(near.within)) == (code, 1, int(within))


@pytest.mark.parametrize(
    ("near", "others", "found"),
    [
        (4, 6, []),  # 40 percent is allowed
        (5, 5, ["clustered-minutes"]),
        (9, 0, []),  # too few to say
    ],
)
def test_minutes_clustered_above_a_limit_are_asked_about(near, others, found):
    held = [
        a_session(n, cpt=("90837",), minutes=53 + n % 2 if n < near else 56 + n % 4)
        for n in range(near + others)
    ]
    held += [a_session(50 + n, cpt=("90834",), minutes=45) for n in range(20)]

    assert codes(findings_near_limits(a_case(held))) == found


def test_assumed_times_are_no_cluster():
    held = [a_session(n, cpt=("90837",), minutes=53, assumed=True) for n in range(12)]

    assert near_limits(a_case(held)) == []
    assert lengths(held) == {}


def test_minutes_of_a_medical_visit_are_not_those_of_the_therapy():
    held = [a_session(0, cpt=("99213", "90833"), minutes=36, em_minutes=20)]

    (near,) = near_limits(a_case(held))

    assert (near.code, near.at_least, len(near.within)) == ("90833", 16, 1)


@pytest.mark.parametrize(
    ("assumed", "said", "found"),
    [(2, 8, []), (3, 7, ["times-assumed"]), (9, 0, []), (10, 0, ["times-assumed"])],
)
def test_times_that_nobody_noted_are_counted(assumed, said, found):
    held = [a_session(n, minutes=40 + n, assumed=n < assumed) for n in range(assumed + said)]

    assert codes(findings_in_times(a_case(held))) == found


@pytest.mark.parametrize(("exact", "found"), [(5, []), (6, ["times-as-scheduled"])])
def test_times_to_the_minute_as_scheduled_are_counted(exact, found):
    held = [a_session(n, minutes=40 + n, scheduled=n < exact) for n in range(10)]

    assert codes(findings_in_times(a_case(held))) == found


@pytest.mark.parametrize(("same", "found"), [(8, []), (9, ["minutes-identical"])])
def test_one_length_for_nearly_all_is_asked_about(same, found):
    held = [a_session(n, minutes=45 if n < same else 50 + n) for n in range(10)]

    assert codes(findings_in_times(a_case(held))) == found


@pytest.mark.parametrize(
    ("code", "minutes", "em", "found"),
    [
        ("90837", 53, 0, []),
        ("90837", 52, 0, ["cpt-minutes"]),
        ("90834", 38, 0, []),
        ("90834", 37, 0, ["cpt-minutes"]),
        ("90834", 53, 0, ["cpt-minutes"]),
        ("90836", 60, 20, []),
        ("90836", 60, 23, ["cpt-minutes"]),
        ("90791", 10, 0, []),  # no ladder: its minutes are a payer's, not the code's
        ("90834", -5, 0, ["cpt-minutes"]),
    ],
)
def test_minutes_that_do_not_carry_the_code_are_found(code, minutes, em, found):
    held = [a_session(0, cpt=(code,), minutes=minutes, em_minutes=em)]

    assert codes(findings_outside_codes(a_case(held))) == found
