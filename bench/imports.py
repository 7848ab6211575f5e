"""The most memory that bringing in large files takes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bench.practice import NOW, PRACTICE, Home, Names, client, insert, new_home
from bench.table import Line
from bench.timing import peak

CLIENTS, EVENTS = 20_000, 4_000


def peaks(folder: Path) -> list[Line]:
    """Import clients from a table, and a calendar for clients that are known."""
    return [_clients(folder), _calendar(folder)]


def _clients(folder: Path) -> Line:
    home = new_home(folder / "import-clients")
    file = folder / "clients.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write("name,born,payer,plan,member_id,address,state\n")
        out.writelines(
            f"Test Person {number},1990-01-01,aetna,commercial,W{number:09},"
            f"{number} Example Street Albany NY,NY\n"
            for number in range(CLIENTS)
        )
    words = ["clients", str(file), "--platform", "headway", "--yes"]
    return _peak(home, words, f"memory of an import of {CLIENTS:,} clients")


def _calendar(folder: Path) -> Line:
    home = new_home(folder / "import-calendar")
    names = Names(seed=2)
    known = [client(names, number) for number in range(200)]
    db = home.open()
    insert(db, "client", known)
    db.close()
    file = folder / "calendar.ics"
    with file.open("w", encoding="utf-8", newline="\r\n") as out:
        out.write("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//Example//EN\n")
        for number in range(EVENTS):
            starts = NOW + timedelta(hours=number + 1)
            out.write(
                f"BEGIN:VEVENT\nUID:{number}@example.org\nDTSTAMP:20261101T000000Z\n"
                f"DTSTART:{starts:%Y%m%dT%H%M%SZ}\nDURATION:PT50M\n"
                f"SUMMARY:Test Person {number % len(known)}\nEND:VEVENT\n"
            )
        out.write("END:VCALENDAR\n")
    what = f"memory of an import of {EVENTS:,} appointments"
    return _peak(home, ["calendar", str(file), "--yes"], what)


def _peak(home: Home, words: list[str], what: str) -> Line:
    most, ran = peak([PRACTICE, "import", *words, "--json"], home.env)
    if ran.exit not in {0, 3}:
        raise RuntimeError(f"the import ended with {ran.exit}\n{ran.said[-800:].decode()}")
    return Line(what, most / 1e6, 150, "MB", aside=f"in {ran.seconds:.1f} s, exit {ran.exit}")
