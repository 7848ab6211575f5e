"""Bad input through the installed program: its exit code, the thing named, nothing half done."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

CLIENT = {
    "name": "Bea Example",
    "born": "1990-02-03",
    "platform": "headway",
    "payer": "aetna",
    "plan": "commercial",
    "member_id": "W1",
    "address": "1 Sample Street",
}


def add(practice: Any, **values: str) -> str:
    text = json.dumps({**CLIENT, **values})
    done = practice("client", "add", "--from", "-", "--ready", "--json", input=text)
    assert done.exit == 0, done.err
    return str(done.json()["ref"])


def held(practice: Any, when: str = "2026-11-23 15:00", length: str = "45m") -> str:
    made = practice("session", "schedule", add(practice), when, "--for", length, "--json")
    assert made.exit == 0, made.err
    return str(made.json()["ref"])


def surroundings(folder: Path) -> dict[str, str]:
    return {
        "PRACTICE_HOME": str(folder / "home"),
        "PRACTICE_NOW": "2026-11-24T09:00:00-05:00",
        "PATH": os.environ["PATH"],
    }


def files(home: Path) -> str:
    """A fingerprint of all that is told to the therapist as saved."""
    return hashlib.sha256((home / "data/default/practice.db").read_bytes()).hexdigest()


def error(result: Any) -> dict[str, Any]:
    assert "Traceback" not in result.err
    found: dict[str, Any] = json.loads(result.err.splitlines()[-1])["error"]
    return found


def test_no_practice_is_told_before_anything_else(practice: Any) -> None:
    for words in (["today"], ["due"], ["session", "list"], ["note", "show", "@last"], ["sync"]):
        result = practice(*words, "--json")
        assert (result.exit, error(result)["code"]) == (10, "no-practice"), words


def test_a_wrong_key_is_told_from_a_damaged_file(started: Any, tmp_path: Path) -> None:
    key = tmp_path / "key"
    good = key.read_text()
    other = tmp_path / "other"
    made = started(
        "init", "--name", "Bo Example", "--credentials", "LMHC", "--npi", "1999999984",
        "--state", "NY", "--zone", "America/New_York", "--key", f"file:{other}",
        PRACTICE_HOME=str(tmp_path / "elsewhere"),
    )  # fmt: skip
    assert made.exit == 0, made.err
    key.write_text(other.read_text())
    assert started("today").exit == 12
    key.write_text("nonsense")
    assert started("today").exit == 12
    key.write_text(good)

    database = tmp_path / "home/data/default/practice.db"
    content = bytearray(database.read_bytes())
    for place in range(100, 1000):
        content[place] ^= 0x55
    database.write_bytes(bytes(content))
    result = started("today", "--json")
    assert (result.exit, error(result)["code"]) == (13, "damaged")


def test_a_key_file_that_others_may_read_is_refused_with_the_chmod(
    started: Any, tmp_path: Path
) -> None:
    (tmp_path / "key").chmod(0o644)
    result = started("today", "--json")
    assert result.exit == 4
    assert "chmod 600" in error(result)["hint"]


def test_a_key_inside_the_practice_is_refused(practice: Any, tmp_path: Path) -> None:
    result = practice(
        "init", "--name", "Ada Example", "--credentials", "LMHC", "--npi", "1999999984",
        "--state", "NY", "--zone", "America/New_York", "--key", f"file:{tmp_path / 'home/key'}",
        "--json",
    )  # fmt: skip
    assert result.exit in {2, 5}
    assert not (tmp_path / "home/data/default/practice.db").exists()
    assert practice("today").exit == 10


def test_a_newer_file_is_refused_and_left_alone(started: Any, tmp_path: Path) -> None:
    from practicecli.cache.connect import open_db
    from practicecli.places import find_places
    from practicecli.vault.identity import find_practice
    from practicecli.vault.keyfile import read_key_file

    places = find_places({"PRACTICE_HOME": str(tmp_path / "home")})
    identity = find_practice(places)
    keys = read_key_file(str(tmp_path / "key"))
    db = open_db(places.database, keys.data, check=identity.key_check)
    db.execute("PRAGMA user_version = 999")
    db.close()
    result = started("client", "list", "--json")
    assert (result.exit, error(result)["code"]) == (5, "newer")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfes\x00e\x00s\x00", "UTF-16"),
        ("session,cpt,dx\ns-1234567,90834,F41.1\u00e9".encode("latin-1"), "UTF-8"),
        (b"s-1234567,90834,F41.1\n", "header"),
        (b"session,cpt,dx\n" + b'"' + b"x" * 10_000_000 + b'"' + b",90834,F41.1\n", "row 1"),
        (b"", "empty"),
    ],
    ids=["utf-16", "latin-1", "no header", "10 MB cell", "empty"],
)
def test_a_batch_of_the_wrong_form_is_refused_whole(
    started: Any, tmp_path: Path, content: bytes, says: str
) -> None:
    before = files(tmp_path / "home")
    result = started("session", "confirm", "--batch", "-", "--json", input=content)
    assert result.exit == 2
    assert says.lower() in json.dumps(error(result)).lower()
    assert result.out == ""
    assert files(tmp_path / "home") == before


def test_refs_that_are_unknown_or_ambiguous_name_what_to_do(started: Any) -> None:
    result = started("session", "show", "s-zzzzzzz", "--json")
    assert (result.exit, error(result)["code"]) == (5, "not-found")
    assert started("session", "show", "@last").exit == 5


def test_a_time_that_does_not_exist_is_refused_with_choices(started: Any) -> None:
    ref = add(started)
    gap = started("session", "schedule", ref, "2027-03-14 02:30", "--json")
    assert (gap.exit, gap.problems()) == (5, ["no-such-time"])
    assert "01:30" in gap.err
    assert "03:30" in gap.err
    twice = started("session", "schedule", ref, "2026-11-01 01:30", "--json")
    assert twice.exit == 2
    assert "--fold" in error(twice)["hint"]
    later = started("session", "schedule", ref, "2026-11-01 01:30", "--fold", "1", "--json")
    assert later.json()["starts_at"] == "2026-11-01T01:30:00-05:00"
    assert started("session", "schedule", ref, "sometime", "--json").exit == 2


def test_codes_and_times_that_cannot_be_are_refused_together(started: Any, tmp_path: Path) -> None:
    session = held(started)
    result = started(
        "session", "confirm", session, "--cpt", "12345", "--dx", "Q00.X", "--start", "15:50",
        "--stop", "10:00", "--json",
    )  # fmt: skip
    assert result.exit == 5
    assert {"cpt-unknown", "dx-unknown", "stop-before-start"} <= set(result.problems())
    assert started("session", "show", session, "--json").json()["status"] == "scheduled"


def test_double_booking_is_refused_across_platforms(started: Any) -> None:
    held(started)
    other = add(started, name="Cy Example", platform="alma")
    result = started("session", "schedule", other, "2026-11-23 15:30", "--json")
    assert (result.exit, result.problems()) == (5, ["overlap"])
    touching = started("session", "schedule", other, "2026-11-23 15:45", "--json")
    assert touching.exit == 0


def test_an_invented_time_is_refused_where_a_platform_is_real(started: Any) -> None:
    address = "https://clearing.example.com"
    assert started("platform", "add", "direct", "--remote", address).exit == 2
    real = started("platform", "add", "direct", "--remote", address, PRACTICE_NOW="")
    assert real.exit == 0, real.err
    assert started("today").exit == 2


def test_a_closed_pipe_is_quiet(started: Any, tmp_path: Path) -> None:
    env = surroundings(tmp_path)
    program = [sys.executable, "-m", "practicecli"]
    piped = subprocess.run(
        ["sh", "-c", '"$@" | head -c 1 >/dev/null', "sh", *program, "code", "cpt"],
        env=env, capture_output=True, check=False,
    )  # fmt: skip
    assert piped.stderr == b""


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="looks at system calls"
)
def test_ctrl_c_is_quiet_and_130(started: Any, tmp_path: Path) -> None:
    env = surroundings(tmp_path)
    program = [sys.executable, "-m", "practicecli"]
    child = subprocess.Popen(
        [*program, "session", "confirm", "--batch", "-"], env=env, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert child.stdin
    child.stdin.write(b"session,cpt,dx\n")
    child.stdin.flush()
    while not _reads_standard_input(child.pid):
        pass
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=20)
    assert child.returncode == 130
    assert b"Traceback" not in said


def _reads_standard_input(process: int) -> bool:
    """Whether the process stands in read(0, ...), which is system call 0 on this machine."""
    return Path(f"/proc/{process}/syscall").read_text().startswith("0 0x0 ")


def test_without_a_terminal_nothing_is_asked(practice: Any) -> None:
    result = practice("init", "--json")
    assert result.exit == 2
    assert "--name" in result.err
    assert "--npi" in result.err


def test_it_runs_with_an_empty_environment(started: Any, tmp_path: Path) -> None:
    bare = subprocess.run(
        ["env", "-i", f"PRACTICE_HOME={tmp_path / 'home'}", sys.executable, "-m", "practicecli",
         "due", "--json"],
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (bare.returncode, bare.stderr) == (0, b"")


def test_two_processes_at_once_wait_for_each_other(started: Any, tmp_path: Path) -> None:
    env = surroundings(tmp_path)
    command = [sys.executable, "-m", "practicecli", "client", "add", "--from", "-", "--json"]
    running = [
        subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    for number, child in enumerate(running):
        assert child.stdin
        child.stdin.write(json.dumps({**CLIENT, "name": f"Number {number} Example"}).encode())
        child.stdin.flush()
    for child in running:  # all have their input; they go as soon as it ends
        assert child.stdin
        child.stdin.close()
        child.stdin = None
    for child in running:
        child.communicate(timeout=60)
    assert [child.returncode for child in running] == [0, 0, 0, 0]
    assert len(started("client", "list", "--json").json()) == 4
    assert started("audit", "verify").exit == 0


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_answer_is_said(started: Any, tmp_path: Path) -> None:
    env = {"PRACTICE_HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "practicecli", "code", "cpt"], env=env, stdout=full,
            stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 3
    assert b"before you type it again" in done.stderr


def test_the_file_cannot_be_read_without_the_key(started: Any, tmp_path: Path) -> None:
    add(started, name="Canary Example")
    data = tmp_path / "home/data/default"
    for file in data.iterdir():
        assert b"Canary" not in file.read_bytes() or "sandbox" in file.name
        assert file.stat().st_mode & 0o077 == 0
    with (
        closing(sqlite3.connect(data / "practice.db")) as db,
        pytest.raises(sqlite3.DatabaseError),
    ):
        db.execute("SELECT * FROM client")
