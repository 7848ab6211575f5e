"""A therapist with two computers and one platform: two installations and a served sandbox."""

import json
import os
import subprocess
import sys

import pytest

NOW = "2026-11-24T09:00:00-05:00"
NPI = "1999999984"


@pytest.fixture
def sandbox(tmp_path):
    """A sandbox served on a port of its own; gives its address, and its commands."""
    file = str(tmp_path / "sandbox.db")
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PRACTICE_NOW": NOW,
           "PRACTICE_HOME": str(tmp_path / "nobody")}  # fmt: skip
    base = [sys.executable, "-m", "practicecli", "sandbox"]
    server = subprocess.Popen(
        [*base, "serve", "--data", file], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    )

    def sandbox(*words):
        return subprocess.run(
            [*base, *words, "--data", file], env=env, capture_output=True, check=True, text=True
        ).stdout.strip()

    sandbox.url = json.loads(server.stdout.readline())["url"]
    yield sandbox
    server.terminate()
    server.communicate()


@pytest.fixture
def computer(practice, sandbox, tmp_path):
    """Set up one computer for the same therapist, logged in with a token file."""

    def set_up(name, log_in=True):
        home = {"PRACTICE_HOME": str(tmp_path / name)}

        def on_it(*words, **more):
            return practice(*words, **{**home, **more})

        done = on_it(
            "init", "--name", "Ada Example", "--credentials", "LMHC", "--npi", NPI, "--state", "NY",
            "--zone", "America/New_York", "--key", f"file:{tmp_path / name}.key",
            "--platform", f"headway={sandbox.url}",
        )  # fmt: skip
        assert done.exit == 0, done.err
        if log_in:
            token = tmp_path / f"{name}.token"
            token.write_text(sandbox("token", "--npi", NPI))
            token.chmod(0o600)
            assert on_it("platform", "login", "headway", "--token-file", str(token)).exit == 0
        on_it.env = home
        return on_it

    return set_up


def log_in_with_a_code(tmp_path, sandbox, env):
    """Log in as at a terminal: read the code off the screen, type it on the platform's side."""
    asking = subprocess.Popen(
        [sys.executable, "-m", "practicecli", "platform", "login", "headway"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PRACTICE_NOW": NOW,
             "LANG": "C.UTF-8", **env},
    )  # fmt: skip
    words = ""
    for line in asking.stderr:
        words += line
        code = next((word for word in line.split() if word.count("-") == 1 and len(word) == 9), "")
        if code:
            break
    sandbox("approve", code.strip("`.,"), "--npi", NPI)
    _, rest = asking.communicate(timeout=60)
    return asking.returncode, words + rest


def test_a_log_in_of_somebody_else_or_of_nobody_is_not_kept(computer, sandbox, tmp_path):
    office = computer("office", log_in=False)
    file = tmp_path / "token"
    for token, code in (("nobodys-token", 4), (sandbox("token", "--npi", "1000000004"), 5)):
        file.write_text(token)
        file.chmod(0o600)
        told = office("platform", "login", "headway", "--token-file", str(file))
        assert (told.exit, token in told.err) == (code, False)
        assert office("sync").exit == 4


def test_monday_on_two_computers(computer, sandbox, tmp_path):
    # At the office everything is set up, and a client comes.
    office = computer("office")
    client = office(
        "client", "add", "--name", "Testy McTest", "--platform", "headway", "--payer", "aetna",
        "--plan", "commercial", "--member-id", "EX-1", "--address", "1 Invented Street", "--ready",
        "--json",
    ).json()["ref"]  # fmt: skip
    session = office(
        "session", "schedule", client, "2026-11-24 07:00", "--for", "60m", "--json"
    ).json()["ref"]
    assert office("sync").exit == 0

    # At home she logs in with a code, and has her whole practice there.
    home = computer("home", log_in=False)
    assert home("sync").exit == 4
    code, words = log_in_with_a_code(tmp_path, sandbox, home.env)
    assert code == 0, words
    assert sandbox.url.removeprefix("http://") in words
    assert home("sync").exit == 0
    (there,) = home("client", "list", "--json").json()
    assert (there["ref"], there["name"]) == (client, "Testy McTest")

    # Offline, each side changes what the other does not: both stand.
    assert office("client", "edit", client, "--phone", "555-0101").exit == 0
    assert home("client", "edit", client, "--address", "2 Invented Street").exit == 0
    # And each confirms the morning's session, with other codes.
    times = ("--start", "07:00", "--stop", "07:55")
    assert office(
        "session", "confirm", session, "--cpt", "90837", "--dx", "F41.1", *times
    ).exit == 0  # fmt: skip
    assert home(
        "session", "confirm", session, "--cpt", "90837", "--dx", "F32.1", *times
    ).exit == 0  # fmt: skip
    waiting = {row["verb"]: row["step"] for row in home("sync", "--dry-run", "--json").json()}
    assert waiting == {"put": "send", "confirm": "send"}

    assert office("sync").exit == 0
    met = home("sync", "--json")

    # The codes are hers to decide; the address and the phone are not even mentioned.
    assert met.exit == 6
    report = met.json()["headway"]
    assert report["error"] is None
    assert [one["ref"] for one in report["conflicts"]] == [session]
    (conflict,) = home("sync", "conflicts", "--json").json()
    assert (conflict["ref"], conflict["kind"]) == (session, "session")
    assert conflict["fields"] == [{"name": "dx", "mine": "F32.1", "theirs": "F41.1", "base": ""}]
    status = home("sync", "status", "--json").json()
    assert (status["unsent"], status["conflicts"]) == (0, [session])
    assert "practice sync conflicts" in home("today").out
    assert home("client", "show", client, "--json").json()["readiness"]["address"] is True

    # She keeps what she wrote at home; the one claim is corrected, not doubled.
    assert home("sync", "resolve", session, "--mine").exit == 0
    assert home("sync").exit == 0
    assert office("sync").exit == 0
    for one in (office, home):
        (row,) = one("session", "list", "--json").json()
        assert (row["status"], row["dx"], row["sent"]) == ("confirmed", ["F32.1"], "accepted")
        assert len(one("claim", "list", "--json").json()) == 1
        assert one("sync", "conflicts", "--json").json() == []
        assert one("doctor", "--deep", "--json").exit in {0, 8}

    # Three weeks later the claim is paid, and both computers know of the money.
    sandbox("advance", "20d")
    for one in (office, home):
        assert one("sync").exit == 0
        (claim,) = one("claim", "list", "--json").json()
        assert claim["status"] == "paid"
        assert one("payout", "list", "--json").json()[0]["total_cents"] > 0
    assert office("claim", "list", "--json").out == home("claim", "list", "--json").out

    # She gives the home computer away.
    assert home("platform", "logout", "headway").exit == 0
    assert home("sync").exit == 4
    assert office("sync").exit == 0
