"""Ageing, unbilled work, hours and comparisons on a real file, each sum by hand."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest
from tests.cache.books import NEW_YEAR, THROUGH, Books

from practicecli.cache.comparing import worked
from practicecli.cache.connect import create_db, transaction
from practicecli.cache.income import Asked, Span, added_up
from practicecli.cache.migrations import migrate
from practicecli.cache.reports import (
    Aged,
    Platforms,
    Used,
    aged,
    member_months,
    owed,
    unbilled,
    used,
)
from practicecli.cache.schema import STEPS
from practicecli.domain.ages import age, bucket
from practicecli.domain.income import total

TODAY = date(2026, 11, 24)
NOW = "2026-11-24T14:00:00Z"
PLATFORMS = Platforms(through=THROUGH, from_clients=("self",))


@pytest.fixture
def books(tmp_path):
    with closing(create_db(str(tmp_path / "practice.db"), b"k" * 32)) as db:
        migrate(db, STEPS)
        yield Books(db)


def test_what_is_open_stands_in_the_bucket_of_its_age(books):
    with transaction(books.db):
        client = books.client()
        for day, cents in (((2026, 10, 25), 1), ((2026, 10, 24), 20), ((2026, 8, 26), 300),
                           ((2026, 8, 25), 4000)):  # fmt: skip
            books.session(client, date(*day), cents=cents)  # 30, 31, 90 and 91 days ago

    assert aged(books.db, PLATFORMS, TODAY) == [
        Aged("payer", "headway", "aetna", 4, (1, 20, 300, 4000), "2026-08-25")
    ]


def test_a_clients_copay_is_the_clients_and_the_rest_the_payers(books):
    with transaction(books.db):
        client = books.client("direct")
        session = books.session(client, date(2026, 11, 1), platform="direct", cents=15000)
        books.charge(client, session, 2500, (date(2026, 11, 3), "paid", 500), platform="direct",
                     kind="copay")  # fmt: skip

    # 150.00 less 5.00 paid: 20.00 of it is the client's, 125.00 the payer's.
    found = {one.kind: sum(one.cents) for one in aged(books.db, PLATFORMS, TODAY)}
    assert found == {"payer": 12500, "client": 2000}


def test_a_fee_is_open_by_its_due_day_and_what_is_owed_to_a_platform_is_told_apart(books):
    with transaction(books.db):
        client = books.client("alma")
        missed = books.session(client, date(2026, 8, 1), platform="alma", status="no-show")
        books.charge(client, missed, 7500, platform="alma", invoice="i", due_on="2026-11-20")
        books.charge(client, None, 2500, platform="alma", version=3, at="2026-11-01T12:00:00Z")
        books.charge(client, None, 999, platform="alma", status="waived")

    assert {one.kind: one.cents for one in aged(books.db, PLATFORMS, TODAY)} == {
        "client": (7500, 0, 0, 0),
        "client-to-platform": (2500, 0, 0, 0),
    }


def test_ages_add_up_to_what_the_income_report_calls_open_and_unfold_to_their_lines(books):
    books.years(NEW_YEAR, 327)

    found = aged(books.db, PLATFORMS, TODAY)
    lines = list(owed(books.db, PLATFORMS))
    income = total(added_up(books.db, Asked("month", Span(), THROUGH)))
    whole = sum(sum(one.cents) for one in found if one.kind != "client-to-platform")
    fees = sum(one.amount_cents for one in lines if one.charge_ref and one.kind == "client")
    assert whole == income.open_cents + fees
    folded = {}
    for line in lines:
        sums = folded.setdefault((line.kind, line.platform, line.payer), [0, 0, 0, 0])
        sums[bucket(age(date.fromisoformat(line.day), TODAY))] += line.amount_cents
    assert folded == {(one.kind, one.platform, one.payer): list(one.cents) for one in found}
    assert whole > 0


def test_work_that_is_not_billed_is_told_with_what_it_stands_for(books):
    with transaction(books.db):
        client = books.client()
        books.session(client, date(2026, 10, 1), cents=14000)
        later = "2026-12-24T04:59:59Z"
        books.session(client, date(2026, 11, 23), cents=None, status="scheduled", sent="no",
                      confirm_by=later)  # fmt: skip
        books.session(client, date(2026, 11, 25), cents=None, status="scheduled", sent="no")
        books.session(client, date(2026, 11, 20), sent="waiting", confirm_by="2026-12-20T00:00:00Z")
        books.session(client, date(2026, 11, 19), sent="manual", confirm_by="2026-12-19T00:00:00Z")
        books.session(client, date(2026, 11, 18), sent="manual", entered_at=NOW, claim="not-sent")
        books.session(client, date(2026, 11, 17), claim="not-sent", file_by="2027-01-01T00:00:00Z")
        own = books.client("self", "")
        books.session(own, date(2026, 11, 17), platform="self", sent="manual")

    found = [(one.kind, one.day, one.amount_cents) for one in unbilled(books.db, PLATFORMS, NOW)]
    assert found == [
        ("not-entered", "2026-11-19", 15000),
        ("unsent", "2026-11-20", 15000),
        ("unconfirmed", "2026-11-23", 15000),  # as the client's last one, of the 20th
        ("claim-not-sent", "2026-11-17", 15000),
    ]


def test_sessions_count_by_what_became_of_them_in_weeks_that_begin_on_monday(books):
    with transaction(books.db):
        client = books.client()
        books.session(client, date(2026, 11, 16), actual_start="2026-11-16T15:00:00Z",
                      actual_stop="2026-11-16T15:55:00Z")  # fmt: skip
        books.session(client, date(2026, 11, 22))
        for day, status in ((17, "cancelled"), (18, "late-cancelled"), (19, "no-show"),
                            (20, "scheduled"), (30, "scheduled")):  # fmt: skip
            books.session(client, date(2026, 11, day), status=status)

    assert used(books.db, "week", Span(), NOW) == [
        Used("2026-11-16", 6, 2, 1, 0, 1, 1, 1, 105),
        Used("2026-11-30", 1, 0, 0, 1, 0, 0, 0, 0),
    ]
    (month,) = used(books.db, "month", Span(date(2026, 11, 17), date(2026, 11, 30)), NOW)
    assert (month.bucket, month.booked, month.minutes) == ("2026-11", 6, 50)


def test_a_member_pays_for_the_months_with_sessions(books):
    with transaction(books.db):
        client = books.client("alma")
        for month in (3, 3, 5):
            books.session(client, date(2026, month, 3), platform="alma")
        books.session(client, date(2026, 4, 3), platform="alma", status="cancelled")

    assert member_months(books.db, Span()) == [("alma", "2026-03"), ("alma", "2026-05")]


def test_a_comparison_counts_days_to_the_bank_and_what_did_not_come(books):
    with transaction(books.db):
        client = books.client()
        paid = books.session(client, date(2026, 5, 1), claim="paid")
        clawed = books.session(client, date(2026, 5, 3), claim="reversed")
        books.session(client, date(2026, 5, 4), claim="denied")
        books.session(client, date(2026, 5, 5), claim="sent")
        books.payout(date(2026, 5, 31), [(paid, "session", 15000), (clawed, "session", 15000)])
        books.payout(date(2026, 6, 15), [(clawed, "clawback", -15000)])
        own = books.client("self", "")
        session = books.session(own, date(2026, 5, 1), platform="self", cents=10000)
        books.charge(own, session, 10000, (date(2026, 5, 4), "paid", 4000))

    headway, self_paid = worked(books.db, Asked("platform", Span(), THROUGH), ["headway"])
    # 30 and 28 days; denied 150.00 and clawed back 150.00; what Headway guarantees is no risk.
    assert headway[2:] == (4, 60000, 2, 58, 2, 30000, 0)
    # 3 days; the 60.00 still open is guaranteed by nobody.
    assert self_paid[2:] == (1, 10000, 1, 3, 0, 6000, 0)


@pytest.mark.parametrize("by", ["platform", "service", "debtor"])
def test_a_comparison_has_the_gross_of_the_income_report_however_it_is_parted(books, by):
    books.years(NEW_YEAR, 365)
    span = Span(date(2026, 2, 3), date(2026, 10, 9))

    found = worked(books.db, Asked(by, span, THROUGH), ["headway", "alma"])
    sums = {one.key: one for one in added_up(books.db, Asked("platform", span, THROUGH))}
    for name, income in sums.items():
        of = [one for one in found if one.platform == name]
        assert sum(one.gross_cents for one in of) == income.earned_cents
        assert sum(one.sessions for one in of) == income.sessions
