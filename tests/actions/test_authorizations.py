from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from practicecli.actions.authorizations import (
    Terms,
    add_authorization,
    edit_authorization,
    end_authorization,
)
from practicecli.actions.clients import archive_client
from practicecli.actions.confirm import confirm_chunk, confirm_session, modify_session
from practicecli.actions.figures import work_out_anew
from practicecli.actions.schedule import cancel_session, move_session, schedule_sessions
from practicecli.actions.undo import undo_last
from practicecli.cache import authorizations, coverages, open_work, sessions
from practicecli.cache.connect import transaction
from practicecli.cache.withdrawing import withdraw
from practicecli.domain.authorizations import use_of
from practicecli.domain.confirming import Wanted
from practicecli.domain.coverage import Benefits, Coverage, Rank
from practicecli.errors import RefusedError

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
USUAL = Wanted(cpt=("90834",), dx=("F41.1",), note_route="upload")
SINCE = date(2026, 11, 1)


@pytest.fixture
def ana(added):
    """A client whose plan asks for an authorization of every session."""
    return added(plan="eap")


def add(desk, client, **terms):
    with transaction(desk.db):
        return add_authorization(
            replace(desk, batch=desk.fresh_id()), client.id, Terms(**{"starts": SINCE, **terms})
        )[0]


def edit(desk, identity, **terms):
    with transaction(desk.db):
        return edit_authorization(desk, identity, Terms(**terms))


def book(desk, client, *days):
    """Schedule a session so many days from now, each; give the ids and the warnings."""
    with transaction(desk.db):
        return schedule_sessions(
            replace(desk, batch=desk.fresh_id()), client.id, [desk.now + n * DAY for n in days],
            HOUR, place="office",
        )  # fmt: skip


def confirm(desk, identity, **changes):
    with transaction(desk.db):
        return confirm_session(
            replace(desk, batch=desk.fresh_id()), identity, replace(USUAL, **changes)
        )


def use(desk, identity):
    one = authorizations.get(desk.db, identity)
    return use_of(one, authorizations.visits(desk.db, {one.client: [one]})[one.client])


def refused(action, *args, **options):
    with pytest.raises(RefusedError) as error:
        action(*args, **options)
    return [one.code for one in error.value.problems]


def due(desk):
    return [
        (ref, at)
        for kind, _, ref, _, _, at, _ in open_work.due(desk.db, desk.at)
        if kind == "authorization"
    ]


def require(desk, client, *, since=None, rank=Rank.PRIMARY):
    """Say that the client's coverage wants an authorization."""
    with transaction(desk.db):
        coverages.put(
            desk.db,
            Coverage(id=desk.fresh_id(), client=client.id, rank=rank, payer="aetna",
                     plan="commercial", member_id="X", effective=since,
                     benefits=Benefits(as_of=SINCE, authorization_required=True)),
            desk.at,
        )  # fmt: skip


def test_without_an_authorization_a_session_of_employee_assistance_is_not_confirmed(
    desk, ana, held, dump
):
    identity = held(1, who=ana)
    before = dump()

    assert refused(confirm, desk, identity) == ["authorization"]
    assert dump() == before
    add(desk, ana, units=1)
    assert confirm(desk, identity).confirmation is not None


def test_the_last_unit_confirms_and_the_next_session_does_not(desk, ana, held):
    first, second, third = (held(days, who=ana) for days in (5, 4, 3))
    kept = add(desk, ana, units=3, used_before=1)

    confirm(desk, first)
    confirm(desk, second)

    assert use(desk, kept)[:3] == (3, 1, 0)  # the third is still booked
    assert refused(confirm, desk, third) == ["authorization"]


def test_within_one_chunk_each_session_takes_its_unit(desk, ana, held):
    sessions_ = [held(days, who=ana) for days in (5, 4, 3)]
    add(desk, ana, units=2)

    with transaction(desk.db):
        outcomes = confirm_chunk(desk, [(one, USUAL) for one in sessions_])

    assert [one.confirmation is not None for one in outcomes] == [True, True, False]
    assert [one.code for one in outcomes[2].problems] == ["authorization"]


def test_a_code_that_is_not_covered_blocks_and_a_session_of_another_code_takes_no_unit(
    desk, ana, held
):
    kept = add(desk, ana, units=5, codes=("90837",))
    identity = held(1, who=ana, minutes=55)

    assert refused(confirm, desk, identity, cpt=("90834",)) == ["cpt-minutes", "authorization"]
    confirm(desk, identity, cpt=("90837",))
    assert use(desk, kept).used == 1


@pytest.mark.parametrize(("starts", "ends", "fits"), [
    (date(2026, 11, 23), date(2026, 11, 23), True),
    (date(2026, 11, 24), None, False),
    (date(2026, 11, 1), date(2026, 11, 22), False),
])  # fmt: skip
def test_the_service_date_has_to_lie_within_its_days(desk, ana, held, starts, ends, fits):
    identity = held(1, who=ana)  # on 23 November
    add(desk, ana, units=5, starts=starts, ends=ends)

    if fits:
        assert confirm(desk, identity).confirmation is not None
    else:
        assert refused(confirm, desk, identity) == ["authorization"]


