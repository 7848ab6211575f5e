from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from practicecli.actions.charges import Move, take_step
from practicecli.actions.charging import charge_client, charge_session
from practicecli.actions.confirm import confirm_session
from practicecli.actions.invoices import make_invoice, pay_invoice, void_invoice
from practicecli.actions.undo import undo_last
from practicecli.cache import charges, invoices, open_work, sessions
from practicecli.cache.connect import transaction
from practicecli.cache.sessions import utc_text
from practicecli.domain.charges import Step
from practicecli.domain.confirming import Wanted
from practicecli.domain.invoices import sums
from practicecli.errors import NotFoundError, RefusedError
from practicecli.figures import load

USUAL = Wanted(cpt=("90834",), dx=("F41.1",))
DUE = date(2026, 12, 24)


@pytest.fixture
def desk(desk):
    return replace(desk, book=replace(desk.book, charging=load.charge_rules()))


@pytest.fixture
def who(added):
    return added("Bo Payer", platform="self", payer="self", plan="self", member_id="")


def anew(desk, **said):
    return replace(desk, batch=desk.fresh_id(), **said)


def confirmed(desk, held, who, days):
    session = held(days, who=who)
    with transaction(desk.db):
        confirm_session(anew(desk), session, USUAL)
    return session


def charged(desk, session, cents):
    with transaction(desk.db):
        return charge_session(anew(desk), session, cents)


def made(desk, who, wanted=(), due_on=DUE):
    with transaction(desk.db):
        return make_invoice(anew(desk), who.id, wanted, due_on=due_on)


def paid(desk, invoice, cents, on=None):
    with transaction(desk.db):
        pay_invoice(anew(desk), invoice, cents, on)


def voided(desk, invoice):
    with transaction(desk.db):
        void_invoice(anew(desk), invoice)


def refusal(call, *args, **said):
    with pytest.raises(RefusedError) as caught:
        call(*args, **said)
    return [one.code for one in caught.value.problems]


def number(desk, invoice):
    return invoices.get(desk.db, invoice).number


def due(desk, at):
    items = open_work.due(desk.db, utc_text(at))
    return [(one[0], one[2], one[5], one[6]) for one in items if one[0] == "other"]


def test_an_invoice_gathers_what_is_open_and_charges_what_was_not(desk, held, who):
    first = charged(desk, confirmed(desk, held, who, 3), 8000)
    session = confirmed(desk, held, who, 2)
    held(1, who=who)  # not confirmed: not charged
    rate = int(
        desk.db.execute("SELECT expected_cents FROM session WHERE id = ?", (session,)).fetchone()[0]
    )

    invoice = made(desk, who)

    lines = charges.on_invoice(desk.db, invoice)
    assert [(one.session, one.amount_cents) for one in lines[1:]] == [(session, rate)]
    assert lines[0].id == first
    assert {one.due_on for one in lines} == {DUE}
    assert refusal(made, desk, who) == ["nothing-open"]


def test_an_invoice_of_some_sessions_leaves_the_others(desk, held, who):
    one, other = (confirmed(desk, held, who, days) for days in (3, 2))

    invoice = made(desk, who, [other])

    assert [line.session for line in charges.on_invoice(desk.db, invoice)] == [other]
    assert charges.of_session(desk.db, one) == []
    assert refusal(made, desk, who, [other]) == ["nothing-open", "on-invoice"]


def test_all_that_stands_against_an_invoice_is_said_at_once(desk, held, who, added, dump):
    other = confirmed(desk, held, added("Cy", platform="alma"), 2)
    waiting = held(1, who=who)
    before = dump()

    found = refusal(made, desk, who, [other, waiting], desk.today - timedelta(days=1))

    assert found == ["nothing-open", "due-before", "other-client", "nothing-open"]
    assert dump() == before


def test_what_is_disputed_or_charged_by_a_platform_goes_onto_no_invoice(desk, held, who, added):
    charge = charged(desk, confirmed(desk, held, who, 2), 8000)
    with transaction(desk.db):
        take_step(anew(desk), charge, Move(Step.DISPUTE))

    assert refusal(made, desk, who) == ["nothing-open"]
    there = added()
    confirmed(desk, held, there, 3)
    assert refusal(made, desk, there) == ["nothing-open"]


def test_a_session_without_a_rate_is_named(desk, held, who):
    session = confirmed(desk, held, who, 2)
    with transaction(desk.db):
        sessions.change(desk.db, session, {"expected_cents": None})

    assert refusal(made, desk, who) == ["no-amount", "nothing-open"]


def test_a_payment_goes_to_the_oldest_charge_first(desk, held, who):
    kept = [charged(desk, confirmed(desk, held, who, days), 5000) for days in (4, 3, 2)]
    invoice = made(desk, who)

    paid(desk, invoice, 7000, date(2026, 11, 20))

    found = [charges.get(desk.db, one) for one in kept]
    assert [(one.paid_cents, one.status.value) for one in found] == [
        (5000, "paid"), (2000, "part-paid"), (0, "owed"),
    ]  # fmt: skip
    rows = desk.db.execute(
        "SELECT day, amount_cents FROM charge_event WHERE what = 'paid' ORDER BY seq"
    )
    assert [tuple(row) for row in rows] == [("2026-11-20", 5000), ("2026-11-20", 2000)]
    assert refusal(paid, desk, invoice, 8001) == ["over-the-rest"]
    paid(desk, invoice, 8000)
    assert sums(charges.on_invoice(desk.db, invoice)).open == 0
    assert refusal(paid, desk, invoice, 1) == ["nothing-open"]


