"""A throw-away practice: its folder, its invented time, and real commands run in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicecli.errors import Exit, PracticeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

NPI = "1999999984"
ZONE = "America/New_York"
_CHUNK = 65536
_SECONDS = 120.0


class StoppedError(PracticeError):
    """A command of the tour did not end as it should; this program is wrong."""

    exit_code = Exit.BUG
    code = "tour-stopped"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command really answered, both streams as a person sees them, and its exit code."""

    words: str
    exit: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A folder with a practice in it. Nothing of the caller's own practice is seen or touched."""

    folder: Path

    @classmethod
    def new(cls) -> Stage:
        """Make the folder, 0700, with the files of the tour in it."""
        stage = cls(Path(tempfile.mkdtemp(prefix="practice-demo-")))
        for name in ("new-client.json", "dap.md"):
            (stage.folder / name).write_bytes(material(name))
        return stage

    @property
    def home(self) -> Path:
        """The practice's home, for PRACTICE_HOME."""
        return self.folder / "home"

    def env(self, now: datetime) -> dict[str, str]:
        """Give the environment of a command at a moment; no setting of the caller's practice."""
        kept = {name: text for name, text in os.environ.items() if name[:9] != "PRACTICE_"}
        return kept | {
            "PRACTICE_HOME": str(self.home),
            "PRACTICE_NOW": now.isoformat(),
            "PRACTICE_NO_INPUT": "1",
        }

    def ask(self, words: Sequence[str], now: datetime) -> Any:  # noqa: ANN401 - JSON is anything
        """Run a command behind the scenes and read its JSON; raises StoppedError."""
        done = subprocess.run(  # noqa: S603 - our own program, words of our own
            _command([*words, "--json"]), env=self.env(now), cwd=self.folder, check=False,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS,
        )  # fmt: skip
        if done.returncode != Exit.DONE:
            told = done.stderr.decode("utf-8", "replace").strip()
            raise StoppedError(f"`practice {words[0]}` ended with {done.returncode}", hint=told)
        return json.loads(done.stdout)

    def play(self, words: Sequence[str], now: datetime, look: Mapping[str, str]) -> Answer:
        """Run a command as on a terminal and give what it shows; `look` is COLUMNS and the like."""
        env = {**self.env(now), **look}
        if not hasattr(os, "openpty"):
            return _piped(words, env, self.folder)
        return _on_terminal(words, env, self.folder)


def material(name: str) -> bytes:
    """Read one of the tour's files."""
    from importlib.resources import files

    return files("practicecli.cli.tour").joinpath(name).read_bytes()


def _command(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "practicecli", *words]


def _piped(words: Sequence[str], env: Mapping[str, str], folder: Path) -> Answer:
    done = subprocess.run(  # noqa: S603 - as above
        _command(words), env=dict(env), cwd=folder, check=False, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_SECONDS,
    )  # fmt: skip
    return Answer(done.stdout.decode("utf-8", "replace"), done.returncode)


def _on_terminal(words: Sequence[str], env: Mapping[str, str], folder: Path) -> Answer:
    ours, theirs = os.openpty()
    try:
        process = subprocess.Popen(  # noqa: S603 - as above
            _command(words), env=dict(env), cwd=folder, stdin=subprocess.DEVNULL, stdout=theirs,
            stderr=theirs,
        )  # fmt: skip
    finally:
        os.close(theirs)
    shown = bytearray()
    try:
        while chunk := _read(ours):
            shown += chunk
    finally:
        os.close(ours)
        code = process.wait(_SECONDS)
    return Answer(shown.decode("utf-8", "replace").replace("\r\n", "\n"), code)


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, _CHUNK)
    except OSError:  # on Linux the end of a terminal is an error
        return b""
