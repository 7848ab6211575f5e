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


@pytest.mark.parametrize(("argv", "forbidden", "most"), GUARDS, ids=lambda value: str(value)[:40])
def test_a_command_imports_only_what_it_needs(argv, forbidden, most, tmp_path):
    env = {**os.environ, "PRACTICE_HOME": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", HARNESS, *argv], env=env, capture_output=True, text=True, check=True
    )

    imported = json.loads(ran.stderr.splitlines()[-1])
    tops = {name.partition(".")[0] for name in imported}
    assert not tops & forbidden
    assert len(imported) <= most, imported


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

    assert ran.returncode == 7
    assert ran.stderr.startswith("Error: The disk is full\n")
    assert "Exception ignored" not in ran.stderr


def test_the_version_is_one_line():
    ran = run_program("--version")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("practice ")
