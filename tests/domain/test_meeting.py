"""The conflict table: which changes of one record stand together, and which a person decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.meeting import Intent, Outcome, differing, groups_of, meet

SESSION = {
    "starts_at": "1", "ends_at": "2", "status": "scheduled", "cpt": "", "dx": "", "modifiers": "",
    "place": "office", "actual_start": None, "actual_stop": None,
}  # fmt: skip
CLIENT = {"name": "A", "email": "e", "phone": "p", "payer": "aetna", "plan": "c", "member_id": "W"}
CONFIRMED = {"status": "confirmed", "cpt": "90837", "dx": "F41.1"}


def outcomes(kind, there, *intents):
    return [step.outcome.value for step in meet(kind, there, intents)]


def a_session(**said):
    return {**SESSION, **said}


MOVE = Intent("m", {"starts_at": "3", "ends_at": "4"}, {"starts_at": "1", "ends_at": "2"})
CONFIRM = Intent("c", CONFIRMED, {name: SESSION[name] for name in SESSION if name[-3:] != "_at"})
CANCEL = Intent("x", {"status": "cancelled"}, {"status": "scheduled"})
PHONE = Intent("p", {"phone": "q"}, {"phone": "p"})
NAME = Intent("n", {"name": "B"}, {"name": "A"})
PAYER = Intent("i", {"payer": "cigna"}, {"payer": "aetna", "plan": "c", "member_id": "W"})


@pytest.mark.parametrize(
    ("kind", "there", "intent", "expected"),
    [
        ("session", a_session(), MOVE, "again"),
        ("session", a_session(starts_at="3", ends_at="4"), MOVE, "settled"),
        ("session", a_session(starts_at="5", ends_at="6"), MOVE, "clash"),
        ("session", a_session(ends_at="9"), MOVE, "clash"),
        ("session", a_session(place="video"), MOVE, "again"),
        ("session", a_session(starts_at="3", ends_at="4"), CONFIRM, "again"),
        ("session", a_session(**CONFIRMED), CONFIRM, "settled"),
        ("session", a_session(**{**CONFIRMED, "cpt": "90834"}), CONFIRM, "clash"),
        ("session", a_session(status="cancelled"), CONFIRM, "clash"),
        ("session", a_session(place="video"), CONFIRM, "clash"),
        ("session", a_session(status="cancelled"), CANCEL, "settled"),
        ("session", a_session(**CONFIRMED), CANCEL, "clash"),
        ("session", a_session(starts_at="3", ends_at="4"), CANCEL, "again"),
        ("client", {**CLIENT, "email": "f"}, PHONE, "again"),
        ("client", {**CLIENT, "phone": "r"}, PHONE, "again"),  # by the platform's order
        ("client", {**CLIENT, "phone": "q"}, PHONE, "settled"),
        ("client", {**CLIENT, "phone": "r"}, NAME, "again"),
        ("client", {**CLIENT, "name": "C"}, NAME, "clash"),
        ("client", {**CLIENT, "member_id": "X"}, PAYER, "clash"),
        ("client", {**CLIENT, "name": "C"}, PAYER, "again"),
        ("client", {**CLIENT, "name": "C"}, Intent("u", {"name": "B"}), "clash"),
        ("client", {**CLIENT, "name": "B"}, Intent("u", {"name": "B"}), "settled"),
        ("client", None, PHONE, "clash"),
    ],
)
def test_a_change_meets_a_newer_record(kind, there, intent, expected):
    assert outcomes(kind, there, intent) == [expected]


def test_a_later_change_is_laid_over_the_earlier_one():
    back = Intent("2", {"name": "A"}, {"name": "B"})

    steps = meet("client", {**CLIENT, "email": "f"}, [NAME, back])

    assert [step.outcome for step in steps] == [Outcome.AGAIN, Outcome.AGAIN]
    assert steps[0].over == {**CLIENT, "email": "f", "name": "B"}
    assert steps[1].over["name"] == "A"


@pytest.mark.parametrize(
    ("name", "sent", "expected"),
    [
        ("C", (True, True), ["settled", "settled"]),  # both were done there, and forgotten
        ("C", (True, False), ["clash"]),
        ("B", (True, False), ["settled", "again"]),
        ("C", (False, False), ["clash"]),
        ("B", (True, True), ["settled", "again"]),
        ("A", (True, True), ["again", "again"]),
        ("D", (True, True), ["clash"]),
    ],
)
def test_changes_whose_joint_effect_stands_there_are_settled_if_they_may_be_done(
    name, sent, expected
):
    first, second = (
        Intent(str(number), {"name": after}, {"name": before}, may_be_done=done)
        for number, (before, after, done) in enumerate(zip("AB", "BC", sent, strict=True))
    )

    assert outcomes("client", {**CLIENT, "name": name}, first, second) == expected


def test_what_was_done_and_forgotten_is_not_done_again_by_the_platforms_order():
    first, second = (
        Intent(one, {"phone": one}, {"phone": "p"}, may_be_done=True) for one in ("q", "r")
    )

    assert outcomes("client", {**CLIENT, "phone": "r"}, first, second) == ["settled", "settled"]


def test_what_comes_after_a_clash_waits_for_the_person():
    steps = meet("client", {**CLIENT, "name": "C"}, [NAME, PHONE])

    assert [step.id for step in steps] == ["n"]


def test_a_settled_change_leaves_the_next_one_what_stands_there():
    there = a_session(**CONFIRMED)
    modify = Intent("2", {**CONFIRMED, "cpt": "90834"}, {**SESSION, **CONFIRMED})

    assert outcomes("session", there, CONFIRM, modify) == ["settled", "again"]


def test_only_the_fields_that_differ_are_named():
    assert differing(CONFIRM, a_session(**{**CONFIRMED, "cpt": "90834"})) == ["cpt"]
    assert differing(MOVE, None) == ["starts_at", "ends_at"]


def test_fields_come_with_their_whole_group():
    assert groups_of("client", ["payer", "name"]) == {"payer", "plan", "member_id", "name"}
    assert groups_of("session", ["ends_at"]) == {"starts_at", "ends_at"}


VALUES = st.sampled_from("abc")
CLIENTS = st.fixed_dictionaries(dict.fromkeys(CLIENT, VALUES))


@given(base=CLIENTS, there=CLIENTS, wanted=st.dictionaries(st.sampled_from(sorted(CLIENT)), VALUES))
def test_nothing_that_both_sides_moved_differently_is_written_over_but_contact_details(
    base, there, wanted
):
    (step,) = meet("client", there, [Intent("1", wanted, base)])
    both = {
        name
        for name in groups_of("client", wanted)
        if there[name] != base[name] and name not in {"email", "phone", "address"}
    }
    if step.outcome is Outcome.AGAIN:
        assert both == set()
        assert step.over == {**there, **wanted}
    elif step.outcome is Outcome.SETTLED:
        assert {**there, **wanted} == there
    else:
        assert both
