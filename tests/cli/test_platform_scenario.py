from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from practicecli.places import find_places
from practicecli.vault.keyfile import read_key_file
from practicecli.vault.tokens import Token, Tokens

SECRETS = ("d3vice", "acc3ss", "r3fresh")


@dataclass
class Platform:
    """A platform on loopback that gives a code, and answers those who wait in turn."""

    waiting: list[tuple[int, dict]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    good: str = "acc3ss"
    heard: set[str | None] = field(default_factory=set)
    date: str = ""
    lost: int = 0
    busy: bool = False
    reached: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event | None = None

    def answer(self, path, body, bearer):
        if path.startswith(("/v1/feed", "/v1/changes")):
            return self.work(body) if bearer == f"Bearer {self.good}" else (401, {})
        if path == "/v1/about":
            return 200, {"name": "sandbox", "sandbox": True}
        if path == "/v1/login/device":
            return 200, {
                "device_code": "d3vice",
                "user_code": "WXYZ-2345",
                "verification_uri": f"{self.address}/login",
                "expires_in": 600,
                "interval": 0.05,
            }
        if path == "/v1/login/token":
            return self.waiting.pop(0) if len(self.waiting) > 1 else self.waiting[0]
        self.ended.append(parse_qs(body.decode())["token"][0])
        self.reached.set()
        if self.let_go is not None:
            self.let_go.wait(30)
        return (429 if self.busy else 200), {}

    def work(self, body):
        changes = json.loads(body)["changes"] if body else []
        results = [{"id": one["id"], "outcome": "applied", "version": 1} for one in changes]
        told = results[self.lost :]
        return 200, {"items": [], "cursor": "e.0", "more": False, "results": told}

    def start(self):
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                bearer = self.headers.get("Authorization")
                platform.heard.add(bearer)
                status, content = platform.answer(self.path, body, bearer)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                if status == 429:
                    self.send_header("Retry-After", "600")
                self.end_headers()
                self.wfile.write(json.dumps(content).encode())

            do_GET = do_POST  # noqa: N815

            def date_time_string(self, *said):
                return platform.date or super().date_time_string(*said)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


PENDING = (400, {"error": "authorization_pending"})
ALLOWED = (
    200,
    {
        "access_token": "acc3ss",
        "refresh_token": "r3fresh",
        "token_type": "Bearer",
        "expires_in": 3600,
    },
)


@pytest.fixture
def platform():
    made = Platform()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def another():
    """A second one, which is to hear nothing of the first."""
    made = Platform()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def connected(started, platform):
    done = started("platform", "add", "headway", "--remote", platform.address)
    assert done.exit == 0, done.err
    return started


def test_platforms_are_listed_with_how_they_are_reached(started):
    found = {one["name"]: one for one in started("platform", "list", "--json").json()}

    assert (found["headway"]["remote"], found["headway"]["sandbox"]) == ("sandbox:", True)
    assert (found["alma"]["remote"], found["alma"]["manual"]) == ("manual", True)


def test_a_platform_shows_its_figures_with_their_sources(started):
    shown = started("platform", "show", "headway", "--json").json()

    confirm = next(one for one in shown["figures"] if one["what"].endswith("(confirm)"))
    assert confirm["value"].startswith("30 days")
    assert all(one["source"] for one in shown["figures"])
    assert "longest minutes" in shown["assumed"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("self", "--remote", "manual"), 0),
        (("moon", "--remote", "manual"), 5),
        (("direct", "--remote", "http://example.com"), 2),
        (("direct", "--remote", "https://example.com"), 2),  # under an invented time
        (("direct",), 2),
    ],
)
def test_a_platform_is_added_only_where_it_can_be(started, words, code):
    assert started("platform", "add", *words).exit == code


def test_a_token_is_kept_sealed_and_forgotten(started, tmp_path):
    token = tmp_path / "token"
    token.write_text("a-made-up-token\n")
    token.chmod(0o644)
    log_in = ("platform", "login", "headway", "--token-file", str(token), "--json")

    assert started(*log_in).exit == 4
    token.chmod(0o600)
    assert started(*log_in).json()["logged_in"] is True
    kept = (tmp_path / "home" / "data" / "default" / "tokens.sealed").read_bytes()
    assert b"a-made-up-token" not in kept
    assert started("platform", "logout", "headway", "--json").json()["logged_in"] is False


