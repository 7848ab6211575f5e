"""`python -m bench`: the figures of the design as ratios, each measured in one run on one machine.

It never fails on a time: a line says beside its target what came out.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench import batches, codes, imports, log, money, peers, reports, screens, wire
from bench.practice import Home, fill, new_home
from bench.table import Line, say, show


def main() -> int:
    """Measure all, print as it comes, and say at the end what was missed."""
    begun = perf_counter()
    say(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    with tempfile.TemporaryDirectory(prefix="practice-bench-") as name:
        lines = _measure(Path(name))
    missed = [line.what for line in lines if not line.is_held]
    say()
    say(f"{len(lines)} figures in {perf_counter() - begun:.0f} s")
    say(f"missed: {', '.join(missed) or 'none'}")
    return 0


def _measure(folder: Path) -> list[Line]:
    small = _filled(folder / "small", 20_000)
    lines = _part("Start-up, in bare Pythons", screens.against_bare_python(small, folder))
    lines += _part("Codes", codes.beside_bare_python(small))
    reports.pay(small)
    lines += _part("Reports, in bare Pythons", reports.against_bare_python(small))
    found, absent = peers.peers(small, folder)
    lines += _part("Peers", found)
    if absent:
        say(f"not installed here: {', '.join(absent)}")
    lines += _part("The log", log.beside_bare_hmacs(folder))
    lines += _part("Batch", batches.beside_a_bare_loop(folder))
    lines += _part("Money", money.reconciling(folder))
    lines += _part("Sync", [*wire.pushing(folder), *wire.first_pull(folder)])
    memory = [batches.peak_of_a_batch(folder, 100_000), *imports.peaks(folder)]
    lines += _part("Memory", memory)
    large = _filled(folder / "large", 1_000_000)
    lines += _part("A long history", screens.whatever_the_history(small, large))
    reports.pay(large)
    return lines + _part("Reports of a long history", reports.against_bare_sql(large))


def _filled(path: Path, count: int) -> Home:
    home = new_home(path)
    fill(home, count)
    return home


def _part(title: str, lines: list[Line]) -> list[Line]:
    say()
    say(title)
    return show(lines)


if __name__ == "__main__":
    sys.exit(main())
