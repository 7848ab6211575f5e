"""Confirming in bulk, beside a bare loop that writes the very same rows to such a file."""

from __future__ import annotations

import marshal
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bench.practice import (
    NOW,
    PRACTICE,
    Home,
    Names,
    client,
    confirm_file,
    insert,
    new_home,
    refs,
    session,
)
from bench.table import Line
from bench.timing import peak, run

from practicecli.cache.connect import Db
from practicecli.places import find_places

ROWS, ROUNDS = 10_000, 5
_DAYS = 20  # well inside the thirty that the platform allows
_CONFIRMED = (
    "status", "place", "actual_start", "actual_stop", "times_assumed", "cpt", "modifiers", "dx",
    "note_route", "confirmed_at", "edit_until", "confirm_by", "sign_by", "file_by", "claim",
    "expected_cents", "expected_on", "sent", "entered_at", "refusal", "warnings", "id",
)  # fmt: skip


def waiting_home(path: Path, count: int, remote: str = "sandbox:") -> Home:
    """Make a practice in which `count` sessions are over and wait to be confirmed."""
    home = new_home(path, remote)
    names = Names(seed=count)
    clients = [client(names, number) for number in range(count // _DAYS)]
    db = home.open()
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("BEGIN")
    insert(db, "client", clients)
    insert(
        db,
        "session",
        (
            session(names, of, NOW - timedelta(days=day + 1, minutes=number % 300))
            for day in reversed(range(_DAYS))
            for number, of in enumerate(clients)
        ),
    )
    db.execute("COMMIT")
    db.close()
    home.call("today")
    return home


def beside_a_bare_loop(folder: Path) -> list[Line]:
    """Time the program and the loop in turn, each on a fresh copy of one practice."""
    home = waiting_home(folder / "batch", ROWS)
    file = folder / "batch.csv"
    confirm_file(file, refs(home, "SELECT ref FROM session ORDER BY id"))
    kept = folder / "batch-as-it-was"
    shutil.copytree(home.path, kept)
    ours: list[float] = []
    theirs: list[float] = []
    engine: list[float] = []
    for _ in range(ROUNDS):
        _restore(home, kept)
        ours.append(_confirm(home, file))
        _keep_rows(home, folder / "rows")
        _restore(home, kept)
        theirs.append(_write_bare(home, folder / "rows", "loop"))
        _restore(home, kept)
        engine.append(_write_bare(home, folder / "rows", "many"))
    least = median(theirs) / median(ours)
    aside = (
        f"{ROWS / median(ours):.0f} beside {ROWS / median(theirs):.0f} rows a second,"
        f" fastest {min(theirs) / min(ours):.2f}; {median(engine) / median(ours):.2f} beside the"
        " engine given 500 rows at once"
    )
    what = "batch confirm of 10,000 rows beside a bare loop"
    return [Line(what, least, 0.5, "of it", most=False, aside=aside)]


def peak_of_a_batch(folder: Path, count: int) -> Line:
    """Measure the most memory that a batch of this many rows takes."""
    home = waiting_home(folder / "large-batch", count)
    file = folder / "large-batch.csv"
    confirm_file(file, refs(home, "SELECT ref FROM session ORDER BY id"))
    words = [PRACTICE, "session", "confirm", "--batch", str(file), "--json"]
    most, ran = peak(words, home.env)
    if ran.exit:
        raise RuntimeError(f"the batch ended with {ran.exit}")
    aside = f"in {ran.seconds:.1f} s"
    return Line(f"memory of a batch of {count:,} rows", most / 1e6, 150, "MB", aside=aside)


def _restore(home: Home, kept: Path) -> None:
    shutil.rmtree(home.path)
    shutil.copytree(kept, home.path)


def _confirm(home: Home, file: Path) -> float:
    ran = run([PRACTICE, "session", "confirm", "--batch", str(file), "--json"], home.env)
    if ran.exit:
        raise RuntimeError(f"the batch ended with {ran.exit}\n{ran.said[-500:].decode()}")
    return ran.seconds


def _keep_rows(home: Home, path: Path) -> None:
    """Keep all that a batch has written, ready to be written again by nothing but SQL."""
    db = home.open()
    names = ", ".join(_CONFIRMED)
    setting = ", ".join(f"{name} = ?" for name in _CONFIRMED[:-1])
    update = f"UPDATE session SET {setting} WHERE id = ?"  # noqa: S608 - our own columns
    rows = [
        (update, _read(db, f"SELECT {names} FROM session ORDER BY id")),  # noqa: S608
        _whole(db, "claim", "rowid"),
        _whole(db, "outbox", "seq", "WHERE verb = 'confirm'"),
        _whole(db, "audit", "seq", "WHERE verb = 'confirm'"),
    ]
    db.close()
    if any(len(values) != ROWS for _, values in rows):
        raise RuntimeError("the batch did not write what it should")
    path.write_bytes(marshal.dumps(rows))


def _write_bare(home: Home, kept: Path, how: str) -> float:
    words = [sys.executable, str(Path(__file__).with_name("bare_loop.py"))]
    ran = run([*words, str(data_file(home)), f"{home.path}.key", str(kept), how], home.env)
    if ran.exit:
        raise RuntimeError(f"the bare loop ended with {ran.exit}\n{ran.said.decode()}")
    return ran.seconds


def _read(db: Db, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.execute(sql)]


def _whole(db: Db, table: str, order: str, where: str = "") -> tuple[str, list[tuple[Any, ...]]]:
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    columns, marks = ", ".join(names), ", ".join("?" * len(names))
    rows = _read(db, f"SELECT {columns} FROM {table} {where} ORDER BY {order}")  # noqa: S608
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows  # noqa: S608


def data_file(home: Home) -> Path:
    """Tell where a practice's file lies."""
    return Path(find_places(home.env).database)
