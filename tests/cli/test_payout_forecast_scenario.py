"""The money to come, typed: Grow and Rula from `init` to the payout that the sandbox pays."""

from __future__ import annotations

import json
from functools import partial

import pytest
from tests.cli.conftest import run
from tests.cli.terminal import on_terminal

HOURS = {"grow": 10, "rula": 12}
NOTE = "# Data\nCame\n# Assessment\nSteady\n# Plan\nWeekly\n"


def moved(practice, at):
    """The same practice at another time."""
    return partial(practice, PRACTICE_NOW=at)


def told(result):
    assert result.exit == 0, result.err
    return result.json()


@pytest.fixture
def both(tmp_path):
    """A practice on Grow and Rula, each with a client and a session held on 10 November 2026."""
    practice = partial(run, tmp_path, PRACTICE_NOW="2026-11-11T09:00:00-05:00")
    made = practice(
        "init", "--name", "Ada Example", "--credentials", "LMHC", "--npi", "1999999984",
        "--state", "NY", "--zone", "America/New_York", "--key", f"file:{tmp_path / 'key'}",
        "--platform", "grow=sandbox:",
    )  # fmt: skip
    assert made.exit == 0, made.err
    assert practice("platform", "add", "rula", "--remote", "sandbox:").exit == 0
    held = {}
    for name, platform in (("Ana Rivers", "grow"), ("Ben Stone", "rula")):
        client = told(
            practice("client", "add", "--name", name, "--platform", platform, "--payer", "aetna",
                     "--plan", "commercial", "--member-id", "W1", "--address", "1 Example Street",
                     "--ready", "--json")
        )["ref"]  # fmt: skip
        booked = told(
            practice("session", "schedule", client, f"2026-11-10 {HOURS[platform]}:00",
                     "--for", "50m", "--every", "1w", "--count", "3", "--json")
        )  # fmt: skip
        held[platform] = booked[0]["ref"]
        (tmp_path / "note.md").write_text(NOTE)
        wrote = practice("note", "write", held[platform], "--template", "dap", "--from",
                         str(tmp_path / "note.md"))  # fmt: skip
        assert wrote.exit == 0, wrote.err
    return practice, held


def confirm(practice, ref, hour=10):
    return practice(
        "session", "confirm", ref, "--cpt", "90834", "--dx", "F41.1", "--start", f"{hour}:00",
        "--stop", f"{hour}:48", "--sign", "--attest", "--json",
    )  # fmt: skip


def test_what_is_forecast_for_grow_and_rula_is_what_their_sandbox_pays(both):
    practice, held = both
    refused = practice("note", "sign", held["rula"], "--attest", "--json")
    assert (refused.exit, refused.problems()) == (5, ["signing-confirms"])
    assert "--sign --attest" in refused.err
    for platform, ref in held.items():
        done = confirm(practice, ref, HOURS[platform])
        assert done.exit == 0, done.err
    closed = practice("session", "modify", held["rula"], "--dx", "F41.0", "--json")
    assert (closed.exit, closed.problems()[0]) == (5, "edit-closed")

    forecast = told(practice("payout", "forecast", "--json"))
    expected = {
        (one["platform"], one["date"], one["bank_on"]): one["guaranteed_cents"]
        for one in forecast
        if one["guaranteed_cents"]
    }
    assert expected == {
        # Confirmed on Wednesday the 11th, the day before Grow's cut-off; Friday and two weeks.
        ("grow", "2026-11-27", "2026-11-27"): 10_500,
        # Held in the two weeks up to the 13th, which Rula pays on the 20th.
        ("rula", "2026-11-20", "2026-11-20"): 10_500,
    }

    assert practice("sync").exit == 0
    assert practice("sandbox", "advance", "20d").exit == 0
    assert practice("sync").exit == 0
    paid = told(practice("payout", "list", "--json"))
    assert {
        (one["platform"], one["date"], one["bank_on"]): one["total_cents"]
        for one in paid
        if one["status"] == "paid"
    } == expected


