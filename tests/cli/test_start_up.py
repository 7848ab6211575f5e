"""Start-up is guarded by what is imported, which is the same on every machine, not by time."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from practicecli.cli.tree import TABLE, module_of

# Never on the way to an answer that needs no network, no schema and no picture.
HEAVY = {"httpx", "keyring", "pydantic", "rich", "icalendar", "werkzeug", "cryptography"}
TYPER = {"typer", "inspect", "shutil", "re", "enum", "typing", "dataclasses", "json", "logging"}

HARNESS = """
import sys
before = set(sys.modules)
sys.argv = ["practice", *sys.argv[1:]]
from practicecli.entry import main
try:
    main()
except SystemExit:
    pass
new = sorted(set(sys.modules) - before)
import json
print(json.dumps(new), file=sys.stderr)
"""

# Command, modules it must not import, how many it may import beyond a bare Python.
GUARDS = [
    (["--version"], HEAVY | TYPER, 4),
    (["-V"], HEAVY | TYPER, 4),
    # Without a practice it meets an error, and errors have exit codes, which are an enum.
    (["__complete", "session", ""], HEAVY | TYPER - {"enum", "re", "typing"}, 60),
    (["--help"], HEAVY, 150),
    (["sesion"], HEAVY, 150),
    (["completion", "bash", "--help"], HEAVY, 160),
]


@pytest.mark.parametrize(
    ("argv", "forbidden", "most"), GUARDS, ids=[" ".join(argv) or "nothing" for argv, *_ in GUARDS]
)
def test_a_command_imports_only_what_it_needs(argv, forbidden, most, tmp_path):
    env = {**os.environ, "PRACTICE_HOME": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", HARNESS, *argv], env=env, capture_output=True, text=True, check=True
    )

    imported = json.loads(ran.stderr.splitlines()[-1])
    tops = {name.partition(".")[0] for name in imported}
    assert tops & forbidden == set()
    assert len(imported) <= most, imported


READING = HEAVY | {"tomllib", "hashlib", "csv"}
WRITING = HEAVY - {"cryptography"} | {"tomllib", "csv"}
# Beyond a bare Python; Typer alone is some 130. What is added to a row has to be worth its time.
MOST_QUICK, MOST_READ, MOST_WRITTEN = 80, 195, 240
QUICK = ["today", "today --json", "due", "due --json", "__complete session s-"]
READ = [
    "today --date 2026-11-23",
    "due --within 3d",
    "session list --client {client}",
    "session show {session}",
    "note list",
    "client list",
    "client show {client}",
    "client check {client}",
    "claim list --status paid",
    "claim show {claim}",
    "payout upcoming",
    "payout list",
    "report income",
    "report ageing",
    "report unbilled",
    "report utilisation",
    "report tax",
    "platform compare",
    "code cpt",
    "code dx anxiety",
    "code dx panic attacks",
    "code check 90834 --minutes 50 --dx F41.1",
    "measure forms phq9",
    "plan list",
    "authorization list",
    "rate list",
    "rate check",
    "coverage list {client}",
    "coverage show {client}",
    "provider show",
    "platform list",
    "audit list",
    "config list",
    "sync status",
    "remind",
]
WRITE = [
    "session start {open}",
    "session confirm {open} --cpt 90834 --dx F41.1 --note upload",
    "session no-show {open}",
    "session schedule {client} 2026-12-03T15:00 --for 50m",
    "note write {open} --template dap --from {note}",
    "client edit {client} --forms yes",
    "note show {noted}",
    "note sign {noted} --attest",
    "note verify",
    "session mark {open} --intake",
    "code suggest {open}",
    "client cost {client} --next 8",
    "client cost --changes",
    "coverage add {client} --payer aetna --plan commercial --member-id W9 --effective 2027-01-01",
    "measure add {client} phq9 --answers 000000000",
    "plan write {client} --from {plan}",
    "plan sign {client} --attest",
    "private list",
    "authorization add {client} --units 12 --from 2026-11-01",
    "rate set headway aetna 90834 150.00 --from 2026-01-01",
    "backup create {folder}/backup",
    "undo --yes",
]
ROWS = [
    *((words, READING | {"typer", "re", "typing"}, MOST_QUICK) for words in QUICK[:1] + QUICK[2:3]),
    *((words, READING | {"typer", "typing"}, MOST_QUICK) for words in (QUICK[1], QUICK[3])),
    (QUICK[4], READING | TYPER - {"enum"}, MOST_QUICK),
    *((words, READING, MOST_READ) for words in READ),
    *((words, WRITING, MOST_WRITTEN) for words in WRITE),
]


PLAN = ("therapy", "problem", "symptoms", "goals", "steps", "interventions", "targets", "consent")

# Counted on 3.11; later Pythons have parted some of their own modules.
NEWER = 10 if sys.version_info >= (3, 12) else 0


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory):
    """A practice with a client, a session that is confirmed and one that is not."""
    folder = tmp_path_factory.mktemp("start-up")
    env = {
        **os.environ,
        "PRACTICE_HOME": str(folder / "home"),
        "PRACTICE_NOW": "2026-11-24T09:00:00-05:00",
    }

    def run(line, *more):
        ran = subprocess.run(
            [sys.executable, "-m", "practicecli", *line.split(), *more, "--json"],
            env=env, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return json.loads(ran.stdout or "null")

    run(
        "init --credentials LMHC --npi 1999999984 --state NY --zone America/New_York"
        f" --key file:{folder}/key --platform headway=sandbox:",
        "--name", "Ada Example",
    )  # fmt: skip
    client = run(
        "client add --born 1990-01-01 --platform headway --payer aetna --plan commercial"
        " --member-id W1 --ready",
        "--name", "Test Person", "--address", "1 Example Street, Albany NY",
    )["ref"]  # fmt: skip
    held, still_open = (
        run(f"session schedule {client} 2026-11-{day}T15:00 --for 50m") for day in (20, 23)
    )
    held, still_open = (
        (one[0] if isinstance(one, list) else one)["ref"] for one in (held, still_open)
    )
    run(f"session confirm {held} --cpt 90834 --dx F41.1 --note upload")
    run("today")  # the first one reads the settings and keeps them
    note = folder / "note.md"
    note.write_text("# Data\n\nInvented.\n\n# Assessment\n\nNone.\n\n# Plan\n\nNone.\n")
    plan = folder / "plan.json"
    plan.write_text(json.dumps(dict.fromkeys(PLAN, "Invented")))
    noted = run(f"session schedule {client} 2026-11-19T15:00 --for 50m")["ref"]
    run(f"note write {noted} --template dap --from {note}")
    names = {
        "client": client,
        "session": held,
        "open": still_open,
        "claim": run("claim list")[0]["ref"],
        "note": str(note),
        "noted": noted,
        "plan": str(plan),
        "folder": str(folder),
    }
    return env, names


@pytest.mark.parametrize(("line", "forbidden", "most"), ROWS, ids=[row[0] for row in ROWS])
def test_a_command_on_the_cache_imports_only_what_it_needs(line, forbidden, most, lived_in):
    env, names = lived_in
    ran = subprocess.run(
        [sys.executable, "-c", HARNESS, *line.format(**names).split()],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip

    imported = json.loads(ran.stderr.splitlines()[-1])
    assert {name.partition(".")[0] for name in imported} & forbidden == set()
    assert len(imported) <= most + NEWER, imported


def test_a_verb_does_not_import_the_modules_of_the_others(lived_in):
    env, names = lived_in
    ran = subprocess.run(
        [sys.executable, "-c", HARNESS, "session", "show", names["session"]],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip

    imported = json.loads(ran.stderr.splitlines()[-1])
    assert "practicecli.cli.session.listing" in imported
    assert "practicecli.cli.session.booking" not in imported


RENDERER = """
import sys
before = set(sys.modules)
import practicecli.cli.tables
print(*sorted(set(sys.modules) - before))
"""


def test_the_table_that_today_prints_with_imports_nothing_but_ours():
    ran = subprocess.run(
        [sys.executable, "-c", RENDERER], capture_output=True, text=True, check=True
    )

    assert all(name.startswith(("practicecli", "__future__")) for name in ran.stdout.split())


CORE = """
import sys, resource
sys.argv = ["practice", "__complete", "session", ""]
from practicecli.entry import main
main()
print(resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_no_core_file_is_left_that_could_hold_keys():
    ran = subprocess.run([sys.executable, "-c", CORE], capture_output=True, text=True, check=True)

    assert ran.stdout == "(0, 0)\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_an_encoding_that_lacks_a_letter_stops_no_answer(encoding):
    ran = subprocess.run(
        [sys.executable, "-m", "practicecli", "n\u00f8te\u2026"],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )

    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_stream_that_is_closed_from_the_start_is_no_crash(closed):
    ran = subprocess.run(
        ["sh", "-c", f'"$0" -m practicecli --help {closed}', sys.executable],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("argv", [["--help"], ["sesion"], ["--color", "blue"]])
def test_help_and_a_slip_on_the_first_level_import_no_command(argv):
    ran = subprocess.run(
        [sys.executable, "-c", HARNESS, *argv], capture_output=True, text=True, check=True
    )

    imported = set(json.loads(ran.stderr.splitlines()[-1]))
    assert not imported & {module_of(name) for name in TABLE}


def run_program(*argv, stdout=subprocess.PIPE):
    return subprocess.run(
        [sys.executable, "-m", "practicecli", *argv],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def test_a_closed_pipe_ends_quietly():
    reader, writer = os.pipe()
    os.close(reader)

    ran = run_program("--help", stdout=writer)
    os.close(writer)

    assert (ran.returncode, ran.stderr) == (141, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("argv", [["--version"], ["--help"]])
def test_a_full_disk_is_told_in_words(argv):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        ran = run_program(*argv, stdout=full)

    assert ran.returncode == 3
    assert ran.stderr.startswith("Error: The disk is full where the answer goes\n")
    assert "Exception ignored" not in ran.stderr


def test_the_version_is_one_line():
    ran = run_program("--version")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("practice ")
