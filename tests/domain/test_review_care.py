from __future__ import annotations

from datetime import timedelta

import pytest
from tests.domain.reviewed import MONDAY, a_case, a_session

from practicecli.domain.review_care import (
    findings_in_diagnoses,
    findings_in_frequency,
    findings_in_plans,
)
from practicecli.domain.reviewing import Course, Earlier, Past, Plan, past_of


def codes(findings):
    return [one.code for one in findings]


# More than 12 sessions or 180 days are assumed (figures/reviewing.toml).
@pytest.mark.parametrize(
    ("sessions", "days", "measure"),
    [(12, 7, None), (13, 7, (13, 12)), (2, 180, None), (2, 181, (181, 180))],
)
def test_an_unspecified_diagnosis_is_asked_about_once_it_stays(sessions, days, measure):
    held = [
        a_session(n, day=MONDAY + timedelta(days=days * n), dx=("F41.9",)) for n in range(sessions)
    ]

    found = list(findings_in_diagnoses(a_case(held)))

    assert [(one.value, one.limit) for one in found] == ([measure] if measure else [])
    assert codes(found) == (["dx-kept"] if measure else [])


def test_a_precise_diagnosis_may_stay_and_no_diagnosis_is_not_one():
    precise = [a_session(n) for n in range(30)]
    none = [a_session(n, dx=(), client="ben") for n in range(30)]

    assert list(findings_in_diagnoses(a_case([*precise, *none]))) == []


def test_the_time_before_counts_where_the_diagnosis_is_the_same():
    held = [a_session(n, dx=("F41.9",)) for n in range(3)]
    since = MONDAY - timedelta(weeks=10)
    same = Past(courses={"ana": Course(40, "F41.9", since, 10)})
    other = Past(courses={"ana": Course(40, "F32.A", since, 10)})

    (found,) = findings_in_diagnoses(a_case(held, past=same))

    assert found.value == 13
    assert found.sessions == ("s-0000000", "s-0000001", "s-0000002")
    assert since.isoformat() in found.message
    assert list(findings_in_diagnoses(a_case(held, past=other))) == []


def test_a_diagnosis_that_was_updated_in_the_end_is_fine():
    held = [a_session(n, dx=("F41.9",) if n < 20 else ("F41.1",)) for n in range(21)]

    assert list(findings_in_diagnoses(a_case(held))) == []


@pytest.mark.parametrize(
    ("dx", "found"),
    [
        (("Z63.0",), ["dx-z-first"]),
        (("Z63.0", "F43.20"), ["dx-z-first"]),
        (("F43.20", "Z63.0"), []),
        ((), []),
    ],
)
def test_a_z_code_comes_first_never(dx, found):
    assert codes(findings_in_diagnoses(a_case([a_session(0, dx=dx)]))) == found


# More than once a week in more than three weeks is assumed.
@pytest.mark.parametrize(("weeks", "found"), [(3, []), (4, ["visits-often"])])
def test_sessions_more_often_than_usual_are_asked_about(weeks, found):
    held = [a_session(n) for n in range(10)]
    held += [
        a_session(20 + n, day=MONDAY + timedelta(weeks=n, days=3), cpt=("90837",))
        for n in range(weeks)
    ]

    told = list(findings_in_frequency(a_case(held)))

    assert codes(told) == found
    assert [(one.value, len(one.sessions)) for one in told] == [(4, 8)] * len(found)


def test_a_group_beside_the_weekly_session_is_not_more_often():
    held = [a_session(n) for n in range(10)]
    held += [
        a_session(20 + n, day=MONDAY + timedelta(weeks=n, days=3), cpt=("90853",))
        for n in range(10)
    ]

    assert list(findings_in_frequency(a_case(held))) == []


# Within the first two sessions: Headway help 14936779297172, sure.
@pytest.mark.parametrize(
    ("before", "sessions", "plans", "found"),
    [
        (0, 2, [], []),
        (0, 3, [], ["s-0000002"]),
        (1, 2, [], ["s-0000001"]),
        (9, 1, [], ["s-0000000"]),
        (0, 3, [Plan(MONDAY + timedelta(weeks=2))], []),  # on the day itself
        (0, 3, [Plan(MONDAY + timedelta(weeks=2, days=1))], ["s-0000002"]),
        (0, 4, [Plan(MONDAY + timedelta(weeks=2, days=1))], ["s-0000002"]),
    ],
)
def test_a_plan_is_there_after_the_second_session(before, sessions, plans, found):
    case = a_case(
        [a_session(n) for n in range(sessions)],
        past=Past(courses={"ana": Course(before)}),
        plans={"ana": plans},
    )

    told = list(findings_in_plans(case))

    assert [ref for one in told for ref in one.sessions] == found
    assert codes(told) == ["no-plan"] * bool(found)


def test_a_plan_is_looked_at_again_in_time():
    start = a_session(0).start
    plan = Plan(MONDAY, review_by=start + timedelta(weeks=2))
    held = [a_session(n) for n in range(5)]

    (passed,) = findings_in_plans(a_case(held, plans={"ana": [plan]}))

    assert passed.code == "plan-review"
    assert passed.sessions == ("s-0000003", "s-0000004")  # the last moment is still allowed


def test_a_new_plan_ends_the_review_that_was_due():
    start = a_session(0).start
    plan = Plan(MONDAY, review_by=start + timedelta(weeks=2))
    newer = Plan(MONDAY + timedelta(weeks=3))
    held = [a_session(n) for n in range(5)]

    assert list(findings_in_plans(a_case(held, plans={"ana": [plan, newer]}))) == []


def test_the_time_before_is_summed_up_in_order():
    days = [MONDAY + timedelta(weeks=n) for n in range(4)]
    past = past_of(
        [
            Earlier("ana", days[0], ("90791",), ("F41.1",)),
            Earlier("ben", days[0], ("90834",), ()),
            Earlier("ana", days[1], ("90834", "90785"), ("F41.9", "Z63.0")),
            Earlier("ana", days[2], ("90834",), ("F41.9",)),
        ]
    )

    assert past.codes == {"90791": 1, "90834": 3, "90785": 1}
    assert past.courses == {
        "ana": Course(3, "F41.9", days[1], 2),
        "ben": Course(1, "", days[0], 1),
    }
