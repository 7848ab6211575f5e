"""Somebody who works and is killed at a random moment: what they were told is saved, is there."""

from __future__ import annotations

import itertools
import os
import random
import select
import shutil
import signal
import time
from contextlib import closing

from tests.sync.two_devices import (
    HOUR,
    KEYS,
    MONDAY,
    Device,
    World,
    another_client,
    copied,
    template,
)  # fmt: skip

from practicecli.actions.clients import add_client
from practicecli.actions.confirm import confirm_session
from practicecli.actions.schedule import schedule_sessions
from practicecli.cache.connect import open_db, transaction
from practicecli.domain.confirming import Wanted
from practicecli.errors import PracticeError
from practicecli.keycheck import key_check

MOST_ALIVE = 0.06  # seconds a writer lives at most


def work(folder, out):
    """Add, schedule and confirm without end, telling of each thing only once it is saved."""
    one = Device(World.over(folder), "laptop")
    first = os.getpid() * 1_000_000
    one.world.numbers = itertools.count(first)  # no two writers make the same id
    for number in itertools.count(first):
        batch = f"b{number}"
        desk = one.desk(batch=batch)
        with transaction(one.db):
            client = add_client(desk, another_client(number), ready=True)
        os.write(out, f"{client.id} {batch}\n".encode())
        with transaction(one.db):
            start = MONDAY - (24 + number % 700) * HOUR
            (session,), _ = schedule_sessions(
                desk, client.id, [start], HOUR, place="office", allow_overlap=True
            )
        os.write(out, f"{session} {batch}\n".encode())
        wanted = Wanted(("90837",), ("F41.1",), start, start + HOUR, note_route="upload")
        try:
            with transaction(one.db):
                confirm_session(desk, session, wanted)
        except PracticeError:
            continue  # too late for it, by the platform's clock
        os.write(out, f"{session} {batch} confirmed\n".encode())


def writing(times, seed):
    """Kill writers at random moments; count what was told as saved and is not there."""
    chance = random.Random(seed)  # noqa: S311 - to be had again
    found = {"kills": 0, "told": 0, "lost": 0, "unsent": 0, "damaged": 0}
    folder = ""
    for number in range(times):
        if number % 50 == 0:
            shutil.rmtree(folder, ignore_errors=True)
            folder = copied(template())
        told = killed_at_work(folder, chance.uniform(0, MOST_ALIVE))
        found["kills"] += 1
        found["told"] += len(told)
        count_losses(f"{folder}/laptop.db", told, found)
    shutil.rmtree(folder)
    return found


def killed_at_work(folder, seconds):
    """Let somebody work for so long; give what they were told is saved."""
    back, out = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            work(folder, out)
        finally:
            os._exit(1)
    os.close(out)
    said = b""
    until = None
    while until is None or (left := until - time.monotonic()) > 0:
        # Its time begins with its first word: opening the file is not yet work.
        if select.select([back], [], [], None if until is None else left)[0]:
            heard = os.read(back, 4096)
            if not heard:
                raise SystemExit("a writer failed by itself")
            said += heard
            until = until or time.monotonic() + seconds
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    while more := os.read(back, 4096):
        said += more
    os.close(back)
    return [line.split() for line in said.decode().splitlines(keepends=False)]


def count_losses(path, told, found):
    with closing(open_db(path, KEYS.data, check=key_check(KEYS.data))) as db:
        for record, batch, *confirmed in told:
            kind = "session" if confirmed else None
            row = db.execute(
                "SELECT status FROM session WHERE id = ?1"
                " UNION ALL SELECT status FROM client WHERE id = ?1", (record,)
            ).fetchone()  # fmt: skip
            found["lost"] += row is None or (kind == "session" and row[0] != "confirmed")
            verb = "confirm" if confirmed else None
            queued = db.execute(
                "SELECT 1 FROM outbox WHERE record = ? AND batch = ? AND verb = coalesce(?, verb)",
                (record, batch, verb),
            ).fetchone()
            found["unsent"] += queued is None
        # And nothing is here of which the outbox knows nothing.
        found["unsent"] += db.execute(
            "SELECT count(*) FROM session WHERE version = 0 AND NOT EXISTS"
            " (SELECT 1 FROM outbox WHERE record = session.id AND verb = 'schedule')"
        ).fetchone()[0]
        found["unsent"] += db.execute(
            "SELECT count(*) FROM session WHERE status = 'confirmed' AND NOT EXISTS"
            " (SELECT 1 FROM outbox WHERE record = session.id AND verb = 'confirm')"
        ).fetchone()[0]
        found["damaged"] += db.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
