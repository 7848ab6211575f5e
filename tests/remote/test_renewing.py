"""A log-in that ends while many processes use it: renewed once, and nobody is logged out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from practicecli.cli.sync.renewing import renewer
from practicecli.errors import BusyError, LockedOutError
from practicecli.places import find_places
from practicecli.remote.client import open_remote
from practicecli.remote.login import Grant, open_login
from practicecli.sync.lock import only_sync
from practicecli.vault.keyfile import read_key_file
from practicecli.vault.keys import new_keys, to_text
from practicecli.vault.tokens import Token, Tokens

NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)
PROCESSES = 8
ADDRESS, ORIGIN = "https://api.example.com/v2", "https://api.example.com:443"

# What each process does: it waits for a word, asks for the feed, and says how that went.
PROGRAM = """
import sys
from datetime import UTC, datetime
from practicecli.cli.sync.renewing import renewer
from practicecli.errors import PracticeError
from practicecli.places import find_places
from practicecli.remote.client import open_remote
from practicecli.remote.login import open_login
from practicecli.sync.lock import only_sync
from practicecli.vault.keyfile import read_key_file
from practicecli.vault.tokens import Tokens

home, key, address = sys.argv[1:]
places = find_places({"PRACTICE_HOME": home})
tokens = Tokens(places, read_key_file(key))

def refresh(token):
    with open_login(address, platform="headway") as login:
        return login.refresh(token)

print("ready", flush=True)
for _ in sys.stdin:
    renew = renewer(
        tokens, "headway", address=address, refresh=refresh,
        lock=lambda: only_sync(places.data_dir, wait=60), now=lambda: datetime.now(UTC),
    )
    token = tokens.get("headway", address)
    try:
        with open_remote(address, platform="headway", token=token, renew=renew) as remote:
            print(remote.page("").cursor, flush=True)
    except PracticeError as error:
        print(repr(error), flush=True)
