"""What an insured client is charged where nobody has told the sum: the estimate of their cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from practicecli.actions.charging import charge_session
from practicecli.actions.confirm import confirm_session
from practicecli.actions.expected_charges import expected_charges
from practicecli.cache import charges, coverages, platforms
from practicecli.cache.connect import transaction
from practicecli.cache.platforms import Platform
from practicecli.domain.confirming import Wanted
from practicecli.domain.coverage import Benefits, Coverage, Limit, Rank
from practicecli.errors import RefusedError
from practicecli.figures import load

USUAL = Wanted(cpt=("90834",), dx=("F41.1",))
TERMS = Benefits(
    as_of=date(2026, 11, 20), deductible=Limit(500_00, 450_00), coinsurance=20_00
)  # fmt: skip


@pytest.fixture
def desk(desk):
    with transaction(desk.db):
        platforms.put(desk.db, Platform("direct", "direct", "manual"))
    book = replace(desk.book, charging=load.charge_rules(), rate_cents=lambda _payer, _cpt: 120_00)
    return replace(desk, book=book, platforms=platforms.everything(desk.db))


def insured(desk, added, platform, terms=TERMS):
    who = added("Al Member", platform=platform)
    if terms is not None:
        one = Coverage(
            id=desk.fresh_id(), client=who.id, rank=Rank.PRIMARY, payer="aetna",
            plan="commercial", member_id="EX-100", effective=date(2026, 1, 1), benefits=terms,
        )  # fmt: skip
        with transaction(desk.db):
            coverages.put(desk.db, one, "2026-11-20T14:00:00Z")
    return who


def confirmed(desk, held, who, days=1):
    session = held(days, who=who)
    with transaction(desk.db):
        confirm_session(replace(desk, batch=desk.fresh_id()), session, USUAL)
    return session


def charged(desk, session):
    with transaction(desk.db):
        return charge_session(replace(desk, batch=desk.fresh_id()), session, None)


@pytest.mark.parametrize("platform", ["alma", "direct"])
def test_without_an_amount_an_insured_client_is_charged_the_estimate(desk, added, held, platform):
    session = confirmed(desk, held, insured(desk, added, platform))

    charge = charges.get(desk.db, charged(desk, session))

    # 50.00 of the deductible was left; 20 % of the other 70.00 is 14.00.
    assert (charge.kind, charge.amount_cents) == ("copay", 64_00)
    said = "an estimate of the client's share from what was known on 2026-11-20"
    assert charges.words_of(desk.db, charge.id) == said


def test_what_a_client_does_not_owe_is_not_charged_and_not_expected(desk, added, held):
    met = replace(TERMS, oop_max=Limit(500_00, 500_00))
    session = confirmed(desk, held, insured(desk, added, "direct", met))

    with pytest.raises(RefusedError) as caught:
        charged(desk, session)
    assert [one.code for one in caught.value.problems] == ["no-amount"]
    assert list(expected_charges(desk)) == []


@pytest.mark.parametrize(("platform", "on"), [("alma", date(2026, 11, 25)), ("direct", None)])
def test_expected_charges_hold_the_estimate_and_the_day_it_is_from(desk, added, held, platform, on):
    confirmed(desk, held, insured(desk, added, platform))

    (found,) = expected_charges(desk)

    assert (found.kind, found.on) == ("copay", on)
    assert found.asked == (64_00, True, date(2026, 11, 20))


def test_each_session_of_a_client_counts_those_before_it(desk, added, held):
    who = insured(desk, added, "direct")
    later = confirmed(desk, held, who, days=1)
    before = confirmed(desk, held, who, days=2)

    found = {one.session.session: one.asked.cents for one in expected_charges(desk)}

    assert found == {before: 64_00, later: 24_00}


def test_a_share_that_cannot_be_told_is_expected_without_a_sum(desk, added, held):
    session = confirmed(desk, held, insured(desk, added, "direct", terms=None))

    (found,) = expected_charges(desk)

    assert (found.session.session, found.asked) == (session, None)
    with pytest.raises(RefusedError):
        charged(desk, session)
