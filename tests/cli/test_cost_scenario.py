"""What a session costs, asked at the prompt, and what `today` says when that has changed."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.cli.terminal import on_terminal

from practicecli.cache import costs, coverages
from practicecli.cache.connect import open_db, transaction
from practicecli.domain.coverage import Benefits, Coverage, Limit, Rank
from practicecli.keycheck import key_check
from practicecli.places import find_places
from practicecli.vault.keys import from_text

TODAY = date(2026, 11, 24)
HALF_MET = Benefits(
    as_of=date(2026, 11, 20),
    deductible=Limit(500_00, 450_00),
    coinsurance=20_00,
    oop_max=Limit(3_000_00),
)
RATE = """
    INSERT INTO rate (id, platform, payer, plan, cpt, license, place, state, since, cents)
    VALUES ('r', 'alma', 'aetna', '', '90837', '', '', '', '2026-01-01', 15000)
"""


@pytest.fixture
def db(started, tmp_path):
    """The practice's file, to write into it what another command would."""
    keys = from_text((tmp_path / "key").read_text())
    places = find_places({"PRACTICE_HOME": str(tmp_path / "home"), "HOME": str(Path.home())})
    with closing(open_db(places.database, keys.data, check=key_check(keys.data))) as opened:
        yield opened


@pytest.fixture
def client(started):
    """A client with Aetna through Alma, and three sessions to come."""
    made = started(
        "client", "add", "--name", "Ana Rivers", "--platform", "alma", "--payer", "aetna",
        "--address", "1 Example Street", "--ready", "--json",
    ).json()  # fmt: skip
    done = started(
        "session", "schedule", made["ref"], "2026-12-01 15:00", "--for", "55m", "--every", "1w",
        "--count", "3",
    )  # fmt: skip
    assert done.exit == 0, done.err
    return made


@pytest.fixture
def covered(db, client):
    """Half a deductible met, 20 % coinsurance, a rate of 150.00."""
    one = Coverage(
        id="01900000-0000-7000-8000-0000000000c1", client=client["id"], rank=Rank.PRIMARY,
        payer="aetna", plan="commercial", member_id="EX-100", effective=date(2026, 1, 1),
        benefits=HALF_MET,
    )  # fmt: skip
    with transaction(db):
        coverages.put(db, one, "2026-11-24T14:00:00Z")
        db.execute(RATE)
    return one


def test_a_straddling_session_is_explained_to_the_cent(started, client, covered):
    told = started(
        "client", "cost", client["ref"], "--cpt", "90837", "--on", "2026-11-24", "--json"
    ).json()

    # 50.00 of the deductible was left; 20 % of the other 100.00 is 20.00.
    assert (told["allowed_cents"], told["client_cents"], told["plan_cents"]) == (
        150_00,
        70_00,
        80_00,
    )
    assert [step["cents"] for step in told["steps"]] == [0, 50_00, 20_00]
    assert (told["estimate"], told["as_of"], told["assumed_rate"]) == (True, "2026-11-20", False)
    assert told["write_off_cents"] == 0


def test_a_person_reads_each_step_with_its_amount(started, client, covered):
    told = started("client", "cost", client["ref"], "--cpt", "90837").out

    lines = told.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.endswith("that comes first             50.00") for line in lines)
    assert any(line.startswith("  The client pays") and line.endswith(" 70.00") for line in lines)
    assert lines[-1] == "This is an estimate from what was known on 2026-11-20; the payer decides"


def test_the_sessions_to_come_use_up_the_deductible(started, client, covered):
    told = started("client", "cost", client["ref"], "--next", "8", "--json").json()

    assert [one["client_cents"] for one in told] == [70_00, 30_00, 30_00]
    assert [one["deductible_left_cents"] for one in told] == [0, 0, 0]
    assert [one["oop_left_cents"] for one in told] == [2_930_00, 2_900_00, 2_870_00]
    assert told[0]["why"] == "uses up deductible"


