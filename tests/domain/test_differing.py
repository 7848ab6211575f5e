import pytest

from practicecli.domain.differing import differences
from practicecli.figures.load import policies
from practicecli.sandbox.policy import told


def said(name, **changed):
    return {**told(policies()[name]), **changed}


@pytest.mark.parametrize("name", sorted(policies()))
def test_a_platform_that_goes_by_our_figures_differs_in_nothing(name):
    assert differences(policies()[name], said(name)) == []


@pytest.mark.parametrize("answer", [{}, {"clocks": None, "payouts": [], "fee": 3}, {"later": 1}])
def test_what_is_not_told_is_no_difference(answer):
    assert differences(policies()["headway"], answer) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"length": 45}, "30 days from service-date here, 45 days from service-date there"),
        ({"unit": "hours"}, "30 days from service-date here, 30 hours from service-date there"),
        ({"starts": "confirmed"}, "30 days from service-date here, 30 days from confirmed there"),
        ({"zone": "Etc/GMT+12"}, "here, 30 days from service-date in Etc/GMT+12 there"),
        ({"by_plan": {"medicare": 9}}, "here, 30 days from service-date (medicare 9) there"),
    ],
)
def test_a_clock_that_differs_is_named_with_both_figures(change, words):
    clocks = said("headway")["clocks"]
    theirs = [{**one, **change} if one["name"] == "confirm" else one for one in clocks]

    (found,) = differences(policies()["headway"], said("headway", clocks=theirs))

    assert found.startswith("clock confirm: ")
    assert found.endswith(words)


def test_a_clock_that_only_one_side_has_is_named():
    clocks = [one for one in said("headway")["clocks"] if one["name"] != "edit"]
    clocks.append({"name": "nap", "length": 20, "unit": "hours", "starts": "confirmed"})

    found = differences(policies()["headway"], said("headway", clocks=clocks))

    assert found == [
        "clock edit: 48 hours from confirmed here, none there",
        "clock nap: none here, 20 hours from confirmed there",
    ]


@pytest.mark.parametrize(
    ("name", "change", "told_as"),
    [
        ("headway", {"note_required": True}, "note required: False here, True there"),
        ("headway", {"confirms_by": "signing"}, "confirms by: confirming here, signing there"),
        ("headway", {"payouts": {"cut_day": 10}}, "payouts cut day: 15 here, 10 there"),
        ("alma", {"fee": {"monthly_cents": 1}}, "fee monthly cents: "),
        ("alma", {"payouts": {"kind": "none"}}, "payouts kind: "),
        ("headway", {"no_show": {"windows_hours": [7]}}, "no show windows hours: "),
    ],
)
def test_another_figure_that_differs_is_named_with_both(name, change, told_as):
    (found,) = differences(policies()[name], said(name, **change))

    assert found.startswith(told_as)


def test_codes_that_only_one_side_blocks_are_named():
    name = next(name for name, one in policies().items() if one.blocked)
    ours = said(name)["blocked_codes"]
    extra = {"first": "90899", "last": "90899", "since": "2026-01-01", "why": "invented"}

    found = differences(policies()[name], said(name, blocked_codes=[*ours[1:], extra]))

    assert "codes 90899 to 90899 blocked from 2026-01-01 on: only there" in found
    assert len([one for one in found if one.endswith("only here")]) == 1