def test_what_the_coverage_of_the_service_date_says_is_required(desk, added, held):
    who = added()
    before, after = held(5, who=who), held(2, who=who)
    require(desk, who, since=desk.today - 3 * DAY)

    confirm(desk, before)
    assert refused(confirm, desk, after) == ["authorization"]


def test_a_secondary_coverage_requires_none(desk, added, held):
    who = added()
    require(desk, who, rank=Rank.SECONDARY)

    assert confirm(desk, held(1, who=who)).problems == ()


def test_a_client_who_pays_themselves_needs_none(desk, added, held):
    who = added(platform="self", payer=None, plan="eap")

    assert confirm(desk, held(1, who=who)).confirmation is not None


def test_a_confirmed_session_is_corrected_with_a_warning(desk, ana, held):
    identity = held(1, who=ana)
    kept = add(desk, ana, units=5)
    confirm(desk, identity)
    edit(desk, kept, codes=("90837",))

    with transaction(desk.db):
        outcome = modify_session(desk, identity, Wanted(dx=("F41.0",)))

    assert [one.code for one in outcome.problems] == ["authorization"]
    assert sessions.get(desk.db, identity).dx == ("F41.0",)


def test_its_own_unit_does_not_stand_against_a_correction(desk, ana, held):
    identity = held(1, who=ana)
    add(desk, ana, units=1)
    confirm(desk, identity)

    with transaction(desk.db):
        assert modify_session(desk, identity, Wanted(dx=("F41.0",))).problems == ()


def test_the_deadline_follows_what_is_booked_moved_cancelled_and_taken_back(desk, ana):
    add(desk, ana, units=2)
    assert due(desk) == []

    (first, second), _ = book(desk, ana, 1, 8)
    assert due(desk) == [(ana.ref, "2026-12-03T04:59:59Z")]  # the end of 2 December in New York

    with transaction(desk.db):
        move_session(replace(desk, batch=desk.fresh_id()), second, desk.now + 9 * DAY, None)
    assert due(desk) == [(ana.ref, "2026-12-04T04:59:59Z")]
    with transaction(desk.db):
        undo_last(desk)
    assert due(desk) == [(ana.ref, "2026-12-03T04:59:59Z")]

    with transaction(desk.db):
        cancel_session(desk, first, by="me")
    assert due(desk) == []


def test_confirming_another_code_frees_the_unit_it_was_booked_for(desk, ana, held):
    held(1, who=ana)
    identity = held(2, who=ana, minutes=55)
    add(desk, ana, units=2, codes=("90834",))
    add(desk, ana, units=9, codes=("90837",))
    assert len(due(desk)) == 1

    confirm(desk, identity, cpt=("90837",))

    assert due(desk) == []


def test_changing_or_ending_it_moves_and_ends_the_deadline(desk, ana):
    kept = add(desk, ana, units=2, ends=date(2026, 12, 31))
    assert due(desk) == [(ana.ref, "2027-01-01T04:59:59Z")]

    edit(desk, kept, ends=date(2026, 12, 30))
    assert due(desk) == [(ana.ref, "2026-12-31T04:59:59Z")]
    edit(desk, kept, forget={"ends"})
    assert due(desk) == []
    edit(desk, kept, ends=date(2026, 12, 30))
    with transaction(desk.db):
        end_authorization(desk, kept, desk.today)
    assert due(desk) == []
    assert authorizations.get(desk.db, kept).ends == desk.today


def test_the_next_one_takes_the_deadline_over(desk, ana):
    add(desk, ana, units=5, ends=date(2026, 12, 31))

    add(desk, ana, units=5, starts=date(2027, 1, 1), ends=date(2027, 6, 30))

    assert due(desk) == [(ana.ref, "2027-07-01T03:59:59Z")]


def test_an_archived_client_has_no_such_deadline(desk, ana):
    add(desk, ana, ends=date(2026, 12, 31))
    with transaction(desk.db):
        archive_client(desk, ana.id)

    assert due(desk) == []


def test_what_a_platform_changed_is_counted_after_the_sync(desk, ana):
    add(desk, ana, units=1)
    (identity,), _ = book(desk, ana, 3)
    with transaction(desk.db):
        desk.db.execute("UPDATE session SET status = 'cancelled' WHERE id = ?", (identity,))

    with transaction(desk.db):
        work_out_anew(desk)

    assert due(desk) == []


def test_the_deadline_is_found_by_an_index_of_its_own(desk):
    plan = desk.db.execute(f"EXPLAIN QUERY PLAN {open_work._ALL}", {"now": "", "until": ""})

    assert any("authorization_runs_out" in row[3] for row in plan)


