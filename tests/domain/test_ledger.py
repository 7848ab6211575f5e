from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.income import Line
from practicecli.domain.ledger import BANK, Entry, Posting, entries


def line(sum_, kind, cents, *, key="headway aetna", session="s-1", payout=None, charge=None):
    return Line(key, sum_, "2026-05-14", kind, cents, session, payout, charge)


def test_work_is_owed_on_its_day_and_its_money_pays_what_is_owed():
    found = entries(
        [
            line("earned_cents", "session", 15000),
            line("received_cents", "session", 15000, payout="p-1"),
            line("received_cents", "adjustment", -200, payout="p-1", session=None, key="headway -"),
        ],
        {},
    )

    assert found == [
        Entry("2026-05-14", "payout p-1 headway", (
            Posting(BANK, 14800),
            Posting("income:headway:adjustment", 200),
            Posting("assets:receivable:headway", -15000),
        )),
        Entry("2026-05-14", "session s-1", (
            Posting("assets:receivable:headway", 15000),
            Posting("income:headway:aetna", -15000),
        )),
    ]  # fmt: skip


def test_a_client_pays_what_is_owed_or_a_fee_that_is_income_of_its_own():
    share = line("received_cents", "client-payment", 2500, key="direct aetna", charge="g-1")
    fee = line("received_cents", "other-client-payment", 7500, key="direct aetna", charge="g-2")

    first, second = entries([share, fee], {})
    assert first.postings == (Posting(BANK, 2500), Posting("assets:receivable:direct", -2500))
    assert second.postings == (
        Posting(BANK, 7500),
        Posting("income:direct:other-client-payment", -7500),
    )


def test_what_is_given_up_and_what_is_open_are_told_apart():
    lost = line("lost_cents", "session", 15000)

    (found,) = entries([lost, line("open_cents", "session", 14000)], {})
    assert found.postings == (
        Posting("expenses:given-up:headway", 15000),
        Posting("assets:receivable:headway", -15000),
    )


def test_a_membership_is_paid_on_the_first_of_its_month():
    (found,) = entries([], {("alma", "2026-05"): 12500})

    paid = (Posting("expenses:membership:alma", 12500), Posting(BANK, -12500))
    assert found == Entry("2026-05-01", "membership alma", paid)


def test_nothing_is_written_of_a_session_without_a_rate():
    assert entries([line("earned_cents", "no-rate", 0)], {}) == []


def test_a_name_of_an_account_holds_nothing_that_divides_or_ends_it():
    (found,) = entries(
        [line("earned_cents", "session", 1, key="direct Blue  Cross: NY; (old)")], {}
    )

    assert found.postings[1].account == "income:direct:blue-cross-ny-old"


@given(
    st.lists(
        st.builds(
            line,
            st.sampled_from(["earned_cents", "received_cents", "lost_cents", "open_cents"]),
            st.sampled_from(["session", "fee", "clawback", "refund", "not-itemised"]),
            st.integers(-(10**6), 10**6),
            session=st.sampled_from(["s-1", "s-2", None]),
            payout=st.sampled_from(["p-1", "p-2", None]),
        )
    )
)
def test_every_entry_adds_up_to_nothing_and_none_depends_on_the_order_of_lines(lines):
    found = entries(lines, {})

    assert all(sum(posting.cents for posting in one.postings) == 0 for one in found)
    assert entries(reversed(lines), {}) == found
