import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.sync.plan import Answered, Pending, is_mass_delete, judge, plan_push

A, B = ("session", "a"), ("session", "b")
SEALED = Pending("1", A, 0, sealed=True)


@pytest.mark.parametrize(
    ("pending", "stuck", "can_open", "expected"),
    [
        ([], (), True, ((), (), (), ())),
        ([Pending("1", A, 3)], (), True, ((), (("1", 3),), (), ())),
        ([Pending("1", A, 3), Pending("2", A, 3)], (), True, ((), (("1", 3), ("2", 4)), (), ())),
        ([Pending("1", A, 0), Pending("2", B, 5)], (), True, ((), (("1", 0), ("2", 5)), (), ())),
        ([Pending("1", A, 0), Pending("2", B, 5)], (A,), True, ((), (("2", 5),), (), ("1",))),
        ([Pending("1", A, 0, sent=True), Pending("2", A, 0)], (), True, (("1",), (), (), ("2",))),
        ([Pending("1", A, 0, sealed=True)], (), True, ((), (("1", 0),), (), ())),
        ([SEALED, Pending("2", A, 0)], (), False, ((), (), ("1",), ("2",))),
        ([SEALED, Pending("2", B, 0)], (), False, ((), (("2", 0),), ("1",), ())),
        ([Pending("1", A, 0, needs=B)], (), True, ((), (), (), ("1",))),
        ([Pending("1", B, 0), Pending("2", A, 0, needs=B)], (), True,
         ((), (("1", 0), ("2", 0)), (), ())),
        ([Pending("1", B, 0), Pending("2", A, 0, needs=B)], (B,), True, ((), (), (), ("1", "2"))),
        ([Pending("1", A, 0, needs=B), Pending("2", A, 1)], (), True, ((), (), (), ("1", "2"))),
    ],
)  # fmt: skip
def test_a_plan_sends_in_order_and_holds_back_by_record(pending, stuck, can_open, expected):
    plan = plan_push(pending, stuck=stuck, can_open=can_open)

    assert (plan.ask, plan.send, plan.locked, plan.behind) == expected


@pytest.mark.parametrize(
    ("words", "applied", "refused", "conflicts", "again"),
    [
        (("applied", "applied"), 2, 0, 0, 0),
        (("applied", "refused"), 1, 1, 0, 0),
        (("applied", "conflict"), 1, 0, 1, 0),
        (("refused", "conflict"), 0, 1, 0, 1),
        (("conflict", "conflict"), 0, 0, 1, 1),
        (("refused", "refused"), 0, 2, 0, 0),
    ],
)
def test_after_a_refusal_what_followed_on_that_record_is_no_conflict(
    words, applied, refused, conflicts, again
):
    verdict = judge([Answered("1", A, 4, words[0], 5), Answered("2", A, 5, words[1], 6)])

    assert len(verdict.applied) == applied
    assert len(verdict.refused) == refused
    assert len(verdict.conflicts) == conflicts
    assert verdict.again == ((("2", 4),) if again else ())


def test_what_rests_on_a_refused_record_waits_for_it_instead_of_being_refused_too():
    verdict = judge(
        [
            Answered("1", A, 0, "refused", 0),
            Answered("2", B, 0, "refused", 0, needs=A),
            Answered("3", B, 1, "refused", 0),
        ]
    )

    assert verdict.refused == ("1",)
    assert verdict.again == (("2", 0), ("3", 0))


@pytest.mark.parametrize(
    ("gone", "here", "expected"),
    [(0, 0, False), (1, 5, False), (2, 9, True), (20, 100, False), (21, 100, True),
     (50, 10_000, False), (51, 10_000, True), (3, 3, True)],
)  # fmt: skip
def test_much_that_vanishes_at_once_asks_for_a_person(gone, here, expected):
    assert is_mass_delete(gone, here) is expected


changes = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.booleans(), st.booleans()), max_size=12
)


@given(changes, st.sets(st.sampled_from("abc")), st.booleans())
def test_every_change_has_one_place_and_none_overtakes_another_of_its_record(
    found, stuck, can_open
):
    pending = [
        Pending(str(number), ("session", record), seen, sent, sealed)
        for number, (record, seen, sent, sealed) in enumerate(found)
    ]
    plan = plan_push(pending, stuck={("session", one) for one in stuck}, can_open=can_open)
    sending = [identity for identity, _ in plan.send]

    assert sorted([*plan.ask, *sending, *plan.locked, *plan.behind]) == sorted(
        one.id for one in pending
    )
    place = {one.id: number for number, one in enumerate(pending)}
    for record in {one.record for one in pending}:
        mine = [one.id for one in pending if one.record == record]
        gone = [identity for identity in sending if identity in mine]
        # What goes is an unbroken beginning of the record's changes.
        assert gone == mine[: len(gone)]
    assert sending == sorted(sending, key=place.__getitem__)
