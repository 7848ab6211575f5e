"""What a client is charged, from the confirmed session to the last payment on an invoice."""

from __future__ import annotations

from typing import Any

import pytest

LATER = {"PRACTICE_NOW": "2026-12-30T09:00:00-05:00"}


@pytest.fixture
def clients(started: Any) -> dict[str, str]:
    """A client who pays for themselves, one at Alma by hand, one at Headway; by platform."""
    started("platform", "add", "self", "--remote", "manual")
    return {
        "self": _client(started, "Bo Example", "self", "self", "self"),
        "alma": _client(started, "Cy Example", "alma", "aetna", "commercial"),
        "headway": _client(started, "Di Example", "headway", "aetna", "commercial"),
    }


def _client(practice: Any, name: str, platform: str, payer: str, plan: str) -> str:
    made = practice(
        "client", "add", "--name", name, "--platform", platform, "--payer", payer, "--plan", plan,
        "--member-id", "M1", "--address", "1 Sample Street", "--ready", "--json",
    )  # fmt: skip
    assert made.exit == 0, made.err
    return str(made.json()["ref"])


def _confirmed(practice: Any, client: str, when: str) -> str:
    made = practice("session", "schedule", client, when, "--for", "50m", "--json").json()["ref"]
    done = practice("session", "confirm", made, "--cpt", "90834", "--dx", "F41.1")
    assert done.exit == 0, done.err
    return str(made)


def test_a_self_paying_client_is_invoiced_and_pays_in_parts(started, clients):
    practice, who = started, clients["self"]
    session = _confirmed(practice, who, "2026-11-23T10:00")
    (expected,) = practice("charge", "list", "--status", "expected", "--json").json()
    assert (expected["session_ref"], expected["ref"]) == (session, None)
    practice("charge", "add", "--client", who, "40.00", "--for", "A letter to the court")

    made = practice("invoice", "add", who, "--due", "14d", "--json").json()
    rate = expected["amount_cents"]
    assert (made["number"], made["status"], made["due_on"]) == (1, "open", "2026-12-08")
    assert made["balance_cents"] == made["total_cents"] == rate + 4000
    assert [one["for"] for one in made["lines"]] == ["A letter to the court", "90834"]
    assert made["client_ref"] == who
    assert "client_name" not in made

    over = practice("invoice", "pay", "1", "9999.00", "--json")
    assert (over.exit, over.problems()) == (5, ["over-the-rest"])
    part = practice("invoice", "pay", "1", "50.00", "--on", "2026-11-23", "--json").json()
    assert (part["status"], part["balance_cents"]) == ("part-paid", rate - 1000)
    assert sum(one["amount_cents"] for one in part["payments"]) == 5000

    owed = practice("charge", "balance", who, "--json", **LATER).json()
    assert [one["open_cents"] for one in owed] == [rate - 1000]
    assert owed[0]["days_0_30_cents"] == rate - 1000  # 22 days after it was due
    overdue = practice("due", "--json", **LATER).json()
    (late,) = [one for one in overdue if one["kind"] == "other"]
    assert (late["ref"], late["overdue"], late["session"]) == (made["ref"], True, None)
    assert late["command"] == f"practice invoice show {made['ref']}"
    assert practice("invoice", "list", "--json", **LATER).json()[0]["status"] == "overdue"

    rest = f"{(rate - 1000) / 100:.2f}"
    assert practice("invoice", "pay", "1", rest, "--json").json()["status"] == "paid"
    assert practice("invoice", "list", "--open", "--json").json() == []
    assert practice("charge", "list", "--open", "--json").json() == []
    balance = practice("charge", "balance", who, "--json").json()
    assert (balance[0]["client_ref"], balance[0]["open_cents"]) == (who, 0)


def test_a_refund_is_in_due_until_it_is_seen_and_undo_takes_steps_back(started, clients):
    practice = started
    session = _confirmed(practice, clients["self"], "2026-11-23T10:00")
    ref = practice("charge", "add", session, "100.00", "--json").json()["ref"]
    assert practice("charge", "pay", ref, "--json").json()["status"] == "paid"

    back = practice("charge", "refund", ref, "25.00", "--json").json()
    assert (back["status"], back["refunded_cents"]) == ("part-refunded", 2500)
    assert back["chase_by"] == "2026-12-02T23:59:59-05:00"
    (item,) = [one for one in practice("due", "--json").json() if one["kind"] == "refund"]
    assert item["what"] == "See that the refund of 25.00 has reached the client"
    assert item["command"] == f"practice charge seen {ref}"
    told = practice("remind", "--within", "9d")
    assert f"refund: 1 due, soonest 2026-12-02T23:59:59-05:00: {ref}" in told.out

    assert practice("charge", "seen", ref).exit == 0
    assert [one for one in practice("due", "--json").json() if one["kind"] == "refund"] == []
    assert practice("undo", "--yes").exit == 0
    assert practice("undo", "--yes").exit == 0
    shown = practice("charge", "show", ref, "--json").json()
    assert [one["what"] for one in shown["timeline"]] == ["charged", "paid"]


