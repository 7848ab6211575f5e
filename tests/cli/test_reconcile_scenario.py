"""Money from the platform's calendar to the bank: confirmed, paid, deposited, held against it."""

from __future__ import annotations

import json

import pytest

BANK = """Description,,Summary Amt.
Total credits,,"1,510.00"

Date,Description,Amount,Running Bal.
12/01/2026,Beginning balance as of 12/01/2026,,"1,300.00"
12/04/2026,"ALMA DES:PAYMENT","270.00","1,570.00"
12/15/2026,"HEADWAY DES:PAYOUT","240.00","1,810.00"
12/16/2026,"HEADWAY DES:PAYOUT","-5.00","1,805.00"
12/17/2026,"ZELLE FROM ANA RIVERS","1,000.00","2,805.00"
12/23/2026,"RENT","-1,000.00","1,805.00"
"""


@pytest.fixture
def paid(started, tmp_path):
    """Two sessions on each of two platforms, 135.00 each, a month after they were confirmed."""
    for name, platform, hour in (("Ana Rivers", "headway", 9), ("Ben Stone", "alma", 11)):
        client = started(
            "client", "add", "--name", name, "--platform", platform, "--payer", "aetna",
            "--address", "1 Example Street", "--ready", "--json",
        ).json()["ref"]  # fmt: skip
        for day in (18, 23):
            start = f"2026-11-{day} {hour}:00"
            made = started("session", "schedule", client, start, "--for", "60m", "--json").json()
            made = made[0] if isinstance(made, list) else made
            done = started(
                "session", "confirm", made["ref"], "--cpt", "90837", "--dx", "F41.1", "--note",
                "none", "--start", f"{hour}:00", "--stop", f"{hour}:55", "--json",
            )  # fmt: skip
            assert done.exit == 0, done.err
    assert started("sync").exit == 0
    assert started("sandbox", "advance", "30d").exit == 0
    assert started("sync").exit == 0
    (tmp_path / "bank.csv").write_text(BANK)
    return started


def reconcile(practice, *more, file="bank.csv"):
    return practice("payout", "reconcile", "--bank", file, *more)


def test_a_bank_file_is_held_against_payouts_and_reading_it_again_changes_nothing(paid):
    tried = reconcile(paid, "--json", "--dry-run")
    first = reconcile(paid, "--json")
    log = paid("audit", "list", "--json").out
    again = reconcile(paid, "--json")

    assert [one.exit for one in (tried, first, again)] == [8, 8, 8]
    found = first.json()
    (match,) = found["matched"]
    assert (match["platform"], match["date"], match["amount_cents"]) == (
        "alma", "2026-12-04", 27_000,
    )  # fmt: skip
    assert match["payout_date"] == "2026-12-04"
    assert found["recorded"] == [match["payout_ref"]]
    assert [line["amount_cents"] for line in match["sessions"]] == [13_500, 13_500]
    (short,) = found["short"]
    assert (short["platform"], short["expected_cents"], short["amount_cents"]) == (
        "headway", 27_000, 24_000,
    )  # fmt: skip
    assert short["difference_cents"] == -3_000
    assert [(one["why"], one["amount_cents"]) for one in found["extra"]] == [
        ("debit", -500), ("other", 100_000),
    ]  # fmt: skip
    assert (found["missing"], found["left_out"]) == ([], [5])
    for name in ("matched", "missing", "short", "extra", "waiting", "earlier"):
        assert again.json()[name] == found[name]
    assert paid("audit", "list", "--json").out == log
    (forecast,) = tried.json()["matched"]
    assert (forecast["payout"], forecast["amount_cents"]) == (None, 27_000)


def test_nothing_that_is_printed_names_a_client(paid):
    for form in ((), ("--json",), ("--plain",), ("--all",)):
        told = reconcile(paid, *form)
        assert "ANA" not in (told.out + told.err).upper()


def test_a_recorded_payout_is_shown_with_its_sessions_and_taken_back_by_undo(paid):
    ref = reconcile(paid, "--json").json()["matched"][0]["payout_ref"]

    shown = paid("payout", "show", ref, "--json").json()
    assert (shown["status"], shown["total_cents"], len(shown["lines"])) == ("paid", 27_000, 2)
    assert {line["protected"] for line in shown["lines"]} == {None}  # Alma promises nothing
    expected = [one["platform"] for one in paid("payout", "upcoming", "--json").json()]
    assert "alma" not in expected

    assert paid("undo", "--yes").exit == 0
    assert [one["platform"] for one in paid("payout", "list", "--json").json()] == ["headway"]


