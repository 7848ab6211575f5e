"""A client's insurance changed on two computers at once: record and coverages agree afterwards."""

from __future__ import annotations

import pytest
from tests.cli.test_two_installations_scenario import computer, sandbox  # noqa: F401 - fixtures

CIGNA = ("cigna", "commercial", "C-2")
OPTUM = ("optum", "commercial", "O-3")


def _said(practice, client, payer, plan, member):
    return practice(
        "coverage", "add", client, "--payer", payer, "--plan", plan, "--member-id", member,
        "--effective", "2026-11-01", "--copay", "25",
    )  # fmt: skip


def _record(practice, client):
    row = practice("client", "show", client, "--json").json()
    return (row["payer"], row["plan"], row["member_id"])


def _covered(practice, client):
    row = practice("coverage", "show", client, "--json").json()["primary"]
    return (row["payer"], row["plan"], row["member_id"])


@pytest.mark.parametrize(("kept", "after"), [("--mine", OPTUM), ("--theirs", CIGNA)])
def test_whichever_is_kept_record_and_coverage_say_the_same(computer, kept, after):  # noqa: F811
    office, home = computer("office"), computer("home")
    client = office(
        "client", "add", "--name", "Testy McTest", "--platform", "headway", "--payer", "aetna",
        "--plan", "commercial", "--member-id", "A-1", "--address", "1 Invented Street", "--ready",
        "--json",
    ).json()["ref"]  # fmt: skip
    assert office("sync").exit == 0
    assert home("sync").exit == 0

    assert _said(office, client, *CIGNA).exit == 0
    assert _said(home, client, *OPTUM).exit == 0
    assert office("sync").exit == 0
    assert home("sync").exit == 6
    (conflict,) = home("sync", "conflicts", "--json").json()
    assert (conflict["ref"], conflict["kind"]) == (client, "client")
    assert {one["name"] for one in conflict["fields"]} == {"payer", "member_id"}
    assert home("sync", "resolve", client, kept).exit == 0
    assert [one("sync").exit for one in (home, office, home)] == [0, 0, 0]

    for one in (office, home):
        assert _record(one, client) == after
        assert _covered(one, client) == after
        again = one("sync", "--json").json()["headway"]
        assert (again["pushed"], again["conflicts"]) == (0, [])
        cost = one("client", "cost", client, "--cpt", "90834", "--json")
        assert cost.exit in {0, 5}
        if cost.exit == 0:
            assert cost.json()["payer"] == after[0]
