from __future__ import annotations

import pytest

CLIENTS = """Client name,DOB,Payer,Member ID,State,Shoe
"Rivers, Ana",1990-04-12,Aetna,EX-100,NY,38
Ben Stone,4/5/1985,Aetna,EX-101,NY,
Cara Moss,1990-13-12,Aetna,EX-102,NY,
"""


@pytest.fixture
def file(tmp_path):
    """Write a file and give its path."""

    def write(name, text):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return write


def outcomes(result):
    return [one["outcome"] for one in result.json()]


def test_clients_are_shown_then_added_each_row_for_itself(started, file):
    path = file("clients.csv", CLIENTS)
    words = ("import", "clients", path, "--platform", "headway")

    tried = started(*words, "--dry-run", "--json")
    assert (tried.exit, outcomes(tried)) == (3, ["added", "added", "invalid"])
    assert [one["ref"] for one in tried.json()] == [None, None, None]

    unasked = started(*words)
    assert unasked.exit == 2
    assert "`--yes`" in unasked.err
    assert started("client", "list", "--json").json() == []

    done = started(*words, "--yes", "--json")
    assert (done.exit, outcomes(done)) == (3, ["added", "added", "invalid"])
    listed = started("client", "list", "--json").json()
    assert {one["name"]: one["ref"] for one in listed} == {
        one["name"]: one["ref"] for one in done.json() if one["ref"]
    }

    again = started(*words, "--yes", "--json")
    assert (again.exit, outcomes(again)) == (3, ["duplicate", "duplicate", "invalid"])


def test_columns_are_named_by_hand_where_their_headers_say_nothing(started, file):
    path = file("c.csv", "A,B\nAna Rivers,Aetna\n")

    unclear = started("import", "clients", path, "--yes", "--platform", "alma")
    named = started(
        "import", "clients", path, "--map", "A=name", "--map", "payer=B", "--platform", "alma",
        "--yes", "--json",
    )  # fmt: skip

    assert unclear.exit == 2
    assert named.exit == 0, named.err
    assert outcomes(named) == ["added"]


def test_where_no_row_can_be_used_the_exit_is_5(started, file):
    path = file("c.csv", "name,payer\nAna Rivers,\nBen Stone,\n")

    done = started("import", "clients", path, "--platform", "headway", "--yes", "--json")

    assert (done.exit, outcomes(done)) == (5, ["refused", "refused"])


def calendar(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN"]
    for uid, start, summary, *rest in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            f"DTSTART;TZID=America/New_York:{start}",
            "DURATION:PT50M",
            f"SUMMARY:{summary}",
            *rest,
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def test_a_calendar_is_scheduled_and_later_only_what_changed(started, file):
    client = started(
        "client", "add", "--name", "Ana Rivers", "--platform", "alma", "--payer", "aetna", "--json"
    ).json()["ref"]
    weekly = ("u1", "20261125T150000", "Ana R", "RRULE:FREQ=WEEKLY;COUNT=3")
    path = file("a.ics", calendar(weekly, ("u2", "20261126T090000", "Dentist")))

    tried = started("import", "calendar", path, "--dry-run", "--json")
    assert (tried.exit, outcomes(tried)) == (
        0,
        ["scheduled", "unmatched", "scheduled", "scheduled"],
    )
    assert started("session", "list", "--json").json() == []

    done = started("import", "calendar", path, "--yes", "--json")
    made = [one for one in done.json() if one["outcome"] == "scheduled"]
    assert {one["client_ref"] for one in made} == {client}
    assert made[0]["starts_at"] == "2026-11-25T15:00:00-05:00"
    assert "Ana" not in done.out

    started("client", "edit", client, "--alias", "Dentist")
    moved = ("u1", "20261202T160000", "Ana R", "RECURRENCE-ID:20261202T200000Z")
    path = file("b.ics", calendar(weekly, moved, ("u2", "20261126T090000", "Dentist")))
    again = started("import", "calendar", path, "--yes", "--json")
    assert again.exit == 0, again.err
    assert outcomes(again) == ["unchanged", "scheduled", "moved", "unchanged"]

    listed = started("session", "list", "--json").json()
    assert [one["starts_at"][5:16] for one in listed] == [
        "11-25T15:00",
        "11-26T09:00",
        "12-02T16:00",
        "12-09T15:00",
    ]
    quiet = started("import", "calendar", path, "--json")  # nothing to do, so nothing to ask
    assert (quiet.exit, outcomes(quiet)) == (0, ["unchanged"] * 4)


def test_what_is_no_calendar_is_refused(started, file):
    assert started("import", "calendar", file("x.ics", "hello\n"), "--yes").exit == 2
    assert started("import", "calendar", "no-such.ics", "--yes").exit == 2
