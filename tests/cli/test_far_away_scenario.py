"""The installed program and a platform over real HTTP: not there, garbled, asked by many."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count
from threading import Event
from time import monotonic

import pytest
from tests.cli.conftest import NOW
from tests.sync.far import Platform, served

CLIENT = {
    "name": "Testy McTest",
    "platform": "headway",
    "payer": "aetna",
    "plan": "commercial",
    "member_id": "EX-1",
    "address": "1 Invented Street",
}
BUSY = 11
TEMPORARY = 7


@pytest.fixture
def platform(tmp_path):
    return Platform(str(tmp_path / "sandbox.db"), lambda: datetime.fromisoformat(NOW))


@pytest.fixture
def address(platform):
    with served(platform) as at:
        yield at


@pytest.fixture
def connected(started, platform, address, tmp_path):
    """A practice that is logged in to a served platform, with a client whom both sides know."""
    token = tmp_path / "token"
    token.write_text(platform.token + "\n")
    token.chmod(0o600)
    reach(started, address, token)
    added(started, "Testy McTest")
    done = started("sync", "--json")
    assert done.exit == 0, done.out
    return started


def added(practice, name):
    said = json.dumps({**CLIENT, "name": name})
    done = practice("client", "add", "--from", "-", "--ready", "--json", input=said)
    assert done.exit == 0, done.err
    return done.json()["ref"]


def reach(practice, address, token):
    """Reach the platform at an address, with the log-in that is wanted anew there."""
    for words in (
        ("platform", "add", "headway", "--remote", address),
        ("platform", "login", "headway", "--token-file", str(token)),
    ):
        done = practice(*words)
        assert done.exit == 0, done.err


def error_of(synced):
    return synced.json()["headway"]["error"]


def unsent(practice):
    return practice("sync", "status", "--json").json()["unsent"]


def test_without_a_network_reading_works_writing_queues_and_a_sync_says_seven(
    connected, platform, tmp_path
):
    with served(platform) as gone:
        reach(connected, gone, tmp_path / "token")

    ref = added(connected, "Testy Second")
    assert connected("session", "schedule", ref, "tomorrow 15:00", "--for", "60m").exit == 0
    assert [connected(*words).exit for words in (("today",), ("due", "--json"))] == [0, 0]
    assert len(connected("client", "list", "--json").json()) == 2
    waiting = unsent(connected)
    assert waiting

    synced = connected("sync", "--json")

    assert (synced.exit, error_of(synced)["exit"], unsent(connected)) == (7, 7, waiting)
    assert "when you are online" in error_of(synced)["hint"]
    with served(platform) as back:
        reach(connected, back, tmp_path / "token")
        assert connected("sync", "--json").exit == 0
    assert unsent(connected) == 0


def test_an_answer_that_is_none_is_seven_and_nothing_is_lost(connected, platform):
    added(connected, "Testy Second")
    waiting = unsent(connected)
    platform.fails('[[fault]]\nkind = "html"\n')

    synced = connected("sync", "--json")

    assert (synced.exit, unsent(connected)) == (TEMPORARY, waiting)
    assert "Testy" not in synced.out + synced.err
    platform.mend()
    assert connected("sync", "--json").exit == 0
    assert platform.rows("SELECT count(*) FROM client") == [(2,)]


def test_a_platform_that_lost_everything_is_a_question_and_takes_nothing(
    connected, platform, tmp_path
):
    token = platform.token
    platform.comes_back_as(str(tmp_path / "other-sandbox.db"))
    platform.rows("UPDATE token SET token = ? RETURNING 1", token)

    synced = connected("sync", "--json")

    assert (synced.exit, error_of(synced)["exit"]) == (6, 6)
    assert len(connected("client", "list", "--json").json()) == 1


class Held:
    """A platform's pause: says that it began, and lasts until it is let go."""

    def __init__(self):
        self.begun, self.over = Event(), Event()

    def __call__(self, _seconds):
        self.begun.set()
        assert self.over.wait(60)


def begun(tmp_path, *words):
    env = {
        "PRACTICE_HOME": str(tmp_path / "home"),
        "PRACTICE_NOW": NOW,
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "practicecli", *words], env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
    )  # fmt: skip


def test_a_second_sync_leaves_at_once_and_a_killed_one_leaves_no_lock(
    connected, platform, tmp_path
):
    added(connected, "Testy Second")
    held = Held()
    platform.fails(
        '[[fault]]\npath = "/v1/changes"\nkind = "slow"\nseconds = 1\ntimes = 1\n', sleep=held
    )
    first = begun(tmp_path, "sync")
    try:
        assert held.begun.wait(60)

        second = connected("sync", "--json")

        assert (second.exit, json.loads(second.err)["error"]["code"]) == (BUSY, "busy")
        assert connected("client", "list", "--json").exit == 0  # what is here can be read meanwhile
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()
        held.over.set()
    third = connected("sync", "--json")
    assert third.exit == 0, third.out
    assert third.json()["headway"]["conflicts"] == []
    assert unsent(connected) == 0
    assert platform.rows("SELECT count(*) FROM client") == [(2,)]


def writes_and_syncs(connected, goes_on):
    """One terminal that adds clients, three crons that add, remind and sync; gives all names."""
    numbers = count()

    def terminal():
        names = []
        while goes_on(len(names) / 3):
            names.append(f"Testy Terminal {next(numbers)}")
            added(connected, names[-1])
        return names

    def cron():
        names = []
        while goes_on(len(names)):
            names.append(f"Testy Cron {next(numbers)}")
            added(connected, names[-1])
            for words in (("sync", "--json"), ("remind", "--within", "24h")):
                done = connected(*words)
                assert done.exit in ({0, BUSY} if words[0] == "sync" else {0}), done.err
                assert "locked" not in done.err + done.out
        return names

    with ThreadPoolExecutor(4) as hands:
        work = [hands.submit(terminal), *(hands.submit(cron) for _ in range(3))]
        return sorted(name for one in work for name in one.result())


def none_is_lost(connected, platform, names):
    assert connected("sync", "--json").exit == 0
    names = sorted([*names, "Testy McTest"])
    assert sorted(one["name"] for one in connected("client", "list", "--json").json()) == names
    there = [name for (name,) in platform.rows("SELECT name FROM client ORDER BY name")]
    assert there == names
    assert connected("audit", "verify").exit == 0


def test_a_terminal_and_three_crons_at_once_lose_nothing(connected, platform):
    none_is_lost(connected, platform, writes_and_syncs(connected, lambda done: done < 1))


@pytest.mark.proof
def test_a_terminal_and_three_crons_for_a_minute_lose_nothing(connected, platform):
    end = monotonic() + 60
    none_is_lost(connected, platform, writes_and_syncs(connected, lambda _: monotonic() < end))