def test_a_list_of_sessions_to_come_fits_a_terminal(started, client, covered, tmp_path):
    shown, _ = on_terminal(tmp_path, "client", "cost", client["ref"], "--next", "8")

    assert "uses up deductible" in shown
    assert "…" not in shown


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        ((), 2),
        (("CLIENT", "--next", "3", "--cpt", "90837"), 2),
        (("CLIENT", "--next", "3", "--changes"), 2),
        (("CLIENT", "--next", "0"), 2),
        (("CLIENT", "--on", "someday"), 2),
        (("CLIENT",), 5),
        (("CLIENT", "--next", "3"), 5),
    ],
)
def test_what_cannot_be_asked_or_told_says_so(started, client, words, exit_code):
    typed = [client["ref"] if word == "CLIENT" else word for word in words]

    assert started("client", "cost", *typed).exit == exit_code


def test_unknown_benefits_are_refused_with_the_commands_that_help(started, client):
    said = started("client", "cost", client["ref"], "--json")

    assert (said.exit, said.out, said.problems()) == (5, "", ["no-benefits"])
    assert f"practice coverage check {client['ref']}" in said.err


def test_nothing_scheduled_is_an_empty_list_and_a_hint(started, db, covered, client):
    with transaction(db):
        db.execute("UPDATE session SET status = 'cancelled'")

    said = started("client", "cost", client["ref"], "--next", "3")

    assert (said.exit, said.out) == (0, "")
    assert "practice session schedule" in said.err
    assert started("client", "cost", client["ref"], "--next", "3", "--json").json() == []


def test_changes_are_listed_and_told_on_the_days_screen(started, db, client, covered):
    (identity, ref) = db.execute("SELECT id, ref FROM session ORDER BY starts_at").fetchone()
    assert "Costs" not in started("today").out
    with transaction(db):
        costs.note(
            db,
            [("2026-11-24T13:00:00Z", client["id"], identity, 70_00, 30_00, "deductible-met", 0)],
        )

    assert "Costs        changed for 1 session of 1 client: practice client cost --changes" in (
        started("today").out
    )
    told = started("today", "--json").json()
    assert (told["cost_changes"], told["cost_changes_clients"]) == (1, 1)
    (noted,) = started("client", "cost", "--changes", "--json").json()
    assert (noted["session_ref"], noted["was_cents"], noted["now_cents"]) == (ref, 70_00, 30_00)
    assert (noted["change_cents"], noted["effect"]) == (-40_00, "upcoming")
    assert (noted["reason"], noted["why"]) == ("deductible-met", "deductible met")
    assert noted["on"] == "2026-12-01"


def test_the_day_says_which_sessions_cost_how_much_else_and_why(started, db, client, covered):
    rows = db.execute("SELECT id, ref FROM session ORDER BY starts_at").fetchall()
    (first, one), (second, two), (third, three) = rows
    at, who = "2026-11-24T13:00:00Z", client["id"]
    with transaction(db):
        costs.note(
            db,
            [
                (at, who, first, 70_00, 50_00, "correction", 0),
                (at, who, first, 50_00, 30_00, "deductible-met", 0),
                (at, who, second, 20_00, 35_50, "new-plan", 1),
                (at, who, third, 30_00, 0, "out-of-pocket-met", 1),
            ],
        )

    told = [line.strip() for line in started("today").out.splitlines()]
    at = told.index(
        "Costs        changed for 3 sessions of 1 client: practice client cost --changes"
    )
    assert told[at + 1 : at + 4] == [
        f"{two}  Tue 08 Dec  20.00, now 35.50  new plan, a balance of 15.50",
        f"{three}  Tue 15 Dec  30.00, now 0.00  out of pocket met, a refund of 30.00",
        f"{one}  Tue 01 Dec  50.00, now 30.00  deductible met",
    ]
    latest = started("today", "--json").json()["cost_changes_latest"]
    assert [row["effect"] for row in latest] == ["balance", "refund", "upcoming"]


def test_the_turns_ahead_are_listed_with_what_has_changed(started, client, covered):
    (turn,) = started("client", "cost", client["ref"], "--changes", "--json").json()

    assert (turn["was_cents"], turn["now_cents"], turn["effect"]) == (70_00, 30_00, "ahead")
    assert turn["why"] == "deductible met"


