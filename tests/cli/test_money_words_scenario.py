"""What a newcomer to the money commands stumbled over: their words, columns and next steps."""

from __future__ import annotations

import pytest
from tests.cli.terminal import on_terminal

TERMS = ("--payer", "aetna", "--plan", "commercial", "--member-id", "W1", "--effective",
         "2026-01-01")  # fmt: skip


@pytest.fixture
def client(started):
    """A client at Headway with four sessions to come."""
    made = started(
        "client", "add", "--name", "Ana Rivers", "--platform", "headway", "--payer", "aetna",
        "--plan", "commercial", "--member-id", "W1", "--address", "1 Example Street", "--ready",
        "--json",
    ).json()["ref"]  # fmt: skip
    done = started("session", "schedule", made, "2026-11-25T10:00", "--for", "55m", "--every",
                   "1w", "--count", "4", "--json")  # fmt: skip
    assert done.exit == 0, done.err
    return made


@pytest.fixture
def alone(started):
    """A client who pays for themselves, and a session of theirs that is over."""
    started("platform", "add", "self", "--remote", "manual")
    who = started("client", "add", "--name", "Bo Example", "--platform", "self", "--address",
                  "1 Sample Street", "--ready", "--json").json()["ref"]  # fmt: skip
    made = started("session", "schedule", who, "2026-11-23T10:00", "--for", "50m", "--json")
    return who, made.json()["ref"]


def test_an_amount_with_a_decimal_comma_is_refused_not_taken_for_a_hundred_times_as_much(
    started, alone
):
    done = started("charge", "add", "--client", alone[0], "40,00", "--for", "A letter")

    assert (done.exit, done.out) == (2, "")
    assert "`40,00` is not an amount" in done.err
    assert started("charge", "list", "--json").json() == []


def test_the_deadline_of_an_authorization_keeps_its_distance_to_the_ref(started, client, tmp_path):
    started("authorization", "add", client, "--units", "2", "--from", "2026-11-01")
    screen, _ = on_terminal(tmp_path, "due")

    assert f"       units   {client}  " in screen


def test_an_invoice_that_is_overdue_is_listed_as_unpaid(started, alone, tmp_path):
    who, session = alone
    started("session", "confirm", session, "--cpt", "90834", "--dx", "F41.1")
    started("charge", "add", session, "120")
    started("invoice", "add", who, "--due", "1d")
    screen, _ = on_terminal(tmp_path, "due", PRACTICE_NOW="2026-12-20T09:00:00-05:00")

    assert "  LATE unpaid  i-" in screen


def test_a_plan_without_deductible_and_coinsurance_says_nothing_of_them(started, client):
    started("coverage", "add", client, *TERMS, "--copay", "20", "--deductible", "0",
            "--coinsurance", "0")  # fmt: skip
    steps = started("client", "cost", client, "--cpt", "90837", "--json").json()["steps"]

    assert [step["cents"] for step in steps if step["cents"]] == [20_00]
    said = " ".join(step["why"] for step in steps)
    assert "deductible" not in said
    assert "coinsurance" not in said


def test_no_family_deductible_does_not_meet_ones_own(started, client):
    started("coverage", "add", client, *TERMS, "--deductible", "500", "--deductible-met", "450",
            "--coinsurance", "20", "--family-deductible", "0", "--oop-max", "3000",
            "--family-oop-max", "0")  # fmt: skip
    started("rate", "set", "headway", "aetna", "90837", "150", "--from", "2026-01-01")
    told = started("client", "cost", client, "--cpt", "90837", "--json").json()

    assert told["client_cents"] == 50_00 + 20_00
    assert told["decided_by"] == "straddles-deductible"


def test_an_assumed_rate_says_how_to_give_ones_own(started, client, tmp_path):
    started("coverage", "add", client, *TERMS, "--copay", "20")
    told, _ = on_terminal(tmp_path, "client", "cost", client, "--cpt", "90837")
    assert "practice rate set headway aetna 90837 AMOUNT --from DATE" in told

    started("rate", "set", "headway", "aetna", "90837", "150", "--from", "2026-01-01")
    told, _ = on_terminal(tmp_path, "client", "cost", client, "--cpt", "90837")
    assert "rate set" not in told


def test_a_turn_ahead_is_explained(started, client):
    started("coverage", "add", client, *TERMS, "--deductible", "500", "--deductible-met", "450",
            "--coinsurance", "20")  # fmt: skip
    told = started("client", "cost", client, "--changes")
    assert "`ahead`: it costs other than the session before it" in told.err


def test_a_charge_leads_to_the_next_step(started, alone, tmp_path):
    who, session = alone
    told, _ = on_terminal(
        tmp_path, "session", "confirm", session, "--cpt", "90834", "--dx", "F41.1"
    )
    assert f"practice charge add {session}" in told
    made = started("charge", "add", session, "120", "--json").json()["ref"]

    told, _ = on_terminal(tmp_path, "charge", "fail", made)
    assert f"practice charge retry {made}" in told
    told, _ = on_terminal(tmp_path, "charge", "retry", made)
    assert f"practice charge pay {made}" in told

    wrong = started("charge", "add", who, "40")
    assert wrong.exit == 2
    assert "--client C --for TEXT" in wrong.err


def test_a_page_that_is_there_says_how_to_write_over_it(started, tmp_path):
    page = str(tmp_path / "page.html")
    assert started("report", "income", "--html", page).exit == 0
    again = started("report", "income", "--html", page)
    assert again.exit == 5
    assert "`--force`" in again.err


def test_a_year_without_income_says_how_to_ask_for_others(started, tmp_path):
    told, _ = on_terminal(tmp_path, "report", "income")
    assert "`--from`, `--to`, or `--all`" in told


def test_a_membership_that_was_said_is_not_asked_for_again(started):
    ask = ("platform", "compare", "--sessions", "20", "--cpt", "90837", "--payer", "aetna")
    taken = "A membership of alma is taken as 125.00 a month"
    assert taken in started(*ask).err
    assert taken not in started(*ask, "--membership", "alma=125").err


def test_talk_is_broken_at_spaces_on_a_terminal(started, tmp_path):
    screen, _ = on_terminal(
        tmp_path, "platform", "compare", "--sessions", "20", "--cpt", "90837", "--payer", "aetna"
    )
    assert max(map(len, screen.splitlines())) <= 80
    assert "`practice platform edit alma --membership AMOUNT`" in screen


def test_first_days_of_rates_and_coverages_have_their_year(started, client, tmp_path):
    screen, _ = on_terminal(
        tmp_path, "rate", "set", "headway", "aetna", "90837", "150", "--from", "2026-07-01"
    )
    assert "From:             2026-07-01" in screen
    screen, _ = on_terminal(tmp_path, "coverage", "add", client, *TERMS)
    assert "From:      2026-01-01" in screen
