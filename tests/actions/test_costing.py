"""Costs from what is on record: coverages, rates, sessions, claims; and changes noted of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from practicecli.actions.cost_changes import changes_noted, note_changes
from practicecli.actions.costing import Account, coming, cost_on, turns_ahead
from practicecli.actions.schedule import schedule_sessions
from practicecli.cache import costs, coverages, open_work, people, sessions
from practicecli.cache.connect import transaction
from practicecli.cache.undoing import put_back
from practicecli.cache.withdrawing import withdraw
from practicecli.domain.coverage import Benefits, Coverage, Limit, Rank
from practicecli.domain.rates import Rate
from practicecli.errors import RefusedError

TODAY = date(2026, 11, 24)
RATE = 150_00
HALF_MET = Benefits(
    as_of=TODAY, deductible=Limit(500_00, 300_00), coinsurance=20_00, oop_max=Limit(3_000_00)
)


@pytest.fixture
def desk(desk):
    """The usual desk, with a contract rate of 150.00 for everything with Aetna."""

    def rates(platform, payer, cpt):
        if payer != "aetna":
            return ()
        return (Rate(id="r", platform=platform, payer=payer, cpt=cpt, since=TODAY, cents=RATE),)

    return replace(desk, book=replace(desk.book, rates=rates))


@pytest.fixture
def client(added):
    return added()


def cover(desk, client, benefits=HALF_MET, **said):
    usual = {
        "id": desk.fresh_id(), "client": client.id, "rank": Rank.PRIMARY, "payer": "aetna",
        "plan": "commercial", "member_id": "EX-100", "effective": date(2026, 1, 1),
    }  # fmt: skip
    one = Coverage(benefits=benefits, **usual | said)
    with transaction(desk.db):
        coverages.put(desk.db, one, desk.at)
    return one


def schedule(desk, client, *days, minutes=55):
    """Schedule sessions at 15:00 UTC of these days; give their ids."""
    starts = [datetime(day.year, day.month, day.day, 15, tzinfo=UTC) for day in days]
    with transaction(desk.db):
        made, _ = schedule_sessions(
            replace(desk, batch=desk.fresh_id()), client.id, starts, timedelta(minutes=minutes),
            place="office", allow_overlap=True,
        )  # fmt: skip
    return made


def charge(desk, client, session, cents, kind="copay", status="paid", refunded=0):
    with transaction(desk.db):
        desk.db.execute(
            "INSERT INTO charge (id, client, session, platform, kind, amount_cents, status, at,"
            " refunded_cents) VALUES (?, ?, ?, 'headway', ?, ?, ?, ?, ?)",
            (desk.fresh_id(), client.id, session, kind, cents, status, desk.at, refunded),
        )


def confirm(desk, client, session, status="pending", allowed=None, owes=None):
    """Make a session a confirmed one, with a claim as the platform would tell of it."""
    claim = desk.fresh_id()
    with transaction(desk.db):
        desk.db.execute(
            "INSERT INTO claim (id, ref, session, client, platform, payer, status, created_at,"
            " billed_cents, allowed_cents, owes_cents)"
            " VALUES (?, 'm-0000001', ?, ?, 'headway', 'aetna', ?, ?, ?, ?, ?)",
            (claim, session, client.id, status, desk.at, RATE, allowed, owes),
        )
        sessions.change(desk.db, session, {"status": "confirmed", "cpt": "90837", "claim": claim})


def account(desk, client):
    return Account.of(desk.db, desk.book, client.id)


def the_sums(found):
    return [one.client_cents for one in found]


def noted(desk, client=None):
    return list(costs.changes(desk.db, client and client.id))


def changed(desk, client, before):
    with transaction(desk.db):
        return note_changes(desk, client.id, before)


def days(count, *, first=TODAY + timedelta(7)):
    return [first + timedelta(7 * number) for number in range(count)]


def test_sessions_to_come_use_up_the_deductible(desk, client):
    cover(desk, client)
    schedule(desk, client, *days(3))

    # 200.00 left: 150.00, then 50.00 + 20 % of 100.00 = 70.00, then 20 % of 150.00 = 30.00.
    assert the_sums(coming(account(desk, client), TODAY, 8)) == [150_00, 70_00, 30_00]
    assert the_sums(coming(account(desk, client), TODAY, 2)) == [150_00, 70_00]


def test_a_session_on_a_day_counts_those_before_it(desk, client):
    cover(desk, client)
    first, second, _ = days(3)
    schedule(desk, client, first, second)

    assert cost_on(account(desk, client), (), first).client_cents == 150_00
    assert cost_on(account(desk, client), ("90837",), first + timedelta(1)).client_cents == 70_00
    assert cost_on(account(desk, client), ("90834",), second).client_cents == 70_00
    assert cost_on(account(desk, client), ("90837",), second + timedelta(1)).client_cents == 30_00


def test_what_the_payer_decided_is_no_estimate_and_uses_limits_as_decided(desk, client):
    cover(desk, client)
    first, second = days(2, first=TODAY)
    (session, _) = schedule(desk, client, first, second)
    confirm(desk, client, session, "paid", allowed=120_00, owes=110_00)

    found = cost_on(account(desk, client), (), first)
    # 200.00 were left of the deductible, less 110.00 = 90.00; 90.00 + 20 % of 60.00 = 102.00.
    after = cost_on(account(desk, client), (), second)

    assert (found.client_cents, found.plan_cents, found.write_off_cents) == (110_00, 10_00, 30_00)
    assert not found.is_estimate
    assert (after.client_cents, after.is_estimate) == (102_00, True)


@pytest.mark.parametrize("status", ["denied", "voided", "written-off", "reversed"])
def test_a_claim_that_failed_meets_no_limit(desk, client, status):
    cover(desk, client)
    first, second = days(2, first=TODAY)
    (session, _) = schedule(desk, client, first, second)
    confirm(desk, client, session, status, allowed=150_00, owes=150_00)

    assert cost_on(account(desk, client), (), second).client_cents == 150_00


@pytest.mark.parametrize(
    ("remote", "status", "confirmed", "decided", "counts"),
    [
        ("sandbox:", None, None, None, True),  # nobody has been asked for it yet
        ("sandbox:", "pending", -9, None, True),
        ("sandbox:", "paid", -9, 0, False),
        ("sandbox:", "paid", -9, 1, True),
        # Nobody tells of a decision: it is taken to be made by the day after.
        ("manual", "not-sent", -1, None, False),
        ("manual", "not-sent", 0, None, True),
    ],
)
def test_a_session_is_in_what_is_met_once_its_payer_has_decided(
    desk, client, remote, status, confirmed, decided, counts
):
    cover(desk, client, replace(HALF_MET, as_of=TODAY))
    (session, _) = schedule(desk, client, TODAY - timedelta(10), TODAY + timedelta(7))

    def at(days):
        return f"{TODAY + timedelta(days)}T12:00:00Z"

    with transaction(desk.db):
        desk.db.execute("UPDATE platform SET remote = ? WHERE name = 'headway'", (remote,))
    if status:
        paid = status == "paid"
        confirm(desk, client, session, status, allowed=100_00 if paid else None,
                owes=100_00 if paid else None)  # fmt: skip
        with transaction(desk.db):
            sessions.change(desk.db, session, {"confirmed_at": at(confirmed)})
            if decided is not None:
                desk.db.execute(
                    "INSERT INTO claim_event (claim, at, status, detail)"
                    " SELECT id, ?, 'paid', '' FROM claim",
                    (at(decided),),
                )

    (found,) = coming(account(desk, client), TODAY, 8)

    assert any("1 session before it is counted" in step.why for step in found.steps) == counts


def test_the_new_plan_year_begins_anew(desk, client):
    cover(desk, client, replace(HALF_MET, deductible=Limit(500_00, 500_00)))
    schedule(desk, client, date(2026, 12, 29), date(2027, 1, 5))
    ours = account(desk, client)

    assert the_sums(coming(ours, TODAY, 8)) == [30_00, 150_00]
    (turn,) = turns_ahead(ours, TODAY)
    assert (turn.now.visit.on, turn.change_cents) == (date(2027, 1, 5), 120_00)


def test_the_codes_follow_from_the_minutes_of_the_session(desk, client):
    cover(desk, client)
    schedule(desk, client, TODAY + timedelta(7), minutes=45)

    assert cost_on(account(desk, client), (), TODAY).visit.cpt == ("90834",)


def test_the_last_session_says_the_codes_where_none_is_to_come(desk, client):
    cover(desk, client)
    (session,) = schedule(desk, client, TODAY - timedelta(7))
    confirm(desk, client, session)

    assert cost_on(account(desk, client), (), TODAY).visit.cpt == ("90837",)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"benefits": None}, "no-benefits"),
        ({"ends": TODAY - timedelta(1)}, "insurance"),
        ({"payer": "moonhealth"}, "no-rate"),
    ],
)
def test_what_is_not_known_is_refused_with_what_to_type(desk, client, said, code):
    desk = replace(desk, book=replace(desk.book, rate_cents=lambda _payer, _cpt: None))
    cover(desk, client, **{"benefits": HALF_MET, **said})

    with pytest.raises(RefusedError) as refused:
        cost_on(account(desk, client), ("90837",), TODAY)

    (problem,) = refused.value.problems
    assert problem.code == code
    assert "practice " in problem.fix


def test_without_a_coverage_the_clients_own_record_holds_and_tells_no_price(desk, client):
    with pytest.raises(RefusedError) as refused:
        cost_on(account(desk, client), ("90837",), TODAY)

    assert [problem.code for problem in refused.value.problems] == ["no-benefits"]


def test_the_clients_own_record_holds_only_within_its_days(desk, added):
    gone = replace(added(), covered_until=TODAY - timedelta(1))
    with transaction(desk.db):
        people.put_client(desk.db, gone)

    with pytest.raises(RefusedError) as refused:
        cost_on(account(desk, gone), ("90837",), TODAY)

    assert [problem.code for problem in refused.value.problems] == ["insurance"]


def test_a_client_of_whom_no_insurance_is_known_is_not_covered(desk, client):
    nobody = replace(client, payer="", plan="")
    with transaction(desk.db):
        people.put_client(desk.db, nobody)

    with pytest.raises(RefusedError) as refused:
        cost_on(account(desk, nobody), ("90837",), TODAY)

    assert [problem.code for problem in refused.value.problems] == ["insurance"]


def test_a_session_without_any_code_is_asked_for_one(desk, client):
    cover(desk, client)

    with pytest.raises(RefusedError) as refused:
        cost_on(account(desk, client), (), TODAY)

    assert [problem.code for problem in refused.value.problems] == ["no-cpt"]


def test_of_sessions_to_come_none_of_which_can_be_told_the_reason_is_refused(desk, client):
    schedule(desk, client, *days(2))

    with pytest.raises(RefusedError) as refused:
        coming(account(desk, client), TODAY, 8)

    assert [problem.code for problem in refused.value.problems] == ["no-benefits"]


def test_a_plan_that_ends_leaves_gaps_and_not_a_refusal(desk, client):
    first, second = days(2)
    cover(desk, client, ends=first)
    schedule(desk, client, first, second)

    told, untold = coming(account(desk, client), TODAY, 8)

    assert told.client_cents == 150_00
    assert untold.problem.code == "insurance"


def test_a_client_who_pays_for_themselves_pays_all(desk, added):
    one = added("Sam Stone", platform="self", payer="", plan="self")

    found = cost_on(account(desk, one), ("90834",), TODAY)

    assert (found.client_cents, found.plan_cents) == (100_00, 0)


def test_new_benefits_are_noted_for_each_session_whose_cost_they_change(desk, client):
    before = [cover(desk, client)]
    first, second, third = schedule(desk, client, *days(3))  # 150.00, 70.00, 30.00
    cover(desk, client, replace(HALF_MET, deductible=Limit(500_00, 500_00)))

    # With the deductible met each costs 30.00: the third has not changed.
    assert changed(desk, client, before) == 2

    rows = noted(desk, client)
    assert [(row["session"], row["was_cents"], row["now_cents"]) for row in rows] == [
        (first, 150_00, 30_00),
        (second, 70_00, 30_00),
    ]
    assert {row["reason"] for row in rows} == {"deductible-met"}
    assert third not in {row["session"] for row in rows}
    assert open_work.cost_changes(desk.db, desk.at) == (2, 1)


def test_another_plan_is_the_reason_of_its_changes(desk, client):
    before = [cover(desk, client)]
    schedule(desk, client, *days(1))
    copay = Benefits(as_of=TODAY, copay_cents=25_00)
    cover(desk, client, copay, member_id="EX-200", effective=TODAY)

    assert changed(desk, client, before) == 1
    (row,) = noted(desk, client)
    assert (row["reason"], row["change_cents"]) == ("new-plan", -125_00)


def test_a_first_coverage_changes_no_cost_that_was_known(desk, client):
    schedule(desk, client, *days(2))
    cover(desk, client)

    assert changed(desk, client, []) == 0
    assert noted(desk) == []


def test_the_same_coverage_again_changes_nothing(desk, client):
    before = [cover(desk, client)]
    schedule(desk, client, *days(2))
    cover(desk, client)

    assert changed(desk, client, before) == 0


def test_nothing_is_noted_where_every_session_is_decided(desk, client):
    before = [cover(desk, client)]
    (session,) = schedule(desk, client, TODAY)
    confirm(desk, client, session, "paid", allowed=150_00, owes=150_00)
    cover(desk, client, Benefits(as_of=TODAY, copay_cents=25_00))

    assert changed(desk, client, before) == 0


@pytest.mark.parametrize(("copay", "effect"), [(10_00, -15_00), (40_00, 15_00)])
def test_what_was_charged_already_has_its_difference_noted(desk, client, copay, effect):
    before = [cover(desk, client, Benefits(as_of=TODAY, copay_cents=25_00))]
    (session,) = schedule(desk, client, TODAY - timedelta(1))
    confirm(desk, client, session)
    charge(desk, client, session, 25_00)
    cover(desk, client, Benefits(as_of=TODAY, copay_cents=copay))

    assert changed(desk, client, before) == 1
    (row,) = noted(desk, client)
    assert (row["was_cents"], row["change_cents"], row["charged"]) == (25_00, effect, 1)


def test_a_second_correction_is_measured_by_the_first(desk, client):
    first = cover(desk, client, Benefits(as_of=TODAY, copay_cents=25_00))
    (session,) = schedule(desk, client, TODAY - timedelta(1))
    confirm(desk, client, session)
    charge(desk, client, session, 25_00)
    second = cover(desk, client, Benefits(as_of=TODAY, copay_cents=40_00))
    changed(desk, client, [first])
    cover(desk, client, Benefits(as_of=TODAY, copay_cents=25_00))

    assert changed(desk, client, [first, second]) == 1
    # 25.00 was charged: 15.00 more were owed, and then no longer.
    assert [row["change_cents"] for row in noted(desk, client)] == [15_00, -15_00]
    assert costs.charged(desk.db, client.id, []) == {}


@pytest.mark.parametrize(
    ("more", "was"),
    [
        ({"kind": "balance", "cents": 5_00}, 30_00),
        ({"kind": "refund", "cents": -5_00}, 20_00),
        ({"kind": "fee", "cents": 75_00}, 25_00),
        ({"kind": "balance", "cents": 5_00, "status": "waived"}, 25_00),
    ],
)
def test_what_was_charged_is_all_parts_of_a_share_and_no_fee(desk, client, more, was):
    (session,) = schedule(desk, client, TODAY - timedelta(1))
    charge(desk, client, session, 25_00)
    charge(desk, client, session, **more)

    assert costs.charged(desk.db, client.id, [session]) == {session: was}


def test_a_refund_on_the_charge_itself_counts(desk, client):
    (session,) = schedule(desk, client, TODAY - timedelta(1))
    charge(desk, client, session, 25_00, refunded=10_00)

    assert costs.charged(desk.db, client.id, [session]) == {session: 15_00}


def test_what_a_platform_told_is_listed_with_what_was_noted_here(desk, client):
    first, second = schedule(desk, client, *days(2))
    told = "INSERT INTO cost (id, platform, session, client, amount_cents, was_cents, reason,"
    with transaction(desk.db):
        for name, session, was in (("k1", first, 25_00), ("k2", second, None)):
            desk.db.execute(
                f"{told} changed_at) VALUES (?, 'headway', ?, ?, 3000, ?, 'plan-reset', ?)",
                (name, session, client.id, was, desk.at),
            )

    (row,) = noted(desk, client)

    assert (row["session"], row["told_by"], row["change_cents"]) == (first, "headway", 5_00)


def test_costs_that_changed_long_ago_are_not_counted(desk, client):
    (session,) = schedule(desk, client, *days(1))
    with transaction(desk.db):
        costs.note(
            desk.db, [("2026-11-17T13:59:59Z", client.id, session, 1, 2, "correction", False)]
        )

    assert open_work.cost_changes(desk.db, "2026-11-17T14:00:00Z") == (0, 0)
    assert open_work.cost_changes(desk.db, "2026-11-17T13:59:59Z") == (1, 1)


def test_counting_what_changed_reads_an_index_and_no_table_of_sessions(desk):
    plan = desk.db.execute(
        "EXPLAIN QUERY PLAN SELECT count(DISTINCT session), count(DISTINCT client)"
        " FROM cost_change WHERE at >= ?",
        (desk.at,),
    ).fetchall()

    assert any("cost_change_at" in row[3] for row in plan)


def test_a_noted_change_can_be_taken_back(desk, client):
    before = [cover(desk, client)]
    schedule(desk, client, *days(2))
    cover(desk, client, replace(HALF_MET, deductible=Limit(500_00, 500_00)))

    with transaction(desk.db):
        for table, number, values in changes_noted(desk, client.id, before):
            put_back(desk.db, table, number, values)

    assert noted(desk) == []


def test_a_session_that_its_platform_takes_out_goes_with_what_was_noted_of_it(desk, client):
    before = [cover(desk, client)]
    gone, kept = schedule(desk, client, *days(2))
    cover(desk, client, replace(HALF_MET, deductible=Limit(500_00, 500_00)))
    changed(desk, client, before)
    with transaction(desk.db):
        desk.db.execute("DELETE FROM outbox")
        withdraw(desk.db, {"session": [gone]}, now=desk.at)

    assert [row["session"] for row in noted(desk)] == [kept]


@pytest.mark.parametrize(("charged", "costs"), [(None, 100_00), (80_00, 80_00)])
def test_a_confirmed_session_of_one_who_pays_for_themselves_is_no_estimate(
    desk, added, charged, costs
):
    one = added("Sam Stone", platform="self", payer="", plan="self")
    (session,) = schedule(desk, one, TODAY, minutes=45)
    assert cost_on(account(desk, one), (), TODAY).is_estimate
    with transaction(desk.db):
        sessions.change(
            desk.db, session, {"status": "confirmed", "cpt": "90834", "expected_cents": 100_00}
        )
    if charged:
        charge(desk, one, session, charged, kind="session")

    found = cost_on(account(desk, one), (), TODAY)

    assert (found.client_cents, found.is_estimate) == (costs, False)
    told = [step for step in found.steps if "was charged" in step.why]
    assert (len(told), sum(step.cents for step in found.steps)) == (charged is not None, costs)
