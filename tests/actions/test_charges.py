from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from practicecli.actions.charges import Move, take_step
from practicecli.actions.charging import charge_client, charge_session
from practicecli.actions.chasing import chase_told
from practicecli.actions.confirm import confirm_session
from practicecli.actions.expected_charges import expected_charges
from practicecli.actions.fees import fee_doubts
from practicecli.actions.schedule import cancel_session, mark_no_show
from practicecli.actions.undo import undo_last
from practicecli.cache import charges, coverages, feed, open_work, people, reading
from practicecli.cache.connect import transaction
from practicecli.cache.lookup import resolve
from practicecli.cache.sessions import utc_text
from practicecli.domain.charges import Step
from practicecli.domain.confirming import Wanted
from practicecli.domain.coverage import Coverage, Rank
from practicecli.errors import RefusedError
from practicecli.figures import load
from practicecli.ids import new_id

USUAL = Wanted(cpt=("90834",), dx=("F41.1",))


@pytest.fixture
def desk(desk):
    return replace(desk, book=replace(desk.book, charging=load.charge_rules()))


@pytest.fixture
def selfpayer(added):
    return added("Bo Payer", platform="self", payer="self", plan="self", member_id="")


def at_alma(added, **said):
    return added("Al Maclient", platform="alma", **said)


def confirmed(desk, held, who, days=1):
    session = held(days, who=who)
    with transaction(desk.db):
        confirm_session(anew(desk), session, USUAL)
    return session


def anew(desk, **said):
    """The desk of the next command."""
    return replace(desk, batch=desk.fresh_id(), **said)


def charged(desk, session, cents=None):
    with transaction(desk.db):
        return charge_session(anew(desk), session, cents)


def take(desk, charge, step, cents=None, on=None):
    with transaction(desk.db):
        take_step(anew(desk), charge, Move(step, cents, on))


def stands(desk, charge):
    one = charges.get(desk.db, charge)
    return one.status.value, one.paid_cents, one.refunded_cents, one.open_cents


def refused(desk, charge, step, cents=None, on=None):
    with pytest.raises(RefusedError) as caught, transaction(desk.db):
        take_step(desk, charge, Move(step, cents, on))
    return [one.code for one in caught.value.problems]


def due(desk, at=None, until=open_work.FOREVER):
    items = open_work.due(desk.db, utc_text(at or desk.now), until=until)
    return [(one[0], one[2], one[5], one[6]) for one in items if one[0] in {"refund", "other"}]


def told(desk, who, session, **said):
    """A charge of headway's own, as its feed has it."""
    row = {
        "id": new_id(desk.now), "client": who.id, "session": session, "kind": "copay",
        "amount_cents": 2500, "status": "paid", "at": "2026-11-24T12:00:00Z", "version": 1,
    }  # fmt: skip
    row |= said
    with transaction(desk.db):
        feed.take(desk.db, who.platform, {"charge": [dict(row)]})
        chase_told(desk)
    return row["id"]


def test_a_self_paid_session_is_charged_at_its_rate_once(desk, selfpayer, held):
    session = confirmed(desk, held, selfpayer)
    expected = reading.session(desk.db, session)["expected_cents"]

    charge = charged(desk, session)

    assert expected > 0
    assert stands(desk, charge) == ("owed", 0, 0, expected)
    assert resolve(desk.db, "charge", charges.get(desk.db, charge).ref) == charge
    with pytest.raises(RefusedError) as caught:
        charged(desk, session)
    assert [one.code for one in caught.value.problems] == ["already-charged"]


def test_a_session_whose_charge_was_written_off_may_be_charged_again(desk, selfpayer, held):
    session = confirmed(desk, held, selfpayer)
    take(desk, charged(desk, session), Step.WRITE_OFF)

    assert stands(desk, charged(desk, session, 5000)) == ("owed", 0, 0, 5000)


