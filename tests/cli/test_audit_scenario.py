"""`practice code audit`, from sessions that were confirmed to what a payer would ask about."""

from __future__ import annotations

import pytest

NOTE = (
    "# Data\n\nWe went over the list of situations at work and chose the next one together\n\n"
    "# Assessment\n\nNo risk was told of today\n\n# Plan\n\nGo on as agreed\n"
)
CODES = {
    "from", "to", "sessions", "codes", "findings", "minutes", "notes",
}  # fmt: skip


@pytest.fixture
def confirmed(started, tmp_path):
    """Confirm sessions of one client on one day; give the client and what confirms one more."""
    client = started(
        "client", "add", "--name", "Test Person", "--platform", "alma", "--payer", "aetna",
        "--plan", "commercial", "--member-id", "EX-1", "--born", "1990-01-01",
        "--address", "1 Example Street, Albany, NY 12201", "--ready", "--json",
    ).json()["ref"]  # fmt: skip
    note = tmp_path / "note.md"
    note.write_text(NOTE)

    def confirm(number, *, length=53, cpt="90837", noted=True):
        made = started(
            "session", "schedule", client, f"2026-11-23T{8 + number:02}:00", "--for", "60m",
            "--allow-overlap", "--json", "--no-input",
        )  # fmt: skip
        assert made.exit == 0, made.err
        record = made.json()
        ref = (record[0] if isinstance(record, list) else record)["ref"]
        begin = f"{8 + number:02}:00"
        if noted:
            wrote = started("note", "write", ref, "--template", "dap", "--from", str(note))
            assert wrote.exit == 0, wrote.err
        done = started(
            "session", "confirm", ref, "--cpt", cpt, "--dx", "F41.1", "--start", begin,
            "--stop", f"{8 + number:02}:{length:02}", "--modifier", "59", "--json",
            *(("--sign", "--attest") if noted else ()),
        )  # fmt: skip
        assert done.exit == 0, done.err
        return ref

    return client, confirm


def test_nothing_confirmed_is_exit_0_and_said(started):
    text, machine = started("code", "audit"), started("code", "audit", "--json")

    assert (text.exit, machine.exit) == (0, 0)
    assert text.out == (
        "0 confirmed sessions, 2026-08-27 to 2026-11-24\n\nNothing that a payer would ask about\n"
    )
    assert set(machine.json()) == CODES
    assert machine.json()["findings"] == []


def test_what_a_payer_would_ask_about_is_told_with_a_chart_and_exit_8(started, confirmed):
    client, confirm = confirmed
    refs = [confirm(0), confirm(1, noted=False), confirm(2)]

    text = started("code", "audit", "--client", client, COLUMNS="80")
    machine = started("code", "audit", "--from", "2026-11-23", "--to", "2026-11-23", "--json")

    assert (text.exit, machine.exit, machine.err) == (8, 8, "")
    told = machine.json()
    assert (told["from"], told["to"], told["sessions"]) == ("2026-11-23", "2026-11-23", 3)
    assert told["codes"] == {"90837": 3}
    by_code = {one["code"]: one for one in told["findings"]}
    assert by_code["no-note"] == {
        "code": "no-note", "weight": "warns", "message": "1 session has no note",
        "sessions": [refs[1]], "value": 1, "limit": 0, "assumed": False,
        "fix": "Write it with `practice note write`; a late note says that it is late", "pairs": [],
    }  # fmt: skip
    assert by_code["note-repeated"]["pairs"] == [
        {"session": refs[2], "other": refs[0], "value": 1.0}
    ]
    assert told["minutes"]["near_limits"] == [
        {"code": "90837", "from": 53, "sessions": 3, "within": 3, "share": 1.0}
    ]
    assert told["notes"] == {"compared": 2, "left_out": False}
    assert "  90837      3  100%  █" in text.out
    assert "  90837  47 ▁▁▁▁▁▁|█▁" in text.out
    assert "no-note: 1 session has no note\n" in text.out
    assert max(map(len, text.out.splitlines())) <= 80
    assert "Test Person" not in text.out + machine.out


def test_without_the_key_to_notes_the_rest_is_reviewed_and_said(started, confirmed, tmp_path):
    _, confirm = confirmed
    confirm(0)
    confirm(1)
    cron = tmp_path / "cron"
    assert started("key", "export", "--cron", str(cron)).exit == 0

    text = started("code", "audit", PRACTICE_KEY=f"file:{cron}")
    machine = started("code", "audit", "--json", PRACTICE_KEY=f"file:{cron}")

    assert text.exit == 8  # the code stands twice on that day
    assert "The texts of notes were left out: this key does not open them" in text.out
    assert machine.json()["notes"] == {"compared": 0, "left_out": True}
    assert "note-repeated" not in {one["code"] for one in machine.json()["findings"]}


def test_opening_notes_to_compare_them_is_logged(started, confirmed):
    _, confirm = confirmed
    confirm(0)
    confirm(1)

    started("code", "audit")

    logged = [(one["verb"], one["kind"]) for one in started("audit", "list", "--json").json()]
    assert logged.count(("review", "note")) == 2
    assert started("audit", "verify").exit == 0


def test_plain_words_have_no_chart_and_a_poor_terminal_plain_letters(started, confirmed):
    _, confirm = confirmed
    confirm(0, noted=False)

    plain = started("code", "audit", "--plain")
    poor = started("code", "audit", PYTHONIOENCODING="ascii")

    assert "  90837      1  100%\n" in plain.out
    assert "  90837 from 53 on: 1 of 1 just above\n" in plain.out
    assert "  90837      1  100%  ####" in poor.out
    assert "  90837  47 ______|#_" in poor.out


def test_days_and_clients_that_make_no_sense_are_refused(started):
    backwards = started("code", "audit", "--from", "2026-11-20", "--to", "2026-11-01", "--json")
    unreadable = started("code", "audit", "--from", "sometime")
    nobody = started("code", "audit", "--client", "c-0000000")

    assert (backwards.exit, unreadable.exit, nobody.exit) == (2, 2, 5)
    assert "before the first" in backwards.err


def test_without_a_practice_there_is_nothing_to_review(practice):
    assert practice("code", "audit").exit == 10
