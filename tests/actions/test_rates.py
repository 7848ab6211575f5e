from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from practicecli.actions.batch import confirm_batch
from practicecli.actions.confirm import confirm_session
from practicecli.actions.rate_check import check_rates
from practicecli.actions.rates import remove_rate, set_rates
from practicecli.actions.undo import undo_last
from practicecli.cache import coverages, rates, sessions
from practicecli.cache.connect import transaction
from practicecli.domain.confirming import Wanted
from practicecli.domain.coverage import Coverage, Rank
from practicecli.domain.incoming import ConfirmRow
from practicecli.domain.problems import Weight
from practicecli.domain.rate_entry import SaidRate
from practicecli.errors import NotFoundError, RefusedError

DAY = timedelta(days=1)
USUAL = Wanted(cpt=("90834",), dx=("F41.1",), note_route="upload")
SAID = SaidRate(platform="headway", payer="aetna", cpt="90834", amount="150.00", since="2026-01-01")
STATES = ("NY", "NJ")
ASSUMED = 105_00  # what Aetna is assumed to pay for 90834


@pytest.fixture
def priced(desk):
    """The desk with the rates of its own file, as every command has it."""
    return replace(
        desk, book=replace(desk.book, rates=partial(rates.of_code, desk.db))
    )  # fmt: skip


def put(desk, *said):
    with transaction(desk.db):
        return set_rates(desk, said, states=STATES, refusal="Not set")


def confirmed(desk, identity, **changes):
    with transaction(desk.db):
        confirm_session(desk, identity, replace(USUAL, **changes))
    return identity


def expected(desk, identity):
    return desk.db.execute(
        "SELECT expected_cents FROM session WHERE id = ?", (identity,)
    ).fetchone()[0]


def told(desk, session, cents, *, kind="session", number=0):
    """Let the platform tell of a payout that carries a session."""
    with transaction(desk.db):
        desk.db.execute(
            "INSERT OR IGNORE INTO payout (id, ref, platform, date, bank_on, status, total_cents,"
            " guaranteed) VALUES ('p', 'p-0000001', 'headway', '2026-11-30', '2026-11-30', 'paid',"
            " 0, 1)"
        )
        desk.db.execute(
            "INSERT INTO payout_line VALUES ('p', ?, ?, ?, ?)", (number, session, kind, cents)
        )
        desk.db.execute("UPDATE session SET payout = 'p' WHERE id = ?", (session,))


def test_a_rate_is_kept_and_the_same_again_changes_nothing(desk, dump):
    done = put(desk, SAID)
    before = dump()

    assert (done.added, done.changed, done.unchanged) == (1, 0, 0)
    again = put(desk, replace(SAID, payer="Aetna", platform="Headway", amount="$150"))
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    assert dump() == before


def test_another_amount_from_the_same_day_takes_the_place_of_the_first(desk):
    put(desk, SAID)

    done = put(desk, replace(SAID, amount="151.00"))

    assert (done.added, done.changed) == (0, 1)
    assert [one.cents for one in rates.everything(desk.db)] == [151_00]


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("platform", "hedway", "platform"),
        ("payer", " ", "payer"),
        ("cpt", "9083", "cpt-unknown"),
        ("amount", "0", "bad-amount"),
        ("amount", "0.99", "bad-amount"),
        ("amount", "2000.01", "bad-amount"),
        ("amount", "15,00", "bad-amount"),
        ("amount", "-150.00", "bad-amount"),
        ("amount", "150.000", "bad-amount"),
        ("amount", "a lot", "bad-amount"),
        ("since", "2026-02-30", "bad-date"),
        ("since", "1/1/26", "bad-date"),
        ("place", "mars", "bad-place"),
        ("state", "ZZ", "bad-state"),
        ("plan", "a\0", "bad-text"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(desk, dump, field, typed, code):
    before = dump()

    with pytest.raises(RefusedError) as error:
        put(desk, SAID, replace(SAID, **{field: typed}, row=2))

    assert [one.code for one in error.value.problems] == [code]
    assert error.value.problems[0].message.startswith("Row 2: ")
    assert dump() == before


def test_every_fault_of_every_row_is_told_at_once(desk):
    with pytest.raises(RefusedError) as error:
        put(
            desk,
            replace(SAID, amount="0", since="soon", row=1),
            replace(SAID, row=2),
            replace(SAID, cpt="1", row=3),
            replace(SAID, amount="151.00", row=4),
        )

    assert [one.code for one in error.value.problems] == [
        "bad-amount", "bad-date", "cpt-unknown", "rate-twice"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("150", 150_00), ("150.5", 150_50), ("$1,150.25", 1150_25), ("1.00", 1_00), ("2000", 2000_00)],
)
def test_amounts_are_read_as_spreadsheets_write_them(desk, typed, cents):
    assert put(desk, replace(SAID, amount=typed)).rates[0].cents == cents


