from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from practicecli.domain.coverage import Benefits, Coverage, Rank, as_covered, in_force
from practicecli.domain.covering import (
    Follow,
    doubts_about_coverage,
    followed,
    objections_to_coverage,
)
from practicecli.domain.people import Client

TODAY = date(2026, 11, 24)
NEW_YEAR = date(2027, 1, 1)
DAY = timedelta(days=1)
OWN = Coverage(
    id="1", client="c", rank=Rank.PRIMARY, payer="aetna", plan="commercial", member_id="W1",
    source="client",
)  # fmt: skip
NEXT = replace(OWN, id="2", payer="cigna", member_id="Z9", effective=NEW_YEAR, source="said")
WHO = Client("c", "c-1", "Ana Rivers", "headway", "aetna", "commercial", "W1")


def second(**said):
    return replace(NEXT, id="3", rank=Rank.SECONDARY, **said)


@pytest.mark.parametrize(
    ("said", "others", "expected"),
    [
        (NEXT, [OWN], []),
        (replace(NEXT, ends=NEW_YEAR), [OWN], []),
        (replace(NEXT, ends=NEW_YEAR - DAY), [OWN], ["coverage-days"]),
        (replace(NEXT, benefits=Benefits(as_of=NEW_YEAR)), [OWN], []),
        (replace(NEXT, benefits=Benefits(as_of=NEW_YEAR + DAY)), [OWN], ["coverage-days"]),
        (replace(OWN, benefits=Benefits(as_of=TODAY + DAY)), [], ["coverage-days"]),
        (second(), [], ["coverage-rank"]),
        (second(), [NEXT], ["coverage-twice"]),
        (second(member_id="Y7"), [NEXT], []),
        (second(payer="aetna", member_id="W1"), [OWN, NEXT], []),  # by then the first is another
        (NEXT, [OWN, second(effective=TODAY)], ["coverage-twice"]),
        (second(ends=TODAY, payer="x"), [], ["coverage-days", "coverage-rank"]),
    ],
)
def test_a_coverage_that_cannot_stand_beside_the_others_is_objected_to(said, others, expected):
    found = objections_to_coverage(said, others, today=TODAY, ref="c-1")

    assert [one.code for one in found] == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (replace(OWN, effective=TODAY), ["coverage-later"]),
        (replace(OWN, effective=TODAY, ends=NEW_YEAR), ["coverage-later"]),
        (replace(OWN, effective=TODAY, ends=NEW_YEAR - DAY), []),
        (replace(OWN, effective=NEW_YEAR + DAY), []),
        (second(effective=TODAY), []),
    ],
)
def test_a_coverage_that_another_replaces_later_is_doubted(said, expected):
    assert [one.code for one in doubts_about_coverage(said, [NEXT], ref="c-1")] == expected


def of(one, **said):
    return replace(as_covered(WHO, [one], NEW_YEAR), **said)


ENDED = replace(OWN, ends=NEW_YEAR - DAY)


@pytest.mark.parametrize(
    ("client", "there", "today", "expected"),
    [
        (WHO, [OWN, NEXT], TODAY, Follow.NOTHING),
        (WHO, [OWN, NEXT], NEW_YEAR, Follow.RECORD),
        (of(NEXT), [OWN, NEXT], NEW_YEAR, Follow.NOTHING),
        # Whatever is neither what was nor what is in force was said by somebody.
        (replace(WHO, member_id="W2"), [OWN, NEXT], TODAY, Follow.ADD),
        (replace(WHO, plan="eap"), [OWN, NEXT], NEW_YEAR, Follow.ADD),
        # A last day that is said is taken over; that none is said takes none away.
        (replace(WHO, covered_until=TODAY), [OWN], TODAY, Follow.END),
        (WHO, [ENDED], TODAY, Follow.DAYS),
        (of(ENDED), [ENDED], TODAY, Follow.NOTHING),
        (of(NEXT, covered_until=TODAY), [OWN, NEXT], NEW_YEAR, Follow.DAYS),  # the other's end
        (of(NEXT, covered_from=None), [OWN, NEXT], NEW_YEAR, Follow.DAYS),
        (WHO, [NEXT], TODAY, Follow.NOTHING),
        (WHO, [NEXT], NEW_YEAR, Follow.RECORD),
        (WHO, [], TODAY, Follow.NOTHING),
    ],
)
def test_record_and_coverage_follow_whichever_was_changed(client, there, today, expected):
    assert followed(client, there, since=TODAY, today=today) is expected


def test_a_clock_that_went_back_takes_the_record_back_and_adds_nothing():
    assert followed(of(NEXT), [OWN, NEXT], since=NEW_YEAR, today=TODAY) is Follow.RECORD


def test_a_day_goes_by_the_coverage_that_began_last():
    short = replace(NEXT, ends=NEW_YEAR + DAY)
    there = [OWN, short]

    assert as_covered(WHO, there, NEW_YEAR - DAY).payer == "aetna"
    assert as_covered(WHO, there, NEW_YEAR).payer == "cigna"
    assert as_covered(WHO, there, NEW_YEAR + DAY).is_covered(NEW_YEAR + DAY)
    after = as_covered(WHO, there, NEW_YEAR + 2 * DAY)
    assert not after.is_covered(NEW_YEAR + 2 * DAY)  # the earlier one does not come back
    assert in_force(there, Rank.PRIMARY, NEW_YEAR + 2 * DAY) is None