def test_several_refunds_are_seen_at_once_or_none(started, clients):
    practice = started
    refs = []
    for _ in range(2):
        made = practice(
            "charge", "add", "--client", clients["self"], "40.00", "--for", "A letter", "--json"
        )
        refs.append(made.json()["ref"])
        practice("charge", "pay", refs[-1])
    practice("charge", "refund", refs[0])

    assert practice("charge", "seen", *refs).exit == 5
    assert [one["ref"] for one in _refunds(practice)] == [refs[0]]
    practice("charge", "refund", refs[1])
    seen = practice("charge", "seen", *refs, "--json").json()
    assert [one["ref"] for one in seen] == refs
    assert _refunds(practice) == []
    assert practice("undo", "--yes").exit == 0
    assert len(_refunds(practice)) == 2


def _refunds(practice: Any) -> list[Any]:
    return [one for one in practice("due", "--json").json() if one["kind"] == "refund"]


def test_alma_takes_what_stays_unpaid_out_of_the_payout(started, clients):
    practice = started
    session = _confirmed(practice, clients["alma"], "2026-11-23T10:00")
    ref = practice("charge", "add", session, "25.00", "--json").json()["ref"]

    (item,) = [one for one in practice("due", "--json").json() if one["kind"] == "other"]

    assert item["what"] == (
        "Client's invoice is still unpaid: Alma takes 25.00 out of your payout after that"
    )
    assert item["due_at"] == "2027-01-23T23:59:59-05:00"
    assert item["command"] == f"practice charge show {ref}"
    quick = practice("due")
    assert "Alma takes 25.00 out of your payout" in quick.out


def test_what_headway_charges_comes_by_its_feed_and_stays_its_own(started, clients):
    practice = started
    session = _confirmed(practice, clients["headway"], "2026-11-23T10:00")
    refused = practice("charge", "add", session, "25.00", "--json")
    assert (refused.exit, refused.problems()) == (5, ["platform-charge"])
    practice("sync")
    practice("sandbox", "advance", "2d")
    practice("sync")

    (told,) = practice("charge", "list", "--json").json()

    assert (told["session_ref"], told["status"], told["told_by_platform"]) == (
        session,
        "paid",
        True,
    )
    assert told["paid_cents"] == told["amount_cents"]
    again = practice("charge", "refund", told["ref"], "--json")
    assert (again.exit, again.problems()) == (5, ["platform-charge"])


def test_a_fee_at_alma_warns_that_it_was_to_be_announced_and_is_listed(started, clients):
    practice = started
    made = practice(
        "session", "schedule", clients["alma"], "2026-11-24T08:00", "--for", "50m", "--json"
    ).json()["ref"]

    missed = practice("session", "no-show", made, "--fee", "75.00")

    assert missed.exit == 0
    assert "fee-announced" in missed.err
    (fee,) = practice("charge", "list", "--json").json()
    assert (fee["kind"], fee["session_ref"], fee["open_cents"]) == ("fee", made, 7500)
    assert practice("session", "show", made, "--json").json()["fee_cents"] == 7500
    paid = practice("charge", "pay", fee["ref"], "75.00", "--json").json()
    assert paid["status"] == "paid"


@pytest.mark.parametrize(
    "line",
    [
        "charge add --client {self} 40.00",
        "charge add {self} 40.00 50.00",
        "charge add --client {self} much --for x",
        "charge list --status nothing",
        "invoice add {self} --due soon",
    ],
)
def test_wrong_usage_is_told(started, clients, line):
    assert started(*line.format(**clients).split()).exit == 2


def test_a_void_invoice_shows_what_stood_on_it(started, clients):
    practice = started
    practice("charge", "add", "--client", clients["self"], "40.00", "--for", "A letter")
    practice("invoice", "add", clients["self"])

    void = practice("invoice", "void", "1", "--json").json()

    assert (void["status"], void["total_cents"], void["balance_cents"]) == ("void", 0, 0)
    assert [one["for"] for one in void["lines"]] == ["A letter"]
    assert practice("invoice", "add", clients["self"], "--json").json()["number"] == 2
