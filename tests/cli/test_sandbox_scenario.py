from __future__ import annotations

import json
import subprocess
import sys

import pytest


def test_time_passes_for_the_sandbox_and_the_practice_alike(started):
    told = started("sandbox", "advance", "20d", "--json").json()

    assert told == {"now": "2026-12-14T09:00:00-05:00", "offset_seconds": 1_728_000}
    assert "14 December 2026" in started("today").out
    assert started("sandbox", "advance", "1h", "--json").json()["offset_seconds"] == 1_731_600
    assert started("sandbox", "reset").exit == 2
    assert started("sandbox", "reset", "--yes").exit == 0
    assert "24 November 2026" in started("today").out


def test_a_file_of_its_own_needs_no_practice(practice, tmp_path):
    file = ("--data", str(tmp_path / "sandbox.db"))

    first = practice("sandbox", "token", *file, "--npi", "1999999984", "--json").json()

    assert first["npi"] == "1999999984"
    assert practice("sandbox", "token", *file, "--npi", "1999999984").out.strip() == first["token"]
    assert practice("sandbox", "advance", "2d", *file, "--json").json()["offset_seconds"] == 172_800


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("advance", "20", "--data", "sandbox.db"), 2),
        (("advance", "20d", "--data", "real.db"), 5),
        (("token", "--data", "sandbox.db"), 2),
        (("token", "--data", "sandbox.db", "--npi", "123"), 2),
        (("reset", "--data", "practice.db", "--yes"), 5),
        (("advance", "20d"), 10),
        (("serve",), 2),
    ],
)
def test_what_cannot_be_done_is_told(practice, words, code):
    assert practice("sandbox", *words).exit == code


def test_a_served_sandbox_says_where_it_is_and_is_taken_for_one(started, tmp_path):
    command = [sys.executable, "-m", "practicecli", "sandbox", "serve", "--data", "sandbox.db"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=tmp_path)
    try:
        ready = json.loads(server.stdout.readline())
        assert ready["pid"] == server.pid

        added = started("platform", "add", "direct", "--remote", ready["url"], "--json")
    finally:
        server.terminate()
        server.communicate()

    assert (added.exit, added.json()["sandbox"]) == (0, True)
    assert started("platform", "add", "direct", "--remote", ready["url"]).exit == 7
