"""SIGKILL before and after every step, and at any moment: what was said to be saved is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SEED = 20261102


@pytest.fixture
def killing(project):
    """Run the program that kills its own children, and read what it found."""

    def run(*said):
        path = os.pathsep.join([str(project), str(project / "src")])
        done = subprocess.run(
            [sys.executable, "-m", "tests.sync.killing", *map(str, said)],
            cwd=project, env=os.environ | {"PYTHONPATH": path}, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    return run


def wholly(found, times):
    assert [(step, one["broken"]) for step, one in found.items() if one["broken"]] == []
    assert {step: one["killed"] for step, one in found.items()} == dict.fromkeys(found, times)


@pytest.mark.parametrize("what", ["syncing", "migrating"])
def test_a_kill_before_or_after_any_step_loses_nothing(killing, what):
    wholly(killing(what, "every", 1), 1)


def test_nothing_told_as_saved_is_lost_when_its_writer_is_killed(killing):
    found = killing("writing", 20, SEED)

    assert found.pop("told") > 20
    assert found == {"kills": 20, "lost": 0, "unsent": 0, "damaged": 0}


@pytest.mark.proof
@pytest.mark.parametrize("what", ["syncing", "migrating"])
def test_twenty_kills_before_or_after_each_step_lose_nothing(killing, what):
    wholly(killing(what, "every", 20), 20)


@pytest.mark.proof
def test_a_thousand_kills_of_writers_lose_nothing(killing):
    found = killing("writing", 1000, SEED)

    assert found.pop("told") > 1000
    assert found == {"kills": 1000, "lost": 0, "unsent": 0, "damaged": 0}