def test_what_headway_paid_says_whether_a_note_protects_it(paid):
    (payout,) = paid("payout", "list", "--json").json()

    assert {(one["protected"], one["protected_why"]) for one in payout["lines"]} == {
        (False, "no-note")
    }


def test_a_payout_is_recorded_and_corrected_by_hand_until_the_bank_agrees(paid, tmp_path):
    (tmp_path / "bank.csv").write_text(BANK.replace('"270.00"', '"250.00"'))
    assert "practice payout record alma 2026-12-04 250.00" in reconcile(paid).err

    recorded = paid("payout", "record", "alma", "2026-12-04", "--json").json()
    assert recorded["total_cents"] == 27_000
    session = recorded["lines"][0]["session_ref"]
    short = reconcile(paid, "--json").json()["short"]
    assert sorted(one["difference_cents"] for one in short) == [-3_000, -2_000]

    adjusted = paid(
        "payout", "adjust", recorded["ref"], "20.00", session, "--kind", "clawback", "--json"
    ).json()
    assert adjusted["lines"][-1]["amount_cents"] == -2_000
    assert [one["payout_ref"] for one in reconcile(paid, "--json").json()["matched"]] == [
        recorded["ref"]
    ]
    assert "clawback -20.00" in paid("payout", "list").out


def test_what_may_not_be_recorded_says_what_to_type(paid):
    told = paid("payout", "record", "headway", "2026-12-15")
    wrong = paid("payout", "record", "alma", "2026-12-05", "--json")

    assert (told.exit, wrong.exit) == (5, 5)
    assert "practice sync" in told.err
    assert wrong.problems() == ["no-sessions"]
    assert "2026-12-04" in wrong.err
    assert paid("payout", "adjust", "p-0000000", "1.00", "--kind", "gift").exit == 2
    assert paid("payout", "adjust", "p-0000000", "one").exit == 2


def test_columns_of_an_unknown_file_are_said_once(paid, tmp_path):
    (tmp_path / "bank.csv").write_text("Wann,Was,Netto\n2026-12-15,HEADWAY,270.00\n")

    unknown = reconcile(paid)
    assert unknown.exit == 2
    assert "`Wann`, `Was`, `Netto`" in unknown.err
    command = "practice payout reconcile --bank bank.csv --map date=Wann --map amount=Netto"
    assert f"{command} --map description=Was" in unknown.err

    words = unknown.err.rpartition(" bank.csv ")[2].rstrip("`\n").split()
    assert reconcile(paid, *words, "--json").json()["matched"]
    assert reconcile(paid, "--json").exit == 0
    assert reconcile(paid, "--map", "Wann=date", "--json").exit == 0  # the other way round, too
    assert reconcile(paid, "--map", "colour=Was").exit == 2
    assert reconcile(paid, "--date-format", "ydm").exit == 2


def test_a_faulty_file_changes_nothing_and_every_row_of_it_is_told(paid, tmp_path):
    (tmp_path / "bank.csv").write_text(BANK + '12/24/2026,X,twelve,\n12/23/2026,Y,"1,0",\n')

    refused = reconcile(paid, "--json")

    assert refused.exit == 2
    assert refused.problems() == ["bank-amount", "bank-amount"]
    assert "Row 11" in refused.err
    assert json.loads(refused.err.splitlines()[-1])["error"]["exit"] == 2
    assert paid("payout", "list", "--json").json()[0]["platform"] == "headway"


def test_a_file_that_ends_earlier_than_its_days_can_say_how_far_it_goes(paid, tmp_path):
    (tmp_path / "bank.csv").write_text("Date,Description,Amount\n2026-12-10,RENT,-5.00\n")

    assert reconcile(paid, "--json").json()["missing"] == []
    told = reconcile(paid, "--until", "2026-12-24", "--json")

    assert told.exit == 8
    assert [one["platform"] for one in told.json()["missing"]] == ["headway"]


def test_on_a_pipe_each_finding_is_a_line_of_its_own(paid):
    rows = [line.split("\t") for line in reconcile(paid).out.splitlines()]

    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("matched", "270.00", "alma"),
        ("short", "240.00", "headway"),
        ("extra", "-5.00", "headway"),
        ("extra", "1000.00", ""),
    ]
