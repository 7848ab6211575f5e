"""The practice's zone decides, through the installed program, and never the device's."""

from __future__ import annotations

import json

import pytest

CLIENT = {
    "name": "Testy McTest",
    "platform": "headway",
    "payer": "aetna",
    "plan": "commercial",
    "member_id": "EX-1",
    "address": "1 Invented Street",
}


def opened(practice, tmp_path, zone):
    done = practice(
        "init", "--name", "Ada Example", "--credentials", "LMHC", "--npi", "1999999984",
        "--state", "NY", "--zone", zone, "--key", f"file:{tmp_path / 'key'}",
        "--platform", "headway=sandbox:",
    )  # fmt: skip
    assert done.exit == 0, done.err
    added = practice("client", "add", "--from", "-", "--ready", "--json", input=json.dumps(CLIENT))
    assert added.exit == 0, added.err
    return added.json()["ref"]


def schedule(practice, client, when, *more):
    said = ("session", "schedule", client, when, "--for", "53m", *more, "--json")
    return practice(*said)


def test_a_device_in_another_zone_moves_no_deadline(practice, tmp_path):
    client = opened(practice, tmp_path, "America/New_York")
    for when in ("2026-11-23 22:30", "2026-11-24 00:30", "2026-11-24 15:00"):
        assert schedule(practice, client, when).exit == 0
    screens = [("due", "--json"), ("today", "--json")]

    def seen(zone):
        return [practice(*words, TZ=zone).out for words in screens]

    at_home = seen("America/New_York")
    due = json.loads(at_home[0])
    assert [one["due_at"][10:] for one in due if one["kind"] == "confirm"] == [
        "T23:59:59-05:00"
    ] * 2  # what is still to come has no deadline yet
    for zone in ("Pacific/Kiritimati", "Asia/Kathmandu"):
        assert seen(zone) == at_home


@pytest.mark.parametrize(
    ("zone", "gap", "fold", "weekly", "offsets"),
    [
        (
            "America/New_York", "2026-03-08 02:30", "2026-11-01 01:30", "2027-03-07 15:00",
            ["-05:00", "-04:00"],
        ),
        (
            "Australia/Lord_Howe", "2027-10-03 02:15", "2027-04-04 01:45", "2027-09-26 15:00",
            ["+10:30", "+11:00"],
        ),
        ("Asia/Kathmandu", None, None, "2027-03-07 15:00", ["+05:45", "+05:45"]),
    ],
)  # fmt: skip
def test_a_gap_is_refused_a_fold_asks_and_a_weekly_hour_stays(
    practice, tmp_path, zone, gap, fold, weekly, offsets
):
    client = opened(practice, tmp_path, zone)
    if gap is not None:
        refused = schedule(practice, client, gap)
        assert (refused.exit, refused.problems()) == (5, ["no-such-time"])
        assert schedule(practice, client, fold).exit == 2
        both = [schedule(practice, client, fold, "--fold", which, "--allow-overlap").json()
                for which in "01"]  # fmt: skip
        assert [one["starts_at"][-6:] for one in both] == offsets[::-1]
        assert [one["minutes"] for one in both] == [53, 53]

    made = schedule(practice, client, weekly, "--every", "1w", "--count", "2").json()

    assert [one["starts_at"][11:16] for one in made] == ["15:00", "15:00"]
    assert [one["starts_at"][-6:] for one in made] == offsets
    assert [one["minutes"] for one in made] == [53, 53]
