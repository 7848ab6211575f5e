"""Makes `docs/images/today.svg` from what `practice today` really prints in the demo's practice.

Everybody in it is invented. Needs a system with pseudo-terminals.
"""

# ruff: noqa: INP001

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import termios
from pathlib import Path

from rich.console import Console
from rich.text import Text

PICTURE = Path(__file__).with_name("images") / "today.svg"
WIDTH, HEIGHT = 90, 40
PRACTICE = [sys.executable, "-m", "practicecli"]


def today() -> str:
    """Give the screen of the demo's morning, colours included."""
    made = subprocess.run(  # noqa: S603 - our own program
        [*PRACTICE, "demo", "--json"], env=_env(), capture_output=True, text=True, check=True
    )
    demo = json.loads(made.stdout)
    try:
        return seen("today", PRACTICE_HOME=demo["home"], PRACTICE_NOW=demo["now"])
    finally:
        shutil.rmtree(demo["folder"])


def seen(*words: str, **env: str) -> str:
    """Run a command on a terminal and give what it printed there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
    with subprocess.Popen(  # noqa: S603 - our own program
        [*PRACTICE, *words], env=_env(**env), stdin=theirs, stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        return all_of(ours)


def all_of(terminal: int) -> str:
    """Read a terminal until the last program on it has gone, and close it."""
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux's way to say so
            part = b""
        if not part:
            os.close(terminal)
            return b"".join(parts).decode().replace("\r\n", "\n")
        parts.append(part)


def _env(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR"}}
    return {**kept, "LANG": "C.UTF-8", "TERM": "xterm-256color", **more}


def picture(screen: str) -> str:
    """Draw a terminal that shows this."""
    console = Console(width=WIDTH, record=True, file=io.StringIO(), color_system="256")
    console.print(Text.from_ansi(screen.rstrip()), soft_wrap=True)
    drawn = console.export_svg(title="practice today", unique_id="today")
    # Rich names a font on somebody's server; a picture of ours loads nothing.
    return re.sub(r"\s*@font-face \{.*?\}", "", drawn, flags=re.DOTALL)


def same_but_for_refs(text: str) -> str:
    """Give a text with every ref alike, as refs are new each time."""
    return re.sub(r"\b([scnmp])-[0-9a-hjkmnp-tv-z]{7}\b", r"\1-0000000", text)


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(today()), "utf-8")
