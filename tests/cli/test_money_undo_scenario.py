"""Taking back each command on money leaves every table as it stood before."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.money_year import Practice, bank, copied, story

from practicecli.cache.connect import open_db
from practicecli.keycheck import key_check
from practicecli.places import find_places
from practicecli.vault.keys import from_text

# These say what was done, and that is never taken back.
LOGS = {"audit", "outbox", "meta"}
RATES = """platform,payer,cpt,amount,from
headway,aetna,90837,155.00,2026-07-01
headway,aetna,90837,151.00,2026-01-01
direct,cigna,90837,144.44,2026-08-01
"""
COMMANDS = """
coverage add {direct} --payer aetna --plan commercial --member-id Z --effective 2026-08-01 --copay 9
coverage add {straddle} --payer cigna --plan commercial --member-id Z --effective 2026-11-20 \
--copay 10 --rank secondary
coverage edit {direct} --copay 5
coverage edit {straddle} --deductible-met 500 --oop-met 1000
coverage end {direct} 2026-09-01
coverage check {copay}
coverage check --all
rate set headway aetna 90837 161.00 --from 2026-10-01
rate set direct cigna 90837 134.00 --from 2026-01-01
rate import rates.csv
authorization add {copay} --units 3 --from 2026-08-01 --number 7
authorization edit {authorization} --units 20 --cpt 90837 --from 2026-09-01
authorization end {authorization} --on 2026-09-01
charge add {held} 20.00
charge add --client {self} 12.00 --for Letter
charge pay {owed} 10.00
charge pay {owed}
charge fail {owed}
charge dispute {owed}
charge write-off {owed}
charge refund {paid} 5.00
charge dispute {paid}
invoice add {alma}
invoice pay 1 600.00
payout record alma 2026-09-25
payout record rula 2026-09-25 50.00
payout adjust {payout} 10.00
payout adjust {payout} 10.00 {first} --kind clawback
payout reconcile --bank bank.csv
session no-show {missed} --fee 20.00
session cancel {missed} --by me
"""


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    lived = story(tmp_path_factory.mktemp("undo"))
    (lived.folder / "bank.csv").write_text(bank(lived))
    (lived.folder / "rates.csv").write_text(RATES)
    return lived


def tables(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Read every row of every table, but for what says what was done."""
    keys = from_text((folder / "key").read_text())
    places = find_places({"PRACTICE_HOME": str(folder / "home"), "HOME": str(folder)})
    with closing(open_db(places.database, keys.data, check=key_check(keys.data))) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type='table'")
                 if name not in LOGS]  # fmt: skip
        return {
            name: sorted((tuple(row) for row in db.execute(f"SELECT * FROM {name}")), key=repr)  # noqa: S608
            for name in names
        }


def named(practice: Practice) -> dict[str, str]:
    """Give the refs that the commands name."""
    listed = practice.typed(f"charge list --client {practice.clients['self']}")
    charges = [one for one in listed if not one["told_by_platform"]]
    return {
        **practice.clients,
        "held": practice.sessions["direct"][0],
        "first": practice.sessions["alma"][0],
        "missed": practice.sessions["eap"][8],
        "owed": next(one["ref"] for one in charges if one["status"] == "owed"),
        "paid": next(one["ref"] for one in charges if one["status"] == "paid"),
        "payout": next(one["ref"] for one in practice.typed("payout list")
                       if one["platform"] == "alma"),
        "authorization": practice.typed("authorization list")[0]["ref"],
    }  # fmt: skip


@pytest.mark.parametrize("line", COMMANDS.strip().splitlines())
def test_a_command_on_money_is_taken_back_whole(practice, line, tmp_path):
    own = copied(practice, tmp_path / "own")
    words = [word if "/" in word or not word.endswith(".csv") else str(own.folder / word)
             for word in line.format(**named(own)).split()]  # fmt: skip
    before = tables(own.folder)

    assert own(*words, "--json").exit in {0, 8}
    assert tables(own.folder) != before
    assert own("undo", "--yes", "--json").exit == 0
    after = tables(own.folder)

    if line.startswith("coverage check"):  # what was asked and answered is a history
        after["eligibility"] = before["eligibility"]
    if line.startswith("invoice add"):  # its number is never used again
        after["invoice"] = [one for one in after["invoice"] if "void" not in one]
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


@pytest.mark.parametrize("more", ["--cpt 90834 --start 19:00 --stop 19:45", "--place video"])
def test_a_correction_of_a_session_is_taken_back_with_what_it_was_worth(practice, more, tmp_path):
    own = copied(practice, tmp_path / "own")
    who = own.clients["direct"]
    ref = own.typed(f"session schedule {who} 2026-11-15T19:00 --for 60m")["ref"]
    own.typed(f"session confirm {ref} --cpt 90837 --dx F41.1 --start 19:00 --stop 19:59")
    before = tables(own.folder)

    own.typed(f"session modify {ref} {more}")
    assert tables(own.folder) != before
    own.typed("undo --yes")
    assert tables(own.folder) == before
