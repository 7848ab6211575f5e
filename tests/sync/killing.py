"""A program that kills what it starts, with SIGKILL, and tells what was lost by it.

Everything is loaded once, here; each process to be killed is a fork of this one, which holds
nothing open meanwhile. `syncing STEP WHEN TIMES` kills syncs before or after a step, `migrating`
likewise; `writing TIMES SEED` kills, at random moments, somebody who works. It prints JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from functools import cache

from tests.sync import killing_writers as writers
from tests.sync.doings import Doings
from tests.sync.ledger import Ledger
from tests.sync.two_devices import (
    KEYS,
    MONDAY,
    NAME,
    NPI,
    Device,
    World,
    book,
    copied,
    shelf,
)

from practicecli import engine
from practicecli.cache import (
    answers,
    audit,
    feed,
    meeting,
    migrations,
    outbox,
    platforms,
    shadow,
    withdrawing,
)
from practicecli.cache.connect import create_db, open_db
from practicecli.cache.migrations import migrate
from practicecli.cache.schema import STEPS as FORMAT
from practicecli.cli.sync.renewing import renewer
from practicecli.keycheck import key_check
from practicecli.places import find_places
from practicecli.remote.client import Remote, open_remote
from practicecli.remote.login import Grant
from practicecli.sandbox import login
from practicecli.sync import pull, push, run
from practicecli.sync.lock import only_sync
from practicecli.vault import tokens as kept_tokens
from practicecli.vault.tokens import Token, Tokens

SYNCING = {
    "renew-there": (login, "refresh"),
    "renew-kept": (Tokens, "put"),
    "renew-written": (kept_tokens, "write_over"),
    "ask": (Remote, "outcome"),
    "mark-sent": (answers, "mark_sent"),
    "mark-waiting": (answers, "mark_waiting"),
    "push": (Remote, "push"),
    "settle": (push, "_settle"),
    "applied": (answers, "applied"),
    "refused": (answers, "refused"),
    "meet": (push, "meet_newer"),
    "send-anew": (meeting, "send_anew"),
    "adopt": (meeting, "adopt"),
    "renewed-change": (outbox, "renew"),
    "outbox-removed": (outbox, "remove"),
    "audited": (audit, "append"),
    "page": (Remote, "page"),
    "shadow-cleared": (shadow, "clear"),
    "shadow-added": (shadow, "add"),
    "taken": (feed, "take"),
    "met": (pull, "_meet"),
    "withdrawn": (withdrawing, "withdraw"),
    "cursor": (platforms, "set_cursor"),
    "outcome": (platforms, "set_outcome"),
    "checked": (run, "check_weekly"),
    "commit": (engine._Transaction, "_run"),
}
MIGRATING = {
    "step": (migrations, "_take"),
    "no-orphans": (migrations, "_no_orphans"),
    "commit": (engine._Transaction, "_run"),
}
LATER = MONDAY + timedelta(hours=3)  # the log-in has ended by then


class Known(Device):
    """A device with a log-in that ends and is renewed."""

    def tokens(self):
        places = find_places({"PRACTICE_HOME": f"{self.world.folder}/home"})
        places.make()
        return Tokens(places, KEYS), places

    def _remote(self, one):
        if self.name == "laptop":
            return super()._remote(one)
        tokens, places = self.tokens()

        def refresh(token):
            said = login.refresh(self.world.there, token, self.world.now)
            return Grant(said["access_token"], said["refresh_token"], said["expires_in"])

        renew = renewer(
            tokens, NAME, address=one.remote, lock=lambda: only_sync(places.data_dir),
            refresh=refresh, now=lambda: self.world.now,
        )  # fmt: skip
        return open_remote(
            one.remote, platform=one.policy, token=tokens.get(NAME, one.remote), embedded=self.line,
            renew=renew, pause=lambda _: None,
        )  # fmt: skip


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def arm(owner, name, when, number):
    """Die before or after the numbered call of a function."""
    old, calls = getattr(owner, name), 0

    def deadly(*args, **said):
        nonlocal calls
        calls += when == "before"
        if calls == number and when == "before":
            die()
        found = old(*args, **said)
        calls += when == "after"
        if calls == number and when == "after":
            die()
        return found

    setattr(owner, name, deadly)


def forked(do):
    """Do it in a process of its own; whether that was killed."""
    process = os.fork()
    if process == 0:
        try:
            do()
        except BaseException as error:  # noqa: BLE001 - told by the exit code, and here
            sys.stderr.write(f"{error!r}\n")
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    status = os.waitpid(process, 0)[1]
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a sync failed by itself")
    return os.WIFSIGNALED(status)


@cache
def in_the_midst():
    """Make a folder in which a sync has everything to do: ask, push, refuse, meet, read anew."""
    world = World()
    laptop, desktop = Known(world, "laptop"), Known(world, "desktop")
    ledger = Ledger(world)
    here, there = Doings(ledger, laptop), Doings(ledger, desktop)
    begun = login.begin(world.there, world.now)
    login.allow(world.there, begun.user_code, NPI, world.now)
    said = login.poll(world.there, begun.device_code, world.now)
    desktop.tokens()[0].put(NAME, Token(said["access_token"], said["refresh_token"]))
    there.edit(0, {"email": "testy@example.com"})
    desktop.line.only, desktop.line.lose_answers = "/v1/changes", 5
    desktop.sync()
    here.edit(0, {"name": "First"})
    here.confirm(0)
    laptop.sync()
    laptop.sync()
    there.edit(0, {"phone": "555-1"})
    there.schedule(0, -1)  # the same day as what the other has confirmed
    there.confirm(3)
    there.confirm(1)
    there.sign(1)
    world.forget_cursors()
    laptop.db.close()
    desktop.db.close()
    world.there.close()
    return world.folder


@cache
def undisturbed():
    """Give what the platform holds where nobody was killed."""
    folder = copied(in_the_midst())
    return judged(folder)


def judged(folder):
    """Sync twice, cleanly; give what is broken then, and what the platform holds."""
    world = World.over(folder, LATER)
    devices = [Known(world, name) for name in ("desktop", "laptop")]
    ledger = Ledger(world)
    reports = [one.sync() for _ in range(2) for one in devices]
    ledger.check(*devices)
    held = [world.records(kind) for kind in ("client", "session", "note", "claim")]
    left = [[tuple(row.values()) for row in one.rows("SELECT kind, verb, state FROM outbox"
             " WHERE state <> 'local'")] for one in devices]  # fmt: skip
    errors = [repr(one.error) for one in reports[2:] if one.error]
    for one in devices:
        (sound,) = one.db.execute("PRAGMA integrity_check").fetchone()
        ledger.broken += [] if sound == "ok" else [sound]
        one.db.close()
    world.there.close()
    shutil.rmtree(folder)
    return {"broken": ledger.broken + errors, "there": held, "left": left}


def killed_so_often(times, once):
    """Kill at the first call, the second, and so on, then from the first again."""
    killed, number = 0, 1
    while killed < times:
        if once(number):
            killed, number = killed + 1, number + 1
        elif number == 1:
            break  # the step is never taken
        else:
            number = 1
    return killed


def syncing(step, when, times):
    owner, name = SYNCING[step]
    whole = undisturbed()
    broken = list(whole["broken"])

    def once(number):
        folder = copied(in_the_midst())

        def sync():
            one = Known(World.over(folder, LATER), "desktop")
            arm(owner, name, when, number)
            one.sync()

        killed = forked(sync)
        found = judged(folder)
        broken.extend(found["broken"])
        if found != whole:
            broken.append(f"{step} {number}: it ended otherwise")
        return killed

    return {"killed": killed_so_often(times, once), "broken": broken}


def migrating(step, when, times):
    owner, name = MIGRATING[step]
    broken = []

    def once(number):
        folder = tempfile.mkdtemp(dir=shelf())
        path = f"{folder}/practice.db"
        with closing(create_db(path, KEYS.data)) as db:
            migrate(db, FORMAT[:1])
            db.execute("INSERT INTO meta (key, value) VALUES ('kept', 'yes')")

        def go():
            db = open_db(path, KEYS.data, check=key_check(KEYS.data))
            arm(owner, name, when, number)
            migrate(db, FORMAT)

        killed = forked(go)
        with closing(open_db(path, KEYS.data, check=key_check(KEYS.data))) as db:
            migrate(db, FORMAT)
            kept = db.execute("SELECT value FROM meta WHERE key = 'kept'").fetchone()
            sound = db.execute("PRAGMA integrity_check").fetchone()
            if (*kept, *sound) != ("yes", "ok"):
                broken.append(f"{step} {number}")
        shutil.rmtree(folder)
        return killed

    return {"killed": killed_so_often(times, once), "broken": broken}


def main(what, *said):
    book()
    if what == "writing":
        return writers.writing(int(said[0]), int(said[1]))
    do = {"syncing": syncing, "migrating": migrating}[what]
    times = int(said[-1])
    steps = SYNCING if what == "syncing" else MIGRATING
    wanted = steps if said[0] == "every" else {said[0]: None}
    return {
        f"{step} {when}": do(step, when, times) for step in wanted for when in ("before", "after")
    }


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)
