"""Two devices of one therapist and their platform: real files, real server, a line that fails.

Each history begins from copies of files made once; a device can be killed at any statement.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.sync.mortal import Killed, Line, Mortal

from practicecli.actions.clients import add_client
from practicecli.actions.desk import Desk
from practicecli.actions.figures import work_out_anew
from practicecli.actions.provider import edit_provider
from practicecli.actions.schedule import schedule_sessions
from practicecli.cache import people, platforms
from practicecli.cache.connect import create_db, open_db, transaction
from practicecli.cache.migrations import migrate
from practicecli.cache.platforms import Platform
from practicecli.cache.schema import STEPS
from practicecli.domain.book import Book
from practicecli.domain.incoming import IncomingClient
from practicecli.domain.people import License, Provider
from practicecli.errors import PracticeError
from practicecli.figures import load
from practicecli.figures.icd import open_icd
from practicecli.keycheck import key_check
from practicecli.remote.client import open_remote
from practicecli.sandbox.app import make_app
from practicecli.sandbox.store import token_for
from practicecli.sync.run import sync_platform
from practicecli.vault.keys import audit_key, from_secret
from practicecli.vault.seal import Seal

NPI, NAME = "1999999984", "headway"
MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)
KEYS = from_secret(b"a key for tests, of thirty-two b")
PROVIDER = Provider(
    "01900000-0000-7000-8000-000000000001", "Ada Example", "LMHC", NPI, "America/New_York",
    licenses=(License("NY", "LMHC", date(2028, 12, 31)),),
    credentialing={("aetna", "NY"): "active"},
)  # fmt: skip
CLIENT = IncomingClient(
    name="Testy McTest", platform=NAME, payer="aetna", plan="commercial", member_id="EX-100",
    address="1 Example Street, Albany, NY 12201",
)  # fmt: skip
HOUR = timedelta(hours=1)


class World:
    """The platform, what went over the wire, and the hour it is for everybody."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(dir=shelf())
        template()
        for name in ("sandbox.db", "laptop.db", "desktop.db"):
            source = "laptop.db" if name == "desktop.db" else name
            shutil.copyfile(f"{template()}/{source}", f"{self.folder}/{name}")
        self._begin(MONDAY)
        self.numbers = count(1000)

    @classmethod
    def over(cls, folder, now=MONDAY):
        """Take up a history where it was left."""
        world = cls.__new__(cls)
        world.folder = folder
        world._begin(now)
        world.numbers = count(100_000)
        return world

    def _begin(self, now):
        self.now = now
        self.heard = lambda *_: None  # whoever listens to what is done there
        self.sent, self.pages = [], {}
        self.arrived, self.again = set(), count(1)
        self.forgotten = set()
        self.numbers = count(1)
        self.path = f"{self.folder}/sandbox.db"
        self.app = make_app(self.path, lambda: self.now)
        self.there = self.app._here.db
        self.there.execute("PRAGMA synchronous = OFF")
        self.token = self.there.execute("SELECT token FROM token").fetchone()[0]

    def close(self):
        self.there.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def wait(self, **span):
        self.now += timedelta(**span)

    def deliver(self, who, environ, content):
        """Give a request to the platform and tell whoever listens what it did."""
        if environ["REQUEST_METHOD"] != "POST":
            answer = self._ask(environ, content)
            if environ["PATH_INFO"] == "/v1/feed" and answer[0].startswith("200"):
                self.pages.setdefault(who, []).append(answer)
            return answer
        self.sent.append((who, environ, content))
        items = json.loads(content)["changes"]
        before = {one["record"]: self.shown(one["kind"], one["record"]) for one in items}
        names = {one["id"]: self._name(one["id"]) for one in items}
        renamed = [one | {"id": names[one["id"]]} for one in items]
        status, headers, body = self._ask(environ, json.dumps({"changes": renamed}).encode())
        if status.startswith("200"):
            said = json.loads(body)
            self.heard(who, renamed, items, said["results"], before)
            back = {ours: theirs for theirs, ours in names.items()}
            for one in said["results"]:
                one["id"] = back[one["id"]]
            body = json.dumps(said).encode()
        headers = [(name, said) for name, said in headers if name != "Content-Length"]
        return status, headers, body

    def _name(self, identity):
        """A key that is kept no longer is to the platform as one it never heard of."""
        self.arrived.add(identity)
        if identity not in self.forgotten:
            return identity
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{identity}/{next(self.again)}"))

    def _ask(self, environ, content):
        found = {}

        def keep(status, headers, _=None):
            found.update(status=status, headers=headers)
            return lambda _: None

        asked = environ | {
            "wsgi.input": io.BytesIO(content),
            "CONTENT_LENGTH": str(len(content)),
        }
        body = b"".join(self.app(asked, keep))
        return found["status"], found["headers"], body

    def shown(self, kind, record):
        row = self.there.execute(
            "SELECT version, body FROM record WHERE kind = ? AND id = ? AND NOT deleted",
            (kind, record),
        ).fetchone()
        return None if row is None else json.loads(row[1] or "{}") | {"version": row[0]}

    def records(self, kind):
        rows = self.there.execute("SELECT id FROM record WHERE kind = ? AND NOT deleted", (kind,))
        return {identity: self.shown(kind, identity) for (identity,) in rows.fetchall()}

    def forget_keys(self):
        """Let what arrived up to now be of another time: it is longer ago than keys are kept."""
        self.forgotten |= self.arrived

    def forget_cursors(self):
        self.there.execute(
            "UPDATE setting SET value = ? WHERE key = 'epoch'", (f"{next(self.again):08x}",)
        )


