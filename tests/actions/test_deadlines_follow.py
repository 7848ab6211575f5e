"""Deadlines follow the plan, and what a platform tells was confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.clients import add_client, edit_client
from practicecli.actions.figures import work_out_anew
from practicecli.actions.undo import undo_last
from practicecli.cache import sessions
from practicecli.cache.connect import transaction
from practicecli.cache.facts import HOME_STATE, keep_fact
from practicecli.cache.sessions import utc_text
from practicecli.domain.incoming import IncomingClient
from practicecli.domain.people import License

DAY = timedelta(days=1)


def hours_to_sign(one):
    return (one.sign_by - one.ends_at).total_seconds() / 3600


@pytest.mark.parametrize(("plan", "hours"), [("medicare", 48), ("eap", 72)])
def test_a_new_plan_brings_its_own_time_to_sign(desk, held, added, plan, hours):
    client = added()
    session = held(1, who=client)

    with transaction(desk.db):
        edit_client(replace(desk, batch="edit"), client.id, {"plan": plan})

    assert hours_to_sign(sessions.get(desk.db, session)) == hours


def test_taking_the_new_plan_back_takes_its_deadlines_back(desk, held, added):
    client = added()
    before = sessions.get(desk.db, held(1, who=client))
    with transaction(desk.db):
        edit_client(replace(desk, batch="edit"), client.id, {"plan": "medicare"})
        undo_last(desk)

    assert sessions.get(desk.db, before.id) == before


@pytest.mark.parametrize(("days", "known"), [(1, True), (200, False)])
def test_what_was_confirmed_elsewhere_gets_clocks_and_forecast_while_they_matter(
    desk, held, days, known
):
    session = held(days)
    with transaction(desk.db):
        sessions.change(desk.db, session, {
            "status": "confirmed", "confirmed_at": utc_text(desk.now), "cpt": "90834",
            "dx": "F41.1", "figures": "", "sign_by": None,
        })  # fmt: skip
        work_out_anew(desk)

    row = desk.db.execute("SELECT sign_by, expected_on, expected_cents FROM session").fetchone()
    assert (row[0] is not None, row[1]) == (known, "2026-12-15" if known else None)
    assert (row[2] or 0) > 0 or not known


def test_a_client_sits_in_the_state_the_practice_was_opened_in(desk):
    book = replace(
        desk.book,
        provider=replace(
            desk.book.provider, licenses=(License("NJ", "LPC"), License("NY", "LMHC"))
        ),
    )
    with transaction(desk.db):
        keep_fact(desk.db, HOME_STATE, "NY")
        one = add_client(
            replace(desk, book=book), IncomingClient(name="Ben Stone", platform="self")
        )

    assert one.state == "NY"


def test_a_client_who_comes_by_another_platform_is_new_there(desk, added):
    client = added()
    desk.db.execute("UPDATE client SET version = 4")

    with transaction(desk.db):
        edit_client(desk, client.id, {"platform": "alma"})

    seen = desk.db.execute("SELECT seen_version FROM outbox ORDER BY seq DESC LIMIT 1").fetchone()
    assert seen[0] == 0
