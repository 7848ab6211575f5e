"""The installed program as a script meets it: a process, its exit code and its two streams."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
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
    return partial(run, tmp_path)


def run(folder: Path, *args: str, input: str | bytes | None = None, **env: str) -> Result:  # noqa: A002
    """Run the program in a folder of its own, its home in there, at a time of its own."""
    bare = {
        "PRACTICE_HOME": str(folder / "home"),
        "PRACTICE_NOW": NOW,
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
    }
    kept = {name: value for name, value in os.environ.items() if name.startswith("COV")}
    given = input.encode() if isinstance(input, str) else input
    done = subprocess.run(
        [sys.executable, "-m", "practicecli", *args],
        input=given if given is not None else b"",
        capture_output=True,
        env={**bare, **kept, **env},
        cwd=folder,
        timeout=120,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice as `init` makes it, made once; `started` gives each test a copy of its own."""
    folder = tmp_path_factory.mktemp("furnished")
    done = run(
        folder,
        "init", "--name", "Ada Example", "--credentials", "LMHC", "--npi", "1999999984",
        "--state", "NY", "--zone", "America/New_York", "--key", f"file:{folder / 'key'}",
        "--platform", "headway=sandbox:", "--platform", "alma=manual",
    )  # fmt: skip
    assert done.exit == 0, done.err
    return folder


@pytest.fixture
def started(practice: Practice, tmp_path: Path, furnished: Path) -> Practice:
    """A practice with a sandbox and a manual platform, and nobody in it yet."""
    move_in(furnished, tmp_path)
    return practice


def move_in(furnished: Path, folder: Path) -> None:
    """Copy a practice that was made elsewhere, its key beside it, and say where the key is now."""
    shutil.copytree(furnished / "home", folder / "home")
    shutil.copy2(furnished / "key", folder / "key")
    for identity in (folder / "home").rglob("practice.id"):
        text = identity.read_text().replace(str(furnished / "key"), str(folder / "key"))
        identity.write_text(text)
