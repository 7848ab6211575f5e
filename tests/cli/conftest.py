"""The installed program as a script meets it: a process, its exit code and its two streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

NOW = "2026-11-24T09:00:00-05:00"


@dataclass(frozen=True)
class Result:
    exit: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)

    def problems(self) -> list[str]:
        found = json.loads(self.err)["error"]["problems"]
        return [problem["code"] for problem in found]


Practice = Callable[..., Result]


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    """Run the program in a practice folder of its own, at a time of its own."""
    bare = {
        "PRACTICE_HOME": str(tmp_path / "home"),
        "PRACTICE_NOW": NOW,
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    kept = {name: value for name, value in os.environ.items() if name.startswith("COV")}

    def run(*args: str, input: str | bytes | None = None, **env: str) -> Result:  # noqa: A002
        given = input.encode() if isinstance(input, str) else input
        done = subprocess.run(
            [sys.executable, "-m", "practicecli", *args],
            input=given if given is not None else b"",
            capture_output=True,
            env={**bare, **kept, **env},
            cwd=tmp_path,
            timeout=120,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def started(practice: Practice, tmp_path: Path) -> Practice:
    """A practice with a sandbox and a manual platform, and nobody in it yet."""
    done = practice(
        "init", "--name", "Ada Example", "--credentials", "LMHC", "--npi", "1999999984",
        "--state", "NY", "--zone", "America/New_York", "--key", f"file:{tmp_path / 'key'}",
        "--platform", "headway=sandbox:", "--platform", "alma=manual",
    )  # fmt: skip
    assert done.exit == 0, done.err
    return practice