@pytest.mark.parametrize(
    ("platform", "cents", "code"),
    [("headway", 2500, "platform-charge"), ("alma", None, "no-amount"), ("alma", 0, "no-amount")],
)
def test_a_platform_that_is_reached_charges_itself_and_others_need_an_amount(
    desk, added, held, platform, cents, code
):
    session = confirmed(desk, held, added(platform=platform))

    with pytest.raises(RefusedError) as caught:
        charged(desk, session, cents)

    assert [one.code for one in caught.value.problems] == [code]


def test_only_what_was_held_or_missed_is_charged(desk, selfpayer, held):
    session = held(1, who=selfpayer)

    with pytest.raises(RefusedError) as caught:
        charged(desk, session, 5000)

    assert [one.code for one in caught.value.problems] == ["not-confirmed"]


def test_a_missed_session_is_charged_as_a_fee_by_the_rules_of_fees(desk, added, held):
    who = at_alma(added)
    session = held(1, who=who, clocked=False)
    with transaction(desk.db):
        mark_no_show(desk, session)
    with transaction(desk.db):
        coverages.put(desk.db, a_secondary(desk, who, "medicaid"), "2026-01-01T00:00:00Z")

    with pytest.raises(RefusedError) as caught:
        charged(desk, session, 7500)
    assert [one.code for one in caught.value.problems] == ["fee-not-allowed"]

    with transaction(desk.db):
        desk.db.execute("DELETE FROM coverage")
    fee = charges.get(desk.db, charged(desk, session, 7500))
    assert (fee.kind, fee.chase_by) == ("fee", None)
    assert reading.session(desk.db, session)["claim"] is None
    assert reading.session(desk.db, session)["fee_cents"] == 7500


def a_secondary(desk, who, plan):
    return Coverage(
        id=desk.fresh_id(), client=who.id, rank=Rank.SECONDARY, payer="aetna", plan=plan,
        member_id="X", effective=date(2026, 1, 1), ends=date(2026, 12, 31),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("payer", "second", "cents", "allowed"),
    [
        ("aetna", None, 7500, True),
        ("aetna", "commercial", 7500, True),
        ("aetna", "medicaid", 7500, False),
        ("triwest", None, 7500, False),
        ("magellan", None, 9000, True),
        ("magellan", None, 9001, False),
    ],
)
def test_a_fee_for_a_missed_session_heeds_every_coverage(
    desk, added, held, payer, second, cents, allowed
):
    who = at_alma(added, payer=payer)
    session = held(1, who=who, clocked=False)
    if second:
        with transaction(desk.db):
            coverages.put(desk.db, a_secondary(desk, who, second), "2026-01-01T00:00:00Z")
    if not allowed:
        with pytest.raises(RefusedError) as caught, transaction(desk.db):
            mark_no_show(desk, session, fee_cents=cents)
        assert [one.code for one in caught.value.problems] == ["fee-not-allowed"]
        return
    with transaction(desk.db):
        mark_no_show(desk, session, fee_cents=cents)

    (fee,) = charges.of_session(desk.db, session)
    assert (fee.kind, fee.amount_cents, fee.status.value, fee.told) == ("fee", cents, "owed", False)
    assert resolve(desk.db, "charge", fee.ref) == fee.id


def test_alma_wants_its_fees_announced(desk):
    assert [one.code for one in fee_doubts(desk, "alma", 7500)] == ["fee-announced"]
    assert fee_doubts(desk, "headway", 7500) == []


def test_a_fee_noted_for_a_platform_that_is_reached_is_the_platforms_to_collect(desk, held):
    session = held(1, clocked=False)
    with transaction(desk.db):
        mark_no_show(desk, session, fee_cents=7500)
    (fee,) = charges.of_session(desk.db, session)

    assert refused(desk, fee.id, Step.PAY) == ["platform-charge"]


