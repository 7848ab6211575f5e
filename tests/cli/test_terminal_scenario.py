"""The program on a terminal of its own: what is laid out for the eye there, and what is not."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.cli.terminal import on_terminal, shown

INTERRUPTED = """
import sys
from practicecli.cli.boundary import guarded

def work():
    raise KeyboardInterrupt

sys.exit(guarded(work, [], str))
"""


@pytest.fixture
def terminal(started, tmp_path):
    """A practice whose sandbox has told something; gives the program on a terminal."""
    client = started(
        "client", "add", "--name", "Ana Rivers", "--platform", "headway", "--payer", "aetna",
        "--plan", "commercial", "--member-id", "CARDFAIL-1",
        "--address", "1 Example Street, Albany NY", "--ready", "--json",
    ).json()["ref"]  # fmt: skip
    started("session", "schedule", client, "2026-11-23T15:00", "--for", "60m")
    done = started("session", "confirm", "@last", "--cpt", "90837", "--dx", "F41.1",
                   "--note", "upload")  # fmt: skip
    assert done.exit == 0, done.err
    started("sync")
    started("sandbox", "advance", "7d")
    started("sync")

    def run(*words, width=80):
        return on_terminal(tmp_path, *words, COLUMNS=str(width))

    return run


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_notice_has_a_line_of_facts_and_its_whole_message_below(terminal, width):
    told, code = terminal("platform", "notices", width=width)

    assert code == 0
    words = " ".join(told.split())
    assert "The client's payment method was removed after failed charges" in words
    head, below = told.splitlines()[:2]
    assert head.split()[-3::2] == ["charge-failed", "20.00"]
    assert below.startswith("  The client's card")


def test_a_notice_can_still_be_read_aloud(terminal):
    told, _ = terminal("platform", "notices", "--plain")

    assert "Message: The client's card was refused\n" in told


def test_where_nothing_was_told_that_is_said(terminal):
    assert terminal("platform", "notices", "alma") == ("Nothing to show\n", 0)


def test_doctor_breaks_no_word(terminal, tmp_path):
    told, _ = terminal("doctor", width=50)

    assert f"`file:{tmp_path / 'key'}`\n" in told
    assert "      Another volume would protect it better\n" in told
    long = [line for line in told.splitlines() if len(line) > 50]
    assert all(len(line.split()) == 1 for line in long)


def test_today_counts_what_was_told(terminal):
    assert "Notices      4 in 7 days: practice platform notices\n" in terminal("today")[0]


def test_an_interrupt_is_told_on_a_line_of_its_own():
    told, code = shown(["-c", INTERRUPTED], {"NO_COLOR": "1"})

    assert (told, code) == ("\nError: Interrupted\n", 130)


def test_a_pipe_is_told_of_an_interrupt_without_an_empty_line():
    ran = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False
    )

    assert (ran.stderr, ran.returncode) == ("Error: Interrupted\n", 130)