def test_a_secondary_coverage_gives_back_what_was_charged_first(started, db, client, covered):
    second = replace(
        covered, id="01900000-0000-7000-8000-0000000000c2", rank=Rank.SECONDARY, payer="cigna",
        benefits=Benefits(as_of=TODAY, copay_cents=10_00),
    )  # fmt: skip
    with transaction(db):
        coverages.put(db, second, "2026-11-24T14:00:00Z")

    told = started("client", "cost", client["ref"], "--cpt", "90837", "--json").json()
    assert (told["charged_first_cents"], told["client_cents"], told["plan_cents"]) == (
        70_00,
        0,
        150_00,
    )
    said = started("client", "cost", client["ref"], "--cpt", "90837").out
    assert "70.00 back within 90 days" in said


def test_names_stay_out_of_what_scripts_read(started, client, covered):
    for words in ((), ("--next", "3"), ("--changes",)):
        assert "Ana" not in started("client", "cost", client["ref"], *words, "--json").out


def test_a_missed_session_costs_its_fee_and_no_insurance_is_asked(started, client, covered):
    (ref, *_) = [one["ref"] for one in started("session", "list", "--json").json()]
    later = {"PRACTICE_NOW": "2026-12-01T15:30:00-05:00"}
    done = started("session", "no-show", ref, "--fee", "75.00", **later)
    assert done.exit == 0, done.err

    ask = ("client", "cost", client["ref"], "--on", "2026-12-01")
    told = started(*ask, "--json").json()

    assert (told["session_ref"], told["decided_by"], told["estimate"]) == (ref, "missed", False)
    assert (told["client_cents"], told["plan_cents"], told["payer"]) == (75_00, 0, "self")
    assert [step["cents"] for step in told["steps"]] == [75_00]
    assert "no insurance is asked" in started(*ask).out
    # Another code is a question about a session like it; the next one counts no missed one.
    asked = started(*ask, "--cpt", "90837", "--json").json()
    assert asked["client_cents"] == 70_00
    coming = started("client", "cost", client["ref"], "--next", "1", "--json").json()
    assert coming[0]["client_cents"] == 70_00


def test_the_explanation_says_what_a_missed_session_would_cost(started, client, covered):
    ask = ("client", "cost", client["ref"], "--cpt", "90837")

    told = started(*ask, "--json").json()["missed_fee"]

    assert (told["allowed"], told["at_most_cents"]) == (True, None)
    assert told["why"] in " ".join(started(*ask).out.split())


def test_another_code_costs_another_sum_and_undo_takes_the_note_of_it_back(
    started, client, covered
):
    started("rate", "set", "alma", "aetna", "90834", "100.00", "--from", "2026-01-01")
    when = ("2026-11-23T15:00", "--for", "60m", "--json")
    ref = started("session", "schedule", client["ref"], *when).json()["ref"]
    codes = ("--dx", "F41.1", "--start", "15:00")
    first = started("session", "confirm", ref, "--cpt", "90834", "--stop", "15:50", *codes)
    assert first.exit == 0, first.err
    # 50.00 of the deductible was left, and 20 % of the other 50.00 is 10.00.
    charge = started("charge", "add", ref, "--json").json()
    assert charge["amount_cents"] == 60_00

    done = started("session", "modify", ref, "--cpt", "90837", "--stop", "15:55")
    assert done.exit == 0, done.err

    # 50.00, and 20 % of 100.00 is 20.00: 10.00 more than was charged.
    ask = ("client", "cost", "--changes", "--json")
    noted, *coming = started(*ask).json()
    assert (noted["session_ref"], noted["was_cents"], noted["now_cents"]) == (ref, 60_00, 70_00)
    assert (noted["effect"], noted["change_cents"]) == ("balance", 10_00)
    # Those to come are taken to have the client's last codes: 20 % of 150.00 and not of 100.00.
    assert [(one["was_cents"], one["now_cents"]) for one in coming] == [(20_00, 30_00)] * 3
    assert "a balance of 10.00" in started("today").out
    assert started("undo", "--yes").exit == 0
    assert started(*ask).json() == []
    assert started("session", "show", ref, "--json").json()["cpt"] == ["90834"]


def test_a_diagnosis_changes_no_cost(started, client, covered):
    when = ("2026-11-23T15:00", "--for", "60m", "--json")
    ref = started("session", "schedule", client["ref"], *when).json()["ref"]
    started("session", "confirm", ref, "--cpt", "90837", "--dx", "F41.1")

    assert started("session", "modify", ref, "--dx", "F41.0").exit == 0
    assert started("client", "cost", "--changes", "--json").json() == []