"""


@dataclass
class Rotating:
    """A platform whose refresh tokens hold once, or again until their successor was used."""

    whole: object
    number: int = 0
    family: bool = True
    refreshed: int = 0
    mutex: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, asked, connection):
        with self.mutex:
            status, said = self.answer(asked)
        connection.sendall(self.whole(json.dumps(said).encode(), status))

    def answer(self, asked):
        if asked.path == "/v1/login/token":
            return self.rotate(parse_qs(asked.body.decode())["refresh_token"][0])
        if self.family and asked.head["authorization"] == f"Bearer access-{self.number}":
            return 200, {"items": [], "cursor": "e.0", "more": False}
        return 401, {}

    def rotate(self, token):
        self.refreshed += 1
        if not self.family or token not in {f"refresh-{self.number}", f"refresh-{self.number - 1}"}:
            self.family = False
            return 400, {"error": "invalid_grant"}
        if token == f"refresh-{self.number}":
            self.number += 1
        return 200, self.pair()

    def pair(self):
        return {
            "access_token": f"access-{self.number}",
            "refresh_token": f"refresh-{self.number}",
            "token_type": "Bearer",
            "expires_in": 3600,
        }


class Hourly(Rotating):
    """Its access tokens end when it is told so."""

    ended = 0

    def answer(self, asked):
        if asked.path != "/v1/login/token" and self.number <= self.ended:
            return 401, {}
        return super().answer(asked)


@pytest.fixture
def places(tmp_path):
    made = find_places({"PRACTICE_HOME": str(tmp_path / "home")})
    made.make()
    return made


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "key"
    path.write_text(to_text(new_keys()))
    path.chmod(0o600)
    return path


@pytest.fixture
def processes(places, key, tmp_path):
    running = []

    def start(address):
        path = [one for one in sys.path if one.endswith("src")]
        env = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(path)}
        for _ in range(PROCESSES):
            words = [sys.executable, "-c", PROGRAM, str(tmp_path / "home"), str(key), address]
            running.append(
                subprocess.Popen(
                    words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
                )
            )
        assert [one.stdout.readline() for one in running] == ["ready\n"] * PROCESSES
        return running

    yield start
    for one in running:
        one.stdin.close()
        one.wait(60)
        one.stdout.close()


def many_rounds(rounds, *, serve, whole, places, key, processes):
    platform = Hourly(whole)
    server = serve(platform)
    Tokens(places, read_key_file(str(key))).put("headway", Token("access-0", "refresh-0"))
    running = processes(server.address)
    for number in range(rounds):
        platform.ended = number
        for one in running:
            one.stdin.write("go\n")
            one.stdin.flush()

        assert [one.stdout.readline() for one in running] == ["e.0\n"] * PROCESSES
        assert (platform.refreshed, platform.family) == (number + 1, True)


def test_eight_processes_renew_a_log_in_once(serve, whole, places, key, processes):
    many_rounds(5, serve=serve, whole=whole, places=places, key=key, processes=processes)


@pytest.mark.proof
def test_eight_processes_renew_a_log_in_once_a_hundred_times(serve, whole, places, key, processes):
    many_rounds(100, serve=serve, whole=whole, places=places, key=key, processes=processes)


def renewing(tokens, refresh, lock=nullcontext, address=ADDRESS):
    return renewer(tokens, "headway", address=address, lock=lock, refresh=refresh, now=lambda: NOW)


def test_a_renewed_log_in_is_kept_before_it_is_used(places):
    tokens = Tokens(places, new_keys())
    tokens.put("headway", Token("old", "r1"))

    made = renewing(tokens, lambda _: Grant("new", "r2", 3600))("old")

    assert made == "new"
    kept = tokens.find("headway", ADDRESS)
    assert kept == Token("new", "r2", "2026-11-02T16:00:00Z", ORIGIN)


def test_a_log_in_of_another_address_is_not_renewed_with_this_one(places):
    tokens = Tokens(places, new_keys())
    tokens.put("headway", Token("old", "r1", origin="https://elsewhere.example.com:443"))

    with pytest.raises(LockedOutError):
        renewing(tokens, lambda _: pytest.fail("told somebody else"))("old")


def test_what_another_process_renewed_is_used_without_the_lock(places):
    tokens = Tokens(places, new_keys())
    tokens.put("headway", Token("new", "r2"))

    def taken():
        raise BusyError("Another `practice` command is talking to a platform")

    assert renewing(tokens, lambda _: pytest.fail("renewed again"), lock=taken)("old") == "new"


@pytest.mark.parametrize("kept", [None, Token("old")])
def test_without_a_refresh_token_a_person_has_to_log_in(places, kept):
    tokens = Tokens(places, new_keys())
    if kept:
        tokens.put("headway", kept)

    with pytest.raises(LockedOutError, match="log in again") as caught:
        renewing(tokens, lambda _: pytest.fail("nothing to renew with"))("old")

    assert "practice platform login headway" in caught.value.hint


class Died(BaseException):
    """A process that ends there."""


def test_dying_between_the_platforms_rotation_and_ours_logs_nobody_out(serve, whole, places):
    platform = Rotating(whole)
    server = serve(platform)
    tokens = Tokens(places, new_keys())
    tokens.put("headway", Token("access-ended", "refresh-0"))

    def refresh(token):
        with open_login(server.address, platform="headway") as login:
            return login.refresh(token)

    def dies(token):
        refresh(token)
        raise Died

    with pytest.raises(Died):
        renewing(tokens, dies)("access-ended")
    assert tokens.find("headway", server.address).refresh == "refresh-0"

    with open_remote(
        server.address,
        platform="headway",
        token=tokens.get("headway", server.address),
        renew=renewing(tokens, refresh, lambda: only_sync(places.data_dir), server.address),
    ) as remote:
        assert remote.page("").cursor == "e.0"
    assert (platform.refreshed, platform.family) == (2, True)
