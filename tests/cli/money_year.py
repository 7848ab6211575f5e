"""A practice of several months in which everything happens to money that can, by the program."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.cli.conftest import Result

from practicecli.cli.tree import main

MORNING = "2026-08-03T09:00:00-04:00"  # a Monday; the sandbox's own time is added to it
NOTE = "# Data\nCame\n# Assessment\nSteady\n# Plan\nWeekly\n"
# Name: platform, payer, plan, member id, the hour, the code, benefits as `coverage add` takes them.
PEOPLE: dict[str, tuple[str, str, str, str, int, str, str]] = {
    "straddle": ("headway", "aetna", "commercial", "W1", 9, "90837",
                 "--deductible 500 --deductible-met 300 --coinsurance 20 --oop-max 3000"),
    "copay": ("headway", "cigna", "commercial", "W2", 10, "90834", "--copay 25.00"),
    "nearly": ("headway", "aetna", "commercial", "W3", 11, "90837",
               "--copay 30 --coinsurance 10 --oop-max 1000 --oop-met 955"),
    "eap": ("headway", "optum", "eap", "W5", 13, "90834", "--visits 6 --authorization"),
    "denied": ("headway", "aetna", "commercial", "DENY-CO197-1", 14, "90834", "--copay 20"),
    "rejected": ("headway", "aetna", "commercial", "REJECT-1", 15, "90834", "--copay 20"),
    "clawed": ("headway", "cigna", "commercial", "CLAWBACK-1", 16, "90837", "--copay 20"),
    "grown": ("grow", "cigna", "commercial", "W9", 17, "90834", "--copay 15"),
    "ruled": ("rula", "aetna", "commercial", "W10", 18, "90834", "--copay 10"),
    "second": ("alma", "aetna", "commercial", "W4", 12, "90837",
               "--deductible 400 --deductible-met 0 --coinsurance 50"),
    "alma": ("alma", "cigna", "commercial", "W11", 8, "90834", "--copay 20"),
    "direct": ("direct", "cigna", "commercial", "W12", 19, "90837", "--coinsurance 22.22"),
    "self": ("self", "self", "self", "S1", 20, "90834", ""),
}  # fmt: skip


class Practice:
    """The program in this process, with its own folder; `clients` and `sessions` are refs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clients: dict[str, str] = {}
        self.sessions: dict[str, list[str]] = {}
        self.now = MORNING

    def __call__(self, *words: str, given: str = "") -> Result:
        out, err = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
        env = {
            "PRACTICE_HOME": str(self.folder / "home"),
            "PRACTICE_NOW": self.now,
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
        }
        typed = io.TextIOWrapper(io.BytesIO(given.encode()))
        with (
            patch.dict("os.environ", env, clear=True),
            patch("sys.stdin", typed),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            code = main(list(words))
            out.flush()
            err.flush()
        return Result(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]

    def well(self, *words: str, given: str = "") -> Any:
        """Give the JSON answer of a command that has to succeed."""
        done = self(*words, "--json", given=given)
        assert done.exit == 0, (words, done.exit, done.out, done.err)
        return json.loads(done.out) if done.out.strip() else None

    def typed(self, line: str) -> Any:
        """Give the answer of a command in which no word holds a space."""
        return self.well(*line.split())

    def advance(self, span: str) -> None:
        self.typed(f"sandbox advance {span}")
        self.typed("sync")


def copied(practice: Practice, folder: Path) -> Practice:
    """Give a copy of a practice in another folder."""
    shutil.copytree(practice.folder, folder)
    for identity in folder.rglob("practice.id"):
        text = identity.read_text().replace(str(practice.folder / "key"), str(folder / "key"))
        identity.write_text(text)
    copy = Practice(folder)
    copy.clients, copy.sessions = practice.clients, practice.sessions
    return copy


LONG = {"90834": ("50m", "50"), "90837": ("60m", "59")}
WEEKS = 10
RATES = (
    "headway aetna 90837 150.00", "headway aetna 90834 112.35", "headway cigna 90834 110.05",
    "headway optum 90834 90.00", "alma aetna 90837 141.33", "direct cigna 90837 133.33",
    "self self 90834 140.00", "grow cigna 90834 101.01", "rula aetna 90834 99.99",
)  # fmt: skip
LATE = {("copay", 1): 4, ("second", 2): 4, ("direct", 3): 6}  # confirmed as many weeks in
NEVER = {("grown", 4), ("copay", 6), ("alma", 7)}
FEES = {
    ("nearly", 2): "no-show {} --fee 75.00",
    ("self", 2): "no-show {} --fee 50.00",
    ("alma", 3): "cancel {} --by client --fee 40.00",
    ("denied", 5): "no-show {}",
}


def story(folder: Path) -> Practice:
    """Live ten weeks and five more of waiting, with all that goes wrong with money."""
    practice = Practice(folder)
    _open(practice)
    for week in range(WEEKS):
        _week(practice, week)
    practice.advance("35d")
    _money_by_hand(practice)
    return practice


def _open(practice: Practice) -> None:
    (practice.folder / "note.md").write_text(NOTE)
    practice.well(
        "init", "--name", "Ada Example", "--credentials", "LMHC", "--npi", "1999999984",
        "--state", "NY", "--zone", "America/New_York", "--key", f"file:{practice.folder / 'key'}",
        "--platform", "headway=sandbox:", "--platform", "grow=sandbox:",
        *(word for name in ("alma", "rula", "direct", "self")
          for word in ("--platform", f"{name}=manual")),
    )  # fmt: skip
    for name, (platform, payer, plan, member, _, _, benefits) in PEOPLE.items():
        practice.clients[name] = practice.well(
            "client", "add", "--name", f"{name.title()} Example", "--platform", platform,
            "--payer", payer, "--plan", plan, "--member-id", member,
            "--address", "1 Sample Street", "--ready",
        )["ref"]  # fmt: skip
        if benefits:
            practice.typed(
                f"coverage add {practice.clients[name]} --payer {payer} --plan {plan}"
                f" --member-id {member} --effective 2026-01-01 {benefits}"
            )
    practice.typed(
        f"coverage add {practice.clients['second']} --payer cigna --plan commercial"
        " --member-id X4 --effective 2026-01-01 --rank secondary --copay 15"
    )
    practice.typed(
        f"authorization add {practice.clients['eap']} --number A1 --units 6 --from 2026-08-01"
    )
    for rate in RATES:
        practice.typed(f"rate set {rate} --from 2026-01-01")
    practice.typed("sync")


def _week(practice: Practice, week: int) -> None:
    for at, name in enumerate(PEOPLE):
        day = date(2026, 8, 4) + timedelta(weeks=week, days=at % 3)
        when = f"{day}T{PEOPLE[name][4]:02}:00"
        long = LONG[PEOPLE[name][5]][0]
        made = practice.typed(f"session schedule {practice.clients[name]} {when} --for {long}")
        practice.sessions.setdefault(name, []).append(made["ref"])
    if week == 5:
        practice.typed("rate set headway aetna 90837 160.00 --from 2026-09-07")
        practice.typed("rate set alma aetna 90837 131.00 --from 2026-09-07")
    practice.advance("6d")
    for name in PEOPLE:
        ref = practice.sessions[name][week]
        if (name, week) in FEES:
            practice.typed(f"session {FEES[name, week].format(ref)}")
        elif (name, week) not in NEVER and (name, week) not in LATE and (name, week < 6) != (
            "eap", False
        ):  # fmt: skip
            confirm(practice, name, ref)
    for (name, of), when in LATE.items():
        if when == week:
            confirm(practice, name, practice.sessions[name][of])
    if week == 3:
        ref = practice.sessions["straddle"][week]
        practice.typed(f"session modify {ref} --cpt 90834 --start 09:00 --stop 09:45")
    practice.advance("1d")


def confirm(practice: Practice, name: str, ref: str) -> None:
    """Write its note where the platform wants one, and confirm it."""
    platform, _, _, _, hour, cpt, _ = PEOPLE[name]
    signed = ""
    if platform in {"headway", "grow", "rula"}:
        practice.typed(f"note write {ref} --template dap --from {practice.folder / 'note.md'}")
        signed = " --sign --attest"
    practice.typed(
        f"session confirm {ref} --cpt {cpt} --dx F41.1 --start {hour}:00"
        f" --stop {hour}:{LONG[cpt][1]}{signed}"
    )


def _money_by_hand(practice: Practice) -> None:
    """Charge, invoice, and say what manual platforms paid."""
    own = practice.sessions["self"]
    refs = [practice.typed(f"charge add {ref}")["ref"] for ref in (own[0], own[1], own[3], own[4])]
    practice.typed(f"charge pay {refs[0]}")
    practice.typed(f"charge refund {refs[0]} 30.00")
    practice.typed(f"charge pay {refs[1]} 60.01")
    practice.typed(f"charge write-off {refs[1]}")
    practice.typed(f"charge pay {refs[2]} 13.37")
    practice.typed(f"charge fail {refs[3]}")
    letter = practice.well("charge", "add", "--client", practice.clients["self"], "40.00",
                           "--for", "A letter")["ref"]  # fmt: skip
    practice.typed(f"charge pay {letter} 15.00")
    practice.typed(f"invoice add {practice.clients['self']} --due 14d")
    practice.typed("invoice pay 1 200.00")
    practice.typed("payout record alma 2026-08-28")
    second = practice.typed("payout record alma 2026-09-11 300.00")["ref"]
    practice.typed(f"payout adjust {second} 95.00 {practice.sessions['alma'][0]} --kind clawback")
    practice.typed(f"payout adjust {second} 4.56")
    practice.typed(f"payout record direct 2026-09-08 133.33 {practice.sessions['direct'][0]}")


def bank(practice: Practice) -> str:
    """Write the account's rows: one payout missing, one short, one double, and what is no payout.

    Of Rula, whose payouts are nowhere, what is expected comes in.
    """
    told = {(one["platform"], one["date"]): one for one in practice.typed("payout list")
            if one["status"] == "paid"}  # fmt: skip
    rows = []
    for (platform, day), one in told.items():
        cents = one["total_cents"]
        if (platform, day) == ("headway", "2026-09-15"):
            continue
        if (platform, day) == ("headway", "2026-09-30"):
            cents -= 1000
        if (platform, day) == ("grow", "2026-09-18"):
            rows.append((one["bank_on"], f"{platform.upper()} DES:PAYMENT", cents))
        rows.append((one["bank_on"], f"{platform.upper()} DES:PAYMENT", cents))
    for day, cents in (("2026-08-14", 9999), ("2026-08-28", 19998), ("2026-09-11", 19998)):
        rows.append((day, "RULA DES:PAYMENT", cents))
    rows += [("2026-09-03", "CASH", 100000), ("2026-10-01", "RENT", -150000)]
    lines = [f"{day},{words},{cents / 100:.2f}" for day, words, cents in sorted(rows)]
    return "\n".join(("Date,Description,Amount", *lines)) + "\n"
