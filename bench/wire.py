"""Sync: the first pull beside fetching only, pushing beside one request a change."""

from __future__ import annotations

import gc
import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench.batches import waiting_home
from bench.practice import (
    NOW,
    PRACTICE,
    Home,
    Names,
    claim_of,
    client,
    confirm_file,
    insert,
    new_home,
    refs,
    settled,
    text,
)
from bench.table import Line
from bench.timing import Run, peak, run

from practicecli.cache import platforms
from practicecli.ids import new_id
from practicecli.remote.client import Remote, open_remote
from practicecli.sandbox.store import account_for, open_store, token_for
from practicecli.sync import push as engine
from practicecli.sync.run import sync_platform
from practicecli.vault.keys import audit_key

NPI = "1999999984"
PULLED, PUSHED, ROUNDS = 100_000, 1_000, 3
_HERE = Path(__file__).parent


def first_pull(folder: Path) -> list[Line]:
    """Time a first pull through a served sandbox, in turn with reading its pages and no more."""
    path = folder / "sandbox.db"
    token = token_for(str(path), NPI)
    count = _fill_sandbox(path, PULLED)
    ours: list[Run] = []
    theirs: list[float] = []
    with served([PRACTICE, "sandbox", "serve", "--data", str(path)], folder) as url:
        home = _joined(folder / "pull", url, token)
        kept = folder / "pull-as-it-was"
        shutil.copytree(home.path, kept)
        for _ in range(ROUNDS):
            theirs.append(_plain(home, "fetch", url, token))
            ours.append(_synced(home))
            shutil.rmtree(home.path)
            shutil.copytree(kept, home.path)
        most, _ = peak([PRACTICE, "sync", "--json"], home.env)
        idle = _requests_of_a_sync(home, url, token)
    seconds = median(one.seconds for one in ours)
    aside = f"{count:,} records, {count / seconds:.0f} beside {count / median(theirs):.0f} a second"
    return [
        Line("first pull beside fetching and parsing only", median(theirs) / seconds, 0.25,
             "of it", most=False, aside=aside),
        Line(f"memory of a sync that pulls {count:,} records", most / 1e6, 150, "MB"),
        Line("requests of a sync with nothing new on either side", idle, 1, "requests"),
    ]  # fmt: skip


def pushing(folder: Path) -> list[Line]:
    """Count the requests of a push, and time it beside one request a change."""
    with served([sys.executable, str(_HERE / "answering.py")], folder) as url:
        home = waiting_home(folder / "push", PUSHED, remote=url)
        _log_in(home, "any")
        home.call("sync")  # what `init` queued is not one of the thousand
        file = folder / "push.csv"
        confirm_file(file, refs(home, "SELECT ref FROM session ORDER BY id"))
        home.call("session", "confirm", "--batch", str(file))
        copy = Home(shutil.copytree(home.path, folder / "push-singly").as_posix())
        before = _posts(url)
        together = _push(home, url, chunk=500)
        requests = _posts(url) - before
        singly = _push(copy, url, chunk=1)
        bare = _plain(home, "post", url, "any", str(PUSHED))
    return [
        Line("requests for 1,000 offline changes", requests, PUSHED / 500, "requests"),
        Line("the same push with one request a change", singly / together, 30, "times", most=False,
             aside=f"{together * 1000:.0f} ms beside {singly * 1000:.0f} ms"),
        Line("a bare loop of 1,000 requests, keeping nothing", bare / together, None, "times"),
    ]  # fmt: skip


@contextmanager
def served(argv: list[str], folder: Path) -> Iterator[str]:
    """Run a server as long as it is needed; gives its address."""
    env = Home(str(folder / "nobody")).env
    with subprocess.Popen(argv, stdout=subprocess.PIPE, env=env) as server:
        try:
            assert server.stdout is not None
            yield json.loads(server.stdout.readline())["url"]
        finally:
            server.terminate()


def _joined(path: Path, url: str, token: str) -> Home:
    home = new_home(path, url)
    _log_in(home, token)
    return home


def _log_in(home: Home, token: str) -> None:
    file = Path(f"{home.path}.token")
    file.write_text(token)
    file.chmod(0o600)
    home.call("platform", "login", "headway", "--token-file", str(file))


def _plain(home: Home, *words: str) -> float:
    ran = run([sys.executable, str(_HERE / "plain_wire.py"), *words], home.env)
    if ran.exit:
        raise RuntimeError(f"the bare loop ended with {ran.exit}\n{ran.said.decode()}")
    return ran.seconds


def _synced(home: Home) -> Run:
    ran = run([PRACTICE, "sync", "--json"], home.env)
    if ran.exit:
        raise RuntimeError(f"the sync ended with {ran.exit}\n{ran.said.decode()}")
    return ran


