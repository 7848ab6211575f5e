from __future__ import annotations

import json

SERIES = ("tomorrow 15:00", "--every", "1w", "--count", "3")


def test_what_did_several_things_is_only_taken_back_when_that_is_said(started):
    client = {"name": "Ana Example", "platform": "alma", "payer": "aetna"}
    added = started("client", "add", "--from", "-", "--json", input=json.dumps(client)).json()
    started("session", "schedule", added["ref"], *SERIES)

    asked = started("undo")
    assert (asked.exit, "`--yes`" in asked.err) == (2, True)
    taken = started("undo", "--yes", "--json").json()

    assert [(one["verb"], one["kind"], one["ref"][:2]) for one in taken] == [
        ("schedule", "session", "s-")
    ] * 3
    assert started("session", "list", "--json").json() == []
    assert len(started("client", "list", "--json").json()) == 1


def test_what_was_said_for_good_is_not_taken_back(started):
    result = started("undo", "--json")

    assert (result.exit, set(result.problems())) == (5, {"no-undo"})
