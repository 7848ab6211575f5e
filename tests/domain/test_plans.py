from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.payers import Payer
from practicecli.domain.plans import (
    goals_of,
    numbered,
    objections_to_signing_plan,
    review_by,
)
from practicecli.figures.load import note_template, payer, review_days

NEW_YORK = ZoneInfo("America/New_York")
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
NPI = "1999999984"
PLAN = note_template("plan")
WHOLE = {section.key: "Said" for section in PLAN.sections}


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("", ()),
        ("Sleeps seven hours", ("Sleeps seven hours",)),
        ("Sleeps seven hours\n\nDrives again", ("Sleeps seven hours", "Drives again")),
        ("- Sleeps\n* Drives\n+ Works\n• Sings", ("Sleeps", "Drives", "Works", "Sings")),
        ("1. Sleeps\n2) Drives\n10. Works", ("Sleeps", "Drives", "Works")),
        ("3. Sleeps\n3. Drives", ("Sleeps", "Drives")),  # numbered by their place
        ("- [ ] Sleeps\n- [x] Drives", ("Sleeps", "Drives")),
        ("- Sleeps\n  seven hours\n- Drives", ("Sleeps seven hours", "Drives")),
        ("1. Sleeps\n   - goes to bed at ten\n2. Drives",
         ("Sleeps goes to bed at ten", "Drives")),
        ("**Sleep** of 7 hours", ("**Sleep** of 7 hours",)),  # no list mark without a space
        ("1.5 hours outdoors\n-5 points", ("1.5 hours outdoors", "-5 points")),
        ("-\n1.\n  \n- [ ]", ()),
    ],
)  # fmt: skip
def test_each_line_of_the_goals_is_a_goal(text, goals):
    assert goals_of({"goals": text}) == goals


def test_goals_are_shown_by_the_number_that_notes_name_them_by():
    assert numbered(("Sleeps", "Drives")) == ["1. Sleeps", "2. Drives"]
    assert goals_of({}) == ()


@given(st.lists(st.text(st.characters(codec="ascii", categories=["L"]), min_size=1), max_size=9))
@settings(max_examples=100)
def test_goals_written_as_a_numbered_list_are_those_that_were_meant(words):
    assert goals_of({"goals": "\n".join(numbered(words))}) == tuple(words)


# Headway help 14936779297172: what a treatment plan holds.
@pytest.mark.parametrize("key", [one.key for one in PLAN.sections if one.required])
def test_each_required_section_blocks_while_it_is_empty(key):
    problems = list(
        objections_to_signing_plan("c-1", WHOLE | {key: " "}, PLAN, author=NPI, npi=NPI)
    )

    assert [one.code for one in problems] == ["note-incomplete"]
    title = next(one.title for one in PLAN.sections if one.key == key)
    assert title in problems[0].message


def test_what_payers_look_for_is_required():
    required = {one.key for one in PLAN.sections if one.required}

    assert required == {
        "therapy", "problem", "symptoms", "goals", "steps", "interventions", "targets", "consent",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "author", "codes"),
    [
        ({}, NPI, []),
        ({"frequency": ""}, NPI, []),  # not required
        ({"goals": "-"}, NPI, ["note-incomplete"]),
        ({"goals": ""}, NPI, ["note-incomplete"]),
        ({}, "1234567893", ["note-not-yours"]),  # CMS, PIM 3.3.2.4: only the author attests
        ({"consent": "", "goals": "-"}, "1234567893",
         ["note-not-yours", "note-incomplete", "note-incomplete"]),
    ],
)  # fmt: skip
def test_signing_a_plan_meets_these_objections(changes, author, codes):
    found = objections_to_signing_plan("c-1", WHOLE | changes, PLAN, author=author, npi=NPI)

    assert [one.code for one in found] == codes


# Headway help 14936779297172: at least twice a year, some payers every 90 days (taken as Medicaid).
@pytest.mark.parametrize(
    ("name", "plan", "days"),
    [
        ("aetna", "commercial", 182),
        ("aetna", "medicare", 182),
        ("aetna", "medicaid", 90),
        ("medicaid", "commercial", 90),  # it has no other plan
        ("medicaid", "", 90),
        ("medicare", "", 182),
        ("optum", "eap", 182),
        ("self", "self", 182),
        ("Nobody's Mutual", "commercial", 182),
        ("Nobody's Mutual", "medicaid", 90),
        ("", "", 182),
    ],
)
def test_a_plan_is_reviewed_twice_a_year_or_as_payer_and_plan_say(name, plan, days):
    assert payer(name).plan_review_days_for(plan) == days


@pytest.mark.parametrize(
    ("row", "days"),
    [({}, 182), ({"plan_review_days": 90}, 90), ({"plan_review_days": 365}, 365)],
)
def test_a_payers_own_word_holds_for_all_its_plans(row, days):
    general, by_plan = review_days(row)
    one = Payer("x", "X", 90, plan_review_days=general, plan_review_by_plan=by_plan)

    assert one.plan_review_days_for("commercial") == days
    assert one.plan_review_days_for("medicaid") == (days if row else 90)


@pytest.mark.parametrize(
    ("signed", "days", "until"),
    [
        ("2026-11-24T09:00:00-05:00", 182, "2027-05-25T23:59:59-04:00"),  # into summer time
        ("2026-11-24T00:00:00-05:00", 182, "2027-05-25T23:59:59-04:00"),
        ("2026-11-24T23:59:59-05:00", 182, "2027-05-25T23:59:59-04:00"),
        ("2026-11-25T00:00:00-05:00", 182, "2027-05-26T23:59:59-04:00"),
        ("2026-11-25T03:00:00+00:00", 182, "2027-05-25T23:59:59-04:00"),  # the 24th here
        ("2026-11-24T09:00:00-05:00", 90, "2027-02-22T23:59:59-05:00"),
        ("2026-11-24T09:00:00-05:00", 1, "2026-11-25T23:59:59-05:00"),
    ],
)
def test_the_last_day_to_review_is_allowed_to_its_end(signed, days, until):
    one = Payer("x", "X", 90, plan_review_days=days)

    found = review_by(datetime.fromisoformat(signed), one, "commercial", NEW_YORK)

    assert found == datetime.fromisoformat(until)


def test_where_nobody_asks_for_it_nothing_is_due():
    assert review_by(datetime(2026, 11, 24, tzinfo=UTC), Payer("x", "X", 90), "", NEW_YORK) is None


@given(
    st.integers(0, 40 * 365 * 24 * 60).map(lambda past: SINCE + timedelta(minutes=past)),
    st.integers(1, 800),
    st.sampled_from(["America/New_York", "Pacific/Honolulu", "Pacific/Kiritimati", "UTC"]),
)
@settings(max_examples=200)
def test_a_review_is_always_after_the_signing_and_not_long_after_its_days(signed, days, zone):
    found = review_by(signed, Payer("x", "X", 90, plan_review_days=days), "", ZoneInfo(zone))

    assert signed < found
    assert timedelta(days=-1) < found - signed - timedelta(days=days) < timedelta(days=1, hours=2)