def _posts(url: str) -> int:
    with urllib.request.urlopen(f"{url}/posts") as answer:  # noqa: S310 - our own, on loopback
        return int(json.load(answer)["posts"])


class _Counting:
    """A talk with a platform that counts its requests."""

    def __init__(self, remote: Remote) -> None:
        self.remote = remote
        self.requests = 0

    def __enter__(self) -> Any:
        self.remote.__enter__()
        return self

    def __exit__(self, *said: object) -> None:
        self.remote.__exit__(*said)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.remote, name)
        self.requests += callable(found)
        return found


def _requests_of_a_sync(home: Home, url: str, token: str) -> int:
    counting = _Counting(open_remote(url, platform="headway", token=token))
    db = home.open()
    try:
        one = platforms.get(db, "headway")
        said = {"seal": _Closed(), "audit_key": audit_key(home.keys), "now": lambda: NOW}
        report = sync_platform(db, one, lambda _: counting, **said)
    finally:
        db.close()
    if report.error is not None:
        raise report.error
    return counting.requests


class _Closed:
    """Stands for the note key, which confirmations do not need."""

    is_open = False

    def open(self, blob: bytes, context: str) -> str:
        raise RuntimeError(f"no note is pushed here: {len(blob)} bytes for {context}")


def _push(home: Home, url: str, *, chunk: int) -> float:
    """Push all that waits with the program's own engine; gives the seconds."""
    db = home.open()
    usual, engine.CHUNK = engine.CHUNK, chunk
    try:
        with open_remote(url, platform="headway", token="any") as remote:  # noqa: S106
            talk = engine.Talk(
                db, "headway", remote, _Closed(), audit_key(home.keys), text(NOW),
                fresh_id=lambda: new_id(NOW),
            )  # fmt: skip
            remote.page("")  # what is loaded at the first contact is start-up, not pushing
            gc.freeze()  # as the program does once it has started
            begun = perf_counter()
            engine.push(talk)
            seconds = perf_counter() - begun
    finally:
        engine.CHUNK = usual
        db.close()
    if talk.pushed != PUSHED:
        raise RuntimeError(f"{talk.pushed} of {PUSHED} changes were pushed")
    return seconds


def _fill_sandbox(path: Path, count: int) -> int:
    """Put clients, and `count` records of sessions and their claims, into a sandbox's feed."""
    names = Names(seed=1)
    clients = [client(names, number) for number in range(count // 100)]
    rows = [("client", one["id"], _client_body(one)) for one in clients]
    for number in range(count // 2):
        of = clients[number % len(clients)]
        one = settled(names, of, NOW - timedelta(days=30, hours=number))
        rows += [
            ("session", one["id"], _session_body(one)),
            ("claim", one["claim"], _claim_body(claim_of(one))),
        ]
    db = open_store(str(path))
    account = account_for(db, NPI, "headway")
    db.execute("BEGIN")
    insert(
        db,
        "record",
        (
            {"account": account, "kind": kind, "id": identity, "version": 1, "seq": seq,
             "body": json.dumps(body, separators=(",", ":"))}
            for seq, (kind, identity, body) in enumerate(rows, start=1)
        ),
    )  # fmt: skip
    db.execute("COMMIT")
    db.close()
    return len(rows)


def _client_body(one: dict[str, Any]) -> dict[str, Any]:
    names = "name born email phone address state status payer plan member_id"
    said = {name: one[name] for name in names.split()}
    ready = ("payment_method", "forms", "insurance", "credentialing")
    return said | dict.fromkeys(ready, True) | {"covered_until": None}


def _session_body(one: dict[str, Any]) -> dict[str, Any]:
    names = (
        "client starts_at ends_at day place state status sent actual_start actual_stop"
        " note_route note_status confirmed_at edit_until claim"
    )
    said = {name: one[name] for name in names.split()}
    codes = {"cpt": ["90834"], "modifiers": [], "dx": ["F41.1"]}
    return said | codes | {"times_assumed": False, "fee_cents": 0}


def _claim_body(one: dict[str, Any]) -> dict[str, Any]:
    at = one["created_at"]
    steps = ("sent", "received", "accepted", "paid")
    return {
        "session": one["session"],
        "client": one["client"],
        "payer": one["payer"],
        "status": one["status"],
        "billed_cents": one["billed_cents"],
        "allowed_cents": one["allowed_cents"],
        "payer_paid_cents": one["paid_cents"],
        "client_owes_cents": one["owes_cents"],
        "denial": None,
        "timeline": [{"at": at, "status": step, "detail": ""} for step in steps],
    }