def test_part_payments_failures_and_refunds_are_kept_as_events(desk, selfpayer, held):
    charge = charged(desk, confirmed(desk, held, selfpayer), 10000)

    take(desk, charge, Step.PAY, 4000, date(2026, 11, 20))
    take(desk, charge, Step.FAIL)
    take(desk, charge, Step.RETRY)
    take(desk, charge, Step.PAY)
    take(desk, charge, Step.REFUND, 2500)

    assert [(one.what, one.day, one.amount_cents) for one in charges.events(desk.db, charge)] == [
        ("charged", "2026-11-24", 10000),
        ("paid", "2026-11-20", 4000),
        ("failed", "2026-11-24", None),
        ("retried", "2026-11-24", None),
        ("paid", "2026-11-24", 6000),
        ("refunded", "2026-11-24", 2500),
    ]
    assert stands(desk, charge) == ("part-refunded", 10000, 2500, 0)


def test_what_is_refused_changes_nothing(desk, selfpayer, held, dump):
    charge = charged(desk, confirmed(desk, held, selfpayer), 10000)
    before = dump()

    assert refused(desk, charge, Step.PAY, 10001) == ["over-the-rest"]
    assert refused(desk, charge, Step.REFUND) == ["not-paid"]
    tomorrow = desk.today + timedelta(days=1)
    assert refused(desk, charge, Step.PAY, None, tomorrow) == ["in-the-future"]
    assert dump() == before


def test_every_step_can_be_taken_back(desk, selfpayer, held, dump):
    charge = charged(desk, confirmed(desk, held, selfpayer), 10000)
    take(desk, charge, Step.PAY, 4000)
    for step, cents in [
        (Step.PAY, 1000), (Step.FAIL, None), (Step.REFUND, 500), (Step.DISPUTE, None),
        (Step.WRITE_OFF, None),
    ]:  # fmt: skip
        before = dump("audit", "meta")
        take(desk, charge, step, cents)
        with transaction(desk.db):
            undo_last(desk)
        assert dump("audit", "meta") == before, step


def test_a_charge_can_be_taken_back_with_what_happened_to_it(desk, selfpayer, dump):
    before = dump("audit", "meta")
    with transaction(desk.db):
        charge_client(anew(desk), selfpayer.id, 4000, "A letter")
    with transaction(desk.db):
        undo_last(desk)

    assert dump("audit", "meta") == before


def test_the_log_holds_ids_and_cents_and_no_words(desk, selfpayer):
    with transaction(desk.db):
        charge = charge_client(anew(desk), selfpayer.id, 4000, "A letter to the court")
    take(desk, charge, Step.PAY)

    rows = desk.db.execute("SELECT verb, subject, detail FROM audit ORDER BY seq").fetchall()
    last = [tuple(row) for row in rows][-2:]
    assert last == [("charge", charge, "4000"), ("pay", charge, "4000")]
    assert charges.words_of(desk.db, charge) == "A letter to the court"
    assert "court" not in json.dumps([list(row) for row in desk.db.execute("SELECT * FROM outbox")])


def test_a_refund_is_due_until_it_is_seen(desk, selfpayer, held):
    charge = charged(desk, confirmed(desk, held, selfpayer), 10000)
    take(desk, charge, Step.PAY)
    take(desk, charge, Step.REFUND, 2500)
    take(desk, charge, Step.REFUND, 1500)
    ref = charges.get(desk.db, charge).ref

    # Tuesday and five business days: Thanksgiving and a weekend lie between. 23:59:59 in New York.
    assert due(desk) == [("refund", ref, "2026-12-03T04:59:59Z", "refund 4000")]
    take(desk, charge, Step.SEEN)
    assert due(desk) == []
    take(desk, charge, Step.REFUND, 1000)
    assert [one[3] for one in due(desk)] == ["refund 1000"]


