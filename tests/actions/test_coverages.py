"""Coverages said, corrected, ended and taken back; and what sessions then go by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from practicecli.actions.clients import edit_client
from practicecli.actions.confirm import confirm_chunk, confirm_session, modify_session
from practicecli.actions.coverages import add_coverage, edit_benefits, end_coverage
from practicecli.actions.schedule import mark_no_show, move_session, schedule_sessions
from practicecli.actions.undo import undo_last
from practicecli.cache import audit, coverages, outbox, people, sessions
from practicecli.cache.connect import transaction
from practicecli.cache.facts import COVERED, coverage_begins, fact
from practicecli.domain.confirming import Wanted
from practicecli.domain.coverage import Coverage, Limit, Rank
from practicecli.errors import NotFoundError, RefusedError

TODAY = date(2026, 11, 24)
NEW_YEAR = date(2027, 1, 1)
WANTED = Wanted(cpt=("90834",), dx=("F41.1",), note_route="upload")
COPAY = {"copay_cents": 2500}


def add(desk, client, since, terms=None, *, payer="cigna", member="Z9", as_of=None, **said):
    one = Coverage(
        id="", client=client.id, payer=payer, member_id=member, effective=since,
        **{"rank": Rank.PRIMARY, "plan": "commercial", **said},
    )  # fmt: skip
    with transaction(desk.db):
        return add_coverage(
            replace(desk, batch=desk.fresh_id()), one, terms or {}, as_of or desk.today
        )


def there(desk, client):
    return [
        (one.effective, one.payer, one.source) for one in coverages.of_client(desk.db, client.id)
    ]


def undo(desk):
    with transaction(desk.db):
        return undo_last(desk)


def test_the_first_one_leaves_the_days_before_to_the_clients_own_record(desk, added):
    ana = added()

    add(desk, ana, NEW_YEAR, COPAY)

    assert there(desk, ana) == [(None, "aetna", "client"), (NEW_YEAR, "cigna", "said")]
    own, next_one = coverages.of_client(desk.db, ana.id)
    assert (own.member_id, own.benefits) == ("EX-100", None)
    assert next_one.benefits.copay_cents == 2500
    assert people.client(desk.db, ana.id) == ana  # nothing is in force yet but what was
    assert fact(desk.db, COVERED) == "2026-11-24 2027-01-01"


def test_what_begins_today_or_before_is_on_the_record_at_once_and_goes_to_the_platform(desk, added):
    ana = added()

    add(desk, ana, TODAY, ends=NEW_YEAR)

    after = people.client(desk.db, ana.id)
    assert (after.payer, after.member_id) == ("cigna", "Z9")
    assert (after.covered_from, after.covered_until) == (TODAY, NEW_YEAR)
    assert [(one.verb, one.state) for one in outbox.last_batch(desk.db)] == [
        ("add", "local"),
        ("put", "waiting"),
    ]


def test_neither_the_log_nor_the_outbox_tells_a_member_id_of_a_coverage(desk, added):
    add(desk, added(), NEW_YEAR, COPAY)

    assert "Z9" not in str([one[:8] for one in audit.entries(desk.db)])
    assert all("Z9" not in one.body for one in outbox.last_batch(desk.db))


def test_undo_takes_a_coverage_back_with_all_that_followed(desk, added, held, dump):
    ana = added(platform="alma")
    with transaction(desk.db):
        schedule_sessions(
            replace(desk, batch=desk.fresh_id()), ana.id,
            [desk.now + timedelta(days=7)], timedelta(minutes=50), place="office",
        )  # fmt: skip
    before = dump("audit", "meta", "outbox")

    add(desk, ana, TODAY, COPAY, plan="medicaid", payer="medicaid")
    assert dump("audit", "meta", "outbox") != before
    undo(desk)

    assert dump("audit", "meta", "outbox") == before
    assert not coverage_begins(desk.db, "2027-06-01")


def test_the_same_rank_and_day_again_is_a_correction(desk, added):
    ana = added()
    first, _ = add(desk, ana, NEW_YEAR, COPAY)

    second, _ = add(desk, ana, NEW_YEAR, member="Z10")

    assert second.id == first.id
    assert [one.member_id for one in coverages.of_client(desk.db, ana.id)] == ["EX-100", "Z10"]
    undo(desk)
    assert coverages.of_client(desk.db, ana.id)[1] == first


def test_a_coverage_that_begins_with_the_record_itself_takes_its_place(desk, added):
    ana = added()
    with transaction(desk.db):
        edit_client(desk, ana.id, {"covered_from": date(2026, 6, 1)})

    add(desk, ana, date(2026, 1, 1))

    assert there(desk, ana) == [(date(2026, 1, 1), "cigna", "said")]


def test_everything_that_stands_against_a_coverage_is_told_at_once(desk, added, dump):
    ana = added()
    before = dump()

    with pytest.raises(RefusedError) as refused:
        add(
            desk, ana, NEW_YEAR, {"oop_met_cents": 1, "copay_cents": 10**7}, ends=TODAY, payer="",
            member=" ",
        )  # fmt: skip

    assert sorted({one.code for one in refused.value.problems}) == [
        "benefits-met", "benefits-sum", "coverage-days", "coverage-empty",
    ]  # fmt: skip
    assert dump() == before


def test_a_secondary_one_leaves_the_record_alone_and_has_a_first_to_follow(desk, added):
    ana = added()

    add(desk, ana, TODAY, rank=Rank.SECONDARY)

    assert people.client(desk.db, ana.id) == ana
    assert [(one.rank, one.payer) for one in coverages.of_client(desk.db, ana.id)] == [
        ("primary", "aetna"),
        ("secondary", "cigna"),
    ]


def test_a_secondary_one_of_a_client_without_any_is_refused(desk, added):
    ben = added("Ben Rivers", platform="self", payer="", plan="self", member_id="")

    with pytest.raises(RefusedError) as refused:
        add(desk, ben, TODAY, rank=Rank.SECONDARY)

    assert [one.code for one in refused.value.problems] == ["coverage-rank"]


def test_benefits_are_changed_term_by_term(desk, added):
    ana = added()
    add(desk, ana, TODAY, {"deductible_cents": 50000, "deductible_met_cents": 100, **COPAY})
    later = replace(desk, now=desk.now + timedelta(days=3), batch=desk.fresh_id())

    with transaction(desk.db):
        after, doubts = edit_benefits(
            later, ana.id, {"deductible_met_cents": 200, "copay_cents": None},
            rank=Rank.PRIMARY, as_of=None,
        )  # fmt: skip

    assert after.benefits.deductible == Limit(50000, 200)
    assert after.benefits.copay_cents is None
    assert after.benefits.as_of == TODAY + timedelta(days=3)
    assert doubts == []


def test_terms_alone_do_not_move_the_day_that_what_is_met_is_from(desk, added):
    ana = added()
    add(
        desk, ana, TODAY,
        {"deductible_cents": 50000, "deductible_met_cents": 100, "oop_max_cents": 300000,
         "oop_met_cents": 100},
    )  # fmt: skip
    later = replace(desk, now=desk.now + timedelta(days=3), batch=desk.fresh_id())
    edited = {"rank": Rank.PRIMARY, "as_of": None}

    with transaction(desk.db):
        copay, _ = edit_benefits(later, ana.id, COPAY, **edited)
        _, doubts = edit_benefits(later, ana.id, {"oop_met_cents": 300}, **edited)

    assert copay.benefits.as_of == TODAY
    assert [one.code for one in doubts] == ["benefits-as-of"]
    assert "--deductible-met" in doubts[0].fix


def test_there_is_nothing_to_change_where_none_is_in_force(desk, added):
    ana = added()

    with pytest.raises(NotFoundError), transaction(desk.db):
        edit_benefits(desk, ana.id, COPAY, rank=Rank.SECONDARY, as_of=None)


def test_a_clients_own_record_becomes_a_coverage_when_its_benefits_are_said(desk, added):
    ana = added()

    with transaction(desk.db):
        edit_benefits(desk, ana.id, COPAY, rank=Rank.PRIMARY, as_of=None)

    (one,) = coverages.of_client(desk.db, ana.id)
    assert (one.effective, one.payer, one.benefits.copay_cents) == (None, "aetna", 2500)


def test_a_coverage_ends_and_its_end_can_be_opened_again(desk, added):
    ana = added()

    with transaction(desk.db):
        end_coverage(desk, ana.id, NEW_YEAR, rank=Rank.PRIMARY)
    assert people.client(desk.db, ana.id).covered_until == NEW_YEAR
    with transaction(desk.db):
        end_coverage(desk, ana.id, None, rank=Rank.PRIMARY)

    assert people.client(desk.db, ana.id).covered_until is None
    assert outbox.waiting(desk.db, "headway")[1:] == []  # no platform is told our days


def confirm(desk, identity):
    with transaction(desk.db):
        return confirm_session(desk, identity, WANTED)


def test_a_claim_goes_to_the_payer_of_the_day_of_service(desk, added, held):
    ana = added()
    before, after = held(5, who=ana), held(1, who=ana)
    add(desk, ana, TODAY - timedelta(days=3), payer="aetna", member="Z9", plan="commercial")
    add(desk, ana, TODAY - timedelta(days=2), payer="cigna")
    with transaction(desk.db):
        people.put_credentials(desk.db, [("cigna", "NY", "active")])
    desk = replace(desk, book=replace(desk.book, provider=people.provider(desk.db)))

    with transaction(desk.db):
        found = confirm_chunk(desk, [(before, WANTED), (after, WANTED)])

    assert [one.confirmation is not None for one in found] == [True, True]
    payers = desk.db.execute("SELECT session, payer FROM claim").fetchall()
    assert dict(map(tuple, payers)) == {before: "aetna", after: "cigna"}


@pytest.mark.parametrize(("ends", "well"), [(2, True), (3, False)])
def test_a_session_after_the_coverage_ended_is_not_confirmed(desk, added, held, ends, well):
    ana = added()
    session = held(2, who=ana)
    add(desk, ana, date(2026, 1, 1), payer="aetna", ends=TODAY - timedelta(days=ends))

    if well:
        assert confirm(desk, session).confirmation is not None
        return
    with pytest.raises(RefusedError) as refused:
        confirm(desk, session)
    assert [one.code for one in refused.value.problems] == ["insurance"]


def test_before_the_first_coverage_there_is_none(desk, added, held):
    ana = added()
    session = held(5, who=ana)
    with transaction(desk.db):
        edit_client(desk, ana.id, {"covered_from": TODAY})
    add(desk, ana, TODAY - timedelta(days=4), payer="aetna")

    with pytest.raises(RefusedError) as refused:
        confirm(desk, session)

    assert [one.code for one in refused.value.problems] == ["insurance"]


def test_the_clocks_of_a_session_to_come_go_by_the_plan_of_its_day(desk, added):
    ana = added()
    with transaction(desk.db):
        (soon, later), _ = schedule_sessions(
            desk, ana.id,
            [desk.now + timedelta(days=1), datetime(2027, 1, 5, 20, tzinfo=UTC)],
            timedelta(minutes=50), place="office",
        )  # fmt: skip
    before = {one: sessions.get(desk.db, one) for one in (soon, later)}

    add(desk, ana, NEW_YEAR, payer="medicaid", plan="medicaid")

    assert sessions.get(desk.db, soon) == before[soon]
    # Headway: 72 hours to sign, 48 for Medicaid.
    assert before[later].sign_by - sessions.get(desk.db, later).sign_by == timedelta(hours=24)
    with transaction(desk.db):
        (booked,), _ = schedule_sessions(
            desk, ana.id, [datetime(2027, 1, 5, 22, tzinfo=UTC)], timedelta(minutes=50),
            place="office",
        )  # fmt: skip
    hours = sessions.get(desk.db, booked).sign_by - sessions.get(desk.db, later).sign_by
    assert hours == timedelta(hours=2)


def test_a_fee_for_a_missed_session_goes_by_the_plan_of_its_day(desk, added, held):
    ana = added()
    session = held(1, who=ana, clocked=False)
    add(desk, ana, TODAY, payer="medicaid", plan="medicaid")
    with transaction(desk.db):
        mark_no_show(desk, session, fee_cents=5000)  # commercial, yesterday
    today = held(0.1, who=ana, clocked=False)

    with pytest.raises(RefusedError) as refused, transaction(desk.db):
        mark_no_show(desk, today, fee_cents=5000)

    assert [one.code for one in refused.value.problems] == ["fee-not-allowed"]


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [(3, {"visits"}), (4, {"visits-near"}), (5, {"visits-near"}), (6, set())],
)
def test_the_plans_visits_are_counted_with_those_booked_before(
    desk, added, held, allowed, expected
):
    ana = added()
    for days in (3, 2):
        held(days, who=ana)
    session = held(1, who=ana)
    # One was used by 20 November; the sessions of the 21st and 22nd make this one the fourth.
    add(
        desk, ana, date(2026, 1, 1), {"visits_allowed": allowed, "visits_used": 1, **COPAY},
        payer="aetna", as_of=date(2026, 11, 20),
    )  # fmt: skip

    warnings = confirm(desk, session).confirmation.warnings

    assert {one.code for one in warnings if one.code.startswith("visits")} == expected
    with transaction(desk.db):
        again = modify_session(desk, session, Wanted(dx=("F41.0",)))
    assert {
        one.code for one in again.confirmation.warnings if one.code.startswith("visits")
    } == expected


def test_a_session_moved_into_the_next_coverage_brings_what_that_pays(desk, added):
    ana = added()
    add(desk, ana, NEW_YEAR, COPAY)
    december, january = (datetime(2026, 12, day, 15, tzinfo=UTC) for day in (28, 29))
    january += timedelta(days=7)
    with transaction(desk.db):
        (moved, there_already), _ = schedule_sessions(
            desk, ana.id, [december, january], timedelta(minutes=60), place="office"
        )
    expected = "SELECT expected_cents FROM session WHERE id = ?"
    (before,) = desk.db.execute(expected, (moved,)).fetchone()

    with transaction(desk.db):
        move_session(desk, moved, january + timedelta(days=1), None)

    (after,) = desk.db.execute(expected, (moved,)).fetchone()
    assert after != before
    assert after == desk.db.execute(expected, (there_already,)).fetchone()[0]


@pytest.mark.parametrize(
    ("back", "payer", "rank", "told"),
    [
        (0, "cigna", Rank.PRIMARY, []),
        (2, "cigna", Rank.PRIMARY, []),
        (3, "cigna", Rank.PRIMARY, ["coverage-claims"]),
        (3, "aetna", Rank.PRIMARY, []),
        (3, "cigna", Rank.SECONDARY, []),
    ],
)
def test_what_was_claimed_from_the_payer_of_before_is_told(
    desk, added, held, back, payer, rank, told
):
    ana = added()
    session = held(3, who=ana)
    with transaction(desk.db):
        confirm_session(replace(desk, batch=desk.fresh_id()), session, WANTED)

    _, warnings = add(desk, ana, TODAY - timedelta(back), COPAY, payer=payer, rank=rank)

    assert [one.code for one in warnings if one.code == "coverage-claims"] == told
    if told:
        assert sessions.get(desk.db, session).ref in warnings[0].message
