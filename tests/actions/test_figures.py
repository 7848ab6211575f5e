from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.confirm import confirm_session
from practicecli.actions.figures import work_out_anew
from practicecli.cache import sessions
from practicecli.cache.connect import transaction
from practicecli.domain.confirming import Wanted

DAY = timedelta(days=1)


@pytest.fixture
def newer(desk):
    """The same desk under figures that give Headway a shorter month and a longer night."""
    policy = desk.book.policies["headway"]
    lengths = {"confirm": 10, "sign": 100}
    clocks = tuple(
        replace(clock, length=lengths.get(clock.name, clock.length)) for clock in policy.clocks
    )
    policies = {**desk.book.policies, "headway": replace(policy, clocks=clocks)}
    return replace(desk, book=replace(desk.book, policies=policies, digest="newer"))


def anew(desk):
    with transaction(desk.db):
        return work_out_anew(desk)


def test_what_is_open_gets_the_clocks_of_the_new_figures_once(newer, held):
    identity = held(1)
    before = sessions.get(newer.db, identity)

    assert anew(newer) == 1
    after = sessions.get(newer.db, identity)
    assert before.confirm_by - after.confirm_by == 20 * DAY
    assert after.sign_by - before.sign_by == timedelta(hours=28)
    assert anew(newer) == 0


def test_what_is_confirmed_keeps_what_it_was_confirmed_by(desk, newer, held, dump):
    identity = held(1)
    with transaction(desk.db):
        confirm_session(desk, identity, Wanted(cpt=("90834",), dx=("F41.1",)))
    before = dump()

    assert anew(newer) == 0
    assert dump() == before


def test_the_same_figures_change_nothing(desk, held, dump):
    held(1)
    before = dump()

    assert anew(desk) == 0
    assert dump() == before