def test_what_alma_will_take_out_of_a_payout_is_due_for_sixty_days(desk, added, held):
    session = confirmed(desk, held, at_alma(added))
    charge = charged(desk, session, 2500)
    ref = charges.get(desk.db, charge).ref

    assert due(desk) == [("other", ref, "2027-01-24T04:59:59Z", "unpaid 2500")]
    assert due(desk, until="2027-01-24T04:59:58Z") == []
    take(desk, charge, Step.PAY, 1000)
    assert [one[3] for one in due(desk)] == ["unpaid 1500"]
    take(desk, charge, Step.REFUND, 500)
    assert [one[:2] for one in due(desk)] == [("refund", ref)]
    take(desk, charge, Step.SEEN)
    assert [one[3] for one in due(desk)] == ["unpaid 1500"]
    take(desk, charge, Step.PAY)
    assert due(desk) == []


def test_what_is_unpaid_at_alma_can_be_let_go_of(desk, added, held):
    charge = charged(desk, confirmed(desk, held, at_alma(added)), 2500)

    take(desk, charge, Step.SEEN)

    assert due(desk) == []
    assert stands(desk, charge) == ("owed", 0, 0, 2500)


def test_what_a_platform_tells_is_never_changed_here(desk, added, held):
    who = added()
    session = held(1, who=who)
    paid = told(desk, who, session)
    failed = told(desk, who, session, status="failed")
    back = told(desk, who, session, kind="refund", amount_cents=-1500, status="refunded")

    assert stands(desk, paid) == ("paid", 2500, 0, 0)
    assert stands(desk, failed) == ("failed", 0, 0, 2500)
    assert stands(desk, back) == ("refunded", 0, 1500, 0)
    ref = charges.get(desk.db, back).ref
    assert resolve(desk.db, "charge", ref) == back
    assert due(desk) == [("refund", ref, "2026-12-03T04:59:59Z", "refund 1500")]
    for step in Step:
        if step is not Step.SEEN:
            assert refused(desk, paid, step) == ["platform-charge"]
    before = charges.get(desk.db, back)
    take(desk, back, Step.SEEN)
    assert due(desk) == []
    assert charges.get(desk.db, back) == replace(before, chase_by=None)


def test_that_a_refund_was_seen_outlives_the_same_row_read_again(desk, added, held):
    who = added()
    row = {"kind": "refund", "amount_cents": -1500, "status": "refunded", "id": new_id(desk.now)}
    session = held(1, who=who)
    told(desk, who, session, **row)
    take(desk, row["id"], Step.SEEN)

    told(desk, who, session, **row, version=2)

    assert due(desk) == []


def test_old_refunds_of_a_feed_read_for_the_first_time_are_let_be(desk, added, held):
    who = added()
    told(desk, who, held(1, who=who), kind="refund", amount_cents=-1500, status="refunded",
         at="2026-01-05T12:00:00Z")  # fmt: skip

    assert due(desk) == []


def test_a_failed_charge_that_is_paid_later_keeps_its_history(desk, added, held):
    who = added()
    session, identity = held(1, who=who), new_id(desk.now)
    told(desk, who, session, id=identity, status="failed")
    told(desk, who, session, id=identity, status="failed", version=2)
    told(desk, who, session, id=identity, version=3, at="2026-11-26T12:00:00Z")

    steps = charges.events(desk.db, identity)
    assert [(one.what, one.detail) for one in steps] == [("told", "failed"), ("told", "paid")]
    assert desk.db.execute("SELECT 1 FROM charge_event WHERE what = 'paid'").fetchone() is None


def test_an_unpaid_charge_told_by_alma_is_chased_as_well(desk, added, held):
    who = at_alma(added)
    identity = told(desk, who, confirmed(desk, held, who), status="failed")

    ref = charges.get(desk.db, identity).ref
    assert due(desk) == [("other", ref, "2027-01-24T04:59:59Z", "unpaid 2500")]


