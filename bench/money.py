"""Money: a bank's file held against payouts, beside reading and parsing the same file alone."""

from __future__ import annotations

import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from bench.practice import NOW, PRACTICE, Home, Names, insert, new_home
from bench.table import Line
from bench.timing import run

from practicecli.domain.refs import ref_of

DEPOSITS, PAYOUTS, ROUNDS = 10_000, 400, 5
# Reads the file with the reader of the program and does nothing else with it.
_BARE = """
import sys
from datetime import date
from practicecli.files.bank import read_bank
from practicecli.files.bankform import Said
with open(sys.argv[1], "rb") as stream:
    found = read_bank(
        stream, "it", said=Said(), remembered={}, today=date(2026, 11, 24), command=""
    )
print(len(found.lines))
"""


def reconciling(folder: Path) -> list[Line]:
    """Time a file that is new and the same file again, each in turn with only reading it."""
    home = new_home(folder / "bank")
    _pay(home)
    file = folder / "bank.csv"
    _bank_file(file)
    home.call("today")
    kept = folder / "bank-as-it-was"
    shutil.copytree(home.path, kept)
    bare: list[float] = []
    new: list[float] = []
    again: list[float] = []
    for _ in range(ROUNDS):
        shutil.rmtree(home.path)
        shutil.copytree(kept, home.path)
        bare.append(_read_bare(home, file))
        new.append(_reconcile(home, file))
        again.append(_reconcile(home, file))
    return [
        _line(f"reconciling {DEPOSITS:,} deposits beside reading their file", new, bare),
        _line("the same file again", again, bare),
    ]


def _line(what: str, ours: list[float], bare: list[float]) -> Line:
    figure = median(ours) / median(bare)
    aside = f"{median(ours):.2f} s beside {median(bare):.2f} s, fastest {min(ours) / min(bare):.2f}"
    return Line(what, figure, 3, "of it", aside=aside)


def _pay(home: Home) -> None:
    """Tell of payouts over sixteen years, of which every tenth does not come."""
    names = Names(seed=3)
    db = home.open()
    insert(
        db,
        "payout",
        (
            {
                "id": identity,
                "ref": ref_of("payout", identity),
                "platform": "headway",
                "date": day.isoformat(),
                "bank_on": day.isoformat(),
                "status": "paid",
                "total_cents": _cents(number),
                "guaranteed": 1,
            }
            for number in range(PAYOUTS)
            for identity, day in [(names.at(NOW), _day(number))]
        ),
    )
    db.close()


def _day(number: int) -> date:
    return NOW.date() - timedelta(days=30 + 15 * number)


def _cents(number: int) -> int:
    return 100_000 + 1_237 * (number % 90)


def _bank_file(path: Path) -> None:
    rows = [
        (_day(number) + timedelta(days=1), "HEADWAY DES:PAYOUT", _cents(number))
        for number in range(PAYOUTS)
        if number % 10
    ]
    first = _day(PAYOUTS - 1)
    for number in range(DEPOSITS - len(rows)):
        day = first + timedelta(days=number % (15 * PAYOUTS))
        rows.append((day, f"MOBILE DEPOSIT {number}", 1_000 + number * 7))
    rows.sort()
    with path.open("w", encoding="utf-8") as file:
        file.write("Date,Description,Amount,Running Bal.\n")
        file.writelines(
            f'{day:%m/%d/%Y},"{text}","{cents // 100:,}.{cents % 100:02}","1.00"\n'
            for day, text, cents in rows
        )


def _reconcile(home: Home, file: Path) -> float:
    ran = run([PRACTICE, "payout", "reconcile", "--bank", str(file), "--json"], home.env)
    if ran.exit != 8:  # some payouts are missing
        raise RuntimeError(f"reconciling ended with {ran.exit}\n{ran.said[-500:].decode()}")
    return ran.seconds


def _read_bare(home: Home, file: Path) -> float:
    ran = run([sys.executable, "-c", _BARE, str(file)], home.env)
    if ran.exit or int(ran.said) != DEPOSITS:
        raise RuntimeError(f"reading ended with {ran.exit}\n{ran.said.decode()}")
    return ran.seconds