def test_a_payment_is_taken_back_whole(desk, held, who, dump):
    for days in (4, 3, 2):
        charged(desk, confirmed(desk, held, who, days), 5000)
    invoice = made(desk, who)
    before = dump("audit", "meta")

    paid(desk, invoice, 7000)
    with transaction(desk.db):
        undo_last(desk)

    assert dump("audit", "meta") == before


def test_numbers_have_no_gap_and_are_never_used_twice(desk, held, who):
    confirmed(desk, held, who, 3)
    first = made(desk, who)
    voided(desk, first)
    second = made(desk, who)
    with transaction(desk.db):
        undo_last(desk)  # it may have been sent: it stays, as one that is void
    third = made(desk, who)

    assert [number(desk, one) for one in (first, second, third)] == [1, 2, 3]
    assert [invoices.get(desk.db, one).void for one in (first, second, third)] == [
        True, True, False,
    ]  # fmt: skip
    assert len(charges.on_invoice(desk.db, third)) == 1
    assert charges.on_invoice(desk.db, second) == []


def test_a_void_invoice_frees_its_charges_and_remembers_them(desk, held, who):
    charge = charged(desk, confirmed(desk, held, who, 3), 5000)
    invoice = made(desk, who)

    voided(desk, invoice)

    free = charges.get(desk.db, charge)
    assert (free.invoice, free.due_on, free.chase_by) == (None, None, None)
    assert invoices.once_on(desk.db, 1) == [charge]
    assert refusal(voided, desk, invoice) == ["invoice-void"]
    assert refusal(paid, desk, invoice, 100) == ["invoice-void"]


def test_an_invoice_on_which_something_is_paid_stays(desk, held, who):
    charged(desk, confirmed(desk, held, who, 3), 5000)
    invoice = made(desk, who)
    paid(desk, invoice, 100)

    assert refusal(voided, desk, invoice) == ["invoice-paid"]


def test_taking_an_invoice_back_can_be_undone(desk, held, who, dump):
    charged(desk, confirmed(desk, held, who, 3), 5000)
    invoice = made(desk, who)
    before = dump("audit", "meta")
    voided(desk, invoice)
    with transaction(desk.db):
        undo_last(desk)

    assert dump("audit", "meta") == before


def test_an_invoice_is_due_once_and_only_when_it_is_overdue(desk, held, who):
    for days in (4, 3):
        charged(desk, confirmed(desk, held, who, days), 5000)
    invoice = made(desk, who, due_on=date(2026, 12, 8))
    ref = invoices.get(desk.db, invoice).ref
    last_second = "2026-12-09T04:59:59Z"  # the end of the 8th in New York
    over = desk.now.replace(month=12, day=9, hour=5)

    assert due(desk, over - timedelta(seconds=1)) == []
    assert due(desk, over) == [("other", ref, last_second, "invoice 10000")]
    paid(desk, invoice, 6000)
    assert due(desk, over) == [("other", ref, last_second, "invoice 4000")]
    paid(desk, invoice, 4000)
    assert due(desk, over) == []


def test_an_overdue_invoice_is_no_refund_to_be_seen(desk, held, who):
    charge = charged(desk, confirmed(desk, held, who, 3), 5000)
    made(desk, who)

    with pytest.raises(RefusedError) as caught, transaction(desk.db):
        take_step(desk, charge, Move(Step.SEEN))
    assert [one.code for one in caught.value.problems] == ["nothing-to-see"]


def test_a_refund_on_an_invoice_is_seen_before_the_rest_is_chased(desk, held, who):
    charge = charged(desk, confirmed(desk, held, who, 3), 5000)
    invoice = made(desk, who, due_on=date(2026, 12, 1))
    paid(desk, invoice, 2000)
    with transaction(desk.db):
        take_step(anew(desk), charge, Move(Step.REFUND, 500))
    over = desk.now.replace(month=12, day=9)

    assert due(desk, over) == []
    with transaction(desk.db):
        take_step(anew(desk), charge, Move(Step.SEEN))
    assert [one[3] for one in due(desk, over)] == ["invoice 3000"]


def test_an_invoice_is_found_by_number_and_ref(desk, who):
    with transaction(desk.db):
        charge_client(anew(desk), who.id, 4000, "A letter")
    invoice = made(desk, who)
    ref = invoices.get(desk.db, invoice).ref

    assert invoices.find(desk.db, "1") == invoices.find(desk.db, ref) == invoice
    with pytest.raises(NotFoundError):
        invoices.find(desk.db, "2")


def test_a_session_that_is_paid_needs_no_invoice(desk, held, who):
    session = confirmed(desk, held, who, 3)
    charge = charged(desk, session, 5000)
    with transaction(desk.db):
        take_step(anew(desk), charge, Move(Step.PAY))

    assert refusal(made, desk, who, [session]) == ["nothing-open", "nothing-open"]