def test_charges_of_an_earlier_version_get_refs_and_sums(desk, added, held):
    who = added()
    session = held(1, who=who)
    old = new_id(desk.now)
    with transaction(desk.db):
        desk.db.execute(
            "INSERT INTO charge (id, client, session, platform, kind, amount_cents, status, at,"
            " version) VALUES (?, ?, ?, 'headway', 'copay', 2500, 'paid', ?, 3)",
            (old, who.id, session, "2026-11-01T12:00:00Z"),
        )
    assert not charges.are_named(desk.db)
    with transaction(desk.db):
        chase_told(desk)

    one = charges.get(desk.db, old)
    assert charges.are_named(desk.db)
    assert resolve(desk.db, "charge", one.ref) == old
    assert stands(desk, old) == ("paid", 2500, 0, 0)


def test_what_is_expected_is_a_confirmed_session_without_a_charge(desk, added, selfpayer, held):
    here = confirmed(desk, held, selfpayer)
    there = confirmed(desk, held, added(), days=2)
    alma = confirmed(desk, held, at_alma(added), days=3)

    found = {(one.session.session, one.kind, one.on) for one in expected_charges(desk)}
    tomorrow = date(2026, 11, 25)
    assert found == {
        (here, "session", None), (there, "copay", tomorrow), (alma, "copay", tomorrow),
    }  # fmt: skip

    charged(desk, here)
    later = anew(desk, now=desk.now + timedelta(days=1))
    assert {one.session.session for one in expected_charges(later)} == {there, alma}
    later = anew(desk, now=desk.now + timedelta(days=2))
    assert list(expected_charges(later)) == []


def test_open_charges_are_those_of_which_something_has_not_come(desk, selfpayer, held):
    kept = [charged(desk, confirmed(desk, held, selfpayer, days), 10000) for days in range(1, 6)]
    for charge, step in zip(
        kept, (Step.PAY, Step.FAIL, Step.DISPUTE, Step.WRITE_OFF), strict=False
    ):
        take(desk, charge, step)

    assert [one.id for one in charges.open_charges(desk.db)] == [kept[1], kept[2], kept[4]]
    assert [one.id for one in charges.open_of(desk.db, selfpayer.id)] == [kept[1], kept[2], kept[4]]
    assert people.names(desk.db, [selfpayer.id]) == {selfpayer.id: (selfpayer.ref, "Bo Payer")}


@pytest.mark.parametrize(
    ("platform", "cents", "codes"),
    [("headway", 4000, ["platform-charge"]), ("alma", 0, ["no-amount"]), ("alma", 4000, [])],
)
def test_a_client_is_charged_for_something_else_where_no_platform_does_it(
    desk, added, platform, cents, codes
):
    who = added(platform=platform)
    if not codes:
        with transaction(desk.db):
            charge = charge_client(desk, who.id, cents, "A letter")
        assert charges.get(desk.db, charge).kind == "other"
        return
    with pytest.raises(RefusedError) as caught, transaction(desk.db):
        charge_client(desk, who.id, cents, "A letter")
    assert [one.code for one in caught.value.problems] == codes


def test_a_session_that_was_cancelled_in_time_is_owed_by_nobody(desk, selfpayer, held):
    session = held(1, who=selfpayer, clocked=False)
    with transaction(desk.db):
        cancel_session(desk, session, by="me")

    with pytest.raises(RefusedError) as caught:
        charged(desk, session)

    assert [one.code for one in caught.value.problems] == ["not-scheduled"]


@pytest.mark.parametrize(("cents", "kinds"), [(None, ["no-show"]), (7500, ["fee", "no-show"])])
def test_a_platforms_own_fee_stands_for_one_noted_here_but_for_one_that_was_paid(
    desk, added, held, cents, kinds
):
    who = at_alma(added)
    session = held(1, who=who, clocked=False)
    with transaction(desk.db):
        mark_no_show(anew(desk), session, fee_cents=7500)
    if cents:
        take(desk, charges.of_session(desk.db, session)[0].id, Step.PAY, cents)

    told(desk, who, session, kind="no-show", amount_cents=7500)

    assert sorted(one.kind for one in charges.of_session(desk.db, session)) == kinds
