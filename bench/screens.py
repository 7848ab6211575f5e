"""Start-up: what a command costs beside a bare Python, `P`, in turn with it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.practice import PRACTICE, Home, Names, client, insert, refs
from bench.table import Line
from bench.timing import Contender, take_turns

ROUNDS, MANY_ROUNDS = 15, 31
_UNWRITTEN = (
    "SELECT ref FROM session WHERE status = 'scheduled' AND note_status = 'none'"
    " AND ends_at < '2026-11-24' ORDER BY 1"
)
_COVERAGE = (
    "--payer", "aetna", "--plan", "commercial", "--member-id", "W900", "--effective", "2026-11-01",
    "--deductible", "500", "--deductible-met", "450", "--coinsurance", "20",
)  # fmt: skip
_A_CLIENT = "SELECT ref FROM client ORDER BY id LIMIT 1"
_OPEN = "SELECT ref FROM session WHERE status = 'scheduled' AND ends_at < '2026-11-24' ORDER BY 1"
_HOT = (("today",), ("today", "--json"), ("due",), ("due", "--json"))


def against_bare_python(home: Home, folder: Path) -> list[Line]:
    """Time every kind of command on a practice of twenty thousand sessions."""
    bare = bare_python(home)
    timed = [*_quick(home), *_reading(home), *_writing(home, folder)]
    take_turns([bare, *(one for one, _ in timed)], ROUNDS)
    aside = f"P = {bare.median * 1000:.1f} ms, spread {bare.spread:.0%}"
    return [
        Line("a bare Python, P", 1.0, None, "P", aside=aside),
        *(
            Line(one.name, one.median / bare.median, target, "P", aside=_aside(one, bare))
            for one, target in timed
        ),
    ]


def whatever_the_history(small: Home, large: Home) -> list[Line]:
    """Time the hot screens on a million sessions beside twenty thousand."""
    pairs = [(_hot(small, words), _hot(large, words)) for words in _HOT]
    take_turns([one for pair in pairs for one in pair], MANY_ROUNDS)
    return [
        Line(
            f"{one.name}, 1,000,000 sessions beside 20,000",
            other.median / one.median,
            1.1,
            "times",
            aside=f"fastest {other.fastest / one.fastest:.2f}, spread {one.spread:.0%}",
        )
        for one, other in pairs
    ]


def _aside(one: Contender, bare: Contender) -> str:
    return f"fastest {one.fastest / bare.fastest:.2f}, spread {one.spread:.0%}"


def bare_python(home: Home) -> Contender:
    """Give what all is measured against."""
    return Contender("python", [[sys.executable, "-I", "-c", "pass"]], home.env)


def _hot(home: Home, words: Sequence[str]) -> Contender:
    return Contender(" ".join(words), [[PRACTICE, *words]], home.env)


def _quick(home: Home) -> list[tuple[Contender, float]]:
    shell = Path(__file__).parents[1] / "completions" / "practice.bash"
    # The static part of completion is the shell's own work: the script with every word in it.
    static = f". {shell}; COMP_WORDS=(practice cl); COMP_CWORD=1; _practice; echo ${{COMPREPLY[0]}}"
    found = [
        (Contender("--version", [[PRACTICE, "--version"]], home.env), 2.1),
        (Contender("completion, static", [["/bin/bash", "-c", static]], home.env), 0.5),
        (Contender("completion, refs", [[PRACTICE, "__complete", "session", "s-"]], home.env), 3.0),
    ]
    found += [
        (Contender(f"{' '.join(words)}, pipe", [[PRACTICE, *words]], home.env), 4.5)
        for words in _HOT
    ]
    return found + [
        (Contender(f"{word}, terminal", [[PRACTICE, word]], home.env, terminal=True), 8.0)
        for word in ("today", "due")
    ]


def _reading(home: Home) -> list[tuple[Contender, float]]:
    (one,) = refs(home, _A_CLIENT)
    home.call("coverage", "add", one, *_COVERAGE)
    (claim,) = refs(home, "SELECT ref FROM claim ORDER BY id LIMIT 1")
    (session,) = refs(home, "SELECT ref FROM session ORDER BY id LIMIT 1")
    commands = [
        ["session", "list", "--client", one],
        ["session", "show", session],
        ["client", "show", one],
        ["client", "list"],
        ["client", "cost", one, "--cpt", "90834", "--on", "2026-12-01"],
        ["coverage", "list", one],
        ["charge", "list"],
        ["rate", "list"],
        ["claim", "show", claim],
        ["payout", "upcoming"],
        ["code", "dx", "anxiety"],
        ["code", "cpt"],
        ["platform", "list"],
    ]
    return [
        (Contender(_named(words), [[PRACTICE, *words, "--json"]], home.env), 9.0)
        for words in commands
    ]


def _named(words: Sequence[str]) -> str:
    return " ".join(word for word in words if word[:1] != "-")


def _writing(home: Home, folder: Path) -> list[tuple[Contender, float]]:
    unwritten = refs(home, _UNWRITTEN)[: 2 * ROUNDS]
    opened = [ref for ref in refs(home, _OPEN) if ref not in unwritten]
    parts = [opened[at : at + ROUNDS] for at in range(0, 3 * ROUNDS, ROUNDS)]
    note = folder / "note.md"
    note.write_text("# Data\n\nInvented.\n\n# Assessment\n\nInvented.\n\n# Plan\n\nInvented.\n")
    codes = ("--cpt", "90834", "--dx", "F41.1", "--note", "upload")
    commands = {
        "session start": [["session", "start", ref] for ref in parts[0]],
        "note write": [
            ["note", "write", ref, "--template", "dap", "--from", str(note)]
            for ref in unwritten[:ROUNDS]
        ],
        "session confirm": [["session", "confirm", ref, *codes] for ref in parts[2]],
        "session no-show": [["session", "no-show", ref] for ref in unwritten[ROUNDS:]],
    }
    writers = [_writer(home, name, each) for name, each in commands.items()]
    return [(one, 12.0) for one in (*writers, *_money(home, folder))]


def _writer(home: Home, name: str, each: Sequence[Sequence[str]]) -> Contender:
    return Contender(name, [[PRACTICE, *words, "--json"] for words in each], home.env)


def _money(home: Home, folder: Path) -> list[Contender]:
    """Give commands on money, each of which changes something every time, in a practice apart."""
    home = Home(shutil.copytree(home.path, folder / "money").as_posix())
    home.call("platform", "add", "self", "--remote", "manual")
    names = Names(seed=5)
    paying = [client(names, number, platform="self") for number in range(ROUNDS)]
    db = home.open()
    insert(db, "client", paying)
    db.close()
    letter = ("75.00", "--for", "an invented letter", "--json")
    charged = [
        json.loads(home.call("charge", "add", "--client", one["ref"], *letter))["ref"]
        for one in paying
    ]
    commands = {
        "coverage add": [
            ["coverage", "add", ref, *_COVERAGE]
            for ref in refs(home, "SELECT ref FROM client WHERE platform = 'headway'")[-ROUNDS:]
        ],
        "rate set": [
            ["rate", "set", "headway", "aetna", "90837", "150.00", "--from", f"2025-01-{day:02}"]
            for day in range(1, ROUNDS + 1)
        ],
        "charge pay": [["charge", "pay", ref] for ref in charged],
    }
    return [_writer(home, name, each) for name, each in commands.items()]