def test_an_unknown_payer_or_plan_is_kept_with_a_warning(desk):
    done = put(desk, replace(SAID, payer="Example Health", plan="Gold PPO"))

    assert [(one.code, one.weight) for one in done.warnings] == [
        ("payer-unknown", Weight.WARNS), ("plan-unknown", Weight.WARNS)
    ]  # fmt: skip
    assert (done.rates[0].payer, done.rates[0].plan) == ("Example Health", "Gold PPO")


def test_ones_own_fee_prices_clients_who_pay_themselves(priced, added, held):
    put(priced, replace(SAID, platform="self", payer="self", amount="180.00"))
    who = added(platform="self", payer=None, plan=None)
    identity = confirmed(priced, held(1, who=who))

    assert expected(priced, identity) == 180_00


def test_what_is_confirmed_and_not_paid_out_is_expected_anew_from_the_first_day_on(priced, held):
    before, on, paid, later = (confirmed(priced, held(days)) for days in (5, 4, 3, 2))
    told(priced, paid, ASSUMED)

    since = priced.today - 4 * DAY
    done = put(priced, replace(SAID, since=since.isoformat(), amount="150.00"))

    assert done.sessions == 2
    assert [expected(priced, one) for one in (before, on, paid, later)] == [
        ASSUMED, 150_00, ASSUMED, 150_00
    ]  # fmt: skip


def test_a_rate_of_another_code_or_platform_expects_nothing_anew(priced, held):
    identity = confirmed(priced, held(1))

    done = put(priced, replace(SAID, cpt="90837"), replace(SAID, platform="alma"))

    assert done.sessions == 0
    assert expected(priced, identity) == ASSUMED


def test_the_payer_of_the_service_date_decides(priced, held, added):
    who = added()
    identity = confirmed(priced, held(3, who=who))
    with transaction(priced.db):
        coverages.put(
            priced.db,
            Coverage(id="v", client=who.id, rank=Rank.PRIMARY, payer="cigna", plan="commercial",
                     member_id="X", effective=priced.today - 10 * DAY),
            priced.at,
        )  # fmt: skip

    put(priced, replace(SAID, payer="cigna", amount="99.00"))

    assert expected(priced, identity) == 99_00


def test_undo_takes_back_the_rate_and_what_followed_from_it(priced, held, dump):
    confirmed(priced, held(1))
    before = dump("audit", "outbox", "meta")
    desk = replace(priced, batch=priced.fresh_id())
    put(desk, SAID, replace(SAID, cpt="90837"))
    assert dump("audit", "outbox", "meta") != before

    with transaction(desk.db):
        undo_last(desk)

    assert dump("audit", "outbox", "meta") == before


def test_a_rate_that_was_cut_leaves_no_unsent_claim_asking_for_the_old_one(priced, held):
    confirmed(priced, held(1))
    billed = "SELECT billed_cents FROM claim"
    assert priced.db.execute(billed).fetchone()[0] == ASSUMED

    done = put(replace(priced, batch="cut"), replace(SAID, amount="80.00"))

    assert (done.sessions, priced.db.execute(billed).fetchone()[0]) == (1, 80_00)
    with transaction(priced.db):
        undo_last(priced)
    assert priced.db.execute(billed).fetchone()[0] == ASSUMED


def test_undo_gives_a_changed_rate_its_old_amount(priced):
    put(priced, SAID)
    desk = replace(priced, batch=priced.fresh_id())
    put(desk, replace(SAID, amount="160.00"))

    with transaction(desk.db):
        undo_last(desk)

    assert [one.cents for one in rates.everything(desk.db)] == [150_00]


def test_the_log_names_what_was_set_without_a_client(desk):
    put(desk, replace(SAID, plan="commercial"))

    row = desk.db.execute("SELECT verb, kind, detail FROM audit ORDER BY seq DESC").fetchone()
    assert tuple(row) == ("set", "rate", "headway aetna 90834 commercial 2026-01-01 15000")


def test_a_batch_is_priced_by_contract_newest_and_narrowest_first(priced, held, added):
    in_time = priced.today - 3 * DAY
    put(
        priced,
        replace(SAID, amount="110.00"),
        replace(SAID, amount="120.00", since=in_time.isoformat()),
        replace(SAID, amount="130.00", plan="medicare"),
    )
    old, new = held(4), held(3)
    medicare = held(3, who=added("Bo Lakes", plan="medicare"))
    rows = [
        ConfirmRow(row, sessions.get(priced.db, one).ref, ("90834",), ("F41.1",), note="upload")
        for row, one in enumerate((old, new, medicare), start=1)
    ]

    (results,) = confirm_batch(priced, rows, attest=False)

    assert [one.outcome for one in results] == ["confirmed"] * 3
    assert [expected(priced, one) for one in (old, new, medicare)] == [110_00, 120_00, 130_00]


