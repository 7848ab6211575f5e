from __future__ import annotations

import pytest

from practicecli.domain.fees import Member, doubts_about_fee, objections_to_fee, terms_of_fee
from practicecli.domain.policy import NoShow
from practicecli.figures import load


def members(*said):
    return [
        Member(load.payer(payer), plan, secondary=number > 0)
        for number, (payer, plan) in enumerate(said)
    ]


def rules(cap=None, **said):
    return NoShow(windows_hours=(24,), forbidden_plans=("medicaid",), cap_cents=cap, **said)


@pytest.mark.parametrize(
    ("cents", "held", "cap", "expected"),
    [
        (7500, [("aetna", "commercial")], None, []),
        (0, [("aetna", "medicaid")], None, []),
        (7500, [("aetna", "medicaid")], None, ["Members of medicaid"]),
        (7500, [("medicaid", "")], None, ["Members of medicaid"]),
        (7500, [("medicare", "medicare")], None, []),
        # Both Medicare and Medicaid: the second forbids it.
        (
            7500,
            [("medicare", "medicare"), ("medicaid", "medicaid")],
            None,
            ["Members of medicaid,"],
        ),
        (7500, [("aetna", "commercial"), ("cigna", "commercial")], None, []),
        (7500, [("TriWest", "commercial")], None, ["Members of TriWest"]),
        (7500, [("va", "commercial")], None, ["Members of TriWest"]),
        (7500, [("Kaiser Northern California", "commercial")], None, ["Members of Kaiser"]),
        (9000, [("magellan", "commercial")], None, []),
        (9001, [("magellan", "commercial")], None, ["The fee is over the 90.00 that Magellan"]),
        (7500, [("magellan", "commercial")], 5000, ["The fee is over the 50.00 that the platform"]),
        (20000, [("aetna", "commercial")], 20000, []),
        (20001, [("aetna", "commercial")], 20000, ["The fee is over the 200.00"]),
    ],
)
def test_a_fee_is_refused_to_some_and_over_the_lowest_cap(cents, held, cap, expected):
    found = list(objections_to_fee(cents, members=members(*held), rules=rules(cap)))

    assert {one.code for one in found} <= {"fee-not-allowed"}
    assert len(found) == len(expected)
    for one, start in zip(found, expected, strict=True):
        assert one.message.startswith(start)


@pytest.mark.parametrize(
    ("cents", "announced", "count"), [(1, True, 1), (0, True, 0), (1, False, 0)]
)
def test_a_platform_that_wants_a_fee_announced_is_spoken_of(cents, announced, count):
    found = list(doubts_about_fee(cents, label="Alma", rules=rules(announced_first=announced)))

    assert [one.code for one in found] == ["fee-announced"] * count


@pytest.mark.parametrize(
    ("held", "cap", "says"),
    [
        (("aetna", "commercial"), None, "the fee that you ask; no insurance ever pays it"),
        (("aetna", "commercial"), 20000, "at most the 200.00 that the platform allows"),
        (("magellan", "commercial"), 20000, "at most the 90.00 that Magellan allows"),
        (("aetna", "medicaid"), 20000, "costs nothing: Members of medicaid may not be charged"),
    ],
)
def test_what_a_missed_session_may_cost_is_said_in_words(held, cap, says):
    assert says in terms_of_fee(members(held), rules(cap)).words
