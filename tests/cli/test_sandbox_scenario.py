from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx
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
        (("serve",), 10),
        (("serve", "--data", "sandbox.db", "--host", "example.com"), 2),
        (("serve", "--data", "sandbox.db", "--faults", "missing.toml"), 2),
        (("serve", "--data", "sandbox.db", "--scenario", "missing.toml"), 2),
        (("serve", "--data", "real.db"), 5),
        (("approve", "WXYZ-2345", "--data", "sandbox.db"), 2),
        (("approve", "WXYZ-2345", "--npi", "123", "--data", "sandbox.db"), 2),
        (("approve", "WXYZ-2345", "--npi", "1999999984", "--data", "sandbox.db"), 5),
        (("approve", "WXYZ-2345", "--deny", "--data", "sandbox.db"), 5),
        (("scenario", "missing.toml", "--data", "sandbox.db"), 2),
        (("scenario", "none"), 10),
    ],
)
def test_what_cannot_be_done_is_told(practice, words, code):
    assert practice("sandbox", *words).exit == code


def test_a_file_that_is_not_there_is_no_sandbox_to_change(practice, tmp_path):
    file = ("--data", str(tmp_path / "sandbox.db"))
    npi = ("--npi", "1999999984")
    for words in (("advance", "2d"), ("reset", "--yes"), ("approve", "WXYZ-2345", *npi)):
        told = practice("sandbox", *words, *file)

        assert (told.exit, told.out) == (5, "")
        assert "There is no sandbox file" in told.err
    assert not (tmp_path / "sandbox.db").exists()


def test_beside_a_practice_a_file_is_one_s_own_and_at_home(started, tmp_path):
    file = ("--data", str(tmp_path / "sandbox.db"))

    own = started("sandbox", "token", *file, "--json").json()
    now = started("sandbox", "advance", "2d", *file, "--json").json()

    assert own["npi"] == "1999999984"
    assert own["token"] == started("sandbox", "token", *file, "--npi", own["npi"]).out.strip()
    assert now == {"now": "2026-11-26T09:00:00-05:00", "offset_seconds": 172_800}


def test_a_practice_that_does_not_open_is_no_trouble_for_a_file(started, tmp_path):
    file = ("--data", str(tmp_path / "sandbox.db"))
    started("sandbox", "token", *file)
    (tmp_path / "key").unlink()

    now = started("sandbox", "advance", "2d", *file, "--json").json()["now"]

    assert now == "2026-11-26T14:00:00+00:00"


def test_a_reset_under_a_server_lets_new_tokens_in(practice, tmp_path):
    file = ("--data", str(tmp_path / "sandbox.db"))
    found = []
    with serving(tmp_path, *file) as (_, ready):
        for _ in range(2):
            token = practice("sandbox", "token", *file, "--npi", "1999999984").out.strip()
            headers = {"Authorization": f"Bearer {token}", "Practice-Platform": "headway"}
            found.append(httpx.get(f"{ready['url']}/v1/feed", headers=headers).status_code)
            assert practice("sandbox", "reset", *file, "--yes").exit == 0

    assert found == [200, 200]


@contextmanager
def serving(folder, *words, **env):
    """A served sandbox as a script starts it: its process, and what it said when ready."""
    command = [sys.executable, "-m", "practicecli", "sandbox", "serve", *words]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
        env={**os.environ, **env},
    )  # fmt: skip
    try:
        yield server, json.loads(server.stdout.readline() or b"null")
    finally:
        server.kill()
        server.communicate()


