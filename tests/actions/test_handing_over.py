"""A platform that gets an API, or loses it, while work is open."""

from __future__ import annotations

from dataclasses import replace

from practicecli.actions.confirm import confirm_session
from practicecli.actions.provider import add_platform
from practicecli.actions.schedule import mark_entered
from practicecli.cache import platforms, sessions
from practicecli.cache.connect import transaction
from practicecli.cache.platforms import Platform
from practicecli.domain.confirming import Wanted

USUAL = Wanted(cpt=("90834",), dx=("F41.1",), note_route="upload")


def switched(desk, name, remote):
    with transaction(desk.db):
        add_platform(
            replace(desk, batch="switch"), Platform(name, name, remote, remote != "manual")
        )
    return replace(desk, platforms=platforms.everything(desk.db))


def waiting(desk, platform):
    return [
        tuple(row)
        for row in desk.db.execute(
            "SELECT kind, verb, record FROM outbox WHERE platform = ? AND state = 'waiting'"
            " ORDER BY seq",
            (platform,),
        )
    ]


def test_a_platform_that_gets_an_api_is_told_of_clients_and_appointments(desk, held, added):
    client = added(platform="alma")
    done, coming = held(2, who=client), held(-1, who=client)
    with transaction(desk.db):
        confirm_session(desk, done, USUAL)

    after = switched(desk, "alma", "sandbox:")

    told = waiting(after, "alma")
    assert [one[:2] for one in told] == [
        ("provider", "put"),
        ("client", "put"),
        ("session", "schedule"),
    ]
    assert [one[2] for one in told[1:]] == [client.id, coming]
    with transaction(desk.db):
        mark_entered(after, done)


def test_what_waited_for_an_api_that_is_gone_is_entered_by_hand(desk, held):
    session = held(1)
    with transaction(desk.db):
        confirm_session(desk, session, USUAL)

    after = switched(desk, "headway", "manual")

    assert waiting(after, "headway") == []
    assert sessions.get(desk.db, session).sent == "manual"
    with transaction(desk.db):
        mark_entered(after, session)
