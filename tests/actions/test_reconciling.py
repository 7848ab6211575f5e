from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from practicecli.actions.confirm import confirm_session
from practicecli.actions.reconciling import reconcile_bank
from practicecli.actions.recording import record_payout
from practicecli.actions.undo import undo_last
from practicecli.cache import feed, payouts, withdrawing
from practicecli.cache.connect import transaction
from practicecli.domain.bank import BankLine, Period, Window
from practicecli.domain.confirming import Wanted
from practicecli.domain.reconciling import Why
from practicecli.errors import RefusedError

WORDS = {"headway": ("headway",), "alma": ("alma",)}
WINDOW = Window(before=1, after=5)
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31))
PAYDAY = date(2026, 12, 4)  # what Alma confirms on 23 November is paid on this Friday
NEW_YEAR = datetime(2027, 1, 2, 14, 0, tzinfo=UTC)
TOLD = "01900000-0000-7000-8000-00000000abcd"


@pytest.fixture
def alma(desk, added, held):
    """Two sessions of a manual platform that are expected on 4 December: 135.00 each."""
    client = added("Ben Stone", platform="alma")
    ids = []
    for days in (1, 2):
        identity = held(days, who=client, minutes=55)
        with transaction(desk.db):
            confirm_session(
                desk, identity, Wanted(cpt=("90837",), dx=("F41.1",), note_route="none")
            )
        ids.append(identity)
    return ids


def tell(desk, cents=50_000, day="2026-12-15", lines=(), identity=TOLD, platform="headway"):
    """Take over a payout that a platform tells of."""
    row = {
        "id": identity, "version": 1, "date": day, "bank_on": day, "status": "paid",
        "total_cents": cents, "guaranteed": True,
        "lines": [{"session": one, "kind": "session", "amount_cents": 1} for one in lines],
    }  # fmt: skip
    with transaction(desk.db):
        feed.take(desk.db, platform, {"payout": [row]})


def line(day, cents, text="HEADWAY PAYOUT", row=1):
    return BankLine(row, date(2026, 12, day), cents, text)


def read(desk, *lines, period=DECEMBER, dry_run=False):
    later = replace(desk, now=NEW_YEAR, batch=desk.fresh_id())
    with transaction(desk.db):
        return reconcile_bank(
            later, lines, period, window=WINDOW, words=WORDS, dry_run=dry_run
        )  # fmt: skip


def found(statement):
    lists = statement.found
    pairs = [(one.payout.platform, len(one.deposits)) for one in lists.matched]
    extras = [(one.deposit.row, one.why) for one in lists.extra]
    return pairs, [one.platform for one in lists.missing], extras


def test_a_told_payout_is_found_and_stays_as_it_was_told(desk, dump):
    tell(desk)
    before = dump("deposit", "audit", "meta", "outbox")

    statement = read(desk, line(15, 50_000))

    assert found(statement) == ([("headway", 1)], [], [])
    assert dump("deposit", "audit", "meta", "outbox") == before
    (kept,) = desk.db.execute("SELECT day, amount_cents, payout FROM deposit").fetchall()
    assert tuple(kept) == ("2026-12-15", 50_000, TOLD)


def test_a_forecast_that_came_becomes_a_payout_with_its_sessions(desk, alma):
    statement = read(desk, line(4, 27_000, "ALMA DES:PAY"))

    (row,) = payouts.between(desk.db, "2026-12-04", "2026-12-04")
    assert statement.recorded == (row.ref,)
    assert (row.platform, row.total_cents, row.version) == ("alma", 27_000, 0)
    assert desk.db.execute("SELECT status FROM payout").fetchone()[0] == "paid"
    assert [(one.session, one.kind, one.cents) for one in payouts.lines_of(desk.db, row.id)] == [
        (alma[1], "session", 13_500),
        (alma[0], "session", 13_500),
    ]
    paid = payouts.carried(desk.db, alma)
    assert {one.payout for one in paid.values()} == {row.id}
    carries = statement.carries["alma/2026-12-04"]
    assert (carries.id, carries.ref, len(carries.sessions)) == (row.id, row.ref, 2)
    verbs = desk.db.execute("SELECT verb, kind FROM audit ORDER BY seq DESC LIMIT 2").fetchall()
    assert [tuple(one) for one in verbs] == [("reconcile", "deposit"), ("record", "payout")]


def test_the_same_file_twice_changes_nothing_and_is_answered_alike(desk, alma, dump):
    tell(desk)
    lines = [
        line(4, 27_000, "ALMA"),
        line(15, 47_500, row=2),
        line(16, 1_000, "ZELLE SOMEBODY", row=3),
        line(16, 1_000, "ZELLE SOMEBODY", row=4),
        line(17, -500, row=5),
        line(18, -900, "RENT", row=6),
    ]
    first = read(desk, *lines)
    before = dump()

    again = read(desk, *reversed(lines))

    assert dump() == before
    assert found(again) == found(first)
    assert found(first) == (
        [("alma", 1)],
        [],
        [(3, Why.OTHER), (4, Why.OTHER), (5, Why.DEBIT)],
    )
    assert (first.new, again.new, again.recorded) == (3, 0, ())


def test_files_that_overlap_count_each_line_once(desk):
    tell(desk)
    first = Period(DECEMBER.first, date(2026, 12, 15))
    read(desk, line(10, 1_000, "ZELLE"), line(15, 50_000), period=first)

    statement = read(
        desk, line(10, 1_000, "ZELLE"), line(15, 50_000), line(15, 50_000, row=3), line(20, 7)
    )

    assert statement.new == 2  # the twin and what came later; nothing is kept of others
    assert found(statement)[0] == [("headway", 1)]
    assert [one.why for one in statement.found.extra] == [Why.OTHER, Why.DOUBLE, Why.UNKNOWN]


