"""What `today` and `due` look like: never a command cut, and nothing at all in a pipe."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from practicecli.cli import shapes
from practicecli.cli.screens import today_text
from practicecli.figures.load import policies

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)
LONG = "The platform knows no client c-9d0b2wh, nor anybody else of whom was told in that change"
COMMAND = "practice sync resolve s-70zeecn --mine"
QUIET = {
    "date": "2026-11-24",
    "sessions": [],
    "due": [],
    "next_payout": None,
    "unsent": 0,
    "refused": 0,
    "refusals": [],
    "conflicts": 0,
    "claims_to_settle": 0,
    "notices": 0,
    "cost_changes": 0,
    "cost_changes_clients": 0,
    "cost_changes_latest": [],
    "platforms": [],
}
REFUSED = {
    "refused": 5,
    "refusals": [
        {"verb": "schedule", "ref": "s-70zeecn", "next_step": COMMAND,
         "problems": [{"code": "no-such-client", "message": LONG}]}
    ],
}  # fmt: skip
SESSION = {
    "starts_at": "2026-11-24T10:00:00-05:00", "ends_at": "2026-11-24T11:00:00-05:00",
    "minutes": 60, "ref": "s-70zeecn", "client_ref": "c-9d0b2wh", "platform": "headway",
    "status": "scheduled", "place": "video-home", "ready": False, "cpt": [],
    "actual_start": None, "actual_stop": None, "note_status": "none",
    "client_name": "A Name That Nobody Invented Was Ever Given Before",
}  # fmt: skip


def lines(width=80, **facts):
    text = today_text({**QUIET, **facts}, NOW, UTC, width=width, colour=False)
    return text.splitlines()


def talk(at, error=None):
    told = {"name": "headway", "remote": "sandbox:", "last_sync_at": at, "last_error": error}
    return {"platforms": [told]}


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_refusal_is_wrapped_and_its_command_stands_whole_below(width):
    found = lines(width, **REFUSED)

    at = next(n for n, line in enumerate(found) if line.startswith("Refused      schedule"))
    below = next(n for n, line in enumerate(found) if COMMAND in line)
    assert found[below] == f"{'':<13}{COMMAND}"
    told = " ".join(line[13:].strip() for line in found[at:below])
    assert told == f"schedule s-70zeecn: {LONG}"
    assert all(len(line) <= width for line in found[at:below])


def test_in_a_pipe_nothing_is_cut():
    found = "\n".join(lines(0, sessions=[SESSION], **REFUSED))

    assert f"Refused      schedule s-70zeecn: {LONG}\n" in found
    assert SESSION["client_name"] in found
    assert "…" not in found


def test_a_long_name_is_cut_on_a_terminal_and_no_command_is():
    found = lines(30, sessions=[SESSION])

    assert found[2].endswith("…")
    assert found[3].endswith("practice client check c-9d0b2wh")


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"notices": 3}, "Notices      3 in 7 days: practice platform notices"),
        (
            {"cost_changes": 5, "cost_changes_clients": 2},
            "Costs        changed for 5 sessions of 2 clients: practice client cost --changes",
        ),
        ({"unsent": 2}, "Unsent       2: practice sync"),
        ({"conflicts": 1}, "Conflicts    1: practice sync conflicts"),
        (REFUSED, "             and 2 more: practice sync status"),
        (talk(None), "Synced       headway never"),
        (talk(None, "No way"), "Synced       headway never; a try failed: No way"),
        (talk("2026-11-24T14:00:00+00:00"), "Synced       headway now"),
        (
            talk("2026-11-24T14:00:00+00:00", "No way"),
            "Synced       headway just now; since then a try failed: No way",
        ),
        (
            talk("2026-11-24T12:00:00+00:00", "No way"),
            "Synced       headway 2 h ago; since then a try failed: No way",
        ),
    ],
)
def test_what_else_there_is_to_know_is_a_line_each(facts, line):
    assert line in lines(80, **facts)


def test_where_all_is_quiet_there_is_no_line_for_it():
    assert not any(
        line.startswith(("Notices", "Unsent", "Refused", "Conflicts")) for line in lines()
    )


def test_a_command_without_room_beside_its_words_goes_below():
    assert lines(40, notices=3)[-2:] == [
        "Notices      3 in 7 days",
        "             practice platform notices",
    ]


def test_where_signing_confirms_the_deadlines_say_the_command_that_does_both():
    assert {name for name, one in policies().items() if one.by_signing} == shapes.BY_SIGNING
    at, zone = "2026-11-25T14:00:00Z", UTC

    def typed(platform, kind, why):
        item = (kind, "id", "s-7k3fq2w", "c-7k3fq2w", platform, at, why)
        return shapes.due_item(item, NOW, zone)["command"]

    both = "practice session confirm s-7k3fq2w --cpt CODE --dx CODE --sign --attest"
    assert typed("rula", "sign", "draft") == typed("rula", "confirm", "unconfirmed") == both
    assert typed("rula", "sign", "none") == "practice note write s-7k3fq2w"
    assert typed("headway", "sign", "draft") == "practice note sign s-7k3fq2w"
