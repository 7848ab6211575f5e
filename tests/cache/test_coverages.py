from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest

from practicecli.cache import coverages, people, platforms
from practicecli.cache.connect import create_db, transaction
from practicecli.cache.migrations import migrate
from practicecli.cache.platforms import Platform
from practicecli.cache.schema import STEPS
from practicecli.cache.withdrawing import withdraw
from practicecli.domain.coverage import Benefits, Coverage, Limit, Rank
from practicecli.domain.people import Client, ClientStatus

AT = "2026-11-24T14:00:00Z"
CLIENT = "01900000-0000-7000-8000-0000000000c1"
WHOLE = Benefits(
    as_of=date(2026, 11, 24),
    copay_cents=2500,
    coinsurance=2222,
    deductible=Limit(50000, 45000),
    family_deductible=Limit(100000, 1),
    oop_max=Limit(300000),
    family_oop_max=Limit(600000, 7),
    visits_allowed=20,
    visits_used=3,
    authorization_required=True,
    plan_year_start=(7, 1),
)


@pytest.fixture
def db(tmp_path):
    with closing(create_db(str(tmp_path / "practice.db"), bytes(range(32)))) as db:
        migrate(db, STEPS)
        with transaction(db):
            platforms.put(db, Platform("headway", "headway", "sandbox:", sandbox=True))
            people.put_client(
                db, Client(id=CLIENT, ref="c-0000001", name="Ana Rivers", platform="headway")
            )
        yield db


def coverage(number=1, **said):
    usual = {
        "id": f"01900000-0000-7000-8000-00000000000{number}",
        "client": CLIENT,
        "rank": Rank.PRIMARY,
        "payer": "aetna",
        "plan": "commercial",
        "member_id": "EX-100",
    }
    return Coverage(**usual | said)


@pytest.mark.parametrize(
    "one",
    [
        coverage(),
        coverage(effective=date(2026, 1, 1), ends=date(2026, 12, 31), benefits=WHOLE),
        coverage(rank=Rank.SECONDARY, benefits=Benefits(as_of=date(2026, 1, 2)), source="asked"),
        coverage(benefits=Benefits(as_of=date(2026, 1, 2), copay_cents=0, coinsurance=0)),
    ],
)
def test_a_coverage_comes_back_as_it_was_kept(db, one):
    with transaction(db):
        coverages.put(db, one, AT)

    assert coverages.of_client(db, CLIENT) == [one]


def test_coverages_come_by_client_and_in_the_order_in_which_they_begin(db):
    later, ever = coverage(1, effective=date(2027, 1, 1)), coverage(2)
    with transaction(db):
        coverages.put(db, later, AT)
        coverages.put(db, ever, AT)

    assert coverages.of_clients(db, [CLIENT, "nobody"]) == {CLIENT: [ever, later]}
    assert coverages.of_client(db, "nobody") == []


def test_a_client_with_a_coverage_is_kept_when_the_platform_takes_them_out(db):
    with transaction(db):
        coverages.put(db, coverage(), AT)
        withdraw(db, {"client": [CLIENT]}, now=AT)

    assert people.client(db, CLIENT).status is ClientStatus.ARCHIVED
    assert coverages.of_client(db, CLIENT) == [coverage()]