def test_a_forecast_has_the_form_that_scripts_rely_on(both):
    practice, held = both
    assert confirm(practice, held["grow"]).exit == 0
    found = told(practice("payout", "forecast", "--weeks", "12", "--json"))

    assert [one["bank_on"] for one in found] == sorted(one["bank_on"] for one in found)
    for one in found:
        assert one["total_cents"] == sum(line["amount_cents"] for line in one["lines"])
        parts = ("told", "confirmed", "unconfirmed", "booked")
        assert one["total_cents"] == sum(one[f"{part}_cents"] for part in parts)
        assert one["as_of"] == "2026-11-11"
        assert one["estimate"] is True
    by_date = {(one["platform"], one["date"]): one for one in found}
    rula = by_date["rula", "2026-11-20"]
    assert rula["cutoff_at"] == "2026-11-18T23:59:59-05:00"
    assert rula["lines"] == [
        {"session": rula["lines"][0]["session"], "session_ref": held["rula"], "kind": "session",
         "amount_cents": 10_500, "standing": "unconfirmed", "guaranteed": False}
    ]  # fmt: skip
    grow = by_date["grow", "2026-11-27"]
    assert (grow["cutoff_at"], grow["guaranteed_cents"]) == ("2026-11-12T19:00:00-05:00", 10_500)
    assert {line["standing"] for one in found for line in one["lines"]} == {
        "confirmed", "unconfirmed", "booked"
    }  # fmt: skip
    assert len(told(practice("payout", "forecast", "--weeks", "1", "--json"))) == 0


def test_what_is_in_no_payout_is_listed_with_why(both):
    practice, _ = both
    missed = practice("session", "list", "--json").json()[-1]["ref"]
    assert practice("session", "cancel", missed, "--by", "me").exit == 0

    left = told(practice("payout", "forecast", "--weeks", "3", "--left-out", "--json"))
    assert {(one["why"], one["platform"]) for one in left} >= {("cancelled", "rula"),
                                                              ("later", "grow")}  # fmt: skip
    assert all("name" not in key for one in left for key in one)
    later = moved(practice, "2026-11-24T03:15:01-05:00")
    assert "too-late" in {
        one["why"] for one in told(later("payout", "forecast", "--left-out", "--json"))
    }
    text = practice("payout", "forecast", "--left-out")
    assert "It is cancelled" in text.out


@pytest.mark.parametrize("weeks", ["0", "105"])
def test_weeks_have_their_limits(both, weeks):
    practice, _ = both

    assert practice("payout", "forecast", "--weeks", weeks).exit == 2


def test_today_and_due_tell_what_making_a_cut_off_brings(both):
    practice, held = both
    evening = moved(practice, "2026-11-12T18:30:00-05:00")

    due = told(evening("due", "--json"))
    cuts = {one["platform"]: one for one in due if one["kind"] == "other"}
    assert cuts["grow"]["what"] == (
        "Confirm 1 session by Thu 12 Nov 19:00 and 105.00 arrives 27 Nov instead of 04 Dec"
    )
    assert (cuts["grow"]["hours_left"], cuts["grow"]["ref"]) == (0, held["grow"])
    assert cuts["rula"]["what"].endswith("arrives 20 Nov instead of 04 Dec")
    assert [one["platform"] for one in told(evening("today", "--json"))["due"]
            if one["kind"] == "other"] == ["grow"]  # fmt: skip
    assert "Cut-off      grow  Confirm 1 session by Thu 12 Nov 19:00" in evening("today").out
    csv = evening("due", "--csv").out
    assert f",other,{held['grow']}," in csv
    assert evening("due", "--within", "1h", "--check").exit == 8
    told_once = evening("remind", "--within", "1h")
    assert "other: 1 due" in told_once.out
    assert evening("remind", "--within", "1h").out == ""

    # Months later, with nobody having worked ahead: the next cut-offs are worked out by themselves.
    spring = moved(practice, "2027-03-01T09:00:00-05:00")
    assert spring("due").exit == 0
    one = told(spring("session", "schedule", told(spring("client", "list", "--json"))[0]["ref"],
                      "2027-02-26 10:00", "--for", "50m", "--json"))  # fmt: skip
    (cut,) = (one for one in told(spring("due", "--json")) if one.get("cutoff")
              and one["platform"] == "grow")  # fmt: skip
    assert cut["due_at"] == "2027-03-04T19:00:00-05:00"
    assert json.dumps(one)


def test_on_a_terminal_it_is_a_table_with_bars_in_eighty_columns(both, tmp_path):
    practice, held = both
    assert confirm(practice, held["grow"]).exit == 0
    screen, _ = on_terminal(
        tmp_path, "payout", "forecast", PRACTICE_NOW="2026-11-11T09:00:00-05:00"
    )

    lines = screen.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "Money to come until Wed 03 Feb 2027, an estimate of Wed 11 Nov"
    assert lines[1].split() == ["At", "the", "bank", "Platform", "Sessions", "Guaranteed", "Not",
                                "sure", "Total"]  # fmt: skip
    assert "█" in lines[2]
    assert "In all 630.00, of it guaranteed 105.00: confirmed" in screen
    assert "Not guaranteed 525.00: still to confirm 105.00, booked ahead 420.00" in screen
    assert "An estimate. Amounts are round figures of 2026 that are assumed" in screen