@pytest.mark.parametrize(
    ("terms", "codes"),
    [
        ({"units": 0}, ["bad-units"]),
        ({"units": 1000}, ["bad-units"]),
        ({"units": 2, "used_before": 3}, ["bad-units"]),
        ({"units": 2, "used_before": -1}, ["bad-units"]),
        ({}, ["bad-units"]),
        ({"units": 2, "ends": SINCE - DAY}, ["bad-date"]),
        ({"units": 2, "codes": ("9083",)}, ["cpt-unknown"]),
        ({"number": "A\0", "ends": SINCE - DAY}, ["bad-text", "bad-date"]),
    ],
)
def test_what_cannot_be_is_refused_with_every_fault(desk, ana, dump, terms, codes):
    before = dump()

    assert refused(add, desk, ana, **terms) == codes
    assert dump() == before


def test_one_that_would_count_the_same_sessions_is_refused_and_other_codes_are_not(desk, ana):
    first = add(desk, ana, units=5, codes=("90834",))
    add(desk, ana, units=5, codes=("90847",))

    assert refused(add, desk, ana, units=5) == ["authorization-overlap"] * 2
    assert refused(edit, desk, first, forget={"codes"}) == ["authorization-overlap"]
    with transaction(desk.db):
        end_authorization(desk, first, date(2026, 11, 20))
    add(desk, ana, units=5, codes=("90834",), starts=date(2026, 11, 21))


def test_once_all_units_are_used_the_next_one_may_begin(desk, ana, held):
    add(desk, ana, units=1)
    confirm(desk, held(3, who=ana))
    later = held(1, who=ana)

    add(desk, ana, units=5, starts=desk.today - DAY)

    assert confirm(desk, later).confirmation is not None


def test_one_that_was_ended_still_counts_for_the_days_before(desk, ana, held):
    kept = add(desk, ana, units=5)
    identity, after = held(3, who=ana), held(1, who=ana)
    with transaction(desk.db):
        end_authorization(desk, kept, desk.today - 3 * DAY)

    confirm(desk, identity)
    assert refused(confirm, desk, after) == ["authorization"]


def test_undo_takes_back_adding_and_ending(desk, ana, dump):
    before = dump("audit", "outbox", "meta")
    kept = add(desk, ana, units=5, ends=date(2026, 12, 31))
    with transaction(desk.db):
        undo_last(desk)
    assert dump("audit", "outbox", "meta") == before

    kept = add(desk, ana, units=5, ends=date(2026, 12, 31))
    stood = dump("audit", "outbox", "meta")
    with transaction(desk.db):
        end_authorization(replace(desk, batch=desk.fresh_id()), kept, desk.today)
    with transaction(desk.db):
        undo_last(desk)
    assert dump("audit", "outbox", "meta") == stood


def test_the_log_holds_units_days_and_codes_but_not_the_payers_number(desk, ana):
    add(desk, ana, number="SECRET-1", units=5, codes=("90834",))

    rows = desk.db.execute("SELECT verb, kind, detail FROM audit ORDER BY seq").fetchall()
    assert tuple(rows[-1]) == ("add", "authorization", "units 5 2026-11-01 90834")
    assert not any("SECRET" in row[2] for row in rows)


def test_booking_what_is_not_authorized_is_warned_of(desk, ana, added):
    _, warnings = book(desk, ana, 1, 8)
    assert [one.code for one in warnings] == ["authorization"]

    add(desk, ana, units=3)
    assert book(desk, ana, 15)[1] == []
    _, warnings = book(desk, ana, 22, 29)
    assert [one.code for one in warnings] == ["authorization"]
    assert "on 2026-12-16 is not authorized, nor are 1" in warnings[0].message
    assert book(desk, added("Bo Lakes"), 1.5)[1] == []


def test_a_client_with_an_authorization_stays_when_the_platform_takes_them_out(desk, ana):
    add(desk, ana, units=3)
    with transaction(desk.db):
        desk.db.execute("DELETE FROM outbox")
        withdraw(desk.db, {"client": [ana.id]}, now=desk.at)

    found = desk.db.execute("SELECT status FROM client WHERE id = ?", (ana.id,)).fetchone()
    assert tuple(found) == ("archived",)


def test_sessions_of_a_new_payer_take_no_units_of_the_old_one(desk, ana, held):
    old = add(desk, ana, units=2)
    confirm(desk, held(2, who=ana))
    with transaction(desk.db):
        coverages.put(
            desk.db,
            Coverage(id=desk.fresh_id(), client=ana.id, rank=Rank.PRIMARY, payer="cigna",
                     plan="commercial", member_id="Y", effective=desk.today),
            desk.at,
        )  # fmt: skip
    book(desk, ana, 1, 8)

    found = use(desk, old)

    assert (found.used, found.booked, found.left) == (1, 0, 1)
