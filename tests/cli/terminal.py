"""The program on a terminal of its own, with somebody at it who typed ahead."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.cli.conftest import NOW

Look = Callable[["subprocess.Popen[bytes]", bytes], None]


def on_terminal(
    folder: Path, *words: str, typed: str = "", look: Look | None = None, **env: str
) -> tuple[str, int]:
    """Run the program of the practice in a folder; give what stood there, and its exit code."""
    home = {
        "PRACTICE_HOME": str(folder / "home"), "PRACTICE_NOW": NOW, "HOME": str(folder),
        "COLUMNS": "80", "NO_COLOR": "1", "TERM": "xterm", "LANG": "C.UTF-8",
    }  # fmt: skip
    return shown(["-m", "practicecli", *words], home | env, typed=typed, cwd=folder, look=look)


def shown(
    arguments: Sequence[str],
    env: Mapping[str, str],
    *,
    typed: str = "",
    cwd: Path | None = None,
    look: Look | None = None,
) -> tuple[str, int]:
    """Run Python with these arguments; give all that stood on its terminal, and its exit code.

    `look` is shown the process and what stands there, each time something was written.
    """
    ours, theirs = pty.openpty()
    ran = subprocess.Popen(
        [sys.executable, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd,
        env={**os.environ, **env},
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, typed.encode())
    written = b""
    while True:
        try:
            some = os.read(ours, 4096)
        except OSError:  # Linux: nobody holds the other end any more
            break
        if not some:
            break
        written += some
        if look is not None:
            look(ran, written)
    os.close(ours)
    return written.decode().replace("\r\n", "\n"), ran.wait(timeout=60)