class Device:
    """One installation: its file, opened anew after each death, and what is done on it."""

    def __init__(self, world, name):
        self.world, self.name = world, name
        self.path = f"{world.folder}/{name}.db"
        self.line = Line(world, self)
        self.db = self.reopened()

    def reopened(self):
        self.db = open_db(self.path, KEYS.data, check=key_check(KEYS.data))
        return self.db

    def die(self):
        self.db.close()
        self.reopened()

    def desk(self, db=None, batch="none"):
        db = db or self.db
        return Desk(
            db=db,
            book=book(),
            platforms=platforms.everything(db),
            now=self.world.now,
            audit_key=audit_key(KEYS),
            seal=Seal(KEYS.notes),
            template=load.note_template,
            new_id=lambda _: f"01900000-0000-7000-8000-{next(self.world.numbers):012x}",
            batch=batch,
        )

    def sync(self, *, kill=0, accept=False):
        """Sync, perhaps dying at a statement; gives the report, None from the dead."""
        db = Mortal(self.db, kill) if kill else self.db
        try:
            report = sync_platform(
                db, platforms.get(db, NAME), self._remote, seal=Seal(KEYS.notes),
                audit_key=audit_key(KEYS), now=lambda: self.world.now, accept=accept,
            )  # fmt: skip
            with transaction(db):
                work_out_anew(self.desk(db))
        except Killed:
            self.die()
            return None
        finally:
            self.line.mend()
        return report

    def _remote(self, one):
        return open_remote(
            one.remote, platform=one.policy, token=self.world.token, embedded=self.line,
            pause=lambda _: None,
        )  # fmt: skip

    def act(self, do, *args, batch, kill=0, **said):
        """Do something in a transaction; whether it was said to be done."""
        db = Mortal(self.db, kill) if kill else self.db
        try:
            with transaction(db):
                do(self.desk(db, batch), *args, **said)
        except PracticeError:
            return False
        except Killed:
            self.die()
            return False
        return True

    def rows(self, sql, *values):
        return [dict(row) for row in self.db.execute(sql, values).fetchall()]

    def ids(self, kind):
        return [one["id"] for one in self.rows(f"SELECT id FROM {kind} ORDER BY id")]  # noqa: S608

    def row(self, kind, record):
        found = self.rows(f"SELECT * FROM {kind} WHERE id = ?", record)  # noqa: S608
        return found[0] if found else None


@cache
def book():
    return Book(
        provider=PROVIDER, zone=ZoneInfo("America/New_York"), policies=load.policies(),
        cpt=load.cpt_table(), payer=load.payer, rate_cents=load.rate_cents,
        dx=open_icd().lookup, digest=load.DIGEST,
    )  # fmt: skip


@cache
def shelf():
    """A folder in memory where there is one: nothing here is about the disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()  # noqa: S108


@cache
def template():
    """Make the files that histories begin with: a client, and three sessions both sides know."""
    folder = _kept().name
    db = create_db(f"{folder}/laptop.db", KEYS.data)
    migrate(db, STEPS)
    with transaction(db):
        people.put_provider(db, PROVIDER)
        people.put_license(db, PROVIDER.licenses[0])
        people.put_credentials(db, [("aetna", "NY", "active")])
        platforms.put(db, Platform(NAME, NAME, "sandbox:", sandbox=True))
    db.close()
    token_for(f"{folder}/sandbox.db", NPI)
    world = World.over(folder)
    world.numbers = count(1)
    one = Device(world, "laptop")
    one.act(edit_provider, {"phone": "555"}, batch="who")
    one.act(add_client, CLIENT, ready=True, batch="client")
    client = one.ids("client")[0]
    starts = [MONDAY + days * 24 * HOUR - 2 * HOUR for days in (-1, 0, 2)]
    one.act(schedule_sessions, client, starts, HOUR, place="office", batch="sessions")
    for _ in range(2):
        report = one.sync()
        assert report.error is None
        assert not report.refused
        assert not report.conflicts
    one.db.close()
    world.there.close()
    return folder


@cache
def _kept():
    return tempfile.TemporaryDirectory(prefix="sandbox-", dir=shelf())


def another_client(number, member="EX"):
    return replace(CLIENT, name=f"Invented {number}", member_id=f"{member}-{number}")


def copied(folder):
    made = tempfile.mkdtemp(prefix="sandbox-", dir=shelf())
    shutil.copytree(folder, made, dirs_exist_ok=True)
    return made
