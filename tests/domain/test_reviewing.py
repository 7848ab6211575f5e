from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.reviewed import LIMITS, MONDAY, a_case, a_session

from practicecli.domain.repeats import Repeat
from practicecli.domain.review_report import Texts, review
from practicecli.domain.reviewing import Finding, Plan, limit_words, period

FIRST, LAST = MONDAY, date(2026, 12, 5)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("first", "last", "given_back"),
    [
        (None, None, (date(2026, 8, 27), TODAY)),
        (None, date(2026, 6, 30), (date(2026, 4, 2), date(2026, 6, 30))),
        (date(2026, 1, 1), None, (date(2026, 1, 1), TODAY)),
        (date(2026, 1, 1), date(2026, 3, 31), (date(2026, 1, 1), date(2026, 3, 31))),
    ],
)
def test_ninety_days_are_reviewed_where_nothing_else_is_said(first, last, given_back):
    assert period(first, last, today=TODAY, days=LIMITS.period_days) == given_back


def test_an_innocent_practice_has_no_findings():
    held = [
        a_session(n, minutes=43 + n % 7, cpt=("90791",) if n == 0 else ("90834",))
        for n in range(12)
    ]
    case = a_case(held, plans={"ana": [Plan(MONDAY + timedelta(weeks=1))]})

    found = review(case, Texts(compared=12), first=FIRST, last=LAST)

    assert found.findings == []
    assert (found.sessions, found.compared) == (12, 12)
    assert found.codes == {"90834": 11, "90791": 1}
    assert found.lengths == {43: 2, 44: 2, 45: 2, 46: 2, 47: 2, 48: 1, 49: 1}
    assert [(near.code, near.of, len(near.within)) for near in found.near] == [("90834", 11, 0)]


def test_what_costs_a_claim_is_told_before_what_is_only_a_pattern():
    held = [
        a_session(n, cpt=("90837",), minutes=53, note_status="none", dx=("Z63.0",))
        for n in range(12)
    ]
    texts = Texts(2, [Repeat("s-1", "s-0", 1.0, exact=True)], ["s-2"])

    found = review(a_case(held), texts, first=FIRST, last=LAST)

    assert [one.code for one in found.findings] == [
        "no-note", "note-changed", "note-repeated", "share-90837", "clustered-minutes",
        "minutes-identical", "dx-z-first", "no-plan",
    ]  # fmt: skip


def test_nothing_confirmed_is_nothing_found():
    found = review(a_case([]), Texts(), first=FIRST, last=LAST)

    assert (found.sessions, found.findings, found.compared) == (0, [], None)


def test_one_client_is_reviewed_with_the_days_of_all():
    held = [a_session(0, note_status="none"),
            a_session(1, day=MONDAY, client="ben", note_status="none")]  # fmt: skip

    found = review(a_case(held), Texts(), first=FIRST, last=LAST, only="ana")

    assert found.sessions == 1
    assert [(one.code, one.sessions) for one in found.findings] == [
        ("no-note", ("s-0000000",)),
        ("overlap", ("s-0000000", "s-0000001")),
    ]


SESSIONS = st.lists(
    st.tuples(
        st.integers(0, 40), st.integers(8, 20), st.integers(0, 90), st.booleans(),
        st.sampled_from(["90832", "90834", "90837", "90853"]), st.sampled_from(["ana", "ben"]),
        st.sampled_from(["F41.1", "F41.9", "Z63.0"]), st.sampled_from(["none", "draft", "signed"]),
    ),
    max_size=25,
).map(
    lambda rows: [
        a_session(
            at, day=MONDAY + timedelta(days=day), hour=hour, minutes=minutes, assumed=assumed,
            cpt=(code,), client=client, dx=(dx,), note_status=status,
        )
        for at, (day, hour, minutes, assumed, code, client, dx, status) in enumerate(rows)
    ]
)  # fmt: skip


@given(SESSIONS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_in_which_sessions_come_is_nothing(held, chance):
    shuffled = list(held)
    chance.shuffle(shuffled)
    cases = [replace(a_case([]), held=order) for order in (held, shuffled)]

    one, other = (review(case, Texts(), first=FIRST, last=LAST) for case in cases)

    assert one == other


@given(SESSIONS)
@settings(max_examples=60)
def test_every_finding_is_above_its_limit_and_names_sessions_of_the_period(held):
    known = {one.ref for one in held}

    for found in review(a_case(held), Texts(), first=FIRST, last=LAST).findings:
        assert found.value > found.limit
        assert found.sessions
        assert set(found.sessions) <= known
        assert found.message
        assert found.fix


@pytest.mark.parametrize(
    ("figure", "limit", "words"),
    [
        ("", 0, ""),
        ("long_share", 0.6, "limit 60%, our reading"),
        ("sessions_a_day", 12, "limit 12, our reading"),
        ("plan_after", 2, "limit 2"),  # Headway help 14936779297172
    ],
)
def test_a_limit_says_whether_it_is_only_our_reading(figure, limit, words):
    found = Finding("x", "y", ("s-1",), 1, limit, "z", figure)

    assert limit_words(found, LIMITS) == words
