"""A practice to measure: made by the program, filled by SQL with an invented history."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.timing import run

from practicecli.cache.connect import Db, open_db
from practicecli.domain.refs import ref_of
from practicecli.places import find_places
from practicecli.vault.identity import find_practice
from practicecli.vault.keyfile import read_key_file
from practicecli.vault.keys import Keys

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)
PRACTICE = str(Path(sys.executable).with_name("practice"))
CLIENTS_PER = 200  # sessions a client has had


@dataclass(frozen=True, slots=True)
class Home:
    """A folder with a practice in it."""

    path: str

    @property
    def env(self) -> dict[str, str]:
        """Give the surroundings in which the program meets this practice, and no other."""
        return {
            "PRACTICE_HOME": self.path,
            "PRACTICE_NOW": NOW.isoformat(),
            "PATH": os.environ.get("PATH", ""),
            "HOME": self.path,
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLUMNS": "100",
        }

    @property
    def keys(self) -> Keys:
        """Read its keys from their file."""
        return read_key_file(find_practice(find_places(self.env)).key_source.partition(":")[2])

    def open(self) -> Db:
        """Open its file with its key."""
        places = find_places(self.env)
        return open_db(places.database, self.keys.data, check=find_practice(places).key_check)

    def call(self, *words: str, input: str = os.devnull) -> bytes:  # noqa: A002
        """Run the program here once; raises RuntimeError where it fails."""
        ran = run([PRACTICE, *words], self.env, input=input)
        if ran.exit:
            raise RuntimeError(f"practice {words[0]}: {ran.exit}\n{ran.said.decode()}")
        return ran.said


def new_home(path: Path, remote: str = "sandbox:") -> Home:
    """Make a practice with one platform that takes changes and one that is manual."""
    home = Home(str(path))
    path.mkdir(parents=True)
    home.call(
        "init", "--name", "Ada Example", "--credentials", "LMHC", "--npi", "1999999984",
        "--state", "NY", "--zone", "America/New_York", "--key", f"file:{path}.key",
        "--platform", f"headway={remote}", "--platform", "alma=manual",
    )  # fmt: skip
    return home


class Names:
    """Identities as the program makes them, but the same in every run."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - not a secret

    def at(self, moment: datetime) -> str:
        """Make a UUIDv7 for a moment."""
        rest = self._random.getrandbits(74)
        value = (
            (int(moment.timestamp() * 1000) << 80)
            | (7 << 76)
            | ((rest >> 62) << 64)
            | (2 << 62)
            | (rest & ((1 << 62) - 1))
        )
        text = f"{value:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def insert(db: Db, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows of one shape."""
    stream = iter(rows)
    first = next(stream, None)
    if first is None:
        return
    names = ", ".join(first)
    marks = ", ".join("?" * len(first))
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own words
    db.execute(sql, tuple(first.values()))
    db.executemany(sql, (tuple(row.values()) for row in stream))


def text(moment: datetime) -> str:
    """Give an instant as it is stored."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def client(names: Names, number: int, *, platform: str = "headway") -> dict[str, Any]:
    """Make an invented client for whom nothing is missing."""
    identity = names.at(NOW - timedelta(days=400))
    return {
        "id": identity,
        "ref": ref_of("client", identity),
        "name": f"Test Person {number}",
        "born": "1990-01-01",
        "email": "",
        "phone": "",
        "address": f"{number} Example Street, Albany NY",
        "state": "NY",
        "aliases": "",
        "platform": platform,
        "status": "active",
        "payment_method": 1,
        "forms": 1,
        "insurance": 1,
        "credentialing": 1,
        "payer": "aetna",
        "plan": "commercial",
        "member_id": f"W{number:09}",
    }


def session(names: Names, of: dict[str, Any], starts: datetime, **other: Any) -> dict[str, Any]:
    """Make an appointment of 50 minutes, open unless `other` says what became of it."""
    identity = names.at(starts)
    ends = starts + timedelta(minutes=50)
    row = {
        "id": identity,
        "ref": ref_of("session", identity),
        "client": of["id"],
        "platform": of["platform"],
        "starts_at": text(starts),
        "ends_at": text(ends),
        "day": (starts - timedelta(hours=5)).date().isoformat(),
        "status": "scheduled",
        "place": "office",
        "state": "NY",
        "link": "",
        "actual_start": None,
        "actual_stop": None,
        "cpt": "",
        "dx": "",
        "note_route": "",
        "note_status": "none",
        "confirmed_at": None,
        "edit_until": None,
        "confirm_by": text(starts + timedelta(days=30)),
        "sign_by": text(ends + timedelta(hours=72)),
        "claim": None,
        "expected_cents": 15000,
        "expected_on": None,
        "payout": None,
        "sent": "no",
    }
    return row | other


def settled(names: Names, of: dict[str, Any], starts: datetime) -> dict[str, Any]:
    """Make a session that was held, noted, confirmed and paid long ago."""
    ends = starts + timedelta(minutes=50)
    return session(
        names,
        of,
        starts,
        status="confirmed",
        actual_start=text(starts),
        actual_stop=text(ends),
        cpt="90834",
        dx="F41.1",
        note_route="template",
        note_status="signed",
        confirmed_at=text(ends),
        edit_until=text(ends + timedelta(hours=48)),
        claim=names.at(ends),
        expected_cents=15000,
        expected_on=(starts + timedelta(days=20)).date().isoformat(),
        payout="paid",
        sent="accepted",
    )


def history(names: Names, clients: list[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    """Make settled sessions over ten years, oldest first, the newest three weeks old."""
    step = timedelta(days=3650) / count
    first = NOW - timedelta(days=21) - step * count
    for number in range(count):
        at = (first + step * number).replace(microsecond=0)
        yield settled(names, clients[number % len(clients)], at)


def open_work(names: Names, clients: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Make what is open and to come: the same in every practice, whatever its history."""
    found = []
    for number in range(300):  # over and not confirmed, a third without a note
        starts = NOW - timedelta(hours=2 + number)
        status = "signed" if number % 3 else "none"
        of = clients[number % len(clients)]
        found.append(session(names, of, starts, note_status=status))
    for number in range(8):  # today
        starts = NOW + timedelta(hours=number)
        found.append(session(names, clients[number], starts))
    for number in range(60):  # to come
        starts = NOW + timedelta(days=1, hours=4 * number)
        found.append(session(names, clients[number], starts))
    return found


