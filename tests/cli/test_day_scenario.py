"""The issue's whole day, played through the installed program."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

DAY = "2026-11-24"
EIGHT = f"{DAY}T08:00:00-05:00"
NINE = f"{DAY}T09:00:00-05:00"
NOTE = "## Data\nA calm week.\n\n## Assessment\nSteady; no risk voiced.\n\n## Plan\nWeekly.\n"


def client(name: str, member: str) -> str:
    return json.dumps(
        {
            "name": name,
            "born": "1990-02-03",
            "platform": "headway",
            "payer": "aetna",
            "plan": "commercial",
            "member_id": member,
            "address": "1 Sample Street, Albany NY 12207",
        }
    )


def add(practice: Any, name: str, member: str, *more: str) -> str:
    done = practice("client", "add", "--from", "-", *more, "--json", input=client(name, member))
    assert done.exit == 0, done.err
    return str(done.json()["ref"])


def past_sessions(practice: Any) -> list[dict[str, str]]:
    """Five clients, four past Mondays each, as the program lists what is unconfirmed."""
    members = ("W1", "W2", "W3", "DENY-CO197-1", "REJECT-1")
    for number, member in enumerate(members):
        ref = add(practice, f"Number {number} Example", member, "--ready")
        done = practice(
            "session", "schedule", ref, f"2026-10-26 {9 + number}:00", "--for", "45m",
            "--every", "1w", "--count", "4",
        )  # fmt: skip
        assert done.exit == 0, done.err
    listed = practice("session", "list", "--unconfirmed", "--csv")
    return list(csv.DictReader(io.StringIO(listed.out)))


def as_csv(rows: list[dict[str, str]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def test_a_whole_day_from_the_first_look_to_the_payout(  # noqa: PLR0915 - a day is long
    started: Any, tmp_path: Path
) -> None:
    practice = started
    assert practice("today", "--json").json()["sessions"] == []

    ref = add(practice, "Bea Example", "W123456")
    series = practice(
        "session", "schedule", ref, "today 08:00", "--for", "60m", "--every", "1w", "--count", "3",
        "--json", PRACTICE_NOW=f"{DAY}T07:00:00-05:00",
    )  # fmt: skip
    assert [one["starts_at"] for one in series.json()] == [
        "2026-11-24T08:00:00-05:00",
        "2026-12-01T08:00:00-05:00",
        "2026-12-08T08:00:00-05:00",
    ]
    session = series.json()[0]["ref"]

    assert practice("session", "start", session, PRACTICE_NOW=EIGHT).exit == 0
    stopped = practice("session", "stop", session, "--json", PRACTICE_NOW=f"{DAY}T08:50:00-05:00")
    assert stopped.json()["actual_minutes"] == 50

    refused = practice("session", "confirm", session, "--cpt", "90837", "--dx", "F32", "--json")
    assert refused.exit == 5
    assert refused.out == ""
    assert set(refused.problems()) >= {
        "cpt-minutes", "dx-not-specific", "payment-method", "forms", "insurance",
    }  # fmt: skip

    ready = practice(
        "client", "edit", ref, "--payment-method", "yes", "--forms", "yes", "--insurance", "yes"
    )
    assert ready.exit == 0
    (tmp_path / "note.md").write_text(NOTE)
    written = practice("note", "write", session, "--template", "dap", "--from", "note.md", "--json")
    assert written.json()["status"] == "draft"
    draft = practice("session", "confirm", session, "--cpt", "90834", "--dx", "F41.1", "--json")
    assert draft.problems() == ["note-unsigned"]
    signed = practice("note", "sign", session, "--attest", "--json").json()
    assert (signed["status"], signed["signer"], signed["late"]) == ("signed", "Ada Example", False)

    confirmed = practice(
        "session", "confirm", session, "--cpt", "90834", "--dx", "F41.1", "--json"
    ).json()
    assert confirmed["status"] == "confirmed"
    assert confirmed["sent"] == "waiting"
    assert confirmed["modifiers"] == ["95"]
    assert confirmed["warnings"] == []
    assert confirmed["expected_payout_on"] == "2026-12-15"

    rows = past_sessions(practice)
    assert len(rows) == 20
    for row in rows:
        row |= {"cpt": "90834", "dx": "F41.1", "start": row["when"][11:16], "note": "upload"}
        row |= {"stop": f"{row['when'][11:13]}:45"}
    rows[4]["cpt"], rows[9]["dx"], rows[14]["session"] = "99999", "F99.9X", "s-zzzzzzz"
    batch = practice("session", "confirm", "--batch", "-", "--json", input=as_csv(rows))
    results = [json.loads(line) for line in batch.out.splitlines()]
    assert batch.exit == 3
    assert [one["row"] for one in results if one["outcome"] != "confirmed"] == [5, 10, 15]
    assert [results[at]["outcome"] for at in (4, 9, 14)] == ["refused", "refused", "not-found"]
    again = practice("session", "confirm", "--batch", "-", "--json", input=as_csv(rows))
    assert {json.loads(line)["outcome"] for line in again.out.splitlines()} == {
        "already-confirmed", "refused", "not-found",
    }  # fmt: skip

    synced = practice("sync", "--json")
    assert (synced.exit, synced.json()["headway"]["error"]) == (0, None), synced.out
    assert practice("session", "show", session, "--json").json()["sent"] == "accepted"

    assert practice("sandbox", "advance", "20d").exit == 0
    assert practice("sync").exit == 0
    claims = practice("claim", "list", "--json").json()
    statuses = {one["status"] for one in claims}
    assert statuses == {"paid", "denied", "rejected"}
    denied = next(one for one in claims if one["status"] == "denied")
    assert (denied["denial"]["group"], denied["denial"]["carc"]) == ("CO", "197")
    assert denied["denial"]["next_step"]

    turned_away = sum(one["status"] in {"denied", "rejected"} for one in claims)
    assert practice("today", "--json").json()["claims_to_settle"] == turned_away == 5
    upcoming = practice("payout", "upcoming", "--json").json()
    assert upcoming
    assert all(one["lines"] for one in upcoming)
    assert all(
        one["total_cents"] == sum(line["amount_cents"] for line in one["lines"]) for one in upcoming
    )

    due = practice("due", "--json").json()
    assert {one["kind"] for one in due} <= {"confirm", "sign", "edit", "other", "refund"}
    assert practice("due", "--check").exit == 8
    told = practice("remind", "--within", "24h")
    assert told.out
    assert "Example" not in told.out
    assert practice("remind", "--within", "24h").out == ""

    assert practice("note", "verify").exit == 0
    assert practice("audit", "verify").exit == 0


def test_a_manual_platform_keeps_the_deadline_until_it_is_entered(started: Any) -> None:
    practice = started
    done = practice(
        "client", "add", "--name", "Cy Example", "--platform", "alma", "--payer", "cigna",
        "--plan", "commercial", "--member-id", "U1", "--address", "2 Sample Street", "--ready",
        "--json",
    )  # fmt: skip
    ref = done.json()["ref"]
    made = practice("session", "schedule", ref, "yesterday 15:00", "--for", "50m", "--json").json()
    confirmed = practice(
        "session", "confirm", made["ref"], "--cpt", "90834", "--dx", "F41.1", "--start", "15:00",
        "--stop", "15:50", "--json",
    ).json()  # fmt: skip
    assert (confirmed["sent"], confirmed["entered_at"]) == ("manual", None)
    kinds = {one["kind"] for one in practice("due", "--json").json()}
    assert "enter" in kinds

    assert practice("session", "entered", made["ref"]).exit == 0
    kinds = {one["kind"] for one in practice("due", "--json").json()}
    assert "enter" not in kinds


@pytest.mark.parametrize("name", ["[/]", "\x1b]52;c;aGk=\x07Eve Example", "\u202eEve Example"])
def test_a_name_is_stored_as_given_and_shown_escaped(started: Any, name: str) -> None:
    added = started("client", "add", "--from", "-", "--json", input=client(name, "W1"))
    shown = started("client", "show", added.json()["ref"], "--plain")

    assert added.json()["name"] == name
    assert shown.exit == 0
    assert not set(shown.out) & {"\x1b", "\x07", "\u202e"}