def test_a_served_sandbox_says_where_it_is_and_is_taken_for_one(started, tmp_path):
    with serving(tmp_path, "--data", "sandbox.db") as (server, ready):
        assert ready["pid"] == server.pid

        added = started("platform", "add", "direct", "--remote", ready["url"], "--json")

    assert (added.exit, added.json()["sandbox"]) == (0, True)
    assert started("platform", "add", "direct", "--remote", ready["url"]).exit == 7


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_server_ends_quietly_when_it_is_told(tmp_path, number, code):
    (tmp_path / "faults.toml").write_text('[[fault]]\nkind = "slow"\nseconds = 3600\n')
    served = serving(tmp_path, "--data", "sandbox.db", "--faults", "faults.toml")
    with served as (server, ready), httpx.Client(base_url=ready["url"]) as http:
        with pytest.raises(httpx.ReadTimeout):  # somebody is being answered, for an hour
            http.get("/v1/about", timeout=0.2)
        server.send_signal(number)
        out, err = server.communicate(timeout=10)

    assert (server.returncode, out, err) == (code, b"", b"")


def test_a_server_for_others_warns_that_nothing_is_sealed(tmp_path):
    with serving(tmp_path, "--data", "sandbox.db", "--host", "0.0.0.0") as (server, ready):  # noqa: S104
        assert ready["url"].startswith("http://0.0.0.0:")
        server.terminate()
        _, err = server.communicate(timeout=10)

    assert b"not-loopback" in err


def test_the_practice_s_own_sandbox_can_be_served_at_its_own_time(started, tmp_path):
    started("sandbox", "advance", "2d")
    home = {"PRACTICE_HOME": str(tmp_path / "home"), "PRACTICE_NOW": "2026-11-24T09:00:00-05:00"}
    with serving(tmp_path, **home) as (_, ready):
        about = httpx.get(f"{ready['url']}/v1/about").json()

    assert (about["now"], about["offset_seconds"]) == ("2026-11-26T14:00:00Z", 172_800)


def test_faults_are_met_where_they_were_asked_for(tmp_path):
    (tmp_path / "faults.toml").write_text('[[fault]]\nkind = "fail"\nstatus = 503\ntimes = 1\n')
    with serving(tmp_path, "--data", "sandbox.db", "--faults", "faults.toml") as (_, ready):
        found = [httpx.get(f"{ready['url']}/v1/about").status_code for _ in range(2)]

    assert found == [503, 200]


def test_all_that_is_wrong_with_a_file_of_faults_is_told_before_anything_is_served(
    practice, tmp_path
):
    file = tmp_path / "faults.toml"
    file.write_text('[[fault]]\nkind = "slow"\n[[fault]]\nkind = "explode"\n')

    refused = practice("sandbox", "serve", "--data", "sandbox.db", "--faults", str(file), "--json")

    assert (refused.exit, refused.out) == (5, "")
    assert refused.problems() == ["fault-file", "fault-file"]
    assert not (tmp_path / "sandbox.db").exists()


def test_somebody_who_waits_for_a_log_in_is_let_in_or_turned_away(practice, tmp_path):
    file = ("--data", str(tmp_path / "sandbox.db"))
    found = []
    with serving(tmp_path, *file, PRACTICE_NOW="2026-11-24T09:00:00-05:00") as (_, ready):
        for word in (("--npi", "1999999984"), ("--deny",)):
            with httpx.Client(base_url=ready["url"], timeout=30) as http:
                asked = {"client_id": "practice"}
                begun = http.post("/v1/login/device", data=asked).json()
                settled = practice("sandbox", "approve", begun["user_code"], *word, *file, "--json")
                answer = http.post(
                    "/v1/login/token",
                    data={
                        **asked,
                        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code": begun["device_code"],
                    },
                )
                found.append((settled.json()["allowed"], answer.status_code))

    assert found == [(True, 200), (False, 400)]


def test_a_scenario_is_kept_and_forgotten(practice, tmp_path):
    file = ("--data", str(tmp_path / "sandbox.db"))
    (tmp_path / "winter.toml").write_text("seed = 7\n[claims]\ndecided_days = [14, 42]\n")

    kept = practice("sandbox", "scenario", "winter.toml", *file, "--json")

    assert (kept.exit, kept.json()["scenario"]) == (0, "winter.toml")
    assert practice("sandbox", "scenario", "none", *file, "--json").json()["scenario"] is None
    (tmp_path / "wrong.toml").write_text("[claims]\naccepted_share = 2\n")
    assert practice("sandbox", "scenario", "wrong.toml", *file).exit == 5