def claim_of(one: dict[str, Any], status: str = "paid") -> dict[str, Any]:
    """Make the claim of a confirmed session."""
    return {
        "id": one["claim"],
        "ref": ref_of("claim", one["claim"]),
        "session": one["id"],
        "client": one["client"],
        "platform": one["platform"],
        "payer": "aetna",
        "status": status,
        "created_at": one["confirmed_at"],
        "billed_cents": 15000,
        "allowed_cents": 15000,
        "paid_cents": 13000,
        "owes_cents": 2000,
    }


def fill(home: Home, count: int) -> None:
    """Give a practice `count` sessions with their claims, and some work that is open."""
    names = Names(seed=count)
    clients = [client(names, number) for number in range(max(100, count // CLIENTS_PER))]
    coming = open_work(names, clients)
    db = home.open()
    indexes = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name IN ('session', 'claim')"
    ).fetchall()
    for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -200000"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("BEGIN")
    for name, _ in indexes:
        db.execute(f"DROP INDEX {name}")
    insert(db, "client", clients)
    for past in _pieces(history(names, clients, count - len(coming))):
        insert(db, "session", past)
        insert(db, "claim", [claim_of(one) for one in past])
    insert(db, "session", coming)
    insert(db, "payout", _payouts(names))
    for _, sql in indexes:
        db.execute(sql)
    db.execute("COMMIT")
    db.execute("PRAGMA optimize")
    db.close()
    home.call("today")  # the settings are kept at the first command


def _pieces(rows: Iterator[dict[str, Any]], size: int = 5000) -> Iterator[list[dict[str, Any]]]:
    piece: list[dict[str, Any]] = []
    for row in rows:
        piece.append(row)
        if len(piece) == size:
            yield piece
            piece = []
    yield piece


def _payouts(names: Names) -> Iterator[dict[str, Any]]:
    for number in range(-240, 3):
        date = (NOW + timedelta(days=15 * number)).date().isoformat()
        identity = names.at(NOW)
        yield {
            "id": identity,
            "ref": ref_of("payout", identity),
            "platform": "headway",
            "date": date,
            "bank_on": date,
            "status": "paid" if number < 0 else "scheduled",
            "total_cents": 300_000,
            "guaranteed": 1,
        }


def refs(home: Home, sql: str) -> list[str]:
    """Read refs out of a practice."""
    db = home.open()
    try:
        return [row[0] for row in db.execute(sql)]
    finally:
        db.close()


def confirm_file(path: Path, rows: Iterable[str], *, note: str = "upload") -> None:
    """Write a batch file that confirms these sessions."""
    with path.open("w", encoding="utf-8") as file:
        file.write("session,cpt,dx,start,stop,note\n")
        file.writelines(f"{ref},90834,F41.1,,,{note}\n" for ref in rows)


def json_lines(said: bytes) -> list[Any]:
    """Read what a batch answered."""
    return [json.loads(line) for line in said.splitlines() if line.startswith(b"{")]
