"""Income on a real file: each sum by hand, and the laws that hold for any history."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cache.books import NEW_YEAR, THROUGH, Books

from practicecli.cache.connect import create_db, transaction
from practicecli.cache.income import Asked, Span, added_up, unfolded
from practicecli.cache.migrations import migrate
from practicecli.cache.schema import STEPS
from practicecli.domain.income import BY, Money, folded, total


@pytest.fixture
def books(tmp_path):
    with closing(create_db(str(tmp_path / "practice.db"), b"k" * 32)) as db:
        migrate(db, STEPS)
        yield Books(db)


def by(books, key="platform", first=None, last=None):
    asked = Asked(key, Span(first, last), THROUGH)
    return {one.key: one._replace(key="") for one in added_up(books.db, asked)}


def test_a_session_counts_on_its_day_and_its_money_on_the_day_at_the_bank(books):
    # Held on 14 May for 150.00, at the bank on 1 June.
    with transaction(books.db):
        session = books.session(books.client(), date(2026, 5, 14))
        books.payout(date(2026, 6, 1), [(session, "session", 15000)])

    assert by(books, "month") == {
        "2026-05": Money("", sessions=1, earned_cents=15000),
        "2026-06": Money("", received_cents=15000),
    }
    june = by(books, "month", date(2026, 6, 1), date(2026, 6, 30))
    assert june == {"2026-06": Money("", received_cents=15000)}


def test_what_a_platform_paid_is_what_was_earned_and_what_it_only_announced_is_open(books):
    with transaction(books.db):
        client = books.client()
        paid = books.session(client, date(2026, 5, 1), cents=15000)
        coming = books.session(client, date(2026, 5, 2), cents=15000)
        books.session(client, date(2026, 5, 3), cents=15000)
        books.payout(date(2026, 5, 31), [(paid, "session", 14427)])
        books.payout(date(2026, 6, 15), [(coming, "session", 14000)], status="scheduled")

    # 144.27 + 140.00 + 150.00; 144.27 is here, 140.00 + 150.00 are to come.
    assert by(books)["headway"] == Money("", 3, 43427, 14427, 0, 29000, 0, 0)


def test_a_clawback_a_fee_and_an_adjustment_are_money_that_came_or_went(books):
    with transaction(books.db):
        session = books.session(books.client(), date(2026, 5, 1), cents=15000)
        books.payout(date(2026, 5, 31), [(session, "session", 15000), (None, "fee", 5000)])
        books.payout(date(2026, 6, 15), [(session, "clawback", -15000), (None, "adjustment", 700)])

    # 150.00 + 50.00 - 150.00 + 7.00
    assert by(books)["headway"] == Money("", 1, 15000, 5700, -15000, 0, 0, 0)
    assert by(books, "cpt")["-"] == Money("", received_cents=5700)
    assert by(books, "cpt")["90837"] == Money("", 1, 15000, 0, -15000, 0, 0, 0)


def test_what_a_payout_holds_beyond_its_lines_is_a_line_of_its_own(books):
    with transaction(books.db):
        books.payout(date(2026, 5, 31), [], total=30000)

    (line,) = unfolded(books.db, Asked("client", Span(), THROUGH))
    assert (line.key, line.kind, line.amount_cents) == ("-", "not-itemised", 30000)


def test_a_client_who_pays_the_provider_is_income_and_one_who_pays_the_platform_is_not(books):
    with transaction(books.db):
        own = books.client("self", "")
        session = books.session(own, date(2026, 5, 1), platform="self", cents=15000)
        books.charge(own, session, 15000, (date(2026, 5, 2), "paid", 15000),
                     (date(2026, 5, 9), "refunded", 4000))  # fmt: skip
        theirs = books.client("headway")
        other = books.session(theirs, date(2026, 5, 1), cents=15000)
        books.charge(theirs, other, 2500, (date(2026, 5, 2), "paid", 2500), platform="headway")

    # 150.00 - 40.00 given back, which nobody owes any more; Headway has paid nothing yet.
    assert by(books)["self"] == Money("", 1, 15000, 11000, 0, 0, 4000, 0)
    assert by(books)["headway"] == Money("", 1, 15000, 0, 0, 15000, 0, 0)


def test_an_invoice_of_ones_own_is_the_providers_money_on_any_platform(books):
    with transaction(books.db):
        client = books.client("alma")
        books.charge(client, None, 2500, (date(2026, 5, 2), "paid", 2500), platform="alma",
                     kind="balance", invoice="i")  # fmt: skip

    assert by(books)["alma"].received_cents == 2500


@pytest.mark.parametrize(("version", "received"), [(0, 4000), (3, 0)])
def test_what_is_asked_for_beside_sessions_is_the_providers_own_where_they_keep_it(
    books, version, received
):
    with transaction(books.db):
        letter = books.client("alma")
        session = books.session(letter, date(2026, 5, 1), platform="alma", cents=15000)
        paid = (date(2026, 5, 2), "paid", 4000)
        books.charge(letter, None, 4000, paid, platform="alma", kind="other", version=version)
        books.charge(letter, session, 4000, paid, platform="alma", kind="copay", version=version)

    assert by(books)["alma"].received_cents == received


def test_charges_that_a_feed_tells_of_count_once(books):
    with transaction(books.db):
        client = books.client("self", "")
        session = books.session(client, date(2026, 5, 1), platform="self", cents=15000)
        books.charge(client, session, 15000, status="paid", version=3, at="2026-05-02T15:00:00Z")

    assert by(books)["self"] == Money("", 1, 15000, 15000, 0, 0, 0, 0)


def test_what_was_given_up_is_not_open(books):
    with transaction(books.db):
        books.session(books.client(), date(2026, 5, 1), cents=15000, claim="written-off")
        books.session(books.client(), date(2026, 5, 1), cents=14000, claim="denied")

    assert by(books)["headway"] == Money("", 2, 29000, 0, 0, 14000, 15000, 0)


def test_what_a_client_is_let_off_is_given_up_and_the_rest_open(books):
    with transaction(books.db):
        own = books.client("self", "")
        for status, paid in (("written-off", 5000), ("part-paid", 5000), ("waived", 0)):
            session = books.session(own, date(2026, 5, 1), platform="self", cents=15000)
            books.charge(own, session, 15000, (date(2026, 5, 2), "paid", paid), status=status)

    # 150.00 each: 50.00 + 50.00 came; 100.00 and 150.00 are given up, 100.00 is open.
    assert by(books)["self"] == Money("", 3, 45000, 10000, 0, 10000, 25000, 0)


def test_what_was_given_up_and_charged_anew_is_open(books):
    with transaction(books.db):
        own = books.client("self", "")
        session = books.session(own, date(2026, 5, 1), platform="self", cents=11000)
        books.charge(own, session, 15000, status="written-off")
        books.charge(own, session, 11000)

    assert by(books)["self"] == Money("", 1, 11000, 0, 0, 11000, 0, 0)


def test_of_one_who_pays_for_themselves_what_was_agreed_counts_and_not_the_rate(books):
    with transaction(books.db):
        own = books.client("self", "")
        for paid in (0, 10000):
            session = books.session(own, date(2026, 5, 1), platform="self", cents=15000)
            books.charge(own, session, 10000, (date(2026, 5, 2), "paid", paid))

    # 100.00 each, at a rate of 150.00: one has come, one is open, and nobody owes 50.00 more.
    assert by(books)["self"] == Money("", 2, 20000, 10000, 0, 10000, 0, 0)


def test_a_fee_noted_here_counts_unless_a_payout_pays_it(books):
    with transaction(books.db):
        client = books.client("alma")
        for payouts in (True, False):
            missed = books.session(client, date(2026, 5, 1), platform="alma", status="no-show")
            books.charge(client, missed, 7500, (date(2026, 5, 2), "paid", 7500), platform="alma",
                         kind="fee")  # fmt: skip
            if payouts:
                books.payout(date(2026, 5, 31), [(missed, "fee", 7500)], platform="alma")

    assert by(books)["alma"] == Money("", received_cents=15000)


def test_a_session_without_a_rate_adds_nothing_and_is_counted(books):
    with transaction(books.db):
        books.session(books.client(), date(2026, 5, 1), cents=None)

    assert by(books)["headway"] == Money("", sessions=1, unpriced=1)


def test_the_payer_is_the_claims_else_the_clients_else_the_client(books):
    with transaction(books.db):
        moved = books.client(payer="cigna")
        books.session(moved, date(2026, 5, 1), claim="paid")  # billed to aetna then
        books.session(moved, date(2026, 5, 2))
        books.session(books.client("self", ""), date(2026, 5, 3), platform="self")

    assert {key: one.sessions for key, one in by(books, "payer").items()} == {
        "aetna": 1, "cigna": 1, "self": 1,
    }  # fmt: skip


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10**6),
    first=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    days=st.integers(0, 500),
    everything=st.booleans(),
)
def test_whatever_it_is_added_up_by_the_total_is_the_same_and_unfolds_to_its_lines(
    tmp_path_factory, seed, first, days, everything
):
    path = tmp_path_factory.mktemp("books") / "practice.db"
    with closing(create_db(str(path), b"k" * 32)) as db:
        migrate(db, STEPS)
        Books(db, seed).years(date(2025, 3, 1), 300, every=2)
        span = Span() if everything else Span(first, date.fromordinal(first.toordinal() + days))
        totals = set()
        for key in BY:
            asked = Asked(key, span, THROUGH)
            rows = added_up(db, asked)
            totals.add(total(rows))
            assert folded(unfolded(db, asked)) == {one.key: one for one in rows}

    assert len(totals) == 1


def test_parts_of_a_year_add_up_to_the_year(books):
    books.years(NEW_YEAR, 365)
    halves = [(NEW_YEAR, date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 12, 31))]

    parts = [total(added_up(books.db, Asked("month", Span(*half), THROUGH))) for half in halves]
    whole = total(added_up(books.db, Asked("month", Span(NEW_YEAR, halves[1][1]), THROUGH)))
    assert total(parts) == whole
    assert whole.earned_cents > 0


@pytest.mark.parametrize("key", ["month", "platform"])
def test_sums_of_what_came_by_payout_read_no_line_but_those_of_clawbacks(books, key):
    asked = Asked(key, Span(), THROUGH)
    rows = books.db.execute(f"EXPLAIN QUERY PLAN {asked.came()}", asked.values())
    plan = [row[3] for row in rows]

    lines = [step for step in plan if step.startswith(("SCAN l ", "SEARCH l "))]
    # That a payout has a line at all is one look.
    once = "SEARCH l USING PRIMARY KEY (payout=?)"
    assert [step for step in lines if "payout_line_clawback" not in step] == [once]


def test_what_payouts_tell_of_a_session_is_read_from_the_index_alone(books):
    asked = Asked("month", Span(), THROUGH)
    sql = f"EXPLAIN QUERY PLAN {asked.earned()} SELECT sum(earned) FROM counted"  # noqa: S608
    plan = " ".join(row[3] for row in books.db.execute(sql, asked.values()))

    assert "USING COVERING INDEX payout_line_session (session=? AND kind=?)" in plan
