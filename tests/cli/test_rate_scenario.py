"""Contract rates as a script and a person meet them."""

from __future__ import annotations

import json

import pytest

CLIENT = {
    "name": "Ana Example", "born": "1990-01-01", "platform": "headway", "payer": "aetna",
    "plan": "commercial", "member_id": "W1", "address": "1 Example Street, Albany NY",
}  # fmt: skip
FILE = (
    "\ufeffPayer,Platform,CPT code,Contract rate,Effective date\n"
    'Aetna,Headway,90834,"$150.00",1/1/2026\n'
    "aetna,headway,90837,180.5,2026-01-01\n"
)


@pytest.fixture
def confirmed(started):
    """A session of a client at the sandbox, confirmed; give its ref."""
    client = started(
        "client", "add", "--from", "-", "--ready", "--json", input=json.dumps(CLIENT)
    ).json()["ref"]
    made = started("session", "schedule", client, "2026-11-20T15:00", "--for", "50m", "--json")
    ref = made.json()["ref"]
    words = ("--cpt", "90834", "--dx", "F41.1", "--note", "upload")
    assert started("session", "confirm", ref, *words).exit == 0
    return ref


def expected(practice, ref):
    return practice("session", "show", ref, "--json").json()["expected_cents"]


def test_a_rate_is_set_expected_checked_and_taken_back(started, confirmed):
    assert expected(started, confirmed) == 105_00

    done = started("rate", "set", "headway", "aetna", "90834", "150.00", "--from", "2026-11-20",
                   "--json")  # fmt: skip
    assert (done.exit, done.json()["amount_cents"], done.json()["sessions"]) == (0, 150_00, 1)
    assert expected(started, confirmed) == 150_00

    assert started("undo", "--yes").exit == 0
    assert expected(started, confirmed) == 105_00
    assert started("rate", "list", "--json").json() == []


def test_what_the_platform_paid_is_held_against_the_contract(started, confirmed):
    assert started("sync").exit == 0
    assert started("sandbox", "advance", "20d").exit == 0
    assert started("sync").exit == 0

    nothing = started("rate", "check")
    assert nothing.exit == 0
    assert "1 passed over" in nothing.err

    started("rate", "set", "headway", "aetna", "90834", "150.00", "--from", "2026-01-01")
    found = started("rate", "check", "--json")
    assert found.exit == 8
    (row,) = found.json()
    assert row["session_ref"] == confirmed
    assert (row["expected_cents"], row["paid_cents"]) == (150_00, 105_00)
    assert row["difference_cents"] == -45_00
    assert row["payout_ref"].startswith("p-")
    assert started("rate", "check", "--to", "2026-11-19").exit == 0


def test_a_file_is_imported_once_and_the_same_again_changes_nothing(started, tmp_path):
    (tmp_path / "rates.csv").write_text(FILE, encoding="utf-8")

    tried = started("rate", "import", "rates.csv", "--dry-run", "--json")
    assert (tried.exit, tried.json()["added"]) == (0, 2)
    assert started("rate", "list", "--json").json() == []

    first, second = (started("rate", "import", "rates.csv", "--json").json() for _ in range(2))
    assert [first[key] for key in ("rows", "added", "changed", "unchanged")] == [2, 2, 0, 0]
    assert [second[key] for key in ("rows", "added", "changed", "unchanged")] == [2, 0, 0, 2]
    amounts = [one["amount_cents"] for one in started("rate", "list", "--json").json()]
    assert amounts == [150_00, 180_50]


def test_a_file_with_faults_changes_nothing_and_names_every_row(started):
    faulty = FILE + "aetna,hedway,90834,10.00,2026-01-01\naetna,headway,90834,0,soon\n"

    done = started("rate", "import", "-", "--json", input=faulty)

    assert done.exit == 5
    assert done.problems() == ["platform", "bad-amount", "bad-date"]
    told = json.loads(done.err)["error"]["problems"]
    assert [one["message"][:6] for one in told] == ["Row 3:", "Row 4:", "Row 4:"]
    assert started("rate", "list", "--json").json() == []


def test_a_file_without_its_columns_is_wrong_usage(started):
    done = started("rate", "import", "-", "--json", input="payer,code\naetna,90834\n")

    assert done.exit == 2
    assert done.problems() == ["missing-column"] * 3


def test_the_list_says_which_rate_holds_and_on_which_day(started):
    for amount, since in (
        ("140.00", "2025-01-01"),
        ("150.00", "2026-01-01"),
        ("160", "2027-01-01"),
    ):
        started("rate", "set", "headway", "aetna", "90834", amount, "--from", since)

    holds = [one["holds"] for one in started("rate", "list", "--json").json()]
    assert holds == [False, True, False]
    on = started("rate", "list", "--on", "2025-12-31", "--json").json()
    assert [one["amount_cents"] for one in on] == [140_00]
    assert started("rate", "list", "--payer", "cigna", "--json").json() == []


def test_a_slip_is_taken_out_where_somebody_says_so(started):
    of = ("headway", "aetna", "90834", "--from", "2026-01-01")
    set_one = ("rate", "set", *of[:3], "150.00", *of[3:])
    started(*set_one)

    assert started("rate", "remove", *of).exit == 2  # nobody is there to be asked
    other = started("rate", "remove", *of, "--plan", "commercial", "--yes")
    assert other.exit == 5
    assert "practice rate list" in other.err
    done = started("rate", "remove", *of, "--yes", "--json")
    assert (done.exit, done.json()["amount_cents"]) == (0, 150_00)
    assert started("rate", "list", "--json").json() == []
    assert started("undo", "--yes").exit == 5