def test_a_person_logs_in_by_a_code_and_out_again(connected, platform):
    platform.waiting = [PENDING, PENDING, ALLOWED]

    done = connected("platform", "login", "headway", "--json")

    assert done.exit == 0, done.err
    assert done.json()["logged_in"] is True
    assert "    WXYZ-2345\n" in done.err
    assert f"    {platform.address}/login\n" in done.err
    assert "The page is on 127.0.0.1; the code holds for 10 minutes" in done.err
    assert not [one for one in SECRETS if one in done.out + done.err]
    shown = connected("platform", "show", "headway", "--json").json()
    assert (shown["logged_in"], shown["storage"]) == (True, "sealed-file")
    assert shown["expires_at"] == "2026-11-24T10:00:00-05:00"

    done = connected("platform", "logout", "headway", "--json")

    assert (done.exit, done.json()["logged_in"], done.json()["storage"]) == (0, False, None)
    assert platform.ended == ["r3fresh"]


def test_a_sync_renews_a_log_in_that_ended_and_keeps_the_new_one(connected, platform):
    platform.waiting = [ALLOWED]
    connected("platform", "login", "headway", "-q")
    platform.good = "acc3ss-2"
    platform.waiting = [(200, {**ALLOWED[1], "access_token": "acc3ss-2"})]

    for _ in range(2):
        done = connected("sync", "--json")
        assert (done.exit, done.json()["headway"]["error"]) == (0, None), done.out
        platform.waiting = [(400, {"error": "invalid_grant"})]  # a second renewal would be one

    platform.good = "acc3ss-3"
    done = connected("sync", "--json")
    assert done.exit == 4
    assert "practice platform login headway" in done.json()["headway"]["error"]["hint"]


def test_a_platform_that_is_down_is_forgotten_all_the_same(connected, platform):
    platform.waiting = [ALLOWED]
    assert connected("platform", "login", "headway", "-q").exit == 0
    platform.stop()

    done = connected("platform", "logout", "headway", "--json")

    assert (done.exit, done.json()["logged_in"]) == (0, False)
    assert json.loads(done.err)["warnings"][0]["code"] == "not-revoked"


def moved(connected, remote):
    """Reach headway elsewhere; give the codes of the warnings."""
    done = connected("platform", "add", "headway", "--remote", remote, "--json")
    assert done.exit == 0, done.err
    return [one["code"] for one in json.loads(done.err or '{"warnings": []}')["warnings"]]


def logged_in(connected):
    return connected("platform", "show", "headway", "--json").json()["logged_in"]


def test_another_address_hears_nothing_of_a_log_in(connected, platform, another):
    platform.waiting = [ALLOWED]
    connected("platform", "login", "headway", "-q")

    assert moved(connected, f"{platform.address}/") == []
    assert logged_in(connected)
    assert moved(connected, another.address) == ["not-revoked"]
    assert not logged_in(connected)

    assert connected("sync", "--json").exit == 4
    assert connected("platform", "logout", "headway").exit == 0
    assert moved(connected, platform.address) == []
    assert not logged_in(connected)
    assert (another.heard, another.ended, platform.ended) == ({None}, [], [])


def test_one_who_moves_a_platform_is_told_to_log_in_anew(connected, platform, another):
    platform.waiting = [ALLOWED]
    connected("platform", "login", "headway", "-q")

    told = connected("platform", "add", "headway", "--remote", another.address).err

    assert "log in anew: `practice platform login headway`" in told


def test_a_log_in_of_an_earlier_version_belongs_where_it_is_used_first(
    connected, platform, another, tmp_path
):
    places = find_places({"PRACTICE_HOME": str(tmp_path / "home")})
    tokens = Tokens(places, read_key_file(str(tmp_path / "key")))
    tokens.put("headway", Token("acc3ss", "r3fresh"))

    assert connected("sync", "--json").exit == 0

    assert tokens.find("headway", platform.address).access == "acc3ss"
    assert tokens.find("headway", another.address) is None
    tokens.put("headway", Token("acc3ss", "r3fresh"))  # and one that was never used
    assert moved(connected, another.address) == ["not-revoked"]
    assert connected("sync", "--json").exit == 4
    assert another.heard == {None}