def test_what_lies_between_two_files_is_found_or_asked_for_in_the_second(desk):
    tell(desk, 50_000, "2026-11-30")
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    only_rent = BankLine(1, date(2026, 11, 20), 1_000, "ZELLE")
    first = read(desk, only_rent, period=november)
    assert [one.key for one in first.found.waiting] == [TOLD]

    missed = read(desk, line(20, 1_000, "ZELLE"), dry_run=True)
    came = read(desk, line(1, 50_000))

    assert [one.key for one in missed.found.earlier] == [TOLD]
    assert [one.payout.key for one in came.found.matched] == [TOLD]
    # The first file is read once more, and does not ask for what came after its end.
    again = read(desk, only_rent, period=november)
    assert (again.found.waiting, again.found.missing) == ([], [])


def test_deposits_of_another_account_are_known_when_this_ones_file_is_read(desk, alma):
    tell(desk)
    read(desk, line(15, 50_000))

    second = read(desk, line(4, 27_000, "ALMA"))

    assert found(second) == ([("alma", 1), ("headway", 1)], [], [])


def test_a_deposit_read_before_its_payout_was_told_is_found_later(desk):
    assert [one.why for one in read(desk, line(15, 50_000)).found.extra] == [Why.UNKNOWN]
    tell(desk)

    assert found(read(desk, line(15, 50_000))) == ([("headway", 1)], [], [])
    assert desk.db.execute("SELECT payout FROM deposit").fetchone()[0] == TOLD


def test_a_dry_run_finds_the_same_and_writes_nothing(desk, alma, dump):
    tell(desk)
    lines = line(4, 27_000, "ALMA"), line(15, 50_000, row=2)
    before = dump()

    tried = read(desk, *lines, dry_run=True)

    assert dump() == before
    assert tried.recorded == ()
    assert tried.carries["alma/2026-12-04"].id is None
    assert found(tried) == found(read(desk, *lines))


def test_undo_takes_back_deposits_and_the_payouts_they_made(desk, alma, dump):
    tell(desk)
    before = dump("audit", "meta")
    read(desk, line(4, 27_000, "ALMA"), line(15, 50_000, row=2))

    with transaction(desk.db):
        taken = undo_last(desk)

    assert {one.verb for one in taken} == {"reconcile", "record"}
    assert dump("audit", "meta") == before


def test_undo_leaves_deposits_that_an_earlier_command_read(desk):
    read(desk, line(15, 50_000))
    tell(desk)
    read(desk, line(15, 50_000))

    with transaction(desk.db):
        undo_last(desk)

    assert [tuple(row) for row in desk.db.execute("SELECT day, payout FROM deposit")] == [
        ("2026-12-15", None)
    ]


def test_nothing_is_kept_of_other_peoples_payments(desk):
    tell(desk)
    read(
        desk,
        line(15, 50_000, "ZELLE FROM ANA RIVERS"),  # the payout, as far as anybody can tell
        line(16, 7_000, "ZELLE FROM BEN STONE"),
        line(17, 900, "HEADWAY BONUS"),
    )

    kept = desk.db.execute("SELECT amount_cents, description FROM deposit ORDER BY day")
    assert [tuple(row) for row in kept] == [(50_000, ""), (900, "HEADWAY BONUS")]


def test_what_a_platform_tells_of_later_stands_for_what_was_recorded_by_hand(desk, alma):
    read(desk, line(4, 27_000, "ALMA"))
    # Told for another day, but for the same sessions.
    tell(desk, 27_000, "2026-12-07", alma, platform="alma")

    rows = payouts.between(desk.db, "2026-12-01", "2026-12-31")

    assert [(row.id, row.total_cents) for row in rows] == [(TOLD, 27_000)]
    assert desk.db.execute("SELECT payout FROM deposit").fetchone()[0] == TOLD
    assert {one.payout for one in payouts.carried(desk.db, alma).values()} == {TOLD}
    with pytest.raises(RefusedError), transaction(desk.db):
        undo_last(desk)


def test_a_session_that_the_platform_pays_elsewhere_is_expected_again(desk, alma):
    read(desk, line(4, 27_000, "ALMA"))

    tell(desk, 13_500, "2026-12-04", alma[:1], platform="alma")

    carried = payouts.carried(desk.db, alma)
    assert [carried[one].payout for one in alma] == [TOLD, None]


def test_a_payout_that_the_platform_takes_out_leaves_its_deposit(desk):
    tell(desk)
    read(desk, line(15, 50_000))

    with transaction(desk.db):
        withdrawing.withdraw(desk.db, {"payout": [TOLD]}, now=desk.at)

    assert [tuple(row) for row in desk.db.execute("SELECT amount_cents, payout FROM deposit")] == [
        (50_000, None)
    ]


def test_a_payout_recorded_by_hand_is_met_by_its_deposit(desk, alma):
    later = replace(desk, now=NEW_YEAR)
    with transaction(desk.db):
        identity = record_payout(later, "alma", PAYDAY, amount_cents=25_000)

    statement = read(desk, line(7, 25_000, "ALMA"))

    assert [one.payout.key for one in statement.found.matched] == [identity]
    assert statement.recorded == ()


def test_a_part_is_not_short_again_once_the_other_part_was_read(desk):
    tell(desk)
    first, second = line(14, 30_000), line(16, 20_000)
    early, late = (Period(date(2026, 12, one), date(2026, 12, one + 1)) for one in (14, 16))
    read(desk, first, period=early)
    assert [len(one.deposits) for one in read(desk, second, period=late).found.matched] == [2]

    again = read(desk, first, period=early)

    assert found(again) == ([("headway", 2)], [], [])
    assert (again.found.short, again.found.is_open, again.new) == ([], False, 0)
