"""What a session to come should bring stands beside it from the moment it is booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.clients import edit_client
from practicecli.actions.confirm import confirm_session
from practicecli.actions.figures import work_out_anew
from practicecli.actions.marking import Marks, mark_session
from practicecli.actions.schedule import cancel_session, move_session, schedule_sessions
from practicecli.actions.undo import undo_last
from practicecli.cache import answers, outbox, sessions
from practicecli.cache.connect import transaction
from practicecli.domain.confirming import Wanted

DAY = timedelta(days=1)
# Aetna's round figures: 90832 72.00, 90834 105.00, 90837 135.00, 90791 145.00, 90847 110.00.


def cents(desk, identity):
    found = "SELECT expected_cents, expected_on FROM session WHERE id = ?"
    return tuple(desk.db.execute(found, (identity,)).fetchone())


def book(desk, client, minutes=50, days=3, **said):
    with transaction(desk.db):
        (identity,), _ = schedule_sessions(
            replace(desk, batch=desk.fresh_id()), client.id, [desk.now + days * DAY],
            timedelta(minutes=minutes), place="office", allow_overlap=True, **said,
        )  # fmt: skip
    return identity


def confirm(desk, identity, cpt):
    with transaction(desk.db):
        confirm_session(desk, identity, Wanted((cpt,), ("F41.1",), note_route="upload"))


@pytest.mark.parametrize(
    ("minutes", "amount"), [(15, None), (16, 7_200), (38, 10_500), (52, 10_500), (53, 13_500)]
)
def test_of_a_new_client_it_is_what_the_minutes_come_to(desk, added, minutes, amount):
    assert cents(desk, book(desk, added(), minutes)) == (amount, None)


@pytest.mark.parametrize(
    ("last", "minutes", "amount"),
    [
        ("90837", 60, 13_500),
        ("90847", 50, 11_000),
        ("90791", 60, 10_500),  # an evaluation is not repeated: by the minutes of what is booked
        ("90839", 60, 10_500),
    ],
)
def test_of_a_known_client_it_is_the_code_of_the_last_session(
    desk, held, added, last, minutes, amount
):
    who = added()
    confirm(desk, held(9, who=who, minutes=50), "90834")
    confirm(desk, held(2, who=who, minutes=minutes), last)

    assert cents(desk, book(desk, who, 50))[0] == amount


def test_what_is_marked_on_it_goes_before_the_last_session(desk, held, added):
    who = added()
    confirm(desk, held(2, who=who), "90834")
    assert cents(desk, book(desk, who, 60, occasion="intake"))[0] == 14_500
    assert cents(desk, book(desk, who, 50, participants="client-family"))[0] == 11_000

    identity = book(desk, who)
    with transaction(desk.db):
        mark_session(replace(desk, batch="b"), identity, Marks(occasion="intake"))
    assert cents(desk, identity)[0] == 14_500
    undo_last(desk)
    assert cents(desk, identity)[0] == 10_500


def test_another_length_or_payer_is_another_amount(desk, added):
    who = added()
    identity = book(desk, who)
    with transaction(desk.db):
        move_session(desk, identity, desk.now + 4 * DAY, timedelta(minutes=60))
    assert cents(desk, identity)[0] == 13_500

    with transaction(desk.db):
        edit_client(desk, who.id, {"payer": "cigna"})
    assert cents(desk, identity)[0] == 12_500


def test_what_will_not_be_held_brings_nothing(desk, added):
    identity = book(desk, added())
    with transaction(desk.db):
        cancel_session(desk, identity, by="client")

    assert cents(desk, identity) == (None, None)


def test_a_session_that_was_booked_before_there_were_amounts_gets_one_with_new_figures(desk, held):
    identity = held(1)
    desk.db.execute("UPDATE session SET expected_cents = NULL, figures = ''")
    with transaction(desk.db):
        work_out_anew(desk)

    assert cents(desk, identity)[0] == 10_500


def test_what_a_platform_refused_is_expected_as_it_was_confirmed(desk, held):
    identity = held(1)
    confirm(desk, identity, "90834")
    assert cents(desk, identity) == (10_500, "2026-12-15")
    with transaction(desk.db):
        answers.refused(desk.db, outbox.waiting(desk.db, "headway")[-1], [])

    assert sessions.get(desk.db, identity).status == "scheduled"
    assert cents(desk, identity) == (10_500, None)
