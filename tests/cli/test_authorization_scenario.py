"""Authorizations as a therapist meets them: counted, warned of, due, and blocking."""

from __future__ import annotations

import json

import pytest

CLIENT = {
    "name": "Ana Example", "born": "1990-01-01", "platform": "headway", "payer": "aetna",
    "plan": "eap", "member_id": "W1", "address": "1 Example Street, Albany NY",
}  # fmt: skip
CODES = ("--cpt", "90834", "--dx", "F41.1", "--note", "upload")


@pytest.fixture
def ana(started):
    """A client whose sessions are paid by employee assistance; give their ref."""
    done = started("client", "add", "--from", "-", "--ready", "--json", input=json.dumps(CLIENT))
    return done.json()["ref"]


def booked(practice, client, when, *more):
    made = practice("session", "schedule", client, when, "--for", "50m", *more, "--json")
    assert made.exit == 0, made.err
    return made


def added(practice, client, *terms):
    done = practice("authorization", "add", client, *terms, "--json")
    assert done.exit == 0, done.err
    return done.json()


def kinds(practice):
    return [one for one in practice("due", "--json").json() if one["kind"] == "authorization"]


def test_an_authorization_goes_from_its_letter_to_its_last_unit(started, ana):
    series = booked(started, ana, "2026-11-20T15:00", "--every", "1w", "--count", "4")
    first = series.json()[0]["ref"]
    assert '"code": "authorization"' in series.err

    blocked = started("session", "confirm", first, *CODES, "--json")
    assert blocked.exit == 5
    assert "authorization" in blocked.problems()

    kept = added(started, ana, "--number", "A-1", "--units", "3", "--from", "2026-11-20")
    assert (kept["used_units"], kept["booked_units"], kept["left_units"]) == (0, 4, 0)
    assert kept["runs_out_on"] == "2026-12-04"  # the third of four weekly sessions
    assert [one["code"] for one in kept["warnings"]] == [
        "authorization-beyond", "authorization-low", "authorization-ends"
    ]  # fmt: skip

    assert started("session", "confirm", first, *CODES).exit == 0
    shown = started("authorization", "show", kept["ref"], "--json").json()
    assert (shown["used_units"], shown["booked_units"]) == (1, 3)

    (item,) = kinds(started)
    assert (item["ref"], item["session"]) == (ana, None)
    assert item["due_at"] == "2026-12-04T23:59:59-05:00"
    assert item["command"] == f"practice authorization list {ana}"

    assert started("authorization", "end", kept["ref"], "--on", "2026-11-30").exit == 0
    assert kinds(started) == []
    assert started("undo", "--yes").exit == 0
    assert len(kinds(started)) == 1


def test_a_reminder_of_the_next_one_comes_although_the_first_was_told(started, ana):
    kept = added(started, ana, "--from", "2026-11-01", "--until", "2026-11-25")
    assert f"authorization: 1 due, soonest 2026-11-25T23:59:59-05:00: {ana}" in (
        started("remind", "--within", "3d").out
    )
    assert started("remind", "--within", "3d").out == ""

    started("authorization", "edit", kept["ref"], "--until", "2026-11-26")

    assert "authorization: 1 due" in started("remind", "--within", "3d").out


def test_what_overlaps_is_refused_with_the_command_that_mends_it(started, ana):
    first = added(started, ana, "--units", "3", "--from", "2026-11-01")

    done = started("authorization", "add", ana, "--units", "5", "--from", "2026-12-01", "--json")

    assert (done.exit, done.problems()) == (5, ["authorization-overlap"])
    (problem,) = json.loads(done.err)["error"]["problems"]
    assert problem["fix"] == f"practice authorization end {first['ref']} --on 2026-11-30"
    assert started(*problem["fix"].split()[1:]).exit == 0
    added(started, ana, "--units", "5", "--from", "2026-12-01")


def test_a_value_is_taken_away_with_none_and_the_list_leaves_out_what_ended(started, ana):
    ref = added(
        started, ana, "--number", "A-1", "--units", "3", "--from", "2026-11-01",
        "--until", "2027-01-31", "--cpt", "90834 90837",
    )["ref"]  # fmt: skip

    done = started(
        "authorization", "edit", ref, "--number", "none", "--cpt", "none", "--until", "none",
        "--json",
    )  # fmt: skip
    assert [done.json()[key] for key in ("number", "cpt", "ends_on", "units")] == ["", [], None, 3]

    started("authorization", "end", ref)
    assert started("authorization", "list", "--json").json() == []
    (one,) = started("authorization", "list", ana, "--all", "--json").json()
    assert (one["status"], one["ends_on"]) == ("ended", "2026-11-24")


@pytest.mark.parametrize("units", ["", "three", "-1", "1.5"])
def test_units_are_a_whole_number(started, ana, units):
    done = started("authorization", "add", ana, f"--units={units}", "--from", "2026-11-01")

    assert done.exit == 2
