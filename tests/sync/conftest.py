"""A practice in an encrypted file, a sandbox beside it, and a line between them that can fail."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from practicecli.actions.clients import add_client
from practicecli.actions.confirm import confirm_session
from practicecli.actions.desk import Desk
from practicecli.actions.figures import work_out_anew
from practicecli.actions.schedule import schedule_sessions
from practicecli.actions.settling import unsettled
from practicecli.cache import claims, outbox, people, platforms, sessions
from practicecli.cache.connect import create_db, transaction
from practicecli.cache.migrations import migrate
from practicecli.cache.outbox import Change
from practicecli.cache.platforms import Platform
from practicecli.cache.schema import STEPS
from practicecli.domain.book import Book
from practicecli.domain.confirming import Wanted
from practicecli.domain.incoming import IncomingClient
from practicecli.domain.people import Client, License, Provider
from practicecli.domain.refs import ref_of
from practicecli.domain.sessions import Session
from practicecli.figures import load
from practicecli.figures.icd import open_icd
from practicecli.ids import new_id as make_id
from practicecli.remote.client import open_remote
from practicecli.sandbox.app import make_app
from practicecli.sandbox.store import open_store, token_for
from practicecli.sync.run import sync_platform
from practicecli.vault.keys import from_secret
from practicecli.vault.seal import Seal as RealSeal

NPI = "1999999984"
MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)
AUDIT_KEY = bytes(32)
KEYS = from_secret(b"a key for tests, of thirty-two b")
PROVIDER = Provider(
    id="01900000-0000-7000-8000-000000000001", name="Ada Example", credentials="LMHC", npi=NPI,
    zone="America/New_York", licenses=(License("NY", "LMHC", date(2028, 12, 31)),),
    credentialing={("aetna", "NY"): "active"},
)  # fmt: skip


class Clock:
    def __init__(self):
        self.now = MONDAY

    def __call__(self):
        return self.now

    def wait(self, **span):
        self.now += timedelta(**span)


class Line:
    """A WSGI application before another: it counts what passes, and can lose it on either way."""

    def __init__(self, app):
        self.app = app
        self.requests = []
        self.fail_before = 0
        self.fail_after = 0

    def __call__(self, environ, start_response):
        self.requests.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        if self.fail_before:
            self.fail_before -= 1
            return self._lost(start_response)
        body = list(self.app(environ, self._answer()))
        if self.fail_after and environ["REQUEST_METHOD"] == "POST":
            self.fail_after -= 1
            return self._lost(start_response)
        start_response(*self.answered)
        return body

    def _answer(self):
        def keep(status, headers, error=None):
            self.answered = (status, headers)
            return lambda _: None

        return keep

    def _lost(self, start_response):
        start_response("502 Bad Gateway", [("Content-Type", "text/html")])
        return [b"<html>no</html>"]


class Seal:
    """A seal that is open or closed; text lies in it reversed."""

    def __init__(self, is_open=True):
        self.is_open = is_open

    def open(self, blob, context):
        assert self.is_open
        assert context
        return blob.decode()[::-1]


class Practice:
    """One device: its file, and the few things a therapist does on it."""

    def __init__(self, db, line, token, clock, name="headway"):
        self.db, self.line, self.token, self.clock, self.name = db, line, token, clock, name
        self.seal = Seal()
        with transaction(db):
            platforms.put(db, Platform(name, name, "sandbox:", sandbox=True))

    def opened(self):
        return open_remote(
            "sandbox:", platform=self.name, token=self.token, embedded=self.line,
            pause=lambda _: None,
        )  # fmt: skip

    def sync(self, **said):
        return sync_platform(
            self.db,
            platforms.get(self.db, self.name),
            lambda _: self.opened(),
            seal=self.seal,
            audit_key=AUDIT_KEY,
            now=self.clock,
            **said,
        )  # fmt: skip

    def queue(self, kind, verb, record, body, *, seen=0, **more):
        change = Change(
            new_id(), self.name, kind, record, verb, json.dumps(body), "b", text(self.clock.now),
            seen_version=seen, **more,
        )  # fmt: skip
        outbox.add(self.db, [change])
        return change

    def introduces_themself(self):
        self.queue("provider", "put", new_id(), {
            "name": "Ada Example", "npi": NPI, "credentials": "LMHC", "zone": "America/New_York",
            "licenses": [{"state": "NY", "type": "LMHC", "until": None}]})  # fmt: skip

    def adds_a_client(self, *, ready=True, seen=0, record=None, **said):
        record = record or new_id()
        fields = {"name": "Testy McTest", "payer": "aetna", "plan": "commercial", "member_id": "W1",
                  "address": "1 Invented Street", "state": "NY", **said}  # fmt: skip
        with transaction(self.db):
            people.put_client(
                self.db,
                Client(
                    id=record,
                    ref=ref_of("client", record),
                    platform=self.name,
                    version=seen,
                    **fields,
                ),
            )
            given = {"payment_method": True, "forms": True, "insurance": True} if ready else None
            self.queue("client", "put", record, {**fields, "ready": given}, seen=seen)
        return record

    def schedules(self, client, starts=None):
        record = new_id()
        starts = starts or self.clock.now - timedelta(hours=2)
        one = Session(
            record, ref_of("session", record), client, self.name, starts,
            starts + timedelta(hours=1), state="NY",
        )  # fmt: skip
        with transaction(self.db):
            sessions.add(
                self.db, one, day=starts.date().isoformat(), series=None, imported=None, figures=""
            )
            body = {"client": client, "starts_at": text(starts), "ends_at": text(one.ends_at),
                    "place": "office", "state": "NY"}  # fmt: skip
            self.queue("session", "schedule", record, body)
        return record

    def confirms(self, session, *, minutes=55, seen=0, **said):
        row = self.row("session", session)
        claim = new_id()
        starts = datetime.fromisoformat(row["starts_at"])
        body = {
            "claim": claim, "place": "office", "actual_start": text(starts),
            "actual_stop": text(starts + timedelta(minutes=minutes)), "times_assumed": False,
            "cpt": ["90837"], "modifiers": [], "dx": ["F41.1"], "note_route": "none",
            "note_status": "none", **said,
        }  # fmt: skip
        with transaction(self.db):
            sessions.change(self.db, session, {
                "status": "confirmed", "confirmed_at": text(self.clock.now), "claim": claim,
                "cpt": "90837", "dx": "F41.1", "sent": "waiting"})  # fmt: skip
            claims.add_many(self.db, [claims.NewClaim(
                claim, ref_of("claim", claim), session, row["client"], self.name, "aetna",
                text(self.clock.now), 13000)])  # fmt: skip
            self.queue("session", "confirm", session, body, seen=seen)
        return claim

    def holds_a_session(self, **client):
        session = self.schedules(self.adds_a_client(**client))
        self.confirms(session)
        return session

    def row(self, table, identity):
        return self.db.execute(f"SELECT * FROM {table} WHERE id = ?", (identity,)).fetchone()  # noqa: S608

    def rows(self, sql):
        return [tuple(row) for row in self.db.execute(sql).fetchall()]

    def outbox(self):
        return self.rows("SELECT verb, state FROM outbox ORDER BY seq")


class Office(Practice):
    """A device on which a therapist works through the real actions."""

    def __init__(self, db, line, token, clock, codes, name="headway"):
        super().__init__(db, line, token, clock, name)
        self.seal = RealSeal(KEYS.notes)
        self.codes = codes
        with transaction(db):
            people.put_provider(db, PROVIDER)
            people.put_license(db, PROVIDER.licenses[0])
            people.put_credentials(db, [("aetna", "NY", "active")])

    @property
    def desk(self):
        return Desk(
            db=self.db,
            book=Book(
                provider=people.provider(self.db), zone=ZoneInfo("America/New_York"),
                policies=load.policies(), cpt=load.cpt_table(), payer=load.payer,
                rate_cents=load.rate_cents, dx=self.codes.lookup, digest=load.DIGEST,
            ),
            platforms=platforms.everything(self.db), now=self.clock.now, audit_key=AUDIT_KEY,
            seal=self.seal, template=load.note_template, new_id=fresh_id, batch=new_id(),
        )  # fmt: skip

    def does(self, action, *said, **more):
        """Do one of the actions, as a command would."""
        with transaction(self.db):
            return action(self.desk, *said, **more)

    def sync(self, **said):
        report = super().sync(**said)
        self.does(work_out_anew)
        return report

    def has_a_client(self, **said):
        usual = {
            "name": "Testy McTest", "platform": "headway", "payer": "aetna", "plan": "commercial",
            "member_id": "EX-1", "address": "1 Invented Street",
        }  # fmt: skip
        return self.does(add_client, IncomingClient(**{**usual, **said}), ready=True).id

    def has_a_session(self, client, hours=-2):
        start = self.clock.now + timedelta(hours=hours)
        (session,), _ = self.does(
            schedule_sessions, client, [start], timedelta(hours=1), place="office",
            allow_overlap=True,
        )  # fmt: skip
        return session

    def confirms_it(self, session, *, cpt="90837", minutes=55, **said):
        start = datetime.fromisoformat(self.row("session", session)["starts_at"])
        wanted = Wanted(
            cpt=(cpt,), dx=("F41.1",), start=start, stop=start + timedelta(minutes=minutes),
            note_route="none", **said,
        )  # fmt: skip
        return self.does(confirm_session, session, wanted)


def fresh_id(at):
    return make_id(at)


def new_id():
    return str(uuid.uuid4())


def text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sandbox_path(tmp_path):
    return str(tmp_path / "sandbox.db")


@pytest.fixture
def line(sandbox_path, clock):
    return Line(make_app(sandbox_path, clock))


@pytest.fixture
def device(tmp_path, line, sandbox_path, clock):
    """Make one device of the same therapist, with its own file."""
    opened = []

    def make(name):
        db = create_db(str(tmp_path / f"{name}.db"), bytes([len(opened)]) * 32)
        opened.append(db)
        migrate(db, STEPS)
        return Practice(db, line, token_for(sandbox_path, NPI), clock)

    yield make
    for db in opened:
        db.close()


@pytest.fixture
def practice(device):
    one = device("laptop")
    one.introduces_themself()
    return one


@pytest.fixture
def office(tmp_path, line, sandbox_path, clock):
    """Make one device on which the real actions are done."""
    opened = []
    codes = open_icd()

    def make(name):
        db = create_db(str(tmp_path / f"{name}.db"), bytes([99 - len(opened)]) * 32)
        opened.append(db)
        migrate(db, STEPS)
        one = Office(db, line, token_for(sandbox_path, NPI), clock, codes)
        if len(opened) == 1:
            one.introduces_themself()
        return one

    yield make
    codes.close()
    for db in opened:
        db.close()


@pytest.fixture
def two(office):
    """A laptop and a tablet that know the same client and the same session, just over."""
    laptop, tablet = office("laptop"), office("tablet")
    client = laptop.has_a_client()
    session = laptop.has_a_session(client)
    laptop.sync()
    tablet.sync()
    return laptop, tablet, client, session


def settle(one, record, kind, how, **said):
    change = unsettled(one.desk, ref_of(kind, record))
    one.does(how, change, **said)


def take_out(path, *records):
    """Take records out of the sandbox, as its support would."""
    store = open_store(path)
    with transaction(store):
        for kind, record in records:
            store.execute(
                "UPDATE record SET deleted = 1, body = NULL, version = version + 1,"
                " seq = (SELECT max(seq) + 1 FROM record) WHERE kind = ? AND id = ?",
                (kind, record),
            )
    store.close()
