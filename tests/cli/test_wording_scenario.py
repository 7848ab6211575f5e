"""Words that once sent a newcomer the wrong way."""

from __future__ import annotations

import pytest


@pytest.fixture
def held(started):
    """A session that is over and known to the platform; gives the program and its ref."""
    client = started(
        "client", "add", "--name", "Ana Rivers", "--platform", "headway", "--payer", "aetna",
        "--plan", "commercial", "--member-id", "W1", "--address", "1 Example Street, Albany NY",
        "--ready", "--json",
    ).json()["ref"]  # fmt: skip
    made = started("session", "schedule", client, "2026-11-23T15:00", "--for", "60m", "--json")
    started("sync")
    return started, made.json()["ref"]


CONFIRM = ("--cpt", "90837", "--dx", "F41.1", "--note", "upload")


def test_sent_is_told_only_of_what_there_is_to_send(held):
    practice, ref = held

    assert "Sent:" not in practice("session", "show", ref).out
    assert practice("session", "show", ref, "--json").json()["sent"] == "no"
    confirmed = practice("session", "confirm", ref, *CONFIRM).out.splitlines()
    assert [line.split()[1] for line in confirmed if line.startswith("Sent:")] == ["waiting"]
    practice("sync")
    shown = practice("session", "show", ref).out.splitlines()
    assert [line.split()[1] for line in shown if line.startswith("Sent:")] == ["accepted"]


def test_what_is_confirmed_already_is_not_asked_for_again(held):
    practice, ref = held
    practice("session", "confirm", ref, *CONFIRM)

    told = practice("session", "confirm", ref, *CONFIRM)

    assert told.exit == 5
    assert told.err.endswith("\nNothing was changed\n")
    assert f"practice session modify {ref}" in told.err


def test_what_can_be_put_right_is_asked_for_again(held):
    practice, ref = held

    told = practice("session", "confirm", ref, "--cpt", "90834", "--dx", "F41")

    assert told.err.endswith("put these right, then type the same again\n")