def checked(desk, first="2026-01-01", last="2026-12-31"):
    return check_rates(
        desk.db, desk.book, first=date.fromisoformat(first), last=date.fromisoformat(last)
    )


def test_what_a_payout_carries_is_held_against_the_contract(priced, held):
    right, short, over = (confirmed(priced, held(days)) for days in (3, 2, 1))
    put(priced, SAID)
    for number, (one, cents) in enumerate(((right, 150_00), (short, 149_99), (over, 150_01))):
        told(priced, one, cents, number=number)

    found = checked(priced)

    assert [(one.session.id, one.difference_cents) for one in found.differences] == [
        (short, -1), (over, 1)
    ]  # fmt: skip
    assert (found.right, found.assumed) == (1, 0)
    assert found.differences[0].payout_ref == "p-0000001"
    assert found.differences[0].since.isoformat() == "2026-01-01"


def test_where_only_an_assumed_rate_is_known_nothing_is_listed_but_counted(priced, held):
    one = confirmed(priced, held(1))
    put(priced, replace(SAID, since=(priced.today).isoformat()))  # a day after it was held
    told(priced, one, 1_00)

    found = checked(priced)

    assert (found.differences, found.right, found.assumed) == ([], 0, 1)


def test_an_adjustment_settles_what_a_line_left_open_and_a_clawback_does_not(priced, held):
    settled, taken = confirmed(priced, held(2)), confirmed(priced, held(1))
    put(priced, SAID)
    told(priced, settled, 140_00, number=0)
    told(priced, settled, 10_00, kind="adjustment", number=1)
    told(priced, taken, 150_00, number=2)
    told(priced, taken, -150_00, kind="clawback", number=3)

    assert checked(priced).differences == []


@pytest.mark.parametrize(
    ("status", "allowed", "listed"),
    [("paid", 149_00, 1), ("paid", 150_00, 0), ("underpaid", 100_00, 1), ("denied", 0, 0),
     ("pending", None, 0), ("paid-client-share", 150_01, 1)],
)  # fmt: skip
def test_a_claim_that_was_paid_is_held_against_the_contract(priced, held, status, allowed, listed):
    identity = confirmed(priced, held(1))
    put(priced, SAID)
    with transaction(priced.db):
        priced.db.execute(
            "UPDATE claim SET status = ?, allowed_cents = ? WHERE session = ?",
            (status, allowed, identity),
        )

    found = checked(priced).differences

    assert len(found) == listed
    assert [one.claim_ref[:2] for one in found] == ["m-"] * listed


def test_a_payout_that_pays_as_agreed_outweighs_what_its_claim_says(priced, held):
    identity = confirmed(priced, held(1))
    put(priced, SAID)
    told(priced, identity, 150_00)
    with transaction(priced.db):
        priced.db.execute("UPDATE claim SET status = 'paid', allowed_cents = 18000")

    assert checked(priced).differences == []


@pytest.mark.parametrize(
    ("first", "last", "listed"),
    [("2026-11-22", "2026-11-22", 0), ("2026-11-23", "2026-11-23", 1),
     ("2026-11-24", "2026-12-31", 0)],
)  # fmt: skip
def test_only_service_dates_of_the_days_asked_for_count(priced, held, first, last, listed):
    identity = confirmed(priced, held(1))  # on 23 November
    put(priced, SAID)
    told(priced, identity, 1_00)

    assert len(checked(priced, first, last).differences) == listed


def test_two_codes_are_added_up_and_unfolded(priced, held):
    identity = confirmed(priced, held(1), cpt=("90834", "90785"))
    put(priced, SAID, replace(SAID, cpt="90785", amount="20.00", since="2026-03-01"))
    told(priced, identity, 165_00)

    (found,) = checked(priced).differences

    assert found.expected_cents == 170_00  # 150.00 + 20.00
    assert [(one.cpt, one.units, one.price.cents) for one in found.lines] == [
        ("90834", 1, 150_00), ("90785", 1, 20_00)
    ]  # fmt: skip
    assert found.since.isoformat() == "2026-03-01"


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"platform": "alma"},
        {"payer": "cigna"},
        {"cpt": "90837"},
        {"since": date(2026, 1, 2)},
        {"plan": "commercial"},
        {"state": "NY"},
    ],
)
def test_a_rate_is_taken_out_by_all_that_it_was_set_for(desk, held, change):
    session = confirmed(desk, held(1))
    put(desk, SAID)
    (there,) = rates.everything(desk.db)
    assert expected(desk, session) == 150_00

    if change:
        with pytest.raises(NotFoundError), transaction(desk.db):
            remove_rate(desk, replace(there, **change))
        assert rates.everything(desk.db) == [there]
        return
    with transaction(desk.db):
        found, changed = remove_rate(desk, replace(there, id="", cents=0))

    assert (found, changed) == (there, 1)
    assert rates.everything(desk.db) == []
    assert expected(desk, session) == ASSUMED