def test_logging_out_does_not_wait_as_long_as_a_platform_asks(connected, platform):
    platform.waiting = [ALLOWED]
    connected("platform", "login", "headway", "-q")
    platform.busy = True

    done = connected("platform", "logout", "headway", "--json")

    assert (done.exit, done.json()["logged_in"], platform.ended) == (0, False, ["r3fresh"])
    assert json.loads(done.err)["warnings"][0]["code"] == "not-revoked"


def test_while_a_platform_is_told_of_a_log_out_it_is_done_here_and_others_go_on(
    connected, platform
):
    platform.waiting = [ALLOWED]
    connected("platform", "login", "headway", "-q")
    platform.let_go = threading.Event()

    with ThreadPoolExecutor(1) as hand:
        out = hand.submit(connected, "platform", "logout", "headway")
        assert platform.reached.wait(60)
        assert not logged_in(connected)
        assert connected("sync", "--json").exit == 4  # no log-in, and not 11: nobody holds the lock
        platform.let_go.set()
        assert out.result().exit == 0


def test_a_push_that_was_answered_in_part_is_no_success(connected, platform):
    platform.waiting = [ALLOWED]
    connected("platform", "login", "headway", "-q")
    platform.lost = 1

    done = connected("sync", "--json")

    assert (done.exit, done.json()["headway"]["pushed"]) == (7, 0)
    assert connected("sync", "status", "--json").json()["unsent"] > 0


def test_signing_is_refused_by_a_platform_s_clock_until_it_is_reached_elsewhere(
    connected, platform
):
    platform.waiting = [ALLOWED]
    connected("platform", "login", "headway", "-q")
    connected("client", "add", "--name", "Testy McTest", "--platform", "alma", "--payer", "aetna",
              "--ready")  # fmt: skip
    (client,) = connected("client", "list", "--json").json()
    made = connected("session", "schedule", client["ref"], "yesterday 15:00", "--for", "50m",
                     "--json").json()  # fmt: skip
    ref = made["ref"] if isinstance(made, dict) else made[0]["ref"]
    note = "# Data\nd\n# Assessment\na\n# Plan\np"
    connected("note", "write", ref, "--template", "dap", "--from", "-", input=note)
    platform.date = "Mon, 02 Nov 2020 15:00:00 GMT"

    assert connected("sync", "--json").exit == 0
    refused = connected("note", "sign", ref, "--attest", "--json")
    assert (refused.exit, refused.problems()) == (5, ["clock-off"])
    assert "practice sync" in refused.err

    moved(connected, "manual")
    signed = connected("note", "sign", ref, "--attest", "--json")
    assert signed.exit == 0, signed.err


def test_a_token_from_a_file_may_be_in_use_elsewhere_and_is_not_ended(
    connected, platform, tmp_path
):
    token = tmp_path / "token"
    token.write_text("a-made-up-token\n")
    token.chmod(0o600)
    connected("platform", "login", "headway", "--token-file", str(token))

    assert connected("platform", "logout", "headway", "--json").json()["logged_in"] is False
    assert platform.ended == []


@pytest.mark.parametrize("why", ["access_denied", "expired_token"])
def test_a_log_in_that_was_not_allowed_leaves_nothing(connected, platform, tmp_path, why):
    platform.waiting = [PENDING, (400, {"error": why})]

    done = connected("platform", "login", "headway", "--json")

    assert (done.exit, done.out) == (4, "")
    assert not [one for one in SECRETS if one in done.err]
    assert not (tmp_path / "home" / "data" / "default" / "tokens.sealed").exists()


def test_interrupting_the_wait_leaves_nothing(connected, platform, tmp_path):
    platform.waiting = [PENDING]
    env = {
        **os.environ,
        "PRACTICE_HOME": str(tmp_path / "home"),
        "PRACTICE_NOW": "2026-11-24T14:00Z",
    }
    words = [sys.executable, "-m", "practicecli", "platform", "login", "headway"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    ) as running:
        while "Ctrl-C" not in running.stderr.readline():
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)

    assert (running.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert not (tmp_path / "home" / "data" / "default" / "tokens.sealed").exists()


def test_the_sandbox_inside_needs_no_log_in(started):
    done = started("platform", "login", "headway")

    assert done.exit == 0
    assert "no log-in is needed" in done.err


def test_there_is_nothing_to_log_in_to_at_a_platform_kept_by_hand(started):
    done = started("platform", "login", "alma")

    assert (done.exit, done.out) == (5, "")
    assert "entered by hand" in done.err
