"""A desk over a real encrypted file, in the midst of a working day that never moves on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from practicecli.actions.clients import add_client
from practicecli.actions.desk import Desk
from practicecli.actions.schedule import schedule_sessions
from practicecli.cache import people, platforms, sessions
from practicecli.cache.connect import create_db, transaction
from practicecli.cache.migrations import migrate
from practicecli.cache.platforms import Platform
from practicecli.cache.schema import STEPS
from practicecli.cache.sessions import utc_text
from practicecli.domain.book import Book
from practicecli.domain.incoming import IncomingClient
from practicecli.domain.people import Client, License, Provider
from practicecli.figures import load
from practicecli.figures.icd import open_icd
from practicecli.ids import new_id
from practicecli.vault.keys import audit_key, from_secret
from practicecli.vault.seal import Seal

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # a Tuesday, 09:00 in New York
KEYS = from_secret(b"a key for tests, of thirty-two b")

PROVIDER = Provider(
    id="01900000-0000-7000-8000-000000000001",
    name="Ada Example",
    credentials="LMHC",
    npi="1999999984",
    zone="America/New_York",
    licenses=(License("NY", "LMHC", date(2028, 12, 31)),),
    credentialing={("aetna", "NY"): "active"},
)

AddClient = Callable[..., Client]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A practice with `headway` in a sandbox, `alma` by hand and `self`; nobody in it yet."""
    with (
        closing(create_db(str(tmp_path / "practice.db"), KEYS.data)) as db,
        closing(open_icd()) as codes,
    ):
        migrate(db, STEPS)
        with transaction(db):
            people.put_provider(db, PROVIDER)
            people.put_license(db, PROVIDER.licenses[0])
            people.put_credentials(db, [("aetna", "NY", "active")])
            platforms.put(db, Platform("headway", "headway", "sandbox:", sandbox=True))
            platforms.put(db, Platform("alma", "alma", "manual"))
            platforms.put(db, Platform("self", "self", "manual"))
        numbers = count()
        yield Desk(
            db=db,
            book=Book(
                provider=people.provider(db),
                zone=ZONE,
                policies=load.policies(),
                cpt=load.cpt_table(),
                payer=load.payer,
                rate_cents=load.rate_cents,
                dx=codes.lookup,
                digest=load.DIGEST,
            ),
            platforms=platforms.everything(db),
            now=NOW,
            audit_key=audit_key(KEYS),
            seal=Seal(KEYS.notes),
            template=load.note_template,
            # A millisecond apart, so that what was made first also sorts first.
            new_id=lambda at: new_id(at + timedelta(milliseconds=next(numbers))),
            batch="01900000-0000-7000-8000-00000000000b",
        )


@pytest.fixture
def added(desk: Desk) -> AddClient:
    """Add a client in whom nothing is missing; what is given by name differs."""

    def add(name: str = "Ana Rivers", *, ready: bool = True, **said: object) -> Client:
        usual = IncomingClient(
            name=name,
            platform="headway",
            payer="aetna",
            plan="commercial",
            member_id="EX-100",
            address="1 Example Street, Albany, NY 12201",
        )
        with transaction(desk.db):
            return add_client(desk, replace(usual, **said), ready=ready)  # type: ignore[arg-type]

    return add


@pytest.fixture
def held(desk: Desk, added: AddClient) -> Callable[..., str]:
    """Schedule and hold a session of fifty minutes that began so many days ago; give its id."""
    known: dict[str, Client] = {}

    def hold(
        days: float = 1, *, who: Client | None = None, minutes: int = 50, clocked: bool = True
    ) -> str:
        if "usual" not in known and who is None:
            known["usual"] = added()
        client = who or known["usual"]
        start = desk.now - timedelta(days=days)
        stop = start + timedelta(minutes=minutes)
        with transaction(desk.db):
            (identity,), _ = schedule_sessions(
                replace(desk, batch=desk.fresh_id()),
                client.id,
                [start],
                stop - start,
                place="office",
                allow_overlap=True,
            )
            if clocked:
                times = {"actual_start": utc_text(start), "actual_stop": utc_text(stop)}
                sessions.change(desk.db, identity, times)
        return identity

    return hold


@pytest.fixture
def dump(desk: Desk) -> Callable[..., dict[str, list[tuple[object, ...]]]]:
    """Read every row of every table but the named ones, so that nothing changes unseen."""

    def read(*but: str) -> dict[str, list[tuple[object, ...]]]:
        tables = desk.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: [tuple(row) for row in desk.db.execute(f"SELECT * FROM {name} ORDER BY 1, 2")]  # noqa: S608
            for (name,) in tables
            if name not in but
        }

    return read
