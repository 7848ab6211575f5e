"""A platform that is far away: the real sandbox over real HTTP on loopback, and all its faults."""

from __future__ import annotations

from contextlib import contextmanager

from tests import serving
from tests.sync.conftest import NPI, Clock, Office

from practicecli.cache.connect import create_db
from practicecli.cache.migrations import migrate
from practicecli.cache.schema import STEPS
from practicecli.figures.icd import open_icd
from practicecli.remote.client import open_remote
from practicecli.sandbox.app import make_app
from practicecli.sandbox.faultfile import read_faults
from practicecli.sandbox.faults import apply
from practicecli.sandbox.store import open_store, token_for


class Platform:
    """The sandbox, what was asked of it, and the faults that stand before it."""

    def __init__(self, path, clock):
        self.path, self.clock = path, clock
        self.asked = []
        self.app = make_app(path, clock)
        self.token = token_for(path, NPI)
        self.mend()

    def __call__(self, environ, start):
        self.asked.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        return self.faulty(environ, start)

    def fails(self, text, *, sleep=lambda _: None, **said):
        """Put faults before it, as in a file for `--faults`."""
        self.faulty = apply(self.app, read_faults(text), sleep=sleep, **said)

    def mend(self):
        self.faulty = self.app

    def comes_back_as(self, path):
        """Put what is in another file in its place."""
        self.path, self.app = path, make_app(path, self.clock)
        self.token = token_for(path, NPI)
        self.mend()

    def rows(self, sql, *values):
        """Read what it holds, or do something to it."""
        store = open_store(self.path)
        try:
            return [tuple(row) for row in store.execute(sql, values).fetchall()]
        finally:
            store.close()

    def records(self):
        """Give what it holds of everything, by kind and id, with how often each was changed."""
        return {
            (kind, one): (version, body)
            for kind, one, version, body in self.rows(
                "SELECT kind, id, version, body FROM record ORDER BY kind, id"
            )
        }


class Traveller(Office):
    """A device of which the platform is far away; it waits in no time, and counts that."""

    def __init__(self, platform, address, *said):
        super().__init__(*said)
        self.platform, self.address = platform, address
        self.pauses = []
        self.handed = {}

    def opened(self):
        return open_remote(
            self.address, platform=self.name, token=self.platform.token,
            pause=self.pauses.append, jitter=lambda most: most / 2, **self.handed,
        )  # fmt: skip

    def everything(self):
        """Give all rows of all tables that a platform's answer could have changed."""
        tables = self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {
            table: sorted(map(repr, self.rows(f"SELECT * FROM {table}")))  # noqa: S608
            for (table,) in tables
        }


@contextmanager
def served(app):
    """Serve an application for real; gives its address."""
    with serving.served(app) as (host, port):
        yield f"http://{host}:{port}"


@contextmanager
def far_away(folder, *, clock=None, there=None):
    """Make a device that a served platform knows; `clock` is its own, `there` the platform's."""
    there = there or Clock()
    platform = Platform(str(folder / "sandbox.db"), there)
    db = create_db(str(folder / "laptop.db"), bytes(range(32)))
    codes = open_icd()
    try:
        migrate(db, STEPS)
        with served(platform) as address:
            one = Traveller(platform, address, db, None, platform.token, clock or there, codes)
            one.introduces_themself()
            yield one
    finally:
        codes.close()
        db.close()
