"""Coverages through the installed program: said, followed on their day, asked about, taken back."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from practicecli.engine import open_plain

NEW_YEAR = "2027-01-01T09:00:00-05:00"
AETNA = ("--payer", "aetna", "--plan", "commercial")


@pytest.fixture
def ana(started):
    """The refs of a client by platform, known to the sandbox."""
    refs = {}
    for platform in ("headway", "alma"):
        refs[platform] = started(
            "client", "add", "--name", "Ana Rivers", "--platform", platform, *AETNA,
            "--member-id", "W1", "--state", "NY", "--address", "1 Example Street", "--ready",
            "--json",
        ).json()["ref"]  # fmt: skip
    for _ in range(2):
        assert started("sync").exit == 0
    return refs


def test_a_coverage_is_said_as_scripts_say_it(started, ana):
    added = started(
        "coverage", "add", ana["headway"], "--payer", "Cigna", "--plan", "commercial",
        "--member-id", "Z9", "--effective", "2027-01-01", "--end", "2027-12-31", "--rank",
        "primary", "--copay", "25.00", "--deductible", "500", "--deductible-met", "450",
        "--coinsurance", "22.22", "--oop-max", "3000", "--oop-met", "0", "--json",
    )  # fmt: skip

    one = added.json()
    assert (added.exit, one["payer"], one["state"], one["source"]) == (0, "cigna", "coming", "said")
    assert (one["effective"], one["ends"]) == ("2027-01-01", "2027-12-31")
    benefits = one["benefits"]
    assert (benefits["copay_cents"], benefits["coinsurance_hundredths"]) == (2500, 2222)
    assert (benefits["deductible_cents"], benefits["deductible_met_cents"]) == (50000, 45000)
    assert (benefits["oop_max_cents"], benefits["oop_met_cents"]) == (300000, 0)
    assert benefits["as_of"] == "2027-01-01"  # a plan year begins with it
    listed = started("coverage", "list", ana["headway"], "--json").json()
    assert [(row["payer"], row["state"]) for row in listed] == [
        ("aetna", "in-force"),
        ("cigna", "coming"),
    ]
    later = started("coverage", "show", ana["headway"], "--on", "2027-02-01", "--json").json()
    assert (later["primary"]["payer"], later["secondary"]) == ("cigna", None)
    words = started("coverage", "show", ana["headway"], "--on", "2027-02-01").out
    assert "25.00 copay" in words
    assert "450.00 of 500.00 met, 50.00 to go" in words


@pytest.mark.parametrize("command", [["today"], ["due", "--json"], ["sync"], ["remind"]])
def test_on_its_day_it_is_the_clients(started, ana, command):
    started(
        "coverage", "add", ana["headway"], "--payer", "cigna", "--plan", "commercial",
        "--member-id", "Z9", "--effective", "2027-01-01",
    )  # fmt: skip

    assert started(*command).exit == 0
    assert started("client", "show", ana["headway"], "--json").json()["payer"] == "aetna"
    assert started(*command, PRACTICE_NOW=NEW_YEAR).exit == 0

    found = started("client", "show", ana["headway"], "--json", PRACTICE_NOW=NEW_YEAR).json()
    assert (found["payer"], found["member_id"], found["covered_from"]) == (
        "cigna", "Z9", "2027-01-01",
    )  # fmt: skip


def test_the_platform_hears_of_it_and_its_news_changes_nothing_here(started, ana):
    started(
        "coverage", "add", ana["headway"], "--payer", "cigna", "--plan", "commercial",
        "--member-id", "Z9", "--effective", "2026-11-01", "--copay", "30", "--end", "2027-06-30",
    )  # fmt: skip
    before = started("coverage", "list", ana["headway"], "--json").json()

    for _ in range(3):
        assert started("sync").exit == 0

    assert started("coverage", "list", ana["headway"], "--json").json() == before
    found = started("client", "show", ana["headway"], "--json").json()
    assert (found["payer"], found["covered_until"]) == ("cigna", "2027-06-30")


def test_all_that_cannot_be_read_is_told_at_once(started, ana):
    refused = started(
        "coverage", "add", ana["headway"], "--payer", "cigna", "--plan", "gold", "--member-id",
        "Z9", "--effective", "2027-01-01", "--copay", "x", "--coinsurance", "101", "--json",
    )  # fmt: skip

    message = json.loads(refused.err)["error"]["message"]
    assert refused.exit == 2
    assert all(word in message for word in ("--plan", "--copay", "--coinsurance"))


def test_the_platform_is_asked_and_what_changed_is_told(started, ana):
    first = started("coverage", "check", ana["headway"], "--json")
    assert first.exit == 0
    assert (first.json()["status"], first.json()["first"], first.json()["updated"]) == (
        "active", True, True,
    )  # fmt: skip
    started(
        "coverage", "edit", ana["headway"], "--copay", "35", "--deductible", "100",
        "--deductible-met", "10",
    )  # fmt: skip

    second = started("coverage", "check", ana["headway"], "--json").json()

    assert (second["first"], second["changes"]) == (False, [])
    assert {"field": "copay_cents", "was": 3500, "now": 2000} in second["taken"]
    shown = started("coverage", "show", ana["headway"], "--json").json()["primary"]
    assert (shown["source"], shown["benefits"]["copay_cents"]) == ("asked", 2000)
    history = started("coverage", "history", ana["headway"], "--raw", "--json").json()
    assert [row["changed"] for row in history] == ["first answer", "no change"]
    assert history[0]["answer"]["benefits"]["copay_cents"] == 2000
    assert "name" not in history[0]


def test_who_is_not_covered_is_told_with_exit_8_and_nothing_is_changed(started, ana, tmp_path):
    started("coverage", "edit", ana["headway"], "--copay", "35")
    before = started("coverage", "list", ana["headway"], "--json").json()
    with closing(open_plain(str(tmp_path / "home" / "data" / "default" / "sandbox.db"))) as db:
        db.execute("UPDATE client SET covered_until = '2026-01-31'")

    for words in ([ana["headway"]], ["--all"]):
        found = started("coverage", "check", *words, "--json")

        told = found.json()
        one = told[0] if isinstance(told, list) else told
        assert (found.exit, one["status"], one["updated"]) == (8, "inactive", False)
        assert "not-covered" in found.err
    assert started("coverage", "list", ana["headway"], "--json").json() == before


def test_a_platform_reached_by_hand_cannot_be_asked(started, ana):
    refused = started("coverage", "check", ana["alma"])

    assert refused.exit == 5
    assert f"practice coverage add {ana['alma']}" in refused.err


def test_those_of_a_day_are_asked_about(started, ana):
    started("session", "schedule", ana["headway"], "2026-11-25T15:00", "--for", "50m")

    tomorrow = started("coverage", "check", "--scheduled", "--json")
    other = started("coverage", "check", "--on", "2026-11-27", "--json")

    assert [one["client_ref"] for one in tomorrow.json()] == [ana["headway"]]
    assert (tomorrow.exit, other.exit, other.json()) == (0, 0, [])
    assert started("coverage", "check").exit == 2
    assert started("coverage", "check", ana["headway"], "--all").exit == 2


def test_on_a_day_before_a_holiday_all_until_the_next_business_day_are_asked_about(started, ana):
    # Wednesday: Thursday is Thanksgiving, so that Friday's sessions have to be asked about today.
    wednesday = {"PRACTICE_NOW": "2026-11-25T09:00:00-05:00"}
    started("session", "schedule", ana["headway"], "2026-11-27T15:00", "--for", "50m")
    started("session", "schedule", ana["alma"], "2026-11-27T17:00", "--for", "50m")

    asked = started("coverage", "check", "--scheduled", "--json", **wednesday)
    said = started("coverage", "check", "--scheduled", **wednesday)
    tuesday = started("coverage", "check", "--scheduled", "--json")

    assert [one["client_ref"] for one in asked.json()] == [ana["headway"]]
    assert f"Ask in their portals, those platforms are reached by hand: {ana['alma']}" in said.err
    assert tuesday.json() == []


def test_a_platform_that_is_out_of_reach_is_told_of_each_with_exit_3(started, ana, tmp_path):
    sandbox = tmp_path / "home" / "data" / "default" / "sandbox.db"
    sandbox.write_bytes(b"no database" * 100)

    found = started("coverage", "check", "--all", "--json")

    assert (found.exit, [one["status"] for one in found.json()]) == (3, ["not-asked"])


def test_client_check_keeps_what_it_asked_as_well(started, ana):
    asked = started("client", "check", ana["headway"], "--ask", "--json")

    assert asked.json()["eligibility"]["status"] == "active"
    assert len(started("coverage", "history", ana["headway"], "--json").json()) == 1


def test_an_end_refuses_what_comes_after_it(started, ana):
    started("coverage", "end", ana["alma"], "2026-11-20")
    session = started(
        "session", "schedule", ana["alma"], "2026-11-23T15:00", "--for", "50m", "--json"
    ).json()
    ref = (session[0] if isinstance(session, list) else session)["ref"]

    refused = started(
        "session", "confirm", ref, "--cpt", "90834", "--dx", "F41.1", "--note", "upload", "--json"
    )

    assert refused.exit == 5
    assert "insurance" in refused.problems()
    assert started("undo", "--yes").exit == 0  # the appointment
    assert started("undo", "--yes").exit == 0  # the end
    shown = started("coverage", "show", ana["alma"], "--json").json()["primary"]
    assert (shown["state"], shown["ends"]) == ("in-force", None)
