"""Whole processes, timed from outside in wall seconds, and the most memory they take."""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Run:
    """One process that has ended: seconds, exit code, bytes it printed."""

    seconds: float
    exit: int
    said: bytes


@dataclass(slots=True)
class Contender:
    """A command line that is timed in turn with others; `argv` may differ from round to round."""

    name: str
    argv: Sequence[Sequence[str]]
    env: Mapping[str, str]
    terminal: bool = False
    exits: tuple[int, ...] = (0,)
    input: str = os.devnull
    seconds: list[float] = field(default_factory=list)

    def step(self, number: int) -> None:
        """Run it once; raises RuntimeError where it did not do what is timed."""
        argv = self.argv[number % len(self.argv)]
        ran = run(argv, self.env, terminal=self.terminal, input=self.input)
        if ran.exit not in self.exits:
            raise RuntimeError(f"{self.name}: exit {ran.exit}\n{ran.said.decode(errors='replace')}")
        self.seconds.append(ran.seconds)

    @property
    def median(self) -> float:
        """Give the median of its seconds."""
        return statistics.median(self.seconds)

    @property
    def fastest(self) -> float:
        """Give the shortest of its seconds: what a busy machine distorts least."""
        return min(self.seconds)

    @property
    def spread(self) -> float:
        """Give half the distance of the quartiles, as a part of the median."""
        low, _, high = statistics.quantiles(self.seconds, n=4)
        return (high - low) / 2 / self.median


def take_turns(contenders: Sequence[Contender], rounds: int) -> None:
    """Run each once a round, so that a slow moment of the machine hits all of them."""
    for number in range(rounds):
        for one in contenders:
            one.step(number)


def run(
    argv: Sequence[str],
    env: Mapping[str, str],
    *,
    terminal: bool = False,
    input: str = os.devnull,  # noqa: A002
) -> Run:
    """Start a program, read all it prints, and wait for its end. stderr goes where stdout goes."""
    ours, theirs = os.openpty() if terminal else os.pipe()
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, input, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, theirs, 1),
        (os.POSIX_SPAWN_DUP2, theirs, 2),
        (os.POSIX_SPAWN_CLOSE, ours),
    ]
    begun = perf_counter()
    child = os.posix_spawn(argv[0], argv, env, file_actions=actions)
    os.close(theirs)
    said = _read_all(ours)
    _, status = os.waitpid(child, 0)
    seconds = perf_counter() - begun
    os.close(ours)
    return Run(seconds, os.waitstatus_to_exitcode(status), said)


def peak(argv: Sequence[str], env: Mapping[str, str]) -> tuple[int, Run]:
    """Give the most memory that a program took, in bytes, and how it ended."""
    launcher = str(Path(__file__).with_name("peak.py"))
    with TemporaryDirectory() as folder:
        report = Path(folder, "report")
        ran = run([sys.executable, launcher, str(report), *argv], env)
        told = json.loads(report.read_text())
    return told["peak"], Run(ran.seconds, told["exit"], ran.said)


def _read_all(stream: int) -> bytes:
    parts = []
    with suppress(OSError):  # a terminal whose other end is closed says so by an error
        while part := os.read(stream, 1 << 16):
            parts.append(part)
    return b"".join(parts)
