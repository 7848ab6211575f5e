from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from practicecli.cache.connect import open_db, transaction
from practicecli.keycheck import key_check
from practicecli.places import find_places
from practicecli.vault.keys import from_text


@pytest.fixture
def confirmed(started, tmp_path):
    """A client of each platform with a confirmed session of yesterday."""
    for name, platform, hour in (("Ana Rivers", "headway", 9), ("Ben Stone", "alma", 11)):
        client = started(
            "client", "add", "--name", name, "--platform", platform, "--payer", "aetna",
            "--address", "1 Example Street", "--ready", "--json",
        ).json()["ref"]  # fmt: skip
        session = started(
            "session", "schedule", client, f"2026-11-23 {hour}:00", "--for", "60m", "--json"
        ).json()
        session = session[0] if isinstance(session, list) else session
        done = started(
            "session", "confirm", session["ref"], "--cpt", "90837", "--dx", "F41.1", "--note",
            "none", "--start", f"{hour}:00", "--stop", f"{hour}:55", "--json",
        )  # fmt: skip
        assert done.exit == 0, done.err
    return started


@pytest.fixture
def db(tmp_path):
    """The practice's file, to write into it what a sync would bring."""
    keys = from_text((tmp_path / "key").read_text())
    places = find_places({"PRACTICE_HOME": str(tmp_path / "home"), "HOME": str(Path.home())})
    with closing(open_db(places.database, keys.data, check=key_check(keys.data))) as opened:
        yield opened


def test_a_claim_is_followed_to_its_denial(confirmed, db):
    listed = confirmed("claim", "list", "--json").json()
    assert [(one["status"], one["billed_cents"]) for one in listed] == [("not-sent", 13500)] * 2
    assert "client_name" not in listed[0]
    first, second = sorted(listed, key=lambda one: one["platform"], reverse=True)
    with transaction(db):
        for at, status in (("2026-11-25T14:00:00Z", "sent"), ("2026-11-26T14:00:00Z", "denied")):
            db.execute(
                "INSERT INTO claim_event (claim, at, status, detail) VALUES (?, ?, ?, ?)",
                (first["id"], at, status, f"was {status}"),
            )
        db.execute(
            "UPDATE claim SET status = 'denied', denial_group = 'CO', denial_carc = '197'"
            " WHERE id = ?",
            (first["id"],),
        )
        db.execute("UPDATE claim SET status = 'paid', paid_cents = 1 WHERE id = ?", (second["id"],))

    shown = confirmed("claim", "show", first["ref"], "--json").json()
    assert [step["status"] for step in shown["timeline"]] == ["not-sent", "sent", "denied"]
    assert (shown["denial"]["group"], shown["denial"]["carc"]) == ("CO", "197")
    assert shown["denial"]["meaning"]
    assert shown["denial"]["next_step"]

    both = confirmed("claim", "list", "--json").json()
    assert {one["ref"]: len(one["timeline"]) for one in both} == {
        first["ref"]: 3,
        second["ref"]: 1,
    }
    assert confirmed("claim", "list", "--status", "denied", "--json").json() == [shown]
    assert confirmed("claim", "status", "--json").json() == [shown]
    told = confirmed("claim", "status", first["ref"])
    assert f"{first['ref']} is denied since 2026-11-26" in told.out
    assert "Denied as CO-197: " in told.out
    assert "Next: " in told.out


def test_money_to_come_is_told_or_forecast_down_to_the_session(confirmed, db):
    forecast = confirmed("payout", "upcoming", "--json").json()

    assert {one["platform"] for one in forecast} == {"alma", "headway"}
    for one in forecast:
        assert (one["id"], one["ref"], one["status"]) == (None, None, "forecast")
        assert one["total_cents"] == sum(line["amount_cents"] for line in one["lines"]) > 0
        assert one["bank_on"] >= one["date"] > "2026-11-24"

    (headway,) = (one for one in forecast if one["platform"] == "headway")
    (line,) = headway["lines"]
    identity = "01900000-0000-7000-8000-00000000abcd"
    ref = "p-0001ayd"
    with transaction(db):
        db.execute(
            "INSERT INTO payout (id, ref, platform, date, bank_on, status, total_cents, guaranteed)"
            " VALUES (?, ?, 'headway', '2026-12-15', '2026-12-15', 'scheduled', 13500, 1)",
            (identity, ref),
        )
        db.execute(
            "INSERT INTO payout_line VALUES (?, 1, ?, 'session', 13500)",
            (identity, line["session"]),
        )
        db.execute("UPDATE session SET payout = ? WHERE id = ?", (identity, line["session"]))

    told = confirmed("payout", "upcoming", "--json").json()
    (scheduled,) = (one for one in told if one["platform"] == "headway")
    line |= {"protected": False, "protected_why": "no-note"}
    assert (scheduled["ref"], scheduled["status"], scheduled["lines"]) == (ref, "scheduled", [line])
    assert confirmed("payout", "list", "--json").json() == [scheduled]
    assert confirmed("payout", "show", ref[-4:], "--json").json() == scheduled
    words = confirmed("payout", "upcoming", "--plain")
    assert "the platform has not told of it yet" in words.err
    assert f"Session: {line['session_ref']}" in words.out


def test_what_is_not_there_is_said_and_nothing_is_an_empty_list(started):
    claim, payout = started("claim", "show", "m-0000000"), started("payout", "show", "p-0000000")
    wrong = started("claim", "list", "--status", "lost")

    assert [one.exit for one in (claim, payout, wrong)] == [5, 5, 2]
    assert "`practice payout list`" in payout.err
    assert "`written-off`" in wrong.err
    assert started("payout", "upcoming", "--json").out == "[]\n"
